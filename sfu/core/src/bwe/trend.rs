//! Whether the delay grows: packets in groups, a line through their accumulated delay, and a threshold that adapts
//! (draft-ietf-rmcat-gcc-02 §5; a trend line takes the place of its Kalman filter).

use std::collections::VecDeque;

/// Packets sent within this time are one group: they left as one burst and say nothing of each other.
/// Higher: fewer, calmer points. Lower: bursts of one picture are taken for a growing queue.
const GROUP_US: i64 = 5_000;

/// Points on the line.
/// Higher: calmer and later. Lower: sooner and more false alarms.
const POINTS: usize = 20;

/// Points older than this are not on the line: a slide a second must not remember the delay of twenty seconds ago.
const MAX_POINT_AGE_US: i64 = 2_500_000;

/// Part of the accumulated delay's past that is kept at each point.
/// Higher: smoother and later. Lower: noisier.
const SMOOTHING: f64 = 0.9;

/// How the slope is scaled to be compared with the threshold, in milliseconds.
const GAIN: f64 = 4.0;
const MAX_COUNTED_POINTS: usize = 60;

/// Threshold at the start and its limits, in milliseconds.
const THRESHOLD_START_MS: f64 = 12.5;
const THRESHOLD_MIN_MS: f64 = 6.0;
const THRESHOLD_MAX_MS: f64 = 600.0;

/// How fast the threshold follows a trend above it and below it, per millisecond. The first being much the smaller is what
/// keeps a flow alive beside one that fills the queue.
const FOLLOW_UP: f64 = 0.0087;
const FOLLOW_DOWN: f64 = 0.039;

/// A trend further than this above the threshold does not move it: a sudden outage is no reason to become deaf.
const MAX_FOLLOWED_MS: f64 = 15.0;

/// Time that the trend must be above the threshold.
/// Higher: fewer false alarms. Lower: sooner.
const OVERUSE_US: i64 = 10_000;

/// What the line tells.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Usage {
    /// The delay stays.
    #[default]
    Normal,
    /// The delay grows: a queue is building.
    Over,
    /// The delay shrinks: a queue drains.
    Under,
}

#[derive(Debug, Clone, Copy)]
struct Group {
    first_sent_us: i64,
    last_sent_us: i64,
    last_arrived_us: i64,
}

/// See the module's documentation. [`DelayTrend::handle_arrival`] for every packet that arrived, in order of sending.
#[derive(Debug)]
pub struct DelayTrend {
    open: Option<Group>,
    closed: Option<Group>,
    /// (arrival in ms, smoothed accumulated delay in ms).
    points: VecDeque<(f64, f64)>,
    accumulated_ms: f64,
    smoothed_ms: f64,
    n_points: usize,
    threshold_ms: f64,
    adapted_at_us: Option<i64>,
    trend_ms: f64,
    previous_trend_ms: f64,
    above_us: i64,
    n_above: u32,
    usage: Usage,
}

impl Default for DelayTrend {
    fn default() -> Self {
        Self {
            open: None,
            closed: None,
            points: VecDeque::new(),
            accumulated_ms: 0.0,
            smoothed_ms: 0.0,
            n_points: 0,
            threshold_ms: THRESHOLD_START_MS,
            adapted_at_us: None,
            trend_ms: 0.0,
            previous_trend_ms: 0.0,
            above_us: 0,
            n_above: 0,
            usage: Usage::Normal,
        }
    }
}

impl DelayTrend {
    /// Takes a packet's times, in microseconds of two unrelated clocks.
    pub fn handle_arrival(&mut self, sent_us: i64, arrived_us: i64) {
        let Some(open) = &mut self.open else {
            self.open = Some(Group::new(sent_us, arrived_us));
            return;
        };
        if sent_us < open.first_sent_us {
            return;
        }
        if sent_us - open.first_sent_us < GROUP_US {
            open.last_sent_us = open.last_sent_us.max(sent_us);
            open.last_arrived_us = open.last_arrived_us.max(arrived_us);
            return;
        }
        let done = *open;
        self.open = Some(Group::new(sent_us, arrived_us));
        if let Some(before) = self.closed.replace(done) {
            self.handle_group(&before, &done);
        }
    }

    fn handle_group(&mut self, before: &Group, group: &Group) {
        let sent_us = group.last_sent_us - before.last_sent_us;
        let arrived_us = group.last_arrived_us - before.last_arrived_us;
        if arrived_us < -GROUP_US {
            // Reordered; the next group is compared with this one.
            return;
        }
        let arrived_ms = group.last_arrived_us as f64 / 1_000.0;
        self.n_points = self.n_points.saturating_add(1);
        self.accumulated_ms += (arrived_us - sent_us) as f64 / 1_000.0;
        self.smoothed_ms = SMOOTHING * self.smoothed_ms + (1.0 - SMOOTHING) * self.accumulated_ms;
        self.points.push_back((arrived_ms, self.smoothed_ms));
        while self.points.len() > POINTS
            || self
                .points
                .front()
                .is_some_and(|(at, _)| arrived_ms - at > MAX_POINT_AGE_US as f64 / 1_000.0)
        {
            self.points.pop_front();
        }
        let slope = if self.points.len() >= POINTS / 2 {
            slope(&self.points).unwrap_or(0.0)
        } else {
            0.0
        };
        self.previous_trend_ms = self.trend_ms;
        self.trend_ms = slope * self.n_points.min(MAX_COUNTED_POINTS) as f64 * GAIN;
        self.judge(sent_us);
        self.adapt(group.last_arrived_us);
    }

