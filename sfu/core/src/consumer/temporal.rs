//! Temporal layers of one VP8 stream: which frames go on, and picture numbers without gaps for those that do.

use crate::codec::PayloadContext;
use crate::codec::vp8::Descriptor;
use crate::rtp::PayloadRewrite;

/// Frames behind the newest one of which it is known whether they were dropped. A frame that comes later than that is dropped.
const WINDOW: u64 = 128;

/// Numbers VP8 pictures: dropped frames leave no gap, a new source continues after the newest number sent.
///
/// All packets of a frame carry one number, so a number may be asked for many times; the answer stays the same.
#[derive(Debug, Default)]
struct PictureNumbers {
    /// Highest input, extended beyond its 15 bits; none until the first frame after creation or sync.
    highest_in: Option<u64>,
    /// Inputs below belong to before the last sync.
    floor_in: u64,
    /// Input minus output at `highest_in`.
    offset: i64,
    highest_out: Option<u64>,
    /// Bit n: the frame n before the newest was dropped.
    dropped: u128,
}

impl PictureNumbers {
    fn sync(&mut self) {
        self.highest_in = None;
    }

    /// The number's extended form, given its bits on the wire.
    fn extend(&mut self, id: u16, bits: u32) -> u64 {
        let modulus = 1_u64 << bits;
        let id = u64::from(id) & (modulus - 1);
        match self.highest_in {
            Some(highest) => {
                let ahead = id.wrapping_sub(highest) & (modulus - 1);
                if ahead < modulus / 2 {
                    highest + ahead
                } else {
                    (highest + ahead).saturating_sub(modulus)
                }
            }
            None => {
                let input = (1 << 20) + id;
                let next_out = self.highest_out.map_or(id, |highest| highest + 1);
                self.offset = input.cast_signed() - next_out.cast_signed();
                self.floor_in = input;
                self.highest_in = Some(input - 1);
                self.dropped = 0;
                input
            }
        }
    }

    fn is_new(&self, input: u64) -> bool {
        self.highest_in.is_none_or(|highest| input > highest)
    }

    fn advance(&mut self, input: u64) {
        let steps = self.highest_in.map_or(1, |highest| input - highest);
        self.dropped = u32::try_from(steps)
            .ok()
            .and_then(|steps| self.dropped.checked_shl(steps))
            .unwrap_or(0);
        self.highest_in = Some(input);
    }

    /// The output number; none for a frame that was dropped, or that is too old to know.
    fn forward(&mut self, input: u64) -> Option<u16> {
        if self.is_new(input) {
            self.advance(input);
        }
        let age = self.highest_in?.checked_sub(input)?;
        if input < self.floor_in || age >= WINDOW || self.dropped & (1 << age) != 0 {
            return None;
        }
        let since = self.dropped & ((1_u128 << age) - 1);
        let offset = self.offset - i64::from(since.count_ones());
        let output = input.checked_add_signed(-offset)?;
        self.highest_out = Some(self.highest_out.map_or(output, |newest| newest.max(output)));
        Some((output & 0x7fff) as u16)
    }

    /// The newest frame does not go on.
    fn drop_new(&mut self, input: u64) {
        self.advance(input);
        self.dropped |= 1;
        self.offset += 1;
    }
}

/// What becomes of a packet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum TemporalVerdict {
    Forward(PayloadRewrite),
    Drop,
}

/// Chooses the frames of one consumer.
#[derive(Debug, Default)]
pub(super) struct TemporalFilter {
    /// Highest layer wanted; none for all there are.
    target: Option<u8>,
    /// Highest layer whose references the receiver has. It falls at once and rises at a layer-sync point.
    reachable: u8,
    /// Highest layer sent since the last sync.
    sent: u8,
    numbers: PictureNumbers,
    tl0_offset: u8,
    tl0_newest: Option<u8>,
    needs_sync: bool,
}

impl TemporalFilter {
    /// Sets the highest layer wanted; none for all there are.
    pub(super) fn set_target(&mut self, target: Option<u8>) {
        self.target = target;
        let top = target.unwrap_or(u8::MAX);
        self.reachable = self.reachable.min(top);
        self.sent = self.sent.min(top);
    }

    /// The next packet begins a key frame, of this or another source.
    pub(super) fn sync(&mut self) {
        self.needs_sync = true;
        self.numbers.sync();
        // After a key frame every frame's references are there.
        self.reachable = self.target.unwrap_or(u8::MAX);
        self.sent = 0;
    }

    /// Highest layer sent since the last sync, as far as it is wanted.
    pub(super) fn sent(&self) -> u8 {
        self.sent
    }

    /// Decides about one packet.
    pub(super) fn judge(&mut self, payload: &PayloadContext) -> TemporalVerdict {
        match payload {
            PayloadContext::Vp8(descriptor) => self.judge_vp8(descriptor),
            _ => {
                let layer = payload.temporal_layer();
                if self.target.is_some_and(|target| layer > target) {
                    return TemporalVerdict::Drop;
                }
                self.sent = self.sent.max(layer);
                TemporalVerdict::Forward(PayloadRewrite::NONE)
            }
        }
    }

    fn judge_vp8(&mut self, descriptor: &Descriptor) -> TemporalVerdict {
        let layer = descriptor.temporal.map_or(0, |temporal| temporal.layer);
        let mut picture_id = 0;
        if let Some(id) = descriptor.picture_id {
            let input = self.numbers.extend(id.value(), id.bits());
            if self.numbers.is_new(input) && !self.admits(descriptor, layer) {
                self.numbers.drop_new(input);
                return TemporalVerdict::Drop;
            }
            match self.numbers.forward(input) {
                Some(id) => picture_id = id,
                None => return TemporalVerdict::Drop,
            }
        } else if !self.admits(descriptor, layer) {
            return TemporalVerdict::Drop;
        }
        let target = self.target.unwrap_or(u8::MAX);
        if layer == target || self.target.is_none() {
            self.sent = self.sent.max(layer);
        }
        let tl0 = self.number_base_layer(descriptor);
        TemporalVerdict::Forward(descriptor.rewrite(picture_id, tl0))
    }

    /// Whether a new frame of this layer goes on: one layer up at a time, each at a frame that needs only the base layer, or the
    /// receiver would decode with references that it never got.
    fn admits(&mut self, descriptor: &Descriptor, layer: u8) -> bool {
        if self.target.is_some_and(|target| layer > target) {
            return false;
        }
        if layer <= self.reachable {
            return true;
        }
        let is_sync = descriptor.temporal.is_some_and(|temporal| temporal.sync);
        if is_sync && layer == self.reachable + 1 {
            self.reachable = layer;
            return true;
        }
        false
    }

    fn number_base_layer(&mut self, descriptor: &Descriptor) -> u8 {
        let Some(index) = descriptor.tl0_picture_index else {
            self.needs_sync = false;
            return 0;
        };
        if std::mem::take(&mut self.needs_sync)
            && let Some(newest) = self.tl0_newest
        {
            self.tl0_offset = index.wrapping_sub(newest.wrapping_add(1));
        }
        let output = index.wrapping_sub(self.tl0_offset);
        if self
            .tl0_newest
            .is_none_or(|newest| output.wrapping_sub(newest).cast_signed() > 0)
        {
            self.tl0_newest = Some(output);
        }
        output
    }
}
