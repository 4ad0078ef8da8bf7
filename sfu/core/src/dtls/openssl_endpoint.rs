//! The DTLS endpoint on OpenSSL: DTLS 1.2, for RSA certificates and for choosing the SRTP profile.
//!
//! OpenSSL keeps its retransmission times by the system's clock, not by the `now` that comes in; calling it often enough is
//! all that can be done. Everything else goes by `now`.

use std::collections::VecDeque;
use std::fmt;
use std::io::{self, Read, Write};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use openssl::error::ErrorStack;
use openssl::pkey::PKey;
use openssl::ssl::{
    ErrorCode, Ssl, SslContext, SslMethod, SslOptions, SslStream, SslVerifyMode, SslVersion,
};
use openssl::x509::X509;

use super::certificate::certificate_to_pem;
use super::{
    Certificate, CertificateError, DtlsConnected, DtlsEndpoint, DtlsError, DtlsNegotiated,
    DtlsOutput, DtlsRole, DtlsSettings, DtlsState, DtlsStats, DtlsVersion, Fingerprint,
    is_client_hello, split_keying_material,
};
use crate::srtp::SrtpProfile;

/// Largest datagram of a flight; as for the other endpoint.
const MTU: usize = 1200;

/// How often OpenSSL is asked whether it wants to repeat a flight. Higher repeats later than its timer says, lower wakes
/// the worker for nothing.
const REPEAT_CHECK: Duration = Duration::from_millis(250);

/// The whole handshake; as for the other endpoint.
const HANDSHAKE_TIMEOUT: Duration = Duration::from_secs(30);

/// Bytes to a peer that answers little; as for the other endpoint.
const SILENT_PEER_BYTES: u64 = 12_000;
const AMPLIFICATION: u64 = 3;

/// Fresh starts after OpenSSL gave up before a certificate was seen; as for the other endpoint.
const MAX_RESTARTS: u32 = 8;

/// Received datagrams that OpenSSL has not read yet. It reads all there is whenever it is asked, so that one is enough;
/// more only means that it gave up.
const MAX_UNREAD: usize = 4;

/// Cipher suites with forward secrecy, for EC and RSA certificates.
const CIPHERS: &str = "ECDHE+AESGCM:ECDHE+CHACHA20:ECDHE+AES:!aNULL:!eNULL:!PSK";

impl Certificate {
    /// Reads a certificate and its key, RSA or EC, from the contents of two PEM files. For [`OpenSslEndpoint`] only: the
    /// other endpoint cannot use RSA.
    pub fn from_pem_for_openssl(
        certificate_pem: &str,
        private_key_pem: &str,
    ) -> Result<Certificate, CertificateError> {
        let certificate = X509::from_pem(certificate_pem.as_bytes())
            .map_err(|_| CertificateError::NoCertificate)?;
        let public_key = certificate
            .public_key()
            .map_err(|_| CertificateError::UnsupportedKey)?;
        let key = PKey::private_key_from_pem(private_key_pem.as_bytes())
            .map_err(|_| CertificateError::NoPrivateKey)?;
        if !public_key.public_eq(&key) {
            return Err(CertificateError::KeyMismatch);
        }
        let der = certificate
            .to_der()
            .map_err(|_| CertificateError::NoCertificate)?;
        let private_key = key
            .private_key_to_pkcs8()
            .map_err(|_| CertificateError::NoPrivateKey)?;
        Ok(Certificate::of(der, private_key))
    }
}

/// Association with one peer, spoken by OpenSSL.
pub struct OpenSslEndpoint {
    stream: SslStream<Datagrams>,
    settings: DtlsSettings,
    certificate: Certificate,
    role: DtlsRole,
    state: DtlsState,
    remote_fingerprint: Fingerprint,
    /// The peer has shown another certificate than the announced one.
    is_mismatched: Arc<AtomicBool>,
    deadline: Instant,
    repeat_at: Instant,
    restarts: u32,
    outgoing: VecDeque<Vec<u8>>,
    events: VecDeque<Event>,
    stats: DtlsStats,
}

enum Event {
    Connected(Box<DtlsConnected>),
    Closed,
    Failed(DtlsError),
}

/// What OpenSSL reads from and writes to: datagrams in memory.
#[derive(Debug, Default)]
struct Datagrams {
    received: VecDeque<Vec<u8>>,
    /// Records back to back: OpenSSL may write several at once.
    written: Vec<u8>,
}

