//! The network side of a WebRTC transport: ICE, DTLS and SRTP over one set of address pairs.
//!
//! Nothing but STUN is looked at from an address that ICE has not validated, and nothing is sent to one except the answer
//! to its own STUN request (RFC 8445 §7.3, RFC 5764 §5.1.1, RFC 7675 §5).

use crate::dtls::{Certificate, DimplEndpoint, DtlsEndpoint, DtlsOutput, DtlsSettings, is_dtls};
use crate::ice::{IceEvent, IceLite};
use crate::ortc::{
    DtlsParameters, DtlsRole, DtlsState, EntityId, IceState, ModelError, TransportTuple, type_error,
};
use crate::router::DropReason;
use crate::router::outbox::{OutboxSlot, Outboxes};
use crate::rtp;
use crate::srtp::{SrtpError, SrtpInbound, SrtpOutbound};
use crate::stun;
use crate::transport::counters::Flow;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// What a datagram turned out to be once it was opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Inbound {
    /// STUN or DTLS, dealt with.
    Handled,
    /// An RTP packet of this length at the start of the datagram.
    Rtp(usize),
    /// An RTCP compound of this length at the start of the datagram.
    Rtcp(usize),
}

/// What changed on the network side.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Notice {
    TupleAdded(TransportTuple),
    TupleRemoved(TransportTuple),
    TupleSelected(TransportTuple),
    LocalUfragRemoved(String),
    IceState(IceState),
    DtlsState(DtlsState, Option<String>),
    /// Media can flow: ICE has an address and the keys are there.
    Ready,
    /// Media cannot flow any more.
    NotReady,
}

/// Where outgoing datagrams of one transport are written.
pub(crate) struct Wire<'a> {
    pub(crate) outboxes: &'a mut Outboxes,
    pub(crate) slot: &'a mut OutboxSlot,
    pub(crate) transport_id: &'a EntityId,
    /// A buffer of [`crate::dtls::DTLS_BUFFER_LENGTH`] bytes.
    pub(crate) scratch: &'a mut [u8],
    /// Counts what is sent.
    pub(crate) sent: &'a mut Flow,
    pub(crate) now: Instant,
}

impl Wire<'_> {
    fn send(&mut self, tuple: &TransportTuple, datagram: &[u8]) {
        self.sent.add(self.now, datagram.len());
        self.outboxes
            .open(self.slot, self.transport_id, tuple)
            .push(datagram);
    }
}

/// The SRTP keys of both directions.
struct SrtpPair {
    inbound: SrtpInbound,
    outbound: SrtpOutbound,
}

/// See the module's documentation.
pub(crate) struct WebRtcConnection {
    ice: IceLite,
    certificate: Arc<Certificate>,
    dtls_settings: DtlsSettings,
    local_role: DtlsRole,
    remote: Option<DtlsParameters>,
    dtls: Option<DimplEndpoint>,
    dtls_state: DtlsState,
    dtls_timeout_at: Option<Instant>,
    srtp: Option<SrtpPair>,
    is_ready: bool,
    notices: VecDeque<Notice>,
}

impl WebRtcConnection {
    pub(crate) fn new(
        username_fragment: String,
        password: String,
        consent_timeout: Option<Duration>,
        certificate: Arc<Certificate>,
        dtls_settings: DtlsSettings,
    ) -> WebRtcConnection {
        WebRtcConnection {
            ice: IceLite::new(username_fragment, password, consent_timeout),
            certificate,
            dtls_settings,
            local_role: DtlsRole::Auto,
            remote: None,
            dtls: None,
            dtls_state: DtlsState::New,
            dtls_timeout_at: None,
            srtp: None,
            is_ready: false,
            notices: VecDeque::new(),
        }
    }

    pub(crate) fn ice(&self) -> &IceLite {
        &self.ice
    }

    pub(crate) fn dtls_state(&self) -> DtlsState {
        self.dtls_state
    }

    /// Our DTLS parameters as they stand.
    pub(crate) fn dtls_parameters(&self) -> DtlsParameters {
        DtlsParameters {
            fingerprints: self.certificate.fingerprints().to_vec(),
            role: self.local_role,
        }
    }

    /// True while media can flow both ways.
    pub(crate) fn is_ready(&self) -> bool {
        self.is_ready
    }

    /// The address that media goes to.
    pub(crate) fn selected_tuple(&self) -> Option<TransportTuple> {
        self.ice.selected_tuple()
    }

    pub(crate) fn poll_notice(&mut self) -> Option<Notice> {
        self.notices.pop_front()
    }

    /// Takes the peer's DTLS parameters; the handshake starts as soon as ICE has an address. Gives our role: the
    /// opposite of the peer's, and client for a peer that leaves it open (we are ICE-controlled).
    pub(crate) fn connect(
        &mut self,
        now: Instant,
        remote: DtlsParameters,
        wire: &mut Wire<'_>,
    ) -> Result<DtlsRole, ModelError> {
        if self.remote.is_some() {
            return Err(ModelError::Error("connect() already called".to_owned()));
        }
        if remote.fingerprints.is_empty() {
            return Err(type_error("empty dtlsParameters.fingerprints array"));
        }
        self.local_role = match remote.role {
            DtlsRole::Client => DtlsRole::Server,
            DtlsRole::Server | DtlsRole::Auto => DtlsRole::Client,
        };
        self.remote = Some(remote);
        self.start_dtls(now, wire);
        Ok(self.local_role)
    }

