//! What a router has to tell: to the control plane, and to the worker about its sockets.

use crate::consumer::{ConsumerLayers, ConsumerScore, ConsumerTraceInfo};
use crate::ortc::{DtlsState, EntityId, IceState, TransportTuple};
use crate::producer::{ProducerScore, ProducerTraceInfo, VideoOrientation};
use crate::transport::{BweTraceInfo, TransportTraceType};

/// One event of one entity, in order of happening.
///
/// A request's own events come after its result, so the worker writes the response first and then polls.
#[derive(Debug, Clone, PartialEq)]
pub enum Event {
    /// State of ICE changed.
    IceState {
        /// Transport.
        transport_id: EntityId,
        /// New state.
        state: IceState,
    },
    /// Media goes to another address now.
    IceSelectedTuple {
        /// Transport.
        transport_id: EntityId,
        /// The address pair.
        tuple: TransportTuple,
    },
    /// ICE validated an address: datagrams from it belong to this transport (for the worker's socket table).
    IceTupleAdded {
        /// Transport.
        transport_id: EntityId,
        /// The address pair.
        tuple: TransportTuple,
    },
    /// An address is no longer this transport's (for the worker's socket table).
    IceTupleRemoved {
        /// Transport.
        transport_id: EntityId,
        /// The address pair.
        tuple: TransportTuple,
    },
    /// After a restart the old username fragment is no longer accepted (for the worker's socket table).
    IceLocalUfragRemoved {
        /// Transport.
        transport_id: EntityId,
        /// The fragment.
        username_fragment: String,
    },
    /// State of DTLS changed.
    DtlsState {
        /// Transport.
        transport_id: EntityId,
        /// New state.
        state: DtlsState,
        /// The peer's certificate in PEM, with `Connected`.
        remote_certificate: Option<String>,
    },
    /// A plain transport took its peer's address from the first packet.
    PlainTuple {
        /// Transport.
        transport_id: EntityId,
        /// The address pair.
        tuple: TransportTuple,
    },
    /// The same for RTCP on a port of its own.
    PlainRtcpTuple {
        /// Transport.
        transport_id: EntityId,
        /// The address pair.
        tuple: TransportTuple,
    },
    /// RTCP that a direct transport sends.
    DirectRtcp {
        /// Transport.
        transport_id: EntityId,
        /// One compound packet.
        packet: Vec<u8>,
    },
    /// RTP that a consumer of a direct transport sends.
    ConsumerRtp {
        /// Consumer.
        consumer_id: EntityId,
        /// The packet.
        packet: Vec<u8>,
    },
    /// A transport's trace.
    TransportTrace {
        /// Transport.
        transport_id: EntityId,
        /// What was traced.
        trace_type: TransportTraceType,
        /// Milliseconds of the router's clock.
        timestamp_ms: u64,
        /// The estimate, for that type.
        bwe: Option<BweTraceInfo>,
    },
    /// Scores of all of a producer's streams.
    ProducerScore {
        /// Producer.
        producer_id: EntityId,
        /// Scores by encoding.
        scores: Vec<ProducerScore>,
    },
    /// The picture is to be turned another way.
    ProducerVideoOrientation {
        /// Producer.
        producer_id: EntityId,
        /// The orientation.
        orientation: VideoOrientation,
    },
    /// A producer's trace.
    ProducerTrace {
        /// Producer.
        producer_id: EntityId,
        /// Milliseconds of the router's clock.
        timestamp_ms: u64,
        /// What was traced.
        info: ProducerTraceInfo,
    },
    /// A consumer's producer was paused.
    ConsumerProducerPause {
        /// Consumer.
        consumer_id: EntityId,
    },
    /// A consumer's producer was resumed.
    ConsumerProducerResume {
        /// Consumer.
        consumer_id: EntityId,
    },
    /// A consumer's producer was closed, and the consumer with it.
    ConsumerProducerClose {
        /// Consumer.
        consumer_id: EntityId,
    },
    /// Other layers are sent now; none for none.
    ConsumerLayers {
        /// Consumer.
        consumer_id: EntityId,
        /// Layers sent.
        layers: Option<ConsumerLayers>,
    },
    /// A consumer's scores.
    ConsumerScore {
        /// Consumer.
        consumer_id: EntityId,
        /// The scores.
        score: ConsumerScore,
    },
    /// A consumer's trace.
    ConsumerTrace {
        /// Consumer.
        consumer_id: EntityId,
        /// Milliseconds of the router's clock.
        timestamp_ms: u64,
        /// What was traced.
        info: ConsumerTraceInfo,
    },
    /// A message for a data consumer of a direct transport.
    DataConsumerMessage {
        /// Data consumer.
        data_consumer_id: EntityId,
        /// Payload protocol identifier (RFC 8831 §8).
        ppid: u32,
        /// The message.
        message: Vec<u8>,
    },
    /// A data consumer's data producer was paused.
    DataConsumerDataProducerPause {
        /// Data consumer.
        data_consumer_id: EntityId,
    },
    /// A data consumer's data producer was resumed.
    DataConsumerDataProducerResume {
        /// Data consumer.
        data_consumer_id: EntityId,
    },
    /// A data consumer's data producer was closed, and the data consumer with it.
    DataConsumerDataProducerClose {
        /// Data consumer.
        data_consumer_id: EntityId,
    },
    /// Somebody else speaks now.
    DominantSpeaker {
        /// Observer.
        observer_id: EntityId,
        /// Who speaks.
        producer_id: EntityId,
    },
    /// The loudest producers of the last interval, loudest first.
    AudioLevelVolumes {
        /// Observer.
        observer_id: EntityId,
        /// (producer, average level in dBov, −127 to 0).
        volumes: Vec<(EntityId, i8)>,
    },
    /// Nobody reached the threshold any more.
    AudioLevelSilence {
        /// Observer.
        observer_id: EntityId,
    },
}
