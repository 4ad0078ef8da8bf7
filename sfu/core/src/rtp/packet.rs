//! One received RTP packet: parsed once, read without copying.

use super::extension::{
    AbsCaptureTime, AudioLevel, ExtensionIds, ExtensionKind, PlayoutDelay, VideoOrientation,
};
use super::{RtpTimestamp, SeqNo};
use std::cell::Cell;
use std::rc::Rc;

/// Bytes of an RTP header without CSRCs and extensions.
pub const FIXED_HEADER_LEN: usize = 12;

/// The extension profile of one-byte elements (RFC 8285 §4.2).
pub(super) const ONE_BYTE_PROFILE: u16 = 0xbede;

/// The extension profile of two-byte elements, whose low four bits belong to the application (RFC 8285 §4.3).
pub(super) const TWO_BYTE_PROFILE: u16 = 0x1000;

/// Why a datagram is not an RTP packet that may be forwarded.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ParseError {
    /// Fewer bytes than the fixed header.
    #[error("the packet ends inside its fixed header")]
    TooShort,
    /// A version other than 2.
    #[error("the RTP version is not 2")]
    Version,
    /// The CSRC list reaches beyond the packet.
    #[error("the CSRC list reaches beyond the packet")]
    Csrcs,
    /// The header extension reaches beyond the packet.
    #[error("the header extension reaches beyond the packet")]
    ExtensionLength,
    /// An element reaches beyond the header extension.
    #[error("an extension element reaches beyond the header extension")]
    ElementLength,
    /// A one-byte element with the reserved id 15, or with id 0 and a length.
    #[error("an extension element has a reserved id")]
    ElementId,
    /// The padding count is zero or larger than what follows the header.
    #[error("the padding is empty or larger than the payload")]
    Padding,
}

/// Where everything lies in one packet; parsed once, then kept beside the bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketLayout {
    pub(super) seq: SeqNo,
    pub(super) timestamp: RtpTimestamp,
    pub(super) ssrc: u32,
    pub(super) payload_type: u8,
    pub(super) marker: bool,
    pub(super) csrc_count: u8,
    pub(super) extension_profile: u16,
    pub(super) extension_start: u16,
    pub(super) extension_end: u16,
    pub(super) payload_start: u16,
    pub(super) payload_end: u16,
}

impl PacketLayout {
    /// Checks a decrypted packet strictly (RFC 3550 §5.1, RFC 8285 §4) and notes its layout.
    ///
    /// # Errors
    /// Whatever a well-behaved sender never writes; the packet is then dropped and counted.
    pub fn parse(bytes: &[u8]) -> Result<Self, ParseError> {
        let [
            first,
            second,
            s0,
            s1,
            t0,
            t1,
            t2,
            t3,
            c0,
            c1,
            c2,
            c3,
            rest @ ..,
        ] = bytes
        else {
            return Err(ParseError::TooShort);
        };
        if first >> 6 != 2 {
            return Err(ParseError::Version);
        }
        let csrc_count = first & 0x0f;
        let csrcs_len = usize::from(csrc_count) * 4;
        let after_csrcs = rest.get(csrcs_len..).ok_or(ParseError::Csrcs)?;
        let header_len = FIXED_HEADER_LEN + csrcs_len;

        let mut layout = Self {
            seq: SeqNo(u16::from_be_bytes([*s0, *s1])),
            timestamp: RtpTimestamp(u32::from_be_bytes([*t0, *t1, *t2, *t3])),
            ssrc: u32::from_be_bytes([*c0, *c1, *c2, *c3]),
            payload_type: second & 0x7f,
            marker: second & 0x80 != 0,
            csrc_count,
            extension_profile: 0,
            extension_start: 0,
            extension_end: 0,
            payload_start: offset(header_len)?,
            payload_end: offset(bytes.len())?,
        };
        if first & 0x10 != 0 {
            let [p0, p1, l0, l1, area @ ..] = after_csrcs else {
                return Err(ParseError::ExtensionLength);
            };
            let area_len = usize::from(u16::from_be_bytes([*l0, *l1])) * 4;
            let area = area.get(..area_len).ok_or(ParseError::ExtensionLength)?;
            layout.extension_profile = u16::from_be_bytes([*p0, *p1]);
            layout.extension_start = offset(header_len + 4)?;
            layout.extension_end = offset(header_len + 4 + area_len)?;
            layout.payload_start = layout.extension_end;
            let mut elements = Elements {
                profile: layout.extension_profile,
                rest: area,
            };
            while elements.take()?.is_some() {}
        }
        if first & 0x20 != 0 {
            let body = bytes
                .get(usize::from(layout.payload_start)..)
                .unwrap_or_default();
            let padding = body.last().copied().unwrap_or_default();
            if padding == 0 || usize::from(padding) > body.len() {
                return Err(ParseError::Padding);
            }
            layout.payload_end = layout.payload_end.saturating_sub(u16::from(padding));
        }
        Ok(layout)
    }
}

