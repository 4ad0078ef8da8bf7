//! A WebRtcServer: sockets that many transports share, and who gets which of their datagrams.

use super::{
    candidate::Endpoint,
    socket::{Owner, Route},
};
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

/// Who has validated an address.
#[derive(Debug)]
struct Claims {
    owner: Route,
    /// Others in the order of their claims.
    waiting: Vec<Route>,
}

/// See the module's documentation. Both tables have exact keys: nothing is routed by a hash alone.
///
/// A transport validates an address with its own credentials, whatever source the datagram pretends to come from. So the
/// first to validate an address keeps it, and others wait until it lets go: nobody takes over another's route.
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
    by_tuple: HashMap<TransportTuple, Claims>,
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
            return self.owner_of(tuple).ok_or(Unroutable::UnknownTuple);
        }
        let message = Message::parse(datagram).ok();
        let ufrag = message
            .as_ref()
            .and_then(|message| message.username())
            .map(|username| {
                // The fragment that we gave out comes first (RFC 8445 §7.2.2).
                username
                    .split_once(':')
                    .map_or(username, |(local, _)| local)
            });
        ufrag
            .and_then(|ufrag| self.by_ufrag.get(ufrag))
            .map(|(route, _)| *route)
            .or_else(|| self.owner_of(tuple))
            .ok_or(Unroutable::UnknownUfrag)
    }

    fn owner_of(&self, tuple: &TransportTuple) -> Option<Route> {
        self.by_tuple.get(tuple).map(|claims| claims.owner)
    }

    /// Everybody who has validated an address, its owner first.
    pub fn claimants(&self, tuple: &TransportTuple) -> Vec<Route> {
        self.by_tuple.get(tuple).map_or_else(Vec::new, |claims| {
            let waiting = claims.waiting.iter().copied();
            std::iter::once(claims.owner).chain(waiting).collect()
        })
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

    /// Routes a validated address to a transport, at once or when those who validated it before have let go of it.
    pub fn add_tuple(&mut self, route: Route, tuple: TransportTuple) {
        match self.by_tuple.get_mut(&tuple) {
            None => {
                let claims = Claims {
                    owner: route,
                    waiting: Vec::new(),
                };
                self.by_tuple.insert(tuple, claims);
            }
            Some(claims) if claims.owner != route && !claims.waiting.contains(&route) => {
                claims.waiting.push(route);
            }
            Some(_) => {}
        }
    }

    /// Routes an address to this transport no more; true when nobody else claims it.
    pub fn remove_tuple(&mut self, route: Route, tuple: &TransportTuple) -> bool {
        let Some(claims) = self.by_tuple.get_mut(tuple) else {
            return true;
        };
        claims.waiting.retain(|other| *other != route);
        if claims.owner != route {
            return false;
        }
        if claims.waiting.is_empty() {
            self.by_tuple.remove(tuple);
            return true;
        }
        claims.owner = claims.waiting.remove(0);
        false
    }

    /// Forgets a transport with all that was routed to it; gives the addresses that nobody else claims.
    pub fn remove_transport(&mut self, id: &str, route: Route) -> Vec<TransportTuple> {
        self.transports.swap_remove(id);
        self.by_ufrag.retain(|_, (other, _)| *other != route);
        let is_claimed = |claims: &Claims| claims.owner == route || claims.waiting.contains(&route);
        let claimed: Vec<TransportTuple> = self
            .by_tuple
            .iter()
            .filter(|(_, claims)| is_claimed(claims))
            .map(|(tuple, _)| *tuple)
            .collect();
        claimed
            .into_iter()
            .filter(|tuple| self.remove_tuple(route, tuple))
            .collect()
    }

    /// Its transports with the keys of their routers.
    pub fn transports(&self) -> impl Iterator<Item = (&EntityId, usize)> {
        self.transports.iter().map(|(id, router)| (id, *router))
    }

    /// (username fragment, transport).
    pub fn ufrags(&self) -> impl Iterator<Item = (&str, &EntityId)> {
        self.by_ufrag
            .iter()
            .map(|(ufrag, (_, id))| (ufrag.as_str(), id))
    }

    /// Its sockets of one protocol.
    pub fn endpoints_of(&self, protocol: Protocol) -> impl Iterator<Item = &Endpoint> {
        self.endpoints
            .iter()
            .filter(move |endpoint| endpoint.protocol == protocol)
    }
}

