//! A simulcast consumer goes from layer to layer without its receiver seeing a seam.

use crate::parameters::{simulcast_consumer, simulcast_producer_by_rid};
use crate::peer::Media;
use crate::room::MS;
use crate::simulcast_room::{CONSUMER, CONSUMER_SSRC, Seen, SimulcastRoom};
use sambung_core::rtcp::write_pli;

/// Runs of equal layers, in order.
fn runs(seen: &[Seen]) -> Vec<u8> {
    let mut layers: Vec<u8> = seen.iter().map(|packet| packet.layer).collect();
    layers.dedup();
    layers
}

fn playing() -> SimulcastRoom {
    let mut cast = SimulcastRoom::new();
    cast.tick();
    cast.consume();
    cast.ticks(30);
    cast
}

#[test]
fn layers_that_begin_one_after_the_other_are_climbed() {
    let mut cast = SimulcastRoom::new();
    cast.consume();
    cast.ticks(10);
    assert_eq!(runs(&cast.seen()), [0, 1, 2]);
}

#[test]
fn the_highest_layer_is_shown_first_and_told() {
    let cast = playing();
    let seen = cast.seen();
    assert_eq!(runs(&seen), [2]);
    assert!(seen[0].key);
    assert_eq!(cast.told().first(), Some(&Some((2, 0))));
    assert_eq!(cast.told().last(), Some(&Some((2, 2))));
    assert_eq!(cast.current(), (2, 2));
}

#[test]
fn a_preference_is_followed_at_a_key_frame_and_the_old_layer_goes_on_until_then() {
    let mut cast = playing();
    cast.answers = false;
    let before = cast.seen().len();
    cast.prefer(0, None);
    cast.ticks(15);
    assert_eq!(runs(&cast.seen()), [2], "no key frame, no switch");
    assert_eq!(cast.seen().len(), before + 2 * 15, "and no stop");
    cast.layers[0].wants_key = true;
    cast.ticks(5);
    cast.answers = true;
    cast.prefer(1, None);
    cast.ticks(20);
    cast.prefer(2, None);
    cast.ticks(20);
    assert_eq!(runs(&cast.seen()), [2, 0, 1, 2]);
}

#[test]
fn a_switch_asks_the_target_only_and_only_once() {
    let mut cast = playing();
    let asked = cast
        .layers
        .clone()
        .map(|layer| cast.room.plis(cast.sender, layer.ssrc));
    cast.answers = false;
    cast.prefer(1, None);
    cast.prefer(1, Some(1));
    cast.prefer(1, None);
    cast.ticks(10);
    let now = cast
        .layers
        .clone()
        .map(|layer| cast.room.plis(cast.sender, layer.ssrc));
    assert_eq!(now, [asked[0], asked[1] + 1, asked[2]]);
}

#[test]
fn a_key_frame_that_never_comes_is_asked_for_for_ever() {
    let mut cast = playing();
    cast.answers = false;
    cast.prefer(0, None);
    cast.ticks(30 * 20);
    let ssrc = cast.layers[0].ssrc;
    let asked = cast.room.plis(cast.sender, ssrc);
    cast.ticks(30 * 5);
    assert!(cast.room.plis(cast.sender, ssrc) > asked);
    assert_eq!(runs(&cast.seen()), [2], "and the picture goes on");
}

#[test]
fn times_follow_the_senders_reports_at_a_switch() {
    let mut cast = playing();
    for layer in 0..3 {
        cast.report(layer);
    }
    cast.prefer(0, None);
    cast.ticks(20);
    cast.prefer(2, None);
    cast.ticks(20);
    let seen = cast.seen();
    assert_eq!(runs(&seen), [2, 0, 2]);
    // At a switch one picture comes out of both layers, and the second one is put right after the first.
    for pair in seen
        .windows(2)
        .filter(|pair| pair[0].picture_id != pair[1].picture_id)
    {
        let ticks = pair[1].timestamp.wrapping_sub(pair[0].timestamp);
        assert!(
            ticks == 3_000 || (pair[0].layer != pair[1].layer && ticks == 90),
            "{pair:?}"
        );
    }
    // Back on the first layer nothing of the detour is left but the last step.
    let own_clock = cast.timestamp(2).wrapping_sub(3_000);
    assert_eq!(
        seen[seen.len() - 1].timestamp.wrapping_sub(own_clock),
        90,
        "the first layer's own clock"
    );
}

