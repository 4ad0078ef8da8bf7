//! RTP streams: dumps and statistics, to the wire.

use super::rtp_parameters::kind_to;
use crate::schema::fbs::{rtp_stream as fbs, rtx_stream as fbs_rtx};
use sambung_core::router::{RtpStreamDump, RtpStreamStats, StreamDirection};

/// A stream as it stands.
pub fn dump(dump: &RtpStreamDump) -> fbs::Dump {
    let params = &dump.params;
    fbs::Dump {
        params: Box::new(fbs::Params {
            encoding_idx: params.encoding_index,
            ssrc: params.ssrc,
            payload_type: params.payload_type,
            mime_type: params.mime_type.clone(),
            clock_rate: params.clock_rate,
            // Empty text, not none, is what the control plane takes for no RID.
            rid: Some(params.rid.clone().unwrap_or_default()),
            cname: params.cname.clone(),
            rtx_ssrc: params.rtx_ssrc,
            rtx_payload_type: params.rtx_payload_type,
            use_nack: params.use_nack,
            use_pli: params.use_pli,
            use_fir: params.use_fir,
            use_in_band_fec: params.use_in_band_fec,
            use_dtx: params.use_dtx,
            spatial_layers: params.spatial_layers,
            temporal_layers: params.temporal_layers,
        }),
        score: dump.score,
        rtx_stream: dump.rtx_stream.as_ref().map(|rtx| {
            Box::new(fbs_rtx::RtxDump {
                params: Box::new(fbs_rtx::Params {
                    ssrc: rtx.ssrc,
                    payload_type: rtx.payload_type,
                    mime_type: rtx.mime_type.clone(),
                    clock_rate: rtx.clock_rate,
                    rrid: Some(rtx.rrid.clone().unwrap_or_default()),
                    cname: rtx.cname.clone(),
                }),
            })
        }),
    }
}

/// A stream's counters.
pub fn stats(stats: &RtpStreamStats) -> fbs::Stats {
    let base = Box::new(fbs::Stats {
        data: fbs::StatsData::BaseStats(Box::new(fbs::BaseStats {
            timestamp: stats.timestamp_ms,
            ssrc: stats.ssrc,
            kind: kind_to(stats.kind),
            mime_type: stats.mime_type.clone(),
            packets_lost: stats.packets_lost,
            fraction_lost: stats.fraction_lost,
            jitter: stats.jitter,
            packets_discarded: stats.packets_discarded,
            packets_retransmitted: stats.packets_retransmitted,
            packets_repaired: stats.packets_repaired,
            nack_count: stats.nack_count,
            nack_packet_count: stats.nack_packet_count,
            pli_count: stats.pli_count,
            fir_count: stats.fir_count,
            rid: stats.rid.clone(),
            rtx_ssrc: stats.rtx_ssrc,
            rtx_packets_discarded: stats.rtx_packets_discarded,
            round_trip_time: stats.round_trip_time_ms,
            score: stats.score,
        })),
    });
    let (packet_count, byte_count, bitrate) = (stats.packet_count, stats.byte_count, stats.bitrate);
    let data = match &stats.direction {
        StreamDirection::Received { bitrate_by_layer } => {
            let bitrate_by_layer = bitrate_by_layer
                .iter()
                .map(|(layer, bitrate)| fbs::BitrateByLayer {
                    layer: layer.clone(),
                    bitrate: *bitrate,
                })
                .collect();
            fbs::StatsData::RecvStats(Box::new(fbs::RecvStats {
                base,
                packet_count,
                byte_count,
                bitrate,
                bitrate_by_layer,
            }))
        }
        StreamDirection::Sent => fbs::StatsData::SendStats(Box::new(fbs::SendStats {
            base,
            packet_count,
            byte_count,
            bitrate,
        })),
    };
    fbs::Stats { data }
}
