//! What one consumer was sent lately, so that it can be sent again.
//!
//! A packet's bytes are the producer's, shared by all consumers; each consumer adds only a small record. Where no retransmission
//! stream was negotiated, a resend must be the very bytes that were sealed before: sealing again would use one nonce for two
//! packets, which reveals the authentication key of AES-GCM (RFC 7714 §8.3).

use std::collections::VecDeque;
use std::rc::Rc;
use std::time::{Duration, Instant};

use crate::rtp::{OutgoingHeader, PacketPool, PayloadRewrite, RtpTimestamp, SeqNo, SharedPacket};

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
    Shared(Rc<SharedPacket>),
    Sealed(Vec<u8>),
}

impl Content {
    fn len(&self) -> usize {
        match self {
            Self::Shared(packet) => packet.len(),
            Self::Sealed(bytes) => bytes.len(),
        }
    }
}

/// What one consumer adds to a packet. Kept small: it is written for every copy and read again only when it expires.
#[derive(Debug)]
struct Item {
    extended: u64,
    content: Content,
    timestamp: RtpTimestamp,
    /// Milliseconds of the store's clock, modulo 2^32.
    sent_ms: u32,
    /// The same of the last resend, once there was one.
    resent_ms: u32,
    rewrite: PayloadRewrite,
    marker: bool,
    resends: u8,
}

impl Item {
    fn header(&self) -> StoredHeader {
        StoredHeader {
            seq: SeqNo((self.extended & 0xffff) as u16),
            timestamp: self.timestamp,
            marker: self.marker,
        }
    }
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

/// Buffers of expired sealed packets that wait for the next ones. Higher: no allocation after bursts either. Lower: less memory.
const SPARE_BUFFERS: usize = 8;

/// One consumer's store: bounded by number, bytes and age.
#[derive(Debug)]
pub struct RetransmissionStore {
    max_age_ms: u32,
    /// Beginning of the store's clock.
    epoch: Option<Instant>,
    items: VecDeque<Item>,
    bytes: usize,
    spare: Vec<Vec<u8>>,
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
            max_age_ms: u32::try_from(max_age.as_millis()).unwrap_or(u32::MAX),
            epoch: None,
            items: VecDeque::new(),
            bytes: 0,
            spare: Vec::new(),
        }
    }

    /// Keeps a producer's packet as it was sent at `now`; those that make room for it go back to the pool.
    pub fn insert_shared(
        &mut self,
        now: Instant,
        header: StoredHeader,
        packet: Rc<SharedPacket>,
        rewrite: PayloadRewrite,
        pool: &mut PacketPool,
    ) {
        let now_ms = self.insert(now, header, Content::Shared(packet), rewrite);
        self.expire_at(now_ms, |packet| pool.give_back(packet));
    }

    /// Keeps the sealed bytes of a packet sent at `now`.
    pub fn insert_sealed(&mut self, now: Instant, header: StoredHeader, bytes: &[u8]) {
        let mut kept = self.spare.pop().unwrap_or_default();
        kept.extend_from_slice(bytes);
        let now_ms = self.insert(now, header, Content::Sealed(kept), PayloadRewrite::NONE);
        self.expire_at(now_ms, drop);
    }

    /// Puts a packet in its place and gives the time of it.
    fn insert(
        &mut self,
        now: Instant,
        header: StoredHeader,
        content: Content,
        rewrite: PayloadRewrite,
    ) -> u32 {
        let newest = self.items.back().map_or(1 << 16, |item| item.extended);
        let extended = header.seq.extend_near(newest);
        let now_ms = self.clock_ms(now);
        let item = Item {
            extended,
            content,
            timestamp: header.timestamp,
            sent_ms: now_ms,
            resent_ms: 0,
            rewrite,
            marker: header.marker,
            resends: 0,
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
        now_ms
    }

    /// Milliseconds since the first packet, modulo 2^32: ages are differences, and far below that.
    fn clock_ms(&mut self, now: Instant) -> u32 {
        let epoch = *self.epoch.get_or_insert(now);
        (now.saturating_duration_since(epoch).as_millis() & u128::from(u32::MAX)) as u32
    }

    /// Drops what is too old or too much.
    pub fn expire(&mut self, now: Instant) {
        let now_ms = self.clock_ms(now);
        self.expire_at(now_ms, drop);
    }

    fn expire_at(&mut self, now_ms: u32, mut give_back: impl FnMut(Rc<SharedPacket>)) {
        while self.items.front().is_some_and(|item| {
            self.items.len() > MAX_ITEMS
                || self.bytes > MAX_BYTES
                || now_ms.wrapping_sub(item.sent_ms) > self.max_age_ms
        }) {
            let Some(item) = self.items.pop_front() else {
                break;
            };
            self.bytes -= item.content.len();
            match item.content {
                Content::Shared(packet) => give_back(packet),
                Content::Sealed(mut bytes) if self.spare.len() < SPARE_BUFFERS => {
                    bytes.clear();
                    self.spare.push(bytes);
                }
                Content::Sealed(_) => {}
            }
        }
        // A burst must not hold its memory for ever.
        if self.items.is_empty() && self.items.capacity() > 64 {
            self.items.shrink_to_fit();
            self.spare = Vec::new();
        }
    }

    /// Forgets everything.
    pub fn clear(&mut self) {
        self.items = VecDeque::new();
        self.spare = Vec::new();
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

    /// Picks a packet to send again: it must still be held, not have been resent within the last round trip and what it waited before
    /// it, nor too often, nor be larger than `budget`. `wait` is how long it will wait this time.
    pub(super) fn pick(
        &mut self,
        now: Instant,
        seq: SeqNo,
        rtt: Option<Duration>,
        wait: Duration,
        budget: usize,
    ) -> Option<Picked<'_>> {
        let now_ms = self.clock_ms(now);
        let newest = self.items.back()?.extended;
        let extended = seq.extend_near(newest);
        let at = self
            .items
            .binary_search_by_key(&extended, |item| item.extended)
            .ok()?;
        let item = self.items.get_mut(at)?;
        let gate = rtt.unwrap_or(DEFAULT_RTT).min(MAX_GATE);
        // It may not have left yet: then the difference is below zero.
        let since_ms = i128::from(now_ms.wrapping_sub(item.resent_ms).cast_signed());
        let gated = item.resends > 0 && since_ms < gate.as_millis().cast_signed();
        let expired = now_ms.wrapping_sub(item.sent_ms) > self.max_age_ms;
        let len = item.content.len();
        if gated || expired || item.resends >= MAX_RESENDS || len > budget {
            return None;
        }
        item.resends += 1;
        item.resent_ms = now_ms.wrapping_add(u32::try_from(wait.as_millis()).unwrap_or(0));
        let content = match &item.content {
            Content::Shared(packet) => PickedContent::Shared(packet, &item.rewrite),
            Content::Sealed(bytes) => PickedContent::Sealed(bytes),
        };
        Some(Picked {
            header: item.header(),
            content,
            first: item.resends == 1,
            len,
        })
    }
}

#[cfg(test)]
mod tests;
