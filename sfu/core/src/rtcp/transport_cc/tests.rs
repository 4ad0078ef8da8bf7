//! Behaviours of `rtcp::transport_cc`.

use proptest::prelude::*;

use super::*;
use crate::rtcp::{RtcpPacket, compound};

fn read(bytes: &[u8]) -> TransportFeedback<'_> {
    let mut packets = compound(bytes);
    let Some(RtcpPacket::TransportFeedback(feedback)) = packets.next() else {
        panic!()
    };
    feedback
}

/// Ticks in microseconds, so that expectations can be written in the wire's own unit.
fn ticks(count: u64) -> u64 {
    count * TICK_US
}

#[test]
fn a_feedback_written_by_hand_is_read() {
    // Base 5, three statuses, reference 2 (128 ms), count 7; a two-bit vector: small, missing, large (negative).
    let body = [0, 5, 0, 3, 0, 0, 2, 7, 0b1101_0010, 0, 40, 0xff, 0xfc, 0];
    let feedback = TransportFeedback::new(1, 2, &body).unwrap();
    assert_eq!(
        (
            feedback.base_seq,
            feedback.reference_time,
            feedback.feedback_count
        ),
        (SeqNo(5), 2, 7)
    );
    let statuses: Vec<_> = feedback
        .statuses()
        .map(|status| (status.seq.0, status.arrived_at_us))
        .collect();
    assert_eq!(
        statuses,
        [(5, Some(138_000)), (6, None), (7, Some(137_000))]
    );
}

#[test]
fn a_run_and_a_one_bit_vector_are_read() {
    let run = [0xff, 0xff, 0, 3, 0xff, 0xff, 0xff, 0, 0x20, 3, 0, 4, 8];
    let statuses: Vec<_> = TransportFeedback::new(1, 2, &run)
        .unwrap()
        .statuses()
        .collect();
    assert_eq!(
        statuses
            .iter()
            .map(|status| status.seq.0)
            .collect::<Vec<_>>(),
        [65_535, 0, 1]
    );
    // The reference time is signed: −64 ms.
    assert_eq!(
        statuses
            .iter()
            .map(|status| status.arrived_at_us.unwrap())
            .collect::<Vec<_>>(),
        [-64_000, -63_000, -61_000]
    );
    let vector = [0, 0, 0, 14, 0, 0, 0, 0, 0b1010_0000, 1, 1, 1];
    let feedback = TransportFeedback::new(1, 2, &vector).unwrap();
    let received: Vec<_> = feedback
        .statuses()
        .filter(|s| s.arrived_at_us.is_some())
        .map(|s| s.seq.0)
        .collect();
    assert_eq!(received, [0, 13]);
}

#[test]
fn contradictory_feedback_is_refused() {
    let error = |body: &[u8]| TransportFeedback::new(1, 2, body).unwrap_err();
    assert_eq!(error(&[0; 7]), TransportFeedbackError::TooShort);
    assert_eq!(
        error(&[0, 0, 0, 0, 0, 0, 0, 0]),
        TransportFeedbackError::StatusCount
    );
    assert_eq!(
        error(&[0, 0, 0xff, 0xff, 0, 0, 0, 0, 0x1f, 0xff]),
        TransportFeedbackError::StatusCount
    );
    assert_eq!(
        error(&[0, 0, 0, 1, 0, 0, 0, 0]),
        TransportFeedbackError::TooShort
    );
    // A run of 8,191 received packets without their deltas; empty runs without end; the reserved status.
    assert_eq!(
        error(&[0, 0, 0x20, 0, 0, 0, 0, 0, 0x3f, 0xff, 0, 0]),
        TransportFeedbackError::TooShort
    );
    assert_eq!(
        error(&[0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0]),
        TransportFeedbackError::TooShort
    );
    assert_eq!(
        error(&[0, 0, 0, 1, 0, 0, 0, 0, 0x60, 1]),
        TransportFeedbackError::ReservedStatus
    );
    assert_eq!(
        error(&[0, 0, 0, 1, 0, 0, 0, 0, 0xf0, 0]),
        TransportFeedbackError::ReservedStatus
    );
}

