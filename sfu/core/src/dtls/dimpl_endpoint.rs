//! The DTLS endpoint on `dimpl`.

use std::collections::VecDeque;
use std::fmt;
use std::sync::Arc;
use std::time::{Duration, Instant};

use dimpl::{Config, Dtls, DtlsCertificate, Output, ProtocolVersion, UnexpectedMessageError};

use super::certificate::certificate_to_pem;
use super::{
    Certificate, DtlsConnected, DtlsEndpoint, DtlsError, DtlsNegotiated, DtlsOutput, DtlsRole,
    DtlsSettings, DtlsState, DtlsStats, DtlsVersion, Fingerprint, is_client_hello,
    split_keying_material,
};
use crate::srtp::SrtpProfile;

/// Largest datagram of a flight. Higher needs fewer datagrams; lower survives tunnels (1,280 is IPv6's minimum, minus
/// IP, UDP and a VPN header).
const MTU: usize = 1200;

/// First retransmission of a flight. Higher loses more time when a datagram is lost; lower sends flights twice on slow
/// paths. Doubles from here.
const FLIGHT_START_RTO: Duration = Duration::from_millis(400);

/// Repetitions of a flight before giving up. Higher survives longer outages; lower answers an absent peer sooner.
const FLIGHT_RETRIES: usize = 6;

/// The whole handshake, from the first ClientHello. Higher waits longer for a peer on a bad network; lower frees the
/// transport sooner.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes that may be sent before the handshake is done, besides [`AMPLIFICATION`] times what the peer has sent. Higher
/// allows more repeated flights to a silent peer (one is about 1,200 bytes); lower makes us a weaker reflector.
const SILENT_PEER_BYTES: u64 = 12_000;
const AMPLIFICATION: u64 = 3;

/// Fresh starts after the library gave up on a handshake in which no certificate was seen yet. Higher holds out longer
/// against somebody who spoofs the peer's address and sends ClientHellos that nobody can agree to; lower tells a peer
/// that we really have nothing in common with sooner.
const MAX_RESTARTS: u32 = 8;

/// Datagrams of one ClientHello that are kept for a fresh start. A browser's with a post-quantum key takes two; higher
/// serves peers behind a tiny MTU, lower holds less of what is not authenticated.
const MAX_CLIENT_HELLO_FRAGMENTS: usize = 16;

/// Association with one peer, spoken by `dimpl`.
pub struct DimplEndpoint {
    dtls: Dtls,
    /// For starting afresh.
    config: Arc<Config>,
    certificate: DtlsCertificate,
    settings: DtlsSettings,
    restarts: u32,
    /// The library made a datagram since the last start.
    has_answered: bool,
    /// A ClientHello began since the last start, and nothing was answered.
    is_client_hello_unanswered: bool,
    /// What came after that beginning.
    since_client_hello: Vec<Vec<u8>>,
    /// After a fresh start the library's own deadline begins anew; this one does not.
    restarted_deadline: Option<Instant>,
    role: DtlsRole,
    state: DtlsState,
    remote_fingerprint: Fingerprint,
    remote_certificate: Option<Vec<u8>>,
    /// The library said that the handshake is complete.
    is_handshake_done: bool,
    keys: Option<(SrtpProfile, Vec<u8>)>,
    events: VecDeque<Event>,
    stats: DtlsStats,
}

/// What is to be told at the next poll.
enum Event {
    Connected(Box<DtlsConnected>),
    Closed,
    Failed(DtlsError),
}

/// Outcome of one look at the library's outputs.
enum Round {
    Again,
    Transmit(usize),
    ApplicationData(usize),
    Timeout(Instant),
}

