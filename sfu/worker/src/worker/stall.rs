//! Notices that the process stood still (SIGSTOP, a paused machine, no processor time): what waited in sockets is old.
//!
//! Media of seconds ago would go out as one burst that no receiver can play. It is dropped; repair and key frames make
//! up for it. Checks and handshakes are old as well, but cost nobody anything and keep sessions alive.

use crate::sys::epoll::EVENTS_PER_WAIT;
use sambung_core::rtp::{is_rtcp, is_rtp_or_rtcp};
use std::time::{Duration, Instant};

/// How much later than asked a turn of the loop has to begin. Higher passes on older media in larger bursts, lower drops
/// what a busy machine only delayed.
const NOTICEABLE: Duration = Duration::from_secs(1);

/// How soon after a stall the loop has come to what waited. Higher drops what came since, lower passes on what is old on a
/// machine that is still busy.
const CATCHING_UP: Duration = Duration::from_millis(20);

/// See the module's documentation.
#[derive(Debug, Default)]
pub struct Stall {
    turn_began_at: Option<Instant>,
    /// A stall ended then, and not everything that waited was seen yet.
    ended_at: Option<Instant>,
    is_over: bool,
}

impl Stall {
    /// A turn begins. `asked` is how long it was to sleep at most; without a limit nothing was going on that could be
    /// late. `n_ready` tells whether there may be more that waited.
    pub fn turn_begins(&mut self, now: Instant, asked: Option<Duration>, n_ready: usize) {
        let turn_began_at = self.turn_began_at.replace(now);
        let is_late = turn_began_at
            .zip(asked)
            .is_some_and(|(at, asked)| now.saturating_duration_since(at) > asked + NOTICEABLE);
        if is_late {
            self.ended_at = Some(now);
        }
        self.is_over = self
            .ended_at
            .is_some_and(|at| now.saturating_duration_since(at) <= CATCHING_UP);
        // A signal that ends a stop wakes the loop as well, with nothing to show.
        let has_seen_all = n_ready > 0 && n_ready < EVENTS_PER_WAIT;
        if has_seen_all || !self.is_over {
            self.ended_at = None;
        }
    }

    /// True in the turn after a stall: whatever waits in sockets is to be read now.
    pub fn is_over(&self) -> bool {
        self.is_over
    }

    /// True for media that came during the stall.
    pub fn is_stale(&self, datagram: &[u8]) -> bool {
        self.is_over && is_rtp_or_rtcp(datagram) && !is_rtcp(datagram)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const RTP: [u8; 12] = [0x80; 12];
    const RTCP: [u8; 12] = [0x80, 200, 0, 2, 0, 0, 0, 0, 0, 0, 0, 0];

    #[test]
    fn only_media_of_a_turn_that_comes_much_too_late_is_stale() {
        let mut stall = Stall::default();
        let second = Duration::from_secs(1);
        let mut now = Instant::now();
        stall.turn_begins(now, Some(Duration::ZERO), 1);
        assert!(!stall.is_stale(&RTP));
        now += second;
        stall.turn_begins(now, Some(second / 2), 1);
        assert!(!stall.is_over(), "late, but not by much");
        now += 10 * second;
        stall.turn_begins(now, None, 1);
        assert!(!stall.is_over(), "nothing was going on");
        now += 3 * second;
        stall.turn_begins(now, Some(second), 1);
        assert!(stall.is_stale(&RTP) && !stall.is_stale(&RTCP) && !stall.is_stale(&[0; 20]));
        stall.turn_begins(now, Some(second), 1);
        assert!(!stall.is_stale(&RTP));
    }

    #[test]
    fn a_stall_is_over_when_all_that_waited_was_seen() {
        let mut stall = Stall::default();
        let mut now = Instant::now();
        stall.turn_begins(now, None, 0);
        now += Duration::from_secs(5);
        stall.turn_begins(now, Some(Duration::ZERO), EVENTS_PER_WAIT);
        stall.turn_begins(now, Some(Duration::ZERO), EVENTS_PER_WAIT);
        assert!(stall.is_over());
        stall.turn_begins(now, Some(Duration::ZERO), 3);
        assert!(stall.is_over(), "the last of what waited");
        stall.turn_begins(now, Some(Duration::ZERO), 3);
        assert!(!stall.is_over());
    }

    #[test]
    fn a_turn_without_events_does_not_end_it_and_time_does() {
        let mut stall = Stall::default();
        let mut now = Instant::now();
        for is_soon in [true, false] {
            stall.turn_begins(now, Some(Duration::ZERO), 1);
            now += Duration::from_secs(5);
            stall.turn_begins(now, Some(Duration::ZERO), 0);
            now += CATCHING_UP * if is_soon { 1 } else { 2 };
            stall.turn_begins(now, Some(Duration::ZERO), 1);
            assert_eq!(stall.is_over(), is_soon);
        }
    }
}
