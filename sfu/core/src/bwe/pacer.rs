//! Spreads out what goes over a weak line, so that a picture's packets do not fill the queue before it.
//!
//! Sound never waits. A run may go out at once as long as the line needs little time for it; what is more waits, in order, but never
//! longer than [`MAX_HELD`]: the rate is raised to what that takes.

use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How much of the line's time may go out at once.
/// Higher: longer runs, which cost the machine less. Lower: smaller bursts at the line.
const RUN_S: f64 = 0.005;

/// How much faster than the estimate it is sent.
/// Higher: pictures wait less here and more at the line. Lower: the other way round; at 1 the wait would grow with every burst.
const FACTOR: f64 = 1.05;

/// Longest time that a packet is held.
/// Higher: large key pictures never fill the line's queue, in which sound would have to wait behind them; a shared screen's 50 kB take
/// 1.3 s over 300 kbit/s whichever way. Lower: they come sooner where the queue is long, and what was lost of them is repaired sooner.
pub const MAX_HELD: Duration = Duration::from_millis(1_500);

/// Below this a large key frame takes more than a quarter of a second.
/// Higher: a receiver of a fast line waits for a publisher's second key frame, too. Lower: one of a slow line gets both.
const SLOW_BPS: f64 = 1_000_000.0;

/// Packets held at once; with more the oldest goes at once.
const MAX_PACKETS: usize = 1_024;

#[derive(Debug)]
struct Held<T> {
    since: Instant,
    size: usize,
    packet: T,
}

/// See the module's documentation. [`Pacer::passes`] for every packet; those that do not pass are given to [`Pacer::hold`] and come
/// out of [`Pacer::release`] once [`Pacer::poll_at`] has come.
#[derive(Debug)]
pub struct Pacer<T> {
    /// Bits per second; none while the line is not known to be weak.
    rate_bps: Option<f64>,
    held: VecDeque<Held<T>>,
    held_bytes: usize,
    /// Until when the line is busy with what was sent, if the rate is right.
    busy_until: Option<Instant>,
}

impl<T> Default for Pacer<T> {
    fn default() -> Self {
        Self {
            rate_bps: None,
            held: VecDeque::new(),
            held_bytes: 0,
            busy_until: None,
        }
    }
}

impl<T> Pacer<T> {
    /// Sets the estimate of a weak line in bits per second; none for a line that needs no pacing.
    pub fn set_estimate(&mut self, estimate_bps: Option<f64>) {
        self.rate_bps = estimate_bps.map(|bps| (bps * FACTOR).max(10_000.0));
    }

