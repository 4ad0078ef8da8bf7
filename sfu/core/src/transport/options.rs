//! What transports are made of and what they tell about themselves.

use crate::dtls::DtlsNegotiated;
use crate::ortc::{
    DtlsParameters, DtlsState, EntityId, IceCandidate, IceParameters, IceRole, IceState,
    TransportTuple,
};
use crate::srtp::SrtpMasterKey;
use std::net::{IpAddr, SocketAddr};

/// What it takes to make a transport of any kind.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TransportOptions {
    /// Where the estimate of the outgoing bitrate starts, in bits per second.
    pub initial_available_outgoing_bitrate: Option<u64>,
    /// SCTP parameters, when data channels are wanted.
    pub sctp: Option<SctpOptions>,
    /// Largest message to send, shown in dumps.
    pub max_send_message_size: u32,
    /// Largest message to receive, shown in dumps.
    pub max_receive_message_size: u32,
}

/// What it takes to make a WebRTC transport.
#[derive(Debug, Clone, PartialEq)]
pub struct WebRtcTransportOptions {
    /// What all transports have.
    pub base: TransportOptions,
    /// Candidates of the sockets that the worker opened for it; they only show up in dumps.
    pub ice_candidates: Vec<IceCandidate>,
    /// Our ICE username fragment: at least 4 characters, unique in the worker, from a good random source.
    pub ice_username_fragment: String,
    /// Our ICE password: at least 22 characters from a good random source.
    pub ice_password: String,
    /// Seconds without a valid connectivity check until ICE is disconnected (RFC 7675 §5.1); 0 never.
    pub ice_consent_timeout_s: u8,
}

/// What it takes to make a plain transport.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainTransportOptions {
    /// What all transports have.
    pub base: TransportOptions,
    /// Address that the worker bound its socket to.
    pub local: SocketAddr,
    /// Address of the socket for RTCP, when it does not share RTP's (RFC 5761).
    pub rtcp_local: Option<SocketAddr>,
    /// The peer's address is the source of its first valid packet.
    pub comedia: bool,
    /// Our SRTP key from a good random source, when SRTP is wanted.
    pub srtp: Option<SrtpMasterKey>,
}

/// What it takes to make a pipe transport, which connects two routers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeTransportOptions {
    /// What all transports have.
    pub base: TransportOptions,
    /// Address that the worker bound its socket to.
    pub local: SocketAddr,
    /// Loss on the way is repaired with RTX and NACK.
    pub enable_rtx: bool,
    /// Our SRTP key of the profile AEAD_AES_256_GCM from a good random source, when SRTP is wanted.
    pub srtp: Option<SrtpMasterKey>,
}

/// The peer of a plain or pipe transport.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct PlainConnectParameters {
    /// Its address; not used with comedia.
    pub ip: Option<IpAddr>,
    /// Its port.
    pub port: Option<u16>,
    /// Its port for RTCP, exactly when RTCP has a port of its own.
    pub rtcp_port: Option<u16>,
    /// Its SRTP key, exactly when SRTP is enabled.
    pub srtp: Option<SrtpMasterKey>,
    /// A key of ours of the same profile, used instead of the first one when that has another profile.
    pub own_key: Option<SrtpMasterKey>,
}

/// SCTP parameters of a transport (RFC 8831).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SctpOptions {
    /// SCTP port of both sides.
    pub port: u16,
    /// Bytes of messages that may wait to be sent.
    pub send_buffer_size: u32,
    /// Bytes that may wait on one stream.
    pub per_stream_send_queue_limit: u32,
    /// Bytes that the receiver may hold.
    pub max_receiver_window_buffer_size: u32,
    /// Bytes waiting on a stream at which it is told that few wait, until that is set.
    pub default_stream_buffered_amount_low_threshold: u32,
    /// Runs WebRTC data channels.
    pub is_data_channel: bool,
}

/// What a transport can trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum TransportTraceType {
    /// A padding packet sent to find out whether more bitrate fits.
    Probation,
    /// A new estimate.
    Bwe,
}

