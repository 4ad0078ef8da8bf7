//! A WebRtcServer: sockets that many transports share, and who gets which of their datagrams.

use super::{candidate::Endpoint, socket::Route};
use indexmap::IndexMap;
use sambung_core::{
    ortc::{EntityId, Protocol, TransportTuple},
    stun::{Message, is_stun},
};
use std::collections::HashMap;

/// Why a datagram on a shared socket went nowhere.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unroutable {
    /// STUN that does not parse or names no local username fragment that is ours.
    UnknownUfrag,
    /// Anything else from an address that no transport has validated.
    UnknownTuple,
}

/// See the module's documentation. Both tables have exact keys: nothing is routed by a hash alone.
#[derive(Debug)]
pub struct WebRtcServer {
    /// Its id.
    pub id: EntityId,
    /// Numbers of its sockets.
    pub sockets: Vec<usize>,
    /// Its sockets as peers may be told about them.
    pub endpoints: Vec<Endpoint>,
    /// Its transports with the keys of their routers.
    transports: IndexMap<EntityId, usize>,
    by_ufrag: IndexMap<String, (Route, EntityId)>,
    by_tuple: HashMap<TransportTuple, Route>,
}

impl WebRtcServer {
    /// A server with open sockets and no transport.
    pub fn new(id: EntityId, sockets: Vec<usize>, endpoints: Vec<Endpoint>) -> WebRtcServer {
        WebRtcServer {
            id,
            sockets,
            endpoints,
            transports: IndexMap::new(),
            by_ufrag: IndexMap::new(),
            by_tuple: HashMap::new(),
        }
    }

    /// Finds the transport for a datagram.
    ///
    /// STUN goes by the username fragment that it names, so that a peer's address may move from one transport to
    /// another; when it names none of ours, and for everything else, the validated address decides.
    pub fn route(&self, tuple: &TransportTuple, datagram: &[u8]) -> Result<Route, Unroutable> {
        if !is_stun(datagram) {
            return self.by_tuple.get(tuple).copied().ok_or(Unroutable::UnknownTuple);
        }
        let message = Message::parse(datagram).ok();
        let ufrag = message.as_ref().and_then(|message| message.username()).map(|username| {
            // The fragment that we gave out comes first (RFC 8445 §7.2.2).
            username.split_once(':').map_or(username, |(local, _)| local)
        });
        ufrag
            .and_then(|ufrag| self.by_ufrag.get(ufrag))
            .map(|(route, _)| *route)
            .or_else(|| self.by_tuple.get(tuple).copied())
            .ok_or(Unroutable::UnknownUfrag)
    }

    /// Takes a transport in.
    pub fn add_transport(&mut self, id: &EntityId, route: Route, ufrag: &str) {
        self.transports.insert(id.clone(), route.router);
        self.add_ufrag(id, route, ufrag);
    }

    /// Routes one more username fragment to a transport.
    pub fn add_ufrag(&mut self, id: &EntityId, route: Route, ufrag: &str) {
        self.by_ufrag.insert(ufrag.to_owned(), (route, id.clone()));
    }

    /// Routes a username fragment no more.
    pub fn remove_ufrag(&mut self, ufrag: &str) {
        self.by_ufrag.swap_remove(ufrag);
    }

    /// Routes a validated address to a transport.
    pub fn add_tuple(&mut self, route: Route, tuple: TransportTuple) {
        self.by_tuple.insert(tuple, route);
    }

    /// Routes an address no more, unless it has become another transport's.
    pub fn remove_tuple(&mut self, route: Route, tuple: &TransportTuple) {
        if self.by_tuple.get(tuple) == Some(&route) {
            self.by_tuple.remove(tuple);
        }
    }

    /// Forgets a transport with all that was routed to it.
    pub fn remove_transport(&mut self, id: &str, route: Route) {
        self.transports.swap_remove(id);
        self.by_ufrag.retain(|_, (other, _)| *other != route);
        self.by_tuple.retain(|_, other| *other != route);
    }

    /// Its transports with the keys of their routers.
    pub fn transports(&self) -> impl Iterator<Item = (&EntityId, usize)> {
        self.transports.iter().map(|(id, router)| (id, *router))
    }

    /// (username fragment, transport).
    pub fn ufrags(&self) -> impl Iterator<Item = (&str, &EntityId)> {
        self.by_ufrag.iter().map(|(ufrag, (_, id))| (ufrag.as_str(), id))
    }

    /// Its sockets of one protocol.
    pub fn endpoints_of(&self, protocol: Protocol) -> impl Iterator<Item = &Endpoint> {
        self.endpoints.iter().filter(move |endpoint| endpoint.protocol == protocol)
    }
}
