//! Handshakes wait their turn: a storm of joins must not keep media from being forwarded.

use super::{Worker, socket::Route};
use sambung_core::ortc::TransportTuple;
use std::{
    collections::{HashMap, VecDeque},
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

/// Handshake datagrams handled in one turn of the loop, at some 100 µs each. Higher ends a storm of joins sooner, lower
/// lets media through more often meanwhile.
const PER_TURN: usize = 16;

/// Datagrams of one transport that wait. Higher takes a flight in many fragments whole, lower leaves a peer that sends
/// nothing but handshake records less of everybody's time.
const MAX_WAITING_OF_TRANSPORT: usize = 16;

/// Datagrams that wait altogether. Higher survives a larger storm without repetitions, lower bounds memory and how long
/// the last one waits: beyond some 100 ms peers repeat themselves anyhow.
const MAX_WAITING: usize = 1024;

#[derive(Debug)]
struct Waiting {
    route: Route,
    tuple: TransportTuple,
    datagram: Vec<u8>,
}

/// Handshake datagrams beyond what a turn can take, in the order of arrival.
#[derive(Debug, Default)]
pub struct Handshakes {
    waiting: VecDeque<Waiting>,
    n_by_route: HashMap<Route, usize>,
    n_in_turn: usize,
    /// Dropped because too many waited; the peers repeat them.
    pub n_dropped: u64,
}

impl Handshakes {
    /// True when the datagram may be handled at once; else it waits, or is dropped when too many wait.
    pub fn admit(&mut self, route: Route, tuple: &TransportTuple, datagram: &[u8]) -> bool {
        let n_of_transport = self.n_by_route.get(&route).copied().unwrap_or(0);
        if n_of_transport == 0 && self.n_in_turn < PER_TURN {
            self.n_in_turn += 1;
            return true;
        }
        if n_of_transport >= MAX_WAITING_OF_TRANSPORT || self.waiting.len() >= MAX_WAITING {
            self.n_dropped += 1;
            return false;
        }
        *self.n_by_route.entry(route).or_default() += 1;
        self.waiting.push_back(Waiting {
            route,
            tuple: *tuple,
            datagram: datagram.to_vec(),
        });
        false
    }

    /// Begins a turn of the loop.
    fn begin_turn(&mut self) {
        self.n_in_turn = 0;
    }

    /// The next datagram, while the turn has room.
    fn next(&mut self) -> Option<Waiting> {
        if self.n_in_turn >= PER_TURN {
            return None;
        }
        let waiting = self.waiting.pop_front()?;
        self.n_in_turn += 1;
        if let Some(n_waiting) = self.n_by_route.get_mut(&waiting.route) {
            *n_waiting -= 1;
            if *n_waiting == 0 {
                self.n_by_route.remove(&waiting.route);
            }
        }
        Some(waiting)
    }

    /// True while some wait: the loop must not sleep.
    pub fn is_waiting(&self) -> bool {
        !self.waiting.is_empty()
    }
}

impl Worker {
    /// Goes on with handshakes that waited. To be called first in a turn.
    pub(super) fn continue_handshakes(&mut self) {
        self.handshakes.begin_turn();
        if !self.handshakes.is_waiting() {
            return;
        }
        let now = Instant::now();
        while let Some(mut waiting) = self.handshakes.next() {
            let Some(host) = self.hosts.touch(waiting.route.router) else {
                continue;
            };
            let router = &mut host.router;
            let (route, tuple) = (waiting.route, waiting.tuple);
            let handled = catch_unwind(AssertUnwindSafe(|| {
                router.handle_datagram(now, route.transport, tuple, &mut waiting.datagram)
            }));
            if handled.is_err() {
                self.close_broken_transport(now, route);
            }
        }
        self.drain(now);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::worker::webrtc_server::tests::handles;
    use sambung_core::ortc::Protocol;
    use std::net::SocketAddr;

    fn tuple() -> TransportTuple {
        let address = SocketAddr::from(([127, 0, 0, 1], 1));
        TransportTuple {
            protocol: Protocol::Udp,
            local: address,
            remote: address,
        }
    }

    fn routes() -> [Route; 2] {
        handles().map(|transport| Route {
            router: 0,
            transport,
        })
    }

    #[test]
    fn a_turn_takes_so_many_and_the_rest_waits_in_order() {
        let mut handshakes = Handshakes::default();
        let [a, b] = routes();
        for _ in 0..PER_TURN {
            assert!(handshakes.admit(a, &tuple(), b"now"));
        }
        assert!(!handshakes.admit(a, &tuple(), b"first"));
        assert!(!handshakes.admit(b, &tuple(), b"second"));
        assert!(handshakes.is_waiting() && handshakes.next().is_none());
        handshakes.begin_turn();
        // What came later must not overtake what waits.
        assert!(!handshakes.admit(a, &tuple(), b"third"));
        let order: Vec<Vec<u8>> = std::iter::from_fn(|| handshakes.next())
            .map(|waiting| waiting.datagram)
            .collect();
        assert_eq!(
            order,
            [b"first".to_vec(), b"second".to_vec(), b"third".to_vec()]
        );
        assert!(!handshakes.is_waiting() && handshakes.n_by_route.is_empty());
        assert!(handshakes.admit(a, &tuple(), b"at once"));
    }

    #[test]
    fn one_transport_cannot_fill_the_queue_and_all_together_cannot_grow_it() {
        let mut handshakes = Handshakes::default();
        let [a, b] = routes();
        for _ in 0..PER_TURN + MAX_WAITING_OF_TRANSPORT + 100 {
            handshakes.admit(a, &tuple(), b"x");
        }
        assert_eq!(handshakes.n_dropped, 100);
        assert_eq!(handshakes.waiting.len(), MAX_WAITING_OF_TRANSPORT);
        assert!(!handshakes.admit(b, &tuple(), b"y"));
        assert_eq!(handshakes.waiting.len(), MAX_WAITING_OF_TRANSPORT + 1);
        for router in 1..=2 * MAX_WAITING {
            handshakes.admit(Route { router, ..a }, &tuple(), b"z");
        }
        assert_eq!(handshakes.waiting.len(), MAX_WAITING);
    }
}
