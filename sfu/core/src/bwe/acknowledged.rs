//! How fast the peer really received, and how fast the same packets had been sent.

use super::history::PacketResult;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Packets of this much time are looked at.
/// Higher: steadier rates. Lower: a sudden change of the line is measured sooner.
const WINDOW_US: i64 = 600_000;

/// Time that the bottleneck must have been busy for its rate to be measured.
/// Higher: more exact. Lower: sooner.
const MIN_BUSY_US: i64 = 80_000;

/// Packets remembered at once; at 1,200 bytes they are 80 Mbit/s over the window.
const MAX_PACKETS: usize = 5_000;

#[derive(Debug, Clone, Copy)]
struct Arrival {
    sent_us: i64,
    arrived_us: i64,
    bytes: u32,
    /// It waited behind others at the bottleneck.
    has_waited: bool,
}

/// Rates of the packets that arrived in the last moments, in bits per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rates {
    /// As they were sent.
    pub sent_bps: f64,
    /// As they arrived.
    pub received_bps: f64,
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct AcknowledgedRate {
    arrivals: VecDeque<Arrival>,
    epoch: Option<Instant>,
}

impl AcknowledgedRate {
    /// Takes a packet that arrived; `has_waited` when there was a queue before it.
    pub fn handle_result(&mut self, result: &PacketResult, has_waited: bool) {
        let Some(arrived_us) = result.arrived_at_us else {
            return;
        };
        let epoch = *self.epoch.get_or_insert(result.sent_at);
        let arrival = Arrival {
            sent_us: micros(result.sent_at.saturating_duration_since(epoch)),
            arrived_us,
            bytes: result.size.saturating_add(result.unnumbered),
            has_waited,
        };
        self.arrivals.push_back(arrival);
        while self.arrivals.front().is_some_and(|first| {
            self.arrivals.len() > MAX_PACKETS || arrived_us - first.arrived_us > WINDOW_US
        }) {
            self.arrivals.pop_front();
        }
    }

    /// Forgets everything; after an outage.
    pub fn reset(&mut self) {
        self.arrivals.clear();
    }

    /// The rates over the last `span`; none while too little arrived to tell.
    #[must_use]
    pub fn rates(&self, span: Duration) -> Option<Rates> {
        let oldest = self.arrivals.back()?.arrived_us - micros(span);
        let recent = self.arrivals.iter().rev();
        rates(recent.take_while(|arrival| arrival.arrived_us >= oldest))
            .filter(|(_, us)| *us >= 40_000)
            .map(|(rates, _)| rates)
    }

    /// The rates while the bottleneck was busy without a break until now: what it carries at most. None when it was not, or not for
    /// long enough to tell.
    #[must_use]
    pub fn busy_rates(&self) -> Option<Rates> {
        let recent = self.arrivals.iter().rev();
        rates(recent.take_while(|arrival| arrival.has_waited))
            .filter(|(_, us)| *us >= MIN_BUSY_US)
            .map(|(rates, _)| rates)
    }
}

/// Rates of some arrivals, and the time they took to arrive.
fn rates<'a>(arrivals: impl Iterator<Item = &'a Arrival>) -> Option<(Rates, i64)> {
    let (mut n, mut bytes) = (0_u32, 0_u64);
    let (mut sent, mut arrived) = ((i64::MAX, i64::MIN), (i64::MAX, i64::MIN));
    let (mut first, mut last) = (0, 0);
    for arrival in arrivals {
        n += 1;
        bytes += u64::from(arrival.bytes);
        if arrival.arrived_us <= arrived.0 {
            (arrived.0, first) = (arrival.arrived_us, arrival.bytes);
        }
        if arrival.sent_us > sent.1 {
            (sent.1, last) = (arrival.sent_us, arrival.bytes);
        }
        arrived.1 = arrived.1.max(arrival.arrived_us);
        sent.0 = sent.0.min(arrival.sent_us);
    }
    if n < 5 {
        return None;
    }
    let (sent_us, arrived_us) = (sent.1 - sent.0, arrived.1 - arrived.0);
    if arrived_us <= 0 || sent_us < 1_000 {
        return None;
    }
    // The time between first and last does not contain the first packet's way over the bottleneck, nor the last one's start.
    let rates = Rates {
        sent_bps: bps(bytes - u64::from(last), sent_us),
        received_bps: bps(bytes - u64::from(first), arrived_us),
    };
    Some((rates, arrived_us))
}

/// Bits per second of `bytes` in `us` microseconds.
pub(super) fn bps(bytes: u64, us: i64) -> f64 {
    bytes as f64 * 8e6 / us.max(1) as f64
}

/// A duration in microseconds.
pub(super) fn micros(duration: Duration) -> i64 {
    i64::try_from(duration.as_micros()).unwrap_or(i64::MAX)
}
