//! ICE over TCP in the loop (RFC 6544): listeners accept, connections carry frames to routers, an end is told to ICE.

use super::{
    FIRST_CONNECTION_TOKEN, Worker,
    connection::ReadEnd,
    socket::{Owner, Route, Socket},
    webrtc_server::route,
};
use crate::{settings::LogTag, sys::epoll::Readiness};
use sambung_core::ortc::{Protocol, TransportTuple};
use std::{
    io,
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

impl Worker {
    /// Accepts what waits at the listener behind a token; false when there is none behind it.
    pub(super) fn accept_connections(&mut self, token: u64) -> bool {
        let Some(key) = self.sockets.key(token) else {
            return false;
        };
        let Some((Socket::Tcp(listener), _)) = self.sockets.get(key) else {
            return false;
        };
        let now = Instant::now();
        let must_rest = self.connections.accept(&self.epoll, now, key, listener);
        if must_rest {
            // What waits would wake the loop for ever.
            let unwatched = self.sockets.watch(&self.epoll, key, false);
            self.channel.warn_limited(
                LogTag::Ice,
                now,
                format_args!("tcp | no descriptor left for a connection, waiting: {unwatched:?}"),
            );
        }
        true
    }

    /// Reads and writes what can be read and written on a connection.
    pub(super) fn handle_connection(&mut self, readiness: Readiness) -> io::Result<()> {
        debug_assert!(readiness.token >= FIRST_CONNECTION_TOKEN);
        let Some((key, listener, tuple)) = self.connections.by_token(readiness.token) else {
            // Closed by an event earlier in this turn.
            return Ok(());
        };
        if readiness.writable {
            self.connections.flush(&self.epoll, key)?;
        }
        if readiness.readable {
            self.read_connection(key, listener, tuple);
        }
        Ok(())
    }

    fn read_connection(&mut self, key: usize, listener: usize, tuple: TransportTuple) {
        let now = Instant::now();
        let owner = self
            .sockets
            .get(listener)
            .map_or(Owner::Nobody, |(_, owner)| owner);
        let (hosts, servers, counters, handshakes) = (
            &mut self.hosts,
            &self.servers,
            &mut self.counters,
            &mut self.handshakes,
        );
        let stall = &self.stall;
        let mut broken: Option<Route> = None;
        let end = self.connections.read(key, |frame| {
            counters.n_received += 1;
            counters.n_bytes_received += frame.len() as u64;
            if stall.is_stale(frame) {
                counters.n_stale += 1;
                return;
            }
            let found = route(servers, owner, &tuple, frame).ok();
            let host = found.and_then(|route| Some((hosts.touch(route.router)?, route)));
            let Some((host, route)) = host else {
                counters.n_unroutable += 1;
                return;
            };
            let router = &mut host.router;
            if router.is_handshake(route.transport, frame)
                && !handshakes.admit(route, &tuple, frame)
            {
                return;
            }
            let handled = catch_unwind(AssertUnwindSafe(|| {
                router.handle_datagram(now, route.transport, tuple, frame)
            }));
            if handled.is_err() {
                broken = Some(route);
            }
        });
        if let Some(route) = broken {
            self.close_broken_transport(now, route);
        }
        self.drain(now);
        if end == ReadEnd::Over {
            self.end_connection(now, key, owner, &tuple);
        }
    }

    /// Closes a connection and tells everybody who has validated its address pair.
    fn end_connection(&mut self, now: Instant, key: usize, owner: Owner, tuple: &TransportTuple) {
        self.connections.close(key);
        let routes = match owner {
            Owner::Transport(route) => vec![route],
            Owner::WebRtcServer(server) => self
                .servers
                .get(server)
                .and_then(Option::as_ref)
                .map_or_else(Vec::new, |server| server.claimants(tuple)),
            Owner::Nobody => Vec::new(),
        };
        for route in routes {
            if let Some(host) = self.hosts.touch(route.router) {
                host.router.remove_tuple(now, route.transport, tuple);
            }
        }
        self.drain(now);
    }

    /// A transport has validated an address pair.
    pub(super) fn tuple_was_added(&mut self, tuple: &TransportTuple) {
        if tuple.protocol == Protocol::Tcp {
            self.connections.prove(tuple);
        }
    }

    /// Nobody claims an address pair any more.
    pub(super) fn tuple_was_removed(&mut self, tuple: &TransportTuple) {
        if tuple.protocol == Protocol::Tcp {
            self.connections.close_tuple(tuple);
        }
    }

    /// Closes a socket with the connections that it accepted.
    pub(super) fn close_socket(&mut self, key: usize) {
        self.connections.close_of_listener(key);
        self.sockets.close(key);
    }

    /// Closes connections that nobody proved in time, and lets listeners accept again that have rested.
    pub(super) fn handle_connection_timeouts(&mut self, now: Instant) -> io::Result<()> {
        for key in self.connections.handle_timeout(now) {
            self.sockets.watch(&self.epoll, key, true)?;
        }
        Ok(())
    }
}