/// What a traced estimate was made of, in bits per second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BweTraceInfo {
    /// Transport-wide feedback when true, REMB when false.
    pub transport_cc: bool,
    /// What the consumers would use.
    pub desired_bitrate: u64,
    /// The same, smoothed.
    pub effective_desired_bitrate: u64,
    /// Lower bound.
    pub min_bitrate: u64,
    /// Upper bound.
    pub max_bitrate: u64,
    /// Where it started.
    pub start_bitrate: u64,
    /// How much padding may be sent.
    pub max_padding_bitrate: u64,
    /// The estimate.
    pub available_bitrate: u64,
}

/// Header-extension ids that a transport reads from any packet it receives.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct RecvRtpHeaderExtensionIds {
    /// MID.
    pub mid: Option<u8>,
    /// RID.
    pub rid: Option<u8>,
    /// Repaired RID.
    pub rrid: Option<u8>,
    /// Absolute send time.
    pub abs_send_time: Option<u8>,
    /// Transport-wide sequence number.
    pub transport_wide_cc: Option<u8>,
}

/// Which producer gets which packets.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RtpListenerDump {
    /// (SSRC, producer id).
    pub ssrc_table: Vec<(u32, EntityId)>,
    /// (MID, producer id).
    pub mid_table: Vec<(String, EntityId)>,
    /// (RID, producer id).
    pub rid_table: Vec<(String, EntityId)>,
}

/// A transport as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TransportDump {
    /// Id.
    pub id: EntityId,
    /// Has no network below it.
    pub direct: bool,
    /// Producers.
    pub producer_ids: Vec<EntityId>,
    /// Consumers.
    pub consumer_ids: Vec<EntityId>,
    /// Data producers.
    pub data_producer_ids: Vec<EntityId>,
    /// Data consumers.
    pub data_consumer_ids: Vec<EntityId>,
    /// (SCTP stream, data producer).
    pub sctp_stream_table: Vec<(u16, EntityId)>,
    /// (media SSRC sent, consumer id).
    pub map_ssrc_consumer_id: Vec<(u32, EntityId)>,
    /// (RTX SSRC sent, consumer id).
    pub map_rtx_ssrc_consumer_id: Vec<(u32, EntityId)>,
    /// Header-extension ids.
    pub recv_rtp_header_extensions: RecvRtpHeaderExtensionIds,
    /// Who gets which packets.
    pub rtp_listener: RtpListenerDump,
    /// Largest message to send.
    pub max_send_message_size: u32,
    /// Largest message to receive.
    pub max_receive_message_size: u32,
    /// SCTP parameters, when enabled; its association is always new for now.
    pub sctp: Option<SctpOptions>,
    /// What is traced.
    pub trace_event_types: Vec<TransportTraceType>,
    /// What only its kind has.
    pub connection: ConnectionDump,
}

/// What one kind of transport has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionDump {
    /// ICE and DTLS.
    WebRtc(Box<WebRtcTransportDump>),
    /// Addresses and SRTP.
    Plain(Box<PlainTransportDump>),
    /// The address and SRTP.
    Pipe(Box<PipeTransportDump>),
    /// Nothing.
    Direct,
}

/// What only a WebRTC transport has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebRtcTransportDump {
    /// Always controlled.
    pub ice_role: IceRole,
    /// Our credentials.
    pub ice_parameters: IceParameters,
    /// Our candidates.
    pub ice_candidates: Vec<IceCandidate>,
    /// State of ICE.
    pub ice_state: IceState,
    /// Where media goes now.
    pub ice_selected_tuple: Option<TransportTuple>,
    /// Our DTLS parameters.
    pub dtls_parameters: DtlsParameters,
    /// State of DTLS.
    pub dtls_state: DtlsState,
    /// What the handshake agreed on, once it is done.
    pub dtls_negotiated: Option<DtlsNegotiated>,
}

/// Addresses of a transport without ICE.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainTuple {
    /// Ours.
    pub local: SocketAddr,
    /// The peer's, once it is known.
    pub remote: Option<SocketAddr>,
}

