//! The network side of a transport, whatever its kind: where packets go, how they are sealed and opened.

use super::direct::DirectConnection;
use super::options::{ConnectionDump, ConnectionStats};
use super::plain::PlainConnection;
use super::webrtc::WebRtcConnection;
use crate::dtls::DtlsNegotiated;
use crate::ortc::{DtlsState, EntityId, IceState, ModelError, TransportTuple};
use crate::router::DropReason;
use crate::router::outbox::{OutboxSlot, Outboxes};
use crate::srtp::SrtpError;
use crate::transport::counters::Flow;
use std::time::Instant;

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
    /// The peer's address was learnt from its first packet.
    TupleLatched(TransportTuple),
    /// The same for RTCP on a port of its own.
    RtcpTupleLatched(TransportTuple),
    /// Media can flow: there is an address and, where there have to be, keys.
    Ready,
    /// Media cannot flow any more.
    NotReady,
}

/// Where a transport's packets leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Route {
    /// Over the network, to this address.
    Network(TransportTuple),
    /// To the control plane, as events.
    ControlPlane,
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
    /// Sends a datagram as it is.
    pub(crate) fn send(&mut self, tuple: &TransportTuple, datagram: &[u8]) {
        self.sent.add(self.now, datagram.len());
        self.outboxes
            .open(self.slot, self.transport_id, tuple)
            .push(datagram);
    }
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) enum Connection {
    WebRtc(Box<WebRtcConnection>),
    /// A plain or a pipe transport's.
    Plain(Box<PlainConnection>),
    Direct(DirectConnection),
}

impl Connection {
    /// The connection of a WebRTC transport; `Error` for another kind, which has no such request.
    pub(crate) fn webrtc_mut(&mut self) -> Result<&mut WebRtcConnection, ModelError> {
        match self {
            Connection::WebRtc(connection) => Ok(connection),
            Connection::Plain(_) | Connection::Direct(_) => {
                Err(ModelError::Error("not a WebRtcTransport".to_owned()))
            }
        }
    }

    /// The connection of a plain or pipe transport; `Error` for another kind, which has no such request.
    pub(crate) fn plain_mut(&mut self) -> Result<&mut PlainConnection, ModelError> {
        match self {
            Connection::Plain(connection) => Ok(connection),
            Connection::WebRtc(_) | Connection::Direct(_) => Err(ModelError::Error(
                "neither a PlainTransport nor a PipeTransport".to_owned(),
            )),
        }
    }

    /// True when a packet of media changed the connection itself, so that [`Connection::poll_notice`] has something.
    #[inline]
    pub(crate) fn has_latched(&self) -> bool {
        matches!(self, Connection::Plain(connection) if connection.has_notice())
    }

    /// True while media can flow both ways.
    pub(crate) fn is_ready(&self) -> bool {
        match self {
            Connection::WebRtc(connection) => connection.is_ready(),
            Connection::Plain(connection) => connection.is_ready(),
            Connection::Direct(_) => true,
        }
    }

    /// True while a DTLS handshake is under way.
    pub(crate) fn is_handshaking(&self) -> bool {
        match self {
            Connection::WebRtc(connection) => connection.is_handshaking(),
            Connection::Plain(_) | Connection::Direct(_) => false,
        }
    }

    /// What the DTLS handshake agreed on, once it is done.
    pub(crate) fn dtls_negotiated(&self) -> Option<DtlsNegotiated> {
        match self {
            Connection::WebRtc(connection) => connection.dtls_negotiated(),
            Connection::Plain(_) | Connection::Direct(_) => None,
        }
    }

    /// Where RTP goes; none while media cannot flow.
    #[inline]
    pub(crate) fn rtp_route(&self) -> Option<Route> {
        match self {
            Connection::WebRtc(connection) if connection.is_ready() => {
                connection.selected_tuple().map(Route::Network)
            }
            Connection::WebRtc(_) => None,
            Connection::Plain(connection) => connection.rtp_route(),
            Connection::Direct(_) => Some(Route::ControlPlane),
        }
    }

