//! Behaviours of `stream::receive`.

use proptest::prelude::*;

use super::*;
use crate::codec::Codec;
use crate::rtcp::{RtcpPacket, compound};
use crate::rtp::RtpTimestamp;

const MS: Duration = Duration::from_millis(1);

fn params() -> ReceiveParams {
    ReceiveParams {
        ssrc: 1,
        payload_type: 96,
        clock_rate: 90_000,
        codec: Codec::Vp8,
        rtx: Some(RtxParams {
            ssrc: 2,
            payload_type: 97,
        }),
        nack: true,
        pli: true,
        fir: true,
        dtx: false,
        inactivity_check: true,
        key_frame_request_spacing: Duration::ZERO,
    }
}

fn bytes(payload_type: u8, seq: u16, timestamp: u32, ssrc: u32, payload: &[u8]) -> Vec<u8> {
    let mut bytes = vec![0x80, payload_type];
    bytes.extend_from_slice(&seq.to_be_bytes());
    bytes.extend_from_slice(&timestamp.to_be_bytes());
    bytes.extend_from_slice(&ssrc.to_be_bytes());
    bytes.extend_from_slice(payload);
    bytes
}

/// An interframe packet 40 ms of media after its predecessor.
fn media(seq: u16) -> Vec<u8> {
    bytes(96, seq, u32::from(seq) * 3_600, 1, &[0x10, 0x01, 0, 0])
}

fn key_frame(seq: u16) -> Vec<u8> {
    bytes(96, seq, u32::from(seq) * 3_600, 1, &[0x10, 0x00, 0, 0])
}

fn rtx(rtx_seq: u16, original: u16) -> Vec<u8> {
    let [high, low] = original.to_be_bytes();
    bytes(
        97,
        rtx_seq,
        u32::from(original) * 3_600,
        2,
        &[high, low, 0x10, 0x01, 0, 0],
    )
}

fn receive(stream: &mut ReceiveStream, now: Instant, bytes: &[u8]) -> Option<Received> {
    stream.handle_packet(now, &RtpPacket::parse(bytes).unwrap())
}

fn receive_rtx<'b>(
    stream: &mut ReceiveStream,
    now: Instant,
    bytes: &'b mut [u8],
) -> Option<(RtpPacket<'b>, Received)> {
    let layout = PacketLayout::parse(bytes).unwrap();
    stream.handle_rtx(now, bytes, layout)
}

/// The numbers that the NACKs of one poll ask for.
fn nacked(stream: &mut ReceiveStream, now: Instant) -> Vec<u16> {
    let mut rtcp = Vec::new();
    stream.poll(now, &mut rtcp);
    compound(&rtcp)
        .flat_map(|packet| match packet {
            RtcpPacket::Nack {
                media_ssrc: 1,
                items,
            } => items.map(|seq| seq.0).collect(),
            _ => Vec::new(),
        })
        .collect()
}

fn plis(stream: &mut ReceiveStream, now: Instant) -> usize {
    let mut rtcp = Vec::new();
    stream.poll(now, &mut rtcp);
    compound(&rtcp)
        .filter(|packet| matches!(packet, RtcpPacket::Pli { media_ssrc: 1 }))
        .count()
}

#[test]
fn a_lost_packet_is_asked_for_and_repaired_over_the_retransmission_stream() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    receive(&mut stream, t0, &media(3));
    assert_eq!(nacked(&mut stream, t0 + 10 * MS), [2]);
    let mut buffer = rtx(500, 2);
    let (packet, received) = receive_rtx(&mut stream, t0 + 50 * MS, &mut buffer).unwrap();
    assert_eq!(
        (packet.seq(), packet.ssrc(), packet.payload_type()),
        (SeqNo(2), 1, 96)
    );
    assert!(!received.restarted);
    assert!(nacked(&mut stream, t0 + 500 * MS).is_empty());
    let stats = stream.stats(t0 + 500 * MS);
    assert_eq!(
        (
            stats.packets_repaired,
            stats.packets_retransmitted,
            stats.packet_count
        ),
        (1, 1, 3)
    );
    assert_eq!((stats.nack_count, stats.nack_packet_count), (1, 1));
    // Loss is what the network lost, whether repaired or not.
    assert_eq!(stats.packets_lost, 1);
}

#[test]
fn a_second_retransmission_of_the_same_packet_is_not_passed_on() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    receive(&mut stream, t0, &media(3));
    assert!(receive_rtx(&mut stream, t0, &mut rtx(500, 2)).is_some());
    assert!(receive_rtx(&mut stream, t0, &mut rtx(501, 2)).is_none());
    assert!(receive_rtx(&mut stream, t0, &mut rtx(502, 1)).is_none());
    assert_eq!(stream.stats(t0).packets_retransmitted, 3);
}