#[test]
fn the_reserved_status_behind_the_last_packet_does_not_matter() {
    assert!(
        TransportFeedback::new(1, 2, &[0, 0, 0, 1, 0, 0, 0, 0, 0b1101_1111, 0xff, 4, 0]).is_ok()
    );
}

#[test]
fn an_arrival_too_far_in_time_belongs_in_the_next_packet() {
    let mut builder = FeedbackBuilder::new(SeqNo(1), ticks(1_000), 0);
    builder.push(SeqNo(1), ticks(1_000)).unwrap();
    assert_eq!(
        builder.push(SeqNo(2), ticks(1_001 + 0x7fff)),
        Err(FeedbackFull)
    );
    builder.push(SeqNo(2), ticks(1_000 + 0x7fff)).unwrap();
    // Out of order in time is a negative delta.
    builder.push(SeqNo(3), ticks(1_000)).unwrap();
    let mut out = Vec::new();
    builder.write(&mut out, 1, 2);
    let arrived: Vec<_> = read(&out)
        .statuses()
        .map(|status| status.arrived_at_us.unwrap())
        .collect();
    assert_eq!(
        arrived,
        [1_000, 1_000 + 0x7fff, 1_000].map(|count| (count * TICK_US) as i64)
    );
}

#[test]
fn a_packet_never_outgrows_its_bound() {
    let mut builder = FeedbackBuilder::new(SeqNo(0), 0, 0);
    let mut seq = 0;
    while builder.push(SeqNo(seq), u64::from(seq) * 100_000).is_ok() {
        seq += 1;
    }
    let mut out = Vec::new();
    builder.write(&mut out, 1, 2);
    assert!(
        out.len() <= MAX_PACKET_LEN && seq > 300,
        "{} bytes, {seq} packets",
        out.len()
    );
    assert_eq!(read(&out).statuses().count(), usize::from(seq));
}

#[test]
fn going_back_is_refused() {
    let mut builder = FeedbackBuilder::new(SeqNo(10), 0, 0);
    builder.push(SeqNo(12), 0).unwrap();
    assert_eq!(builder.push(SeqNo(12), 0), Err(FeedbackFull));
    assert_eq!(builder.push(SeqNo(11), 0), Err(FeedbackFull));
    assert_eq!(builder.push(SeqNo(9), 0), Err(FeedbackFull));
    assert_eq!((builder.status_count(), builder.missing_count()), (3, 2));
}

proptest! {
    #[test]
    fn what_is_built_reads_back(
        base in any::<u16>(),
        start in 0u64..1 << 40,
        steps in proptest::collection::vec((1u16..30, 0u64..300_000), 1..200),
    ) {
        let mut builder = FeedbackBuilder::new(SeqNo(base), start, 3);
        let (mut seq, mut at) = (SeqNo(base), start);
        let mut pushed = Vec::new();
        for (step, pause) in steps {
            if builder.push(seq, at).is_err() {
                break;
            }
            pushed.push((seq, at / TICK_US));
            seq = seq.wrapping_add(step);
            at += pause;
        }
        let mut out = Vec::new();
        builder.write(&mut out, 1, 2);
        let feedback = read(&out);
        prop_assert_eq!((feedback.base_seq, feedback.feedback_count), (SeqNo(base), 3));
        // The reference time has 24 bits signed of 64 ms.
        let wrap = 1i64 << 32;
        let arrived: Vec<_> = feedback
            .statuses()
            .filter_map(|status| Some((status.seq, (status.arrived_at_us? / TICK_US as i64).rem_euclid(wrap) as u64)))
            .collect();
        let pushed: Vec<_> = pushed.into_iter().map(|(seq, ticks)| (seq, ticks % wrap as u64)).collect();
        prop_assert_eq!(arrived, pushed);
    }
}
