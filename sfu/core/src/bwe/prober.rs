//! One probe at a time: a short burst faster than the estimate, and what became of it.
//!
//! The picture's own packets count as part of it; padding fills what they leave. A line slower than the burst spreads it out, and the
//! time between its first and its last arrival is then the line's own rate.

use super::acknowledged::{bps, micros};
use super::history::PacketResult;
use std::time::{Duration, Instant};

/// Part of the packets that must arrive for the rest to be measured.
const MIN_ARRIVED: f64 = 0.7;
const MIN_PACKETS: u32 = 4;

/// Time after the last packet in which its fate must be told.
/// Higher: long round trips. Lower: a probe whose feedback was lost is repeated sooner.
const MAX_WAIT: Duration = Duration::from_millis(1_500);

/// Time that a probe may take to be sent; longer, and there was nothing to send.
const MAX_SENDING: Duration = Duration::from_millis(400);

/// Shortest time between two looks at what is due.
/// Higher: fewer wake-ups and larger steps. Lower: smoother probes.
const STEP: Duration = Duration::from_millis(1);

/// Where arrivals are nearer than the receiver's clock tells apart.
const MIN_ARRIVAL_SPAN_US: i64 = 500;

/// Part of the sent rate below which the line, and not the sender, made the pace.
/// Higher: jitter is taken for the line's limit. Lower: a line just below the probe's rate is believed to carry it.
const SATURATED_BELOW: f64 = 0.9;

/// What to send.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct ProbeGoal {
    /// Bits per second.
    pub bps: f64,
    /// Bytes in all.
    pub bytes: u32,
}

/// What a probe found out.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ProbeOutcome {
    /// The line carried it as it was sent, in bits per second.
    Carried(f64),
    /// The line made its own pace, in bits per second.
    Saturated(f64),
    /// Nothing.
    Failed,
}

#[derive(Debug)]
struct Probe {
    id: u32,
    goal: ProbeGoal,
    began_at: Instant,
    is_sending: bool,
    last_sent_at: Instant,
    n_sent: u32,
    sent_bytes: u32,
    n_told: u32,
    n_arrived: u32,
    arrived_bytes: u64,
    first_sent: Option<Instant>,
    last_sent: Option<(Instant, u32)>,
    first_arrival: Option<(i64, u32)>,
    last_arrival_us: i64,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct Prober {
    last_id: u32,
    polled_at: Option<Instant>,
    probe: Option<Probe>,
}

impl Prober {
    /// Begins a probe; the one before is given up.
    pub fn begin(&mut self, now: Instant, goal: ProbeGoal) {
        self.last_id = self.last_id.wrapping_add(1).max(1);
        self.probe = Some(Probe {
            id: self.last_id,
            goal,
            began_at: now,
            is_sending: true,
            last_sent_at: now,
            n_sent: 0,
            sent_bytes: 0,
            n_told: 0,
            n_arrived: 0,
            arrived_bytes: 0,
            first_sent: None,
            last_sent: None,
            first_arrival: None,
            last_arrival_us: i64::MIN,
        });
    }

    /// True from the beginning of a probe until its outcome.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        self.probe.is_some()
    }

    fn sending(&self) -> Option<&Probe> {
        self.probe.as_ref().filter(|probe| probe.is_sending)
    }

    /// Counts a packet that is sent now; gives the probe that it belongs to.
    pub fn handle_sent(&mut self, now: Instant, size: usize) -> Option<u32> {
        let probe = self.probe.as_mut().filter(|probe| probe.is_sending)?;
        probe.n_sent += 1;
        probe.sent_bytes = probe
            .sent_bytes
            .saturating_add(u32::try_from(size).unwrap_or(u32::MAX));
        probe.last_sent_at = now;
        if probe.sent_bytes >= probe.goal.bytes {
            probe.is_sending = false;
        }
        Some(probe.id)
    }

