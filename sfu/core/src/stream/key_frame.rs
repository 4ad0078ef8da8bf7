//! When to ask a sender for a key frame: once for everybody who wants one, and again when it does not come.

use std::time::{Duration, Instant};

/// Shortest time between two requests. Browsers ignore a request that follows another within 300 ms, so asking sooner would be
/// lost and asking just after is soonest.
/// Higher: fewer key frames when many join. Lower: requests that the sender ignores.
const MIN_SPACING: Duration = Duration::from_millis(330);

/// Wait for the key frame before asking again without anybody wanting it anew.
/// Higher: a lost request costs a longer freeze. Lower: two key frames where one was only slow.
const RETRY: Duration = Duration::from_secs(1);

/// Requests for one wish; afterwards the sender evidently makes none, and the next wish begins anew.
/// Higher: a silent sender is asked longer. Lower: a few lost requests leave the picture frozen until somebody asks again.
const MAX_REQUESTS: u8 = 5;

/// Coalesces the key-frame wishes for one stream.
///
/// [`KeyFrameRequests::request`] for every wish, [`KeyFrameRequests::handle_key_frame`] for every key frame, and
/// [`KeyFrameRequests::poll`] whenever [`KeyFrameRequests::poll_at`] has come. However many wish, requests keep their spacing.
#[derive(Clone, Debug, Default)]
pub struct KeyFrameRequests {
    min_spacing: Duration,
    due_at: Option<Instant>,
    last_sent_at: Option<Instant>,
    sent: u8,
    is_at_hand: bool,
}

impl KeyFrameRequests {
    /// Requests at least `min_spacing` apart; shorter than 330 ms counts as that.
    #[must_use]
    pub fn new(min_spacing: Duration) -> Self {
        Self {
            min_spacing,
            ..Self::default()
        }
    }

    /// While true, a key frame's first packet is about to be passed on: who needs one gets it, and wishes count for nothing.
    pub fn set_at_hand(&mut self, is_at_hand: bool) {
        self.is_at_hand = is_at_hand;
    }

    /// Somebody needs a key frame that begins after `now`.
    pub fn request(&mut self, now: Instant) {
        if self.is_at_hand {
            return;
        }
        self.sent = 0;
        let soonest = self
            .last_sent_at
            .map_or(now, |at| now.max(at + self.min_spacing.max(MIN_SPACING)));
        self.due_at = Some(self.due_at.map_or(soonest, |due| due.min(soonest)));
    }

    /// A key frame began: every wish so far is fulfilled.
    pub fn handle_key_frame(&mut self) {
        self.due_at = None;
    }

    /// When [`KeyFrameRequests::poll`] has something to do.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        self.due_at
    }

    /// Whether to send a request now.
    pub fn poll(&mut self, now: Instant) -> bool {
        if self.due_at.is_none_or(|due| now < due) {
            return false;
        }
        self.sent += 1;
        self.last_sent_at = Some(now);
        self.due_at = (self.sent < MAX_REQUESTS).then_some(now + RETRY.max(self.min_spacing));
        true
    }
}

#[cfg(test)]
mod tests;
