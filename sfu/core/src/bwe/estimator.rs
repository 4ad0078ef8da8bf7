//! The sending side's estimator of one transport: packets sent and feedback in, the estimate, probes and a trace of decisions out.

use super::acknowledged::{AcknowledgedRate, micros};
use super::control::{Change, LineState, RateControl};
use super::history::{PacketResult, SentHistory};
use super::loss::LossModel;
use super::prober::{ProbeOutcome, Prober};
use super::queue::QueueDelay;
use super::remb::RembControl;
use super::schedule::{ProbeContext, ProbeSchedule};
use super::trace::{BweTrace, ProbeTrace};
use super::trend::DelayTrend;
use crate::rtcp::TransportFeedback;
use crate::rtp::SeqNo;
use std::time::{Duration, Instant};

/// Where the estimate starts when nothing else was asked for: the control plane's own default, in bits per second.
pub const DEFAULT_INITIAL_BPS: u64 = 600_000;

/// Below this no estimate falls: sound and the smallest picture's key frames.
const FLOOR_BPS: f64 = 30_000.0;

/// Time over which rates are compared.
/// Higher: calmer. Lower: a change of the line is seen sooner.
const RATE_SPAN: Duration = Duration::from_millis(400);

/// Silence of the peer after which what was lost in it is an outage and no congestion.
/// Higher: more is taken for congestion. Lower: a long queue is taken for an outage.
const OUTAGE: Duration = Duration::from_millis(600);

/// A line known to carry no more than this is weak: what goes over it is spread out.
/// Higher: shorter runs on lines that do not need it. Lower: bursts on lines that mind them.
const WEAK_BPS: f64 = 5_000_000.0;

/// Bounds and start of the estimate, in bits per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct EstimateBounds {
    /// Where it starts.
    pub initial_bps: u64,
    /// Lower bound; 0 for none.
    pub min_bps: u64,
    /// Upper bound; 0 for none.
    pub max_bps: u64,
}

impl Default for EstimateBounds {
    fn default() -> Self {
        Self {
            initial_bps: DEFAULT_INITIAL_BPS,
            min_bps: 0,
            max_bps: 0,
        }
    }
}

/// See the module's documentation.
///
/// Inputs: [`SendSideEstimator::handle_sent`], [`SendSideEstimator::handle_unnumbered`], [`SendSideEstimator::handle_feedback`],
/// [`SendSideEstimator::handle_remb`], [`SendSideEstimator::set_desired`], and [`SendSideEstimator::handle_timeout`] whenever
/// [`SendSideEstimator::poll_at`] has come. Afterwards [`SendSideEstimator::padding_due`] tells what padding to send, and
/// [`SendSideEstimator::take_changed`] whether the layers are to be looked at again.
#[derive(Debug)]
pub struct SendSideEstimator {
    bounds: EstimateBounds,
    epoch: Option<Instant>,
    history: SentHistory,
    acknowledged: AcknowledgedRate,
    trend: DelayTrend,
    queue: QueueDelay,
    loss: LossModel,
    control: RateControl,
    prober: Prober,
    schedule: ProbeSchedule,
    remb: Option<RembControl>,
    desired_bps: f64,
    can_pad: bool,
    round_trip: Duration,
    feedback_at: Option<Instant>,
    results: Vec<PacketResult>,
    has_changed: bool,
    traces: Option<Vec<BweTrace>>,
}

impl SendSideEstimator {
    /// An estimator of a line of which nothing is known.
    #[must_use]
    pub fn new(bounds: EstimateBounds) -> Self {
        let mut estimator = Self {
            bounds,
            epoch: None,
            history: SentHistory::default(),
            acknowledged: AcknowledgedRate::default(),
            trend: DelayTrend::default(),
            queue: QueueDelay::default(),
            loss: LossModel::default(),
            control: RateControl::new(bounds.initial_bps as f64),
            prober: Prober::default(),
            schedule: ProbeSchedule::default(),
            remb: None,
            desired_bps: 0.0,
            can_pad: true,
            round_trip: Duration::from_millis(100),
            feedback_at: None,
            results: Vec::new(),
            has_changed: true,
            traces: None,
        };
        estimator.clamp();
        estimator
    }

