//! Requests about data producers and data consumers, and the way of a message between them.

use super::slab::Key;
use super::{Event, Router};
use crate::data_consumer::{
    Audience, DataConsumer, DataConsumerDump, DataConsumerOptions, DataConsumerStats,
};
use crate::data_producer::{
    DataProducer, DataProducerDump, DataProducerOptions, DataProducerStats, DataType,
};
use crate::ortc::{ModelError, type_error};
use crate::transport::Transport;
use std::time::Instant;

/// Requests about data producers; a refused one changes nothing.
impl Router {
    /// Opens a data producer on a transport.
    pub fn produce_data(
        &mut self,
        transport_id: &str,
        options: DataProducerOptions,
    ) -> Result<DataProducerDump, ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        if self.data_producer_keys.contains_key(&options.id) {
            return Err(ModelError::Error(
                "a DataProducer with same dataProducerId already exists".to_owned(),
            ));
        }
        let transport = self.transport_mut(transport_key)?;
        transport.check_data_type("DataProducer", options.data_type)?;
        let producer = DataProducer::new(transport_key, options)?;
        if let Some(stream) = producer.stream
            && transport
                .data_streams
                .iter()
                .any(|(id, _)| *id == stream.stream_id)
        {
            return Err(ModelError::Error(format!(
                "streamId already exists in SCTP listener [streamId:{}]",
                stream.stream_id
            )));
        }
        let (id, stream, dump) = (producer.id.clone(), producer.stream, producer.dump());
        let key = self.data_producers.insert(producer);
        self.data_producer_keys.insert(id, key);
        let transport = self.transport_mut(transport_key)?;
        transport.data_producers.push(key);
        if let Some(stream) = stream {
            transport.data_streams.push((stream.stream_id, key));
        }
        Ok(dump)
    }

    /// Closes a data producer of this transport and all its consumers, each of which gets an event.
    pub fn close_data_producer(
        &mut self,
        transport_id: &str,
        data_producer_id: &str,
    ) -> Result<(), ModelError> {
        let transport = self.transport_key(transport_id)?;
        let key = self.data_producer_key(data_producer_id)?;
        if self.data_producer(key)?.transport != transport {
            return Err(not_found("DataProducer"));
        }
        self.remove_data_producer(key);
        Ok(())
    }

    /// Stops passing a data producer's messages on.
    pub fn pause_data_producer(&mut self, data_producer_id: &str) -> Result<(), ModelError> {
        self.set_data_producer_paused(data_producer_id, true)
    }

    /// Passes a data producer's messages on again.
    pub fn resume_data_producer(&mut self, data_producer_id: &str) -> Result<(), ModelError> {
        self.set_data_producer_paused(data_producer_id, false)
    }

    /// A data producer as it stands.
    pub fn dump_data_producer(
        &self,
        data_producer_id: &str,
    ) -> Result<DataProducerDump, ModelError> {
        let key = self.data_producer_key(data_producer_id)?;
        self.data_producer(key).map(DataProducer::dump)
    }

    /// A data producer's counters.
    pub fn data_producer_stats(
        &self,
        now: Instant,
        data_producer_id: &str,
    ) -> Result<DataProducerStats, ModelError> {
        let key = self.data_producer_key(data_producer_id)?;
        let timestamp_ms = self.clock.timestamp_ms(now);
        self.data_producer(key)
            .map(|producer| producer.stats(timestamp_ms))
    }

    /// Takes a message for a data producer of a direct transport; `ppid` is its payload protocol identifier
    /// (RFC 8831 §8). Errors are `NotFoundError` for an unknown producer, `TypeError` for a message that is too long, and
    /// `Error` for a producer of another kind.
    pub fn send_data(
        &mut self,
        now: Instant,
        data_producer_id: &str,
        ppid: u32,
        message: &[u8],
        audience: &Audience,
    ) -> Result<(), ModelError> {
        let key = self.data_producer_key(data_producer_id)?;
        let producer = self.data_producer(key)?;
        let transport_key = producer.transport;
        if producer.data_type != DataType::Direct {
            return Err(ModelError::Error(
                "not a DataProducer of type 'direct'".to_owned(),
            ));
        }
        let transport = self.transport_mut(transport_key)?;
        let limit = transport.max_receive_message_size();
        if message.len() > limit {
            return Err(type_error(format!(
                "given message exceeds maxMessageSize value [maxMessageSize:{limit}, len:{}]",
                message.len()
            )));
        }
        transport.counters.received.add(now, message.len());
        self.distribute_data(now, key, ppid, message, audience);
        Ok(())
    }
}

