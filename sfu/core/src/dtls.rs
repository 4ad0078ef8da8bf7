//! DTLS 1.2 and 1.3 behind one trait, for keying SRTP (RFC 5764).
//!
//! The trait keeps the library that speaks DTLS replaceable: [`DimplEndpoint`] always, and in a build with the feature
//! `openssl` its twin `OpenSslEndpoint`. An endpoint knows
//! the peer's certificate fingerprint from the start, so there is no moment in which keys exist for a peer that has not
//! proved itself. Records reach an endpoint only from tuples that ICE has validated, which is why no cookie is asked.

mod certificate;
mod der;
mod dimpl_endpoint;
mod fingerprint;
#[cfg(feature = "openssl")]
mod openssl_endpoint;
#[cfg(test)]
mod tests;

pub use certificate::{Certificate, CertificateError};
pub use dimpl_endpoint::DimplEndpoint;
pub use fingerprint::{Fingerprint, FingerprintAlgorithm, FingerprintError};
#[cfg(feature = "openssl")]
pub use openssl_endpoint::OpenSslEndpoint;

use std::fmt;
use std::time::Instant;

use thiserror::Error;

use crate::srtp::{SrtpMasterKey, SrtpProfile};

/// Bytes that the buffer given to [`DtlsEndpoint::poll`] must have: a record of the largest plaintext and its framing.
pub const DTLS_BUFFER_LENGTH: usize = 16 * 1024 + 512;

/// Which side of the handshake an endpoint takes (RFC 8842 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DtlsRole {
    /// Not said. An endpoint that is made with it takes the server's side.
    Auto,
    /// Sends the ClientHello.
    Client,
    /// Waits for it.
    Server,
}

/// Protocol version.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DtlsVersion {
    /// RFC 6347.
    Dtls12,
    /// RFC 9147.
    Dtls13,
}

impl DtlsVersion {
    /// `DTLS 1.2` or `DTLS 1.3`.
    pub const fn name(self) -> &'static str {
        match self {
            DtlsVersion::Dtls12 => "DTLS 1.2",
            DtlsVersion::Dtls13 => "DTLS 1.3",
        }
    }
}

/// Settings of a worker's endpoints.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DtlsSettings {
    /// Whether DTLS 1.3 is offered and accepted besides 1.2. Off unless asked for.
    ///
    /// On: the handshake hides the certificates. But as a 1.3 server the library takes the first SRTP profile of the
    /// *peer's* list, and Chromium's list begins with AES_CM_128_HMAC_SHA1_80, which costs more than twice the CPU of
    /// AES-GCM per packet. As a 1.2 server it takes the strongest (AEAD_AES_256_GCM with Chromium and Firefox).
    pub allow_dtls13: bool,
    /// The one SRTP profile to agree on, for trying each with a peer; any when none is given. [`DtlsLibrary::OpenSsl`] offers
    /// nothing else then; [`DtlsLibrary::Dimpl`] cannot choose and fails when another was agreed on.
    pub srtp_profile: Option<SrtpProfile>,
    /// What speaks DTLS.
    pub library: DtlsLibrary,
}

/// The library below an endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum DtlsLibrary {
    /// `dimpl`: DTLS 1.2 and 1.3 in Rust, EC P-256 certificates only.
    #[default]
    Dimpl,
    /// OpenSSL: DTLS 1.2, RSA certificates too. Only in a build with the feature `openssl`.
    #[cfg(feature = "openssl")]
    OpenSsl,
}

/// What a handshake agreed on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct DtlsNegotiated {
    /// Version.
    pub version: DtlsVersion,
    /// SRTP profile.
    pub srtp_profile: SrtpProfile,
}

/// State of a transport's DTLS, as mediasoup names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum DtlsState {
    /// Not begun.
    New,
    /// Handshake under way.
    Connecting,
    /// Handshake done and the peer's certificate is the announced one.
    Connected,
    /// It did not come about; there are no keys.
    Failed,
    /// It ended: by us or by the peer's close_notify.
    Closed,
}

/// Outcome of a handshake with a peer whose fingerprint was right.
#[derive(Debug, Clone)]
pub struct DtlsConnected {
    /// Version and SRTP profile.
    pub negotiated: DtlsNegotiated,
    /// Key for what we send.
    pub outbound: SrtpMasterKey,
    /// Key for what the peer sends.
    pub inbound: SrtpMasterKey,
    /// The peer's certificate in PEM.
    pub remote_certificate_pem: String,
}

/// Why an endpoint failed. Nothing secret and no address is in the text.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum DtlsError {
    /// The peer's certificate is not the one that was announced, or it sent none.
    #[error("the peer's certificate does not match the announced fingerprint")]
    FingerprintMismatch,
    /// No SRTP profile in common.
    #[error("no SRTP profile was negotiated")]
    NoSrtpProfile,
    /// The peer did not answer in time.
    #[error("the DTLS handshake timed out")]
    Timeout,
    /// The peer broke the protocol or the library gave up.
    #[error("DTLS failed: {0}")]
    Protocol(String),
    /// Data can be sent in state connected only.
    #[error("DTLS is not connected")]
    NotConnected,
}

