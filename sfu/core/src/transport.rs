//! A WebRTC transport: ICE, DTLS, SRTP and the streams that run over it.

mod options;

pub use options::{
    BweTraceInfo, RecvRtpHeaderExtensionIds, RtpListenerDump, SctpOptions, TransportDump, TransportStats,
    TransportTraceType, WebRtcTransportDump, WebRtcTransportOptions, WebRtcTransportStats,
};
