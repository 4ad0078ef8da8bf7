//! Plain transports: whose packets are taken, where media goes, and what is refused.

use crate::parameters::{audio_consumer, audio_producer, video_consumer, video_producer};
use crate::peer::Media;
use crate::plain_peer::{Keys, PROFILES, at, key, local, options, remote, tuple};
use crate::room::{AUDIO_SSRC, MAPPED_AUDIO, MAPPED_VIDEO, MS, Room, VIDEO_SSRC};
use sambung_core::ortc::{ModelError, TransportTuple};
use sambung_core::router::{DropReason, Event, TransportHandle};
use sambung_core::rtcp::{RtcpPacket, compound, write_fir, write_pli};
use sambung_core::rtp::{RtpPacket, is_rtcp};
use sambung_core::srtp::SrtpProfile;
use sambung_core::transport::{
    ConnectionDump, ConnectionStats, PlainConnectParameters, PlainTransportOptions, PlainTuple,
};

/// A room whose transport `plain` has an Opus producer `in` and, from a WebRTC peer, an Opus consumer `out`.
fn room_with(options: PlainTransportOptions) -> (Room, TransportHandle, usize) {
    let mut room = Room::new();
    let peer = room.connected_peer();
    let plain = room.plain_transport("plain", options);
    let now = room.now;
    let incoming = audio_producer("in", "p", 70, 71);
    room.router.produce(now, "plain", incoming).expect("valid");
    let outgoing = audio_consumer("to-peer", "in", "a", 50_000, 71);
    let id = room.peers[peer].id.clone();
    room.router.consume(now, &id, outgoing).expect("valid");
    let produced = audio_producer("audio", "0", AUDIO_SSRC, MAPPED_AUDIO);
    room.router.produce(now, &id, produced).expect("valid");
    let consumed = audio_consumer("out", "audio", "o", 60_000, MAPPED_AUDIO);
    room.router.consume(now, "plain", consumed).expect("valid");
    (room, plain, peer)
}

fn connect(room: &mut Room, parameters: PlainConnectParameters) -> Result<(), ModelError> {
    let connected = room
        .router
        .connect_plain_transport(room.now, "plain", parameters);
    room.deliver();
    connected
}

fn latched(room: &Room) -> Vec<(bool, TransportTuple)> {
    room.events(|event| match event {
        Event::PlainTuple { tuple, .. } => Some((false, *tuple)),
        Event::PlainRtcpTuple { tuple, .. } => Some((true, *tuple)),
        _ => None,
    })
}

fn opus(seq: u16) -> Vec<u8> {
    Media::opus(70, seq, u32::from(seq) * 960).write()
}

fn pli() -> Vec<u8> {
    let mut rtcp = Vec::new();
    write_pli(&mut rtcp, 1, 60_000);
    rtcp
}

#[test]
fn media_flows_both_ways_with_the_peer_that_was_told_and_nobody_else() {
    let (mut room, plain, peer) = room_with(options(false));
    room.arrive(plain, local(5_000), remote(6_000), &opus(0));
    room.send(peer, &Media::opus(AUDIO_SSRC, 0, 0));
    assert_eq!(room.dropped(DropReason::InvalidTuple), 1);
    assert_eq!(room.astray, 0);

    assert_eq!(connect(&mut room, at(6_000)), Ok(()));
    room.arrive(plain, local(5_000), remote(6_000), &opus(1));
    assert_eq!(room.peers[peer].rtp.len(), 1);
    room.send(peer, &Media::opus(AUDIO_SSRC, 1, 960));
    let sent = room.take_sent_to(local(5_000), remote(6_000));
    let packet = RtpPacket::parse(&sent[0]).expect("plain RTP");
    assert_eq!((packet.ssrc(), sent.len()), (60_000, 1));

    for (from, to) in [
        (remote(6_001), local(5_000)),
        (
            "203.0.113.9:6000".parse().expect("an address"),
            local(5_000),
        ),
        (remote(6_000), local(5_001)),
    ] {
        room.arrive(plain, to, from, &opus(2));
        room.arrive(plain, to, from, &pli());
    }
    assert_eq!(room.dropped(DropReason::InvalidTuple), 1 + 6);
    assert_eq!(room.peers[peer].rtp.len(), 1);
    for first_byte in [0_u8, 1, 20, 22, 63, 64, 127, 192, 255] {
        room.arrive(plain, local(5_000), remote(6_000), &[first_byte; 40]);
    }
    assert_eq!(room.dropped(DropReason::UnknownProtocol), 9);
    assert!(latched(&room).is_empty());
}

