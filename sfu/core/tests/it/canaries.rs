//! Canaries through the whole router: what the receiver sees of them, how it names them, and that nobody else is touched.

use crate::parameters::{RTX_OUT, pipe_consumer};
use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MAPPED_AUDIO, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::consumer::{CanaryCounts, CanaryPlan};
use sambung_core::ortc::RtcpFeedback;
use sambung_core::rtcp::write_nack;
use sambung_core::rtp::{ExtensionIds, ExtensionKind, RtpPacket, SeqNo};
use std::time::Duration;

/// After so long nothing can be named any more.
const SETTLED: Duration = Duration::from_secs(4);
const ONE_IN_TEN: CanaryPlan = CanaryPlan {
    one_in: 10,
    spacing: Duration::ZERO,
};
const SEED: [u8; 32] = [7; 32];

/// A second consumer of the sound, whose receiver agreed to ask for single packets.
fn add_asking_consumer(room: &mut Room, receiver: usize) {
    let mut options =
        crate::parameters::audio_consumer("asking", "audio", "n", 50_020, MAPPED_AUDIO);
    options.rtp_parameters.codecs[0]
        .rtcp_feedback
        .push(RtcpFeedback {
            kind: "nack".to_owned(),
            parameter: None,
        });
    let id = room.peers[receiver].id.clone();
    room.router
        .consume(room.now, &id, options)
        .expect("a valid consumer");
}

/// Four seconds of sound and picture, a packet of each every 20 ms; numbers begin at `first`.
fn four_seconds(room: &mut Room, sender: usize, first: u16) {
    for index in 0..200 {
        let seq = first + index;
        room.send(
            sender,
            &Media::opus(AUDIO_SSRC, seq, u32::from(index) * 960),
        );
        let timestamp = u32::from(index) * 1_800;
        room.send(
            sender,
            &match index {
                0 => Media::vp8_key(VIDEO_SSRC, seq, timestamp),
                _ => Media::vp8_delta(VIDEO_SSRC, seq, timestamp),
            },
        );
        room.run(20 * MS);
    }
}

/// The first packet of each stream, and the time in which nothing is withheld because the streams are new. What arrived is forgotten.
fn begin(room: &mut Room, sender: usize, receiver: usize) {
    room.send(sender, &Media::opus(AUDIO_SSRC, 99, 0));
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 99, 0));
    room.run(Duration::from_secs(11));
    room.peers[receiver].forget();
}

/// Numbers of one stream that a receiver got.
fn numbers(room: &Room, receiver: usize, ssrc: u32) -> Vec<u16> {
    let packets = room.peers[receiver].rtp.iter();
    packets
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .filter(|packet| packet.ssrc() == ssrc)
        .map(|packet| packet.seq().0)
        .collect()
}

/// Numbers between the first and the last that are not there.
fn missing(numbers: &[u16]) -> Vec<u16> {
    let (first, last) = (numbers[0], numbers[numbers.len() - 1]);
    (0..=last.wrapping_sub(first))
        .map(|step| first.wrapping_add(step))
        .filter(|number| !numbers.contains(number))
        .collect()
}

fn name(room: &mut Room, receiver: usize, ssrc: u32, numbers: &[u16]) {
    let mut nack = Vec::new();
    let items: Vec<SeqNo> = numbers.iter().map(|number| SeqNo(*number)).collect();
    write_nack(&mut nack, 1, ssrc, &items);
    room.send_rtcp(receiver, &nack);
}

fn counts(room: &mut Room, consumer_id: &str) -> CanaryCounts {
    room.router
        .canary_counts(room.now, consumer_id)
        .expect("it has canaries")
}

fn packet_count(room: &mut Room, consumer_id: &str) -> u64 {
    let stats = room.router.consumer_stats(room.now, consumer_id);
    stats.expect("open")[0].packet_count
}

