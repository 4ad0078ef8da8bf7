//! The estimate itself: what raises it and what lowers it.
//!
//! It is an estimate of the line, not of what happens to be sent: a line that is used by a third keeps the estimate that its probes
//! measured. It is lowered to what the line was measured to carry while a queue was building, never by a fixed part of what happened
//! to be sent.

use super::acknowledged::Rates;
use super::loss::LossVerdict;
use super::prober::ProbeOutcome;
use super::trend::Usage;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Part of the measured rate that is offered.
/// Higher: more picture. Lower: room for what is not counted, and for queues to drain.
const OFFERED: f64 = 0.95;

/// The same when a queue stands although the rate was lowered before.
const OFFERED_AGAIN: f64 = 0.9;

/// Measurements remembered, and for how long.
/// Higher: calmer. Lower: a change of the line is followed sooner.
const MAX_SAMPLES: usize = 5;
const MAX_SAMPLE_AGE: Duration = Duration::from_secs(30);

/// Measurements after which a single one does not matter.
const SETTLED_SAMPLES: usize = 3;

/// How far above the middle measurement the rate may be.
/// Higher: more of a line that is measured from a busy machine. Lower: less too much after a probe that was compressed.
const MAX_ABOVE_MIDDLE: f64 = 1.08;

/// Measurements within this part of each other agree.
const AGREEMENT: f64 = 0.2;

/// How much faster than it was measured a line must carry a probe for the measure to be doubted.
const CONTRADICTED: f64 = 1.1;

/// A standing queue above this, in milliseconds, is congestion whatever the trend says.
/// Higher: more delay beside other flows that fill the queue. Lower: less of the line beside them.
const STANDING_LIMIT_MS: f64 = 100.0;

/// A growing delay below this is jitter.
const GROWING_LIMIT_MS: f64 = 12.0;

/// A standing queue below this has drained.
const DRAINED_MS: f64 = 20.0;

/// Time for a lowered rate to show before it is lowered again, besides the round trip.
const REACTION: Duration = Duration::from_millis(300);

/// A queue that stands for this long after the rate was lowered is not ours.
const FOREIGN_AFTER: Duration = Duration::from_secs(4);

/// Part of the estimate that must be in use for the line, and not the sender, to be the limit.
const IN_USE: f64 = 0.8;

/// How long a queue must be there before a line is believed to have become slower than the little that it carries.
/// Higher: moments of others' traffic and of radio silence cost no picture. Lower: less of a queue when it really did.
const PATIENCE: Duration = Duration::from_millis(250);

/// Part of the sent rate below which what arrives was spread out by the line.
const SPREAD_OUT: f64 = 0.85;

/// A queue that fell below this part of itself within a reaction's time drains.
const DRAINING_BELOW: f64 = 0.95;

/// How long lowerings are about the same congestion, and how far below its beginning what is sent must have fallen without any effect
/// for the queue to be somebody else's.
const EPISODE: Duration = Duration::from_secs(10);
const VAIN_BELOW: f64 = 0.6;

/// Growth while all of it is in use, per second.
const GROWTH_PER_S: f64 = 0.05;

/// How far above what arrives the estimate may grow without a probe.
const MAX_UNPROBED: f64 = 1.25;

/// What the last feedback told.
#[derive(Debug, Clone, Copy)]
pub struct LineState {
    /// Whether the delay grows.
    pub usage: Usage,
    /// Standing queue, in milliseconds.
    pub standing_ms: f64,
    /// Rates of the last moments.
    pub rates: Option<Rates>,
    /// Rates while the bottleneck has been busy without a break.
    pub busy_rates: Option<Rates>,
    /// Round trip.
    pub round_trip: Duration,
    /// A probe is under way: its own queue is no news.
    pub is_probing: bool,
}

/// What a change was made for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Nothing changed that matters.
    None,
    /// It was lowered.
    Lowered,
    /// A lower measurement wants to be confirmed.
    Doubted,
    /// The delay that stands is to be the new base.
    Rebased,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct RateControl {
    estimate_bps: f64,
    samples: VecDeque<(Instant, f64)>,
    /// The fastest that the line carried lately without being its limit.
    carried: Option<(Instant, f64)>,
    /// The line made the pace at least once.
    is_measured: bool,
    /// The last probe was carried faster than the line was measured.
    is_contradicted: bool,
    /// When it was lowered last, and whether the queue has drained since.
    lowered_at: Option<Instant>,
    is_draining: bool,
    /// The queue that stood then.
    lowered_standing_ms: f64,
    /// When the present run of congestion began, and what was sent then.
    lowered_from: Option<(Instant, f64)>,
    congested_since: Option<Instant>,
    grown_at: Option<Instant>,
    before_loss_bps: Option<f64>,
}

