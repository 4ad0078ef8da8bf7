//! Adds one element to a received packet's header extension (RFC 8285).

use super::extension::ExtensionKind;
use super::packet::{ONE_BYTE_PROFILE, RtpPacket, TWO_BYTE_PROFILE};
use super::writer::{close_extension, push_element};
use super::{ExtensionIds, FIXED_HEADER_LEN};

/// Highest id that both forms can say.
const MAX_COMMON_ID: u8 = 14;

/// The id under which a kind that the sender did not negotiate can be added to its packets: the lowest that it does not use.
/// `None` when it uses all that both forms can say.
#[must_use]
pub fn free_extension_id(ids: &ExtensionIds, used: &[u8]) -> Option<u8> {
    (1..=MAX_COMMON_ID).find(|id| ids.kind(*id).is_none() && !used.contains(id))
}

/// Writes `packet` to `out` with one more element; false, and nothing written, when its header extension is of another kind
/// than RFC 8285's.
pub fn write_with_element(
    packet: &RtpPacket<'_>,
    (id, value): (u8, &[u8]),
    out: &mut Vec<u8>,
) -> bool {
    let bytes = packet.bytes();
    let layout = packet.layout();
    let profile = match layout.extension_profile {
        0 => ONE_BYTE_PROFILE,
        profile => profile,
    };
    let two_byte = profile & 0xfff0 == TWO_BYTE_PROFILE;
    let header_len = FIXED_HEADER_LEN + packet.csrcs().len();
    let (Some(header), Some(rest)) = (
        bytes.get(..header_len),
        bytes.get(usize::from(layout.payload_start)..),
    ) else {
        return false;
    };
    if !two_byte && profile != ONE_BYTE_PROFILE {
        return false;
    }
    out.clear();
    out.extend_from_slice(header);
    if let Some(first) = out.first_mut() {
        *first |= 0x10;
    }
    out.extend_from_slice(&profile.to_be_bytes());
    out.extend_from_slice(&[0, 0]);
    for (id, value) in packet.extensions() {
        push_element(out, two_byte, id, value);
    }
    push_element(out, two_byte, id, value);
    close_extension(out, header_len);
    out.extend_from_slice(rest);
    true
}

impl RtpPacket<'_> {
    /// True when the sender numbered the packet already.
    #[must_use]
    pub fn has_packet_id(&self, ids: &ExtensionIds) -> bool {
        ids.id(ExtensionKind::MediasoupPacketId)
            .is_some_and(|id| self.extension(id).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn an_element_is_added_to_what_is_there() {
        let plain = [0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 7, 7];
        let mut out = Vec::new();
        let packet = RtpPacket::parse(&plain).expect("well formed");
        assert!(write_with_element(&packet, (5, &[1, 2, 3, 4]), &mut out));
        let packet = RtpPacket::parse(&out).expect("well formed");
        assert_eq!(packet.extension(5), Some([1, 2, 3, 4].as_slice()));
        assert_eq!((packet.seq().0, packet.payload()), (1, [7, 7].as_slice()));
        let first = out.clone();
        let packet = RtpPacket::parse(&first).expect("well formed");
        assert!(write_with_element(&packet, (6, &[9]), &mut out));
        let packet = RtpPacket::parse(&out).expect("well formed");
        assert_eq!(packet.extensions().count(), 2);
        assert_eq!(packet.extension(6), Some([9].as_slice()));
    }

    #[test]
    fn the_lowest_id_that_is_free_is_taken() {
        let ids: ExtensionIds = [(ExtensionKind::Mid, 1), (ExtensionKind::Rid, 3)]
            .into_iter()
            .collect();
        assert_eq!(free_extension_id(&ids, &[2]), Some(4));
        let used: Vec<u8> = (1..=14).collect();
        assert_eq!(free_extension_id(&ids, &used), None);
    }

    proptest! {
        #[test]
        fn whatever_parses_parses_with_one_more(mut bytes in proptest::collection::vec(any::<u8>(), 12..80)) {
            bytes[0] = (bytes[0] & 0x3f) | 0x80;
            if let Ok(packet) = RtpPacket::parse(&bytes) {
                let mut out = Vec::new();
                if write_with_element(&packet, (14, &[1, 2, 3, 4]), &mut out) {
                    let written = RtpPacket::parse(&out);
                    prop_assert_eq!(written.map(|written| written.payload().to_vec()), Ok(packet.payload().to_vec()));
                }
            }
        }
    }
}
