//! Extended reports: receiver reference time and delay since it, by which a pure receiver measures its round trip (RFC 3611 §4.4, §4.5).

use std::time::Duration;

use super::ntp::duration_of_compact;
use super::{NtpTime, close, open, packet_type, take, take_u32, take_u64};

const RECEIVER_REFERENCE_TIME: u8 = 4;
const DLRR: u8 = 5;

/// One block of an extended report.
#[derive(Clone, Debug)]
pub enum XrBlock<'a> {
    /// The receiver's wall clock.
    ReceiverReferenceTime(NtpTime),
    /// How long ago the sender got that clock, by stream.
    Dlrr(DlrrBlocks<'a>),
    /// Another block type.
    Other(u8),
}

/// The blocks of one extended report.
#[derive(Clone, Debug)]
pub struct XrBlocks<'a> {
    rest: &'a [u8],
}

impl<'a> XrBlocks<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        Self { rest: body }
    }
}

impl<'a> Iterator for XrBlocks<'a> {
    type Item = XrBlock<'a>;

    fn next(&mut self) -> Option<XrBlock<'a>> {
        let [kind, _, high, low] = *take::<4>(&mut self.rest)?;
        let len = usize::from(u16::from_be_bytes([high, low])) * 4;
        let Some((mut body, rest)) = self.rest.split_at_checked(len) else {
            self.rest = &[];
            return None;
        };
        self.rest = rest;
        Some(match kind {
            RECEIVER_REFERENCE_TIME => match take_u64(&mut body) {
                Some(ntp) => XrBlock::ReceiverReferenceTime(NtpTime(ntp)),
                None => XrBlock::Other(kind),
            },
            DLRR => XrBlock::Dlrr(DlrrBlocks { bytes: body }),
            _ => XrBlock::Other(kind),
        })
    }
}

/// When a sender got a receiver's reference time (RFC 3611 §4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DlrrBlock {
    /// The receiver's SSRC.
    pub ssrc: u32,
    /// Middle 32 bits of its reference time, zero when none came.
    pub last_receiver_report: u32,
    /// Time since that came, in 1/65,536 s.
    pub delay_since_last_receiver_report: u32,
}

impl DlrrBlock {
    /// Time since the reference time came.
    #[must_use]
    pub fn delay(&self) -> Duration {
        duration_of_compact(self.delay_since_last_receiver_report)
    }
}

/// The sub-blocks of a DLRR block.
#[derive(Clone, Debug)]
pub struct DlrrBlocks<'a> {
    bytes: &'a [u8],
}

impl Iterator for DlrrBlocks<'_> {
    type Item = DlrrBlock;

    fn next(&mut self) -> Option<DlrrBlock> {
        Some(DlrrBlock {
            ssrc: take_u32(&mut self.bytes)?,
            last_receiver_report: take_u32(&mut self.bytes)?,
            delay_since_last_receiver_report: take_u32(&mut self.bytes)?,
        })
    }
}

/// Appends an extended report with this side's reference time.
pub fn write_xr_receiver_reference_time(out: &mut Vec<u8>, ssrc: u32, ntp: NtpTime) {
    let start = open(out, 0, packet_type::EXTENDED_REPORT);
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&[RECEIVER_REFERENCE_TIME, 0, 0, 2]);
    out.extend_from_slice(&ntp.0.to_be_bytes());
    close(out, start);
}

/// Appends an extended report with the delays since receivers' reference times; nothing when there is none.
pub fn write_xr_dlrr(out: &mut Vec<u8>, ssrc: u32, blocks: &[DlrrBlock]) {
    // A report's length field has 16 bits of words; no transport has that many streams in one report.
    for chunk in blocks.chunks(256) {
        let start = open(out, 0, packet_type::EXTENDED_REPORT);
        out.extend_from_slice(&ssrc.to_be_bytes());
        let [high, low] = (chunk.len() as u16 * 3).to_be_bytes();
        out.extend_from_slice(&[DLRR, 0, high, low]);
        for block in chunk {
            out.extend_from_slice(&block.ssrc.to_be_bytes());
            out.extend_from_slice(&block.last_receiver_report.to_be_bytes());
            out.extend_from_slice(&block.delay_since_last_receiver_report.to_be_bytes());
        }
        close(out, start);
    }
}
