//! Packets lost on the way to the peer, by transport-wide feedback alone: what the publisher's own line lost was never sent, has no
//! number here and is nobody's fault on this side.

use super::history::PacketResult;
use std::time::{Duration, Instant};

/// Shortest time and fewest packets that a loss ratio is taken over.
/// Higher: calmer. Lower: a line that drops instead of queueing is answered sooner.
const WINDOW: Duration = Duration::from_millis(500);
const MIN_PACKETS: u32 = 20;

/// Longest wait for those packets.
const MAX_WINDOW: Duration = Duration::from_secs(3);

/// Loss above the line's own that is taken for congestion.
/// Higher: a line that polices by dropping is overdriven for longer. Lower: radio loss makes the picture small.
const EXCESSIVE: f64 = 0.10;

/// Part of the loss that must be left at a lower rate for it to be the line's own.
const INHERENT_REST: f64 = 0.6;

/// How fast the line's own loss is believed to have become less, per window.
const INHERENT_DECAY: f64 = 0.2;

/// What a window of packets tells.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum LossVerdict {
    /// No more than the line loses anyway.
    Fine,
    /// So much that less should be sent.
    Excessive(f64),
    /// It did not become less at a lower rate: it is the line's own, and the lower rate was in vain.
    Inherent(f64),
}

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct LossModel {
    lost: u32,
    arrived: u32,
    began_at: Option<Instant>,
    ratio: Option<f64>,
    inherent: f64,
    /// Loss before the rate was lowered for it, and the first instant whose loss can show the effect.
    lowered: Option<(f64, Instant)>,
}

impl LossModel {
    /// Takes what became of one packet.
    pub fn handle_result(&mut self, result: &PacketResult) {
        match (result.arrived_at_us, result.was_missing) {
            (Some(_), false) => self.arrived += 1,
            (Some(_), true) => {
                self.arrived += 1;
                self.lost = self.lost.saturating_sub(1);
            }
            (None, _) => self.lost += 1,
        }
    }

    /// The verdict, when enough packets have come for one.
    pub fn judge(&mut self, now: Instant) -> Option<LossVerdict> {
        let began_at = *self.began_at.get_or_insert(now);
        let age = now.saturating_duration_since(began_at);
        let n = self.lost + self.arrived;
        if n == 0 || age < WINDOW || (n < MIN_PACKETS && age < MAX_WINDOW) {
            return None;
        }
        let ratio = f64::from(self.lost) / f64::from(n);
        self.forget_window();
        self.began_at = Some(now);
        self.ratio = Some(self.ratio.map_or(ratio, |old| old * 0.7 + ratio * 0.3));
        if ratio < self.inherent {
            self.inherent += (ratio - self.inherent) * INHERENT_DECAY;
        }
        if let Some((before, effective_at)) = self.lowered {
            if began_at < effective_at {
                return Some(LossVerdict::Fine);
            }
            self.lowered = None;
            if ratio >= before * INHERENT_REST {
                self.inherent = ratio.max(before);
                return Some(LossVerdict::Inherent(ratio));
            }
        }
        // Few packets vary much: three standard deviations of the line's own loss are no news.
        let spread = 3.0 * (self.inherent * (1.0 - self.inherent) / f64::from(n)).sqrt();
        let excess = (ratio - self.inherent - spread) / (1.0 - self.inherent);
        Some(if excess > EXCESSIVE {
            LossVerdict::Excessive(ratio)
        } else {
            LossVerdict::Fine
        })
    }

    /// The rate was lowered because of a loss of `ratio`; packets sent from `effective_at` on show what that changed.
    pub fn handle_lowered(&mut self, ratio: f64, effective_at: Instant) {
        self.lowered = Some((ratio, effective_at));
    }

    /// Forgets the packets counted so far; they were lost in an outage, which no lower rate would have prevented.
    pub fn forget_window(&mut self) {
        self.lost = 0;
        self.arrived = 0;
        self.began_at = None;
    }

    /// Part of the packets that was lost lately, 0…1; none while unknown.
    #[must_use]
    pub fn ratio(&self) -> Option<f64> {
        self.ratio
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    struct Line {
        model: LossModel,
        now: Instant,
    }

    impl Line {
        fn new() -> Self {
            Self {
                model: LossModel::default(),
                now: Instant::now(),
            }
        }

        /// One window of 100 packets of which `lost` are lost.
        fn window(&mut self, lost: u32) -> Option<LossVerdict> {
            self.model.judge(self.now);
            for i in 0..100 {
                self.model.handle_result(&PacketResult {
                    sent_at: self.now,
                    size: 1_000,
                    unnumbered: 0,
                    probe: None,
                    arrived_at_us: (i >= lost).then_some(0),
                    was_missing: false,
                });
            }
            self.now += WINDOW;
            self.model.judge(self.now)
        }
    }

    #[test]
    fn two_percent_is_fine() {
        let mut line = Line::new();
        for _ in 0..20 {
            assert_eq!(line.window(2), Some(LossVerdict::Fine));
        }
        assert!((line.model.ratio().unwrap() - 0.02).abs() < 0.001);
    }

    #[test]
    fn loss_that_ends_at_a_lower_rate_was_congestion() {
        let mut line = Line::new();
        assert_eq!(line.window(30), Some(LossVerdict::Excessive(0.3)));
        line.model.handle_lowered(0.3, line.now);
        assert_eq!(line.window(0), Some(LossVerdict::Fine));
        assert_eq!(line.window(30), Some(LossVerdict::Excessive(0.3)));
    }

    #[test]
    fn loss_that_stays_at_a_lower_rate_is_the_lines_own() {
        let mut line = Line::new();
        assert_eq!(line.window(20), Some(LossVerdict::Excessive(0.2)));
        line.model.handle_lowered(0.2, line.now);
        assert_eq!(line.window(19), Some(LossVerdict::Inherent(0.19)));
        for _ in 0..5 {
            assert_eq!(line.window(21), Some(LossVerdict::Fine));
        }
        assert_eq!(line.window(60), Some(LossVerdict::Excessive(0.6)));
    }

    #[test]
    fn a_packet_that_comes_late_is_taken_back() {
        let mut line = Line::new();
        let missing = PacketResult {
            sent_at: line.now,
            size: 1_000,
            unnumbered: 0,
            probe: None,
            arrived_at_us: None,
            was_missing: false,
        };
        line.model.judge(line.now);
        for _ in 0..50 {
            line.model.handle_result(&missing);
            line.model.handle_result(&PacketResult {
                arrived_at_us: Some(1),
                was_missing: true,
                ..missing
            });
        }
        assert_eq!(line.model.judge(line.now + WINDOW), Some(LossVerdict::Fine));
        assert_eq!(line.model.ratio(), Some(0.0));
    }
}
