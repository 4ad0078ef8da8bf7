//! Behaviours of `rtp`.

use proptest::prelude::*;

use super::*;

/// A packet with the given first byte flags, extension block and payload.
fn packet(extension: Option<(u16, &[u8])>, payload: &[u8]) -> Vec<u8> {
    let first = if extension.is_some() { 0x90 } else { 0x80 };
    let mut bytes = vec![
        first,
        0x80 | 96,
        0x12,
        0x34,
        0,
        0,
        0,
        9,
        0xde,
        0xad,
        0xbe,
        0xef,
    ];
    if let Some((profile, area)) = extension {
        bytes.extend_from_slice(&profile.to_be_bytes());
        bytes.extend_from_slice(&((area.len() / 4) as u16).to_be_bytes());
        bytes.extend_from_slice(area);
    }
    bytes.extend_from_slice(payload);
    bytes
}

fn decapsulate(bytes: &mut [u8], payload_type: u8, ssrc: u32) -> Result<RtpPacket<'_>, RtxError> {
    let layout = PacketLayout::parse(bytes).unwrap();
    decapsulate_rtx(bytes, layout, payload_type, ssrc)
}

fn error_of(bytes: &[u8]) -> ParseError {
    RtpPacket::parse(bytes).unwrap_err()
}

fn ids() -> ExtensionIds {
    ExtensionIds::from_iter([
        (ExtensionKind::Mid, 4),
        (ExtensionKind::AbsSendTime, 2),
        (ExtensionKind::TransportWideCc, 3),
        (ExtensionKind::SsrcAudioLevel, 1),
        (ExtensionKind::VideoOrientation, 13),
        (ExtensionKind::PlayoutDelay, 5),
        (ExtensionKind::AbsCaptureTime, 6),
    ])
}

#[test]
fn a_plain_packet_reads_back_its_fields() {
    let bytes = packet(None, b"media");
    let packet = RtpPacket::parse(&bytes).unwrap();
    assert_eq!((packet.payload_type(), packet.marker()), (96, true));
    assert_eq!(
        (packet.seq(), packet.timestamp()),
        (SeqNo(0x1234), RtpTimestamp(9))
    );
    assert_eq!(
        (packet.ssrc(), packet.payload()),
        (0xdead_beef, b"media".as_slice())
    );
    assert!(packet.extensions().next().is_none() && packet.csrcs().is_empty());
}

#[test]
fn the_one_byte_example_of_rfc_8285_is_read() {
    // §4.2: three elements of 1, 2 and 4 bytes with padding between and behind them.
    let area = [
        0x10, 0xaa, 0x21, 0xbb, 0xbb, 0x00, 0x00, 0x33, 0xcc, 0xcc, 0xcc, 0xcc,
    ];
    let bytes = packet(Some((0xbede, &area)), b"x");
    let packet = RtpPacket::parse(&bytes).unwrap();
    let found: Vec<_> = packet.extensions().collect();
    assert_eq!(
        found,
        [(1, &[0xaa][..]), (2, &[0xbb, 0xbb]), (3, &[0xcc; 4])]
    );
    assert_eq!(packet.payload(), b"x");
}

#[test]
fn the_two_byte_form_has_empty_elements_and_any_application_bits() {
    let area = [
        0x10, 0x00, 0x2f, 0x01, 0xbb, 0x00, 0x1e, 0x01, 0xcc, 0x00, 0x00, 0x00,
    ];
    for profile in [0x1000, 0x100f] {
        let bytes = packet(Some((profile, &area)), b"x");
        let packet = RtpPacket::parse(&bytes).unwrap();
        let found: Vec<_> = packet.extensions().collect();
        assert_eq!(found, [(0x10, &[][..]), (0x2f, &[0xbb]), (0x1e, &[0xcc])]);
    }
}

