//! A producer: one media source that a transport receives.

mod demultiplex;
mod liveness;
mod options;
mod recent;

pub use crate::rtp::VideoOrientation;
pub use options::{
    ProducerDump, ProducerOptions, ProducerScore, ProducerTraceInfo, ProducerTraceType,
    RtpPacketDump,
};

use crate::codec::Codec;
use crate::consumer::Consumer;
use crate::observer::RtpObserver;
use crate::ortc::{
    EntityId, MediaKind, ModelError, ProducerType, RtpMapping, RtpParameters, ScalabilityMode,
    type_error,
};
use crate::ortc::{RtpCodecParameters, is_valid_type_for_codec};
use crate::router::slab::Key;
use crate::router::{
    DropReason, RtpStreamDump, RtpStreamParams, RtpStreamStats, RtxStreamParams, StreamDirection,
};
use crate::rtp::{
    ExtensionIds, ExtensionKind, PacketLayout, RtpPacket, RtpTimestamp, free_extension_id,
};
use crate::stream::{ReceiveParams, ReceiveStream, Received};
use crate::transport::Transport;
use liveness::Liveness;
pub(crate) use recent::HeldPacket;
use recent::RecentKeyFrame;
use std::time::{Duration, Instant};

/// A packet that belongs to one of a producer's streams, opened and recovered.
#[derive(Debug, Clone, Copy)]
pub(crate) struct IncomingRtp<'a> {
    /// The media packet as its sender made it.
    pub(crate) packet: RtpPacket<'a>,
    /// What the stream made of it.
    pub(crate) received: Received,
    /// Index of the encoding.
    pub(crate) encoding_index: usize,
    /// Its payload type in the router.
    pub(crate) mapped_payload_type: u8,
    /// It came as a retransmission.
    pub(crate) is_rtx: bool,
}

/// What [`Producer::receive`] found out besides the packet.
#[derive(Debug, Clone, Default)]
pub(crate) struct Arrival {
    /// The packet's SSRC was seen for the first time and now belongs to this producer.
    pub(crate) latched_ssrc: Option<u32>,
    /// The encoding's stream began with it.
    pub(crate) new_encoding: Option<usize>,
    /// SSRCs that are no longer the producer's, because another took their place.
    pub(crate) retired_ssrcs: Vec<u32>,
    /// An encoding vanished or may be switched to again.
    pub(crate) liveness_changed: bool,
}