#[test]
fn with_comedia_the_first_valid_packet_tells_the_peers_address_for_good() {
    let (mut room, plain, peer) = room_with(options(true));
    // Version 2, but the header extension that it announces is cut off.
    room.arrive(plain, local(5_000), remote(9_999), &[0x90; 14]);
    // A report that announces more blocks than there are.
    room.arrive(
        plain,
        local(5_000),
        remote(9_999),
        &[0x9f, 201, 0, 1, 0, 0, 0, 1],
    );
    assert!(latched(&room).is_empty());
    assert_eq!(room.dropped(DropReason::RtpMalformed), 1);
    assert_eq!(room.dropped(DropReason::RtcpMalformed), 1);

    room.arrive(plain, local(5_000), remote(6_000), &opus(1));
    let peers_tuple = tuple(local(5_000), remote(6_000));
    assert_eq!(latched(&room), [(false, peers_tuple)]);
    assert_eq!(room.peers[peer].rtp.len(), 1);

    room.arrive(plain, local(5_000), remote(9_999), &opus(2));
    room.arrive(plain, local(5_000), remote(9_999), &pli());
    room.send(peer, &Media::opus(AUDIO_SSRC, 1, 960));
    assert_eq!(room.take_sent_to(local(5_000), remote(6_000)).len(), 1);
    assert!(room.elsewhere.is_empty());
    assert_eq!(latched(&room).len(), 1);
    assert_eq!(room.dropped(DropReason::InvalidTuple), 2);
    let stats = room
        .router
        .transport_stats(room.now, "plain")
        .expect("open");
    assert_eq!(
        stats.connection,
        ConnectionStats::Plain(sambung_core::transport::PlainTransportStats {
            rtcp_mux: true,
            comedia: true,
            tuple: PlainTuple {
                local: local(5_000),
                remote: Some(remote(6_000)),
            },
            rtcp_tuple: None,
        })
    );
}

#[test]
fn rtcp_can_tell_the_peers_address_too() {
    let (mut room, plain, _) = room_with(options(true));
    room.arrive(plain, local(5_000), remote(6_000), &pli());
    assert_eq!(
        latched(&room),
        [(false, tuple(local(5_000), remote(6_000)))]
    );
}

#[test]
fn rtcp_on_a_port_of_its_own_goes_to_an_address_of_its_own() {
    let separate = PlainTransportOptions {
        rtcp_local: Some(local(5_001)),
        ..options(false)
    };
    let (mut room, plain, peer) = room_with(separate);
    let type_error = |reason: &str| Err(ModelError::Type(reason.to_owned()));
    assert_eq!(
        connect(&mut room, at(6_000)),
        type_error("missing rtcpPort (required with rtcpMux disabled)")
    );
    let parameters = PlainConnectParameters {
        rtcp_port: Some(6_001),
        ..at(6_000)
    };
    assert_eq!(connect(&mut room, parameters), Ok(()));
    room.send(peer, &Media::opus(AUDIO_SSRC, 1, 960));
    room.arrive(plain, local(5_000), remote(6_000), &opus(1));
    room.run(2_000 * MS);
    let media = room.take_sent_to(local(5_000), remote(6_000));
    let reports = room.take_sent_to(local(5_001), remote(6_001));
    assert!(!media.is_empty() && !media.iter().any(|datagram| is_rtcp(datagram)));
    assert!(!reports.is_empty() && reports.iter().all(|datagram| is_rtcp(datagram)));
    assert!(room.elsewhere.is_empty());
    let before = room.dropped(DropReason::InvalidTuple);
    room.arrive(plain, local(5_000), remote(6_000), &pli());
    room.arrive(plain, local(5_001), remote(6_000), &pli());
    assert_eq!(room.dropped(DropReason::InvalidTuple), before + 2);
    room.arrive(plain, local(5_001), remote(6_001), &pli());
    assert_eq!(room.dropped(DropReason::InvalidTuple), before + 2);
}