#[test]
fn an_extension_of_another_profile_is_skipped_unread() {
    let bytes = packet(Some((0xabcd, &[0xff; 8])), b"x");
    let packet = RtpPacket::parse(&bytes).unwrap();
    assert!(packet.extensions().next().is_none());
    assert_eq!(packet.payload(), b"x");
}

#[test]
fn malformed_headers_are_refused_by_name() {
    assert_eq!(error_of(&[]), ParseError::TooShort);
    assert_eq!(error_of(&packet(None, b"")[..11]), ParseError::TooShort);
    let mut bytes = packet(None, b"");
    bytes[0] = 0x40;
    assert_eq!(error_of(&bytes), ParseError::Version);
    bytes[0] = 0x81;
    assert_eq!(error_of(&bytes), ParseError::Csrcs);
    bytes[0] = 0x8f;
    bytes.extend_from_slice(&[0; 59]);
    assert_eq!(error_of(&bytes), ParseError::Csrcs);
    bytes.push(0);
    assert_eq!(RtpPacket::parse(&bytes).unwrap().csrcs().len(), 60);
}

#[test]
fn malformed_extensions_are_refused_by_name() {
    // No room for the extension's own header, or for what it claims.
    let mut bytes = packet(None, &[0xbe, 0xde, 0]);
    bytes[0] = 0x90;
    assert_eq!(error_of(&bytes), ParseError::ExtensionLength);
    bytes.extend_from_slice(&[2, 0x10, 0, 0, 0]);
    assert_eq!(error_of(&bytes), ParseError::ExtensionLength);
    // An element longer than the block.
    assert_eq!(
        error_of(&packet(Some((0xbede, &[0x1f, 0, 0, 0])), b"")),
        ParseError::ElementLength
    );
    assert_eq!(
        error_of(&packet(Some((0x1000, &[1, 3, 0, 0])), b"")),
        ParseError::ElementLength
    );
    assert_eq!(
        error_of(&packet(Some((0x1000, &[1, 1, 7, 2])), b"")),
        ParseError::ElementLength
    );
    // Reserved ids.
    assert_eq!(
        error_of(&packet(Some((0xbede, &[0xf0, 0, 0, 0])), b"")),
        ParseError::ElementId
    );
    assert_eq!(
        error_of(&packet(Some((0xbede, &[0x01, 0, 0, 0])), b"")),
        ParseError::ElementId
    );
}

#[test]
fn padding_is_cut_off_and_impossible_padding_is_refused() {
    let padded = |payload: &[u8]| {
        let mut bytes = packet(None, payload);
        bytes[0] |= 0x20;
        bytes
    };
    assert_eq!(
        RtpPacket::parse(&padded(&[7, 0, 0, 3])).unwrap().payload(),
        [7]
    );
    // A packet of nothing but padding is legal and carries no media.
    assert_eq!(
        RtpPacket::parse(&padded(&[0, 0, 0, 4])).unwrap().payload(),
        []
    );
    assert_eq!(error_of(&padded(&[0, 0, 0, 5])), ParseError::Padding);
    assert_eq!(error_of(&padded(&[1, 2, 3, 0])), ParseError::Padding);
    assert_eq!(error_of(&padded(&[])), ParseError::Padding);
    // Padding may not eat into the header extension.
    let mut bytes = packet(Some((0xbede, &[0; 4])), &[3, 3]);
    bytes[0] |= 0x20;
    assert_eq!(error_of(&bytes), ParseError::Padding);
}

