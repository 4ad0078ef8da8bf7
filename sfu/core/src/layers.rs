//! Which layers each consumer of a transport gets of a bitrate that is not enough for all.
//!
//! Pure: [`Allocator::allocate`] takes the bitrate and what each consumer could get, and gives each its target. A target rises layer by
//! layer in the order of priorities; once given it stays as long as it fits, and after it had to be taken away it comes back only with
//! room and time, so that a picture never flaps between two layers.

use std::time::{Duration, Instant};

/// Room that a layer must leave before it is added, as a factor of everything sent; the estimate has a margin of its own.
/// Higher: calmer near the limit. Lower: a layer that just fits is used.
const HEADROOM: f64 = 1.03;

/// How far what is sent may exceed the bitrate before a layer is taken away: a picture's rate varies from second to second.
/// Higher: calmer. Lower: less of a queue while the rate is above the estimate.
const TOLERANCE: f64 = 1.05;

/// How long what is sent may exceed the bitrate within the tolerance's double before it counts.
const PATIENCE: Duration = Duration::from_millis(400);

/// How long it may exceed the bitrate before a picture is paused: its rate is measured over little more.
/// Higher: a screen of a frame a second is not taken for too much by the frame. Lower: less of a queue on a line that carries nothing.
const PAUSE_PATIENCE: Duration = Duration::from_secs(3);

/// How long a higher target must fit before it is given, where it just fits and where there is plenty of room.
/// Higher: calmer. Lower: the picture is better sooner.
const STEADY: Duration = Duration::from_millis(2_500);
const SOON: Duration = Duration::from_millis(300);

/// Plenty of room, as a factor of everything sent.
const PLENTY: f64 = 1.25;

/// Wait after a layer was taken away before one is added, and what it grows to while each addition fails.
/// Higher: calmer. Lower: a short disturbance costs less picture.
const WAIT: Duration = Duration::from_secs(3);
const MAX_WAIT: Duration = Duration::from_secs(60);

/// How long what was needed when a layer was taken away is believed, whatever its bitrate reads now: a publisher whose machine or line
/// falters sends little for a moment, and then all of it again.
/// Higher: calmer. Lower: a publisher that really sends less is noticed sooner.
const NEED_REMEMBERED: Duration = Duration::from_secs(60);

/// A layer that is taken away within this time of being added was added in vain.
const IN_VAIN: Duration = Duration::from_secs(15);

/// A bitrate this much above the one at which a layer was taken away is another line: the wait ends.
const OTHER_LINE: f64 = 1.4;

/// One step of a consumer's ladder.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Rung {
    /// Spatial layer, 0 the smallest.
    pub spatial_layer: u8,
    /// Temporal layer, 0 the slowest.
    pub temporal_layer: u8,
    /// Bits per second of this layer with all that it needs below it, on the wire.
    pub bitrate_bps: u64,
}

/// What one consumer could get.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Demand {
    /// 1 to 255; higher first, and more steps in each round.
    pub priority: u8,
    /// The layers that are alive and not above the preferred ones, lowest first.
    pub ladder: Vec<Rung>,
    /// The rung that it was given before.
    pub current: Option<usize>,
    /// Whether it may get nothing when not even the lowest rung fits.
    pub may_pause: bool,
    /// Nothing was ever given to it.
    pub is_new: bool,
}

impl Demand {
    fn bitrate(&self, rung: Option<usize>) -> f64 {
        rung.and_then(|index| self.ladder.get(index))
            .map_or(0.0, |rung| rung.bitrate_bps as f64)
    }

    fn top(&self) -> Option<usize> {
        self.ladder.len().checked_sub(1)
    }
}

