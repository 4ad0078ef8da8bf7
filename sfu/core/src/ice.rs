//! ICE-lite server side of one transport (RFC 8445 §2.5): validated tuples, nomination, consent (RFC 7675).
//!
//! A lite agent never sends checks of its own: it answers the peer's Binding requests and learns from them which
//! addresses belong to the peer. Nothing else that arrives from an address is looked at before it is in this table.
//!
//! Use: `handle_stun` and `handle_timeout` are the input, `poll_event` and `poll_timeout` the output; poll until `None`
//! after each input.

mod framing;

pub use framing::{FRAME_HEADER_LENGTH, FrameReader, FrameTooLong, MAX_FRAME_LENGTH, frame_header};

use std::collections::VecDeque;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

use crate::stun::{Class, METHOD_BINDING, Message, Reply};

/// Validated tuples kept for one transport. Higher lets a peer with many addresses keep all its paths; lower leaves an
/// authenticated but hostile peer fewer addresses to have DTLS and media looked at from.
pub const MAX_TUPLES: usize = 8;

/// Error replies one transport sends a second. Higher helps to debug a badly built client; lower leaves less to a
/// flood of forged requests that know the ufrag.
const MAX_ERROR_REPLIES_PER_SECOND: u32 = 10;

/// Bounds of the consent timeout. Below 10 s a short radio gap ends the call (browsers check consent every 5 s);
/// above 60 s media goes on to an address that nobody has consented to for a minute.
const CONSENT_TIMEOUT_MIN: Duration = Duration::from_secs(10);
const CONSENT_TIMEOUT_MAX: Duration = Duration::from_secs(60);

/// Transport protocol of a tuple.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Protocol {
    /// Datagrams.
    Udp,
    /// RFC 4571 frames on a passive TCP candidate (RFC 6544).
    Tcp,
}

/// One path between us and a peer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Tuple {
    /// Transport protocol.
    pub protocol: Protocol,
    /// Our address, the one the datagram arrived at.
    pub local: SocketAddr,
    /// The peer's address, the source of the datagram.
    pub remote: SocketAddr,
}

/// State of the transport's ICE, as mediasoup names it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum IceState {
    /// No valid Binding request yet.
    New,
    /// Valid requests, nothing nominated yet.
    Connected,
    /// The peer nominated a tuple.
    Completed,
    /// Consent ran out or the last tuple went.
    Disconnected,
}

/// What happened; the order is the order of happening.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum IceEvent {
    /// After a restart the peer used the new credentials: datagrams for this old ufrag need no routing any more.
    LocalUfragRemoved(String),
    /// A tuple became valid: datagrams from it may be routed to this transport.
    TupleAdded(Tuple),
    /// A tuple is no longer valid.
    TupleRemoved(Tuple),
    /// From now on everything is sent to this tuple.
    TupleSelected(Tuple),
    /// The state changed.
    StateChanged(IceState),
}

/// Counters of one transport's ICE.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct IceStats {
    /// Authenticated Binding requests that were answered with success.
    pub valid_requests: u64,
    /// Datagrams that do not parse as STUN, or are no request.
    pub discarded: u64,
    /// Requests refused: wrong credentials, missing attribute, role conflict, other method.
    pub refused: u64,
    /// Refused requests that got no error reply because it would be larger than the request or over the rate.
    pub unanswered: u64,
}

#[derive(Debug, Clone)]
struct Credentials {
    ufrag: String,
    password: String,
}

impl Credentials {
    /// Whether the request is addressed to this ufrag and protected with this password.
    fn authenticate(&self, request: &Message<'_>) -> bool {
        let addressed = request
            .username()
            .and_then(|username| username.split_once(':'))
            .is_some_and(|(local, _)| local == self.ufrag);
        addressed && request.verify(&self.password)
    }
}

/// The ICE-lite agent of one transport.
#[derive(Debug)]
pub struct IceLite {
    credentials: Credentials,
    /// Credentials from before a restart, valid until the first request with the new ones.
    old_credentials: Option<Credentials>,
    /// Nothing is answered until a restart: the line was cut on purpose.
    is_cut: bool,
    consent_timeout: Option<Duration>,
    consent_expires_at: Option<Instant>,
    state: IceState,
    /// Newest first.
    tuples: Vec<Tuple>,
    selected: Option<Tuple>,
    remote_nomination: u32,
    error_window_started_at: Option<Instant>,
    error_replies_in_window: u32,
    events: VecDeque<IceEvent>,
    stats: IceStats,
}