#[test]
fn extension_values_are_read_by_kind() {
    let area = [
        0x10, 0xff, 0x22, 0x01, 0x02, 0x03, 0x31, 0xab, 0xcd, 0x42, b'a', b'0', 0, 0xd0, 0x0b,
        0x52, 0x00, 0x10, 0x0a, 0,
    ];
    let bytes = packet(Some((0xbede, &area)), b"x");
    let packet = RtpPacket::parse(&bytes).unwrap();
    let ids = ids();
    assert_eq!(
        packet.audio_level(&ids),
        Some(AudioLevel {
            minus_dbov: 127,
            voice: true
        })
    );
    assert_eq!(packet.abs_send_time(&ids), Some(0x01_0203));
    assert_eq!(packet.transport_wide_cc(&ids), Some(SeqNo(0xabcd)));
    assert_eq!(packet.mid(&ids), Some("a0"));
    let orientation = VideoOrientation {
        camera: true,
        flip: false,
        rotation_degrees: 270,
    };
    assert_eq!(packet.video_orientation(&ids), Some(orientation));
    let delay = packet.playout_delay(&ids).unwrap();
    assert_eq!(
        (delay.min, delay.max),
        (Duration::from_millis(10), Duration::from_millis(100))
    );
    assert_eq!(packet.rid(&ids), None);
    assert_eq!(packet.abs_capture_time(&ids), None);
}

#[test]
fn capture_time_comes_with_and_without_a_clock_offset() {
    let read = |len: u8, value: &[u8]| {
        let mut area = vec![0x60 | (len - 1)];
        area.extend_from_slice(value);
        area.resize(area.len().next_multiple_of(4), 0);
        let bytes = packet(Some((0xbede, &area)), b"");
        RtpPacket::parse(&bytes).unwrap().abs_capture_time(&ids())
    };
    let ntp = 0x0102_0304_0506_0708u64;
    assert_eq!(
        read(8, &ntp.to_be_bytes()),
        Some(AbsCaptureTime {
            ntp,
            clock_offset: None
        })
    );
    let mut long = ntp.to_be_bytes().to_vec();
    long.extend_from_slice(&(-5i64).to_be_bytes());
    assert_eq!(
        read(16, &long),
        Some(AbsCaptureTime {
            ntp,
            clock_offset: Some(-5)
        })
    );
    assert_eq!(read(7, &long[..7]), None);
}

#[test]
fn absolute_send_time_is_six_bits_of_seconds_and_eighteen_of_fraction() {
    assert_eq!(abs_send_time(Duration::ZERO), [0, 0, 0]);
    assert_eq!(abs_send_time(Duration::from_millis(64_500)), [0x02, 0, 0]);
    assert_eq!(abs_send_time(Duration::from_secs(63)), [0xfc, 0, 0]);
}

#[test]
fn datagrams_are_told_apart_by_their_first_two_bytes() {
    let mut datagram = packet(None, b"");
    assert!(is_rtp(&datagram) && !is_rtcp(&datagram));
    for payload_type in 64..=95 {
        // With the marker bit these are RTCP's packet types 192…223 (RFC 5761 §4).
        datagram[1] = 0x80 | payload_type;
        assert!(is_rtcp(&datagram) && !is_rtp(&datagram), "{payload_type}");
        datagram[1] = payload_type;
        assert!(is_rtp(&datagram) && !is_rtcp(&datagram), "{payload_type}");
    }
    for first in [0, 3, 20, 63, 127, 192, 255] {
        datagram[0] = first;
        assert!(!is_rtp_or_rtcp(&datagram), "{first}");
    }
    assert!(!is_rtp(&[0x80, 96]) && !is_rtcp(&[0x80]) && !is_rtp(&[]));
}

#[test]
fn sequence_numbers_and_timestamps_compare_the_shorter_way_round() {
    assert!(SeqNo(2).is_newer_than(SeqNo(65_534)));
    assert!(!SeqNo(65_534).is_newer_than(SeqNo(2)));
    assert!(!SeqNo(5).is_newer_than(SeqNo(5)));
    assert_eq!(SeqNo(2).distance_from(SeqNo(65_534)), 4);
    assert_eq!(SeqNo(3).extend_near(0x1_fffe), 0x2_0003);
    assert_eq!(SeqNo(0xfffe).extend_near(0x2_0003), 0x1_fffe);
    assert_eq!(SeqNo(0xfffe).extend_near(3), 0xfffe);
    assert!(RtpTimestamp(5).is_newer_than(RtpTimestamp(u32::MAX)));
    assert_eq!(ticks(Duration::from_millis(20), 48_000), 960);
    assert_eq!(ticks(Duration::from_secs(1_000_000), 90_000), 4_100_654_080);
}

