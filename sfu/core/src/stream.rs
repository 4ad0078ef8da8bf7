//! Per-SSRC engines: sequence and timestamp rewriting, NACK, retransmission, scores, rates.
//!
//! [`ReceiveStream`] holds everything one received stream needs, [`SendStream`] everything one sent stream needs; the consumer
//! between them owns a [`SeqRewriter`] and a [`TimestampRewriter`]. All of them are driven by calls that carry `now`.

mod key_frame;
mod key_frame_rate;
mod layer_rates;
mod nack;
mod rate;
mod receive;
mod reception;
mod retransmission;
mod round_trip;
mod score;
mod send;
mod sender_clock;
mod sequence;
mod timestamp;

pub use key_frame::KeyFrameRequests;
pub use nack::{NackArrival, NackGenerator};
pub use rate::RateMeter;
pub use receive::{ReceiveEvents, ReceiveParams, ReceiveStats, ReceiveStream, Received};
pub use retransmission::{Resend, RetransmissionStore, StoreKind, StoredHeader};
pub use round_trip::{ReferenceTimes, RoundTrip};
pub use score::ScoreHistory;
pub use send::{SendParams, SendStats, SendStream};
pub use sender_clock::SenderClock;
pub use sequence::{SeqRewriter, SeqTracker, SeqUpdate};
pub use timestamp::TimestampRewriter;

/// The retransmission stream that repairs a media stream (RFC 4588).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RtxParams {
    /// Its SSRC.
    pub ssrc: u32,
    /// Its payload type.
    pub payload_type: u8,
}
