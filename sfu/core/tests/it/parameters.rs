//! RTP parameters as the control plane makes them for an Opus and a VP8 source.

use sambung_core::consumer::ConsumerOptions;
use sambung_core::ortc::{
    CodecMapping, EncodingMapping, ExtensionKind, MediaKind, MimeType, Parameter, ParameterValue,
    ProducerType, RtcpFeedback, RtcpParameters, RtpCodecParameters, RtpEncoding,
    RtpHeaderExtension, RtpMapping, RtpParameters, ScalabilityMode,
};
use sambung_core::producer::ProducerOptions;

/// Header-extension ids on a producer's wire.
pub const PRODUCER_IDS: [(ExtensionKind, u8); 5] = [
    (ExtensionKind::Mid, 4),
    (ExtensionKind::AbsSendTime, 2),
    (ExtensionKind::TransportWideCc, 3),
    (ExtensionKind::SsrcAudioLevel, 1),
    (ExtensionKind::VideoOrientation, 13),
];

/// Header-extension ids on a consumer's wire.
pub const CONSUMER_IDS: [(ExtensionKind, u8); 5] = [
    (ExtensionKind::Mid, 1),
    (ExtensionKind::AbsSendTime, 4),
    (ExtensionKind::TransportWideCc, 5),
    (ExtensionKind::SsrcAudioLevel, 10),
    (ExtensionKind::VideoOrientation, 11),
];

pub const OPUS_IN: u8 = 111;
pub const OPUS_OUT: u8 = 100;
pub const VP8_IN: u8 = 96;
pub const VP8_OUT: u8 = 101;
pub const RTX_IN: u8 = 97;
pub const RTX_OUT: u8 = 102;

fn feedback(kind: &str, parameter: Option<&str>) -> RtcpFeedback {
    RtcpFeedback {
        kind: kind.to_owned(),
        parameter: parameter.map(str::to_owned),
    }
}

fn opus(payload_type: u8) -> RtpCodecParameters {
    RtpCodecParameters {
        mime_type: MimeType::parse("audio/opus").expect("a known type"),
        payload_type,
        clock_rate: 48_000,
        channels: Some(2),
        parameters: Vec::new(),
        rtcp_feedback: vec![feedback("transport-cc", None)],
    }
}

fn vp8(payload_type: u8) -> RtpCodecParameters {
    RtpCodecParameters {
        mime_type: MimeType::parse("video/VP8").expect("a known type"),
        payload_type,
        clock_rate: 90_000,
        channels: None,
        parameters: Vec::new(),
        rtcp_feedback: vec![
            feedback("nack", None),
            feedback("nack", Some("pli")),
            feedback("ccm", Some("fir")),
            feedback("goog-remb", None),
            feedback("transport-cc", None),
        ],
    }
}

fn rtx(payload_type: u8, apt: u8) -> RtpCodecParameters {
    RtpCodecParameters {
        mime_type: MimeType::parse("video/rtx").expect("a known type"),
        payload_type,
        clock_rate: 90_000,
        channels: None,
        parameters: vec![Parameter {
            name: "apt".to_owned(),
            value: ParameterValue::Integer(i32::from(apt)),
        }],
        rtcp_feedback: Vec::new(),
    }
}

fn parameters(
    mid: &str,
    cname: &str,
    codecs: Vec<RtpCodecParameters>,
    ids: &[(ExtensionKind, u8)],
    encoding: RtpEncoding,
) -> RtpParameters {
    let header_extensions = ids
        .iter()
        .map(|(uri, id)| RtpHeaderExtension {
            uri: *uri,
            id: *id,
            encrypt: false,
            parameters: Vec::new(),
        })
        .collect();
    RtpParameters {
        mid: Some(mid.to_owned()),
        codecs,
        header_extensions,
        encodings: vec![encoding],
        rtcp: RtcpParameters {
            cname: cname.to_owned(),
            reduced_size: true,
        },
        msid: None,
    }
}