/// Finds the transport for a datagram that came to a socket of this owner.
pub fn route(
    servers: &[Option<WebRtcServer>],
    owner: Owner,
    tuple: &TransportTuple,
    datagram: &[u8],
) -> Result<Route, Unroutable> {
    match owner {
        Owner::Transport(route) => Ok(route),
        Owner::WebRtcServer(key) => match servers.get(key).and_then(Option::as_ref) {
            Some(server) => server.route(tuple, datagram),
            None => Err(Unroutable::UnknownTuple),
        },
        Owner::Nobody => Err(Unroutable::UnknownTuple),
    }
}

#[cfg(test)]
pub mod tests {
    use super::*;
    use sambung_core::{
        dtls::{Certificate, DtlsSettings},
        router::{Router, RouterConfig, TransportHandle},
        transport::{TransportOptions, WebRtcTransportOptions},
    };
    use std::{
        net::SocketAddr,
        sync::Arc,
        time::{Duration, Instant, SystemTime},
    };

    /// Handles are a router's to give, so the tests open real transports.
    pub fn handles() -> [TransportHandle; 2] {
        let now = Instant::now();
        let certificate = Certificate::generate(SystemTime::now()).expect("keys can be made");
        let config = RouterConfig {
            certificate: Arc::new(certificate),
            dtls: DtlsSettings::default(),
            random_seed: 1,
            started_at: now,
            unix_time: Duration::ZERO,
        };
        let mut router = Router::new(EntityId::from("router"), config);
        ["a", "b"].map(|id| {
            let options = WebRtcTransportOptions {
                ice_candidates: Vec::new(),
                ice_username_fragment: format!("ufrag-{id}"),
                ice_password: "x".repeat(32),
                ice_consent_timeout_s: 30,
                base: TransportOptions::default(),
            };
            let transport = router.create_webrtc_transport(now, EntityId::from(id), options);
            transport.expect("both are well formed")
        })
    }

    fn server() -> (WebRtcServer, Route, Route) {
        let [a, b] = handles().map(|transport| Route {
            router: 0,
            transport,
        });
        let mut server = WebRtcServer::new(EntityId::from("server"), Vec::new(), Vec::new());
        server.add_transport(&EntityId::from("a"), a, "ufrag-a");
        server.add_transport(&EntityId::from("b"), b, "ufrag-b");
        (server, a, b)
    }

    fn tuple(port: u16) -> TransportTuple {
        let address = |port| SocketAddr::from(([127, 0, 0, 1], port));
        TransportTuple {
            protocol: Protocol::Udp,
            local: address(1),
            remote: address(port),
        }
    }

    /// A Binding request with a USERNAME (RFC 8489 §5, §14.3).
    fn binding(username: &str) -> Vec<u8> {
        let padded_len = username.len().next_multiple_of(4);
        let mut bytes = vec![0, 1, 0, u8::try_from(4 + padded_len).expect("short")];
        bytes.extend([0x21, 0x12, 0xa4, 0x42]);
        bytes.extend([7; 12]);
        bytes.extend([0, 6, 0, u8::try_from(username.len()).expect("short")]);
        bytes.extend(username.bytes());
        bytes.resize(20 + 4 + padded_len, 0);
        bytes
    }

    const RTP: [u8; 12] = [0x80; 12];

