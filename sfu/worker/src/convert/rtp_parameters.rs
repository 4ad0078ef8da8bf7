//! RTP parameters in both directions.

use super::request::{MAX_LIST_LEN, bounded};
use crate::{channel::RequestError, schema::fbs::rtp_parameters as fbs};
use sambung_core::ortc::{
    CodecMapping, EncodingMapping, ExtensionKind, MediaKind, MimeType, Parameter, ParameterValue,
    ProducerType, RtcpFeedback, RtcpParameters, RtpCodecParameters, RtpEncoding,
    RtpHeaderExtension, RtpMapping, RtpParameters, ScalabilityMode,
};

type Parsed<T> = Result<T, RequestError>;

/// Sound or picture, from the wire.
pub fn kind_from(kind: fbs::MediaKind) -> MediaKind {
    match kind {
        fbs::MediaKind::Audio => MediaKind::Audio,
        fbs::MediaKind::Video => MediaKind::Video,
    }
}

/// Sound or picture, to the wire.
pub fn kind_to(kind: MediaKind) -> fbs::MediaKind {
    match kind {
        MediaKind::Audio => fbs::MediaKind::Audio,
        MediaKind::Video => fbs::MediaKind::Video,
    }
}

/// A producer's or consumer's type, from the wire.
pub fn type_from(producer_type: fbs::Type) -> ProducerType {
    match producer_type {
        fbs::Type::Simple => ProducerType::Simple,
        fbs::Type::Simulcast => ProducerType::Simulcast,
        fbs::Type::Svc => ProducerType::Svc,
        fbs::Type::Pipe => ProducerType::Pipe,
    }
}

/// A producer's or consumer's type, to the wire.
pub fn type_to(producer_type: ProducerType) -> fbs::Type {
    match producer_type {
        ProducerType::Simple => fbs::Type::Simple,
        ProducerType::Simulcast => fbs::Type::Simulcast,
        ProducerType::Svc => fbs::Type::Svc,
        ProducerType::Pipe => fbs::Type::Pipe,
    }
}

const URIS: [(fbs::RtpHeaderExtensionUri, ExtensionKind); ExtensionKind::ALL.len()] = [
    (fbs::RtpHeaderExtensionUri::Mid, ExtensionKind::Mid),
    (fbs::RtpHeaderExtensionUri::RtpStreamId, ExtensionKind::Rid),
    (
        fbs::RtpHeaderExtensionUri::RepairRtpStreamId,
        ExtensionKind::RepairedRid,
    ),
    (
        fbs::RtpHeaderExtensionUri::AbsSendTime,
        ExtensionKind::AbsSendTime,
    ),
    (
        fbs::RtpHeaderExtensionUri::TransportWideCcDraft01,
        ExtensionKind::TransportWideCc,
    ),
    (
        fbs::RtpHeaderExtensionUri::SsrcAudioLevel,
        ExtensionKind::SsrcAudioLevel,
    ),
    (
        fbs::RtpHeaderExtensionUri::DependencyDescriptor,
        ExtensionKind::DependencyDescriptor,
    ),
    (
        fbs::RtpHeaderExtensionUri::VideoOrientation,
        ExtensionKind::VideoOrientation,
    ),
    (
        fbs::RtpHeaderExtensionUri::TimeOffset,
        ExtensionKind::TimeOffset,
    ),
    (
        fbs::RtpHeaderExtensionUri::AbsCaptureTime,
        ExtensionKind::AbsCaptureTime,
    ),
    (
        fbs::RtpHeaderExtensionUri::PlayoutDelay,
        ExtensionKind::PlayoutDelay,
    ),
    (
        fbs::RtpHeaderExtensionUri::MediasoupPacketId,
        ExtensionKind::MediasoupPacketId,
    ),
];

fn uri_from(uri: fbs::RtpHeaderExtensionUri) -> Parsed<ExtensionKind> {
    let found = URIS
        .iter()
        .find(|(wire, _)| *wire == uri)
        .map(|(_, core)| *core);
    found.ok_or_else(|| RequestError::Type(format!("unknown header extension {uri:?}")))
}

