//! The packet path: datagrams from sockets to routers, from routers to sockets, and what routers tell about it.

use super::{
    Worker, bandwidth_trace,
    connection::Connections,
    host::Host,
    socket::{Owner, Route, Socket, Sockets},
    webrtc_server::route,
};
use crate::{
    channel::Delivery,
    convert,
    schema::fbs::{notification, web_rtc_transport as fbs_webrtc},
    settings::LogTag,
    sys::udp::{DATAGRAMS_PER_RECEIVE, SendCounters},
};
use sambung_core::{
    ortc::{DtlsState, Protocol, TransportTuple},
    router::Event,
    rtp::FrameSizes,
};
use std::{
    net::SocketAddr,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    thread,
    time::Instant,
};

/// Datagrams sent in answer to one socket's readiness after which the others get their turn. Higher saves calls under
/// full load, lower bounds how long timers and requests wait.
const SENDS_PER_TURN: u64 = 4000;

/// Datagrams that wait in a router before they are sent although more have been received. Higher makes longer runs to
/// one destination, lower keeps the packets in the processor's cache.
const PENDING_SENDS: usize = 512;

/// Received datagrams between two looks at how many wait to be sent.
const RECEIVED_PER_LOOK: usize = 8;

/// What happened on the sockets since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct MediaCounters {
    /// Datagrams received.
    pub n_received: u64,
    /// Datagrams that were cut because they were too long, or had no usable source.
    pub n_unusable: u64,
    /// Media that waited while the process stood still.
    pub n_stale: u64,
    /// Datagrams on shared sockets that belonged to no transport.
    pub n_unroutable: u64,
    /// Their bytes.
    pub n_bytes_received: u64,
    /// What became of the datagrams sent.
    pub send: SendCounters,
    /// DTLS handshakes that gave keys.
    pub n_handshakes: u64,
    /// DTLS handshakes that did not come about.
    pub n_handshakes_failed: u64,
    /// Panics in a router, each of which closed a transport or the router.
    pub n_panics: u64,
}

impl MediaCounters {
    /// Datagrams that could not be sent.
    fn n_unsent(&self) -> u64 {
        self.send.n_dropped_full + self.send.n_failed
    }
}

impl Worker {
    /// Reads what has arrived at a socket, up to this turn's budget; what is left keeps it ready.
    pub(super) fn read_socket(&mut self, token: u64) {
        let sent_before = self.counters.send.n_sent;
        loop {
            let (owner, local) = match self.sockets.by_token(token) {
                Some((Socket::Udp(socket), owner)) => match socket.receive(&mut self.batch) {
                    Ok(n_received) if n_received > 0 => (owner, socket.local()),
                    // Nothing left, or an error about an earlier send (ICMP), which is no concern of the receiver.
                    _ => return,
                },
                // Closed by an event earlier in this turn.
                Some((Socket::Tcp(_), _)) | None => return,
            };
            let now = Instant::now();
            let n_received = self.handle_batch(now, owner, local);
            self.drain(now);
            let is_drained = n_received < DATAGRAMS_PER_RECEIVE;
            let is_enough = !self.stall.is_over()
                && self.counters.send.n_sent.saturating_sub(sent_before) >= SENDS_PER_TURN;
            if is_drained || is_enough {
                return;
            }
        }
    }

    /// Hands the datagrams of one receive to their routers and gives their number.
    fn handle_batch(&mut self, now: Instant, owner: Owner, local: SocketAddr) -> usize {
        let (hosts, sockets, counters) = (&mut self.hosts, &self.sockets, &mut self.counters);
        let (connections, handshakes) = (&mut self.connections, &mut self.handshakes);
        let mut n_received = 0;
        let mut last_unroutable = None;
        let mut broken = Vec::new();
        let mut paddings = [0; DATAGRAMS_PER_RECEIVE];
        let mut sizes = FrameSizes::default();
        for (padding, payload) in paddings.iter_mut().zip(self.batch.payloads()).rev() {
            *padding = sizes.padding(payload);
        }
        for (datagram, padding) in self.batch.datagrams().zip(paddings) {
            n_received += 1;
            counters.n_received += 1;
            let Some((remote, datagram)) = datagram else {
                counters.n_unusable += 1;
                continue;
            };
            counters.n_bytes_received += datagram.len() as u64;
            if self.stall.is_stale(datagram) {
                counters.n_stale += 1;
                continue;
            }
            let tuple = TransportTuple {
                protocol: Protocol::Udp,
                local,
                remote,
            };
            let host = match route(&self.servers, owner, &tuple, datagram) {
                Ok(route) => hosts.touch(route.router).map(|host| (host, route)),
                Err(reason) => {
                    last_unroutable = Some(reason);
                    None
                }
            };
            let Some((host, route)) = host else {
                counters.n_unroutable += 1;
                continue;
            };
            let router = &mut host.router;
            if router.is_handshake(route.transport, datagram)
                && !handshakes.admit(route, &tuple, datagram)
            {
                continue;
            }
            let handled = catch_unwind(AssertUnwindSafe(|| {
                router.handle_datagram_padded(now, route.transport, tuple, datagram, padding)
            }));
            if handled.is_err() && !broken.contains(&route) {
                broken.push(route);
            }
            if n_received % RECEIVED_PER_LOOK == 0 {
                let many = hosts
                    .dirty_mut()
                    .filter(|host| host.router.n_outgoing_datagrams() >= PENDING_SENDS);
                many.for_each(|host| send(host, sockets, connections, &mut self.ranges, counters));
            }
        }
        for route in broken {
            self.close_broken_transport(now, route);
        }
        if let Some(reason) = last_unroutable {
            self.channel.warn_limited(
                LogTag::Ice,
                now,
                format_args!("media | datagram dropped: {reason:?}"),
            );
        }
        n_received
    }

