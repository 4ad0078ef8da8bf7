//! How long packets wait on their way: one-way delay above its lowest of the last time.

use std::collections::VecDeque;

/// How long the lowest delay is remembered.
/// Higher: a queue that stands for long is still seen. Lower: a longer route is sooner taken for what it is.
const BASE_WINDOW_US: i64 = 20_000_000;

/// Parts of that window.
const BUCKET_US: i64 = 1_000_000;

/// Arrivals over which the standing queue is the lowest.
/// Higher: bursts that drain at once are overlooked better. Lower: a standing queue is seen sooner.
const STANDING_WINDOW_US: i64 = 150_000;

/// Packets sent closer than this wait behind each other, which is no jitter.
const JITTER_STEP_US: i64 = 10_000;

/// Wait above which the bottleneck was busy when a packet came to it, in milliseconds, jitter apart.
/// Higher: small variations are not taken for a queue. Lower: shorter queues count.
const BUSY_MS: f64 = 6.0;

/// Weight of a new step in the jitter, and the largest that counts.
const JITTER_WEIGHT: f64 = 1.0 / 32.0;
const MAX_JITTER_US: f64 = 50_000.0;

/// See the module's documentation. Times are microseconds of two clocks whose difference nobody knows.
#[derive(Debug, Default)]
pub struct QueueDelay {
    /// (beginning of the bucket in arrival time, lowest one-way delay in it).
    buckets: VecDeque<(i64, i64)>,
    /// (arrival, one-way delay), lowest first: each is lower than all that follow.
    recent: VecDeque<(i64, i64)>,
    latest_us: i64,
    /// The packet that the next one's delay is compared with: when it was sent, and its delay.
    compared: Option<(i64, i64)>,
    jitter_us: f64,
}

impl QueueDelay {
    /// Takes a packet's times.
    pub fn handle_arrival(&mut self, sent_us: i64, arrived_us: i64) {
        let delay = arrived_us - sent_us;
        self.latest_us = delay;
        match self.compared {
            Some((before_us, _)) if sent_us - before_us < JITTER_STEP_US => {}
            Some((_, before)) => {
                self.compared = Some((sent_us, delay));
                let step = ((delay - before).abs() as f64).min(MAX_JITTER_US);
                self.jitter_us += (step - self.jitter_us) * JITTER_WEIGHT;
            }
            None => self.compared = Some((sent_us, delay)),
        }
        match self.buckets.back_mut() {
            Some((began, lowest)) if arrived_us - *began < BUCKET_US => {
                *lowest = delay.min(*lowest);
            }
            _ => self.buckets.push_back((arrived_us, delay)),
        }
        while self
            .buckets
            .front()
            .is_some_and(|(began, _)| arrived_us - began > BASE_WINDOW_US)
        {
            self.buckets.pop_front();
        }
        while self.recent.back().is_some_and(|(_, other)| *other >= delay) {
            self.recent.pop_back();
        }
        self.recent.push_back((arrived_us, delay));
        while self.recent.len() > 1
            && self
                .recent
                .front()
                .is_some_and(|(at, _)| arrived_us - at > STANDING_WINDOW_US)
        {
            self.recent.pop_front();
        }
    }

    /// Takes the delay as it stands for the new lowest one: the route has changed, or the queue is somebody else's.
    pub fn rebase(&mut self) {
        let began = self.buckets.back().map_or(0, |(began, _)| *began);
        let standing = self.recent.front().map_or(self.latest_us, |(_, d)| *d);
        self.buckets.clear();
        self.buckets.push_back((began, standing));
    }

    /// Forgets everything but the base; after an outage.
    pub fn reset(&mut self) {
        self.recent.clear();
    }

    fn base_us(&self) -> i64 {
        self.buckets
            .iter()
            .map(|(_, lowest)| *lowest)
            .min()
            .unwrap_or(self.latest_us)
    }

    /// Milliseconds that even the luckiest of the last packets waited.
    #[must_use]
    pub fn standing_ms(&self) -> f64 {
        let standing = self.recent.front().map_or(self.latest_us, |(_, d)| *d);
        (standing - self.base_us()).max(0) as f64 / 1_000.0
    }

    /// Whether the last packet waited behind others, as far as jitter lets one tell.
    #[must_use]
    pub fn has_waited(&self) -> bool {
        self.latest_ms() > BUSY_MS + 2.0 * self.jitter_ms()
    }

    /// Milliseconds by which the delay varies from one moment to the next (RFC 3550 §6.4.1, between packets sent apart).
    #[must_use]
    pub fn jitter_ms(&self) -> f64 {
        self.jitter_us / 1_000.0
    }

    /// Milliseconds that the last packet waited.
    #[must_use]
    pub fn latest_ms(&self) -> f64 {
        (self.latest_us - self.base_us()).max(0) as f64 / 1_000.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_queue_is_what_is_above_the_lowest_delay() {
        let mut queue = QueueDelay::default();
        // The receiver's clock is 7 s ahead; each packet waits 1 ms more than the one before.
        for i in 0..100 {
            queue.handle_arrival(i * 10_000, 7_000_000 + i * 11_000);
        }
        assert!((queue.latest_ms() - 99.0).abs() < 0.01);
        assert!(
            (80.0..=90.0).contains(&queue.standing_ms()),
            "{}",
            queue.standing_ms()
        );
    }

    #[test]
    fn one_packet_that_did_not_wait_means_that_no_queue_stands() {
        let mut queue = QueueDelay::default();
        for i in 0..50 {
            let late = if i % 5 == 0 { 0 } else { 40_000 };
            queue.handle_arrival(i * 10_000, i * 10_000 + late);
        }
        assert!(queue.standing_ms() < 0.01);
        assert!(queue.latest_ms() > 39.0);
    }

    #[test]
    fn a_longer_route_is_the_new_base_after_a_while() {
        let mut queue = QueueDelay::default();
        queue.handle_arrival(0, 0);
        for second in 1..30 {
            queue.handle_arrival(second * 1_000_000, second * 1_000_000 + 80_000);
            if second < 10 {
                assert!(queue.standing_ms() > 79.0);
            }
        }
        assert!(queue.standing_ms() < 0.01);
        queue.handle_arrival(30_000_000, 30_200_000);
        queue.rebase();
        assert!(queue.standing_ms() < 0.01);
    }
}
