//! Whether a layer of several is still sent, told from what its siblings do.
//!
//! A layer that its sender switched off falls silent while the others go on: it is given up after some frames of theirs. When
//! all fall silent together there is nothing to go to, and it may be a screen share that stands still: nobody is given up.

use crate::rtp::RtpTimestamp;
use std::time::{Duration, Instant};

/// Frames of a sibling without one of its own that a layer must have missed to count as vanished.
/// Higher: the picture of a vanished layer stands longer. Lower: a layer with fewer frames a second than its siblings flaps.
const MISSED_FRAMES: u32 = 10;

/// Silence that a layer must have kept besides.
/// Higher: the picture of a vanished layer stands longer. Lower: a lost burst, or a large key frame that queues, ends a layer.
const SILENCE: Duration = Duration::from_millis(400);

/// Frames of its own that it must have missed besides, by the time between them: one of two a second is not gone because another of
/// fifteen goes on.
/// Higher: the picture of a vanished slow layer stands longer. Lower: a slow layer ends with a frame that its encoder leaves out.
const OWN_FRAMES: u32 = 3;

/// Time between two frames of a layer of which only one was seen.
/// Higher: one that ends with its first frame stands longer. Lower: a slow one is given up before its second.
const UNKNOWN_INTERVAL: Duration = Duration::from_millis(400);

/// How long a layer that had vanished has to be back before it is switched to again.
/// Higher: a better picture comes later. Lower: a layer that its sender turns on and off makes the picture flap.
const PROBATION: Duration = Duration::from_secs(2);

/// How long a layer must have been sent before it vanished to be trusted again as soon as it is back: its sender turned it off
/// because nobody wanted it (never sooner than this after it was wanted), and on because somebody does.
/// Higher: what was just asked for comes later. Lower: a layer that its sender turns on and off makes the picture flap.
const STEADY_SPELL: Duration = Duration::from_secs(5);

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Liveness {
    alive_since: Instant,
    is_alive: bool,
    /// It is to prove itself when it comes back, or does so now.
    is_on_probation: bool,
    last_frame_at: Instant,
    last_timestamp: Option<RtpTimestamp>,
    frame_interval: Duration,
    missed_frames: u32,
}

impl Liveness {
    /// A layer that begins now.
    pub(super) fn new(now: Instant) -> Liveness {
        Liveness {
            alive_since: now,
            is_alive: true,
            is_on_probation: false,
            last_frame_at: now,
            last_timestamp: None,
            frame_interval: Duration::ZERO,
            missed_frames: 0,
        }
    }

    /// A media packet of it came; gives whether that began a frame, and whether the layer is back.
    pub(super) fn handle_packet(&mut self, now: Instant, timestamp: RtpTimestamp) -> (bool, bool) {
        self.missed_frames = 0;
        let begins_frame = self
            .last_timestamp
            .is_none_or(|last| timestamp.is_newer_than(last));
        if begins_frame && self.last_timestamp.replace(timestamp).is_some() {
            let interval = now.saturating_duration_since(self.last_frame_at);
            self.frame_interval = if self.frame_interval.is_zero() {
                interval
            } else {
                (self.frame_interval * 3 + interval) / 4
            };
        }
        self.last_frame_at = now;
        let is_back = !std::mem::replace(&mut self.is_alive, true);
        if is_back {
            self.alive_since = now;
        }
        (begins_frame, is_back)
    }

    /// A frame of a sibling began; tells whether the layer counts as vanished from now on.
    pub(super) fn handle_sibling_frame(&mut self, now: Instant) -> bool {
        self.missed_frames = self.missed_frames.saturating_add(1);
        let has_vanished = self.is_alive
            && self.missed_frames >= MISSED_FRAMES
            && now.saturating_duration_since(self.last_frame_at) >= self.allowed_silence();
        if has_vanished {
            self.is_alive = false;
            let spell = self
                .last_frame_at
                .saturating_duration_since(self.alive_since);
            self.is_on_probation = spell < STEADY_SPELL;
        }
        has_vanished
    }

    fn allowed_silence(&self) -> Duration {
        let interval = if self.frame_interval.is_zero() {
            UNKNOWN_INTERVAL
        } else {
            self.frame_interval
        };
        SILENCE.max(interval * OWN_FRAMES)
    }

    /// Whether it is sent.
    pub(crate) fn is_alive(&self) -> bool {
        self.is_alive
    }

    /// Whether it may be switched to.
    pub(crate) fn is_eligible(&self, now: Instant) -> bool {
        self.is_alive && self.eligible_at().is_none_or(|at| at <= now)
    }

    /// When it may be switched to again, if it is back and has to prove itself.
    pub(super) fn eligible_at(&self) -> Option<Instant> {
        (self.is_alive && self.is_on_probation).then(|| self.alive_since + PROBATION)
    }

    /// The time of [`Liveness::eligible_at`] has come.
    pub(super) fn end_probation(&mut self) {
        self.is_on_probation = false;
    }

    /// Since when it is sent without a break.
    pub(crate) fn alive_since(&self) -> Instant {
        self.alive_since
    }

    /// Time between two frames lately; zero while unknown.
    pub(crate) fn frame_interval(&self) -> Duration {
        self.frame_interval
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether a layer whose frames come at these milliseconds is given up while a sibling sends 20 a second for four seconds.
    fn is_given_up(own_ms: &[u64]) -> Option<u64> {
        let start = Instant::now();
        let mut layer = Liveness::new(start);
        (0..80).map(|frame| frame * 50).find(|ms| {
            let now = start + Duration::from_millis(*ms);
            if own_ms.contains(ms) {
                layer.handle_packet(now, RtpTimestamp(*ms as u32 * 90));
            }
            layer.handle_sibling_frame(now)
        })
    }

    #[test]
    fn a_slow_layer_that_leaves_out_a_frame_is_not_given_up() {
        let two_a_second = [0, 500, 1_500, 2_000, 3_000, 3_500];
        assert_eq!(is_given_up(&two_a_second), None);
        let begins_late = [0, 1_000, 1_500, 2_000, 2_500, 3_000, 3_500];
        assert_eq!(is_given_up(&begins_late), None);
    }

    #[test]
    fn a_layer_that_ends_is_given_up_after_three_frames_of_its_own_at_least() {
        assert_eq!(is_given_up(&[0, 50, 100, 150, 200]), Some(650));
        assert_eq!(is_given_up(&[0, 500, 1_000]), Some(2_500));
        assert_eq!(is_given_up(&[0]), Some(1_200));
    }
}
