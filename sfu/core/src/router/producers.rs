//! Requests about producers, and what becomes of their streams.

use super::{Event, Router, RtpStreamStats};
use crate::ortc::{ModelError, ProducerType};
use crate::producer::{
    Producer, ProducerDump, ProducerOptions, ProducerTraceInfo, ProducerTraceType,
};
use crate::router::slab::Key;
use crate::stream::{ReceiveEvents, ReceiveParams};
use std::time::Instant;

/// Requests; a refused one changes nothing.
impl Router {
    /// Opens a producer on a transport.
    pub fn produce(
        &mut self,
        _now: Instant,
        transport_id: &str,
        options: ProducerOptions,
    ) -> Result<ProducerType, ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        if self.producer_keys.contains_key(&options.id) {
            return Err(ModelError::Error(
                "a Producer with same producerId already exists".to_owned(),
            ));
        }
        let producer = Producer::new(transport_key, options)?;
        let (id, producer_type, parameters) = (
            producer.id.clone(),
            producer.producer_type,
            producer.parameters.clone(),
        );
        let key = self.producers.insert(producer);
        let Some(transport) = self.transports.get_mut(transport_key) else {
            self.producers.remove(key);
            return Err(ModelError::NotFound("Transport not found".to_owned()));
        };
        if let Err(taken) = transport.listener.add(key, &parameters) {
            self.producers.remove(key);
            return Err(taken);
        }
        transport.add_producer(key, &parameters);
        self.producer_keys.insert(id, key);
        Ok(producer_type)
    }

    /// Closes a producer of this transport and all its consumers, each of which gets an event.
    pub fn close_producer(
        &mut self,
        now: Instant,
        transport_id: &str,
        producer_id: &str,
    ) -> Result<(), ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        let key = self
            .producer_key(producer_id)
            .ok()
            .filter(|key| {
                self.producers
                    .get(*key)
                    .is_some_and(|producer| producer.transport == transport_key)
            })
            .ok_or_else(|| ModelError::NotFound("Producer not found".to_owned()))?;
        self.remove_producer(now, key);
        Ok(())
    }

    /// Stops forwarding from a producer.
    pub fn pause_producer(&mut self, now: Instant, producer_id: &str) -> Result<(), ModelError> {
        let key = self.producer_key(producer_id)?;
        self.set_producer_paused(now, key, true);
        Ok(())
    }

    /// Forwards from a producer again.
    pub fn resume_producer(&mut self, now: Instant, producer_id: &str) -> Result<(), ModelError> {
        let key = self.producer_key(producer_id)?;
        self.set_producer_paused(now, key, false);
        Ok(())
    }

    /// Chooses what a producer traces.
    pub fn enable_producer_trace(
        &mut self,
        producer_id: &str,
        types: Vec<ProducerTraceType>,
    ) -> Result<(), ModelError> {
        let key = self.producer_key(producer_id)?;
        self.producer_mut(key)?.trace_types = types;
        Ok(())
    }

    /// A producer as it stands.
    pub fn dump_producer(&self, producer_id: &str) -> Result<ProducerDump, ModelError> {
        let key = self.producer_key(producer_id)?;
        self.producers
            .get(key)
            .map(Producer::dump)
            .ok_or_else(|| ModelError::NotFound("Producer not found".to_owned()))
    }

    /// Counters of a producer's streams.
    pub fn producer_stats(
        &mut self,
        now: Instant,
        producer_id: &str,
    ) -> Result<Vec<RtpStreamStats>, ModelError> {
        let key = self.producer_key(producer_id)?;
        let timestamp_ms = self.clock.timestamp_ms(now);
        Ok(self.producer_mut(key)?.stats(now, timestamp_ms))
    }
}

impl Router {
    fn producer_mut(&mut self, key: Key<Producer>) -> Result<&mut Producer, ModelError> {
        self.producers
            .get_mut(key)
            .ok_or_else(|| ModelError::NotFound("Producer not found".to_owned()))
    }

