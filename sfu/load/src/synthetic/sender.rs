//! One track that a synthetic endpoint sends: frames on time, of the target size, key frames when asked for.

use std::time::{Duration, Instant};

use serde::Serialize;
use str0m::Rtc;
use str0m::media::{KeyframeRequest, MediaKind, Pt, Rid};
use str0m::rtp::{ExtensionValues, RtpWrite, SeqNo, Ssrc};
use str0m::stats::MediaEgressStats;

use crate::payload::mark::{MARK_LENGTH, Mark};
use crate::payload::{Codec, Frame, packetize};
use crate::protocol::{Encoding, Track};

/// A key frame is so many times as large as the average frame; the frames after it pay for it.
const KEY_FRAME_FACTOR: f64 = 6.0;
/// The share of a frame by which it may be smaller to pay a debt. More pays sooner, less keeps frame sizes even.
const LARGEST_REPAYMENT: f64 = 0.5;
const OPUS_FRAMES_PER_SECOND: u32 = 50;
/// Loudness in the audio level extension: -30 dBov, as speech has it.
const AUDIO_LEVEL: i8 = -30;
/// Frames that are this late are not made up for: the machine is too slow for the load.
const LARGEST_LAG: Duration = Duration::from_millis(500);

/// One track with its encodings.
pub struct Sender {
    mid: String,
    codec: Codec,
    payload_type: Pt,
    source: u32,
    layers: Vec<Layer>,
}

struct Layer {
    index: u8,
    encoding: Encoding,
    rid: Option<Rid>,
    active: bool,
    next_frame_at: Instant,
    began_at: Option<Instant>,
    first_timestamp: u32,
    sequence: SeqNo,
    key_wanted: bool,
    frame: u32,
    /// Latest frame of each temporal layer, 0 for none.
    latest: [u32; 3],
    picture_id: u16,
    tl0_picture_index: u8,
    since_key: u32,
    debt: f64,
    sent: Sent,
}

/// What one encoding has sent.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sent {
    mid: String,
    source: u32,
    ssrc: u32,
    rid: Option<String>,
    packets: u64,
    /// Octets of payload.
    bytes: u64,
    frames: u32,
    key_frames: u32,
    key_frame_requests: u32,
    /// Told by str0m: NACK, PLI and FIR packets that came for it.
    nacks: u64,
    plis: u64,
    firs: u64,
    /// From the latest receiver report.
    round_trip_ms: Option<f64>,
    /// From the receiver reports since the last look.
    fraction_lost: Option<f32>,
}

impl Sender {
    /// Of one source.
    ///
    /// # Errors
    /// A sentence when the codec is unknown or there is no encoding.
    pub fn new(track: &Track, now: Instant) -> Result<Sender, String> {
        let codec = Codec::from_mime_type(&track.mime_type)
            .ok_or_else(|| format!("{} is not a codec that can be sent.", track.mime_type))?;
        if track.encodings.is_empty() {
            return Err("A track needs an encoding.".to_owned());
        }
        let layers = track
            .encodings
            .iter()
            .zip(0..)
            .map(|(encoding, index)| Layer::new(encoding, index, track, codec, now))
            .collect();
        Ok(Sender {
            mid: track.mid.clone(),
            codec,
            payload_type: Pt::from(track.payload_type),
            source: track.source,
            layers,
        })
    }

    /// Its media identification.
    pub fn mid(&self) -> &str {
        &self.mid
    }

    /// Audio or video.
    pub fn media_kind(&self) -> MediaKind {
        match self.codec {
            Codec::Opus => MediaKind::Audio,
            Codec::Vp8 | Codec::Vp9 | Codec::H264 => MediaKind::Video,
        }
    }

    /// The endpoint is connected: frames begin now, whenever the track was made.
    pub fn begin(&mut self, now: Instant) {
        for layer in &mut self.layers {
            layer.next_frame_at = now;
        }
    }

    /// When the next frame of any encoding is due.
    pub fn next_frame_at(&self) -> Option<Instant> {
        self.layers
            .iter()
            .filter(|layer| layer.active)
            .map(|layer| layer.next_frame_at)
            .min()
    }

