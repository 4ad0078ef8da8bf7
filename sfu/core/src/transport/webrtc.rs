//! The network side of a WebRTC transport: ICE, DTLS and SRTP over one set of address pairs.
//!
//! Nothing but STUN is looked at from an address that ICE has not validated, and nothing is sent to one except the answer
//! to its own STUN request (RFC 8445 §7.3, RFC 5764 §5.1.1, RFC 7675 §5).

use super::connection::{Inbound, Notice, Wire};
use super::options::{WebRtcTransportDump, WebRtcTransportOptions, WebRtcTransportStats};
use super::srtp_session::SrtpSession;
use crate::dtls::{
    Certificate, DtlsEndpoint, DtlsNegotiated, DtlsOutput, DtlsSettings, is_dtls, new_endpoint,
};
use crate::ice::{IceEvent, IceLite};
use crate::ortc::{
    DtlsParameters, DtlsRole, DtlsState, IceCandidate, IceParameters, IceRole, IceState,
    ModelError, TransportTuple, type_error,
};
use crate::router::DropReason;
use crate::rtp;
use crate::srtp::SrtpError;
use crate::stun;
use std::collections::VecDeque;
use std::sync::Arc;
use std::time::{Duration, Instant};

/// See the module's documentation.
pub(crate) struct WebRtcConnection {
    ice: IceLite,
    /// What the peer is told about our addresses; only shown in dumps.
    candidates: Vec<IceCandidate>,
    certificate: Arc<Certificate>,
    dtls_settings: DtlsSettings,
    local_role: DtlsRole,
    remote: Option<DtlsParameters>,
    dtls: Option<Box<dyn DtlsEndpoint>>,
    negotiated: Option<DtlsNegotiated>,
    dtls_state: DtlsState,
    dtls_timeout_at: Option<Instant>,
    srtp: Option<SrtpSession>,
    is_ready: bool,
    notices: VecDeque<Notice>,
}

impl WebRtcConnection {
    pub(crate) fn new(
        options: WebRtcTransportOptions,
        certificate: Arc<Certificate>,
        dtls_settings: DtlsSettings,
    ) -> WebRtcConnection {
        let consent_timeout = Duration::from_secs(u64::from(options.ice_consent_timeout_s));
        let ice = IceLite::new(
            options.ice_username_fragment,
            options.ice_password,
            Some(consent_timeout),
        );
        WebRtcConnection {
            ice,
            candidates: options.ice_candidates,
            certificate,
            dtls_settings,
            local_role: DtlsRole::Auto,
            remote: None,
            dtls: None,
            negotiated: None,
            dtls_state: DtlsState::New,
            dtls_timeout_at: None,
            srtp: None,
            is_ready: false,
            notices: VecDeque::new(),
        }
    }

    /// Our ICE credentials as they stand.
    pub(crate) fn ice_parameters(&self) -> IceParameters {
        IceParameters {
            username_fragment: self.ice.ufrag().to_owned(),
            password: self.ice.password().to_owned(),
            ice_lite: true,
        }
    }

    /// The connection as it stands.
    pub(crate) fn dump(&self) -> WebRtcTransportDump {
        WebRtcTransportDump {
            ice_role: IceRole::Controlled,
            ice_parameters: self.ice_parameters(),
            ice_candidates: self.candidates.clone(),
            ice_state: self.ice.state(),
            ice_selected_tuple: self.selected_tuple(),
            dtls_parameters: self.dtls_parameters(),
            dtls_state: self.dtls_state,
            dtls_negotiated: self.negotiated,
        }
    }

    /// What its statistics show of the connection.
    pub(crate) fn stats(&self) -> WebRtcTransportStats {
        WebRtcTransportStats {
            ice_role: IceRole::Controlled,
            ice_state: self.ice.state(),
            ice_selected_tuple: self.selected_tuple(),
            dtls_state: self.dtls_state,
        }
    }

    /// True while a DTLS handshake is under way.
    pub(crate) fn is_handshaking(&self) -> bool {
        self.dtls_state == DtlsState::Connecting
    }

    /// What the handshake agreed on, once it is done.
    pub(crate) fn dtls_negotiated(&self) -> Option<DtlsNegotiated> {
        self.negotiated
    }

    /// Our DTLS parameters as they stand.
    fn dtls_parameters(&self) -> DtlsParameters {
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

    pub(crate) fn cut(&mut self) {
        self.ice.cut();
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
            return srtp.open(datagram);
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
        // What is due anyway must not look like an answer to this datagram.
        dtls.handle_timeout(now);
        self.poll_dtls(wire, None);
        if let Some(dtls) = &mut self.dtls {
            dtls.handle_datagram(now, datagram);
        }
        self.poll_dtls(wire, Some(tuple));
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
            self.poll_dtls(wire, None);
        }
    }

    /// Ends the association; the peer is told when there is one.
    pub(crate) fn close(&mut self, wire: &mut Wire<'_>) {
        if let Some(dtls) = &mut self.dtls {
            dtls.close();
            self.poll_dtls(wire, None);
        }
        self.srtp = None;
    }

    /// Seals the RTP packet that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        self.srtp
            .as_mut()
            .ok_or(SrtpError::Exhausted)?
            .seal_rtp(buffer, start)
    }

    /// Seals the RTCP compound that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtcp(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SrtpError> {
        self.srtp
            .as_mut()
            .ok_or(SrtpError::Exhausted)?
            .seal_rtcp(buffer, start)
    }

    /// Ends an SSRC that we sent: its numbers are never used again under these keys.
    pub(crate) fn retire_ssrc(&mut self, ssrc: u32) {
        if let Some(srtp) = &mut self.srtp {
            srtp.retire_ssrc(ssrc);
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
        match new_endpoint(
            self.dtls_settings,
            &self.certificate,
            self.local_role,
            fingerprint.clone(),
            now,
        ) {
            Ok(endpoint) => {
                self.dtls = Some(endpoint);
                self.set_dtls_state(DtlsState::Connecting, None);
                self.poll_dtls(wire, None);
            }
            Err(_) => self.set_dtls_state(DtlsState::Failed, None),
        }
    }

    /// Does what DTLS wants. `cause` is where the datagram came from that it may want it for: until the peer nominates a
    /// tuple, the one over which the handshake advances is the best guess. A datagram that DTLS does not answer is none.
    fn poll_dtls(&mut self, wire: &mut Wire<'_>, mut cause: Option<TransportTuple>) {
        let Some(mut dtls) = self.dtls.take() else {
            return;
        };
        loop {
            let output = dtls.poll(wire.scratch);
            let is_progress = matches!(
                output,
                DtlsOutput::Transmit(_) | DtlsOutput::Connected(_) | DtlsOutput::ApplicationData(_)
            );
            if let Some(tuple) = cause.take_if(|_| is_progress) {
                self.ice.select_unnominated(&tuple);
                self.take_ice_events();
            }
            match output {
                DtlsOutput::Transmit(datagram) => {
                    if let Some(tuple) = self.ice.selected_tuple() {
                        wire.sent.add(wire.now, datagram.len());
                        wire.outboxes
                            .open(wire.slot, wire.transport_id, &tuple)
                            .push(datagram);
                    }
                }
                DtlsOutput::Connected(connected) => {
                    match SrtpSession::new(&connected.inbound, &connected.outbound) {
                        Ok(session) => {
                            self.srtp = Some(session);
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
