//! RTCP that the router sends: reports, lip sync, transport-wide feedback.

use crate::parameters::PRODUCER_IDS;
use crate::peer::{Media, peer_ntp};
use crate::room::{AUDIO_SSRC, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::ortc::ExtensionKind;
use sambung_core::rtcp::{
    NtpTime, ReportBlock, RtcpPacket, SenderInfo, XrBlock, compound, write_receiver_report,
    write_sender_report,
};
use sambung_core::rtp::{RtpTimestamp, SeqNo};
use std::time::Duration;

const CLOCK_SECONDS: u32 = 3_900_000_000;

/// Sends a second of both, with a transport-wide number in each picture packet.
fn run_media(room: &mut Room, sender: usize, first: u16, n_frames: u16) {
    let wide_id = PRODUCER_IDS
        .into_iter()
        .find(|(kind, _)| *kind == ExtensionKind::TransportWideCc)
        .map(|(_, id)| id);
    let wide_id = wide_id.expect("negotiated");
    for index in first..first + n_frames {
        room.send(
            sender,
            &Media::opus(AUDIO_SSRC, index, u32::from(index) * 960),
        );
        let video = if index == 0 {
            Media::vp8_key
        } else {
            Media::vp8_delta
        };
        let video = video(VIDEO_SSRC, index, u32::from(index) * 1_800);
        room.send(sender, &video.with_extension(wide_id, &index.to_be_bytes()));
        room.run(20 * MS);
    }
}

/// (SSRC, report) of every sender report that a peer got.
fn sender_reports(room: &Room, peer: usize) -> Vec<(u32, SenderInfo)> {
    room.rtcp(peer, |packet| match packet {
        RtcpPacket::SenderReport { ssrc, info, .. } => Some((*ssrc, *info)),
        _ => None,
    })
}

fn send_sender_report(room: &mut Room, sender: usize, ssrc: u32, ntp: NtpTime, timestamp: u32) {
    let mut rtcp = Vec::new();
    let info = SenderInfo {
        ntp,
        rtp_timestamp: RtpTimestamp(timestamp),
        packet_count: 1,
        octet_count: 100,
    };
    write_sender_report(&mut rtcp, ssrc, &info);
    room.send_rtcp(sender, &rtcp);
}

#[test]
fn the_senders_clocks_reach_the_receiver_so_that_lips_and_voice_agree() {
    let (mut room, sender, receivers) = meeting();
    run_media(&mut room, sender, 0, 50);
    // At this instant the sender's audio clock reads 48,000 and its video clock 90,000, whatever our own clock says.
    send_sender_report(
        &mut room,
        sender,
        AUDIO_SSRC,
        peer_ntp(CLOCK_SECONDS, 0),
        48_000,
    );
    room.run(3 * MS);
    // The video's report is of 3 ms later.
    send_sender_report(
        &mut room,
        sender,
        VIDEO_SSRC,
        peer_ntp(CLOCK_SECONDS, 12_884_902),
        90_270,
    );
    run_media(&mut room, sender, 50, 100);
    let reports = sender_reports(&room, receivers[0]);
    let seconds = |report: &SenderInfo| {
        (report.ntp.0 >> 32) as f64 + (report.ntp.0 & 0xffff_ffff) as f64 / 4_294_967_296.0
    };
    // Capture time of timestamp zero, in the sender's wall clock, by each stream's last report.
    let zero_of = |ssrc: u32, rate: f64| {
        let (_, report) = reports
            .iter()
            .rfind(|(known, _)| *known == ssrc)
            .expect("a report");
        assert!(report.packet_count >= 100 && report.octet_count > report.packet_count * 30);
        seconds(report) - f64::from(report.rtp_timestamp.0) / rate
    };
    let (audio, video) = (zero_of(50_000, 48_000.0), zero_of(50_010, 90_000.0));
    let expected = f64::from(CLOCK_SECONDS) - 1.0;
    assert!(
        (audio - expected).abs() < 0.001,
        "audio's zero is {audio}, not {expected}"
    );
    assert!(
        (video - expected).abs() < 0.001,
        "video's zero is {video}, not {expected}"
    );
    let names = room.rtcp(receivers[0], |packet| match packet {
        RtcpPacket::Sdes(chunks) => Some(
            chunks
                .clone()
                .map(|(ssrc, name)| (ssrc, name.to_vec()))
                .collect::<Vec<_>>(),
        ),
        _ => None,
    });
    let names = names.concat();
    assert!(
        names.contains(&(50_000, b"sender".to_vec()))
            && names.contains(&(50_010, b"sender".to_vec()))
    );
}

#[test]
fn the_sender_is_told_how_its_streams_arrive() {
    let (mut room, sender, _) = meeting();
    run_media(&mut room, sender, 0, 40);
    room.send(sender, &Media::opus(AUDIO_SSRC, 50, 48_000));
    send_sender_report(
        &mut room,
        sender,
        AUDIO_SSRC,
        peer_ntp(CLOCK_SECONDS, 5),
        48_000,
    );
    room.run(2_000 * MS);
    let blocks = room.rtcp(sender, |packet| match packet {
        RtcpPacket::ReceiverReport { blocks, .. } => Some(blocks.clone().collect::<Vec<_>>()),
        _ => None,
    });
    let last = blocks
        .concat()
        .into_iter()
        .rfind(|block| block.ssrc == AUDIO_SSRC)
        .expect("a report");
    assert_eq!((last.cumulative_lost, last.highest_seq & 0xffff), (10, 50));
    assert_eq!(
        last.last_sender_report,
        peer_ntp(CLOCK_SECONDS, 5).compact()
    );
    assert!(last.delay() > Duration::ZERO && last.delay() <= Duration::from_secs(2));
    assert!(
        blocks
            .concat()
            .iter()
            .any(|block| block.ssrc == VIDEO_SSRC && block.cumulative_lost == 0)
    );
    let reports = blocks
        .concat()
        .iter()
        .filter(|block| block.ssrc == VIDEO_SSRC)
        .count();
    assert!(
        (1..=6).contains(&reports),
        "{reports} reports in under three seconds"
    );
    let references = room.rtcp(sender, |packet| match packet {
        RtcpPacket::ExtendedReport { blocks, .. } => blocks
            .clone()
            .find_map(|block| matches!(block, XrBlock::ReceiverReferenceTime(_)).then_some(())),
        _ => None,
    });
    assert!(!references.is_empty());
}

#[test]
fn transport_wide_feedback_goes_out_ten_times_a_second_and_tells_every_packet() {
    let (mut room, sender, _) = meeting();
    run_media(&mut room, sender, 0, 25);
    // Packet 25 is lost.
    run_media(&mut room, sender, 26, 24);
    room.run(200 * MS);
    let mut told = Vec::new();
    let mut times = Vec::new();
    for (at, datagram) in &room.peers[sender].rtcp {
        for packet in compound(datagram) {
            if let RtcpPacket::TransportFeedback(feedback) = packet {
                times.push(*at);
                told.extend(
                    feedback
                        .statuses()
                        .map(|status| (status.seq, status.arrived_at_us.is_some())),
                );
            }
        }
    }
    let mut missing: Vec<SeqNo> = told
        .iter()
        .filter(|(_, arrived)| !arrived)
        .map(|(seq, _)| *seq)
        .collect();
    missing.dedup();
    assert_eq!(missing, [SeqNo(25)]);
    for seq in (0..50).filter(|seq| *seq != 25) {
        assert!(told.contains(&(SeqNo(seq), true)), "packet {seq} was told");
    }
    assert!(
        (9..=11).contains(&times.len()),
        "{} feedbacks in a second",
        times.len()
    );
}

/// What receiver reports told a peer of a stream's last interval, newest last.
fn told_losses(room: &Room, peer: usize, ssrc: u32) -> Vec<u8> {
    let blocks = room.rtcp(peer, |packet| match packet {
        RtcpPacket::ReceiverReport { blocks, .. } => blocks
            .clone()
            .find(|block| block.ssrc == ssrc)
            .map(|block| block.fraction_lost),
        _ => None,
    });
    blocks.into_iter().collect()
}

fn report_loss(room: &mut Room, receiver: usize, ssrc: u32, fraction_lost: u8) {
    let block = ReportBlock {
        ssrc,
        fraction_lost,
        ..ReportBlock::default()
    };
    let mut rtcp = Vec::new();
    write_receiver_report(&mut rtcp, 1, &[block]);
    room.send_rtcp(receiver, &rtcp);
}

#[test]
fn a_sender_whose_speech_can_protect_itself_hears_what_the_worst_of_its_listeners_loses() {
    let (mut room, sender, receivers) = meeting();
    run_media(&mut room, sender, 0, 2);
    room.produce_protected(sender, "protected", "2", 70_000);
    for (receiver, base) in receivers.into_iter().zip([71_000, 72_000]) {
        room.consume_audio(receiver, "protected", base);
    }
    // The newest report says it, one later because reports have their own time.
    let told = |room: &mut Room, ssrc: u32| {
        room.peers[sender].forget();
        room.run(3_200 * MS);
        *told_losses(room, sender, ssrc).last().expect("a report")
    };
    assert_eq!(told(&mut room, 70_000), 0);
    report_loss(&mut room, receivers[0], 71_000, 3);
    assert_eq!(told(&mut room, 70_000), 3, "too little for copies");
    report_loss(&mut room, receivers[1], 72_000, 10);
    assert_eq!(told(&mut room, 70_000), 20, "the worst of both, in earnest");
    assert_eq!(told(&mut room, 70_000), 20, "until they say otherwise");
    report_loss(&mut room, receivers[1], 72_000, 200);
    assert_eq!(
        told(&mut room, 70_000),
        24,
        "less than looks like congestion"
    );
    report_loss(&mut room, receivers[1], 72_000, 0);
    assert_eq!(told(&mut room, 70_000), 3);
    // Sound without protection could do nothing about it, and pictures are repaired.
    report_loss(&mut room, receivers[0], 50_000, 20);
    report_loss(&mut room, receivers[0], 50_010, 20);
    assert_eq!(told(&mut room, AUDIO_SSRC), 0);
    assert_eq!(told(&mut room, VIDEO_SSRC), 0);
    let stats = room.router.producer_stats(room.now, "protected");
    assert!(
        stats
            .expect("open")
            .iter()
            .all(|stream| stream.fraction_lost == 0)
    );
}

#[test]
fn a_receivers_report_brings_round_trip_loss_and_score() {
    let (mut room, sender, receivers) = meeting();
    run_media(&mut room, sender, 0, 20);
    send_sender_report(
        &mut room,
        sender,
        VIDEO_SSRC,
        peer_ntp(CLOCK_SECONDS, 0),
        36_000,
    );
    run_media(&mut room, sender, 20, 80);
    let (_, report) = *sender_reports(&room, receivers[0])
        .iter()
        .rfind(|(ssrc, _)| *ssrc == 50_010)
        .expect("a report");
    room.run(40 * MS);
    let waited = room.now - room.peers[receivers[0]].rtcp.last().expect("a report").0;
    let block = ReportBlock {
        ssrc: 50_010,
        fraction_lost: 64,
        cumulative_lost: 25,
        highest_seq: 100,
        jitter: 90,
        last_sender_report: report.ntp.compact(),
        delay_since_last_sender_report: 0,
    };
    let mut rtcp = Vec::new();
    write_receiver_report(&mut rtcp, 1, &[block]);
    room.send_rtcp(receivers[0], &rtcp);
    let stats = room
        .router
        .consumer_stats(room.now, "video-50000")
        .expect("open");
    assert_eq!(stats.len(), 2, "what is sent, and what it is made of");
    let sent = &stats[0];
    assert_eq!(
        (
            sent.ssrc,
            sent.packets_lost,
            sent.fraction_lost,
            sent.jitter
        ),
        (50_010, 25, 64, 90)
    );
    assert!(f64::from(sent.round_trip_time_ms) >= waited.as_secs_f64() * 1_000.0 - 1.0);
    assert!(sent.round_trip_time_ms < 2_000.0);
    assert_eq!(sent.packet_count, 100);
    assert!(sent.bitrate > 200_000, "{}", sent.bitrate);
    assert!(sent.score < 10);
    assert_eq!((stats[1].ssrc, stats[1].packet_count), (VIDEO_SSRC, 100));
    use sambung_core::router::Event;
    let scores = room.events(|event| match event {
        Event::ConsumerScore { consumer_id, score } if &**consumer_id == "video-50000" => {
            Some(score.clone())
        }
        _ => None,
    });
    let last = scores.last().expect("told");
    assert_eq!(
        (
            last.score,
            last.producer_score,
            last.producer_scores.as_slice()
        ),
        (sent.score, 10, [10].as_slice())
    );
}

#[test]
fn a_cap_on_what_comes_in_is_told_to_the_sender() {
    let (mut room, sender, _) = meeting();
    let id = room.peers[sender].id.clone();
    room.router
        .set_max_incoming_bitrate(&id, 600_000)
        .expect("a valid bitrate");
    run_media(&mut room, sender, 0, 100);
    let caps = room.rtcp(sender, |packet| match packet {
        RtcpPacket::Remb(remb) => Some(remb.bitrate_bps),
        _ => None,
    });
    assert!(!caps.is_empty() && caps.iter().all(|cap| *cap == 600_000));
    let stats = room.router.transport_stats(room.now, &id).expect("open");
    assert_eq!(stats.max_incoming_bitrate, Some(600_000));
    assert!(stats.rtp_bytes_received > 90_000 && stats.rtp_recv_bitrate > 300_000);
    assert!(stats.bytes_received > stats.rtp_bytes_received);
}