#[test]
fn with_comedia_rtp_and_rtcp_latch_each_on_its_port() {
    let separate = PlainTransportOptions {
        rtcp_local: Some(local(5_001)),
        ..options(true)
    };
    let (mut room, plain, peer) = room_with(separate);
    room.arrive(plain, local(5_001), remote(7_001), &pli());
    room.send(peer, &Media::opus(AUDIO_SSRC, 0, 0));
    assert!(
        room.elsewhere.is_empty(),
        "RTCP does not tell where RTP goes"
    );
    room.arrive(plain, local(5_000), remote(7_000), &opus(1));
    assert_eq!(
        latched(&room),
        [
            (true, tuple(local(5_001), remote(7_001))),
            (false, tuple(local(5_000), remote(7_000))),
        ]
    );
    let ConnectionDump::Plain(dump) = room
        .router
        .dump_transport("plain")
        .expect("open")
        .connection
    else {
        unreachable!("it was made as a plain transport");
    };
    assert_eq!(dump.tuple.remote, Some(remote(7_000)));
    assert_eq!(
        dump.rtcp_tuple.and_then(|tuple| tuple.remote),
        Some(remote(7_001))
    );
    assert!(dump.comedia && !dump.rtcp_mux);
}

#[test]
fn srtp_of_every_profile_is_sealed_and_opened_and_what_is_forged_or_replayed_is_refused() {
    for profile in PROFILES {
        let (ours, theirs) = (key(profile, 1), key(profile, 2));
        let sealed = PlainTransportOptions {
            srtp: Some(ours.clone()),
            ..options(true)
        };
        let (mut room, plain, peer) = room_with(sealed);
        let mut keys = Keys::new(&ours, &theirs);
        let first = keys.seal(&opus(1));
        room.arrive(plain, local(5_000), remote(6_000), &first);
        assert_eq!(room.dropped(DropReason::SrtpNotReady), 1);
        let parameters = PlainConnectParameters {
            srtp: Some(theirs.clone()),
            own_key: Some(key(profile, 3)),
            ..PlainConnectParameters::default()
        };
        assert_eq!(connect(&mut room, parameters), Ok(()));
        room.send(peer, &Media::opus(AUDIO_SSRC, 0, 0));
        assert!(room.elsewhere.is_empty());

        let mut forged = first.clone();
        *forged.last_mut().expect("not empty") ^= 1;
        for datagram in [forged, opus(5)] {
            room.arrive(plain, local(5_000), remote(9_999), &datagram);
        }
        assert_eq!(room.dropped(DropReason::SrtpRejected), 2, "{profile:?}");
        assert!(
            latched(&room).is_empty(),
            "a forged packet tells no address"
        );
        room.arrive(plain, local(5_000), remote(6_000), &first);
        room.arrive(plain, local(5_000), remote(6_000), &first);
        assert_eq!(room.dropped(DropReason::SrtpRejected), 3, "{profile:?}");
        assert_eq!(room.peers[peer].rtp.len(), 1);
        let report = keys.seal(&pli());
        room.arrive(plain, local(5_000), remote(6_000), &report);
        room.arrive(plain, local(5_000), remote(6_000), &report);
        room.arrive(plain, local(5_000), remote(6_000), &pli());
        assert_eq!(room.dropped(DropReason::SrtcpRejected), 2, "{profile:?}");

        room.send(peer, &Media::opus(AUDIO_SSRC, 1, 960));
        room.run(2_000 * MS);
        let sent = room.take_sent_to(local(5_000), remote(6_000));
        let opened: Vec<Vec<u8>> = sent
            .iter()
            .map(|datagram| keys.open(datagram).expect("sealed with our key"))
            .collect();
        assert_eq!(
            RtpPacket::parse(&opened[0]).map(|packet| packet.ssrc()),
            Ok(60_000)
        );
        assert!(opened.iter().any(|packet| is_rtcp(packet)), "{profile:?}");
    }
}

