//! Packet indexes of one SSRC: the 48-bit RTP index estimate (RFC 3711 §3.3.1) and the window of indexes seen.

use super::SrtpError;

/// Indexes that the window remembers behind the highest. Higher accepts packets that are reordered or repaired later
/// (at 1,000 packets a second this is about a second); lower costs less memory per SSRC (a bit each).
pub(super) const WINDOW: u64 = 1024;
const WORDS: usize = (WINDOW / 64) as usize;

/// Estimates the index of a packet with sequence number `seq` when `highest` is the highest index so far.
///
/// The roll-over counter is guessed so that the index is closest to `highest` (RFC 3711 appendix A). `None`: the packet
/// is from before the first one, where no index exists.
pub(super) fn estimate(highest: Option<u64>, seq: u16) -> Option<u64> {
    let Some(highest) = highest else {
        return Some(u64::from(seq));
    };
    let roc = highest >> 16;
    let last = (highest & 0xffff) as u16;
    let distance = i32::from(seq) - i32::from(last);
    let roc = if distance > 0x8000 {
        roc.checked_sub(1)?
    } else if distance < -0x8000 {
        roc + 1
    } else {
        roc
    };
    Some((roc << 16) | u64::from(seq))
}

/// What the window knows of an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Seen {
    /// Not seen yet.
    No,
    /// Seen.
    Yes,
    /// So far behind the highest that nobody knows.
    TooOld,
}

/// The highest index and which of the [`WINDOW`] indexes up to it were seen.
#[derive(Debug, Clone)]
pub(super) struct Window {
    highest: Option<u64>,
    /// Ring of bits; index `i` lives at bit `i % WINDOW`.
    bits: [u64; WORDS],
}

impl Window {
    pub(super) fn new() -> Self {
        Window {
            highest: None,
            bits: [0; WORDS],
        }
    }

    pub(super) fn highest(&self) -> Option<u64> {
        self.highest
    }

    pub(super) fn seen(&self, index: u64) -> Seen {
        match self.highest {
            Some(highest) if index <= highest => {
                if highest - index >= WINDOW {
                    Seen::TooOld
                } else if self.bit(index) {
                    Seen::Yes
                } else {
                    Seen::No
                }
            }
            _ => Seen::No,
        }
    }

    /// Marks an index as seen; one that is too old is left out.
    pub(super) fn insert(&mut self, index: u64) {
        match self.highest {
            Some(highest) if index <= highest => {
                if highest - index >= WINDOW {
                    return;
                }
            }
            Some(highest) if index - highest < WINDOW => {
                for skipped in highest + 1..index {
                    self.set(skipped, false);
                }
                self.highest = Some(index);
            }
            _ => {
                self.bits = [0; WORDS];
                self.highest = Some(index);
            }
        }
        self.set(index, true);
    }

    fn bit(&self, index: u64) -> bool {
        let (word, mask) = Self::place(index);
        self.bits.get(word).is_some_and(|bits| bits & mask != 0)
    }

    fn set(&mut self, index: u64, value: bool) {
        let (word, mask) = Self::place(index);
        if let Some(bits) = self.bits.get_mut(word) {
            if value {
                *bits |= mask;
            } else {
                *bits &= !mask;
            }
        }
    }

    fn place(index: u64) -> (usize, u64) {
        let bit = index % WINDOW;
        ((bit / 64) as usize, 1 << (bit % 64))
    }
}

/// Maps what the window knows to the inbound error.
pub(super) fn refuse_replay(seen: Seen) -> Result<(), SrtpError> {
    match seen {
        Seen::No => Ok(()),
        Seen::Yes => Err(SrtpError::Replayed),
        Seen::TooOld => Err(SrtpError::TooOld),
    }
}