fn uri_to(uri: ExtensionKind) -> fbs::RtpHeaderExtensionUri {
    // Every one of the core's is in the table, which a test holds.
    URIS.iter()
        .find(|(_, core)| *core == uri)
        .map_or(fbs::RtpHeaderExtensionUri::Mid, |(wire, _)| *wire)
}

fn parameter_from(parameter: fbs::ParameterRef<'_>) -> Parsed<Parameter> {
    let value = match parameter.value()? {
        fbs::ValueRef::Boolean(value) => ParameterValue::Boolean(value.value()? != 0),
        fbs::ValueRef::Integer32(value) => ParameterValue::Integer(value.value()?),
        fbs::ValueRef::Double(value) => ParameterValue::Double(value.value()?),
        fbs::ValueRef::String(value) => ParameterValue::String(value.value()?.to_owned()),
        fbs::ValueRef::Integer32Array(value) => {
            let numbers = value
                .value()?
                .map(|numbers| numbers.iter().take(MAX_LIST_LEN).collect());
            ParameterValue::IntegerArray(numbers.unwrap_or_default())
        }
    };
    Ok(Parameter {
        name: parameter.name()?.to_owned(),
        value,
    })
}

fn parameter_to(parameter: &Parameter) -> fbs::Parameter {
    let value = match &parameter.value {
        ParameterValue::Boolean(value) => fbs::Value::Boolean(Box::new(fbs::Boolean {
            value: (*value).into(),
        })),
        ParameterValue::Integer(value) => {
            fbs::Value::Integer32(Box::new(fbs::Integer32 { value: *value }))
        }
        ParameterValue::Double(value) => {
            fbs::Value::Double(Box::new(fbs::Double { value: *value }))
        }
        ParameterValue::String(value) => fbs::Value::String(Box::new(fbs::String {
            value: value.clone(),
        })),
        ParameterValue::IntegerArray(value) => {
            fbs::Value::Integer32Array(Box::new(fbs::Integer32Array {
                value: Some(value.clone()),
            }))
        }
    };
    fbs::Parameter {
        name: parameter.name.clone(),
        value,
    }
}

fn codec_from(codec: fbs::RtpCodecParametersRef<'_>) -> Parsed<RtpCodecParameters> {
    let parameters = match codec.parameters()? {
        Some(parameters) => bounded(parameters, |parameter| parameter_from(parameter?))?,
        None => Vec::new(),
    };
    let rtcp_feedback = match codec.rtcp_feedback()? {
        Some(feedback) => bounded(feedback, |feedback| {
            let feedback = feedback?;
            Ok(RtcpFeedback {
                kind: feedback.type_()?.to_owned(),
                parameter: feedback
                    .parameter()?
                    .filter(|parameter| !parameter.is_empty())
                    .map(str::to_owned),
            })
        })?,
        None => Vec::new(),
    };
    Ok(RtpCodecParameters {
        mime_type: MimeType::parse(codec.mime_type()?)?,
        payload_type: codec.payload_type()?,
        clock_rate: codec.clock_rate()?,
        channels: codec.channels()?,
        parameters,
        rtcp_feedback,
    })
}

fn codec_to(codec: &RtpCodecParameters) -> fbs::RtpCodecParameters {
    let feedback = |feedback: &RtcpFeedback| fbs::RtcpFeedback {
        type_: feedback.kind.clone(),
        parameter: feedback.parameter.clone(),
    };
    fbs::RtpCodecParameters {
        mime_type: codec.mime_type.to_string(),
        payload_type: codec.payload_type,
        clock_rate: codec.clock_rate,
        channels: codec.channels.filter(|channels| *channels > 1),
        parameters: Some(codec.parameters.iter().map(parameter_to).collect()),
        rtcp_feedback: Some(codec.rtcp_feedback.iter().map(feedback).collect()),
    }
}

