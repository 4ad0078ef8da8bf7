//! Writes a packet as one consumer gets it: new header, that consumer's extension ids, payload copied once.

use super::extension::{ExtensionIds, ExtensionKind};
use super::packet::{ONE_BYTE_PROFILE, RtpPacket, TWO_BYTE_PROFILE};
use super::{RtpTimestamp, SeqNo};

/// Longest element that the one-byte form can say.
const ONE_BYTE_MAX_LEN: usize = 16;

/// The header fields of an outgoing packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OutgoingHeader {
    /// Payload type, 0…127.
    pub payload_type: u8,
    /// Marker bit.
    pub marker: bool,
    /// Sequence number.
    pub seq: SeqNo,
    /// RTP timestamp.
    pub timestamp: RtpTimestamp,
    /// Synchronisation source.
    pub ssrc: u32,
}

/// A change at the front of the payload: the first `skip` bytes give way to a prefix of at most eight bytes.
///
/// That is how a codec's payload descriptor (picture id and the like) is rewritten without touching the shared payload.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PayloadRewrite {
    skip: u8,
    prefix_len: u8,
    prefix: [u8; Self::MAX_PREFIX_LEN],
}

impl PayloadRewrite {
    /// Longest prefix.
    pub const MAX_PREFIX_LEN: usize = 8;

    /// The payload goes out as it came.
    pub const NONE: Self = Self {
        skip: 0,
        prefix_len: 0,
        prefix: [0; Self::MAX_PREFIX_LEN],
    };

    /// Replaces the first `skip` bytes by `prefix`; `None` when the prefix is too long.
    #[must_use]
    pub fn replace(skip: u8, prefix: &[u8]) -> Option<Self> {
        let mut rewrite = Self {
            skip,
            prefix_len: u8::try_from(prefix.len()).ok()?,
            ..Self::NONE
        };
        rewrite
            .prefix
            .get_mut(..prefix.len())?
            .copy_from_slice(prefix);
        Some(rewrite)
    }

    fn prefix(&self) -> &[u8] {
        self.prefix
            .get(..usize::from(self.prefix_len))
            .unwrap_or_default()
    }
}

/// Where the parts of a written packet lie, relative to its first byte.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct WrittenPacket {
    /// Bytes of the whole packet.
    pub len: usize,
    /// Bytes before the payload, which SRTP authenticates but does not encrypt.
    pub header_len: usize,
    /// Where the three bytes of `abs-send-time` are to be set before sealing.
    pub abs_send_time_at: Option<usize>,
    /// Where the two bytes of the transport-wide sequence number are to be set before sealing.
    pub transport_wide_cc_at: Option<usize>,
}

/// An element that every packet of the consumer has room for.
#[derive(Clone, Debug)]
struct Slot {
    kind: ExtensionKind,
    id: u8,
    len: u8,
}

/// Writes the packets of one consumer.
///
/// The size of the header extension is the same in every packet: elements that ordinary packets carry now and then have their
/// room reserved (and zeroed when absent, which is padding), so that runs of equal packets stay equal and can leave in one
/// segmented send. Only rare elements (capture time, playout delay, dependency descriptor) make a packet longer.
#[derive(Clone, Debug)]
pub struct HeaderWriter {
    incoming: ExtensionIds,
    mid: Vec<u8>,
    slots: Vec<Slot>,
    /// Rare kinds: (id in the producer's packets, id in the consumer's).
    rare: Vec<(u8, u8)>,
    two_byte: bool,
    /// Bytes of all slots, before padding to a multiple of four.
    slots_len: usize,
}

impl HeaderWriter {
    /// A writer from the producer's ids to the consumer's; `mid` is the consumer's own, written when its id was negotiated.
    ///
    /// Kinds that the consumer did not negotiate are dropped, as are `toffset` always and stream ids where not negotiated.
    #[must_use]
    pub fn new(incoming: &ExtensionIds, outgoing: &ExtensionIds, mid: &str) -> Self {
        let mut slots = Vec::new();
        let mut rare = Vec::new();
        // The stamped ones come first, so that their place is the same in every packet.
        let order = [
            (ExtensionKind::TransportWideCc, 2),
            (ExtensionKind::AbsSendTime, 3),
            (ExtensionKind::Mid, mid.len()),
            (ExtensionKind::SsrcAudioLevel, 1),
            (ExtensionKind::VideoOrientation, 1),
        ];
        for (kind, len) in order {
            let generated = matches!(
                kind,
                ExtensionKind::TransportWideCc | ExtensionKind::AbsSendTime | ExtensionKind::Mid
            );
            let Some(id) = outgoing
                .id(kind)
                .filter(|_| generated || incoming.id(kind).is_some())
            else {
                continue;
            };
            if let Some(len) = u8::try_from(len).ok().filter(|len| *len > 0) {
                slots.push(Slot { kind, id, len });
            }
        }
        for kind in [
            ExtensionKind::Rid,
            ExtensionKind::RepairedRid,
            ExtensionKind::DependencyDescriptor,
            ExtensionKind::AbsCaptureTime,
            ExtensionKind::PlayoutDelay,
            ExtensionKind::MediasoupPacketId,
        ] {
            if let (Some(from), Some(to)) = (incoming.id(kind), outgoing.id(kind)) {
                rare.push((from, to));
            }
        }
        let two_byte = slots
            .iter()
            .any(|slot| slot.id > 14 || usize::from(slot.len) > ONE_BYTE_MAX_LEN)
            || rare.iter().any(|(_, id)| *id > 14);
        let head = if two_byte { 2 } else { 1 };
        let slots_len = slots.iter().map(|slot| head + usize::from(slot.len)).sum();
        Self {
            incoming: incoming.clone(),
            mid: mid.as_bytes().to_vec(),
            slots,
            rare,
            two_byte,
            slots_len,
        }
    }