    /// Switches the trace on.
    pub fn start_trace(&mut self) {
        self.traces.get_or_insert_default();
    }

    /// Hands over the trace since the last call.
    pub fn take_traces(&mut self) -> Vec<BweTrace> {
        self.traces.as_mut().map(std::mem::take).unwrap_or_default()
    }

    /// Changes the bounds; the start stays what it was.
    pub fn set_bounds(&mut self, min_bps: u64, max_bps: u64) {
        self.bounds.min_bps = min_bps;
        self.bounds.max_bps = max_bps;
        self.has_changed = true;
        self.clamp();
    }

    /// The bounds.
    #[must_use]
    pub fn bounds(&self) -> EstimateBounds {
        self.bounds
    }

    /// Notes what the consumers would use if they could, in bits per second; 0 when there is nothing to send.
    pub fn set_desired(&mut self, now: Instant, desired_bps: u64) {
        self.desired_bps = desired_bps as f64;
        let estimate_bps = self.estimate();
        if desired_bps > 0 {
            self.schedule.begin(now);
        }
        self.schedule
            .handle_desired(now, self.desired_bps, estimate_bps);
        if let Some(remb) = &mut self.remb {
            remb.handle_desired(self.desired_bps);
        }
    }

    /// Notes whether there is a stream that padding can be sent on.
    pub fn set_can_pad(&mut self, can_pad: bool) {
        self.can_pad = can_pad;
    }

    /// What the consumers would use, in bits per second.
    #[must_use]
    pub fn desired_bps(&self) -> u64 {
        self.desired_bps as u64
    }

    /// A packet left at `now` as number `seq` with `size` bytes on the wire.
    pub fn handle_sent(&mut self, now: Instant, seq: SeqNo, size: usize) {
        self.epoch.get_or_insert(now);
        let probe = self.prober.handle_sent(now, size);
        self.history.handle_sent(now, seq, size, probe);
        self.schedule.begin(now);
    }

    /// Bytes left without a number: sound, reports, packets sent again as they were.
    pub fn handle_unnumbered(&mut self, now: Instant, size: usize) {
        self.history.handle_unnumbered(size);
        if let Some(remb) = &mut self.remb {
            remb.handle_sent(now, size);
        }
    }

    /// Takes a transport-wide feedback.
    pub fn handle_feedback(&mut self, now: Instant, feedback: &TransportFeedback<'_>) {
        let mut results = std::mem::take(&mut self.results);
        results.clear();
        self.history.handle_feedback(now, feedback, &mut results);
        self.take_results(now, &results);
        self.results = results;
    }

    fn take_results(&mut self, now: Instant, results: &[PacketResult]) {
        let Some(last) = results
            .iter()
            .rfind(|result| result.arrived_at_us.is_some())
        else {
            return;
        };
        let silence = self
            .feedback_at
            .replace(now)
            .map(|before| now.saturating_duration_since(before));
        let is_outage = silence.is_some_and(|silence| silence > OUTAGE)
            && results.iter().any(|result| result.arrived_at_us.is_none());
        if is_outage {
            self.trend.reset();
            self.acknowledged.reset();
            self.queue.reset();
            self.prober.cancel();
        }
        let round_trip = now.saturating_duration_since(last.sent_at);
        self.round_trip = (self.round_trip * 7 + round_trip) / 8;
        let epoch = self.epoch.unwrap_or(now);
        for result in results {
            self.loss.handle_result(result);
            self.prober.handle_result(result);
            let Some(arrived_us) = result.arrived_at_us else {
                continue;
            };
            let sent_us = micros(result.sent_at.saturating_duration_since(epoch));
            self.queue.handle_arrival(sent_us, arrived_us);
            self.acknowledged
                .handle_result(result, self.queue.has_waited());
            self.trend.handle_arrival(sent_us, arrived_us);
        }
        if is_outage {
            self.loss.forget_window();
        }
        self.decide(now);
    }

