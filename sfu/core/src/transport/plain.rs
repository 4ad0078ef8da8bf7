//! The connection of a plain or a pipe transport: UDP without ICE and DTLS, with or without SRTP.
//!
//! Nothing is taken from an address but the peer's. A peer whose address nobody told (comedia) is the source of the first
//! packet that is valid, authentic where there is SRTP; that is fixed from then on, so that nobody who learns the port can
//! have the media sent to them later ("RTP Bleed").

use super::connection::{Inbound, Notice, Route};
use super::options::{
    ConnectionDump, ConnectionStats, PipeTransportDump, PlainConnectParameters, PlainTransportDump,
    PlainTransportStats, PlainTuple,
};
use super::srtp_session::SrtpSession;
use crate::ice::Protocol;
use crate::ortc::{ModelError, TransportTuple, type_error};
use crate::router::DropReason;
use crate::rtcp::{RtcpPacket, compound};
use crate::rtp::{self, RtpPacket};
use crate::srtp::{SrtpError, SrtpMasterKey, SrtpProfile};
use std::collections::VecDeque;
use std::net::SocketAddr;

/// The one profile of pipes: both ends are ours, so there is nothing to negotiate.
pub(crate) const PIPE_SRTP_PROFILE: SrtpProfile = SrtpProfile::AeadAes256Gcm;

/// What tells a plain transport from a pipe.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum PlainKind {
    Plain { is_comedia: bool },
    Pipe { enable_rtx: bool },
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct PlainConnection {
    kind: PlainKind,
    rtp: PlainTuple,
    /// Where RTCP goes when it does not share RTP's ports.
    rtcp: Option<PlainTuple>,
    /// Our key, when SRTP was asked for.
    own_key: Option<SrtpMasterKey>,
    srtp: Option<SrtpSession>,
    is_connect_called: bool,
    is_ready: bool,
    notices: VecDeque<Notice>,
}

impl PlainConnection {
    /// A connection without a peer, on sockets bound to these addresses.
    pub(crate) fn new(
        kind: PlainKind,
        local: SocketAddr,
        rtcp_local: Option<SocketAddr>,
        own_key: Option<SrtpMasterKey>,
    ) -> PlainConnection {
        PlainConnection {
            kind,
            rtp: PlainTuple::unconnected(local),
            rtcp: rtcp_local.map(PlainTuple::unconnected),
            own_key,
            srtp: None,
            is_connect_called: false,
            is_ready: false,
            notices: VecDeque::new(),
        }
    }

    /// True while media can flow both ways.
    pub(crate) fn is_ready(&self) -> bool {
        self.is_ready
    }

    fn is_comedia(&self) -> bool {
        self.kind == PlainKind::Plain { is_comedia: true }
    }

    /// Takes the peer's address and key; a refused request changes nothing.
    pub(crate) fn connect(&mut self, parameters: PlainConnectParameters) -> Result<(), ModelError> {
        if self.is_connect_called {
            return Err(ModelError::Error("connect() already called".to_owned()));
        }
        let keys = self.keys(parameters.srtp, parameters.own_key)?;
        let (mut rtp, mut rtcp) = (self.rtp, self.rtcp);
        if !self.is_comedia() {
            let ip = parameters.ip.ok_or_else(|| type_error("missing ip"))?;
            let port = parameters.port.ok_or_else(|| type_error("missing port"))?;
            rtp.remote = Some(SocketAddr::new(ip, port));
            match (&mut rtcp, parameters.rtcp_port) {
                (Some(rtcp), Some(port)) => rtcp.remote = Some(SocketAddr::new(ip, port)),
                (None, None) => {}
                (Some(_), None) => {
                    return Err(type_error(
                        "missing rtcpPort (required with rtcpMux disabled)",
                    ));
                }
                (None, Some(_)) => {
                    return Err(type_error("cannot set rtcpPort with rtcpMux enabled"));
                }
            }
        }
        if let Some((own_key, remote_key)) = keys {
            let session = SrtpSession::new(&remote_key, &own_key)
                .map_err(|error| type_error(format!("wrong srtpParameters: {error}")))?;
            (self.own_key, self.srtp) = (Some(own_key), Some(session));
        }
        (self.rtp, self.rtcp) = (rtp, rtcp);
        self.is_connect_called = true;
        self.update_ready();
        Ok(())
    }

