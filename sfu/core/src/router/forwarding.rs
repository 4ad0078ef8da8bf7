//! The way of an RTP packet: from its transport to its producer's stream, from there to every consumer.

use super::clock::Clock;
use super::outbox::Outboxes;
use super::packet_trace::{traced_arrival, traced_departure};
use super::slab::{Key, Slab};
use super::timers::TimerQueue;
use super::{DropCounters, DropReason, Event, Router};
use crate::consumer::{Consumer, Forwarding, OutgoingRtp, OutgoingStream};
use crate::ortc::{EntityId, MediaKind, TransportTuple};
use crate::producer::{HeldPacket, IncomingRtp, Producer};
use crate::rtp::{
    self, HeaderWriter, OutgoingHeader, PacketLayout, PacketPool, PayloadRewrite, RtpPacket, SeqNo,
    SharedPacket,
};
use crate::stream::{SendStream, StoreKind};
use crate::transport::Transport;
use crate::transport::connection::{Connection, Inbound, Route};
use crate::transport::estimation::PacedPacket;
use std::collections::VecDeque;
use std::rc::Rc;
use std::time::Instant;

/// What it takes to send: everything of a router but its producers and consumers.
pub(super) struct Egress<'a> {
    pub(super) transports: &'a mut Slab<Transport>,
    pub(super) outboxes: &'a mut Outboxes,
    pub(super) drops: &'a mut DropCounters,
    pub(super) clock: &'a Clock,
    pub(super) events: &'a mut VecDeque<Event>,
    pub(super) pool: &'a mut PacketPool,
    /// Bytes of padding behind what goes to WebRTC peers for the first time.
    pub(super) padding: u8,
    pub(super) timers: &'a mut TimerQueue,
}

/// One packet to be written for one receiver.
pub(super) struct Writing<'a> {
    pub(super) consumer_id: &'a EntityId,
    pub(super) writer: &'a HeaderWriter,
    pub(super) header: &'a OutgoingHeader,
    pub(super) packet: &'a RtpPacket<'a>,
    pub(super) rewrite: &'a PayloadRewrite,
    /// The original's number, when it goes out as a retransmission.
    pub(super) osn: Option<SeqNo>,
}

/// What became of a packet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sent {
    /// Its length before sealing.
    plain_length: usize,
    /// It waits for its turn.
    is_held: bool,
}

