//! Behaviour of SRTP sessions: published test vectors, replay, roll-over, caps, and the rule that no nonce is used twice.

use std::collections::HashSet;

use proptest::prelude::*;

use super::cipher::Cipher;
use super::index::{Seen, WINDOW, Window, estimate};
use super::kdf::{Label, derive};
use super::*;
use crate::stun::tests::hex;

const PROFILES: [SrtpProfile; 4] = [
    SrtpProfile::AeadAes256Gcm,
    SrtpProfile::AeadAes128Gcm,
    SrtpProfile::AesCm128HmacSha1_80,
    SrtpProfile::AesCm128HmacSha1_32,
];

fn master(profile: SrtpProfile) -> SrtpMasterKey {
    let key: Vec<u8> = (1..=profile.key_length() as u8).collect();
    let salt: Vec<u8> = (100..100 + profile.salt_length() as u8).collect();
    SrtpMasterKey::new(profile, &key, &salt).expect("lengths are the profile's")
}

fn pair(profile: SrtpProfile) -> (SrtpOutbound, SrtpInbound) {
    let master = master(profile);
    (
        SrtpOutbound::new(&master).expect("key"),
        SrtpInbound::new(&master).expect("key"),
    )
}

fn rtp(ssrc: u32, seq: u16, payload: &[u8]) -> Vec<u8> {
    let mut packet = vec![0x80, 96];
    packet.extend(seq.to_be_bytes());
    packet.extend(1234u32.to_be_bytes());
    packet.extend(ssrc.to_be_bytes());
    packet.extend(payload);
    packet
}

fn receiver_report(ssrc: u32) -> Vec<u8> {
    let mut packet = vec![0x80, 201, 0, 1];
    packet.extend(ssrc.to_be_bytes());
    packet
}

fn seal(outbound: &mut SrtpOutbound, packet: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = packet.to_vec();
    buffer.resize(packet.len() + MAX_SRTP_OVERHEAD, 0xEE);
    let length = outbound.protect_rtp(&mut buffer, packet.len())?;
    buffer.truncate(length);
    Ok(buffer)
}

fn seal_rtcp(outbound: &mut SrtpOutbound, packet: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = packet.to_vec();
    buffer.resize(packet.len() + MAX_SRTP_OVERHEAD, 0xEE);
    let length = outbound.protect_rtcp(&mut buffer, packet.len())?;
    buffer.truncate(length);
    Ok(buffer)
}

fn open(inbound: &mut SrtpInbound, sealed: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = sealed.to_vec();
    let length = inbound.unprotect_rtp(&mut buffer)?;
    buffer.truncate(length);
    Ok(buffer)
}

fn open_rtcp(inbound: &mut SrtpInbound, sealed: &[u8]) -> Result<Vec<u8>, SrtpError> {
    let mut buffer = sealed.to_vec();
    let length = inbound.unprotect_rtcp(&mut buffer)?;
    buffer.truncate(length);
    Ok(buffer)
}

#[test]
fn derives_the_session_keys_of_rfc_3711_b3() {
    let master = SrtpMasterKey::new(
        SrtpProfile::AesCm128HmacSha1_80,
        &hex("E1F97A0D3E018BE0D64FA32C06DE4139"),
        &hex("0EC675AD498AFEEBB6960B3AABE6"),
    )
    .expect("lengths");
    let mut key = [0u8; 16];
    derive(&master, Label::RtpEncryption, &mut key).expect("derives");
    assert_eq!(key.to_vec(), hex("C61E7A93744F39EE10734AFE3FF7A087"));
    let mut salt = [0u8; 14];
    derive(&master, Label::RtpSalt, &mut salt).expect("derives");
    assert_eq!(salt.to_vec(), hex("30CBBC08863D8C85D49DB34A9AE1"));
    let mut authentication = [0u8; 94];
    derive(&master, Label::RtpAuthentication, &mut authentication).expect("derives");
    assert_eq!(
        authentication.to_vec(),
        hex(
            "CEBE321F6FF7716B6FD4AB49AF256A15 6D38BAA48F0A0ACF3C34E2359E6CDBCE
             E049646C43D9327AD175578EF7227098 6371C10C9A369AC2F94A8C5FBCDDDC25
             6D6E919A48B610EF17C2041E47403576 6B68642C59BBFC2F34DB60DBDFB2"
        )
    );
}

