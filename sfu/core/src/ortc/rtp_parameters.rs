//! RTP parameters of producers and consumers and the mapping between them.

use crate::rtp::ExtensionKind;

use super::{MediaKind, MimeSubtype, MimeType, ModelError, ProducerType, type_error};

/// Value of a codec parameter (`fmtp`).
#[derive(Debug, Clone, PartialEq)]
pub enum ParameterValue {
    /// True or false.
    Boolean(bool),
    /// A whole number.
    Integer(i32),
    /// A number with a fraction.
    Double(f64),
    /// Text.
    String(String),
    /// Whole numbers.
    IntegerArray(Vec<i32>),
}

/// A named codec or header-extension parameter.
#[derive(Debug, Clone, PartialEq)]
pub struct Parameter {
    /// Name, such as `apt`.
    pub name: String,
    /// Value.
    pub value: ParameterValue,
}

/// One kind of RTCP feedback that a codec uses (RFC 4585 §4.2).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtcpFeedback {
    /// Such as `nack`, `ccm`, `transport-cc`, `goog-remb`.
    pub kind: String,
    /// Such as `pli` or `fir`; none for the bare kind.
    pub parameter: Option<String>,
}

/// A codec and the payload type it travels under.
#[derive(Debug, Clone, PartialEq)]
pub struct RtpCodecParameters {
    /// The codec.
    pub mime_type: MimeType,
    /// RTP payload type.
    pub payload_type: u8,
    /// Clock rate in Hz.
    pub clock_rate: u32,
    /// Channels of sound; none means one.
    pub channels: Option<u8>,
    /// Codec parameters.
    pub parameters: Vec<Parameter>,
    /// Feedback the codec uses.
    pub rtcp_feedback: Vec<RtcpFeedback>,
}

impl RtpCodecParameters {
    /// A whole-number parameter by name.
    pub fn integer(&self, name: &str) -> Option<i32> {
        self.parameters
            .iter()
            .find(|parameter| parameter.name == name)
            .and_then(|parameter| match parameter.value {
                ParameterValue::Integer(value) => Some(value),
                _ => None,
            })
    }

    /// True when the codec negotiated this feedback, compared as (kind, parameter).
    pub fn has_feedback(&self, kind: &str, parameter: Option<&str>) -> bool {
        self.rtcp_feedback.iter().any(|feedback| {
            feedback.kind == kind
                && feedback
                    .parameter
                    .as_deref()
                    .filter(|value| !value.is_empty())
                    == parameter
        })
    }
}

/// A negotiated header extension.
#[derive(Debug, Clone, PartialEq)]
pub struct RtpHeaderExtension {
    /// Which one.
    pub uri: ExtensionKind,
    /// Local identifier on the wire (RFC 8285), 1 to 255.
    pub id: u8,
    /// Whether it is encrypted (RFC 6904).
    pub encrypt: bool,
    /// Its parameters.
    pub parameters: Vec<Parameter>,
}

/// Layers of an encoding, such as `L1T3`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScalabilityMode {
    /// As it was given.
    pub name: String,
    /// Spatial layers, at least one.
    pub spatial_layers: u8,
    /// Temporal layers, at least one.
    pub temporal_layers: u8,
    /// Spatial layers depend on each other on key frames only.
    pub ksvc: bool,
}

impl Default for ScalabilityMode {
    fn default() -> ScalabilityMode {
        ScalabilityMode {
            name: "S1T1".to_owned(),
            spatial_layers: 1,
            temporal_layers: 1,
            ksvc: false,
        }
    }
}

impl ScalabilityMode {
    /// Reads `[LS]<1-99>T<1-99>` with an optional `_KEY` and anything after it; other text means one layer of each.
    pub fn parse(text: &str) -> ScalabilityMode {
        fn number(text: &str) -> Option<(u8, &str)> {
            let digits = text.bytes().take(2).take_while(u8::is_ascii_digit).count();
            let (number, rest) = text.split_at_checked(digits)?;
            let number = number
                .parse::<u8>()
                .ok()
                .filter(|_| !text.starts_with('0'))?;
            Some((number, rest))
        }
        let read = || {
            let rest = text.strip_prefix(['L', 'S'])?;
            let (spatial_layers, rest) = number(rest)?;
            let (temporal_layers, rest) = number(rest.strip_prefix('T')?)?;
            let ksvc = rest.starts_with("_KEY");
            Some(ScalabilityMode {
                name: text.to_owned(),
                spatial_layers,
                temporal_layers,
                ksvc,
            })
        };
        read().unwrap_or_default()
    }
}

