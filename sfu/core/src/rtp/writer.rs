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

/// What becomes of an element of the producer's packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Dropped,
    AudioLevel,
    VideoOrientation,
    /// Copied behind the fixed elements under this id.
    Rare(u8),
}

/// The header extension that every packet of the consumer has, with the changing bytes still zero.
#[derive(Clone, Debug, Default)]
struct Template {
    /// Profile, length, elements, padding.
    bytes: Vec<u8>,
    /// End of the elements, where rare ones go on.
    end: usize,
    two_byte: bool,
    /// Values to be stamped.
    abs_send_time_at: Option<usize>,
    transport_wide_cc_at: Option<usize>,
    /// Room of elements that not every packet has: (where, id). Zero bytes between elements are padding (RFC 8285 §4.1.1).
    audio_level: Option<(usize, u8)>,
    video_orientation: Option<(usize, u8)>,
}

impl Template {
    fn new(two_byte: bool, slots: &[(ExtensionKind, u8, usize)], mid: &[u8]) -> Self {
        let profile = if two_byte {
            TWO_BYTE_PROFILE
        } else {
            ONE_BYTE_PROFILE
        };
        let mut template = Self {
            two_byte,
            ..Self::default()
        };
        let mut bytes = profile.to_be_bytes().to_vec();
        bytes.extend_from_slice(&[0, 0]);
        for (kind, id, len) in slots {
            let start = bytes.len();
            let head = if two_byte { 2 } else { 1 };
            match kind {
                ExtensionKind::Mid => {
                    push_element(&mut bytes, two_byte, *id, mid);
                    continue;
                }
                ExtensionKind::AbsSendTime => template.abs_send_time_at = Some(start + head),
                ExtensionKind::TransportWideCc => {
                    template.transport_wide_cc_at = Some(start + head)
                }
                ExtensionKind::SsrcAudioLevel => template.audio_level = Some((start, *id)),
                _ => template.video_orientation = Some((start, *id)),
            }
            bytes.resize(start + head + len, 0);
            if matches!(
                kind,
                ExtensionKind::AbsSendTime | ExtensionKind::TransportWideCc
            ) {
                set_element_head(&mut bytes, start, two_byte, *id, *len);
            }
        }
        template.end = bytes.len();
        close_extension(&mut bytes, 0);
        template.bytes = bytes;
        template
    }

    /// Puts a one-byte value into its room in a copy of the template that begins at `start`.
    fn fill(&self, out: &mut [u8], start: usize, room: Option<(usize, u8)>, value: Option<u8>) {
        if let (Some((at, id)), Some(value)) = (room, value) {
            let head = if self.two_byte { 2 } else { 1 };
            set_element_head(out, start + at, self.two_byte, id, 1);
            if let Some(byte) = out.get_mut(start + at + head) {
                *byte = value;
            }
        }
    }
}

/// Writes the packets of one consumer.
///
/// The size of the header extension is the same in every packet: elements that ordinary packets carry now and then have their
/// room reserved (and zeroed when absent, which is padding), so that runs of equal packets stay equal and can leave in one
/// segmented send. Only rare elements (capture time, playout delay, dependency descriptor) make a packet longer.
#[derive(Clone, Debug)]
pub struct HeaderWriter {
    /// By id in the producer's packets, for the ids of the one-byte form.
    fates: [Fate; 16],
    /// The same for larger ids.
    large_fates: Vec<(u8, Fate)>,
    /// `None` when no extension was negotiated.
    template: Option<Template>,
    /// For a packet with a rare element that the one-byte form cannot say.
    two_byte: Template,
}