    /// Changes one encoding, or all.
    ///
    /// # Errors
    /// A sentence when there is no such encoding.
    pub fn adjust(
        &mut self,
        ssrc: Option<u32>,
        active: Option<bool>,
        bitrate_bps: Option<u32>,
        now: Instant,
    ) -> Result<(), String> {
        let mut found = false;
        for layer in &mut self.layers {
            if ssrc.is_some_and(|ssrc| ssrc != layer.encoding.ssrc) {
                continue;
            }
            found = true;
            if let Some(bitrate_bps) = bitrate_bps {
                layer.encoding.bitrate_bps = bitrate_bps;
            }
            if let Some(active) = active {
                if active && !layer.active {
                    layer.next_frame_at = now;
                    layer.key_wanted = true;
                }
                layer.active = active;
            }
        }
        found
            .then_some(())
            .ok_or_else(|| format!("Track {} has no such encoding.", self.mid))
    }

    /// Writes the frames whose time has come.
    pub fn write_due_frames(&mut self, rtc: &mut Rtc, now: Instant, process_began_at: Instant) {
        for layer in &mut self.layers {
            if now.saturating_duration_since(layer.next_frame_at) > LARGEST_LAG {
                layer.next_frame_at = now;
            }
            while layer.active && layer.next_frame_at <= now {
                let captured_after = layer
                    .next_frame_at
                    .saturating_duration_since(process_began_at);
                let frame = layer.next_frame(self.codec, self.source, captured_after);
                layer.write(&frame, self.codec, self.payload_type, rtc, now);
                layer.next_frame_at += layer.interval(self.codec);
            }
        }
    }

    /// The next frame of the encoding that the request is for is a key frame.
    pub fn take_key_frame_request(&mut self, request: &KeyframeRequest) {
        if self.codec == Codec::Opus || *request.mid != *self.mid {
            return;
        }
        for layer in &mut self.layers {
            if layer.rid == request.rid {
                layer.key_wanted = true;
                layer.sent.key_frame_requests += 1;
            }
        }
    }

    /// What str0m has counted.
    pub fn take_stack_stats(&mut self, stats: &MediaEgressStats) {
        if *stats.mid != *self.mid {
            return;
        }
        for layer in &mut self.layers {
            if layer.rid == stats.rid {
                layer.sent.nacks = stats.nacks;
                layer.sent.plis = stats.plis;
                layer.sent.firs = stats.firs;
                layer.sent.round_trip_ms = stats.rtt.map(|rtt| rtt.as_secs_f64() * 1_000.0);
                layer.sent.fraction_lost = stats.loss;
            }
        }
    }

    /// The counters of each encoding.
    pub fn stats(&self) -> Vec<Sent> {
        self.layers.iter().map(|layer| layer.sent.clone()).collect()
    }
}

impl Layer {
    fn new(encoding: &Encoding, index: u8, track: &Track, codec: Codec, now: Instant) -> Layer {
        // Every encoding has offsets of its own, as in a browser; the SSRC is as random as any other seed.
        let seed = encoding.ssrc.wrapping_mul(0x9e37_79b1);
        Layer {
            index,
            encoding: encoding.clone(),
            rid: encoding.rid.as_deref().map(Rid::from),
            active: encoding.active,
            next_frame_at: now,
            began_at: None,
            first_timestamp: seed,
            sequence: SeqNo::from(u64::from(seed >> 17 | 1)),
            key_wanted: codec != Codec::Opus,
            frame: 0,
            latest: [0; 3],
            picture_id: (seed >> 8) as u16 & 0x7fff,
            tl0_picture_index: (seed >> 3) as u8,
            since_key: 0,
            debt: 0.0,
            sent: Sent {
                mid: track.mid.clone(),
                source: track.source,
                ssrc: encoding.ssrc,
                rid: encoding.rid.clone(),
                ..Sent::default()
            },
        }
    }

    fn frames_per_second(&self, codec: Codec) -> u32 {
        match codec {
            Codec::Opus => OPUS_FRAMES_PER_SECOND,
            Codec::Vp8 | Codec::Vp9 | Codec::H264 => self.encoding.frame_rate.max(1),
        }
    }

    fn interval(&self, codec: Codec) -> Duration {
        Duration::from_secs(1) / self.frames_per_second(codec)
    }

