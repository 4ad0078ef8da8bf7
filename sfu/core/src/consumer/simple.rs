//! A consumer of a producer with one encoding: everything goes on, video from a key frame on.

use crate::ortc::MimeType;
use crate::producer::IncomingRtp;
use crate::rtp::SharedPacket;
use crate::stream::Received;
use std::collections::VecDeque;
use std::rc::Rc;

/// Packets held while a key frame is waited for, because its first packet may be late (lost and repaired); what followed it
/// is then still there. Higher: large key frames whose start was lost survive. Lower: less memory while waiting.
const MAX_HELD: usize = 60;

/// What happens to a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes out.
    Forward,
    /// It goes out, and the receiver starts anew with it.
    Sync,
    /// It does not, and leaves no gap.
    Drop,
    /// It does not, because the receiver could not decode it; it is held for a while in case a key frame begins before it.
    Wait,
}

/// A packet that may follow the first packet of a key frame, which has not come.
#[derive(Debug)]
pub(crate) struct HeldPacket {
    pub(crate) packet: Rc<SharedPacket>,
    pub(crate) received: Received,
    pub(crate) encoding_index: usize,
    pub(crate) mapped_payload_type: u8,
}

/// The forwarding state of a simple consumer.
#[derive(Debug)]
pub(super) struct SimpleConsumer {
    has_key_frames: bool,
    ignore_dtx: bool,
    needs_sync: bool,
    held: VecDeque<HeldPacket>,
}

impl SimpleConsumer {
    pub(super) fn new(mime_type: MimeType, ignore_dtx: bool) -> SimpleConsumer {
        let codec = crate::codec::Codec::from_mime_type(&mime_type.to_string());
        SimpleConsumer {
            has_key_frames: codec.has_key_frames(),
            ignore_dtx,
            needs_sync: true,
            held: VecDeque::new(),
        }
    }

    pub(super) fn require_sync(&mut self) {
        self.needs_sync = true;
        self.held.clear();
    }

    pub(super) fn forget_held(&mut self) {
        self.held = VecDeque::new();
    }

    /// Held packets newer than the first packet of the key frame, oldest first.
    pub(super) fn take_held(&mut self) -> Vec<HeldPacket> {
        let mut held: Vec<HeldPacket> = std::mem::take(&mut self.held).into();
        if let Some(reference) = held.first().map(|first| first.packet.packet().seq()) {
            held.sort_by_key(|entry| entry.packet.packet().seq().distance_from(reference));
        }
        held
    }

    pub(super) fn judge(
        &mut self,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Verdict {
        let is_key_frame = incoming.received.payload.is_key_frame();
        if self.needs_sync && self.has_key_frames && !is_key_frame {
            self.hold(incoming, shared);
            return Verdict::Wait;
        }
        if incoming.packet.payload().is_empty()
            || (self.ignore_dtx && incoming.received.payload.is_dtx())
        {
            return Verdict::Drop;
        }
        if std::mem::take(&mut self.needs_sync) {
            let first = incoming.packet.seq();
            self.held
                .retain(|held| held.packet.packet().seq().is_newer_than(first));
            return Verdict::Sync;
        }
        Verdict::Forward
    }

    fn hold(&mut self, incoming: &IncomingRtp<'_>, shared: &mut Option<Rc<SharedPacket>>) {
        if incoming.packet.payload().is_empty() {
            return;
        }
        if self.held.len() >= MAX_HELD {
            self.held.pop_front();
        }
        let packet = shared
            .get_or_insert_with(|| Rc::new(SharedPacket::new(&incoming.packet)))
            .clone();
        self.held.push_back(HeldPacket {
            packet,
            received: incoming.received,
            encoding_index: incoming.encoding_index,
            mapped_payload_type: incoming.mapped_payload_type,
        });
    }
}
