//! How a received stream's RTP clock lies to its sender's wall clock, for lip sync.

use std::time::Instant;

use crate::rtcp::{NtpTime, SenderInfo};
use crate::rtp::{RtpTimestamp, ticks};

/// Seconds by which two reports of one sender may disagree about the time: the difference of their ways through the network.
/// Higher: a sender whose clock was set in between misplaces timestamps. Lower: reports that queued for long are not believed.
const MAX_APART_S: u64 = 5;

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

    /// What has to be added to the other stream's timestamp of any instant to get this stream's, when both are of one sender;
    /// `None` when their reports cannot be of one wall clock.
    #[must_use]
    pub fn ticks_ahead_of(&self, other: &Self, now: Instant) -> Option<u32> {
        let (own_ntp, own) = self.at(now);
        let (other_ntp, others) = other.at(now);
        // 32.32 fixed-point seconds.
        let apart = own_ntp.0.wrapping_sub(other_ntp.0).cast_signed();
        if apart.unsigned_abs() >> 32 >= MAX_APART_S {
            return None;
        }
        let apart_ticks = (i128::from(apart) * i128::from(self.clock_rate)) >> 32;
        let own_then = own
            .0
            .wrapping_sub((apart_ticks & i128::from(u32::MAX)) as u32);
        Some(own_then.wrapping_sub(others.0))
    }
}
