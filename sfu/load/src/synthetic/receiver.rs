//! One consumer's packets as a synthetic endpoint gets them: nothing missing, nothing foreign, frames that a decoder could decode, no freeze.

mod frames;

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde::Serialize;
use str0m::rtp::RtpPacket;
use str0m::stats::MediaIngressStats;

use crate::payload::mark::Mark;
use crate::protocol::Reception;
use frames::{Arrival, Assembly, Counters};

/// How long a receiver waits for a decodable frame before it asks for a key frame, and between two requests.
/// Asking sooner costs key frames that a retransmission would have spared, later lengthens freezes.
const KEY_FRAME_PATIENCE: Duration = Duration::from_millis(500);
/// Holes older than so many packets are counted and forgotten.
const HOLE_WINDOW: u64 = 8_192;

/// What one consumer gave.
pub struct Receiver {
    rtx_ssrc: Option<u32>,
    clock_rate: u32,
    video: bool,
    /// Sequence numbers beyond 16 bits.
    first_sequence: u64,
    highest_sequence: Option<u64>,
    holes: BTreeSet<u64>,
    forgotten_holes: u64,
    assembly: Assembly,
    last_decodable_at: Option<Instant>,
    /// When the first packet came after the last decodable frame.
    waiting_since: Option<Instant>,
    asked_at: Option<Instant>,
    window_began_at: Option<Instant>,
    window_bytes: u64,
    longest_gap: Duration,
    received: Received,
}

/// The counters of one consumer.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Received {
    mid: String,
    ssrc: u32,
    packets: u64,
    /// Octets of payload.
    bytes: u64,
    /// Sequence numbers that have not come.
    missing: u64,
    /// Packets that came after one with a higher number.
    late: u64,
    /// Packets that came again.
    duplicates: u64,
    /// Packets on the retransmission SSRC, padding included.
    retransmissions: u64,
    /// Payloads without a mark, or with other octets than its sender wrote.
    foreign: u64,
    #[serde(flatten)]
    frames: Counters,
    /// Frames by the number of their track; a consumer must have one.
    sources: BTreeMap<u32, u32>,
    /// Since the last reset: the longest time without a decodable frame, the running one included.
    longest_gap_ms: f64,
    /// Since the last reset: from capture to arrival, where the sender is in the same process.
    largest_delay_ms: f64,
    /// Since the last reset.
    bitrate_bps: f64,
    /// Told by str0m: NACK and PLI packets that were sent for it.
    nacks: u64,
    plis: u64,
}

impl Receiver {
    /// Of one consumer.
    pub fn new(track: &Reception) -> Receiver {
        Receiver {
            rtx_ssrc: track.rtx_ssrc,
            clock_rate: track.clock_rate.max(1),
            video: track.kind != "audio",
            first_sequence: 0,
            highest_sequence: None,
            holes: BTreeSet::new(),
            forgotten_holes: 0,
            assembly: Assembly::default(),
            last_decodable_at: None,
            waiting_since: None,
            asked_at: None,
            window_began_at: None,
            window_bytes: 0,
            longest_gap: Duration::ZERO,
            received: Received {
                mid: track.mid.clone(),
                ssrc: track.ssrc,
                ..Received::default()
            },
        }
    }

    /// Of the media.
    pub fn ssrc(&self) -> u32 {
        self.received.ssrc
    }

    /// Counts a packet by the SSRC of its header.
    pub fn count_retransmission(&mut self, ssrc: u32) {
        self.received.retransmissions += u64::from(self.rtx_ssrc == Some(ssrc));
    }