impl Egress<'_> {
    /// Writes, stamps and seals one packet at the end of its transport's outbox, or to wait for its turn over a weak line.
    pub(super) fn send(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        writing: &Writing<'_>,
    ) -> Option<Sent> {
        let transport = self.transports.get_mut(key)?;
        let route = transport.connection.rtp_route()?;
        let (connection, next_wide_seq) = (&mut transport.connection, &mut transport.next_wide_seq);
        let wide_seq = writing
            .writer
            .is_numbered()
            .then_some(SeqNo(*next_wide_seq));
        let is_held = wide_seq.is_some()
            && transport.estimation.as_mut().is_some_and(|estimation| {
                !estimation.pacer.passes(now, writing.packet.bytes().len())
            });
        let mut plain_length = 0;
        let (clock, osn) = (self.clock, writing.osn);
        let padding = match connection {
            Connection::WebRtc(_) if osn.is_none() => self.padding,
            _ => 0,
        };
        let mut write = |buffer: &mut Vec<u8>| {
            let start = buffer.len();
            let written =
                writing
                    .writer
                    .write(buffer, writing.header, writing.packet, writing.rewrite, osn);
            plain_length = written.len;
            if let Some(at) = written.abs_send_time_at {
                patch(buffer, start + at, &rtp::abs_send_time(clock.unix(now)));
            }
            if let Some(at) = written.transport_wide_cc_at {
                patch(buffer, start + at, &next_wide_seq.to_be_bytes());
                *next_wide_seq = next_wide_seq.wrapping_add(1);
            }
            if padding > 0 {
                pad(buffer, start, padding);
                plain_length += usize::from(padding);
            }
            connection.seal_rtp(buffer, start)
        };
        let sealed = match route {
            Route::Network(_) if is_held => {
                let mut datagram = Vec::new();
                let written = write(&mut datagram).map(|()| datagram.len());
                if let (Ok(_), Some(seq)) = (&written, wide_seq) {
                    let packet = PacedPacket {
                        seq,
                        datagram,
                        is_withheld: false,
                    };
                    self.hold(now, key, packet);
                }
                written
            }
            Route::Network(tuple) => {
                let written = self
                    .outboxes
                    .open(&mut transport.slot, &transport.id, &tuple)
                    .append(write);
                if let (Ok(length), Some(estimation)) = (&written, &mut transport.estimation) {
                    match wide_seq {
                        Some(seq) => estimation.handle_sent(now, seq, *length),
                        None => estimation.handle_unnumbered(now, *length),
                    }
                }
                written
            }
            Route::ControlPlane => {
                let mut packet = Vec::new();
                let written = write(&mut packet).map(|()| packet.len());
                self.events.push_back(Event::ConsumerRtp {
                    consumer_id: writing.consumer_id.clone(),
                    packet,
                });
                written
            }
        };
        let Ok(length) = sealed else {
            self.drops.count(DropReason::SealFailed);
            return None;
        };
        let transport = self.transports.get_mut(key)?;
        transport.counters.sent.add(now, length);
        let flow = if writing.osn.is_some() {
            &mut transport.counters.rtx_sent
        } else {
            &mut transport.counters.rtp_sent
        };
        flow.add(now, plain_length);
        Some(Sent {
            plain_length,
            is_held,
        })
    }

    /// Sends a consumer's sealed bytes again as they are.
    pub(super) fn send_sealed(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        consumer_id: &EntityId,
        bytes: &[u8],
    ) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        match transport.connection.rtp_route() {
            Some(Route::Network(tuple)) => self
                .outboxes
                .open(&mut transport.slot, &transport.id, &tuple)
                .push(bytes),
            Some(Route::ControlPlane) => self.events.push_back(Event::ConsumerRtp {
                consumer_id: consumer_id.clone(),
                packet: bytes.to_vec(),
            }),
            None => return,
        }
        if let Some(estimation) = &mut transport.estimation {
            estimation.handle_unnumbered(now, bytes.len());
        }
        transport.counters.sent.add(now, bytes.len());
        transport.counters.rtx_sent.add(now, bytes.len());
    }

    /// The bytes that a transport sent last in this turn.
    fn last_sent(&mut self, key: Key<Transport>, is_held: bool) -> Option<&[u8]> {
        let transport = self.transports.get_mut(key)?;
        if is_held {
            let held = transport.estimation.as_ref()?.pacer.last()?;
            return Some(&held.datagram);
        }
        match transport.connection.rtp_route()? {
            Route::Network(tuple) => self
                .outboxes
                .open(&mut transport.slot, &transport.id, &tuple)
                .last(),
            Route::ControlPlane => match self.events.back() {
                Some(Event::ConsumerRtp { packet, .. }) => Some(packet),
                _ => None,
            },
        }
    }

    /// Sends one packet to a consumer's receiver and keeps it for repair.
    fn forward(
        &mut self,
        now: Instant,
        consumer: &mut Consumer,
        outgoing: &OutgoingRtp,
        packet: &RtpPacket<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) {
        let OutgoingRtp {
            header, rewrite, ..
        } = outgoing;
        let key = consumer.transport;
        let Some(OutgoingStream { send, writer, .. }) = consumer.streams.get_mut(outgoing.stream)
        else {
            return;
        };
        let writing = Writing {
            consumer_id: &consumer.id,
            writer,
            header,
            packet,
            rewrite,
            osn: None,
        };
        if outgoing.is_withheld {
            let length = packet.bytes().len();
            self.withhold(now, key, writer.is_numbered(), length);
            // Pictures are repaired like any lost packet, or the receiver would stand still. Lost sound is not waited for, and sent
            // again it would no longer be lost to the receiver's count.
            if send.store_kind() == StoreKind::Shared {
                self.keep(now, send, outgoing, packet, shared);
            }
            return;
        }
        let Some(sent) = self.send(now, key, &writing) else {
            return;
        };
        send.handle_sent(now, header, sent.plain_length, packet.payload().len());
        match send.store_kind() {
            StoreKind::Nothing => {}
            StoreKind::Shared => self.keep(now, send, outgoing, packet, shared),
            // Nor is other lost sound sent again, or it would not be like a canary.
            StoreKind::Sealed if consumer.canaries.is_some() => {}
            StoreKind::Sealed => {
                if let Some(sealed) = self.last_sent(key, sent.is_held) {
                    send.store_sealed(now, header, sealed);
                }
            }
        }
    }

    /// Keeps the producer's packet for repair.
    fn keep(
        &mut self,
        now: Instant,
        send: &mut SendStream,
        outgoing: &OutgoingRtp,
        packet: &RtpPacket<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) {
        if shared.is_none() {
            *shared = self.pool.keep(packet);
        }
        if let Some(shared) = shared {
            let (header, rewrite) = (&outgoing.header, outgoing.rewrite);
            send.store_shared(now, header, Rc::clone(shared), rewrite, self.pool);
        }
    }
}