impl DimplEndpoint {
    /// A new association. As client it has a ClientHello to send at the first poll.
    ///
    /// `remote_fingerprint` is the announced one: a peer with another certificate never gets keys.
    pub fn new(
        settings: DtlsSettings,
        certificate: &Certificate,
        role: DtlsRole,
        remote_fingerprint: Fingerprint,
        now: Instant,
    ) -> Result<Self, DtlsError> {
        let config = Config::builder()
            .mtu(MTU)
            .flight_start_rto(FLIGHT_START_RTO)
            .flight_retries(FLIGHT_RETRIES)
            .handshake_timeout(HANDSHAKE_TIMEOUT)
            // Only tuples that ICE has validated reach us, which proves the address better than a cookie.
            .use_server_cookie(false)
            .require_client_certificate(true)
            .build()
            .map_err(|error| DtlsError::Protocol(error.to_string()))?;
        let own = DtlsCertificate {
            certificate: certificate.der().to_vec(),
            private_key: certificate.private_key().to_vec(),
        };
        let config = Arc::new(config);
        let role = if role == DtlsRole::Client {
            DtlsRole::Client
        } else {
            DtlsRole::Server
        };
        let dtls = begin(settings, &config, &own, role, now);
        let mut endpoint = DimplEndpoint {
            dtls,
            config,
            certificate: own,
            settings,
            restarts: 0,
            has_answered: false,
            is_client_hello_unanswered: false,
            since_client_hello: Vec::new(),
            restarted_deadline: None,
            role,
            state: DtlsState::Connecting,
            remote_fingerprint,
            remote_certificate: None,
            is_handshake_done: false,
            keys: None,
            events: VecDeque::new(),
            stats: DtlsStats::default(),
        };
        // The library makes its first flight when it is told the time.
        endpoint.handle_timeout(now);
        Ok(endpoint)
    }

    fn is_over(&self) -> bool {
        matches!(self.state, DtlsState::Failed | DtlsState::Closed)
    }

    fn fail(&mut self, error: DtlsError) {
        if self.is_over() {
            return;
        }
        self.keys = None;
        if self.state == DtlsState::Connected {
            self.state = DtlsState::Closed;
            self.events.push_back(Event::Closed);
        } else {
            self.state = DtlsState::Failed;
            self.events.push_back(Event::Failed(error));
        }
    }

    fn check(&mut self, result: Result<(), dimpl::Error>, now: Instant) {
        match result {
            Ok(()) => {}
            // A stray datagram before the server's first answer; the library has not moved.
            Err(dimpl::Error::UnexpectedMessage(
                UnexpectedMessageError::UnrecognizedAutoServerResponse,
            )) => {}
            Err(dimpl::Error::Timeout(_)) => self.fail(DtlsError::Timeout),
            // It takes many datagrams to fill that queue, so this start is not counted; the deadline still holds.
            Err(dimpl::Error::ReceiveQueueFull | dimpl::Error::TooManyClientHelloFragments)
                if self.may_restart() =>
            {
                self.restart(now);
            }
            Err(_) if self.may_restart() => {
                self.restarts += 1;
                self.restart(now);
            }
            Err(error) => self.fail(DtlsError::Protocol(error.to_string())),
        }
    }

    /// Whether a failure may be somebody else's doing: until the peer's certificate is here anybody who can spoof its
    /// address can have sent what made the library give up, and the real peer repeats its ClientHello.
    fn may_restart(&self) -> bool {
        self.role == DtlsRole::Server
            && self.state == DtlsState::Connecting
            && self.remote_certificate.is_none()
            && self.restarts < MAX_RESTARTS
    }

    fn restart(&mut self, now: Instant) {
        self.restarted_deadline
            .get_or_insert(now + HANDSHAKE_TIMEOUT);
        self.has_answered = false;
        self.is_handshake_done = false;
        self.keys = None;
        self.dtls = begin(
            self.settings,
            &self.config,
            &self.certificate,
            self.role,
            now,
        );
        if let Err(error) = self.dtls.handle_timeout(now) {
            self.fail(DtlsError::Protocol(error.to_string()));
        }
    }

    /// Starts afresh when the peer repeats a ClientHello that got no answer.
    ///
    /// A fragment that somebody slipped in blocks the library's reassembly for good. Should it have been mere loss,
    /// what came since the ClientHello last began completes it in the new start.
    fn watch_client_hello(&mut self, now: Instant, datagram: &[u8]) {
        if begins_client_hello(datagram) {
            let since = std::mem::take(&mut self.since_client_hello);
            if self.is_client_hello_unanswered && self.may_restart() {
                self.restarts += 1;
                self.restart(now);
                for earlier in since {
                    let result = self.dtls.handle_packet(&earlier);
                    self.check(result, now);
                }
            }
            self.is_client_hello_unanswered = true;
        } else if self.is_client_hello_unanswered
            && self.since_client_hello.len() < MAX_CLIENT_HELLO_FRAGMENTS
        {
            self.since_client_hello.push(datagram.to_vec());
        }
    }

