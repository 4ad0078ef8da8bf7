//! Transport-wide feedback: which packets of a whole transport arrived, and when
//! (draft-holmer-rmcat-transport-wide-cc-extensions-01 §3.1).
//!
//! ```text
//! |      base sequence number     |      packet status count      |
//! |                 reference time                | fb pkt. count |
//! |          packet chunk         |          packet chunk …       |
//! |  recv delta   | …                             | zero padding  |
//! ```

use super::{close, format, open, packet_type, take, take_u8, take_u16};
use crate::rtp::SeqNo;

/// Microseconds in one tick of a delta.
const TICK_US: u64 = 250;

/// Ticks in one step of the reference time, 64 ms.
const TICKS_PER_REFERENCE: u64 = 256;

/// Statuses that one packet may speak of; more than any honest receiver has to tell within its 100 ms.
/// Higher: more work for a hostile packet of twenty bytes. Lower: feedback after a long outage is refused.
const MAX_STATUSES: u16 = 1 << 14;

/// Bytes of one feedback packet, so that it fits a datagram with whatever else is in the compound.
/// Higher: fewer packets. Lower: less lost with one of them.
const MAX_PACKET_LEN: usize = 1_000;

const NOT_RECEIVED: u8 = 0;
const SMALL_DELTA: u8 = 1;
const LARGE_DELTA: u8 = 2;

/// Why a feedback packet says nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum TransportFeedbackError {
    /// It ends before all of its statuses and deltas.
    #[error("the feedback ends before its statuses and deltas")]
    TooShort,
    /// It speaks of no packet, or of absurdly many.
    #[error("the feedback speaks of no packet or of absurdly many")]
    StatusCount,
    /// It uses the reserved status.
    #[error("the feedback uses the reserved status")]
    ReservedStatus,
}

/// One feedback packet, checked whole; statuses are read lazily.
#[derive(Clone, Debug)]
pub struct TransportFeedback<'a> {
    /// Who sends the feedback.
    pub sender_ssrc: u32,
    /// Any media stream of the transport.
    pub media_ssrc: u32,
    /// First packet that it speaks of.
    pub base_seq: SeqNo,
    /// Packets that it speaks of.
    pub status_count: u16,
    /// Reference time in steps of 64 ms, 24 bits signed.
    pub reference_time: i32,
    /// Running number of the feedback packet.
    pub feedback_count: u8,
    chunks: &'a [u8],
    deltas: &'a [u8],
}

/// What the feedback says of one packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PacketStatus {
    /// The packet.
    pub seq: SeqNo,
    /// When it arrived in the receiver's clock, in microseconds; `None` when it has not.
    pub arrived_at_us: Option<i64>,
}

impl<'a> TransportFeedback<'a> {
    pub(super) fn new(
        sender_ssrc: u32,
        media_ssrc: u32,
        body: &'a [u8],
    ) -> Result<Self, TransportFeedbackError> {
        let mut rest = body;
        let too_short = TransportFeedbackError::TooShort;
        let base_seq = SeqNo(take_u16(&mut rest).ok_or(too_short)?);
        let status_count = take_u16(&mut rest).ok_or(too_short)?;
        let [r0, r1, r2, feedback_count] = *take::<4>(&mut rest).ok_or(too_short)?;
        if status_count == 0 || status_count > MAX_STATUSES {
            return Err(TransportFeedbackError::StatusCount);
        }
        let chunks = rest;
        let mut deltas_len = 0;
        let mut left = status_count;
        while left > 0 {
            let chunk = Chunk(take_u16(&mut rest).ok_or(too_short)?);
            let count = chunk.len().min(left);
            left -= count;
            deltas_len += chunk.deltas_len(count)?;
        }
        let chunks = chunks.get(..chunks.len() - rest.len()).unwrap_or_default();
        let deltas = rest.get(..deltas_len).ok_or(too_short)?;
        Ok(Self {
            sender_ssrc,
            media_ssrc,
            base_seq,
            status_count,
            reference_time: i32::from_be_bytes([r0, r1, r2, 0]) >> 8,
            feedback_count,
            chunks,
            deltas,
        })
    }

