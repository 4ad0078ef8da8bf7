//! Behaviours of `stream::send`.

use proptest::prelude::*;

use super::*;
use crate::rtp::RtpPacket;

const MS: Duration = Duration::from_millis(1);

fn params() -> SendParams {
    SendParams {
        ssrc: 1,
        payload_type: 96,
        clock_rate: 90_000,
        video: true,
        nack: true,
        rtx: Some(RtxParams {
            ssrc: 2,
            payload_type: 97,
        }),
        first_rtx_seq: SeqNo(65_535),
    }
}

fn header(seq: u16) -> OutgoingHeader {
    OutgoingHeader {
        payload_type: 96,
        marker: seq.is_multiple_of(2),
        seq: SeqNo(seq),
        timestamp: RtpTimestamp(u32::from(seq) * 3_600),
        ssrc: 1,
    }
}

fn packet(len: usize) -> Rc<SharedPacket> {
    let mut bytes = vec![0u8; len];
    bytes[0] = 0x80;
    Rc::new(SharedPacket::new(&RtpPacket::parse(&bytes).unwrap()))
}

fn send(stream: &mut SendStream, now: Instant, seq: u16) {
    stream.handle_sent(now, &header(seq), 1_000, 980);
    stream.store_shared(
        now,
        &header(seq),
        packet(1_000),
        PayloadRewrite::NONE,
        &mut PacketPool::default(),
    );
}

/// Original numbers of the resends that a NACK for `seqs` brings, with their retransmission numbers.
fn resent(stream: &mut SendStream, now: Instant, seqs: &[u16]) -> Vec<(u16, u16)> {
    let mut resent = Vec::new();
    stream.handle_nack(
        now,
        Duration::ZERO,
        seqs.iter().map(|seq| SeqNo(*seq)),
        |resend| match resend {
            Resend::Rtx {
                header,
                osn,
                packet,
                ..
            } => {
                assert_eq!(
                    (header.ssrc, header.payload_type, packet.len()),
                    (2, 97, 1_000)
                );
                assert_eq!(
                    (header.marker, header.timestamp.0),
                    (osn.0.is_multiple_of(2), u32::from(osn.0) * 3_600)
                );
                resent.push((osn.0, header.seq.0));
            }
            Resend::Sealed(_) => panic!(),
        },
    );
    resent
}

#[test]
fn a_nack_brings_each_packet_once_a_round_trip_under_new_numbers() {
    let (mut stream, t0) = (SendStream::new(params()), Instant::now());
    for seq in 1..=5 {
        send(&mut stream, t0, seq);
    }
    assert_eq!(resent(&mut stream, t0, &[2, 4, 9]), [(2, 65_535), (4, 0)]);
    assert!(resent(&mut stream, t0 + 50 * MS, &[2, 4]).is_empty());
    assert_eq!(resent(&mut stream, t0 + 100 * MS, &[2]), [(2, 1)]);
    let stats = stream.stats(t0);
    assert_eq!(
        (stats.packets_retransmitted, stats.packets_repaired),
        (3, 2)
    );
    assert_eq!(
        (
            stats.nack_count,
            stats.nack_packet_count,
            stats.packet_count
        ),
        (3, 6, 5)
    );
}

#[test]
fn a_nack_storm_brings_no_more_than_the_stream_sends() {
    let (mut stream, t0) = (SendStream::new(params()), Instant::now());
    let mut bytes = 0;
    for round in 0..50u32 {
        let now = t0 + MS * (round * 100);
        for seq in 0..20u16 {
            send(&mut stream, now, round as u16 * 20 + seq);
        }
        let all: Vec<_> = (0..u16::MAX).collect();
        for chunk in all.chunks(1_000) {
            bytes += 1_000 * resent(&mut stream, now, chunk).len();
        }
    }
    let sent = 50 * 20 * 1_000;
    assert!(bytes > sent / 2 && bytes <= sent + RESEND_BURST, "{bytes}");
}

#[test]
fn one_nack_is_looked_at_only_so_far() {
    let (mut stream, t0) = (SendStream::new(params()), Instant::now());
    send(&mut stream, t0, 60_000);
    stream.handle_nack(t0, Duration::ZERO, (0..u16::MAX).map(SeqNo), |_| panic!());
    assert_eq!(stream.stats(t0).nack_packet_count, MAX_NACKED as u64);
}

