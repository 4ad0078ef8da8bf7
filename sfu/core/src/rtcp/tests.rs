//! Behaviours of `rtcp`.

use proptest::prelude::*;
use std::time::Duration;

use super::*;
use crate::rtp::{RtpTimestamp, SeqNo};

fn only(bytes: &[u8]) -> RtcpPacket<'_> {
    let mut packets = compound(bytes);
    let packet = packets.next().unwrap();
    assert!(packets.next().is_none() && !packets.is_truncated());
    packet
}

fn block(ssrc: u32) -> ReportBlock {
    ReportBlock {
        ssrc,
        fraction_lost: 26,
        cumulative_lost: -3,
        highest_seq: 0x0001_ffff,
        jitter: 90,
        last_sender_report: 0x1234_5678,
        delay_since_last_sender_report: 0x8000,
    }
}

#[test]
fn a_sender_report_reads_back() {
    let info = SenderInfo {
        ntp: NtpTime(0x0102_0304_0506_0708),
        rtp_timestamp: RtpTimestamp(0xffff_fff0),
        packet_count: 5,
        octet_count: 5_000,
    };
    let mut out = Vec::new();
    write_sender_report(&mut out, 99, &info);
    assert_eq!(out.len(), 28);
    let RtcpPacket::SenderReport {
        ssrc,
        info: read,
        mut blocks,
    } = only(&out)
    else {
        panic!()
    };
    assert_eq!((ssrc, read), (99, info));
    assert!(blocks.next().is_none());
}

#[test]
fn receiver_reports_carry_any_number_of_blocks() {
    for count in [0, 1, 31, 32, 70] {
        let blocks: Vec<_> = (0..count).map(block).collect();
        let mut out = Vec::new();
        write_receiver_report(&mut out, 7, &blocks);
        let read: Vec<_> = compound(&out)
            .flat_map(|packet| match packet {
                RtcpPacket::ReceiverReport { ssrc: 7, blocks } => blocks,
                other => panic!("{other:?}"),
            })
            .collect();
        assert_eq!(read, blocks);
    }
}

#[test]
fn the_cumulative_loss_is_signed_and_clamped_to_its_24_bits() {
    for (lost, wire) in [
        (-1, -1),
        (0x7f_ffff, 0x7f_ffff),
        (0x100_0000, 0x7f_ffff),
        (i32::MIN, -0x80_0000),
    ] {
        let mut out = Vec::new();
        write_receiver_report(
            &mut out,
            1,
            &[ReportBlock {
                cumulative_lost: lost,
                ..block(2)
            }],
        );
        let RtcpPacket::ReceiverReport { mut blocks, .. } = only(&out) else {
            panic!()
        };
        assert_eq!(blocks.next().unwrap().cumulative_lost, wire);
    }
}

#[test]
fn delays_are_counted_in_parts_of_65536() {
    assert_eq!(ReportBlock::wire_delay(Duration::from_millis(500)), 0x8000);
    assert_eq!(block(1).delay(), Duration::from_millis(500));
    assert_eq!(
        ReportBlock::wire_delay(Duration::from_secs(1 << 20)),
        u32::MAX
    );
}

#[test]
fn descriptions_and_goodbyes_read_back() {
    for cname in ["", "a", "abc", "participant-1", &"x".repeat(255)] {
        let chunks: Vec<(u32, &str)> = (0..40).map(|ssrc| (ssrc, cname)).collect();
        let mut out = Vec::new();
        write_sdes_cname(&mut out, &chunks);
        let read: Vec<_> = compound(&out)
            .flat_map(|packet| match packet {
                RtcpPacket::Sdes(chunks) => chunks,
                other => panic!("{other:?}"),
            })
            .collect();
        let written: Vec<_> = chunks
            .iter()
            .map(|(ssrc, cname)| (*ssrc, cname.as_bytes()))
            .collect();
        assert_eq!(read, written);
    }
    let mut out = Vec::new();
    write_bye(&mut out, &[1, 2, 3]);
    let RtcpPacket::Bye(ssrcs) = only(&out) else {
        panic!()
    };
    assert_eq!(ssrcs.collect::<Vec<_>>(), [1, 2, 3]);
}

#[test]
fn truncated_descriptions_end_quietly() {
    // Two chunks are claimed; the item of the first reaches beyond the packet.
    let bytes = [0x82, 202, 0, 2, 0, 0, 0, 1, 1, 200, b'a', 0];
    let RtcpPacket::Sdes(mut chunks) = only(&bytes) else {
        panic!()
    };
    assert_eq!(chunks.next(), None);
}

