//! Codec payload descriptors that routing has to read.

pub mod opus;
pub mod vp8;

use crate::rtp::PayloadRewrite;

/// A codec whose payloads the router can read; others are carried unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Opus (RFC 7587).
    Opus,
    /// VP8 (RFC 7741).
    Vp8,
    /// Carried unread: no key frame is ever seen in it.
    Other,
}

impl Codec {
    /// The codec that a MIME type such as `video/VP8` names, in any case.
    #[must_use]
    pub fn from_mime_type(mime_type: &str) -> Self {
        match mime_type.to_ascii_lowercase().as_str() {
            "audio/opus" | "audio/multiopus" => Self::Opus,
            "video/vp8" => Self::Vp8,
            _ => Self::Other,
        }
    }

    /// Whether its streams begin with key frames that the router can tell, so that a consumer waits for one.
    #[must_use]
    pub const fn has_key_frames(self) -> bool {
        matches!(self, Self::Vp8)
    }

    /// Reads what one packet's payload says; a garbled descriptor says nothing and the packet is carried unread.
    #[must_use]
    pub fn read_payload(self, payload: &[u8]) -> PayloadContext {
        match self {
            Self::Opus => opus::parse(payload).map_or(PayloadContext::Unread, PayloadContext::Opus),
            Self::Vp8 => {
                vp8::Descriptor::parse(payload).map_or(PayloadContext::Unread, PayloadContext::Vp8)
            }
            Self::Other => PayloadContext::Unread,
        }
    }
}

/// What one packet's payload says to routing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PayloadContext {
    /// Nothing known.
    Unread,
    /// An Opus packet.
    Opus(opus::OpusPacket),
    /// A VP8 packet.
    Vp8(vp8::Descriptor),
}

impl PayloadContext {
    /// Whether a key frame begins in this packet.
    #[must_use]
    pub fn is_key_frame(&self) -> bool {
        matches!(self, Self::Vp8(descriptor) if descriptor.key_frame)
    }

    /// Temporal layer, 0 is the lowest and what streams without layers have.
    #[must_use]
    pub fn temporal_layer(&self) -> u8 {
        match self {
            Self::Vp8(descriptor) => descriptor.temporal.map_or(0, |temporal| temporal.layer),
            _ => 0,
        }
    }

    /// Whether the sender was silent (discontinuous transmission).
    #[must_use]
    pub fn is_dtx(&self) -> bool {
        matches!(self, Self::Opus(packet) if packet.dtx)
    }

    /// How the payload changes when it goes out with this picture id and base-layer index, as layer selection needs it.
    #[must_use]
    pub fn rewrite(&self, picture_id: u16, tl0_picture_index: u8) -> PayloadRewrite {
        match self {
            Self::Vp8(descriptor) => descriptor.rewrite(picture_id, tl0_picture_index),
            _ => PayloadRewrite::NONE,
        }
    }
}
