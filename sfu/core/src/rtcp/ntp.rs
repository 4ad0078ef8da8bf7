//! NTP timestamps as RTCP writes them (RFC 3550 §4).

use std::time::Duration;

/// Seconds from the NTP epoch (1900) to the Unix epoch (1970).
const UNIX_EPOCH_SECONDS: u64 = 2_208_988_800;

/// A wall-clock time as 32.32 fixed-point seconds since 1900, modulo 2^64; wraps in 2036 and differences survive that.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct NtpTime(pub u64);

impl NtpTime {
    /// The NTP time of a time since the Unix epoch.
    #[must_use]
    pub fn from_unix(since_epoch: Duration) -> Self {
        Self(UNIX_EPOCH_SECONDS << 32).wrapping_add(since_epoch)
    }

    /// The time `duration` later.
    #[must_use]
    pub fn wrapping_add(self, duration: Duration) -> Self {
        Self(self.0.wrapping_add(fixed_point(duration)))
    }

    /// The middle 32 bits, 16.16 fixed-point seconds, by which reports refer to a sender report (RFC 3550 §6.4.1 LSR).
    #[must_use]
    pub fn compact(self) -> u32 {
        ((self.0 >> 16) & 0xffff_ffff) as u32
    }

    /// Whether the sender has no wall clock (RFC 3550 §6.4.1 allows zero).
    #[must_use]
    pub fn is_zero(self) -> bool {
        self.0 == 0
    }
}

/// A duration as 32.32 fixed-point seconds, modulo 2^64.
fn fixed_point(duration: Duration) -> u64 {
    let fraction = (u64::from(duration.subsec_nanos()) << 32) / 1_000_000_000;
    ((duration.as_secs() & 0xffff_ffff) << 32) | fraction
}

/// A duration in units of 1/65,536 s as report blocks count delays; saturates at 18 hours.
pub(super) fn compact_duration(duration: Duration) -> u32 {
    u32::try_from(
        (u128::from(duration.as_secs()) << 16)
            + ((u128::from(duration.subsec_nanos()) << 16) / 1_000_000_000),
    )
    .unwrap_or(u32::MAX)
}

/// The duration of a delay in units of 1/65,536 s.
pub(super) fn duration_of_compact(delay: u32) -> Duration {
    Duration::from_nanos((u64::from(delay) * 1_000_000_000) >> 16)
}