/// The stream of one encoding.
#[derive(Debug)]
pub(crate) struct EncodingStream {
    pub(crate) stream: ReceiveStream,
    pub(crate) mapped_ssrc: u32,
    pub(crate) liveness: Liveness,
    pub(crate) recent: RecentKeyFrame,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Producer {
    pub(crate) id: EntityId,
    pub(crate) kind: MediaKind,
    pub(crate) producer_type: ProducerType,
    pub(crate) parameters: RtpParameters,
    pub(crate) mapping: RtpMapping,
    pub(crate) extensions: ExtensionIds,
    pub(crate) transport: Key<Transport>,
    /// One place for each encoding, empty until its first packet came.
    pub(crate) encodings: Vec<Option<EncodingStream>>,
    /// (SSRC on the wire, encoding, carries retransmissions), at most two for each encoding.
    ssrcs: Vec<(u32, usize, bool)>,
    pub(crate) consumers: Vec<Key<Consumer>>,
    pub(crate) observers: Vec<Key<RtpObserver>>,
    pub(crate) paused: bool,
    pub(crate) orientation: Option<VideoOrientation>,
    pub(crate) trace_types: Vec<ProducerTraceType>,
    pub(crate) scheduled_at: Option<Instant>,
    numbers_packets: bool,
    key_frame_request_delay: Duration,
}

impl Producer {
    /// Checks the options and makes a producer without streams; errors are [`ModelError::Type`].
    pub(crate) fn new(
        transport: Key<Transport>,
        options: ProducerOptions,
    ) -> Result<Producer, ModelError> {
        let parameters = options.rtp_parameters.validated()?;
        let producer_type = parameters
            .producer_type()
            .ok_or_else(|| type_error("invalid RTP parameters"))?;
        let codec = parameters
            .encodings
            .first()
            .and_then(|encoding| parameters.codec_for(encoding))
            .ok_or_else(|| type_error("invalid RTP parameters"))?;
        if !is_valid_type_for_codec(producer_type, codec.mime_type) {
            return Err(type_error(format!(
                "{} codec not supported for {producer_type}",
                codec.mime_type
            )));
        }
        check_mapping(&parameters, &options.rtp_mapping)?;
        let mut extensions: ExtensionIds = parameters
            .header_extensions
            .iter()
            .map(|extension| (extension.uri, extension.id))
            .collect();
        let used: Vec<u8> = parameters
            .header_extensions
            .iter()
            .map(|extension| extension.id)
            .collect();
        let numbers_packets = options.enable_mediasoup_packet_id_header_extension;
        if numbers_packets && let Some(id) = free_extension_id(&extensions, &used) {
            // The negotiated id stays when there is one.
            extensions.set(ExtensionKind::MediasoupPacketId, id);
        }
        let encodings = parameters.encodings.iter().map(|_| None).collect();
        Ok(Producer {
            id: options.id,
            kind: options.kind,
            producer_type,
            parameters,
            mapping: options.rtp_mapping,
            extensions,
            transport,
            encodings,
            ssrcs: Vec::new(),
            consumers: Vec::new(),
            observers: Vec::new(),
            paused: options.paused,
            orientation: None,
            trace_types: Vec::new(),
            scheduled_at: None,
            numbers_packets,
            key_frame_request_delay: Duration::from_millis(u64::from(
                options.key_frame_request_delay_ms,
            )),
        })
    }

    /// The header-extension id under which a packet of it is to be numbered; none when it is not.
    pub(crate) fn packet_id_to_add(&self, packet: &RtpPacket<'_>) -> Option<u8> {
        self.extensions
            .id(ExtensionKind::MediasoupPacketId)
            .filter(|_| self.numbers_packets && !packet.has_packet_id(&self.extensions))
    }

    /// Takes an RTP packet that was parsed to `layout`, recovers the original when it is a retransmission, and tells which stream it belongs to.
    pub(crate) fn receive<'b>(
        &mut self,
        now: Instant,
        bytes: &'b mut [u8],
        layout: PacketLayout,
    ) -> (Arrival, Result<IncomingRtp<'b>, DropReason>) {
        let mut arrival = Arrival::default();
        let packet = RtpPacket::from_parts(bytes, layout);
        let (encoding_index, is_rtx) = match self.find_stream(packet.ssrc()) {
            Some(found) => found,
            None => {
                let before: Vec<u32> = self.ssrcs.iter().map(|(ssrc, ..)| *ssrc).collect();
                let Some(found) = self.accept_stream(now, &packet) else {
                    return (arrival, Err(DropReason::NoStream));
                };
                arrival.latched_ssrc = Some(packet.ssrc());
                arrival.new_encoding = (!found.1).then_some(found.0);
                arrival.retired_ssrcs = before;
                arrival
                    .retired_ssrcs
                    .retain(|ssrc| self.find_stream(*ssrc).is_none());
                found
            }
        };
        let replaces = !arrival.retired_ssrcs.is_empty();
        let Some(Some(EncodingStream { stream, .. })) = self.encodings.get_mut(encoding_index)
        else {
            return (arrival, Err(DropReason::NoStream));
        };
        let found = if is_rtx {
            stream
                .handle_rtx(now, bytes, layout)
                .ok_or(DropReason::RtxRejected)
        } else {
            let packet = RtpPacket::from_parts(bytes, layout);
            stream
                .handle_packet(now, &packet)
                .map(|received| {
                    let restarted = received.restarted || replaces;
                    (
                        packet,
                        Received {
                            restarted,
                            ..received
                        },
                    )
                })
                .ok_or(DropReason::BadSequence)
        };
        let incoming = found.and_then(|(packet, received)| {
            let payload_type = packet.payload_type();
            let mapped = self
                .mapping
                .codecs
                .iter()
                .find(|codec| codec.payload_type == payload_type);
            let mapped_payload_type = mapped
                .ok_or(DropReason::UnknownPayloadType)?
                .mapped_payload_type;
            Ok(IncomingRtp {
                packet,
                received,
                encoding_index,
                mapped_payload_type,
                is_rtx,
            })
        });
        if let Ok(incoming) = &incoming
            && !incoming.is_rtx
            && !incoming.packet.payload().is_empty()
        {
            let timestamp = incoming.packet.timestamp();
            arrival.liveness_changed = self.track_liveness(now, encoding_index, timestamp);
        }
        (arrival, incoming)
    }

