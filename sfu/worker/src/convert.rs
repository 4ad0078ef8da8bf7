//! Translation between the channel's FlatBuffers and the core's plain structures.

pub mod data;
pub mod dump;
pub mod event;
pub mod request;
pub mod rtp_parameters;
pub mod srtp;
pub mod stream;
pub mod transport;
