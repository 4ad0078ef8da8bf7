//! SRTP of raw endpoints: known answers of the RFCs, round trips, and refusals.

use super::*;

const PROFILES: [SrtpProfile; 3] = [
    SrtpProfile::AES128_CM_SHA1_80,
    SrtpProfile::AEAD_AES_128_GCM,
    SrtpProfile::AEAD_AES_256_GCM,
];

fn pair(profile: SrtpProfile) -> (Session, Session) {
    let material: Vec<u8> = (0..88).collect();
    let session = |way| {
        Session::new(
            str0m::crypto::from_feature_flags(),
            profile,
            &material,
            true,
            way,
        )
        .unwrap()
    };
    (session(Way::Seal), session(Way::Open))
}

fn packet(sequence: u16) -> Vec<u8> {
    let mut packet = vec![0x90, 96];
    packet.extend_from_slice(&sequence.to_be_bytes());
    packet.extend_from_slice(&[0, 0, 0, 1, 0, 0, 0, 2]);
    packet.extend_from_slice(&[0xbe, 0xde, 0, 1, 0x10, 7, 0, 0]);
    packet.extend_from_slice(b"a payload");
    packet
}

#[test]
fn session_keys_are_those_of_rfc_3711_appendix_b_3() {
    let crypto = str0m::crypto::from_feature_flags();
    let derivation = Derivation {
        crypto: &crypto,
        key: &[
            0xe1, 0xf9, 0x7a, 0x0d, 0x3e, 0x01, 0x8b, 0xe0, 0xd6, 0x4f, 0xa3, 0x2c, 0x06, 0xde,
            0x41, 0x39,
        ],
        salt: &[
            0x0e, 0xc6, 0x75, 0xad, 0x49, 0x8a, 0xfe, 0xeb, 0xb6, 0x96, 0x0b, 0x3a, 0xab, 0xe6,
        ],
    };
    assert_eq!(
        derivation.derive::<16>(0).unwrap(),
        [
            0xc6, 0x1e, 0x7a, 0x93, 0x74, 0x4f, 0x39, 0xee, 0x10, 0x73, 0x4a, 0xfe, 0x3f, 0xf7,
            0xa0, 0x87
        ]
    );
    assert_eq!(
        derivation.derive::<20>(1).unwrap(),
        [
            0xce, 0xbe, 0x32, 0x1f, 0x6f, 0xf7, 0x71, 0x6b, 0x6f, 0xd4, 0xab, 0x49, 0xaf, 0x25,
            0x6a, 0x15, 0x6d, 0x38, 0xba, 0xa4
        ]
    );
    assert_eq!(
        derivation.derive::<14>(2).unwrap(),
        [
            0x30, 0xcb, 0xbc, 0x08, 0x86, 0x3d, 0x8c, 0x85, 0xd4, 0x9d, 0xb3, 0x4a, 0x9a, 0xe1
        ]
    );
}

#[test]
fn what_was_sealed_opens_again() {
    for profile in PROFILES {
        let (mut seal, mut open) = pair(profile);
        for sequence in [65_534, 65_535, 0, 1] {
            let sealed = seal.seal_rtp(&packet(sequence)).unwrap();
            assert_ne!(sealed.get(20..29).unwrap(), b"a payload");
            assert_eq!(open.open_rtp(&sealed).unwrap(), packet(sequence));
        }
        let report = [0x80, 201, 0, 1, 0, 0, 0, 9, 1, 2, 3, 4];
        for _ in 0..2 {
            let sealed = seal.seal_rtcp(&report).unwrap();
            assert_eq!(open.open_rtcp(&sealed).unwrap(), report);
        }
    }
}

#[test]
fn a_changed_octet_does_not_open() {
    for profile in PROFILES {
        let (mut seal, mut open) = pair(profile);
        let mut sealed = seal.seal_rtp(&packet(1)).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(open.open_rtp(&sealed), None);
        let mut sealed = seal.seal_rtcp(&[0x80, 201, 0, 1, 0, 0, 0, 9]).unwrap();
        *sealed.last_mut().unwrap() ^= 1;
        assert_eq!(open.open_rtcp(&sealed), None);
    }
}

#[test]
fn what_is_too_short_is_neither_sealed_nor_opened() {
    for profile in PROFILES {
        let (mut seal, mut open) = pair(profile);
        assert_eq!(seal.seal_rtp(&[0x80; 11]), None);
        assert_eq!(seal.seal_rtcp(&[0x80; 7]), None);
        assert_eq!(open.open_rtp(&[0x80; 12]), None);
        assert_eq!(open.open_rtcp(&[0x80; 12]), None);
    }
}
