//! Which packets of its producer a consumer forwards.

use super::layers::{LayerWishes, Layers};
use super::simple::Gate;
use super::simulcast::Simulcast;
use super::svc::Svc;
use crate::codec::Codec;
use crate::ortc::ProducerType;
use crate::producer::{HeldPacket, IncomingRtp};
use crate::rtp::{PayloadRewrite, SharedPacket};
use std::rc::Rc;
use std::time::Instant;

/// What happens to a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Verdict {
    /// It goes out.
    Forward { rewrite: PayloadRewrite },
    /// It goes out, and the receiver starts anew with it.
    Sync {
        rewrite: PayloadRewrite,
        /// Another encoding than before is sent from here on.
        switched: bool,
    },
    /// It does not, and leaves no gap.
    Drop,
    /// It is none of the stream that is sent.
    Ignore,
    /// It does not, because the receiver could not decode it; it is held for a while in case a key frame begins before it.
    Wait {
        /// A key frame is to be asked for again.
        ask: bool,
    },
}

/// How a consumer chooses; the kinds are those of [`ProducerType`].
#[derive(Debug)]
pub(super) enum Selection {
    /// One encoding.
    Simple(Gate),
    /// One of several encodings.
    Simulcast(Simulcast),
    /// Several layers in one encoding.
    Svc(Svc),
    /// All encodings, each for itself.
    Pipe(Vec<Gate>),
}

impl Selection {
    /// A selection of that kind; `wishes` are for the kinds with layers, `n_encodings` for pipes.
    pub(super) fn new(
        consumer_type: ProducerType,
        codec: Codec,
        ignore_dtx: bool,
        wishes: LayerWishes,
        n_encodings: usize,
    ) -> Selection {
        match consumer_type {
            ProducerType::Simple => Selection::Simple(Gate::new(codec, ignore_dtx)),
            ProducerType::Simulcast => Selection::Simulcast(Simulcast::new(codec, wishes)),
            ProducerType::Svc => Selection::Svc(Svc::new(codec, wishes)),
            ProducerType::Pipe => Selection::Pipe(
                std::iter::repeat_with(|| Gate::new(codec, false))
                    .take(n_encodings)
                    .collect(),
            ),
        }
    }

    /// Decides about a packet of the consumable encoding with this index.
    pub(super) fn judge(
        &mut self,
        now: Instant,
        encoding: usize,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Verdict {
        match self {
            Selection::Simple(gate) => gate.judge(now, incoming, shared),
            Selection::Simulcast(simulcast) => match u8::try_from(encoding) {
                Ok(layer) => simulcast.judge(now, layer, incoming, shared),
                Err(_) => Verdict::Ignore,
            },
            Selection::Svc(svc) => svc.judge(now, incoming, shared),
            Selection::Pipe(gates) => match gates.get_mut(encoding) {
                Some(gate) => gate.judge(now, incoming, shared),
                None => Verdict::Ignore,
            },
        }
    }

    /// What follows is to start anew at the receiver: video at a key frame.
    pub(super) fn require_sync(&mut self, now: Instant) {
        match self {
            Selection::Simple(gate) => gate.require_sync(now),
            Selection::Simulcast(simulcast) => simulcast.require_sync(now),
            Selection::Svc(svc) => svc.require_sync(now),
            Selection::Pipe(gates) => gates.iter_mut().for_each(|gate| gate.require_sync(now)),
        }
    }

    /// Nothing that is held will be needed.
    pub(super) fn forget_held(&mut self) {
        match self {
            Selection::Simple(gate) => gate.forget_held(),
            Selection::Simulcast(simulcast) => simulcast.forget_held(),
            Selection::Svc(svc) => svc.forget_held(),
            Selection::Pipe(gates) => gates.iter_mut().for_each(Gate::forget_held),
        }
    }

    /// Packets that followed the first one of the key frame with which this outgoing stream began anew.
    pub(super) fn take_held(&mut self, stream: usize) -> Vec<HeldPacket> {
        match self {
            Selection::Simple(gate) => gate.take_held(),
            Selection::Simulcast(simulcast) => simulcast.take_held(),
            Selection::Svc(svc) => svc.take_held(),
            Selection::Pipe(gates) => gates
                .get_mut(stream)
                .map(Gate::take_held)
                .unwrap_or_default(),
        }
    }

    /// The sender of what is sent began anew.
    pub(super) fn handle_restart(&mut self) {
        match self {
            Selection::Simulcast(simulcast) => simulcast.handle_restart(),
            Selection::Svc(svc) => svc.handle_restart(),
            Selection::Simple(_) | Selection::Pipe(_) => {}
        }
    }

    /// What is wanted and aimed at; none for a kind without layers.
    pub(super) fn wishes(&self) -> Option<&LayerWishes> {
        match self {
            Selection::Simulcast(simulcast) => Some(&simulcast.wishes),
            Selection::Svc(svc) => Some(&svc.wishes),
            Selection::Simple(_) | Selection::Pipe(_) => None,
        }
    }

    /// The same, to change it.
    pub(super) fn wishes_mut(&mut self) -> Option<&mut LayerWishes> {
        match self {
            Selection::Simulcast(simulcast) => Some(&mut simulcast.wishes),
            Selection::Svc(svc) => Some(&mut svc.wishes),
            Selection::Simple(_) | Selection::Pipe(_) => None,
        }
    }

    /// Layers that are sent.
    pub(super) fn current(&self) -> Option<Layers> {
        match self {
            Selection::Simulcast(simulcast) => simulcast.current(),
            Selection::Svc(svc) => svc.current(),
            Selection::Simple(_) | Selection::Pipe(_) => None,
        }
    }

    /// Aims at other layers; true when a key frame of the target's encoding is needed to get there.
    pub(super) fn aim(&mut self, now: Instant, target: Option<Layers>, is_slow: bool) -> bool {
        match self {
            Selection::Simulcast(simulcast) => simulcast.aim(now, target, is_slow),
            Selection::Svc(svc) => svc.aim(now, target),
            Selection::Simple(_) | Selection::Pipe(_) => false,
        }
    }

    /// Index of the consumable encoding that the first outgoing stream carries.
    pub(super) fn current_encoding(&self) -> Option<usize> {
        match self {
            Selection::Simple(_) | Selection::Pipe(_) => Some(0),
            Selection::Simulcast(simulcast) => {
                simulcast.current().map(|layers| layers.spatial.into())
            }
            Selection::Svc(svc) => svc.current().map(|_| 0),
        }
    }

    /// Index of the consumable encoding that the first outgoing stream is to carry.
    pub(super) fn target_encoding(&self) -> Option<usize> {
        match self {
            Selection::Simple(_) | Selection::Pipe(_) => Some(0),
            Selection::Simulcast(simulcast) => {
                simulcast.wishes.target.map(|layers| layers.spatial.into())
            }
            Selection::Svc(svc) => svc.wishes.target.map(|_| 0),
        }
    }
}