impl HeaderWriter {
    /// A writer from the producer's ids to the consumer's; `mid` is the consumer's own, written when its id was negotiated.
    ///
    /// Kinds that the consumer did not negotiate are dropped, as are `toffset` always and stream ids where not negotiated.
    #[must_use]
    pub fn new(incoming: &ExtensionIds, outgoing: &ExtensionIds, mid: &str) -> Self {
        let mid = mid.as_bytes().get(..255).unwrap_or(mid.as_bytes());
        let mut writer = Self {
            fates: [Fate::Dropped; 16],
            large_fates: Vec::new(),
            template: None,
            two_byte: Template::default(),
        };
        // The stamped ones come first, so that their place is the same in every packet.
        let generated = [
            (ExtensionKind::TransportWideCc, 2),
            (ExtensionKind::AbsSendTime, 3),
            (ExtensionKind::Mid, mid.len()),
        ];
        let mut slots: Vec<_> = generated
            .into_iter()
            .filter(|(_, len)| *len > 0)
            .filter_map(|(kind, len)| Some((kind, outgoing.id(kind)?, len)))
            .collect();
        for (kind, fate) in [
            (ExtensionKind::SsrcAudioLevel, Fate::AudioLevel),
            (ExtensionKind::VideoOrientation, Fate::VideoOrientation),
        ] {
            if let (Some(from), Some(to)) = (incoming.id(kind), outgoing.id(kind)) {
                slots.push((kind, to, 1));
                writer.set_fate(from, fate);
            }
        }
        let mut large_id = slots
            .iter()
            .any(|(_, id, len)| *id > 14 || *len > ONE_BYTE_MAX_LEN);
        let mut any_rare = false;
        for kind in [
            ExtensionKind::Rid,
            ExtensionKind::RepairedRid,
            ExtensionKind::DependencyDescriptor,
            ExtensionKind::AbsCaptureTime,
            ExtensionKind::PlayoutDelay,
            ExtensionKind::MediasoupPacketId,
        ] {
            if let (Some(from), Some(to)) = (incoming.id(kind), outgoing.id(kind)) {
                writer.set_fate(from, Fate::Rare(to));
                large_id |= to > 14;
                any_rare = true;
            }
        }
        writer.two_byte = Template::new(true, &slots, mid);
        if any_rare || !slots.is_empty() {
            let template = if large_id {
                writer.two_byte.clone()
            } else {
                Template::new(false, &slots, mid)
            };
            writer.template = Some(template);
        }
        writer
    }

    fn set_fate(&mut self, id: u8, fate: Fate) {
        match self.fates.get_mut(usize::from(id)) {
            Some(slot) => *slot = fate,
            None => self.large_fates.push((id, fate)),
        }
    }

    fn fate(&self, id: u8) -> Fate {
        match self.fates.get(usize::from(id)) {
            Some(fate) => *fate,
            None => {
                let found = self.large_fates.iter().find(|(known, _)| *known == id);
                found.map_or(Fate::Dropped, |(_, fate)| *fate)
            }
        }
    }

    /// Whether its packets carry a transport-wide number.
    #[must_use]
    pub fn is_numbered(&self) -> bool {
        self.template
            .as_ref()
            .is_some_and(|template| template.transport_wide_cc_at.is_some())
    }

