//! A router: transports, producers, consumers and who gets whose packets.
//!
//! Sans-IO: requests and datagrams come in with the time, events and datagrams come out. One turn of the worker's loop is
//! `handle_datagram`* → `handle_timeout` when [`Router::poll_timeout`] is due → [`Router::drain_outboxes`] →
//! [`Router::poll_event`] until `None`. A request's events are polled after its response was written.

mod canaries;
mod clock;
mod consumers;
mod data;
mod demand;
mod direct;
mod drops;
mod estimation;
mod event;
mod feedback;
mod forwarding;
mod layer_selection;
mod newcomers;
mod observers;
pub(crate) mod outbox;
mod pacing;
mod packet_trace;
mod producers;
mod random;
mod reports;
pub(crate) mod slab;
mod stream_dump;
mod timers;
mod transports;

pub use drops::{DropCounters, DropReason};
pub use estimation::{BandwidthTrace, LayerTrace};
pub use event::Event;
pub use outbox::Outbox;
pub use stream_dump::{
    RtpStreamDump, RtpStreamParams, RtpStreamStats, RtxStreamParams, StreamDirection,
};

use crate::consumer::Consumer;
use crate::data_consumer::DataConsumer;
use crate::data_producer::DataProducer;
use crate::dtls::{Certificate, DTLS_BUFFER_LENGTH, DtlsSettings, is_dtls};
use crate::observer::RtpObserver;
use crate::ortc::{EntityId, ModelError, TransportTuple};
use crate::producer::Producer;
use crate::rtp::PacketPool;
use crate::transport::Transport;
use clock::Clock;
use outbox::Outboxes;
use random::Random;
use slab::{Key, Slab};
use std::collections::{BTreeMap, VecDeque};
use std::sync::Arc;
use std::time::{Duration, Instant};
use timers::TimerQueue;

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

impl TransportHandle {
    fn new(key: Key<Transport>) -> TransportHandle {
        let (index, generation) = key.parts();
        TransportHandle { index, generation }
    }

    fn key(self) -> Key<Transport> {
        Key::from_parts(self.index, self.generation)
    }
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
    /// (data producer, its data consumers).
    pub map_data_producer_id_data_consumer_ids: Vec<(EntityId, Vec<EntityId>)>,
    /// (data consumer, its data producer).
    pub map_data_consumer_id_data_producer_id: Vec<(EntityId, EntityId)>,
}

/// See the module's documentation.
pub struct Router {
    id: EntityId,
    certificate: Arc<Certificate>,
    dtls_settings: DtlsSettings,
    clock: Clock,
    random: Random,
    transports: Slab<Transport>,
    producers: Slab<Producer>,
    consumers: Slab<Consumer>,
    data_producers: Slab<DataProducer>,
    data_consumers: Slab<DataConsumer>,
    observers: Slab<RtpObserver>,
    transport_keys: BTreeMap<EntityId, Key<Transport>>,
    producer_keys: BTreeMap<EntityId, Key<Producer>>,
    consumer_keys: BTreeMap<EntityId, Key<Consumer>>,
    data_producer_keys: BTreeMap<EntityId, Key<DataProducer>>,
    data_consumer_keys: BTreeMap<EntityId, Key<DataConsumer>>,
    observer_keys: BTreeMap<EntityId, Key<RtpObserver>>,
    outboxes: Outboxes,
    /// Packets that consumers' stores share.
    pool: PacketPool,
    /// Bytes of padding behind every copy of the packet that is being taken.
    padding: u8,
    events: VecDeque<Event>,
    drops: DropCounters,
    timers: TimerQueue,
    /// Records of bandwidth decisions, once they are wanted.
    bandwidth_traces: Option<Vec<(EntityId, u64, BandwidthTrace)>>,
    /// Where DTLS makes its records.
    dtls_scratch: Vec<u8>,
    /// Where RTCP is written before it is sealed.
    rtcp_scratch: Vec<u8>,
    /// Where a packet gets a number in its header extension.
    packet_scratch: Vec<u8>,
    /// That number.
    next_packet_id: u32,
}

impl Router {
    /// An empty router.
    pub fn new(id: EntityId, config: RouterConfig) -> Router {
        Router {
            id,
            certificate: config.certificate,
            dtls_settings: config.dtls,
            clock: Clock::new(config.started_at, config.unix_time),
            random: Random::new(config.random_seed),
            transports: Slab::default(),
            producers: Slab::default(),
            consumers: Slab::default(),
            data_producers: Slab::default(),
            data_consumers: Slab::default(),
            observers: Slab::default(),
            transport_keys: BTreeMap::new(),
            producer_keys: BTreeMap::new(),
            consumer_keys: BTreeMap::new(),
            data_producer_keys: BTreeMap::new(),
            data_consumer_keys: BTreeMap::new(),
            observer_keys: BTreeMap::new(),
            outboxes: Outboxes::default(),
            pool: PacketPool::default(),
            padding: 0,
            events: VecDeque::new(),
            drops: DropCounters::default(),
            timers: TimerQueue::default(),
            bandwidth_traces: None,
            dtls_scratch: vec![0; DTLS_BUFFER_LENGTH],
            rtcp_scratch: Vec::new(),
            packet_scratch: Vec::new(),
            next_packet_id: Random::new(config.random_seed).next_u32(),
        }
    }

    /// Its id.
    pub fn id(&self) -> &EntityId {
        &self.id
    }

