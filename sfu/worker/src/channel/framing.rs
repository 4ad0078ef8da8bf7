//! The channel's framing: a little-endian length before every message, cut out of a byte stream however it arrives.

use std::io::{self, Read};

/// Longest message with its length prefix, in bytes (mediasoup's own limit on both sides).
pub const MAX_FRAME_LEN: usize = 8 * 1024 * 1024;

/// Bytes of the length prefix.
pub const PREFIX_LEN: usize = 4;

/// Longest message without its prefix.
pub const MAX_MESSAGE_LEN: usize = MAX_FRAME_LEN - PREFIX_LEN;

/// Room kept free for one read. Higher means fewer reads while a room fills, lower means less idle memory.
const READ_LEN: usize = 64 * 1024;

/// What the stream yielded.
#[derive(Debug, PartialEq, Eq)]
pub enum Frame<'a> {
    /// A whole message, possibly empty.
    Message(&'a [u8]),
    /// The announced length of a message that is longer than allowed; its bytes are skipped as they come.
    TooBig(u32),
}

/// Collects bytes and cuts them into frames.
///
/// Feed it with [`FrameReader::read_from`], then call [`FrameReader::next_frame`] until it yields nothing. Memory grows
/// with what has actually arrived, never with what a prefix announces.
#[derive(Debug, Default)]
pub struct FrameReader {
    /// Bytes `start..` are not yet cut.
    buffer: Vec<u8>,
    start: usize,
    /// Bytes of a too long message that are still to come.
    to_skip: usize,
}

impl FrameReader {
    /// Reads once. Returns the number of bytes; zero means that the other end closed the stream.
    pub fn read_from(&mut self, source: &mut impl Read) -> io::Result<usize> {
        self.compact();
        let filled = self.buffer.len();
        self.buffer.resize(filled + READ_LEN, 0);
        let result = source.read(self.buffer.get_mut(filled..).unwrap_or_default());
        self.buffer
            .truncate(filled + result.as_ref().map_or(0, |n_read| *n_read));
        result
    }

    /// The next whole frame, if one has arrived.
    pub fn next_frame(&mut self) -> Option<Frame<'_>> {
        let available = self.buffer.len() - self.start;
        let n_skipped = available.min(self.to_skip);
        self.start += n_skipped;
        self.to_skip -= n_skipped;

        let prefix = self.buffer.get(self.start..)?.first_chunk::<PREFIX_LEN>()?;
        let announced = u32::from_le_bytes(*prefix);
        let len = announced as usize;
        if len > MAX_MESSAGE_LEN {
            self.start += PREFIX_LEN;
            self.to_skip = len;
            return Some(Frame::TooBig(announced));
        }
        let message_start = self.start + PREFIX_LEN;
        let message = self.buffer.get(message_start..message_start + len)?;
        self.start = message_start + len;
        Some(Frame::Message(message))
    }

    /// Drops the bytes that were cut off, and memory that only an unusually long message needed.
    fn compact(&mut self) {
        self.buffer.drain(..self.start);
        self.start = 0;
        if self.buffer.is_empty() && self.buffer.capacity() > 4 * READ_LEN {
            self.buffer.shrink_to(READ_LEN);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[derive(Debug, Clone, PartialEq, Eq)]
    enum Owned {
        Message(Vec<u8>),
        TooBig(u32),
    }

    /// A source that yields at most the given number of bytes at each read.
    struct Pieces<'a> {
        bytes: &'a [u8],
        sizes: std::iter::Cycle<std::slice::Iter<'a, usize>>,
    }

    impl Read for Pieces<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            let size = self.sizes.next().copied().unwrap_or(1);
            let mut piece = self.bytes.get(..size).unwrap_or(self.bytes);
            let n_read = piece.read(buffer)?;
            self.bytes = self.bytes.get(n_read..).unwrap_or_default();
            Ok(n_read)
        }
    }

    fn cut(bytes: &[u8], sizes: &[usize]) -> Vec<Owned> {
        let mut source = Pieces {
            bytes,
            sizes: sizes.iter().cycle(),
        };
        let mut reader = FrameReader::default();
        let mut frames = Vec::new();
        while reader.read_from(&mut source).is_ok_and(|n_read| n_read > 0) {
            while let Some(frame) = reader.next_frame() {
                frames.push(match frame {
                    Frame::Message(message) => Owned::Message(message.to_vec()),
                    Frame::TooBig(len) => Owned::TooBig(len),
                });
            }
        }
        frames
    }

    fn framed(messages: &[Vec<u8>]) -> Vec<u8> {
        let mut bytes = Vec::new();
        for message in messages {
            bytes.extend(
                u32::try_from(message.len())
                    .expect("tests use short messages")
                    .to_le_bytes(),
            );
            bytes.extend(message);
        }
        bytes
    }

    proptest! {
        #[test]
        fn messages_come_out_whole_and_in_order_however_the_stream_is_split(
            messages in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 0..20),
            sizes in prop::collection::vec(1_usize..200, 1..20),
        ) {
            let expected: Vec<Owned> = messages.iter().cloned().map(Owned::Message).collect();
            prop_assert_eq!(cut(&framed(&messages), &sizes), expected);
        }

        #[test]
        fn garbage_neither_panics_nor_holds_more_than_arrived(
            bytes in prop::collection::vec(any::<u8>(), 0..5000),
            sizes in prop::collection::vec(1_usize..200, 1..20),
        ) {
            let n_framed: usize = cut(&bytes, &sizes)
                .iter()
                .map(|frame| PREFIX_LEN + if let Owned::Message(message) = frame { message.len() } else { 0 })
                .sum();
            prop_assert!(n_framed <= bytes.len());
        }
    }

    #[test]
    fn a_message_that_is_too_long_is_reported_once_and_skipped_exactly() {
        let too_long = MAX_MESSAGE_LEN + 1;
        let mut bytes = framed(&[b"before".to_vec()]);
        bytes.extend(u32::try_from(too_long).expect("fits").to_le_bytes());
        bytes.resize(bytes.len() + too_long, 0xaa);
        bytes.extend(framed(&[b"after".to_vec()]));
        let expected = [
            Owned::Message(b"before".to_vec()),
            Owned::TooBig(too_long as u32),
            Owned::Message(b"after".to_vec()),
        ];
        assert_eq!(cut(&bytes, &[40_000]), expected);
    }

    #[test]
    fn the_longest_allowed_message_passes() {
        let longest = vec![vec![1; MAX_MESSAGE_LEN]];
        assert_eq!(
            cut(&framed(&longest), &[65_536]),
            [Owned::Message(longest[0].clone())]
        );
    }

    #[test]
    fn memory_of_a_long_message_is_given_back() {
        let mut reader = FrameReader::default();
        let bytes = framed(&[vec![1; 4_000_000]]);
        let mut source = bytes.as_slice();
        while reader.read_from(&mut source).is_ok_and(|n_read| n_read > 0) {
            while reader.next_frame().is_some() {}
        }
        assert!(
            reader.buffer.capacity() <= 4 * READ_LEN,
            "{}",
            reader.buffer.capacity()
        );
    }
}