#[test]
fn a_probe_with_a_packet_that_is_still_ahead_counts_as_media() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    assert!(receive_rtx(&mut stream, t0, &mut rtx(500, 3)).is_some());
    assert_eq!(nacked(&mut stream, t0 + 10 * MS), [2]);
    // Far off the stream it is dropped, and moves nothing.
    assert!(receive_rtx(&mut stream, t0, &mut rtx(501, 30_000)).is_none());
    assert!(receive(&mut stream, t0, &media(4)).is_some());
}

#[test]
fn retransmissions_that_are_not_ours_are_dropped() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    // Before any media; padding; another payload type.
    assert!(receive_rtx(&mut stream, t0, &mut rtx(500, 2)).is_none());
    receive(&mut stream, t0, &media(1));
    assert!(receive_rtx(&mut stream, t0, &mut bytes(97, 501, 0, 2, &[])).is_none());
    assert!(receive_rtx(&mut stream, t0, &mut bytes(98, 502, 0, 2, &[0, 2, 1])).is_none());
    let mut without = ReceiveStream::new(
        ReceiveParams {
            rtx: None,
            ..params()
        },
        t0,
    );
    receive(&mut without, t0, &media(1));
    assert!(receive_rtx(&mut without, t0, &mut rtx(500, 2)).is_none());
}

#[test]
fn without_a_retransmission_stream_a_late_packet_is_a_repair() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(
        ReceiveParams {
            rtx: None,
            ..params()
        },
        t0,
    );
    for seq in [1, 3, 2] {
        receive(&mut stream, t0, &media(seq));
    }
    let stats = stream.stats(t0);
    assert_eq!((stats.packets_repaired, stats.packets_lost), (1, 0));
}

#[test]
fn a_gap_too_long_to_repair_asks_for_a_key_frame() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    receive(&mut stream, t0, &media(1_500));
    assert_eq!(plis(&mut stream, t0), 1);
    receive(&mut stream, t0 + 50 * MS, &key_frame(1_501));
    assert_eq!(plis(&mut stream, t0 + 2_000 * MS), 0);
}

#[test]
fn wishes_are_coalesced_and_end_with_the_key_frame() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    for _ in 0..500 {
        stream.request_key_frame(t0);
    }
    assert_eq!(stream.poll_at(), Some(t0));
    assert_eq!(plis(&mut stream, t0), 1);
    assert!(
        receive(&mut stream, t0 + 90 * MS, &key_frame(2))
            .unwrap()
            .payload
            .is_key_frame()
    );
    assert_eq!(
        (1..50)
            .map(|i| plis(&mut stream, t0 + i * 100 * MS))
            .sum::<usize>(),
        0
    );
    assert_eq!(stream.stats(t0).pli_count, 1);
}

#[test]
fn a_sender_without_pli_is_asked_by_fir_and_one_without_both_not_at_all() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(
        ReceiveParams {
            pli: false,
            ..params()
        },
        t0,
    );
    let mut commands = Vec::new();
    for second in 0..2 {
        let now = t0 + Duration::from_secs(second);
        stream.request_key_frame(now);
        let mut rtcp = Vec::new();
        assert!(stream.poll(now, &mut rtcp).key_frame_requested);
        for packet in compound(&rtcp) {
            if let RtcpPacket::Fir(entries) = packet {
                commands.extend(entries);
            }
        }
    }
    assert_eq!(commands, [(1, 1), (1, 2)]);
    let mut stream = ReceiveStream::new(
        ReceiveParams {
            pli: false,
            fir: false,
            ..params()
        },
        t0,
    );
    stream.request_key_frame(t0);
    assert!(!stream.poll(t0, &mut Vec::new()).key_frame_requested);
}

#[test]
fn a_restarted_sender_is_recognised_and_not_taken_for_loss() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    for seq in 1..=10 {
        receive(&mut stream, t0, &media(seq));
    }
    assert!(receive(&mut stream, t0, &media(15_000)).is_none());
    assert!(receive(&mut stream, t0, &media(15_001)).unwrap().restarted);
    assert!(!receive(&mut stream, t0, &media(15_002)).unwrap().restarted);
    assert!(nacked(&mut stream, t0 + 10 * MS).is_empty());
    let stats = stream.stats(t0);
    assert_eq!((stats.packets_lost, stats.packets_discarded), (0, 1));
}

