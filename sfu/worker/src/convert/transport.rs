//! Transports: their dumps, statistics and addresses, to the wire.

use super::{
    dump::{ids, name_table, ssrc_table},
    srtp::srtp_parameters,
};
use crate::schema::fbs::{
    common as fbs_common, direct_transport as fbs_direct, pipe_transport as fbs_pipe,
    plain_transport as fbs_plain, response::Body, sctp_association as fbs_sctp,
    sctp_parameters as fbs_sctp_parameters, transport as fbs_transport,
    web_rtc_transport as fbs_webrtc,
};
use sambung_core::{
    ortc::{
        DtlsParameters, DtlsRole, DtlsState, FingerprintAlgorithm, IceCandidate, IceParameters,
        IceRole, IceState, Protocol, TransportTuple,
    },
    transport::{
        ConnectionDump, ConnectionStats, PlainTuple, TransportDump, TransportStats,
        TransportTraceType,
    },
};

/// Tells which address stands for a bound one in front of peers; none when that is itself.
pub type Announced<'a> = &'a dyn Fn(Protocol, std::net::SocketAddr) -> Option<String>;

/// A protocol below ICE.
pub fn protocol(protocol: Protocol) -> fbs_transport::Protocol {
    match protocol {
        Protocol::Udp => fbs_transport::Protocol::Udp,
        Protocol::Tcp => fbs_transport::Protocol::Tcp,
    }
}

/// An address pair, our side as peers know it.
pub fn tuple(tuple: &TransportTuple, announced: Announced<'_>) -> fbs_transport::Tuple {
    fbs_transport::Tuple {
        local_address: announced(tuple.protocol, tuple.local)
            .unwrap_or_else(|| tuple.local.ip().to_string()),
        local_port: tuple.local.port(),
        remote_ip: Some(tuple.remote.ip().to_string()),
        remote_port: tuple.remote.port(),
        protocol: protocol(tuple.protocol),
    }
}

/// The addresses of a transport without ICE; without the peer's until that is known.
pub fn plain_tuple(tuple: &PlainTuple, announced: Announced<'_>) -> fbs_transport::Tuple {
    fbs_transport::Tuple {
        local_address: announced(Protocol::Udp, tuple.local)
            .unwrap_or_else(|| tuple.local.ip().to_string()),
        local_port: tuple.local.port(),
        remote_ip: tuple.remote.map(|remote| remote.ip().to_string()),
        remote_port: tuple.remote.map_or(0, |remote| remote.port()),
        protocol: fbs_transport::Protocol::Udp,
    }
}

/// The same, or nothing while the peer's is not known.
pub fn connected_tuple(
    tuple: &PlainTuple,
    announced: Announced<'_>,
) -> Option<Box<fbs_transport::Tuple>> {
    tuple
        .remote
        .map(|_| Box::new(plain_tuple(tuple, announced)))
}

/// State of ICE.
pub fn ice_state(state: IceState) -> fbs_webrtc::IceState {
    match state {
        IceState::New => fbs_webrtc::IceState::New,
        IceState::Connected => fbs_webrtc::IceState::Connected,
        IceState::Completed => fbs_webrtc::IceState::Completed,
        IceState::Disconnected => fbs_webrtc::IceState::Disconnected,
    }
}

fn ice_role(role: IceRole) -> fbs_webrtc::IceRole {
    match role {
        IceRole::Controlled => fbs_webrtc::IceRole::Controlled,
        IceRole::Controlling => fbs_webrtc::IceRole::Controlling,
    }
}

/// A side's role in DTLS.
pub fn dtls_role(role: DtlsRole) -> fbs_webrtc::DtlsRole {
    match role {
        DtlsRole::Auto => fbs_webrtc::DtlsRole::Auto,
        DtlsRole::Client => fbs_webrtc::DtlsRole::Client,
        DtlsRole::Server => fbs_webrtc::DtlsRole::Server,
    }
}

/// State of DTLS.
pub fn dtls_state(state: DtlsState) -> fbs_webrtc::DtlsState {
    match state {
        DtlsState::New => fbs_webrtc::DtlsState::New,
        DtlsState::Connecting => fbs_webrtc::DtlsState::Connecting,
        DtlsState::Connected => fbs_webrtc::DtlsState::Connected,
        DtlsState::Failed => fbs_webrtc::DtlsState::Failed,
        DtlsState::Closed => fbs_webrtc::DtlsState::Closed,
    }
}

fn dtls_parameters(parameters: &DtlsParameters) -> fbs_webrtc::DtlsParameters {
    let fingerprints = parameters
        .fingerprints
        .iter()
        .map(|fingerprint| fbs_webrtc::Fingerprint {
            algorithm: match fingerprint.algorithm() {
                FingerprintAlgorithm::Sha1 => fbs_webrtc::FingerprintAlgorithm::Sha1,
                FingerprintAlgorithm::Sha224 => fbs_webrtc::FingerprintAlgorithm::Sha224,
                FingerprintAlgorithm::Sha256 => fbs_webrtc::FingerprintAlgorithm::Sha256,
                FingerprintAlgorithm::Sha384 => fbs_webrtc::FingerprintAlgorithm::Sha384,
                FingerprintAlgorithm::Sha512 => fbs_webrtc::FingerprintAlgorithm::Sha512,
            },
            value: fingerprint.value(),
        });
    fbs_webrtc::DtlsParameters {
        fingerprints: fingerprints.collect(),
        role: dtls_role(parameters.role),
    }
}