    /// True while a key frame takes noticeably long over the line.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.rate_bps.is_some_and(|bps| bps < SLOW_BPS)
    }

    /// Whether a packet may go out now; it then counts as sent.
    pub fn passes(&mut self, now: Instant, size: usize) -> bool {
        let Some(rate_bps) = self.rate_bps else {
            if self.held.is_empty() {
                return true;
            }
            return false;
        };
        if self.held.is_empty() && self.is_free(now) {
            self.spend(now, size, rate_bps);
            return true;
        }
        false
    }

    /// Counts a packet that goes out whatever the line does.
    pub fn handle_sent(&mut self, now: Instant, size: usize) {
        if let Some(rate_bps) = self.rate_bps {
            self.spend(now, size, rate_bps);
        }
    }

    fn is_free(&self, now: Instant) -> bool {
        self.busy_until
            .is_none_or(|at| at <= now + Duration::from_secs_f64(RUN_S))
    }

    fn spend(&mut self, now: Instant, size: usize, rate_bps: f64) {
        let needed = Duration::from_secs_f64(size as f64 * 8.0 / rate_bps);
        self.busy_until = Some(self.busy_until.map_or(now, |at| at.max(now)) + needed);
    }

    /// Holds a packet that did not pass; gives the oldest one when there are too many, which then has to go.
    pub fn hold(&mut self, now: Instant, size: usize, packet: T) -> Option<T> {
        self.held_bytes += size;
        self.held.push_back(Held {
            since: now,
            size,
            packet,
        });
        if self.held.len() > MAX_PACKETS {
            return self.release_for_probe(now);
        }
        None
    }

    /// The packet that was held last.
    #[must_use]
    pub fn last(&self) -> Option<&T> {
        self.held.back().map(|held| &held.packet)
    }

    /// The next packet that may go out.
    pub fn release(&mut self, now: Instant) -> Option<T> {
        let first = self.held.front()?;
        let is_late = now.saturating_duration_since(first.since) >= MAX_HELD;
        let is_free = self.is_free(now);
        if self.rate_bps.is_some() && !is_late && !is_free {
            return None;
        }
        let held = self.held.pop_front()?;
        let rate_bps = self.release_bps(now, &held);
        self.held_bytes -= held.size;
        if let Some(rate_bps) = rate_bps {
            self.spend(now, held.size, rate_bps);
        }
        Some(held.packet)
    }

    /// The next packet, whatever the line does: a probe is faster than the rate and takes what waits before any padding.
    pub fn release_for_probe(&mut self, now: Instant) -> Option<T> {
        let held = self.held.pop_front()?;
        self.held_bytes -= held.size;
        self.handle_sent(now, held.size);
        Some(held.packet)
    }

    /// The rate at which everything that waits leaves within its time.
    fn release_bps(&self, now: Instant, first: &Held<T>) -> Option<f64> {
        let rate_bps = self.rate_bps?;
        let last = self.held.back().unwrap_or(first);
        let left = (last.since + MAX_HELD)
            .saturating_duration_since(now)
            .as_secs_f64()
            .max(0.001);
        Some(rate_bps.max(self.held_bytes as f64 * 8.0 / left))
    }

    /// How long a packet that is held now waits.
    #[must_use]
    pub fn wait(&self) -> Duration {
        self.rate_bps.map_or(Duration::ZERO, |rate_bps| {
            Duration::from_secs_f64(self.held_bytes as f64 * 8.0 / rate_bps).min(MAX_HELD)
        })
    }

    /// When [`Pacer::release`] has something.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        let first = self.held.front()?;
        if self.rate_bps.is_none() {
            return Some(first.since);
        }
        let latest = first.since + MAX_HELD;
        let free = self.busy_until.map_or(first.since, |at| {
            at.checked_sub(Duration::from_secs_f64(RUN_S)).unwrap_or(at)
        });
        Some(free.min(latest))
    }

    /// Packets that wait.
    #[must_use]
    pub fn len(&self) -> usize {
        self.held.len()
    }

    /// True when none waits.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// Drops what waits.
    pub fn clear(&mut self) {
        self.held.clear();
        self.held_bytes = 0;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn a_line_that_is_not_weak_is_not_paced() {
        let now = Instant::now();
        let mut pacer = Pacer::<u32>::default();
        assert!((0..1_000).all(|_| pacer.passes(now, 1_200)));
        assert_eq!(pacer.poll_at(), None);
    }

    #[test]
    fn packets_leave_in_order_at_the_rate() {
        let start = Instant::now();
        let mut pacer = Pacer::default();
        pacer.set_estimate(Some(1e6 / FACTOR));
        for i in 0..10 {
            assert_eq!(pacer.passes(start, 1_000), i == 0, "{i}");
            if i > 0 {
                assert!(pacer.hold(start, 1_000, i).is_none());
            }
        }
        let mut out = Vec::new();
        for ms in 0..200 {
            while let Some(packet) = pacer.release(start + MS * ms) {
                out.push((packet, ms));
            }
        }
        assert_eq!(
            out.iter().map(|(p, _)| *p).collect::<Vec<_>>(),
            [1, 2, 3, 4, 5, 6, 7, 8, 9]
        );
        // 8 ms each at a million bits per second, the run of 5 ms ahead of it.
        assert_eq!(out.last().map(|(_, ms)| *ms), Some(67));
        assert!(out.iter().all(|(packet, ms)| *ms >= packet * 8 - 5));
    }

    #[test]
    fn nothing_is_held_longer_than_the_bound() {
        let start = Instant::now();
        let mut pacer = Pacer::default();
        pacer.set_estimate(Some(100_000.0));
        for i in 0..60 {
            if !pacer.passes(start, 1_200) {
                assert!(pacer.hold(start, 1_200, i).is_none());
            }
        }
        let mut n_left = 0;
        for ms in 0..=1_500 {
            while pacer.release(start + MS * ms).is_some() {
                n_left += 1;
            }
            if ms == 750 {
                assert!(
                    (10..50).contains(&n_left),
                    "spread, not at the end: {n_left}"
                );
            }
        }
        assert!(pacer.is_empty());
    }

    #[test]
    fn a_large_key_picture_leaves_at_the_rate_of_the_line() {
        let start = Instant::now();
        let mut pacer = Pacer::default();
        pacer.set_estimate(Some(300_000.0));
        for i in 0..40 {
            if !pacer.passes(start, 1_200) {
                assert!(pacer.hold(start, 1_200, i).is_none());
            }
        }
        assert!((1_000..1_300).contains(&pacer.wait().as_millis()));
        let mut n_left = 1;
        for ms in 0..600 {
            while pacer.release(start + MS * ms).is_some() {
                n_left += 1;
            }
        }
        // 600 ms at 315 kbit/s and the run ahead of it.
        assert!((19..=22).contains(&n_left), "{n_left}");
    }

    #[test]
    fn poll_at_is_when_release_gives_something() {
        let start = Instant::now();
        let mut pacer = Pacer::default();
        pacer.set_estimate(Some(300_000.0));
        assert!(pacer.passes(start, 1_200));
        assert!(!pacer.passes(start, 1_200));
        assert!(pacer.hold(start, 1_200, ()).is_none());
        let at = pacer.poll_at().unwrap();
        assert!(pacer.release(at - MS).is_none());
        assert!(pacer.release(at).is_some());
    }
}