/// Requests about data consumers; a refused one changes nothing.
impl Router {
    /// Opens a data consumer on a transport.
    pub fn consume_data(
        &mut self,
        transport_id: &str,
        options: DataConsumerOptions,
    ) -> Result<DataConsumerDump, ModelError> {
        let transport_key = self.transport_key(transport_id)?;
        if self.data_consumer_keys.contains_key(&options.id) {
            return Err(ModelError::Error(
                "a DataConsumer with same dataConsumerId already exists".to_owned(),
            ));
        }
        let transport = self.transport(transport_key)?;
        transport.check_data_type("DataConsumer", options.data_type)?;
        let low_threshold = transport.data_low_threshold();
        let producer_key = self.data_producer_key(&options.data_producer_id)?;
        let producer = self.data_producer(producer_key)?;
        let consumer = DataConsumer::new(
            transport_key,
            producer_key,
            producer,
            options,
            low_threshold,
        )?;
        if let Some(stream) = consumer.stream
            && self
                .transport(transport_key)?
                .data_consumers
                .iter()
                .filter_map(|key| self.data_consumers.get(*key)?.stream)
                .any(|other| other.stream_id == stream.stream_id)
        {
            return Err(ModelError::Error(format!(
                "a DataConsumer with same streamId already exists [streamId:{}]",
                stream.stream_id
            )));
        }
        let (id, dump) = (consumer.id.clone(), consumer.dump());
        let key = self.data_consumers.insert(consumer);
        self.data_consumer_keys.insert(id, key);
        self.transport_mut(transport_key)?.data_consumers.push(key);
        if let Some(producer) = self.data_producers.get_mut(producer_key) {
            producer.consumers.push(key);
        }
        Ok(dump)
    }

    /// Closes a data consumer of this transport.
    pub fn close_data_consumer(
        &mut self,
        transport_id: &str,
        data_consumer_id: &str,
    ) -> Result<(), ModelError> {
        let transport = self.transport_key(transport_id)?;
        let key = self.data_consumer_key(data_consumer_id)?;
        if self.data_consumer(key)?.transport != transport {
            return Err(not_found("DataConsumer"));
        }
        self.remove_data_consumer(key);
        Ok(())
    }

    /// Stops passing messages to a data consumer.
    pub fn pause_data_consumer(&mut self, data_consumer_id: &str) -> Result<(), ModelError> {
        self.data_consumer_mut(data_consumer_id)?.paused = true;
        Ok(())
    }

    /// Passes messages to a data consumer again.
    pub fn resume_data_consumer(&mut self, data_consumer_id: &str) -> Result<(), ModelError> {
        self.data_consumer_mut(data_consumer_id)?.paused = false;
        Ok(())
    }

    /// Sets at how many waiting bytes it is told that few wait; `TypeError` for a data consumer without SCTP.
    pub fn set_buffered_amount_low_threshold(
        &mut self,
        data_consumer_id: &str,
        threshold: u32,
    ) -> Result<(), ModelError> {
        let consumer = self.data_consumer_mut(data_consumer_id)?;
        check_sctp(consumer)?;
        consumer.low_threshold = threshold;
        Ok(())
    }

    /// Bytes that wait to be sent; `TypeError` for a data consumer without SCTP.
    pub fn buffered_amount(&self, data_consumer_id: &str) -> Result<u32, ModelError> {
        let consumer = self.data_consumer(self.data_consumer_key(data_consumer_id)?)?;
        check_sctp(consumer)?;
        Ok(consumer.dump().buffered_amount)
    }