#[test]
fn without_reports_the_time_of_arrival_serves() {
    let mut cast = playing();
    // Only one of the two has reported, in the order that suits least.
    cast.report(2);
    cast.prefer(0, None);
    cast.ticks(20);
    let seen = cast.seen();
    assert_eq!(runs(&seen), [2, 0]);
    let steps: Vec<u32> = seen
        .windows(2)
        .filter(|pair| pair[0].layer != pair[1].layer)
        .map(|pair| pair[1].timestamp.wrapping_sub(pair[0].timestamp))
        .collect();
    assert!(matches!(steps[..], [1..=6_000]), "{steps:?}");
}

#[test]
fn a_report_that_contradicts_the_arrival_is_not_believed() {
    let mut cast = playing();
    cast.report(2);
    // A layer whose clock is said to be 20 s off.
    cast.layers[0].clock_offset = cast.layers[0].clock_offset.wrapping_add(20 * 90_000);
    cast.report(0);
    cast.layers[0].clock_offset = cast.layers[0].clock_offset.wrapping_sub(20 * 90_000);
    cast.prefer(0, None);
    cast.ticks(20);
    assert_eq!(runs(&cast.seen()), [2, 0], "and no time jumps");
}

#[test]
fn a_key_frame_whose_packets_come_out_of_order_still_switches() {
    let mut cast = playing();
    cast.answers = false;
    cast.packets = 6;
    cast.prefer(0, None);
    cast.layers[0].wants_key = true;
    let mut key_frame = cast.frame(0);
    let first = key_frame.remove(0);
    for media in key_frame.into_iter().chain([first]) {
        cast.room.send(cast.sender, &media);
    }
    cast.n_frames += 1;
    let seen = cast.seen();
    assert_eq!(seen.iter().filter(|packet| packet.layer == 0).count(), 6);
    assert_eq!(runs(&seen), [2, 0]);
}

#[test]
fn what_is_late_of_a_layer_that_was_left_or_before_its_key_frame_is_not_shown() {
    let mut cast = playing();
    cast.answers = false;
    let late = cast.frame(2);
    let early = cast.frame(0);
    cast.n_frames += 1;
    cast.prefer(0, None);
    cast.layers[0].wants_key = true;
    for media in cast.frame(0) {
        cast.room.send(cast.sender, &media);
    }
    let n_seen = cast.seen().len();
    for media in late.iter().chain(&early) {
        cast.room.send(cast.sender, media);
    }
    assert_eq!(cast.seen().len(), n_seen);
}

#[test]
fn a_frame_that_a_switch_cuts_off_is_told_from_the_next_by_a_gap() {
    let mut cast = playing();
    cast.answers = false;
    let half = cast.frame(2).remove(0);
    cast.room.send(cast.sender, &half);
    cast.prefer(0, None);
    cast.layers[0].wants_key = true;
    cast.n_frames += 1;
    for media in cast.frame(0) {
        cast.room.send(cast.sender, &media);
    }
    let seen = cast.seen();
    let at = seen
        .iter()
        .position(|packet| packet.layer == 0)
        .expect("switched");
    assert_eq!(seen[at].seq.wrapping_sub(seen[at - 1].seq), 2);
}

#[test]
fn padding_neither_switches_nor_freezes() {
    let mut cast = playing();
    for layer in 0..3 {
        let state = &mut cast.layers[layer];
        let padding = Media {
            payload: Vec::new(),
            ..Media::vp8_delta(state.ssrc, state.seq, 0)
        };
        state.seq = state.seq.wrapping_add(1);
        cast.room.send(cast.sender, &padding);
        cast.tick();
    }
    cast.prefer(0, None);
    cast.ticks(10);
    assert_eq!(runs(&cast.seen()), [2, 0]);
}

#[test]
fn temporal_layers_fall_at_once_and_rise_at_sync_points() {
    let mut cast = playing();
    let n_seen = cast.seen().len();
    cast.prefer(2, Some(0));
    cast.ticks(20);
    let seen = cast.seen();
    assert!(seen[n_seen..].iter().all(|packet| packet.temporal == 0));
    assert_eq!(seen.len(), n_seen + 10, "one frame of four");
    assert_eq!(cast.current(), (2, 0));
    let n_seen = seen.len();
    cast.prefer(2, Some(2));
    cast.ticks(20);
    let seen = cast.seen();
    let temporal: Vec<u8> = seen[n_seen..]
        .chunks(2)
        .map(|frame| frame[0].temporal)
        .collect();
    // The top layer comes first in the pattern, but builds on a middle one that was not sent yet.
    assert_eq!(
        temporal.iter().position(|layer| *layer > 0),
        temporal.iter().position(|layer| *layer == 1)
    );
    assert!(temporal.contains(&2));
    assert_eq!(cast.told().last(), Some(&Some((2, 2))));
}