fn ice_parameters(parameters: &IceParameters) -> fbs_webrtc::IceParameters {
    fbs_webrtc::IceParameters {
        username_fragment: parameters.username_fragment.clone(),
        password: parameters.password.clone(),
        ice_lite: parameters.ice_lite,
    }
}

/// New ICE credentials.
pub fn restart_ice(parameters: &IceParameters) -> fbs_transport::RestartIceResponse {
    fbs_transport::RestartIceResponse {
        username_fragment: parameters.username_fragment.clone(),
        password: parameters.password.clone(),
        ice_lite: parameters.ice_lite,
    }
}

fn ice_candidate(candidate: &IceCandidate) -> fbs_webrtc::IceCandidate {
    fbs_webrtc::IceCandidate {
        foundation: candidate.foundation.clone(),
        priority: candidate.priority,
        address: candidate.address.clone(),
        protocol: protocol(candidate.protocol),
        port: candidate.port,
        type_: fbs_webrtc::IceCandidateType::Host,
        tcp_type: (candidate.protocol == Protocol::Tcp)
            .then_some(fbs_webrtc::IceCandidateTcpType::Passive),
    }
}

fn base_dump(dump: &TransportDump) -> fbs_transport::Dump {
    let extensions = &dump.recv_rtp_header_extensions;
    fbs_transport::Dump {
        id: dump.id.to_string(),
        direct: dump.direct,
        producer_ids: ids(&dump.producer_ids),
        consumer_ids: ids(&dump.consumer_ids),
        map_ssrc_consumer_id: ssrc_table(&dump.map_ssrc_consumer_id),
        map_rtx_ssrc_consumer_id: ssrc_table(&dump.map_rtx_ssrc_consumer_id),
        data_producer_ids: ids(&dump.data_producer_ids),
        data_consumer_ids: ids(&dump.data_consumer_ids),
        recv_rtp_header_extensions: Box::new(fbs_transport::RecvRtpHeaderExtensions {
            mid: extensions.mid,
            rid: extensions.rid,
            rrid: extensions.rrid,
            abs_send_time: extensions.abs_send_time,
            transport_wide_cc01: extensions.transport_wide_cc,
        }),
        rtp_listener: Box::new(fbs_transport::RtpListener {
            ssrc_table: ssrc_table(&dump.rtp_listener.ssrc_table),
            mid_table: name_table(&dump.rtp_listener.mid_table),
            rid_table: name_table(&dump.rtp_listener.rid_table),
        }),
        max_send_message_size: dump.max_send_message_size,
        max_receive_message_size: dump.max_receive_message_size,
        sctp_parameters: dump.sctp.map(|sctp| {
            Box::new(fbs_sctp_parameters::SctpParameters {
                port: sctp.port,
                max_send_message_size: dump.max_send_message_size,
                max_receive_message_size: dump.max_receive_message_size,
                send_buffer_size: sctp.send_buffer_size,
                per_stream_send_queue_limit: sctp.per_stream_send_queue_limit,
                max_receiver_window_buffer_size: sctp.max_receiver_window_buffer_size,
                is_data_channel: sctp.is_data_channel,
            })
        }),
        sctp_state: dump.sctp.map(|_| fbs_sctp::SctpState::New),
        // Zeros until there is an association.
        sctp_negotiated_capabilities: dump.sctp.map(|_| {
            Box::new(fbs_sctp::SctpNegotiatedCapabilities {
                negotiated_max_outbound_streams: 0,
                negotiated_max_inbound_streams: 0,
            })
        }),
        sctp_listener: dump.sctp.map(|_| {
            Box::new(fbs_transport::SctpListener {
                stream_id_table: dump
                    .sctp_stream_table
                    .iter()
                    .map(|(stream, id)| fbs_common::Uint16String {
                        key: *stream,
                        value: id.to_string(),
                    })
                    .collect(),
            })
        }),
        trace_event_types: dump
            .trace_event_types
            .iter()
            .copied()
            .map(trace_type)
            .collect(),
    }
}

/// What a transport traces.
pub fn trace_type(trace_type: TransportTraceType) -> fbs_transport::TraceEventType {
    match trace_type {
        TransportTraceType::Probation => fbs_transport::TraceEventType::Probation,
        TransportTraceType::Bwe => fbs_transport::TraceEventType::Bwe,
    }
}