/// A datagram's offset as the 16 bits it always fits in; a longer buffer cannot have come from UDP.
fn offset(value: usize) -> Result<u16, ParseError> {
    u16::try_from(value).map_err(|_| ParseError::ExtensionLength)
}

/// Walks the elements of a header extension.
struct Elements<'a> {
    profile: u16,
    rest: &'a [u8],
}

impl<'a> Elements<'a> {
    /// The next element; `None` at the end or for a profile that is not RFC 8285's.
    fn take(&mut self) -> Result<Option<(u8, &'a [u8])>, ParseError> {
        let two_bytes = self.profile & 0xfff0 == TWO_BYTE_PROFILE;
        if !two_bytes && self.profile != ONE_BYTE_PROFILE {
            return Ok(None);
        }
        loop {
            let Some((first, rest)) = self.rest.split_first() else {
                return Ok(None);
            };
            if *first == 0 {
                self.rest = rest;
                continue;
            }
            let (id, len, rest) = if two_bytes {
                let (len, rest) = rest.split_first().ok_or(ParseError::ElementLength)?;
                (*first, usize::from(*len), rest)
            } else {
                (first >> 4, usize::from(first & 0x0f) + 1, rest)
            };
            if !two_bytes && (id == 0 || id == 15) {
                return Err(ParseError::ElementId);
            }
            let (value, rest) = rest
                .split_at_checked(len)
                .ok_or(ParseError::ElementLength)?;
            self.rest = rest;
            return Ok(Some((id, value)));
        }
    }
}

/// A packet as it was received: its bytes and where things lie in them.
#[derive(Clone, Copy, Debug)]
pub struct RtpPacket<'a> {
    bytes: &'a [u8],
    layout: PacketLayout,
}

impl<'a> RtpPacket<'a> {
    /// Parses a decrypted packet.
    ///
    /// # Errors
    /// See [`PacketLayout::parse`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        Ok(Self {
            bytes,
            layout: PacketLayout::parse(bytes)?,
        })
    }

    /// A packet that was parsed before; a layout that is not that of `bytes` gives a packet with empty parts.
    #[must_use]
    pub fn from_parts(bytes: &'a [u8], layout: PacketLayout) -> Self {
        Self { bytes, layout }
    }

    /// The whole packet.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.bytes
    }

    /// Where things lie in it.
    #[must_use]
    pub fn layout(&self) -> &PacketLayout {
        &self.layout
    }

    /// Payload type, 0…127.
    #[must_use]
    pub fn payload_type(&self) -> u8 {
        self.layout.payload_type
    }

    /// Marker bit.
    #[must_use]
    pub fn marker(&self) -> bool {
        self.layout.marker
    }

    /// Sequence number.
    #[must_use]
    pub fn seq(&self) -> SeqNo {
        self.layout.seq
    }

    /// RTP timestamp.
    #[must_use]
    pub fn timestamp(&self) -> RtpTimestamp {
        self.layout.timestamp
    }

    /// Synchronisation source.
    #[must_use]
    pub fn ssrc(&self) -> u32 {
        self.layout.ssrc
    }

    /// The CSRC list as it is on the wire, four bytes each.
    #[must_use]
    pub fn csrcs(&self) -> &'a [u8] {
        let len = usize::from(self.layout.csrc_count) * 4;
        self.bytes
            .get(FIXED_HEADER_LEN..FIXED_HEADER_LEN + len)
            .unwrap_or_default()
    }

    /// The payload without padding; empty for a packet that carries only padding.
    #[must_use]
    pub fn payload(&self) -> &'a [u8] {
        let range = usize::from(self.layout.payload_start)..usize::from(self.layout.payload_end);
        self.bytes.get(range).unwrap_or_default()
    }

    /// The extension elements in wire order as (id, value), padding left out.
    pub fn extensions(&self) -> impl Iterator<Item = (u8, &'a [u8])> + use<'a> {
        let range =
            usize::from(self.layout.extension_start)..usize::from(self.layout.extension_end);
        let rest = self.bytes.get(range).unwrap_or_default();
        let mut elements = Elements {
            profile: self.layout.extension_profile,
            rest,
        };
        std::iter::from_fn(move || elements.take().ok().flatten())
    }

    /// The value of the element with this id.
    #[must_use]
    pub fn extension(&self, id: u8) -> Option<&'a [u8]> {
        self.extensions()
            .find(|(found, _)| *found == id)
            .map(|(_, value)| value)
    }

    fn extension_of(&self, ids: &ExtensionIds, kind: ExtensionKind) -> Option<&'a [u8]> {
        self.extension(ids.id(kind)?)
    }

    fn text_of(&self, ids: &ExtensionIds, kind: ExtensionKind) -> Option<&'a str> {
        std::str::from_utf8(self.extension_of(ids, kind)?)
            .ok()
            .map(|text| text.trim_end_matches('\0'))
    }

    /// Media identification (RFC 9143 §15.1); `None` when absent or not UTF-8. Trailing zero bytes are not part of it.
    #[must_use]
    pub fn mid(&self, ids: &ExtensionIds) -> Option<&'a str> {
        self.text_of(ids, ExtensionKind::Mid)
    }

    /// RTP stream id (RFC 8852).
    #[must_use]
    pub fn rid(&self, ids: &ExtensionIds) -> Option<&'a str> {
        self.text_of(ids, ExtensionKind::Rid)
    }

    /// Id of the stream that this one repairs (RFC 8852).
    #[must_use]
    pub fn repaired_rid(&self, ids: &ExtensionIds) -> Option<&'a str> {
        self.text_of(ids, ExtensionKind::RepairedRid)
    }

    /// Absolute send time: 24 bits, 6.18 fixed-point seconds modulo 64 s.
    #[must_use]
    pub fn abs_send_time(&self, ids: &ExtensionIds) -> Option<u32> {
        let [a, b, c] = self.extension_of(ids, ExtensionKind::AbsSendTime)? else {
            return None;
        };
        Some(u32::from_be_bytes([0, *a, *b, *c]))
    }

    /// Transport-wide sequence number (draft-holmer-rmcat-transport-wide-cc-extensions-01 §2).
    #[must_use]
    pub fn transport_wide_cc(&self, ids: &ExtensionIds) -> Option<SeqNo> {
        let [a, b, ..] = self.extension_of(ids, ExtensionKind::TransportWideCc)? else {
            return None;
        };
        Some(SeqNo(u16::from_be_bytes([*a, *b])))
    }

    /// Client-to-mixer audio level (RFC 6464).
    #[must_use]
    pub fn audio_level(&self, ids: &ExtensionIds) -> Option<AudioLevel> {
        AudioLevel::parse(self.extension_of(ids, ExtensionKind::SsrcAudioLevel)?)
    }

    /// Coordination of video orientation (3GPP TS 26.114 §7.4.5).
    #[must_use]
    pub fn video_orientation(&self, ids: &ExtensionIds) -> Option<VideoOrientation> {
        VideoOrientation::parse(self.extension_of(ids, ExtensionKind::VideoOrientation)?)
    }

    /// Absolute capture time.
    #[must_use]
    pub fn abs_capture_time(&self, ids: &ExtensionIds) -> Option<AbsCaptureTime> {
        AbsCaptureTime::parse(self.extension_of(ids, ExtensionKind::AbsCaptureTime)?)
    }

    /// Playout delay limits.
    #[must_use]
    pub fn playout_delay(&self, ids: &ExtensionIds) -> Option<PlayoutDelay> {
        PlayoutDelay::parse(self.extension_of(ids, ExtensionKind::PlayoutDelay)?)
    }
}