#[test]
fn a_retransmission_gives_its_original_back() {
    let mut bytes = packet(Some((0xbede, &[0x10, 0x7f, 0, 0])), b"\x00\x2amedia");
    let original = decapsulate(&mut bytes, 100, 77).unwrap();
    assert_eq!(
        (original.seq(), original.ssrc(), original.payload_type()),
        (SeqNo(42), 77, 100)
    );
    assert!(original.marker());
    assert_eq!(original.payload(), b"media");
    assert_eq!(original.extension(1), Some(&[0x7f][..]));
    // The bytes themselves say the same, not only the layout that was carried over.
    let copy = original.bytes().to_vec();
    assert_eq!(RtpPacket::parse(&copy).unwrap().layout(), original.layout());
}

#[test]
fn a_retransmission_without_an_original_is_a_probe() {
    for payload in [&b""[..], b"\x01", b"\x01\x02"] {
        let mut bytes = packet(None, payload);
        assert_eq!(
            decapsulate(&mut bytes, 100, 77).unwrap_err(),
            RtxError::Empty
        );
    }
}

mod writing {
    use super::*;

    const HEADER: OutgoingHeader = OutgoingHeader {
        payload_type: 101,
        marker: false,
        seq: SeqNo(7),
        timestamp: RtpTimestamp(70),
        ssrc: 700,
    };

    fn outgoing() -> ExtensionIds {
        ExtensionIds::from_iter([
            (ExtensionKind::Mid, 1),
            (ExtensionKind::AbsSendTime, 4),
            (ExtensionKind::TransportWideCc, 5),
            (ExtensionKind::SsrcAudioLevel, 10),
            (ExtensionKind::VideoOrientation, 11),
            (ExtensionKind::PlayoutDelay, 14),
            (ExtensionKind::AbsCaptureTime, 13),
        ])
    }

    fn write(writer: &HeaderWriter, bytes: &[u8], osn: Option<SeqNo>) -> (Vec<u8>, WrittenPacket) {
        let packet = RtpPacket::parse(bytes).unwrap();
        let mut out = b"before".to_vec();
        let written = writer.write(&mut out, &HEADER, &packet, &PayloadRewrite::NONE, osn);
        let out = out.split_off(6);
        assert_eq!(written.len, out.len());
        (out, written)
    }

    #[test]
    fn ids_are_mapped_and_what_was_not_negotiated_is_dropped() {
        let incoming = ids();
        let writer = HeaderWriter::new(&incoming, &outgoing(), "mid7");
        // Audio level (1), an unknown element (12), MID (4) and playout delay (5) of the producer.
        let area = [0x10, 0x85, 0xc0, 0x99, 0x41, b'x', b'y', 0x52, 1, 2, 3, 0];
        let (out, written) = write(&writer, &packet(Some((0xbede, &area)), b"media"), None);
        let read = RtpPacket::parse(&out).unwrap();
        let ids = outgoing();
        assert_eq!(read.mid(&ids), Some("mid7"));
        assert_eq!(
            read.audio_level(&ids),
            Some(AudioLevel {
                minus_dbov: 5,
                voice: true
            })
        );
        assert_eq!(read.extension(14), Some(&[1, 2, 3][..]));
        assert_eq!(read.extension(12), None);
        assert_eq!(read.video_orientation(&ids), None);
        assert_eq!(
            (read.seq(), read.timestamp(), read.ssrc()),
            (HEADER.seq, HEADER.timestamp, HEADER.ssrc)
        );
        assert_eq!(
            (read.payload_type(), read.marker(), read.payload()),
            (101, false, &b"media"[..])
        );
        assert_eq!(written.header_len + 5, written.len);
    }