#[test]
fn without_a_retransmission_stream_the_sealed_bytes_go_again_untouched() {
    let (mut stream, t0) = (
        SendStream::new(SendParams {
            rtx: None,
            ..params()
        }),
        Instant::now(),
    );
    assert_eq!(stream.store_kind(), StoreKind::Sealed);
    stream.store_sealed(t0, &header(7), b"ciphertext");
    // A shared packet could only be sealed anew, so it is never resent.
    stream.store_shared(
        t0,
        &header(8),
        packet(100),
        PayloadRewrite::NONE,
        &mut PacketPool::default(),
    );
    let mut resent = Vec::new();
    stream.handle_nack(
        t0,
        Duration::ZERO,
        [7, 8].into_iter().map(SeqNo),
        |resend| match resend {
            Resend::Sealed(bytes) => resent.push(bytes.to_vec()),
            Resend::Rtx { .. } => panic!(),
        },
    );
    assert_eq!(resent, [b"ciphertext"]);
}

#[test]
fn without_nack_nothing_is_kept() {
    let stream = SendStream::new(SendParams {
        nack: false,
        ..params()
    });
    assert_eq!(stream.store_kind(), StoreKind::Nothing);
    assert_eq!(SendStream::new(params()).store_kind(), StoreKind::Shared);
}

#[test]
fn a_pause_forgets_what_was_sent() {
    let (mut stream, t0) = (SendStream::new(params()), Instant::now());
    send(&mut stream, t0, 1);
    stream.pause();
    assert!(resent(&mut stream, t0, &[1]).is_empty());
}

#[test]
fn audio_is_kept_for_a_second_and_video_for_three() {
    for (video, age) in [(true, 3_000), (false, 1_000)] {
        let (mut stream, t0) = (
            SendStream::new(SendParams { video, ..params() }),
            Instant::now(),
        );
        send(&mut stream, t0, 1);
        send(&mut stream, t0, 2);
        assert_eq!(resent(&mut stream, t0 + MS * age, &[1]).len(), 1);
        assert_eq!(resent(&mut stream, t0 + MS * (age + 1), &[2]).len(), 0);
    }
}

mod reports {
    use super::*;

    const NTP: NtpTime = NtpTime(0x1111_2222_3333_4444);

    fn clock(now: Instant, rtp_timestamp: u32) -> SenderClock {
        let info = SenderInfo {
            ntp: NTP,
            rtp_timestamp: RtpTimestamp(rtp_timestamp),
            ..SenderInfo::default()
        };
        SenderClock::new(now, &info, 90_000).unwrap()
    }