#[test]
fn a_report_block_counts_its_own_interval() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    for seq in (0..100).filter(|seq| seq % 4 != 1) {
        receive(&mut stream, t0, &media(seq));
    }
    let info = SenderInfo {
        ntp: NtpTime(0x0000_1234_5678_0000),
        ..SenderInfo::default()
    };
    stream.handle_sender_report(t0, &info);
    let block = stream.report_block(t0 + 500 * MS);
    assert_eq!(
        (block.ssrc, block.fraction_lost, block.cumulative_lost),
        (1, 64, 25)
    );
    assert_eq!(
        (block.highest_seq, block.last_sender_report),
        (99, 0x1234_5678)
    );
    assert_eq!(block.delay(), 500 * MS);
    for seq in 100..200 {
        receive(&mut stream, t0, &media(seq));
    }
    let block = stream.report_block(t0 + Duration::from_secs(1));
    assert_eq!((block.fraction_lost, block.cumulative_lost), (0, 25));
    assert_eq!(stream.rtx_report_block(t0), None);
}

#[test]
fn duplicates_make_the_loss_negative_and_harm_nothing() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    for _ in 0..10_000 {
        receive(&mut stream, t0, &media(1));
    }
    let block = stream.report_block(t0);
    assert_eq!((block.fraction_lost, block.cumulative_lost), (0, -9_999));
}

#[test]
fn the_retransmission_stream_has_its_own_report() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    for seq in [1, 4] {
        receive(&mut stream, t0, &media(seq));
    }
    for (rtx_seq, original) in [(10, 2), (12, 3)] {
        receive_rtx(&mut stream, t0, &mut rtx(rtx_seq, original));
    }
    let block = stream.rtx_report_block(t0).unwrap();
    assert_eq!(
        (block.ssrc, block.cumulative_lost, block.highest_seq),
        (2, 1, 12)
    );
}

#[test]
fn jitter_is_nothing_for_an_even_stream_and_grows_with_uneven_arrival() {
    let t0 = Instant::now();
    let mut even = ReceiveStream::new(params(), t0);
    let mut uneven = ReceiveStream::new(params(), t0);
    for seq in 0..500u16 {
        let now = t0 + 40 * MS * u32::from(seq);
        receive(&mut even, now, &media(seq));
        receive(&mut uneven, now + 10 * MS * u32::from(seq % 2), &media(seq));
    }
    assert_eq!(even.stats(t0).jitter, 0);
    // Every arrival deviates by 10 ms, which are 900 ticks.
    let jitter = uneven.stats(t0).jitter;
    assert!((890..=900).contains(&jitter), "{jitter}");
}

#[test]
fn jitter_survives_the_wrap_of_timestamps() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    let first = RtpTimestamp(u32::MAX - 100_000);
    for index in 0..100u32 {
        let timestamp = first.wrapping_add(index * 3_600);
        receive(
            &mut stream,
            t0 + 40 * MS * index,
            &bytes(96, index as u16, timestamp.0, 1, &[0x10, 0x01]),
        );
    }
    assert_eq!(stream.stats(t0).jitter, 0);
}

#[test]
fn a_silent_stream_scores_nothing_until_media_comes_again() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    assert_eq!(stream.poll(t0 + 1_499 * MS, &mut Vec::new()).score, None);
    assert_eq!(stream.poll(t0 + 1_500 * MS, &mut Vec::new()).score, Some(0));
    // Padding is no media.
    receive(&mut stream, t0 + 1_600 * MS, &bytes(96, 2, 0, 1, &[]));
    assert_eq!(stream.score(), 0);
    receive(&mut stream, t0 + 1_700 * MS, &media(3));
    assert_eq!(
        stream.poll(t0 + 1_700 * MS, &mut Vec::new()).score,
        Some(10)
    );
}

#[test]
fn a_stream_with_discontinuous_transmission_may_be_silent_longer() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(
        ReceiveParams {
            dtx: true,
            codec: Codec::Opus,
            ..params()
        },
        t0,
    );
    receive(&mut stream, t0, &media(1));
    assert_eq!(stream.poll(t0 + 4_999 * MS, &mut Vec::new()).score, None);
    assert_eq!(stream.poll(t0 + 5_000 * MS, &mut Vec::new()).score, Some(0));
    let mut unchecked = ReceiveStream::new(
        ReceiveParams {
            inactivity_check: false,
            ..params()
        },
        t0,
    );
    receive(&mut unchecked, t0, &media(1));
    assert_eq!(
        unchecked.poll(t0 + 60_000 * MS, &mut Vec::new()).score,
        None
    );
}

#[test]
fn a_goodbye_ends_asking_and_scores_zero_until_a_packet_comes() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &key_frame(1));
    receive(&mut stream, t0 + 40 * MS, &media(5));
    stream.request_key_frame(t0 + 40 * MS);
    stream.handle_bye();
    let mut rtcp = Vec::new();
    assert_eq!(stream.poll(t0 + 41 * MS, &mut rtcp).score, Some(0));
    stream.handle_bye();
    assert_eq!(stream.poll(t0 + 1_000 * MS, &mut rtcp).score, None);
    assert!(rtcp.is_empty());
    receive(&mut stream, t0 + 1_100 * MS, &media(6));
    assert_eq!(stream.poll(t0 + 1_101 * MS, &mut rtcp).score, Some(10));
}

