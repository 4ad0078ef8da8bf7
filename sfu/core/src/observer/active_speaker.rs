//! Tells who speaks, at a fixed interval: the dominant speaker after Volfin and Cohen, "Dominant speaker identification
//! for multipoint videoconferencing" (Computer Speech and Language 27, 2013).
//!
//! Whoever speaks keeps the place until somebody else is clearly more active on the scale of a syllable, of a word and of a
//! sentence at once, so that a cough does not take it and a pause for breath does not lose it.

mod activity;

use super::Report;
use crate::ortc::EntityId;
use crate::producer::Producer;
use crate::router::slab::Key;
use activity::{Activity, Scores};
use std::time::{Duration, Instant};

/// Bounds of the interval between decisions: below, nothing new is known; above, a report tells of the past.
const MIN_INTERVAL_MS: u16 = 100;
const MAX_INTERVAL_MS: u16 = 5_000;

/// By how much a challenger's score has to exceed the dominant speaker's, as the logarithm of their ratio: within a
/// syllable, a word, a sentence (C1 to C3 of the paper). Higher keeps the place longer, lower follows faster and flickers.
const ADVANTAGES: Scores = Scores {
    immediate: 3.0,
    medium: 2.0,
    long: 0.0,
};

/// What it takes to make an active-speaker observer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ActiveSpeakerObserverOptions {
    /// Milliseconds between decisions; kept between 100 and 5,000.
    pub interval_ms: u16,
}

#[derive(Debug)]
struct Speaker {
    producer: Key<Producer>,
    activity: Activity,
    is_paused: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct ActiveSpeakerObserver {
    pub(crate) id: EntityId,
    interval: Duration,
    /// In the order in which they came.
    speakers: Vec<Speaker>,
    dominant: Option<Key<Producer>>,
    is_paused: bool,
    due_at: Instant,
    pub(crate) scheduled_at: Option<Instant>,
}

impl ActiveSpeakerObserver {
    pub(crate) fn new(
        now: Instant,
        id: EntityId,
        options: ActiveSpeakerObserverOptions,
    ) -> ActiveSpeakerObserver {
        let interval_ms = options.interval_ms.clamp(MIN_INTERVAL_MS, MAX_INTERVAL_MS);
        let interval = Duration::from_millis(u64::from(interval_ms));
        ActiveSpeakerObserver {
            id,
            interval,
            speakers: Vec::new(),
            dominant: None,
            is_paused: false,
            due_at: now + interval,
            scheduled_at: None,
        }
    }

    /// Observes a producer; twice is once.
    pub(crate) fn add(&mut self, now: Instant, producer: Key<Producer>, is_paused: bool) {
        if self.speaker_mut(producer).is_none() {
            self.speakers.push(Speaker {
                producer,
                activity: Activity::new(now),
                is_paused,
            });
        }
    }

    /// Observes a producer no more; when it was the dominant one the place is filled at once.
    pub(crate) fn remove(&mut self, now: Instant, producer: Key<Producer>) -> Option<Report> {
        self.speakers.retain(|speaker| speaker.producer != producer);
        if self.dominant != Some(producer) {
            return None;
        }
        self.dominant = None;
        if self.is_paused {
            return None;
        }
        self.decide(now)
    }

    /// Producers that it observes.
    pub(crate) fn producers(&self) -> impl Iterator<Item = Key<Producer>> + '_ {
        self.speakers.iter().map(|speaker| speaker.producer)
    }

    /// A producer was paused or resumed.
    pub(crate) fn set_producer_paused(&mut self, producer: Key<Producer>, is_paused: bool) {
        if let Some(speaker) = self.speaker_mut(producer) {
            speaker.is_paused = is_paused;
        }
    }

    /// A packet of a producer came with this level.
    pub(crate) fn handle_level(&mut self, now: Instant, producer: Key<Producer>, minus_dbov: u8) {
        if self.is_paused {
            return;
        }
        if let Some(speaker) = self.speaker_mut(producer) {
            speaker.activity.handle_level(now, minus_dbov);
        }
    }

    /// Stops deciding.
    pub(crate) fn pause(&mut self) {
        self.is_paused = true;
    }

    /// Decides again, first after a whole interval.
    pub(crate) fn resume(&mut self, now: Instant) {
        if std::mem::take(&mut self.is_paused) {
            self.due_at = now + self.interval;
        }
    }

    /// When [`ActiveSpeakerObserver::poll`] has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        (!self.is_paused && !self.speakers.is_empty()).then_some(self.due_at)
    }

    /// Decides when the interval is over; gives the dominant speaker when that is another one now.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Report> {
        if self.is_paused || now < self.due_at {
            return None;
        }
        // Intervals that nobody waited for (no producers, a stalled process) are passed over.
        self.due_at = (self.due_at + self.interval).max(now + self.interval / 2);
        self.decide(now)
    }

    fn decide(&mut self, now: Instant) -> Option<Report> {
        for speaker in &mut self.speakers {
            speaker.activity.handle_silence(now);
        }
        // Nobody holds the place at first: whoever came first defends it.
        let holder = self
            .dominant
            .or_else(|| self.speakers.first().map(|speaker| speaker.producer))?;
        let defended = self.speaker_mut(holder)?.activity.scores();
        let mut winner = holder;
        let mut best = ADVANTAGES.medium;
        for speaker in &mut self.speakers {
            if speaker.producer == holder || speaker.is_paused {
                continue;
            }
            let lead = speaker.activity.scores().lead_over(&defended);
            if lead.exceeds(&ADVANTAGES) && lead.medium > best {
                (winner, best) = (speaker.producer, lead.medium);
            }
        }
        if self.dominant == Some(winner) {
            return None;
        }
        self.dominant = Some(winner);
        Some(Report::DominantSpeaker(winner))
    }

    fn speaker_mut(&mut self, producer: Key<Producer>) -> Option<&mut Speaker> {
        self.speakers
            .iter_mut()
            .find(|speaker| speaker.producer == producer)
    }
}

#[cfg(test)]
mod tests;
