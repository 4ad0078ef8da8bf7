//! Direct transports: the control plane sends and receives RTP and RTCP itself.

use crate::parameters::{audio_consumer, audio_producer, video_consumer, video_producer};
use crate::peer::{Media, peer_ntp};
use crate::room::{AUDIO_SSRC, MAPPED_AUDIO, MAPPED_VIDEO, MS, Room, VIDEO_SSRC};
use sambung_core::ortc::ModelError;
use sambung_core::router::{DropReason, Event};
use sambung_core::rtcp::{
    RtcpPacket, SenderInfo, compound, write_nack, write_pli, write_sender_report,
};
use sambung_core::rtp::{RtpPacket, RtpTimestamp, SeqNo};
use sambung_core::transport::{ConnectionDump, ConnectionStats, TransportOptions};

fn room_with_direct() -> (Room, usize) {
    let mut room = Room::new();
    let peer = room.connected_peer();
    room.router
        .create_direct_transport(room.now, "direct".into(), TransportOptions::default())
        .expect("a new id");
    (room, peer)
}

fn told_rtp(room: &Room) -> Vec<(String, Vec<u8>)> {
    room.events(|event| match event {
        Event::ConsumerRtp {
            consumer_id,
            packet,
        } => Some((consumer_id.to_string(), packet.clone())),
        _ => None,
    })
}

fn told_rtcp(room: &Room) -> Vec<Vec<u8>> {
    room.events(|event| match event {
        Event::DirectRtcp { packet, .. } => Some(packet.clone()),
        _ => None,
    })
}

#[test]
fn packets_of_the_control_plane_reach_peers() {
    let (mut room, peer) = room_with_direct();
    let now = room.now;
    let producer = audio_producer("announcer", "0", 70, 71);
    room.router.produce(now, "direct", producer).expect("valid");
    let id = room.peers[peer].id.clone();
    let consumer = audio_consumer("heard", "announcer", "a", 50_000, 71);
    room.router.consume(now, &id, consumer).expect("valid");
    for seq in 0..3 {
        let mut packet = Media::opus(70, seq, u32::from(seq) * 960).write();
        room.router
            .send_producer_rtp(now, "announcer", &mut packet)
            .expect("direct");
    }
    room.deliver();
    assert_eq!(room.peers[peer].rtp.len(), 3);
    let stats = room.router.transport_stats(now, "direct").expect("open");
    assert_eq!((stats.rtp_bytes_received, stats.bytes_received), (159, 159));
    assert_eq!(stats.connection, ConnectionStats::Direct);

    room.router
        .send_producer_rtp(now, "announcer", &mut [0x80; 5])
        .expect("dropped and counted");
    room.router
        .send_producer_rtp(now, "announcer", &mut [0x80; 2_000])
        .expect("dropped and counted");
    assert_eq!(room.dropped(DropReason::RtpMalformed), 2);
    room.router
        .send_transport_rtcp(now, "direct", &[0x80, 200, 0, 9])
        .expect("dropped and counted");
    assert_eq!(room.dropped(DropReason::RtcpMalformed), 1);
}

