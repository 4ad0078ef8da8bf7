//! Tells the sender, ten times a second, which packets of the whole transport arrived and when
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01).

use std::collections::BTreeMap;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

use crate::rtcp::FeedbackBuilder;
use crate::rtp::SeqNo;

/// Time between two feedbacks.
/// Higher: less upstream traffic. Lower: the sender's estimate follows sooner.
const INTERVAL: Duration = Duration::from_millis(100);

/// Packets after which feedback goes out before its time.
/// Higher: larger feedback packets at high rates. Lower: more of them.
const EARLY_COUNT: usize = 400;

/// How long an arrival is remembered after it was reported, so that a packet which comes late is reported together with its
/// neighbours and these are not called missing.
const HISTORY: Duration = Duration::from_millis(500);

/// Arrivals remembered at once.
/// Higher: memory for a flood. Lower: feedback with holes at very high rates.
const MAX_ARRIVALS: usize = 8_192;

/// A jump of the transport-wide number beyond this is taken for a restart, once a second packet confirms it.
const MAX_JUMP: u64 = 4_096;

/// Loss ratios averaged for statistics.
const LOSS_HISTORY: usize = 24;

/// Records arrivals and writes the feedback of one transport.
///
/// [`TransportWideFeedback::handle_packet`] for every packet that carries the number; [`TransportWideFeedback::poll`] whenever
/// [`TransportWideFeedback::poll_at`] has come.
#[derive(Debug, Default)]
pub struct TransportWideFeedback {
    /// Beginning of the receiver's clock.
    epoch: Option<Instant>,
    arrivals: BTreeMap<u64, Duration>,
    highest: Option<u64>,
    /// First number that the next feedback speaks of.
    start: u64,
    /// Numbers below this are forgotten; one that comes so late is not reported, or all its neighbours would be called missing.
    forgotten: u64,
    /// Whether anything at or after `start` has come.
    pending: usize,
    restart_at: Option<SeqNo>,
    due_at: Option<Instant>,
    feedback_count: u8,
    media_ssrc: u32,
    losses: VecDeque<f64>,
}

impl TransportWideFeedback {
    /// Takes the transport-wide number of a packet of `media_ssrc` that arrived at `now`.
    pub fn handle_packet(&mut self, now: Instant, seq: SeqNo, media_ssrc: u32) {
        let epoch = *self.epoch.get_or_insert(now);
        let arrived = now.saturating_duration_since(epoch);
        let number = match self.highest {
            None => {
                self.start = (1 << 16) | u64::from(seq.0);
                self.start
            }
            Some(highest) => {
                let number = seq.extend_near(highest);
                if number.abs_diff(highest) > MAX_JUMP {
                    if self.restart_at != Some(seq) {
                        self.restart_at = Some(seq.wrapping_add(1));
                        return;
                    }
                    self.arrivals.clear();
                    self.pending = 0;
                    self.highest = None;
                    self.start = ((highest >> 16) + 2) << 16 | u64::from(seq.0);
                    self.start
                } else {
                    number
                }
            }
        };
        self.restart_at = None;
        if number < self.forgotten || self.arrivals.contains_key(&number) {
            return;
        }
        self.highest = Some(self.highest.map_or(number, |highest| highest.max(number)));
        self.start = self.start.min(number);
        self.arrivals.insert(number, arrived);
        self.pending += 1;
        self.media_ssrc = media_ssrc;
        self.forget_old(arrived);
        let soonest = self.due_at.unwrap_or(now + INTERVAL);
        self.due_at = Some(if self.pending >= EARLY_COUNT {
            soonest.min(now)
        } else {
            soonest
        });
    }

    fn forget_old(&mut self, now: Duration) {
        while let Some((number, arrived)) = self.arrivals.first_key_value() {
            let old = *number < self.start && now.saturating_sub(*arrived) > HISTORY;
            if !old && self.arrivals.len() <= MAX_ARRIVALS {
                break;
            }
            self.forgotten = number + 1;
            self.arrivals.pop_first();
        }
    }

    /// When [`TransportWideFeedback::poll`] has something to do.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        self.due_at
    }

    /// Appends the feedback packets that are due; returns how many.
    pub fn poll(&mut self, now: Instant, rtcp: &mut Vec<u8>) -> usize {
        if self.due_at.is_none_or(|due| now < due) {
            return 0;
        }
        self.due_at = None;
        let mut written = 0;
        let mut builder: Option<FeedbackBuilder> = None;
        let mut start = self.start;
        let mut finished = Vec::new();
        for (number, arrived) in self.arrivals.range(self.start..) {
            let seq = low_bits(*number);
            let arrived_us = u64::try_from(arrived.as_micros()).unwrap_or(u64::MAX);
            let open = builder.get_or_insert_with(|| {
                FeedbackBuilder::new(low_bits(start), arrived_us, self.feedback_count)
            });
            if open.push(seq, arrived_us).is_err() {
                finished.extend(builder.take());
                self.feedback_count = self.feedback_count.wrapping_add(1);
                // What is missing right before this packet is told with it, unless that alone would not fit.
                let mut next =
                    FeedbackBuilder::new(low_bits(start), arrived_us, self.feedback_count);
                if next.push(seq, arrived_us).is_err() {
                    next = FeedbackBuilder::new(seq, arrived_us, self.feedback_count);
                    // The first arrival of an empty packet always fits.
                    let _ = next.push(seq, arrived_us);
                }
                builder = Some(next);
            }
            start = number + 1;
        }
        finished.extend(builder);
        for feedback in finished
            .iter()
            .filter(|feedback| feedback.status_count() > 0)
        {
            feedback.write(rtcp, 0, self.media_ssrc);
            written += 1;
            if self.losses.len() == LOSS_HISTORY {
                self.losses.pop_front();
            }
            self.losses
                .push_back(feedback.missing_count() as f64 / feedback.status_count() as f64);
        }
        if written > 0 {
            self.feedback_count = self.feedback_count.wrapping_add(1);
        }
        self.start = start;
        self.pending = 0;
        written
    }

    /// Part of the packets that did not arrive, 0…1, the recent weighing more.
    #[must_use]
    pub fn loss_ratio(&self) -> f64 {
        let (mut sum, mut weights) = (0.0, 0.0);
        for (index, loss) in self.losses.iter().enumerate() {
            let weight = (index + 1) as f64;
            sum += weight * loss;
            weights += weight;
        }
        if weights > 0.0 { sum / weights } else { 0.0 }
    }
}

fn low_bits(number: u64) -> SeqNo {
    SeqNo((number & 0xffff) as u16)
}

#[cfg(test)]
mod tests;
