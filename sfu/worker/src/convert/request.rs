//! What requests carry besides RTP parameters.

use super::rtp_parameters::{encoding_from, kind_from, mapping_from, parameters_from, type_from};
use crate::{
    channel::RequestError,
    schema::fbs::{
        audio_level_observer as fbs_audio_level, consumer as fbs_consumer,
        producer as fbs_producer, transport as fbs_transport, web_rtc_transport as fbs_webrtc,
    },
    sys::udp::BindFlags,
};
use sambung_core::{
    consumer::{ConsumerLayers, ConsumerOptions, ConsumerTraceType},
    observer::AudioLevelObserverOptions,
    ortc::{DtlsParameters, DtlsRole, Fingerprint, FingerprintAlgorithm, ModelError, Protocol},
    producer::{ProducerOptions, ProducerTraceType},
    transport::{SctpOptions, TransportOptions, TransportTraceType},
};
use std::net::IpAddr;

/// Entries allowed in one list of a request. Higher than any real session needs; without a bound, a small message whose
/// lists share their entries could unfold into more memory than there is.
pub const MAX_LIST_LEN: usize = 512;

/// SCTP port of WebRTC data channels, on both sides.
const SCTP_PORT: u16 = 5000;

type Parsed<T> = Result<T, RequestError>;

impl From<ModelError> for RequestError {
    fn from(error: ModelError) -> RequestError {
        match error {
            ModelError::Type(reason) => RequestError::Type(reason),
            ModelError::NotFound(reason) => RequestError::NotFound(reason),
            ModelError::Error(reason) => RequestError::Error(reason),
        }
    }
}

/// Converts each entry of a list, which must not be longer than [`MAX_LIST_LEN`].
pub fn bounded<'a, I, T>(
    list: planus::Vector<'a, I>,
    mut convert: impl FnMut(I) -> Parsed<T>,
) -> Parsed<Vec<T>>
where
    I: planus::VectorRead<'a>,
{
    if list.len() > MAX_LIST_LEN {
        return Err(RequestError::Type(format!(
            "malformed request: a list with {} entries",
            list.len()
        )));
    }
    list.iter().map(&mut convert).collect()
}

/// Where and how a socket is to be bound.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListenInfo {
    /// Datagrams or connections.
    pub protocol: Protocol,
    /// Address to bind to.
    pub ip: IpAddr,
    /// Address or name to tell peers instead.
    pub announced_address: Option<String>,
    /// Tell peers the bound address too, at a lower priority.
    pub expose_internal_ip: bool,
    /// The one port, or 0.
    pub port: u16,
    /// Ports to choose from, or zeros.
    pub port_range: (u16, u16),
    /// How to bind.
    pub flags: BindFlags,
    /// Bytes, or 0 for our own choice.
    pub send_buffer_size: u32,
    /// Bytes, or 0 for our own choice.
    pub recv_buffer_size: u32,
}

/// A socket's settings.
pub fn listen_info(info: fbs_transport::ListenInfoRef<'_>) -> Parsed<ListenInfo> {
    let ip = info.ip()?;
    let port_range = info.port_range()?;
    let flags = info.flags()?;
    Ok(ListenInfo {
        protocol: match info.protocol()? {
            fbs_transport::Protocol::Udp => Protocol::Udp,
            fbs_transport::Protocol::Tcp => Protocol::Tcp,
        },
        ip: ip
            .parse()
            .map_err(|_| RequestError::Type(format!("invalid IP '{ip}'")))?,
        announced_address: info
            .announced_address()?
            .filter(|address| !address.is_empty())
            .map(str::to_owned),
        expose_internal_ip: info.expose_internal_ip()?,
        port: info.port()?,
        port_range: (port_range.min()?, port_range.max()?),
        flags: BindFlags {
            ipv6_only: flags.ipv6_only()?,
            udp_reuse_port: flags.udp_reuse_port()?,
        },
        send_buffer_size: info.send_buffer_size()?,
        recv_buffer_size: info.recv_buffer_size()?,
    })
}

