//! Connecting, moving, losing and closing.

use crate::parameters::{audio_consumer, audio_producer};
use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MAPPED_AUDIO, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::dtls::{DtlsEndpoint, DtlsState};
use sambung_core::ortc::{DtlsRole, IceState};
use sambung_core::router::{DropReason, Event};
use sambung_core::rtcp::RtcpPacket;
use std::net::SocketAddr;
use std::time::Duration;

fn dtls_states(room: &Room, id: &str) -> Vec<DtlsState> {
    room.events(|event| match event {
        Event::DtlsState {
            transport_id,
            state,
            ..
        } if &**transport_id == id => Some(*state),
        _ => None,
    })
}

fn ice_states(room: &Room, id: &str) -> Vec<IceState> {
    room.events(|event| match event {
        Event::IceState {
            transport_id,
            state,
        } if &**transport_id == id => Some(*state),
        _ => None,
    })
}

#[test]
fn a_peer_connects_in_either_role_and_whatever_comes_first() {
    for (peer_role, announced) in [
        (DtlsRole::Client, DtlsRole::Client),
        (DtlsRole::Server, DtlsRole::Server),
        (DtlsRole::Server, DtlsRole::Auto),
    ] {
        for connect_first in [true, false] {
            let mut room = Room::new();
            let peer = room.add_peer(peer_role);
            if !connect_first {
                room.check(peer);
                room.settle();
            }
            let role = room.router.connect_webrtc_transport(
                room.now,
                "transport1",
                Room::dtls_parameters(announced),
            );
            let ours = if peer_role == DtlsRole::Client {
                DtlsRole::Server
            } else {
                DtlsRole::Client
            };
            assert_eq!(role, Ok(ours));
            room.deliver();
            if connect_first {
                room.check(peer);
            }
            room.settle();
            room.run(Duration::from_secs(3));
            assert!(
                room.peers[peer].keys.is_some(),
                "{peer_role:?} announced as {announced:?}"
            );
            assert_eq!(
                dtls_states(&room, "transport1"),
                [DtlsState::Connecting, DtlsState::Connected]
            );
            assert_eq!(ice_states(&room, "transport1"), [IceState::Completed]);
            let certificates = room.events(|event| match event {
                Event::DtlsState {
                    remote_certificate, ..
                } => remote_certificate.clone(),
                _ => None,
            });
            assert!(
                certificates
                    .iter()
                    .all(|pem| pem.starts_with("-----BEGIN CERTIFICATE-----"))
            );
            let dump = room.webrtc_dump("transport1");
            assert_eq!(
                (dump.dtls_state, dump.dtls_parameters.role),
                (DtlsState::Connected, ours)
            );
            assert_eq!(dump.ice_selected_tuple, Some(room.peers[peer].tuple));
        }
    }
}

#[test]
fn a_second_connect_is_refused_and_changes_nothing() {
    let mut room = Room::new();
    room.connected_peer();
    let again = room.router.connect_webrtc_transport(
        room.now,
        "transport1",
        Room::dtls_parameters(DtlsRole::Auto),
    );
    assert_eq!(
        again.map_err(|error| error.to_string()),
        Err("connect() already called".to_owned())
    );
}

#[test]
fn a_closed_producer_closes_its_consumers_and_tells_each_once() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    room.router
        .close_producer(room.now, "transport1", "audio")
        .expect("open");
    room.deliver();
    let closed = room.events(|event| match event {
        Event::ConsumerProducerClose { consumer_id } => Some(consumer_id.clone()),
        _ => None,
    });
    assert_eq!(closed, ["audio-50000".into(), "audio-60000".into()]);
    assert!(room.router.dump_consumer("audio-50000").is_err());
    assert!(
        room.router
            .close_producer(room.now, "transport1", "audio")
            .is_err()
    );
    let goodbyes = room.rtcp(receivers[0], |packet| match packet {
        RtcpPacket::Bye(ssrcs) => Some(ssrcs.clone().collect::<Vec<_>>()),
        _ => None,
    });
    assert_eq!(goodbyes, [[50_000]]);
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!(room.peers[receivers[0]].rtp.len(), 1);
    assert_eq!(room.dropped(DropReason::NoProducer), 1);
    assert_eq!(
        room.router.dump().map_consumer_id_producer_id.len(),
        2,
        "the picture goes on"
    );
}

#[test]
fn a_closed_transport_tells_its_peer_and_the_consumers_elsewhere() {
    let (mut room, sender, _) = meeting();
    room.router
        .close_transport(room.now, "transport1")
        .expect("open");
    room.deliver();
    room.settle();
    assert!(room.peers[sender].is_closed, "close_notify");
    let closed =
        room.events(|event| matches!(event, Event::ConsumerProducerClose { .. }).then_some(()));
    assert_eq!(closed.len(), 4);
    let dump = room.router.dump();
    assert_eq!(
        (
            dump.transport_ids.len(),
            dump.map_producer_id_consumer_ids.len()
        ),
        (2, 0)
    );
    let before = room.dropped(DropReason::UnknownTransport);
    let late = room.peers[sender].seal_rtp(&Media::opus(AUDIO_SSRC, 9, 0).write());
    room.send_raw(sender, &late);
    assert_eq!(room.dropped(DropReason::UnknownTransport), before + 1);
    room.run(Duration::from_secs(5));
}

#[test]
fn a_peer_that_says_goodbye_closes_dtls_and_media_stops() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    room.peers[receivers[0]].dtls.close();
    room.settle();
    assert_eq!(
        dtls_states(&room, "transport2").last(),
        Some(&DtlsState::Closed)
    );
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!(
        (
            room.peers[receivers[0]].rtp.len(),
            room.peers[receivers[1]].rtp.len()
        ),
        (1, 2)
    );
}