#[test]
fn missing_packets_are_packed_into_items_of_seventeen() {
    let seqs: Vec<_> = [65_530, 65_535, 0, 10, 11, 40].map(SeqNo).to_vec();
    let items: Vec<_> = nack_items(&seqs).collect();
    assert_eq!(
        items,
        [
            (SeqNo(65_530), 0b1000_0000_0011_0000),
            (SeqNo(11), 0),
            (SeqNo(40), 0)
        ]
    );
    let mut out = Vec::new();
    write_nack(&mut out, 1, 2, &seqs);
    assert_eq!(out.len(), 12 + 3 * 4);
    let RtcpPacket::Nack {
        media_ssrc: 2,
        items,
    } = only(&out)
    else {
        panic!()
    };
    assert_eq!(items.collect::<Vec<_>>(), seqs);
}

#[test]
fn nothing_missing_writes_nothing() {
    let mut out = Vec::new();
    write_nack(&mut out, 1, 2, &[]);
    write_xr_dlrr(&mut out, 1, &[]);
    FeedbackBuilder::new(SeqNo(1), 0, 0).write(&mut out, 1, 2);
    assert!(out.is_empty());
}

#[test]
fn picture_requests_read_back() {
    let mut out = Vec::new();
    write_pli(&mut out, 1, 2);
    assert!(matches!(only(&out), RtcpPacket::Pli { media_ssrc: 2 }));
    out.clear();
    write_fir(&mut out, 1, 2, 255);
    let RtcpPacket::Fir(entries) = only(&out) else {
        panic!()
    };
    assert_eq!(entries.collect::<Vec<_>>(), [(2, 255)]);
}

#[test]
fn a_bitrate_keeps_eighteen_significant_bits() {
    for bitrate in [0, 1, 262_143, 262_144, 1_000_000, 2_500_000_000, u64::MAX] {
        let mut out = Vec::new();
        write_remb(&mut out, 1, bitrate, &[5, 6]);
        let RtcpPacket::Remb(remb) = only(&out) else {
            panic!()
        };
        assert!(
            remb.bitrate_bps <= bitrate && bitrate - remb.bitrate_bps <= bitrate >> 17,
            "{bitrate}"
        );
        assert_eq!(remb.ssrcs.collect::<Vec<_>>(), [5, 6]);
    }
}

#[test]
fn an_impossible_bitrate_is_malformed_and_another_application_is_not() {
    let remb = |word: [u8; 4]| {
        [
            &[0x8f, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0],
            &b"REMB"[..],
            &word,
        ]
        .concat()
    };
    assert!(matches!(
        only(&remb([0, 0xff, 0xff, 0xff])),
        RtcpPacket::Malformed { packet_type: 206 }
    ));
    assert!(matches!(
        only(&remb([9, 4, 0, 1])),
        RtcpPacket::Malformed { packet_type: 206 }
    ));
    let mut other = remb([0, 4, 0, 1]);
    other[12] = b'X';
    assert!(matches!(
        only(&other),
        RtcpPacket::Other {
            packet_type: 206,
            format: 15
        }
    ));
}

#[test]
fn extended_reports_read_back() {
    let mut out = Vec::new();
    write_xr_receiver_reference_time(&mut out, 1, NtpTime(0x0102_0304_0506_0708));
    let RtcpPacket::ExtendedReport {
        ssrc: 1,
        mut blocks,
    } = only(&out)
    else {
        panic!()
    };
    assert!(matches!(
        blocks.next(),
        Some(XrBlock::ReceiverReferenceTime(NtpTime(
            0x0102_0304_0506_0708
        )))
    ));
    assert!(blocks.next().is_none());

    let delays: Vec<_> = (0..300)
        .map(|ssrc| DlrrBlock {
            ssrc,
            last_receiver_report: 9,
            delay_since_last_receiver_report: 0x1_0000,
        })
        .collect();
    out.clear();
    write_xr_dlrr(&mut out, 1, &delays);
    let mut read = Vec::new();
    for packet in compound(&out) {
        let RtcpPacket::ExtendedReport { blocks, .. } = packet else {
            panic!()
        };
        for block in blocks {
            let XrBlock::Dlrr(blocks) = block else {
                panic!()
            };
            read.extend(blocks);
        }
    }
    assert_eq!(read, delays);
    assert_eq!(read[0].delay(), Duration::from_secs(1));
}

