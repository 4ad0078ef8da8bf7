//! Consumers that have sent nothing yet: their first picture should not wait for anything but the network.

use super::Router;
use super::forwarding::{Egress, forward_held};
use crate::consumer::Consumer;
use crate::ortc::MediaKind;
use crate::producer::{HeldPacket, IncomingRtp, Producer};
use crate::router::slab::Key;
use crate::rtp::SharedPacket;
use std::rc::Rc;
use std::time::Instant;

impl Router {
    /// Keeps a packet for newcomers while its key frame is recent. `shared` is its copy for all consumers, if one of them needed it.
    pub(super) fn keep_for_newcomers(
        &mut self,
        now: Instant,
        key: Key<Producer>,
        incoming: &IncomingRtp<'_>,
        shared: Option<Rc<SharedPacket>>,
    ) {
        let Some(producer) = self.producers.get_mut(key) else {
            return;
        };
        if producer.kind == MediaKind::Video
            && let Some(Some(encoding)) = producer.encodings.get_mut(incoming.encoding_index)
            && encoding.recent.wants(now, incoming)
            && let Some(packet) = shared.or_else(|| self.pool.keep(&incoming.packet))
        {
            encoding.recent.keep(incoming, packet);
        }
    }

    /// Asks for key frames of what a new consumer may want while its receiver still shakes hands, so that they are there when media may flow.
    pub(super) fn ask_ahead(&mut self, now: Instant, key: Key<Consumer>) {
        let Some(consumer) = self.consumers.get(key) else {
            return;
        };
        let producer_key = consumer.producer;
        let Some(producer) = self.producers.get_mut(producer_key) else {
            return;
        };
        if producer.kind != MediaKind::Video || producer.paused {
            return;
        }
        for mapped_ssrc in consumer.eligible_sources() {
            if let Some(encoding) = producer.stream_of_mapped_ssrc_mut(mapped_ssrc)
                && encoding.recent.packets(now).is_empty()
            {
                encoding.stream.request_key_frame(now);
            }
        }
        self.poll_producer(now, producer_key);
        self.schedule_producer(producer_key);
    }

    /// Sends a consumer what came since a recent key frame.
    pub(super) fn begin_with(&mut self, now: Instant, key: Key<Consumer>, recent: Vec<HeldPacket>) {
        let Some(consumer) = self.consumers.get_mut(key) else {
            return;
        };
        let Some(producer) = self.producers.get(consumer.producer) else {
            return;
        };
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
        for held in recent {
            forward_held(&mut egress, now, consumer, producer, held);
        }
    }
}