    fn next_frame(&mut self, codec: Codec, source: u32, captured_after: Duration) -> Frame {
        let key = std::mem::take(&mut self.key_wanted);
        self.frame += 1;
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.since_key = if key { 0 } else { self.since_key + 1 };
        let temporal_layer = self.temporal_layer(codec);
        let [base, middle, _] = self.latest;
        let reference = match (key, temporal_layer) {
            (true, _) => 0,
            (false, 0 | 1) => base,
            (false, _) => base.max(middle),
        };
        if temporal_layer == 0 {
            self.tl0_picture_index = self.tl0_picture_index.wrapping_add(1);
        }
        if codec == Codec::Opus {
            // Every packet decodes by itself.
            self.latest = [0; 3];
        } else if let Some(latest) = self.latest.get_mut(usize::from(temporal_layer)) {
            *latest = self.frame;
        }
        if key {
            self.latest = [self.frame, 0, 0];
        }
        Frame {
            mark: Mark {
                source,
                layer: self.index,
                temporal_layer,
                key: key || codec == Codec::Opus,
                frame: self.frame,
                reference: if codec == Codec::Opus { 0 } else { reference },
                part: 0,
                parts: 0,
                head: 0,
                captured_at_us: u64::try_from(captured_after.as_micros()).unwrap_or(u64::MAX),
            },
            length: self.length(codec, key),
            width: self.encoding.width,
            height: self.encoding.height,
            picture_id: self.picture_id,
            tl0_picture_index: self.tl0_picture_index,
            layer_sync: temporal_layer > 0 && reference == base,
        }
    }

    /// Layers 0 1, or 0 2 1 2, from the key frame on.
    fn temporal_layer(&self, codec: Codec) -> u8 {
        match (codec, self.encoding.temporal_layers, self.since_key % 4) {
            (Codec::Vp8, 2, 1 | 3) | (Codec::Vp8, 3, 2) => 1,
            (Codec::Vp8, 3, 1 | 3) => 2,
            _ => 0,
        }
    }

    /// Octets of the frame, so that the average is the target.
    fn length(&mut self, codec: Codec, key: bool) -> usize {
        let per_second = f64::from(self.encoding.bitrate_bps) / 8.0;
        let average = per_second / f64::from(self.frames_per_second(codec));
        let length = if key {
            average * KEY_FRAME_FACTOR
        } else {
            average - self.debt.min(average * LARGEST_REPAYMENT)
        };
        let length = length.max(MARK_LENGTH as f64);
        self.debt = (self.debt + length - average).max(0.0);
        length as usize
    }

    fn write(
        &mut self,
        frame: &Frame,
        codec: Codec,
        payload_type: Pt,
        rtc: &mut Rtc,
        now: Instant,
    ) {
        let began_at = *self.began_at.get_or_insert(self.next_frame_at);
        let elapsed = self.next_frame_at.saturating_duration_since(began_at);
        let ticks = elapsed.as_micros() * u128::from(codec.clock_rate()) / 1_000_000;
        let timestamp = self.first_timestamp.wrapping_add(ticks as u32);
        let mut direct = rtc.direct_api();
        let Some(stream) = direct.stream_tx(&Ssrc::from(self.encoding.ssrc)) else {
            return;
        };
        let payloads = packetize(codec, frame);
        let last = payloads.len().saturating_sub(1);
        for (part, payload) in payloads.into_iter().enumerate() {
            let extensions = ExtensionValues {
                audio_level: (codec == Codec::Opus).then_some(AUDIO_LEVEL),
                voice_activity: (codec == Codec::Opus).then_some(true),
                ..ExtensionValues::default()
            };
            self.sent.packets += 1;
            self.sent.bytes += payload.len() as u64;
            stream.write_rtp(
                RtpWrite::new(payload_type, self.sequence.inc(), timestamp, now, payload)
                    .marker(codec != Codec::Opus && part == last)
                    .ext_vals(extensions)
                    .nackable(codec != Codec::Opus),
            );
        }
        self.sent.frames += 1;
        self.sent.key_frames += u32::from(frame.mark.key && codec != Codec::Opus);
    }
}