#[test]
fn makes_the_key_stream_of_rfc_3711_b2() {
    let salt = hex("F0F1F2F3F4F5F6F7F8F9FAFBFCFD")
        .try_into()
        .expect("14 bytes");
    let cipher = Cipher::counter_hmac(&hex("2B7E151628AED2A6ABF7158809CF4F3C"), salt, &[0; 20], 10)
        .expect("key");
    // SSRC, roll-over counter and sequence number are zero there, so the sealed zeros are the key stream.
    let mut buffer = vec![0u8; 12 + 0xFF03 * 16 + 10];
    buffer[0] = 0x80;
    let plain = buffer.len() - 10;
    cipher
        .seal_rtp(&mut buffer, plain, 12, 0, 0)
        .expect("seals");
    let block = |number: usize| buffer[12 + number * 16..12 + (number + 1) * 16].to_vec();
    for (number, expected) in [
        (0x0000, "E03EAD0935C95E80E166B16DD92B4EB4"),
        (0x0001, "D23513162B02D0F72A43A2FE4A5F97AB"),
        (0x0002, "41E95B3BB0A2E8DD477901E4FCA894C0"),
        (0xFEFF, "EC8CDF7398607CB0F2D21675EA9EA1E4"),
        (0xFF00, "362B7C3C6773516318A077D7FC5073AE"),
        (0xFF01, "6A2CC3787889374FBEB4C81B17BA6C44"),
    ] {
        assert_eq!(block(number), hex(expected), "block {number:#06x}");
    }
}

/// Packet and salt of RFC 7714 §16.
const GALLIA: &str = "8040f17b 8041f8d3 5501a0b2 47616c6c 69612065 7374206f 6d6e6973 20646976
                      69736120 696e2070 61727465 73207472 6573";
const QUID: &str = "51756964 2070726f 2071756f";

#[test]
fn seals_and_opens_the_rtp_packets_of_rfc_7714_16() {
    let key256 = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";
    for (key, expected) in [
        (
            "000102030405060708090a0b0c0d0e0f",
            "8040f17b 8041f8d3 5501a0b2 f24de3a3 fb34de6c acba861c 9d7e4bca be633bd5
             0d294e6f 42a5f47a 51c7d19b 36de3adf 8833899d 7f27beb1 6a9152cf 765ee439 0cce",
        ),
        (
            key256,
            "8040f17b 8041f8d3 5501a0b2 32b1de78 a822fe12 ef9f78fa 332e33aa b1801238 9a58e2f3
             b50b2a02 76ffae0f 1ba63799 b87b7aa3 db36dfff d6b0f9bb 7878d7a7 6c13",
        ),
    ] {
        let cipher = Cipher::gcm(&hex(key), hex(QUID).try_into().expect("12 bytes")).expect("key");
        let packet = hex(GALLIA);
        let mut buffer = packet.clone();
        buffer.resize(packet.len() + 16, 0);
        let length = cipher
            .seal_rtp(&mut buffer, packet.len(), 12, 0x5501_a0b2, 0xf17b)
            .expect("seals");
        assert_eq!(buffer, hex(expected));
        assert_eq!(
            cipher.open_rtp(&mut buffer[..length], 12, 0x5501_a0b2, 0xf17b),
            Ok(packet.len())
        );
        assert_eq!(buffer[..packet.len()], packet);
    }
}

