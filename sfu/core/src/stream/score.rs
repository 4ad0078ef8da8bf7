//! How well a stream arrives, 0 (nothing) to 10 (everything), weighted towards the recent.

/// Scores that the average looks back on.
/// Higher: steadier. Lower: quicker to tell of a change.
const HISTORY: usize = 24;

/// What happened to a stream in one interval.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Interval {
    /// Packets that came, or were sent when the other side reports.
    pub delivered_base: u64,
    /// Packets that were lost.
    pub lost: u64,
    /// Lost packets that a retransmission made good.
    pub repaired: u64,
    /// Retransmissions.
    pub retransmitted: u64,
}

impl Interval {
    /// The interval's score. A repaired packet counts as delivered in part: the less, the more of them there were and the
    /// more retransmissions each one took. The fourth power makes 10 % of loss cost a third of the score.
    #[must_use]
    pub fn score(&self) -> u8 {
        if self.delivered_base == 0 {
            return 0;
        }
        let base = self.delivered_base as f64;
        let lost = self.lost.min(self.delivered_base) as f64;
        let repaired = (self.repaired as f64).min(lost);
        let mut weight = (1.0 / (repaired / base + 1.0)).powi(4);
        if self.retransmitted > 0 {
            weight *= (repaired / self.retransmitted as f64).min(1.0);
        }
        let remaining = (lost - repaired * weight).max(0.0);
        let ratio = ((base - remaining) / base).clamp(0.0, 1.0);
        (ratio.powi(4) * 10.0).round() as u8
    }
}

/// The weighted average of a stream's latest scores: the newest weighs most, the oldest one.
#[derive(Clone, Debug)]
pub struct ScoreHistory {
    score: u8,
    latest: [u8; HISTORY],
    len: usize,
}

impl ScoreHistory {
    /// A history that begins with a score and nothing behind it.
    #[must_use]
    pub fn new(score: u8) -> Self {
        Self {
            score,
            latest: [0; HISTORY],
            len: 0,
        }
    }

    /// The score now.
    #[must_use]
    pub fn score(&self) -> u8 {
        self.score
    }

    /// Takes the score of one interval and tells whether the average changed.
    pub fn add(&mut self, score: u8) -> bool {
        if self.len == HISTORY {
            self.latest.rotate_left(1);
            self.len -= 1;
        }
        if let Some(slot) = self.latest.get_mut(self.len) {
            *slot = score.min(10);
            self.len += 1;
        }
        let (mut sum, mut weights) = (0u32, 0u32);
        for (weight, score) in (1..).zip(self.latest.iter().take(self.len)) {
            sum += weight * u32::from(*score);
            weights += weight;
        }
        let average = (sum + weights / 2) / weights.max(1);
        let before = std::mem::replace(&mut self.score, average as u8);
        self.score != before
    }

    /// Forgets the past and begins with a score; tells whether that is a change.
    pub fn reset(&mut self, score: u8) -> bool {
        self.len = 0;
        let before = std::mem::replace(&mut self.score, score);
        self.score != before
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn interval(delivered_base: u64, lost: u64, repaired: u64, retransmitted: u64) -> u8 {
        Interval {
            delivered_base,
            lost,
            repaired,
            retransmitted,
        }
        .score()
    }

    #[test]
    fn loss_costs_more_than_its_share_and_repair_gives_part_of_it_back() {
        assert_eq!(interval(100, 0, 0, 0), 10);
        assert_eq!(interval(100, 10, 0, 0), 7);
        assert_eq!(interval(100, 10, 10, 10), 9);
        assert_eq!(interval(100, 10, 10, 40), 7);
        assert_eq!(interval(100, 50, 0, 0), 1);
        assert_eq!(interval(100, 500, 0, 0), 0);
        assert_eq!(interval(0, 10, 0, 0), 0);
    }

    #[test]
    fn recent_scores_weigh_more_than_old_ones() {
        let mut history = ScoreHistory::new(10);
        assert!(!history.add(10));
        assert!(history.add(0));
        assert_eq!(history.score(), 3);
        for _ in 0..HISTORY {
            history.add(10);
        }
        assert_eq!(history.score(), 10);
        assert!(history.reset(0));
    }
}
