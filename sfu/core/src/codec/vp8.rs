//! VP8 payload descriptors (RFC 7741 §4.2).
//!
//! ```text
//!       0 1 2 3 4 5 6 7
//!      +-+-+-+-+-+-+-+-+
//!      |X|R|N|S|R| PID |  required
//!      +-+-+-+-+-+-+-+-+
//! X:   |I|L|T|K| RSV   |
//!      +-+-+-+-+-+-+-+-+
//! I:   |M| PictureID   |  one byte, or two when M is set
//!      +-+-+-+-+-+-+-+-+
//! L:   |   TL0PICIDX   |
//!      +-+-+-+-+-+-+-+-+
//! T/K: |TID|Y| KEYIDX  |
//!      +-+-+-+-+-+-+-+-+
//! ```

use crate::rtp::PayloadRewrite;

/// A picture id and how many bits the sender gives it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum PictureId {
    /// 7 bits.
    Short(u8),
    /// 15 bits.
    Long(u16),
}

impl PictureId {
    /// Its value.
    #[must_use]
    pub fn value(self) -> u16 {
        match self {
            Self::Short(id) => u16::from(id),
            Self::Long(id) => id,
        }
    }

    /// Bits after which it wraps.
    #[must_use]
    pub fn bits(self) -> u32 {
        match self {
            Self::Short(_) => 7,
            Self::Long(_) => 15,
        }
    }
}

/// Which temporal layer a frame belongs to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Temporal {
    /// Layer, 0 is the base.
    pub layer: u8,
    /// Whether it depends on the base layer alone, so that a receiver may go up here.
    pub sync: bool,
}

/// What the descriptor of one packet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// First packet of a partition.
    pub start_of_partition: bool,
    /// Partition, 0…7.
    pub partition: u8,
    /// No other frame depends on this one.
    pub non_reference: bool,
    /// Running number of the frame.
    pub picture_id: Option<PictureId>,
    /// Running number of the base-layer frame that this one hangs on.
    pub tl0_picture_index: Option<u8>,
    /// Temporal layer.
    pub temporal: Option<Temporal>,
    /// Whether a key frame begins in this packet.
    pub key_frame: bool,
    /// Bytes of the descriptor.
    pub len: u8,
    first: u8,
    flags: u8,
    layer_byte: u8,
}

impl Descriptor {
    /// Reads the descriptor; `None` when the payload ends inside it.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let mut rest = payload;
        let mut take = || {
            let (byte, after) = rest.split_first()?;
            rest = after;
            Some(*byte)
        };
        let first = take()?;
        let flags = if first & 0x80 != 0 { take()? } else { 0 };
        let picture_id = if flags & 0x80 != 0 {
            let high = take()?;
            Some(if high & 0x80 != 0 {
                PictureId::Long(u16::from_be_bytes([high & 0x7f, take()?]))
            } else {
                PictureId::Short(high)
            })
        } else {
            None
        };
        let tl0_picture_index = if flags & 0x40 != 0 {
            Some(take()?)
        } else {
            None
        };
        let layer_byte = if flags & 0x30 != 0 { take()? } else { 0 };
        let temporal = (flags & 0x20 != 0).then_some(Temporal {
            layer: layer_byte >> 6,
            sync: layer_byte & 0x20 != 0,
        });

        let start_of_partition = first & 0x10 != 0;
        let partition = first & 0x07;
        // The frame header's first bit is zero in key frames (RFC 7741 §4.3).
        let key_frame = start_of_partition
            && partition == 0
            && rest.first().is_some_and(|byte| byte & 0x01 == 0);
        Some(Self {
            start_of_partition,
            partition,
            non_reference: first & 0x20 != 0,
            picture_id,
            tl0_picture_index,
            temporal,
            key_frame,
            len: u8::try_from(payload.len() - rest.len()).ok()?,
            first,
            flags,
            layer_byte,
        })
    }

    /// The same descriptor with other numbers. A picture id always goes out in its long form, so that it may run on past 127;
    /// numbers that the sender did not give stay out.
    #[must_use]
    pub fn rewrite(&self, picture_id: u16, tl0_picture_index: u8) -> PayloadRewrite {
        if self.flags & 0xc0 == 0 {
            return PayloadRewrite::NONE;
        }
        let mut bytes = [self.first, self.flags, 0, 0, 0, 0];
        let mut len = 2;
        let mut push = |byte: u8| {
            if let Some(slot) = bytes.get_mut(len) {
                *slot = byte;
                len += 1;
            }
        };
        if self.picture_id.is_some() {
            let [high, low] = picture_id.to_be_bytes();
            push(high | 0x80);
            push(low);
        }
        if self.tl0_picture_index.is_some() {
            push(tl0_picture_index);
        }
        if self.flags & 0x30 != 0 {
            push(self.layer_byte);
        }
        let prefix = bytes.get(..len).unwrap_or_default();
        PayloadRewrite::replace(self.len, prefix).unwrap_or(PayloadRewrite::NONE)
    }
}

#[cfg(test)]
mod tests;
