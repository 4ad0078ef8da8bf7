//! What a transport knows about the line to its peer, and what it does about it: the estimate, pacing, and whose layers are next.

use crate::bwe::{EstimateBounds, Pacer, SendSideEstimator};
use crate::layers::Allocator;
use crate::ortc::{ExtensionKind, RtpParameters};
use crate::rtp::SeqNo;
use crate::transport::counters::Flow;
use std::time::{Duration, Instant};

/// Time between two looks at the layers when nothing else brings one about: the layers' bitrates change from second to second.
/// Higher: fewer looks. Lower: what a layer needs is noticed sooner.
const ALLOCATION_INTERVAL: Duration = Duration::from_millis(300);

/// How long packets go out numbered without any feedback until the peer is taken for one that never sends any.
/// Higher: a peer without feedback gets a small picture for longer. Lower: a slow peer is flooded before it could answer.
const NO_FEEDBACK: Duration = Duration::from_secs(3);

/// A sealed packet that waits for its turn.
#[derive(Debug)]
pub(crate) struct PacedPacket {
    /// Its transport-wide number.
    pub(crate) seq: SeqNo,
    pub(crate) datagram: Vec<u8>,
    /// Its turn comes, and it does not go out.
    pub(crate) is_withheld: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Estimation {
    pub(crate) estimator: SendSideEstimator,
    pub(crate) pacer: Pacer<PacedPacket>,
    pub(crate) allocator: Allocator,
    /// When the layers are looked at next.
    pub(crate) allocate_at: Instant,
    /// When the first numbered packet went out.
    began_at: Option<Instant>,
    /// Padding.
    pub(crate) probation: Flow,
}

impl Estimation {
    /// Whether a receiver with these parameters tells anything that an estimate can be made of.
    pub(crate) fn is_possible(parameters: &RtpParameters) -> bool {
        let is_numbered = parameters
            .extension_id(ExtensionKind::TransportWideCc)
            .is_some();
        (is_numbered && parameters.has_feedback_kind("transport-cc"))
            || parameters.has_feedback_kind("goog-remb")
    }

    pub(crate) fn new(now: Instant, bounds: EstimateBounds) -> Estimation {
        Estimation {
            estimator: SendSideEstimator::new(bounds),
            pacer: Pacer::default(),
            allocator: Allocator::default(),
            allocate_at: now,
            began_at: None,
            probation: Flow::default(),
        }
    }

    /// When it has something to do.
    pub(crate) fn poll_at(&self) -> Option<Instant> {
        [
            self.estimator.poll_at(),
            self.pacer.poll_at(),
            Some(self.allocate_at),
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// A numbered packet left with this many bytes on the wire.
    pub(crate) fn handle_sent(&mut self, now: Instant, seq: SeqNo, size: usize) {
        self.began_at.get_or_insert(now);
        self.estimator.handle_sent(now, seq, size);
    }

    /// Bytes left without a number.
    pub(crate) fn handle_unnumbered(&mut self, now: Instant, size: usize) {
        self.estimator.handle_unnumbered(now, size);
        self.pacer.handle_sent(now, size);
    }

    /// Bits per second to give out, and no limit to a peer that has been sent enough and never told anything.
    pub(crate) fn available_bps(&self, now: Instant) -> u64 {
        let is_mute = !self.estimator.is_fed()
            && self
                .began_at
                .is_some_and(|at| now.saturating_duration_since(at) > NO_FEEDBACK);
        if is_mute {
            return u64::MAX;
        }
        self.estimator.available_bps()
    }

    /// Notes that the layers were looked at.
    pub(crate) fn handle_allocated(&mut self, now: Instant) {
        self.allocate_at = now + ALLOCATION_INTERVAL;
    }
}