impl Read for Datagrams {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let datagram = self.received.pop_front().ok_or(io::ErrorKind::WouldBlock)?;
        let length = datagram.len().min(buffer.len());
        for (to, from) in buffer.iter_mut().zip(&datagram) {
            *to = *from;
        }
        Ok(length)
    }
}

impl Write for Datagrams {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

impl OpenSslEndpoint {
    /// A new association; see [`super::new_endpoint`].
    pub fn new(
        settings: DtlsSettings,
        certificate: &Certificate,
        role: DtlsRole,
        remote_fingerprint: Fingerprint,
        now: Instant,
    ) -> Result<Self, DtlsError> {
        let role = if role == DtlsRole::Client {
            DtlsRole::Client
        } else {
            DtlsRole::Server
        };
        let is_mismatched = Arc::new(AtomicBool::new(false));
        let stream = begin(
            settings,
            certificate,
            role,
            &remote_fingerprint,
            &is_mismatched,
        )
        .map_err(|error| DtlsError::Protocol(error.to_string()))?;
        let mut endpoint = OpenSslEndpoint {
            stream,
            settings,
            certificate: certificate.clone(),
            role,
            state: DtlsState::Connecting,
            remote_fingerprint,
            is_mismatched,
            deadline: now + HANDSHAKE_TIMEOUT,
            repeat_at: now + REPEAT_CHECK,
            restarts: 0,
            outgoing: VecDeque::new(),
            events: VecDeque::new(),
            stats: DtlsStats::default(),
        };
        // A client makes its first flight when it is asked.
        endpoint.advance();
        Ok(endpoint)
    }

    fn is_over(&self) -> bool {
        matches!(self.state, DtlsState::Failed | DtlsState::Closed)
    }

    fn fail(&mut self, error: DtlsError) {
        if self.is_over() {
            return;
        }
        if self.state == DtlsState::Connected {
            self.state = DtlsState::Closed;
            self.events.push_back(Event::Closed);
        } else {
            self.state = DtlsState::Failed;
            self.events.push_back(Event::Failed(error));
        }
    }

    fn read(&mut self, datagram: &[u8]) {
        let received = &mut self.stream.get_mut().received;
        if received.len() < MAX_UNREAD {
            received.push_back(datagram.to_vec());
        }
        self.advance();
    }

    /// Lets OpenSSL read what came and write what it wants to, as long as the handshake lasts.
    fn advance(&mut self) {
        if self.state != DtlsState::Connecting {
            return;
        }
        let result = self.stream.do_handshake();
        let must_restart = result
            .as_ref()
            .is_err_and(|error| error.code() != ErrorCode::WANT_READ)
            && self.may_restart();
        if !must_restart {
            self.take_written();
        }
        match result {
            Ok(()) => self.complete(),
            Err(_) if self.is_mismatched.load(Ordering::Relaxed) => {
                self.fail(DtlsError::FingerprintMismatch);
            }
            Err(error) if error.code() == ErrorCode::WANT_READ => {}
            // The alert that OpenSSL wrote goes with it: the real peer would take it for the end.
            Err(error) if must_restart => {
                self.restarts += 1;
                let begun = begin(
                    self.settings,
                    &self.certificate,
                    self.role,
                    &self.remote_fingerprint,
                    &self.is_mismatched,
                );
                match begun {
                    Ok(stream) => self.stream = stream,
                    Err(_) => self.fail(DtlsError::Protocol(error.to_string())),
                }
            }
            Err(error) => self.fail(DtlsError::Protocol(error.to_string())),
        }
    }

    /// Whether a failure may be somebody else's doing: until the peer's certificate is here anybody who can spoof its
    /// address can have sent what made OpenSSL give up, and the real peer repeats its ClientHello.
    fn may_restart(&self) -> bool {
        self.role == DtlsRole::Server
            && self.stream.ssl().peer_certificate().is_none()
            && self.restarts < MAX_RESTARTS
    }

