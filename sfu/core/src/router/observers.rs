//! Requests about observers, and their reports.

use super::{Event, Router};
use crate::observer::{
    ActiveSpeakerObserver, ActiveSpeakerObserverOptions, AudioLevelObserver,
    AudioLevelObserverOptions, Report, RtpObserver,
};
use crate::ortc::{EntityId, MediaKind, ModelError, type_error};
use crate::router::slab::Key;
use std::time::Instant;

/// Requests; a refused one changes nothing.
impl Router {
    /// Opens an audio-level observer.
    pub fn create_audio_level_observer(
        &mut self,
        now: Instant,
        id: EntityId,
        options: AudioLevelObserverOptions,
    ) -> Result<(), ModelError> {
        let observer = AudioLevelObserver::new(now, id.clone(), options)?;
        self.open_observer(id, RtpObserver::AudioLevel(observer))
    }

    /// Opens an active-speaker observer.
    pub fn create_active_speaker_observer(
        &mut self,
        now: Instant,
        id: EntityId,
        options: ActiveSpeakerObserverOptions,
    ) -> Result<(), ModelError> {
        let observer = ActiveSpeakerObserver::new(now, id.clone(), options);
        self.open_observer(id, RtpObserver::ActiveSpeaker(observer))
    }

    fn open_observer(&mut self, id: EntityId, observer: RtpObserver) -> Result<(), ModelError> {
        if self.observer_keys.contains_key(&id) {
            return Err(ModelError::Error(
                "an RtpObserver with same id already exists".to_owned(),
            ));
        }
        let key = self.observers.insert(observer);
        self.observer_keys.insert(id, key);
        Ok(())
    }

    /// Closes an observer.
    pub fn close_rtp_observer(&mut self, id: &str) -> Result<(), ModelError> {
        let key = self.observer_key(id)?;
        self.observer_keys.remove(id);
        if let Some(observer) = self.observers.remove(key) {
            for producer in observer.producers() {
                if let Some(producer) = self.producers.get_mut(producer) {
                    producer.observers.retain(|other| *other != key);
                }
            }
        }
        Ok(())
    }

    /// Observes a producer; `TypeError` for one that is no audio.
    pub fn add_observed_producer(
        &mut self,
        now: Instant,
        observer_id: &str,
        producer_id: &str,
    ) -> Result<(), ModelError> {
        let key = self.observer_key(observer_id)?;
        let producer_key = self.producer_key(producer_id)?;
        let (Some(observer), Some(producer)) = (
            self.observers.get_mut(key),
            self.producers.get_mut(producer_key),
        ) else {
            return Err(ModelError::NotFound("Producer not found".to_owned()));
        };
        if producer.kind != MediaKind::Audio {
            return Err(type_error("not an audio Producer"));
        }
        observer.add(now, producer_key, producer.paused);
        if !producer.observers.contains(&key) {
            producer.observers.push(key);
        }
        self.schedule_observer(key);
        Ok(())
    }

    /// Observes a producer no more.
    pub fn remove_observed_producer(
        &mut self,
        now: Instant,
        observer_id: &str,
        producer_id: &str,
    ) -> Result<(), ModelError> {
        let key = self.observer_key(observer_id)?;
        let producer_key = self.producer_key(producer_id)?;
        let report = self
            .observers
            .get_mut(key)
            .and_then(|observer| observer.remove(now, producer_key));
        if let Some(producer) = self.producers.get_mut(producer_key) {
            producer.observers.retain(|other| *other != key);
        }
        self.tell_observed(key, report);
        Ok(())
    }

    /// Pauses an observer.
    pub fn pause_rtp_observer(&mut self, observer_id: &str) -> Result<(), ModelError> {
        let key = self.observer_key(observer_id)?;
        let report = self.observers.get_mut(key).and_then(RtpObserver::pause);
        self.tell_observed(key, report);
        Ok(())
    }

    /// Resumes an observer.
    pub fn resume_rtp_observer(
        &mut self,
        now: Instant,
        observer_id: &str,
    ) -> Result<(), ModelError> {
        let key = self.observer_key(observer_id)?;
        if let Some(observer) = self.observers.get_mut(key) {
            observer.resume(now);
        }
        self.schedule_observer(key);
        Ok(())
    }
}

impl Router {
    /// Ends an observer's interval when it is over.
    pub(super) fn run_observer(&mut self, now: Instant, key: Key<RtpObserver>) {
        let report = self
            .observers
            .get_mut(key)
            .and_then(|observer| observer.poll(now));
        self.tell_observed(key, report);
    }

    /// Tells what an observer reported.
    pub(super) fn tell_observed(&mut self, key: Key<RtpObserver>, report: Option<Report>) {
        let (Some(observer), Some(report)) = (self.observers.get(key), report) else {
            return;
        };
        let observer_id = observer.id().clone();
        self.events.push_back(match report {
            Report::Silence => Event::AudioLevelSilence { observer_id },
            Report::DominantSpeaker(key) => {
                let Some(producer) = self.producers.get(key) else {
                    return;
                };
                Event::DominantSpeaker {
                    observer_id,
                    producer_id: producer.id.clone(),
                }
            }
            Report::Volumes(volumes) => {
                let volumes = volumes
                    .into_iter()
                    .filter_map(|(key, dbov)| Some((self.producers.get(key)?.id.clone(), dbov)))
                    .collect();
                Event::AudioLevelVolumes {
                    observer_id,
                    volumes,
                }
            }
        });
    }
}
