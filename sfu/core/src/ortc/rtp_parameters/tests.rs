//! The gate of RTP parameters: what passes and with which words the rest is refused.

use super::*;

fn codec(mime_type: &str, payload_type: u8) -> RtpCodecParameters {
    RtpCodecParameters {
        mime_type: MimeType::parse(mime_type).expect("a known type"),
        payload_type,
        clock_rate: 90_000,
        channels: None,
        parameters: Vec::new(),
        rtcp_feedback: Vec::new(),
    }
}

fn rtx(payload_type: u8, apt: i32) -> RtpCodecParameters {
    let parameters = vec![Parameter {
        name: "apt".to_owned(),
        value: ParameterValue::Integer(apt),
    }];
    RtpCodecParameters {
        parameters,
        ..codec("video/rtx", payload_type)
    }
}

fn parameters(codecs: Vec<RtpCodecParameters>, encodings: Vec<RtpEncoding>) -> RtpParameters {
    RtpParameters {
        mid: Some("0".to_owned()),
        codecs,
        header_extensions: Vec::new(),
        encodings,
        rtcp: RtcpParameters {
            cname: "cname".to_owned(),
            reduced_size: true,
        },
        msid: None,
    }
}

#[test]
fn an_encoding_without_codec_takes_the_first_media_codec_and_finds_its_rtx() {
    let codecs = vec![codec("video/VP8", 96), rtx(97, 96), codec("video/VP9", 98)];
    let validated = parameters(codecs, vec![RtpEncoding::default()])
        .validated()
        .expect("valid");
    let encoding = &validated.encodings[0];
    assert_eq!(encoding.codec_payload_type, Some(96));
    assert_eq!(
        validated
            .codec_for(encoding)
            .map(|codec| codec.payload_type),
        Some(96)
    );
    assert_eq!(
        validated
            .rtx_codec_for(encoding)
            .map(|codec| codec.payload_type),
        Some(97)
    );
    assert_eq!(validated.producer_type(), Some(ProducerType::Simple));
}

#[test]
fn what_cannot_be_right_is_refused_with_its_reason() {
    let one = || vec![RtpEncoding::default()];
    let with_codec = |payload_type| {
        vec![RtpEncoding {
            codec_payload_type: Some(payload_type),
            ..RtpEncoding::default()
        }]
    };
    let vp8 = || codec("video/VP8", 96);
    let cases = [
        (parameters(vec![], one()), "empty codecs"),
        (parameters(vec![vp8()], vec![]), "empty encodings"),
        (
            parameters(vec![vp8(), codec("video/VP9", 96)], one()),
            "duplicated payloadType",
        ),
        (
            parameters(vec![vp8(), codec("video/rtx", 97)], one()),
            "missing apt parameter in RTX codec",
        ),
        (
            parameters(vec![vp8(), rtx(97, 99)], one()),
            "apt in RTX codec points to a non existing codec",
        ),
        (
            parameters(vec![vp8(), rtx(97, 96), rtx(98, 97)], one()),
            "apt in RTX codec points to a RTX codec",
        ),
        (
            parameters(vec![codec("audio/telephone-event", 100)], one()),
            "no media codecs found",
        ),
        (
            parameters(vec![vp8()], with_codec(120)),
            "unknown codecPayloadType",
        ),
        (
            parameters(vec![vp8(), rtx(97, 96)], with_codec(97)),
            "invalid codecPayloadType",
        ),
    ];
    for (parameters, reason) in cases {
        assert_eq!(
            parameters.validated(),
            Err(ModelError::Type(reason.to_owned()))
        );
    }
}

#[test]
fn scalability_modes_are_read_like_the_control_plane_reads_them() {
    for (text, spatial, temporal, ksvc) in [
        ("L1T3", 1, 3, false),
        ("S3T3", 3, 3, false),
        ("L3T2_KEY", 3, 2, true),
        ("L10T12h", 10, 12, false),
    ] {
        let mode = ScalabilityMode::parse(text);
        assert_eq!(
            (mode.spatial_layers, mode.temporal_layers, mode.ksvc),
            (spatial, temporal, ksvc),
            "{text}"
        );
    }
    for text in ["", "L0T1", "T3", "L1", "L1T", "X1T1"] {
        assert_eq!(
            ScalabilityMode::parse(text),
            ScalabilityMode::default(),
            "{text}"
        );
    }
}
