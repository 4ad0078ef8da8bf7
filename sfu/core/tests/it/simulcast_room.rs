//! A room with a simulcast sender of VP8 at 30 frames a second, and receivers whose pictures are checked for their continuity.

use crate::parameters::{SIMULCAST, simulcast_consumer, simulcast_producer};
use crate::peer::{Media, peer_ntp};
use crate::room::{MS, Room};
use sambung_core::codec::vp8::Descriptor;
use sambung_core::consumer::ConsumerLayers;
use sambung_core::router::Event;
use sambung_core::rtcp::{SenderInfo, write_sender_report};
use sambung_core::rtp::{RtpPacket, RtpTimestamp};

/// Ticks of the 90-kHz clock between two frames.
const FRAME_TICKS: u32 = 3_000;

/// The temporal layers of a VP8 sender with three: layer, and whether the frame is a layer-sync point.
const PATTERN: [(u8, bool); 4] = [(0, false), (2, true), (1, true), (2, false)];

/// One layer as its sender makes it.
#[derive(Debug, Clone)]
pub struct Layer {
    pub ssrc: u32,
    pub seq: u16,
    /// RTP timestamp of the sender's second 0.
    pub clock_offset: u32,
    pub picture_id: u16,
    pub tl0: u8,
    pub is_sent: bool,
    /// The next frame is a key frame.
    pub wants_key: bool,
    plis_seen: usize,
    step: usize,
}

/// A packet as a receiver got it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen {
    pub seq: u16,
    pub timestamp: u32,
    pub marker: bool,
    pub picture_id: u16,
    pub tl0: u8,
    pub temporal: u8,
    pub key: bool,
    /// The layer that it was made for.
    pub layer: u8,
}

/// See the module's documentation.
pub struct SimulcastRoom {
    pub room: Room,
    pub sender: usize,
    pub receiver: usize,
    pub layers: [Layer; 3],
    /// Whether key frames that are asked for are made.
    pub answers: bool,
    pub n_frames: u32,
    /// Packets of a frame.
    pub packets: u16,
    pub frame_ms: u32,
}

pub const CONSUMER: &str = "picture";
pub const CONSUMER_SSRC: u32 = 70_000;

impl SimulcastRoom {
    pub fn new() -> SimulcastRoom {
        SimulcastRoom::with(simulcast_producer("camera", "2"))
    }

    pub fn with(options: sambung_core::producer::ProducerOptions) -> SimulcastRoom {
        let mut room = Room::new();
        let sender = room.connected_peer();
        let id = room.peers[sender].id.clone();
        room.router
            .produce(room.now, &id, options)
            .expect("a valid producer");
        let receiver = room.connected_peer();
        let mut index = 0;
        let layers = SIMULCAST.map(|(ssrc, _)| {
            index += 1;
            Layer {
                ssrc,
                seq: 65_000_u16.wrapping_mul(index),
                clock_offset: 4_000_000_000_u32.wrapping_mul(u32::from(index)),
                picture_id: 32_700_u16.wrapping_add(index * 11) & 0x7fff,
                tl0: 250 + index as u8,
                is_sent: true,
                wants_key: true,
                plis_seen: 0,
                step: 0,
            }
        });
        SimulcastRoom {
            room,
            sender,
            receiver,
            layers,
            answers: true,
            n_frames: 0,
            packets: 2,
            frame_ms: 33,
        }
    }

    /// Opens the consumer.
    pub fn consume(&mut self) {
        let (receiver, options) = (
            self.receiver,
            simulcast_consumer(CONSUMER, "camera", "s", CONSUMER_SSRC),
        );
        self.consume_with(receiver, options);
    }

    pub fn consume_with(&mut self, peer: usize, options: sambung_core::consumer::ConsumerOptions) {
        let id = self.room.peers[peer].id.clone();
        self.room
            .router
            .consume(self.room.now, &id, options)
            .expect("a valid consumer");
        self.room.deliver();
    }

    pub fn prefer(&mut self, spatial_layer: u8, temporal_layer: Option<u8>) {
        let layers = ConsumerLayers {
            spatial_layer,
            temporal_layer,
        };
        self.room
            .router
            .set_preferred_layers(self.room.now, CONSUMER, layers)
            .expect("open");
        self.room.deliver();
    }

    /// The timestamp that a layer gives to the present.
    pub fn timestamp(&self, layer: usize) -> u32 {
        self.layers[layer]
            .clock_offset
            .wrapping_add(self.n_frames.wrapping_mul(FRAME_TICKS * self.frame_ms / 33))
    }

