//! A participant's camera: layers of different rates, frames of varying size, key frames when they are asked for.

use crate::line::Dice;
use sambung_core::stream::RateMeter;
use std::time::{Duration, Instant};

/// Bytes of a full packet's payload, and what every packet has around it.
const PAYLOAD: usize = 1_100;
pub const OVERHEAD: usize = 48;

/// Time from asking for a key frame to having it.
const KEY_FRAME_DELAY_US: f64 = 80_000.0;

/// What a layer's rate is measured over.
const WINDOW: Duration = Duration::from_millis(2_500);

/// What a camera sends.
#[derive(Debug, Clone)]
pub struct PictureSettings {
    /// Bits per second of each layer, lowest first.
    pub layers: Vec<f64>,
    pub fps: f64,
    /// How much larger than the others a key frame is.
    pub key_frame_factor: f64,
    /// (from, to) in seconds: the camera sends nothing.
    pub silences: Vec<(f64, f64)>,
    pub may_pause: bool,
}

impl PictureSettings {
    /// What Chrome makes of 960×540.
    pub fn simulcast() -> Self {
        Self {
            layers: vec![99_000.0, 295_000.0, 1_150_000.0],
            fps: 30.0,
            key_frame_factor: 5.0,
            silences: Vec::new(),
            may_pause: true,
        }
    }
}

/// One frame of one layer.
#[derive(Debug, Clone)]
pub struct Frame {
    pub layer: usize,
    /// Bytes on the wire of each packet.
    pub packets: Vec<usize>,
    pub is_key_frame: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Picture {
    settings: PictureSettings,
    dice: Dice,
    next_us: f64,
    key_frame_us: Vec<Option<f64>>,
    meters: Vec<RateMeter>,
    began_at: Option<Instant>,
}

impl Picture {
    pub fn new(settings: PictureSettings, seed: u64) -> Self {
        let n = settings.layers.len();
        Self {
            settings,
            dice: Dice::new(seed),
            next_us: (seed % 7) as f64 * 3_000.0,
            key_frame_us: vec![None; n],
            meters: vec![RateMeter::new(WINDOW); n],
            began_at: None,
        }
    }

    pub fn settings(&self) -> &PictureSettings {
        &self.settings
    }

    pub fn ask_for_key_frame(&mut self, now_us: f64, layer: usize) {
        self.key_frame_us[layer].get_or_insert(now_us + KEY_FRAME_DELAY_US);
    }

    /// Bits per second of a layer lately, as the router measures what it receives.
    pub fn bitrate_bps(&mut self, now: Instant, layer: usize) -> u64 {
        let age = self.began_at.map_or(Duration::ZERO, |at| now - at);
        if age < Duration::from_millis(300) {
            return 0;
        }
        let part = (age.as_secs_f64() / WINDOW.as_secs_f64()).min(1.0);
        (self.meters[layer].bitrate_bps(now) as f64 / part) as u64
    }

    /// The frames that are due.
    pub fn poll(&mut self, now: Instant, now_us: f64) -> Vec<Frame> {
        if now_us < self.next_us {
            return Vec::new();
        }
        self.began_at.get_or_insert(now);
        self.next_us += 1e6 / self.settings.fps;
        let mut silent = self.settings.silences.iter();
        if silent.any(|(from, to)| (from * 1e6..to * 1e6).contains(&now_us)) {
            return Vec::new();
        }
        let mut frames = Vec::new();
        for layer in 0..self.settings.layers.len() {
            let is_key_frame = self.key_frame_us[layer].is_some_and(|at| at <= now_us);
            let mean = self.settings.layers[layer] / 8.0 / self.settings.fps;
            let mut bytes = mean * (0.75 + 0.5 * self.dice.roll());
            if is_key_frame {
                self.key_frame_us[layer] = None;
                bytes *= self.settings.key_frame_factor;
            }
            let n = (bytes as usize).div_ceil(PAYLOAD).max(1);
            let packets = vec![bytes as usize / n + OVERHEAD; n];
            for packet in &packets {
                self.meters[layer].add(now, *packet);
            }
            frames.push(Frame {
                layer,
                packets,
                is_key_frame,
            });
        }
        frames
    }
}
