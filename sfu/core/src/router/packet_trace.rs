//! What the traces of producers and consumers tell of a packet.

use crate::codec::PayloadContext;
use crate::consumer::{Consumer, ConsumerTraceInfo, ConsumerTraceType, OutgoingRtp};
use crate::producer::{IncomingRtp, Producer, ProducerTraceInfo, ProducerTraceType, RtpPacketDump};
use crate::rtp::ExtensionIds;

/// A packet that came, when its producer traces it.
pub(super) fn traced_arrival(
    producer: &Producer,
    incoming: &IncomingRtp<'_>,
) -> Option<ProducerTraceInfo> {
    let is_key_frame = incoming.received.payload.is_key_frame();
    let is_rtx = incoming.is_rtx;
    if is_key_frame && producer.traces(ProducerTraceType::KeyFrame) {
        return Some(ProducerTraceInfo::KeyFrame {
            rtp_packet: describe(incoming, &producer.extensions),
            is_rtx,
        });
    }
    producer
        .traces(ProducerTraceType::Rtp)
        .then(|| ProducerTraceInfo::Rtp {
            rtp_packet: describe(incoming, &producer.extensions),
            is_rtx,
        })
}

/// A packet that goes out, when its consumer traces it.
pub(super) fn traced_departure(
    consumer: &Consumer,
    outgoing: &OutgoingRtp,
    incoming: &IncomingRtp<'_>,
) -> Option<ConsumerTraceInfo> {
    let is_key_frame = incoming.received.payload.is_key_frame();
    let rtp_packet = || RtpPacketDump {
        payload_type: outgoing.header.payload_type,
        sequence_number: outgoing.header.seq.0,
        timestamp: outgoing.header.timestamp.0,
        ssrc: outgoing.header.ssrc,
        mid: consumer.parameters.mid.clone(),
        ..describe(incoming, &ExtensionIds::default())
    };
    if is_key_frame && consumer.traces(ConsumerTraceType::KeyFrame) {
        return Some(ConsumerTraceInfo::KeyFrame {
            rtp_packet: rtp_packet(),
            is_rtx: false,
        });
    }
    consumer
        .traces(ConsumerTraceType::Rtp)
        .then(|| ConsumerTraceInfo::Rtp {
            rtp_packet: rtp_packet(),
            is_rtx: false,
        })
}

fn describe(incoming: &IncomingRtp<'_>, ids: &ExtensionIds) -> RtpPacketDump {
    let IncomingRtp {
        packet, received, ..
    } = incoming;
    let payload: &PayloadContext = &received.payload;
    RtpPacketDump {
        payload_type: packet.payload_type(),
        sequence_number: packet.seq().0,
        timestamp: packet.timestamp().0,
        marker: packet.marker(),
        ssrc: packet.ssrc(),
        is_key_frame: payload.is_key_frame(),
        size: packet.bytes().len() as u64,
        payload_size: packet.payload().len() as u64,
        spatial_layer: payload.spatial_layer(),
        temporal_layer: payload.temporal_layer(),
        mid: packet.mid(ids).map(str::to_owned),
        rid: packet.rid(ids).map(str::to_owned),
        rrid: packet.repaired_rid(ids).map(str::to_owned),
        wide_sequence_number: packet.transport_wide_cc(ids).map(|seq| seq.0),
    }
}