impl Router {
    /// Opens a datagram and passes it on.
    pub(super) fn receive(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        tuple: TransportTuple,
        datagram: &mut [u8],
    ) -> Result<(), DropReason> {
        let transport = self
            .transports
            .get_mut(key)
            .ok_or(DropReason::UnknownTransport)?;
        transport.counters.received.add(now, datagram.len());
        let inbound = self
            .with_connection(now, key, |connection, wire| {
                connection.handle_datagram(now, tuple, datagram, wire)
            })
            .ok_or(DropReason::UnknownTransport)?;
        if self
            .transports
            .get(key)
            .is_some_and(|transport| transport.connection.has_latched())
        {
            self.after_connection(now, key);
        }
        match inbound {
            Ok(Inbound::Rtp(length)) => {
                let packet = datagram.get_mut(..length).ok_or(DropReason::RtpMalformed)?;
                self.handle_rtp(now, key, packet)
            }
            Ok(Inbound::Rtcp(length)) => {
                let packet = datagram.get(..length).ok_or(DropReason::RtcpMalformed)?;
                self.handle_rtcp(now, key, packet)
            }
            Ok(Inbound::Handled) => {
                self.after_connection(now, key);
                Ok(())
            }
            Err(reason) => Err(reason),
        }
    }

    /// Takes an opened RTP packet.
    pub(super) fn handle_rtp(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        bytes: &mut [u8],
    ) -> Result<(), DropReason> {
        let length = bytes.len();
        let transport = self
            .transports
            .get_mut(key)
            .ok_or(DropReason::UnknownTransport)?;
        let layout = PacketLayout::parse(bytes).map_err(|_| DropReason::RtpMalformed)?;
        let packet = RtpPacket::from_parts(bytes, layout);
        let ssrc = packet.ssrc();
        if let Some(feedback) = &mut transport.feedback
            && let Some(wide_seq) = packet.transport_wide_cc(&transport.extensions)
        {
            let due_at = feedback.poll_at();
            feedback.handle_packet(now, wide_seq, ssrc);
            if feedback.poll_at() != due_at {
                self.schedule_transport(key);
            }
        }
        let transport = self
            .transports
            .get_mut(key)
            .ok_or(DropReason::UnknownTransport)?;
        let producer_key = transport
            .listener
            .find_ssrc(ssrc)
            .or_else(|| {
                let ids = &transport.extensions;
                let rid = packet.rid(ids).or_else(|| packet.repaired_rid(ids));
                transport.listener.find_identified(packet.mid(ids), rid)
            })
            .ok_or(DropReason::NoProducer)?;
        let producer = self
            .producers
            .get_mut(producer_key)
            .ok_or(DropReason::NoProducer)?;
        let mut numbered = std::mem::take(&mut self.packet_scratch);
        let (bytes, layout) = match producer.packet_id_to_add(&packet) {
            Some(id) => {
                let number = self.next_packet_id.to_be_bytes();
                self.next_packet_id = self.next_packet_id.wrapping_add(1);
                match rtp::write_with_element(&packet, (id, &number), &mut numbered)
                    .then(|| PacketLayout::parse(&numbered))
                {
                    Some(Ok(layout)) => (numbered.as_mut_slice(), layout),
                    _ => (bytes, layout),
                }
            }
            None => (bytes, layout),
        };
        let (arrival, incoming) = producer.receive(now, bytes, layout);
        if let Some(ssrc) = arrival.latched_ssrc {
            transport.listener.latch(ssrc, producer_key);
            for retired in &arrival.retired_ssrcs {
                transport.listener.forget(*retired);
            }
        }
        match &incoming {
            Ok(incoming) if incoming.is_rtx => transport.counters.rtx_received.add(now, length),
            Err(DropReason::RtxRejected) => transport.counters.rtx_received.add(now, length),
            Ok(_) => transport.counters.rtp_received.add(now, length),
            Err(_) => {}
        }
        if let Some(encoding_index) = arrival.new_encoding {
            let begins_with_key_frame = incoming
                .as_ref()
                .is_ok_and(|incoming| incoming.received.payload.is_key_frame());
            self.begin_encoding(now, producer_key, encoding_index, begins_with_key_frame);
        }
        if arrival.liveness_changed {
            self.reconsider_layers_of(now, producer_key);
        }
        let result = incoming.map(|incoming| self.distribute(now, producer_key, &incoming));
        self.packet_scratch = numbered;
        self.poll_producer(now, producer_key);
        self.schedule_producer(producer_key);
        result
    }

