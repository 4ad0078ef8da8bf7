//! A producer: one media source that a transport receives.

mod options;

pub use crate::rtp::VideoOrientation;
pub use options::{
    ProducerDump, ProducerOptions, ProducerScore, ProducerTraceInfo, ProducerTraceType, RtpPacketDump,
};