#[test]
fn seals_and_opens_the_rtcp_packet_of_rfc_7714_17() {
    let cipher = Cipher::gcm(
        &hex("000102030405060708090a0b0c0d0e0f"),
        hex(QUID).try_into().expect("12 bytes"),
    )
    .expect("key");
    let packet = hex(
        "81c8000d 4d617273 4e545031 4e545032 52545020 0000042a 0000e930 4c756e61 deadbeef deadbeef deadbeef
         deadbeef deadbeef",
    );
    let mut buffer = packet.clone();
    buffer.resize(packet.len() + 20, 0);
    let length = cipher
        .seal_rtcp(&mut buffer, packet.len(), 0x4d61_7273, 0x5d4)
        .expect("seals");
    assert_eq!(
        buffer,
        hex("81c8000d 4d617273 63e94885 dcdab67c a727d766 2f6b7e99 7ff5c0f7 6c06f32d c676a5f1 730d6fda
             4ce09b46 86303ded 0bb9275b c84aa458 96cf4d2f c5abf872 45d9eade 800005d4")
    );
    assert_eq!(cipher.rtcp_index(&buffer), Ok((true, 0x5d4)));
    assert_eq!(
        cipher.open_rtcp(&mut buffer[..length], 0x4d61_7273, 0x5d4),
        Ok(packet.len())
    );
    assert_eq!(buffer[..packet.len()], packet);
}

#[test]
fn what_is_sealed_opens_again_in_every_profile() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let packet = rtp(7, 65_530, b"some media that nobody on the way may read");
        let sealed = seal(&mut outbound, &packet).expect("seals");
        assert_eq!(sealed.len(), packet.len() + profile.rtp_overhead());
        assert!(
            !sealed.windows(5).any(|part| part == b"media"),
            "{profile:?} encrypts"
        );
        assert_eq!(open(&mut inbound, &sealed), Ok(packet));
        let report = [receiver_report(7), vec![0x81, 202, 0, 1, 0, 0, 0, 7]].concat();
        let sealed = seal_rtcp(&mut outbound, &report).expect("seals");
        assert_eq!(sealed.len(), report.len() + profile.rtcp_overhead());
        assert_eq!(open_rtcp(&mut inbound, &sealed), Ok(report));
    }
}

#[test]
fn header_extensions_and_csrcs_stay_readable_and_are_authenticated() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let mut packet = vec![
            0x91, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0xBE, 0xDE, 0, 1, 0x10, 9, 0, 0,
        ];
        packet.extend(b"payload");
        let sealed = seal(&mut outbound, &packet).expect("seals");
        assert_eq!(sealed[..24], packet[..24]);
        assert_ne!(sealed[24..31], packet[24..31]);
        let mut forged = sealed.clone();
        forged[21] ^= 1;
        assert_eq!(open(&mut inbound, &forged), Err(SrtpError::Authentication));
        assert_eq!(open(&mut inbound, &sealed), Ok(packet));
    }
}

#[test]
fn every_changed_bit_is_noticed_and_leaves_no_state() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let sealed = seal(&mut outbound, &rtp(7, 1, b"media")).expect("seals");
        let report = seal_rtcp(&mut outbound, &receiver_report(7)).expect("seals");
        for bit in 0..sealed.len() * 8 {
            let mut forged = sealed.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert!(
                open(&mut inbound, &forged).is_err(),
                "{profile:?} RTP bit {bit}"
            );
        }
        for bit in 0..report.len() * 8 {
            // The first byte's and the packet type's meaning is for the RTCP parser; here they are only authenticated.
            let mut forged = report.clone();
            forged[bit / 8] ^= 1 << (bit % 8);
            assert!(
                open_rtcp(&mut inbound, &forged).is_err(),
                "{profile:?} RTCP bit {bit}"
            );
        }
        assert!(
            format!("{inbound:?}").contains("rtp_ssrcs: 0, rtcp_ssrcs: 0"),
            "forgeries make no state"
        );
        assert!(open(&mut inbound, &sealed).is_ok() && open_rtcp(&mut inbound, &report).is_ok());
    }
}

