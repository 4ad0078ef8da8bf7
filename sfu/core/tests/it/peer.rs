//! A synthetic WebRTC endpoint: real STUN, DTLS and SRTP, media made up packet by packet.

use crate::parameters::{OPUS_IN, RTX_IN, VP8_IN};
use crate::stun_request::StunRequest;
use sambung_core::dtls::{
    Certificate, DTLS_BUFFER_LENGTH, DimplEndpoint, DtlsEndpoint, DtlsOutput, DtlsSettings, is_dtls,
};
use sambung_core::ortc::{DtlsRole, Fingerprint, TransportTuple};
use sambung_core::router::TransportHandle;
use sambung_core::rtcp::NtpTime;
use sambung_core::rtp::{is_rtcp, is_rtp_or_rtcp};
use sambung_core::srtp::{MAX_SRTP_OVERHEAD, SrtpInbound, SrtpOutbound};
use sambung_core::stun::is_stun;
use std::time::Instant;

/// A media packet to be made; fields start as an ordinary one.
#[derive(Debug, Clone)]
pub struct Media {
    pub payload_type: u8,
    pub ssrc: u32,
    pub seq: u16,
    pub timestamp: u32,
    pub marker: bool,
    /// (id, value) in the one-byte form of RFC 8285.
    pub extensions: Vec<(u8, Vec<u8>)>,
    pub payload: Vec<u8>,
}

impl Media {
    /// 20 ms of Opus.
    pub fn opus(ssrc: u32, seq: u16, timestamp: u32) -> Media {
        Media {
            payload_type: OPUS_IN,
            ssrc,
            seq,
            timestamp,
            marker: false,
            extensions: Vec::new(),
            payload: [&[0x78], [seq as u8; 40].as_slice()].concat(),
        }
    }

    /// A packet that begins a VP8 key frame.
    pub fn vp8_key(ssrc: u32, seq: u16, timestamp: u32) -> Media {
        Media::vp8(ssrc, seq, timestamp, &[0x10, 0x00, 0x9d, 0x01, 0x2a])
    }

    /// A packet that begins a VP8 frame which depends on others.
    pub fn vp8_delta(ssrc: u32, seq: u16, timestamp: u32) -> Media {
        Media::vp8(ssrc, seq, timestamp, &[0x10, 0x01])
    }

    /// A packet that goes on with a VP8 frame.
    pub fn vp8_rest(ssrc: u32, seq: u16, timestamp: u32) -> Media {
        Media::vp8(ssrc, seq, timestamp, &[0x00])
    }

    fn vp8(ssrc: u32, seq: u16, timestamp: u32, head: &[u8]) -> Media {
        Media {
            payload_type: VP8_IN,
            ssrc,
            seq,
            timestamp,
            marker: true,
            extensions: Vec::new(),
            payload: [head, [seq as u8; 900].as_slice()].concat(),
        }
    }

    /// The same packet as a retransmission (RFC 4588 §4) with the number `rtx_seq`.
    pub fn as_rtx(&self, rtx_seq: u16) -> Media {
        Media {
            payload_type: RTX_IN,
            ssrc: self.ssrc + 1,
            seq: rtx_seq,
            payload: [self.seq.to_be_bytes().as_slice(), &self.payload].concat(),
            ..self.clone()
        }
    }

    pub fn with_extension(mut self, id: u8, value: &[u8]) -> Media {
        self.extensions.push((id, value.to_vec()));
        self
    }

    /// Its bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut packet = vec![0x80, (u8::from(self.marker) << 7) | self.payload_type];
        packet.extend_from_slice(&self.seq.to_be_bytes());
        packet.extend_from_slice(&self.timestamp.to_be_bytes());
        packet.extend_from_slice(&self.ssrc.to_be_bytes());
        if !self.extensions.is_empty() {
            packet[0] |= 0x10;
            let mut area = Vec::new();
            for (id, value) in &self.extensions {
                area.push((id << 4) | (value.len() as u8 - 1));
                area.extend_from_slice(value);
            }
            area.resize(area.len().next_multiple_of(4), 0);
            packet.extend_from_slice(&[0xbe, 0xde, 0, (area.len() / 4) as u8]);
            packet.extend_from_slice(&area);
        }
        packet.extend_from_slice(&self.payload);
        packet
    }
}