    /// Notes a media packet of an encoding; tells whether an encoding vanished or may be switched to again.
    fn track_liveness(&mut self, now: Instant, index: usize, timestamp: RtpTimestamp) -> bool {
        if self.encodings.len() < 2 {
            return false;
        }
        let Some(Some(encoding)) = self.encodings.get_mut(index) else {
            return false;
        };
        let (begins_frame, mut changed) = encoding.liveness.handle_packet(now, timestamp);
        if !begins_frame {
            return changed;
        }
        for (other, encoding) in self.encodings.iter_mut().enumerate() {
            let Some(EncodingStream { liveness, .. }) = encoding else {
                continue;
            };
            if other != index {
                changed |= liveness.handle_sibling_frame(now);
            }
            if liveness.eligible_at().is_some_and(|at| at <= now) {
                liveness.end_probation();
                changed = true;
            }
        }
        changed
    }

    /// The stream of the encoding that has this SSRC in the router.
    pub(crate) fn stream_of_mapped_ssrc(&self, mapped_ssrc: u32) -> Option<&EncodingStream> {
        self.encodings
            .iter()
            .flatten()
            .find(|encoding| encoding.mapped_ssrc == mapped_ssrc)
    }

    /// The same, to change it.
    pub(crate) fn stream_of_mapped_ssrc_mut(
        &mut self,
        mapped_ssrc: u32,
    ) -> Option<&mut EncodingStream> {
        self.encodings
            .iter_mut()
            .flatten()
            .find(|encoding| encoding.mapped_ssrc == mapped_ssrc)
    }

    /// The stream of an SSRC on the wire, and whether that SSRC carries its retransmissions.
    pub(crate) fn stream_of_ssrc(&mut self, ssrc: u32) -> Option<(&mut ReceiveStream, bool)> {
        let (encoding_index, is_rtx) = self.find_stream(ssrc)?;
        let encoding = self.encodings.get_mut(encoding_index)?.as_mut()?;
        Some((&mut encoding.stream, is_rtx))
    }

