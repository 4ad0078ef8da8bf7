//! Tells which producers are loudest, at a fixed interval.

use super::Report;
use crate::ortc::{EntityId, ModelError, type_error};
use crate::producer::Producer;
use crate::router::slab::Key;
use std::time::{Duration, Instant};

/// Bounds of the interval between reports: below, an average has too few packets; above, a report tells of the past.
const MIN_INTERVAL_MS: u16 = 250;
const MAX_INTERVAL_MS: u16 = 5_000;

/// Packets that an average needs. Higher ignores short noises, lower reports producers that send rarely.
const MIN_PACKETS: u32 = 10;

/// What it takes to make an audio-level observer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudioLevelObserverOptions {
    /// At most this many producers in one report.
    pub max_entries: u16,
    /// Average level in dBov (−127 to 0) from which a producer counts.
    pub threshold_dbov: i8,
    /// Milliseconds between reports; kept between 250 and 5,000.
    pub interval_ms: u16,
}

#[derive(Debug, Clone, Copy)]
struct Levels {
    producer: Key<Producer>,
    /// Sum of levels in −dBov.
    sum: u32,
    n_packets: u32,
    /// A paused producer is left out until it resumes.
    is_paused: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct AudioLevelObserver {
    pub(crate) id: EntityId,
    max_entries: usize,
    threshold_dbov: i8,
    interval: Duration,
    producers: Vec<Levels>,
    is_paused: bool,
    is_silent: bool,
    due_at: Instant,
    pub(crate) scheduled_at: Option<Instant>,
}

impl AudioLevelObserver {
    pub(crate) fn new(
        now: Instant,
        id: EntityId,
        options: AudioLevelObserverOptions,
    ) -> Result<AudioLevelObserver, ModelError> {
        if options.threshold_dbov > 0 {
            return Err(type_error(format!(
                "invalid threshold value {}",
                options.threshold_dbov
            )));
        }
        let interval = Duration::from_millis(u64::from(
            options.interval_ms.clamp(MIN_INTERVAL_MS, MAX_INTERVAL_MS),
        ));
        Ok(AudioLevelObserver {
            id,
            max_entries: usize::from(options.max_entries),
            threshold_dbov: options.threshold_dbov,
            interval,
            producers: Vec::new(),
            is_paused: false,
            is_silent: true,
            due_at: now + interval,
            scheduled_at: None,
        })
    }

    /// Observes a producer; twice is once.
    pub(crate) fn add(&mut self, producer: Key<Producer>, is_paused: bool) {
        if !self
            .producers
            .iter()
            .any(|levels| levels.producer == producer)
        {
            self.producers.push(Levels {
                producer,
                sum: 0,
                n_packets: 0,
                is_paused,
            });
        }
    }

    /// Observes a producer no more.
    pub(crate) fn remove(&mut self, producer: Key<Producer>) {
        self.producers.retain(|levels| levels.producer != producer);
    }

    /// Producers that it observes.
    pub(crate) fn producers(&self) -> impl Iterator<Item = Key<Producer>> + '_ {
        self.producers.iter().map(|levels| levels.producer)
    }

    /// A producer was paused or resumed.
    pub(crate) fn set_producer_paused(&mut self, producer: Key<Producer>, is_paused: bool) {
        if let Some(levels) = self
            .producers
            .iter_mut()
            .find(|levels| levels.producer == producer)
        {
            *levels = Levels {
                sum: 0,
                n_packets: 0,
                is_paused,
                ..*levels
            };
        }
    }

    /// A packet of a producer came with this level.
    pub(crate) fn handle_level(&mut self, producer: Key<Producer>, minus_dbov: u8) {
        if self.is_paused {
            return;
        }
        if let Some(levels) = self
            .producers
            .iter_mut()
            .find(|levels| levels.producer == producer)
        {
            levels.sum = levels.sum.saturating_add(u32::from(minus_dbov));
            levels.n_packets = levels.n_packets.saturating_add(1);
        }
    }

    /// Stops reporting; gives the silence that this means for whoever listens.
    pub(crate) fn pause(&mut self) -> Option<Report> {
        if self.is_paused {
            return None;
        }
        self.is_paused = true;
        self.reset();
        (!std::mem::replace(&mut self.is_silent, true)).then_some(Report::Silence)
    }

    /// Reports again, first after a whole interval.
    pub(crate) fn resume(&mut self, now: Instant) {
        if std::mem::take(&mut self.is_paused) {
            self.due_at = now + self.interval;
        }
    }

    /// When [`AudioLevelObserver::poll`] has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        (!self.is_paused && !self.producers.is_empty() || !self.is_silent).then_some(self.due_at)
    }

    /// Ends the interval when it is over.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Report> {
        if self.is_paused || now < self.due_at {
            return None;
        }
        // Intervals that nobody waited for (no producers, a stalled process) are passed over.
        self.due_at = (self.due_at + self.interval).max(now + self.interval / 2);
        let mut volumes: Vec<(Key<Producer>, i8)> = self
            .producers
            .iter()
            .filter(|levels| !levels.is_paused && levels.n_packets >= MIN_PACKETS)
            .map(|levels| {
                let average = (levels.sum / levels.n_packets).min(127);
                (levels.producer, -i8::try_from(average).unwrap_or(i8::MAX))
            })
            .filter(|(_, dbov)| *dbov >= self.threshold_dbov)
            .collect();
        self.reset();
        if volumes.is_empty() {
            return (!std::mem::replace(&mut self.is_silent, true)).then_some(Report::Silence);
        }
        self.is_silent = false;
        volumes.sort_by_key(|(_, dbov)| std::cmp::Reverse(*dbov));
        volumes.truncate(self.max_entries);
        Some(Report::Volumes(volumes))
    }

    fn reset(&mut self) {
        for levels in &mut self.producers {
            levels.sum = 0;
            levels.n_packets = 0;
        }
    }
}

#[cfg(test)]
mod tests;