/// The keys of both directions.
#[derive(Debug)]
pub struct Keys {
    pub inbound: SrtpInbound,
    pub outbound: SrtpOutbound,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Peer {
    pub id: String,
    pub handle: TransportHandle,
    pub tuple: TransportTuple,
    pub ufrag: String,
    pub password: String,
    pub dtls: DimplEndpoint,
    pub keys: Option<Keys>,
    /// Opened RTP packets in the order of arrival.
    pub rtp: Vec<Vec<u8>>,
    /// Opened RTCP compounds with their time of arrival.
    pub rtcp: Vec<(Instant, Vec<u8>)>,
    /// STUN answers.
    pub stun: Vec<Vec<u8>>,
    /// Datagrams that could not be opened.
    pub refused: usize,
    /// Sealed datagrams as they came.
    pub sealed: Vec<Vec<u8>>,
    pub is_closed: bool,
    /// When DTLS wants to go on.
    pub dtls_timeout_at: Option<Instant>,
    /// What DTLS wants to send, when media has made it go on.
    unsent: Vec<Vec<u8>>,
    n_checks: u32,
}

impl Peer {
    #[expect(clippy::too_many_arguments, reason = "all of a peer's identity")]
    pub fn new(
        now: Instant,
        id: &str,
        handle: TransportHandle,
        tuple: TransportTuple,
        credentials: (String, String),
        certificate: &Certificate,
        role: DtlsRole,
        remote: Fingerprint,
    ) -> Peer {
        let dtls = DimplEndpoint::new(DtlsSettings::default(), certificate, role, remote, now)
            .expect("valid settings");
        Peer {
            id: id.to_owned(),
            handle,
            tuple,
            ufrag: credentials.0,
            password: credentials.1,
            dtls,
            keys: None,
            rtp: Vec::new(),
            rtcp: Vec::new(),
            stun: Vec::new(),
            refused: 0,
            sealed: Vec::new(),
            is_closed: false,
            dtls_timeout_at: None,
            unsent: Vec::new(),
            n_checks: 0,
        }
    }

    /// A proper connectivity check.
    pub fn check(&mut self) -> StunRequest {
        self.n_checks += 1;
        StunRequest::new(&self.ufrag, &self.password, self.n_checks)
    }

    /// What DTLS wants to send.
    pub fn poll_dtls(&mut self) -> Vec<Vec<u8>> {
        let mut datagrams = std::mem::take(&mut self.unsent);
        let mut buffer = vec![0; DTLS_BUFFER_LENGTH];
        loop {
            match self.dtls.poll(&mut buffer) {
                DtlsOutput::Transmit(datagram) => datagrams.push(datagram.to_vec()),
                DtlsOutput::Connected(connected) => {
                    self.keys = Some(Keys {
                        inbound: SrtpInbound::new(&connected.inbound).expect("valid keys"),
                        outbound: SrtpOutbound::new(&connected.outbound).expect("valid keys"),
                    });
                }
                DtlsOutput::Closed | DtlsOutput::Failed(_) => self.is_closed = true,
                DtlsOutput::ApplicationData(_) => {}
                DtlsOutput::Timeout(at) => {
                    self.dtls_timeout_at = at;
                    return datagrams;
                }
            }
        }
    }

    /// Takes a datagram from the router.
    pub fn handle_datagram(&mut self, now: Instant, datagram: &[u8]) {
        if is_rtp_or_rtcp(datagram) {
            self.handle_media(now, datagram);
        } else if is_stun(datagram) {
            self.stun.push(datagram.to_vec());
        } else if is_dtls(datagram) {
            self.dtls.handle_datagram(now, datagram);
            // Media may come right behind what ends the handshake.
            self.unsent = self.poll_dtls();
        } else {
            self.refused += 1;
        }
    }

    fn handle_media(&mut self, now: Instant, datagram: &[u8]) {
        let Some(keys) = &mut self.keys else {
            self.refused += 1;
            return;
        };
        self.sealed.push(datagram.to_vec());
        let mut packet = datagram.to_vec();
        let is_rtcp = is_rtcp(&packet);
        let opened = if is_rtcp {
            keys.inbound.unprotect_rtcp(&mut packet)
        } else {
            keys.inbound.unprotect_rtp(&mut packet)
        };
        match opened {
            Ok(length) => {
                packet.truncate(length);
                if is_rtcp {
                    self.rtcp.push((now, packet));
                } else {
                    self.rtp.push(packet);
                }
            }
            Err(_) => self.refused += 1,
        }
    }

    /// Seals an RTP packet.
    pub fn seal_rtp(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut sealed = packet.to_vec();
        sealed.resize(packet.len() + MAX_SRTP_OVERHEAD, 0);
        let keys = self.keys.as_mut().expect("connected");
        let length = keys
            .outbound
            .protect_rtp(&mut sealed, packet.len())
            .expect("a fresh number");
        sealed.truncate(length);
        sealed
    }

    /// Seals an RTCP compound.
    pub fn seal_rtcp(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut sealed = packet.to_vec();
        sealed.resize(packet.len() + MAX_SRTP_OVERHEAD, 0);
        let keys = self.keys.as_mut().expect("connected");
        let length = keys
            .outbound
            .protect_rtcp(&mut sealed, packet.len())
            .expect("keys left");
        sealed.truncate(length);
        sealed
    }

    /// Forgets what arrived so far.
    pub fn forget(&mut self) {
        self.rtp.clear();
        self.rtcp.clear();
        self.stun.clear();
        self.sealed.clear();
    }
}

/// A sender's wall clock that began at an odd time, as peers' clocks do.
pub fn peer_ntp(seconds: u32, fraction: u32) -> NtpTime {
    NtpTime((u64::from(seconds) << 32) | u64::from(fraction))
}
