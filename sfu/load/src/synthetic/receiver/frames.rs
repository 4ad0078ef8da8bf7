//! Puts marked packets together to frames and tells which of them a decoder could decode.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use serde::Serialize;

use crate::payload::mark::Mark;

/// A frame is given up after this time. More counts late retransmissions as a success, less gives up what a decoder would still use.
const FRAME_PATIENCE: Duration = Duration::from_secs(2);
/// Decodable frames of an encoding that a later one may refer to.
const MOST_REFERENCES: usize = 64;

/// One packet with its place in the stream.
pub struct Arrival {
    /// What it says of itself.
    pub mark: Mark,
    /// Sequence number beyond 16 bits.
    pub sequence: u64,
    /// RTP timestamp beyond 32 bits.
    pub timestamp: u64,
    /// The marker bit.
    pub marker: bool,
}

/// What became of the frames.
#[derive(Clone, Debug, Default, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counters {
    /// Frames that a decoder could decode, and key frames among them.
    decodable_frames: u32,
    key_frames: u32,
    /// Frames all of whose packets came, but not what they refer to.
    undecodable_frames: u32,
    /// Frames that were given up because packets of them never came.
    incomplete_frames: u32,
    /// Frames whose packets bear different timestamps, or a marker bit elsewhere than in the last.
    malformed_frames: u32,
    /// Encoding and temporal layer of the newest decodable frame.
    layer: Option<u8>,
    temporal_layer: Option<u8>,
    layer_changes: u32,
    /// How far timestamps and the sender's clock went apart between two frames: of one encoding, and across a change of encodings.
    largest_timestamp_error_ms: f64,
    largest_switch_timestamp_error_ms: f64,
}

/// The frames under way.
#[derive(Default)]
pub struct Assembly {
    open: BTreeMap<(u8, u32), Open>,
    references: BTreeSet<(u8, u32)>,
    newest: Option<Newest>,
}

struct Open {
    mark: Mark,
    came: u16,
    lowest_sequence: u64,
    timestamp: u64,
    well_formed: bool,
    since: Instant,
}

struct Newest {
    source: u32,
    layer: u8,
    frame: u32,
    timestamp: u64,
    captured_at_us: u64,
}

impl Assembly {
    /// Takes a packet that did not come before; true when a frame has become decodable by it.
    pub fn take(
        &mut self,
        arrival: &Arrival,
        marker_ends_frame: bool,
        clock_rate: u32,
        now: Instant,
        counters: &mut Counters,
    ) -> bool {
        let mark = arrival.mark;
        let open = self
            .open
            .entry((mark.layer, mark.frame))
            .or_insert_with(|| Open {
                mark,
                came: 0,
                lowest_sequence: arrival.sequence,
                timestamp: arrival.timestamp,
                well_formed: true,
                since: now,
            });
        open.came += 1;
        open.lowest_sequence = open.lowest_sequence.min(arrival.sequence);
        open.well_formed &= open.timestamp == arrival.timestamp
            && (!marker_ends_frame || arrival.marker == (mark.part + 1 == mark.parts));
        let mut decoded = false;
        if open.came == open.mark.parts {
            while let Some(key) = self.next_decodable() {
                self.decode(key, clock_rate, counters);
                decoded = true;
            }
        }
        self.give_up(now, counters);
        decoded
    }

    /// A complete frame whose reference has been decoded.
    fn next_decodable(&self) -> Option<(u8, u32)> {
        self.open
            .iter()
            .find(|((layer, _), open)| {
                open.came == open.mark.parts
                    && (open.mark.key || self.references.contains(&(*layer, open.mark.reference)))
            })
            .map(|(key, _)| *key)
    }

    fn decode(&mut self, key: (u8, u32), clock_rate: u32, counters: &mut Counters) {
        let Some(open) = self.open.remove(&key) else {
            return;
        };
        let mark = open.mark;
        counters.decodable_frames += 1;
        counters.malformed_frames += u32::from(!open.well_formed);
        if mark.key {
            counters.key_frames += 1;
            self.references.clear();
            // A decoder goes on from the key frame and never looks back.
            self.drop_where(counters, |_, older| {
                older.lowest_sequence < open.lowest_sequence
            });
        }
        self.references.insert(key);
        while self.references.len() > MOST_REFERENCES {
            self.references.pop_first();
        }
        self.compare_clocks(&open, clock_rate, counters);
    }

