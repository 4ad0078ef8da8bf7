//! Requests about consumers, and what starts and stops them.

use super::{Event, Router, RtpStreamStats};
use crate::consumer::{
    ConsumeResult, Consumer, ConsumerDump, ConsumerLayers, ConsumerOptions, ConsumerTraceType,
    FirstNumbers, KeyFrameReason,
};
use crate::ortc::{MediaKind, ModelError, ProducerType, type_error};
use crate::router::slab::Key;
use crate::rtp::SeqNo;
use std::time::Instant;

/// Requests; a refused one changes nothing.
impl Router {
    /// Opens a consumer on a transport.
    pub fn consume(
        &mut self,
        now: Instant,
        transport_id: &str,
        options: ConsumerOptions,
    ) -> Result<ConsumeResult, ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        if self.consumer_keys.contains_key(&options.id) {
            return Err(ModelError::Error(
                "a Consumer with same consumerId already exists".to_owned(),
            ));
        }
        let producer_key = self.producer_key(&options.producer_id)?;
        let first: Vec<FirstNumbers> = (0..Consumer::n_streams(&options))
            .map(|_| FirstNumbers {
                seq: SeqNo(self.random.first_seq()),
                rtx_seq: SeqNo(self.random.first_seq()),
            })
            .collect();
        let Some(producer) = self.producers.get_mut(producer_key) else {
            return Err(ModelError::NotFound("Producer not found".to_owned()));
        };
        let consumer = Consumer::new(transport_key, producer_key, producer, options, &first)?;
        let Some(transport) = self.transports.get_mut(transport_key) else {
            return Err(ModelError::NotFound("Transport not found".to_owned()));
        };
        let id = consumer.id.clone();
        let result = ConsumeResult {
            paused: consumer.paused,
            producer_paused: consumer.producer_paused,
            score: consumer.score(producer),
            preferred_layers: consumer.preferred_layers().map(Into::into),
        };
        let key = self.consumers.insert(consumer);
        if let Some(consumer) = self.consumers.get(key)
            && let Err(taken) = transport.add_consumer(key, consumer)
        {
            self.consumers.remove(key);
            return Err(taken);
        }
        producer.consumers.push(key);
        let is_ready = transport.connection.is_ready();
        self.begin_estimation(now, transport_key, key);
        self.consumer_keys.insert(id, key);
        if is_ready {
            self.set_consumer_transport_ready(now, key, true);
        } else {
            self.ask_ahead(now, key);
        }
        Ok(result)
    }

    /// Closes a consumer of this transport.
    pub fn close_consumer(
        &mut self,
        now: Instant,
        transport_id: &str,
        consumer_id: &str,
    ) -> Result<(), ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        let key = self
            .consumer_key(consumer_id)
            .ok()
            .filter(|key| {
                self.consumers
                    .get(*key)
                    .is_some_and(|consumer| consumer.transport == transport_key)
            })
            .ok_or_else(|| ModelError::NotFound("Consumer not found".to_owned()))?;
        self.say_goodbye(now, key);
        self.remove_consumer(key);
        Ok(())
    }

    /// Stops forwarding to a consumer.
    pub fn pause_consumer(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        let key = self.consumer_key(consumer_id)?;
        self.change_consumer(now, key, |consumer| consumer.paused = true);
        Ok(())
    }

    /// Forwards to a consumer again; video from the next key frame, which is asked for.
    pub fn resume_consumer(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        let key = self.consumer_key(consumer_id)?;
        self.change_consumer(now, key, |consumer| consumer.paused = false);
        Ok(())
    }

    /// Asks a consumer's producer for a key frame.
    pub fn request_key_frame(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        let key = self.consumer_key(consumer_id)?;
        self.ask_for_key_frame(now, key, KeyFrameReason::Request);
        Ok(())
    }

    /// Sets a consumer's share of its transport's bitrate, 1 to 255; gives what was set.
    pub fn set_priority(&mut self, consumer_id: &str, priority: u8) -> Result<u8, ModelError> {
        let key = self.consumer_key(consumer_id)?;
        if priority < 1 {
            return Err(type_error("wrong priority (must be higher than 0)"));
        }
        self.consumer_mut(key)?.priority = priority;
        Ok(priority)
    }

    /// Sets the layers that a consumer wants; gives what was set, none for a consumer without layers.
    pub fn set_preferred_layers(
        &mut self,
        now: Instant,
        consumer_id: &str,
        layers: ConsumerLayers,
    ) -> Result<Option<ConsumerLayers>, ModelError> {
        let key = self.consumer_key(consumer_id)?;
        let consumer = self.consumer_mut(key)?;
        let changed = consumer.prefer_layers(layers);
        let preferred = consumer.preferred_layers().map(Into::into);
        if changed {
            self.reconsider_layers(now, key);
        }
        Ok(preferred)
    }

    /// Chooses what a consumer traces.
    pub fn enable_consumer_trace(
        &mut self,
        consumer_id: &str,
        types: Vec<ConsumerTraceType>,
    ) -> Result<(), ModelError> {
        let key = self.consumer_key(consumer_id)?;
        self.consumer_mut(key)?.trace_types = types;
        Ok(())
    }

    /// A consumer as it stands.
    pub fn dump_consumer(&self, consumer_id: &str) -> Result<ConsumerDump, ModelError> {
        let key = self.consumer_key(consumer_id)?;
        self.consumers
            .get(key)
            .map(Consumer::dump)
            .ok_or_else(|| ModelError::NotFound("Consumer not found".to_owned()))
    }

    /// Counters of what a consumer sends, and of the producer's stream that it sends.
    pub fn consumer_stats(
        &mut self,
        now: Instant,
        consumer_id: &str,
    ) -> Result<Vec<RtpStreamStats>, ModelError> {
        let key = self.consumer_key(consumer_id)?;
        let timestamp_ms = self.clock.timestamp_ms(now);
        let consumer = self.consumer_mut(key)?;
        // A pipe's receiver has the producer's counters from its own router.
        let carried = (consumer.consumer_type != ProducerType::Pipe)
            .then(|| consumer.carried_ssrc(0))
            .flatten();
        let (producer, mut stats) = (consumer.producer, consumer.stats(now, timestamp_ms));
        let received = carried.and_then(|mapped_ssrc| {
            let producer = self.producers.get_mut(producer)?;
            producer.stats_of_mapped_ssrc(now, timestamp_ms, mapped_ssrc)
        });
        stats.extend(received);
        Ok(stats)
    }
}

