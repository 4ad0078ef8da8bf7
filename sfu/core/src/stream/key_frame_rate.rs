//! What key frames take of a stream: much in one moment, little on average.

use super::RateMeter;
use crate::rtp::RtpTimestamp;
use std::time::{Duration, Instant};

/// Key frames are spread over so long.
/// Higher: one that was asked for counts less, one that comes by itself every few seconds is seen later. Lower: a request reads as need.
const SPREAD: Duration = Duration::from_secs(10);

/// See the module's documentation.
#[derive(Clone, Debug)]
pub(super) struct KeyFrameRate {
    timestamp: Option<RtpTimestamp>,
    lately: RateMeter,
    spread: RateMeter,
}

impl KeyFrameRate {
    /// Beside a meter of the whole stream, over the same window.
    pub(super) fn beside(whole: &RateMeter) -> Self {
        Self {
            timestamp: None,
            lately: whole.emptied(),
            spread: RateMeter::new(SPREAD),
        }
    }

    /// Counts a packet if it is of a key frame; `begins` says that a key frame begins with it.
    pub(super) fn add(&mut self, now: Instant, len: usize, timestamp: RtpTimestamp, begins: bool) {
        if begins {
            self.timestamp = Some(timestamp);
        }
        if self.timestamp == Some(timestamp) {
            self.lately.add(now, len);
            self.spread.add(now, len);
        }
    }

    /// Bits per second of key frames in the window of the whole stream's meter.
    pub(super) fn lately_bps(&mut self, now: Instant) -> u64 {
        self.lately.bitrate_bps(now)
    }

    /// Bits per second of key frames over a long time.
    pub(super) fn spread_bps(&mut self, now: Instant) -> u64 {
        self.spread.bitrate_bps(now)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_packet_of_a_key_frame_counts_and_nothing_else() {
        let now = Instant::now();
        let mut rate = KeyFrameRate::beside(&RateMeter::new(Duration::from_secs(2)));
        rate.add(now, 9_999, RtpTimestamp(1), false);
        for part in 0..10 {
            rate.add(now, 1_000, RtpTimestamp(2), part == 0);
        }
        rate.add(now, 9_999, RtpTimestamp(3), false);
        assert_eq!(rate.lately_bps(now), 40_000);
        assert_eq!(rate.spread_bps(now), 8_000);
        let later = now + Duration::from_secs(3);
        assert_eq!(rate.lately_bps(later), 0);
        assert_eq!(rate.spread_bps(later), 8_000);
    }
}
