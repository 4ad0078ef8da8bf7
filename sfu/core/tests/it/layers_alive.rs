//! Which layers are there: what vanishes is left, what never comes is never waited for, what stands still is no loss.

use crate::parameters::{pipe_consumer, simulcast_producer_by_rid};
use crate::peer::Media;
use crate::room::MS;
use crate::simulcast_room::{CONSUMER, CONSUMER_SSRC, Seen, SimulcastRoom};
use sambung_core::router::Event;

fn shown(cast: &SimulcastRoom) -> Vec<u8> {
    let mut layers: Vec<u8> = cast.seen().iter().map(|packet| packet.layer).collect();
    layers.dedup();
    layers
}

fn playing() -> SimulcastRoom {
    let mut cast = SimulcastRoom::new();
    cast.tick();
    cast.consume();
    cast.ticks(30);
    assert_eq!(shown(&cast), [2]);
    cast
}

#[test]
fn a_top_layer_that_vanishes_is_left_within_half_a_second() {
    let mut cast = playing();
    cast.layers[2].is_sent = false;
    // 400 ms of silence, and the frame that answers the key-frame request.
    cast.ticks(15);
    assert_eq!(shown(&cast), [2, 1]);
    cast.layers[1].is_sent = false;
    cast.ticks(15);
    assert_eq!(shown(&cast), [2, 1, 0]);
}

#[test]
fn a_preferred_layer_that_is_never_sent_is_not_waited_for() {
    let mut cast = SimulcastRoom::new();
    cast.layers[2].is_sent = false;
    cast.tick();
    cast.consume();
    cast.ticks(5);
    assert_eq!(shown(&cast), [1]);
    cast.prefer(2, None);
    cast.ticks(5);
    assert_eq!(shown(&cast), [1]);
    // When only a layer above the preferred one is sent, that is shown.
    let mut cast = SimulcastRoom::new();
    cast.layers[0].is_sent = false;
    cast.layers[1].is_sent = false;
    cast.tick();
    cast.consume();
    cast.prefer(0, None);
    cast.ticks(5);
    assert_eq!(shown(&cast), [2]);
}

#[test]
fn a_layer_that_comes_and_goes_does_not_make_the_picture_flap() {
    let mut cast = playing();
    for _ in 0..4 {
        cast.layers[2].is_sent = false;
        cast.ticks(30);
        cast.layers[2].is_sent = true;
        cast.ticks(30);
    }
    assert_eq!(shown(&cast), [2, 1], "left once, for it never stayed");
    cast.ticks(75);
    assert_eq!(
        shown(&cast),
        [2, 1, 2],
        "back two seconds after it came to stay"
    );
}

#[test]
fn a_layer_that_was_steady_before_it_was_turned_off_is_followed_as_soon_as_it_is_back() {
    let mut cast = playing();
    // Five seconds and more: long enough to be trusted.
    cast.ticks(180);
    for _ in 0..2 {
        cast.layers[2].is_sent = false;
        cast.ticks(60);
        assert_eq!(cast.current().0, 1);
        cast.layers[2].is_sent = true;
        // The frame that answers the key-frame request.
        cast.ticks(5);
        assert_eq!(cast.current().0, 2, "at once");
        cast.ticks(180);
    }
    assert_eq!(shown(&cast), [2, 1, 2, 1, 2]);
}

#[test]
fn a_screen_share_at_one_frame_a_second_keeps_its_layer() {
    let mut cast = playing();
    cast.frame_ms = 1_000;
    let n_seen = cast.seen().len();
    cast.ticks(10);
    // One that is late is no stop.
    cast.room.run(800 * MS);
    cast.ticks(10);
    assert_eq!(cast.seen().len(), n_seen + 2 * 20);
    assert_eq!(shown(&cast), [2]);
    let scores = cast.room.events(|event| match event {
        Event::ProducerScore { scores, .. } => Some(scores.clone()),
        _ => None,
    });
    assert!(
        scores.iter().flatten().all(|entry| entry.score > 0),
        "{scores:?}"
    );
}

#[test]
fn a_sender_that_falls_silent_altogether_goes_on_where_it_stopped() {
    let mut cast = playing();
    let n_seen = cast.seen().len();
    for layer in &mut cast.layers {
        layer.is_sent = false;
    }
    cast.answers = false;
    // Its frames go on being counted, for its clock goes on.
    cast.ticks(30 * 8);
    assert_eq!(cast.current(), (2, 2), "a screen that stands still");
    for layer in &mut cast.layers {
        layer.is_sent = true;
    }
    cast.tick();
    assert_eq!(cast.seen().len(), n_seen + 2, "without a key frame");
    assert_eq!(shown(&cast), [2]);
}

