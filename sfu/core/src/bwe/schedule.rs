//! When to probe and how fast.

use super::prober::{ProbeGoal, ProbeOutcome};
use std::time::{Duration, Instant};

/// Time between two probes of a line whose rate is known.
/// Higher: fewer bytes that carry no media. Lower: a line that became faster is noticed sooner.
const INTERVAL: Duration = Duration::from_millis(4_000);

/// The same while the consumers would use more than there is.
/// Higher: fewer bytes that carry no media. Lower: better pictures come sooner on a line that became faster.
const HUNGRY_INTERVAL: Duration = Duration::from_millis(2_500);

/// The same while the line was measured once or twice.
const UNSETTLED_INTERVAL: Duration = Duration::from_millis(800);

/// Time after a low outcome until it is tried again, so that one disturbed probe is not believed.
const CONFIRM_AFTER: Duration = Duration::from_millis(500);

/// Time until it is looked again whether the queue has drained. No divisor of a second: a screen of one frame a second has a queue at the
/// same time in each.
const CONGESTED_RETRY: Duration = Duration::from_millis(130);

/// Time after a failed probe until the next.
const RETRY_AFTER: Duration = Duration::from_millis(1_000);

/// Time after the estimate was lowered until the line is asked again.
/// Higher: a line that is really slow is left alone for longer. Lower: a short disturbance costs less picture.
const RECOVERY_AFTER: Duration = Duration::from_millis(1_500);

/// Wait before another probe of a line that carried the last one: none but the time to look at what came.
const GROWTH_PAUSE: Duration = Duration::from_millis(20);

/// How much faster than the estimate a line of known rate is probed: enough that the line makes the pace, whose measure it is.
/// Higher: more of a queue. Lower: the pace of the sender is measured instead of the line's.
const STEADY_FACTOR: f64 = 1.5;

/// The same while the line carries everything.
/// Higher: the top is found in fewer steps. Lower: less of a queue at the first step that is too much.
const GROWTH_FACTOR: f64 = 2.0;

/// The highest rate worth knowing, as a multiple of what the consumers would use: who joins next finds it known.
/// Higher: larger probes on fast lines. Lower: the next consumer waits for a probe.
const USEFUL_FACTOR: f64 = 3.0;

/// Time that a probe takes to arrive over a line of the estimate's rate.
/// Higher: more exact. Lower: less of a queue: at [`STEADY_FACTOR`] a third of it.
const DURATION_S: f64 = 0.080;

/// How much longer a probe takes where the delay varies, as a multiple of how much, and at most.
/// Higher: more exact. Lower: less of a queue.
const JITTER_FACTOR: f64 = 15.0;
const NO_JITTER_MS: f64 = 4.0;
const MAX_BLUR_S: f64 = 0.150;

/// Time of a probe's sending while the line carries everything.
const GROWTH_DURATION_S: f64 = 0.020;

/// Fewest bytes of a probe, where they take no longer than [`MAX_DURATION_S`]; on slow lines they take longer than the time above.
/// Higher: more exact there. Lower: less of a queue there.
const MIN_BYTES: f64 = 4_000.0;
const MAX_DURATION_S: f64 = 0.120;

/// Bytes of the smallest probe: a handful of packets.
const LEAST_BYTES: f64 = 1_600.0;

/// What the decision depends on.
#[derive(Debug, Clone, Copy)]
pub struct ProbeContext {
    /// The estimate, in bits per second.
    pub estimate_bps: f64,
    /// What the consumers would use.
    pub desired_bps: f64,
    /// Upper bound that was set.
    pub max_bps: f64,
    /// How much the delay varies without a queue, in milliseconds.
    pub jitter_ms: f64,
    /// A queue stands or drains.
    pub is_congested: bool,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct ProbeSchedule {
    next_at: Option<Instant>,
    is_growing: bool,
    /// More is known than is worth knowing; a probe only looks whether it is still true, or ever was.
    is_enough: bool,
    outcome_at: Option<Instant>,
    /// Nothing was asked when it began, as enough seemed to be known.
    has_waited: bool,
    desired_bps: f64,
}

impl ProbeSchedule {
    /// Media flows: the line is asked from the beginning.
    pub fn begin(&mut self, now: Instant) {
        if self.next_at.is_none() {
            self.next_at = Some(now);
            self.is_growing = true;
        }
    }

    /// Notes what the consumers would use now; a need that the estimate does not cover is answered at once.
    pub fn handle_desired(&mut self, now: Instant, desired_bps: f64, estimate_bps: f64) {
        let has_grown = desired_bps > self.desired_bps * 1.2 && desired_bps > estimate_bps;
        if has_grown && let Some(next_at) = &mut self.next_at {
            *next_at = (*next_at).min(now + RETRY_AFTER);
        }
        self.desired_bps = desired_bps;
    }

