//! Packets held back while the first one of their key frame is missing: it may be late, lost or repaired.

use crate::producer::{HeldPacket, IncomingRtp};
use crate::rtp::SharedPacket;
use std::collections::VecDeque;
use std::rc::Rc;

/// Packets held for one stream.
/// Higher: large key frames whose start was lost survive. Lower: less memory while waiting.
const MAX_HELD: usize = 60;

/// The packets of one stream that wait for the first one of their key frame.
#[derive(Debug, Default)]
pub(super) struct HeldPackets(VecDeque<HeldPacket>);

impl HeldPackets {
    /// Keeps a packet; the oldest makes room. `shared` is its copy for all consumers, made when the first one needs it.
    pub(super) fn hold(
        &mut self,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) {
        if incoming.packet.payload().is_empty() {
            return;
        }
        if self.0.len() >= MAX_HELD {
            self.0.pop_front();
        }
        let packet = shared
            .get_or_insert_with(|| Rc::new(SharedPacket::new(&incoming.packet)))
            .clone();
        self.0.push_back(HeldPacket::new(incoming, packet));
    }

    /// The key frame began with `first`: only what follows it is of use.
    pub(super) fn keep_after(&mut self, first: &IncomingRtp<'_>) {
        let (seq, encoding_index) = (first.packet.seq(), first.encoding_index);
        self.0.retain(|held| {
            held.encoding_index == encoding_index && held.packet.packet().seq().is_newer_than(seq)
        });
    }

    /// Takes everything, oldest first.
    pub(super) fn take(&mut self) -> Vec<HeldPacket> {
        let mut held: Vec<HeldPacket> = std::mem::take(&mut self.0).into();
        if let Some(reference) = held.first().map(|first| first.packet.packet().seq()) {
            held.sort_by_key(|entry| entry.packet.packet().seq().distance_from(reference));
        }
        held
    }

    /// Forgets everything.
    pub(super) fn clear(&mut self) {
        self.0 = VecDeque::new();
    }
}
