//! RTCP packets (RFC 3550 §6, RFC 4585, RFC 5104, RFC 3611, transport-wide feedback).
//!
//! [`compound`] walks a decrypted datagram and never does more work than its bytes are worth; a packet that is malformed or of
//! an unknown kind is skipped by its length, so that one odd report does not hide the others.

mod feedback;
mod ntp;
mod report;
mod sdes;
mod transport_cc;
mod xr;

pub use feedback::{
    FirEntries, NackItems, Remb, nack_items, write_fir, write_nack, write_pli, write_remb,
};
pub use ntp::NtpTime;
pub use report::{
    ReportBlock, ReportBlocks, SenderInfo, write_receiver_report, write_sender_report,
};
pub use sdes::{SdesChunks, write_bye, write_sdes_cname};
pub use transport_cc::{
    FeedbackBuilder, FeedbackFull, PacketStatus, TransportFeedback, TransportFeedbackError,
    TransportStatuses,
};
pub use xr::{
    DlrrBlock, DlrrBlocks, XrBlock, XrBlocks, write_xr_dlrr, write_xr_receiver_reference_time,
};

/// Packet types of RFC 3550, RFC 4585 and RFC 3611.
mod packet_type {
    pub const SENDER_REPORT: u8 = 200;
    pub const RECEIVER_REPORT: u8 = 201;
    pub const SDES: u8 = 202;
    pub const BYE: u8 = 203;
    pub const TRANSPORT_FEEDBACK: u8 = 205;
    pub const PAYLOAD_FEEDBACK: u8 = 206;
    pub const EXTENDED_REPORT: u8 = 207;
}

/// Formats of the feedback packets.
mod format {
    pub const NACK: u8 = 1;
    pub const TRANSPORT_CC: u8 = 15;
    pub const PLI: u8 = 1;
    pub const FIR: u8 = 4;
    pub const APPLICATION: u8 = 15;
}

/// One RTCP packet out of a compound; lists inside are read lazily from the datagram.
#[derive(Clone, Debug)]
pub enum RtcpPacket<'a> {
    /// Sender report (RFC 3550 §6.4.1).
    SenderReport {
        /// Who sends.
        ssrc: u32,
        /// Its clocks and counts.
        info: SenderInfo,
        /// What it receives.
        blocks: ReportBlocks<'a>,
    },
    /// Receiver report (RFC 3550 §6.4.2).
    ReceiverReport {
        /// Who reports.
        ssrc: u32,
        /// What it receives.
        blocks: ReportBlocks<'a>,
    },
    /// Source descriptions (RFC 3550 §6.5).
    Sdes(SdesChunks<'a>),
    /// Goodbye (RFC 3550 §6.6): the SSRCs that leave.
    Bye(Ssrcs<'a>),
    /// Generic NACK (RFC 4585 §6.2.1).
    Nack {
        /// Whose packets are missing.
        media_ssrc: u32,
        /// Which ones.
        items: NackItems<'a>,
    },
    /// Picture loss indication (RFC 4585 §6.3.1).
    Pli {
        /// Whose picture is broken.
        media_ssrc: u32,
    },
    /// Full intra request (RFC 5104 §4.3.1).
    Fir(FirEntries<'a>),
    /// Receiver estimated maximum bitrate (draft-alvestrand-rmcat-remb-03).
    Remb(Remb<'a>),
    /// Transport-wide feedback (draft-holmer-rmcat-transport-wide-cc-extensions-01).
    TransportFeedback(TransportFeedback<'a>),
    /// Extended report (RFC 3611).
    ExtendedReport {
        /// Who reports.
        ssrc: u32,
        /// Its blocks.
        blocks: XrBlocks<'a>,
    },
    /// Well framed, but not one of the above.
    Other {
        /// RTCP packet type.
        packet_type: u8,
        /// Count or feedback format field.
        format: u8,
    },
    /// Of a known kind, but its contents contradict its length; counted and otherwise ignored.
    Malformed {
        /// RTCP packet type.
        packet_type: u8,
    },
}

/// A list of SSRCs on the wire.
#[derive(Clone, Debug)]
pub struct Ssrcs<'a> {
    bytes: &'a [u8],
}

impl Iterator for Ssrcs<'_> {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        take_u32(&mut self.bytes)
    }
}

/// Walks the packets of a decrypted RTCP datagram (compound or reduced-size, RFC 5506).
///
/// It ends at the first header that is not RTCP or claims more bytes than there are.
#[must_use]
pub fn compound(datagram: &[u8]) -> Compound<'_> {
    Compound {
        rest: datagram,
        truncated: false,
    }
}

/// Iterator over the packets of one datagram.
#[derive(Clone, Debug)]
pub struct Compound<'a> {
    rest: &'a [u8],
    truncated: bool,
}

impl Compound<'_> {
    /// Whether the walk ended before the end of the datagram, because a header did not fit; ask it after the last packet.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }
}

impl<'a> Iterator for Compound<'a> {
    type Item = RtcpPacket<'a>;

    fn next(&mut self) -> Option<RtcpPacket<'a>> {
        if self.rest.is_empty() {
            return None;
        }
        let Some((first, packet_type, body, rest)) = split_packet(self.rest) else {
            self.truncated = true;
            self.rest = &[];
            return None;
        };
        self.rest = rest;
        let packet = parse_body(first, packet_type, body);
        Some(packet.unwrap_or(RtcpPacket::Malformed { packet_type }))
    }
}

