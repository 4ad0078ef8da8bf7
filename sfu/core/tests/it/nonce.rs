//! The nonce rule: under one key no two different packets ever carry one (SSRC, extended sequence number), whatever senders,
//! receivers and the control plane do. With AES-GCM a single breach would reveal the authentication key (RFC 7714 §8.3).

use crate::parameters::{simulcast_consumer, video_consumer};
use crate::peer::{Media, Peer};
use crate::room::{AUDIO_SSRC, MAPPED_VIDEO, MS, Room, VIDEO_SSRC};
use crate::simulcast_room::{CONSUMER, CONSUMER_SSRC, SimulcastRoom};
use proptest::prelude::*;
use sambung_core::router::DropReason;
use sambung_core::rtcp::{write_nack, write_pli};
use sambung_core::rtp::{RtpPacket, SeqNo, is_rtcp};
use std::collections::HashMap;

#[derive(Clone, Debug)]
enum Step {
    /// The sender skips some numbers and sends the next packet.
    Media {
        skip: u16,
        key: bool,
    },
    /// A skipped packet arrives after all, late or as a retransmission, or one after the other.
    Late {
        which: usize,
        rtx: bool,
        both: bool,
    },
    /// The sender's numbers jump; the packet after it proves that it began anew.
    Jump(u16),
    /// A packet without media, as senders probe bandwidth with.
    Padding,
    Audio,
    /// A receiver asks for packets around the newest one it has.
    Nack {
        receiver: usize,
        back: u16,
        count: u16,
    },
    Pli {
        receiver: usize,
    },
    PauseConsumer {
        receiver: usize,
    },
    ResumeConsumer {
        receiver: usize,
    },
    PauseProducer,
    ResumeProducer,
    Wait(u32),
}

fn step() -> impl Strategy<Value = Step> {
    prop_oneof![
        20 => (0u16..3, prop::bool::weighted(0.2)).prop_map(|(skip, key)| Step::Media { skip, key }),
        5 => any::<(usize, bool, bool)>().prop_map(|(which, rtx, both)| Step::Late { which, rtx, both }),
        2 => Just(Step::Padding),
        1 => (3_000u16..30_000).prop_map(Step::Jump),
        3 => Just(Step::Audio),
        6 => (0usize..2, 0u16..30, 1u16..20).prop_map(|(receiver, back, count)| Step::Nack { receiver, back, count }),
        1 => (0usize..2).prop_map(|receiver| Step::Pli { receiver }),
        1 => (0usize..2).prop_map(|receiver| Step::PauseConsumer { receiver }),
        2 => (0usize..2).prop_map(|receiver| Step::ResumeConsumer { receiver }),
        1 => Just(Step::PauseProducer),
        2 => Just(Step::ResumeProducer),
        6 => (1u32..150).prop_map(Step::Wait),
    ]
}

/// A sender of sound and picture, a receiver whose consumer has a retransmission stream, and one whose consumer has none.
struct Scene {
    room: Room,
    sender: usize,
    receivers: [usize; 2],
    seq: u16,
    audio_seq: u16,
    rtx_seq: u16,
    skipped: Vec<Media>,
}

const CONSUMERS: [&str; 2] = ["video-50000", "video-bare"];
const CONSUMER_SSRCS: [u32; 2] = [50_010, 60_010];

impl Scene {
    fn new() -> Scene {
        let mut room = Room::new();
        let sender = room.connected_peer();
        room.produce_both(sender);
        let receivers = [room.connected_peer(), room.connected_peer()];
        room.consume_both(receivers[0], 50_000);
        let mut bare = video_consumer(CONSUMERS[1], "video", "v", CONSUMER_SSRCS[1], MAPPED_VIDEO);
        bare.rtp_parameters.codecs.truncate(1);
        bare.rtp_parameters.encodings[0].rtx_ssrc = None;
        let id = room.peers[receivers[1]].id.clone();
        room.router
            .consume(room.now, &id, bare)
            .expect("a valid consumer");
        room.deliver();
        let mut scene = Scene {
            room,
            sender,
            receivers,
            seq: 65_500,
            audio_seq: 65_500,
            rtx_seq: 65_500,
            skipped: Vec::new(),
        };
        scene.send_media(true);
        scene
    }

