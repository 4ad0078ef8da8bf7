//! Peers and strangers that mean harm: nothing changes, nothing grows, nothing is amplified.

use crate::parameters::{PRODUCER_IDS, video_producer};
use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MAPPED_VIDEO, MS, Room, VIDEO_SSRC, meeting};
use crate::stun_request::StunRequest;
use sambung_core::dtls::DtlsState;
use sambung_core::ortc::{DtlsRole, ExtensionKind, TransportTuple};
use sambung_core::router::{DropReason, Event};
use std::net::SocketAddr;
use std::time::Duration;

fn stranger(room: &Room, peer: usize) -> TransportTuple {
    TransportTuple {
        remote: SocketAddr::from(([203, 0, 113, 66], 6_666)),
        ..room.peers[peer].tuple
    }
}

/// Case 1: a forged ClientHello from an address that ICE has not validated, before and during the handshake.
#[test]
fn a_hello_from_an_address_that_ice_does_not_know_is_not_looked_at() {
    let mut room = Room::new();
    let victim = room.add_peer(DtlsRole::Client);
    let id = room.peers[victim].id.clone();
    room.router
        .connect_webrtc_transport(room.now, &id, Room::dtls_parameters(DtlsRole::Client))
        .expect("first time");
    let hello = room.peers[victim].poll_dtls();
    let foreign = stranger(&room, victim);
    for datagram in &hello {
        room.send_from(victim, foreign, datagram);
    }
    assert_eq!(room.dropped(DropReason::InvalidTuple), hello.len() as u64);
    room.check(victim);
    for datagram in &hello {
        room.send_from(victim, foreign, datagram);
    }
    assert_eq!(
        (room.astray, room.dropped(DropReason::InvalidTuple)),
        (0, 2 * hello.len() as u64)
    );
    for datagram in &hello {
        room.send_raw(victim, datagram);
    }
    room.settle();
    assert!(
        room.peers[victim].keys.is_some(),
        "the victim connects undisturbed"
    );
}

/// Case 7: media from elsewhere, replayed, forged or plain changes nothing.
#[test]
fn strangers_media_and_replayed_or_forged_packets_change_nothing() {
    let (mut room, sender, receivers) = meeting();
    let good = room.peers[sender].seal_rtp(&Media::opus(AUDIO_SSRC, 1, 0).write());
    let foreign = stranger(&room, sender);
    room.send_from(sender, foreign, &good);
    assert_eq!(room.dropped(DropReason::InvalidTuple), 1);
    room.send_raw(sender, &good);
    room.send_raw(sender, &good);
    assert_eq!(room.dropped(DropReason::SrtpRejected), 1, "the replay");
    let mut forged = room.peers[sender].seal_rtp(&Media::opus(AUDIO_SSRC, 2, 960).write());
    forged[20] ^= 1;
    room.send_raw(sender, &forged);
    room.send_raw(sender, &Media::opus(AUDIO_SSRC, 3, 1_920).write());
    assert_eq!(
        room.dropped(DropReason::SrtpRejected),
        3,
        "the forgery and the plain packet"
    );
    let before = room
        .router
        .transport_stats(room.now, "transport1")
        .expect("open");
    let mut rtcp = Vec::new();
    sambung_core::rtcp::write_pli(&mut rtcp, 1, 50_010);
    room.send_raw(receivers[0], &rtcp);
    assert_eq!(room.dropped(DropReason::SrtcpRejected), 1);
    for byte in [0_u8, 1, 19, 64, 79, 127, 192, 255] {
        room.send_raw(sender, &[byte; 60]);
        room.send_raw(sender, &[byte]);
        room.send_raw(sender, &[]);
    }
    for receiver in receivers {
        assert_eq!(room.peers[receiver].rtp.len(), 1);
    }
    assert_eq!(room.astray, 0);
    let stats = room.router.producer_stats(room.now, "audio").expect("open");
    assert_eq!((stats[0].packet_count, stats[0].packets_lost), (1, 0));
    assert_eq!(before.rtp_bytes_received, 53);
    let dump = room.webrtc_dump("transport1");
    assert_eq!(dump.dtls_state, DtlsState::Connected);
}

