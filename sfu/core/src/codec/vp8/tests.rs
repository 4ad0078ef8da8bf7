//! Behaviours of `codec::vp8`.

use proptest::prelude::*;

use super::*;

#[test]
fn the_shortest_descriptor_starts_a_key_frame() {
    let descriptor = Descriptor::parse(&[0x10, 0x00, 0x9d]).unwrap();
    assert!(descriptor.key_frame && descriptor.start_of_partition);
    assert_eq!((descriptor.len, descriptor.partition), (1, 0));
    assert_eq!(
        (
            descriptor.picture_id,
            descriptor.tl0_picture_index,
            descriptor.temporal
        ),
        (None, None, None)
    );
}

#[test]
fn only_the_first_packet_of_the_first_partition_can_be_a_key_frame() {
    let is_key_frame = |payload: &[u8]| Descriptor::parse(payload).unwrap().key_frame;
    assert!(!is_key_frame(&[0x10, 0x01]), "an interframe");
    assert!(!is_key_frame(&[0x00, 0x00]), "a later packet");
    assert!(!is_key_frame(&[0x11, 0x00]), "another partition");
    assert!(!is_key_frame(&[0x10]), "no frame header");
}

#[test]
fn all_fields_are_read() {
    // X N S, I L T K, long picture id 0x1234, TL0 0x56, layer 2 with sync and key index 3.
    let descriptor = Descriptor::parse(&[0xb0, 0xf0, 0x92, 0x34, 0x56, 0xa3, 0x01]).unwrap();
    assert_eq!(descriptor.picture_id, Some(PictureId::Long(0x1234)));
    assert_eq!(descriptor.tl0_picture_index, Some(0x56));
    assert_eq!(
        descriptor.temporal,
        Some(Temporal {
            layer: 2,
            sync: true
        })
    );
    assert!(descriptor.non_reference && !descriptor.key_frame);
    assert_eq!(descriptor.len, 6);
}

#[test]
fn a_key_index_without_layers_takes_its_byte_and_says_no_layer() {
    let descriptor = Descriptor::parse(&[0x90, 0x10, 0xff, 0x00]).unwrap();
    assert_eq!(
        (descriptor.temporal, descriptor.len, descriptor.key_frame),
        (None, 3, true)
    );
}

#[test]
fn descriptors_that_end_early_are_refused() {
    let whole = [0xb0, 0xf0, 0x92, 0x34, 0x56, 0xa3];
    for len in 0..whole.len() {
        assert_eq!(Descriptor::parse(&whole[..len]), None, "{len}");
    }
}

fn rewritten(payload: &[u8], picture_id: u16, tl0: u8) -> Vec<u8> {
    use crate::rtp::{ExtensionIds, HeaderWriter, OutgoingHeader, RtpPacket, RtpTimestamp, SeqNo};
    let mut bytes = vec![0x80, 96, 0, 1, 0, 0, 0, 1, 0, 0, 0, 1];
    bytes.extend_from_slice(payload);
    let rewrite = Descriptor::parse(payload).unwrap().rewrite(picture_id, tl0);
    let header = OutgoingHeader {
        payload_type: 96,
        marker: false,
        seq: SeqNo(1),
        timestamp: RtpTimestamp(1),
        ssrc: 1,
    };
    let mut out = Vec::new();
    let ids = ExtensionIds::default();
    HeaderWriter::new(&ids, &ids, "").write(
        &mut out,
        &header,
        &RtpPacket::parse(&bytes).unwrap(),
        &rewrite,
        None,
    );
    out.split_off(12)
}

#[test]
fn a_short_picture_id_is_widened_and_the_frame_stays() {
    let out = rewritten(&[0x90, 0xe0, 0x7f, 0x01, 0x40, 0x00, 0xaa, 0xbb], 0x0080, 9);
    assert_eq!(out, [0x90, 0xe0, 0x80, 0x80, 9, 0x40, 0x00, 0xaa, 0xbb]);
}

proptest! {
    #[test]
    fn any_bytes_are_read_without_harm(payload in proptest::collection::vec(any::<u8>(), 0..12)) {
        if let Some(descriptor) = Descriptor::parse(&payload) {
            prop_assert!(usize::from(descriptor.len) <= payload.len());
        }
    }

    #[test]
    fn a_rewritten_descriptor_differs_only_in_its_numbers(
        payload in proptest::collection::vec(any::<u8>(), 1..12),
        picture_id in 0u16..0x8000,
        tl0 in any::<u8>(),
    ) {
        if let Some(before) = Descriptor::parse(&payload) {
            let out = rewritten(&payload, picture_id, tl0);
            let after = Descriptor::parse(&out).unwrap();
            prop_assert_eq!(after.picture_id.map(PictureId::value), before.picture_id.map(|_| picture_id));
            prop_assert_eq!(after.tl0_picture_index, before.tl0_picture_index.map(|_| tl0));
            prop_assert_eq!(after.temporal, before.temporal);
            prop_assert_eq!(after.key_frame, before.key_frame);
            prop_assert_eq!(&out[usize::from(after.len)..], &payload[usize::from(before.len)..]);
        }
    }
}
