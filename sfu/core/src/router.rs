//! A router: transports, producers, consumers and who gets whose packets.
//!
//! Sans-IO: requests and datagrams come in with the time, events and datagrams come out. One turn of the worker's loop is
//! `handle_datagram`* → `handle_timeout` when [`Router::poll_timeout`] is due → [`Router::drain_outboxes`] →
//! [`Router::poll_event`] until `None`. A request's events are polled after its response was written.

mod drops;
mod event;
mod outbox;
mod stream_dump;

pub use drops::{DropCounters, DropReason};
pub use event::Event;
pub use outbox::Outbox;
pub use stream_dump::{RtpStreamDump, RtpStreamParams, RtpStreamStats, RtxStreamParams, StreamDirection};

use crate::dtls::{Certificate, DtlsSettings};
use crate::consumer::{
    ConsumeResult, ConsumerDump, ConsumerLayers, ConsumerOptions, ConsumerTraceType,
};
use crate::observer::AudioLevelObserverOptions;
use crate::ortc::{DtlsParameters, DtlsRole, EntityId, IceParameters, ModelError, ProducerType, TransportTuple};
use crate::producer::{ProducerDump, ProducerOptions, ProducerTraceType};
use crate::transport::{
    TransportTraceType, WebRtcTransportDump, WebRtcTransportOptions, WebRtcTransportStats,
};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What it takes to make a router.
#[derive(Debug, Clone)]
pub struct RouterConfig {
    /// Our certificate; its fingerprints are in every transport's DTLS parameters.
    pub certificate: Arc<Certificate>,
    /// Versions of DTLS.
    pub dtls: DtlsSettings,
    /// Seed of everything random in it: sequence numbers, timestamps, RTCP sources. From the system's random source, and
    /// different for every router.
    pub random_seed: u64,
    /// The instant at which `unix_time` was read; the two tie the virtual clock to NTP times in sender reports.
    pub started_at: Instant,
    /// Time since 1970 at `started_at`.
    pub unix_time: Duration,
}

/// A transport's place in its router, for the packet path: no string is hashed per packet. Never reused while it is kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct TransportHandle {
    index: u32,
    generation: u32,
}

/// A router as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RouterDump {
    /// Id.
    pub id: EntityId,
    /// Transports.
    pub transport_ids: Vec<EntityId>,
    /// Observers.
    pub rtp_observer_ids: Vec<EntityId>,
    /// (producer, its consumers).
    pub map_producer_id_consumer_ids: Vec<(EntityId, Vec<EntityId>)>,
    /// (consumer, its producer).
    pub map_consumer_id_producer_id: Vec<(EntityId, EntityId)>,
    /// (producer, its observers); only producers that have any.
    pub map_producer_id_observer_ids: Vec<(EntityId, Vec<EntityId>)>,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Router {
    id: EntityId,
    drops: DropCounters,
}

#[allow(unused_variables)]
impl Router {
    /// An empty router.
    pub fn new(id: EntityId, config: RouterConfig) -> Router {
        Router { id, drops: DropCounters::default() }
    }

    /// Its id.
    pub fn id(&self) -> &EntityId {
        &self.id
    }

    // Packets and time.

    /// Takes one datagram that arrived at `tuple.local` from `tuple.remote`; it is decrypted in place.
    ///
    /// Nothing can go wrong but that the packet is dropped, which is counted by reason in [`Router::drops`].
    pub fn handle_datagram(&mut self, now: Instant, transport: TransportHandle, tuple: TransportTuple, datagram: &mut [u8]) {}

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {}

    /// When [`Router::handle_timeout`] wants to be called next.
    pub fn poll_timeout(&self) -> Option<Instant> {
        None
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        None
    }

    /// Datagrams that wait to be sent; stop reading sockets for this turn when there are thousands.
    pub fn n_outgoing_datagrams(&self) -> usize {
        0
    }

    /// Ends the turn: hands over what has to be sent, grouped by destination, each group once.
    pub fn drain_outboxes(&mut self, send: impl FnMut(&Outbox)) {}

    /// Packets dropped so far, by reason.
    pub fn drops(&self) -> &DropCounters {
        &self.drops
    }

    // Requests. Errors are [`ModelError`]s with the control plane's class and words; a refused request changes nothing.