impl RateControl {
    /// An estimate of `initial_bps`.
    #[must_use]
    pub fn new(initial_bps: f64) -> Self {
        Self {
            estimate_bps: initial_bps,
            samples: VecDeque::new(),
            carried: None,
            is_measured: false,
            is_contradicted: false,
            lowered_at: None,
            is_draining: false,
            lowered_standing_ms: 0.0,
            lowered_from: None,
            congested_since: None,
            grown_at: None,
            before_loss_bps: None,
        }
    }

    /// Bits per second, not bounded.
    #[must_use]
    pub fn estimate_bps(&self) -> f64 {
        self.estimate_bps
    }

    /// True while a queue stands that has to drain.
    #[must_use]
    pub fn is_congested(&self) -> bool {
        self.is_draining
    }

    /// Nothing was heard for a while: whatever queue there was has drained.
    pub fn handle_silence(&mut self) {
        self.is_draining = false;
        self.congested_since = None;
    }

    /// The line's own rate, when it was measured.
    ///
    /// A machine that was busy in the midst of a probe makes the measure too low far more often than too high. So it is the second highest
    /// of the samples, as far as it is near the middle one.
    #[must_use]
    pub fn capacity_bps(&self) -> Option<f64> {
        let mut rates: Vec<f64> = self.samples.iter().map(|(_, bps)| *bps).collect();
        rates.sort_by(f64::total_cmp);
        let middle = *rates.get((rates.len().max(1) - 1) / 2)?;
        let high = *rates.get(rates.len().saturating_sub(2))?;
        Some(high.clamp(middle, middle * MAX_ABOVE_MIDDLE))
    }

    /// Whether the line made the pace at least once, so that the estimate is no guess.
    #[must_use]
    pub fn is_measured(&self) -> bool {
        self.is_measured
    }