    #[test]
    fn stun_goes_by_its_fragment_and_media_by_its_validated_address() {
        let (mut server, a, b) = server();
        assert_eq!(server.route(&tuple(5), &binding("ufrag-b:peer")), Ok(b));
        assert_eq!(server.route(&tuple(5), &RTP), Err(Unroutable::UnknownTuple));
        server.add_tuple(a, tuple(5));
        assert_eq!(server.route(&tuple(5), &RTP), Ok(a));
        assert_eq!(server.route(&tuple(6), &RTP), Err(Unroutable::UnknownTuple));
    }

    #[test]
    fn stun_for_nobody_goes_nowhere_unless_its_address_is_known() {
        let (mut server, a, _) = server();
        for datagram in [
            binding("nobody:peer"),
            binding("ufrag"),
            RTP[..1].to_vec(),
            binding("")[..20].to_vec(),
        ] {
            assert!(server.route(&tuple(5), &datagram).is_err());
        }
        server.add_tuple(a, tuple(5));
        assert_eq!(server.route(&tuple(5), &binding("nobody:peer")), Ok(a));
    }

    #[test]
    fn an_address_stays_with_who_validated_it_first_until_that_one_lets_go() {
        let (mut server, a, b) = server();
        server.add_tuple(a, tuple(5));
        for _ in 0..3 {
            server.add_tuple(b, tuple(5));
        }
        assert_eq!(server.route(&tuple(5), &RTP), Ok(a));
        assert_eq!(server.route(&tuple(5), &binding("ufrag-b:peer")), Ok(b));
        assert_eq!(server.claimants(&tuple(5)), [a, b]);
        assert!(!server.remove_tuple(a, &tuple(5)));
        assert_eq!(server.route(&tuple(5), &RTP), Ok(b));
        assert!(server.remove_tuple(b, &tuple(5)));
        assert!(server.route(&tuple(5), &RTP).is_err());
    }

    #[test]
    fn who_gives_up_waiting_for_an_address_does_not_get_it() {
        let (mut server, a, b) = server();
        server.add_tuple(a, tuple(5));
        server.add_tuple(b, tuple(5));
        assert!(!server.remove_tuple(b, &tuple(5)));
        assert_eq!(server.route(&tuple(5), &RTP), Ok(a));
        assert!(server.remove_tuple(a, &tuple(5)));
        assert!(server.route(&tuple(5), &RTP).is_err());
    }

    #[test]
    fn after_a_restart_both_fragments_lead_to_the_transport_until_the_old_one_goes() {
        let (mut server, a, _) = server();
        server.add_ufrag(&EntityId::from("a"), a, "fresh");
        assert_eq!(server.route(&tuple(5), &binding("fresh:p")), Ok(a));
        assert_eq!(server.route(&tuple(5), &binding("ufrag-a:p")), Ok(a));
        server.remove_ufrag("ufrag-a");
        assert_eq!(
            server.route(&tuple(5), &binding("ufrag-a:p")),
            Err(Unroutable::UnknownUfrag)
        );
    }

    #[test]
    fn a_closed_transport_leaves_nothing_behind() {
        let (mut server, a, b) = server();
        server.add_tuple(a, tuple(5));
        server.add_tuple(b, tuple(6));
        server.add_tuple(a, tuple(6));
        server.add_tuple(a, tuple(7));
        server.add_tuple(b, tuple(7));
        assert_eq!(server.remove_transport("a", a), [tuple(5)]);
        assert_eq!(server.route(&tuple(7), &RTP), Ok(b));
        assert_eq!(server.claimants(&tuple(6)), [b]);
        assert!(server.route(&tuple(5), &RTP).is_err());
        assert!(server.route(&tuple(5), &binding("ufrag-a:p")).is_err());
        assert_eq!(server.route(&tuple(6), &RTP), Ok(b));
        assert_eq!(
            server
                .transports()
                .map(|(id, _)| id.as_ref())
                .collect::<Vec<_>>(),
            ["b"]
        );
        assert_eq!(
            server.ufrags().map(|(ufrag, _)| ufrag).collect::<Vec<_>>(),
            ["ufrag-b"]
        );
    }
}
