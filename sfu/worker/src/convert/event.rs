//! The router's events as notifications.

use super::{
    dump,
    transport::{self, Announced},
};
use crate::{
    channel::Delivery,
    schema::fbs::{
        active_speaker_observer as fbs_active_speaker, audio_level_observer as fbs_audio_level,
        common as fbs_common, consumer as fbs_consumer, data_consumer as fbs_data_consumer,
        direct_transport as fbs_direct, notification, plain_transport as fbs_plain,
        producer as fbs_producer, rtp_packet as fbs_rtp_packet, transport as fbs_transport,
        web_rtc_transport as fbs_webrtc,
    },
};
use notification::{Body, Event as Name};
use sambung_core::{
    consumer::ConsumerTraceInfo,
    ortc::EntityId,
    producer::{ProducerTraceInfo, RtpPacketDump},
    router::Event,
    transport::BweTraceInfo,
};

/// What to tell about whom.
pub struct Notification {
    /// The entity that the event is about.
    pub handler_id: EntityId,
    /// Its name.
    pub name: Name,
    /// Its contents.
    pub body: Option<Body>,
    /// Whether it may be lost.
    pub delivery: Delivery,
}

/// The notification for an event; none for one that concerns only the worker's own tables.
pub fn notification(event: Event, announced: Announced<'_>) -> Option<Notification> {
    let (handler_id, name, body) = match event {
        Event::IceTupleAdded { .. }
        | Event::IceTupleRemoved { .. }
        | Event::IceLocalUfragRemoved { .. } => return None,
        Event::IceState {
            transport_id,
            state,
        } => {
            let body = fbs_webrtc::IceStateChangeNotification {
                ice_state: transport::ice_state(state),
            };
            let body = Body::WebRtcTransportIceStateChangeNotification(Box::new(body));
            (
                transport_id,
                Name::WebrtctransportIceStateChange,
                Some(body),
            )
        }
        Event::IceSelectedTuple {
            transport_id,
            tuple,
        } => {
            let tuple = Box::new(transport::tuple(&tuple, announced));
            let body = fbs_webrtc::IceSelectedTupleChangeNotification { tuple };
            let body = Body::WebRtcTransportIceSelectedTupleChangeNotification(Box::new(body));
            (
                transport_id,
                Name::WebrtctransportIceSelectedTupleChange,
                Some(body),
            )
        }
        Event::DtlsState {
            transport_id,
            state,
            remote_certificate,
        } => {
            let body = fbs_webrtc::DtlsStateChangeNotification {
                dtls_state: transport::dtls_state(state),
                remote_cert: remote_certificate,
            };
            let body = Body::WebRtcTransportDtlsStateChangeNotification(Box::new(body));
            (
                transport_id,
                Name::WebrtctransportDtlsStateChange,
                Some(body),
            )
        }
        Event::PlainTuple {
            transport_id,
            tuple,
        } => {
            let tuple = Box::new(transport::tuple(&tuple, announced));
            let body = fbs_plain::TupleNotification { tuple };
            let body = Body::PlainTransportTupleNotification(Box::new(body));
            (transport_id, Name::PlaintransportTuple, Some(body))
        }
        Event::PlainRtcpTuple {
            transport_id,
            tuple,
        } => {
            let tuple = Box::new(transport::tuple(&tuple, announced));
            let body = fbs_plain::RtcpTupleNotification { tuple };
            let body = Body::PlainTransportRtcpTupleNotification(Box::new(body));
            (transport_id, Name::PlaintransportRtcpTuple, Some(body))
        }
        Event::DirectRtcp {
            transport_id,
            packet,
        } => {
            let body = fbs_direct::RtcpNotification { data: packet };
            let body = Body::DirectTransportRtcpNotification(Box::new(body));
            (transport_id, Name::DirecttransportRtcp, Some(body))
        }
        Event::ConsumerRtp {
            consumer_id,
            packet,
        } => {
            let body = fbs_consumer::RtpNotification { data: packet };
            let body = Body::ConsumerRtpNotification(Box::new(body));
            (consumer_id, Name::ConsumerRtp, Some(body))
        }
        Event::TransportTrace {
            transport_id,
            trace_type,
            timestamp_ms,
            bwe,
        } => {
            let body = fbs_transport::TraceNotification {
                type_: transport::trace_type(trace_type),
                timestamp: timestamp_ms,
                direction: fbs_common::TraceDirection::DirectionOut,
                info: bwe
                    .map(|info| fbs_transport::TraceInfo::BweTraceInfo(Box::new(bwe_trace(info)))),
            };
            (
                transport_id,
                Name::TransportTrace,
                Some(Body::TransportTraceNotification(Box::new(body))),
            )
        }
        Event::ProducerScore {
            producer_id,
            scores,
        } => {
            let scores = scores.into_iter().map(|score| fbs_producer::Score {
                encoding_idx: score.encoding_index,
                ssrc: score.ssrc,
                rid: score.rid,
                score: score.score,
            });
            let body = fbs_producer::ScoreNotification {
                scores: scores.collect(),
            };
            (
                producer_id,
                Name::ProducerScore,
                Some(Body::ProducerScoreNotification(Box::new(body))),
            )
        }
        Event::ProducerVideoOrientation {
            producer_id,
            orientation,
        } => {
            let body = fbs_producer::VideoOrientationChangeNotification {
                camera: orientation.camera,
                flip: orientation.flip,
                rotation: orientation.rotation_degrees,
            };
            let body = Body::ProducerVideoOrientationChangeNotification(Box::new(body));
            (
                producer_id,
                Name::ProducerVideoOrientationChange,
                Some(body),
            )
        }
        Event::ProducerTrace {
            producer_id,
            timestamp_ms,
            info,
        } => {
            let body =
                Body::ProducerTraceNotification(Box::new(producer_trace(timestamp_ms, info)));
            (producer_id, Name::ProducerTrace, Some(body))
        }
        Event::ConsumerProducerPause { consumer_id } => {
            (consumer_id, Name::ConsumerProducerPause, None)
        }
        Event::ConsumerProducerResume { consumer_id } => {
            (consumer_id, Name::ConsumerProducerResume, None)
        }
        Event::ConsumerProducerClose { consumer_id } => {
            (consumer_id, Name::ConsumerProducerClose, None)
        }
        Event::ConsumerLayers {
            consumer_id,
            layers,
        } => {
            let layers = layers.map(|layers| Box::new(dump::consumer_layers(layers)));
            let body = Body::ConsumerLayersChangeNotification(Box::new(
                fbs_consumer::LayersChangeNotification { layers },
            ));
            (consumer_id, Name::ConsumerLayersChange, Some(body))
        }
        Event::ConsumerScore { consumer_id, score } => {
            let score = Box::new(dump::consumer_score(&score));
            let body = Body::ConsumerScoreNotification(Box::new(fbs_consumer::ScoreNotification {
                score,
            }));
            (consumer_id, Name::ConsumerScore, Some(body))
        }
        Event::ConsumerTrace {
            consumer_id,
            timestamp_ms,
            info,
        } => {
            let body =
                Body::ConsumerTraceNotification(Box::new(consumer_trace(timestamp_ms, info)));
            (consumer_id, Name::ConsumerTrace, Some(body))
        }
        Event::DataConsumerMessage {
            data_consumer_id,
            ppid,
            message,
        } => {
            let body = fbs_data_consumer::MessageNotification {
                ppid,
                data: message,
            };
            let body = Body::DataConsumerMessageNotification(Box::new(body));
            (data_consumer_id, Name::DataconsumerMessage, Some(body))
        }
        Event::DataConsumerDataProducerPause { data_consumer_id } => {
            (data_consumer_id, Name::DataconsumerDataproducerPause, None)
        }
        Event::DataConsumerDataProducerResume { data_consumer_id } => {
            (data_consumer_id, Name::DataconsumerDataproducerResume, None)
        }
        Event::DataConsumerDataProducerClose { data_consumer_id } => {
            (data_consumer_id, Name::DataconsumerDataproducerClose, None)
        }
        Event::DominantSpeaker {
            observer_id,
            producer_id,
        } => {
            let body = fbs_active_speaker::DominantSpeakerNotification {
                producer_id: producer_id.to_string(),
            };
            let body = Body::ActiveSpeakerObserverDominantSpeakerNotification(Box::new(body));
            (
                observer_id,
                Name::ActivespeakerobserverDominantSpeaker,
                Some(body),
            )
        }
        Event::AudioLevelVolumes {
            observer_id,
            volumes,
        } => {
            let volumes =
                volumes
                    .into_iter()
                    .map(|(producer_id, volume)| fbs_audio_level::Volume {
                        producer_id: producer_id.to_string(),
                        volume,
                    });
            let body = fbs_audio_level::VolumesNotification {
                volumes: volumes.collect(),
            };
            let body = Body::AudioLevelObserverVolumesNotification(Box::new(body));
            (observer_id, Name::AudiolevelobserverVolumes, Some(body))
        }
        Event::AudioLevelSilence { observer_id } => {
            (observer_id, Name::AudiolevelobserverSilence, None)
        }
    };
    Some(Notification {
        handler_id,
        name,
        body,
        delivery: delivery(name),
    })
}