    /// Tells of the connection once handshake, certificate and keys are all there.
    fn complete(&mut self) {
        if self.state != DtlsState::Connecting || !self.is_handshake_done {
            return;
        }
        let Some(certificate) = self.remote_certificate.take() else {
            self.fail(DtlsError::FingerprintMismatch);
            return;
        };
        let Some((profile, material)) = self.keys.take() else {
            self.fail(DtlsError::NoSrtpProfile);
            return;
        };
        let is_wanted = self
            .settings
            .srtp_profile
            .is_none_or(|wanted| wanted == profile);
        match split_keying_material(profile, &material).filter(|_| is_wanted) {
            Some((client, server)) => {
                let (outbound, inbound) = if self.role == DtlsRole::Client {
                    (client, server)
                } else {
                    (server, client)
                };
                self.state = DtlsState::Connected;
                self.events
                    .push_back(Event::Connected(Box::new(DtlsConnected {
                        negotiated: DtlsNegotiated {
                            version: self.version(),
                            srtp_profile: profile,
                        },
                        outbound,
                        inbound,
                        remote_certificate_pem: certificate_to_pem(&certificate),
                    })));
            }
            None => self.fail(DtlsError::NoSrtpProfile),
        }
    }

    /// Takes one output of the library and keeps what belongs to the handshake.
    fn poll_library(&mut self, buffer: &mut [u8]) -> Round {
        match self.dtls.poll_output(buffer) {
            Output::Packet(datagram) => {
                let length = datagram.len();
                self.has_answered = true;
                self.is_client_hello_unanswered = false;
                self.since_client_hello = Vec::new();
                if self.may_send(length) {
                    self.stats.bytes_sent += length as u64;
                    return Round::Transmit(length);
                }
                self.stats.datagrams_withheld += 1;
            }
            Output::PeerCert(certificate) => {
                // Checked at once: a peer with another certificate does not even get our Finished.
                if self.remote_fingerprint.matches(certificate) {
                    self.remote_certificate = Some(certificate.to_vec());
                } else {
                    self.fail(DtlsError::FingerprintMismatch);
                }
            }
            Output::KeyingMaterial(material, profile) => {
                self.keys = profile_of(profile).map(|profile| (profile, material.to_vec()));
            }
            Output::Connected => self.is_handshake_done = true,
            // Data that came before the peer was verified is nobody's.
            Output::ApplicationData(data) if self.state == DtlsState::Connected => {
                return Round::ApplicationData(data.len());
            }
            Output::CloseNotify if self.state == DtlsState::Connected => {
                self.state = DtlsState::Closed;
                self.events.push_back(Event::Closed);
            }
            Output::CloseNotify => self.fail(DtlsError::Protocol(
                "the peer closed during the handshake".to_owned(),
            )),
            Output::BufferTooSmall { needed } => {
                self.fail(DtlsError::Protocol(format!(
                    "a buffer of {needed} bytes is needed"
                )));
            }
            Output::Timeout(at) => return Round::Timeout(at),
            _ => {}
        }
        Round::Again
    }

    fn version(&self) -> DtlsVersion {
        if self.dtls.protocol_version() == Some(ProtocolVersion::DTLS1_3) {
            DtlsVersion::Dtls13
        } else {
            DtlsVersion::Dtls12
        }
    }

    /// Whether a handshake datagram may go out to a peer that has sent so little.
    fn may_send(&self, length: usize) -> bool {
        let allowance = SILENT_PEER_BYTES
            .saturating_add(AMPLIFICATION.saturating_mul(self.stats.bytes_received));
        self.state == DtlsState::Connected
            || self.stats.bytes_sent.saturating_add(length as u64) <= allowance
    }
}

