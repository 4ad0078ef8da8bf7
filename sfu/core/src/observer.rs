//! RTP observers: what a router's audio producers sound like, told to the control plane.

mod active_speaker;
mod audio_level;

pub(crate) use active_speaker::ActiveSpeakerObserver;
pub use active_speaker::ActiveSpeakerObserverOptions;
pub(crate) use audio_level::AudioLevelObserver;
pub use audio_level::AudioLevelObserverOptions;

use crate::ortc::EntityId;
use crate::producer::Producer;
use crate::router::slab::Key;
use std::time::Instant;

/// What an observer had to tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Report {
    /// (producer, average level in dBov), loudest first.
    Volumes(Vec<(Key<Producer>, i8)>),
    /// Nobody counts any more.
    Silence,
    /// This one speaks now.
    DominantSpeaker(Key<Producer>),
}

/// An observer of either kind.
#[derive(Debug)]
pub(crate) enum RtpObserver {
    AudioLevel(AudioLevelObserver),
    ActiveSpeaker(ActiveSpeakerObserver),
}

impl RtpObserver {
    pub(crate) fn id(&self) -> &EntityId {
        match self {
            RtpObserver::AudioLevel(observer) => &observer.id,
            RtpObserver::ActiveSpeaker(observer) => &observer.id,
        }
    }

    /// The earliest timer that it has.
    pub(crate) fn scheduled_at_mut(&mut self) -> &mut Option<Instant> {
        match self {
            RtpObserver::AudioLevel(observer) => &mut observer.scheduled_at,
            RtpObserver::ActiveSpeaker(observer) => &mut observer.scheduled_at,
        }
    }

    /// Observes a producer; twice is once.
    pub(crate) fn add(&mut self, now: Instant, producer: Key<Producer>, is_paused: bool) {
        match self {
            RtpObserver::AudioLevel(observer) => observer.add(producer, is_paused),
            RtpObserver::ActiveSpeaker(observer) => observer.add(now, producer, is_paused),
        }
    }

    /// Observes a producer no more; gives what that means for whoever listens.
    pub(crate) fn remove(&mut self, now: Instant, producer: Key<Producer>) -> Option<Report> {
        match self {
            RtpObserver::AudioLevel(observer) => {
                observer.remove(producer);
                None
            }
            RtpObserver::ActiveSpeaker(observer) => observer.remove(now, producer),
        }
    }

    /// Producers that it observes.
    pub(crate) fn producers(&self) -> Vec<Key<Producer>> {
        match self {
            RtpObserver::AudioLevel(observer) => observer.producers().collect(),
            RtpObserver::ActiveSpeaker(observer) => observer.producers().collect(),
        }
    }

    /// A producer was paused or resumed.
    pub(crate) fn set_producer_paused(&mut self, producer: Key<Producer>, is_paused: bool) {
        match self {
            RtpObserver::AudioLevel(observer) => observer.set_producer_paused(producer, is_paused),
            RtpObserver::ActiveSpeaker(observer) => {
                observer.set_producer_paused(producer, is_paused)
            }
        }
    }

    /// A packet of a producer came with this level.
    pub(crate) fn handle_level(&mut self, now: Instant, producer: Key<Producer>, minus_dbov: u8) {
        match self {
            RtpObserver::AudioLevel(observer) => observer.handle_level(producer, minus_dbov),
            RtpObserver::ActiveSpeaker(observer) => {
                observer.handle_level(now, producer, minus_dbov)
            }
        }
    }

    /// Stops reporting; gives what that means for whoever listens.
    pub(crate) fn pause(&mut self) -> Option<Report> {
        match self {
            RtpObserver::AudioLevel(observer) => observer.pause(),
            RtpObserver::ActiveSpeaker(observer) => {
                observer.pause();
                None
            }
        }
    }

    /// Reports again, first after a whole interval.
    pub(crate) fn resume(&mut self, now: Instant) {
        match self {
            RtpObserver::AudioLevel(observer) => observer.resume(now),
            RtpObserver::ActiveSpeaker(observer) => observer.resume(now),
        }
    }

    /// When [`RtpObserver::poll`] has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match self {
            RtpObserver::AudioLevel(observer) => observer.poll_timeout(),
            RtpObserver::ActiveSpeaker(observer) => observer.poll_timeout(),
        }
    }

    /// Ends the interval when it is over.
    pub(crate) fn poll(&mut self, now: Instant) -> Option<Report> {
        match self {
            RtpObserver::AudioLevel(observer) => observer.poll(now),
            RtpObserver::ActiveSpeaker(observer) => observer.poll(now),
        }
    }
}