/// What all kinds of transport have.
pub fn transport_options(options: fbs_transport::OptionsRef<'_>) -> Parsed<TransportOptions> {
    Ok(TransportOptions {
        initial_available_outgoing_bitrate: options.initial_available_outgoing_bitrate()?,
        sctp: sctp_options(options)?,
        max_send_message_size: options.max_send_message_size()?,
        max_receive_message_size: options.max_receive_message_size()?,
    })
}

/// SCTP parameters; none when not wanted.
fn sctp_options(options: fbs_transport::OptionsRef<'_>) -> Parsed<Option<SctpOptions>> {
    if !options.enable_sctp()? {
        return Ok(None);
    }
    Ok(Some(SctpOptions {
        port: SCTP_PORT,
        send_buffer_size: options.sctp_send_buffer_size()?,
        per_stream_send_queue_limit: options.sctp_per_stream_send_queue_limit()?,
        max_receiver_window_buffer_size: options.sctp_max_receiver_window_buffer_size()?,
        default_stream_buffered_amount_low_threshold: options
            .sctp_default_stream_buffered_amount_low_threshold()?,
        is_data_channel: options.is_data_channel()?,
    }))
}

/// The peer's DTLS parameters.
pub fn dtls_parameters(parameters: fbs_webrtc::DtlsParametersRef<'_>) -> Parsed<DtlsParameters> {
    let fingerprints = bounded(parameters.fingerprints()?, |fingerprint| {
        let fingerprint = fingerprint?;
        let algorithm = match fingerprint.algorithm()? {
            fbs_webrtc::FingerprintAlgorithm::Sha1 => FingerprintAlgorithm::Sha1,
            fbs_webrtc::FingerprintAlgorithm::Sha224 => FingerprintAlgorithm::Sha224,
            fbs_webrtc::FingerprintAlgorithm::Sha256 => FingerprintAlgorithm::Sha256,
            fbs_webrtc::FingerprintAlgorithm::Sha384 => FingerprintAlgorithm::Sha384,
            fbs_webrtc::FingerprintAlgorithm::Sha512 => FingerprintAlgorithm::Sha512,
        };
        Fingerprint::parse(algorithm, fingerprint.value()?)
            .map_err(|error| RequestError::Type(error.to_string()))
    })?;
    let role = match parameters.role()? {
        fbs_webrtc::DtlsRole::Auto => DtlsRole::Auto,
        fbs_webrtc::DtlsRole::Client => DtlsRole::Client,
        fbs_webrtc::DtlsRole::Server => DtlsRole::Server,
    };
    Ok(DtlsParameters { fingerprints, role })
}

/// What to make a producer of.
pub fn producer_options(request: fbs_transport::ProduceRequestRef<'_>) -> Parsed<ProducerOptions> {
    Ok(ProducerOptions {
        id: request.producer_id()?.into(),
        kind: kind_from(request.kind()?),
        rtp_parameters: parameters_from(request.rtp_parameters()?)?,
        rtp_mapping: mapping_from(request.rtp_mapping()?)?,
        paused: request.paused()?,
        key_frame_request_delay_ms: request.key_frame_request_delay()?,
        enable_mediasoup_packet_id_header_extension: request
            .enable_mediasoup_packet_id_header_extension()?,
    })
}

/// What to make a consumer of.
pub fn consumer_options(request: fbs_transport::ConsumeRequestRef<'_>) -> Parsed<ConsumerOptions> {
    Ok(ConsumerOptions {
        id: request.consumer_id()?.into(),
        producer_id: request.producer_id()?.into(),
        kind: kind_from(request.kind()?),
        rtp_parameters: parameters_from(request.rtp_parameters()?)?,
        consumer_type: type_from(request.type_()?),
        consumable_encodings: bounded(request.consumable_rtp_encodings()?, |encoding| {
            encoding_from(encoding?)
        })?,
        paused: request.paused()?,
        preferred_layers: request
            .preferred_layers()?
            .map(consumer_layers)
            .transpose()?,
        ignore_dtx: request.ignore_dtx()?,
    })
}

