//! VP9 payload descriptors (RFC 9628 §4.2).
//!
//! ```text
//!      +-+-+-+-+-+-+-+-+
//!      |I|P|L|F|B|E|V|Z|  required
//!      +-+-+-+-+-+-+-+-+
//! I:   |M| PICTURE ID  |  one byte, or two when M is set
//!      +-+-+-+-+-+-+-+-+
//! L:   | TID |U| SID |D|
//!      +-+-+-+-+-+-+-+-+
//!      |   TL0PICIDX   |  with L and without F
//!      +-+-+-+-+-+-+-+-+
//! P,F: | P_DIFF      |N|  up to three times
//!      +-+-+-+-+-+-+-+-+
//! V:   | SS            |
//!      +-+-+-+-+-+-+-+-+
//! ```

/// References that a picture may name (RFC 9628 §4.2: at most three).
const MAX_REFERENCES: usize = 3;

/// What the descriptor of one packet says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Descriptor {
    /// Running number of the picture, 7 or 15 bits.
    pub picture_id: Option<u16>,
    /// Temporal layer, 0 is the base.
    pub temporal_layer: u8,
    /// Spatial layer, 0 is the base.
    pub spatial_layer: u8,
    /// A receiver may go up to this temporal layer here.
    pub switching_up: bool,
    /// Running number of the base-layer picture that this one hangs on.
    pub tl0_picture_index: Option<u8>,
    /// First packet of a layer's frame.
    pub start_of_frame: bool,
    /// Last packet of a layer's frame.
    pub end_of_frame: bool,
    /// Whether a key frame begins in this packet: the base layer of a picture that depends on none before it.
    pub key_frame: bool,
    /// Bytes of the descriptor.
    pub len: u16,
}

impl Descriptor {
    /// Reads the descriptor; `None` when the payload ends inside it or it names too many references.
    #[must_use]
    pub fn parse(payload: &[u8]) -> Option<Self> {
        let mut reader = Reader(payload);
        let first = reader.byte()?;
        let flag = |mask: u8| first & mask != 0;
        let (has_picture_id, is_predicted, has_layers) = (flag(0x80), flag(0x40), flag(0x20));
        let (is_flexible, start_of_frame, end_of_frame) = (flag(0x10), flag(0x08), flag(0x04));
        let has_structure = flag(0x02);
        let picture_id = if has_picture_id {
            let high = reader.byte()?;
            Some(if high & 0x80 != 0 {
                u16::from_be_bytes([high & 0x7f, reader.byte()?])
            } else {
                u16::from(high)
            })
        } else {
            None
        };
        let layers = if has_layers { reader.byte()? } else { 0 };
        let tl0_picture_index = if has_layers && !is_flexible {
            Some(reader.byte()?)
        } else {
            None
        };
        if is_flexible && is_predicted {
            let mut n_references = 0;
            while reader.byte()? & 0x01 != 0 {
                n_references += 1;
                if n_references >= MAX_REFERENCES {
                    return None;
                }
            }
        }
        if has_structure {
            reader.scalability_structure()?;
        }
        let spatial_layer = (layers >> 1) & 0x07;
        Some(Self {
            picture_id,
            temporal_layer: layers >> 5,
            spatial_layer,
            switching_up: layers & 0x10 != 0,
            tl0_picture_index,
            start_of_frame,
            end_of_frame,
            key_frame: !is_predicted && start_of_frame && spatial_layer == 0,
            len: u16::try_from(payload.len() - reader.0.len()).ok()?,
        })
    }
}

struct Reader<'a>(&'a [u8]);

impl Reader<'_> {
    fn byte(&mut self) -> Option<u8> {
        let (byte, rest) = self.0.split_first()?;
        self.0 = rest;
        Some(*byte)
    }

    fn skip(&mut self, len: usize) -> Option<()> {
        self.0 = self.0.get(len..)?;
        Some(())
    }

    /// Passes over the sizes and the picture group of a scalability structure (§4.2.1).
    fn scalability_structure(&mut self) -> Option<()> {
        let head = self.byte()?;
        if head & 0x10 != 0 {
            self.skip((usize::from(head >> 5) + 1) * 4)?;
        }
        if head & 0x08 != 0 {
            for _ in 0..self.byte()? {
                let picture = self.byte()?;
                self.skip(usize::from((picture >> 2) & 0x03))?;
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_key_frame_with_its_structure_is_read_to_the_end() {
        // Picture 0x1234 of layer 0, structure of one layer of 640 × 360 with a group of one picture.
        let payload = [
            0x80 | 0x20 | 0x08 | 0x02,
            0x92,
            0x34,
            0x00,
            0x07,
            0x18,
            0x02,
            0x80,
            0x01,
            0x68,
            0x01,
            0x04,
            0x01,
            0xaa,
        ];
        let descriptor = Descriptor::parse(&payload).expect("whole");
        assert_eq!(descriptor.picture_id, Some(0x1234));
        assert_eq!(descriptor.tl0_picture_index, Some(7));
        assert!(descriptor.key_frame && descriptor.start_of_frame && !descriptor.end_of_frame);
        assert_eq!(usize::from(descriptor.len), payload.len() - 1);
        for end in 0..payload.len() - 1 {
            assert_eq!(Descriptor::parse(&payload[..end]), None, "cut at {end}");
        }
    }

    #[test]
    fn layers_and_references_of_the_flexible_mode_are_read() {
        // Predicted, temporal layer 2 with switching up, spatial layer 1, two references.
        let payload = [0xf8, 0x05, 0x52, 0x03, 0x02, 0xaa];
        let descriptor = Descriptor::parse(&payload).expect("whole");
        assert_eq!(descriptor.picture_id, Some(5));
        assert_eq!(
            (descriptor.temporal_layer, descriptor.spatial_layer),
            (2, 1)
        );
        assert!(descriptor.switching_up && !descriptor.key_frame);
        assert_eq!((descriptor.tl0_picture_index, descriptor.len), (None, 5));
    }

    #[test]
    fn only_the_base_layer_of_an_independent_picture_is_a_key_frame() {
        let of = |first: u8, layers: u8| Descriptor::parse(&[first, layers, 0, 0xaa]);
        assert_eq!(of(0x28, 0x00).map(|found| found.key_frame), Some(true));
        assert_eq!(
            of(0x28, 0x02).map(|found| found.key_frame),
            Some(false),
            "upper layer"
        );
        assert_eq!(
            of(0x20, 0x00).map(|found| found.key_frame),
            Some(false),
            "middle"
        );
        assert_eq!(
            of(0x68, 0x00).map(|found| found.key_frame),
            Some(false),
            "predicted"
        );
    }

    #[test]
    fn endless_references_are_refused() {
        assert_eq!(Descriptor::parse(&[0x58, 3, 3, 3, 3, 2]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(payload in proptest::collection::vec(any::<u8>(), 0..64)) {
            if let Some(descriptor) = Descriptor::parse(&payload) {
                prop_assert!(usize::from(descriptor.len) <= payload.len());
            }
        }
    }
}