#[test]
fn packets_of_peers_reach_the_control_plane_and_its_feedback_reaches_them() {
    let (mut room, peer) = room_with_direct();
    room.produce_both(peer);
    let now = room.now;
    let consumer = video_consumer("recorder", "video", "v", 60_000, MAPPED_VIDEO);
    room.router.consume(now, "direct", consumer).expect("valid");
    room.deliver();
    room.send(peer, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    room.send(peer, &Media::vp8_delta(VIDEO_SSRC, 2, 3_000));
    let rtp = told_rtp(&room);
    let numbers: Vec<SeqNo> = rtp
        .iter()
        .map(|(id, packet)| {
            let packet = RtpPacket::parse(packet).expect("whole packets");
            assert_eq!((id.as_str(), packet.ssrc()), ("recorder", 60_000));
            packet.seq()
        })
        .collect();
    assert_eq!(numbers.len(), 2);

    let before = room.plis(peer, VIDEO_SSRC);
    let mut report = Vec::new();
    let info = SenderInfo {
        ntp: peer_ntp(3_900_000_000, 0),
        rtp_timestamp: RtpTimestamp(3_000),
        packet_count: 2,
        octet_count: 1_800,
    };
    write_sender_report(&mut report, VIDEO_SSRC, &info);
    room.send_rtcp(peer, &report);
    room.run(2_000 * MS);
    let mut rtcp = Vec::new();
    write_pli(&mut rtcp, 1, 60_000);
    write_nack(&mut rtcp, 1, 60_000, &numbers[1..]);
    room.router
        .send_transport_rtcp(room.now, "direct", &rtcp)
        .expect("direct");
    room.deliver();
    assert_eq!(room.plis(peer, VIDEO_SSRC), before + 1);
    let resent = told_rtp(&room).split_off(2);
    let packet = RtpPacket::parse(&resent[0].1).map(|packet| packet.ssrc());
    assert_eq!((resent.len(), packet), (1, Ok(60_001)));
    let reports: Vec<Vec<u8>> = told_rtcp(&room);
    let is_sender_report =
        |packet: RtcpPacket<'_>| matches!(packet, RtcpPacket::SenderReport { ssrc: 60_000, .. });
    assert!(
        reports
            .iter()
            .any(|report| compound(report).any(is_sender_report)),
        "a recorder needs the senders' clocks for lip sync"
    );
    assert_eq!(room.astray, 0);
}

#[test]
fn sound_without_retransmission_is_resent_as_it_was() {
    let (mut room, peer) = room_with_direct();
    room.produce_both(peer);
    let mut consumer = audio_consumer("recorder", "audio", "a", 60_000, MAPPED_AUDIO);
    for codec in &mut consumer.rtp_parameters.codecs {
        codec.rtcp_feedback.push(sambung_core::ortc::RtcpFeedback {
            kind: "nack".to_owned(),
            parameter: None,
        });
    }
    room.router
        .consume(room.now, "direct", consumer)
        .expect("valid");
    room.send(peer, &Media::opus(AUDIO_SSRC, 1, 0));
    let first = told_rtp(&room).remove(0).1;
    let seq = RtpPacket::parse(&first).expect("whole").seq();
    let mut rtcp = Vec::new();
    write_nack(&mut rtcp, 1, 60_000, &[seq]);
    room.router
        .send_transport_rtcp(room.now, "direct", &rtcp)
        .expect("direct");
    room.deliver();
    let rtp = told_rtp(&room);
    assert_eq!((rtp.len(), &rtp[1].1), (2, &first));
}

#[test]
fn only_direct_transports_take_packets_from_the_control_plane() {
    let (mut room, peer) = room_with_direct();
    room.produce_both(peer);
    let now = room.now;
    let mut packet = Media::opus(AUDIO_SSRC, 1, 0).write();
    assert!(matches!(
        room.router.send_producer_rtp(now, "audio", &mut packet),
        Err(ModelError::Error(_))
    ));
    assert!(matches!(
        room.router.send_producer_rtp(now, "nobody", &mut packet),
        Err(ModelError::NotFound(_))
    ));
    assert!(matches!(
        room.router.send_transport_rtcp(now, "transport1", &[]),
        Err(ModelError::Error(_))
    ));
    assert!(matches!(
        room.router.send_transport_rtcp(now, "nobody", &[]),
        Err(ModelError::NotFound(_))
    ));
    let dump = room.router.dump_transport("direct").expect("open");
    assert!(dump.direct);
    assert_eq!(dump.connection, ConnectionDump::Direct);
    let handle = room.router.transport_handle("direct").expect("open");
    let tuple = room.peers[peer].tuple;
    room.router.handle_datagram(now, handle, tuple, &mut packet);
    assert_eq!(room.dropped(DropReason::InvalidTuple), 1);
}

#[test]
fn a_producer_of_video_on_a_direct_transport_is_asked_for_key_frames() {
    let (mut room, peer) = room_with_direct();
    let now = room.now;
    let producer = video_producer("player", "0", 70, 71);
    room.router.produce(now, "direct", producer).expect("valid");
    let mut packet = Media::vp8_delta(70, 1, 0).write();
    room.router
        .send_producer_rtp(now, "player", &mut packet)
        .expect("direct");
    let id = room.peers[peer].id.clone();
    let consumer = video_consumer("v", "player", "v", 50_010, 71);
    room.router.consume(now, &id, consumer).expect("valid");
    room.deliver();
    let asks = |packet: RtcpPacket<'_>| matches!(packet, RtcpPacket::Pli { media_ssrc: 70 });
    let n_requests = told_rtcp(&room)
        .iter()
        .filter(|packet| compound(packet).any(asks))
        .count();
    assert_eq!(n_requests, 1);
}