    fn decide(&mut self, now: Instant) {
        let before = self.estimate();
        let rates = self.acknowledged.rates(RATE_SPAN);
        let line = LineState {
            usage: self.trend.usage(),
            standing_ms: self.queue.standing_ms(),
            rates,
            busy_rates: self.acknowledged.busy_rates(),
            round_trip: self.round_trip,
            is_probing: self.prober.is_busy(),
        };
        let change = self.control.handle_feedback(now, &line);
        self.take_change(now, change);
        if let Some(verdict) = self.loss.judge(now) {
            let (change, lowered) = self.control.handle_loss(now, &verdict, &line);
            if let Some(ratio) = lowered {
                self.loss.handle_lowered(ratio, now + self.round_trip);
            }
            self.take_change(now, change);
        }
        self.take_probe_outcome(now);
        self.clamp();
        self.note_change(before);
        self.trace(now, None);
    }

    fn take_probe_outcome(&mut self, now: Instant) {
        let Some(outcome) = self.prober.poll_outcome(now) else {
            return;
        };
        let change = self.control.handle_probe(now, &outcome);
        self.schedule.handle_outcome(
            now,
            &outcome,
            change != Change::Doubted,
            self.control.is_settled(),
            self.control.estimate_bps(),
        );
        let (carried_bps, is_saturated) = match outcome {
            ProbeOutcome::Carried(bps) => (bps, false),
            ProbeOutcome::Saturated(bps) => (bps, true),
            ProbeOutcome::Failed => (0.0, false),
        };
        self.trace(
            now,
            Some(ProbeTrace::Ended {
                carried_bps: carried_bps as u64,
                is_saturated,
            }),
        );
    }

    fn take_change(&mut self, now: Instant, change: Change) {
        match change {
            Change::Lowered => self.schedule.handle_lowered(now),
            Change::Rebased => self.queue.rebase(),
            Change::Doubted | Change::None => {}
        }
    }

    /// Takes the estimate of a peer that has no transport-wide feedback.
    pub fn handle_remb(&mut self, now: Instant, bitrate_bps: u64) {
        if self.feedback_at.is_some() {
            return;
        }
        let before = self.estimate();
        let remb = self.remb.get_or_insert_with(|| RembControl::new(now));
        remb.handle_desired(self.desired_bps);
        remb.handle_remb(now, bitrate_bps as f64);
        self.note_change(before);
        self.trace(now, None);
    }