    /// Takes a producer out of everything that knows it, and closes its consumers.
    pub(super) fn remove_producer(&mut self, now: Instant, key: Key<Producer>) {
        let Some(producer) = self.producers.remove(key) else {
            return;
        };
        self.producer_keys.remove(&producer.id);
        for consumer_key in producer.consumers {
            self.say_goodbye(now, consumer_key);
            if let Some(consumer) = self.remove_consumer(consumer_key) {
                self.events.push_back(Event::ConsumerProducerClose {
                    consumer_id: consumer.id,
                });
            }
        }
        for observer_key in producer.observers {
            let report = self
                .observers
                .get_mut(observer_key)
                .and_then(|observer| observer.remove(now, key));
            self.tell_observed(observer_key, report);
        }
        if let Some(transport) = self.transports.get_mut(producer.transport) {
            transport.remove_producer(key);
        }
    }

    fn set_producer_paused(&mut self, now: Instant, key: Key<Producer>, paused: bool) {
        let Some(producer) = self
            .producers
            .get_mut(key)
            .filter(|producer| producer.paused != paused)
        else {
            return;
        };
        producer.set_paused(now, paused);
        let (consumers, observers) = (producer.consumers.clone(), producer.observers.clone());
        for consumer in consumers {
            self.set_consumer_producer_paused(now, consumer, paused);
        }
        for observer in observers {
            if let Some(observer) = self.observers.get_mut(observer) {
                observer.set_producer_paused(key, paused);
            }
        }
        self.poll_producer(now, key);
        self.schedule_producer(key);
    }

    /// Lets a producer's streams ask, score and notice what is due.
    pub(super) fn poll_producer(&mut self, now: Instant, key: Key<Producer>) {
        let mut rtcp = std::mem::take(&mut self.rtcp_scratch);
        rtcp.clear();
        let Some(producer) = self.producers.get_mut(key) else {
            self.rtcp_scratch = rtcp;
            return;
        };
        let transport = producer.transport;
        let mut score_changed = false;
        for encoding in producer.encodings.iter_mut().flatten() {
            let events = encoding.stream.poll(now, &mut rtcp);
            score_changed |= events.score.is_some();
            if !producer.trace_types.is_empty() {
                let timestamp_ms = self.clock.timestamp_ms(now);
                for info in traced(&events, encoding.stream.params(), &producer.trace_types) {
                    let producer_id = producer.id.clone();
                    self.events.push_back(Event::ProducerTrace {
                        producer_id,
                        timestamp_ms,
                        info,
                    });
                }
            }
        }
        if !rtcp.is_empty() {
            self.send_rtcp(now, transport, &rtcp);
        }
        self.rtcp_scratch = rtcp;
        if score_changed {
            self.tell_producer_score(key);
        }
    }

    /// Tells a producer's scores, and with them those of its consumers.
    pub(super) fn tell_producer_score(&mut self, key: Key<Producer>) {
        let Some(producer) = self.producers.get(key) else {
            return;
        };
        self.events.push_back(Event::ProducerScore {
            producer_id: producer.id.clone(),
            scores: producer.scores(),
        });
        for consumer in producer
            .consumers
            .iter()
            .filter_map(|key| self.consumers.get(*key))
            // A pipe's score never changes.
            .filter(|consumer| consumer.consumer_type != ProducerType::Pipe)
        {
            let consumer_id = consumer.id.clone();
            self.events.push_back(Event::ConsumerScore {
                consumer_id,
                score: consumer.score(producer),
            });
        }
    }
}

/// What of these events is traced.
fn traced(
    events: &ReceiveEvents,
    stream: &ReceiveParams,
    types: &[ProducerTraceType],
) -> Vec<ProducerTraceInfo> {
    let ssrc = stream.ssrc;
    let (request_type, request) = if stream.pli {
        (ProducerTraceType::Pli, ProducerTraceInfo::Pli { ssrc })
    } else {
        (ProducerTraceType::Fir, ProducerTraceInfo::Fir { ssrc })
    };
    let mut infos = Vec::new();
    if events.nacked_packets > 0 && types.contains(&ProducerTraceType::Nack) {
        infos.push(ProducerTraceInfo::Nack);
    }
    if events.key_frame_requested && types.contains(&request_type) {
        infos.push(request);
    }
    infos
}
