//! Dumps and statistics of RTP streams, received or sent.

use crate::ortc::MediaKind;

/// What a stream was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtpStreamParams {
    /// Index of the encoding.
    pub encoding_index: u32,
    /// Its SSRC.
    pub ssrc: u32,
    /// Its payload type.
    pub payload_type: u8,
    /// Its codec, such as `video/VP8`.
    pub mime_type: String,
    /// Hz.
    pub clock_rate: u32,
    /// RID, when signalled.
    pub rid: Option<String>,
    /// CNAME.
    pub cname: String,
    /// SSRC of its retransmissions.
    pub rtx_ssrc: Option<u32>,
    /// Payload type of its retransmissions.
    pub rtx_payload_type: Option<u8>,
    /// Loss is repaired with NACK.
    pub use_nack: bool,
    /// Key frames are asked for with PLI.
    pub use_pli: bool,
    /// Key frames are asked for with FIR.
    pub use_fir: bool,
    /// Opus carries FEC in band.
    pub use_in_band_fec: bool,
    /// Discontinuous transmission.
    pub use_dtx: bool,
    /// Spatial layers.
    pub spatial_layers: u8,
    /// Temporal layers.
    pub temporal_layers: u8,
}

/// What a stream of retransmissions was made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtxStreamParams {
    /// Its SSRC.
    pub ssrc: u32,
    /// Its payload type.
    pub payload_type: u8,
    /// Such as `video/rtx`.
    pub mime_type: String,
    /// Hz.
    pub clock_rate: u32,
    /// RID of the stream that it repairs.
    pub rrid: Option<String>,
    /// CNAME.
    pub cname: String,
}

/// A stream as it stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RtpStreamDump {
    /// What it was made of.
    pub params: RtpStreamParams,
    /// 0 to 10.
    pub score: u8,
    /// Its retransmissions.
    pub rtx_stream: Option<RtxStreamParams>,
}

/// Counters of a stream.
#[derive(Debug, Clone, PartialEq)]
pub struct RtpStreamStats {
    /// Milliseconds of the router's clock.
    pub timestamp_ms: u64,
    /// SSRC.
    pub ssrc: u32,
    /// Sound or picture.
    pub kind: MediaKind,
    /// Codec.
    pub mime_type: String,
    /// Packets that never came; negative when duplicates came (RFC 3550 §6.4.1).
    pub packets_lost: i32,
    /// Share lost in the last interval, in 256ths.
    pub fraction_lost: u8,
    /// Interarrival jitter in clock ticks (RFC 3550 §6.4.1).
    pub jitter: u32,
    /// Packets thrown away: too old, duplicates.
    pub packets_discarded: u64,
    /// Packets sent again.
    pub packets_retransmitted: u64,
    /// Packets that came after all because they were asked for.
    pub packets_repaired: u64,
    /// NACK messages.
    pub nack_count: u64,
    /// Packets asked for in them.
    pub nack_packet_count: u64,
    /// PLI messages.
    pub pli_count: u64,
    /// FIR messages.
    pub fir_count: u64,
    /// RID.
    pub rid: Option<String>,
    /// SSRC of its retransmissions.
    pub rtx_ssrc: Option<u32>,
    /// Retransmissions thrown away.
    pub rtx_packets_discarded: u64,
    /// Milliseconds there and back; 0 while unknown.
    pub round_trip_time_ms: f32,
    /// 0 to 10.
    pub score: u8,
    /// Packets received or sent.
    pub packet_count: u64,
    /// Their bytes.
    pub byte_count: u64,
    /// Bits per second over the last seconds.
    pub bitrate: u64,
    /// Received or sent.
    pub direction: StreamDirection,
}

/// Which way a stream goes, with what only that way has.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StreamDirection {
    /// Received (`inbound-rtp`).
    Received {
        /// (layer as `spatial.temporal`, bits per second).
        bitrate_by_layer: Vec<(String, u64)>,
    },
    /// Sent (`outbound-rtp`).
    Sent,
}