/// One encoding of a source.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct RtpEncoding {
    /// SSRC of its media, when signalled.
    pub ssrc: Option<u32>,
    /// RID (RFC 8851), when signalled.
    pub rid: Option<String>,
    /// Its codec; none means the first media codec.
    pub codec_payload_type: Option<u8>,
    /// SSRC of its retransmissions (RFC 4588).
    pub rtx_ssrc: Option<u32>,
    /// Discontinuous transmission.
    pub dtx: bool,
    /// Layers.
    pub scalability_mode: ScalabilityMode,
    /// Highest bitrate in bits per second.
    pub max_bitrate: Option<u64>,
}

/// RTCP settings of a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtcpParameters {
    /// Canonical name (RFC 3550 §6.5.1): streams with the same one share a clock.
    pub cname: String,
    /// Reduced-size RTCP (RFC 5506).
    pub reduced_size: bool,
}

/// What is sent or received for one source.
#[derive(Debug, Clone, PartialEq)]
pub struct RtpParameters {
    /// Media identification (RFC 9143); none when not used.
    pub mid: Option<String>,
    /// Codecs in order of preference.
    pub codecs: Vec<RtpCodecParameters>,
    /// Header extensions.
    pub header_extensions: Vec<RtpHeaderExtension>,
    /// Encodings.
    pub encodings: Vec<RtpEncoding>,
    /// RTCP settings.
    pub rtcp: RtcpParameters,
    /// MediaStream identification (RFC 8830).
    pub msid: Option<String>,
}

impl RtpParameters {
    /// Checks the parameters, fills in each encoding's codec and empties fields that hold empty text.
    ///
    /// Errors are [`ModelError::Type`]: no codec or encoding, a payload type twice, an RTX codec that protects nothing,
    /// an encoding whose codec does not exist or carries no media, a header extension with id 0, a CNAME that is empty.
    pub fn validated(mut self) -> Result<RtpParameters, ModelError> {
        if self.codecs.is_empty() {
            return Err(type_error("empty codecs"));
        }
        if self.encodings.is_empty() {
            return Err(type_error("empty encodings"));
        }
        if self
            .header_extensions
            .iter()
            .any(|extension| extension.id == 0)
        {
            return Err(type_error("RTP extension id cannot be 0"));
        }
        if self.rtcp.cname.is_empty() {
            return Err(type_error("empty cname"));
        }
        self.mid = self.mid.filter(|mid| !mid.is_empty());
        self.msid = self.msid.filter(|msid| !msid.is_empty());
        for encoding in &mut self.encodings {
            encoding.ssrc = encoding.ssrc.filter(|ssrc| *ssrc != 0);
            encoding.rid = encoding.rid.take().filter(|rid| !rid.is_empty());
        }
        self.check_codecs()?;
        self.resolve_encodings()?;
        Ok(self)
    }

    /// The codec of an encoding of validated parameters.
    pub fn codec_for(&self, encoding: &RtpEncoding) -> Option<&RtpCodecParameters> {
        self.codecs
            .iter()
            .find(|codec| Some(codec.payload_type) == encoding.codec_payload_type)
    }

    /// The RTX codec that protects an encoding's codec (RFC 4588 §8.6, `apt`).
    pub fn rtx_codec_for(&self, encoding: &RtpEncoding) -> Option<&RtpCodecParameters> {
        self.codecs.iter().find(|codec| {
            codec.mime_type.is_feature_codec()
                && codec
                    .integer("apt")
                    .is_some_and(|apt| encoding.codec_payload_type.map(i32::from) == Some(apt))
        })
    }

    /// The negotiated id of a header extension; the first one counts.
    pub fn extension_id(&self, uri: ExtensionKind) -> Option<u8> {
        self.header_extensions
            .iter()
            .find(|extension| extension.uri == uri)
            .map(|extension| extension.id)
    }

    /// True when any codec negotiated this feedback kind without regard to its parameter.
    pub fn has_feedback_kind(&self, kind: &str) -> bool {
        self.codecs.iter().any(|codec| {
            codec
                .rtcp_feedback
                .iter()
                .any(|feedback| feedback.kind == kind)
        })
    }