    fn media(&self, key: bool) -> Media {
        let timestamp = u32::from(self.seq).wrapping_mul(3_000);
        let make = if key {
            Media::vp8_key
        } else {
            Media::vp8_delta
        };
        make(VIDEO_SSRC, self.seq, timestamp)
    }

    fn send_media(&mut self, key: bool) {
        let media = self.media(key);
        self.room.padding = u8::from(self.seq.is_multiple_of(3));
        self.room.send(self.sender, &media);
        self.room.padding = 0;
        self.seq = self.seq.wrapping_add(1);
    }

    fn play(&mut self, step: Step) {
        let now = self.room.now;
        match step {
            Step::Media { skip, key } => {
                for _ in 0..skip {
                    self.skipped.push(self.media(key));
                    self.seq = self.seq.wrapping_add(1);
                }
                self.send_media(key);
            }
            Step::Padding => {
                let media = self.media(false);
                self.room.send(
                    self.sender,
                    &Media {
                        payload: Vec::new(),
                        ..media
                    },
                );
                self.seq = self.seq.wrapping_add(1);
            }
            Step::Late { which, rtx, both } => {
                if self.skipped.is_empty() {
                    return;
                }
                let media = self.skipped.swap_remove(which % self.skipped.len());
                if rtx {
                    self.room.send(self.sender, &media.as_rtx(self.rtx_seq));
                    self.rtx_seq = self.rtx_seq.wrapping_add(1);
                }
                if both || !rtx {
                    self.room.send(self.sender, &media);
                }
            }
            Step::Jump(by) => {
                // What was skipped before the jump is too far behind for the sender's own cipher.
                self.skipped.clear();
                self.seq = self.seq.wrapping_add(by);
                self.send_media(false);
                self.send_media(false);
            }
            Step::Audio => {
                let media =
                    Media::opus(AUDIO_SSRC, self.audio_seq, u32::from(self.audio_seq) * 960);
                self.room.send(self.sender, &media);
                self.audio_seq = self.audio_seq.wrapping_add(1);
            }
            Step::Nack {
                receiver,
                back,
                count,
            } => {
                let peer = self.receivers[receiver];
                let ssrc = CONSUMER_SSRCS[receiver];
                let newest = self.room.peers[peer].rtp.iter().rev().find_map(|packet| {
                    RtpPacket::parse(packet)
                        .ok()
                        .filter(|packet| packet.ssrc() == ssrc)
                        .map(|packet| packet.seq())
                });
                let Some(newest) = newest else { return };
                let first = newest.wrapping_sub(back);
                let seqs: Vec<SeqNo> = (0..count).map(|index| first.wrapping_add(index)).collect();
                let mut rtcp = Vec::new();
                write_nack(&mut rtcp, 1, ssrc, &seqs);
                self.room.send_rtcp(peer, &rtcp);
            }
            Step::Pli { receiver } => {
                let mut rtcp = Vec::new();
                write_pli(&mut rtcp, 1, CONSUMER_SSRCS[receiver]);
                self.room.send_rtcp(self.receivers[receiver], &rtcp);
            }
            Step::PauseConsumer { receiver } => {
                self.room
                    .router
                    .pause_consumer(now, CONSUMERS[receiver])
                    .expect("open");
            }
            Step::ResumeConsumer { receiver } => {
                self.room
                    .router
                    .resume_consumer(now, CONSUMERS[receiver])
                    .expect("open");
            }
            Step::PauseProducer => self.room.router.pause_producer(now, "video").expect("open"),
            Step::ResumeProducer => self
                .room
                .router
                .resume_producer(now, "video")
                .expect("open"),
            Step::Wait(ms) => self.room.run(MS * ms),
        }
        self.room.deliver();
    }
}