    /// Sends a message that the control plane made to a data consumer's receiver; `TypeError` without SCTP or when it is
    /// too long, `Error` while there is no association.
    pub fn send_to_data_consumer(
        &mut self,
        data_consumer_id: &str,
        message: &[u8],
    ) -> Result<u32, ModelError> {
        let consumer = self.data_consumer(self.data_consumer_key(data_consumer_id)?)?;
        check_sctp(consumer)?;
        let limit = self.transport(consumer.transport)?.max_send_message_size();
        if message.len() > limit {
            return Err(type_error(format!(
                "given message exceeds maxMessageSize value [maxMessageSize:{limit}, len:{}]",
                message.len()
            )));
        }
        Err(ModelError::Error("message send failed".to_owned()))
    }

    /// Sets a data consumer's subchannels; gives what was set.
    pub fn set_subchannels(
        &mut self,
        data_consumer_id: &str,
        subchannels: Vec<u16>,
    ) -> Result<Vec<u16>, ModelError> {
        let consumer = self.data_consumer_mut(data_consumer_id)?;
        consumer.subchannels = subchannels.into_iter().collect();
        Ok(consumer.dump().subchannels)
    }

    /// Adds a subchannel; gives all.
    pub fn add_subchannel(
        &mut self,
        data_consumer_id: &str,
        subchannel: u16,
    ) -> Result<Vec<u16>, ModelError> {
        let consumer = self.data_consumer_mut(data_consumer_id)?;
        consumer.subchannels.insert(subchannel);
        Ok(consumer.dump().subchannels)
    }

    /// Removes a subchannel; gives those that are left.
    pub fn remove_subchannel(
        &mut self,
        data_consumer_id: &str,
        subchannel: u16,
    ) -> Result<Vec<u16>, ModelError> {
        let consumer = self.data_consumer_mut(data_consumer_id)?;
        consumer.subchannels.remove(&subchannel);
        Ok(consumer.dump().subchannels)
    }

    /// A data consumer as it stands.
    pub fn dump_data_consumer(
        &self,
        data_consumer_id: &str,
    ) -> Result<DataConsumerDump, ModelError> {
        let key = self.data_consumer_key(data_consumer_id)?;
        self.data_consumer(key).map(DataConsumer::dump)
    }

    /// A data consumer's counters.
    pub fn data_consumer_stats(
        &self,
        now: Instant,
        data_consumer_id: &str,
    ) -> Result<DataConsumerStats, ModelError> {
        let key = self.data_consumer_key(data_consumer_id)?;
        let timestamp_ms = self.clock.timestamp_ms(now);
        self.data_consumer(key)
            .map(|consumer| consumer.stats(timestamp_ms))
    }
}

impl Router {
    fn distribute_data(
        &mut self,
        now: Instant,
        key: Key<DataProducer>,
        ppid: u32,
        message: &[u8],
        audience: &Audience,
    ) {
        let Some(producer) = self.data_producers.get_mut(key) else {
            return;
        };
        if !producer.receive(message.len()) {
            return;
        }
        for consumer_key in &producer.consumers {
            let Some(consumer) = self.data_consumers.get_mut(*consumer_key) else {
                continue;
            };
            let Some(transport) = self.transports.get_mut(consumer.transport) else {
                continue;
            };
            if !consumer.wants(audience) || message.len() > transport.max_send_message_size() {
                continue;
            }
            consumer.count_sent(message.len());
            transport.counters.sent.add(now, message.len());
            self.events.push_back(Event::DataConsumerMessage {
                data_consumer_id: consumer.id.clone(),
                ppid,
                message: message.to_vec(),
            });
        }
    }

    /// Takes a data producer out of everything that knows it, and closes its consumers.
    pub(super) fn remove_data_producer(&mut self, key: Key<DataProducer>) {
        let Some(producer) = self.data_producers.remove(key) else {
            return;
        };
        self.data_producer_keys.remove(&producer.id);
        for consumer in producer.consumers {
            if let Some(consumer) = self.remove_data_consumer(consumer) {
                self.events.push_back(Event::DataConsumerDataProducerClose {
                    data_consumer_id: consumer.id,
                });
            }
        }
        if let Some(transport) = self.transports.get_mut(producer.transport) {
            transport.data_producers.retain(|other| *other != key);
            transport.data_streams.retain(|(_, other)| *other != key);
        }
    }