    /// Bytes of padding that are due now.
    #[must_use]
    pub fn padding_due(&self, now: Instant) -> usize {
        let Some(probe) = self.sending() else {
            return 0;
        };
        let passed = now.saturating_duration_since(probe.began_at).as_secs_f64();
        let due = (probe.goal.bps * passed / 8.0).min(f64::from(probe.goal.bytes));
        if f64::from(probe.sent_bytes) <= due {
            (due as usize)
                .saturating_sub(probe.sent_bytes as usize)
                .max(1)
        } else {
            0
        }
    }

    /// When padding is due next, or the wait for the outcome ends.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        let probe = self.probe.as_ref()?;
        if !probe.is_sending {
            return Some(probe.last_sent_at + MAX_WAIT);
        }
        let passed = f64::from(probe.sent_bytes) * 8.0 / probe.goal.bps.max(1.0);
        let due_at = probe.began_at + Duration::from_secs_f64(passed).min(MAX_SENDING);
        // Padding that could not be sent is not tried again at once.
        Some(self.polled_at.map_or(due_at, |at| due_at.max(at + STEP)))
    }

    /// Takes what became of a packet.
    pub fn handle_result(&mut self, result: &PacketResult) {
        let Some(probe) = &mut self.probe else { return };
        if result.probe != Some(probe.id) {
            return;
        }
        if !result.was_missing {
            probe.n_told += 1;
        }
        let Some(arrived_us) = result.arrived_at_us else {
            return;
        };
        let bytes = result.size.saturating_add(result.unnumbered);
        probe.n_arrived += 1;
        probe.arrived_bytes += u64::from(bytes);
        if probe.first_sent.is_none_or(|at| result.sent_at < at) {
            probe.first_sent = Some(result.sent_at);
        }
        if probe.last_sent.is_none_or(|(at, _)| result.sent_at >= at) {
            probe.last_sent = Some((result.sent_at, bytes));
        }
        if probe.first_arrival.is_none_or(|(at, _)| arrived_us < at) {
            probe.first_arrival = Some((arrived_us, bytes));
        }
        probe.last_arrival_us = probe.last_arrival_us.max(arrived_us);
    }

    /// The outcome, once it is there or cannot come any more.
    pub fn poll_outcome(&mut self, now: Instant) -> Option<ProbeOutcome> {
        self.polled_at = Some(now);
        let probe = self.probe.as_mut()?;
        if probe.is_sending {
            let is_stuck = now.saturating_duration_since(probe.began_at) > MAX_SENDING;
            if is_stuck {
                // There was nothing to send it with.
                probe.is_sending = false;
            }
            return None;
        }
        let is_told = probe.n_told >= probe.n_sent;
        if !is_told && now.saturating_duration_since(probe.last_sent_at) < MAX_WAIT {
            return None;
        }
        let probe = self.probe.take()?;
        Some(probe.outcome())
    }

    /// Gives up.
    pub fn cancel(&mut self) {
        self.probe = None;
    }
}