fn encoding(ssrc: u32, rtx_ssrc: Option<u32>) -> RtpEncoding {
    RtpEncoding {
        ssrc: Some(ssrc),
        rtx_ssrc,
        ..RtpEncoding::default()
    }
}

/// An Opus producer that protects speech within its stream.
pub fn protected_producer(id: &str, mid: &str, ssrc: u32, mapped_ssrc: u32) -> ProducerOptions {
    let mut options = audio_producer(id, mid, ssrc, mapped_ssrc);
    options.rtp_parameters.codecs[0].parameters = vec![Parameter {
        name: "useinbandfec".to_owned(),
        value: ParameterValue::Integer(1),
    }];
    options
}

/// An Opus producer with these numbers.
pub fn audio_producer(id: &str, mid: &str, ssrc: u32, mapped_ssrc: u32) -> ProducerOptions {
    ProducerOptions {
        id: id.into(),
        kind: MediaKind::Audio,
        rtp_parameters: parameters(
            mid,
            "sender",
            vec![opus(OPUS_IN)],
            &PRODUCER_IDS,
            encoding(ssrc, None),
        ),
        rtp_mapping: RtpMapping {
            codecs: vec![CodecMapping {
                payload_type: OPUS_IN,
                mapped_payload_type: OPUS_OUT,
            }],
            encodings: vec![EncodingMapping {
                rid: None,
                ssrc: Some(ssrc),
                mapped_ssrc,
            }],
        },
        paused: false,
        key_frame_request_delay_ms: 0,
        enable_mediasoup_packet_id_header_extension: false,
    }
}

/// A VP8 producer with these numbers; its retransmissions have the SSRC one above.
pub fn video_producer(id: &str, mid: &str, ssrc: u32, mapped_ssrc: u32) -> ProducerOptions {
    let codecs = vec![vp8(VP8_IN), rtx(RTX_IN, VP8_IN)];
    ProducerOptions {
        id: id.into(),
        kind: MediaKind::Video,
        rtp_parameters: parameters(
            mid,
            "sender",
            codecs,
            &PRODUCER_IDS,
            encoding(ssrc, Some(ssrc + 1)),
        ),
        rtp_mapping: RtpMapping {
            codecs: vec![
                CodecMapping {
                    payload_type: VP8_IN,
                    mapped_payload_type: VP8_OUT,
                },
                CodecMapping {
                    payload_type: RTX_IN,
                    mapped_payload_type: RTX_OUT,
                },
            ],
            encodings: vec![EncodingMapping {
                rid: None,
                ssrc: Some(ssrc),
                mapped_ssrc,
            }],
        },
        paused: false,
        key_frame_request_delay_ms: 0,
        enable_mediasoup_packet_id_header_extension: false,
    }
}

/// A consumer of an Opus producer.
pub fn audio_consumer(
    id: &str,
    producer_id: &str,
    mid: &str,
    ssrc: u32,
    mapped_ssrc: u32,
) -> ConsumerOptions {
    ConsumerOptions {
        id: id.into(),
        producer_id: producer_id.into(),
        kind: MediaKind::Audio,
        rtp_parameters: parameters(
            mid,
            "sender",
            vec![opus(OPUS_OUT)],
            &CONSUMER_IDS,
            encoding(ssrc, None),
        ),
        consumer_type: ProducerType::Simple,
        consumable_encodings: vec![encoding(mapped_ssrc, None)],
        paused: false,
        preferred_layers: None,
        ignore_dtx: false,
    }
}

/// A consumer of a VP8 producer; its retransmissions have the SSRC one above.
pub fn video_consumer(
    id: &str,
    producer_id: &str,
    mid: &str,
    ssrc: u32,
    mapped_ssrc: u32,
) -> ConsumerOptions {
    let codecs = vec![vp8(VP8_OUT), rtx(RTX_OUT, VP8_OUT)];
    ConsumerOptions {
        id: id.into(),
        producer_id: producer_id.into(),
        kind: MediaKind::Video,
        rtp_parameters: parameters(
            mid,
            "sender",
            codecs,
            &CONSUMER_IDS,
            encoding(ssrc, Some(ssrc + 1)),
        ),
        consumer_type: ProducerType::Simple,
        consumable_encodings: vec![encoding(mapped_ssrc, None)],
        paused: false,
        preferred_layers: None,
        ignore_dtx: false,
    }
}