    pub(crate) fn restart_ice(
        &mut self,
        now: Instant,
        username_fragment: String,
        password: String,
    ) {
        self.ice.restart(now, username_fragment, password);
        self.take_ice_events();
    }

    pub(crate) fn remove_tuple(&mut self, now: Instant, tuple: &TransportTuple) {
        self.ice.remove_tuple(now, tuple);
        self.take_ice_events();
    }

    /// Opens one datagram in place (RFC 7983 §7 tells what it is by its first byte).
    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        tuple: TransportTuple,
        datagram: &mut [u8],
        wire: &mut Wire<'_>,
    ) -> Result<Inbound, DropReason> {
        if rtp::is_rtp_or_rtcp(datagram) {
            if !self.ice.is_valid_tuple(&tuple) {
                return Err(DropReason::InvalidTuple);
            }
            let Some(srtp) = self
                .srtp
                .as_mut()
                .filter(|_| self.dtls_state == DtlsState::Connected)
            else {
                return Err(DropReason::SrtpNotReady);
            };
            if rtp::is_rtcp(datagram) {
                return srtp
                    .inbound
                    .unprotect_rtcp(datagram)
                    .map(Inbound::Rtcp)
                    .map_err(|_| DropReason::SrtcpRejected);
            }
            return srtp
                .inbound
                .unprotect_rtp(datagram)
                .map(Inbound::Rtp)
                .map_err(|error| match error {
                    SrtpError::TooManySsrcs => DropReason::TooManySsrcs,
                    SrtpError::Malformed => DropReason::RtpMalformed,
                    _ => DropReason::SrtpRejected,
                });
        }
        if stun::is_stun(datagram) {
            return self.handle_stun(now, tuple, datagram, wire);
        }
        if is_dtls(datagram) {
            return self.handle_dtls(now, tuple, datagram, wire);
        }
        Err(DropReason::UnknownProtocol)
    }

    fn handle_stun(
        &mut self,
        now: Instant,
        tuple: TransportTuple,
        datagram: &[u8],
        wire: &mut Wire<'_>,
    ) -> Result<Inbound, DropReason> {
        let before = self.ice.stats().valid_requests;
        if let Some(reply) = self.ice.handle_stun(now, tuple, datagram) {
            wire.send(&tuple, &reply);
        }
        self.take_ice_events();
        if self.ice.stats().valid_requests == before {
            return Err(DropReason::StunRejected);
        }
        self.start_dtls(now, wire);
        Ok(Inbound::Handled)
    }

    fn handle_dtls(
        &mut self,
        now: Instant,
        tuple: TransportTuple,
        datagram: &[u8],
        wire: &mut Wire<'_>,
    ) -> Result<Inbound, DropReason> {
        if !self.ice.is_valid_tuple(&tuple) {
            return Err(DropReason::InvalidTuple);
        }
        let Some(dtls) = &mut self.dtls else {
            return Err(DropReason::DtlsNotExpected);
        };
        if matches!(self.dtls_state, DtlsState::Failed | DtlsState::Closed) {
            return Err(DropReason::DtlsNotExpected);
        }
        self.ice.select_valid_tuple(&tuple);
        dtls.handle_datagram(now, datagram);
        self.take_ice_events();
        self.poll_dtls(wire);
        Ok(Inbound::Handled)
    }

    /// When [`WebRtcConnection::handle_timeout`] is due.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        [self.ice.poll_timeout(), self.dtls_timeout_at]
            .into_iter()
            .flatten()
            .min()
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, wire: &mut Wire<'_>) {
        self.ice.handle_timeout(now);
        self.take_ice_events();
        if self.dtls_timeout_at.is_some_and(|at| at <= now)
            && let Some(dtls) = &mut self.dtls
        {
            dtls.handle_timeout(now);
            self.poll_dtls(wire);
        }
    }

    /// Ends the association; the peer is told when there is one.
    pub(crate) fn close(&mut self, wire: &mut Wire<'_>) {
        if let Some(dtls) = &mut self.dtls {
            dtls.close();
            self.poll_dtls(wire);
        }
        self.srtp = None;
    }

    /// Seals the RTP packet that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        self.seal(buffer, start, |outbound, packet, length| {
            outbound.protect_rtp(packet, length)
        })
    }

    /// Seals the RTCP compound that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtcp(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SrtpError> {
        self.seal(buffer, start, |outbound, packet, length| {
            outbound.protect_rtcp(packet, length)
        })
    }

    fn seal(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
        protect: impl FnOnce(&mut SrtpOutbound, &mut [u8], usize) -> Result<usize, SrtpError>,
    ) -> Result<(), SrtpError> {
        let Some(srtp) = &mut self.srtp else {
            return Err(SrtpError::Exhausted);
        };
        let length = buffer.len().saturating_sub(start);
        buffer.resize(buffer.len() + crate::srtp::MAX_SRTP_OVERHEAD, 0);
        let packet = buffer.get_mut(start..).ok_or(SrtpError::Malformed)?;
        let sealed = protect(&mut srtp.outbound, packet, length)?;
        buffer.truncate(start + sealed);
        Ok(())
    }

    /// Ends an SSRC that we sent: its numbers are never used again under these keys.
    pub(crate) fn retire_ssrc(&mut self, ssrc: u32) {
        if let Some(srtp) = &mut self.srtp {
            srtp.outbound.retire_ssrc(ssrc);
        }
    }

    fn start_dtls(&mut self, now: Instant, wire: &mut Wire<'_>) {
        let has_address = matches!(self.ice.state(), IceState::Connected | IceState::Completed);
        if self.dtls.is_some() || !has_address || self.dtls_state != DtlsState::New {
            return;
        }
        let Some(fingerprint) = self
            .remote
            .as_ref()
            .and_then(|remote| remote.fingerprints.first())
        else {
            return;
        };
        match DimplEndpoint::new(
            self.dtls_settings,
            &self.certificate,
            self.local_role,
            fingerprint.clone(),
            now,
        ) {
            Ok(endpoint) => {
                self.dtls = Some(endpoint);
                self.set_dtls_state(DtlsState::Connecting, None);
                self.poll_dtls(wire);
            }
            Err(_) => self.set_dtls_state(DtlsState::Failed, None),
        }
    }

    fn poll_dtls(&mut self, wire: &mut Wire<'_>) {
        let Some(mut dtls) = self.dtls.take() else {
            return;
        };
        loop {
            match dtls.poll(wire.scratch) {
                DtlsOutput::Transmit(datagram) => {
                    if let Some(tuple) = self.ice.selected_tuple() {
                        wire.sent.add(wire.now, datagram.len());
                        wire.outboxes
                            .open(wire.slot, wire.transport_id, &tuple)
                            .push(datagram);
                    }
                }
                DtlsOutput::Connected(connected) => {
                    let pair = SrtpInbound::new(&connected.inbound).and_then(|inbound| {
                        Ok(SrtpPair {
                            inbound,
                            outbound: SrtpOutbound::new(&connected.outbound)?,
                        })
                    });
                    match pair {
                        Ok(pair) => {
                            self.srtp = Some(pair);
                            self.set_dtls_state(
                                DtlsState::Connected,
                                Some(connected.remote_certificate_pem),
                            );
                        }
                        Err(_) => self.set_dtls_state(DtlsState::Failed, None),
                    }
                }
                // Data channels are not built yet: nothing listens.
                DtlsOutput::ApplicationData(_) => {}
                DtlsOutput::Closed => {
                    self.srtp = None;
                    self.set_dtls_state(DtlsState::Closed, None);
                }
                DtlsOutput::Failed(_) => {
                    self.srtp = None;
                    self.set_dtls_state(DtlsState::Failed, None);
                }
                DtlsOutput::Timeout(at) => {
                    self.dtls_timeout_at = at;
                    break;
                }
            }
        }
        self.dtls = Some(dtls);
    }

    fn set_dtls_state(&mut self, state: DtlsState, certificate: Option<String>) {
        if self.dtls_state != state {
            self.dtls_state = state;
            self.notices
                .push_back(Notice::DtlsState(state, certificate));
            self.update_ready();
        }
    }

    fn take_ice_events(&mut self) {
        while let Some(event) = self.ice.poll_event() {
            self.notices.push_back(match event {
                IceEvent::LocalUfragRemoved(username_fragment) => {
                    Notice::LocalUfragRemoved(username_fragment)
                }
                IceEvent::TupleAdded(tuple) => Notice::TupleAdded(tuple),
                IceEvent::TupleRemoved(tuple) => Notice::TupleRemoved(tuple),
                IceEvent::TupleSelected(tuple) => Notice::TupleSelected(tuple),
                IceEvent::StateChanged(state) => Notice::IceState(state),
            });
        }
        self.update_ready();
    }

    fn update_ready(&mut self) {
        let has_address = matches!(self.ice.state(), IceState::Connected | IceState::Completed);
        let is_ready = has_address
            && self.dtls_state == DtlsState::Connected
            && self.ice.selected_tuple().is_some();
        if self.is_ready != is_ready {
            self.is_ready = is_ready;
            self.notices.push_back(if is_ready {
                Notice::Ready
            } else {
                Notice::NotReady
            });
        }
    }
}

impl std::fmt::Debug for WebRtcConnection {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("WebRtcConnection")
            .field("ice", &self.ice.state())
            .field("dtls", &self.dtls_state)
            .field("is_ready", &self.is_ready)
            .finish_non_exhaustive()
    }
}
