//! A consumer: one producer's stream as one receiving transport gets it.

mod options;
mod simple;

pub use options::{
    ConsumeResult, ConsumerDump, ConsumerLayers, ConsumerLayersDump, ConsumerOptions,
    ConsumerScore, ConsumerTraceInfo, ConsumerTraceType,
};

use crate::ortc::{
    EntityId, ExtensionKind, MediaKind, ModelError, ProducerType, RtpEncoding, RtpParameters,
    type_error,
};
use crate::producer::{IncomingRtp, Producer, saturating_i32};
use crate::router::slab::Key;
use crate::router::{
    RtpStreamDump, RtpStreamParams, RtpStreamStats, RtxStreamParams, StreamDirection,
};
use crate::rtp::{ExtensionIds, HeaderWriter, OutgoingHeader, PayloadRewrite, SeqNo, SharedPacket};
use crate::stream::{RtxParams, SendParams, SendStream, SeqRewriter, TimestampRewriter};
use crate::transport::Transport;
pub(crate) use simple::HeldPacket;
use simple::{SimpleConsumer, Verdict};
use std::rc::Rc;
use std::time::Instant;

/// Random numbers that a consumer begins with (RFC 3550 §5.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstNumbers {
    pub(crate) seq: SeqNo,
    pub(crate) rtx_seq: SeqNo,
}

/// How a packet goes out to a consumer's receiver.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutgoingRtp {
    pub(crate) header: OutgoingHeader,
    pub(crate) rewrite: PayloadRewrite,
    /// The receiver's decoder starts here.
    pub(crate) is_sync: bool,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) id: EntityId,
    pub(crate) kind: MediaKind,
    pub(crate) consumer_type: ProducerType,
    pub(crate) producer_id: EntityId,
    pub(crate) producer: Key<Producer>,
    pub(crate) transport: Key<Transport>,
    pub(crate) parameters: RtpParameters,
    pub(crate) consumable_encodings: Vec<RtpEncoding>,
    pub(crate) supported_payload_types: Vec<u8>,
    pub(crate) paused: bool,
    pub(crate) producer_paused: bool,
    /// Its transport has an address and keys.
    pub(crate) transport_ready: bool,
    pub(crate) priority: u8,
    pub(crate) trace_types: Vec<ConsumerTraceType>,
    pub(crate) writer: HeaderWriter,
    pub(crate) send: SendStream,
    seq: SeqRewriter,
    timestamp: TimestampRewriter,
    selection: SimpleConsumer,
}

impl Consumer {
    /// Checks the options and makes a consumer of `producer`; errors are [`ModelError::Type`], or `Error` for a kind of
    /// consumer that is not built yet.
    pub(crate) fn new(
        transport: Key<Transport>,
        producer_key: Key<Producer>,
        producer: &Producer,
        options: ConsumerOptions,
        first: FirstNumbers,
    ) -> Result<Consumer, ModelError> {
        let consumer_type = check(&options)?;
        let parameters = options.rtp_parameters.validated()?;
        let (encoding, ssrc) = first_encoding(&parameters)?;
        let codec = parameters
            .codec_for(encoding)
            .ok_or_else(|| type_error("no valid codec payload type for the given encoding"))?;
        if consumer_type != ProducerType::Simple {
            return Err(ModelError::Error(format!(
                "a {consumer_type} consumer is not yet built"
            )));
        }
        let rtx = match (encoding.rtx_ssrc, parameters.rtx_codec_for(encoding)) {
            (Some(ssrc), Some(codec)) => Some(RtxParams {
                ssrc,
                payload_type: codec.payload_type,
            }),
            _ => None,
        };
        let send = SendStream::new(SendParams {
            ssrc,
            payload_type: codec.payload_type,
            clock_rate: codec.clock_rate,
            video: options.kind == MediaKind::Video,
            nack: codec.has_feedback("nack", None),
            rtx,
            first_rtx_seq: first.rtx_seq,
        });
        let outgoing: ExtensionIds = parameters
            .header_extensions
            .iter()
            // Sound is not counted by congestion control, so that a lost picture does not make the sound suspect.
            .filter(|extension| {
                options.kind == MediaKind::Video || !is_congestion_extension(extension.uri)
            })
            .map(|extension| (extension.uri, extension.id))
            .collect();
        let supported_payload_types = parameters
            .codecs
            .iter()
            .filter(|codec| codec.mime_type.is_media_codec())
            .map(|codec| codec.payload_type)
            .collect();
        Ok(Consumer {
            id: options.id,
            kind: options.kind,
            consumer_type,
            producer_id: options.producer_id,
            producer: producer_key,
            transport,
            writer: HeaderWriter::new(
                &producer.extensions,
                &outgoing,
                parameters.mid.as_deref().unwrap_or_default(),
            ),
            selection: SimpleConsumer::new(codec.mime_type, options.ignore_dtx),
            timestamp: TimestampRewriter::new(codec.clock_rate),
            parameters,
            consumable_encodings: options.consumable_encodings,
            supported_payload_types,
            paused: options.paused,
            producer_paused: producer.paused,
            transport_ready: false,
            priority: 1,
            trace_types: Vec::new(),
            send,
            seq: SeqRewriter::new(first.seq),
        })
    }

