//! Which of a producer's encodings a packet belongs to: by SSRC, else by RID, else because there is only one.
//!
//! A stream is made by its first media packet; a retransmission stream only ever joins a media stream that exists, and each
//! encoding has at most one of each: another SSRC takes the place of one that fell silent. That bounds what a peer can make us hold, whatever SSRCs it sends.

use super::liveness::Liveness;
use super::{EncodingStream, Producer, RecentKeyFrame};
use crate::rtp::RtpPacket;
use crate::stream::{ReceiveStream, RtxParams};
use std::time::{Duration, Instant};

/// Silence of an encoding's stream after which another SSRC may take its place.
/// Higher: a sender that began anew is ignored longer. Lower: two SSRCs that claim one encoding displace each other more often.
const MIN_SILENCE: Duration = Duration::from_millis(1_000);

/// Whether a packet of an encoding is media or a retransmission, by its payload type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Role {
    Media,
    Rtx,
}

impl Producer {
    /// The encoding that an SSRC was given to, and whether it carries retransmissions.
    pub(super) fn find_stream(&self, ssrc: u32) -> Option<(usize, bool)> {
        self.ssrcs
            .iter()
            .find(|(known, ..)| *known == ssrc)
            .map(|(_, index, is_rtx)| (*index, *is_rtx))
    }

    /// Gives a new SSRC to an encoding, making its stream when it is media; `None` when it fits none.
    pub(super) fn accept_stream(
        &mut self,
        now: Instant,
        packet: &RtpPacket<'_>,
    ) -> Option<(usize, bool)> {
        let (index, role) = self.match_encoding(packet)?;
        match role {
            Role::Media => self.begin_stream(now, index, packet.ssrc()),
            Role::Rtx => self.join_rtx(index, packet),
        }
    }

    fn match_encoding(&self, packet: &RtpPacket<'_>) -> Option<(usize, Role)> {
        for index in 0..self.parameters.encodings.len() {
            let encoding = self.parameters.encodings.get(index)?;
            match self.role(index, packet.payload_type()) {
                Some(Role::Media) if encoding.ssrc == Some(packet.ssrc()) => {
                    return Some((index, Role::Media));
                }
                Some(Role::Rtx) if encoding.rtx_ssrc == Some(packet.ssrc()) => {
                    return Some((index, Role::Rtx));
                }
                _ => {}
            }
        }
        let rid = packet
            .rid(&self.extensions)
            .or_else(|| packet.repaired_rid(&self.extensions));
        if let Some(rid) = rid {
            let index = self
                .parameters
                .encodings
                .iter()
                .position(|encoding| encoding.rid.as_deref() == Some(rid))?;
            return Some((index, self.role(index, packet.payload_type())?));
        }
        match self.parameters.encodings.as_slice() {
            [encoding] if encoding.ssrc.is_none() && encoding.rid.is_none() => {
                Some((0, self.role(0, packet.payload_type())?))
            }
            _ => None,
        }
    }

    fn role(&self, index: usize, payload_type: u8) -> Option<Role> {
        let encoding = self.parameters.encodings.get(index)?;
        if encoding.codec_payload_type == Some(payload_type) {
            return Some(Role::Media);
        }
        let rtx = self.parameters.rtx_codec_for(encoding)?;
        (rtx.payload_type == payload_type).then_some(Role::Rtx)
    }

    fn begin_stream(&mut self, now: Instant, index: usize, ssrc: u32) -> Option<(usize, bool)> {
        if let Some(before) = self.encodings.get(index)? {
            let silence = now.saturating_duration_since(before.stream.last_media_at());
            if silence < MIN_SILENCE {
                return None;
            }
            // The sender began anew under another SSRC, which only a RID or MID can have told us.
            self.ssrcs.retain(|(_, other, _)| *other != index);
        }
        let codec = self
            .parameters
            .codec_for(self.parameters.encodings.get(index)?)?;
        let mut stream = ReceiveStream::new(self.receive_params(index, ssrc, codec), now);
        if self.paused {
            stream.pause();
        }
        let mapped_ssrc = self.mapping.encodings.get(index)?.mapped_ssrc;
        *self.encodings.get_mut(index)? = Some(EncodingStream {
            stream,
            mapped_ssrc,
            liveness: Liveness::new(now),
            recent: RecentKeyFrame::default(),
        });
        self.ssrcs.push((ssrc, index, false));
        Some((index, false))
    }

    fn join_rtx(&mut self, index: usize, packet: &RtpPacket<'_>) -> Option<(usize, bool)> {
        let stream = &mut self.encodings.get_mut(index)?.as_mut()?.stream;
        if stream.params().rtx.is_some() {
            return None;
        }
        stream.set_rtx(RtxParams {
            ssrc: packet.ssrc(),
            payload_type: packet.payload_type(),
        });
        self.ssrcs.push((packet.ssrc(), index, true));
        Some((index, true))
    }
}
