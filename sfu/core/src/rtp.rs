//! RTP packets (RFC 3550 §5), header extensions (RFC 8285) and retransmission payloads (RFC 4588).
//!
//! A datagram is parsed once into a [`PacketLayout`]; [`RtpPacket`] reads through it without copying. What a consumer gets is
//! written by its [`HeaderWriter`]: new header, mapped extensions, payload copied once.

mod element;
mod equalize;
mod extension;
mod packet;
mod pool;
mod rtx;
mod writer;

pub use element::{free_extension_id, write_with_element};
pub use equalize::FrameSizes;
pub use extension::{
    AbsCaptureTime, AudioLevel, ExtensionIds, ExtensionKind, PlayoutDelay, VideoOrientation,
    abs_send_time,
};
pub use packet::{FIXED_HEADER_LEN, PacketLayout, ParseError, RtpPacket, SharedPacket};
pub use pool::PacketPool;
pub use rtx::{RtxError, decapsulate_rtx};
pub use writer::{HeaderWriter, OutgoingHeader, PayloadRewrite, WrittenPacket};

use std::time::Duration;

/// A 16-bit RTP sequence number; it wraps, so it has a distance but no order.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct SeqNo(pub u16);

impl SeqNo {
    /// The number `steps` further on.
    #[must_use]
    pub const fn wrapping_add(self, steps: u16) -> Self {
        Self(self.0.wrapping_add(steps))
    }

    /// The number `steps` before.
    #[must_use]
    pub const fn wrapping_sub(self, steps: u16) -> Self {
        Self(self.0.wrapping_sub(steps))
    }

    /// Steps from `earlier` to `self`, negative when `self` is older; the shorter way round, so within −32,768…32,767.
    #[must_use]
    pub const fn distance_from(self, earlier: Self) -> i16 {
        self.0.wrapping_sub(earlier.0).cast_signed()
    }

    /// Whether `self` comes after `other`, the shorter way round.
    #[must_use]
    pub const fn is_newer_than(self, other: Self) -> bool {
        self.distance_from(other) > 0
    }

    /// The extended number nearest to `reference` whose low 16 bits are this number.
    ///
    /// Never negative: below 2^15 the result is the number itself or in the first cycle.
    #[must_use]
    pub fn extend_near(self, reference: u64) -> u64 {
        let near = Self((reference & 0xffff) as u16);
        let distance = i64::from(self.distance_from(near));
        reference
            .checked_add_signed(distance)
            .unwrap_or(u64::from(self.0))
    }
}

/// A 32-bit RTP timestamp in units of the codec's clock; it wraps.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct RtpTimestamp(pub u32);

impl RtpTimestamp {
    /// The timestamp `ticks` further on.
    #[must_use]
    pub const fn wrapping_add(self, ticks: u32) -> Self {
        Self(self.0.wrapping_add(ticks))
    }

    /// The timestamp `ticks` before.
    #[must_use]
    pub const fn wrapping_sub(self, ticks: u32) -> Self {
        Self(self.0.wrapping_sub(ticks))
    }

    /// Ticks from `earlier` to `self`, the shorter way round.
    #[must_use]
    pub const fn distance_from(self, earlier: Self) -> i32 {
        self.0.wrapping_sub(earlier.0).cast_signed()
    }

    /// Whether `self` comes after `other`, the shorter way round.
    #[must_use]
    pub const fn is_newer_than(self, other: Self) -> bool {
        self.distance_from(other) > 0
    }
}

/// Ticks of a clock of `clock_rate` Hz in `duration`, modulo 2^32 like the timestamps they are added to.
#[must_use]
pub fn ticks(duration: Duration, clock_rate: u32) -> u32 {
    let rate = u128::from(clock_rate);
    let ticks = duration.as_nanos().wrapping_mul(rate) / 1_000_000_000;
    (ticks & u128::from(u32::MAX)) as u32
}

/// Whether a datagram is in the range of RTP and RTCP (RFC 7983 §7: first byte 128…191).
#[must_use]
pub fn is_rtp_or_rtcp(datagram: &[u8]) -> bool {
    matches!(datagram.first(), Some(128..=191))
}

/// Whether a datagram in that range is RTCP: packet types 192…223, which RFC 5761 §4 keeps apart from payload types 64…95.
#[must_use]
pub fn is_rtcp(datagram: &[u8]) -> bool {
    is_rtp_or_rtcp(datagram) && datagram.len() >= 4 && matches!(datagram.get(1), Some(192..=223))
}

/// Whether a datagram is RTP.
#[must_use]
pub fn is_rtp(datagram: &[u8]) -> bool {
    is_rtp_or_rtcp(datagram) && datagram.len() >= FIXED_HEADER_LEN && !is_rtcp(datagram)
}

#[cfg(test)]
mod tests;
