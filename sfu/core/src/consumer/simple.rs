//! One encoding forwarded whole: everything goes on, video from a key frame on. A simple consumer has one such gate, a pipe
//! consumer one for each encoding.

use super::Verdict;
use super::held::HeldPackets;
use super::wish::KeyFrameWish;
use crate::codec::Codec;
use crate::producer::{HeldPacket, IncomingRtp};
use crate::rtp::{PayloadRewrite, SharedPacket};
use std::rc::Rc;
use std::time::Instant;

/// The forwarding state of one encoding.
#[derive(Debug)]
pub(super) struct Gate {
    has_key_frames: bool,
    ignore_dtx: bool,
    needs_sync: bool,
    held: HeldPackets,
    wish: KeyFrameWish,
}

impl Gate {
    pub(super) fn new(codec: Codec, ignore_dtx: bool) -> Gate {
        Gate {
            has_key_frames: codec.has_key_frames(),
            ignore_dtx,
            needs_sync: true,
            held: HeldPackets::default(),
            wish: KeyFrameWish::default(),
        }
    }

    pub(super) fn require_sync(&mut self, now: Instant) {
        self.needs_sync = true;
        self.held.clear();
        self.wish.begin(now);
    }

    pub(super) fn forget_held(&mut self) {
        self.held.clear();
    }

    /// Held packets newer than the first packet of the key frame, oldest first.
    pub(super) fn take_held(&mut self) -> Vec<HeldPacket> {
        self.held.take()
    }

    pub(super) fn judge(
        &mut self,
        now: Instant,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Verdict {
        let is_key_frame = incoming.received.payload.is_key_frame();
        if self.needs_sync && self.has_key_frames && !is_key_frame {
            self.held.hold(incoming, shared);
            return Verdict::Wait {
                ask: self.wish.is_overdue(now),
            };
        }
        if incoming.packet.payload().is_empty()
            || (self.ignore_dtx && incoming.received.payload.is_dtx())
        {
            return Verdict::Drop;
        }
        let rewrite = PayloadRewrite::NONE;
        if std::mem::take(&mut self.needs_sync) {
            self.held.keep_after(incoming);
            return Verdict::Sync {
                rewrite,
                switched: false,
            };
        }
        Verdict::Forward { rewrite }
    }
}
