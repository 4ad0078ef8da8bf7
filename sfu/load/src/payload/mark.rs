//! The mark at the end of every packet that a synthetic endpoint sends: whose it is, which frame and which part of it, when it was captured.
//!
//! Every octet of it has its highest bit set, so that no start code of any codec can appear in it.

/// Octets that the mark takes.
pub const MARK_LENGTH: usize = 36;
const SIGNATURE: [u8; 4] = [0xd3, 0xa5, 0xc9, 0xf1];

/// What a packet says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The track's number, from [`crate::protocol::Track::source`].
    pub source: u32,
    /// The index of the encoding in its track.
    pub layer: u8,
    /// Temporal layer of the frame.
    pub temporal_layer: u8,
    /// Whether the frame decodes by itself.
    pub key: bool,
    /// Number of the frame in its encoding, from 1.
    pub frame: u32,
    /// Number of the frame that this one refers to; 0 for a key frame.
    pub reference: u32,
    /// Index of the packet in its frame.
    pub part: u16,
    /// Packets of the frame.
    pub parts: u16,
    /// Octets of codec and descriptor before the filling.
    pub head: u16,
    /// When it was captured, in microseconds since the process began.
    pub captured_at_us: u64,
}

impl Mark {
    /// Appends filling up to `length` octets of payload, and the mark as the last of them; `payload` holds the head.
    pub fn fill(mut self, payload: &mut Vec<u8>, length: usize) {
        self.head = u16::try_from(payload.len()).unwrap_or(u16::MAX);
        let filled = length.saturating_sub(MARK_LENGTH).max(payload.len());
        payload.resize(filled, self.filling());
        payload.extend_from_slice(&SIGNATURE);
        write_septets(payload, u64::from(self.source), 5);
        write_septets(payload, u64::from(self.layer), 1);
        let flags = u64::from(self.temporal_layer) << 1 | u64::from(self.key);
        write_septets(payload, flags, 1);
        write_septets(payload, u64::from(self.frame), 5);
        write_septets(payload, u64::from(self.reference), 5);
        write_septets(payload, u64::from(self.part), 2);
        write_septets(payload, u64::from(self.parts), 2);
        write_septets(payload, u64::from(self.head), 3);
        write_septets(payload, self.captured_at_us, 8);
    }

    /// Reads the mark of a payload; none when there is none, or when the filling is not the one that it tells of.
    pub fn read(payload: &[u8]) -> Option<Mark> {
        let (before, mark) = payload.split_at_checked(payload.len().checked_sub(MARK_LENGTH)?)?;
        let mut septets = mark.strip_prefix(&SIGNATURE)?;
        let mut take = |count| read_septets(&mut septets, count);
        let source = u32::try_from(take(5)?).ok()?;
        let layer = u8::try_from(take(1)?).ok()?;
        let flags = u8::try_from(take(1)?).ok()?;
        let read = Mark {
            source,
            layer,
            temporal_layer: flags >> 1,
            key: flags & 1 == 1,
            frame: u32::try_from(take(5)?).ok()?,
            reference: u32::try_from(take(5)?).ok()?,
            part: u16::try_from(take(2)?).ok()?,
            parts: u16::try_from(take(2)?).ok()?,
            head: u16::try_from(take(3)?).ok()?,
            captured_at_us: take(8)?,
        };
        let filling = before.get(usize::from(read.head)..)?;
        let expected = read.filling();
        filling
            .iter()
            .all(|octet| *octet == expected)
            .then_some(read)
    }

    /// The octet that fills this packet, different in most others.
    fn filling(&self) -> u8 {
        let mixed = self
            .source
            .wrapping_mul(0x9e37_79b1)
            .wrapping_add(self.frame.wrapping_mul(0x85eb_ca77))
            .wrapping_add(u32::from(self.part).wrapping_mul(0xc2b2_ae3d))
            .wrapping_add(u32::from(self.layer));
        0x80 | (mixed >> 24) as u8
    }
}

fn write_septets(to: &mut Vec<u8>, value: u64, count: u32) {
    for index in (0..count).rev() {
        to.push(0x80 | (value >> (7 * index)) as u8);
    }
}

fn read_septets(from: &mut &[u8], count: usize) -> Option<u64> {
    let (read, rest) = from.split_at_checked(count)?;
    *from = rest;
    Some(
        read.iter()
            .fold(0, |value, octet| value << 7 | u64::from(octet & 0x7f)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    const MARK: Mark = Mark {
        source: 4_000_000_000,
        layer: 2,
        temporal_layer: 1,
        key: false,
        frame: 123_456,
        reference: 123_450,
        part: 3,
        parts: 9,
        head: 0,
        captured_at_us: 1 << 50,
    };

    #[test]
    fn a_mark_reads_back_as_it_was_written() {
        let mut payload = vec![1, 2, 3];
        MARK.fill(&mut payload, 500);
        assert_eq!(payload.len(), 500);
        assert_eq!(Mark::read(&payload), Some(Mark { head: 3, ..MARK }));
    }

    #[test]
    fn one_changed_octet_of_filling_is_noticed() {
        let mut payload = vec![1, 2, 3];
        MARK.fill(&mut payload, 500);
        payload[400] ^= 1;
        assert_eq!(Mark::read(&payload), None);
    }

    #[test]
    fn a_payload_too_short_for_its_mark_grows_to_hold_it() {
        let mut payload = vec![0; 20];
        MARK.fill(&mut payload, 1);
        assert_eq!(payload.len(), 20 + MARK_LENGTH);
        assert!(Mark::read(&payload).is_some());
    }

    #[test]
    fn what_is_not_ours_has_no_mark() {
        assert_eq!(Mark::read(&[0; 200]), None);
        assert_eq!(Mark::read(&[]), None);
    }
}
