//! Who has just come begins with the newest key frame, or with one that was asked for while hands were shaken.

use crate::peer::Media;
use crate::room::{MS, Room, VIDEO_SSRC};
use sambung_core::ortc::DtlsRole;
use sambung_core::rtp::RtpPacket;

const RECEIVED_SSRC: u32 = 50_010;

/// A room whose camera sends a key frame and two frames more, 33 ms apart.
fn playing() -> (Room, usize) {
    let mut room = Room::new();
    let sender = room.connected_peer();
    room.produce_both(sender);
    send_frames(&mut room, sender, 1, 3);
    (room, sender)
}

/// Sends frames from this number on, the first of them a key frame.
fn send_frames(room: &mut Room, sender: usize, first: u16, count: u16) {
    for seq in first..first + count {
        let timestamp = u32::from(seq) * 3_000;
        let media = if seq == first {
            Media::vp8_key(VIDEO_SSRC, seq, timestamp)
        } else {
            Media::vp8_delta(VIDEO_SSRC, seq, timestamp)
        };
        room.send(sender, &media);
        room.run(33 * MS);
    }
}

/// Timestamps of what a receiver got of the camera, which have to have numbers without a gap.
fn shown(room: &Room, receiver: usize) -> Vec<u32> {
    let packets: Vec<RtpPacket<'_>> = room.peers[receiver]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .filter(|packet| packet.ssrc() == RECEIVED_SSRC)
        .collect();
    for pair in packets.windows(2) {
        assert_eq!(pair[1].seq().0, pair[0].seq().0.wrapping_add(1));
    }
    packets.iter().map(|packet| packet.timestamp().0).collect()
}

#[test]
fn a_newcomer_begins_with_a_recent_key_frame_and_costs_the_sender_none() {
    let (mut room, sender) = playing();
    let before = room.plis(sender, VIDEO_SSRC);
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    room.settle();
    assert_eq!(shown(&room, receiver), [3_000, 6_000, 9_000]);
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 4, 12_000));
    assert_eq!(shown(&room, receiver), [3_000, 6_000, 9_000, 12_000]);
    assert_eq!(room.plis(sender, VIDEO_SSRC), before);
}

#[test]
fn an_old_key_frame_is_not_shown_to_newcomers() {
    let (mut room, sender) = playing();
    room.run(500 * MS);
    let before = room.plis(sender, VIDEO_SSRC);
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    room.settle();
    assert_eq!(shown(&room, receiver), []);
    assert_eq!(room.plis(sender, VIDEO_SSRC), before + 1);
}

#[test]
fn a_key_frame_is_asked_for_while_the_newcomer_shakes_hands() {
    let (mut room, sender) = playing();
    room.run(500 * MS);
    let before = room.plis(sender, VIDEO_SSRC);
    let receiver = room.add_peer(DtlsRole::Client);
    room.consume_both(receiver, 50_000);
    room.deliver();
    assert_eq!(room.plis(sender, VIDEO_SSRC), before + 1, "at once");
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 4, 12_000));
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 5, 15_000));
    room.shake_hands(receiver);
    assert_eq!(shown(&room, receiver), [12_000, 15_000]);
    room.run(500 * MS);
    assert_eq!(room.plis(sender, VIDEO_SSRC), before + 1, "and only once");
}

#[test]
fn who_has_seen_something_waits_for_a_key_frame_of_now() {
    let (mut room, sender) = playing();
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    room.settle();
    let (seen, before) = (shown(&room, receiver).len(), room.plis(sender, VIDEO_SSRC));
    room.router
        .pause_consumer(room.now, "video-50000")
        .expect("open");
    room.router
        .resume_consumer(room.now, "video-50000")
        .expect("open");
    room.run(400 * MS);
    assert_eq!(shown(&room, receiver).len(), seen, "time does not go back");
    assert_eq!(room.plis(sender, VIDEO_SSRC), before + 1);
}

#[test]
fn what_is_too_large_to_be_sent_at_once_is_asked_for_instead() {
    let (mut room, sender) = playing();
    send_frames(&mut room, sender, 4, 1);
    for seq in 5..140 {
        room.send(sender, &Media::vp8_delta(VIDEO_SSRC, seq, 15_000));
    }
    let before = room.plis(sender, VIDEO_SSRC);
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    room.settle();
    assert_eq!(shown(&room, receiver), []);
    assert_eq!(room.plis(sender, VIDEO_SSRC), before + 1);
}

#[test]
fn a_camera_that_begins_with_a_key_frame_is_not_asked_for_another() {
    let mut room = Room::new();
    let sender = room.connected_peer();
    room.produce_both(sender);
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    send_frames(&mut room, sender, 1, 20);
    assert_eq!(shown(&room, receiver).len(), 20);
    assert_eq!(room.plis(sender, VIDEO_SSRC), 0);
}
