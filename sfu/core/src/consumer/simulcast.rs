//! A consumer of several encodings of one source: one of them goes on, and another follows at its next key frame.

use super::Verdict;
use super::held::HeldPackets;
use super::layers::{LayerWishes, Layers};
use super::temporal::{TemporalFilter, TemporalVerdict};
use super::wish::KeyFrameWish;
use crate::codec::Codec;
use crate::producer::{HeldPacket, IncomingRtp};
use crate::rtp::SharedPacket;
use std::rc::Rc;
use std::time::Instant;

/// The forwarding state of a simulcast consumer.
#[derive(Debug)]
pub(super) struct Simulcast {
    pub(super) wishes: LayerWishes,
    has_key_frames: bool,
    /// Spatial layer that is sent.
    current: Option<u8>,
    /// What is sent has to begin anew with a key frame.
    needs_sync: bool,
    temporal: TemporalFilter,
    /// Of the layer that a key frame is waited for of.
    held: HeldPackets,
    wish: KeyFrameWish,
    /// The receiver's line is slow: a key frame that is left at once is not worth its time.
    spares_key_frames: bool,
}

impl Simulcast {
    pub(super) fn new(codec: Codec, wishes: LayerWishes) -> Simulcast {
        Simulcast {
            wishes,
            has_key_frames: codec.has_key_frames(),
            current: None,
            needs_sync: true,
            temporal: TemporalFilter::default(),
            held: HeldPackets::default(),
            wish: KeyFrameWish::default(),
            spares_key_frames: false,
        }
    }

    /// Layers that are sent: the spatial one, and the highest temporal one that was seen of it.
    pub(super) fn current(&self) -> Option<Layers> {
        self.current.map(|spatial| Layers {
            spatial,
            temporal: self.temporal.sent(),
        })
    }

    /// Aims at other layers; true when a key frame is needed to get there. `is_slow` is about the receiver's line.
    pub(super) fn aim(&mut self, now: Instant, target: Option<Layers>, is_slow: bool) -> bool {
        self.spares_key_frames = is_slow;
        let before = self.wishes.target.map(|target| target.spatial);
        self.wishes.aim(target);
        let Some(target) = self.wishes.target else {
            self.current = None;
            self.needs_sync = true;
            self.held.clear();
            return false;
        };
        if before != Some(target.spatial) {
            self.held.clear();
        }
        if self.current == Some(target.spatial) {
            self.temporal.set_target(self.wishes.temporal_limit());
        }
        let goes_on = self.current == Some(target.spatial) && !self.needs_sync;
        if goes_on || before == Some(target.spatial) {
            // Nothing is needed, or asked for already.
            return false;
        }
        self.wish.begin(now);
        true
    }

    /// What follows is to start anew at the receiver.
    pub(super) fn require_sync(&mut self, now: Instant) {
        self.needs_sync = true;
        self.held.clear();
        self.wish.begin(now);
    }

    pub(super) fn forget_held(&mut self) {
        self.held.clear();
    }

    pub(super) fn take_held(&mut self) -> Vec<HeldPacket> {
        self.held.take()
    }

    /// Decides about a packet of this spatial layer.
    pub(super) fn judge(
        &mut self,
        now: Instant,
        layer: u8,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Verdict {
        let Some(target) = self.wishes.target else {
            return Verdict::Ignore;
        };
        let is_current = self.current == Some(layer);
        let is_switch = !is_current && layer == target.spatial;
        if !is_current && !is_switch {
            return Verdict::Ignore;
        }
        if is_current && layer != target.spatial && self.is_spared(now, incoming) {
            self.needs_sync = true;
            return Verdict::Ignore;
        }
        let begins_anew = is_switch || self.needs_sync;
        if begins_anew && self.has_key_frames && !incoming.received.payload.is_key_frame() {
            if is_current && layer != target.spatial {
                // It is left for the target anyway, whose packets are the ones to hold.
                return Verdict::Ignore;
            }
            self.held.hold(incoming, shared);
            return Verdict::Wait {
                ask: self.wish.is_overdue(now),
            };
        }
        if incoming.packet.payload().is_empty() {
            return if is_current {
                Verdict::Drop
            } else {
                Verdict::Ignore
            };
        }
        if begins_anew {
            self.current = Some(layer);
            self.needs_sync = false;
            self.temporal.set_target(self.wishes.temporal_limit());
            self.temporal.sync();
            self.held.keep_after(incoming);
        }
        match self.temporal.judge(&incoming.received.payload) {
            TemporalVerdict::Drop => Verdict::Drop,
            TemporalVerdict::Forward(rewrite) if begins_anew => Verdict::Sync {
                rewrite,
                switched: is_switch,
            },
            TemporalVerdict::Forward(rewrite) => Verdict::Forward { rewrite },
        }
    }

    /// Whether this is a key frame of the encoding that is about to be left, made together with the one that is waited for. Over a
    /// slow line both would take twice the time, in which the picture stands still.
    fn is_spared(&self, now: Instant, incoming: &IncomingRtp<'_>) -> bool {
        self.spares_key_frames
            && self.has_key_frames
            && self.wish.is_fresh(now)
            && incoming.received.payload.is_key_frame()
    }

    /// The stream that is sent began anew with a new clock and new numbers, in the middle of its pictures.
    pub(super) fn handle_restart(&mut self) {
        self.temporal.sync();
    }
}

#[cfg(test)]
mod tests;
