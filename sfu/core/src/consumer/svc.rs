//! A consumer of one encoding with several layers in it.
//!
//! Temporal layers of VP8 are chosen here. The layers of other codecs go on whole: the receiver takes the highest, whatever is
//! aimed at, as long as anything is.

use super::Verdict;
use super::layers::{LayerWishes, Layers};
use super::simple::Gate;
use super::temporal::{TemporalFilter, TemporalVerdict};
use crate::codec::Codec;
use crate::producer::{HeldPacket, IncomingRtp};
use crate::rtp::SharedPacket;
use std::rc::Rc;
use std::time::Instant;

/// The forwarding state of an SVC consumer.
#[derive(Debug)]
pub(super) struct Svc {
    pub(super) wishes: LayerWishes,
    codec: Codec,
    gate: Gate,
    temporal: TemporalFilter,
    is_sent: bool,
}

impl Svc {
    pub(super) fn new(codec: Codec, wishes: LayerWishes) -> Svc {
        Svc {
            wishes,
            codec,
            gate: Gate::new(codec, false),
            temporal: TemporalFilter::default(),
            is_sent: false,
        }
    }

    /// Layers that are sent.
    pub(super) fn current(&self) -> Option<Layers> {
        self.is_sent.then(|| Layers {
            spatial: self.wishes.spatial_layers - 1,
            temporal: self.temporal.sent(),
        })
    }

    /// Aims at other layers; true when a key frame is needed to get there.
    pub(super) fn aim(&mut self, now: Instant, target: Option<Layers>) -> bool {
        let had_target = self.wishes.target.is_some();
        self.wishes.aim(target);
        self.temporal.set_target(self.temporal_limit());
        match (had_target, self.wishes.target.is_some()) {
            (false, true) => {
                self.gate.require_sync(now);
                true
            }
            (_, false) => {
                self.is_sent = false;
                self.gate.forget_held();
                false
            }
            _ => false,
        }
    }

    fn temporal_limit(&self) -> Option<u8> {
        self.wishes
            .temporal_limit()
            .filter(|_| self.codec == Codec::Vp8)
    }

    pub(super) fn require_sync(&mut self, now: Instant) {
        self.gate.require_sync(now);
    }

    pub(super) fn forget_held(&mut self) {
        self.gate.forget_held();
    }

    pub(super) fn take_held(&mut self) -> Vec<HeldPacket> {
        self.gate.take_held()
    }

    pub(super) fn judge(
        &mut self,
        now: Instant,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Verdict {
        if self.wishes.target.is_none() {
            return Verdict::Ignore;
        }
        let begins_anew = match self.gate.judge(now, incoming, shared) {
            Verdict::Forward { .. } => false,
            Verdict::Sync { .. } => {
                self.temporal.set_target(self.temporal_limit());
                self.temporal.sync();
                true
            }
            held => return held,
        };
        match self.temporal.judge(&incoming.received.payload) {
            TemporalVerdict::Drop => Verdict::Drop,
            TemporalVerdict::Forward(rewrite) if begins_anew => {
                let switched = !std::mem::replace(&mut self.is_sent, true);
                Verdict::Sync { rewrite, switched }
            }
            TemporalVerdict::Forward(rewrite) => Verdict::Forward { rewrite },
        }
    }

    pub(super) fn handle_restart(&mut self) {
        self.temporal.sync();
    }
}
