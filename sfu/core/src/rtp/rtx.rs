//! Retransmission payloads: the original sequence number in front of the original payload (RFC 4588 §4).

use super::SeqNo;
use super::packet::{PacketLayout, RtpPacket};

/// Bytes of the original sequence number.
const OSN_LEN: usize = 2;

/// Why a packet of a retransmission stream holds no original.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RtxError {
    /// The payload is shorter than the original sequence number: padding, which senders use to probe bandwidth.
    #[error("the retransmission carries no packet")]
    Empty,
}

/// Turns a retransmission packet back into the original, in place: the header moves two bytes up over the original sequence
/// number, the payload stays where it is. `layout` is that of `bytes`.
///
/// # Errors
/// When there is no original in it; the bytes are then unchanged.
pub fn decapsulate_rtx(
    bytes: &mut [u8],
    mut layout: PacketLayout,
    media_payload_type: u8,
    media_ssrc: u32,
) -> Result<RtpPacket<'_>, RtxError> {
    let payload_start = usize::from(layout.payload_start);
    let payload = RtpPacket::from_parts(bytes, layout).payload();
    let osn = match payload {
        [high, low, _, ..] => SeqNo(u16::from_be_bytes([*high, *low])),
        _ => return Err(RtxError::Empty),
    };
    bytes.copy_within(..payload_start, OSN_LEN);
    let original = bytes.get_mut(OSN_LEN..).ok_or(RtxError::Empty)?;
    layout.seq = osn;
    layout.ssrc = media_ssrc;
    layout.payload_type = media_payload_type & 0x7f;
    layout.payload_end = layout.payload_end.saturating_sub(OSN_LEN as u16);
    if let [_, second, s0, s1, _, _, _, _, ssrc @ ..] = &mut *original {
        *second = (*second & 0x80) | layout.payload_type;
        [*s0, *s1] = osn.0.to_be_bytes();
        if let Some(ssrc) = ssrc.first_chunk_mut::<4>() {
            *ssrc = media_ssrc.to_be_bytes();
        }
    }
    Ok(RtpPacket::from_parts(original, layout))
}
