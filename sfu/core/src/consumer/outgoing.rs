//! One SSRC that a consumer's receiver gets: its numbers, its repair, its counters.

use crate::ortc::{ExtensionKind, MediaKind, ModelError, RtpEncoding, RtpParameters, type_error};
use crate::producer::{IncomingRtp, saturating_i32};
use crate::router::{
    RtpStreamDump, RtpStreamParams, RtpStreamStats, RtxStreamParams, StreamDirection,
};
use crate::rtp::{ExtensionIds, HeaderWriter, OutgoingHeader, SeqNo};
use crate::stream::{RtxParams, SendParams, SendStream, SeqRewriter, TimestampRewriter};
use std::time::Instant;

/// Random numbers that a stream begins with (RFC 3550 §5.1).
#[derive(Debug, Clone, Copy)]
pub(crate) struct FirstNumbers {
    pub(crate) seq: SeqNo,
    pub(crate) rtx_seq: SeqNo,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct OutgoingStream {
    pub(crate) send: SendStream,
    pub(crate) writer: HeaderWriter,
    pub(super) seq: SeqRewriter,
    pub(super) timestamp: TimestampRewriter,
    /// Index of the consumable encoding whose clock the timestamps go by.
    pub(super) clock_encoding: Option<usize>,
    /// The newest packet ended its frame.
    ended_frame: bool,
    encoding_index: usize,
}

impl OutgoingStream {
    /// A stream of the encoding with this index in validated parameters.
    pub(super) fn new(
        kind: MediaKind,
        parameters: &RtpParameters,
        encoding_index: usize,
        incoming: &ExtensionIds,
        first: FirstNumbers,
    ) -> Result<OutgoingStream, ModelError> {
        let encoding = parameters
            .encodings
            .get(encoding_index)
            .ok_or_else(|| type_error("empty rtpParameters.encodings"))?;
        let ssrc = encoding
            .ssrc
            .ok_or_else(|| type_error("invalid encoding in rtpParameters (missing ssrc)"))?;
        let codec = parameters
            .codec_for(encoding)
            .ok_or_else(|| type_error("no valid codec payload type for the given encoding"))?;
        let rtx = match (encoding.rtx_ssrc, parameters.rtx_codec_for(encoding)) {
            (Some(ssrc), Some(codec)) => Some(RtxParams {
                ssrc,
                payload_type: codec.payload_type,
            }),
            _ => None,
        };
        let outgoing: ExtensionIds = parameters
            .header_extensions
            .iter()
            // Sound is not counted by congestion control, so that a lost picture does not make the sound suspect.
            .filter(|extension| kind == MediaKind::Video || !is_congestion_extension(extension.uri))
            .map(|extension| (extension.uri, extension.id))
            .collect();
        Ok(OutgoingStream {
            send: SendStream::new(SendParams {
                ssrc,
                payload_type: codec.payload_type,
                clock_rate: codec.clock_rate,
                video: kind == MediaKind::Video,
                nack: codec.has_feedback("nack", None),
                rtx,
                first_rtx_seq: first.rtx_seq,
            }),
            writer: HeaderWriter::new(
                incoming,
                &outgoing,
                parameters.mid.as_deref().unwrap_or_default(),
            ),
            seq: SeqRewriter::new(first.seq),
            timestamp: TimestampRewriter::new(codec.clock_rate),
            clock_encoding: None,
            ended_frame: true,
            encoding_index,
        })
    }

    /// SSRC of its media on the wire.
    pub(crate) fn ssrc(&self) -> u32 {
        self.send.params().ssrc
    }

    /// SSRC of its retransmissions on the wire.
    pub(crate) fn rtx_ssrc(&self) -> Option<u32> {
        self.send.params().rtx.map(|rtx| rtx.ssrc)
    }

    /// The producer's timestamp minus ours, by which sender reports are mapped.
    pub(crate) fn timestamp_offset(&self) -> u32 {
        self.timestamp.offset()
    }

    /// The next packet follows the newest one, whatever its number. If that one did not end its frame, a number is left out,
    /// or the receiver would take both frames for one.
    pub(super) fn begin_anew(&mut self) {
        self.seq.sync();
        if !self.ended_frame {
            self.seq.skip();
        }
    }

    /// The header that a packet goes out with; none when it must not go out, see [`SeqRewriter::rewrite`].
    pub(super) fn number(
        &mut self,
        now: Instant,
        incoming: &IncomingRtp<'_>,
    ) -> Option<OutgoingHeader> {
        let packet = &incoming.packet;
        let seq = self.seq.rewrite(packet.seq())?;
        if self.seq.highest_output() == Some(seq) {
            self.ended_frame = packet.marker() || !self.send.params().video;
        }
        Some(OutgoingHeader {
            payload_type: incoming.mapped_payload_type,
            marker: packet.marker(),
            seq,
            timestamp: self.timestamp.rewrite(now, packet.timestamp()),
            ssrc: self.ssrc(),
        })
    }

    fn encoding<'a>(&self, parameters: &'a RtpParameters) -> Option<&'a RtpEncoding> {
        parameters.encodings.get(self.encoding_index)
    }

    /// The stream as it stands.
    pub(super) fn dump(
        &self,
        kind: MediaKind,
        parameters: &RtpParameters,
    ) -> Option<RtpStreamDump> {
        let encoding = self.encoding(parameters)?;
        let codec = parameters.codec_for(encoding)?;
        let params = self.send.params();
        let cname = parameters.rtcp.cname.clone();
        let rtx_stream = params.rtx.map(|rtx| RtxStreamParams {
            ssrc: rtx.ssrc,
            payload_type: rtx.payload_type,
            mime_type: format!("{kind}/rtx"),
            clock_rate: codec.clock_rate,
            rrid: encoding.rid.clone(),
            cname: cname.clone(),
        });
        Some(RtpStreamDump {
            params: RtpStreamParams {
                encoding_index: u32::try_from(self.encoding_index).unwrap_or(u32::MAX),
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
    pub(super) fn stats(
        &mut self,
        now: Instant,
        timestamp_ms: u64,
        kind: MediaKind,
        parameters: &RtpParameters,
    ) -> Option<RtpStreamStats> {
        let encoding = self.encoding(parameters)?;
        let codec = parameters.codec_for(encoding)?;
        let stats = self.send.stats(now);
        let params = self.send.params();
        Some(RtpStreamStats {
            timestamp_ms,
            ssrc: params.ssrc,
            kind,
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