/// What is soon told again may be lost; what is told once may not.
fn delivery(name: Name) -> Delivery {
    match name {
        Name::TransportTrace
        | Name::DirecttransportRtcp
        | Name::ConsumerRtp
        | Name::ProducerScore
        | Name::ProducerTrace
        | Name::ConsumerScore
        | Name::ConsumerTrace
        | Name::AudiolevelobserverVolumes => Delivery::Droppable,
        _ => Delivery::Kept,
    }
}

fn bwe_trace(info: BweTraceInfo) -> fbs_transport::BweTraceInfo {
    fbs_transport::BweTraceInfo {
        bwe_type: if info.transport_cc {
            fbs_transport::BweType::TransportCc
        } else {
            fbs_transport::BweType::Remb
        },
        desired_bitrate: info.desired_bitrate,
        effective_desired_bitrate: info.effective_desired_bitrate,
        min_bitrate: info.min_bitrate,
        max_bitrate: info.max_bitrate,
        start_bitrate: info.start_bitrate,
        max_padding_bitrate: info.max_padding_bitrate,
        available_bitrate: info.available_bitrate,
    }
}

fn rtp_packet(packet: RtpPacketDump) -> Box<fbs_rtp_packet::Dump> {
    Box::new(fbs_rtp_packet::Dump {
        payload_type: packet.payload_type,
        sequence_number: packet.sequence_number,
        timestamp: packet.timestamp,
        marker: packet.marker,
        ssrc: packet.ssrc,
        is_key_frame: packet.is_key_frame,
        size: packet.size,
        payload_size: packet.payload_size,
        spatial_layer: packet.spatial_layer,
        temporal_layer: packet.temporal_layer,
        mid: packet.mid,
        rid: packet.rid,
        rrid: packet.rrid,
        wide_sequence_number: packet.wide_sequence_number,
    })
}

