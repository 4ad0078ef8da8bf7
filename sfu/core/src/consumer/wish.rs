//! When a consumer that waits for a key frame wishes for one anew.

use std::time::{Duration, Instant};

/// Wait for a key frame before it is wished for again, while packets of its stream come that cannot be decoded without. The
/// stream itself repeats a wish for some seconds and then gives up; this never does.
/// Higher: a sender that lost all requests freezes the picture longer. Lower: more requests to a sender that makes no key frame.
const AGAIN: Duration = Duration::from_secs(2);

/// Key frames of other encodings that come so soon after a wish were made for it: browsers begin all encodings anew at once.
/// Higher: also a publisher on a slow line is understood. Lower: a key frame that somebody else asked for is less often left out.
const TOGETHER: Duration = Duration::from_secs(1);

/// The wish of one consumer for a key frame of the stream that it waits for.
#[derive(Debug, Default)]
pub(super) struct KeyFrameWish {
    wished_at: Option<Instant>,
}

impl KeyFrameWish {
    /// It was wished for.
    pub(super) fn begin(&mut self, now: Instant) {
        self.wished_at = Some(now);
    }

    /// True while a key frame of another encoding is taken for a part of the answer.
    pub(super) fn is_fresh(&self, now: Instant) -> bool {
        self.wished_at
            .is_some_and(|at| now.saturating_duration_since(at) < TOGETHER)
    }

    /// True when it has to be wished for again, which then counts as done.
    pub(super) fn is_overdue(&mut self, now: Instant) -> bool {
        let overdue = self
            .wished_at
            .is_none_or(|at| now.saturating_duration_since(at) >= AGAIN);
        if overdue {
            self.wished_at = Some(now);
        }
        overdue
    }
}
