//! Sequence numbers: following a received stream across wraps and jumps, and numbering a forwarded one without gaps of our making.

use crate::rtp::SeqNo;

/// Packets ahead that are taken for a gap rather than for a restart (RFC 3550 §A.1 MAX_DROPOUT).
/// Higher: longer outages are bridged. Lower: a restarted sender is recognised sooner.
const MAX_DROPOUT: u16 = 3_000;

/// Packets behind that are taken for reordering rather than for a restart (RFC 3550 §A.1 MAX_MISORDER).
/// Higher: later retransmissions still count. Lower: a restarted sender is recognised sooner.
const MAX_MISORDER: u16 = 1_500;

/// What a sequence number means to the stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SeqUpdate {
    /// Part of the stream; its extended number.
    Accepted(u64),
    /// The sender began anew, two packets in a row proved it; the extended number in a later cycle.
    Restarted(u64),
    /// A lone jump; the packet is dropped and counted.
    Discarded,
}

/// Extends a received stream's sequence numbers and counts what should have come (RFC 3550 §A.1, §A.3).
#[derive(Clone, Debug, Default)]
pub struct SeqTracker {
    base: u64,
    highest: Option<u64>,
    expected_before_restart: u64,
    /// The number that would prove a restart.
    restart_at: Option<SeqNo>,
}

impl SeqTracker {
    /// Takes the number of a packet that arrived.
    pub fn handle_seq(&mut self, seq: SeqNo) -> SeqUpdate {
        let Some(highest) = self.highest else {
            // One cycle up, so that packets from before the first one have room below.
            let extended = (1 << 16) | u64::from(seq.0);
            self.base = extended;
            self.highest = Some(extended);
            return SeqUpdate::Accepted(extended);
        };
        let ahead = seq.0.wrapping_sub((highest & 0xffff) as u16);
        if ahead < MAX_DROPOUT {
            let extended = highest + u64::from(ahead);
            self.highest = Some(extended);
            self.restart_at = None;
            return SeqUpdate::Accepted(extended);
        }
        if ahead > MAX_MISORDER.wrapping_neg() {
            let behind = u64::from(ahead.wrapping_neg());
            return SeqUpdate::Accepted(highest.saturating_sub(behind));
        }
        if self.restart_at == Some(seq) {
            self.expected_before_restart = self.expected();
            // Two cycles up, so that the new numbers are far from all the old ones.
            let extended = (((highest >> 16) + 2) << 16) | u64::from(seq.0);
            self.base = extended;
            self.highest = Some(extended);
            self.restart_at = None;
            return SeqUpdate::Restarted(extended);
        }
        self.restart_at = Some(seq.wrapping_add(1));
        SeqUpdate::Discarded
    }

    /// Packets that should have come so far.
    #[must_use]
    pub fn expected(&self) -> u64 {
        let current = self.highest.map_or(0, |highest| highest - self.base + 1);
        self.expected_before_restart + current
    }

    /// Highest extended number.
    #[must_use]
    pub fn highest(&self) -> Option<u64> {
        self.highest
    }

    /// Highest number as a report block writes it: cycles since the first packet in the upper half.
    #[must_use]
    pub fn highest_on_wire(&self) -> u32 {
        self.highest.map_or(0, |highest| {
            (highest.saturating_sub(1 << 16) & 0xffff_ffff) as u32
        })
    }
}

/// Packets behind the newest that can still be forwarded late; at 1,000 packets/s two seconds, as long as they are repaired.
/// Higher: later repairs pass on. Lower: less memory for each consumer (two bits a packet).
const WINDOW: u64 = 2_048;
const WORDS: usize = (WINDOW / 64) as usize;

/// The newest output never rises by this much: the receiver would take the number for an older one.
const MAX_JUMP: u64 = 1 << 15;

/// A bit for each of the last [`WINDOW`] extended numbers.
#[derive(Clone, Debug)]
struct Bits([u64; WORDS]);

impl Bits {
    const EMPTY: Self = Self([0; WORDS]);

    fn place(number: u64) -> (usize, u64) {
        let bit = number % WINDOW;
        ((bit / 64) as usize, 1 << (bit % 64))
    }

    fn get(&self, number: u64) -> bool {
        let (word, bit) = Self::place(number);
        self.0.get(word).is_some_and(|word| word & bit != 0)
    }

    fn set(&mut self, number: u64) {
        let (word, bit) = Self::place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word |= bit;
        }
    }

    /// Bits set from `first` to `last`, both within one window.
    fn count(&self, first: u64, last: u64) -> i64 {
        let mut count = 0;
        let mut number = first;
        while number <= last {
            let (word, bit) = Self::place(number);
            // The rest of the word at once, without what lies beyond `last`.
            let in_word = (64 - u64::from(bit.trailing_zeros())).min(last - number + 1);
            let mask = (u64::MAX >> (64 - in_word)) << bit.trailing_zeros();
            count += self
                .0
                .get(word)
                .map_or(0, |word| i64::from((word & mask).count_ones()));
            number += in_word;
        }
        count
    }

    fn clear(&mut self, number: u64) {
        let (word, bit) = Self::place(number);
        if let Some(word) = self.0.get_mut(word) {
            *word &= !bit;
        }
    }
}

