//! RTP timestamps of a forwarded stream, continuous for the receiver when its source changes.

use std::time::Instant;

use crate::rtp::{RtpTimestamp, ticks};

/// Seconds by which a timestamp may differ from where the clock should be, before it is taken for another clock's. Sources
/// change unseen too, while nobody forwards them.
/// Higher: a jump that the receiver has to bear. Lower: a sender that stalls is corrected where its receivers would cope.
const MAX_DEVIATION_S: u32 = 10;

/// Rewrites the timestamps of one consumer.
///
/// The same source keeps its timestamps, also over a pause: its clock went on. A new source has another, arbitrary clock, so its
/// first timestamp is put where the old one would have been by now.
#[derive(Clone, Debug)]
pub struct TimestampRewriter {
    clock_rate: u32,
    /// Output = input − offset.
    offset: u32,
    newest: Option<(RtpTimestamp, Instant)>,
    switching: bool,
}

impl TimestampRewriter {
    /// A rewriter for a clock of `clock_rate` Hz that at first changes nothing.
    #[must_use]
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            offset: 0,
            newest: None,
            switching: false,
        }
    }

    /// The next packet comes from another source, or from one whose clock began anew.
    pub fn switch_source(&mut self) {
        self.switching = true;
    }

    /// The output timestamp of a packet forwarded at `now`.
    pub fn rewrite(&mut self, now: Instant, timestamp: RtpTimestamp) -> RtpTimestamp {
        let switching = std::mem::take(&mut self.switching);
        if let Some((newest, at)) = self.newest {
            let elapsed = ticks(now.saturating_duration_since(at), self.clock_rate);
            let expected = newest.wrapping_add(elapsed.max(1));
            let deviation = timestamp
                .wrapping_sub(self.offset)
                .distance_from(expected)
                .unsigned_abs();
            if switching || deviation > self.clock_rate.saturating_mul(MAX_DEVIATION_S) {
                self.offset = timestamp.wrapping_sub(expected.0).0;
            }
        }
        let output = timestamp.wrapping_sub(self.offset);
        if self
            .newest
            .is_none_or(|(newest, _)| output.is_newer_than(newest))
        {
            self.newest = Some((output, now));
        }
        output
    }

    /// Input minus output, by which sender reports are mapped.
    #[must_use]
    pub fn offset(&self) -> u32 {
        self.offset
    }

    /// Newest output and when it went out.
    #[must_use]
    pub fn newest(&self) -> Option<(RtpTimestamp, Instant)> {
        self.newest
    }
}

#[cfg(test)]
mod tests;