    /// Wakes routers whose deadline has come.
    pub(super) fn handle_timeouts(&mut self, now: Instant) {
        for key in self.hosts.due(now) {
            let Some(host) = self.hosts.touch(key) else {
                continue;
            };
            let router = &mut host.router;
            if catch_unwind(AssertUnwindSafe(|| router.handle_timeout(now))).is_err() {
                self.close_broken_router(key);
            }
        }
        self.drain(now);
    }

    /// Sends and tells everything that the routers which were touched have to send and to tell.
    pub(super) fn drain(&mut self, now: Instant) {
        let n_unsent_before = self.counters.n_unsent();
        while let Some((key, host)) = self.hosts.take_dirty() {
            let (sockets, ranges, counters) = (&self.sockets, &mut self.ranges, &mut self.counters);
            let connections = &mut self.connections;
            let sent = catch_unwind(AssertUnwindSafe(|| {
                send(host, sockets, connections, ranges, counters)
            }));
            if sent.is_err() || self.tell(key).is_err() {
                self.close_broken_router(key);
            }
            self.write_bandwidth_trace(now, key);
        }
        let n_unsent = self.counters.n_unsent() - n_unsent_before;
        if n_unsent > 0 {
            self.channel.warn_limited(
                LogTag::Info,
                now,
                format_args!("media | {n_unsent} datagrams could not be sent"),
            );
        }
    }

    fn write_bandwidth_trace(&mut self, now: Instant, key: usize) {
        let Some(directory) = &self.settings.bandwidth_trace_dir else {
            return;
        };
        let Some(host) = self.hosts.get(key) else {
            return;
        };
        let records = host.router.take_bandwidth_trace();
        if let Err(error) = bandwidth_trace::append(directory, &records) {
            self.channel.warn_limited(
                LogTag::Bwe,
                now,
                format_args!("media | bandwidth trace not written: {error}"),
            );
        }
    }

    /// Tells what a router has to tell and notes when it wants to be woken; an error is a panic in it.
    fn tell(&mut self, key: usize) -> thread::Result<()> {
        loop {
            let Some(host) = self.hosts.get(key) else {
                return Ok(());
            };
            let polled =
                AssertUnwindSafe(|| (host.router.poll_event(), host.router.poll_timeout()));
            let (event, timeout_at) = catch_unwind(polled)?;
            host.timeout_at = timeout_at;
            match event {
                Some(event) => self.handle_event(key, event),
                None => return Ok(()),
            }
        }
    }

    /// Sends what one router has to send at once, before its sockets are closed.
    pub(super) fn send_now(&mut self, key: usize) {
        if let Some(host) = self.hosts.get(key) {
            let (sockets, connections) = (&self.sockets, &mut self.connections);
            send(
                host,
                sockets,
                connections,
                &mut self.ranges,
                &mut self.counters,
            );
        }
    }

