//! A receiver's picture begins with a key frame, and key frames are asked for sparingly.

use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::rtcp::write_pli;
use sambung_core::rtp::RtpPacket;
use std::time::Duration;

/// Long enough for a key frame to be of no use to newcomers.
const LONG_AGO: Duration = Duration::from_millis(500);

fn picture(room: &Room, receiver: usize, ssrc: u32) -> Vec<(u16, u32)> {
    let packets = room.peers[receiver]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"));
    packets
        .filter(|packet| packet.ssrc() == ssrc)
        .map(|packet| (packet.seq().0, packet.timestamp().0))
        .collect()
}

#[test]
fn nothing_of_the_picture_goes_out_before_a_key_frame_that_is_asked_for() {
    let mut room = Room::new();
    let sender = room.connected_peer();
    room.produce_both(sender);
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    room.run(LONG_AGO);
    let receiver = room.connected_peer();
    room.consume_both(receiver, 50_000);
    assert_eq!(
        room.plis(sender, VIDEO_SSRC),
        1,
        "the newcomer's wish is passed on at once"
    );
    for seq in 2..10 {
        room.send(
            sender,
            &Media::vp8_delta(VIDEO_SSRC, seq, u32::from(seq) * 3_000),
        );
    }
    room.send(sender, &Media::opus(AUDIO_SSRC, 2, 960));
    assert_eq!(picture(&room, receiver, 50_010), []);
    assert_eq!(room.peers[receiver].rtp.len(), 1, "sound does not wait");
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 10, 30_000));
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 11, 33_000));
    let seen = picture(&room, receiver, 50_010);
    assert_eq!(
        seen.iter()
            .map(|(_, timestamp)| *timestamp)
            .collect::<Vec<_>>(),
        [30_000, 33_000]
    );
    assert_eq!(seen[1].0, seen[0].0.wrapping_add(1));
}

#[test]
fn a_stream_that_does_not_begin_with_a_key_frame_is_asked_for_one() {
    let (mut room, sender, _) = meeting();
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 5, 0));
    assert_eq!(room.plis(sender, VIDEO_SSRC), 1);
}

/// Case 13: hundreds who ask for a picture at once cost the sender a few requests.
#[test]
fn a_storm_of_picture_requests_costs_the_sender_a_few() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let mut requests = Vec::new();
    for _ in 0..100 {
        write_pli(&mut requests, 1, 50_010);
    }
    for _ in 0..10 {
        room.send_rtcp(receivers[0], &requests);
        room.run(10 * MS);
    }
    let asked = room.plis(sender, VIDEO_SSRC);
    assert!(
        (1..=2).contains(&asked),
        "1,000 requests within 100 ms cost {asked}"
    );
    room.run(2_000 * MS);
    assert!(
        room.plis(sender, VIDEO_SSRC) > asked,
        "one that was not answered is repeated"
    );
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 2, 3_000));
    let answered = room.plis(sender, VIDEO_SSRC);
    room.run(3_000 * MS);
    assert_eq!(
        room.plis(sender, VIDEO_SSRC),
        answered,
        "one that was answered is not"
    );
}

#[test]
fn a_key_frame_whose_first_packet_is_late_is_not_lost() {
    let (mut room, sender, receivers) = meeting();
    for seq in [1, 2, 3] {
        room.send(sender, &Media::vp8_delta(VIDEO_SSRC, seq, 0));
    }
    for seq in [5, 6] {
        room.send(sender, &Media::vp8_rest(VIDEO_SSRC, seq, 3_000));
    }
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 7, 6_000));
    assert_eq!(picture(&room, receivers[0], 50_010), []);
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 4, 3_000));
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 8, 9_000));
    let seen = picture(&room, receivers[0], 50_010);
    assert_eq!(
        seen.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [3_000, 3_000, 3_000, 6_000, 9_000]
    );
    assert!(
        seen.windows(2)
            .all(|pair| pair[1].0 == pair[0].0.wrapping_add(1)),
        "no gap: {seen:?}"
    );
}

#[test]
fn a_pause_ends_with_a_key_frame_and_leaves_no_gap() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 2, 3_000));
    room.router
        .pause_consumer(room.now, "video-50010")
        .expect_err("ids carry the base");
    room.router
        .pause_consumer(room.now, "video-50000")
        .expect("open");
    for seq in 3..200 {
        room.send(
            sender,
            &Media::vp8_delta(VIDEO_SSRC, seq, u32::from(seq) * 3_000),
        );
        room.run(33 * MS);
    }
    assert_eq!(picture(&room, receivers[0], 50_010).len(), 2);
    assert_eq!(
        picture(&room, receivers[1], 60_010).len(),
        199,
        "others go on"
    );
    let asked = room.plis(sender, VIDEO_SSRC);
    room.router
        .resume_consumer(room.now, "video-50000")
        .expect("open");
    room.deliver();
    assert_eq!(room.plis(sender, VIDEO_SSRC), asked + 1);
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 200, 600_000));
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 201, 603_000));
    let seen = picture(&room, receivers[0], 50_010);
    assert_eq!(seen.len(), 3);
    assert_eq!(
        seen[2],
        (seen[1].0.wrapping_add(1), 603_000),
        "numbers go on, time went on"
    );
}

#[test]
fn a_paused_producer_sends_nothing_on_and_resumes_with_a_key_frame() {
    use sambung_core::router::Event;
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    room.router.pause_producer(room.now, "video").expect("open");
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 2, 3_000));
    room.router
        .resume_producer(room.now, "video")
        .expect("open");
    room.deliver();
    assert_eq!(room.plis(sender, VIDEO_SSRC), 1);
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 3, 6_000));
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 4, 9_000));
    let seen = picture(&room, receivers[0], 50_010);
    assert_eq!(
        seen.iter().map(|(_, at)| *at).collect::<Vec<_>>(),
        [0, 9_000]
    );
    assert_eq!(seen[1].0, seen[0].0.wrapping_add(1));
    let told = room.events(|event| match event {
        Event::ConsumerProducerPause { consumer_id } => Some((consumer_id.clone(), true)),
        Event::ConsumerProducerResume { consumer_id } => Some((consumer_id.clone(), false)),
        _ => None,
    });
    let expected = [
        ("video-50000", true),
        ("video-60000", true),
        ("video-50000", false),
        ("video-60000", false),
    ];
    assert_eq!(told, expected.map(|(id, paused)| (id.into(), paused)));
}