#[test]
fn a_layer_that_begins_anew_under_another_ssrc_is_followed() {
    let mut cast = SimulcastRoom::with(simulcast_producer_by_rid("camera", "2"));
    let send = |cast: &mut SimulcastRoom, rounds: usize| {
        for _ in 0..rounds {
            for index in 0..3 {
                for media in cast.frame(index) {
                    let rid = format!("r{index}");
                    let media = media
                        .with_extension(4, b"2")
                        .with_extension(10, rid.as_bytes());
                    cast.room.send(cast.sender, &media);
                }
            }
            cast.n_frames += 1;
            cast.room.run(33 * MS);
        }
    };
    send(&mut cast, 1);
    cast.consume();
    cast.layers[2].wants_key = true;
    send(&mut cast, 10);
    cast.room.run(2_000 * MS);
    cast.n_frames += 60;
    for layer in &mut cast.layers {
        layer.ssrc += 100_000;
        layer.seq = layer.seq.wrapping_add(30_000);
        layer.clock_offset = layer.clock_offset.wrapping_add(1_000_000_000);
        layer.picture_id = (layer.picture_id + 9_000) & 0x7fff;
        layer.tl0 = layer.tl0.wrapping_add(99);
        layer.wants_key = true;
    }
    let n_seen = cast.seen().len();
    send(&mut cast, 10);
    let seen: Vec<Seen> = cast.seen();
    assert_eq!(seen.len(), n_seen + 20);
    let dump = cast.room.router.dump_producer("camera").expect("open");
    let ssrcs: Vec<u32> = dump
        .rtp_streams
        .iter()
        .map(|stream| stream.params.ssrc)
        .collect();
    assert_eq!(ssrcs, [103_000, 103_010, 103_020]);
    let id = cast.room.peers[cast.sender].id.clone();
    let listener = cast.room.router.dump_transport(&id).expect("open");
    let listened = format!("{listener:?}");
    assert!(!listened.contains("(3020,"), "the old one is forgotten");
}

#[test]
fn a_pipe_forwards_every_layer_under_numbers_of_its_own() {
    let mut cast = SimulcastRoom::new();
    cast.tick();
    let receiver = cast.receiver;
    cast.consume_with(receiver, pipe_consumer("pipe", "camera", 80_000));
    cast.ticks(10);
    for (index, ssrc) in [80_000, 80_010, 80_020].into_iter().enumerate() {
        let seen = cast.picture(receiver, ssrc);
        assert_eq!(seen.len(), 22, "{ssrc}: the key frame before is recent");
        assert!(seen[0].key);
        assert!(seen.iter().all(|packet| usize::from(packet.layer) == index));
        let expected = cast.timestamp(index).wrapping_sub(3_000);
        assert_eq!(seen[21].timestamp, expected, "times stay the sender's");
    }
    let dump = cast.room.router.dump_consumer("pipe").expect("open");
    assert_eq!((dump.rtp_streams.len(), dump.layers), (3, None));
    let stats = cast
        .room
        .router
        .consumer_stats(cast.room.now, "pipe")
        .expect("open");
    assert_eq!(
        stats
            .iter()
            .map(|stats| (stats.ssrc, stats.packet_count))
            .collect::<Vec<_>>(),
        [(80_000, 22), (80_010, 22), (80_020, 22)]
    );
    let scores = cast.room.events(|event| match event {
        Event::ConsumerScore { consumer_id, .. } if &**consumer_id == "pipe" => Some(()),
        _ => None,
    });
    assert_eq!(scores, [], "a pipe's score is always full");
}

#[test]
fn bitrates_are_told_by_layer() {
    let mut cast = playing();
    cast.ticks(60);
    let stats = cast
        .room
        .router
        .producer_stats(cast.room.now, "camera")
        .expect("open");
    for stats in &stats {
        let sambung_core::router::StreamDirection::Received { bitrate_by_layer } = &stats.direction
        else {
            unreachable!("a producer receives");
        };
        let names: Vec<&str> = bitrate_by_layer
            .iter()
            .map(|(name, _)| name.as_str())
            .collect();
        assert_eq!(names, ["0.0", "0.1", "0.2"]);
        let [base, middle, all] = [0, 1, 2].map(|index| bitrate_by_layer[index].1);
        assert!(base < middle && middle < all, "{bitrate_by_layer:?}");
        // A quarter of the frames is the base, half of them with the middle layer.
        assert!((all / 5..all / 3).contains(&base) && (all / 3..all * 2 / 3).contains(&middle));
        assert!(all.abs_diff(stats.bitrate) <= all / 10);
    }
}

#[test]
fn garbled_descriptors_pass_as_they_are_and_harm_nothing() {
    let mut cast = playing();
    let n_seen = cast.room.peers[cast.receiver].rtp.len();
    let garbled: [&[u8]; 4] = [&[0x80], &[0x90, 0xff, 0x80], &[0x90, 0xf0, 0x01], &[0x10]];
    for payload in garbled {
        let layer = &mut cast.layers[2];
        let media = Media {
            payload: payload.to_vec(),
            ..Media::vp8_delta(layer.ssrc, layer.seq, 1)
        };
        layer.seq = layer.seq.wrapping_add(1);
        cast.room.send(cast.sender, &media);
    }
    let got = &cast.room.peers[cast.receiver].rtp;
    assert!(got.len() > n_seen, "what cannot be read is carried unread");
    cast.room.peers[cast.receiver].rtp.clear();
    cast.ticks(5);
    assert_eq!(cast.picture(cast.receiver, CONSUMER_SSRC).len(), 10);
    assert_eq!(
        cast.room
            .router
            .dump_consumer(CONSUMER)
            .map(|dump| dump.paused),
        Ok(false)
    );
}
