//! Which layers consumers aim at, and what follows when they go over.

use super::{Event, Router};
use crate::consumer::{Consumer, KeyFrameReason, LayerOffer, Layers};
use crate::producer::Producer;
use crate::router::slab::Key;
use std::time::Instant;

impl Router {
    /// What an allocator of bitrate chooses from; none for a consumer without layers or one that is not active.
    pub(super) fn layer_offer(&mut self, now: Instant, key: Key<Consumer>) -> Option<LayerOffer> {
        let consumer = self
            .consumers
            .get(key)
            .filter(|consumer| consumer.is_active())?;
        let producer = self.producers.get_mut(consumer.producer)?;
        consumer.layer_offer(now, producer)
    }

    /// Makes a consumer aim at other layers, none to send nothing. It goes over when a key frame of the target's encoding
    /// comes, which is asked for here; what is sent goes on until then.
    pub(super) fn set_target_layers(
        &mut self,
        now: Instant,
        key: Key<Consumer>,
        target: Option<Layers>,
    ) {
        let Some(consumer) = self.consumers.get_mut(key) else {
            return;
        };
        let is_slow = self
            .transports
            .get(consumer.transport)
            .and_then(|transport| transport.estimation.as_ref())
            .is_some_and(|estimation| estimation.pacer.is_slow());
        let before = consumer.current_layers();
        let needs_key_frame = consumer.set_target_layers(now, target, is_slow);
        let current = consumer.current_layers();
        if current != before {
            self.events.push_back(Event::ConsumerLayers {
                consumer_id: consumer.id.clone(),
                layers: current.map(Into::into),
            });
        }
        if needs_key_frame {
            self.ask_for_key_frame(now, key, KeyFrameReason::Begin);
        }
    }

    /// What a consumer may aim at has changed: its activity, its preference, or what its producer sends.
    ///
    /// With an allocator only a target that is not sent any more is left here, for the best below it; everything else is for
    /// the allocator to decide.
    pub(super) fn reconsider_layers(&mut self, now: Instant, key: Key<Consumer>) {
        let transport = self.consumers.get(key).map(|consumer| consumer.transport);
        if let Some(transport) = transport
            && self.is_estimated(transport)
        {
            self.allocate(now, transport);
            return;
        }
        let is_allocated = self
            .consumers
            .get(key)
            .is_some_and(|consumer| consumer.is_allocated);
        let Some(offer) = self.layer_offer(now, key) else {
            return;
        };
        let target = match offer.target {
            Some(target) if is_allocated => {
                let is_alive = offer
                    .spatial_layers
                    .get(usize::from(target.spatial))
                    .is_some_and(|layer| layer.is_alive);
                if is_alive {
                    return;
                }
                offer.best_within(target)
            }
            None if is_allocated => return,
            _ => offer.best(),
        };
        if target.is_some() && target != offer.target {
            self.set_target_layers(now, key, target);
        }
    }

    /// An encoding of a producer began, vanished or came back.
    pub(super) fn reconsider_layers_of(&mut self, now: Instant, key: Key<Producer>) {
        let Some(producer) = self.producers.get(key) else {
            return;
        };
        for consumer in producer.consumers.clone() {
            self.reconsider_layers(now, consumer);
        }
    }
}
