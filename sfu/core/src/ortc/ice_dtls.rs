//! ICE and DTLS parameters of a WebRTC transport.

use crate::dtls::{DtlsRole, Fingerprint};
use crate::ice::Protocol;

/// Our ICE credentials (RFC 8445 §5.3).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceParameters {
    /// Username fragment.
    pub username_fragment: String,
    /// Password, the key of the peer's connectivity checks.
    pub password: String,
    /// Always true: we answer checks and never make them.
    pub ice_lite: bool,
}

/// One address at which the peer may reach us (RFC 8445 §5.1); always of type host.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct IceCandidate {
    /// Candidates from one base and protocol share it.
    pub foundation: String,
    /// RFC 8445 §5.1.2.
    pub priority: u32,
    /// The address, or the announced one.
    pub address: String,
    /// Protocol; with TCP always passive.
    pub protocol: Protocol,
    /// Port.
    pub port: u16,
}

/// Our role in ICE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IceRole {
    /// The peer decides which pair is used.
    Controlled,
    /// We decide.
    Controlling,
}

/// One side's DTLS parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DtlsParameters {
    /// Fingerprints of the certificate; any of them may be checked.
    pub fingerprints: Vec<Fingerprint>,
    /// Role of the side that these parameters describe.
    pub role: DtlsRole,
}