/// The first packet as (first byte, type, body without padding, what follows).
fn split_packet(bytes: &[u8]) -> Option<(u8, u8, &[u8], &[u8])> {
    let [first, packet_type, high, low, after @ ..] = bytes else {
        return None;
    };
    if first >> 6 != 2 || !(192..=223).contains(packet_type) {
        return None;
    }
    let len = usize::from(u16::from_be_bytes([*high, *low])) * 4;
    let (mut body, rest) = after.split_at_checked(len)?;
    if first & 0x20 != 0 {
        let padding = usize::from(*body.last()?);
        body = body
            .get(..body.len().checked_sub(padding)?)
            .filter(|_| padding > 0)?;
    }
    Some((*first, *packet_type, body, rest))
}

fn parse_body(first: u8, packet_type: u8, mut body: &[u8]) -> Option<RtcpPacket<'_>> {
    let count = first & 0x1f;
    match packet_type {
        packet_type::SENDER_REPORT => {
            let ssrc = take_u32(&mut body)?;
            let info = SenderInfo::take(&mut body)?;
            let blocks = ReportBlocks::new(body, count)?;
            Some(RtcpPacket::SenderReport { ssrc, info, blocks })
        }
        packet_type::RECEIVER_REPORT => {
            let ssrc = take_u32(&mut body)?;
            let blocks = ReportBlocks::new(body, count)?;
            Some(RtcpPacket::ReceiverReport { ssrc, blocks })
        }
        packet_type::SDES => Some(RtcpPacket::Sdes(SdesChunks::new(body, count))),
        packet_type::BYE => Some(RtcpPacket::Bye(Ssrcs {
            bytes: body.get(..usize::from(count) * 4)?,
        })),
        packet_type::TRANSPORT_FEEDBACK | packet_type::PAYLOAD_FEEDBACK => {
            let sender_ssrc = take_u32(&mut body)?;
            let media_ssrc = take_u32(&mut body)?;
            parse_feedback(packet_type, count, sender_ssrc, media_ssrc, body)
        }
        packet_type::EXTENDED_REPORT => {
            let ssrc = take_u32(&mut body)?;
            Some(RtcpPacket::ExtendedReport {
                ssrc,
                blocks: XrBlocks::new(body),
            })
        }
        _ => Some(RtcpPacket::Other {
            packet_type,
            format: count,
        }),
    }
}

fn parse_feedback(
    packet_type: u8,
    format: u8,
    sender_ssrc: u32,
    media_ssrc: u32,
    body: &[u8],
) -> Option<RtcpPacket<'_>> {
    match (packet_type, format) {
        (packet_type::TRANSPORT_FEEDBACK, format::NACK) => Some(RtcpPacket::Nack {
            media_ssrc,
            items: NackItems::new(body)?,
        }),
        (packet_type::TRANSPORT_FEEDBACK, format::TRANSPORT_CC) => {
            TransportFeedback::new(sender_ssrc, media_ssrc, body)
                .ok()
                .map(RtcpPacket::TransportFeedback)
        }
        (packet_type::PAYLOAD_FEEDBACK, format::PLI) => Some(RtcpPacket::Pli { media_ssrc }),
        (packet_type::PAYLOAD_FEEDBACK, format::FIR) => {
            Some(RtcpPacket::Fir(FirEntries::new(body)?))
        }
        (packet_type::PAYLOAD_FEEDBACK, format::APPLICATION) => match Remb::new(body) {
            Some(remb) => Some(RtcpPacket::Remb(remb?)),
            None => Some(RtcpPacket::Other {
                packet_type,
                format,
            }),
        },
        _ => Some(RtcpPacket::Other {
            packet_type,
            format,
        }),
    }
}

/// Appends a packet's header with the length left open and tells where the packet begins.
fn open(out: &mut Vec<u8>, count_or_format: u8, packet_type: u8) -> usize {
    let start = out.len();
    out.extend_from_slice(&[0x80 | (count_or_format & 0x1f), packet_type, 0, 0]);
    start
}

/// Pads a packet to whole words and writes its length field (RFC 3550 §6.4.1: words minus one).
fn close(out: &mut Vec<u8>, start: usize) {
    while !(out.len() - start).is_multiple_of(4) {
        out.push(0);
    }
    let words = (out.len() - start) / 4 - 1;
    let length = u16::try_from(words).unwrap_or(u16::MAX).to_be_bytes();
    if let Some(field) = out.get_mut(start + 2..start + 4) {
        field.copy_from_slice(&length);
    }
}

fn take<'a, const N: usize>(bytes: &mut &'a [u8]) -> Option<&'a [u8; N]> {
    let (head, rest) = bytes.split_first_chunk::<N>()?;
    *bytes = rest;
    Some(head)
}

fn take_u8(bytes: &mut &[u8]) -> Option<u8> {
    take::<1>(bytes).map(|[byte]| *byte)
}

fn take_u16(bytes: &mut &[u8]) -> Option<u16> {
    take(bytes).map(|chunk| u16::from_be_bytes(*chunk))
}

fn take_u32(bytes: &mut &[u8]) -> Option<u32> {
    take(bytes).map(|chunk| u32::from_be_bytes(*chunk))
}

fn take_u64(bytes: &mut &[u8]) -> Option<u64> {
    take(bytes).map(|chunk| u64::from_be_bytes(*chunk))
}

#[cfg(test)]
mod tests;