/// A producer's packet kept for retransmission, shared by all consumers through an `Rc`.
#[derive(Debug)]
pub struct SharedPacket {
    /// At least as long as the packet.
    room: Box<[u8]>,
    len: usize,
    layout: PacketLayout,
    /// Where its room is counted as long as it lives.
    account: Option<Rc<Cell<usize>>>,
}

impl SharedPacket {
    /// Copies a packet out of the receive buffer, into exactly its own size.
    #[must_use]
    pub fn new(packet: &RtpPacket<'_>) -> Self {
        Self {
            room: packet.bytes.into(),
            len: packet.bytes.len(),
            layout: packet.layout,
            account: None,
        }
    }

    /// The same, with room for other packets of up to `size` bytes later; `account` counts that room already.
    pub(super) fn with_room(packet: &RtpPacket<'_>, size: usize, account: Rc<Cell<usize>>) -> Self {
        let mut shared = Self {
            room: vec![0; size].into_boxed_slice(),
            len: 0,
            layout: packet.layout,
            account: Some(account),
        };
        shared.replace(packet);
        shared
    }

    /// Bytes of the longest packet that it can hold.
    pub(super) fn room(&self) -> usize {
        self.room.len()
    }

    /// Holds another packet from now on, which has to fit.
    pub(super) fn replace(&mut self, packet: &RtpPacket<'_>) {
        self.len = packet.bytes.len().min(self.room.len());
        self.layout = packet.layout;
        if let Some((place, bytes)) = self
            .room
            .get_mut(..self.len)
            .zip(packet.bytes.get(..self.len))
        {
            place.copy_from_slice(bytes);
        }
    }

    /// The packet as it was received.
    #[must_use]
    pub fn packet(&self) -> RtpPacket<'_> {
        RtpPacket {
            bytes: self.room.get(..self.len).unwrap_or_default(),
            layout: self.layout,
        }
    }

    /// Bytes of the packet.
    #[must_use]
    pub fn len(&self) -> usize {
        self.len
    }

    /// Whether it holds nothing; a parsed packet never does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len == 0
    }
}

impl Drop for SharedPacket {
    fn drop(&mut self) {
        if let Some(account) = &self.account {
            account.set(account.get().saturating_sub(self.room.len()));
        }
    }
}