    #[test]
    fn the_stamps_are_where_they_are_said_to_be() {
        let writer = HeaderWriter::new(&ids(), &outgoing(), "0");
        let (mut out, written) = write(&writer, &packet(None, b"media"), None);
        let at = written.abs_send_time_at.unwrap();
        out[at..at + 3].copy_from_slice(&[1, 2, 3]);
        let at = written.transport_wide_cc_at.unwrap();
        out[at..at + 2].copy_from_slice(&[4, 5]);
        let read = RtpPacket::parse(&out).unwrap();
        assert_eq!(read.abs_send_time(&outgoing()), Some(0x01_0203));
        assert_eq!(read.transport_wide_cc(&outgoing()), Some(SeqNo(0x0405)));
    }

    #[test]
    fn packets_of_one_consumer_keep_one_header_size() {
        let writer = HeaderWriter::new(&ids(), &outgoing(), "v");
        let plain = write(&writer, &packet(None, b"media"), None).1;
        let level = write(
            &writer,
            &packet(Some((0xbede, &[0x10, 5, 0, 0])), b"media"),
            None,
        )
        .1;
        let turned = write(
            &writer,
            &packet(Some((0xbede, &[0xd0, 1, 0x10, 5])), b"media"),
            None,
        )
        .1;
        assert_eq!(plain, level);
        assert_eq!(plain, turned);
    }

    #[test]
    fn without_negotiated_extensions_the_header_is_the_fixed_one() {
        let writer = HeaderWriter::new(&ids(), &ExtensionIds::default(), "0");
        let (out, written) = write(
            &writer,
            &packet(Some((0xbede, &[0x10, 5, 0, 0])), b"media"),
            None,
        );
        assert_eq!(written.header_len, FIXED_HEADER_LEN);
        assert_eq!(out[0], 0x80);
        assert_eq!(
            (written.abs_send_time_at, written.transport_wide_cc_at),
            (None, None)
        );
    }

    #[test]
    fn a_large_id_or_value_takes_the_two_byte_form() {
        let outgoing = ExtensionIds::from_iter([
            (ExtensionKind::Mid, 200),
            (ExtensionKind::SsrcAudioLevel, 3),
        ]);
        let writer = HeaderWriter::new(&ids(), &outgoing, "seventeen-bytes-1");
        let (out, _) = write(
            &writer,
            &packet(Some((0xbede, &[0x10, 5, 0, 0])), b"media"),
            None,
        );
        let read = RtpPacket::parse(&out).unwrap();
        assert_eq!(read.mid(&outgoing), Some("seventeen-bytes-1"));
        assert_eq!(
            read.audio_level(&outgoing).map(|level| level.minus_dbov),
            Some(5)
        );
    }

    #[test]
    fn a_long_rare_value_switches_only_its_own_packet() {
        let kind = ExtensionKind::DependencyDescriptor;
        let incoming = ExtensionIds::from_iter([(kind, 9)]);
        let outgoing = ExtensionIds::from_iter([(kind, 8), (ExtensionKind::Mid, 1)]);
        let writer = HeaderWriter::new(&incoming, &outgoing, "0");
        let mut area = vec![9, 30];
        area.extend_from_slice(&[0x5a; 30]);
        let (out, _) = write(&writer, &packet(Some((0x1000, &area)), b"media"), None);
        let read = RtpPacket::parse(&out).unwrap();
        assert_eq!(read.extension(8), Some(&[0x5a; 30][..]));
        assert_eq!(read.mid(&outgoing), Some("0"));
        let (out, _) = write(
            &writer,
            &packet(Some((0xbede, &[0x90, 1, 0, 0])), b"media"),
            None,
        );
        assert_eq!(&out[12..14], [0xbe, 0xde]);
    }