    /// Opens a WebRTC transport.
    pub fn create_webrtc_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: WebRtcTransportOptions,
    ) -> Result<TransportHandle, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// The handle of a transport.
    pub fn transport_handle(&self, id: &str) -> Option<TransportHandle> {
        None
    }

    /// Closes a transport with its producers and consumers; only consumers elsewhere get an event.
    pub fn close_transport(&mut self, now: Instant, id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Starts DTLS with the peer's parameters; gives our role. `Error` when called twice.
    pub fn connect_webrtc_transport(
        &mut self,
        now: Instant,
        id: &str,
        remote: DtlsParameters,
    ) -> Result<DtlsRole, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Takes new ICE credentials; both old and new are accepted until the peer uses the new ones.
    pub fn restart_ice(
        &mut self,
        now: Instant,
        id: &str,
        username_fragment: String,
        password: String,
    ) -> Result<IceParameters, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Tells ICE that a TCP connection is gone.
    pub fn remove_tuple(&mut self, now: Instant, transport: TransportHandle, tuple: &TransportTuple) {}

    /// Caps what the peer is told that it may send, in bits per second; 0 for no cap.
    pub fn set_max_incoming_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Caps the outgoing estimate, in bits per second; 0 for no cap.
    pub fn set_max_outgoing_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Sets the floor of the outgoing estimate, in bits per second; 0 for none.
    pub fn set_min_outgoing_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Chooses what a transport traces.
    pub fn enable_transport_trace(&mut self, id: &str, types: Vec<TransportTraceType>) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// A transport as it stands.
    pub fn dump_transport(&self, id: &str) -> Result<WebRtcTransportDump, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// A transport's counters.
    pub fn transport_stats(&self, now: Instant, id: &str) -> Result<WebRtcTransportStats, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Opens a producer on a transport.
    pub fn produce(
        &mut self,
        now: Instant,
        transport_id: &str,
        options: ProducerOptions,
    ) -> Result<ProducerType, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Closes a producer of this transport and all its consumers, each of which gets an event.
    pub fn close_producer(&mut self, now: Instant, transport_id: &str, producer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Stops forwarding from a producer.
    pub fn pause_producer(&mut self, now: Instant, producer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Forwards from a producer again.
    pub fn resume_producer(&mut self, now: Instant, producer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Chooses what a producer traces.
    pub fn enable_producer_trace(&mut self, producer_id: &str, types: Vec<ProducerTraceType>) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// A producer as it stands.
    pub fn dump_producer(&self, producer_id: &str) -> Result<ProducerDump, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Counters of a producer's streams.
    pub fn producer_stats(&self, now: Instant, producer_id: &str) -> Result<Vec<RtpStreamStats>, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Opens a consumer on a transport.
    pub fn consume(
        &mut self,
        now: Instant,
        transport_id: &str,
        options: ConsumerOptions,
    ) -> Result<ConsumeResult, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Closes a consumer of this transport.
    pub fn close_consumer(&mut self, now: Instant, transport_id: &str, consumer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Stops forwarding to a consumer.
    pub fn pause_consumer(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Forwards to a consumer again; video from the next key frame, which is asked for.
    pub fn resume_consumer(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Asks a consumer's producer for a key frame.
    pub fn request_key_frame(&mut self, now: Instant, consumer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Sets a consumer's share of its transport's bitrate, 1 to 255; gives what was set.
    pub fn set_priority(&mut self, consumer_id: &str, priority: u8) -> Result<u8, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Sets the layers that a consumer wants; gives what was set, none for a consumer without layers.
    pub fn set_preferred_layers(
        &mut self,
        consumer_id: &str,
        layers: ConsumerLayers,
    ) -> Result<Option<ConsumerLayers>, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Chooses what a consumer traces.
    pub fn enable_consumer_trace(&mut self, consumer_id: &str, types: Vec<ConsumerTraceType>) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// A consumer as it stands.
    pub fn dump_consumer(&self, consumer_id: &str) -> Result<ConsumerDump, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Counters of what a consumer sends, and of the producer's stream that it sends.
    pub fn consumer_stats(&self, now: Instant, consumer_id: &str) -> Result<Vec<RtpStreamStats>, ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Opens an audio-level observer.
    pub fn create_audio_level_observer(
        &mut self,
        now: Instant,
        id: EntityId,
        options: AudioLevelObserverOptions,
    ) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Closes an observer.
    pub fn close_rtp_observer(&mut self, id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Observes a producer.
    pub fn add_observed_producer(&mut self, observer_id: &str, producer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Observes a producer no more.
    pub fn remove_observed_producer(&mut self, observer_id: &str, producer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Pauses an observer.
    pub fn pause_rtp_observer(&mut self, observer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// Resumes an observer.
    pub fn resume_rtp_observer(&mut self, now: Instant, observer_id: &str) -> Result<(), ModelError> {
        Err(ModelError::Error("not yet built".to_owned()))
    }

    /// The router as it stands.
    pub fn dump(&self) -> RouterDump {
        RouterDump {
            id: self.id.clone(),
            transport_ids: Vec::new(),
            rtp_observer_ids: Vec::new(),
            map_producer_id_consumer_ids: Vec::new(),
            map_consumer_id_producer_id: Vec::new(),
            map_producer_id_observer_ids: Vec::new(),
        }
    }
}
