//! A raw endpoint: ICE, DTLS and SRTP, and nothing above them. It sends the packets it is given and tells of every packet it gets.

use std::net::SocketAddr;
use std::time::{Duration, Instant};

use base64ct::{Base64, Base64Unpadded, Encoding};
use mio::Registry;
use str0m::config::{CryptoProvider, DtlsCert, DtlsVersion, Fingerprint};
use str0m::crypto::dtls::{DtlsInstance, DtlsOutput};
use str0m::ice::{IceAgent, IceAgentEvent, StunMessage, StunPacket};
use str0m::{Candidate, IceCreds};

use crate::link::Link;
use crate::opening::{Opening, candidate, certificate_hash, credentials, wire_protocol};
use crate::protocol::{Event, IceParameters, TransportProtocol};
use crate::reactor::Surroundings;
use crate::srtp::{Session, Way};

/// DTLS records fit into an IPv6 packet of least size.
const DTLS_MTU: usize = 1_150;
/// A flight that was lost is sent again by OpenSSL when it is asked to go on; its own timer begins at one second.
const DTLS_ASK_INTERVAL: Duration = Duration::from_millis(500);
/// How often the loop looks at a connected endpoint; ICE has shorter timers of its own.
const IDLE: Duration = Duration::from_secs(3);

/// Drive it with [`Raw::drive`]; [`Raw::write`] sends.
pub struct Raw {
    link: Link,
    protocol: TransportProtocol,
    /// The server's candidates until the endpoint may connect.
    candidates: Vec<Candidate>,
    ice: IceAgent,
    dtls: Box<dyn DtlsInstance>,
    dtls_asked_at: Option<Instant>,
    fingerprint: Fingerprint,
    verified: bool,
    remote: Option<SocketAddr>,
    sessions: Option<(Session, Session)>,
    began_at: Instant,
    ended: bool,
    buffer: Vec<u8>,
}

impl Raw {
    /// Makes one that is ready to connect.
    ///
    /// # Errors
    /// A sentence when ICE or DTLS do not want to begin.
    pub fn open(
        opening: &Opening,
        certificate: &DtlsCert,
        link: Link,
        now: Instant,
    ) -> Result<Raw, String> {
        let crypto = str0m::crypto::from_feature_flags();
        let mut ice = IceAgent::with_hmac(IceCreds::new(), crypto.sha1_hmac_provider);
        ice.set_controlling(true);
        ice.set_remote_credentials(opening.credentials.clone());
        ice.add_local_candidate(candidate(link.local(), opening.protocol)?);
        let mut dtls = crypto
            .dtls_provider
            .new_dtls(certificate, now, DtlsVersion::Dtls12, Some(DTLS_MTU))
            .map_err(|error| error.to_string())?;
        dtls.set_active(opening.dtls_client);
        Ok(Raw {
            link,
            protocol: opening.protocol,
            candidates: opening.remote_candidates()?,
            ice,
            dtls,
            dtls_asked_at: None,
            fingerprint: opening.fingerprint.clone(),
            verified: false,
            remote: None,
            sessions: None,
            began_at: now,
            ended: false,
            buffer: Vec::new(),
        })
    }

    /// Begins to connect.
    pub fn connect(&mut self, now: Instant) {
        self.began_at = now;
        for remote in self.candidates.drain(..) {
            self.ice.add_remote_candidate(remote);
        }
    }

    /// Reads the socket when there is something, acts on the time; answers when it wants to be driven next.
    pub fn drive(&mut self, readable: bool, surroundings: &mut Surroundings) -> Instant {
        let now = Instant::now();
        if readable {
            self.link.flush();
            let mut buffer = std::mem::take(&mut self.buffer);
            loop {
                match self.link.receive(&mut buffer) {
                    Ok(Some(remote)) => self.take(&buffer, remote, now, surroundings),
                    Ok(None) => break,
                    Err(error) => {
                        self.end(&format!("The socket failed: {error}."), surroundings);
                        break;
                    }
                }
            }
            self.buffer = buffer;
        }
        self.ice.handle_timeout(now);
        self.advance_ice(surroundings);
        self.advance_dtls(now, surroundings);
        let idle = now + IDLE;
        let dtls_at = self.dtls_asked_at.map(|at| at + DTLS_ASK_INTERVAL);
        [self.ice.poll_timeout(), dtls_at]
            .into_iter()
            .flatten()
            .fold(idle, Instant::min)
            .max(now + Duration::from_millis(1))
    }

    /// Seals and sends packets in base64, in order.
    ///
    /// # Errors
    /// A sentence when the endpoint is not connected or a packet is none; those before it are out by then.
    pub fn write(&mut self, packets: &[String]) -> Result<(), String> {
        let (Some((seal, _)), Some(remote)) = (&mut self.sessions, self.remote) else {
            return Err("The endpoint is not connected.".to_owned());
        };
        for text in packets {
            let packet = Base64::decode_vec(text)
                .or_else(|_| Base64Unpadded::decode_vec(text))
                .map_err(|_| "A packet is not in base64.".to_owned())?;
            let sealed = if is_rtcp(&packet) {
                seal.seal_rtcp(&packet)
            } else {
                seal.seal_rtp(&packet)
            };
            let sealed = sealed.ok_or("A packet is too short to be sealed.")?;
            self.link.send(remote, &sealed);
        }
        Ok(())
    }