    /// The statuses, ascending by sequence number.
    #[must_use]
    pub fn statuses(&self) -> TransportStatuses<'a> {
        TransportStatuses {
            seq: self.base_seq,
            left: self.status_count,
            chunk: Chunk(0),
            index: 0,
            chunk_len: 0,
            chunks: self.chunks,
            deltas: self.deltas,
            ticks: i64::from(self.reference_time) * TICKS_PER_REFERENCE as i64,
        }
    }
}

/// Iterator over the statuses of one feedback packet.
#[derive(Clone, Debug)]
pub struct TransportStatuses<'a> {
    seq: SeqNo,
    left: u16,
    chunk: Chunk,
    index: u16,
    chunk_len: u16,
    chunks: &'a [u8],
    deltas: &'a [u8],
    ticks: i64,
}

impl Iterator for TransportStatuses<'_> {
    type Item = PacketStatus;

    fn next(&mut self) -> Option<PacketStatus> {
        if self.left == 0 {
            return None;
        }
        if self.index == self.chunk_len {
            self.chunk = Chunk(take_u16(&mut self.chunks)?);
            self.chunk_len = self.chunk.len();
            self.index = 0;
        }
        let delta = match self.chunk.symbol(self.index) {
            SMALL_DELTA => Some(i64::from(take_u8(&mut self.deltas)?)),
            LARGE_DELTA => Some(i64::from(take_u16(&mut self.deltas)?.cast_signed())),
            _ => None,
        };
        let arrived_at_us = delta.map(|delta| {
            self.ticks += delta;
            self.ticks * TICK_US as i64
        });
        let seq = self.seq;
        self.seq = seq.wrapping_add(1);
        self.index += 1;
        self.left -= 1;
        Some(PacketStatus { seq, arrived_at_us })
    }
}

/// A packet chunk: a run of one status, or a vector of 14 one-bit or 7 two-bit statuses.
#[derive(Clone, Copy, Debug)]
struct Chunk(u16);

impl Chunk {
    fn len(self) -> u16 {
        match self.0 >> 14 {
            0 | 1 => self.0 & 0x1fff,
            2 => 14,
            _ => 7,
        }
    }

    fn symbol(self, index: u16) -> u8 {
        let bits = match self.0 >> 14 {
            0 | 1 => self.0 >> 13,
            2 => self.0 >> 13u16.saturating_sub(index) & 0x01,
            _ => self.0 >> 12u16.saturating_sub(2 * index) & 0x03,
        };
        (bits & 0x03) as u8
    }

    /// Bytes of deltas that the first `count` statuses have.
    fn deltas_len(self, count: u16) -> Result<usize, TransportFeedbackError> {
        // A run is priced at once, so that the check costs the same for one status and for 8,191.
        let (symbols, times) = if self.0 & 0x8000 == 0 {
            (1, usize::from(count))
        } else {
            (count, 1)
        };
        let mut len = 0;
        for index in 0..symbols {
            len += match self.symbol(index) {
                NOT_RECEIVED => 0,
                SMALL_DELTA => 1,
                LARGE_DELTA => 2,
                _ => return Err(TransportFeedbackError::ReservedStatus),
            };
        }
        // An empty run makes no progress; a packet of them ends with its bytes.
        Ok(len * times)
    }
}

/// The packet has no room for this arrival, or it is too far in time from the one before; it belongs in the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FeedbackFull;

/// Builds one feedback packet from ascending arrivals.
#[derive(Clone, Debug)]
pub struct FeedbackBuilder {
    base_seq: SeqNo,
    reference: u64,
    feedback_count: u8,
    symbols: Vec<u8>,
    deltas: Vec<u8>,
    ticks: u64,
}

impl FeedbackBuilder {
    /// A packet that speaks of `base_seq` and later; `first_arrival_us` is when the first received of them came, in
    /// microseconds of the receiver's clock.
    #[must_use]
    pub fn new(base_seq: SeqNo, first_arrival_us: u64, feedback_count: u8) -> Self {
        let reference = first_arrival_us / TICK_US / TICKS_PER_REFERENCE;
        Self {
            base_seq,
            reference,
            feedback_count,
            symbols: Vec::new(),
            deltas: Vec::new(),
            ticks: reference * TICKS_PER_REFERENCE,
        }
    }