impl IceLite {
    /// A new agent. `consent_timeout` of `None` or zero switches the consent check off, others are held to 10–60 s.
    pub fn new(ufrag: String, password: String, consent_timeout: Option<Duration>) -> Self {
        IceLite {
            credentials: Credentials { ufrag, password },
            old_credentials: None,
            is_cut: false,
            consent_timeout: consent_timeout
                .filter(|timeout| !timeout.is_zero())
                .map(|timeout| timeout.clamp(CONSENT_TIMEOUT_MIN, CONSENT_TIMEOUT_MAX)),
            consent_expires_at: None,
            state: IceState::New,
            tuples: Vec::with_capacity(MAX_TUPLES + 1),
            selected: None,
            remote_nomination: 0,
            error_window_started_at: None,
            error_replies_in_window: 0,
            events: VecDeque::new(),
            stats: IceStats::default(),
        }
    }

    /// Our username fragment.
    pub fn ufrag(&self) -> &str {
        &self.credentials.ufrag
    }

    /// Our password.
    pub fn password(&self) -> &str {
        &self.credentials.password
    }

    /// The ufrag from before a restart while it is still accepted.
    pub fn old_ufrag(&self) -> Option<&str> {
        self.old_credentials
            .as_ref()
            .map(|credentials| credentials.ufrag.as_str())
    }

    /// Current state.
    pub fn state(&self) -> IceState {
        self.state
    }

    /// Counters.
    pub fn stats(&self) -> IceStats {
        self.stats
    }

    /// Valid tuples, newest first.
    pub fn tuples(&self) -> &[Tuple] {
        &self.tuples
    }

    /// Whether the peer has proved this tuple with a valid Binding request: only then anything else from it counts.
    pub fn is_valid_tuple(&self, tuple: &Tuple) -> bool {
        self.selected.as_ref() == Some(tuple) || self.tuples.contains(tuple)
    }

    /// The tuple everything is sent to.
    pub fn selected_tuple(&self) -> Option<Tuple> {
        self.selected
    }

    /// Handles a STUN datagram and gives the reply, which goes back to `tuple` and nowhere else.
    pub fn handle_stun(&mut self, now: Instant, tuple: Tuple, datagram: &[u8]) -> Option<Reply> {
        let message = match Message::parse(datagram) {
            Ok(message) if message.class() == Class::Request && !self.is_cut => message,
            // We send no requests, so no response can be ours; indications ask for nothing; a line that was cut is silent.
            _ => {
                self.stats.discarded += 1;
                return None;
            }
        };
        if message.method() != METHOD_BINDING
            || !message.has_fingerprint()
            || message.priority().is_none()
        {
            return self.refuse(now, datagram, &message, 400, None);
        }
        if !message.has_message_integrity() || message.username().is_none() {
            return self.refuse(now, datagram, &message, 400, None);
        }
        let old = self
            .old_credentials
            .as_ref()
            .filter(|old| old.authenticate(&message))
            .cloned();
        let password = if self.credentials.authenticate(&message) {
            if let Some(old) = self.old_credentials.take() {
                self.events
                    .push_back(IceEvent::LocalUfragRemoved(old.ufrag));
            }
            self.credentials.password.clone()
        } else if let Some(old) = old {
            old.password
        } else {
            return self.refuse(now, datagram, &message, 401, None);
        };
        // Both ends lite or a confused peer: the lite side is always controlled (RFC 8445 §6.1.1).
        if message.ice_controlled().is_some() {
            return self.refuse(now, datagram, &message, 487, Some(&password));
        }
        let reply = Reply::binding_success(&message, tuple.remote, &password);
        if reply.len() > datagram.len() && !self.is_valid_tuple(&tuple) {
            self.stats.unanswered += 1;
            return None;
        }
        self.stats.valid_requests += 1;
        self.accept(tuple, message.use_candidate(), message.nomination());
        if matches!(self.state, IceState::Connected | IceState::Completed) {
            self.renew_consent(now);
        }
        Some(reply)
    }

    /// Takes new credentials (ICE restart). The old ones stay valid until the peer's first request with the new ones.
    /// A second restart before that gives up the oldest ones at once.
    pub fn restart(&mut self, now: Instant, ufrag: String, password: String) {
        let replaced = std::mem::replace(&mut self.credentials, Credentials { ufrag, password });
        let older = self.old_credentials.replace(replaced);
        if self.is_cut {
            self.is_cut = false;
            // What the line was cut under is never answered again.
            if let Some(old) = self.old_credentials.take() {
                self.events
                    .push_back(IceEvent::LocalUfragRemoved(old.ufrag));
            }
        }
        if let Some(older) = older {
            self.events
                .push_back(IceEvent::LocalUfragRemoved(older.ufrag));
        }
        self.remote_nomination = 0;
        if self.consent_expires_at.is_some() {
            self.renew_consent(now);
        }
    }

    /// Cuts the line as a network that went away does: no tuple is valid any more, and nothing is answered until [`IceLite::restart`].
    pub fn cut(&mut self) {
        self.is_cut = true;
        for tuple in std::mem::take(&mut self.tuples) {
            self.events.push_back(IceEvent::TupleRemoved(tuple));
        }
        self.selected = None;
        self.disconnect();
    }