    /// A producer's encoding began: its first packets may be lost already, so a key frame is asked for.
    fn begin_encoding(
        &mut self,
        now: Instant,
        key: Key<Producer>,
        encoding_index: usize,
        begins_with_key_frame: bool,
    ) {
        if let Some(producer) = self.producers.get_mut(key)
            && producer.kind == MediaKind::Video
            && let Some(Some(encoding)) = producer.encodings.get_mut(encoding_index)
        {
            if begins_with_key_frame {
                encoding.stream.set_key_frame_at_hand(true);
            } else {
                encoding.stream.request_key_frame(now);
            }
        }
        self.tell_producer_score(key);
        self.reconsider_layers_of(now, key);
        if let Some(producer) = self.producers.get_mut(key)
            && let Some(Some(encoding)) = producer.encodings.get_mut(encoding_index)
        {
            encoding.stream.set_key_frame_at_hand(false);
        }
    }

    /// Shows a packet to everybody who wants it.
    fn distribute(&mut self, now: Instant, key: Key<Producer>, incoming: &IncomingRtp<'_>) {
        let Some(producer) = self
            .producers
            .get_mut(key)
            .filter(|producer| !producer.paused)
        else {
            return;
        };
        if !producer.trace_types.is_empty()
            && let Some(info) = traced_arrival(producer, incoming)
        {
            let timestamp_ms = self.clock.timestamp_ms(now);
            self.events.push_back(Event::ProducerTrace {
                producer_id: producer.id.clone(),
                timestamp_ms,
                info,
            });
        }
        match producer.kind {
            MediaKind::Audio => {
                if !producer.observers.is_empty()
                    && let Some(level) = incoming.packet.audio_level(&producer.extensions)
                {
                    for observer in &producer.observers {
                        if let Some(observer) = self.observers.get_mut(*observer) {
                            observer.handle_level(now, key, level.minus_dbov);
                        }
                    }
                }
            }
            MediaKind::Video => {
                let orientation = incoming.packet.video_orientation(&producer.extensions);
                if let Some(orientation) = orientation
                    && producer.orientation != Some(orientation)
                {
                    producer.orientation = Some(orientation);
                    let producer_id = producer.id.clone();
                    self.events.push_back(Event::ProducerVideoOrientation {
                        producer_id,
                        orientation,
                    });
                }
            }
        }
        let producer = &*producer;
        let mut egress = Egress {
            transports: &mut self.transports,
            outboxes: &mut self.outboxes,
            drops: &mut self.drops,
            clock: &self.clock,
            events: &mut self.events,
            pool: &mut self.pool,
            padding: self.padding,
            timers: &mut self.timers,
        };
        let mut shared = None;
        let mut wants_key_frame = false;
        for consumer in &producer.consumers {
            let Some(consumer) = self.consumers.get_mut(*consumer) else {
                continue;
            };
            let outgoing = match consumer.forward(now, producer, incoming, &mut shared) {
                Forwarding::Send(outgoing) => outgoing,
                Forwarding::Nothing => continue,
                Forwarding::AskKeyFrame => {
                    wants_key_frame = true;
                    continue;
                }
            };
            tell_layers(egress.events, consumer, producer, &outgoing);
            egress.forward(now, consumer, &outgoing, &incoming.packet, &mut shared);
            if !consumer.trace_types.is_empty()
                && !outgoing.is_withheld
                && let Some(info) = traced_departure(consumer, &outgoing, incoming)
            {
                let timestamp_ms = self.clock.timestamp_ms(now);
                let consumer_id = consumer.id.clone();
                egress.events.push_back(Event::ConsumerTrace {
                    consumer_id,
                    timestamp_ms,
                    info,
                });
            }
            if outgoing.is_sync {
                for held in consumer.take_held(outgoing.stream) {
                    forward_held(&mut egress, now, consumer, producer, held);
                }
            }
        }
        if wants_key_frame
            && let Some(producer) = self.producers.get_mut(key)
            && let Some(Some(encoding)) = producer.encodings.get_mut(incoming.encoding_index)
        {
            encoding.stream.request_key_frame(now);
        }
        self.keep_for_newcomers(now, key, incoming, shared);
    }
}

