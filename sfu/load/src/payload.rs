//! Frames as RTP payloads: true payload descriptors and codec headers, then filling, then the [`mark::Mark`] that receivers verify.
//!
//! A server that reads descriptors meets what a browser would send. A decoder gets a picture, a grey one, out of VP8 that has room for it
//! (see [`grey_picture`]), and none out of the other codecs.

pub mod mark;

use mark::{MARK_LENGTH, Mark};

/// Octets of RTP payload in a packet; about what libwebrtc leaves after headers and extensions.
const LARGEST_PAYLOAD: usize = 1_130;

/// How payloads of a track are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Codec {
    /// RFC 7587: 20 ms, stereo, full band.
    Opus,
    /// RFC 7741 with picture id, TL0PICIDX and temporal layer.
    Vp8,
    /// RFC 9628, one spatial layer, non-flexible mode.
    Vp9,
    /// RFC 6184, packetization mode 1: STAP-A of the parameter sets, FU-A or single NAL units.
    H264,
}

impl Codec {
    /// By MIME type; none when it is not one of ours.
    pub fn from_mime_type(mime_type: &str) -> Option<Codec> {
        match mime_type.to_ascii_lowercase().as_str() {
            "audio/opus" => Some(Codec::Opus),
            "video/vp8" => Some(Codec::Vp8),
            "video/vp9" => Some(Codec::Vp9),
            "video/h264" => Some(Codec::H264),
            _ => None,
        }
    }

    /// Of the RTP timestamps, in Hz.
    pub fn clock_rate(self) -> u32 {
        match self {
            Codec::Opus => 48_000,
            Codec::Vp8 | Codec::Vp9 | Codec::H264 => 90_000,
        }
    }
}

/// A frame to packetize.
#[derive(Clone, Copy, Debug)]
pub struct Frame {
    /// What its packets say; `part`, `parts` and `head` are filled in here.
    pub mark: Mark,
    /// Octets of payload that it shall have, roughly.
    pub length: usize,
    /// Pixels.
    pub width: u16,
    /// Pixels.
    pub height: u16,
    /// Of VP8 and VP9, 15 bits.
    pub picture_id: u16,
    /// Of VP8 and VP9.
    pub tl0_picture_index: u8,
    /// Whether a VP8 frame of a higher temporal layer refers to the lowest one alone.
    pub layer_sync: bool,
}

/// The payloads of a frame, in order.
pub fn packetize(codec: Codec, frame: &Frame) -> Vec<Vec<u8>> {
    let sets = codec == Codec::H264 && frame.mark.key;
    let slices = frame.length.div_ceil(LARGEST_PAYLOAD).max(1);
    let parts = slices + usize::from(sets);
    let length = (frame.length / slices).min(LARGEST_PAYLOAD);
    (0..parts)
        .map(|part| {
            let mut payload = Vec::with_capacity(length + MARK_LENGTH);
            let mark = Mark {
                part: part as u16,
                parts: parts as u16,
                ..frame.mark
            };
            if sets && part == 0 {
                write_parameter_sets(mark, &mut payload);
                return payload;
            }
            let slice = part - usize::from(sets);
            let (first, last) = (slice == 0, slice + 1 == slices);
            match codec {
                Codec::Opus => payload.push(0xfc),
                Codec::Vp8 => write_vp8_head(frame, first, length, &mut payload),
                Codec::Vp9 => write_vp9_head(frame, first, last, &mut payload),
                Codec::H264 => write_h264_head(frame, first, last, &mut payload),
            }
            mark.fill(&mut payload, length);
            payload
        })
        .collect()
}

/// The payload descriptor (RFC 7741 §4.2) and, in the first packet, the frame header (RFC 6386 §9.1).
///
/// ```text
///  0 1 2 3 4 5 6 7
/// |X|R|N|S|R| PID |   X = 1, S in the first packet, N where no later frame refers to it
/// |I|L|T|K| RSV   |   all four
/// |M| PictureID   |   M = 1: 15 bits
/// |   PictureID   |
/// |   TL0PICIDX   |
/// |TID|Y| KEYIDX  |
/// ```
fn write_vp8_head(frame: &Frame, first: bool, length: usize, payload: &mut Vec<u8>) {
    let mark = &frame.mark;
    let unused = mark.temporal_layer == 2;
    let [picture_id_high, picture_id_low] = (0x8000 | frame.picture_id).to_be_bytes();
    payload.extend_from_slice(&[
        0x80 | u8::from(unused) << 5 | u8::from(first) << 4,
        0xf0,
        picture_id_high,
        picture_id_low,
        frame.tl0_picture_index,
        mark.temporal_layer << 6 | u8::from(frame.layer_sync) << 5,
    ]);
    if !first {
        return;
    }
    let frame_header = if mark.key { 10 } else { 3 };
    let room = length.saturating_sub(payload.len() + frame_header + MARK_LENGTH);
    let [first_partition, tokens] = grey_picture(frame)
        .filter(|partitions| partitions.iter().sum::<usize>() <= room)
        .unwrap_or([16, 0]);
    // Frame tag: not-key bit, version 0, show_frame, and the length of the first partition.
    let tag = u32::from(!mark.key) | 1 << 4 | (first_partition as u32) << 5;
    payload.extend_from_slice(tag.to_le_bytes().get(..3).unwrap_or_default());
    if mark.key {
        payload.extend_from_slice(&[0x9d, 0x01, 0x2a]);
        payload.extend_from_slice(&frame.width.to_le_bytes());
        payload.extend_from_slice(&frame.height.to_le_bytes());
    }
    if tokens > 0 {
        payload.resize(payload.len() + first_partition + tokens, 0);
    }
}

