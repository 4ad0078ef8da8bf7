//! How active one speaker was within a syllable, a word and a sentence, from the levels of the packets.
//!
//! The past second is cut into 50 slots of 20 ms. A slot's value is how far its level lies above the noise, in tens of dB;
//! five slots make a word-sized group whose value counts the loud slots; ten groups make the sentence, whose value counts the
//! active groups. Each value is scored by how much better a speaking than a silent person explains it: a binomial
//! distribution against an exponential one.

use std::time::{Duration, Instant};

/// Time of one slot, the usual length of a packet.
const SLOT: Duration = Duration::from_millis(20);
const SLOTS_PER_GROUP: usize = 5;
const N_GROUPS: usize = 10;
const N_SLOTS: usize = SLOTS_PER_GROUP * N_GROUPS;

/// Levels are counted from silence: 0 is −127 dBov, 127 is 0 dBov.
const MAX_LEVEL: u8 = 127;
/// Levels that share one slot value, and how far above the noise a level has to lie to count. Higher hears only loud people,
/// lower takes noise for speech.
const STEP: u8 = 10;
/// Highest value of a slot.
const MAX_SLOT_VALUE: u32 = 13;
/// A slot with a value above this is loud (80 dB above silence, −47 dBov).
/// Higher misses people who speak softly, lower hears their breath.
const LOUD_SLOT: u8 = 7;
/// A group with more loud slots than this is active. Higher wants unbroken speech, lower lets clicks through.
const ACTIVE_GROUP: u8 = 4;

/// Rates of the exponential distributions that explain silence, by scale (λ of the paper). Higher makes activity count more.
const SILENCE_RATES: Scores = Scores {
    immediate: 0.78,
    medium: 24.0,
    long: 47.0,
};

/// Lowest score, so that a ratio of two exists.
const MIN_SCORE: f64 = 1e-10;

/// Time after which a speaker without packets is silent: two packets may be late.
/// Higher rides out jitter, lower notices mute sooner.
const SILENT_AFTER: Duration = Duration::from_millis(40);

/// Time over which the lowest level is taken for the noise. Higher needs fewer pauses in speech, lower follows a change of
/// the noise sooner.
const NOISE_WINDOW: Duration = Duration::from_secs(15);

/// Scores, or differences of scores, on the three scales.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Scores {
    pub(super) immediate: f64,
    pub(super) medium: f64,
    pub(super) long: f64,
}

impl Scores {
    /// The logarithms of the ratios of these scores to others.
    pub(super) fn lead_over(&self, others: &Scores) -> Scores {
        Scores {
            immediate: (self.immediate / others.immediate).ln(),
            medium: (self.medium / others.medium).ln(),
            long: (self.long / others.long).ln(),
        }
    }

    /// True when each is higher than the other's.
    pub(super) fn exceeds(&self, others: &Scores) -> bool {
        self.immediate > others.immediate && self.medium > others.medium && self.long > others.long
    }
}

/// See the module's documentation.
#[derive(Debug)]
pub(super) struct Activity {
    /// Newest first.
    levels: [u8; N_SLOTS],
    last_at: Instant,
    noise: NoiseFloor,
}

impl Activity {
    /// Somebody who has been silent so far.
    pub(super) fn new(now: Instant) -> Activity {
        Activity {
            levels: [0; N_SLOTS],
            last_at: now,
            noise: NoiseFloor::new(now),
        }
    }

    /// A packet came with this level; it stands for the time since the last one.
    pub(super) fn handle_level(&mut self, now: Instant, minus_dbov: u8) {
        let level = MAX_LEVEL.saturating_sub(minus_dbov);
        self.push(now, level);
        self.noise.handle_level(now, level);
    }

    /// Fills the time since the last packet with silence when it was long.
    pub(super) fn handle_silence(&mut self, now: Instant) {
        if now.saturating_duration_since(self.last_at) > SILENT_AFTER {
            self.push(now, 0);
        }
    }

    fn push(&mut self, now: Instant, level: u8) {
        let elapsed = now.saturating_duration_since(self.last_at);
        let n_slots = usize::try_from(elapsed.as_millis() / SLOT.as_millis())
            .unwrap_or(N_SLOTS)
            .clamp(1, N_SLOTS);
        self.levels.rotate_right(n_slots);
        self.levels
            .iter_mut()
            .take(n_slots)
            .for_each(|slot| *slot = level);
        self.last_at = self.last_at.max(now);
    }

    /// How active it was.
    pub(super) fn scores(&self) -> Scores {
        let threshold = self.noise.level().saturating_add(STEP);
        let values = self
            .levels
            .map(|level| if level < threshold { 0 } else { level / STEP });
        let newest_slot = values.first().copied().unwrap_or(0);
        let mut groups = values
            .chunks_exact(SLOTS_PER_GROUP)
            .map(|group| count(group, LOUD_SLOT));
        let newest_group = groups.next().unwrap_or(0);
        let active_groups = groups
            .chain([newest_group])
            .filter(|loud_slots| *loud_slots > ACTIVE_GROUP)
            .count();
        Scores {
            immediate: score(
                u32::from(newest_slot),
                MAX_SLOT_VALUE,
                SILENCE_RATES.immediate,
            ),
            medium: score(
                u32::from(newest_group),
                SLOTS_PER_GROUP as u32,
                SILENCE_RATES.medium,
            ),
            long: score(active_groups as u32, N_GROUPS as u32, SILENCE_RATES.long),
        }
    }
}