    /// Appends a packet of nothing but `padding` bytes of padding, 1 to 255 (RFC 3550 §5.1); the stamps as in
    /// [`HeaderWriter::write`].
    pub fn write_padding(
        &self,
        out: &mut Vec<u8>,
        header: &OutgoingHeader,
        padding: u8,
    ) -> WrittenPacket {
        let start = out.len();
        let template = self.template.as_ref();
        push_fixed_header(out, 0x20, template.is_some(), 0, header);
        let offset = out.len() - start;
        if let Some(template) = template {
            out.extend_from_slice(&template.bytes);
        }
        let header_len = out.len() - start;
        let padding = padding.max(1);
        out.resize(out.len() + usize::from(padding) - 1, 0);
        out.push(padding);
        let stamp = |at: usize| offset + at;
        WrittenPacket {
            len: out.len() - start,
            header_len,
            abs_send_time_at: template
                .and_then(|template| template.abs_send_time_at)
                .map(stamp),
            transport_wide_cc_at: template
                .and_then(|template| template.transport_wide_cc_at)
                .map(stamp),
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
        let extension_len = self
            .template
            .as_ref()
            .map_or(0, |template| template.bytes.len());
        out.reserve(packet.bytes().len() + extension_len + 32);

        let csrcs = packet.csrcs();
        push_fixed_header(
            out,
            (csrcs.len() / 4) as u8 & 0x0f,
            self.template.is_some(),
            header.marker.into(),
            header,
        );
        out.extend_from_slice(csrcs);

        let mut written = WrittenPacket {
            len: 0,
            header_len: 0,
            abs_send_time_at: None,
            transport_wide_cc_at: None,
        };
        if let Some(template) = &self.template {
            self.write_extension(out, start, template, packet, &mut written);
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

    fn write_extension(
        &self,
        out: &mut Vec<u8>,
        start: usize,
        template: &Template,
        packet: &RtpPacket<'_>,
        written: &mut WrittenPacket,
    ) {
        let (mut audio_level, mut orientation) = (None, None);
        let (mut any_rare, mut long_rare) = (false, false);
        for (id, value) in packet.extensions() {
            match self.fate(id) {
                Fate::Dropped => {}
                Fate::AudioLevel => audio_level = value.first().copied(),
                Fate::VideoOrientation => orientation = value.first().copied(),
                Fate::Rare(_) => {
                    any_rare = true;
                    long_rare |= value.len() > ONE_BYTE_MAX_LEN;
                }
            }
        }
        let template = if long_rare { &self.two_byte } else { template };
        let extension = out.len();
        out.extend_from_slice(&template.bytes);
        template.fill(out, extension, template.audio_level, audio_level);
        template.fill(out, extension, template.video_orientation, orientation);
        let offset = extension - start;
        written.abs_send_time_at = template.abs_send_time_at.map(|at| offset + at);
        written.transport_wide_cc_at = template.transport_wide_cc_at.map(|at| offset + at);
        if any_rare {
            out.truncate(extension + template.end);
            for (id, value) in packet.extensions() {
                // The one-byte form cannot say an empty element, and none of these kinds has one.
                if let (Fate::Rare(to), false) = (self.fate(id), value.is_empty()) {
                    push_element(out, template.two_byte, to, value);
                }
            }
            close_extension(out, extension);
        }
    }
}

/// Appends the twelve bytes that every packet begins with (RFC 3550 §5.1); `flags` are the padding bit and the count of
/// contributing sources.
#[inline]
fn push_fixed_header(
    out: &mut Vec<u8>,
    flags: u8,
    has_extension: bool,
    marker: u8,
    header: &OutgoingHeader,
) {
    let first = 0x80 | (u8::from(has_extension) << 4) | flags;
    let second = (marker << 7) | (header.payload_type & 0x7f);
    let [s0, s1] = header.seq.0.to_be_bytes();
    let [t0, t1, t2, t3] = header.timestamp.0.to_be_bytes();
    let [c0, c1, c2, c3] = header.ssrc.to_be_bytes();
    out.extend_from_slice(&[first, second, s0, s1, t0, t1, t2, t3, c0, c1, c2, c3]);
}

/// Appends one element.
pub(super) fn push_element(out: &mut Vec<u8>, two_byte: bool, id: u8, value: &[u8]) {
    let at = out.len();
    out.resize(at + if two_byte { 2 } else { 1 }, 0);
    set_element_head(out, at, two_byte, id, value.len());
    out.extend_from_slice(value);
}

/// Writes an element's id and length.
fn set_element_head(out: &mut [u8], at: usize, two_byte: bool, id: u8, len: usize) {
    let head = [id, len as u8];
    let one = [(id << 4) | (len.wrapping_sub(1) as u8 & 0x0f)];
    let head: &[u8] = if two_byte { &head } else { &one };
    if let Some(place) = out.get_mut(at..at + head.len()) {
        place.copy_from_slice(head);
    }
}

/// Pads a header extension that begins at `start` to whole words and writes its length.
pub(super) fn close_extension(out: &mut Vec<u8>, start: usize) {
    let padded = (out.len() - start).next_multiple_of(4);
    out.resize(start + padded, 0);
    let words = ((padded / 4).saturating_sub(1) as u16).to_be_bytes();
    if let Some(length) = out.get_mut(start + 2..start + 4) {
        length.copy_from_slice(&words);
    }
}