    /// Tells of the connection once the handshake is done.
    fn complete(&mut self) {
        let ssl = self.stream.ssl();
        let certificate = ssl
            .peer_certificate()
            .and_then(|certificate| certificate.to_der().ok())
            .filter(|certificate| self.remote_fingerprint.matches(certificate));
        let Some(certificate) = certificate else {
            self.fail(DtlsError::FingerprintMismatch);
            return;
        };
        let profile = ssl.selected_srtp_profile().and_then(|selected| {
            let named = |profile: &SrtpProfile| openssl_name(*profile) == Some(selected.name());
            SrtpProfile::ALL.into_iter().find(named)
        });
        let keys = profile.and_then(|profile| {
            let length = 2 * (profile.key_length() + profile.salt_length());
            let mut material = vec![0; length];
            ssl.export_keying_material(&mut material, "EXTRACTOR-dtls_srtp", None)
                .ok()?;
            Some((profile, split_keying_material(profile, &material)?))
        });
        let Some((srtp_profile, (client, server))) = keys else {
            self.fail(DtlsError::NoSrtpProfile);
            return;
        };
        let (outbound, inbound) = if self.role == DtlsRole::Client {
            (client, server)
        } else {
            (server, client)
        };
        self.state = DtlsState::Connected;
        self.events
            .push_back(Event::Connected(Box::new(DtlsConnected {
                negotiated: DtlsNegotiated {
                    version: DtlsVersion::Dtls12,
                    srtp_profile,
                },
                outbound,
                inbound,
                remote_certificate_pem: certificate_to_pem(&certificate),
            })));
    }

    /// Packs the records that OpenSSL wrote into datagrams.
    fn take_written(&mut self) {
        let written = std::mem::take(&mut self.stream.get_mut().written);
        let mut rest = written.as_slice();
        let mut datagram: Vec<u8> = Vec::new();
        while let Some((header, _)) = rest.split_first_chunk::<13>() {
            let [.., length_high, length_low] = header;
            let length = 13 + usize::from(u16::from_be_bytes([*length_high, *length_low]));
            let (record, next) = rest.split_at_checked(length).unwrap_or((rest, &[]));
            if !datagram.is_empty() && datagram.len() + record.len() > MTU {
                self.enqueue(std::mem::take(&mut datagram));
            }
            datagram.extend_from_slice(record);
            rest = next;
        }
        if !datagram.is_empty() {
            self.enqueue(datagram);
        }
    }

    /// Queues a datagram, unless the peer has sent too little for it.
    fn enqueue(&mut self, datagram: Vec<u8>) {
        let allowance = SILENT_PEER_BYTES
            .saturating_add(AMPLIFICATION.saturating_mul(self.stats.bytes_received));
        let length = datagram.len() as u64;
        if self.state == DtlsState::Connected
            || self.stats.bytes_sent.saturating_add(length) <= allowance
        {
            self.stats.bytes_sent += length;
            self.outgoing.push_back(datagram);
        } else {
            self.stats.datagrams_withheld += 1;
        }
    }
}

impl DtlsEndpoint for OpenSslEndpoint {
    fn handle_datagram(&mut self, _now: Instant, datagram: &[u8]) {
        if self.is_over() {
            return;
        }
        self.stats.datagrams_received += 1;
        self.stats.bytes_received += datagram.len() as u64;
        let is_unanswered = self.role == DtlsRole::Server
            && self.state == DtlsState::Connecting
            && self.stats.bytes_sent == 0;
        // Whatever else came now is not the peer's, who begins with a ClientHello.
        if is_unanswered && !is_client_hello(datagram) {
            return;
        }
        let restarts = self.restarts;
        self.read(datagram);
        if self.restarts > restarts && is_unanswered {
            // It may have been fine, and what came before it not.
            self.read(datagram);
            self.restarts = restarts + 1;
        }
    }

    fn handle_timeout(&mut self, now: Instant) {
        if self.state != DtlsState::Connecting {
            return;
        }
        if self.deadline <= now {
            self.fail(DtlsError::Timeout);
        } else if self.repeat_at <= now {
            self.repeat_at = now + REPEAT_CHECK;
            self.advance();
        }
    }