    fn handle_event(&mut self, key: usize, event: Event) {
        match &event {
            Event::IceTupleAdded {
                transport_id,
                tuple,
            } => {
                self.tuple_was_added(tuple);
                if let Some((route, server)) = self.shared_server(key, transport_id) {
                    server.add_tuple(route, *tuple);
                }
            }
            Event::IceTupleRemoved {
                transport_id,
                tuple,
            } => {
                let is_free = self
                    .shared_server(key, transport_id)
                    .is_none_or(|(route, server)| server.remove_tuple(route, tuple));
                if is_free {
                    self.tuple_was_removed(tuple);
                }
            }
            Event::IceLocalUfragRemoved {
                transport_id,
                username_fragment,
            } => {
                if let Some((_, server)) = self.shared_server(key, transport_id) {
                    server.remove_ufrag(username_fragment);
                }
            }
            Event::IceState {
                transport_id,
                state,
            } => {
                let text = format_args!("media | ICE {state:?} [transportId:{transport_id}]");
                self.channel.debug(LogTag::Ice, text);
            }
            Event::DtlsState {
                transport_id,
                state: DtlsState::Failed,
                ..
            } => {
                self.counters.n_handshakes_failed += 1;
                let text = format_args!("media | DTLS failed [transportId:{transport_id}]");
                self.channel.warn(LogTag::Dtls, text);
            }
            Event::DtlsState {
                transport_id,
                state,
                ..
            } => {
                self.counters.n_handshakes += u64::from(*state == DtlsState::Connected);
                let host = self.hosts.get(key);
                let negotiated = host.and_then(|host| host.router.dtls_negotiated(transport_id));
                let agreed = negotiated.map_or_else(String::new, |negotiated| {
                    let (version, profile) = (negotiated.version, negotiated.srtp_profile);
                    format!(
                        ", version:{}, srtpProfile:{}",
                        version.name(),
                        profile.name()
                    )
                });
                let text =
                    format_args!("media | DTLS {state:?} [transportId:{transport_id}{agreed}]");
                self.channel.debug(LogTag::Dtls, text);
            }
            // The consumer is gone with its producer; nobody will ask for its close.
            Event::ConsumerProducerClose { consumer_id } => self.registry.remove(consumer_id),
            Event::DataConsumerDataProducerClose { data_consumer_id } => {
                self.registry.remove(data_consumer_id)
            }
            _ => {}
        }
        let sockets = &self.sockets;
        let announced = |protocol, local| sockets.announced_at(protocol, local);
        if let Some(notification) = convert::event::notification(event, &announced) {
            let convert::event::Notification {
                handler_id,
                name,
                body,
                delivery,
            } = notification;
            self.channel.notify(&handler_id, name, body, delivery);
        }
    }

    /// Closes a transport in whose handling the core panicked, and tells the control plane in the words it has for it.
    pub(super) fn close_broken_transport(&mut self, now: Instant, route: Route) {
        self.counters.n_panics += 1;
        let Some(id) = self
            .hosts
            .get(route.router)
            .and_then(|host| host.transport_id(route.transport))
        else {
            return;
        };
        self.channel.error(format_args!(
            "media | internal error, closing the transport [transportId:{id}]"
        ));
        let closed = catch_unwind(AssertUnwindSafe(|| {
            self.close_transport(now, route.router, &id)
        }));
        if closed.is_err() {
            self.close_broken_router(route.router);
            return;
        }
        self.notify_dtls_closed(&id);
    }

    /// Closes a router in which the core panicked.
    pub(super) fn close_broken_router(&mut self, key: usize) {
        self.counters.n_panics += 1;
        let Some(host) = self.hosts.get(key) else {
            return;
        };
        let router_id = host.router.id().clone();
        let transport_ids: Vec<_> = host.attachments.keys().cloned().collect();
        self.channel.error(format_args!(
            "media | internal error, closing the router [routerId:{router_id}]"
        ));
        self.forget_router(key);
        for id in transport_ids {
            self.notify_dtls_closed(&id);
        }
    }

    fn notify_dtls_closed(&mut self, transport_id: &str) {
        let body = fbs_webrtc::DtlsStateChangeNotification {
            dtls_state: fbs_webrtc::DtlsState::Closed,
            remote_cert: None,
        };
        let body = notification::Body::WebRtcTransportDtlsStateChangeNotification(Box::new(body));
        let event = notification::Event::WebrtctransportDtlsStateChange;
        self.channel
            .notify(transport_id, event, Some(body), Delivery::Kept);
    }
}

/// Sends what one router has to send.
fn send(
    host: &mut Host,
    sockets: &Sockets,
    connections: &mut Connections,
    ranges: &mut Vec<Range<usize>>,
    counters: &mut MediaCounters,
) {
    host.router.drain_outboxes(|outbox| {
        let tuple = outbox.tuple();
        ranges.clear();
        ranges.extend(outbox.ranges());
        match tuple.protocol {
            Protocol::Udp => match sockets.udp_at(tuple.local) {
                Some(socket) => socket.send(
                    tuple.remote,
                    outbox.bytes(),
                    ranges,
                    outbox.max_run_bytes(),
                    &mut counters.send,
                ),
                None => counters.send.n_failed += outbox.len() as u64,
            },
            Protocol::Tcp => {
                connections.send(tuple, outbox.bytes(), ranges, &mut counters.send);
            }
        }
    });
}
