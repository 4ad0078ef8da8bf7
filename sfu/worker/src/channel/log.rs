//! What is logged, and how often.

use crate::settings::{LogLevel, LogTag, LogTags};
use std::time::{Duration, Instant};

/// Level and tags, changeable while running.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LogSettings {
    /// How much.
    pub level: LogLevel,
    /// About what.
    pub tags: LogTags,
}

impl LogSettings {
    /// True when debug messages with this tag are wanted.
    pub fn shows_debug(&self, tag: LogTag) -> bool {
        self.level >= LogLevel::Debug && self.tags.contains(tag)
    }

    /// True when warnings with this tag are wanted.
    pub fn shows_warn(&self, tag: LogTag) -> bool {
        self.level >= LogLevel::Warn && self.tags.contains(tag)
    }

    /// True when errors are wanted.
    pub fn shows_error(&self) -> bool {
        self.level >= LogLevel::Error
    }
}

/// Lines that may come at once. Higher shows more of a short disturbance, lower floods less.
const BURST: u32 = 20;

/// Time until one more line may come. Lower shows more of a long disturbance, higher floods less.
const REFILL_INTERVAL: Duration = Duration::from_millis(200);

/// A token bucket for messages that a remote packet can cause.
#[derive(Debug)]
pub struct LogLimiter {
    n_tokens: u32,
    refilled_at: Option<Instant>,
    n_left_out: u64,
}

impl Default for LogLimiter {
    fn default() -> LogLimiter {
        LogLimiter {
            n_tokens: BURST,
            refilled_at: None,
            n_left_out: 0,
        }
    }
}

impl LogLimiter {
    /// Whether a line may be written now; if so, how many were left out since the last one that was.
    pub fn admit(&mut self, now: Instant) -> Option<u64> {
        let refilled_at = *self.refilled_at.get_or_insert(now);
        let n_new =
            now.saturating_duration_since(refilled_at).as_millis() / REFILL_INTERVAL.as_millis();
        if n_new > 0 {
            self.n_tokens = self
                .n_tokens
                .saturating_add(u32::try_from(n_new).unwrap_or(BURST))
                .min(BURST);
            self.refilled_at = Some(now);
        }
        if self.n_tokens == 0 {
            self.n_left_out += 1;
            return None;
        }
        self.n_tokens -= 1;
        Some(std::mem::take(&mut self.n_left_out))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_flood_is_cut_to_the_burst_and_counted() {
        let mut limiter = LogLimiter::default();
        let start = Instant::now();
        let n_admitted = (0..1000).filter(|_| limiter.admit(start).is_some()).count();
        assert_eq!(n_admitted, BURST as usize);
        assert_eq!(
            limiter.admit(start + REFILL_INTERVAL),
            Some(1000 - u64::from(BURST))
        );
        assert_eq!(limiter.admit(start + REFILL_INTERVAL), None);
    }

    #[test]
    fn after_a_quiet_time_a_whole_burst_is_free_again() {
        let mut limiter = LogLimiter::default();
        let start = Instant::now();
        for _ in 0..100 {
            limiter.admit(start);
        }
        let later = start + Duration::from_secs(3600);
        let n_admitted = (0..100).filter(|_| limiter.admit(later).is_some()).count();
        assert_eq!(n_admitted, BURST as usize);
    }

    #[test]
    fn tags_hold_back_warnings_but_never_errors() {
        let settings = LogSettings {
            level: LogLevel::Warn,
            tags: LogTags::from_names(["ice"]),
        };
        assert!(settings.shows_warn(LogTag::Ice) && settings.shows_error());
        assert!(!settings.shows_warn(LogTag::Dtls) && !settings.shows_debug(LogTag::Ice));
    }
}
