//! The estimate of a peer that measures the line itself (draft-alvestrand-rmcat-remb-03).
//!
//! Such a peer believes in little more than what it receives. So a line that is used by a third is filled up with padding for a moment
//! every now and then, until the peer's estimate has grown to what the consumers would use or grows no more.

use std::time::{Duration, Instant};

/// How long the line is filled, and the time between two times.
/// Higher interval: fewer bytes that carry no media. Lower: a line that became faster is noticed sooner.
const FILLED_FOR: Duration = Duration::from_millis(1_500);
const INTERVAL: Duration = Duration::from_secs(6);

/// How far above the peer's estimate the line is filled.
/// Higher: faster growth. Lower: less of a queue at the end of it.
const FACTOR: f64 = 1.1;

/// Time between two packets of padding.
const STEP: Duration = Duration::from_millis(10);

/// Where the estimate is when the peer has fallen silent or says nothing sensible: nobody starves on it.
const FLOOR_BPS: f64 = 30_000.0;

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct RembControl {
    estimate_bps: f64,
    desired_bps: f64,
    filled_from: Option<Instant>,
    filled_bytes: f64,
    next_at: Instant,
    estimate_before_bps: f64,
}

impl RembControl {
    pub(super) fn new(now: Instant) -> Self {
        Self {
            estimate_bps: FLOOR_BPS,
            desired_bps: 0.0,
            filled_from: None,
            filled_bytes: 0.0,
            next_at: now + FILLED_FOR,
            estimate_before_bps: 0.0,
        }
    }

    pub(super) fn handle_desired(&mut self, desired_bps: f64) {
        self.desired_bps = desired_bps;
    }

    pub(super) fn handle_remb(&mut self, now: Instant, bitrate_bps: f64) {
        if bitrate_bps < self.estimate_bps * 0.9 && self.filled_from.take().is_some() {
            self.next_at = now + INTERVAL;
        }
        self.estimate_bps = bitrate_bps.max(FLOOR_BPS);
    }

    pub(super) fn estimate_bps(&self) -> f64 {
        self.estimate_bps
    }

    /// Counts bytes of media, which fill the line as well.
    pub(super) fn handle_sent(&mut self, _now: Instant, size: usize) {
        if self.filled_from.is_some() {
            self.filled_bytes += size as f64;
        }
    }

    pub(super) fn poll_at(&self) -> Option<Instant> {
        if self.desired_bps <= self.estimate_bps && self.filled_from.is_none() {
            return None;
        }
        Some(self.next_at)
    }

    pub(super) fn handle_timeout(&mut self, now: Instant) {
        if now < self.next_at {
            return;
        }
        match self.filled_from {
            None if self.desired_bps > self.estimate_bps => {
                self.filled_from = Some(now);
                self.filled_bytes = 0.0;
                self.estimate_before_bps = self.estimate_bps;
                self.next_at = now;
            }
            None => self.next_at = now + INTERVAL,
            Some(from) if now.saturating_duration_since(from) > FILLED_FOR => {
                self.filled_from = None;
                // As long as the peer's estimate follows it goes on at once.
                let grows = self.estimate_bps > self.estimate_before_bps * 1.05;
                self.next_at = now + if grows { FILLED_FOR / 3 } else { INTERVAL };
            }
            Some(_) => self.next_at = now + STEP,
        }
    }

    pub(super) fn padding_due(&self, now: Instant) -> usize {
        let Some(from) = self.filled_from else {
            return 0;
        };
        let passed = now.saturating_duration_since(from).as_secs_f64();
        let bps = (self.estimate_bps * FACTOR).min(self.desired_bps * FACTOR);
        (bps * passed / 8.0 - self.filled_bytes).max(0.0) as usize
    }
}
