//! ICE and DTLS parameters, states and addresses of a WebRTC transport.

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

/// Hash function of a certificate's fingerprint (RFC 8122 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FingerprintAlgorithm {
    /// SHA-1.
    Sha1,
    /// SHA-224.
    Sha224,
    /// SHA-256.
    Sha256,
    /// SHA-384.
    Sha384,
    /// SHA-512.
    Sha512,
}

/// A certificate's fingerprint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    /// Hash function.
    pub algorithm: FingerprintAlgorithm,
    /// Hexadecimal bytes separated by colons.
    pub value: String,
}

/// A side's role in the DTLS handshake.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtlsRole {
    /// Not decided yet.
    Auto,
    /// Starts the handshake.
    Client,
    /// Answers it.
    Server,
}

/// State of DTLS as the control plane sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DtlsState {
    /// Not started.
    New,
    /// Handshake under way.
    Connecting,
    /// Keys exchanged, the peer's certificate matched its fingerprint.
    Connected,
    /// The handshake failed or the fingerprint did not match.
    Failed,
    /// The peer closed the association.
    Closed,
}

/// One side's DTLS parameters.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DtlsParameters {
    /// Fingerprints of the certificate; any of them may be checked.
    pub fingerprints: Vec<Fingerprint>,
    /// Role of the side that these parameters describe.
    pub role: DtlsRole,
}
