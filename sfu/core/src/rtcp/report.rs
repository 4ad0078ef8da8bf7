//! Sender and receiver reports (RFC 3550 §6.4).

use std::time::Duration;

use super::ntp::{compact_duration, duration_of_compact};
use super::{NtpTime, close, open, packet_type, take, take_u32, take_u64};
use crate::rtp::RtpTimestamp;

/// Bytes of a report block.
const BLOCK_LEN: usize = 24;

/// Blocks in one report: the count field has five bits.
const MAX_BLOCKS: usize = 31;

/// What a sender says about its clocks and what it sent (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SenderInfo {
    /// Wall clock of the report; zero when the sender has none.
    pub ntp: NtpTime,
    /// The same instant in the stream's RTP clock.
    pub rtp_timestamp: RtpTimestamp,
    /// Packets sent since the stream began, modulo 2^32.
    pub packet_count: u32,
    /// Payload bytes sent since the stream began, modulo 2^32.
    pub octet_count: u32,
}

impl SenderInfo {
    pub(super) fn take(body: &mut &[u8]) -> Option<Self> {
        Some(Self {
            ntp: NtpTime(take_u64(body)?),
            rtp_timestamp: RtpTimestamp(take_u32(body)?),
            packet_count: take_u32(body)?,
            octet_count: take_u32(body)?,
        })
    }
}

/// How one stream is received (RFC 3550 §6.4.1).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReportBlock {
    /// The stream.
    pub ssrc: u32,
    /// Packets lost since the last report, in 1/256.
    pub fraction_lost: u8,
    /// Packets lost since the stream began, 24 bits signed: duplicates can make it negative.
    pub cumulative_lost: i32,
    /// Highest sequence number received, cycles in the upper half.
    pub highest_seq: u32,
    /// Interarrival jitter in ticks of the stream's clock.
    pub jitter: u32,
    /// Middle 32 bits of the last sender report's NTP time, zero when none came.
    pub last_sender_report: u32,
    /// Time since that report came, in 1/65,536 s.
    pub delay_since_last_sender_report: u32,
}

impl ReportBlock {
    /// Time since the last sender report came.
    #[must_use]
    pub fn delay(&self) -> Duration {
        duration_of_compact(self.delay_since_last_sender_report)
    }

    /// The wire value of a delay.
    #[must_use]
    pub fn wire_delay(delay: Duration) -> u32 {
        compact_duration(delay)
    }

    fn parse(bytes: &[u8; BLOCK_LEN]) -> Option<Self> {
        let mut rest = bytes.as_slice();
        let ssrc = take_u32(&mut rest)?;
        let [fraction_lost, high, middle, low] = *take::<4>(&mut rest)?;
        // The sign of the 24 bits is carried into the upper byte by an arithmetic shift.
        let cumulative_lost = i32::from_be_bytes([high, middle, low, 0]) >> 8;
        Some(Self {
            ssrc,
            fraction_lost,
            cumulative_lost,
            highest_seq: take_u32(&mut rest)?,
            jitter: take_u32(&mut rest)?,
            last_sender_report: take_u32(&mut rest)?,
            delay_since_last_sender_report: take_u32(&mut rest)?,
        })
    }

    fn write(&self, out: &mut Vec<u8>) {
        let lost = self.cumulative_lost.clamp(-0x80_0000, 0x7f_ffff);
        let [_, high, middle, low] = lost.to_be_bytes();
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        out.extend_from_slice(&[self.fraction_lost, high, middle, low]);
        out.extend_from_slice(&self.highest_seq.to_be_bytes());
        out.extend_from_slice(&self.jitter.to_be_bytes());
        out.extend_from_slice(&self.last_sender_report.to_be_bytes());
        out.extend_from_slice(&self.delay_since_last_sender_report.to_be_bytes());
    }
}

/// The report blocks of one packet.
#[derive(Clone, Debug)]
pub struct ReportBlocks<'a> {
    bytes: &'a [u8],
}

impl<'a> ReportBlocks<'a> {
    /// `count` blocks at the front of `body`; profile-specific extensions behind them are ignored.
    pub(super) fn new(body: &'a [u8], count: u8) -> Option<Self> {
        Some(Self {
            bytes: body.get(..usize::from(count) * BLOCK_LEN)?,
        })
    }
}

impl Iterator for ReportBlocks<'_> {
    type Item = ReportBlock;

    fn next(&mut self) -> Option<ReportBlock> {
        ReportBlock::parse(take(&mut self.bytes)?)
    }
}

/// Appends a sender report without report blocks.
pub fn write_sender_report(out: &mut Vec<u8>, ssrc: u32, info: &SenderInfo) {
    let start = open(out, 0, packet_type::SENDER_REPORT);
    out.extend_from_slice(&ssrc.to_be_bytes());
    out.extend_from_slice(&info.ntp.0.to_be_bytes());
    out.extend_from_slice(&info.rtp_timestamp.0.to_be_bytes());
    out.extend_from_slice(&info.packet_count.to_be_bytes());
    out.extend_from_slice(&info.octet_count.to_be_bytes());
    close(out, start);
}

/// Appends as many receiver reports as the blocks need, 31 in each; one empty report when there is none.
pub fn write_receiver_report(out: &mut Vec<u8>, reporter_ssrc: u32, blocks: &[ReportBlock]) {
    let mut chunks = blocks.chunks(MAX_BLOCKS);
    let mut chunk = chunks.next().unwrap_or_default();
    loop {
        let start = open(out, chunk.len() as u8, packet_type::RECEIVER_REPORT);
        out.extend_from_slice(&reporter_ssrc.to_be_bytes());
        for block in chunk {
            block.write(out);
        }
        close(out, start);
        match chunks.next() {
            Some(next) => chunk = next,
            None => return,
        }
    }
}