    /// When [`SendSideEstimator::handle_timeout`] wants to be called.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        if let Some(remb) = &self.remb {
            return remb.poll_at();
        }
        match self.prober.poll_at() {
            Some(at) => Some(at),
            None if self.can_probe() => self.schedule.poll_at(),
            None => None,
        }
    }

    /// Does what is due: begins and ends probes.
    pub fn handle_timeout(&mut self, now: Instant) {
        if let Some(remb) = &mut self.remb {
            remb.handle_timeout(now);
            return;
        }
        let before = self.estimate();
        self.take_probe_outcome(now);
        if self.is_silent(now) {
            self.control.handle_silence();
        }
        if !self.prober.is_busy() && self.can_probe() {
            let context = ProbeContext {
                estimate_bps: self.estimate(),
                desired_bps: self.desired_bps,
                max_bps: self.max_bps(),
                jitter_ms: self.queue.jitter_ms(),
                is_congested: self.control.is_congested(),
            };
            if let Some(goal) = self.schedule.poll(now, &context) {
                self.prober.begin(now, goal);
                self.trace(
                    now,
                    Some(ProbeTrace::Began {
                        goal_bps: goal.bps as u64,
                        bytes: goal.bytes,
                    }),
                );
            }
        }
        self.clamp();
        self.note_change(before);
    }

    /// A peer that never answered what was sent is not asked louder, and without padding there is nothing to ask with.
    fn can_probe(&self) -> bool {
        (self.feedback_at.is_some() || self.epoch.is_none()) && self.can_pad
    }

    fn is_silent(&self, now: Instant) -> bool {
        self.feedback_at
            .is_none_or(|at| now.saturating_duration_since(at) > OUTAGE)
    }

    /// Bytes of padding to send now; they are to be told like any packet by [`SendSideEstimator::handle_sent`].
    #[must_use]
    pub fn padding_due(&self, now: Instant) -> usize {
        match &self.remb {
            Some(remb) => remb.padding_due(now),
            None => self.prober.padding_due(now),
        }
    }

    /// The estimate in bits per second; none until the peer has said anything.
    #[must_use]
    pub fn available_bps(&self) -> u64 {
        self.estimate() as u64
    }

    /// True once the peer told anything that the estimate is made of.
    #[must_use]
    pub fn is_fed(&self) -> bool {
        self.feedback_at.is_some() || self.remb.is_some()
    }

    /// True when it is made of transport-wide feedback and not of the peer's own estimate.
    #[must_use]
    pub fn is_transport_wide(&self) -> bool {
        self.remb.is_none()
    }

    /// What to pace at, in bits per second: the estimate of a line that was measured and is weak.
    #[must_use]
    pub fn pacing_bps(&self) -> Option<f64> {
        if self.remb.is_some() {
            // The peer measures by our send times, which are written before a packet would wait.
            return None;
        }
        Some(self.estimate()).filter(|bps| self.control.is_measured() && *bps < WEAK_BPS)
    }

    /// Part of the packets lost on the way to the peer, 0…1.
    #[must_use]
    pub fn loss_ratio(&self) -> Option<f64> {
        self.loss.ratio()
    }

    /// Whether the estimate has changed since the last call by more than is negligible.
    pub fn take_changed(&mut self) -> bool {
        std::mem::take(&mut self.has_changed)
    }

    fn estimate(&self) -> f64 {
        match &self.remb {
            Some(remb) => remb.estimate_bps().clamp(self.min_bps(), self.max_bps()),
            None => self.control.estimate_bps(),
        }
    }

    fn min_bps(&self) -> f64 {
        (self.bounds.min_bps as f64).max(FLOOR_BPS)
    }

    fn max_bps(&self) -> f64 {
        let max = if self.bounds.max_bps == 0 {
            f64::MAX
        } else {
            self.bounds.max_bps as f64
        };
        max.max(self.min_bps())
    }

    fn clamp(&mut self) {
        let (min, max) = (self.min_bps(), self.max_bps());
        self.control.clamp(min, max);
    }

    fn note_change(&mut self, before: f64) {
        let after = self.estimate();
        if (after - before).abs() > before * 0.005 {
            self.has_changed = true;
        }
    }

    fn trace(&mut self, now: Instant, probe: Option<ProbeTrace>) {
        let Some(traces) = &mut self.traces else {
            return;
        };
        let rates = self.acknowledged.rates(RATE_SPAN);
        traces.push(BweTrace {
            at: now,
            available_bps: self.control.estimate_bps() as u64,
            capacity_bps: self.control.capacity_bps().map(|bps| bps as u64),
            desired_bps: self.desired_bps as u64,
            sent_bps: rates.map(|rates| rates.sent_bps as u64),
            received_bps: rates.map(|rates| rates.received_bps as u64),
            queue_ms: self.queue.standing_ms(),
            latest_queue_ms: self.queue.latest_ms(),
            trend_ms: self.trend.trend_ms(),
            threshold_ms: self.trend.threshold_ms(),
            usage: self.trend.usage(),
            loss: self.loss.ratio().unwrap_or(0.0),
            round_trip_ms: self.round_trip.as_secs_f64() * 1_000.0,
            probe,
        });
    }
}