#[test]
fn loss_lowers_the_score_and_repair_softens_it() {
    let score = |repaired: bool| {
        let t0 = Instant::now();
        let mut stream = ReceiveStream::new(params(), t0);
        for seq in 0..2_000u16 {
            let now = t0 + 10 * MS * u32::from(seq);
            if seq % 5 != 4 {
                receive(&mut stream, now, &media(seq));
            } else if repaired {
                receive_rtx(&mut stream, now, &mut rtx(seq / 5, seq));
            }
            stream.poll(now, &mut Vec::new());
        }
        stream.score()
    };
    assert_eq!((score(true), score(false)), (5, 3));
}

#[test]
fn a_paused_stream_asks_for_nothing_and_is_not_called_dead() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    receive(&mut stream, t0, &media(1));
    receive(&mut stream, t0, &media(5));
    stream.request_key_frame(t0);
    stream.pause();
    assert_eq!(stream.poll_at(), None);
    let mut rtcp = Vec::new();
    assert_eq!(
        stream.poll(t0 + Duration::from_secs(60), &mut rtcp),
        ReceiveEvents::default()
    );
    assert!(rtcp.is_empty());
    let later = t0 + Duration::from_secs(120);
    stream.resume(later);
    assert_eq!(stream.poll(later + MS, &mut rtcp).score, None);
    assert!(rtcp.is_empty());
}

#[test]
fn the_round_trip_paces_the_nacks() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    let ntp = NtpTime(0x0000_1234_5678_0000);
    stream.handle_reference_time_sent(t0, ntp);
    let block = DlrrBlock {
        ssrc: 1,
        last_receiver_report: ntp.compact(),
        delay_since_last_receiver_report: ReportBlock::wire_delay(100 * MS),
    };
    stream.handle_dlrr(t0 + 350 * MS, &block);
    let rtt = stream.stats(t0).round_trip.unwrap();
    assert!(rtt.abs_diff(250 * MS) < MS);
    let t1 = t0 + 400 * MS;
    receive(&mut stream, t1, &media(1));
    receive(&mut stream, t1, &media(3));
    assert_eq!(nacked(&mut stream, t1 + 10 * MS), [2]);
    assert!(nacked(&mut stream, t1 + 250 * MS).is_empty());
    assert_eq!(nacked(&mut stream, t1 + 265 * MS), [2]);
}

#[test]
fn the_senders_clock_is_carried_on_from_its_report() {
    let t0 = Instant::now();
    let mut stream = ReceiveStream::new(params(), t0);
    assert_eq!(stream.sender_clock(), None);
    stream.handle_sender_report(
        t0,
        &SenderInfo {
            rtp_timestamp: RtpTimestamp(5),
            ..SenderInfo::default()
        },
    );
    assert_eq!(stream.sender_clock(), None, "a sender without a wall clock");
    let ntp = NtpTime(7 << 32);
    let info = SenderInfo {
        ntp,
        rtp_timestamp: RtpTimestamp(u32::MAX),
        ..SenderInfo::default()
    };
    stream.handle_sender_report(t0, &info);
    let (at, timestamp) = stream
        .sender_clock()
        .unwrap()
        .at(t0 + Duration::from_secs(2));
    assert_eq!((at, timestamp), (NtpTime(9 << 32), RtpTimestamp(179_999)));
}

proptest! {
    #[test]
    fn any_packets_in_any_order_do_no_harm(
        packets in proptest::collection::vec((any::<u16>(), 0u16..50, 0u8..8, 0u32..200), 0..400),
    ) {
        let t0 = Instant::now();
        let mut stream = ReceiveStream::new(params(), t0);
        let (mut now, mut position) = (t0, 0u16);
        let mut rtcp = Vec::new();
        for (wild, step, kind, pause) in packets {
            now += MS * pause;
            position = if kind == 0 { wild } else { position.wrapping_add(step).wrapping_sub(10) };
            match kind {
                1 => { receive_rtx(&mut stream, now, &mut rtx(wild, position)); }
                2 => { receive(&mut stream, now, &key_frame(position)); }
                3 => stream.request_key_frame(now),
                4 => { stream.report_block(now); }
                _ => { receive(&mut stream, now, &media(position)); }
            }
            rtcp.clear();
            stream.poll(now, &mut rtcp);
            let malformed = compound(&rtcp).any(|packet| matches!(packet, RtcpPacket::Malformed { .. }));
            prop_assert!(!malformed);
            prop_assert!(stream.stats(now).score <= 10);
        }
    }
}