    fn judge(&mut self, passed_us: i64) {
        if self.trend_ms > self.threshold_ms {
            self.above_us += passed_us.min(100_000);
            self.n_above += 1;
            if self.above_us > OVERUSE_US
                && self.n_above > 1
                && self.trend_ms >= self.previous_trend_ms
            {
                self.usage = Usage::Over;
            }
        } else {
            self.above_us = 0;
            self.n_above = 0;
            self.usage = if self.trend_ms < -self.threshold_ms {
                Usage::Under
            } else {
                Usage::Normal
            };
        }
    }

    fn adapt(&mut self, now_us: i64) {
        let passed_ms = self
            .adapted_at_us
            .map_or(0, |before| (now_us - before).clamp(0, 100_000)) as f64
            / 1_000.0;
        self.adapted_at_us = Some(now_us);
        let above = self.trend_ms.abs() - self.threshold_ms;
        if above > MAX_FOLLOWED_MS {
            return;
        }
        let follow = if above < 0.0 { FOLLOW_DOWN } else { FOLLOW_UP };
        self.threshold_ms = (self.threshold_ms + follow * above * passed_ms)
            .clamp(THRESHOLD_MIN_MS, THRESHOLD_MAX_MS);
    }

    /// Begins anew but for the threshold; after an outage.
    pub fn reset(&mut self) {
        *self = Self {
            threshold_ms: self.threshold_ms,
            ..Self::default()
        };
    }

    /// What the line tells now.
    #[must_use]
    pub fn usage(&self) -> Usage {
        self.usage
    }

    /// The scaled slope, in milliseconds.
    #[must_use]
    pub fn trend_ms(&self) -> f64 {
        self.trend_ms
    }

    /// What it is compared with, in milliseconds.
    #[must_use]
    pub fn threshold_ms(&self) -> f64 {
        self.threshold_ms
    }
}

impl Group {
    fn new(sent_us: i64, arrived_us: i64) -> Self {
        Self {
            first_sent_us: sent_us,
            last_sent_us: sent_us,
            last_arrived_us: arrived_us,
        }
    }
}

/// Slope of the line of least squares.
fn slope(points: &VecDeque<(f64, f64)>) -> Option<f64> {
    let n = points.len() as f64;
    let (mean_x, mean_y) = points.iter().fold((0.0, 0.0), |(x, y), point| {
        (x + point.0 / n, y + point.1 / n)
    });
    let (numerator, denominator) = points.iter().fold((0.0, 0.0), |(num, den), (x, y)| {
        let dx = x - mean_x;
        (num + dx * (y - mean_y), den + dx * dx)
    });
    (denominator > 0.0).then(|| numerator / denominator)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A packet every 20 ms over a line on which each waits `growth_us` longer than the one before.
    fn run(trend: &mut DelayTrend, from: i64, n: i64, growth_us: i64, mut delay_us: i64) -> i64 {
        for i in from..from + n {
            delay_us += growth_us;
            trend.handle_arrival(i * 20_000, i * 20_000 + delay_us);
        }
        delay_us
    }

    #[test]
    fn a_steady_delay_is_normal() {
        let mut trend = DelayTrend::default();
        run(&mut trend, 0, 200, 0, 30_000);
        assert_eq!(trend.usage(), Usage::Normal);
    }

    #[test]
    fn a_growing_queue_is_seen_within_half_a_second() {
        let mut trend = DelayTrend::default();
        let delay = run(&mut trend, 0, 100, 0, 30_000);
        run(&mut trend, 100, 25, 4_000, delay);
        assert_eq!(trend.usage(), Usage::Over);
    }

    #[test]
    fn a_draining_queue_is_no_overuse() {
        let mut trend = DelayTrend::default();
        let delay = run(&mut trend, 0, 100, 0, 300_000);
        run(&mut trend, 100, 30, -4_000, delay);
        assert_eq!(trend.usage(), Usage::Under);
    }

    #[test]
    fn jitter_around_a_steady_delay_is_normal() {
        let mut trend = DelayTrend::default();
        for i in 0..500 {
            let jitter = (i * 7_919 % 13) * 500;
            trend.handle_arrival(i * 20_000, i * 20_000 + 30_000 + jitter);
            assert_ne!(trend.usage(), Usage::Over, "at {i}");
        }
    }
}
