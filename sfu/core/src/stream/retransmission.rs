//! What one consumer was sent lately, so that it can be sent again.
//!
//! A packet's bytes are the producer's, shared by all consumers; each consumer adds only a small record. Where no retransmission
//! stream was negotiated, a resend must be the very bytes that were sealed before: sealing again would use one nonce for two
//! packets, which reveals the authentication key of AES-GCM (RFC 7714 §8.3).

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::rtp::{OutgoingHeader, PayloadRewrite, RtpTimestamp, SeqNo, SharedPacket};

/// Packets one consumer's store holds.
/// Higher: repair over longer round trips at high rates. Lower: less memory for each consumer.
const MAX_ITEMS: usize = 2_500;

/// Bytes that the packets of one consumer's store add up to; shared ones count in full, since they live as long as any store
/// holds them.
/// Higher: repair at high rates. Lower: less memory while many consumers differ.
const MAX_BYTES: usize = 4 << 20;

/// Resends of one packet. At 30 % loss three leave 1 % unrepaired.
/// Higher: better repair on very lossy links. Lower: less for a hostile peer to multiply.
const MAX_RESENDS: u8 = 5;

/// Wait after a resend before the next one when no round trip is known.
const DEFAULT_RTT: Duration = Duration::from_millis(100);

/// Longest wait after a resend, whatever round trip the peer's reports claim.
const MAX_GATE: Duration = Duration::from_millis(500);

/// How a sent packet is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StoreKind {
    /// Not at all: the consumer did not negotiate NACK.
    Nothing,
    /// The producer's packet, for the retransmission stream.
    Shared,
    /// The sealed bytes, to be sent again as they are.
    Sealed,
}

/// How a packet went out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct StoredHeader {
    /// Sequence number that the consumer knows it by.
    pub seq: SeqNo,
    /// Timestamp that it went out with.
    pub timestamp: RtpTimestamp,
    /// Marker that it went out with.
    pub marker: bool,
}

#[derive(Debug)]
enum Content {
    Shared {
        packet: Rc<SharedPacket>,
        rewrite: PayloadRewrite,
    },
    Sealed(Rc<[u8]>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Shared { packet, .. } => packet.len(),
            Self::Sealed(bytes) => bytes.len(),
        }
    }
}

#[derive(Debug)]
struct Item {
    extended: u64,
    header: StoredHeader,
    content: Content,
    sent_at: Instant,
    resent_at: Option<Instant>,
    resends: u8,
}

/// A packet to send again.
#[derive(Debug)]
pub enum Resend<'a> {
    /// On the retransmission stream, with `osn` in front of the payload; to be written, stamped and sealed as a new packet.
    Rtx {
        /// Header of the retransmission packet.
        header: OutgoingHeader,
        /// Original sequence number.
        osn: SeqNo,
        /// The producer's packet.
        packet: &'a SharedPacket,
        /// Change at the front of its payload.
        rewrite: &'a PayloadRewrite,
    },
    /// The bytes of the first sending, sealed and complete; to be sent untouched.
    Sealed(&'a [u8]),
}

/// One consumer's store: bounded by number, bytes and age.
#[derive(Debug)]
pub struct RetransmissionStore {
    max_age: Duration,
    items: VecDeque<Item>,
    bytes: usize,
}

/// A stored packet picked for a resend.
pub(super) struct Picked<'a> {
    pub header: StoredHeader,
    /// Producer's packet and change, or sealed bytes.
    pub content: PickedContent<'a>,
    pub first: bool,
    pub len: usize,
}

pub(super) enum PickedContent<'a> {
    Shared(&'a SharedPacket, &'a PayloadRewrite),
    Sealed(&'a [u8]),
}

impl RetransmissionStore {
    /// A store that keeps packets for `max_age`.
    #[must_use]
    pub fn new(max_age: Duration) -> Self {
        Self {
            max_age,
            items: VecDeque::new(),
            bytes: 0,
        }
    }

    /// Keeps a producer's packet as it was sent at `now`.
    pub fn insert_shared(
        &mut self,
        now: Instant,
        header: StoredHeader,
        packet: Rc<SharedPacket>,
        rewrite: PayloadRewrite,
    ) {
        self.insert(now, header, Content::Shared { packet, rewrite });
    }

    /// Keeps the sealed bytes of a packet sent at `now`.
    pub fn insert_sealed(&mut self, now: Instant, header: StoredHeader, bytes: Rc<[u8]>) {
        self.insert(now, header, Content::Sealed(bytes));
    }

    fn insert(&mut self, now: Instant, header: StoredHeader, content: Content) {
        let newest = self.items.back().map_or(1 << 16, |item| item.extended);
        let extended = header.seq.extend_near(newest);
        let item = Item {
            extended,
            header,
            sent_at: now,
            resent_at: None,
            resends: 0,
            content,
        };
        self.bytes += item.content.len();
        // Nearly always at the end; a late packet finds its place from there.
        match self.items.back() {
            Some(last) if extended <= last.extended => {
                match self.items.binary_search_by_key(&extended, |i| i.extended) {
                    // The sequence rewriter never gives a number twice, so this is a misuse that loses the older bytes only.
                    Ok(at) => {
                        if let Some(old) = self.items.get_mut(at) {
                            self.bytes -= old.content.len();
                            *old = item;
                        }
                    }
                    Err(at) => self.items.insert(at, item),
                }
            }
            _ => self.items.push_back(item),
        }
        self.expire(now);
    }

    /// Drops what is too old or too much.
    pub fn expire(&mut self, now: Instant) {
        while self.items.front().is_some_and(|item| {
            self.items.len() > MAX_ITEMS
                || self.bytes > MAX_BYTES
                || now.saturating_duration_since(item.sent_at) > self.max_age
        }) {
            if let Some(item) = self.items.pop_front() {
                self.bytes -= item.content.len();
            }
        }
        // A burst must not hold its memory for ever.
        if self.items.is_empty() && self.items.capacity() > 64 {
            self.items.shrink_to_fit();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.items = VecDeque::new();
        self.bytes = 0;
    }

    /// Packets held.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether none is held.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// Bytes held.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes
    }

    /// Picks a packet to send again: it must still be held, not have been resent within the last round trip, nor too often,
    /// nor be larger than `budget`.
    pub(super) fn pick(
        &mut self,
        now: Instant,
        seq: SeqNo,
        rtt: Option<Duration>,
        budget: usize,
    ) -> Option<Picked<'_>> {
        let newest = self.items.back()?.extended;
        let extended = seq.extend_near(newest);
        let at = self
            .items
            .binary_search_by_key(&extended, |item| item.extended)
            .ok()?;
        let item = self.items.get_mut(at)?;
        let gate = rtt.unwrap_or(DEFAULT_RTT).min(MAX_GATE);
        let gated = item
            .resent_at
            .is_some_and(|resent| now.saturating_duration_since(resent) < gate);
        let expired = now.saturating_duration_since(item.sent_at) > self.max_age;
        let len = item.content.len();
        if gated || expired || item.resends >= MAX_RESENDS || len > budget {
            return None;
        }
        item.resends += 1;
        item.resent_at = Some(now);
        let content = match &item.content {
            Content::Shared { packet, rewrite } => PickedContent::Shared(packet, rewrite),
            Content::Sealed(bytes) => PickedContent::Sealed(bytes),
        };
        Some(Picked {
            header: item.header,
            content,
            first: item.resends == 1,
            len,
        })
    }
}

#[cfg(test)]
mod tests;
