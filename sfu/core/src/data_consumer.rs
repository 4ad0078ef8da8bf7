//! A data consumer: the messages of one data producer, as one transport gets them.

use crate::data_producer::{DataProducer, DataType, stream_of};
use crate::ortc::{EntityId, ModelError, SctpStreamParameters};
use crate::router::slab::Key;
use crate::transport::Transport;
use std::collections::BTreeSet;

/// What it takes to make a data consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataConsumerOptions {
    /// The control plane's id.
    pub id: EntityId,
    /// The data producer that it listens to.
    pub data_producer_id: EntityId,
    /// Where messages go.
    pub data_type: DataType,
    /// Its stream; needed for [`DataType::Sctp`].
    pub sctp_stream_parameters: Option<SctpStreamParameters>,
    /// Label of the data channel (RFC 8832 §5.1).
    pub label: String,
    /// Sub-protocol of the data channel.
    pub protocol: String,
    /// Start without passing messages on.
    pub paused: bool,
    /// Subchannels that it belongs to.
    pub subchannels: Vec<u16>,
}

/// A data consumer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataConsumerDump {
    /// Id.
    pub id: EntityId,
    /// Its data producer.
    pub data_producer_id: EntityId,
    /// Where messages go.
    pub data_type: DataType,
    /// Its stream, with SCTP.
    pub sctp_stream_parameters: Option<SctpStreamParameters>,
    /// Label.
    pub label: String,
    /// Sub-protocol.
    pub protocol: String,
    /// Bytes that wait to be sent.
    pub buffered_amount: u32,
    /// Bytes at which it is told that few wait.
    pub buffered_amount_low_threshold: u32,
    /// Paused by the control plane.
    pub paused: bool,
    /// Its data producer is paused.
    pub data_producer_paused: bool,
    /// Subchannels, in ascending order.
    pub subchannels: Vec<u16>,
}

/// Counters of a data consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataConsumerStats {
    /// Milliseconds of the router's clock.
    pub timestamp_ms: u64,
    /// Label.
    pub label: String,
    /// Sub-protocol.
    pub protocol: String,
    /// Messages sent.
    pub messages_sent: u64,
    /// Their bytes.
    pub bytes_sent: u64,
    /// Bytes that wait to be sent.
    pub buffered_amount: u32,
}

/// Which data consumers a message is for. A message without any of the three is for all.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Audience {
    /// Those in at least one of these subchannels; all when there are none.
    pub subchannels: Vec<u16>,
    /// Those in this subchannel.
    pub required_subchannel: Option<u16>,
    /// Those not in this subchannel.
    pub ignored_subchannel: Option<u16>,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct DataConsumer {
    pub(crate) id: EntityId,
    pub(crate) data_type: DataType,
    pub(crate) stream: Option<SctpStreamParameters>,
    pub(crate) producer_id: EntityId,
    pub(crate) producer: Key<DataProducer>,
    pub(crate) transport: Key<Transport>,
    pub(crate) paused: bool,
    pub(crate) producer_paused: bool,
    pub(crate) subchannels: BTreeSet<u16>,
    pub(crate) low_threshold: u32,
    label: String,
    protocol: String,
    messages_sent: u64,
    bytes_sent: u64,
}

impl DataConsumer {
    /// Checks the options; `TypeError` for SCTP without a stream. `low_threshold` is used with SCTP only.
    pub(crate) fn new(
        transport: Key<Transport>,
        producer_key: Key<DataProducer>,
        producer: &DataProducer,
        options: DataConsumerOptions,
        low_threshold: u32,
    ) -> Result<DataConsumer, ModelError> {
        Ok(DataConsumer {
            stream: stream_of(options.data_type, options.sctp_stream_parameters)?,
            id: options.id,
            data_type: options.data_type,
            producer_id: options.data_producer_id,
            producer: producer_key,
            transport,
            paused: options.paused,
            producer_paused: producer.paused,
            subchannels: options.subchannels.into_iter().collect(),
            low_threshold: match options.data_type {
                DataType::Sctp => low_threshold,
                DataType::Direct => 0,
            },
            label: options.label,
            protocol: options.protocol,
            messages_sent: 0,
            bytes_sent: 0,
        })
    }

    /// True when a message for this audience goes out here. SCTP streams have no association yet, so nothing goes there.
    pub(crate) fn wants(&self, audience: &Audience) -> bool {
        let is_active = self.data_type == DataType::Direct && !self.paused && !self.producer_paused;
        let is_in = |subchannel: &u16| self.subchannels.contains(subchannel);
        is_active
            && audience.required_subchannel.as_ref().is_none_or(is_in)
            && !audience.ignored_subchannel.as_ref().is_some_and(is_in)
            && (audience.subchannels.is_empty() || audience.subchannels.iter().any(is_in))
    }

    /// Counts a message that goes out.
    pub(crate) fn count_sent(&mut self, length: usize) {
        self.messages_sent += 1;
        self.bytes_sent += length as u64;
    }

    /// The data consumer as it stands.
    pub(crate) fn dump(&self) -> DataConsumerDump {
        DataConsumerDump {
            id: self.id.clone(),
            data_producer_id: self.producer_id.clone(),
            data_type: self.data_type,
            sctp_stream_parameters: self.stream,
            label: self.label.clone(),
            protocol: self.protocol.clone(),
            buffered_amount: 0,
            buffered_amount_low_threshold: self.low_threshold,
            paused: self.paused,
            data_producer_paused: self.producer_paused,
            subchannels: self.subchannels.iter().copied().collect(),
        }
    }

    /// Its counters.
    pub(crate) fn stats(&self, timestamp_ms: u64) -> DataConsumerStats {
        DataConsumerStats {
            timestamp_ms,
            label: self.label.clone(),
            protocol: self.protocol.clone(),
            messages_sent: self.messages_sent,
            bytes_sent: self.bytes_sent,
            buffered_amount: 0,
        }
    }
}