/// Numbers one consumer's packets.
///
/// Input keeps its order and its gaps; packets dropped on purpose leave no gap; [`SeqRewriter::sync`] continues right after the
/// newest output, whatever number the input goes on with. Two promises hold for every input: no output number is given twice
/// (in the extended sense, so a cipher never sees one nonce for two packets), and the newest output never rises by 2^15 or more
/// at once, so that the receiver's own extension of the numbers stays right.
#[derive(Clone, Debug)]
pub struct SeqRewriter {
    /// Highest input, extended; `None` until the first packet after creation or sync.
    highest_in: Option<u64>,
    /// Inputs below this belong to before the last sync.
    floor_in: u64,
    /// Input minus output at `highest_in`.
    offset: i64,
    highest_out: Option<u64>,
    first_out: SeqNo,
    forwarded: Bits,
    dropped: Bits,
}

impl SeqRewriter {
    /// A rewriter whose first output is `first`.
    #[must_use]
    pub fn new(first: SeqNo) -> Self {
        Self {
            highest_in: None,
            floor_in: 0,
            offset: 0,
            highest_out: None,
            first_out: first,
            forwarded: Bits::EMPTY,
            dropped: Bits::EMPTY,
        }
    }

    /// The next input, whatever its number, continues right after the newest output; anything older than it is refused.
    /// For resuming after a pause, switching the source and a sender's restart.
    pub fn sync(&mut self) {
        self.highest_in = None;
    }

    /// Leaves out one number before what follows, so that the receiver sees that something before it is missing.
    pub fn skip(&mut self) {
        self.highest_out = self.highest_out.map(|highest| highest + 1);
    }

    /// The output number for a packet to forward; `None` when the packet must not go out: it was forwarded or dropped
    /// before, is older than the last sync, or too old to know.
    pub fn rewrite(&mut self, seq: SeqNo) -> Option<SeqNo> {
        let input = self.extend(seq);
        let highest = self.highest_in?;
        if input > highest {
            let output = input.checked_add_signed(-self.offset);
            let previous = self.highest_out;
            // Gaps before dropped packets add up; when they would exceed half the number space, the stream goes on without.
            let output = match (output, previous) {
                (Some(output), Some(previous))
                    if output > previous && output - previous < MAX_JUMP =>
                {
                    output
                }
                (Some(output), None) => output,
                _ => {
                    self.restart_at(input);
                    self.next_out()
                }
            };
            self.advance(input);
            self.forwarded.set(input);
            self.offset = input.cast_signed() - output.cast_signed();
            self.highest_out = Some(output);
            return Some(SeqNo((output & 0xffff) as u16));
        }
        if input < self.floor_in
            || highest - input >= WINDOW
            || self.forwarded.get(input)
            || self.dropped.get(input)
        {
            return None;
        }
        let offset = self.offset - self.dropped.count(input + 1, highest);
        let output = input.checked_add_signed(-offset)?;
        // Late as it is, it may be the newest output when everything newer was dropped.
        let newest = self.highest_out.map_or(output, |newest| newest.max(output));
        if self
            .highest_out
            .is_some_and(|before| newest - before >= MAX_JUMP)
        {
            return None;
        }
        self.highest_out = Some(newest);
        self.forwarded.set(input);
        Some(SeqNo((output & 0xffff) as u16))
    }

    /// Notes a packet that the consumer does not get, so that its number leaves no gap. One that comes late has its gap
    /// already, because newer packets went out with it; it is only remembered.
    pub fn drop_packet(&mut self, seq: SeqNo) {
        if self.highest_in.is_none() {
            // Between a sync and the first forwarded packet nothing has a number.
            return;
        }
        let input = self.extend(seq);
        let Some(highest) = self.highest_in else {
            return;
        };
        if input > highest {
            self.advance(input);
            self.dropped.set(input);
            self.offset += 1;
        } else if input >= self.floor_in && highest - input < WINDOW && !self.dropped.get(input) {
            // Not in `dropped`: that would shift numbers that are already out.
            self.forwarded.set(input);
        }
    }

    /// Newest output.
    #[must_use]
    pub fn highest_output(&self) -> Option<SeqNo> {
        self.highest_out
            .map(|output| SeqNo((output & 0xffff) as u16))
    }

    /// The number's extended form; after a sync it begins a new run.
    fn extend(&mut self, seq: SeqNo) -> u64 {
        match self.highest_in {
            Some(highest) => seq.extend_near(highest),
            None => {
                let input = (1 << 16) | u64::from(seq.0);
                self.restart_at(input);
                input
            }
        }
    }

    fn restart_at(&mut self, input: u64) {
        self.floor_in = input;
        self.highest_in = Some(input - 1);
        self.offset = input.cast_signed() - self.next_out().cast_signed();
        self.forwarded = Bits::EMPTY;
        self.dropped = Bits::EMPTY;
    }

    fn next_out(&self) -> u64 {
        self.highest_out
            .map_or(u64::from(self.first_out.0), |highest| highest + 1)
    }

    /// Moves the window up to `input` and forgets what falls out of it.
    fn advance(&mut self, input: u64) {
        let highest = self.highest_in.unwrap_or(input);
        if input - highest >= WINDOW {
            self.forwarded = Bits::EMPTY;
            self.dropped = Bits::EMPTY;
        } else {
            for number in highest + 1..=input {
                self.forwarded.clear(number);
                self.dropped.clear(number);
            }
        }
        self.highest_in = Some(input);
    }
}

#[cfg(test)]
mod tests;