impl DtlsEndpoint for DimplEndpoint {
    fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if self.is_over() {
            return;
        }
        self.stats.datagrams_received += 1;
        self.stats.bytes_received += datagram.len() as u64;
        if self.role == DtlsRole::Server
            && self.state == DtlsState::Connecting
            && !self.has_answered
        {
            // Whatever else came now would wait in the library's queue and could block the handshake later.
            if !is_client_hello(datagram) {
                return;
            }
            self.watch_client_hello(now, datagram);
        }
        let result = self
            .dtls
            .handle_timeout(now)
            .and_then(|()| self.dtls.handle_packet(datagram));
        self.check(result, now);
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.is_over() {
            return;
        }
        let result = self.dtls.handle_timeout(now);
        self.check(result, now);
        if self.state == DtlsState::Connecting
            && self.restarted_deadline.is_some_and(|at| at <= now)
        {
            self.fail(DtlsError::Timeout);
        }
    }

    fn poll<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        loop {
            if let Some(event) = self.events.pop_front() {
                return match event {
                    Event::Connected(connected) => DtlsOutput::Connected(connected),
                    Event::Closed => DtlsOutput::Closed,
                    Event::Failed(error) => DtlsOutput::Failed(error),
                };
            }
            if self.state == DtlsState::Failed {
                return DtlsOutput::Timeout(None);
            }
            // The library writes at the start of the buffer, so a length is all that leaves this round of the loop.
            match self.poll_library(buffer) {
                Round::Again => {}
                Round::Transmit(length) => {
                    return DtlsOutput::Transmit(buffer.get(..length).unwrap_or_default());
                }
                Round::ApplicationData(length) => {
                    return DtlsOutput::ApplicationData(buffer.get(..length).unwrap_or_default());
                }
                Round::Timeout(at) => {
                    self.complete();
                    if self.events.is_empty() {
                        let deadline = self
                            .restarted_deadline
                            .filter(|_| self.state == DtlsState::Connecting);
                        let at = deadline.map_or(at, |deadline| deadline.min(at));
                        return DtlsOutput::Timeout(if self.is_over() { None } else { Some(at) });
                    }
                }
            }
        }
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsError> {
        if self.state != DtlsState::Connected {
            return Err(DtlsError::NotConnected);
        }
        match self.dtls.send_application_data(data) {
            Ok(_) => Ok(()),
            Err(error) => Err(DtlsError::Protocol(error.to_string())),
        }
    }

    fn close(&mut self) {
        if !self.is_over() {
            // Without a connection there is nothing to tell the peer; the library's answer changes nothing then.
            let _ = self.dtls.close();
            self.keys = None;
            self.state = DtlsState::Closed;
        }
    }

    fn state(&self) -> DtlsState {
        self.state
    }

    fn role(&self) -> DtlsRole {
        self.role
    }

    fn stats(&self) -> DtlsStats {
        self.stats
    }
}

impl fmt::Debug for DimplEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("DimplEndpoint")
            .field("role", &self.role)
            .field("state", &self.state)
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

/// Whether the first fragment in a datagram is at offset zero; the datagram is one of [`is_client_hello`].
fn begins_client_hello(datagram: &[u8]) -> bool {
    datagram.get(19..22) == Some(&[0, 0, 0])
}

fn begin(
    settings: DtlsSettings,
    config: &Arc<Config>,
    certificate: &DtlsCertificate,
    role: DtlsRole,
    now: Instant,
) -> Dtls {
    let mut dtls = if settings.allow_dtls13 {
        Dtls::new_auto(Arc::clone(config), certificate.clone(), now)
    } else {
        Dtls::new_12(Arc::clone(config), certificate.clone(), now)
    };
    dtls.set_active(role == DtlsRole::Client);
    dtls
}

fn profile_of(profile: dimpl::SrtpProfile) -> Option<SrtpProfile> {
    match profile {
        dimpl::SrtpProfile::AEAD_AES_256_GCM => Some(SrtpProfile::AeadAes256Gcm),
        dimpl::SrtpProfile::AEAD_AES_128_GCM => Some(SrtpProfile::AeadAes128Gcm),
        dimpl::SrtpProfile::AES128_CM_SHA1_80 => Some(SrtpProfile::AesCm128HmacSha1_80),
        _ => None,
    }
}

#[cfg(test)]
mod tests;