    /// Takes a data consumer out of everything that knows it.
    pub(super) fn remove_data_consumer(&mut self, key: Key<DataConsumer>) -> Option<DataConsumer> {
        let consumer = self.data_consumers.remove(key)?;
        self.data_consumer_keys.remove(&consumer.id);
        if let Some(transport) = self.transports.get_mut(consumer.transport) {
            transport.data_consumers.retain(|other| *other != key);
        }
        if let Some(producer) = self.data_producers.get_mut(consumer.producer) {
            producer.consumers.retain(|other| *other != key);
        }
        Some(consumer)
    }

    fn set_data_producer_paused(&mut self, id: &str, paused: bool) -> Result<(), ModelError> {
        let key = self.data_producer_key(id)?;
        let Some(producer) = self
            .data_producers
            .get_mut(key)
            .filter(|producer| producer.paused != paused)
        else {
            return Ok(());
        };
        producer.paused = paused;
        for consumer in &producer.consumers {
            let Some(consumer) = self.data_consumers.get_mut(*consumer) else {
                continue;
            };
            consumer.producer_paused = paused;
            let data_consumer_id = consumer.id.clone();
            self.events.push_back(if paused {
                Event::DataConsumerDataProducerPause { data_consumer_id }
            } else {
                Event::DataConsumerDataProducerResume { data_consumer_id }
            });
        }
        Ok(())
    }

    fn data_producer_key(&self, id: &str) -> Result<Key<DataProducer>, ModelError> {
        let key = self.data_producer_keys.get(id).copied();
        key.ok_or_else(|| {
            ModelError::NotFound(format!("DataProducer not found [dataProducerId:{id}]"))
        })
    }

    fn data_producer(&self, key: Key<DataProducer>) -> Result<&DataProducer, ModelError> {
        self.data_producers
            .get(key)
            .ok_or_else(|| not_found("DataProducer"))
    }

    fn data_consumer_key(&self, id: &str) -> Result<Key<DataConsumer>, ModelError> {
        let key = self.data_consumer_keys.get(id).copied();
        key.ok_or_else(|| not_found("DataConsumer"))
    }

    fn data_consumer(&self, key: Key<DataConsumer>) -> Result<&DataConsumer, ModelError> {
        self.data_consumers
            .get(key)
            .ok_or_else(|| not_found("DataConsumer"))
    }

    fn data_consumer_mut(&mut self, id: &str) -> Result<&mut DataConsumer, ModelError> {
        let key = self.data_consumer_key(id)?;
        self.data_consumers
            .get_mut(key)
            .ok_or_else(|| not_found("DataConsumer"))
    }
}

impl Transport {
    /// Refuses a type of data that this transport cannot carry.
    fn check_data_type(&self, what: &str, data_type: DataType) -> Result<(), ModelError> {
        let (has_sctp, is_direct) = (self.sctp().is_some(), self.is_direct());
        match data_type {
            _ if !has_sctp && !is_direct => Err(ModelError::Error(
                "SCTP not enabled and not a direct Transport".to_owned(),
            )),
            DataType::Sctp if !has_sctp => Err(type_error(format!(
                "cannot create a {what} of type 'sctp', SCTP not enabled in this Transport"
            ))),
            DataType::Direct if !is_direct => Err(type_error(format!(
                "cannot create a {what} of type 'direct', not a direct Transport"
            ))),
            DataType::Sctp | DataType::Direct => Ok(()),
        }
    }
}

fn check_sctp(consumer: &DataConsumer) -> Result<(), ModelError> {
    match consumer.data_type {
        DataType::Sctp => Ok(()),
        DataType::Direct => Err(type_error("invalid DataConsumer type")),
    }
}

fn not_found(what: &str) -> ModelError {
    ModelError::NotFound(format!("{what} not found"))
}
