//! Who may say where a peer is: nothing but its own authenticated checks moves it.

use crate::peer::Media;
use crate::room::{AUDIO_SSRC, Room, meeting};
use sambung_core::ortc::{DtlsParameters, DtlsRole, IceState, ModelError, TransportTuple};
use sambung_core::router::{DropReason, Event};
use std::net::SocketAddr;
use std::time::Duration;

fn from_port(room: &Room, peer: usize, port: u16) -> TransportTuple {
    TransportTuple {
        remote: SocketAddr::from(([198, 51, 100, 9], port)),
        ..room.peers[peer].tuple
    }
}

fn selected(room: &Room, id: &str) -> Option<TransportTuple> {
    room.webrtc_dump(id).ice_selected_tuple
}

/// Case 7: what looks like DTLS does not move a peer, not even from a second address that it has validated itself.
#[test]
fn a_record_from_another_valid_address_moves_nobody() {
    let (mut room, sender, receivers) = meeting();
    let receiver = receivers[0];
    let id = room.peers[receiver].id.clone();
    let own = room.peers[receiver].tuple;
    let second = from_port(&room, receiver, 7);
    let mut check = room.peers[receiver].check();
    check.use_candidate = false;
    room.send_from(receiver, second, &check.write());
    assert_eq!(
        room.astray, 1,
        "the answer to the check, to where it came from"
    );
    let hello = [&[22, 0xfe, 0xfd][..], &[0; 60]].concat();
    let data = [&[23, 0xfe, 0xfd, 0, 1][..], &[9; 60]].concat();
    for datagram in [hello, data] {
        room.send_from(receiver, second, &datagram);
        room.run(Duration::from_millis(500));
        assert_eq!(selected(&room, &id), Some(own));
    }
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!((room.peers[receiver].rtp.len(), room.astray), (1, 1));
}

/// Case 7: before a nomination the handshake itself says where the peer is, noise that looks like it does not.
#[test]
fn before_a_nomination_only_a_handshake_that_advances_chooses_the_address() {
    let mut room = Room::new();
    let peer = room.add_peer(DtlsRole::Client);
    let id = room.peers[peer].id.clone();
    room.router
        .connect_webrtc_transport(room.now, &id, Room::dtls_parameters(DtlsRole::Client))
        .expect("first time");
    let own = room.peers[peer].tuple;
    let second = from_port(&room, peer, 7);
    for tuple in [second, own] {
        let mut check = room.peers[peer].check();
        check.use_candidate = false;
        room.send_from(peer, tuple, &check.write());
    }
    assert_eq!(selected(&room, &id), Some(second), "the first that came");
    let noise = [&[22, 0xfe, 0xfd][..], &[7; 60]].concat();
    room.send_raw(peer, &noise);
    assert_eq!(selected(&room, &id), Some(second));
    room.settle();
    assert_eq!(selected(&room, &id), Some(own));
    assert!(
        room.peers[peer].keys.is_some(),
        "and it comes to its end there"
    );
}

/// Case 7: a nomination moves a peer only with the right password, from wherever it pretends to come.
#[test]
fn a_forged_nomination_moves_nobody() {
    let (mut room, sender, receivers) = meeting();
    let receiver = receivers[0];
    let id = room.peers[receiver].id.clone();
    let own = room.peers[receiver].tuple;
    let foreign = from_port(&room, receiver, 8);
    let mut forged = room.peers[receiver].check();
    forged.password = room.peers[sender].password.clone();
    room.send_from(receiver, foreign, &forged.write());
    assert_eq!(selected(&room, &id), Some(own));
    assert_eq!(room.dropped(DropReason::StunRejected), 1);
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!(room.peers[receiver].rtp.len(), 1);
}