/// What only a plain transport has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlainTransportDump {
    /// RTCP shares RTP's ports.
    pub rtcp_mux: bool,
    /// The peer's address is the source of its first valid packet.
    pub comedia: bool,
    /// Addresses of RTP, and of RTCP when it shares them.
    pub tuple: PlainTuple,
    /// Addresses of RTCP, when it has its own.
    pub rtcp_tuple: Option<PlainTuple>,
    /// Our key, with SRTP.
    pub srtp: Option<SrtpMasterKey>,
}

/// What only a pipe transport has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PipeTransportDump {
    /// Addresses.
    pub tuple: PlainTuple,
    /// Loss on the way is repaired with RTX and NACK.
    pub rtx: bool,
    /// Our key, with SRTP.
    pub srtp: Option<SrtpMasterKey>,
}

/// What only the statistics of a plain transport have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PlainTransportStats {
    /// RTCP shares RTP's ports.
    pub rtcp_mux: bool,
    /// The peer's address is the source of its first valid packet.
    pub comedia: bool,
    /// Addresses of RTP.
    pub tuple: PlainTuple,
    /// Addresses of RTCP, when it has its own and the peer's is known.
    pub rtcp_tuple: Option<PlainTuple>,
}

/// Counters of a transport; rates are in bits per second over the last seconds.
#[derive(Debug, Clone, PartialEq)]
pub struct TransportStats {
    /// Id.
    pub transport_id: EntityId,
    /// Milliseconds of the router's clock.
    pub timestamp_ms: u64,
    /// SCTP is enabled; its association is always new for now.
    pub sctp_enabled: bool,
    /// All bytes received.
    pub bytes_received: u64,
    /// Rate of them.
    pub recv_bitrate: u64,
    /// All bytes sent.
    pub bytes_sent: u64,
    /// Rate of them.
    pub send_bitrate: u64,
    /// RTP bytes received, without retransmissions.
    pub rtp_bytes_received: u64,
    /// Rate of them.
    pub rtp_recv_bitrate: u64,
    /// RTP bytes sent, without retransmissions.
    pub rtp_bytes_sent: u64,
    /// Rate of them.
    pub rtp_send_bitrate: u64,
    /// Retransmitted bytes received.
    pub rtx_bytes_received: u64,
    /// Rate of them.
    pub rtx_recv_bitrate: u64,
    /// Retransmitted bytes sent.
    pub rtx_bytes_sent: u64,
    /// Rate of them.
    pub rtx_send_bitrate: u64,
    /// Padding bytes sent to probe.
    pub probation_bytes_sent: u64,
    /// Rate of them.
    pub probation_send_bitrate: u64,
    /// Estimate of what the path to the peer carries.
    pub available_outgoing_bitrate: Option<u64>,
    /// Estimate of what the path from the peer carries.
    pub available_incoming_bitrate: Option<u64>,
    /// Cap on what the peer may send.
    pub max_incoming_bitrate: Option<u64>,
    /// Cap on the outgoing estimate.
    pub max_outgoing_bitrate: Option<u64>,
    /// Floor of the outgoing estimate.
    pub min_outgoing_bitrate: Option<u64>,
    /// Share of packets from the peer that were lost, 0 to 1.
    pub rtp_packet_loss_received: Option<f64>,
    /// Share of packets to the peer that were lost, 0 to 1.
    pub rtp_packet_loss_sent: Option<f64>,
    /// What only its kind has.
    pub connection: ConnectionStats,
}

/// What the statistics of one kind of transport have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConnectionStats {
    /// States of ICE and DTLS.
    WebRtc(WebRtcTransportStats),
    /// Addresses.
    Plain(PlainTransportStats),
    /// The address.
    Pipe {
        /// Addresses.
        tuple: PlainTuple,
    },
    /// Nothing.
    Direct,
}

/// What only the statistics of a WebRTC transport have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WebRtcTransportStats {
    /// Always controlled.
    pub ice_role: IceRole,
    /// State of ICE.
    pub ice_state: IceState,
    /// Where media goes now.
    pub ice_selected_tuple: Option<TransportTuple>,
    /// State of DTLS.
    pub dtls_state: DtlsState,
}