    /// Takes a packet, or the original of a retransmission.
    pub fn take(&mut self, packet: &RtpPacket, process_began_at: Instant) {
        let now = packet.timestamp;
        self.received.packets += 1;
        self.received.bytes += packet.payload.len() as u64;
        self.window_bytes += packet.payload.len() as u64;
        self.window_began_at.get_or_insert(now);
        if !self.take_sequence(*packet.seq_no) || packet.payload.is_empty() {
            return;
        }
        let Some(mark) = Mark::read(&packet.payload) else {
            self.received.foreign += 1;
            return;
        };
        let captured_at = process_began_at + Duration::from_micros(mark.captured_at_us);
        let delay = now.saturating_duration_since(captured_at);
        self.received.largest_delay_ms = self.received.largest_delay_ms.max(milliseconds(delay));
        if mark.part == 0 {
            *self.received.sources.entry(mark.source).or_default() += 1;
        }
        if self.video {
            self.waiting_since.get_or_insert(now);
        }
        let arrival = Arrival {
            mark,
            sequence: *packet.seq_no,
            timestamp: packet.time.numer(),
            marker: packet.header.marker,
        };
        let clock_rate = self.clock_rate;
        let counters = &mut self.received.frames;
        if self
            .assembly
            .take(&arrival, self.video, clock_rate, now, counters)
        {
            if let Some(last) = self.last_decodable_at.replace(now) {
                self.longest_gap = self.longest_gap.max(now.saturating_duration_since(last));
            }
            self.waiting_since = None;
        }
    }

    /// Its SSRC, when it is time to ask for a key frame.
    pub fn wants_key_frame(&mut self, now: Instant) -> Option<u32> {
        let patient = |since: Instant| now.saturating_duration_since(since) < KEY_FRAME_PATIENCE;
        if self.waiting_since.is_none_or(patient) || self.asked_at.is_some_and(patient) {
            return None;
        }
        self.asked_at = Some(now);
        Some(self.received.ssrc)
    }

    /// What str0m has counted.
    pub fn take_stack_stats(&mut self, stats: &MediaIngressStats) {
        if *stats.mid == *self.received.mid {
            self.received.nacks = stats.nacks;
            self.received.plis = stats.plis;
        }
    }

    /// The counters; `reset` begins the gap, the delay and the bit rate anew.
    pub fn stats(&mut self, reset: bool, now: Instant) -> Received {
        let running = self
            .last_decodable_at
            .map_or(Duration::ZERO, |last| now.saturating_duration_since(last));
        let seconds = self.window_began_at.map_or(0.0, |began| {
            now.saturating_duration_since(began).as_secs_f64()
        });
        self.received.missing = self.forgotten_holes + self.holes.len() as u64;
        self.received.longest_gap_ms = milliseconds(self.longest_gap.max(running));
        self.received.bitrate_bps = if seconds > 0.0 {
            self.window_bytes as f64 * 8.0 / seconds
        } else {
            0.0
        };
        let answer = self.received.clone();
        if reset {
            self.longest_gap = Duration::ZERO;
            self.received.largest_delay_ms = 0.0;
            self.window_bytes = 0;
            self.window_began_at = Some(now);
        }
        answer
    }

    /// False when the packet came before.
    fn take_sequence(&mut self, sequence: u64) -> bool {
        let Some(highest) = self.highest_sequence else {
            self.first_sequence = sequence;
            self.highest_sequence = Some(sequence);
            return true;
        };
        if sequence > highest {
            let oldest = sequence.saturating_sub(HOLE_WINDOW);
            self.forgotten_holes += oldest.saturating_sub(highest + 1);
            self.holes.extend((highest + 1).max(oldest)..sequence);
            let kept = self.holes.split_off(&oldest);
            self.forgotten_holes += self.holes.len() as u64;
            self.holes = kept;
            self.highest_sequence = Some(sequence);
            return true;
        }
        let fills = self.holes.remove(&sequence) || sequence < self.first_sequence;
        if fills {
            self.received.late += 1;
        } else {
            self.received.duplicates += 1;
        }
        fills
    }
}

fn milliseconds(duration: Duration) -> f64 {
    duration.as_secs_f64() * 1_000.0
}