/// Cases 2 and 3: checks with wrong credentials or missing attributes, and bare requests in numbers.
#[test]
fn bent_connectivity_checks_are_answered_small_or_not_and_never_end_the_session() {
    let (mut room, sender, receivers) = meeting();
    let bend: [fn(&mut StunRequest); 6] = [
        |request| request.password.push('x'),
        |request| request.username = "nobody:peer".to_owned(),
        |request| request.username = String::new(),
        |request| request.with_integrity = false,
        |request| request.with_fingerprint = false,
        |request| (request.with_integrity, request.with_fingerprint) = (false, false),
    ];
    let foreign = stranger(&room, sender);
    let mut sent = 0;
    for bend in bend {
        let mut request = room.peers[sender].check();
        bend(&mut request);
        let request = request.write();
        sent += request.len();
        room.send_from(sender, foreign, &request);
    }
    let (handle, bare) = (
        room.peers[sender].handle,
        [&[0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42], [9; 12].as_slice()].concat(),
    );
    for _ in 0..1_000 {
        room.router
            .handle_datagram(room.now, handle, foreign, &mut bare.clone());
    }
    let mut answered = 0;
    room.router
        .drain_outboxes(|outbox| answered += outbox.bytes().len());
    assert!(
        answered <= sent + 1_000 * bare.len(),
        "{answered} bytes for {sent} asked"
    );
    assert!(room.astray <= 6);
    assert_eq!(room.dropped(DropReason::StunRejected), 1_006);
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!(room.peers[receivers[0]].rtp.len(), 1);
    assert_eq!(
        room.events(|event| matches!(event, Event::IceSelectedTuple { .. }).then_some(()))
            .len(),
        3
    );
}

/// Case 11: tables do not grow with the SSRCs that a peer makes up.
#[test]
fn a_new_ssrc_in_every_packet_finds_nothing_to_grow() {
    let mut room = Room::new();
    let sender = room.connected_peer();
    let mut options = video_producer("video", "1", VIDEO_SSRC, MAPPED_VIDEO);
    options.rtp_parameters.encodings[0].ssrc = None;
    options.rtp_parameters.encodings[0].rtx_ssrc = None;
    options.rtp_mapping.encodings[0].ssrc = None;
    room.router
        .produce(room.now, "transport1", options)
        .expect("a valid producer");
    let mid = PRODUCER_IDS
        .into_iter()
        .find(|(kind, _)| *kind == ExtensionKind::Mid)
        .map(|(_, id)| id);
    let mid = mid.expect("negotiated");
    for ssrc in 1..=900 {
        room.send(
            sender,
            &Media::vp8_key(ssrc, 1, 0).with_extension(mid, b"1"),
        );
        room.send(
            sender,
            &Media::vp8_key(ssrc, 2, 0).with_extension(mid, b"nobody's"),
        );
        room.send(
            sender,
            &Media::vp8_key(ssrc, 3, 0)
                .as_rtx(4)
                .with_extension(mid, b"1"),
        );
    }
    let dump = room.router.dump_transport("transport1").expect("open");
    assert!(
        dump.rtp_listener.ssrc_table.len() <= 2,
        "{:?}",
        dump.rtp_listener.ssrc_table
    );
    assert_eq!(
        room.router
            .dump_producer("video")
            .expect("open")
            .rtp_streams
            .len(),
        1
    );
    assert!(room.dropped(DropReason::NoStream) > 800);
    // The cipher's own table of SSRCs is capped as well.
    for ssrc in 10_000..12_000 {
        room.send(sender, &Media::opus(ssrc, 1, 0));
    }
    assert!(room.dropped(DropReason::TooManySsrcs) > 0);
}

