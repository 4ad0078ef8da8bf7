//! Round-trip times from reports that name the report they answer (RFC 3550 §6.4.1, RFC 3611 §4.5).

use std::time::{Duration, Instant};

use crate::rtcp::{DlrrBlock, NtpTime, ReportBlock};

/// Reports of which an answer is still understood; at one a second, as many seconds.
const REMEMBERED: usize = 8;

/// Remembers when reports were sent and reads the round trip out of their answers.
///
/// Sending times are remembered rather than read back from the answer's NTP time, because a forwarded sender report carries the
/// original sender's wall clock, not ours.
#[derive(Clone, Debug, Default)]
pub struct RoundTrip {
    sent: [Option<(u32, Instant)>; REMEMBERED],
    next: usize,
    rtt: Option<Duration>,
}

impl RoundTrip {
    /// A report with this NTP time was sent at `now`.
    pub fn handle_sent(&mut self, now: Instant, ntp: NtpTime) {
        if let Some(slot) = self.sent.get_mut(self.next) {
            *slot = Some((ntp.compact(), now));
        }
        self.next = (self.next + 1) % REMEMBERED;
    }

    /// An answer came at `now`, naming the report (`compact`, zero for none) and how long it was held. Returns the round trip;
    /// an answer to nothing that was sent changes nothing.
    pub fn handle_answer(
        &mut self,
        now: Instant,
        compact: u32,
        held: Duration,
    ) -> Option<Duration> {
        if compact == 0 {
            return None;
        }
        let (_, sent_at) = self
            .sent
            .iter()
            .flatten()
            .find(|(sent, _)| *sent == compact)?;
        let elapsed = now.saturating_duration_since(*sent_at);
        // Rounding can make the hold a hair longer than the whole; a hold that is plainly longer is a lie.
        let rtt = match elapsed.checked_sub(held) {
            Some(rtt) => rtt,
            None if held - elapsed < Duration::from_millis(5) => Duration::ZERO,
            None => return None,
        };
        self.rtt = Some(rtt);
        Some(rtt)
    }

    /// Latest round trip.
    #[must_use]
    pub fn rtt(&self) -> Option<Duration> {
        self.rtt
    }
}

/// Reporters whose reference times one transport remembers.
/// Higher: memory for a peer that invents reporters. Lower: honest ones with many streams get no answer.
const MAX_REPORTERS: usize = 64;

/// The reference times that a transport's receivers sent, to be answered with the next sender reports (RFC 3611 §4.4, §4.5).
#[derive(Clone, Debug, Default)]
pub struct ReferenceTimes {
    latest: Vec<(u32, u32, Instant)>,
}

impl ReferenceTimes {
    /// Receiver `ssrc` sent its wall clock.
    pub fn handle(&mut self, now: Instant, ssrc: u32, ntp: NtpTime) {
        let entry = (ssrc, ntp.compact(), now);
        if let Some(known) = self.latest.iter_mut().find(|(known, ..)| *known == ssrc) {
            *known = entry;
        } else if self.latest.len() < MAX_REPORTERS {
            self.latest.push(entry);
        }
    }

    /// Takes the answers to send now; each reference time is answered once.
    pub fn take_blocks(&mut self, now: Instant) -> Vec<DlrrBlock> {
        self.latest
            .drain(..)
            .map(|(ssrc, compact, at)| DlrrBlock {
                ssrc,
                last_receiver_report: compact,
                delay_since_last_receiver_report: ReportBlock::wire_delay(
                    now.saturating_duration_since(at),
                ),
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    #[test]
    fn the_hold_is_not_part_of_the_round_trip() {
        let t0 = Instant::now();
        let mut trip = RoundTrip::default();
        let ntp = NtpTime(0x1234_5678_9abc_def0);
        trip.handle_sent(t0, ntp);
        assert_eq!(
            trip.handle_answer(t0 + 150 * MS, ntp.compact(), 100 * MS),
            Some(50 * MS)
        );
        assert_eq!(trip.rtt(), Some(50 * MS));
    }

    #[test]
    fn answers_to_nothing_and_impossible_answers_are_ignored() {
        let t0 = Instant::now();
        let mut trip = RoundTrip::default();
        trip.handle_sent(t0, NtpTime(7 << 32));
        assert_eq!(trip.handle_answer(t0 + 50 * MS, 0, MS), None);
        assert_eq!(trip.handle_answer(t0 + 50 * MS, 99, MS), None);
        assert_eq!(
            trip.handle_answer(t0 + 50 * MS, NtpTime(7 << 32).compact(), 100 * MS),
            None
        );
        assert_eq!(trip.rtt(), None);
    }

    #[test]
    fn a_flood_of_reporters_is_bounded_and_answered_once() {
        let t0 = Instant::now();
        let mut times = ReferenceTimes::default();
        for ssrc in 0..10_000 {
            times.handle(t0, ssrc, NtpTime(5 << 16));
        }
        let blocks = times.take_blocks(t0 + Duration::from_secs(1));
        assert_eq!(blocks.len(), MAX_REPORTERS);
        assert!(blocks.iter().all(
            |block| block.delay() == Duration::from_secs(1) && block.last_receiver_report == 5
        ));
        assert!(times.take_blocks(t0).is_empty());
    }
}