#[test]
fn plain_packets_and_unencrypted_srtcp_are_refused() {
    for profile in PROFILES {
        let (_, mut inbound) = pair(profile);
        assert!(open(&mut inbound, &rtp(7, 1, &[0; 100])).is_err());
        let mut report = receiver_report(7);
        report.extend([0; 24]);
        assert_eq!(
            open_rtcp(&mut inbound, &report),
            Err(SrtpError::Authentication)
        );
    }
}

#[test]
fn the_other_directions_key_does_not_open() {
    let (mut outbound, _) = pair(SrtpProfile::AeadAes128Gcm);
    let other =
        SrtpMasterKey::new(SrtpProfile::AeadAes128Gcm, &[9; 16], &[9; 12]).expect("lengths");
    let mut inbound = SrtpInbound::new(&other).expect("key");
    let sealed = seal(&mut outbound, &rtp(7, 1, b"media")).expect("seals");
    assert_eq!(open(&mut inbound, &sealed), Err(SrtpError::Authentication));
}

#[test]
fn a_replayed_packet_is_refused_within_and_beyond_the_window() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let sealed: Vec<Vec<u8>> = (0..2 * WINDOW as u16)
            .map(|seq| seal(&mut outbound, &rtp(7, seq, b"media")).expect("seals"))
            .collect();
        for packet in &sealed {
            assert!(open(&mut inbound, packet).is_ok());
        }
        for (seq, packet) in sealed.iter().enumerate() {
            let expected = if seq < WINDOW as usize {
                SrtpError::TooOld
            } else {
                SrtpError::Replayed
            };
            assert_eq!(
                open(&mut inbound, packet),
                Err(expected),
                "{profile:?} {seq}"
            );
        }
        let report = seal_rtcp(&mut outbound, &receiver_report(7)).expect("seals");
        assert!(open_rtcp(&mut inbound, &report).is_ok());
        assert_eq!(open_rtcp(&mut inbound, &report), Err(SrtpError::Replayed));
    }
}

#[test]
fn reordering_within_the_window_is_accepted_once_each() {
    let (mut outbound, mut inbound) = pair(SrtpProfile::AeadAes128Gcm);
    let mut sealed: Vec<Vec<u8>> = (0..WINDOW as u16)
        .map(|seq| seal(&mut outbound, &rtp(7, seq, b"media")).expect("seals"))
        .collect();
    sealed.reverse();
    for packet in &sealed {
        assert!(open(&mut inbound, packet).is_ok());
    }
    for packet in &sealed {
        assert_eq!(open(&mut inbound, packet), Err(SrtpError::Replayed));
    }
}

#[test]
fn the_roll_over_counter_follows_the_sequence_over_many_wraps_with_gaps() {
    for profile in PROFILES {
        let (mut outbound, mut inbound) = pair(profile);
        let mut seq = 65_000u16;
        // 13 wraps, two of three packets lost.
        for round in 0..3_000u32 {
            seq = seq.wrapping_add(300);
            let packet = rtp(7, seq, b"media");
            let sealed = seal(&mut outbound, &packet).expect("seals");
            if round % 3 == 0 {
                assert_eq!(
                    open(&mut inbound, &sealed),
                    Ok(packet),
                    "{profile:?} round {round}"
                );
            }
        }
    }
}

#[test]
fn a_packet_late_across_the_wrap_opens() {
    let (mut outbound, mut inbound) = pair(SrtpProfile::AeadAes128Gcm);
    let before = seal(&mut outbound, &rtp(7, 65_534, b"media")).expect("seals");
    let late = seal(&mut outbound, &rtp(7, 65_535, b"media")).expect("seals");
    let after = seal(&mut outbound, &rtp(7, 1, b"media")).expect("seals");
    for packet in [before, after, late] {
        assert!(open(&mut inbound, &packet).is_ok());
    }
}

