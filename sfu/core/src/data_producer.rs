//! A data producer: a source of messages, over SCTP or straight from the control plane.

use crate::data_consumer::DataConsumer;
use crate::ortc::{EntityId, ModelError, SctpStreamParameters, type_error};
use crate::router::slab::Key;
use crate::transport::Transport;

/// Where a data producer's messages come from, or a data consumer's go.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DataType {
    /// A stream of the transport's SCTP association.
    Sctp,
    /// The control plane.
    Direct,
}

/// What it takes to make a data producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataProducerOptions {
    /// The control plane's id.
    pub id: EntityId,
    /// Where messages come from.
    pub data_type: DataType,
    /// Its stream; needed for [`DataType::Sctp`].
    pub sctp_stream_parameters: Option<SctpStreamParameters>,
    /// Label of the data channel (RFC 8832 §5.1).
    pub label: String,
    /// Sub-protocol of the data channel.
    pub protocol: String,
    /// Start without passing messages on.
    pub paused: bool,
}

/// A data producer as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataProducerDump {
    /// Id.
    pub id: EntityId,
    /// Where messages come from.
    pub data_type: DataType,
    /// Its stream, with SCTP.
    pub sctp_stream_parameters: Option<SctpStreamParameters>,
    /// Label.
    pub label: String,
    /// Sub-protocol.
    pub protocol: String,
    /// Paused by the control plane.
    pub paused: bool,
}

/// Counters of a data producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DataProducerStats {
    /// Milliseconds of the router's clock.
    pub timestamp_ms: u64,
    /// Label.
    pub label: String,
    /// Sub-protocol.
    pub protocol: String,
    /// Messages received, also while paused.
    pub messages_received: u64,
    /// Their bytes.
    pub bytes_received: u64,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct DataProducer {
    pub(crate) id: EntityId,
    pub(crate) data_type: DataType,
    pub(crate) stream: Option<SctpStreamParameters>,
    pub(crate) transport: Key<Transport>,
    pub(crate) consumers: Vec<Key<DataConsumer>>,
    pub(crate) paused: bool,
    label: String,
    protocol: String,
    messages_received: u64,
    bytes_received: u64,
}

impl DataProducer {
    /// Checks the options; `TypeError` for SCTP without a stream.
    pub(crate) fn new(
        transport: Key<Transport>,
        options: DataProducerOptions,
    ) -> Result<DataProducer, ModelError> {
        Ok(DataProducer {
            stream: stream_of(options.data_type, options.sctp_stream_parameters)?,
            id: options.id,
            data_type: options.data_type,
            transport,
            consumers: Vec::new(),
            paused: options.paused,
            label: options.label,
            protocol: options.protocol,
            messages_received: 0,
            bytes_received: 0,
        })
    }

    /// Counts a message; false when it goes no further.
    pub(crate) fn receive(&mut self, length: usize) -> bool {
        self.messages_received += 1;
        self.bytes_received += length as u64;
        !self.paused
    }

    /// The data producer as it stands.
    pub(crate) fn dump(&self) -> DataProducerDump {
        DataProducerDump {
            id: self.id.clone(),
            data_type: self.data_type,
            sctp_stream_parameters: self.stream,
            label: self.label.clone(),
            protocol: self.protocol.clone(),
            paused: self.paused,
        }
    }

    /// Its counters.
    pub(crate) fn stats(&self, timestamp_ms: u64) -> DataProducerStats {
        DataProducerStats {
            timestamp_ms,
            label: self.label.clone(),
            protocol: self.protocol.clone(),
            messages_received: self.messages_received,
            bytes_received: self.bytes_received,
        }
    }
}

/// The stream that a type of data needs, and none where it needs none.
pub(crate) fn stream_of(
    data_type: DataType,
    stream: Option<SctpStreamParameters>,
) -> Result<Option<SctpStreamParameters>, ModelError> {
    match data_type {
        DataType::Sctp if stream.is_none() => Err(type_error("missing sctpStreamParameters")),
        DataType::Sctp => Ok(stream),
        DataType::Direct => Ok(None),
    }
}