    /// Where RTCP goes; none while it cannot be sent.
    pub(crate) fn rtcp_route(&self) -> Option<Route> {
        match self {
            Connection::Plain(connection) => connection.rtcp_route(),
            Connection::WebRtc(_) | Connection::Direct(_) => self.rtp_route(),
        }
    }

    /// Seals the RTP packet that begins at `start` and ends with `buffer`; leaves it as it is where there is no SRTP.
    #[inline]
    pub(crate) fn seal_rtp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        match self {
            Connection::WebRtc(connection) => connection.seal_rtp(buffer, start),
            Connection::Plain(connection) => connection.seal_rtp(buffer, start),
            Connection::Direct(_) => Ok(()),
        }
    }

    /// The same for the RTCP compound that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtcp(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SrtpError> {
        match self {
            Connection::WebRtc(connection) => connection.seal_rtcp(buffer, start),
            Connection::Plain(connection) => connection.seal_rtcp(buffer, start),
            Connection::Direct(_) => Ok(()),
        }
    }

    /// Ends an SSRC that we sent: its numbers are never used again under the same keys.
    pub(crate) fn retire_ssrc(&mut self, ssrc: u32) {
        match self {
            Connection::WebRtc(connection) => connection.retire_ssrc(ssrc),
            Connection::Plain(connection) => connection.retire_ssrc(ssrc),
            Connection::Direct(_) => {}
        }
    }

    /// Opens one datagram in place.
    pub(crate) fn handle_datagram(
        &mut self,
        now: Instant,
        tuple: TransportTuple,
        datagram: &mut [u8],
        wire: &mut Wire<'_>,
    ) -> Result<Inbound, DropReason> {
        match self {
            Connection::WebRtc(connection) => {
                connection.handle_datagram(now, tuple, datagram, wire)
            }
            Connection::Plain(connection) => connection.handle_datagram(tuple, datagram),
            // It has no socket, so nothing can come from one.
            Connection::Direct(_) => Err(DropReason::InvalidTuple),
        }
    }

    /// When [`Connection::handle_timeout`] is due.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        match self {
            Connection::WebRtc(connection) => connection.poll_timeout(),
            Connection::Plain(_) | Connection::Direct(_) => None,
        }
    }

    pub(crate) fn handle_timeout(&mut self, now: Instant, wire: &mut Wire<'_>) {
        match self {
            Connection::WebRtc(connection) => connection.handle_timeout(now, wire),
            Connection::Plain(_) | Connection::Direct(_) => {}
        }
    }

    /// The next thing that changed.
    pub(crate) fn poll_notice(&mut self) -> Option<Notice> {
        match self {
            Connection::WebRtc(connection) => connection.poll_notice(),
            Connection::Plain(connection) => connection.poll_notice(),
            Connection::Direct(connection) => connection.poll_notice(),
        }
    }

    /// Ends the connection; the peer is told when there is a way to.
    pub(crate) fn close(&mut self, wire: &mut Wire<'_>) {
        match self {
            Connection::WebRtc(connection) => connection.close(wire),
            Connection::Plain(_) | Connection::Direct(_) => {}
        }
    }

    /// The connection as it stands.
    pub(crate) fn dump(&self) -> ConnectionDump {
        match self {
            Connection::WebRtc(connection) => ConnectionDump::WebRtc(Box::new(connection.dump())),
            Connection::Plain(connection) => connection.dump(),
            Connection::Direct(_) => ConnectionDump::Direct,
        }
    }

    /// What statistics show of the connection.
    pub(crate) fn stats(&self) -> ConnectionStats {
        match self {
            Connection::WebRtc(connection) => ConnectionStats::WebRtc(connection.stats()),
            Connection::Plain(connection) => connection.stats(),
            Connection::Direct(_) => ConnectionStats::Direct,
        }
    }
}
