//! Which packets of one received stream are missing, and when to ask for them (RFC 4585 §6.2.1).

use std::collections::{BTreeMap, VecDeque};
use std::time::{Duration, Instant};

use crate::rtp::SeqNo;

/// Wait before the first request, so that mere reordering is not asked for.
/// Higher: fewer needless retransmissions. Lower: faster repair on links that never reorder.
const REORDER_GRACE: Duration = Duration::from_millis(10);

/// Shortest time between two requests for one packet, whatever the round trip.
/// Higher: fewer duplicates when the round trip is underestimated. Lower: faster repair on short links.
const MIN_INTERVAL: Duration = Duration::from_millis(40);

/// Round trip assumed until one is measured.
const DEFAULT_RTT: Duration = Duration::from_millis(100);

/// Longest time between two requests; a peer that claims an absurd round trip does not stop repair.
const MAX_INTERVAL: Duration = Duration::from_millis(500);

/// Requests per packet before it is given up; the decoder then needs a key frame anyway.
const MAX_REQUESTS: u8 = 10;

/// Missing packets tracked at once. A longer gap is a new stream or an attack, never worth repairing one by one.
const MAX_MISSING: u64 = 1_000;

/// Packets behind the newest that are still worth asking for; older ones have left every sender's store.
const MAX_AGE: u64 = 10_000;

/// Key frames remembered, to forget what lies before them when there is too much to repair.
const MAX_KEY_FRAMES: usize = 64;

#[derive(Debug)]
struct Missing {
    due_at: Instant,
    requests: u8,
}

/// What a packet did to the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NackArrival {
    /// The stream goes on, possibly after a gap that is now tracked.
    Ahead,
    /// A missing packet came, late or retransmitted.
    Repaired,
    /// Seen before, or too old to matter.
    Stale,
    /// The gap is too long to repair: everything tracked is forgotten and the caller asks for a key frame.
    Broken,
}

/// Tracks the gaps in one stream's extended sequence numbers.
#[derive(Debug, Default)]
pub struct NackGenerator {
    highest: Option<u64>,
    missing: BTreeMap<u64, Missing>,
    key_frames: VecDeque<u64>,
    rtt: Option<Duration>,
    next_due_at: Option<Instant>,
}

impl NackGenerator {
    /// Takes the extended sequence number of a packet received at `now`; `key_frame` when a key frame begins in it.
    pub fn handle_packet(&mut self, now: Instant, seq: u64, key_frame: bool) -> NackArrival {
        let Some(highest) = self.highest else {
            self.highest = Some(seq);
            self.note_key_frame(seq, key_frame);
            return NackArrival::Ahead;
        };
        if seq <= highest {
            return match self.missing.remove(&seq) {
                Some(_) => NackArrival::Repaired,
                None => NackArrival::Stale,
            };
        }
        self.highest = Some(seq);
        self.note_key_frame(seq, key_frame);
        self.missing = self.missing.split_off(&seq.saturating_sub(MAX_AGE));
        let gap = seq - highest - 1;
        if gap == 0 {
            return NackArrival::Ahead;
        }
        while self.missing.len() as u64 + gap > MAX_MISSING {
            // What lies before a key frame is no longer needed to decode.
            let Some(key_frame) = self.key_frames.pop_front() else {
                self.missing.clear();
                return NackArrival::Broken;
            };
            self.missing = self.missing.split_off(&key_frame);
        }
        let due_at = now + REORDER_GRACE;
        self.missing.extend((highest + 1..seq).map(|lost| {
            (
                lost,
                Missing {
                    due_at,
                    requests: 0,
                },
            )
        }));
        self.next_due_at = Some(self.next_due_at.map_or(due_at, |next| next.min(due_at)));
        NackArrival::Ahead
    }

    fn note_key_frame(&mut self, seq: u64, key_frame: bool) {
        if key_frame {
            if self.key_frames.len() == MAX_KEY_FRAMES {
                self.key_frames.pop_front();
            }
            self.key_frames.push_back(seq);
        }
    }

    /// Sets the measured round trip to the sender.
    pub fn set_rtt(&mut self, rtt: Duration) {
        self.rtt = Some(rtt);
    }

    /// Forgets everything; the next packet begins anew.
    pub fn reset(&mut self) {
        *self = Self {
            rtt: self.rtt,
            ..Self::default()
        };
    }

    /// When [`NackGenerator::poll`] has something to do.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        self.next_due_at
    }

    /// Appends the sequence numbers to request now, ascending. Returns whether one was given up that no later key frame
    /// makes needless, so that a key frame is the only repair left.
    pub fn poll(&mut self, now: Instant, due: &mut Vec<SeqNo>) -> bool {
        if self.next_due_at.is_none_or(|at| now < at) {
            return false;
        }
        let interval = self
            .rtt
            .unwrap_or(DEFAULT_RTT)
            .clamp(MIN_INTERVAL, MAX_INTERVAL);
        let last_key_frame = self.key_frames.back().copied();
        let mut broken = false;
        self.next_due_at = None;
        self.missing.retain(|seq, missing| {
            if missing.due_at <= now {
                if missing.requests >= MAX_REQUESTS {
                    broken |= last_key_frame.is_none_or(|key_frame| key_frame < *seq);
                    return false;
                }
                missing.requests += 1;
                missing.due_at = now + interval;
                due.push(SeqNo((seq & 0xffff) as u16));
            }
            self.next_due_at = Some(
                self.next_due_at
                    .map_or(missing.due_at, |next| next.min(missing.due_at)),
            );
            true
        });
        broken
    }

    /// Packets tracked as missing.
    #[must_use]
    pub fn missing_count(&self) -> usize {
        self.missing.len()
    }
}

#[cfg(test)]
mod tests;