impl Router {
    fn consumer_mut(&mut self, key: Key<Consumer>) -> Result<&mut Consumer, ModelError> {
        self.consumers
            .get_mut(key)
            .ok_or_else(|| ModelError::NotFound("Consumer not found".to_owned()))
    }

    /// Takes a consumer out of everything that knows it.
    pub(super) fn remove_consumer(&mut self, key: Key<Consumer>) -> Option<Consumer> {
        let consumer = self.consumers.remove(key)?;
        self.consumer_keys.remove(&consumer.id);
        if let Some(transport) = self.transports.get_mut(consumer.transport) {
            transport.remove_consumer(key);
        }
        if let Some(producer) = self.producers.get_mut(consumer.producer) {
            producer.consumers.retain(|other| *other != key);
        }
        Some(consumer)
    }

    /// A consumer's transport can carry media now, or cannot any more.
    pub(super) fn set_consumer_transport_ready(
        &mut self,
        now: Instant,
        key: Key<Consumer>,
        is_ready: bool,
    ) {
        self.change_consumer(now, key, |consumer| consumer.transport_ready = is_ready);
    }

    /// A consumer's producer was paused or resumed.
    pub(super) fn set_consumer_producer_paused(
        &mut self,
        now: Instant,
        key: Key<Consumer>,
        paused: bool,
    ) {
        self.change_consumer(now, key, |consumer| consumer.producer_paused = paused);
        if let Some(consumer) = self.consumers.get(key) {
            let consumer_id = consumer.id.clone();
            self.events.push_back(if paused {
                Event::ConsumerProducerPause { consumer_id }
            } else {
                Event::ConsumerProducerResume { consumer_id }
            });
        }
    }

    /// Changes what a consumer's activity depends on, and starts or stops it when that makes a difference.
    fn change_consumer(
        &mut self,
        now: Instant,
        key: Key<Consumer>,
        change: impl FnOnce(&mut Consumer),
    ) {
        let Some(consumer) = self.consumers.get_mut(key) else {
            return;
        };
        let was_active = consumer.is_active();
        change(consumer);
        match (was_active, consumer.is_active()) {
            (false, true) => {
                consumer.require_sync(now);
                if consumer.has_layers() {
                    self.reconsider_layers(now, key);
                } else {
                    self.ask_for_key_frame(now, key, KeyFrameReason::Begin);
                }
            }
            (true, false) => {
                consumer.stop();
                self.set_target_layers(now, key, None);
            }
            _ => {}
        }
    }

    /// Asks the producer of an active video consumer for key frames; one that is new begins with the last one where that is recent.
    pub(super) fn ask_for_key_frame(
        &mut self,
        now: Instant,
        key: Key<Consumer>,
        reason: KeyFrameReason,
    ) {
        let Some(consumer) = self.consumers.get(key) else {
            return;
        };
        if consumer.kind != MediaKind::Video || !consumer.is_active() {
            return;
        }
        let producer_key = consumer.producer;
        let Some(producer) = self.producers.get_mut(producer_key) else {
            return;
        };
        let may_begin = reason == KeyFrameReason::Begin && consumer.is_new();
        let mut recent = Vec::new();
        for mapped_ssrc in consumer.key_frame_sources(reason) {
            let Some(encoding) = producer.stream_of_mapped_ssrc_mut(mapped_ssrc) else {
                continue;
            };
            let before = recent.len();
            if may_begin {
                recent.extend(encoding.recent.packets(now));
            }
            if recent.len() == before {
                encoding.stream.request_key_frame(now);
            }
        }
        self.begin_with(now, key, recent);
        self.poll_producer(now, producer_key);
        self.schedule_producer(producer_key);
    }
}