/// Checks every sealed RTP packet that a peer got and gives how many were repeated byte by byte.
fn check_nonces(peer: &Peer) -> Result<usize, TestCaseError> {
    let mut highest: HashMap<u32, u64> = HashMap::new();
    let mut seen: HashMap<(u32, u64), &[u8]> = HashMap::new();
    let mut repeats = 0;
    for sealed in peer.sealed.iter().filter(|sealed| !is_rtcp(sealed)) {
        // The header is in the clear, but not how much padding there is; as the cipher does, the number is extended to be near
        // the newest.
        let mut clear = sealed.clone();
        clear[0] &= !0x20;
        let packet =
            RtpPacket::parse(&clear).map_err(|error| TestCaseError::fail(error.to_string()))?;
        let newest = highest
            .entry(packet.ssrc())
            .or_insert((1 << 16) | u64::from(packet.seq().0));
        let extended = packet.seq().extend_near(*newest);
        *newest = extended.max(*newest);
        if let Some(before) = seen.insert((packet.ssrc(), extended), sealed) {
            prop_assert_eq!(
                before,
                sealed.as_slice(),
                "two packets under one nonce: {} {}",
                packet.ssrc(),
                extended
            );
            repeats += 1;
        }
    }
    Ok(repeats)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn no_two_packets_are_sealed_under_one_nonce(steps in proptest::collection::vec(step(), 50..250)) {
        let mut scene = Scene::new();
        for step in steps {
            scene.play(step);
        }
        // The cipher would refuse a number that was used; it is never even asked to.
        prop_assert_eq!(scene.room.dropped(DropReason::SealFailed), 0);
        let [with_rtx, bare] = scene.receivers.map(|receiver| &scene.room.peers[receiver]);
        prop_assert_eq!(check_nonces(with_rtx)?, 0, "a retransmission stream never repeats a packet");
        // Its receiver opens everything: our extension of the numbers agrees with its own.
        prop_assert_eq!(with_rtx.refused, 0);
        // Without one, a resend is the first sending byte by byte, which replay protection refuses and nothing else.
        prop_assert_eq!(check_nonces(bare)?, bare.refused);
    }
}

#[test]
fn a_resend_without_a_retransmission_stream_is_the_first_sending_byte_by_byte() {
    let mut scene = Scene::new();
    scene.play(Step::Media {
        skip: 0,
        key: false,
    });
    scene.room.run(20 * MS);
    let peer = scene.receivers[1];
    let sent = scene.room.peers[peer]
        .sealed
        .iter()
        .filter(|sealed| !is_rtcp(sealed))
        .count();
    scene.play(Step::Nack {
        receiver: 1,
        back: 1,
        count: 2,
    });
    let sealed: Vec<_> = scene.room.peers[peer]
        .sealed
        .iter()
        .filter(|sealed| !is_rtcp(sealed))
        .collect();
    assert_eq!(sealed.len(), sent + 2);
    assert_eq!(sealed[sent..], sealed[sent - 2..sent]);
}

/// What happens to a simulcast consumer and its sender.
#[derive(Clone, Debug)]
enum LayerStep {
    /// All layers that are sent send a frame each; of one of them a packet is lost.
    Frame {
        lossy: usize,
    },
    /// A lost packet arrives after all, late or as a retransmission.
    Late {
        which: usize,
        rtx: bool,
    },
    Prefer {
        spatial: u8,
        temporal: u8,
    },
    /// A layer vanishes or comes back.
    Toggle(usize),
    /// A layer's numbers jump.
    Jump {
        layer: usize,
        by: u16,
    },
    KeyFrame(usize),
    Nack {
        back: u16,
        count: u16,
    },
    Pause,
    Resume,
}

fn layer_step() -> impl Strategy<Value = LayerStep> {
    prop_oneof![
        20 => (0usize..9).prop_map(|lossy| LayerStep::Frame { lossy }),
        4 => any::<(usize, bool)>().prop_map(|(which, rtx)| LayerStep::Late { which, rtx }),
        4 => (0u8..3, 0u8..3).prop_map(|(spatial, temporal)| LayerStep::Prefer { spatial, temporal }),
        1 => (0usize..3).prop_map(LayerStep::Toggle),
        1 => (0usize..3, 3_000u16..30_000).prop_map(|(layer, by)| LayerStep::Jump { layer, by }),
        2 => (0usize..3).prop_map(LayerStep::KeyFrame),
        4 => (0u16..30, 1u16..20).prop_map(|(back, count)| LayerStep::Nack { back, count }),
        1 => Just(LayerStep::Pause),
        2 => Just(LayerStep::Resume),
    ]
}

