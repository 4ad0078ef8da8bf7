//! What a producer is made of and what it tells about itself.

use crate::ortc::{EntityId, MediaKind, ProducerType, RtpMapping, RtpParameters};
use crate::router::RtpStreamDump;

/// What it takes to make a producer.
#[derive(Debug, Clone, PartialEq)]
pub struct ProducerOptions {
    /// The control plane's id.
    pub id: EntityId,
    /// Sound or picture.
    pub kind: MediaKind,
    /// What the peer sends.
    pub rtp_parameters: RtpParameters,
    /// How it translates into the router's numbers.
    pub rtp_mapping: RtpMapping,
    /// Start without forwarding anything.
    pub paused: bool,
    /// Milliseconds during which further key-frame requests wait after one was sent; 0 for none.
    pub key_frame_request_delay_ms: u32,
    /// Number each packet in a header extension of its own.
    pub enable_mediasoup_packet_id_header_extension: bool,
}

/// The score of one of a producer's streams: 0 (nothing arrives) to 10 (no loss).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProducerScore {
    /// Index of the encoding.
    pub encoding_index: u32,
    /// SSRC on the wire.
    pub ssrc: u32,
    /// RID, when signalled.
    pub rid: Option<String>,
    /// 0 to 10.
    pub score: u8,
}

/// What a producer can trace.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ProducerTraceType {
    /// A packet that starts a key frame.
    KeyFrame,
    /// A FIR that we sent.
    Fir,
    /// A NACK that we sent.
    Nack,
    /// A PLI that we sent.
    Pli,
    /// Any RTP packet.
    Rtp,
    /// A sender report.
    Sr,
}

/// A packet described for a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtpPacketDump {
    /// Payload type.
    pub payload_type: u8,
    /// Sequence number.
    pub sequence_number: u16,
    /// RTP timestamp.
    pub timestamp: u32,
    /// Marker bit.
    pub marker: bool,
    /// SSRC.
    pub ssrc: u32,
    /// Whether a decoder can start here.
    pub is_key_frame: bool,
    /// Bytes of the whole packet.
    pub size: u64,
    /// Bytes of its payload.
    pub payload_size: u64,
    /// Spatial layer.
    pub spatial_layer: u8,
    /// Temporal layer.
    pub temporal_layer: u8,
    /// MID carried.
    pub mid: Option<String>,
    /// RID carried.
    pub rid: Option<String>,
    /// Repaired RID carried.
    pub rrid: Option<String>,
    /// Transport-wide sequence number carried.
    pub wide_sequence_number: Option<u16>,
}

/// One traced event of a producer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ProducerTraceInfo {
    /// A key frame came in.
    KeyFrame {
        /// The packet.
        rtp_packet: RtpPacketDump,
        /// Came as a retransmission.
        is_rtx: bool,
    },
    /// We sent a FIR.
    Fir {
        /// For this SSRC.
        ssrc: u32,
    },
    /// We sent a NACK.
    Nack,
    /// We sent a PLI.
    Pli {
        /// For this SSRC.
        ssrc: u32,
    },
    /// An RTP packet came in.
    Rtp {
        /// The packet.
        rtp_packet: RtpPacketDump,
        /// Came as a retransmission.
        is_rtx: bool,
    },
    /// A sender report came in (RFC 3550 §6.4.1).
    Sr {
        /// Its sender.
        ssrc: u32,
        /// NTP seconds.
        ntp_sec: u32,
        /// NTP fraction.
        ntp_frac: u32,
        /// RTP timestamp of that instant.
        rtp_timestamp: u32,
        /// Packets sent so far.
        packet_count: u32,
        /// Payload bytes sent so far.
        octet_count: u32,
    },
}

/// A producer as it stands.
#[derive(Debug, Clone, PartialEq)]
pub struct ProducerDump {
    /// Id.
    pub id: EntityId,
    /// Sound or picture.
    pub kind: MediaKind,
    /// How its encodings relate.
    pub producer_type: ProducerType,
    /// Parameters.
    pub rtp_parameters: RtpParameters,
    /// Mapping.
    pub rtp_mapping: RtpMapping,
    /// Streams seen so far.
    pub rtp_streams: Vec<RtpStreamDump>,
    /// What is traced.
    pub trace_event_types: Vec<ProducerTraceType>,
    /// Paused by the control plane.
    pub paused: bool,
}