/// Case 15: addresses of an authenticated peer are few, and the one in use outlives any number of others.
#[test]
fn a_peer_that_checks_from_everywhere_holds_a_handful_of_addresses() {
    let (mut room, sender, receivers) = meeting();
    let receiver = receivers[0];
    let own = room.peers[receiver].tuple;
    for port in 1_000..1_200 {
        let mut check = room.peers[receiver].check();
        check.use_candidate = false;
        let tuple = from_port(&room, receiver, port);
        room.send_from(receiver, tuple, &check.write());
    }
    let added = room.events(|event| match event {
        Event::IceTupleAdded { tuple, .. } => Some(*tuple),
        _ => None,
    });
    let removed = room.events(|event| match event {
        Event::IceTupleRemoved { tuple, .. } => Some(*tuple),
        _ => None,
    });
    let of_receiver = added
        .iter()
        .filter(|tuple| tuple.remote.ip() == SocketAddr::from(([198, 51, 100, 9], 0)).ip());
    assert_eq!(of_receiver.count(), 200);
    assert!(removed.len() >= 200 - 8 && !removed.contains(&own));
    let astray = room.astray;
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!((room.peers[receiver].rtp.len(), room.astray), (1, astray));
}

/// Case 15: when the connection of the selected address is gone the next valid one takes over, and after the last ICE is
/// disconnected and nothing is sent any more.
#[test]
fn a_lost_connection_hands_over_to_the_next_valid_address_and_the_last_one_ends_it() {
    let (mut room, sender, receivers) = meeting();
    let receiver = receivers[0];
    let (id, handle) = (room.peers[receiver].id.clone(), room.peers[receiver].handle);
    let own = room.peers[receiver].tuple;
    let second = from_port(&room, receiver, 9);
    room.peers[receiver].tuple = second;
    let mut check = room.peers[receiver].check();
    check.use_candidate = false;
    room.send_raw(receiver, &check.write());
    room.router.remove_tuple(room.now, handle, &own);
    room.deliver();
    assert_eq!(selected(&room, &id), Some(second));
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    assert_eq!(room.peers[receiver].rtp.len(), 1);
    room.router.remove_tuple(room.now, handle, &second);
    room.router.remove_tuple(room.now, handle, &second);
    room.deliver();
    assert_eq!(room.webrtc_dump(&id).ice_state, IceState::Disconnected);
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!((room.peers[receiver].rtp.len(), room.astray), (1, 0));
    room.check(receiver);
    assert_eq!(room.webrtc_dump(&id).ice_state, IceState::Completed);
    room.send(sender, &Media::opus(AUDIO_SSRC, 3, 1_920));
    assert_eq!(room.peers[receiver].rtp.len(), 2, "back with a new check");
}

/// Case 6: parameters without a fingerprint are an error that leaves the transport as it was.
#[test]
fn connecting_without_a_fingerprint_is_refused_and_can_be_done_right_after() {
    let mut room = Room::new();
    let peer = room.add_peer(DtlsRole::Client);
    let id = room.peers[peer].id.clone();
    let none = DtlsParameters {
        fingerprints: Vec::new(),
        role: DtlsRole::Client,
    };
    let refused = room.router.connect_webrtc_transport(room.now, &id, none);
    assert!(matches!(refused, Err(ModelError::Type(_))), "{refused:?}");
    room.router
        .connect_webrtc_transport(room.now, &id, Room::dtls_parameters(DtlsRole::Client))
        .expect("nothing was connected before");
    room.check(peer);
    room.settle();
    assert!(room.peers[peer].keys.is_some());
}

/// Case 3: whoever asks in another's name gets no answer larger than the question, and a stranger's address none at all.
#[test]
fn no_answer_is_larger_than_its_question_and_none_goes_elsewhere() {
    let (mut room, sender, _) = meeting();
    let handle = room.peers[sender].handle;
    let foreign = from_port(&room, sender, 10);
    let mut checks: Vec<Vec<u8>> = Vec::new();
    for use_candidate in [false, true] {
        let mut check = room.peers[sender].check();
        check.use_candidate = use_candidate;
        checks.push(check.write());
        check.password.push('x');
        checks.push(check.write());
    }
    for check in checks {
        room.router
            .handle_datagram(room.now, handle, foreign, &mut check.clone());
        let mut answered = 0;
        room.router.drain_outboxes(|outbox| {
            assert_eq!(*outbox.tuple(), foreign);
            answered += outbox.bytes().len();
        });
        assert!(answered <= check.len(), "{answered} for {}", check.len());
    }
}