/// SSRCs of a simulcast source, lowest layer first, and what the router maps them to; retransmissions have the SSRC one above.
pub const SIMULCAST: [(u32, u32); 3] = [(3_000, 13_000), (3_010, 13_010), (3_020, 13_020)];

/// A VP8 producer of three encodings of a source, each with three temporal layers.
pub fn simulcast_producer(id: &str, mid: &str) -> ProducerOptions {
    let mut options = video_producer(id, mid, SIMULCAST[0].0, SIMULCAST[0].1);
    options.rtp_parameters.encodings = SIMULCAST
        .iter()
        .map(|(ssrc, _)| RtpEncoding {
            scalability_mode: ScalabilityMode::parse("L1T3"),
            ..encoding(*ssrc, Some(ssrc + 1))
        })
        .collect();
    options.rtp_mapping.encodings = SIMULCAST
        .iter()
        .map(|(ssrc, mapped_ssrc)| EncodingMapping {
            rid: None,
            ssrc: Some(*ssrc),
            mapped_ssrc: *mapped_ssrc,
        })
        .collect();
    options
}

/// The same, told apart by RIDs `r0`, `r1` and `r2` instead of SSRCs.
pub fn simulcast_producer_by_rid(id: &str, mid: &str) -> ProducerOptions {
    let mut options = simulcast_producer(id, mid);
    for (index, encoding) in options.rtp_parameters.encodings.iter_mut().enumerate() {
        encoding.rid = Some(format!("r{index}"));
        (encoding.ssrc, encoding.rtx_ssrc) = (None, None);
    }
    for (index, mapping) in options.rtp_mapping.encodings.iter_mut().enumerate() {
        mapping.rid = Some(format!("r{index}"));
        mapping.ssrc = None;
    }
    for (uri, id) in [(ExtensionKind::Rid, 10), (ExtensionKind::RepairedRid, 11)] {
        options
            .rtp_parameters
            .header_extensions
            .push(RtpHeaderExtension {
                uri,
                id,
                encrypt: false,
                parameters: Vec::new(),
            });
    }
    options
}

fn consumable() -> Vec<RtpEncoding> {
    SIMULCAST
        .iter()
        .map(|(_, mapped)| RtpEncoding {
            scalability_mode: ScalabilityMode::parse("L1T3"),
            ..encoding(*mapped, None)
        })
        .collect()
}

/// A consumer of a simulcast producer.
pub fn simulcast_consumer(id: &str, producer_id: &str, mid: &str, ssrc: u32) -> ConsumerOptions {
    let mut options = video_consumer(id, producer_id, mid, ssrc, SIMULCAST[0].1);
    // A receiver that tells nothing of its line gets the best layers there are.
    for codec in &mut options.rtp_parameters.codecs {
        codec
            .rtcp_feedback
            .retain(|feedback| !matches!(feedback.kind.as_str(), "goog-remb" | "transport-cc"));
    }
    options.rtp_parameters.encodings[0].scalability_mode = ScalabilityMode::parse("L3T3");
    options.consumable_encodings = consumable();
    options
}

/// A pipe consumer of a simulcast producer, whose streams have the SSRCs `ssrc`, `ssrc + 10` and `ssrc + 20`.
pub fn pipe_consumer(id: &str, producer_id: &str, ssrc: u32) -> ConsumerOptions {
    let mut options = simulcast_consumer(id, producer_id, "p", ssrc);
    options.consumer_type = ProducerType::Pipe;
    options.rtp_parameters.encodings = [0, 10, 20]
        .map(|step| RtpEncoding {
            scalability_mode: ScalabilityMode::parse("L1T3"),
            ..encoding(ssrc + step, Some(ssrc + step + 1))
        })
        .to_vec();
    options
}