    /// Appends the packet to `out`.
    ///
    /// Padding of the producer's packet is left out; a retransmission (`rtx_osn` is the original's sequence number as this
    /// consumer knows it) has that number in front of its payload. The two stamps are zero until the caller sets them.
    pub fn write(
        &self,
        out: &mut Vec<u8>,
        header: &OutgoingHeader,
        packet: &RtpPacket<'_>,
        rewrite: &PayloadRewrite,
        rtx_osn: Option<SeqNo>,
    ) -> WrittenPacket {
        let start = out.len();
        let payload = packet.payload();
        let body = payload.get(usize::from(rewrite.skip)..).unwrap_or_default();
        out.reserve(packet.bytes().len() + self.slots_len + 32);

        let csrcs = packet.csrcs();
        let has_extension = !self.slots.is_empty() || !self.rare.is_empty();
        let first = 0x80 | (u8::from(has_extension) << 4) | ((csrcs.len() / 4) as u8 & 0x0f);
        let second = (u8::from(header.marker) << 7) | (header.payload_type & 0x7f);
        let [s0, s1] = header.seq.0.to_be_bytes();
        let [t0, t1, t2, t3] = header.timestamp.0.to_be_bytes();
        let [c0, c1, c2, c3] = header.ssrc.to_be_bytes();
        out.extend_from_slice(&[first, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3]);
        out.extend_from_slice(csrcs);

        let mut written = WrittenPacket {
            len: 0,
            header_len: 0,
            abs_send_time_at: None,
            transport_wide_cc_at: None,
        };
        if has_extension {
            self.write_extensions(out, start, packet, &mut written);
        }
        written.header_len = out.len() - start;
        if let Some(osn) = rtx_osn {
            out.extend_from_slice(&osn.0.to_be_bytes());
        }
        out.extend_from_slice(rewrite.prefix());
        out.extend_from_slice(body);
        written.len = out.len() - start;
        written
    }

    fn write_extensions(
        &self,
        out: &mut Vec<u8>,
        start: usize,
        packet: &RtpPacket<'_>,
        written: &mut WrittenPacket,
    ) {
        let mut audio_level = None;
        let mut orientation = None;
        let mut rare_long = false;
        for (id, value) in packet.extensions() {
            match self.incoming.kind(id) {
                Some(ExtensionKind::SsrcAudioLevel) => audio_level = value.first().copied(),
                Some(ExtensionKind::VideoOrientation) => orientation = value.first().copied(),
                _ => {
                    rare_long |= value.len() > ONE_BYTE_MAX_LEN
                        && self.rare.iter().any(|(from, _)| *from == id)
                }
            }
        }
        let two_byte = self.two_byte || rare_long;
        let profile = if two_byte {
            TWO_BYTE_PROFILE
        } else {
            ONE_BYTE_PROFILE
        };
        out.extend_from_slice(&profile.to_be_bytes());
        out.extend_from_slice(&[0, 0]);
        let area = out.len();

        for slot in &self.slots {
            let level;
            let value: &[u8] = match slot.kind {
                ExtensionKind::Mid => &self.mid,
                ExtensionKind::AbsSendTime => &[0; 3],
                ExtensionKind::TransportWideCc => &[0; 2],
                _ => {
                    let byte = if slot.kind == ExtensionKind::SsrcAudioLevel {
                        audio_level
                    } else {
                        orientation
                    };
                    let Some(byte) = byte else {
                        // Zero bytes between elements are padding (RFC 8285 §4.1.1).
                        out.extend_from_slice(if two_byte { &[0; 3] } else { &[0; 2] });
                        continue;
                    };
                    level = [byte];
                    &level
                }
            };
            let at = push_element(out, two_byte, slot.id, value) - start;
            match slot.kind {
                ExtensionKind::AbsSendTime => written.abs_send_time_at = Some(at),
                ExtensionKind::TransportWideCc => written.transport_wide_cc_at = Some(at),
                _ => {}
            }
        }
        if !self.rare.is_empty() {
            for (id, value) in packet.extensions() {
                // The one-byte form cannot say an empty element, and none of these kinds has one.
                let mapped = self
                    .rare
                    .iter()
                    .find(|(from, _)| *from == id)
                    .filter(|_| !value.is_empty());
                if let Some((_, to)) = mapped {
                    push_element(out, two_byte, *to, value);
                }
            }
        }
        let padded = (out.len() - area).next_multiple_of(4);
        out.resize(area + padded, 0);
        let words = ((padded / 4) as u16).to_be_bytes();
        if let Some(length) = out.get_mut(area - 2..area) {
            length.copy_from_slice(&words);
        }
    }
}

/// Appends one element and tells where its value begins.
fn push_element(out: &mut Vec<u8>, two_byte: bool, id: u8, value: &[u8]) -> usize {
    let len = value.len();
    if two_byte {
        out.extend_from_slice(&[id, len as u8]);
    } else {
        out.push((id << 4) | (len.wrapping_sub(1) as u8 & 0x0f));
    }
    let at = out.len();
    out.extend_from_slice(value);
    at
}