fn header_extension_from(
    extension: fbs::RtpHeaderExtensionParametersRef<'_>,
) -> Parsed<RtpHeaderExtension> {
    let parameters = match extension.parameters()? {
        Some(parameters) => bounded(parameters, |parameter| parameter_from(parameter?))?,
        None => Vec::new(),
    };
    Ok(RtpHeaderExtension {
        uri: uri_from(extension.uri()?)?,
        id: extension.id()?,
        encrypt: extension.encrypt()?,
        parameters,
    })
}

fn header_extension_to(extension: &RtpHeaderExtension) -> fbs::RtpHeaderExtensionParameters {
    fbs::RtpHeaderExtensionParameters {
        uri: uri_to(extension.uri),
        id: extension.id,
        encrypt: extension.encrypt,
        parameters: Some(extension.parameters.iter().map(parameter_to).collect()),
    }
}

/// An encoding, from the wire.
pub fn encoding_from(encoding: fbs::RtpEncodingParametersRef<'_>) -> Parsed<RtpEncoding> {
    Ok(RtpEncoding {
        ssrc: encoding.ssrc()?,
        rid: encoding.rid()?.map(str::to_owned),
        codec_payload_type: encoding.codec_payload_type()?,
        rtx_ssrc: encoding.rtx()?.map(|rtx| rtx.ssrc()).transpose()?,
        dtx: encoding.dtx()?,
        scalability_mode: encoding
            .scalability_mode()?
            .map(ScalabilityMode::parse)
            .unwrap_or_default(),
        max_bitrate: encoding.max_bitrate()?,
    })
}

/// An encoding, to the wire.
pub fn encoding_to(encoding: &RtpEncoding) -> fbs::RtpEncodingParameters {
    fbs::RtpEncodingParameters {
        ssrc: encoding.ssrc,
        rid: encoding.rid.clone(),
        codec_payload_type: encoding.codec_payload_type,
        rtx: encoding.rtx_ssrc.map(|ssrc| Box::new(fbs::Rtx { ssrc })),
        dtx: encoding.dtx,
        scalability_mode: Some(encoding.scalability_mode.name.clone()),
        max_bitrate: encoding.max_bitrate,
    }
}

/// A source's parameters, from the wire.
pub fn parameters_from(parameters: fbs::RtpParametersRef<'_>) -> Parsed<RtpParameters> {
    let rtcp = parameters.rtcp()?;
    Ok(RtpParameters {
        mid: parameters.mid()?.map(str::to_owned),
        codecs: bounded(parameters.codecs()?, |codec| codec_from(codec?))?,
        header_extensions: bounded(parameters.header_extensions()?, |extension| {
            header_extension_from(extension?)
        })?,
        encodings: bounded(parameters.encodings()?, |encoding| encoding_from(encoding?))?,
        rtcp: RtcpParameters {
            cname: rtcp.cname()?.unwrap_or_default().to_owned(),
            reduced_size: rtcp.reduced_size()?,
        },
        msid: parameters.msid()?.map(str::to_owned),
    })
}

/// A source's parameters, to the wire.
pub fn parameters_to(parameters: &RtpParameters) -> fbs::RtpParameters {
    fbs::RtpParameters {
        mid: parameters.mid.clone(),
        codecs: parameters.codecs.iter().map(codec_to).collect(),
        header_extensions: parameters
            .header_extensions
            .iter()
            .map(header_extension_to)
            .collect(),
        encodings: parameters.encodings.iter().map(encoding_to).collect(),
        rtcp: Box::new(fbs::RtcpParameters {
            cname: Some(parameters.rtcp.cname.clone()),
            reduced_size: parameters.rtcp.reduced_size,
        }),
        msid: parameters.msid.clone(),
    }
}

/// A producer's mapping, from the wire.
pub fn mapping_from(mapping: fbs::RtpMappingRef<'_>) -> Parsed<RtpMapping> {
    Ok(RtpMapping {
        codecs: bounded(mapping.codecs()?, |codec| {
            let codec = codec?;
            Ok(CodecMapping {
                payload_type: codec.payload_type()?,
                mapped_payload_type: codec.mapped_payload_type()?,
            })
        })?,
        encodings: bounded(mapping.encodings()?, |encoding| {
            let encoding = encoding?;
            Ok(EncodingMapping {
                rid: encoding.rid()?.map(str::to_owned),
                ssrc: encoding.ssrc()?,
                mapped_ssrc: encoding.mapped_ssrc()?,
            })
        })?,
    })
}