    /// The packets of a layer's next frame.
    pub fn frame(&mut self, index: usize) -> Vec<Media> {
        let timestamp = self.timestamp(index);
        let n_packets = self.packets;
        let layer = &mut self.layers[index];
        let key = std::mem::take(&mut layer.wants_key);
        if key {
            layer.step = 0;
        }
        let (temporal, sync) = PATTERN[layer.step % PATTERN.len()];
        layer.step += 1;
        layer.picture_id = (layer.picture_id + 1) & 0x7fff;
        if temporal == 0 {
            layer.tl0 = layer.tl0.wrapping_add(1);
        }
        let [high, low] = (layer.picture_id | 0x8000).to_be_bytes();
        (0..n_packets)
            .map(|part| {
                let seq = layer.seq;
                layer.seq = layer.seq.wrapping_add(1);
                let first = if part == 0 { 0x90 } else { 0x80 };
                let tid = (temporal << 6) | (u8::from(sync) << 5);
                let head = [
                    first,
                    0xe0,
                    high,
                    low,
                    layer.tl0,
                    tid,
                    u8::from(!key),
                    index as u8,
                ];
                Media {
                    marker: part + 1 == n_packets,
                    payload: [head.as_slice(), &[seq as u8; 400]].concat(),
                    ..Media::vp8_delta(layer.ssrc, seq, timestamp)
                }
            })
            .collect()
    }

    /// Sends one frame of every layer that is sent, and lets its time pass.
    pub fn tick(&mut self) {
        for index in 0..self.layers.len() {
            let asked = self.room.plis(self.sender, self.layers[index].ssrc);
            let layer = &mut self.layers[index];
            layer.wants_key |= self.answers && asked > layer.plis_seen;
            layer.plis_seen = asked;
            if layer.is_sent {
                for media in self.frame(index) {
                    self.room.send(self.sender, &media);
                }
            }
        }
        self.n_frames += 1;
        self.room.run(MS * self.frame_ms);
    }

    pub fn ticks(&mut self, n: usize) {
        for _ in 0..n {
            self.tick();
        }
    }

    /// The sender reports on a layer: its wall clock is the same for all of them.
    pub fn report(&mut self, index: usize) {
        let seconds = self.n_frames * self.frame_ms;
        let fraction = (u64::from(seconds % 1_000) << 32) / 1_000;
        let info = SenderInfo {
            ntp: peer_ntp(3_900_000_000 + seconds / 1_000, fraction as u32),
            rtp_timestamp: RtpTimestamp(self.timestamp(index)),
            packet_count: 1,
            octet_count: 1,
        };
        let mut rtcp = Vec::new();
        write_sender_report(&mut rtcp, self.layers[index].ssrc, &info);
        self.room.send_rtcp(self.sender, &rtcp);
    }

    /// What a receiver got of a stream, and that nothing in it is out of line: consecutive numbers, times that never run
    /// backwards, picture numbers and base-layer numbers without gaps.
    pub fn picture(&self, peer: usize, ssrc: u32) -> Vec<Seen> {
        let seen: Vec<Seen> = self.room.peers[peer]
            .rtp
            .iter()
            .map(|packet| RtpPacket::parse(packet).expect("well formed"))
            .filter(|packet| packet.ssrc() == ssrc)
            .map(|packet| {
                let descriptor = Descriptor::parse(packet.payload()).expect("VP8");
                let temporal = descriptor.temporal.expect("has layers");
                Seen {
                    seq: packet.seq().0,
                    timestamp: packet.timestamp().0,
                    marker: packet.marker(),
                    picture_id: descriptor.picture_id.expect("has one").value(),
                    tl0: descriptor.tl0_picture_index.expect("has one"),
                    temporal: temporal.layer,
                    key: descriptor.key_frame,
                    layer: packet.payload()[usize::from(descriptor.len) + 1],
                }
            })
            .collect();
        for pair in seen.windows(2) {
            let [before, after] = pair else { continue };
            let step = after.seq.wrapping_sub(before.seq);
            assert!(
                step == 1 || (step == 2 && after.key && !before.marker),
                "sequence: {before:?} {after:?}"
            );
            let pictures = after.picture_id.wrapping_sub(before.picture_id) & 0x7fff;
            let ticks = after.timestamp.wrapping_sub(before.timestamp);
            if pictures == 0 {
                assert_eq!(ticks, 0, "one picture, one time: {before:?} {after:?}");
                assert_eq!(after.tl0, before.tl0);
                continue;
            }
            assert_eq!(pictures, 1, "pictures: {before:?} {after:?}");
            assert!((1..900_000).contains(&ticks), "time: {before:?} {after:?}");
            let base = after.tl0.wrapping_sub(before.tl0);
            assert_eq!(base, u8::from(after.temporal == 0), "{before:?} {after:?}");
        }
        seen
    }

    pub fn seen(&self) -> Vec<Seen> {
        self.picture(self.receiver, CONSUMER_SSRC)
    }

    /// Layers that were told of.
    pub fn told(&self) -> Vec<Option<(u8, u8)>> {
        self.room.events(|event| match event {
            Event::ConsumerLayers {
                consumer_id,
                layers,
            } if &**consumer_id == CONSUMER => Some(layers.map(|layers| {
                (
                    layers.spatial_layer,
                    layers.temporal_layer.expect("both are told"),
                )
            })),
            _ => None,
        })
    }

    /// Layers sent now by the dump: (spatial, temporal), −1 for none.
    pub fn current(&self) -> (i16, i16) {
        let dump = self.room.router.dump_consumer(CONSUMER).expect("open");
        dump.layers.expect("has layers").current
    }
}