#[test]
fn the_same_index_is_never_sealed_twice() {
    for profile in PROFILES {
        let (mut outbound, _) = pair(profile);
        seal(&mut outbound, &rtp(7, 10, b"first")).expect("seals");
        assert_eq!(
            seal(&mut outbound, &rtp(7, 10, b"other")),
            Err(SrtpError::AlreadySealed)
        );
        seal(&mut outbound, &rtp(8, 10, b"other SSRC")).expect("seals");
        seal(
            &mut outbound,
            &rtp(7, 9, b"a late one that was not sent yet"),
        )
        .expect("seals");
        assert_eq!(
            seal(&mut outbound, &rtp(7, 9, b"other")),
            Err(SrtpError::AlreadySealed)
        );
        seal(&mut outbound, &rtp(7, 10 + WINDOW as u16, b"ahead")).expect("seals");
        assert_eq!(
            seal(&mut outbound, &rtp(7, 10, b"other")),
            Err(SrtpError::TooOld)
        );
    }
}

#[test]
fn a_retired_ssrc_is_never_begun_again() {
    let (mut outbound, _) = pair(SrtpProfile::AeadAes128Gcm);
    seal(&mut outbound, &rtp(7, 10, b"media")).expect("seals");
    outbound.retire_ssrc(7);
    outbound.retire_ssrc(8);
    for seq in [9, 10, 11] {
        assert_eq!(
            seal(&mut outbound, &rtp(7, seq, b"media")),
            Err(SrtpError::AlreadySealed)
        );
    }
    seal(
        &mut outbound,
        &rtp(8, 1, b"an SSRC that never sent can begin"),
    )
    .expect("seals");
}

#[test]
fn an_error_leaves_the_packet_and_its_index_alone() {
    let (mut outbound, _) = pair(SrtpProfile::AeadAes128Gcm);
    let packet = rtp(7, 10, b"media");
    let mut buffer = packet.clone();
    buffer.resize(packet.len() + 15, 0);
    assert_eq!(
        outbound.protect_rtp(&mut buffer, packet.len()),
        Err(SrtpError::NoRoom)
    );
    assert_eq!(buffer[..packet.len()], packet);
    assert!(seal(&mut outbound, &packet).is_ok());
}

#[test]
fn a_new_ssrc_in_every_packet_fills_a_bounded_table() {
    let (mut outbound, mut inbound) = pair(SrtpProfile::AeadAes128Gcm);
    let results: Vec<bool> = (0..3_000)
        .map(|ssrc| {
            let sealed = seal(&mut outbound, &rtp(ssrc, 1, b"")).expect("seals");
            match open(&mut inbound, &sealed) {
                Ok(_) => true,
                Err(error) => {
                    assert_eq!(error, SrtpError::TooManySsrcs);
                    false
                }
            }
        })
        .collect();
    assert_eq!(results.iter().filter(|opened| **opened).count(), 1024);
    let known = seal(&mut outbound, &rtp(5, 2, b"")).expect("seals");
    assert!(
        open(&mut inbound, &known).is_ok(),
        "the SSRCs that were there go on"
    );
}

#[test]
fn srtcp_indexes_differ_from_packet_to_packet_and_over_ssrcs() {
    let (mut outbound, _) = pair(SrtpProfile::AeadAes128Gcm);
    let cipher = Cipher::gcm(&[0; 16], [0; 12]).expect("key");
    let indexes: HashSet<u32> = (0..100)
        .map(|number| {
            let sealed = seal_rtcp(&mut outbound, &receiver_report(number % 3)).expect("seals");
            cipher.rtcp_index(&sealed).expect("has an index").1
        })
        .collect();
    assert_eq!(indexes.len(), 100);
}

#[test]
fn wrong_key_lengths_are_refused() {
    for profile in PROFILES {
        let key = vec![0; profile.key_length() + 1];
        let salt = vec![0; profile.salt_length()];
        assert_eq!(
            SrtpMasterKey::new(profile, &key, &salt),
            Err(SrtpError::KeyLength)
        );
        assert_eq!(
            SrtpMasterKey::new(profile, &key[1..], &salt[1..]),
            Err(SrtpError::KeyLength)
        );
    }
}