    fn compare_clocks(&mut self, open: &Open, clock_rate: u32, counters: &mut Counters) {
        let mark = open.mark;
        if let Some(newest) = &self.newest
            && newest.source == mark.source
        {
            let ticks = open.timestamp as f64 - newest.timestamp as f64;
            let captured = mark.captured_at_us as f64 - newest.captured_at_us as f64;
            let error_ms = (ticks * 1_000.0 / f64::from(clock_rate) - captured / 1_000.0).abs();
            let largest = if newest.layer == mark.layer {
                &mut counters.largest_timestamp_error_ms
            } else {
                counters.layer_changes += 1;
                &mut counters.largest_switch_timestamp_error_ms
            };
            *largest = largest.max(error_ms);
            if newest.layer == mark.layer && newest.frame > mark.frame {
                return;
            }
        }
        counters.layer = Some(mark.layer);
        counters.temporal_layer = Some(mark.temporal_layer);
        self.newest = Some(Newest {
            source: mark.source,
            layer: mark.layer,
            frame: mark.frame,
            timestamp: open.timestamp,
            captured_at_us: mark.captured_at_us,
        });
    }

    fn give_up(&mut self, now: Instant, counters: &mut Counters) {
        self.drop_where(counters, |_, open| {
            now.saturating_duration_since(open.since) > FRAME_PATIENCE
        });
    }

    fn drop_where(
        &mut self,
        counters: &mut Counters,
        hopeless: impl Fn(&(u8, u32), &Open) -> bool,
    ) {
        self.open.retain(|key, open| {
            if !hopeless(key, open) {
                return true;
            }
            if open.came == open.mark.parts {
                counters.undecodable_frames += 1;
            } else {
                counters.incomplete_frames += 1;
            }
            false
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mark(layer: u8, frame: u32, reference: u32, part: u16, parts: u16) -> Mark {
        Mark {
            source: 1,
            layer,
            temporal_layer: 0,
            key: reference == 0,
            frame,
            reference,
            part,
            parts,
            head: 0,
            captured_at_us: u64::from(frame) * 10_000,
        }
    }

    /// A stream whose frames are 10 ms apart and in whose clock that is 900 ticks.
    struct Stream {
        assembly: Assembly,
        counters: Counters,
        now: Instant,
    }

    impl Stream {
        fn new() -> Stream {
            Stream {
                assembly: Assembly::default(),
                counters: Counters::default(),
                now: Instant::now(),
            }
        }

        fn take(&mut self, sequence: u64, mark: Mark) -> bool {
            let arrival = Arrival {
                mark,
                sequence,
                timestamp: u64::from(mark.frame) * 900,
                marker: mark.part + 1 == mark.parts,
            };
            let counters = &mut self.counters;
            self.assembly
                .take(&arrival, true, 90_000, self.now, counters)
        }
    }

    #[test]
    fn frames_decode_in_the_order_of_their_references() {
        let mut stream = Stream::new();
        assert!(stream.take(1, mark(0, 1, 0, 0, 1)));
        assert!(!stream.take(3, mark(0, 3, 2, 0, 1)));
        assert!(stream.take(2, mark(0, 2, 1, 0, 1)));
        assert_eq!(stream.counters.decodable_frames, 3);
        assert_eq!(stream.counters.largest_timestamp_error_ms, 0.0);
    }

    #[test]
    fn a_frame_with_a_hole_stops_what_refers_to_it_until_a_key_frame() {
        let mut stream = Stream::new();
        assert!(stream.take(1, mark(0, 1, 0, 0, 1)));
        assert!(!stream.take(2, mark(0, 2, 1, 0, 2)));
        assert!(!stream.take(4, mark(0, 3, 2, 0, 1)));
        assert!(stream.take(5, mark(0, 4, 0, 0, 1)));
        assert_eq!(stream.counters.incomplete_frames, 1);
        assert_eq!(stream.counters.undecodable_frames, 1);
        assert_eq!(stream.counters.key_frames, 2);
    }

    #[test]
    fn a_frame_is_given_up_in_the_end() {
        let mut stream = Stream::new();
        assert!(!stream.take(1, mark(0, 2, 1, 0, 2)));
        stream.now += FRAME_PATIENCE * 2;
        assert!(stream.take(7, mark(0, 9, 0, 0, 1)));
        assert_eq!(stream.counters.incomplete_frames, 1);
    }

    #[test]
    fn another_encoding_needs_a_key_frame_of_its_own() {
        let mut stream = Stream::new();
        assert!(stream.take(1, mark(0, 1, 0, 0, 1)));
        assert!(!stream.take(2, mark(1, 2, 1, 0, 1)));
        assert!(stream.take(3, mark(1, 3, 0, 0, 1)));
        assert_eq!(
            (stream.counters.layer, stream.counters.layer_changes),
            (Some(1), 1)
        );
    }

    #[test]
    fn packets_of_one_frame_with_two_timestamps_are_noticed() {
        let mut stream = Stream::new();
        stream.take(1, mark(0, 1, 0, 0, 2));
        let arrival = Arrival {
            mark: mark(0, 1, 0, 1, 2),
            sequence: 2,
            timestamp: 7,
            marker: true,
        };
        let counters = &mut stream.counters;
        assert!(
            stream
                .assembly
                .take(&arrival, true, 90_000, stream.now, counters)
        );
        assert_eq!(stream.counters.malformed_frames, 1);
    }
}
