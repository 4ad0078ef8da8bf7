//! What was sent under which transport-wide number, until the peer has told what became of it
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3).

use crate::rtcp::TransportFeedback;
use crate::rtp::SeqNo;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long a packet waits for its fate to be told.
/// Higher: feedback after a long outage is still understood. Lower: less memory while the peer is silent.
const MAX_AGE: Duration = Duration::from_secs(3);

/// Packets remembered at once.
/// Higher: memory for a silent peer at high rates. Lower: feedback over long round trips is not understood.
const MAX_PACKETS: usize = 8_192;

/// How long a packet that was called missing may still be reported as arrived after all.
/// Higher: late packets are taken back from the loss. Lower: less memory on lossy lines.
const MAX_LATENESS: Duration = Duration::from_millis(1_000);

/// Microseconds after which the reference time of 24 bits at 64 ms begins anew.
const REFERENCE_WRAP_US: i64 = (1 << 24) * 64_000;

/// Furthest that the receiver's clock may run; 70,000 years.
const MAX_BASE_US: i64 = 1 << 61;

/// What became of one packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PacketResult {
    /// When it was sent.
    pub sent_at: Instant,
    /// Its bytes on the wire, the UDP header not counted.
    pub size: u32,
    /// Bytes sent without a number between the packet before and this one (sound, reports).
    pub unnumbered: u32,
    /// The probe that it belongs to.
    pub probe: Option<u32>,
    /// When it arrived, in microseconds of a clock that only the receiver knows; none when it is missing.
    pub arrived_at_us: Option<i64>,
    /// It had been called missing before.
    pub was_missing: bool,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    Unknown,
    Missing,
    Arrived,
}

#[derive(Debug, Clone, Copy)]
struct Sent {
    sent_at: Instant,
    size: u32,
    unnumbered: u32,
    /// 0 for none.
    probe: u32,
    fate: Fate,
}

/// See the module's documentation. [`SentHistory::handle_sent`] for every numbered packet in the order of its numbers,
/// [`SentHistory::handle_feedback`] for every feedback.
#[derive(Debug, Default)]
pub struct SentHistory {
    packets: VecDeque<Sent>,
    /// Extended number of the first of them.
    first: u64,
    unnumbered: u32,
    last_reference_us: Option<i64>,
    reference_base_us: i64,
}

impl SentHistory {
    /// Notes a packet that was sent at `now` as number `seq`.
    pub fn handle_sent(&mut self, now: Instant, seq: SeqNo, size: usize, probe: Option<u32>) {
        let next = self.first + self.packets.len() as u64;
        let number = if self.packets.is_empty() && self.first == 0 {
            self.first = (1 << 16) | u64::from(seq.0);
            self.first
        } else {
            seq.extend_near(next)
        };
        if number != next && !(self.packets.is_empty() && number > next) {
            // Numbers are given out one after the other; anything else is another beginning.
            self.packets.clear();
            self.first = number;
        } else if self.packets.is_empty() {
            self.first = number;
        }
        self.packets.push_back(Sent {
            sent_at: now,
            size: u32::try_from(size).unwrap_or(u32::MAX),
            unnumbered: std::mem::take(&mut self.unnumbered),
            probe: probe.unwrap_or(0),
            fate: Fate::Unknown,
        });
        self.forget_old(now);
    }

    /// Notes bytes that were sent without a number.
    pub fn handle_unnumbered(&mut self, size: usize) {
        self.unnumbered = self
            .unnumbered
            .saturating_add(u32::try_from(size).unwrap_or(u32::MAX));
    }

    /// Appends what a feedback tells that was not known before, ascending by number.
    pub fn handle_feedback(
        &mut self,
        now: Instant,
        feedback: &TransportFeedback<'_>,
        results: &mut Vec<PacketResult>,
    ) {
        let Some(newest) = (self.first + self.packets.len() as u64).checked_sub(1) else {
            return;
        };
        let offset_us = self.unwrap_reference(feedback.reference_time);
        for status in feedback.statuses() {
            let number = status.seq.extend_near(newest);
            let Some(index) = number
                .checked_sub(self.first)
                .and_then(|index| usize::try_from(index).ok())
            else {
                continue;
            };
            let Some(sent) = self.packets.get_mut(index) else {
                continue;
            };
            let was_missing = sent.fate == Fate::Missing;
            let fate = match status.arrived_at_us {
                Some(_) if sent.fate != Fate::Arrived => Fate::Arrived,
                None if sent.fate == Fate::Unknown => Fate::Missing,
                _ => continue,
            };
            sent.fate = fate;
            results.push(PacketResult {
                sent_at: sent.sent_at,
                size: sent.size,
                unnumbered: sent.unnumbered,
                probe: (sent.probe > 0).then_some(sent.probe),
                arrived_at_us: status.arrived_at_us.map(|at| at + offset_us),
                was_missing,
            });
        }
        self.forget_old(now);
    }