    /// When [`ProbeSchedule::poll`] wants to be called.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        self.next_at.filter(|_| self.desired_bps > 0.0)
    }

    /// The probe to begin now.
    pub fn poll(&mut self, now: Instant, context: &ProbeContext) -> Option<ProbeGoal> {
        if self.poll_at().is_none_or(|at| now < at) {
            return None;
        }
        if context.is_congested {
            self.next_at = Some(now + CONGESTED_RETRY);
            return None;
        }
        let useful = (context.desired_bps * USEFUL_FACTOR).min(context.max_bps);
        self.is_enough = context.estimate_bps >= useful;
        // What nobody ever asked the line is a guess, however little is wanted: the next picture may be large. Who has only begun wants more in a moment.
        let is_guess = self.is_enough && self.outcome_at.is_none();
        let has_just_begun = is_guess && !std::mem::replace(&mut self.has_waited, true);
        let was_asked_lately = self
            .outcome_at
            .is_some_and(|at| now.saturating_duration_since(at) < INTERVAL);
        if has_just_begun || (self.is_enough && was_asked_lately) {
            self.next_at = Some(now + RETRY_AFTER);
            return None;
        }
        let factor = if self.is_growing {
            GROWTH_FACTOR
        } else {
            STEADY_FACTOR
        };
        // A margin above what is useful, or the last step would measure the sender's own pace.
        let bps = if is_guess {
            context.estimate_bps
        } else {
            (context.estimate_bps * factor).min(useful * 1.2)
        };
        let blur_ms = (context.jitter_ms - NO_JITTER_MS).max(0.0) * JITTER_FACTOR;
        let blur_s = (blur_ms / 1_000.0).min(MAX_BLUR_S);
        let bytes = if self.is_growing || self.is_enough {
            bps * (GROWTH_DURATION_S + blur_s / 2.0) / 8.0
        } else {
            context.estimate_bps * (DURATION_S + blur_s) / 8.0
        };
        let bearable = context.estimate_bps * MAX_DURATION_S / 8.0;
        let least = bearable.clamp(LEAST_BYTES, MIN_BYTES);
        self.next_at = Some(now + INTERVAL);
        Some(ProbeGoal {
            bps,
            bytes: bytes.max(least) as u32,
        })
    }

    /// Takes a probe's outcome; `is_believed` is false for one that has to be confirmed, `is_settled` once the line was measured often
    /// enough.
    pub fn handle_outcome(
        &mut self,
        now: Instant,
        outcome: &ProbeOutcome,
        is_believed: bool,
        is_settled: bool,
        estimate_bps: f64,
    ) {
        self.outcome_at = Some(now);
        self.is_growing = is_believed && matches!(outcome, ProbeOutcome::Carried(_));
        let wait = match outcome {
            ProbeOutcome::Failed => RETRY_AFTER,
            _ if !is_believed => CONFIRM_AFTER,
            ProbeOutcome::Carried(_) if self.is_enough => INTERVAL,
            ProbeOutcome::Carried(_) => GROWTH_PAUSE,
            ProbeOutcome::Saturated(_) if !is_settled => UNSETTLED_INTERVAL,
            ProbeOutcome::Saturated(_) if self.desired_bps > estimate_bps => HUNGRY_INTERVAL,
            ProbeOutcome::Saturated(_) => INTERVAL,
        };
        self.next_at = Some(now + wait);
    }

    /// The estimate was lowered.
    pub fn handle_lowered(&mut self, now: Instant) {
        self.is_growing = false;
        self.next_at = Some(now + RECOVERY_AFTER);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_guess_is_asked_of_the_line_once_however_little_is_wanted() {
        let start = Instant::now();
        let context = ProbeContext {
            estimate_bps: 600_000.0,
            desired_bps: 40_000.0,
            max_bps: f64::MAX,
            jitter_ms: 0.0,
            is_congested: false,
        };
        let mut schedule = ProbeSchedule::default();
        schedule.begin(start);
        schedule.handle_desired(start, context.desired_bps, context.estimate_bps);
        assert!(schedule.poll(start, &context).is_none(), "it just began");
        let then = start + RETRY_AFTER;
        let goal = schedule.poll(then, &context).expect("the guess is asked");
        assert!((goal.bps - 600_000.0).abs() < 1.0 && goal.bytes <= 4_000);
        let carried = ProbeOutcome::Carried(600_000.0);
        schedule.handle_outcome(then, &carried, true, false, 600_000.0);
        assert!(schedule.poll(then + INTERVAL / 2, &context).is_none());
        let later = schedule.poll(then + INTERVAL * 2, &context);
        assert!(
            later.is_some_and(|goal| goal.bps < 200_000.0),
            "it only looks"
        );
    }
}
