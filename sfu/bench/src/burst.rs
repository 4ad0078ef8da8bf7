//! What a sender sends at once: the named shapes of a burst, and its packets.

use crate::Failure;
use std::time::Duration;

/// Bytes of a full video packet before it is sealed, header included: libwebrtc's own limit.
const VIDEO_PACKET: usize = 1_200;
/// Packets of a frame.
const FRAME_PACKETS: usize = 8;
/// Bytes of a sound packet before it is sealed.
const OPUS_PACKET: usize = 160;

/// A burst by name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Eight packets of one size.
    Equal,
    /// A frame as libwebrtc splits one: sizes at most one byte apart, the smaller ones first.
    Browser,
    /// One packet.
    Single,
    /// One packet of sound.
    Opus,
}

impl Shape {
    /// By its name.
    pub fn from_name(name: &str) -> Result<Shape, Failure> {
        Ok(match name {
            "equal" => Shape::Equal,
            "browser" => Shape::Browser,
            "single" => Shape::Single,
            "opus" => Shape::Opus,
            _ => return Err(format!("no burst shape is called {name}").into()),
        })
    }

    /// Bytes of each packet before it is sealed.
    pub fn sizes(self) -> Vec<usize> {
        match self {
            Shape::Equal => vec![VIDEO_PACKET; FRAME_PACKETS],
            // Four bytes are missing for eight full packets, so four of them are a byte shorter.
            Shape::Browser => {
                let n_short = FRAME_PACKETS / 2;
                let mut sizes = vec![VIDEO_PACKET - 1; n_short];
                sizes.resize(FRAME_PACKETS, VIDEO_PACKET);
                sizes
            }
            Shape::Single => vec![VIDEO_PACKET],
            Shape::Opus => vec![OPUS_PACKET],
        }
    }

    /// Time between bursts at which this many copies a second go to `n_consumers`.
    pub fn interval(self, n_consumers: usize, copies_per_second: f64) -> Duration {
        let copies = self.sizes().len() * n_consumers;
        Duration::from_secs_f64(copies as f64 / copies_per_second)
    }
}

/// Ids of the header extensions that are sent; 0 for one that was not negotiated.
#[derive(Debug, Clone, Copy, Default)]
pub struct SentExtensions {
    /// Media identification, whose value is `0` here.
    pub mid: u8,
    /// Absolute send time.
    pub abs_send_time: u8,
    /// Transport-wide sequence number.
    pub transport_wide_cc: u8,
}

/// One sender's stream: numbers that go on from packet to packet.
#[derive(Debug)]
pub struct Stream {
    shape: Shape,
    payload_type: u8,
    ssrc: u32,
    extensions: SentExtensions,
    seq: u16,
    wide_seq: u16,
    timestamp: u32,
    picture_id: u16,
    n_bursts: u64,
}

/// Bursts at the beginning that are key frames, so that every consumer begins.
const KEY_FRAMES: u64 = 4;

impl Stream {
    /// A stream that has sent nothing.
    pub fn new(shape: Shape, payload_type: u8, ssrc: u32, extensions: SentExtensions) -> Stream {
        Stream {
            shape,
            payload_type,
            ssrc,
            extensions,
            seq: 1,
            wide_seq: 1,
            timestamp: 1,
            picture_id: 1,
            n_bursts: 0,
        }
    }

    /// Makes the next burst, packet by packet.
    pub fn next_burst(
        &mut self,
        mut packet: impl FnMut(&mut Vec<u8>) -> Result<(), Failure>,
    ) -> Result<(), Failure> {
        let sizes = self.shape.sizes();
        let is_key = self.n_bursts < KEY_FRAMES;
        let mut bytes = Vec::with_capacity(VIDEO_PACKET + 64);
        for (index, size) in sizes.iter().enumerate() {
            bytes.clear();
            self.write_header(&mut bytes, index + 1 == sizes.len());
            if self.shape != Shape::Opus {
                self.write_vp8(&mut bytes, index == 0, is_key);
            }
            bytes.resize(*size, index as u8);
            packet(&mut bytes)?;
            self.seq = self.seq.wrapping_add(1);
            self.wide_seq = self.wide_seq.wrapping_add(1);
        }
        self.n_bursts += 1;
        self.picture_id = (self.picture_id + 1) & 0x7fff;
        self.timestamp = self.timestamp.wrapping_add(if self.shape == Shape::Opus {
            960
        } else {
            3_000
        });
        Ok(())
    }

    fn write_header(&self, out: &mut Vec<u8>, is_last: bool) {
        let mut elements = Vec::new();
        let SentExtensions {
            mid,
            abs_send_time,
            transport_wide_cc,
        } = self.extensions;
        if abs_send_time > 0 {
            elements.extend_from_slice(&[(abs_send_time << 4) | 2, 0, 0, 0]);
        }
        if transport_wide_cc > 0 {
            elements.push((transport_wide_cc << 4) | 1);
            elements.extend_from_slice(&self.wide_seq.to_be_bytes());
        }
        if mid > 0 {
            elements.extend_from_slice(&[mid << 4, b'0']);
        }
        elements.resize(elements.len().next_multiple_of(4), 0);
        out.push(if elements.is_empty() { 0x80 } else { 0x90 });
        out.push((u8::from(is_last) << 7) | self.payload_type);
        out.extend_from_slice(&self.seq.to_be_bytes());
        out.extend_from_slice(&self.timestamp.to_be_bytes());
        out.extend_from_slice(&self.ssrc.to_be_bytes());
        if !elements.is_empty() {
            out.extend_from_slice(&[0xbe, 0xde, 0, (elements.len() / 4) as u8]);
            out.extend_from_slice(&elements);
        }
    }

    /// A VP8 payload descriptor with a picture id (RFC 7741 §4.2), and the beginning of the frame's header.
    fn write_vp8(&self, out: &mut Vec<u8>, is_first: bool, is_key: bool) {
        let [high, low] = self.picture_id.to_be_bytes();
        out.extend_from_slice(&[if is_first { 0x90 } else { 0x80 }, 0x80, 0x80 | high, low]);
        if is_first {
            out.push(if is_key { 0x10 } else { 0x11 });
            out.extend_from_slice(&[0, 0, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01]);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_frame_is_split_into_sizes_one_byte_apart_that_never_shrink() {
        let sizes = Shape::Browser.sizes();
        assert_eq!(sizes.len(), Shape::Equal.sizes().len());
        assert!(sizes.is_sorted());
        assert_eq!(
            sizes
                .last()
                .zip(sizes.first())
                .map(|(last, first)| last - first),
            Some(1)
        );
    }

    #[test]
    fn packets_have_the_size_of_their_shape_and_follow_each_other() {
        let extensions = SentExtensions {
            mid: 1,
            abs_send_time: 4,
            transport_wide_cc: 5,
        };
        let mut stream = Stream::new(Shape::Browser, 96, 7, extensions);
        let mut seen = Vec::new();
        for _ in 0..2 {
            let made = stream.next_burst(|bytes| {
                let packet = sambung_core::rtp::RtpPacket::parse(bytes)?;
                seen.push((packet.seq().0, packet.marker(), bytes.len()));
                Ok(())
            });
            assert!(made.is_ok());
        }
        let sizes: Vec<usize> = Shape::Browser.sizes().repeat(2);
        assert_eq!(
            seen.iter().map(|(.., size)| *size).collect::<Vec<_>>(),
            sizes
        );
        assert!((1..).zip(&seen).all(|(number, (seq, ..))| number == *seq));
        assert_eq!(seen.iter().filter(|(_, marker, _)| *marker).count(), 2);
    }
}