    fn poll<'a>(&mut self, buffer: &'a mut [u8]) -> DtlsOutput<'a> {
        loop {
            if let Some(datagram) = self.outgoing.pop_front() {
                for (to, from) in buffer.iter_mut().zip(&datagram) {
                    *to = *from;
                }
                return DtlsOutput::Transmit(buffer.get(..datagram.len()).unwrap_or_default());
            }
            if let Some(event) = self.events.pop_front() {
                return match event {
                    Event::Connected(connected) => DtlsOutput::Connected(connected),
                    Event::Closed => DtlsOutput::Closed,
                    Event::Failed(error) => DtlsOutput::Failed(error),
                };
            }
            if self.state != DtlsState::Connected {
                break;
            }
            let result = self.stream.ssl_read(buffer);
            self.take_written();
            match result {
                Ok(length) => {
                    return DtlsOutput::ApplicationData(buffer.get(..length).unwrap_or_default());
                }
                Err(error) if error.code() == ErrorCode::ZERO_RETURN => {
                    self.state = DtlsState::Closed;
                    self.events.push_back(Event::Closed);
                }
                Err(error) if error.code() == ErrorCode::WANT_READ => {
                    let is_quiet = self.outgoing.is_empty();
                    if is_quiet && self.stream.get_ref().received.is_empty() {
                        break;
                    }
                }
                Err(error) => self.fail(DtlsError::Protocol(error.to_string())),
            }
        }
        let is_connecting = self.state == DtlsState::Connecting;
        DtlsOutput::Timeout(is_connecting.then(|| self.repeat_at.min(self.deadline)))
    }

    fn send_application_data(&mut self, data: &[u8]) -> Result<(), DtlsError> {
        if self.state != DtlsState::Connected {
            return Err(DtlsError::NotConnected);
        }
        let result = self.stream.ssl_write(data);
        self.take_written();
        match result {
            Ok(_) => Ok(()),
            Err(error) => Err(DtlsError::Protocol(error.to_string())),
        }
    }

    fn close(&mut self) {
        if self.state == DtlsState::Connected {
            // Its only error is that the peer has not answered yet, which nobody waits for.
            let _ = self.stream.shutdown();
            self.take_written();
        }
        if !self.is_over() {
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

impl fmt::Debug for OpenSslEndpoint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("OpenSslEndpoint")
            .field("role", &self.role)
            .field("state", &self.state)
            .field("stats", &self.stats)
            .finish_non_exhaustive()
    }
}

fn begin(
    settings: DtlsSettings,
    certificate: &Certificate,
    role: DtlsRole,
    remote_fingerprint: &Fingerprint,
    is_mismatched: &Arc<AtomicBool>,
) -> Result<SslStream<Datagrams>, ErrorStack> {
    let mut context = SslContext::builder(SslMethod::dtls())?;
    context.set_min_proto_version(Some(SslVersion::DTLS1_2))?;
    // The size of datagrams is ours to say, and keys never change within an association.
    context.set_options(SslOptions::NO_QUERY_MTU | SslOptions::NO_RENEGOTIATION);
    context.set_cipher_list(CIPHERS)?;
    let own = X509::from_der(certificate.der())?;
    let key = PKey::private_key_from_pkcs8(certificate.private_key())?;
    context.set_certificate(&own)?;
    context.set_private_key(&key)?;
    context.check_private_key()?;
    let offered: Vec<&str> = SrtpProfile::ALL
        .into_iter()
        .filter(|profile| {
            settings
                .srtp_profile
                .is_none_or(|wanted| wanted == *profile)
        })
        .filter_map(openssl_name)
        .collect();
    context.set_tlsext_use_srtp(&offered.join(":"))?;
    let mut ssl = Ssl::new(&context.build())?;
    let (expected, flag) = (remote_fingerprint.clone(), Arc::clone(is_mismatched));
    // Self-signed as they are, certificates are judged by the announced fingerprint alone, before the peer gets more of us.
    ssl.set_verify_callback(
        SslVerifyMode::PEER | SslVerifyMode::FAIL_IF_NO_PEER_CERT,
        move |_, chain| {
            if chain.error_depth() > 0 {
                return true;
            }
            let shown = chain.current_cert().and_then(|shown| shown.to_der().ok());
            let is_expected = shown.is_some_and(|shown| expected.matches(&shown));
            if !is_expected {
                flag.store(true, Ordering::Relaxed);
            }
            is_expected
        },
    );
    ssl.set_mtu(u32::try_from(MTU).unwrap_or(u32::MAX))?;
    if role == DtlsRole::Client {
        ssl.set_connect_state();
    } else {
        ssl.set_accept_state();
    }
    SslStream::new(ssl, Datagrams::default())
}

/// OpenSSL's name of a profile that DTLS may agree on.
fn openssl_name(profile: SrtpProfile) -> Option<&'static str> {
    match profile {
        SrtpProfile::AeadAes256Gcm => Some("SRTP_AEAD_AES_256_GCM"),
        SrtpProfile::AeadAes128Gcm => Some("SRTP_AEAD_AES_128_GCM"),
        SrtpProfile::AesCm128HmacSha1_80 => Some("SRTP_AES128_CM_SHA1_80"),
        SrtpProfile::AesCm128HmacSha1_32 => None,
    }
}