/// How many octets of zero the two partitions of a VP8 frame (RFC 6386 §9.5) need in order to be a grey picture of this size.
///
/// The boolean decoder (§7.3) reads every decision as false from zeros whatever its probability: no optional feature, the first mode of
/// each tree, and end-of-block for every block. What is counted is generous: a decoder that reads beyond a partition calls the frame
/// corrupt, and what is left over in it is never looked at. None without a size.
fn grey_picture(frame: &Frame) -> Option<[usize; 2]> {
    const HEADER: usize = 40;
    let macroblocks =
        usize::from(frame.width).div_ceil(16) * usize::from(frame.height).div_ceil(16);
    // Bits a macroblock: modes, of which a key frame has one for each of sixteen blocks and another frame has a decision of probability
    // zero that costs seven alone; and tokens, which are dear where every block has its own direct current.
    let (modes, tokens) = if frame.mark.key { (6, 8) } else { (10, 2) };
    (macroblocks > 0).then(|| {
        [
            HEADER + (macroblocks * modes).div_ceil(8),
            8 + (macroblocks * tokens).div_ceil(8),
        ]
    })
}

/// The payload descriptor in non-flexible mode (RFC 9628 §4.2) and the first octet of the uncompressed header.
///
/// ```text
///  0 1 2 3 4 5 6 7
/// |I|P|L|F|B|E|V|Z|   V, with the scalability structure, in the first packet of a key frame
/// |M| PICTURE ID  |   M = 1: 15 bits
/// |  PICTURE ID   |
/// | TID |U| SID |D|   all 0
/// |   TL0PICIDX   |
/// ```
fn write_vp9_head(frame: &Frame, first: bool, last: bool, payload: &mut Vec<u8>) {
    let key = frame.mark.key;
    let structure = key && first;
    let [picture_id_high, picture_id_low] = (0x8000 | frame.picture_id).to_be_bytes();
    payload.extend_from_slice(&[
        0xa0 | u8::from(!key) << 6
            | u8::from(first) << 3
            | u8::from(last) << 2
            | u8::from(structure) << 1,
        picture_id_high,
        picture_id_low,
        0,
        frame.tl0_picture_index,
    ]);
    if structure {
        // One spatial layer (N_S = 0) with its size (Y = 1), no picture group.
        payload.push(0x10);
        payload.extend_from_slice(&frame.width.to_be_bytes());
        payload.extend_from_slice(&frame.height.to_be_bytes());
    }
    if first {
        payload.push(if key { 0x82 } else { 0x86 });
    }
}

const NAL_SLICE: u8 = 1;
const NAL_IDR: u8 = 5;
const NAL_SEI: u8 = 6;
const NAL_STAP_A: u8 = 24;
const NAL_FU_A: u8 = 28;
const NAL_IMPORTANCE: u8 = 0x60;

/// The NAL unit header (RFC 6184 §5.3), or those of a fragment (§5.8).
fn write_h264_head(frame: &Frame, first: bool, last: bool, payload: &mut Vec<u8>) {
    let unit = if frame.mark.key { NAL_IDR } else { NAL_SLICE };
    if first && last {
        payload.push(NAL_IMPORTANCE | unit);
    } else {
        payload.push(NAL_IMPORTANCE | NAL_FU_A);
        payload.push(u8::from(first) << 7 | u8::from(last) << 6 | unit);
    }
    if first {
        // first_mb_in_slice 0 and slice_type 5 (P) or 7 (I), as Exp-Golomb codes.
        payload.push(if frame.mark.key { 0x88 } else { 0x9a });
    }
}