/// What a producer receives is `in`, the feedback it sends is `out`.
fn producer_trace(timestamp: u64, info: ProducerTraceInfo) -> fbs_producer::TraceNotification {
    use fbs_common::TraceDirection::{DirectionIn, DirectionOut};
    use fbs_producer::{TraceEventType as Type, TraceInfo as Info};
    let (type_, direction, info) = match info {
        ProducerTraceInfo::KeyFrame {
            rtp_packet: packet,
            is_rtx,
        } => {
            let info = fbs_producer::KeyFrameTraceInfo {
                rtp_packet: rtp_packet(packet),
                is_rtx,
            };
            (
                Type::Keyframe,
                DirectionIn,
                Some(Info::KeyFrameTraceInfo(Box::new(info))),
            )
        }
        ProducerTraceInfo::Fir { ssrc } => (
            Type::Fir,
            DirectionOut,
            Some(Info::FirTraceInfo(Box::new(fbs_producer::FirTraceInfo {
                ssrc,
            }))),
        ),
        ProducerTraceInfo::Nack => (Type::Nack, DirectionOut, None),
        ProducerTraceInfo::Pli { ssrc } => (
            Type::Pli,
            DirectionOut,
            Some(Info::PliTraceInfo(Box::new(fbs_producer::PliTraceInfo {
                ssrc,
            }))),
        ),
        ProducerTraceInfo::Rtp {
            rtp_packet: packet,
            is_rtx,
        } => {
            let info = fbs_producer::RtpTraceInfo {
                rtp_packet: rtp_packet(packet),
                is_rtx,
            };
            (
                Type::Rtp,
                DirectionIn,
                Some(Info::RtpTraceInfo(Box::new(info))),
            )
        }
        ProducerTraceInfo::Sr {
            ssrc,
            ntp_sec,
            ntp_frac,
            rtp_timestamp,
            packet_count,
            octet_count,
        } => {
            let info = fbs_producer::SrTraceInfo {
                ssrc,
                ntp_sec,
                ntp_frac,
                rtp_ts: rtp_timestamp,
                packet_count,
                octet_count,
            };
            (
                Type::Sr,
                DirectionIn,
                Some(Info::SrTraceInfo(Box::new(info))),
            )
        }
    };
    fbs_producer::TraceNotification {
        type_,
        timestamp,
        direction,
        info,
    }
}

/// What a consumer sends is `out`, the feedback it receives is `in`.
fn consumer_trace(timestamp: u64, info: ConsumerTraceInfo) -> fbs_consumer::TraceNotification {
    use fbs_common::TraceDirection::{DirectionIn, DirectionOut};
    use fbs_consumer::{TraceEventType as Type, TraceInfo as Info};
    let (type_, direction, info) = match info {
        ConsumerTraceInfo::KeyFrame {
            rtp_packet: packet,
            is_rtx,
        } => {
            let info = fbs_consumer::KeyFrameTraceInfo {
                rtp_packet: rtp_packet(packet),
                is_rtx,
            };
            (
                Type::Keyframe,
                DirectionOut,
                Some(Info::KeyFrameTraceInfo(Box::new(info))),
            )
        }
        ConsumerTraceInfo::Fir { ssrc } => (
            Type::Fir,
            DirectionIn,
            Some(Info::FirTraceInfo(Box::new(fbs_consumer::FirTraceInfo {
                ssrc,
            }))),
        ),
        ConsumerTraceInfo::Nack => (Type::Nack, DirectionIn, None),
        ConsumerTraceInfo::Pli { ssrc } => (
            Type::Pli,
            DirectionIn,
            Some(Info::PliTraceInfo(Box::new(fbs_consumer::PliTraceInfo {
                ssrc,
            }))),
        ),
        ConsumerTraceInfo::Rtp {
            rtp_packet: packet,
            is_rtx,
        } => {
            let info = fbs_consumer::RtpTraceInfo {
                rtp_packet: rtp_packet(packet),
                is_rtx,
            };
            (
                Type::Rtp,
                DirectionOut,
                Some(Info::RtpTraceInfo(Box::new(info))),
            )
        }
    };
    fbs_consumer::TraceNotification {
        type_,
        timestamp,
        direction,
        info,
    }
}
