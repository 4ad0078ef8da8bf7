//! Codec payload descriptors that routing has to read.

pub mod h264;
pub mod opus;
pub mod vp8;
pub mod vp9;

use crate::rtp::PayloadRewrite;

/// A codec whose payloads the router can read; others are carried unread.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// Opus (RFC 7587).
    Opus,
    /// VP8 (RFC 7741).
    Vp8,
    /// VP9 (RFC 9628).
    Vp9,
    /// H.264 (RFC 6184).
    H264,
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
            "video/vp9" => Self::Vp9,
            "video/h264" => Self::H264,
            _ => Self::Other,
        }
    }

    /// Whether its streams begin with key frames that the router can tell, so that a consumer waits for one.
    #[must_use]
    pub const fn has_key_frames(self) -> bool {
        matches!(self, Self::Vp8 | Self::Vp9 | Self::H264)
    }

    /// Reads what one packet's payload says; a garbled descriptor says nothing and the packet is carried unread.
    #[must_use]
    pub fn read_payload(self, payload: &[u8]) -> PayloadContext {
        match self {
            Self::Opus => opus::parse(payload).map_or(PayloadContext::Unread, PayloadContext::Opus),
            Self::Vp8 => {
                vp8::Descriptor::parse(payload).map_or(PayloadContext::Unread, PayloadContext::Vp8)
            }
            Self::Vp9 => {
                vp9::Descriptor::parse(payload).map_or(PayloadContext::Unread, PayloadContext::Vp9)
            }
            Self::H264 => h264::parse(payload).map_or(PayloadContext::Unread, PayloadContext::H264),
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
    /// A VP9 packet.
    Vp9(vp9::Descriptor),
    /// An H.264 packet.
    H264(h264::H264Packet),
}

impl PayloadContext {
    /// Whether a key frame begins in this packet.
    #[must_use]
    pub fn is_key_frame(&self) -> bool {
        match self {
            Self::Vp8(descriptor) => descriptor.key_frame,
            Self::Vp9(descriptor) => descriptor.key_frame,
            Self::H264(packet) => packet.key_frame,
            Self::Unread | Self::Opus(_) => false,
        }
    }

    /// Temporal layer, 0 is the lowest and what streams without layers have.
    #[must_use]
    pub fn temporal_layer(&self) -> u8 {
        match self {
            Self::Vp8(descriptor) => descriptor.temporal.map_or(0, |temporal| temporal.layer),
            Self::Vp9(descriptor) => descriptor.temporal_layer,
            _ => 0,
        }
    }

    /// Spatial layer, 0 is the lowest and what streams without layers have.
    #[must_use]
    pub fn spatial_layer(&self) -> u8 {
        match self {
            Self::Vp9(descriptor) => descriptor.spatial_layer,
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