/// Layers that a consumer wants.
pub fn consumer_layers(layers: fbs_consumer::ConsumerLayersRef<'_>) -> Parsed<ConsumerLayers> {
    Ok(ConsumerLayers {
        spatial_layer: layers.spatial_layer()?,
        temporal_layer: layers.temporal_layer()?,
    })
}

/// What to make an audio-level observer of.
pub fn audio_level_observer_options(
    options: fbs_audio_level::AudioLevelObserverOptionsRef<'_>,
) -> Parsed<AudioLevelObserverOptions> {
    Ok(AudioLevelObserverOptions {
        max_entries: options.max_entries()?,
        threshold_dbov: options.threshold()?,
        interval_ms: options.interval()?,
    })
}

/// What a transport shall trace.
pub fn transport_trace_types(
    request: fbs_transport::EnableTraceEventRequestRef<'_>,
) -> Parsed<Vec<TransportTraceType>> {
    bounded(request.events()?, |event| match event {
        Ok(fbs_transport::TraceEventType::Probation) => Ok(TransportTraceType::Probation),
        Ok(fbs_transport::TraceEventType::Bwe) => Ok(TransportTraceType::Bwe),
        Err(error) => Err(unknown_trace_type(error)),
    })
    .map(unique)
}

/// What a producer shall trace.
pub fn producer_trace_types(
    request: fbs_producer::EnableTraceEventRequestRef<'_>,
) -> Parsed<Vec<ProducerTraceType>> {
    bounded(request.events()?, |event| match event {
        Ok(fbs_producer::TraceEventType::Keyframe) => Ok(ProducerTraceType::KeyFrame),
        Ok(fbs_producer::TraceEventType::Fir) => Ok(ProducerTraceType::Fir),
        Ok(fbs_producer::TraceEventType::Nack) => Ok(ProducerTraceType::Nack),
        Ok(fbs_producer::TraceEventType::Pli) => Ok(ProducerTraceType::Pli),
        Ok(fbs_producer::TraceEventType::Rtp) => Ok(ProducerTraceType::Rtp),
        Ok(fbs_producer::TraceEventType::Sr) => Ok(ProducerTraceType::Sr),
        Err(error) => Err(unknown_trace_type(error)),
    })
    .map(unique)
}

/// What a consumer shall trace.
pub fn consumer_trace_types(
    request: fbs_consumer::EnableTraceEventRequestRef<'_>,
) -> Parsed<Vec<ConsumerTraceType>> {
    bounded(request.events()?, |event| match event {
        Ok(fbs_consumer::TraceEventType::Keyframe) => Ok(ConsumerTraceType::KeyFrame),
        Ok(fbs_consumer::TraceEventType::Fir) => Ok(ConsumerTraceType::Fir),
        Ok(fbs_consumer::TraceEventType::Nack) => Ok(ConsumerTraceType::Nack),
        Ok(fbs_consumer::TraceEventType::Pli) => Ok(ConsumerTraceType::Pli),
        Ok(fbs_consumer::TraceEventType::Rtp) => Ok(ConsumerTraceType::Rtp),
        Err(error) => Err(unknown_trace_type(error)),
    })
    .map(unique)
}

/// Each type once, in the order of the first mention.
fn unique<T: PartialEq>(types: Vec<T>) -> Vec<T> {
    let mut seen = Vec::new();
    for trace_type in types {
        if !seen.contains(&trace_type) {
            seen.push(trace_type);
        }
    }
    seen
}

fn unknown_trace_type(error: planus::errors::UnknownEnumTag) -> RequestError {
    RequestError::Type(format!(
        "malformed request: unknown trace event type {}",
        error.error_kind.tag
    ))
}
