//! A network between two endpoints with a clock that jumps to the next timer when nothing is under way.

use std::sync::Arc;
use std::time::{Duration, Instant, SystemTime};

use dimpl::{Config, Dtls, DtlsCertificate, Output};

use super::super::*;

/// Longest simulated time: longer than any handshake may take.
const PATIENCE: Duration = Duration::from_secs(90);

pub(super) fn start() -> Instant {
    Instant::now()
}

pub(super) fn certificate() -> Certificate {
    // 2026-07-01; the date is in the certificate only.
    Certificate::generate(SystemTime::UNIX_EPOCH + Duration::from_secs(1_782_864_000))
        .expect("generates")
}

pub(super) fn fingerprint_of(certificate: &Certificate) -> Fingerprint {
    Fingerprint::of(FingerprintAlgorithm::Sha256, certificate.der())
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Direction {
    ToServer,
    ToClient,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fate {
    Deliver,
    Drop,
    Twice,
}

/// Two endpoints and what came out of them.
pub(super) struct Network {
    started_at: Instant,
    now: Instant,
    settings: [DtlsSettings; 2],
    certificates: [Certificate; 2],
    pub client: Box<dyn DtlsEndpoint>,
    pub server: Box<dyn DtlsEndpoint>,
    pub is_reversed: bool,
    pub client_connected: Option<DtlsConnected>,
    pub server_connected: Option<DtlsConnected>,
    pub client_data: Vec<Vec<u8>>,
    pub server_data: Vec<Vec<u8>>,
    pub client_closed: bool,
    pub errors: Vec<DtlsError>,
}

impl Network {
    /// Two of the same kind.
    pub fn new(settings: DtlsSettings) -> Self {
        Self::with_settings(settings, settings)
    }

    pub fn with_settings(client: DtlsSettings, server: DtlsSettings) -> Self {
        let now = start();
        let certificates = [certificate(), certificate()];
        let [own, other] = &certificates;
        let make = |settings, own: &Certificate, role, other: &Certificate| {
            new_endpoint(settings, own, role, fingerprint_of(other), now)
                .expect("settings are valid")
        };
        Network {
            started_at: now,
            now,
            settings: [client, server],
            client: make(client, own, DtlsRole::Client, other),
            server: make(server, other, DtlsRole::Server, own),
            certificates,
            is_reversed: false,
            client_connected: None,
            server_connected: None,
            client_data: Vec::new(),
            server_data: Vec::new(),
            client_closed: false,
            errors: Vec::new(),
        }
    }

    /// Makes the client anew, expecting this fingerprint.
    pub fn replace_client(&mut self, expected: Fingerprint) {
        self.client = new_endpoint(
            self.settings[0],
            &self.certificates[0],
            DtlsRole::Client,
            expected,
            self.now,
        )
        .expect("settings are valid");
    }

    /// Makes the server anew, expecting this fingerprint.
    pub fn replace_server(&mut self, expected: Fingerprint) {
        self.server = new_endpoint(
            self.settings[1],
            &self.certificates[1],
            DtlsRole::Server,
            expected,
            self.now,
        )
        .expect("settings are valid");
    }

    /// Makes the server anew, with this certificate.
    #[cfg(feature = "openssl")]
    pub fn replace_server_certificate(&mut self, certificate: &Certificate) {
        self.server = new_endpoint(
            self.settings[1],
            certificate,
            DtlsRole::Server,
            fingerprint_of(&self.certificates[0]),
            self.now,
        )
        .expect("settings are valid");
    }

    pub fn now(&self) -> Instant {
        self.now
    }

    pub fn elapsed(&self) -> Duration {
        self.now - self.started_at
    }

    pub fn connected(&self) -> (&DtlsConnected, &DtlsConnected) {
        match (&self.client_connected, &self.server_connected) {
            (Some(client), Some(server)) => (client, server),
            _ => unreachable!(
                "not connected: {:?} {:?} {:?}",
                self.client, self.server, self.errors
            ),
        }
    }

    /// Runs until both are connected or over and nothing is under way, or patience ends.
    ///
    /// `fate` decides on each datagram by its direction and number in that direction.
    pub fn run(&mut self, mut fate: impl FnMut(Direction, usize, &[u8]) -> Fate) {
        let mut numbers = [0usize; 2];
        loop {
            let (mut to_server, client_at) = self.poll(Direction::ToServer);
            let (mut to_client, server_at) = self.poll(Direction::ToClient);
            if to_server.is_empty() && to_client.is_empty() {
                let is_settled = |state| !matches!(state, DtlsState::Connecting | DtlsState::New);
                if is_settled(self.client.state()) && is_settled(self.server.state()) {
                    return;
                }
                let next = [client_at, server_at].into_iter().flatten().min();
                match next {
                    Some(at) if at <= self.started_at + PATIENCE => self.now = self.now.max(at),
                    _ => return,
                }
                self.client.handle_timeout(self.now);
                self.server.handle_timeout(self.now);
                continue;
            }
            if self.is_reversed {
                to_server.reverse();
                to_client.reverse();
            }
            self.now += Duration::from_millis(10);
            for (direction, datagrams) in [
                (Direction::ToServer, to_server),
                (Direction::ToClient, to_client),
            ] {
                for datagram in datagrams {
                    let number = &mut numbers[direction as usize];
                    let copies = match fate(direction, *number, &datagram) {
                        Fate::Drop => 0,
                        Fate::Deliver => 1,
                        Fate::Twice => 2,
                    };
                    *number += 1;
                    for _ in 0..copies {
                        match direction {
                            Direction::ToServer => self.server.handle_datagram(self.now, &datagram),
                            Direction::ToClient => self.client.handle_datagram(self.now, &datagram),
                        }
                    }
                }
            }
        }
    }

    /// Takes all outputs of the endpoint that sends in this direction.
    fn poll(&mut self, direction: Direction) -> (Vec<Vec<u8>>, Option<Instant>) {
        let mut buffer = vec![0u8; DTLS_BUFFER_LENGTH];
        let mut datagrams = Vec::new();
        let is_client = direction == Direction::ToServer;
        loop {
            let endpoint = if is_client {
                &mut self.client
            } else {
                &mut self.server
            };
            match endpoint.poll(&mut buffer) {
                DtlsOutput::Transmit(datagram) => datagrams.push(datagram.to_vec()),
                DtlsOutput::Connected(connected) => {
                    let slot = if is_client {
                        &mut self.client_connected
                    } else {
                        &mut self.server_connected
                    };
                    assert!(slot.replace(*connected).is_none(), "connected twice");
                }
                DtlsOutput::ApplicationData(data) => {
                    let list = if is_client {
                        &mut self.client_data
                    } else {
                        &mut self.server_data
                    };
                    list.push(data.to_vec());
                }
                DtlsOutput::Closed => self.client_closed |= is_client,
                DtlsOutput::Failed(error) => self.errors.push(error),
                DtlsOutput::Timeout(at) => return (datagrams, at),
            }
        }
    }
}

/// A client whose datagrams are so small that everything it says is in fragments, against our server.
pub(super) struct FragmentingClient {
    now: Instant,
    client: Dtls,
    server: Box<dyn DtlsEndpoint>,
    pub is_reversed: bool,
    pub lost: Option<usize>,
    pub fragments_sent: usize,
}

impl FragmentingClient {
    pub fn new(settings: DtlsSettings, mtu: usize) -> Self {
        let now = start();
        let own = certificate();
        let config = Config::builder()
            .mtu(mtu)
            .max_queue_tx(100)
            .build()
            .expect("settings are valid");
        let pair = DtlsCertificate {
            certificate: own.der().to_vec(),
            private_key: own.private_key().to_vec(),
        };
        let mut client = if settings.allow_dtls13 {
            Dtls::new_13(Arc::new(config), pair, now)
        } else {
            Dtls::new_12(Arc::new(config), pair, now)
        };
        client.set_active(true);
        client.handle_timeout(now).expect("starts");
        let server = new_endpoint(
            DtlsSettings {
                allow_dtls13: true,
                ..settings
            },
            &certificate(),
            DtlsRole::Server,
            fingerprint_of(&own),
            now,
        )
        .expect("settings are valid");
        FragmentingClient {
            now,
            client,
            server,
            is_reversed: false,
            lost: None,
            fragments_sent: 0,
        }
    }

    pub fn connect(&mut self) {
        let mut buffer = vec![0u8; DTLS_BUFFER_LENGTH];
        let (mut is_client_done, mut number, give_up_at) = (false, 0, self.now + PATIENCE);
        while !(is_client_done && self.server.state() == DtlsState::Connected) {
            assert!(
                self.now < give_up_at,
                "no connection: {:?} {:?}",
                self.client,
                self.server
            );
            let mut to_server = Vec::new();
            let client_at = loop {
                match self.client.poll_output(&mut buffer) {
                    Output::Packet(datagram) => to_server.push(datagram.to_vec()),
                    Output::Connected => is_client_done = true,
                    Output::Timeout(at) => break at,
                    _ => {}
                }
            };
            self.fragments_sent = self.fragments_sent.max(to_server.len());
            if self.is_reversed {
                to_server.reverse();
            }
            let mut is_idle = to_server.is_empty();
            for datagram in to_server {
                if self.lost != Some(number) {
                    self.server.handle_datagram(self.now, &datagram);
                }
                number += 1;
            }
            let server_at = loop {
                match self.server.poll(&mut buffer) {
                    DtlsOutput::Transmit(datagram) => {
                        is_idle = false;
                        self.client
                            .handle_packet(datagram)
                            .expect("our flight is acceptable");
                    }
                    DtlsOutput::Timeout(at) => break at,
                    _ => {}
                }
            };
            if is_idle {
                self.now = self
                    .now
                    .max(server_at.map_or(client_at, |at| at.min(client_at)));
            }
            self.client.handle_timeout(self.now).expect("goes on");
            self.server.handle_timeout(self.now);
        }
    }
}