#[test]
fn a_pause_keeps_numbers_and_starts_with_a_key_frame_of_the_target_only() {
    let mut cast = playing();
    let now = cast.room.now;
    cast.room
        .router
        .pause_consumer(now, CONSUMER)
        .expect("open");
    cast.room.deliver();
    assert_eq!(cast.told().last(), Some(&None));
    assert_eq!(cast.current(), (-1, -1));
    cast.ticks(30);
    cast.prefer(1, None);
    let now = cast.room.now;
    cast.room
        .router
        .resume_consumer(now, CONSUMER)
        .expect("open");
    cast.room.deliver();
    cast.ticks(10);
    let seen = cast.seen();
    assert_eq!(runs(&seen), [2, 1]);
}

#[test]
fn a_receiver_that_lost_the_picture_gets_a_key_frame_of_what_it_sees() {
    let mut cast = playing();
    let before = cast.room.plis(cast.sender, cast.layers[2].ssrc);
    let mut pli = Vec::new();
    write_pli(&mut pli, 1, CONSUMER_SSRC);
    cast.room.send_rtcp(cast.receiver, &pli);
    assert_eq!(cast.room.plis(cast.sender, cast.layers[2].ssrc), before + 1);
    assert_eq!(runs(&cast.seen()), [2]);
}

#[test]
fn many_who_join_cost_few_key_frames_and_nobody_waits_long() {
    let mut cast = playing();
    let ssrc = cast.layers[2].ssrc;
    let before = cast.room.plis(cast.sender, ssrc);
    let mut joined = Vec::new();
    for index in 0..12 {
        let peer = cast.room.connected_peer();
        let own = CONSUMER_SSRC + 100 * (index + 1);
        let options = simulcast_consumer(&format!("joiner{index}"), "camera", "s", own);
        cast.consume_with(peer, options);
        let at = cast.room.now;
        joined.push((peer, own, at));
        cast.tick();
        cast.tick();
    }
    cast.ticks(12);
    let asked = cast.room.plis(cast.sender, ssrc) - before;
    assert!(asked <= 4, "12 within 800 ms cost {asked}");
    for (peer, own, at) in joined {
        let seen = cast.picture(peer, own);
        assert!(seen.first().is_some_and(|first| first.key));
        // It begins with a recent key frame, or waits for one that is asked for as soon as the sender would answer: 330 ms and two frames.
        let shown = MS * 33 * (seen.len() as u32 / 2);
        let waited = (cast.room.now - at).saturating_sub(shown);
        assert!(waited <= MS * 400, "{waited:?}");
    }
}

#[test]
fn encodings_told_apart_by_rid_have_retransmissions_of_their_own() {
    let mut cast = SimulcastRoom::with(simulcast_producer_by_rid("camera", "2"));
    for (index, layer) in cast.layers.iter_mut().enumerate() {
        layer.ssrc = 900_000 + 10 * index as u32;
    }
    let mut lost = None;
    for round in 0..7 {
        if round == 1 {
            cast.consume();
            cast.layers[2].wants_key = true;
        }
        for index in 0..3 {
            for media in cast.frame(index) {
                let rid = format!("r{index}");
                let media = media
                    .with_extension(4, b"2")
                    .with_extension(10, rid.as_bytes());
                if round == 3 && index == 2 && lost.is_none() {
                    lost = Some(media);
                } else {
                    cast.room.send(cast.sender, &media);
                }
            }
        }
        cast.n_frames += 1;
        cast.room.run(33 * MS);
    }
    let mut rtx = lost.expect("one was kept").as_rtx(1);
    rtx.extensions = vec![(4, b"2".to_vec()), (11, b"r2".to_vec())];
    cast.room.send(cast.sender, &rtx);
    let mut seqs: Vec<u16> = cast.room.peers[cast.receiver]
        .rtp
        .iter()
        .map(|packet| u16::from_be_bytes([packet[2], packet[3]]))
        .collect();
    // It begins with the key frame of the round before.
    assert_eq!(seqs.len(), 14);
    let repaired = seqs.pop().expect("fourteen");
    assert_eq!(repaired, seqs[5].wrapping_add(1), "it fills its gap");
    let dump = cast.room.router.dump_producer("camera").expect("open");
    let rtx: Vec<_> = dump
        .rtp_streams
        .iter()
        .map(|stream| stream.params.rtx_ssrc)
        .collect();
    assert_eq!(rtx, [None, None, Some(900_021)]);
}
