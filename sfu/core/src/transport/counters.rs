//! Bytes and rates of a transport, by what they were spent on.

use crate::stream::RateMeter;
use std::time::{Duration, Instant};

/// Window of the rates. Higher is smoother, lower follows sooner.
const RATE_WINDOW: Duration = Duration::from_millis(2_500);

/// Bytes and their rate.
#[derive(Debug, Clone)]
pub(crate) struct Flow {
    bytes: u64,
    rate: RateMeter,
}

impl Default for Flow {
    fn default() -> Flow {
        Flow {
            bytes: 0,
            rate: RateMeter::new(RATE_WINDOW),
        }
    }
}

impl Flow {
    /// Counts bytes.
    pub(crate) fn add(&mut self, now: Instant, bytes: usize) {
        self.bytes = self.bytes.wrapping_add(bytes as u64);
        self.rate.add(now, bytes);
    }

    /// Reads them.
    pub(crate) fn read(&mut self, now: Instant) -> FlowReading {
        FlowReading {
            bytes: self.bytes,
            bitrate: self.rate.bitrate_bps(now),
        }
    }
}

/// Bytes so far, and bits per second now.
#[derive(Debug, Clone, Copy)]
pub(crate) struct FlowReading {
    pub(crate) bytes: u64,
    pub(crate) bitrate: u64,
}

/// See the module's documentation. Plain RTP bytes count without their seal, all bytes with it.
#[derive(Debug, Default)]
pub(crate) struct TransportCounters {
    pub(crate) received: Flow,
    pub(crate) sent: Flow,
    pub(crate) rtp_received: Flow,
    pub(crate) rtp_sent: Flow,
    pub(crate) rtx_received: Flow,
    pub(crate) rtx_sent: Flow,
}

/// All of them at one instant.
#[derive(Debug, Clone, Copy)]
pub(crate) struct CounterReadings {
    pub(crate) received: FlowReading,
    pub(crate) sent: FlowReading,
    pub(crate) rtp_received: FlowReading,
    pub(crate) rtp_sent: FlowReading,
    pub(crate) rtx_received: FlowReading,
    pub(crate) rtx_sent: FlowReading,
}

impl TransportCounters {
    /// Reads all of them.
    pub(crate) fn read(&mut self, now: Instant) -> CounterReadings {
        CounterReadings {
            received: self.received.read(now),
            sent: self.sent.read(now),
            rtp_received: self.rtp_received.read(now),
            rtp_sent: self.rtp_sent.read(now),
            rtx_received: self.rtx_received.read(now),
            rtx_sent: self.rtx_sent.read(now),
        }
    }
}