/// A transport as it stands.
pub fn dump(dump: &TransportDump, announced: Announced<'_>) -> Body {
    let base = Box::new(base_dump(dump));
    match &dump.connection {
        ConnectionDump::WebRtc(connection) => {
            Body::WebRtcTransportDumpResponse(Box::new(fbs_webrtc::DumpResponse {
                base,
                ice_role: ice_role(connection.ice_role),
                ice_parameters: Box::new(ice_parameters(&connection.ice_parameters)),
                ice_candidates: connection
                    .ice_candidates
                    .iter()
                    .map(ice_candidate)
                    .collect(),
                ice_state: ice_state(connection.ice_state),
                ice_selected_tuple: connection
                    .ice_selected_tuple
                    .map(|selected| Box::new(tuple(&selected, announced))),
                dtls_parameters: Box::new(dtls_parameters(&connection.dtls_parameters)),
                dtls_state: dtls_state(connection.dtls_state),
            }))
        }
        ConnectionDump::Plain(connection) => {
            Body::PlainTransportDumpResponse(Box::new(fbs_plain::DumpResponse {
                base,
                rtcp_mux: connection.rtcp_mux,
                comedia: connection.comedia,
                tuple: Box::new(plain_tuple(&connection.tuple, announced)),
                rtcp_tuple: connection
                    .rtcp_tuple
                    .map(|tuple| Box::new(plain_tuple(&tuple, announced))),
                srtp_parameters: connection.srtp.as_ref().map(srtp_parameters),
            }))
        }
        ConnectionDump::Pipe(connection) => {
            Body::PipeTransportDumpResponse(Box::new(fbs_pipe::DumpResponse {
                base,
                tuple: Box::new(plain_tuple(&connection.tuple, announced)),
                rtx: connection.rtx,
                srtp_parameters: connection.srtp.as_ref().map(srtp_parameters),
            }))
        }
        ConnectionDump::Direct => {
            Body::DirectTransportDumpResponse(Box::new(fbs_direct::DumpResponse { base }))
        }
    }
}

fn base_stats(stats: &TransportStats) -> fbs_transport::Stats {
    fbs_transport::Stats {
        transport_id: stats.transport_id.to_string(),
        timestamp: stats.timestamp_ms,
        sctp_state: stats.sctp_enabled.then_some(fbs_sctp::SctpState::New),
        bytes_received: stats.bytes_received,
        recv_bitrate: stats.recv_bitrate,
        bytes_sent: stats.bytes_sent,
        send_bitrate: stats.send_bitrate,
        rtp_bytes_received: stats.rtp_bytes_received,
        rtp_recv_bitrate: stats.rtp_recv_bitrate,
        rtp_bytes_sent: stats.rtp_bytes_sent,
        rtp_send_bitrate: stats.rtp_send_bitrate,
        rtx_bytes_received: stats.rtx_bytes_received,
        rtx_recv_bitrate: stats.rtx_recv_bitrate,
        rtx_bytes_sent: stats.rtx_bytes_sent,
        rtx_send_bitrate: stats.rtx_send_bitrate,
        probation_bytes_sent: stats.probation_bytes_sent,
        probation_send_bitrate: stats.probation_send_bitrate,
        available_outgoing_bitrate: stats.available_outgoing_bitrate,
        available_incoming_bitrate: stats.available_incoming_bitrate,
        max_incoming_bitrate: stats.max_incoming_bitrate,
        max_outgoing_bitrate: stats.max_outgoing_bitrate,
        min_outgoing_bitrate: stats.min_outgoing_bitrate,
        rtp_packet_loss_received: stats.rtp_packet_loss_received,
        rtp_packet_loss_sent: stats.rtp_packet_loss_sent,
    }
}

/// A transport's counters.
pub fn stats(stats: &TransportStats, announced: Announced<'_>) -> Body {
    let base = Box::new(base_stats(stats));
    match &stats.connection {
        ConnectionStats::WebRtc(connection) => {
            Body::WebRtcTransportGetStatsResponse(Box::new(fbs_webrtc::GetStatsResponse {
                base,
                ice_role: ice_role(connection.ice_role),
                ice_state: ice_state(connection.ice_state),
                ice_selected_tuple: connection
                    .ice_selected_tuple
                    .map(|selected| Box::new(tuple(&selected, announced))),
                dtls_state: dtls_state(connection.dtls_state),
            }))
        }
        ConnectionStats::Plain(connection) => {
            Body::PlainTransportGetStatsResponse(Box::new(fbs_plain::GetStatsResponse {
                base,
                rtcp_mux: connection.rtcp_mux,
                comedia: connection.comedia,
                tuple: Box::new(plain_tuple(&connection.tuple, announced)),
                rtcp_tuple: connection
                    .rtcp_tuple
                    .map(|tuple| Box::new(plain_tuple(&tuple, announced))),
            }))
        }
        ConnectionStats::Pipe { tuple } => {
            Body::PipeTransportGetStatsResponse(Box::new(fbs_pipe::GetStatsResponse {
                base,
                tuple: Box::new(plain_tuple(tuple, announced)),
            }))
        }
        ConnectionStats::Direct => {
            Body::DirectTransportGetStatsResponse(Box::new(fbs_direct::GetStatsResponse { base }))
        }
    }
}