    /// When any of its streams has something to do.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        self.encodings
            .iter()
            .flatten()
            .filter_map(|encoding| encoding.stream.poll_at())
            .min()
    }

    /// Stops or starts counting, asking and scoring; on resume key frames are asked for.
    pub(crate) fn set_paused(&mut self, now: Instant, paused: bool) {
        self.paused = paused;
        for EncodingStream { stream, .. } in self.encodings.iter_mut().flatten() {
            if paused {
                stream.pause();
            } else {
                stream.resume(now);
                stream.request_key_frame(now);
            }
        }
    }

    /// Scores of the streams that began.
    pub(crate) fn scores(&self) -> Vec<ProducerScore> {
        (0_u32..)
            .zip(&self.encodings)
            .filter_map(|(encoding_index, encoding)| {
                let stream = &encoding.as_ref()?.stream;
                let rid = self
                    .parameters
                    .encodings
                    .get(encoding_index as usize)
                    .and_then(|entry| entry.rid.clone());
                Some(ProducerScore {
                    encoding_index,
                    ssrc: stream.params().ssrc,
                    rid,
                    score: stream.score(),
                })
            })
            .collect()
    }

    /// One score for each encoding, 0 for those that have not begun.
    pub(crate) fn encoding_scores(&self) -> Vec<u8> {
        self.encodings
            .iter()
            .map(|encoding| {
                encoding
                    .as_ref()
                    .map_or(0, |encoding| encoding.stream.score())
            })
            .collect()
    }

    /// True when this is traced.
    pub(crate) fn traces(&self, trace_type: ProducerTraceType) -> bool {
        self.trace_types.contains(&trace_type)
    }

    /// The producer as it stands.
    pub(crate) fn dump(&self) -> ProducerDump {
        ProducerDump {
            id: self.id.clone(),
            kind: self.kind,
            producer_type: self.producer_type,
            rtp_parameters: self.parameters.clone(),
            rtp_mapping: self.mapping.clone(),
            rtp_streams: (0..self.encodings.len())
                .filter_map(|index| self.stream_dump(index))
                .collect(),
            trace_event_types: self.trace_types.clone(),
            paused: self.paused,
        }
    }

    fn stream_dump(&self, index: usize) -> Option<RtpStreamDump> {
        let stream = &self.encodings.get(index)?.as_ref()?.stream;
        let encoding = self.parameters.encodings.get(index)?;
        let codec = self.parameters.codec_for(encoding)?;
        let params = stream.params();
        let cname = self.parameters.rtcp.cname.clone();
        let rtx_stream = params.rtx.map(|rtx| RtxStreamParams {
            ssrc: rtx.ssrc,
            payload_type: rtx.payload_type,
            mime_type: format!("{}/rtx", self.kind),
            clock_rate: codec.clock_rate,
            rrid: encoding.rid.clone(),
            cname: cname.clone(),
        });
        Some(RtpStreamDump {
            params: RtpStreamParams {
                encoding_index: u32::try_from(index).unwrap_or(u32::MAX),
                ssrc: params.ssrc,
                payload_type: params.payload_type,
                mime_type: codec.mime_type.to_string(),
                clock_rate: codec.clock_rate,
                rid: encoding.rid.clone(),
                cname,
                rtx_ssrc: params.rtx.map(|rtx| rtx.ssrc),
                rtx_payload_type: params.rtx.map(|rtx| rtx.payload_type),
                use_nack: params.nack,
                use_pli: params.pli,
                use_fir: params.fir,
                use_in_band_fec: codec.integer("useinbandfec") == Some(1),
                use_dtx: params.dtx,
                spatial_layers: encoding.scalability_mode.spatial_layers,
                temporal_layers: encoding.scalability_mode.temporal_layers,
            },
            score: stream.score(),
            rtx_stream,
        })
    }

    /// Whether its sender can protect sound within the stream (RFC 7587 §6.1).
    pub(crate) fn has_in_band_fec(&self) -> bool {
        self.parameters
            .codecs
            .iter()
            .any(|codec| codec.integer("useinbandfec") == Some(1))
    }

    /// Counters of the streams that began.
    pub(crate) fn stats(&mut self, now: Instant, timestamp_ms: u64) -> Vec<RtpStreamStats> {
        (0..self.encodings.len())
            .filter_map(|index| self.stream_stats(now, timestamp_ms, index))
            .collect()
    }

    /// Counters of the stream with this SSRC in the router.
    pub(crate) fn stats_of_mapped_ssrc(
        &mut self,
        now: Instant,
        timestamp_ms: u64,
        mapped_ssrc: u32,
    ) -> Option<RtpStreamStats> {
        let index = self.encodings.iter().position(|encoding| {
            encoding
                .as_ref()
                .is_some_and(|encoding| encoding.mapped_ssrc == mapped_ssrc)
        })?;
        self.stream_stats(now, timestamp_ms, index)
    }

    fn stream_stats(
        &mut self,
        now: Instant,
        timestamp_ms: u64,
        index: usize,
    ) -> Option<RtpStreamStats> {
        let encoding = self.parameters.encodings.get(index)?;
        let codec = self.parameters.codec_for(encoding)?;
        let stream = &mut self.encodings.get_mut(index)?.as_mut()?.stream;
        let stats = stream.stats(now);
        let mode = &encoding.scalability_mode;
        let bitrate_by_layer = bitrate_by_layer(now, stream, mode);
        let params = stream.params();
        Some(RtpStreamStats {
            timestamp_ms,
            ssrc: params.ssrc,
            kind: self.kind,
            mime_type: codec.mime_type.to_string(),
            packets_lost: saturating_i32(stats.packets_lost),
            fraction_lost: stats.fraction_lost,
            jitter: stats.jitter,
            packets_discarded: stats.packets_discarded,
            packets_retransmitted: stats.packets_retransmitted,
            packets_repaired: stats.packets_repaired,
            nack_count: stats.nack_count,
            nack_packet_count: stats.nack_packet_count,
            pli_count: stats.pli_count,
            fir_count: stats.fir_count,
            rid: encoding.rid.clone(),
            rtx_ssrc: params.rtx.map(|rtx| rtx.ssrc),
            rtx_packets_discarded: stats.rtx_packets_discarded,
            round_trip_time_ms: stats
                .round_trip
                .map_or(0.0, |rtt| rtt.as_secs_f32() * 1000.0),
            score: stats.score,
            packet_count: stats.packet_count,
            byte_count: stats.byte_count,
            bitrate: stats.bitrate_bps,
            direction: StreamDirection::Received { bitrate_by_layer },
        })
    }

    fn receive_params(&self, index: usize, ssrc: u32, codec: &RtpCodecParameters) -> ReceiveParams {
        let encoding = self.parameters.encodings.get(index);
        ReceiveParams {
            ssrc,
            payload_type: codec.payload_type,
            clock_rate: codec.clock_rate,
            codec: Codec::from_mime_type(&codec.mime_type.to_string()),
            rtx: None,
            nack: codec.has_feedback("nack", None),
            pli: codec.has_feedback("nack", Some("pli")),
            fir: codec.has_feedback("ccm", Some("fir")),
            dtx: codec.integer("usedtx") == Some(1)
                || encoding.is_some_and(|encoding| encoding.dtx),
            // A sender that turns its only encoding off or is silent is not broken; with several it switches one off.
            inactivity_check: self.producer_type == ProducerType::Simulcast
                && self.encodings.len() > 1,
            key_frame_request_spacing: self.key_frame_request_delay,
        }
    }
}