    /// How a producer's encodings relate; none for several layers of a codec that has none.
    pub fn producer_type(&self) -> Option<ProducerType> {
        let encoding = self.encodings.first()?;
        let subtype = self.codec_for(encoding)?.mime_type.subtype;
        if self.encodings.len() > 1 {
            return Some(ProducerType::Simulcast);
        }
        let mode = &encoding.scalability_mode;
        if mode.spatial_layers <= 1 && mode.temporal_layers <= 1 {
            return Some(ProducerType::Simple);
        }
        matches!(
            subtype,
            MimeSubtype::Vp8 | MimeSubtype::Vp9 | MimeSubtype::H264 | MimeSubtype::Av1
        )
        .then_some(ProducerType::Svc)
    }

    fn check_codecs(&self) -> Result<(), ModelError> {
        for (index, codec) in self.codecs.iter().enumerate() {
            if self
                .codecs
                .iter()
                .skip(index + 1)
                .any(|other| other.payload_type == codec.payload_type)
            {
                return Err(type_error("duplicated payloadType"));
            }
            if codec.mime_type.subtype != MimeSubtype::Rtx {
                continue;
            }
            let Some(apt) = codec.integer("apt").filter(|apt| *apt >= 0) else {
                return Err(type_error("missing apt parameter in RTX codec"));
            };
            match self
                .codecs
                .iter()
                .find(|other| i32::from(other.payload_type) == apt)
                .map(|other| other.mime_type)
            {
                None => {
                    return Err(type_error(
                        "apt in RTX codec points to a non existing codec",
                    ));
                }
                Some(MimeType {
                    subtype: MimeSubtype::Rtx,
                    ..
                }) => {
                    return Err(type_error("apt in RTX codec points to a RTX codec"));
                }
                Some(MimeType {
                    subtype: MimeSubtype::Ulpfec,
                    ..
                }) => {
                    return Err(type_error("apt in RTX codec points to a ULPFEC codec"));
                }
                Some(MimeType {
                    subtype: MimeSubtype::Flexfec,
                    ..
                }) => {
                    return Err(type_error("apt in RTX codec points to a FLEXFEC codec"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }

    fn resolve_encodings(&mut self) -> Result<(), ModelError> {
        let first_media = self
            .codecs
            .iter()
            .find(|codec| codec.mime_type.is_media_codec())
            .map(|codec| codec.payload_type)
            .ok_or_else(|| type_error("no media codecs found"))?;
        let n_encodings = self.encodings.len();
        for encoding in &mut self.encodings {
            if encoding.scalability_mode.spatial_layers > 1 && n_encodings > 1 {
                return Err(type_error(
                    "cannot use both simulcast and encodings with multiple SVC spatial layers",
                ));
            }
            let Some(payload_type) = encoding.codec_payload_type else {
                encoding.codec_payload_type = Some(first_media);
                continue;
            };
            match self
                .codecs
                .iter()
                .find(|codec| codec.payload_type == payload_type)
            {
                None => return Err(type_error("unknown codecPayloadType")),
                Some(codec) if !codec.mime_type.is_media_codec() => {
                    return Err(type_error("invalid codecPayloadType"));
                }
                Some(_) => {}
            }
        }
        Ok(())
    }
}

/// True when a producer of this type can carry this codec.
pub(crate) fn is_valid_type_for_codec(producer_type: ProducerType, mime_type: MimeType) -> bool {
    match producer_type {
        ProducerType::Simple => true,
        ProducerType::Pipe => true,
        ProducerType::Simulcast => {
            mime_type.kind == MediaKind::Video
                && matches!(mime_type.subtype, MimeSubtype::Vp8 | MimeSubtype::H264)
        }
        ProducerType::Svc => mime_type.kind == MediaKind::Video && mime_type.has_key_frames(),
    }
}

/// A payload type of the producer and the one that the router uses for it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CodecMapping {
    /// On the producer's wire.
    pub payload_type: u8,
    /// In the router and on every consumer's wire.
    pub mapped_payload_type: u8,
}

/// An encoding of the producer and the SSRC that the router uses for it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EncodingMapping {
    /// RID on the producer's wire.
    pub rid: Option<String>,
    /// SSRC on the producer's wire.
    pub ssrc: Option<u32>,
    /// SSRC in the router.
    pub mapped_ssrc: u32,
}

/// How a producer's parameters translate into the router's.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RtpMapping {
    /// Payload types.
    pub codecs: Vec<CodecMapping>,
    /// Encodings, in the order of the producer's encodings.
    pub encodings: Vec<EncodingMapping>,
}

#[cfg(test)]
mod tests;
