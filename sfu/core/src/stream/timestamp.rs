//! RTP timestamps of a forwarded stream, continuous for the receiver when its source changes.

use std::time::Instant;

use super::SenderClock;
use crate::rtp::{RtpTimestamp, ticks};

/// Seconds by which a timestamp may differ from where the clock should be, before it is taken for another clock's. Sources
/// change unseen too, while nobody forwards them.
/// Higher: a jump that the receiver has to bear. Lower: a sender that stalls is corrected where its receivers would cope.
const MAX_DEVIATION_S: u32 = 10;

/// Seconds by which a packet of another layer may come later or earlier than its sender's reports say; beyond, the reports are
/// not believed.
/// Higher: a wrong report shifts the picture that far. Lower: layers that queued differently are not aligned.
const MAX_LATENESS_S: u32 = 1;

/// Parts of a second that the first picture of a new layer is at least after the newest of the old one.
/// Higher: a smaller step, which decoders may take for the same picture. Lower: the picture lags behind the sound after a switch.
const MIN_STEPS_PER_S: u32 = 1_000;

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
    /// What `offset` has besides the difference of the clocks, to keep time from running backwards at a switch.
    correction: u32,
    switching: Switching,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Switching {
    No,
    /// To a clock of which nothing is known.
    ToUnknown,
    /// To a clock this many ticks ahead of the one before.
    ToAhead(u32),
}

impl TimestampRewriter {
    /// A rewriter for a clock of `clock_rate` Hz that at first changes nothing.
    #[must_use]
    pub fn new(clock_rate: u32) -> Self {
        Self {
            clock_rate,
            offset: 0,
            newest: None,
            correction: 0,
            switching: Switching::No,
        }
    }

    /// The next packet comes from another source, or from one whose clock began anew.
    pub fn switch_source(&mut self) {
        self.switching = Switching::ToUnknown;
    }

    /// The next packet comes from another encoding of the same source: it is put where its own time is by the sender's reports
    /// on both, or where the old clock would have been by now when a report is missing.
    pub fn switch_layer(
        &mut self,
        now: Instant,
        from: Option<&SenderClock>,
        to: Option<&SenderClock>,
    ) {
        let ahead = from
            .zip(to)
            .and_then(|(from, to)| to.ticks_ahead_of(from, now));
        self.switching = match (self.switching, ahead) {
            (Switching::ToUnknown, _) | (_, None) => Switching::ToUnknown,
            (Switching::No, Some(ahead)) => Switching::ToAhead(ahead),
            (Switching::ToAhead(before), Some(ahead)) => {
                Switching::ToAhead(before.wrapping_add(ahead))
            }
        };
    }

    /// The output timestamp of a packet forwarded at `now`.
    pub fn rewrite(&mut self, now: Instant, timestamp: RtpTimestamp) -> RtpTimestamp {
        let switching = std::mem::replace(&mut self.switching, Switching::No);
        if let Some((newest, at)) = self.newest {
            let elapsed = ticks(now.saturating_duration_since(at), self.clock_rate);
            let expected = newest.wrapping_add(elapsed.max(1));
            match switching {
                Switching::ToAhead(ahead) => self.align(timestamp, ahead, newest, expected),
                Switching::ToUnknown => self.restart(timestamp, expected),
                Switching::No => {
                    let limit = self.clock_rate.saturating_mul(MAX_DEVIATION_S);
                    let output = timestamp.wrapping_sub(self.offset);
                    if output.distance_from(expected).unsigned_abs() > limit {
                        self.restart(timestamp, expected);
                    }
                }
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

    fn restart(&mut self, timestamp: RtpTimestamp, expected: RtpTimestamp) {
        self.offset = timestamp.wrapping_sub(expected.0).0;
        self.correction = 0;
    }

    /// Goes over to a clock that is `ahead`, unless that contradicts the time of arrival; never backwards.
    fn align(
        &mut self,
        timestamp: RtpTimestamp,
        ahead: u32,
        newest: RtpTimestamp,
        expected: RtpTimestamp,
    ) {
        let offset = self
            .offset
            .wrapping_sub(self.correction)
            .wrapping_add(ahead);
        let output = timestamp.wrapping_sub(offset);
        if output.distance_from(expected).unsigned_abs()
            > self.clock_rate.saturating_mul(MAX_LATENESS_S)
        {
            self.restart(timestamp, expected);
            return;
        }
        // The same picture may have gone out of the other layer already, or one that was taken after it.
        let soonest = newest.wrapping_add((self.clock_rate / MIN_STEPS_PER_S).max(1));
        self.correction = if output.distance_from(soonest) < 0 {
            output.wrapping_sub(soonest.0).0
        } else {
            0
        };
        self.offset = offset.wrapping_add(self.correction);
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
