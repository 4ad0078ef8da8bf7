//! The newest key frame of an encoding and what followed it: whoever begins to watch right after it need not wait for another.

use crate::producer::IncomingRtp;
use crate::rtp::{RtpTimestamp, SharedPacket};
use crate::stream::Received;
use std::rc::Rc;
use std::time::{Duration, Instant};

/// How long after its key frame a stream may be begun with it. Longer than the time between two requests for key frames, so that a newcomer either begins
/// with the last one or may ask for the next at once.
/// Higher: fewer key frames, a longer burst for the newcomer. Lower: newcomers wait for the spacing of requests.
const MAX_AGE: Duration = Duration::from_millis(400);

/// Packets kept after a key frame began; with more it is forgotten, and newcomers have to ask.
/// Higher: large pictures too, in longer bursts and more memory. Lower: only small ones.
const MAX_PACKETS: usize = 128;

/// A packet that goes to a consumer later than it came.
#[derive(Clone, Debug)]
pub(crate) struct HeldPacket {
    pub(crate) packet: Rc<SharedPacket>,
    pub(crate) received: Received,
    pub(crate) encoding_index: usize,
    pub(crate) mapped_payload_type: u8,
}

impl HeldPacket {
    /// `packet` is the copy of what came in.
    pub(crate) fn new(incoming: &IncomingRtp<'_>, packet: Rc<SharedPacket>) -> HeldPacket {
        HeldPacket {
            packet,
            received: incoming.received,
            encoding_index: incoming.encoding_index,
            mapped_payload_type: incoming.mapped_payload_type,
        }
    }

    /// As it came.
    pub(crate) fn incoming(&self) -> IncomingRtp<'_> {
        IncomingRtp {
            packet: self.packet.packet(),
            received: self.received,
            encoding_index: self.encoding_index,
            mapped_payload_type: self.mapped_payload_type,
            is_rtx: false,
        }
    }
}

/// See the module's documentation. [`RecentKeyFrame::wants`] and [`RecentKeyFrame::keep`] for every packet, [`RecentKeyFrame::packets`] for a newcomer.
#[derive(Debug, Default)]
pub(crate) struct RecentKeyFrame {
    began: Option<(Instant, RtpTimestamp)>,
    packets: Vec<HeldPacket>,
}

impl RecentKeyFrame {
    /// Whether a packet is to be kept; forgets what has become too old or too large for use.
    pub(crate) fn wants(&mut self, now: Instant, incoming: &IncomingRtp<'_>) -> bool {
        let is_new = incoming.received.payload.is_key_frame()
            && self
                .began
                .is_none_or(|(_, timestamp)| incoming.packet.timestamp().is_newer_than(timestamp));
        if is_new {
            self.packets.clear();
            self.began = Some((now, incoming.packet.timestamp()));
            return true;
        }
        let Some(first) = self.packets.first() else {
            return false;
        };
        if self.packets.len() >= MAX_PACKETS || !self.is_fresh(now) {
            self.packets = Vec::new();
            return false;
        }
        incoming
            .packet
            .seq()
            .is_newer_than(first.packet.packet().seq())
    }

    /// Keeps a packet that is wanted.
    pub(crate) fn keep(&mut self, incoming: &IncomingRtp<'_>, packet: Rc<SharedPacket>) {
        self.packets.push(HeldPacket::new(incoming, packet));
    }

    /// What a newcomer may begin with, the first packet of the key frame first; empty when there is nothing of use.
    pub(crate) fn packets(&self, now: Instant) -> Vec<HeldPacket> {
        if self.is_fresh(now) {
            self.packets.clone()
        } else {
            Vec::new()
        }
    }

    fn is_fresh(&self, now: Instant) -> bool {
        self.began
            .is_some_and(|(at, _)| now.saturating_duration_since(at) <= MAX_AGE)
    }
}
