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
            self.frame_interval = (self.frame_interval * 3 + interval) / 4;
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
            && now.saturating_duration_since(self.last_frame_at) >= SILENCE;
        if has_vanished {
            self.is_alive = false;
            let spell = self
                .last_frame_at
                .saturating_duration_since(self.alive_since);
            self.is_on_probation = spell < STEADY_SPELL;
        }
        has_vanished
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