fn play_layers(
    cast: &mut SimulcastRoom,
    lost: &mut Vec<Media>,
    rtx_seq: &mut u16,
    step: &LayerStep,
) {
    let now = cast.room.now;
    match *step {
        LayerStep::Frame { lossy } => {
            for index in (0..3)
                .filter(|index| cast.layers[*index].is_sent)
                .collect::<Vec<_>>()
            {
                for (part, media) in cast.frame(index).into_iter().enumerate() {
                    if lossy == index && part == 1 {
                        lost.push(media);
                    } else {
                        cast.room.send(cast.sender, &media);
                    }
                }
            }
            cast.n_frames += 1;
            cast.room.run(33 * MS);
        }
        LayerStep::Late { which, rtx } => {
            if lost.is_empty() {
                return;
            }
            let media = lost.swap_remove(which % lost.len());
            if rtx {
                *rtx_seq = rtx_seq.wrapping_add(1);
                cast.room.send(cast.sender, &media.as_rtx(*rtx_seq));
            } else {
                cast.room.send(cast.sender, &media);
            }
        }
        LayerStep::Prefer { spatial, temporal } => cast.prefer(spatial, Some(temporal)),
        LayerStep::Toggle(layer) => cast.layers[layer].is_sent ^= true,
        LayerStep::Jump { layer, by } => {
            // What was lost before is too far behind for the sender's own cipher.
            lost.clear();
            cast.layers[layer].seq = cast.layers[layer].seq.wrapping_add(by);
            for media in cast.frame(layer) {
                cast.room.send(cast.sender, &media);
            }
        }
        LayerStep::KeyFrame(layer) => cast.layers[layer].wants_key = true,
        LayerStep::Nack { back, count } => {
            let newest = cast.room.peers[cast.receiver].rtp.last().map(|packet| {
                let packet = RtpPacket::parse(packet).expect("well formed");
                packet.seq()
            });
            let Some(newest) = newest else { return };
            let first = newest.wrapping_sub(back);
            let seqs: Vec<SeqNo> = (0..count).map(|index| first.wrapping_add(index)).collect();
            let mut rtcp = Vec::new();
            write_nack(&mut rtcp, 1, CONSUMER_SSRC, &seqs);
            cast.room.send_rtcp(cast.receiver, &rtcp);
        }
        LayerStep::Pause => cast
            .room
            .router
            .pause_consumer(now, CONSUMER)
            .expect("open"),
        LayerStep::Resume => cast
            .room
            .router
            .resume_consumer(now, CONSUMER)
            .expect("open"),
    }
    cast.room.deliver();
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]
    #[test]
    fn layer_switches_keep_the_nonce_rule(
        steps in proptest::collection::vec(layer_step(), 50..250),
        has_rtx in any::<bool>(),
    ) {
        let mut cast = SimulcastRoom::new();
        let mut options = simulcast_consumer(CONSUMER, "camera", "s", CONSUMER_SSRC);
        if !has_rtx {
            options.rtp_parameters.codecs.truncate(1);
            options.rtp_parameters.encodings[0].rtx_ssrc = None;
        }
        cast.tick();
        let receiver = cast.receiver;
        cast.consume_with(receiver, options);
        let (mut lost, mut rtx_seq) = (Vec::new(), 0);
        for step in &steps {
            play_layers(&mut cast, &mut lost, &mut rtx_seq, step);
        }
        prop_assert_eq!(cast.room.dropped(DropReason::SealFailed), 0);
        let peer = &cast.room.peers[receiver];
        let repeats = check_nonces(peer)?;
        prop_assert!(repeats == peer.refused && (!has_rtx || repeats == 0));
        // The receiver's own extension of the numbers holds: no step of half the number space.
        let mut newest: Option<SeqNo> = None;
        for packet in peer.rtp.iter().map(|packet| RtpPacket::parse(packet).expect("well formed")) {
            if packet.ssrc() != CONSUMER_SSRC {
                continue;
            }
            if let Some(newest) = newest {
                prop_assert!(packet.seq().distance_from(newest) < 3_200, "{:?} after {:?}", packet.seq(), newest);
            }
            if newest.is_none_or(|newest| packet.seq().is_newer_than(newest)) {
                newest = Some(packet.seq());
            }
        }
    }
}