/// What an endpoint wants next. Poll until [`DtlsOutput::Timeout`] after each input.
pub enum DtlsOutput<'a> {
    /// A datagram for the selected tuple.
    Transmit(&'a [u8]),
    /// Handshake done, peer verified, keys ready. Comes once.
    Connected(Box<DtlsConnected>),
    /// Decrypted application data (SCTP) of a verified peer.
    ApplicationData(&'a [u8]),
    /// The peer closed. Comes once, and is the end.
    Closed,
    /// The endpoint failed. Comes once, and is the end.
    Failed(DtlsError),
    /// Nothing more for now. When a time is given, call [`DtlsEndpoint::handle_timeout`] then.
    Timeout(Option<Instant>),
}

impl fmt::Debug for DtlsOutput<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            DtlsOutput::Transmit(datagram) => {
                write!(formatter, "Transmit({} bytes)", datagram.len())
            }
            DtlsOutput::Connected(connected) => {
                write!(formatter, "Connected({:?})", connected.negotiated)
            }
            DtlsOutput::ApplicationData(data) => {
                write!(formatter, "ApplicationData({} bytes)", data.len())
            }
            DtlsOutput::Closed => write!(formatter, "Closed"),
            DtlsOutput::Failed(error) => write!(formatter, "Failed({error})"),
            DtlsOutput::Timeout(at) => write!(formatter, "Timeout({at:?})"),
        }
    }
}

/// Counters of one endpoint.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct DtlsStats {
    /// Datagrams handed in.
    pub datagrams_received: u64,
    /// Bytes handed in.
    pub bytes_received: u64,
    /// Bytes handed out for sending.
    pub bytes_sent: u64,
    /// Datagrams not sent because the peer had answered too little (amplification cap).
    pub datagrams_withheld: u64,
}

/// One DTLS association with one peer.
pub trait DtlsEndpoint: Send + fmt::Debug {
    /// Takes a datagram that came from a tuple which ICE has validated.
    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]);

    /// Retransmits or gives up when that is due.
    fn handle_timeout(&mut self, now: Instant);

    /// The next output; `buffer` must have [`DTLS_BUFFER_LENGTH`] bytes.
    fn poll<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a>;

    /// Encrypts application data (SCTP) for the peer; it comes out of [`DtlsEndpoint::poll`].
    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsError>;

    /// Ends the association; when it was connected a close_notify comes out of [`DtlsEndpoint::poll`].
    fn close(&mut self);

    /// Current state.
    fn state(&self) -> DtlsState;

    /// The side this endpoint has: [`DtlsRole::Client`] or [`DtlsRole::Server`].
    fn role(&self) -> DtlsRole;

    /// Counters.
    fn stats(&self) -> DtlsStats;
}

/// A new association spoken by the library that the settings name. As client it has a ClientHello to send at the first
/// poll. `remote_fingerprint` is the announced one: a peer with another certificate never gets keys.
pub fn new_endpoint(
    settings: DtlsSettings,
    certificate: &Certificate,
    role: DtlsRole,
    remote_fingerprint: Fingerprint,
    now: Instant,
) -> Result<Box<dyn DtlsEndpoint>, DtlsError> {
    match settings.library {
        DtlsLibrary::Dimpl => {
            DimplEndpoint::new(settings, certificate, role, remote_fingerprint, now)
                .map(|endpoint| Box::new(endpoint) as Box<dyn DtlsEndpoint>)
        }
        #[cfg(feature = "openssl")]
        DtlsLibrary::OpenSsl => {
            OpenSslEndpoint::new(settings, certificate, role, remote_fingerprint, now)
                .map(|endpoint| Box::new(endpoint) as Box<dyn DtlsEndpoint>)
        }
    }
}

/// The client's and the server's master key: exported as client key, server key, client salt, server salt
/// (RFC 5764 §4.2).
fn split_keying_material(
    profile: SrtpProfile,
    material: &[u8],
) -> Option<(SrtpMasterKey, SrtpMasterKey)> {
    let (client_key, rest) = material.split_at_checked(profile.key_length())?;
    let (server_key, rest) = rest.split_at_checked(profile.key_length())?;
    let (client_salt, server_salt) = rest.split_at_checked(profile.salt_length())?;
    Some((
        SrtpMasterKey::new(profile, client_key, client_salt).ok()?,
        SrtpMasterKey::new(profile, server_key, server_salt).ok()?,
    ))
}

/// Whether a datagram holds nothing but fragments of a first ClientHello in the clear (RFC 6347 §4.1, §4.2.2).
fn is_client_hello(datagram: &[u8]) -> bool {
    let mut rest = datagram;
    while let Some((header, after)) = rest.split_first_chunk::<13>() {
        let [
            content_type,
            _,
            _,
            epoch_high,
            epoch_low,
            ..,
            length_high,
            length_low,
        ] = header;
        let length = usize::from(u16::from_be_bytes([*length_high, *length_low]));
        let Some((record, next)) = after.split_at_checked(length) else {
            return false;
        };
        let is_clear_handshake = *content_type == 22 && (*epoch_high, *epoch_low) == (0, 0);
        // Message type, three bytes of length, message sequence number.
        let is_first_message = matches!(record, [1, _, _, _, 0, 0, ..]);
        if !is_clear_handshake || !is_first_message {
            return false;
        }
        rest = next;
    }
    rest.is_empty() && !datagram.is_empty()
}

/// Whether a datagram is DTLS by RFC 7983 (first byte 20–63).
pub fn is_dtls(datagram: &[u8]) -> bool {
    datagram.len() >= 13
        && datagram
            .first()
            .is_some_and(|byte| (20..=63).contains(byte))
}
