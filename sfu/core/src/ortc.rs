//! ORTC parameters as the control plane hands them over, checked once so that the packet path can trust them.
//!
//! The shapes are those of the control plane's schema (mediasoup 3.27.1), with optional fields as `Option`; every
//! structure is plain data. [`RtpParameters::validated`] is the gate: a producer or a consumer keeps only what passed it.

mod ice_dtls;
mod mime;
mod rtp_parameters;
mod sctp;

pub(crate) use rtp_parameters::is_valid_type_for_codec;

pub use ice_dtls::{DtlsParameters, IceCandidate, IceParameters, IceRole};
pub use mime::{MimeSubtype, MimeType};
pub use rtp_parameters::{
    CodecMapping, EncodingMapping, Parameter, ParameterValue, RtcpFeedback, RtcpParameters,
    RtpCodecParameters, RtpEncoding, RtpHeaderExtension, RtpMapping, RtpParameters,
    ScalabilityMode,
};

pub use sctp::SctpStreamParameters;

use std::fmt;
use std::sync::Arc;

pub use crate::dtls::{DtlsRole, DtlsState, Fingerprint, FingerprintAlgorithm};
pub use crate::ice::{IceState, Protocol, Tuple as TransportTuple};
pub use crate::rtp::ExtensionKind;

/// An entity's id as the control plane chose it (a UUID); cheap to clone into events.
pub type EntityId = Arc<str>;

/// Whether a source is sound or picture.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MediaKind {
    /// Sound.
    Audio,
    /// Picture.
    Video,
}

impl fmt::Display for MediaKind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            MediaKind::Audio => "audio",
            MediaKind::Video => "video",
        })
    }
}

/// How a producer's or consumer's encodings relate to each other.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProducerType {
    /// One encoding without layers.
    Simple,
    /// Several independent encodings of one source.
    Simulcast,
    /// One encoding with several spatial or temporal layers.
    Svc,
    /// All encodings forwarded as they are, between two routers.
    Pipe,
}

impl fmt::Display for ProducerType {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            ProducerType::Simple => "simple",
            ProducerType::Simulcast => "simulcast",
            ProducerType::Svc => "svc",
            ProducerType::Pipe => "pipe",
        })
    }
}

/// Why a request to the model was refused; each variant is one error class of the control plane.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ModelError {
    /// The given values cannot be right (`TypeError`).
    #[error("{0}")]
    Type(String),
    /// The entity does not exist (`NotFoundError`).
    #[error("{0}")]
    NotFound(String),
    /// The request is well formed but cannot be done now (`Error`).
    #[error("{0}")]
    Error(String),
}

/// Shorthand for a refused value.
pub(crate) fn type_error(reason: impl Into<String>) -> ModelError {
    ModelError::Type(reason.into())
}
