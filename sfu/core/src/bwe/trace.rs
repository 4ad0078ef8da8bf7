//! What the estimator saw and decided, for a picture of it.

use super::trend::Usage;
use std::time::Instant;

/// A probe's beginning or end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ProbeTrace {
    /// It began.
    Began {
        /// Bits per second to send at.
        goal_bps: u64,
        /// Bytes in all.
        bytes: u32,
    },
    /// It ended.
    Ended {
        /// Bits per second that the line carried; 0 when nothing was found out.
        carried_bps: u64,
        /// The line, and not the sender, made the pace.
        is_saturated: bool,
    },
}

/// The estimator as it stands after a feedback or a probe; rates in bits per second.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct BweTrace {
    /// When.
    pub at: Instant,
    /// The estimate.
    pub available_bps: u64,
    /// The line's own rate, where it was measured.
    pub capacity_bps: Option<u64>,
    /// What the consumers would use.
    pub desired_bps: u64,
    /// What was sent lately.
    pub sent_bps: Option<u64>,
    /// What arrived of it, in its own time.
    pub received_bps: Option<u64>,
    /// Standing queue, in milliseconds.
    pub queue_ms: f64,
    /// Wait of the newest packet, in milliseconds.
    pub latest_queue_ms: f64,
    /// Scaled slope of the delay, in milliseconds.
    pub trend_ms: f64,
    /// What it is compared with.
    pub threshold_ms: f64,
    /// What that tells.
    pub usage: Usage,
    /// Part of the packets lost, 0…1.
    pub loss: f64,
    /// Round trip with the time that feedback waits for company, in milliseconds.
    pub round_trip_ms: f64,
    /// A probe that began or ended.
    pub probe: Option<ProbeTrace>,
}