impl Probe {
    fn outcome(&self) -> ProbeOutcome {
        let (Some(first_sent), Some((last_sent, last_bytes)), Some((first_arrival, first_bytes))) =
            (self.first_sent, self.last_sent, self.first_arrival)
        else {
            return ProbeOutcome::Failed;
        };
        let enough = self.n_arrived >= MIN_PACKETS
            && f64::from(self.n_arrived) >= f64::from(self.n_sent) * MIN_ARRIVED;
        let sent_us = micros(last_sent.saturating_duration_since(first_sent));
        if !enough || sent_us < 1_000 {
            return ProbeOutcome::Failed;
        }
        let arrived_us = (self.last_arrival_us - first_arrival).max(MIN_ARRIVAL_SPAN_US);
        let sent_bps = bps(
            self.arrived_bytes.saturating_sub(last_bytes.into()),
            sent_us,
        );
        let received_bps = bps(
            self.arrived_bytes.saturating_sub(first_bytes.into()),
            arrived_us,
        );
        // A picture's own burst may be faster than what was asked for; a few packets of it say nothing of the line.
        let offered_bps = sent_bps.min(self.goal.bps);
        if received_bps < offered_bps * SATURATED_BELOW {
            ProbeOutcome::Saturated(received_bps)
        } else {
            ProbeOutcome::Carried(received_bps.min(offered_bps))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    /// Sends a probe of 1 Mbit/s and 4,000 bytes in packets of 250 over a line of `line_bps`; every `lose`th packet is lost.
    fn probe(line_bps: f64, lose: usize) -> Option<ProbeOutcome> {
        let start = Instant::now();
        let mut prober = Prober::default();
        prober.begin(
            start,
            ProbeGoal {
                bps: 1e6,
                bytes: 4_000,
            },
        );
        let (mut now, mut sent) = (start, Vec::new());
        while prober.padding_due(now) > 0 || prober.sending().is_some() {
            while prober.padding_due(now) > 0 {
                let id = prober.handle_sent(now, 250).expect("part of it");
                sent.push((now, id));
            }
            now += MS;
            assert!(now - start < MAX_SENDING, "it ends");
        }
        assert_eq!(sent.len(), 16);
        assert_eq!(prober.padding_due(now), 0);
        let mut free_us = 0.0_f64;
        for (index, (sent_at, id)) in sent.iter().enumerate() {
            let sent_us = (*sent_at - start).as_micros() as f64;
            free_us = free_us.max(sent_us) + 250.0 * 8e6 / line_bps;
            let is_lost = lose > 0 && index % lose == 0;
            prober.handle_result(&PacketResult {
                sent_at: *sent_at,
                size: 250,
                unnumbered: 0,
                probe: Some(*id),
                arrived_at_us: (!is_lost).then_some(free_us as i64),
                was_missing: false,
            });
        }
        prober.poll_outcome(now)
    }

    #[test]
    fn a_slow_line_spreads_a_probe_out_and_is_measured() {
        let Some(ProbeOutcome::Saturated(bps)) = probe(400_000.0, 0) else {
            panic!("the line made the pace");
        };
        assert!((395_000.0..405_000.0).contains(&bps), "{bps}");
    }

    #[test]
    fn a_fast_line_carries_a_probe_as_it_was_sent() {
        let Some(ProbeOutcome::Carried(bps)) = probe(20e6, 0) else {
            panic!("the line was no limit");
        };
        assert!((900_000.0..1_100_000.0).contains(&bps), "{bps}");
    }

    #[test]
    fn a_picture_that_bursts_into_a_probe_proves_no_more_than_was_asked_for() {
        let start = Instant::now();
        let mut prober = Prober::default();
        prober.begin(
            start,
            ProbeGoal {
                bps: 1e6,
                bytes: 10_000,
            },
        );
        // Ten packets of 1,000 bytes within 2 ms: 36 Mbit/s, which arrive at 18.
        for index in 0..10 {
            let sent_at = start + MS * index / 5;
            let id = prober.handle_sent(sent_at, 1_000).expect("part of it");
            prober.handle_result(&PacketResult {
                sent_at,
                size: 1_000,
                unnumbered: 0,
                probe: Some(id),
                arrived_at_us: Some(i64::from(index) * 400),
                was_missing: false,
            });
        }
        assert_eq!(
            prober.poll_outcome(start + MS * 3),
            Some(ProbeOutcome::Carried(1e6))
        );
    }

    #[test]
    fn a_probe_of_which_too_much_is_lost_tells_nothing() {
        assert_eq!(probe(20e6, 2), Some(ProbeOutcome::Failed));
        assert!(matches!(probe(20e6, 8), Some(ProbeOutcome::Carried(_))));
    }

    #[test]
    fn without_anything_to_send_it_ends_by_itself_and_wakes_nobody_all_the_time() {
        let start = Instant::now();
        let mut prober = Prober::default();
        prober.begin(
            start,
            ProbeGoal {
                bps: 1e6,
                bytes: 4_000,
            },
        );
        let (mut now, mut n_polls) = (start, 0);
        while prober.is_busy() {
            let at = prober.poll_at().expect("a probe wants to be ended");
            assert!(n_polls == 0 || at > now, "no two looks at one instant");
            now = at;
            let _ = prober.poll_outcome(now);
            n_polls += 1;
            assert!(n_polls < 1_000);
        }
        assert!(now - start <= MAX_SENDING + MAX_WAIT + MS);
    }
}