    /// Whether the line was measured often enough for a single probe not to matter.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.samples.len() >= SETTLED_SAMPLES
    }

    /// Puts the estimate into bounds.
    pub fn clamp(&mut self, min_bps: f64, max_bps: f64) {
        self.estimate_bps = self.estimate_bps.clamp(min_bps, max_bps.max(min_bps));
    }

    /// Takes what a feedback told.
    pub fn handle_feedback(&mut self, now: Instant, line: &LineState) -> Change {
        self.forget_old(now);
        if self.is_draining && line.standing_ms < DRAINED_MS {
            self.is_draining = false;
            self.congested_since = None;
        }
        let grows = line.usage == Usage::Over && line.standing_ms > GROWING_LIMIT_MS;
        let stands = line.standing_ms > STANDING_LIMIT_MS && line.usage != Usage::Under;
        if grows || stands {
            let since = *self.congested_since.get_or_insert(now);
            if stands && now.saturating_duration_since(since) > FOREIGN_AFTER {
                self.is_draining = false;
                self.congested_since = None;
                return Change::Rebased;
            }
            self.grown_at = None;
            if !line.is_probing {
                return self.lower(now, line);
            }
        } else if !self.is_draining {
            self.congested_since = None;
            self.grow(now, line);
        }
        Change::None
    }

    fn lower(&mut self, now: Instant, line: &LineState) -> Change {
        let is_again = self.is_draining;
        let wait = REACTION + line.round_trip;
        if self
            .lowered_at
            .is_some_and(|at| now.saturating_duration_since(at) < wait)
        {
            return Change::None;
        }
        // A key picture's queue takes its time to drain over a line that is nearly full; as long as it does, that is enough.
        let is_enough = line.standing_ms < self.lowered_standing_ms * DRAINING_BELOW
            || line.standing_ms < STANDING_LIMIT_MS;
        if is_again && is_enough {
            self.lowered_at = Some(now);
            self.lowered_standing_ms = line.standing_ms;
            return Change::None;
        }
        let (Some(rates), Some(busy)) = (line.rates, line.busy_rates) else {
            return Change::None;
        };
        // Much less is sent than the line was measured to carry: then only a line that visibly spreads out what is sent has
        // become slower, and not one that jitters.
        let is_limit = rates.sent_bps > self.estimate_bps * IN_USE;
        let is_spread_out = busy.received_bps < busy.sent_bps * SPREAD_OUT;
        if !is_limit {
            let for_long = self
                .congested_since
                .is_some_and(|at| now.saturating_duration_since(at) >= PATIENCE);
            if !for_long || !is_spread_out {
                return Change::None;
            }
        }
        let is_vain = self.lowered_from.is_some_and(|(at, bps)| {
            now.saturating_duration_since(at) < EPISODE && rates.sent_bps < bps * VAIN_BELOW
        });
        if is_vain && !is_spread_out {
            return Change::Rebased;
        }
        self.is_draining = true;
        let part = if is_again { OFFERED_AGAIN } else { OFFERED };
        let offered = busy.received_bps * part;
        self.lowered_at = Some(now);
        self.lowered_standing_ms = line.standing_ms;
        if offered >= self.estimate_bps {
            return Change::None;
        }
        let is_same = self
            .lowered_from
            .is_some_and(|(at, _)| now.saturating_duration_since(at) < EPISODE);
        if !is_same {
            self.lowered_from = Some((now, rates.sent_bps));
        }
        if !is_again {
            self.take_sample(now, busy.received_bps);
        }
        self.estimate_bps = offered;
        Change::Lowered
    }

    fn grow(&mut self, now: Instant, line: &LineState) {
        let Some(rates) = line.rates else { return };
        let before = self.grown_at.replace(now).unwrap_or(now);
        if rates.sent_bps < self.estimate_bps * IN_USE || line.usage != Usage::Normal {
            return;
        }
        let passed = now.saturating_duration_since(before).as_secs_f64().min(0.5);
        let mut bound = rates.received_bps * MAX_UNPROBED;
        if let Some(capacity) = self.capacity_bps() {
            bound = bound.min(capacity * OFFERED);
        }
        let grown = self.estimate_bps * (1.0 + GROWTH_PER_S * passed);
        self.estimate_bps = grown.min(bound).max(self.estimate_bps);
    }

    /// Takes a probe's outcome.
    pub fn handle_probe(&mut self, now: Instant, outcome: &ProbeOutcome) -> Change {
        match *outcome {
            ProbeOutcome::Failed => Change::None,
            ProbeOutcome::Carried(bps) => {
                let is_new = self
                    .capacity_bps()
                    .is_some_and(|capacity| bps > capacity * CONTRADICTED);
                let is_settled = self.is_settled();
                if is_new && is_settled && !std::mem::replace(&mut self.is_contradicted, true) {
                    // A route that became shorter in the midst of it looks the same once.
                    return Change::Doubted;
                }
                if is_new {
                    self.samples.clear();
                }
                self.is_contradicted = false;
                self.carried = Some((now, bps));
                self.estimate_bps = self.estimate_bps.max(bps * OFFERED);
                Change::None
            }
            ProbeOutcome::Saturated(bps) => {
                self.is_contradicted = false;
                let carried = self.carried.map(|(_, bps)| bps);
                let known = self.capacity_bps().or(carried);
                let last = self.samples.back().map(|(_, last)| *last);
                let agrees = last.is_some_and(|last| (bps / last - 1.0).abs() < AGREEMENT);
                let is_low = known.is_some_and(|known| bps < known * (1.0 - AGREEMENT));
                let high = 1.0 + if agrees { AGREEMENT / 2.0 } else { AGREEMENT };
                let is_high = known.is_some_and(|known| bps > known * high);
                if is_high || (is_low && agrees) {
                    // The line is another than it was.
                    self.samples
                        .retain(|(_, old)| (bps / old - 1.0).abs() < AGREEMENT);
                    self.carried = None;
                }
                self.take_sample(now, bps);
                if is_low && !agrees {
                    return Change::Doubted;
                }
                let offered = self.capacity_bps().unwrap_or(bps) * OFFERED;
                let is_lower = offered < self.estimate_bps;
                self.estimate_bps = offered;
                if is_lower {
                    Change::Lowered
                } else {
                    Change::None
                }
            }
        }
    }

    /// Takes what the lost packets tell; the second value is the loss to be remembered for the effect of the lower rate.
    pub fn handle_loss(
        &mut self,
        now: Instant,
        verdict: &LossVerdict,
        line: &LineState,
    ) -> (Change, Option<f64>) {
        match *verdict {
            LossVerdict::Fine => {
                self.before_loss_bps = None;
                (Change::None, None)
            }
            LossVerdict::Inherent(_) => {
                if let Some(before) = self.before_loss_bps.take() {
                    self.estimate_bps = self.estimate_bps.max(before);
                }
                (Change::None, None)
            }
            LossVerdict::Excessive(ratio) => {
                // Without a queue nothing tells when the bottleneck was busy; what arrives may be little because little was sent.
                let left = self.estimate_bps * (1.0 - ratio);
                let offered = match (line.busy_rates, line.rates) {
                    (Some(busy), _) => busy.received_bps * OFFERED,
                    (None, Some(rates)) => left.max(rates.received_bps * OFFERED),
                    (None, None) => left,
                };
                if offered >= self.estimate_bps {
                    return (Change::None, None);
                }
                self.before_loss_bps.get_or_insert(self.estimate_bps);
                self.estimate_bps = offered;
                self.lowered_at = Some(now);
                (Change::Lowered, Some(ratio))
            }
        }
    }

    fn take_sample(&mut self, now: Instant, bps: f64) {
        self.is_measured = true;
        if self.samples.len() == MAX_SAMPLES {
            self.samples.pop_front();
        }
        self.samples.push_back((now, bps));
    }

    fn forget_old(&mut self, now: Instant) {
        while self
            .samples
            .front()
            .is_some_and(|(at, _)| now.saturating_duration_since(*at) > MAX_SAMPLE_AGE)
        {
            self.samples.pop_front();
        }
        self.carried = self
            .carried
            .filter(|(at, _)| now.saturating_duration_since(*at) <= MAX_SAMPLE_AGE);
    }
}
