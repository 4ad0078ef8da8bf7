//! How a stream is received between two reports: loss and jitter (RFC 3550 §A.3, §A.8).

use std::time::Instant;

use super::SeqTracker;
use crate::rtcp::{ReportBlock, SenderInfo};
use crate::rtp::{RtpTimestamp, ticks};

/// Loss accounting between two reports (RFC 3550 §A.3) and the last sender report.
#[derive(Debug, Default)]
pub(super) struct LossReport {
    expected_prior: u64,
    received_prior: u64,
    fraction_lost: u8,
    last_sender_report: Option<(u32, Instant)>,
}

impl LossReport {
    /// The sender reported at `now`; one without a wall clock says nothing to answer.
    pub fn handle_sender_report(&mut self, now: Instant, info: &SenderInfo) {
        if !info.ntp.is_zero() {
            self.last_sender_report = Some((info.ntp.compact(), now));
        }
    }

    /// Loss in the last interval, in 1/256.
    pub fn fraction_lost(&self) -> u8 {
        self.fraction_lost
    }

    /// The report block for `received` packets so far; ends the interval.
    pub fn block(
        &mut self,
        now: Instant,
        ssrc: u32,
        seq: &SeqTracker,
        received: u64,
        jitter: u32,
    ) -> ReportBlock {
        let expected = seq.expected();
        let expected_interval = expected - self.expected_prior;
        let received_interval = received - self.received_prior;
        self.expected_prior = expected;
        self.received_prior = received;
        let lost_interval = expected_interval.saturating_sub(received_interval);
        self.fraction_lost = match expected_interval {
            0 => 0,
            interval => u8::try_from(lost_interval * 256 / interval).unwrap_or(u8::MAX),
        };
        let (last_sender_report, delay_since_last_sender_report) = match self.last_sender_report {
            Some((compact, at)) => (
                compact,
                ReportBlock::wire_delay(now.saturating_duration_since(at)),
            ),
            None => (0, 0),
        };
        let lost = expected.cast_signed() - received.cast_signed();
        ReportBlock {
            ssrc,
            fraction_lost: self.fraction_lost,
            cumulative_lost: lost.clamp(-0x80_0000, 0x7f_ffff) as i32,
            highest_seq: seq.highest_on_wire(),
            jitter,
            last_sender_report,
            delay_since_last_sender_report,
        }
    }
}

/// Interarrival jitter (RFC 3550 §A.8), in ticks.
#[derive(Debug, Default)]
pub(super) struct Jitter {
    /// Arrival and timestamp of the packet before.
    previous: Option<(Instant, RtpTimestamp)>,
    estimate: f64,
}

impl Jitter {
    /// Takes a packet that arrived at `now`.
    pub fn handle_packet(&mut self, now: Instant, timestamp: RtpTimestamp, clock_rate: u32) {
        if let Some((at, before)) = self.previous.replace((now, timestamp)) {
            let arrived = ticks(now.saturating_duration_since(at), clock_rate);
            let sent = timestamp.0.wrapping_sub(before.0);
            let deviation = f64::from(arrived.wrapping_sub(sent).cast_signed().unsigned_abs());
            self.estimate += (deviation - self.estimate) / 16.0;
        }
    }

    /// The next packet is compared with nothing: the sender's clock began anew.
    pub fn skip_next(&mut self) {
        self.previous = None;
    }

    /// The estimate in whole ticks.
    pub fn ticks(&self) -> u32 {
        self.estimate as u32
    }
}