/// Case 11: a retransmission stream needs its media stream.
#[test]
fn retransmissions_of_what_was_never_seen_make_no_stream() {
    let (mut room, sender, receivers) = meeting();
    for seq in 0..50 {
        room.send(sender, &Media::vp8_key(VIDEO_SSRC, seq, 0).as_rtx(seq));
    }
    assert_eq!(room.dropped(DropReason::NoStream), 50);
    assert!(
        room.router
            .producer_stats(room.now, "video")
            .expect("open")
            .is_empty()
    );
    assert!(room.peers[receivers[0]].rtp.is_empty());
}

/// Case 10: an authenticated peer's RTCP is still a hostile peer's.
#[test]
fn authenticated_garbage_in_rtcp_is_bounded_and_harmless() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let mut state = 1_u32;
    for round in 0..500_usize {
        let mut rtcp: Vec<u8> = Vec::with_capacity(600);
        while rtcp.len() < 8 + round {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            rtcp.push((state >> 24) as u8);
        }
        rtcp.resize(rtcp.len().next_multiple_of(4), 0);
        rtcp[0] = 0x80 | (rtcp[0] & 0x1f);
        rtcp[1] = 200 + (rtcp[1] % 8);
        if round % 2 == 0 {
            let words = (rtcp.len() / 4 - 1) as u16;
            rtcp[2..4].copy_from_slice(&words.to_be_bytes());
        }
        room.send_rtcp(receivers[0], &rtcp);
        room.run(MS);
    }
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 2, 3_000));
    for receiver in receivers {
        assert_eq!(room.peers[receiver].rtp.len(), 2, "the meeting goes on");
    }
    assert!(room.plis(sender, VIDEO_SSRC) <= 3);
}

/// Case 6: another certificate than the announced one is a failed transport without keys.
#[test]
fn a_certificate_that_is_not_the_announced_one_gets_no_keys() {
    let mut room = Room::new();
    let peer = room.add_peer(DtlsRole::Client);
    let id = room.peers[peer].id.clone();
    let mut parameters = Room::dtls_parameters(DtlsRole::Client);
    parameters.fingerprints = vec![crate::room::router_certificate().fingerprints()[2].clone()];
    room.router
        .connect_webrtc_transport(room.now, &id, parameters)
        .expect("first time");
    room.check(peer);
    room.settle();
    room.run(Duration::from_secs(1));
    let states = room.events(|event| match event {
        Event::DtlsState { state, .. } => Some(*state),
        _ => None,
    });
    assert_eq!(states, [DtlsState::Connecting, DtlsState::Failed]);
    let media = [&[0x80, 111][..], &[0; 60]].concat();
    room.send_raw(peer, &media);
    assert_eq!(room.dropped(DropReason::SrtpNotReady), 1);
}

/// Case 4: a validated address that never speaks DTLS is not worth many bytes.
#[test]
fn a_silent_peer_gets_few_handshake_bytes() {
    let mut room = Room::new();
    let peer = room.add_peer(DtlsRole::Server);
    let id = room.peers[peer].id.clone();
    let role = room.router.connect_webrtc_transport(
        room.now,
        &id,
        Room::dtls_parameters(DtlsRole::Server),
    );
    assert_eq!(role, Ok(DtlsRole::Client));
    let handle = room.peers[peer].handle;
    let tuple = room.peers[peer].tuple;
    let mut request = room.peers[peer].check().write();
    let asked = request.len();
    room.router
        .handle_datagram(room.now, handle, tuple, &mut request);
    let mut answered = 0;
    let end = room.now + Duration::from_secs(60);
    loop {
        room.router
            .drain_outboxes(|outbox| answered += outbox.bytes().len());
        match room.router.poll_timeout() {
            Some(at) if at <= end => {
                room.now = at;
                room.router.handle_timeout(at);
            }
            _ => break,
        }
    }
    assert!(answered > asked, "it tried");
    assert!(
        answered < 20_000,
        "{answered} bytes to somebody who never spoke DTLS"
    );
}
