//! How a received stream's RTP clock lies to its sender's wall clock, for lip sync.

use std::time::Instant;

use crate::rtcp::{NtpTime, SenderInfo};
use crate::rtp::{RtpTimestamp, ticks};

/// One sender report's mapping, carried on to any later instant.
///
/// Consumers report the *original sender's* wall clock: audio and video of one participant then keep exactly the relation that
/// their sender gave them, whatever their ways through the network were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SenderClock {
    ntp: NtpTime,
    timestamp: RtpTimestamp,
    clock_rate: u32,
    received_at: Instant,
}

impl SenderClock {
    /// The mapping of a report received at `now`; `None` when the sender has no wall clock.
    #[must_use]
    pub fn new(now: Instant, info: &SenderInfo, clock_rate: u32) -> Option<Self> {
        (!info.ntp.is_zero()).then_some(Self {
            ntp: info.ntp,
            timestamp: info.rtp_timestamp,
            clock_rate,
            received_at: now,
        })
    }

    /// The sender's wall clock and RTP clock as they read at `now`, one network delay ago.
    #[must_use]
    pub fn at(&self, now: Instant) -> (NtpTime, RtpTimestamp) {
        let elapsed = now.saturating_duration_since(self.received_at);
        (
            self.ntp.wrapping_add(elapsed),
            self.timestamp.wrapping_add(ticks(elapsed, self.clock_rate)),
        )
    }
}