#[test]
fn a_withheld_picture_is_missing_among_all_numbers_and_comes_again_to_whoever_names_it() {
    let (mut room, sender, [receiver, other]) = meeting();
    room.router
        .set_canaries("video-50000", Some(ONE_IN_TEN), SEED)
        .expect("a picture that is repaired apart");
    begin(&mut room, sender, receiver);
    let mut withheld = Vec::new();
    for index in 0..100_u16 {
        let timestamp = u32::from(index) * 1_800;
        let media = match index % 50 {
            0 => Media::vp8_key(VIDEO_SSRC, 100 + index, timestamp),
            _ => Media::vp8_delta(VIDEO_SSRC, 100 + index, timestamp),
        };
        room.peers[receiver].forget();
        room.send(sender, &media);
        if numbers(&room, receiver, 50_010).is_empty() {
            withheld.push((index, media.payload.clone()));
        }
        room.run(5 * MS);
    }
    assert!((5..20).contains(&withheld.len()), "{}", withheld.len());
    assert!(withheld.iter().all(|(index, _)| index % 50 != 0));
    assert_eq!(numbers(&room, other, 60_010).len(), 101);
    let n = withheld.len() as u64;
    assert_eq!(packet_count(&mut room, "video-50000"), 101 - n);
    assert_eq!(counts(&mut room, "video-50000").withheld, 0, "still open");

    // The first packet of the stream came, so its number tells those of the rest.
    let newest = numbers(&room, receiver, 50_010);
    let first = newest.last().expect("the last packet was not withheld") - 99;
    let named: Vec<u16> = withheld.iter().map(|(index, _)| first + index).collect();
    room.peers[receiver].forget();
    name(&mut room, receiver, 50_010, &named);
    let again: Vec<Vec<u8>> = room.peers[receiver]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .filter(|packet| packet.payload_type() == RTX_OUT)
        .map(|packet| packet.payload()[2..].to_vec())
        .collect();
    let payloads: Vec<Vec<u8>> = withheld.into_iter().map(|(_, payload)| payload).collect();
    assert_eq!(again, payloads);
    let all = CanaryCounts {
        withheld: n,
        named: Some(n),
        skipped: 0,
    };
    assert_eq!(counts(&mut room, "video-50000"), all);
}

#[test]
fn a_canary_uses_up_its_transport_wide_number() {
    let (mut room, sender, [receiver, _]) = meeting();
    room.router
        .set_canaries("video-50000", Some(ONE_IN_TEN), SEED)
        .expect("a picture");
    begin(&mut room, sender, receiver);
    four_seconds(&mut room, sender, 100);
    let ids: ExtensionIds = [(ExtensionKind::TransportWideCc, 5)].into_iter().collect();
    let wide: Vec<u16> = room.peers[receiver]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .filter_map(|packet| packet.transport_wide_cc(&ids))
        .map(|seq| seq.0)
        .collect();
    let of_stream = missing(&numbers(&room, receiver, 50_010));
    assert!(of_stream.len() > 10);
    assert_eq!(missing(&wide).len(), of_stream.len());
    // Nobody named any of them.
    room.run(SETTLED);
    let silent = CanaryCounts {
        withheld: of_stream.len() as u64,
        named: Some(0),
        skipped: 0,
    };
    assert_eq!(counts(&mut room, "video-50000"), silent);
}