#[test]
fn no_key_is_printed() {
    let master =
        SrtpMasterKey::new(SrtpProfile::AeadAes128Gcm, &[0xAB; 16], &[0xCD; 12]).expect("lengths");
    let printed = format!(
        "{master:?} {:?} {:?}",
        SrtpOutbound::new(&master),
        SrtpInbound::new(&master)
    );
    for secret in ["171", "205", "ab", "AB", "cd, "] {
        assert!(!printed.contains(secret), "{printed}");
    }
}

#[test]
fn an_index_before_the_first_packet_does_not_exist() {
    assert_eq!(estimate(None, 5), Some(5));
    assert_eq!(estimate(Some(5), 65_533), None);
    assert_eq!(estimate(Some(65_533), 5), Some(0x1_0005));
    assert_eq!(estimate(Some(0x1_0005), 65_533), Some(65_533));
    assert_eq!(
        estimate(Some(0x1_8000), 0),
        Some(0x1_0000),
        "half way stays in the period"
    );
}

proptest! {
    /// The nonce rule: whatever is asked for, no two sealed packets share (SSRC, index). A model that knows nothing of
    /// windows keeps all nonces in a set and finds them out by trying to open what was sealed.
    #[test]
    fn no_two_sealed_packets_share_a_nonce(
        steps in proptest::collection::vec((0u32..3, prop_oneof![
            8 => -5i32..20, 2 => -2000i32..2000, 1 => -32_000i32..32_000, 1 => any::<i16>().prop_map(i32::from),
        ], 0u8..40), 1..400),
        first: u16,
    ) {
        let (mut outbound, _) = pair(SrtpProfile::AeadAes128Gcm);
        let master = master(SrtpProfile::AeadAes128Gcm);
        let verifier = Cipher::derive(&master, cipher::Stream::Rtp).expect("key");
        let mut used = HashSet::new();
        let mut position = [i64::from(first); 3];
        for (ssrc, step, retire) in steps {
            let at = position[ssrc as usize] + i64::from(step);
            let seq = (at & 0xffff) as u16;
            if let Ok(sealed) = seal(&mut outbound, &rtp(ssrc, seq, b"media")) {
                // The verifier tells which index it was sealed under.
                let index = (0..64u64)
                    .map(|roc| (roc << 16) | u64::from(seq))
                    .find(|index| verifier.open_rtp(&mut sealed.clone(), 12, ssrc, *index).is_ok())
                    .expect("sealed under some index");
                prop_assert!(used.insert((ssrc, index)), "nonce of {ssrc} {index:#x} used twice");
                position[ssrc as usize] = at;
            }
            if retire == 0 {
                outbound.retire_ssrc(ssrc);
            }
        }
    }

    #[test]
    fn the_window_agrees_with_a_set(indexes in proptest::collection::vec(0u64..5_000, 1..300)) {
        let mut window = Window::new();
        let mut model = HashSet::new();
        for index in indexes {
            let highest = model.iter().copied().max();
            let expected = match highest {
                Some(highest) if index + WINDOW <= highest => Seen::TooOld,
                _ if model.contains(&index) => Seen::Yes,
                _ => Seen::No,
            };
            prop_assert_eq!(window.seen(index), expected);
            if expected == Seen::No {
                window.insert(index);
                model.insert(index);
            }
        }
    }

    #[test]
    fn random_bytes_never_open_and_never_panic(mut bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        for profile in PROFILES {
            let (mut outbound, mut inbound) = pair(profile);
            prop_assert!(inbound.unprotect_rtp(&mut bytes.clone()).is_err());
            prop_assert!(inbound.unprotect_rtcp(&mut bytes.clone()).is_err());
            let length = bytes.len();
            let _ = outbound.protect_rtp(&mut bytes.clone(), length);
            let _ = outbound.protect_rtp(&mut bytes, length + 1);
            let _ = outbound.protect_rtcp(&mut bytes, length.saturating_sub(20));
        }
    }
}
