//! Who has something to do next, without looking at everybody each turn.

use super::Router;
use super::slab::Key;
use crate::observer::RtpObserver;
use crate::producer::Producer;
use crate::transport::Transport;
use std::cmp::{Ordering, Reverse};
use std::collections::BinaryHeap;
use std::time::Instant;

/// Whose turn it is.
#[derive(Debug, Clone, Copy)]
pub(super) enum Due {
    Transport(Key<Transport>),
    Producer(Key<Producer>),
    Observer(Key<RtpObserver>),
}

#[derive(Debug)]
struct Entry {
    at: Instant,
    due: Due,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Entry) -> bool {
        self.at == other.at
    }
}

impl Eq for Entry {}

impl PartialOrd for Entry {
    fn partial_cmp(&self, other: &Entry) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Entry {
    fn cmp(&self, other: &Entry) -> Ordering {
        self.at.cmp(&other.at)
    }
}

/// Pending timers. An entity remembers the earliest one it has in here; a later one that it overtook is ignored when it
/// comes up, so nothing ever has to be searched for.
#[derive(Debug, Default)]
pub(super) struct TimerQueue {
    heap: BinaryHeap<Reverse<Entry>>,
}

impl TimerQueue {
    /// When the next one is due; early at times, never late.
    pub(super) fn next_at(&self) -> Option<Instant> {
        self.heap.peek().map(|Reverse(entry)| entry.at)
    }

    pub(super) fn schedule(
        &mut self,
        scheduled_at: &mut Option<Instant>,
        at: Option<Instant>,
        due: Due,
    ) {
        let Some(at) = at else { return };
        if scheduled_at.is_none_or(|scheduled| at < scheduled) {
            *scheduled_at = Some(at);
            self.heap.push(Reverse(Entry { at, due }));
        }
    }

    fn pop(&mut self, now: Instant) -> Option<Entry> {
        if self
            .heap
            .peek()
            .is_some_and(|Reverse(entry)| entry.at <= now)
        {
            return self.heap.pop().map(|Reverse(entry)| entry);
        }
        None
    }

    /// Pending timers, overtaken ones too.
    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.heap.len()
    }
}

impl Router {
    /// Notes when a transport has something to do; call it after anything that may have brought that forward.
    pub(super) fn schedule_transport(&mut self, key: Key<Transport>) {
        if let Some(transport) = self.transports.get_mut(key) {
            let at = transport.poll_timeout();
            self.timers
                .schedule(&mut transport.scheduled_at, at, Due::Transport(key));
        }
    }

    /// The same for a producer.
    pub(super) fn schedule_producer(&mut self, key: Key<Producer>) {
        if let Some(producer) = self.producers.get_mut(key) {
            let at = producer.poll_timeout();
            self.timers
                .schedule(&mut producer.scheduled_at, at, Due::Producer(key));
        }
    }

    /// The same for an observer.
    pub(super) fn schedule_observer(&mut self, key: Key<RtpObserver>) {
        if let Some(observer) = self.observers.get_mut(key) {
            let at = observer.poll_timeout();
            self.timers
                .schedule(observer.scheduled_at_mut(), at, Due::Observer(key));
        }
    }

    /// Does everything that is due; each entity at most once, however long nobody asked.
    pub(super) fn run_timers(&mut self, now: Instant) {
        let mut again = Vec::new();
        while let Some(Entry { at, due }) = self.timers.pop(now) {
            let scheduled_at = match due {
                Due::Transport(key) => self
                    .transports
                    .get_mut(key)
                    .map(|entity| &mut entity.scheduled_at),
                Due::Producer(key) => self
                    .producers
                    .get_mut(key)
                    .map(|entity| &mut entity.scheduled_at),
                Due::Observer(key) => self
                    .observers
                    .get_mut(key)
                    .map(RtpObserver::scheduled_at_mut),
            };
            let Some(scheduled_at) = scheduled_at.filter(|scheduled| **scheduled == Some(at))
            else {
                continue;
            };
            *scheduled_at = None;
            match due {
                Due::Transport(key) => self.run_transport(now, key),
                Due::Producer(key) => self.poll_producer(now, key),
                Due::Observer(key) => self.run_observer(now, key),
            }
            again.push(due);
        }
        for due in again {
            match due {
                Due::Transport(key) => self.schedule_transport(key),
                Due::Producer(key) => self.schedule_producer(key),
                Due::Observer(key) => self.schedule_observer(key),
            }
        }
    }
}
