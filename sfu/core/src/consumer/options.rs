//! What a consumer is made of and what it tells about itself.

use crate::ortc::{EntityId, MediaKind, ProducerType, RtpEncoding, RtpParameters};
use crate::producer::RtpPacketDump;
use crate::router::RtpStreamDump;

/// What it takes to make a consumer.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerOptions {
    /// The control plane's id.
    pub id: EntityId,
    /// The producer that it listens to.
    pub producer_id: EntityId,
    /// Sound or picture.
    pub kind: MediaKind,
    /// What the peer shall get.
    pub rtp_parameters: RtpParameters,
    /// Kind of consumer that the control plane wants; only `Pipe` is told apart from what the encodings say.
    pub consumer_type: ProducerType,
    /// The producer's encodings in the router's numbers.
    pub consumable_encodings: Vec<RtpEncoding>,
    /// Start without forwarding anything.
    pub paused: bool,
    /// Layers wanted at first.
    pub preferred_layers: Option<ConsumerLayers>,
    /// Leave out Opus packets of silence.
    pub ignore_dtx: bool,
}

/// Layers of a simulcast or SVC stream, 0 the lowest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsumerLayers {
    /// Spatial layer.
    pub spatial_layer: u8,
    /// Temporal layer; none means the highest.
    pub temporal_layer: Option<u8>,
}

/// A consumer's scores: 0 (nothing arrives) to 10 (no loss).
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ConsumerScore {
    /// Of what the receiver gets.
    pub score: u8,
    /// Of the producer's stream that is forwarded now.
    pub producer_score: u8,
    /// Of each of the producer's encodings.
    pub producer_scores: Vec<u8>,
}

/// The answer to a request to consume.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsumeResult {
    /// The consumer is paused.
    pub paused: bool,
    /// Its producer is paused.
    pub producer_paused: bool,
    /// Scores so far.
    pub score: ConsumerScore,
    /// Layers that will be aimed at.
    pub preferred_layers: Option<ConsumerLayers>,
}

/// What a consumer can trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ConsumerTraceType {
    /// A packet that starts a key frame.
    KeyFrame,
    /// A FIR that the receiver sent.
    Fir,
    /// A NACK that the receiver sent.
    Nack,
    /// A PLI that the receiver sent.
    Pli,
    /// Any RTP packet.
    Rtp,
}

/// One traced event of a consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ConsumerTraceInfo {
    /// A key frame went out.
    KeyFrame {
        /// The packet.
        rtp_packet: RtpPacketDump,
        /// Went as a retransmission.
        is_rtx: bool,
    },
    /// The receiver sent a FIR.
    Fir {
        /// For this SSRC.
        ssrc: u32,
    },
    /// The receiver sent a NACK.
    Nack,
    /// The receiver sent a PLI.
    Pli {
        /// For this SSRC.
        ssrc: u32,
    },
    /// An RTP packet went out.
    Rtp {
        /// The packet.
        rtp_packet: RtpPacketDump,
        /// Went as a retransmission.
        is_rtx: bool,
    },
}

/// A consumer as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ConsumerDump {
    /// Id.
    pub id: EntityId,
    /// How its encodings relate.
    pub consumer_type: ProducerType,
    /// Its producer.
    pub producer_id: EntityId,
    /// Sound or picture.
    pub kind: MediaKind,
    /// Parameters.
    pub rtp_parameters: RtpParameters,
    /// The producer's encodings in the router's numbers.
    pub consumable_encodings: Vec<RtpEncoding>,
    /// Payload types that it forwards.
    pub supported_codec_payload_types: Vec<u8>,
    /// What is traced.
    pub trace_event_types: Vec<ConsumerTraceType>,
    /// Paused by the control plane.
    pub paused: bool,
    /// Its producer is paused.
    pub producer_paused: bool,
    /// 1 to 255: share of the transport's bitrate.
    pub priority: u8,
    /// Streams sent.
    pub rtp_streams: Vec<RtpStreamDump>,
    /// Layers of a consumer that has any; none for a simple one.
    pub layers: Option<ConsumerLayersDump>,
}

/// Layers that a simulcast or SVC consumer wants, aims at and sends; −1 for none.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ConsumerLayersDump {
    /// Wanted.
    pub preferred: (i16, i16),
    /// Aimed at.
    pub target: (i16, i16),
    /// Sent.
    pub current: (i16, i16),
}