    /// Our key and the peer's; a new one of ours when the peer wants another profile than the one it was made for.
    fn keys(
        &self,
        remote_key: Option<SrtpMasterKey>,
        fresh_key: Option<SrtpMasterKey>,
    ) -> Result<Option<(SrtpMasterKey, SrtpMasterKey)>, ModelError> {
        let (own_key, remote_key) = match (&self.own_key, remote_key) {
            (None, None) => return Ok(None),
            (None, Some(_)) => {
                return Err(type_error("invalid srtpParameters (SRTP not enabled)"));
            }
            (Some(_), None) => {
                return Err(type_error("missing srtpParameters (SRTP enabled)"));
            }
            (Some(own_key), Some(remote_key)) => (own_key.clone(), remote_key),
        };
        let profile = remote_key.profile();
        if matches!(self.kind, PlainKind::Pipe { .. }) && profile != PIPE_SRTP_PROFILE {
            return Err(type_error("invalid/unsupported srtpParameters.cryptoSuite"));
        }
        if own_key.profile() == profile {
            return Ok(Some((own_key, remote_key)));
        }
        let fresh_key = fresh_key
            .filter(|key| key.profile() == profile)
            .ok_or_else(|| ModelError::Error("no SRTP key for this cryptoSuite".to_owned()))?;
        Ok(Some((fresh_key, remote_key)))
    }

    /// Where RTP goes.
    #[inline]
    pub(crate) fn rtp_route(&self) -> Option<Route> {
        let tuple = self.rtp.connected().filter(|_| self.is_ready)?;
        Some(Route::Network(tuple))
    }

    /// Where RTCP goes.
    pub(crate) fn rtcp_route(&self) -> Option<Route> {
        match &self.rtcp {
            None => self.rtp_route(),
            Some(rtcp) => {
                let tuple = rtcp.connected().filter(|_| self.is_ready)?;
                Some(Route::Network(tuple))
            }
        }
    }

    /// Opens one datagram in place, and takes its source for the peer's address when that is still open.
    pub(crate) fn handle_datagram(
        &mut self,
        tuple: TransportTuple,
        datagram: &mut [u8],
    ) -> Result<Inbound, DropReason> {
        if !rtp::is_rtp_or_rtcp(datagram) {
            return Err(DropReason::UnknownProtocol);
        }
        let is_rtcp_only = self.rtcp.is_some() && rtp::is_rtcp(datagram);
        let expected = self.rtcp.filter(|_| is_rtcp_only).unwrap_or(self.rtp);
        let is_open = expected.remote.is_none() && self.is_comedia();
        if expected.local != tuple.local || !is_open && expected.remote != Some(tuple.remote) {
            return Err(DropReason::InvalidTuple);
        }
        let inbound = self.open(datagram)?;
        if is_open {
            check(inbound, datagram)?;
            self.latch(tuple, is_rtcp_only);
        }
        Ok(inbound)
    }

    fn open(&mut self, datagram: &mut [u8]) -> Result<Inbound, DropReason> {
        match (&mut self.srtp, &self.own_key) {
            (Some(srtp), _) => srtp.open(datagram),
            (None, Some(_)) => Err(DropReason::SrtpNotReady),
            (None, None) if rtp::is_rtcp(datagram) => Ok(Inbound::Rtcp(datagram.len())),
            (None, None) => Ok(Inbound::Rtp(datagram.len())),
        }
    }

    fn latch(&mut self, tuple: TransportTuple, is_rtcp_only: bool) {
        match &mut self.rtcp {
            Some(rtcp) if is_rtcp_only => {
                rtcp.remote = Some(tuple.remote);
                self.notices.push_back(Notice::RtcpTupleLatched(tuple));
            }
            _ => {
                self.rtp.remote = Some(tuple.remote);
                self.notices.push_back(Notice::TupleLatched(tuple));
            }
        }
        self.update_ready();
    }

