//! The router's clock: monotonic instants tied to wall-clock time once.

use crate::rtcp::NtpTime;
use std::time::{Duration, Instant};

#[derive(Debug, Clone, Copy)]
pub(super) struct Clock {
    started_at: Instant,
    unix_time: Duration,
}

impl Clock {
    pub(super) fn new(started_at: Instant, unix_time: Duration) -> Clock {
        Clock {
            started_at,
            unix_time,
        }
    }

    /// Time since 1970.
    pub(super) fn unix(&self, now: Instant) -> Duration {
        self.unix_time + now.saturating_duration_since(self.started_at)
    }

    /// The same in NTP's format.
    pub(super) fn ntp(&self, now: Instant) -> NtpTime {
        NtpTime::from_unix(self.unix(now))
    }

    /// Milliseconds since 1970, as statistics and traces carry them.
    pub(super) fn timestamp_ms(&self, now: Instant) -> u64 {
        u64::try_from(self.unix(now).as_millis()).unwrap_or(u64::MAX)
    }
}