/// Forwards a packet that came before the first one of its key frame.
pub(super) fn forward_held(
    egress: &mut Egress<'_>,
    now: Instant,
    consumer: &mut Consumer,
    producer: &Producer,
    held: HeldPacket,
) {
    let incoming = held.incoming();
    let mut shared = Some(held.packet.clone());
    if let Forwarding::Send(outgoing) = consumer.forward(now, producer, &incoming, &mut shared) {
        tell_layers(egress.events, consumer, producer, &outgoing);
        egress.forward(now, consumer, &outgoing, &incoming.packet, &mut shared);
    }
}

/// Tells that other layers are sent from this packet on; after a switch the score is another stream's too.
fn tell_layers(
    events: &mut VecDeque<Event>,
    consumer: &Consumer,
    producer: &Producer,
    outgoing: &OutgoingRtp,
) {
    if outgoing.layers_changed {
        events.push_back(Event::ConsumerLayers {
            consumer_id: consumer.id.clone(),
            layers: consumer.current_layers().map(Into::into),
        });
    }
    if outgoing.switched {
        events.push_back(Event::ConsumerScore {
            consumer_id: consumer.id.clone(),
            score: consumer.score(producer),
        });
    }
}

/// Sets the padding bit of the packet that begins at `start` and appends the padding, whose last byte counts it (RFC 3550 §5.1).
fn pad(buffer: &mut Vec<u8>, start: usize, padding: u8) {
    if let Some(first) = buffer.get_mut(start) {
        *first |= 0x20;
        buffer.resize(buffer.len() + usize::from(padding) - 1, 0);
        buffer.push(padding);
    }
}

pub(super) fn patch(buffer: &mut [u8], at: usize, value: &[u8]) {
    if let Some(place) = buffer.get_mut(at..at + value.len()) {
        place.copy_from_slice(value);
    }
}
