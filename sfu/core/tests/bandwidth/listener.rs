//! The receiving end: arrival times, transport-wide feedback as Chrome sends it, and when each picture could be shown.

use sambung_core::rtcp::{FeedbackBuilder, RtcpPacket, TransportFeedback, compound};
use sambung_core::rtp::SeqNo;
use std::collections::BTreeMap;

/// See the module's documentation.
#[derive(Debug)]
pub struct Listener {
    /// (extended number, arrival in µs), not yet reported.
    arrivals: BTreeMap<u64, f64>,
    /// First number that the next feedback speaks of.
    next: u64,
    interval_us: f64,
    due_us: f64,
    feedback_count: u8,
    /// Frames by number: packets missing, and when the last came.
    frames: BTreeMap<u64, (usize, f64)>,
    next_frame: u64,
    shown_us: Option<f64>,
    /// (from, for how long), in seconds: no picture for longer than 0.3 s.
    pub freezes: Vec<(f64, f64)>,
    /// When each picture was shown, in seconds.
    pub shown: Vec<f64>,
    /// A picture that never became whole is given up when a key frame after it has come.
    key_frames: Vec<u64>,
}

impl Listener {
    pub fn new(interval_ms: f64) -> Self {
        Self {
            arrivals: BTreeMap::new(),
            next: 0,
            interval_us: interval_ms * 1_000.0,
            due_us: 0.0,
            feedback_count: 0,
            frames: BTreeMap::new(),
            next_frame: 0,
            shown_us: None,
            freezes: Vec::new(),
            shown: Vec::new(),
            key_frames: Vec::new(),
        }
    }

    pub fn handle_numbered(&mut self, number: u64, arrived_us: f64) {
        self.arrivals.insert(number, arrived_us);
    }

    /// The sender began a picture of so many packets.
    pub fn expect_frame(&mut self, frame: u64, n_packets: usize, is_key_frame: bool) {
        self.frames.insert(frame, (n_packets, 0.0));
        if is_key_frame {
            self.key_frames.push(frame);
        }
    }

    pub fn handle_picture_packet(&mut self, frame: u64, arrived_us: f64) {
        if let Some((missing, last)) = self.frames.get_mut(&frame) {
            *missing = missing.saturating_sub(1);
            *last = last.max(arrived_us);
        }
        if let Some(key_frame) = self.key_frames.iter().copied().rfind(|key| {
            self.frames
                .get(key)
                .is_some_and(|(missing, _)| *missing == 0)
        }) {
            self.key_frames.retain(|key| *key > key_frame);
            self.next_frame = self.next_frame.max(key_frame);
            self.frames = self.frames.split_off(&self.next_frame);
        }
        while let Some((0, last)) = self.frames.get(&self.next_frame).copied() {
            self.frames.remove(&self.next_frame);
            self.next_frame += 1;
            let before = self.shown_us.unwrap_or(last);
            if last - before > 300_000.0 {
                self.freezes.push((before / 1e6, (last - before) / 1e6));
            }
            self.shown_us = Some(before.max(last));
            self.shown.push(last / 1e6);
        }
    }

    /// The feedback that is due, as it goes over the wire.
    pub fn poll(&mut self, now_us: f64) -> Option<Vec<u8>> {
        if now_us < self.due_us {
            return None;
        }
        self.due_us = now_us + self.interval_us;
        let ready: Vec<(u64, f64)> = self
            .arrivals
            .iter()
            .filter(|(_, at)| **at <= now_us)
            .map(|(number, at)| (*number, *at))
            .collect();
        let (first, first_at) = *ready.first()?;
        let (last, _) = *ready.last()?;
        let base = self.next.min(first);
        let low = |number: u64| SeqNo((number & 0xffff) as u16);
        let offset_us = 7_777_000_000.0;
        let mut out = Vec::new();
        let mut builder = FeedbackBuilder::new(
            low(base),
            (first_at + offset_us) as u64,
            self.feedback_count,
        );
        for (number, at) in &ready {
            let at = (at + offset_us) as u64;
            if builder.push(low(*number), at).is_err() {
                builder.write(&mut out, 1, 2);
                self.feedback_count = self.feedback_count.wrapping_add(1);
                builder = FeedbackBuilder::new(low(*number), at, self.feedback_count);
                builder.push(low(*number), at).unwrap();
            }
            self.arrivals.remove(number);
        }
        builder.write(&mut out, 1, 2);
        self.feedback_count = self.feedback_count.wrapping_add(1);
        self.next = self.next.max(last + 1);
        Some(out)
    }
}

/// Reads feedback as the router would.
pub fn read_feedback(bytes: &[u8], mut take: impl FnMut(&TransportFeedback<'_>)) {
    for packet in compound(bytes) {
        if let RtcpPacket::TransportFeedback(feedback) = packet {
            take(&feedback);
        }
    }
}
