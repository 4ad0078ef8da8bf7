//! What both kinds of endpoint take out of [`Open`]: credentials, candidates, roles, fingerprints.

use std::net::{IpAddr, SocketAddr};

use str0m::config::{DtlsCert, Fingerprint};
use str0m::net::Protocol;
use str0m::{Candidate, IceCreds};

use crate::protocol::{DtlsFingerprint, DtlsParameters, IceParameters, Open, TransportProtocol};

/// The only hash that is looked at; every server offers it.
const HASH: &str = "sha-256";

/// The server's side of a connection.
pub struct Opening {
    /// Over what.
    pub protocol: TransportProtocol,
    /// The server's credentials.
    pub credentials: IceCreds,
    /// The server's addresses, at least one.
    pub remotes: Vec<SocketAddr>,
    /// Of the server's certificate.
    pub fingerprint: Fingerprint,
    /// Whether the endpoint is the DTLS client.
    pub dtls_client: bool,
}

impl Opening {
    /// Checks and converts.
    ///
    /// # Errors
    /// A sentence about what is missing or wrong.
    pub fn read(open: &Open) -> Result<Opening, String> {
        let remotes: Vec<SocketAddr> = open
            .ice_candidates
            .iter()
            .filter(|candidate| candidate.protocol == open.protocol)
            .filter_map(|candidate| {
                let address: IpAddr = candidate.address.parse().ok()?;
                Some(SocketAddr::new(address, candidate.port))
            })
            .collect();
        if remotes.is_empty() {
            return Err(format!("There is no candidate over {:?}.", open.protocol));
        }
        let value = open
            .dtls_parameters
            .fingerprints
            .iter()
            .find(|fingerprint| fingerprint.algorithm == HASH)
            .ok_or_else(|| format!("There is no {HASH} fingerprint."))?;
        let fingerprint = format!("{HASH} {}", value.value)
            .parse()
            .map_err(|_| format!("\"{}\" is no fingerprint.", value.value))?;
        Ok(Opening {
            protocol: open.protocol,
            credentials: credentials(&open.ice_parameters),
            remotes,
            fingerprint,
            dtls_client: open.dtls_parameters.role.as_deref() != Some("client"),
        })
    }

    /// What the server needs to know of an endpoint with this certificate.
    pub fn answer(&self, certificate: &DtlsCert) -> DtlsParameters {
        DtlsParameters {
            role: Some(if self.dtls_client { "client" } else { "server" }.to_owned()),
            fingerprints: vec![DtlsFingerprint {
                algorithm: HASH.to_owned(),
                value: hexadecimal(&certificate_hash(&certificate.certificate)),
            }],
        }
    }

    /// The server's candidates.
    ///
    /// # Errors
    /// A sentence, when the ICE agent does not want one.
    pub fn remote_candidates(&self) -> Result<Vec<Candidate>, String> {
        self.remotes
            .iter()
            .map(|remote| candidate(*remote, self.protocol))
            .collect()
    }
}

/// ICE credentials as str0m wants them.
pub fn credentials(parameters: &IceParameters) -> IceCreds {
    IceCreds {
        ufrag: parameters.username_fragment.clone(),
        pass: parameters.password.clone(),
    }
}

/// A host candidate.
///
/// # Errors
/// A sentence, when the ICE agent does not want it.
pub fn candidate(address: SocketAddr, protocol: TransportProtocol) -> Result<Candidate, String> {
    Candidate::host(address, wire_protocol(protocol)).map_err(|error| error.to_string())
}

/// The protocol as str0m names it.
pub fn wire_protocol(protocol: TransportProtocol) -> Protocol {
    match protocol {
        TransportProtocol::Udp => Protocol::Udp,
        TransportProtocol::Tcp => Protocol::Tcp,
    }
}

/// SHA-256 of a certificate in DER.
pub fn certificate_hash(der: &[u8]) -> [u8; 32] {
    str0m::crypto::from_feature_flags()
        .sha256_provider
        .sha256(der)
}

fn hexadecimal(octets: &[u8]) -> String {
    octets
        .iter()
        .map(|octet| format!("{octet:02X}"))
        .collect::<Vec<_>>()
        .join(":")
}