    /// Adds a packet that came, and as missing those between the one before it and itself.
    ///
    /// # Errors
    /// When it does not fit; nothing is added then.
    pub fn push(&mut self, seq: SeqNo, arrival_us: u64) -> Result<(), FeedbackFull> {
        let index = usize::from(seq.0.wrapping_sub(self.base_seq.0));
        if index < self.symbols.len() || index >= usize::from(MAX_STATUSES) {
            return Err(FeedbackFull);
        }
        let ticks = arrival_us / TICK_US;
        let delta = ticks.cast_signed().wrapping_sub(self.ticks.cast_signed());
        let (symbol, small, large) = match (u8::try_from(delta), i16::try_from(delta)) {
            (Ok(small), _) => (SMALL_DELTA, Some(small), None),
            (_, Ok(large)) => (LARGE_DELTA, None, Some(large)),
            _ => return Err(FeedbackFull),
        };
        // Seven statuses in a chunk is the densest that is always possible.
        let chunks_len = 2 * (index / 7 + 1);
        if 20 + chunks_len + self.deltas.len() + 2 > MAX_PACKET_LEN {
            return Err(FeedbackFull);
        }
        self.symbols.resize(index, NOT_RECEIVED);
        self.symbols.push(symbol);
        self.deltas.extend(small);
        self.deltas
            .extend(large.into_iter().flat_map(i16::to_be_bytes));
        self.ticks = ticks;
        Ok(())
    }

    /// Packets that it speaks of so far.
    #[must_use]
    pub fn status_count(&self) -> usize {
        self.symbols.len()
    }

    /// Packets among them that are missing.
    #[must_use]
    pub fn missing_count(&self) -> usize {
        self.symbols
            .iter()
            .filter(|symbol| **symbol == NOT_RECEIVED)
            .count()
    }

    /// Appends the packet; nothing when it speaks of none.
    pub fn write(&self, out: &mut Vec<u8>, sender_ssrc: u32, media_ssrc: u32) {
        if self.symbols.is_empty() {
            return;
        }
        let start = open(out, format::TRANSPORT_CC, packet_type::TRANSPORT_FEEDBACK);
        out.extend_from_slice(&sender_ssrc.to_be_bytes());
        out.extend_from_slice(&media_ssrc.to_be_bytes());
        out.extend_from_slice(&self.base_seq.0.to_be_bytes());
        out.extend_from_slice(&(self.symbols.len() as u16).to_be_bytes());
        let reference = ((self.reference & 0xff_ffff) as u32) << 8 | u32::from(self.feedback_count);
        out.extend_from_slice(&reference.to_be_bytes());
        let mut rest = self.symbols.as_slice();
        while let Some((chunk, used)) = next_chunk(rest) {
            out.extend_from_slice(&chunk.to_be_bytes());
            rest = rest.get(used..).unwrap_or_default();
        }
        out.extend_from_slice(&self.deltas);
        close(out, start);
    }
}

/// The chunk that says the most of what lies ahead, and how many statuses that is.
fn next_chunk(symbols: &[u8]) -> Option<(u16, usize)> {
    let first = *symbols.first()?;
    let run = symbols
        .iter()
        .take(0x1fff)
        .take_while(|symbol| **symbol == first)
        .count();
    let one_bit = symbols
        .iter()
        .take(14)
        .take_while(|symbol| **symbol != LARGE_DELTA)
        .count();
    let one_bit_whole = one_bit == symbols.len().min(14);
    if run >= 14 || (run >= 7 && !one_bit_whole) || run == symbols.len() {
        return Some((u16::from(first) << 13 | run as u16, run));
    }
    if one_bit_whole {
        let bits = symbols.iter().take(one_bit).enumerate();
        let vector = bits.fold(0u16, |vector, (index, symbol)| {
            vector | u16::from(*symbol) << (13 - index)
        });
        return Some((0x8000 | vector, one_bit));
    }
    let used = symbols.len().min(7);
    let bits = symbols.iter().take(used).enumerate();
    let vector = bits.fold(0u16, |vector, (index, symbol)| {
        vector | u16::from(*symbol) << (12 - 2 * index)
    });
    Some((0xc000 | vector, used))
}

#[cfg(test)]
mod tests;