    #[test]
    fn a_retransmission_carries_the_number_that_its_receiver_knows() {
        let writer = HeaderWriter::new(&ids(), &outgoing(), "0");
        let (mut out, written) = write(&writer, &packet(None, b"media"), Some(SeqNo(4_660)));
        assert_eq!(&out[written.header_len..], b"\x12\x34media");
        let original = decapsulate(&mut out, 96, 1).unwrap();
        assert_eq!(
            (original.seq(), original.payload()),
            (SeqNo(4_660), &b"media"[..])
        );
    }

    #[test]
    fn padding_goes_and_a_payload_prefix_is_exchanged() {
        let mut bytes = packet(None, b"\x90\x80\x11VP8\x00\x02");
        bytes[0] |= 0x20;
        let packet = RtpPacket::parse(&bytes).unwrap();
        let writer = HeaderWriter::new(&ids(), &ExtensionIds::default(), "");
        let rewrite = PayloadRewrite::replace(3, b"\x90\x80\x80\x22").unwrap();
        let mut out = Vec::new();
        writer.write(&mut out, &HEADER, &packet, &rewrite, None);
        assert_eq!(out[0], 0x80);
        assert_eq!(&out[12..], b"\x90\x80\x80\x22VP8");
        assert_eq!(PayloadRewrite::replace(0, &[0; 9]), None);
    }

    proptest! {
        #[test]
        fn whatever_parses_is_written_as_a_packet_that_parses(
            bytes in proptest::collection::vec(any::<u8>(), 12..200),
            mid in "[a-z0-9]{0,20}",
            osn in proptest::option::of(any::<u16>()),
        ) {
            let mut bytes = bytes;
            bytes[0] = (bytes[0] & 0x3f) | 0x80;
            if let Ok(packet) = RtpPacket::parse(&bytes) {
                let writer = HeaderWriter::new(&ids(), &outgoing(), &mid);
                let mut out = Vec::new();
                let written =
                    writer.write(&mut out, &HEADER, &packet, &PayloadRewrite::NONE, osn.map(SeqNo));
                let read = RtpPacket::parse(&out).unwrap();
                let skip = osn.map_or(0, |_| 2);
                prop_assert_eq!(&read.payload()[skip..], packet.payload());
                prop_assert_eq!(read.payload().len(), written.len - written.header_len);
                prop_assert_eq!(read.csrcs(), packet.csrcs());
                prop_assert_eq!(read.audio_level(&outgoing()), packet.audio_level(&ids()));
            }
        }
    }
}

proptest! {
    #[test]
    fn any_bytes_are_parsed_or_refused_and_stay_in_bounds(bytes in proptest::collection::vec(any::<u8>(), 0..120)) {
        if let Ok(packet) = RtpPacket::parse(&bytes) {
            let total: usize = packet.extensions().map(|(_, value)| value.len()).sum();
            prop_assert!(packet.payload().len() + packet.csrcs().len() + total + FIXED_HEADER_LEN <= bytes.len());
        }
        let mut copy = bytes.clone();
        if let Ok(layout) = PacketLayout::parse(&bytes) {
            let _ = decapsulate_rtx(&mut copy, layout, 96, 1);
        }
    }

    #[test]
    fn extension_blocks_of_any_bytes_are_walked_safely(
        area in proptest::collection::vec(any::<u8>(), 0..16).prop_map(|mut a| { a.resize(a.len().next_multiple_of(4), 0); a }),
        two_byte in any::<bool>(),
    ) {
        let bytes = packet(Some((if two_byte { 0x1000 } else { 0xbede }, &area)), b"x");
        if let Ok(packet) = RtpPacket::parse(&bytes) {
            prop_assert!(packet.extensions().all(|(id, _)| id != 0));
            prop_assert_eq!(packet.payload(), b"x");
        }
    }
}
