//! Datagrams on a TCP connection: each goes with its length before it (RFC 4571 §2, RFC 6544 §3).
//!
//! ```text
//!  0                   1
//!  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-------------------------
//! |       LENGTH (big endian)     |  LENGTH bytes of STUN, DTLS, SRTP or SRTCP
//! +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-------------------------
//! ```

use thiserror::Error;

/// Bytes of the length before each frame.
pub const FRAME_HEADER_LENGTH: usize = 2;

/// Longest frame that is taken. As for UDP, media and handshakes stay below 1,500 bytes; higher makes a hostile
/// connection hold more memory, lower would cut what peers really send.
pub const MAX_FRAME_LENGTH: usize = 2048;

/// The stream announces a frame that no peer of ours sends: it is not framed as it has to be, and there is no place to
/// find the next frame at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[error("a frame of {0} bytes is longer than any that is sent")]
pub struct FrameTooLong(pub usize);

/// The length before a datagram; none for one that no frame can carry.
pub fn frame_header(length: usize) -> Option<[u8; FRAME_HEADER_LENGTH]> {
    u16::try_from(length).ok().map(u16::to_be_bytes)
}

/// Finds the frames in what one connection receives, however it comes in pieces. Holds at most one unfinished frame.
#[derive(Debug, Default)]
pub struct FrameReader {
    unfinished: Vec<u8>,
}

impl FrameReader {
    /// Takes the next received bytes and hands over each frame that is complete now, to be decrypted in place. Empty
    /// frames are skipped. After an error the connection is of no use any more.
    pub fn read(
        &mut self,
        mut bytes: &mut [u8],
        mut take: impl FnMut(&mut [u8]),
    ) -> Result<(), FrameTooLong> {
        while !self.unfinished.is_empty() {
            let missing = match announced_length(&self.unfinished)? {
                Some(length) => FRAME_HEADER_LENGTH + length - self.unfinished.len(),
                None => FRAME_HEADER_LENGTH - self.unfinished.len(),
            };
            let (next, rest) = bytes.split_at_mut(missing.min(bytes.len()));
            self.unfinished.extend_from_slice(next);
            bytes = rest;
            match announced_length(&self.unfinished)? {
                Some(length) if self.unfinished.len() == FRAME_HEADER_LENGTH + length => {
                    // Given back: an idle connection holds nothing.
                    let mut unfinished = std::mem::take(&mut self.unfinished);
                    if let Some(frame) = unfinished
                        .get_mut(FRAME_HEADER_LENGTH..)
                        .filter(|frame| !frame.is_empty())
                    {
                        take(frame);
                    }
                }
                _ if bytes.is_empty() => return Ok(()),
                _ => {}
            }
        }
        while let Some(length) = announced_length(bytes)?
            && bytes.len() >= FRAME_HEADER_LENGTH + length
        {
            let (frame, rest) = bytes.split_at_mut(FRAME_HEADER_LENGTH + length);
            if let Some(frame) = frame
                .get_mut(FRAME_HEADER_LENGTH..)
                .filter(|frame| !frame.is_empty())
            {
                take(frame);
            }
            bytes = rest;
        }
        self.unfinished.extend_from_slice(bytes);
        Ok(())
    }

    /// Bytes held of an unfinished frame.
    pub fn n_held(&self) -> usize {
        self.unfinished.len()
    }
}

/// The length that begins a stream; none while it is incomplete.
fn announced_length(bytes: &[u8]) -> Result<Option<usize>, FrameTooLong> {
    let Some(header) = bytes.first_chunk::<FRAME_HEADER_LENGTH>() else {
        return Ok(None);
    };
    let length = usize::from(u16::from_be_bytes(*header));
    if length > MAX_FRAME_LENGTH {
        return Err(FrameTooLong(length));
    }
    Ok(Some(length))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn framed(frames: &[Vec<u8>]) -> Vec<u8> {
        let mut stream = Vec::new();
        for frame in frames {
            stream.extend(frame_header(frame.len()).expect("short"));
            stream.extend(frame);
        }
        stream
    }

    /// Feeds a stream in pieces of these lengths, over and over.
    fn read(stream: &[u8], pieces: &[usize]) -> (Vec<Vec<u8>>, Result<(), FrameTooLong>, usize) {
        let mut reader = FrameReader::default();
        let (mut frames, mut held, mut rest) = (Vec::new(), 0, stream);
        for piece in pieces.iter().cycle() {
            let (now, later) = rest.split_at((*piece).min(rest.len()));
            let result = reader.read(&mut now.to_vec(), |frame| frames.push(frame.to_vec()));
            held = held.max(reader.n_held());
            rest = later;
            if result.is_err() || rest.is_empty() {
                return (frames, result, held);
            }
        }
        (frames, Ok(()), held)
    }

    #[test]
    fn a_frame_too_long_ends_the_stream_before_anything_of_it_is_held() {
        let mut stream = framed(&[vec![1; 10], vec![2; MAX_FRAME_LENGTH]]);
        stream.extend([0x08, 0x01]);
        stream.extend([3; 3000]);
        for pieces in [[1].as_slice(), &[7], &[100_000]] {
            let (frames, result, _) = read(&stream, pieces);
            assert_eq!(frames, [vec![1; 10], vec![2; MAX_FRAME_LENGTH]]);
            assert_eq!(result, Err(FrameTooLong(MAX_FRAME_LENGTH + 1)));
        }
    }

    #[test]
    fn empty_frames_are_skipped_and_nothing_is_held_between_frames() {
        let stream = framed(&[vec![], vec![9], vec![], vec![]]);
        for pieces in [[1].as_slice(), &[2], &[100]] {
            let mut reader = FrameReader::default();
            let mut frames = Vec::new();
            for piece in stream.chunks(pieces[0]) {
                let result = reader.read(&mut piece.to_vec(), |frame| frames.push(frame.to_vec()));
                assert_eq!(result, Ok(()));
            }
            assert_eq!((frames, reader.n_held()), (vec![vec![9]], 0));
        }
    }

    proptest! {
        #[test]
        fn frames_come_out_as_they_went_in_however_they_are_cut(
            frames in proptest::collection::vec(
                proptest::collection::vec(any::<u8>(), 1..MAX_FRAME_LENGTH + 1), 0..8),
            pieces in proptest::collection::vec(1_usize..3000, 1..6),
        ) {
            let stream = framed(&frames);
            let (read, result, held) = read(&stream, &pieces);
            prop_assert_eq!(result, Ok(()));
            prop_assert_eq!(read, frames);
            prop_assert!(held <= FRAME_HEADER_LENGTH + MAX_FRAME_LENGTH);
        }
    }
}