#[test]
fn the_peers_profile_replaces_ours_and_our_key_with_it() {
    let own = key(SrtpProfile::AesCm128HmacSha1_80, 1);
    let (fresh, theirs) = (
        key(SrtpProfile::AeadAes256Gcm, 3),
        key(SrtpProfile::AeadAes256Gcm, 2),
    );
    let sealed = PlainTransportOptions {
        srtp: Some(own.clone()),
        ..options(false)
    };
    let (mut room, plain, peer) = room_with(sealed);
    let shown = |room: &Room| match room
        .router
        .dump_transport("plain")
        .expect("open")
        .connection
    {
        ConnectionDump::Plain(dump) => dump.srtp,
        other => unreachable!("{other:?}"),
    };
    let parameters = PlainConnectParameters {
        srtp: Some(theirs.clone()),
        own_key: Some(fresh.clone()),
        ..at(6_000)
    };
    // A request that is refused for its address does not change the key either.
    let nowhere = PlainConnectParameters {
        ip: None,
        ..parameters.clone()
    };
    assert!(matches!(
        connect(&mut room, nowhere),
        Err(ModelError::Type(_))
    ));
    assert_eq!(shown(&room), Some(own));
    assert_eq!(connect(&mut room, parameters), Ok(()));
    assert_eq!(shown(&room), Some(fresh.clone()));
    let mut keys = Keys::new(&fresh, &theirs);
    let datagram = keys.seal(&opus(1));
    room.arrive(plain, local(5_000), remote(6_000), &datagram);
    assert_eq!(room.peers[peer].rtp.len(), 1);
    room.send(peer, &Media::opus(AUDIO_SSRC, 1, 960));
    let sent = room.take_sent_to(local(5_000), remote(6_000));
    assert!(keys.open(&sent[0]).is_some());
}

#[test]
fn wrong_peers_are_refused_with_the_control_planes_errors() {
    let refusals = |srtp: bool| {
        let sealed = PlainTransportOptions {
            srtp: srtp.then(|| key(SrtpProfile::AeadAes128Gcm, 1)),
            ..options(false)
        };
        let (mut room, ..) = room_with(sealed);
        [
            PlainConnectParameters {
                port: None,
                ..at(6_000)
            },
            PlainConnectParameters {
                rtcp_port: Some(6_001),
                ..at(6_000)
            },
            PlainConnectParameters {
                srtp: Some(key(SrtpProfile::AeadAes256Gcm, 2)),
                ..at(6_000)
            },
        ]
        .map(|parameters| connect(&mut room, parameters).expect_err("it is wrong"))
    };
    let type_error = |reason: &str| ModelError::Type(reason.to_owned());
    assert_eq!(
        refusals(false),
        [
            type_error("missing port"),
            type_error("cannot set rtcpPort with rtcpMux enabled"),
            type_error("invalid srtpParameters (SRTP not enabled)"),
        ]
    );
    let missing = type_error("missing srtpParameters (SRTP enabled)");
    assert_eq!(
        refusals(true),
        [
            missing.clone(),
            missing,
            ModelError::Error("no SRTP key for this cryptoSuite".to_owned()),
        ]
    );
    let (mut room, ..) = room_with(options(false));
    assert_eq!(connect(&mut room, at(6_000)), Ok(()));
    let again = ModelError::Error("connect() already called".to_owned());
    assert_eq!(connect(&mut room, at(6_001)), Err(again));
    let wrong_kind = room
        .router
        .connect_plain_transport(room.now, "transport1", at(1));
    assert!(matches!(wrong_kind, Err(ModelError::Error(_))));
    let parameters = Room::dtls_parameters(sambung_core::dtls::DtlsRole::Client);
    let wrong_kind = room
        .router
        .connect_webrtc_transport(room.now, "plain", parameters);
    assert!(matches!(wrong_kind, Err(ModelError::Error(_))));
    let wrong_kind = room
        .router
        .restart_ice(room.now, "plain", String::new(), String::new());
    assert!(matches!(wrong_kind, Err(ModelError::Error(_))));
}