/// A producer's mapping, to the wire.
pub fn mapping_to(mapping: &RtpMapping) -> fbs::RtpMapping {
    fbs::RtpMapping {
        codecs: mapping
            .codecs
            .iter()
            .map(|codec| fbs::CodecMapping {
                payload_type: codec.payload_type,
                mapped_payload_type: codec.mapped_payload_type,
            })
            .collect(),
        encodings: mapping
            .encodings
            .iter()
            .map(|encoding| fbs::EncodingMapping {
                rid: encoding.rid.clone(),
                ssrc: encoding.ssrc,
                mapped_ssrc: encoding.mapped_ssrc,
            })
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use planus::ReadAsRoot;

    fn parameters() -> RtpParameters {
        let parameter = |name: &str, value| Parameter {
            name: name.to_owned(),
            value,
        };
        RtpParameters {
            mid: Some("0".to_owned()),
            codecs: vec![RtpCodecParameters {
                mime_type: MimeType::parse("audio/opus").expect("known"),
                payload_type: 111,
                clock_rate: 48_000,
                channels: Some(2),
                parameters: vec![
                    parameter("flag", ParameterValue::Boolean(true)),
                    parameter("number", ParameterValue::Integer(-1)),
                    parameter("fraction", ParameterValue::Double(0.5)),
                    parameter("text", ParameterValue::String("bar".to_owned())),
                    parameter("numbers", ParameterValue::IntegerArray(vec![1, -2])),
                ],
                rtcp_feedback: vec![RtcpFeedback {
                    kind: "nack".to_owned(),
                    parameter: Some("pli".to_owned()),
                }],
            }],
            header_extensions: URIS
                .iter()
                .zip(1..)
                .map(|((_, uri), id)| RtpHeaderExtension {
                    uri: *uri,
                    id,
                    encrypt: false,
                    parameters: Vec::new(),
                })
                .collect(),
            encodings: vec![RtpEncoding {
                ssrc: Some(1),
                rid: Some("r0".to_owned()),
                codec_payload_type: Some(111),
                rtx_ssrc: Some(2),
                dtx: true,
                scalability_mode: ScalabilityMode::parse("L1T3"),
                max_bitrate: Some(1_000_000),
            }],
            rtcp: RtcpParameters {
                cname: "c".to_owned(),
                reduced_size: false,
            },
            msid: Some("a b".to_owned()),
        }
    }

    #[test]
    fn parameters_survive_the_wire() {
        let expected = parameters();
        let mut builder = planus::Builder::new();
        let bytes = builder.finish(parameters_to(&expected), None).to_vec();
        let read = fbs::RtpParametersRef::read_as_root(&bytes).expect("just written");
        assert_eq!(parameters_from(read), Ok(expected));
    }

    #[test]
    fn a_mapping_survives_the_wire() {
        let expected = RtpMapping {
            codecs: vec![CodecMapping {
                payload_type: 111,
                mapped_payload_type: 100,
            }],
            encodings: vec![EncodingMapping {
                rid: Some("h".to_owned()),
                ssrc: None,
                mapped_ssrc: 5,
            }],
        };
        let mut builder = planus::Builder::new();
        let bytes = builder.finish(mapping_to(&expected), None).to_vec();
        let read = fbs::RtpMappingRef::read_as_root(&bytes).expect("just written");
        assert_eq!(mapping_from(read), Ok(expected));
    }

    #[test]
    fn a_list_without_end_is_refused() {
        let mut endless = parameters();
        endless.encodings = vec![RtpEncoding::default(); MAX_LIST_LEN + 1];
        let mut builder = planus::Builder::new();
        let bytes = builder.finish(parameters_to(&endless), None).to_vec();
        let read = fbs::RtpParametersRef::read_as_root(&bytes).expect("just written");
        assert!(matches!(parameters_from(read), Err(RequestError::Type(_))));
    }
}
