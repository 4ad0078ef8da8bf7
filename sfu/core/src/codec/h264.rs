//! H.264 payloads (RFC 6184 §5.2…§5.8): whether a decoder can start with a packet.
//!
//! That is where a sequence parameter set comes: encoders send both parameter sets right before each IDR picture, and an IDR
//! picture alone is of no use to who has not seen them, nor to who has seen those of another size.

/// What the router reads of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct H264Packet {
    /// A sequence parameter set is in it, with which a coded video sequence begins.
    pub key_frame: bool,
}

/// NAL unit types (RFC 6184 §5.2, table 1).
const SPS: u8 = 7;
const STAP_A: u8 = 24;
const FU_A: u8 = 28;
const FU_B: u8 = 29;

/// Reads the NAL unit headers; `None` for a payload that ends inside them.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<H264Packet> {
    let (header, rest) = payload.split_first()?;
    let key_frame = match header & 0x1f {
        STAP_A => aggregates_sps(rest)?,
        FU_A | FU_B => {
            let fu_header = rest.first()?;
            let is_start = fu_header & 0x80 != 0;
            is_start && fu_header & 0x1f == SPS
        }
        nal_type => nal_type == SPS && !rest.is_empty(),
    };
    Some(H264Packet { key_frame })
}

/// Whether any unit of an aggregation packet (§5.7.1) is a sequence parameter set; `None` when a size reaches beyond the packet.
fn aggregates_sps(mut units: &[u8]) -> Option<bool> {
    let mut found = false;
    while !units.is_empty() {
        let (size, rest) = units.split_first_chunk::<2>()?;
        let (unit, rest) = rest.split_at_checked(usize::from(u16::from_be_bytes(*size)))?;
        found |= unit.first()? & 0x1f == SPS;
        units = rest;
    }
    Some(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn is_key_frame(payload: &[u8]) -> Option<bool> {
        parse(payload).map(|packet| packet.key_frame)
    }

    #[test]
    fn a_parameter_set_is_found_in_every_kind_of_packet() {
        assert_eq!(is_key_frame(&[0x67, 0x42, 0xc0]), Some(true), "alone");
        let both = [0x78, 0, 3, 0x67, 0x42, 0xc0, 0, 2, 0x68, 0xce];
        assert_eq!(is_key_frame(&both), Some(true), "aggregated first");
        let both = [0x78, 0, 2, 0x68, 0xce, 0, 3, 0x67, 0x42, 0xc0];
        assert_eq!(is_key_frame(&both), Some(true), "aggregated last");
        assert_eq!(is_key_frame(&[0x7c, 0x87, 1, 2]), Some(true), "in parts");
    }

    #[test]
    fn pictures_alone_are_no_place_to_start() {
        assert_eq!(is_key_frame(&[0x65, 0x88]), Some(false), "IDR");
        assert_eq!(is_key_frame(&[0x41, 0x9a]), Some(false), "other slice");
        assert_eq!(is_key_frame(&[0x7c, 0x85, 1]), Some(false), "IDR in parts");
        assert_eq!(
            is_key_frame(&[0x7c, 0x07, 1]),
            Some(false),
            "rest of a parameter set"
        );
        assert_eq!(is_key_frame(&[0x78, 0, 2, 0x68, 0xce]), Some(false));
    }

    #[test]
    fn garbled_packets_say_nothing() {
        assert_eq!(is_key_frame(&[]), None);
        assert_eq!(is_key_frame(&[0x7c]), None);
        assert_eq!(is_key_frame(&[0x78, 0]), None);
        assert_eq!(is_key_frame(&[0x78, 0, 9, 0x67]), None);
        assert_eq!(is_key_frame(&[0x78, 0, 0]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(payload in proptest::collection::vec(any::<u8>(), 0..64)) {
            let _ = parse(&payload);
        }
    }
}