/// Bits per second that all consumers together would use if they could.
#[must_use]
pub fn desired_bps(demands: &[Demand]) -> u64 {
    demands
        .iter()
        .map(|demand| demand.bitrate(demand.top()) as u64)
        .sum()
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct Allocator {
    /// When layers were added last, and the bitrate that seemed to be enough.
    raised: Option<(Instant, f64)>,
    /// When one had to be taken away, and the bitrate that was too little for it.
    lowered: Option<(Instant, f64)>,
    /// What all targets needed then.
    needed_bps: f64,
    wait: Duration,
    fits_since: Option<Instant>,
    exceeds_since: Option<Instant>,
}

impl Allocator {
    /// To be called whenever the bitrate or a demand has changed, and a few times a second besides: time alone changes targets, too.
    ///
    /// Gives each consumer the index of its rung, none for nothing, from `available_bps` bits per second; sound and everything else
    /// that is not in the ladders has been taken off before.
    pub fn allocate(
        &mut self,
        now: Instant,
        available_bps: u64,
        demands: &[Demand],
    ) -> Vec<Option<usize>> {
        let available = available_bps as f64;
        let kept = self.keep(now, available, demands);
        let lost = kept
            .iter()
            .zip(demands)
            .any(|(target, demand)| *target < demand.current.min(demand.top()));
        if lost {
            let current: Vec<Option<usize>> =
                demands.iter().map(|d| d.current.min(d.top())).collect();
            self.handle_lowered(now, available, sum_of(demands, &current));
            return with_lowest(available, demands, kept, false);
        }
        let wanted = fill(available / HEADROOM, demands, kept.clone(), Demand::top);
        if wanted == kept {
            self.fits_since = None;
            return kept;
        }
        // Nothing flaps where nothing was shown: a first picture comes at once.
        let is_first = wanted
            .iter()
            .zip(&kept)
            .all(|(wanted, kept)| kept.is_none() || wanted == kept);
        let has_plenty = sum_of(demands, &wanted) * PLENTY <= available;
        let is_steady = self.is_steady(now, has_plenty);
        let may_raise = is_steady && self.may_raise(now, available);
        if may_raise || (is_first && self.lowered.is_none()) {
            if !is_first {
                self.raised = Some((now, available));
            }
            self.fits_since = None;
            return wanted;
        }
        // Whoever comes new is not what there was too little for: the lowest that fits is given at once, the rest waits like everybody's.
        // Whoever was paused comes back with its lowest after the wait: a burst of key pictures is not what it needs for ever.
        let may_return = is_steady && self.has_waited(now);
        let targets = with_lowest(available, demands, kept, may_return);
        let returns = demands
            .iter()
            .zip(&targets)
            .any(|(demand, target)| !demand.is_new && demand.current.is_none() && target.is_some());
        if returns {
            self.raised = Some((now, available));
            self.fits_since = None;
        }
        targets
    }

    /// What of the current targets still fits.
    fn keep(&mut self, now: Instant, available: f64, demands: &[Demand]) -> Vec<Option<usize>> {
        let current: Vec<Option<usize>> = demands
            .iter()
            .map(|demand| demand.current.min(demand.top()))
            .collect();
        let sum = sum_of(demands, &current);
        // Who has nothing yet may need what the others have.
        let starved = demands
            .iter()
            .any(|demand| demand.current.is_none() && !demand.ladder.is_empty());
        if sum > available {
            let since = *self.exceeds_since.get_or_insert(now);
            let excess = sum / available.max(1.0);
            let is_patient = now.saturating_duration_since(since) < PATIENCE;
            if excess <= TOLERANCE || (excess <= 1.0 + 2.0 * (TOLERANCE - 1.0) && is_patient) {
                return current;
            }
        } else {
            self.exceeds_since = None;
            if !starved {
                return current;
            }
        }
        let nothing = vec![None; demands.len()];
        if starved && sum <= available {
            // Only a whole step for somebody who has nothing is worth another's layer.
            let shared = fill(available, demands, nothing, |demand| {
                demand.current.or(Some(0)).min(demand.top())
            });
            let feeds = shared
                .iter()
                .zip(demands)
                .any(|(rung, demand)| demand.current.is_none() && rung.is_some());
            return if feeds {
                shared
                    .iter()
                    .zip(demands)
                    .map(|(rung, demand)| demand.current.and(*rung))
                    .collect()
            } else {
                current
            };
        }
        let mut lowered = fill(available, demands, nothing, |demand| {
            demand.current.min(demand.top())
        });
        let since = self.exceeds_since.unwrap_or(now);
        if now.saturating_duration_since(since) < PAUSE_PATIENCE {
            for (target, current) in lowered.iter_mut().zip(&current) {
                *target = (*target).max(current.map(|_| 0));
            }
        }
        lowered
    }

    fn handle_lowered(&mut self, now: Instant, available: f64, needed: f64) {
        self.needed_bps = needed;
        let in_vain = self
            .raised
            .take()
            .filter(|(at, _)| now.saturating_duration_since(*at) < IN_VAIN);
        // What seemed to be enough was too little, too.
        let too_little = in_vain.map_or(available, |(_, enough)| enough.max(available));
        self.wait = if in_vain.is_some() {
            (self.wait * 2).clamp(WAIT, MAX_WAIT)
        } else {
            WAIT
        };
        self.lowered = Some((now, too_little));
        self.fits_since = None;
    }

    /// Whether more has fitted for long enough; to be asked whenever it fits.
    fn is_steady(&mut self, now: Instant, has_plenty: bool) -> bool {
        let since = *self.fits_since.get_or_insert(now);
        let needed = if has_plenty { SOON } else { STEADY };
        now.saturating_duration_since(since) >= needed
    }

    /// Whether the wait after a layer was taken away is over.
    fn has_waited(&self, now: Instant) -> bool {
        self.lowered
            .is_none_or(|(at, _)| now.saturating_duration_since(at) >= self.wait)
    }

    /// Whether layers may be added.
    fn may_raise(&self, now: Instant, available: f64) -> bool {
        self.lowered.is_none_or(|(at, too_little)| {
            let is_remembered = now.saturating_duration_since(at) < NEED_REMEMBERED;
            let is_believed = is_remembered && self.needed_bps > available;
            (self.has_waited(now) && !is_believed) || available > too_little * OTHER_LINE
        })
    }
}

fn sum_of(demands: &[Demand], targets: &[Option<usize>]) -> f64 {
    demands
        .iter()
        .zip(targets)
        .map(|(demand, target)| demand.bitrate(*target))
        .sum()
}

/// Beside what is kept the lowest rung that fits for whoever is new, and where `may_return` for whoever has nothing.
fn with_lowest(
    available: f64,
    demands: &[Demand],
    kept: Vec<Option<usize>>,
    may_return: bool,
) -> Vec<Option<usize>> {
    fill(available / HEADROOM, demands, kept, |demand| {
        let first = (demand.is_new || may_return).then_some(0);
        demand.current.max(first).min(demand.top())
    })
}

/// Fills a bitrate from `targets` upwards: everybody's lowest rung first, then one step after the other, more of them for higher priorities.
fn fill(
    available: f64,
    demands: &[Demand],
    mut targets: Vec<Option<usize>>,
    limit: impl Fn(&Demand) -> Option<usize>,
) -> Vec<Option<usize>> {
    let mut order: Vec<usize> = (0..demands.len()).collect();
    order.sort_by_key(|index| std::cmp::Reverse(demands.get(*index).map_or(0, |d| d.priority)));
    let mut left = available - sum_of(demands, &targets);
    let mut is_base = true;
    loop {
        let mut has_risen = false;
        for index in &order {
            let (Some(demand), Some(target)) = (demands.get(*index), targets.get_mut(*index))
            else {
                continue;
            };
            let steps = if is_base { 1 } else { demand.priority.max(1) };
            for _ in 0..steps {
                let next = Some(target.map_or(0, |rung| rung + 1));
                if next > limit(demand) || (is_base && target.is_some()) {
                    break;
                }
                let cost = demand.bitrate(next) - demand.bitrate(*target);
                let is_forced = target.is_none() && !demand.may_pause;
                if cost > left && !is_forced {
                    break;
                }
                left -= cost;
                *target = next;
                has_risen = true;
            }
        }
        if !has_risen && !is_base {
            return targets;
        }
        is_base = false;
    }
}

#[cfg(test)]
mod tests;