    #[test]
    fn a_stream_that_sent_nothing_has_nothing_to_report() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        assert_eq!(stream.sender_report(t0, NTP, Some(&clock(t0, 0)), 0), None);
    }

    #[test]
    fn the_original_senders_clock_is_passed_on_in_the_consumers_timestamps() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        let clock = clock(t0, 1_000_000);
        send(&mut stream, t0, 1);
        let info = stream
            .sender_report(t0 + 500 * MS, NtpTime(1), Some(&clock), 400_000)
            .unwrap();
        assert_eq!(info.ntp, NTP.wrapping_add(500 * MS));
        assert_eq!(
            info.rtp_timestamp,
            RtpTimestamp(1_000_000 + 45_000 - 400_000)
        );
        assert_eq!((info.packet_count, info.octet_count), (1, 980));
    }

    /// Lip sync: whatever the network did to the two reports and whatever the consumers' offsets are, the receiver computes
    /// the relation between audio and video that the sender gave them.
    #[test]
    fn audio_and_video_of_one_sender_keep_their_relation() {
        let t0 = Instant::now();
        // The sender's audio clock reads 48,000 and its video clock 90,000 at NTP; the reports arrive 80 ms apart.
        let audio_info = SenderInfo {
            ntp: NTP,
            rtp_timestamp: RtpTimestamp(48_000),
            ..SenderInfo::default()
        };
        let video_info = SenderInfo {
            ntp: NTP,
            rtp_timestamp: RtpTimestamp(90_000),
            ..SenderInfo::default()
        };
        let audio_clock = SenderClock::new(t0, &audio_info, 48_000).unwrap();
        let video_clock = SenderClock::new(t0 + 80 * MS, &video_info, 90_000).unwrap();
        let mut audio = SendStream::new(SendParams {
            clock_rate: 48_000,
            ..params()
        });
        let mut video = SendStream::new(params());
        send(&mut audio, t0, 1);
        send(&mut video, t0, 1);
        let audio_report = audio
            .sender_report(t0 + 1_000 * MS, NTP, Some(&audio_clock), 7)
            .unwrap();
        let video_report = video
            .sender_report(t0 + 1_700 * MS, NTP, Some(&video_clock), 900_000)
            .unwrap();
        // NTP, in seconds, of the samples that the sender stamped 48,000 and 90,000.
        let seconds = |info: &SenderInfo, stamped: u32, offset: u32, rate: f64| {
            let behind = f64::from(
                info.rtp_timestamp
                    .distance_from(RtpTimestamp(stamped).wrapping_sub(offset)),
            );
            (info.ntp.0.wrapping_sub(NTP.0)) as f64 / 4_294_967_296.0 - behind / rate
        };
        let audio_at = seconds(&audio_report, 48_000, 7, 48_000.0);
        let video_at = seconds(&video_report, 90_000, 900_000, 90_000.0);
        assert!(
            (audio_at - video_at).abs() < 0.000_1,
            "{audio_at} {video_at}"
        );
    }

    #[test]
    fn a_sender_that_never_reports_is_reported_with_our_clock_after_a_wait() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        send(&mut stream, t0, 1);
        for seconds in 0..7 {
            let now = t0 + Duration::from_secs(seconds);
            assert_eq!(stream.sender_report(now, NTP, None, 0), None);
        }
        let t1 = t0 + Duration::from_secs(6);
        send(&mut stream, t1, 10);
        let info = stream.sender_report(t1 + 1_000 * MS, NTP, None, 0).unwrap();
        assert_eq!(
            (info.ntp, info.rtp_timestamp),
            (NTP, RtpTimestamp(36_000 + 90_000))
        );
    }

    #[test]
    fn a_sender_that_began_anew_is_waited_for_so_that_its_clocks_are_not_mixed_with_ours() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        let t1 = t0 + Duration::from_secs(60);
        for seq in 0..62 {
            send(&mut stream, t0 + Duration::from_secs(seq), seq as u16);
        }
        assert!(
            stream
                .sender_report(t1, NTP, Some(&clock(t0, 0)), 0)
                .is_some()
        );
        assert_eq!(stream.sender_report(t1 + 1_000 * MS, NTP, None, 0), None);
        assert!(
            stream
                .sender_report(t1 + 2_000 * MS, NTP, Some(&clock(t1, 0)), 0)
                .is_some()
        );
    }

    #[test]
    fn a_stream_that_stopped_reports_no_more() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        send(&mut stream, t0, 1);
        let later = t0 + REPORT_AGE + MS;
        assert_eq!(
            stream.sender_report(later, NTP, Some(&clock(t0, 0)), 0),
            None
        );
    }

    #[test]
    fn the_round_trip_comes_from_the_answer_to_our_report_whatever_clock_it_carried() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        send(&mut stream, t0, 1);
        let info = stream
            .sender_report(t0, NtpTime(1), Some(&clock(t0, 0)), 0)
            .unwrap();
        let block = ReportBlock {
            last_sender_report: info.ntp.compact(),
            delay_since_last_sender_report: ReportBlock::wire_delay(200 * MS),
            ..ReportBlock::default()
        };
        stream.handle_report_block(t0 + 300 * MS, &block);
        assert!(stream.rtt().unwrap().abs_diff(100 * MS) < MS);
    }

    #[test]
    fn reported_loss_lowers_the_score_step_by_step() {
        let (mut stream, t0) = (SendStream::new(params()), Instant::now());
        let report = |stream: &mut SendStream, lost: i32| {
            for seq in 0..100 {
                send(stream, t0, seq);
            }
            stream.handle_report_block(
                t0,
                &ReportBlock {
                    cumulative_lost: lost,
                    ..ReportBlock::default()
                },
            )
        };
        assert_eq!(report(&mut stream, 0), None);
        assert_eq!(report(&mut stream, 30), Some(5));
        assert_eq!(report(&mut stream, 30), Some(7));
        // A receiver that takes its count back or counts negative does no harm.
        assert_eq!(report(&mut stream, i32::MIN), Some(8));
        assert_eq!(stream.stats(t0).packets_lost, i64::from(i32::MIN));
        assert_eq!(report(&mut stream, i32::MAX), Some(6));
    }

    proptest! {
        #[test]
        fn any_report_is_taken_without_harm(
            lost in any::<i32>(), lsr in any::<u32>(), dlsr in any::<u32>(), fraction in any::<u8>(), ms in 0u32..1_000_000,
        ) {
            let (mut stream, t0) = (SendStream::new(params()), Instant::now());
            send(&mut stream, t0, 1);
            stream.sender_report(t0, NTP, Some(&clock(t0, 0)), 0);
            let block = ReportBlock {
                cumulative_lost: lost,
                last_sender_report: lsr,
                delay_since_last_sender_report: dlsr,
                fraction_lost: fraction,
                ..ReportBlock::default()
            };
            stream.handle_report_block(t0 + MS * ms, &block);
            prop_assert!(stream.score() <= 10);
        }
    }
}
