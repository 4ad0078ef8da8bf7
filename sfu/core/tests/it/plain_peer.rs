//! An endpoint of a plain or pipe transport: it sends RTP and RTCP from chosen addresses, with or without SRTP.

use crate::room::Room;
use sambung_core::ortc::{Protocol, TransportTuple};
use sambung_core::router::TransportHandle;
use sambung_core::rtp::is_rtcp;
use sambung_core::srtp::{
    MAX_SRTP_OVERHEAD, SrtpInbound, SrtpMasterKey, SrtpOutbound, SrtpProfile,
};
use sambung_core::transport::{PlainConnectParameters, PlainTransportOptions, TransportOptions};
use std::net::SocketAddr;

/// Every profile that plain transports take.
pub const PROFILES: [SrtpProfile; 4] = [
    SrtpProfile::AeadAes256Gcm,
    SrtpProfile::AeadAes128Gcm,
    SrtpProfile::AesCm128HmacSha1_80,
    SrtpProfile::AesCm128HmacSha1_32,
];

/// Our addresses.
pub fn local(port: u16) -> SocketAddr {
    SocketAddr::from(([10, 0, 0, 1], port))
}

/// A peer's addresses.
pub fn remote(port: u16) -> SocketAddr {
    SocketAddr::from(([198, 51, 100, 7], port))
}

pub fn tuple(local: SocketAddr, remote: SocketAddr) -> TransportTuple {
    TransportTuple {
        protocol: Protocol::Udp,
        local,
        remote,
    }
}

/// A key whose bytes follow from a number.
pub fn key(profile: SrtpProfile, seed: u8) -> SrtpMasterKey {
    let length = profile.key_length() + profile.salt_length();
    let bytes: Vec<u8> = (0..length)
        .map(|index| seed.wrapping_mul(31) ^ index as u8)
        .collect();
    SrtpMasterKey::from_bytes(profile, &bytes).expect("the profile's length")
}

/// Options of a transport on port 5000 with RTCP on the same port.
pub fn options(comedia: bool) -> PlainTransportOptions {
    PlainTransportOptions {
        base: TransportOptions::default(),
        local: local(5_000),
        rtcp_local: None,
        comedia,
        srtp: None,
    }
}

/// The peer at port 6000.
pub fn at(port: u16) -> PlainConnectParameters {
    PlainConnectParameters {
        ip: Some(remote(0).ip()),
        port: Some(port),
        ..PlainConnectParameters::default()
    }
}

/// The SRTP of both directions, as the peer sees it.
pub struct Keys {
    pub inbound: SrtpInbound,
    pub outbound: SrtpOutbound,
}

impl Keys {
    pub fn new(ours: &SrtpMasterKey, theirs: &SrtpMasterKey) -> Keys {
        Keys {
            inbound: SrtpInbound::new(ours).expect("a key"),
            outbound: SrtpOutbound::new(theirs).expect("a key"),
        }
    }

    /// Seals a packet of either kind.
    pub fn seal(&mut self, packet: &[u8]) -> Vec<u8> {
        let mut sealed = packet.to_vec();
        sealed.resize(packet.len() + MAX_SRTP_OVERHEAD, 0);
        let length = if is_rtcp(packet) {
            self.outbound.protect_rtcp(&mut sealed, packet.len())
        } else {
            self.outbound.protect_rtp(&mut sealed, packet.len())
        };
        sealed.truncate(length.expect("a fresh number"));
        sealed
    }

    /// Opens a packet of either kind.
    pub fn open(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        let mut packet = sealed.to_vec();
        let length = if is_rtcp(&packet) {
            self.inbound.unprotect_rtcp(&mut packet)
        } else {
            self.inbound.unprotect_rtp(&mut packet)
        };
        packet.truncate(length.ok()?);
        Some(packet)
    }
}

impl Room {
    /// Opens a plain transport.
    pub fn plain_transport(&mut self, id: &str, options: PlainTransportOptions) -> TransportHandle {
        self.router
            .create_plain_transport(self.now, id.into(), options)
            .expect("a new id")
    }

    /// Hands a datagram to any transport.
    pub fn arrive(
        &mut self,
        transport: TransportHandle,
        local: SocketAddr,
        remote: SocketAddr,
        datagram: &[u8],
    ) {
        let tuple = tuple(local, remote);
        self.router
            .handle_datagram(self.now, transport, tuple, &mut datagram.to_vec());
        self.deliver();
    }

    /// Takes what went to an address.
    pub fn take_sent_to(&mut self, local: SocketAddr, remote: SocketAddr) -> Vec<Vec<u8>> {
        let (mine, others) = std::mem::take(&mut self.elsewhere)
            .into_iter()
            .partition(|(other, _)| *other == tuple(local, remote));
        self.elsewhere = others;
        let mine: Vec<(TransportTuple, Vec<u8>)> = mine;
        mine.into_iter().map(|(_, datagram)| datagram).collect()
    }
}