#[test]
fn without_consent_nothing_is_sent_and_a_new_check_brings_the_picture_back() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let quiet = receivers[0];
    // Everybody but one keeps checking.
    for _ in 0..7 {
        room.check(sender);
        room.check(receivers[1]);
        room.run(Duration::from_secs(5));
    }
    assert_eq!(
        ice_states(&room, "transport2"),
        [IceState::Completed, IceState::Disconnected]
    );
    let tuple = room.peers[quiet].tuple;
    let removed = room.events(|event| match event {
        Event::IceTupleRemoved { tuple, .. } => Some(*tuple),
        _ => None,
    });
    assert_eq!(removed, [tuple]);
    room.peers[quiet].forget();
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 2, 3_000_000));
    room.run(Duration::from_secs(3));
    assert_eq!(
        room.peers[quiet].rtp.len() + room.peers[quiet].rtcp.len(),
        0
    );
    assert_eq!(room.peers[receivers[1]].rtp.len(), 2);
    let asked = room.plis(sender, VIDEO_SSRC);
    room.check(quiet);
    assert_eq!(
        ice_states(&room, "transport2").last(),
        Some(&IceState::Completed)
    );
    assert_eq!(
        room.plis(sender, VIDEO_SSRC),
        asked + 1,
        "it needs a key frame"
    );
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 3, 3_003_000));
    assert_eq!(room.peers[quiet].rtp.len(), 1);
}

#[test]
fn a_peer_that_moves_is_followed_once_it_nominates_its_new_address() {
    let (mut room, sender, receivers) = meeting();
    let mover = receivers[0];
    let old = room.peers[mover].tuple;
    room.peers[mover].tuple.remote = SocketAddr::from(([192, 0, 2, 99], 9_999));
    room.check(mover);
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!(room.peers[mover].rtp.len(), 1);
    assert_eq!(room.astray, 0);
    let selected = room.events(|event| match event {
        Event::IceSelectedTuple {
            transport_id,
            tuple,
        } if &**transport_id == "transport2" => Some(*tuple),
        _ => None,
    });
    assert_eq!(selected, [old, room.peers[mover].tuple]);
}

#[test]
fn an_ice_restart_keeps_the_media_going_and_retires_the_old_credentials() {
    let (mut room, sender, receivers) = meeting();
    let parameters = room
        .router
        .restart_ice(
            room.now,
            "transport2",
            "newufrag".to_owned(),
            "newpassword0123456789abc".to_owned(),
        )
        .expect("open");
    assert_eq!(parameters.username_fragment, "newufrag");
    room.check(receivers[0]);
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!(
        room.peers[receivers[0]].rtp.len(),
        1,
        "the old credentials hold until the new ones are used"
    );
    let old = std::mem::replace(&mut room.peers[receivers[0]].ufrag, "newufrag".to_owned());
    room.peers[receivers[0]].password = "newpassword0123456789abc".to_owned();
    room.check(receivers[0]);
    let removed = room.events(|event| match event {
        Event::IceLocalUfragRemoved {
            username_fragment, ..
        } => Some(username_fragment.clone()),
        _ => None,
    });
    assert_eq!(removed, [old]);
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!(room.peers[receivers[0]].rtp.len(), 2);
}

#[test]
fn a_closed_consumers_ssrc_cannot_be_begun_again_and_another_can() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    room.router
        .close_consumer(room.now, "transport2", "audio-50000")
        .expect("open");
    let same = audio_consumer("again", "audio", "b", 50_000, MAPPED_AUDIO);
    room.router
        .consume(room.now, "transport2", same)
        .expect("the table is free");
    let other = audio_consumer("other", "audio", "c", 50_001, MAPPED_AUDIO);
    room.router
        .consume(room.now, "transport2", other)
        .expect("valid");
    let before = room.peers[receivers[0]].rtp.len();
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!(
        room.peers[receivers[0]].rtp.len(),
        before + 1,
        "one nonce is never used for two packets"
    );
    assert_eq!(room.dropped(DropReason::SealFailed), 1);
}

#[test]
fn a_hundred_fillings_leave_nothing_behind() {
    let mut room = Room::new();
    for round in 0..100_u16 {
        let sender = room.connected_peer();
        let id = room.peers[sender].id.clone();
        let audio = audio_producer("audio", "0", AUDIO_SSRC, MAPPED_AUDIO);
        room.router
            .produce(room.now, &id, audio)
            .expect("a valid producer");
        let receiver = room.connected_peer();
        let receiver_id = room.peers[receiver].id.clone();
        let options = audio_consumer("ears", "audio", "a", 50_000, MAPPED_AUDIO);
        room.router
            .consume(room.now, &receiver_id, options)
            .expect("a valid consumer");
        for seq in 0..5 {
            room.send(sender, &Media::opus(AUDIO_SSRC, seq, u32::from(seq) * 960));
        }
        assert_eq!(room.peers[receiver].rtp.len(), 5);
        let first = if round % 2 == 0 { &id } else { &receiver_id };
        let second = if round % 2 == 0 { &receiver_id } else { &id };
        room.router.close_transport(room.now, first).expect("open");
        room.router.close_transport(room.now, second).expect("open");
        room.deliver();
        room.peers.clear();
        room.run(100 * MS);
    }
    let dump = room.router.dump();
    assert!(dump.transport_ids.is_empty() && dump.map_producer_id_consumer_ids.is_empty());
    assert!(dump.map_consumer_id_producer_id.is_empty());
    room.run(Duration::from_secs(120));
    assert_eq!(room.router.poll_timeout(), None, "no timer is left");
    assert_eq!(room.router.n_outgoing_datagrams(), 0);
}