    /// True while packets are to be forwarded.
    pub(crate) fn is_active(&self) -> bool {
        self.transport_ready && !self.paused && !self.producer_paused
    }

    /// The SSRC in the router of the producer's encoding that it forwards.
    pub(crate) fn mapped_ssrc(&self) -> u32 {
        self.consumable_encodings
            .first()
            .and_then(|encoding| encoding.ssrc)
            .unwrap_or(0)
    }

    /// SSRC of its media on the wire.
    pub(crate) fn ssrc(&self) -> u32 {
        self.send.params().ssrc
    }

    /// SSRC of its retransmissions on the wire.
    pub(crate) fn rtx_ssrc(&self) -> Option<u32> {
        self.send.params().rtx.map(|rtx| rtx.ssrc)
    }

    /// What follows is to start anew at the receiver: video at a key frame.
    pub(crate) fn require_sync(&mut self) {
        self.selection.require_sync();
    }

    /// Nothing more is to be repaired of what was sent before.
    pub(crate) fn stop(&mut self) {
        self.send.pause();
        self.selection.forget_held();
    }

    /// Decides about one packet of the forwarded encoding; none when the receiver does not get it, at least for now.
    ///
    /// `shared` is the packet's copy for all consumers that keep it, made when the first one needs it.
    pub(crate) fn forward(
        &mut self,
        now: Instant,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Option<OutgoingRtp> {
        let seq = incoming.packet.seq();
        if !self.is_active()
            || !self
                .supported_payload_types
                .contains(&incoming.mapped_payload_type)
        {
            self.seq.drop_packet(seq);
            return None;
        }
        if incoming.received.restarted {
            self.seq.sync();
            self.timestamp.switch_source();
        }
        let is_sync = match self.selection.judge(incoming, shared) {
            Verdict::Wait => return None,
            Verdict::Drop => {
                self.seq.drop_packet(seq);
                return None;
            }
            Verdict::Forward => false,
            Verdict::Sync => true,
        };
        if is_sync {
            self.seq.sync();
        }
        let header = OutgoingHeader {
            payload_type: incoming.mapped_payload_type,
            marker: incoming.packet.marker(),
            seq: self.seq.rewrite(seq)?,
            timestamp: self.timestamp.rewrite(now, incoming.packet.timestamp()),
            ssrc: self.ssrc(),
        };
        Some(OutgoingRtp {
            header,
            rewrite: PayloadRewrite::NONE,
            is_sync,
        })
    }

    /// Packets of the key frame that came before its first one did, to be forwarded right after it.
    pub(crate) fn take_held(&mut self) -> Vec<HeldPacket> {
        self.selection.take_held()
    }

    /// The producer's timestamp minus ours, by which sender reports are mapped.
    pub(crate) fn timestamp_offset(&self) -> u32 {
        self.timestamp.offset()
    }

    /// Its scores, given those of its producer.
    pub(crate) fn score(&self, producer: &Producer) -> ConsumerScore {
        ConsumerScore {
            score: self.send.score(),
            producer_score: producer
                .stream_of_mapped_ssrc(self.mapped_ssrc())
                .map_or(0, |encoding| encoding.stream.score()),
            producer_scores: producer.encoding_scores(),
        }
    }

    /// True when this is traced.
    pub(crate) fn traces(&self, trace_type: ConsumerTraceType) -> bool {
        self.trace_types.contains(&trace_type)
    }

    /// The consumer as it stands.
    pub(crate) fn dump(&self) -> ConsumerDump {
        ConsumerDump {
            id: self.id.clone(),
            consumer_type: self.consumer_type,
            producer_id: self.producer_id.clone(),
            kind: self.kind,
            rtp_parameters: self.parameters.clone(),
            consumable_encodings: self.consumable_encodings.clone(),
            supported_codec_payload_types: self.supported_payload_types.clone(),
            trace_event_types: self.trace_types.clone(),
            paused: self.paused,
            producer_paused: self.producer_paused,
            priority: self.priority,
            rtp_streams: self.stream_dump().into_iter().collect(),
            layers: None,
        }
    }

    fn stream_dump(&self) -> Option<RtpStreamDump> {
        let encoding = self.parameters.encodings.first()?;
        let codec = self.parameters.codec_for(encoding)?;
        let params = self.send.params();
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
                encoding_index: 0,
                ssrc: params.ssrc,
                payload_type: params.payload_type,
                mime_type: codec.mime_type.to_string(),
                clock_rate: codec.clock_rate,
                rid: encoding.rid.clone(),
                cname,
                rtx_ssrc: params.rtx.map(|rtx| rtx.ssrc),
                rtx_payload_type: params.rtx.map(|rtx| rtx.payload_type),
                use_nack: params.nack,
                use_pli: codec.has_feedback("nack", Some("pli")),
                use_fir: codec.has_feedback("ccm", Some("fir")),
                use_in_band_fec: codec.integer("useinbandfec") == Some(1),
                use_dtx: codec.integer("usedtx") == Some(1) || encoding.dtx,
                spatial_layers: encoding.scalability_mode.spatial_layers,
                temporal_layers: encoding.scalability_mode.temporal_layers,
            },
            score: self.send.score(),
            rtx_stream,
        })
    }

    /// Counters of what it sends.
    pub(crate) fn stats(&mut self, now: Instant, timestamp_ms: u64) -> Option<RtpStreamStats> {
        let encoding = self.parameters.encodings.first()?;
        let codec = self.parameters.codec_for(encoding)?;
        let stats = self.send.stats(now);
        let params = self.send.params();
        Some(RtpStreamStats {
            timestamp_ms,
            ssrc: params.ssrc,
            kind: self.kind,
            mime_type: codec.mime_type.to_string(),
            packets_lost: saturating_i32(stats.packets_lost),
            fraction_lost: stats.fraction_lost,
            jitter: stats.jitter,
            packets_discarded: 0,
            packets_retransmitted: stats.packets_retransmitted,
            packets_repaired: stats.packets_repaired,
            nack_count: stats.nack_count,
            nack_packet_count: stats.nack_packet_count,
            pli_count: stats.pli_count,
            fir_count: stats.fir_count,
            rid: encoding.rid.clone(),
            rtx_ssrc: params.rtx.map(|rtx| rtx.ssrc),
            rtx_packets_discarded: 0,
            round_trip_time_ms: stats
                .round_trip
                .map_or(0.0, |rtt| rtt.as_secs_f32() * 1000.0),
            score: stats.score,
            packet_count: stats.packet_count,
            byte_count: stats.byte_count,
            bitrate: stats.bitrate_bps,
            direction: StreamDirection::Sent,
        })
    }
}