    /// Takes the server's new credentials.
    pub fn restart_ice(&mut self, parameters: &IceParameters) {
        self.ice.set_remote_credentials(credentials(parameters));
    }

    /// Leaves, with a DTLS close unless `silent`.
    pub fn close(&mut self, silent: bool, registry: &Registry) {
        if !silent && self.dtls.close().is_ok() {
            self.send_dtls();
        }
        self.link.deregister(registry);
    }

    fn take(
        &mut self,
        message: &[u8],
        remote: SocketAddr,
        now: Instant,
        surroundings: &mut Surroundings,
    ) {
        match message.first() {
            Some(0..=3) => {
                if let Ok(parsed) = StunMessage::parse(message) {
                    let packet = StunPacket {
                        proto: wire_protocol(self.protocol),
                        source: remote,
                        destination: self.link.local(),
                        message: parsed,
                    };
                    self.ice.handle_packet(now, packet);
                    self.advance_ice(surroundings);
                }
            }
            Some(20..=63) => {
                if self.dtls.handle_packet(message).is_err() {
                    self.end("DTLS failed.", surroundings);
                }
                self.advance_dtls(now, surroundings);
            }
            Some(128..=191) => self.take_media(message, now, surroundings),
            _ => {}
        }
    }

    fn take_media(&mut self, message: &[u8], now: Instant, surroundings: &mut Surroundings) {
        let Some((_, open)) = &mut self.sessions else {
            return;
        };
        let rtcp = is_rtcp(message);
        let opened = if rtcp {
            open.open_rtcp(message)
        } else {
            open.open_rtp(message)
        };
        let endpoint = surroundings.endpoint;
        surroundings.say(&match opened {
            Some(packet) => Event::Packet {
                endpoint,
                at_ms: (now - surroundings.began_at).as_secs_f64() * 1_000.0,
                rtcp,
                bytes: Base64::encode_string(&packet),
            },
            None => Event::Unopened {
                endpoint,
                length: message.len(),
            },
        });
    }

    fn advance_ice(&mut self, surroundings: &mut Surroundings) {
        while let Some(event) = self.ice.poll_event() {
            match event {
                IceAgentEvent::NominatedSend { destination, .. } => {
                    let first = self.remote.replace(destination).is_none();
                    if first {
                        // A client begins by being told that nothing has come; a server waits for the hello.
                        let _nothing_to_read = self.dtls.handle_packet(&[]);
                        self.dtls_asked_at = Some(Instant::now());
                    }
                }
                IceAgentEvent::IceConnectionStateChange(state) if state.is_disconnected() => {
                    self.end("ICE lost the server.", surroundings);
                }
                _ => {}
            }
        }
        while let Some(transmit) = self.ice.poll_transmit() {
            self.link.send(transmit.destination, &transmit.contents);
        }
    }

    fn advance_dtls(&mut self, now: Instant, surroundings: &mut Surroundings) {
        if self
            .dtls_asked_at
            .is_some_and(|at| now >= at + DTLS_ASK_INTERVAL)
        {
            let _nothing_to_read = self.dtls.handle_packet(&[]);
            self.dtls_asked_at = Some(now);
        }
        let mut buffer = vec![0; 4_096];
        // The back end answers a timeout once before it tells the rest; two in a row are the end.
        let mut timeouts = 0;
        while timeouts < 2 {
            match self.dtls.poll_output(&mut buffer) {
                DtlsOutput::Packet(packet) => {
                    if let Some(remote) = self.remote {
                        self.link.send(remote, packet);
                    }
                }
                DtlsOutput::PeerCert(der) => {
                    self.verified = certificate_hash(der)[..] == self.fingerprint.bytes[..];
                }
                DtlsOutput::KeyingMaterial(material, profile) => {
                    self.dtls_asked_at = None;
                    if !self.verified {
                        self.end(
                            "The server's certificate is not the one it told of.",
                            surroundings,
                        );
                        return;
                    }
                    let client = self.dtls.is_active();
                    let session =
                        |of_client, way| Session::new(crypto(), profile, &material, of_client, way);
                    self.sessions = session(client, Way::Seal).zip(session(!client, Way::Open));
                    surroundings.say(&Event::Connected {
                        endpoint: surroundings.endpoint,
                        after_ms: self.began_at.elapsed().as_secs_f64() * 1_000.0,
                    });
                }
                DtlsOutput::CloseNotify => self.end("The server closed DTLS.", surroundings),
                DtlsOutput::Timeout(_) => timeouts += 1,
                _ => {}
            }
        }
    }

    fn send_dtls(&mut self) {
        let mut buffer = vec![0; 4_096];
        while let DtlsOutput::Packet(packet) = self.dtls.poll_output(&mut buffer) {
            if let Some(remote) = self.remote {
                self.link.send(remote, packet);
            }
        }
    }

    fn end(&mut self, reason: &str, surroundings: &mut Surroundings) {
        if !std::mem::replace(&mut self.ended, true) {
            surroundings.say(&Event::Disconnected {
                endpoint: surroundings.endpoint,
                reason: reason.to_owned(),
            });
        }
    }
}

fn crypto() -> CryptoProvider {
    str0m::crypto::from_feature_flags()
}

/// RFC 5761 §4: payload types 64 to 95 are RTCP.
fn is_rtcp(packet: &[u8]) -> bool {
    packet
        .get(1)
        .is_some_and(|octet| (64..96).contains(&(octet & 0x7f)))
}