#[test]
fn a_malformed_packet_does_not_hide_the_next_one() {
    let mut out = Vec::new();
    // A receiver report that claims three blocks and has none; a NACK with half an item; an unknown type.
    out.extend_from_slice(&[0x83, 201, 0, 1, 0, 0, 0, 1]);
    out.extend_from_slice(&[0x81, 205, 0, 1, 0, 0, 0, 1]);
    out.extend_from_slice(&[0x80, 210, 0, 0]);
    write_pli(&mut out, 1, 2);
    let kinds: Vec<_> = compound(&out).collect();
    assert!(matches!(
        kinds.as_slice(),
        [
            RtcpPacket::Malformed { packet_type: 201 },
            RtcpPacket::Malformed { packet_type: 205 },
            RtcpPacket::Other {
                packet_type: 210,
                ..
            },
            RtcpPacket::Pli { media_ssrc: 2 }
        ]
    ));
}

#[test]
fn a_header_that_lies_about_its_length_ends_the_walk() {
    for bytes in [
        &[0x80, 200, 0, 9, 0, 0, 0, 0][..],
        &[0x80, 200, 0],
        &[0x40, 200, 0, 0],
        &[0x80, 96, 0, 0],
    ] {
        let mut packets = compound(bytes);
        assert!(packets.next().is_none() && packets.is_truncated());
    }
    // Padding longer than the packet, and none at all where the bit is set.
    for padding in [0, 8] {
        let bytes = [0xa0, 210, 0, 1, 0, 0, 0, padding];
        let mut packets = compound(&bytes);
        assert!(packets.next().is_none() && packets.is_truncated());
    }
}

#[test]
fn wall_clock_times_count_from_1900_and_wrap() {
    let unix = NtpTime::from_unix(Duration::from_millis(500));
    assert_eq!(unix, NtpTime((2_208_988_800 << 32) | 0x8000_0000));
    assert_eq!(unix.compact(), 0x7e80_8000);
    assert_eq!(
        NtpTime(u64::MAX).wrapping_add(Duration::from_secs(1)),
        NtpTime(0xffff_ffff)
    );
    // 2036 passes without harm.
    let after = NtpTime::from_unix(Duration::from_secs(4_000_000_000));
    assert_eq!(
        after.0 >> 32,
        (4_000_000_000u64 + 2_208_988_800) & 0xffff_ffff
    );
}

proptest! {
    #[test]
    fn any_bytes_are_walked_with_bounded_work(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let mut work = 0;
        for packet in compound(&bytes) {
            work += 1 + match packet {
                RtcpPacket::SenderReport { blocks, .. } | RtcpPacket::ReceiverReport { blocks, .. } => blocks.count(),
                RtcpPacket::Sdes(chunks) => chunks.count(),
                RtcpPacket::Bye(ssrcs) => ssrcs.count(),
                RtcpPacket::Nack { items, .. } => items.count() / 17,
                RtcpPacket::Fir(entries) => entries.count(),
                RtcpPacket::Remb(remb) => remb.ssrcs.count(),
                RtcpPacket::ExtendedReport { blocks, .. } => blocks.count(),
                _ => 0,
            };
        }
        prop_assert!(work <= bytes.len());
    }

    #[test]
    fn well_framed_bodies_of_any_bytes_do_no_harm(
        first in 0x80u8..0xc0,
        packet_type in 200u8..208,
        words in proptest::collection::vec(any::<[u8; 4]>(), 0..40),
    ) {
        let mut bytes = vec![first, packet_type];
        bytes.extend_from_slice(&(words.len() as u16).to_be_bytes());
        bytes.extend(words.iter().flatten());
        for packet in compound(&bytes) {
            match packet {
                RtcpPacket::TransportFeedback(feedback) => {
                    prop_assert_eq!(feedback.statuses().count(), usize::from(feedback.status_count));
                }
                RtcpPacket::Nack { items, .. } => prop_assert!(items.count() <= words.len() * 17),
                RtcpPacket::ExtendedReport { blocks, .. } => {
                    for block in blocks {
                        if let XrBlock::Dlrr(blocks) = block {
                            prop_assert!(blocks.count() <= words.len());
                        }
                    }
                }
                _ => {}
            }
        }
    }

    #[test]
    fn missing_packets_read_back_whatever_their_gaps(
        first in any::<u16>(),
        gaps in proptest::collection::vec(1u16..40, 0..700),
    ) {
        let mut seq = SeqNo(first);
        let mut seqs = vec![seq];
        for gap in gaps {
            seq = seq.wrapping_add(gap);
            seqs.push(seq);
        }
        let mut out = Vec::new();
        write_nack(&mut out, 1, 2, &seqs);
        let mut read = Vec::new();
        for packet in compound(&out) {
            let RtcpPacket::Nack { items, .. } = packet else { panic!() };
            read.extend(items);
        }
        prop_assert_eq!(read, seqs);
    }
}
