//! How many bits a second go through, over a sliding window.

use std::time::{Duration, Instant};

/// Parts of the window; it slides in steps of one.
/// Higher: smoother sliding. Lower: less memory for each stream.
const BUCKETS: usize = 25;

/// Counts bytes and tells their rate over the last window.
#[derive(Clone, Debug)]
pub struct RateMeter {
    bucket: Duration,
    buckets: [u32; BUCKETS],
    newest: usize,
    newest_ends_at: Option<Instant>,
    total: u64,
}

impl RateMeter {
    /// A meter over `window`.
    #[must_use]
    pub fn new(window: Duration) -> Self {
        let bucket = (window / BUCKETS as u32).max(Duration::from_millis(1));
        Self {
            bucket,
            buckets: [0; BUCKETS],
            newest: 0,
            newest_ends_at: None,
            total: 0,
        }
    }

    /// A meter over the same window that has counted nothing.
    #[must_use]
    pub fn emptied(&self) -> Self {
        Self::new(self.bucket * BUCKETS as u32)
    }

    /// Counts `bytes` that went through at `now`.
    pub fn add(&mut self, now: Instant, bytes: usize) {
        self.slide(now);
        let Some(bucket) = self.buckets.get_mut(self.newest) else {
            return;
        };
        let before = *bucket;
        *bucket = bucket.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX));
        self.total += u64::from(*bucket - before);
    }

    /// Bits per second over the window that ends at `now`.
    #[must_use]
    pub fn bitrate_bps(&mut self, now: Instant) -> u64 {
        self.slide(now);
        let window_ms = (self.bucket * BUCKETS as u32).as_millis().max(1);
        u64::try_from(u128::from(self.total) * 8_000 / window_ms).unwrap_or(u64::MAX)
    }

    fn slide(&mut self, now: Instant) {
        // The usual case costs one comparison.
        let ends_at = match self.newest_ends_at {
            Some(ends_at) if now < ends_at => return,
            Some(ends_at) => ends_at,
            None => {
                self.newest_ends_at = Some(now + self.bucket);
                return;
            }
        };
        let past = now.saturating_duration_since(ends_at);
        let steps = past.as_nanos() / self.bucket.as_nanos().max(1) + 1;
        if steps >= BUCKETS as u128 {
            self.buckets = [0; BUCKETS];
            self.total = 0;
            self.newest_ends_at = Some(now + self.bucket);
            return;
        }
        for _ in 0..steps {
            self.newest = (self.newest + 1) % BUCKETS;
            if let Some(bucket) = self.buckets.get_mut(self.newest) {
                self.total -= u64::from(std::mem::take(bucket));
            }
        }
        self.newest_ends_at = Some(ends_at + self.bucket * steps as u32);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: Duration = Duration::from_millis(2_500);

    #[test]
    fn a_steady_stream_reads_its_own_rate() {
        let t0 = Instant::now();
        let mut meter = RateMeter::new(WINDOW);
        for i in 0..500 {
            meter.add(t0 + Duration::from_millis(10) * i, 1_250);
        }
        // 1,250 bytes every 10 ms are 1 Mbit/s.
        let rate = meter.bitrate_bps(t0 + Duration::from_millis(4_990));
        assert!((960_000..=1_040_000).contains(&rate), "{rate}");
    }

    #[test]
    fn the_rate_of_a_stopped_stream_falls_to_nothing() {
        let t0 = Instant::now();
        let mut meter = RateMeter::new(WINDOW);
        meter.add(t0, 10_000);
        assert!(meter.bitrate_bps(t0 + WINDOW / 2) > 0);
        assert_eq!(meter.bitrate_bps(t0 + WINDOW), 0);
        meter.add(t0 + WINDOW * 400_000, 10_000);
        assert_eq!(meter.bitrate_bps(t0 + WINDOW * 400_000), 32_000);
    }

    #[test]
    fn time_that_runs_backwards_loses_nothing() {
        let t0 = Instant::now() + WINDOW;
        let mut meter = RateMeter::new(WINDOW);
        meter.add(t0, 100);
        meter.add(t0 - WINDOW, 100);
        assert_eq!(meter.bitrate_bps(t0), 640);
    }
}
