//! Making the packets of a frame equal in size, so that they leave in one segmented send.
//!
//! A sender splits a frame into packets whose sizes differ by one byte, the larger ones last (libwebrtc, RFC 7741 §4.4 asks for
//! similar sizes), and a segmented send takes equal sizes of which only the last may be shorter. One byte of padding
//! (RFC 3550 §5.1) behind the smaller ones makes one run out of two.

use super::{FIXED_HEADER_LEN, is_rtp};

/// Streams of one batch whose frames are looked at. Higher: frames of more senders that arrive interleaved. Lower: less to search.
const STREAMS: usize = 4;

#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Frame {
    ssrc: [u8; 4],
    timestamp: [u8; 4],
    payload_length: usize,
}

/// Looks at the packets of one batch from the last to the first.
#[derive(Debug, Default)]
pub struct FrameSizes {
    frames: [Frame; STREAMS],
    next: usize,
}

impl FrameSizes {
    /// Bytes of padding, 0 or 1, that make this packet as long as those that follow it in its frame.
    ///
    /// The packet may still be sealed: what is read of it is in the clear, and seals are of one length.
    pub fn padding(&mut self, datagram: &[u8]) -> u8 {
        let Some(found) = frame(datagram) else {
            return 0;
        };
        let known = self
            .frames
            .iter_mut()
            .find(|frame| frame.ssrc == found.ssrc && frame.payload_length > 0);
        match known {
            Some(known) if known.timestamp == found.timestamp => {
                if found.payload_length + 1 == known.payload_length {
                    return 1;
                }
                *known = found;
            }
            Some(known) => *known = found,
            None => {
                if let Some(place) = self.frames.get_mut(self.next) {
                    *place = found;
                }
                self.next = (self.next + 1) % STREAMS;
            }
        }
        0
    }
}

fn frame(datagram: &[u8]) -> Option<Frame> {
    if !is_rtp(datagram) {
        return None;
    }
    let first = datagram.first()?;
    let mut header_length = FIXED_HEADER_LEN + 4 * usize::from(first & 0x0f);
    if first & 0x10 != 0 {
        let words = datagram.get(header_length + 2..)?.first_chunk()?;
        header_length += 4 + 4 * usize::from(u16::from_be_bytes(*words));
    }
    Some(Frame {
        ssrc: *datagram.get(8..)?.first_chunk()?,
        timestamp: *datagram.get(4..)?.first_chunk()?,
        payload_length: datagram.len().checked_sub(header_length)?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn packet(ssrc: u8, timestamp: u8, extension_words: u8, payload: usize) -> Vec<u8> {
        let mut bytes = vec![0x90, 96, 0, 0, 0, 0, 0, timestamp, 0, 0, 0, ssrc];
        bytes.extend_from_slice(&[0xbe, 0xde, 0, extension_words]);
        bytes.resize(bytes.len() + usize::from(extension_words) * 4 + payload, 0);
        bytes
    }

    fn paddings(packets: &[Vec<u8>]) -> Vec<u8> {
        let mut sizes = FrameSizes::default();
        let mut paddings: Vec<u8> = packets
            .iter()
            .rev()
            .map(|packet| sizes.padding(packet))
            .collect();
        paddings.reverse();
        paddings
    }

    #[test]
    fn the_smaller_packets_of_a_frame_get_one_byte() {
        let frame = |payloads: &[usize]| -> Vec<Vec<u8>> {
            payloads
                .iter()
                .map(|payload| packet(1, 1, 3, *payload))
                .collect()
        };
        assert_eq!(paddings(&frame(&[99, 99, 100, 100])), [1, 1, 0, 0]);
        assert_eq!(paddings(&frame(&[100, 100, 100])), [0, 0, 0]);
        // The last of a frame is often shorter; those before it are equalised all the same.
        assert_eq!(paddings(&frame(&[99, 99, 100, 40])), [1, 1, 0, 0]);
        assert_eq!(paddings(&frame(&[98, 100])), [0, 0]);
    }

    #[test]
    fn header_extensions_do_not_count_because_each_consumer_has_its_own() {
        assert_eq!(
            paddings(&[packet(1, 1, 5, 99), packet(1, 1, 3, 100)]),
            [1, 0]
        );
        assert_eq!(
            paddings(&[packet(1, 1, 5, 100), packet(1, 1, 3, 100)]),
            [0, 0]
        );
    }

    #[test]
    fn frames_and_streams_are_kept_apart() {
        let next_frame = [packet(1, 1, 3, 99), packet(1, 2, 3, 100)];
        assert_eq!(paddings(&next_frame), [0, 0]);
        let interleaved = [
            packet(1, 1, 3, 99),
            packet(2, 1, 3, 500),
            packet(1, 1, 3, 100),
            packet(2, 1, 3, 501),
        ];
        assert_eq!(paddings(&interleaved), [1, 1, 0, 0]);
    }

    proptest! {
        #[test]
        fn any_bytes_are_looked_at_safely(packets in proptest::collection::vec(proptest::collection::vec(any::<u8>(), 0..40), 0..20)) {
            prop_assert!(paddings(&packets).iter().all(|padding| *padding <= 1));
        }
    }
}
