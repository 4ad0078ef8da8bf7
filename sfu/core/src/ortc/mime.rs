//! Codec MIME types in the field's canonical spelling.

use super::{MediaKind, ModelError, type_error};
use std::fmt;

/// What a payload type carries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MimeSubtype {
    /// Opus (RFC 7587).
    Opus,
    /// Opus with more than two channels.
    MultiOpus,
    /// G.711 A-law.
    Pcma,
    /// G.711 µ-law.
    Pcmu,
    /// iSAC.
    Isac,
    /// G.722.
    G722,
    /// iLBC.
    Ilbc,
    /// SILK.
    Silk,
    /// VP8 (RFC 7741).
    Vp8,
    /// VP9 (RFC 9628).
    Vp9,
    /// H.264 (RFC 6184).
    H264,
    /// AV1.
    Av1,
    /// Comfort noise (RFC 3389).
    Cn,
    /// DTMF (RFC 4733).
    TelephoneEvent,
    /// Retransmission (RFC 4588).
    Rtx,
    /// Forward error correction (RFC 5109).
    Ulpfec,
    /// FlexFEC (RFC 8627).
    Flexfec,
    /// An older spelling of ULPFEC.
    XUlpfecuc,
    /// Redundant audio (RFC 2198).
    Red,
}

const SUBTYPES: [(MimeSubtype, &str); 19] = [
    (MimeSubtype::Opus, "opus"),
    (MimeSubtype::MultiOpus, "multiopus"),
    (MimeSubtype::Pcma, "PCMA"),
    (MimeSubtype::Pcmu, "PCMU"),
    (MimeSubtype::Isac, "ISAC"),
    (MimeSubtype::G722, "G722"),
    (MimeSubtype::Ilbc, "iLBC"),
    (MimeSubtype::Silk, "SILK"),
    (MimeSubtype::Vp8, "VP8"),
    (MimeSubtype::Vp9, "VP9"),
    (MimeSubtype::H264, "H264"),
    (MimeSubtype::Av1, "AV1"),
    (MimeSubtype::Cn, "CN"),
    (MimeSubtype::TelephoneEvent, "telephone-event"),
    (MimeSubtype::Rtx, "rtx"),
    (MimeSubtype::Ulpfec, "ulpfec"),
    (MimeSubtype::Flexfec, "flexfec"),
    (MimeSubtype::XUlpfecuc, "x-ulpfecuc"),
    (MimeSubtype::Red, "red"),
];

/// A codec's MIME type, such as `video/VP8`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MimeType {
    /// Sound or picture.
    pub kind: MediaKind,
    /// The codec.
    pub subtype: MimeSubtype,
}

impl MimeType {
    /// Parses `kind/subtype` without regard to case; [`ModelError::Type`] for one that is not known.
    pub fn parse(text: &str) -> Result<MimeType, ModelError> {
        let (kind, subtype) = text
            .split_once('/')
            .filter(|(kind, subtype)| !kind.is_empty() && !subtype.is_empty())
            .ok_or_else(|| type_error("wrong codec MIME"))?;
        let kind = match kind.to_ascii_lowercase().as_str() {
            "audio" => MediaKind::Audio,
            "video" => MediaKind::Video,
            other => return Err(type_error(format!("unknown codec MIME type '{other}'"))),
        };
        let subtype = SUBTYPES
            .iter()
            .find(|(_, name)| name.eq_ignore_ascii_case(subtype))
            .map(|(subtype, _)| *subtype)
            .ok_or_else(|| {
                type_error(format!(
                    "unknown codec MIME subtype '{}'",
                    subtype.to_ascii_lowercase()
                ))
            })?;
        Ok(MimeType { kind, subtype })
    }

    /// True for what carries media itself, and so may stand in an encoding.
    pub fn is_media_codec(&self) -> bool {
        !matches!(self.subtype, MimeSubtype::Cn | MimeSubtype::TelephoneEvent)
            && !self.is_feature_codec()
    }

    /// True for what repairs or protects other payload types.
    pub fn is_feature_codec(&self) -> bool {
        matches!(
            self.subtype,
            MimeSubtype::Rtx
                | MimeSubtype::Ulpfec
                | MimeSubtype::Flexfec
                | MimeSubtype::XUlpfecuc
                | MimeSubtype::Red
        )
    }

    /// True when the codec's payload tells where a decoder can start, so that a consumer can wait for that point.
    pub fn has_key_frames(&self) -> bool {
        matches!(
            self.subtype,
            MimeSubtype::Vp8 | MimeSubtype::Vp9 | MimeSubtype::H264 | MimeSubtype::Av1
        )
    }
}

impl fmt::Display for MimeType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = SUBTYPES
            .iter()
            .find(|(subtype, _)| *subtype == self.subtype)
            .map_or("", |(_, name)| *name);
        write!(formatter, "{}/{name}", self.kind)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_subtype_reads_back_from_its_canonical_spelling_in_any_case() {
        for (subtype, name) in SUBTYPES {
            for text in [
                format!("audio/{name}"),
                format!("VIDEO/{}", name.to_uppercase()),
            ] {
                assert_eq!(
                    MimeType::parse(&text).map(|mime| mime.subtype),
                    Ok(subtype),
                    "{text}"
                );
            }
        }
    }

    #[test]
    fn malformed_or_unknown_types_are_refused() {
        for text in ["", "audio", "/opus", "audio/", "text/opus", "video/H999"] {
            assert!(
                matches!(MimeType::parse(text), Err(ModelError::Type(_))),
                "{text}"
            );
        }
    }
}