#[test]
fn withheld_sound_stays_lost_and_is_named_where_that_was_agreed() {
    let (mut room, sender, [receiver, _]) = meeting();
    add_asking_consumer(&mut room, receiver);
    for consumer_id in ["audio-50000", "asking"] {
        room.router
            .set_canaries(consumer_id, Some(ONE_IN_TEN), SEED)
            .expect("sound");
    }
    begin(&mut room, sender, receiver);
    for part in 0..3 {
        four_seconds(&mut room, sender, 100 + 200 * part);
        let lost = missing(&numbers(&room, receiver, 50_020));
        let newest = &lost[lost.len().saturating_sub(2)..];
        let before = numbers(&room, receiver, 50_020).len();
        name(&mut room, receiver, 50_020, newest);
        // What came is not sent again either, or a canary could be told from what the line lost.
        let came = numbers(&room, receiver, 50_020)[before - 1];
        name(&mut room, receiver, 50_020, &[came]);
        assert_eq!(numbers(&room, receiver, 50_020).len(), before);
    }
    room.run(SETTLED);
    let lost = missing(&numbers(&room, receiver, 50_020)).len() as u64;
    let asking = counts(&mut room, "asking");
    assert_eq!(asking.withheld, lost);
    assert!(asking.named.is_some_and(|named| named >= 4));
    let deaf = counts(&mut room, "audio-50000");
    assert!(deaf.withheld > 40 && deaf.named.is_none(), "{deaf:?}");
}

#[test]
fn nothing_is_withheld_before_it_is_asked_for_nor_after() {
    let (mut room, sender, [receiver, other]) = meeting();
    four_seconds(&mut room, sender, 100);
    assert_eq!(room.router.canary_counts(room.now, "video-50000"), None);
    room.router
        .set_canaries("video-50000", None, SEED)
        .expect("nothing to stop");
    assert_eq!(room.router.canary_counts(room.now, "video-50000"), None);
    room.router
        .set_canaries("video-50000", Some(ONE_IN_TEN), SEED)
        .expect("a picture");
    room.router
        .set_canaries("video-50000", None, SEED)
        .expect("stopped");
    four_seconds(&mut room, sender, 300);
    for (peer, base) in [(receiver, 50_000), (other, 60_000)] {
        assert_eq!(numbers(&room, peer, base).len(), 400);
        assert_eq!(numbers(&room, peer, base + 10).len(), 400);
    }
    let none = CanaryCounts {
        withheld: 0,
        named: Some(0),
        skipped: 0,
    };
    assert_eq!(counts(&mut room, "video-50000"), none);
}

#[test]
fn what_was_lost_before_is_told_apart_from_what_is_withheld() {
    let (mut room, sender, [_, _]) = meeting();
    let never = CanaryPlan {
        one_in: u32::MAX,
        ..ONE_IN_TEN
    };
    room.router
        .set_canaries("video-50000", Some(never), SEED)
        .expect("a picture");
    let send = |room: &mut Room, seq: u16| {
        let timestamp = u32::from(seq) * 1_800;
        let media = match seq {
            100 => Media::vp8_key(VIDEO_SSRC, seq, timestamp),
            _ => Media::vp8_delta(VIDEO_SSRC, seq, timestamp),
        };
        room.send(sender, &media);
        room.run(5 * MS);
    };
    for seq in [100, 101, 102, 106, 107] {
        send(&mut room, seq);
    }
    assert_eq!(counts(&mut room, "video-50000").skipped, 3);
    send(&mut room, 104);
    let after = counts(&mut room, "video-50000");
    assert_eq!((after.skipped, after.withheld), (2, 0));
}

#[test]
fn a_picture_without_repair_of_its_own_and_a_pipe_bear_none() {
    let (mut room, _, [receiver, _]) = meeting();
    let mut options = crate::parameters::video_consumer("bare", "video", "b", 70_010, 12_000);
    options.rtp_parameters.codecs.pop();
    options.rtp_parameters.encodings[0].rtx_ssrc = None;
    let id = room.peers[receiver].id.clone();
    room.router
        .consume(room.now, &id, options)
        .expect("a valid consumer");
    room.router
        .consume(room.now, &id, pipe_consumer("pipe", "video", 80_010))
        .expect("a valid consumer");
    for consumer_id in ["bare", "pipe", "nobody"] {
        let refused = room
            .router
            .set_canaries(consumer_id, Some(ONE_IN_TEN), SEED);
        assert!(refused.is_err(), "{consumer_id}");
    }
}
