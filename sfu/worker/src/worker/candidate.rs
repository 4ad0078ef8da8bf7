//! ICE candidates for the sockets of a transport or a shared server (RFC 8445 §5.1).

use sambung_core::ortc::{IceCandidate, Protocol};
use std::net::{IpAddr, SocketAddr};

/// Local preference of the first socket; each further one gets [`PREFERENCE_STEP`] less. Values of mediasoup, so that
/// peers order our candidates as they would order its.
const FIRST_LOCAL_PREFERENCE: u32 = 10_000;
const PREFERENCE_STEP: u32 = 100;
/// What a preferred protocol gains; less than ten sockets' steps, so that only ten sockets can outweigh the wish.
const PREFERRED_PROTOCOL_BONUS: u32 = 1000;
/// How much less the bound address gets than the announced one of the same socket.
const INTERNAL_ADDRESS_MALUS: u32 = 1000;
/// All candidates are of type host.
const TYPE_PREFERENCE: u32 = 64;
/// RTP and RTCP share one component.
const COMPONENT: u32 = 1;

/// A bound socket as peers may be told about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Endpoint {
    /// Datagrams or connections.
    pub protocol: Protocol,
    /// The address that it is bound to.
    pub local: SocketAddr,
    /// Address or name to tell peers instead.
    pub announced_address: Option<String>,
    /// Tell peers the bound address too, at a lower priority.
    pub expose_internal_ip: bool,
}

/// Which candidates a transport wants.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Preferences {
    /// Offer UDP.
    pub enable_udp: bool,
    /// Offer TCP.
    pub enable_tcp: bool,
    /// Rank UDP higher.
    pub prefer_udp: bool,
    /// Rank TCP higher.
    pub prefer_tcp: bool,
}

impl Default for Preferences {
    fn default() -> Preferences {
        Preferences {
            enable_udp: true,
            enable_tcp: true,
            prefer_udp: false,
            prefer_tcp: false,
        }
    }
}

/// The candidates of these sockets, best first within a socket.
///
/// A socket bound to the unspecified address stands for every one of this machine's `interfaces` of its family (loopback
/// only when there is nothing else), since no peer can send to `0.0.0.0`.
pub fn candidates(
    endpoints: &[Endpoint],
    preferences: Preferences,
    interfaces: &[IpAddr],
) -> Vec<IceCandidate> {
    let mut candidates = Vec::new();
    for (endpoint, step) in endpoints.iter().zip(0_u32..) {
        let (is_enabled, is_preferred, foundation) = match endpoint.protocol {
            Protocol::Udp => (
                preferences.enable_udp,
                preferences.prefer_udp,
                "udpcandidate",
            ),
            Protocol::Tcp => (
                preferences.enable_tcp,
                preferences.prefer_tcp,
                "tcpcandidate",
            ),
        };
        if !is_enabled {
            continue;
        }
        let bonus = if is_preferred {
            PREFERRED_PROTOCOL_BONUS
        } else {
            0
        };
        let local_preference =
            (FIRST_LOCAL_PREFERENCE + bonus).saturating_sub(step * PREFERENCE_STEP);
        let priority = (TYPE_PREFERENCE << 24) + (local_preference << 8) + (256 - COMPONENT);
        let mut add = |address: String, priority: u32| {
            candidates.push(IceCandidate {
                foundation: foundation.to_owned(),
                priority,
                address,
                protocol: endpoint.protocol,
                port: endpoint.local.port(),
            });
        };
        let internal_priority = match &endpoint.announced_address {
            Some(announced) => {
                add(announced.clone(), priority);
                endpoint
                    .expose_internal_ip
                    .then(|| priority - INTERNAL_ADDRESS_MALUS)
            }
            None => Some(priority),
        };
        if let Some(priority) = internal_priority {
            for (address, rank) in reachable(endpoint.local.ip(), interfaces)
                .into_iter()
                .zip(0_u32..)
            {
                // Equal priorities are not allowed within one agent (RFC 8445 §5.1.2).
                add(address.to_string(), priority - rank);
            }
        }
    }
    candidates
}

