//! What a received stream is made of, finds and counts.

use crate::codec::{Codec, PayloadContext};
use crate::stream::RtxParams;
use std::time::Duration;

/// What was negotiated for a stream.
#[derive(Clone, Copy, Debug)]
pub struct ReceiveParams {
    /// SSRC of the media.
    pub ssrc: u32,
    /// Payload type of the media.
    pub payload_type: u8,
    /// Clock in Hz; 0 turns jitter off.
    pub clock_rate: u32,
    /// Codec, for key frames and silence.
    pub codec: Codec,
    /// Retransmission stream.
    pub rtx: Option<RtxParams>,
    /// Whether the sender answers NACK.
    pub nack: bool,
    /// Whether it answers PLI.
    pub pli: bool,
    /// Whether it answers FIR; used where PLI is not.
    pub fir: bool,
    /// Whether it may fall silent on purpose.
    pub dtx: bool,
    /// Whether silence means that it stopped; off for pipes.
    pub inactivity_check: bool,
    /// Shortest time between two key-frame requests; zero for the default.
    pub key_frame_request_spacing: Duration,
}

/// A packet that belongs to the stream.
#[derive(Clone, Copy, Debug)]
pub struct Received {
    /// What its payload says.
    pub payload: PayloadContext,
    /// The sender began anew with this packet: consumers sync their numbers and switch their clocks.
    pub restarted: bool,
}

/// What [`super::ReceiveStream::poll`] found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiveEvents {
    /// The new score, when it changed since the last poll.
    pub score: Option<u8>,
    /// A PLI or FIR was written.
    pub key_frame_requested: bool,
    /// Packets that the NACKs written ask for.
    pub nacked_packets: usize,
}

/// A stream's counters, all since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ReceiveStats {
    /// Packets, recovered ones too.
    pub packet_count: u64,
    /// Bytes of those, headers included.
    pub byte_count: u64,
    /// Bits per second now.
    pub bitrate_bps: u64,
    /// Packets that never came in their own stream.
    pub packets_lost: i64,
    /// Loss in the last report's interval, in 1/256.
    pub fraction_lost: u8,
    /// Jitter in ticks.
    pub jitter: u32,
    /// Packets outside the stream's numbers.
    pub packets_discarded: u64,
    /// Retransmissions that came.
    pub packets_retransmitted: u64,
    /// Of these, the ones that were missing.
    pub packets_repaired: u64,
    /// NACK packets sent.
    pub nack_count: u64,
    /// Packets that they asked for.
    pub nack_packet_count: u64,
    /// PLIs sent.
    pub pli_count: u64,
    /// FIRs sent.
    pub fir_count: u64,
    /// Retransmission packets outside their stream's numbers.
    pub rtx_packets_discarded: u64,
    /// Round trip to the sender, where it answers extended reports.
    pub round_trip: Option<Duration>,
    /// Score, 0…10.
    pub score: u8,
}