    fn update_ready(&mut self) {
        let has_keys = self.own_key.is_none() || self.srtp.is_some();
        if !self.is_ready && has_keys && self.rtp.remote.is_some() {
            self.is_ready = true;
            self.notices.push_back(Notice::Ready);
        }
    }

    /// True when something changed that was not polled yet.
    pub(crate) fn has_notice(&self) -> bool {
        !self.notices.is_empty()
    }

    pub(crate) fn poll_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// Seals the RTP packet that begins at `start` and ends with `buffer`, when there is SRTP.
    #[inline]
    pub(crate) fn seal_rtp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        match &mut self.srtp {
            Some(srtp) => srtp.seal_rtp(buffer, start),
            None => self.without_srtp(),
        }
    }

    /// The same for the RTCP compound that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtcp(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SrtpError> {
        match &mut self.srtp {
            Some(srtp) => srtp.seal_rtcp(buffer, start),
            None => self.without_srtp(),
        }
    }

    /// Nothing leaves unsealed where SRTP was asked for.
    fn without_srtp(&self) -> Result<(), SrtpError> {
        match &self.own_key {
            Some(_) => Err(SrtpError::Exhausted),
            None => Ok(()),
        }
    }

    /// Ends an SSRC that we sent.
    pub(crate) fn retire_ssrc(&mut self, ssrc: u32) {
        if let Some(srtp) = &mut self.srtp {
            srtp.retire_ssrc(ssrc);
        }
    }

    /// The connection as it stands.
    pub(crate) fn dump(&self) -> ConnectionDump {
        match self.kind {
            PlainKind::Plain { is_comedia } => {
                ConnectionDump::Plain(Box::new(PlainTransportDump {
                    rtcp_mux: self.rtcp.is_none(),
                    comedia: is_comedia,
                    tuple: self.rtp,
                    rtcp_tuple: self.rtcp,
                    srtp: self.own_key.clone(),
                }))
            }
            PlainKind::Pipe { enable_rtx } => ConnectionDump::Pipe(Box::new(PipeTransportDump {
                tuple: self.rtp,
                rtx: enable_rtx,
                srtp: self.own_key.clone(),
            })),
        }
    }

    /// What statistics show of the connection.
    pub(crate) fn stats(&self) -> ConnectionStats {
        match self.kind {
            PlainKind::Plain { is_comedia } => ConnectionStats::Plain(PlainTransportStats {
                rtcp_mux: self.rtcp.is_none(),
                comedia: is_comedia,
                tuple: self.rtp,
                rtcp_tuple: self.rtcp.filter(|rtcp| rtcp.remote.is_some()),
            }),
            PlainKind::Pipe { .. } => ConnectionStats::Pipe { tuple: self.rtp },
        }
    }
}

impl PlainTuple {
    fn unconnected(local: SocketAddr) -> PlainTuple {
        PlainTuple {
            local,
            remote: None,
        }
    }

    fn connected(&self) -> Option<TransportTuple> {
        Some(TransportTuple {
            protocol: Protocol::Udp,
            local: self.local,
            remote: self.remote?,
        })
    }
}

/// Refuses what is no valid packet, before its source is trusted.
fn check(inbound: Inbound, datagram: &[u8]) -> Result<(), DropReason> {
    match inbound {
        Inbound::Rtp(length) => datagram
            .get(..length)
            .and_then(|packet| RtpPacket::parse(packet).ok())
            .map(|_| ())
            .ok_or(DropReason::RtpMalformed),
        Inbound::Rtcp(length) => {
            let mut packets = compound(datagram.get(..length).unwrap_or_default());
            let n_malformed = packets
                .by_ref()
                .filter(|packet| matches!(packet, RtcpPacket::Malformed { .. }))
                .count();
            if n_malformed > 0 || packets.is_truncated() {
                return Err(DropReason::RtcpMalformed);
            }
            Ok(())
        }
        Inbound::Handled => Ok(()),
    }
}
