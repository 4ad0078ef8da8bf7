//! Canaries of a consumer: switched on and off, read, and kept from the line.

use super::Router;
use super::forwarding::Egress;
use super::slab::Key;
use crate::consumer::{Canaries, CanaryCounts, CanaryPlan, Consumer};
use crate::ortc::{MediaKind, ModelError, ProducerType, type_error};
use crate::rtp::SeqNo;
use crate::stream::StoreKind;
use crate::transport::Transport;
use crate::transport::estimation::PacedPacket;
use std::time::Instant;

impl Router {
    /// Withholds some of a consumer's packets by this plan from now on, none for nothing. `seed` is used when the consumer has had no
    /// canaries before; it has to be secret and random. An error for a consumer that bears none, see [`can_withhold`].
    pub fn set_canaries(
        &mut self,
        consumer_id: &str,
        plan: Option<CanaryPlan>,
        seed: [u8; 32],
    ) -> Result<(), ModelError> {
        let key = self.consumer_key(consumer_id)?;
        let Some(consumer) = self.consumers.get_mut(key) else {
            return Err(ModelError::NotFound("Consumer not found".to_owned()));
        };
        if plan.is_some() && !can_withhold(consumer) {
            return Err(type_error("this Consumer bears no canaries"));
        }
        if plan.is_some() || consumer.canaries.is_some() {
            consumer
                .canaries
                .get_or_insert_with(|| Box::new(Canaries::new(seed)))
                .set_plan(plan);
        }
        Ok(())
    }

    /// What became of a consumer's canaries; none where it never had any.
    pub fn canary_counts(&mut self, now: Instant, consumer_id: &str) -> Option<CanaryCounts> {
        let key = self.consumer_key(consumer_id).ok()?;
        let consumer = self.consumers.get_mut(key)?;
        let can_name = consumer
            .streams
            .iter()
            .all(|stream| stream.send.params().nack);
        Some(consumer.canaries.as_mut()?.counts(now, can_name))
    }
}

/// Sound bears the loss of a packet. A picture does where it is repaired on a stream of its own: without repair it stands still, and what
/// is sent again under its old number no longer counts as lost. A pipe's receiver is a router.
fn can_withhold(consumer: &Consumer) -> bool {
    let is_repaired_apart = || {
        consumer
            .streams
            .iter()
            .all(|stream| stream.send.store_kind() == StoreKind::Shared)
    };
    consumer.consumer_type != ProducerType::Pipe
        && (consumer.kind == MediaKind::Audio || is_repaired_apart())
}

impl Egress<'_> {
    /// Uses up a number of the transport as a packet of this length would, in its turn: a receiver that counts those numbers too must
    /// find the packet missing among them as well.
    pub(super) fn withhold(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        is_numbered: bool,
        length: usize,
    ) {
        let Some(transport) = self.transports.get_mut(key).filter(|_| is_numbered) else {
            return;
        };
        let seq = SeqNo(transport.next_wide_seq);
        transport.next_wide_seq = transport.next_wide_seq.wrapping_add(1);
        let Some(estimation) = &mut transport.estimation else {
            return;
        };
        if estimation.pacer.passes(now, length) {
            estimation.handle_sent(now, seq, length);
            return;
        }
        let packet = PacedPacket {
            seq,
            datagram: vec![0; length],
            is_withheld: true,
        };
        self.hold(now, key, packet);
    }
}