#[test]
fn key_frames_are_asked_for_across_plain_transports_in_the_way_that_was_negotiated() {
    let mut room = Room::new();
    let peer = room.connected_peer();
    let plain = room.plain_transport("plain", options(false));
    let now = room.now;
    let mut producer = video_producer("camera", "p", VIDEO_SSRC, MAPPED_VIDEO);
    let fir_only =
        |feedback: &sambung_core::ortc::RtcpFeedback| feedback.parameter.as_deref() != Some("pli");
    for codec in &mut producer.rtp_parameters.codecs {
        codec.rtcp_feedback.retain(fir_only);
    }
    room.router.produce(now, "plain", producer).expect("valid");
    connect(&mut room, at(6_000)).expect("the first time");
    let id = room.peers[peer].id.clone();
    let consumer = video_consumer("v", "camera", "v", 50_010, MAPPED_VIDEO);
    room.router.consume(now, &id, consumer).expect("valid");
    let media = Media::vp8_key(VIDEO_SSRC, 1, 0).write();
    room.arrive(plain, local(5_000), remote(6_000), &media);
    room.take_sent_to(local(5_000), remote(6_000));
    let requests = |room: &mut Room| {
        let sent = room.take_sent_to(local(5_000), remote(6_000));
        let packets = sent.iter().flat_map(|datagram| compound(datagram));
        packets
            .filter(|packet| matches!(packet, RtcpPacket::Fir(_)))
            .count()
    };
    let mut rtcp = Vec::new();
    write_pli(&mut rtcp, 1, 50_010);
    room.send_rtcp(peer, &rtcp);
    assert_eq!(requests(&mut room), 1);
    let media = Media::vp8_key(VIDEO_SSRC, 2, 3_000).write();
    room.arrive(plain, local(5_000), remote(6_000), &media);
    room.run(400 * MS);
    assert_eq!(requests(&mut room), 0);
    let mut rtcp = Vec::new();
    write_fir(&mut rtcp, 1, 50_010, 1);
    room.send_rtcp(peer, &rtcp);
    assert_eq!(requests(&mut room), 1);
    let stats = room.router.consumer_stats(room.now, "v").expect("open");
    assert_eq!((stats[0].pli_count, stats[0].fir_count), (1, 1));
}

#[test]
fn a_goodbye_scores_zero_and_a_new_packet_takes_it_back() {
    let (mut room, plain, _) = room_with(options(true));
    let scores = |room: &Room| {
        room.events(|event| match event {
            Event::ProducerScore {
                producer_id,
                scores,
            } if &**producer_id == "in" => Some(scores[0].score),
            _ => None,
        })
    };
    room.arrive(plain, local(5_000), remote(6_000), &opus(1));
    let mut rtcp = Vec::new();
    sambung_core::rtcp::write_bye(&mut rtcp, &[70, 4_711]);
    room.arrive(plain, local(5_000), remote(6_000), &rtcp);
    room.arrive(plain, local(5_000), remote(6_000), &rtcp);
    room.arrive(plain, local(5_000), remote(6_000), &opus(2));
    assert_eq!(scores(&room), [10, 0, 10]);
}
