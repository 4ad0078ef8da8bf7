//! Feedback about packets and pictures: NACK, PLI (RFC 4585), FIR (RFC 5104), REMB (draft-alvestrand-rmcat-remb-03).

use super::{Ssrcs, close, format, open, packet_type, take, take_u16, take_u32};
use crate::rtp::SeqNo;

/// Items in one NACK packet: 60 of them ask for up to 1,020 packets in 252 bytes.
/// Higher: fewer packets after a long outage. Lower: less to repeat when the feedback itself is lost.
const MAX_NACK_ITEMS: usize = 60;

/// The missing sequence numbers of one generic NACK.
#[derive(Clone, Debug)]
pub struct NackItems<'a> {
    bytes: &'a [u8],
    next: SeqNo,
    mask: u32,
}

impl<'a> NackItems<'a> {
    pub(super) fn new(body: &'a [u8]) -> Option<Self> {
        body.len().is_multiple_of(4).then_some(Self {
            bytes: body,
            next: SeqNo(0),
            mask: 0,
        })
    }
}

impl Iterator for NackItems<'_> {
    type Item = SeqNo;

    fn next(&mut self) -> Option<SeqNo> {
        if self.mask == 0 {
            self.next = SeqNo(take_u16(&mut self.bytes)?);
            // The first number is always asked for, the bit mask follows it.
            self.mask = u32::from(take_u16(&mut self.bytes)?) << 1 | 1;
        }
        let skip = self.mask.trailing_zeros() as u16;
        let seq = self.next.wrapping_add(skip);
        self.next = seq.wrapping_add(1);
        self.mask = (self.mask >> skip) >> 1;
        Some(seq)
    }
}

/// Packs ascending sequence numbers into (first, bit mask of the sixteen that follow), RFC 4585 §6.2.1.
pub fn nack_items(seqs: &[SeqNo]) -> impl Iterator<Item = (SeqNo, u16)> + '_ {
    let mut seqs = seqs.iter().copied().peekable();
    std::iter::from_fn(move || {
        let first = seqs.next()?;
        let mut mask = 0u16;
        while let Some(shift) = seqs.peek().map(|seq| seq.distance_from(first)) {
            if !(1..=16).contains(&shift) {
                break;
            }
            mask |= 1 << (shift - 1);
            seqs.next();
        }
        Some((first, mask))
    })
}

/// Appends NACK packets for ascending sequence numbers of `media_ssrc`; nothing when there is none.
pub fn write_nack(out: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32, seqs: &[SeqNo]) {
    let mut items = nack_items(seqs).peekable();
    while items.peek().is_some() {
        let start = open_feedback(
            out,
            format::NACK,
            packet_type::TRANSPORT_FEEDBACK,
            sender_ssrc,
            media_ssrc,
        );
        for (first, mask) in items.by_ref().take(MAX_NACK_ITEMS) {
            out.extend_from_slice(&first.0.to_be_bytes());
            out.extend_from_slice(&mask.to_be_bytes());
        }
        close(out, start);
    }
}

/// Appends a picture loss indication.
pub fn write_pli(out: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32) {
    let start = open_feedback(
        out,
        format::PLI,
        packet_type::PAYLOAD_FEEDBACK,
        sender_ssrc,
        media_ssrc,
    );
    close(out, start);
}

/// The entries of a full intra request as (SSRC, command sequence number).
#[derive(Clone, Debug)]
pub struct FirEntries<'a> {
    bytes: &'a [u8],
}

impl<'a> FirEntries<'a> {
    pub(super) fn new(body: &'a [u8]) -> Option<Self> {
        body.len().is_multiple_of(8).then_some(Self { bytes: body })
    }
}

impl Iterator for FirEntries<'_> {
    type Item = (u32, u8);

    fn next(&mut self) -> Option<(u32, u8)> {
        let ssrc = take_u32(&mut self.bytes)?;
        let [command, ..] = take::<4>(&mut self.bytes)?;
        Some((ssrc, *command))
    }
}

/// Appends a full intra request for one stream; `command` counts the requests and a repeat keeps it (RFC 5104 §4.3.1.1).
pub fn write_fir(out: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32, command: u8) {
    // The header's media SSRC is unused and zero (RFC 5104 §4.3.1.2); the entry names the stream.
    let start = open_feedback(
        out,
        format::FIR,
        packet_type::PAYLOAD_FEEDBACK,
        sender_ssrc,
        0,
    );
    out.extend_from_slice(&media_ssrc.to_be_bytes());
    out.extend_from_slice(&[command, 0, 0, 0]);
    close(out, start);
}

/// Receiver estimated maximum bitrate.
#[derive(Clone, Debug)]
pub struct Remb<'a> {
    /// Bits per second over all the streams.
    pub bitrate_bps: u64,
    /// The streams it counts.
    pub ssrcs: Ssrcs<'a>,
}

impl<'a> Remb<'a> {
    /// `None` when the body is another application's, `Some(None)` when it is a malformed REMB.
    pub(super) fn new(mut body: &'a [u8]) -> Option<Option<Self>> {
        take::<4>(&mut body).filter(|name| *name == b"REMB")?;
        Some(Self::parse(body))
    }

    fn parse(mut body: &'a [u8]) -> Option<Self> {
        let [count, b1, b2, b3] = *take::<4>(&mut body)?;
        let exponent = u32::from(b1 >> 2);
        let mantissa = u64::from(u32::from_be_bytes([0, b1 & 0x03, b2, b3]));
        let bitrate_bps = if mantissa == 0 {
            0
        } else {
            mantissa
                .checked_shl(exponent)
                .filter(|shifted| shifted >> exponent == mantissa)?
        };
        Some(Self {
            bitrate_bps,
            ssrcs: Ssrcs {
                bytes: body.get(..usize::from(count) * 4)?,
            },
        })
    }
}

/// Appends a REMB for at most 255 streams; the bitrate is rounded down to 18 significant bits.
pub fn write_remb(out: &mut Vec<u8>, sender_ssrc: u32, bitrate_bps: u64, ssrcs: &[u32]) {
    let ssrcs = ssrcs.get(..255).unwrap_or(ssrcs);
    let start = open_feedback(
        out,
        format::APPLICATION,
        packet_type::PAYLOAD_FEEDBACK,
        sender_ssrc,
        0,
    );
    let exponent = (64 - bitrate_bps.leading_zeros()).saturating_sub(18);
    let mantissa = ((bitrate_bps >> exponent) & 0x3_ffff) as u32;
    let [_, m1, m2, m3] = mantissa.to_be_bytes();
    out.extend_from_slice(b"REMB");
    out.extend_from_slice(&[ssrcs.len() as u8, (exponent as u8) << 2 | m1, m2, m3]);
    for ssrc in ssrcs {
        out.extend_from_slice(&ssrc.to_be_bytes());
    }
    close(out, start);
}

fn open_feedback(
    out: &mut Vec<u8>,
    format: u8,
    packet_type: u8,
    sender_ssrc: u32,
    media_ssrc: u32,
) -> usize {
    let start = open(out, format, packet_type);
    out.extend_from_slice(&sender_ssrc.to_be_bytes());
    out.extend_from_slice(&media_ssrc.to_be_bytes());
    start
}