    /// What has to be added to this feedback's arrival times so that they go on where the one before ended.
    fn unwrap_reference(&mut self, reference_time: i32) -> i64 {
        let reference_us = i64::from(reference_time) * 64_000;
        if let Some(last) = self.last_reference_us {
            let step = reference_us - last;
            if step > REFERENCE_WRAP_US / 2 {
                self.reference_base_us -= REFERENCE_WRAP_US;
            } else if step < -REFERENCE_WRAP_US / 2 {
                self.reference_base_us += REFERENCE_WRAP_US;
            }
        }
        // A peer that turns its clock round and round gets nothing from it, least of all an overflow.
        self.reference_base_us = self.reference_base_us.clamp(-MAX_BASE_US, MAX_BASE_US);
        self.last_reference_us = Some(reference_us);
        self.reference_base_us
    }

    fn forget_old(&mut self, now: Instant) {
        while let Some(sent) = self.packets.front() {
            let age = now.saturating_duration_since(sent.sent_at);
            let is_done = match sent.fate {
                Fate::Arrived => true,
                Fate::Missing => age > MAX_LATENESS,
                Fate::Unknown => false,
            };
            if !is_done && age <= MAX_AGE && self.packets.len() <= MAX_PACKETS {
                break;
            }
            self.packets.pop_front();
            self.first += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::{FeedbackBuilder, RtcpPacket, compound};

    const MS: Duration = Duration::from_millis(1);

    /// Reports these numbers, each with its arrival in milliseconds, in a feedback that begins at `base`.
    fn report(
        history: &mut SentHistory,
        now: Instant,
        base: u16,
        arrivals: &[(u16, u64)],
    ) -> Vec<PacketResult> {
        let first_us = arrivals.first().map_or(0, |(_, ms)| ms * 1_000);
        let mut builder = FeedbackBuilder::new(SeqNo(base), first_us, 0);
        for (seq, ms) in arrivals {
            builder.push(SeqNo(*seq), ms * 1_000).expect("it fits");
        }
        let mut bytes = Vec::new();
        builder.write(&mut bytes, 1, 2);
        let mut results = Vec::new();
        for packet in compound(&bytes) {
            if let RtcpPacket::TransportFeedback(feedback) = packet {
                history.handle_feedback(now, &feedback, &mut results);
            }
        }
        results
    }

    #[test]
    fn numbers_wrap_and_arrivals_keep_their_distance() {
        let start = Instant::now();
        let mut history = SentHistory::default();
        for i in 0..10_u16 {
            let seq = SeqNo(65_531).wrapping_add(i);
            history.handle_sent(start + MS * u32::from(i), seq, 1_000, None);
        }
        let arrivals: Vec<(u16, u64)> = (0..10_u16)
            .map(|i| (65_531_u16.wrapping_add(i), 5_000 + 2 * u64::from(i)))
            .collect();
        let results = report(&mut history, start + 50 * MS, 65_531, &arrivals);
        assert_eq!(results.len(), 10);
        for (pair, i) in results.windows(2).zip(1..) {
            assert_eq!(pair[1].sent_at, start + MS * i);
            let step = pair[1].arrived_at_us.unwrap() - pair[0].arrived_at_us.unwrap();
            assert_eq!(step, 2_000);
        }
        assert!(history.packets.is_empty());
    }

    #[test]
    fn a_missing_packet_that_comes_after_all_is_told_once_more() {
        let now = Instant::now();
        let mut history = SentHistory::default();
        for seq in 0..4 {
            history.handle_sent(now, SeqNo(seq), 500, None);
        }
        let results = report(&mut history, now, 0, &[(0, 64), (2, 65)]);
        let fates: Vec<bool> = results.iter().map(|r| r.arrived_at_us.is_some()).collect();
        assert_eq!(fates, [true, false, true]);
        let late = report(&mut history, now, 1, &[(1, 66), (2, 66), (3, 67)]);
        assert_eq!(late.len(), 2, "what was told is not told again");
        assert!(late[0].was_missing && late[0].arrived_at_us.is_some());
        assert!(!late[1].was_missing);
    }

    #[test]
    fn bytes_without_a_number_count_with_the_next_one() {
        let now = Instant::now();
        let mut history = SentHistory::default();
        history.handle_unnumbered(120);
        history.handle_unnumbered(130);
        history.handle_sent(now, SeqNo(7), 500, Some(3));
        history.handle_sent(now, SeqNo(8), 500, None);
        let results = report(&mut history, now, 7, &[(7, 1), (8, 2)]);
        let told: Vec<_> = results.iter().map(|r| (r.unnumbered, r.probe)).collect();
        assert_eq!(told, [(250, Some(3)), (0, None)]);
    }

    #[test]
    fn a_silent_peer_costs_no_more_than_the_last_seconds() {
        let start = Instant::now();
        let mut history = SentHistory::default();
        for i in 0..20_000_u32 {
            let seq = SeqNo((i & 0xffff) as u16);
            history.handle_sent(start + MS * i, seq, 1_200, None);
        }
        assert!(history.packets.len() <= 3_001, "{}", history.packets.len());
        // Feedback about what was forgotten is passed over.
        assert!(report(&mut history, start, 100, &[(100, 1)]).is_empty());
    }

    #[test]
    fn a_clock_that_is_turned_round_and_round_overflows_nothing() {
        let mut history = SentHistory::default();
        for i in 0..1_000 {
            let reference = if i % 2 == 0 { 0x7f_ffff } else { -0x80_0000 };
            assert!(history.unwrap_reference(reference).abs() <= MAX_BASE_US);
        }
    }
}