    /// Takes one datagram that arrived at `tuple.local` from `tuple.remote`; it is decrypted in place.
    ///
    /// Nothing can go wrong but that the packet is dropped, which is counted by reason in [`Router::drops`].
    pub fn handle_datagram(
        &mut self,
        now: Instant,
        transport: TransportHandle,
        tuple: TransportTuple,
        datagram: &mut [u8],
    ) {
        if let Err(reason) = self.receive(now, transport.key(), tuple, datagram) {
            self.drops.count(reason);
        }
    }

    /// True for a datagram that a DTLS handshake under way has to deal with: expensive, so that the worker may let it wait.
    pub fn is_handshake(&self, transport: TransportHandle, datagram: &[u8]) -> bool {
        is_dtls(datagram)
            && self
                .transports
                .get(transport.key())
                .is_some_and(|transport| transport.connection.is_handshaking())
    }

    /// [`Router::handle_datagram`], with `padding` bytes behind each copy that is forwarded at once, so that the copies of one
    /// frame are of one size; [`crate::rtp::FrameSizes`] tells how many.
    pub fn handle_datagram_padded(
        &mut self,
        now: Instant,
        transport: TransportHandle,
        tuple: TransportTuple,
        datagram: &mut [u8],
        padding: u8,
    ) {
        self.padding = padding;
        self.handle_datagram(now, transport, tuple, datagram);
        self.padding = 0;
    }

    /// Does what is due.
    pub fn handle_timeout(&mut self, now: Instant) {
        self.run_timers(now);
    }

    /// When [`Router::handle_timeout`] wants to be called next; now and then a little early.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.timers.next_at()
    }

    /// The next event.
    pub fn poll_event(&mut self) -> Option<Event> {
        self.events.pop_front()
    }

    /// Datagrams that wait to be sent; stop reading sockets for this turn when there are thousands.
    pub fn n_outgoing_datagrams(&self) -> usize {
        self.outboxes.n_datagrams()
    }

    /// Ends the turn: hands over what has to be sent, grouped by destination, each group once.
    pub fn drain_outboxes(&mut self, send: impl FnMut(&Outbox)) {
        self.outboxes.drain(send);
    }

    /// Packets dropped so far, by reason.
    pub fn drops(&self) -> &DropCounters {
        &self.drops
    }

    /// The router as it stands.
    pub fn dump(&self) -> RouterDump {
        let consumer_id =
            |key: &Key<Consumer>| self.consumers.get(*key).map(|consumer| consumer.id.clone());
        let observer_id = |key: &Key<RtpObserver>| {
            self.observers
                .get(*key)
                .map(|observer| observer.id().clone())
        };
        let producers = || {
            self.producer_keys
                .values()
                .filter_map(|key| self.producers.get(*key))
        };
        RouterDump {
            id: self.id.clone(),
            transport_ids: self.transport_keys.keys().cloned().collect(),
            rtp_observer_ids: self.observer_keys.keys().cloned().collect(),
            map_producer_id_consumer_ids: producers()
                .map(|producer| {
                    (
                        producer.id.clone(),
                        producer.consumers.iter().filter_map(consumer_id).collect(),
                    )
                })
                .collect(),
            map_consumer_id_producer_id: self
                .consumers
                .iter()
                .map(|(_, consumer)| (consumer.id.clone(), consumer.producer_id.clone()))
                .collect(),
            map_producer_id_observer_ids: producers()
                .filter(|producer| !producer.observers.is_empty())
                .map(|producer| {
                    (
                        producer.id.clone(),
                        producer.observers.iter().filter_map(observer_id).collect(),
                    )
                })
                .collect(),
            map_data_producer_id_data_consumer_ids: self
                .data_producers
                .iter()
                .map(|(_, producer)| {
                    let consumers = producer.consumers.iter();
                    let ids = consumers
                        .filter_map(|key| self.data_consumers.get(*key))
                        .map(|consumer| consumer.id.clone());
                    (producer.id.clone(), ids.collect())
                })
                .collect(),
            map_data_consumer_id_data_producer_id: self
                .data_consumers
                .iter()
                .map(|(_, consumer)| (consumer.id.clone(), consumer.producer_id.clone()))
                .collect(),
        }
    }

    fn transport_key(&self, id: &str) -> Result<Key<Transport>, ModelError> {
        self.transport_keys
            .get(id)
            .copied()
            .ok_or_else(|| ModelError::NotFound("Transport not found".to_owned()))
    }

    fn producer_key(&self, id: &str) -> Result<Key<Producer>, ModelError> {
        self.producer_keys
            .get(id)
            .copied()
            .ok_or_else(|| ModelError::NotFound(format!("Producer not found [producerId:{id}]")))
    }

    fn consumer_key(&self, id: &str) -> Result<Key<Consumer>, ModelError> {
        self.consumer_keys
            .get(id)
            .copied()
            .ok_or_else(|| ModelError::NotFound("Consumer not found".to_owned()))
    }

    fn observer_key(&self, id: &str) -> Result<Key<RtpObserver>, ModelError> {
        self.observer_keys
            .get(id)
            .copied()
            .ok_or_else(|| ModelError::NotFound("RtpObserver not found".to_owned()))
    }
}

impl std::fmt::Debug for Router {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Router")
            .field("id", &self.id)
            .field("transports", &self.transport_keys.len())
            .field("producers", &self.producer_keys.len())
            .field("consumers", &self.consumer_keys.len())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
