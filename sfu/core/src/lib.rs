//! The sans-IO media routing core: bytes and the time in, bytes and events out.
//!
//! Layers, each importing only those above it in this list:
//! wire formats (`stun`, `rtp`, `rtcp`, `codec`) ← engines (`ice`, `dtls`, `srtp`, `stream`, `bwe`, `layers`) ← model
//! (`ortc`, `producer`, `consumer`, `data_producer`, `data_consumer`, `transport`, `observer`, `router`).
#![forbid(unsafe_code)]
// Tests make their own clock and may fail by panicking.
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, clippy::unwrap_used, clippy::panic)
)]

pub mod bwe;
pub mod codec;
pub mod consumer;
pub mod data_consumer;
pub mod data_producer;
pub mod dtls;
pub mod ice;
pub mod layers;
pub mod observer;
pub mod ortc;
pub mod producer;
pub mod router;
pub mod rtcp;
pub mod rtp;
pub mod srtp;
pub mod stream;
pub mod stun;
pub mod transport;