/// The addresses under which a socket bound to `bound` is reached.
fn reachable(bound: IpAddr, interfaces: &[IpAddr]) -> Vec<IpAddr> {
    if !bound.is_unspecified() {
        return vec![bound];
    }
    let of_family = interfaces
        .iter()
        .copied()
        .filter(|address| address.is_ipv4() == bound.is_ipv4());
    let (loopback, others): (Vec<IpAddr>, Vec<IpAddr>) = of_family.partition(IpAddr::is_loopback);
    if others.is_empty() { loopback } else { others }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn endpoint(
        protocol: Protocol,
        local: &str,
        announced: Option<&str>,
        expose_internal_ip: bool,
    ) -> Endpoint {
        Endpoint {
            protocol,
            local: local.parse().expect("written correctly"),
            announced_address: announced.map(str::to_owned),
            expose_internal_ip,
        }
    }

    fn listed(candidates: &[IceCandidate]) -> Vec<(&str, u16, u32)> {
        candidates
            .iter()
            .map(|candidate| {
                (
                    candidate.address.as_str(),
                    candidate.port,
                    candidate.priority,
                )
            })
            .collect()
    }

    #[test]
    fn each_further_socket_ranks_lower() {
        let endpoints = [
            endpoint(Protocol::Udp, "127.0.0.1:1", None, false),
            endpoint(Protocol::Tcp, "127.0.0.1:2", None, false),
        ];
        let candidates = candidates(&endpoints, Preferences::default(), &[]);
        // Priorities as mediasoup 3.27.1 computes them: 2^24 * 64 + 2^8 * (10000, 9900) + 255.
        assert_eq!(
            listed(&candidates),
            [
                ("127.0.0.1", 1, 1_076_302_079),
                ("127.0.0.1", 2, 1_076_276_479)
            ]
        );
        assert_eq!(candidates[0].foundation, "udpcandidate");
        assert_eq!(candidates[1].foundation, "tcpcandidate");
    }

    #[test]
    fn an_announced_address_replaces_the_bound_one_unless_both_are_wanted() {
        for (expose, expected) in [(false, 1), (true, 2)] {
            let endpoints = [endpoint(
                Protocol::Udp,
                "127.0.0.1:1",
                Some("media.example"),
                expose,
            )];
            let candidates = candidates(&endpoints, Preferences::default(), &[]);
            assert_eq!(candidates.len(), expected);
            assert_eq!(candidates[0].address, "media.example");
            assert!(
                candidates
                    .windows(2)
                    .all(|pair| pair[0].priority > pair[1].priority)
            );
        }
    }

    #[test]
    fn the_unspecified_address_is_never_offered() {
        let interfaces: Vec<IpAddr> = ["127.0.0.1", "10.0.0.1", "192.0.2.1", "::1"]
            .map(|address| address.parse().expect("correct"))
            .into();
        let endpoints = [
            endpoint(Protocol::Udp, "0.0.0.0:7", None, false),
            endpoint(Protocol::Udp, "[::]:7", None, false),
        ];
        let offered = candidates(&endpoints, Preferences::default(), &interfaces);
        let addresses: Vec<&str> = offered
            .iter()
            .map(|candidate| candidate.address.as_str())
            .collect();
        assert_eq!(addresses, ["10.0.0.1", "192.0.2.1", "::1"]);
        let announced = [endpoint(
            Protocol::Udp,
            "0.0.0.0:7",
            Some("203.0.113.9"),
            false,
        )];
        assert_eq!(
            candidates(&announced, Preferences::default(), &interfaces).len(),
            1
        );
    }

    #[test]
    fn protocols_are_left_out_or_preferred_as_wanted() {
        let endpoints = [
            endpoint(Protocol::Udp, "127.0.0.1:1", None, false),
            endpoint(Protocol::Tcp, "127.0.0.1:2", None, false),
        ];
        let only_tcp = Preferences {
            enable_udp: false,
            ..Preferences::default()
        };
        assert_eq!(candidates(&endpoints, only_tcp, &[]).len(), 1);
        let prefer_tcp = Preferences {
            prefer_tcp: true,
            ..Preferences::default()
        };
        let offered = candidates(&endpoints, prefer_tcp, &[]);
        assert!(offered[1].priority > offered[0].priority);
    }
}