/// Values above a threshold.
fn count(values: &[u8], threshold: u8) -> u8 {
    values
        .iter()
        .fold(0, |n, value| n + u8::from(*value > threshold))
}

/// Logarithm of how much better speech explains a value of at most `highest` than silence does: ln of the binomial
/// probability with p = ½ over the exponential density with this rate.
fn score(value: u32, highest: u32, silence_rate: f64) -> f64 {
    let value = value.min(highest);
    // C(n, k) = Π (n − k + i) / i.
    let ln_binomial: f64 = (1..=value)
        .map(|i| (f64::from(highest - value + i) / f64::from(i)).ln())
        .sum();
    let ln_speech = ln_binomial - f64::from(highest) * std::f64::consts::LN_2;
    let ln_silence = silence_rate.ln() - silence_rate * f64::from(value);
    (ln_speech - ln_silence).max(MIN_SCORE)
}

/// The lowest level of the last one to two windows. Digital silence is no noise: it does not count.
#[derive(Debug)]
struct NoiseFloor {
    current: Option<u8>,
    previous: Option<u8>,
    window_began_at: Instant,
}

impl NoiseFloor {
    fn new(now: Instant) -> NoiseFloor {
        NoiseFloor {
            current: None,
            previous: None,
            window_began_at: now,
        }
    }

    fn handle_level(&mut self, now: Instant, level: u8) {
        if level == 0 {
            return;
        }
        if now.saturating_duration_since(self.window_began_at) >= NOISE_WINDOW {
            self.previous = self.current.take();
            self.window_began_at = now;
        }
        self.current = Some(self.current.map_or(level, |lowest| lowest.min(level)));
    }

    fn level(&self) -> u8 {
        self.current
            .into_iter()
            .chain(self.previous)
            .min()
            .unwrap_or(0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Packets of 20 ms with these levels, one after another; gives when the last one came.
    fn hear(
        activity: &mut Activity,
        from: Instant,
        levels: impl IntoIterator<Item = u8>,
    ) -> Instant {
        levels.into_iter().fold(from, |now, minus_dbov| {
            activity.handle_level(now + SLOT, minus_dbov);
            now + SLOT
        })
    }

    #[test]
    fn activity_grows_from_syllable_to_sentence() {
        let t0 = Instant::now();
        let mut activity = Activity::new(t0);
        let quiet = hear(&mut activity, t0, [70; 50]);
        let silent = activity.scores();
        let word = hear(&mut activity, quiet, [20; 1]);
        let syllable = activity.scores();
        assert!(syllable.immediate > silent.immediate);
        assert_eq!(syllable.long, silent.long);
        let sentence = hear(&mut activity, word, [20; 4]);
        assert!(activity.scores().medium > syllable.medium);
        hear(&mut activity, sentence, [20; 45]);
        assert!(activity.scores().long > syllable.long);
    }

    #[test]
    fn steady_noise_is_no_speech_however_loud() {
        let t0 = Instant::now();
        let mut activity = Activity::new(t0);
        hear(&mut activity, t0, [25; 200]);
        let scores = activity.scores();
        assert_eq!(
            (scores.immediate, scores.medium, scores.long),
            (MIN_SCORE, MIN_SCORE, MIN_SCORE)
        );
    }

    #[test]
    fn noise_that_grew_is_noise_after_two_windows() {
        let t0 = Instant::now();
        let mut activity = Activity::new(t0);
        let louder = hear(&mut activity, t0, [80; 10]);
        let later = hear(&mut activity, louder, [40; 100]);
        assert!(activity.scores().immediate > MIN_SCORE);
        hear(&mut activity, later, [40; 2 * 750]);
        assert_eq!(activity.scores().immediate, MIN_SCORE);
    }

    #[test]
    fn a_packet_stands_for_the_time_since_the_last_and_missing_packets_for_silence() {
        let t0 = Instant::now();
        let mut activity = Activity::new(t0);
        hear(&mut activity, t0, [80]);
        activity.handle_level(t0 + SLOT * 6, 20);
        assert_eq!(activity.levels[..6], [107, 107, 107, 107, 107, 47]);
        activity.handle_silence(t0 + SLOT * 8);
        assert_eq!(activity.levels[0], 107);
        activity.handle_silence(t0 + SLOT * 9);
        assert_eq!(activity.levels[..4], [0, 0, 0, 107]);
        activity.handle_silence(t0 + Duration::from_secs(3_600));
        assert_eq!(activity.levels, [0; N_SLOTS]);
    }

    #[test]
    fn scores_are_those_of_the_distributions() {
        // C(5, 5) / 2^5 against 24 e^(−24 · 5).
        let expected = -(32_f64.ln()) - 24_f64.ln() + 120.0;
        assert!((score(5, 5, 24.0) - expected).abs() < 1e-9);
        // C(13, 4) = 715.
        let expected = 715_f64.ln() - 13.0 * 2_f64.ln() - 0.78_f64.ln() + 0.78 * 4.0;
        assert!((score(4, 13, 0.78) - expected).abs() < 1e-9);
        assert_eq!(score(0, 10, 47.0), MIN_SCORE);
    }
}