fn is_congestion_extension(kind: ExtensionKind) -> bool {
    matches!(
        kind,
        ExtensionKind::TransportWideCc | ExtensionKind::AbsSendTime
    )
}

fn first_encoding(parameters: &RtpParameters) -> Result<(&RtpEncoding, u32), ModelError> {
    let encoding = parameters
        .encodings
        .first()
        .ok_or_else(|| type_error("empty rtpParameters.encodings"))?;
    let ssrc = encoding
        .ssrc
        .ok_or_else(|| type_error("invalid encoding in rtpParameters (missing ssrc)"))?;
    Ok((encoding, ssrc))
}

/// Checks what RTP parameters alone do not tell, and gives the kind of consumer.
fn check(options: &ConsumerOptions) -> Result<ProducerType, ModelError> {
    for encoding in &options.rtp_parameters.encodings {
        if encoding.ssrc.is_none_or(|ssrc| ssrc == 0) {
            return Err(type_error(
                "invalid encoding in rtpParameters (missing ssrc)",
            ));
        }
        if encoding.rtx_ssrc == Some(0) {
            return Err(type_error(
                "invalid encoding in rtpParameters (missing rtx.ssrc)",
            ));
        }
    }
    let Some(consumable) = options.consumable_encodings.first() else {
        return Err(type_error("empty consumableRtpEncodings"));
    };
    if options
        .consumable_encodings
        .iter()
        .any(|encoding| encoding.ssrc.is_none_or(|ssrc| ssrc == 0))
    {
        return Err(type_error(
            "wrong encoding in consumableRtpEncodings (missing ssrc)",
        ));
    }
    if options.consumer_type == ProducerType::Pipe {
        if options.rtp_parameters.encodings.len() != options.consumable_encodings.len() {
            return Err(type_error(
                "number of rtpParameters.encodings and consumableRtpEncodings do not match",
            ));
        }
        return Ok(ProducerType::Pipe);
    }
    if options.consumable_encodings.len() > 1 {
        return Ok(ProducerType::Simulcast);
    }
    let mode = &consumable.scalability_mode;
    if mode.spatial_layers > 1 || mode.temporal_layers > 1 {
        return Ok(ProducerType::Svc);
    }
    Ok(ProducerType::Simple)
}