/// Bits per second of each layer with all that it builds on, by name, for a stream that announced layers.
fn bitrate_by_layer(
    now: Instant,
    stream: &mut ReceiveStream,
    mode: &ScalabilityMode,
) -> Vec<(String, u64)> {
    if mode.spatial_layers < 2 && mode.temporal_layers < 2 {
        return Vec::new();
    }
    (0..mode.spatial_layers)
        .flat_map(|spatial| (0..mode.temporal_layers).map(move |temporal| (spatial, temporal)))
        .map(|(spatial, temporal)| {
            let bitrate = stream.layer_bitrate_bps(now, spatial, temporal);
            (format!("{spatial}.{temporal}"), bitrate)
        })
        .collect()
}

/// A count as the statistics' 32 signed bits.
pub(crate) fn saturating_i32(value: i64) -> i32 {
    i32::try_from(value).unwrap_or(if value < 0 { i32::MIN } else { i32::MAX })
}

fn check_mapping(parameters: &RtpParameters, mapping: &RtpMapping) -> Result<(), ModelError> {
    let n_encodings = mapping.encodings.len();
    for encoding in &mapping.encodings {
        let is_unnamed = encoding.ssrc.is_none() && encoding.rid.is_none();
        if is_unnamed && n_encodings > 1 {
            return Err(type_error(
                "wrong entry in rtpMapping.encodings (missing ssrc or rid)",
            ));
        }
        if is_unnamed && parameters.mid.is_none() {
            return Err(type_error(
                "wrong entry in rtpMapping.encodings (missing ssrc or rid, or rtpParameters.mid)",
            ));
        }
        if encoding.mapped_ssrc == 0 {
            return Err(type_error(
                "wrong entry in rtpMapping.encodings (missing mappedSsrc)",
            ));
        }
    }
    if n_encodings != parameters.encodings.len() {
        return Err(type_error(
            "rtpParameters.encodings size does not match rtpMapping.encodings size",
        ));
    }
    Ok(())
}