/// A STAP-A (RFC 6184 §5.7.1) of SPS, PPS and an SEI message of user data that holds the mark.
fn write_parameter_sets(mark: Mark, payload: &mut Vec<u8>) {
    const SPS: [u8; 10] = [0x67, 0x42, 0xe0, 0x1f, 0x95, 0xa0, 0x28, 0x0f, 0x64, 0x40];
    const PPS: [u8; 4] = [0x68, 0xce, 0x3c, 0x80];
    const SEI_HEAD: usize = 3 + 16;
    payload.push(NAL_IMPORTANCE | NAL_STAP_A);
    for unit in [&SPS[..], &PPS[..]] {
        payload.extend_from_slice(&(unit.len() as u16).to_be_bytes());
        payload.extend_from_slice(unit);
    }
    payload.extend_from_slice(&((SEI_HEAD + MARK_LENGTH) as u16).to_be_bytes());
    // user_data_unregistered (payload type 5) with its length and a UUID of sixteen equal octets.
    payload.extend_from_slice(&[NAL_SEI, 5, (16 + MARK_LENGTH) as u8]);
    payload.extend_from_slice(&[0xaa; 16]);
    let length = payload.len() + MARK_LENGTH;
    mark.fill(payload, length);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(key: bool, length: usize) -> Frame {
        Frame {
            mark: Mark {
                source: 7,
                layer: 0,
                temporal_layer: 0,
                key,
                frame: 9,
                reference: u32::from(!key) * 8,
                part: 0,
                parts: 0,
                head: 0,
                captured_at_us: 1,
            },
            length,
            width: 640,
            height: 360,
            picture_id: 0x1234,
            tl0_picture_index: 200,
            layer_sync: false,
        }
    }

    #[test]
    fn every_packet_tells_its_place_in_its_frame() {
        for codec in [Codec::Vp8, Codec::Vp9, Codec::H264] {
            for key in [true, false] {
                let packets = packetize(codec, &frame(key, 5_000));
                for (part, payload) in packets.iter().enumerate() {
                    let mark = Mark::read(payload).unwrap();
                    assert_eq!(
                        (mark.part as usize, mark.parts as usize),
                        (part, packets.len())
                    );
                    assert_eq!((mark.key, mark.frame), (key, 9));
                }
            }
        }
    }

    #[test]
    fn a_frame_has_about_the_octets_that_were_asked_for() {
        for length in [300, 1_130, 1_131, 20_000] {
            let sum: usize = packetize(Codec::Vp8, &frame(false, length))
                .iter()
                .map(Vec::len)
                .sum();
            assert!(sum.abs_diff(length) <= 20, "{sum} of {length}");
        }
    }

    #[test]
    fn a_vp8_key_frame_tells_picture_id_and_size() {
        let packets = packetize(Codec::Vp8, &frame(true, 3_000));
        assert_eq!(packets[0][..6], [0x90, 0xf0, 0x92, 0x34, 200, 0]);
        assert_eq!(packets[0][6] & 1, 0);
        assert_eq!(
            packets[0][9..16],
            [0x9d, 0x01, 0x2a, 0x80, 0x02, 0x68, 0x01]
        );
        assert_eq!(packets[1][0], 0x80);
    }

    #[test]
    fn a_small_vp8_frame_holds_two_partitions_of_zeros_and_then_its_filling() {
        for key in [true, false] {
            let small = Frame {
                width: 160,
                height: 90,
                ..frame(key, 900)
            };
            let packets = packetize(Codec::Vp8, &small);
            let head = usize::from(Mark::read(&packets[0]).unwrap().head);
            let begin = if key { 16 } else { 9 };
            let tag = u32::from_le_bytes([packets[0][6], packets[0][7], packets[0][8], 0]);
            assert!(begin + (tag >> 5) as usize + 8 <= head);
            assert!(packets[0][begin..head].iter().all(|octet| *octet == 0));
            assert_eq!(packets[0].len(), 900);
        }
    }

    #[test]
    fn a_vp8_frame_without_room_for_a_picture_is_no_larger_for_it() {
        let packets = packetize(Codec::Vp8, &frame(true, 300));
        assert_eq!(packets.iter().map(Vec::len).sum::<usize>(), 300);
    }

    #[test]
    fn an_h264_key_frame_begins_with_its_parameter_sets() {
        let packets = packetize(Codec::H264, &frame(true, 3_000));
        assert_eq!(packets[0][0] & 0x1f, NAL_STAP_A);
        assert_eq!((packets[0][3] & 0x1f, packets[0][15] & 0x1f), (7, 8));
        assert_eq!(
            (packets[1][0] & 0x1f, packets[1][1]),
            (NAL_FU_A, 0x80 | NAL_IDR)
        );
        assert_eq!(packets[3][1], 0x40 | NAL_IDR);
        assert_eq!(
            packetize(Codec::H264, &frame(false, 300))[0][0] & 0x1f,
            NAL_SLICE
        );
    }

    #[test]
    fn a_vp9_key_frame_tells_its_size_once() {
        let packets = packetize(Codec::Vp9, &frame(true, 3_000));
        assert_eq!(packets[0][0], 0xa0 | 0x08 | 0x02);
        assert_eq!(packets[0][5..10], [0x10, 0x02, 0x80, 0x01, 0x68]);
        assert_eq!(packets[2][0], 0xa0 | 0x04);
    }
}