    /// Forgets a tuple whose connection is gone (ICE over TCP). Another valid one takes over, if there is one.
    pub fn remove_tuple(&mut self, now: Instant, tuple: &Tuple) {
        let Some(position) = self.tuples.iter().position(|other| other == tuple) else {
            return;
        };
        self.tuples.remove(position);
        self.events.push_back(IceEvent::TupleRemoved(*tuple));
        if self.selected.as_ref() != Some(tuple) {
            return;
        }
        self.selected = None;
        match self.tuples.first().copied() {
            Some(next) if matches!(self.state, IceState::Connected | IceState::Completed) => {
                self.select(next);
                self.renew_consent(now);
            }
            _ => self.disconnect(),
        }
    }

    /// Makes a valid tuple the selected one because the handshake advances over it, as long as the peer has not nominated
    /// any: some clients nominate late.
    pub fn select_unnominated(&mut self, tuple: &Tuple) {
        if self.state == IceState::Connected && self.is_valid_tuple(tuple) {
            self.select(*tuple);
        }
    }

    /// The next event, in order of happening.
    pub fn poll_event(&mut self) -> Option<IceEvent> {
        self.events.pop_front()
    }

    /// When [`IceLite::handle_timeout`] is due.
    pub fn poll_timeout(&self) -> Option<Instant> {
        self.consent_expires_at
    }

    /// Ends the session when consent has run out: all tuples go, the state becomes `Disconnected`.
    pub fn handle_timeout(&mut self, now: Instant) {
        if self.consent_expires_at.is_some_and(|at| at <= now) {
            for tuple in std::mem::take(&mut self.tuples) {
                self.events.push_back(IceEvent::TupleRemoved(tuple));
            }
            self.selected = None;
            self.disconnect();
        }
    }

    /// Learns from an authenticated request.
    fn accept(&mut self, tuple: Tuple, use_candidate: bool, nomination: Option<u32>) {
        self.add_tuple(tuple);
        let is_new_nomination =
            nomination.is_some_and(|nomination| nomination > self.remote_nomination);
        let is_nominated = is_new_nomination || (use_candidate && nomination.is_none());
        match self.state {
            IceState::New | IceState::Disconnected | IceState::Connected if is_nominated => {
                self.select(tuple);
                self.change_state(IceState::Completed);
            }
            // An outdated nomination is still a working check.
            IceState::New | IceState::Disconnected => {
                self.select(tuple);
                self.change_state(IceState::Connected);
            }
            IceState::Completed if is_new_nomination || use_candidate => self.select(tuple),
            IceState::Connected | IceState::Completed => {}
        }
        if let Some(nomination) = nomination.filter(|_| is_new_nomination) {
            self.remote_nomination = nomination;
        }
    }

    fn add_tuple(&mut self, tuple: Tuple) {
        if self.is_valid_tuple(&tuple) {
            return;
        }
        self.tuples.insert(0, tuple);
        self.events.push_back(IceEvent::TupleAdded(tuple));
        if self.tuples.len() > MAX_TUPLES {
            let oldest = self
                .tuples
                .iter()
                .rposition(|other| *other != tuple && Some(*other) != self.selected);
            if let Some(position) = oldest {
                let removed = self.tuples.remove(position);
                self.events.push_back(IceEvent::TupleRemoved(removed));
            }
        }
    }

    fn select(&mut self, tuple: Tuple) {
        if self.selected != Some(tuple) {
            self.selected = Some(tuple);
            self.events.push_back(IceEvent::TupleSelected(tuple));
        }
    }

    fn disconnect(&mut self) {
        self.remote_nomination = 0;
        self.consent_expires_at = None;
        self.change_state(IceState::Disconnected);
    }

    fn change_state(&mut self, state: IceState) {
        if self.state != state {
            self.state = state;
            self.events.push_back(IceEvent::StateChanged(state));
        }
    }

    fn renew_consent(&mut self, now: Instant) {
        self.consent_expires_at = self.consent_timeout.map(|timeout| now + timeout);
    }

    /// An error reply, unless it would be larger than the request or too many went out this second.
    fn refuse(
        &mut self,
        now: Instant,
        datagram: &[u8],
        request: &Message<'_>,
        code: u16,
        password: Option<&str>,
    ) -> Option<Reply> {
        self.stats.refused += 1;
        let is_new_window = self.error_window_started_at.is_none_or(|started_at| {
            now.saturating_duration_since(started_at) >= Duration::from_secs(1)
        });
        if is_new_window {
            self.error_window_started_at = Some(now);
            self.error_replies_in_window = 0;
        }
        let reply = Reply::error(request, code, password);
        if reply.len() > datagram.len()
            || self.error_replies_in_window >= MAX_ERROR_REPLIES_PER_SECOND
        {
            self.stats.unanswered += 1;
            return None;
        }
        self.error_replies_in_window += 1;
        Some(reply)
    }
}

#[cfg(test)]
mod tests;
