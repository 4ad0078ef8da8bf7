//! Opus packets: whether they carry sound at all (RFC 6716 §3).

/// What the router reads of an Opus packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpusPacket {
    /// Two channels.
    pub stereo: bool,
    /// No frame has any byte: the sender is silent (RFC 6716 §2.1.9).
    pub dtx: bool,
}

/// Reads the table-of-contents byte; `None` for an empty packet or one that RFC 6716 §3.4 forbids.
#[must_use]
pub fn parse(payload: &[u8]) -> Option<OpusPacket> {
    let (toc, frames) = payload.split_first()?;
    let dtx = match toc & 0x03 {
        // One frame, or two of equal size: nothing after the first byte means that they are empty.
        0 | 1 => frames.is_empty(),
        // Two frames of different sizes: the size of the first is always there, and a lone zero leaves both empty.
        2 => {
            if frames.is_empty() {
                return None;
            }
            frames.len() == 1
        }
        // Any number of frames, never written for silence.
        _ => {
            if frames.is_empty() {
                return None;
            }
            false
        }
    };
    Some(OpusPacket {
        stereo: toc & 0x04 != 0,
        dtx,
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_lone_table_of_contents_is_silence() {
        assert_eq!(
            parse(&[0b0111_1000]),
            Some(OpusPacket {
                stereo: false,
                dtx: true
            })
        );
        assert_eq!(
            parse(&[0b0111_1101]),
            Some(OpusPacket {
                stereo: true,
                dtx: true
            })
        );
        assert_eq!(
            parse(&[0b0111_1010, 0]),
            Some(OpusPacket {
                stereo: false,
                dtx: true
            })
        );
    }

    #[test]
    fn a_packet_with_frames_is_not_silence() {
        for toc in [0b0111_1000, 0b0111_1001, 0b0111_1010, 0b0111_1011] {
            assert_eq!(parse(&[toc, 2, 1, 1]).map(|packet| packet.dtx), Some(false));
        }
    }

    #[test]
    fn impossible_packets_are_refused() {
        assert_eq!(parse(&[]), None);
        assert_eq!(parse(&[0b0111_1010]), None);
        assert_eq!(parse(&[0b0111_1011]), None);
    }

    proptest! {
        #[test]
        fn any_bytes_are_read_without_harm(payload in proptest::collection::vec(any::<u8>(), 0..16)) {
            let _ = parse(&payload);
        }
    }
}
