//! Behaviours of `bwe::feedback`.

use proptest::prelude::*;

use super::*;
use crate::rtcp::{RtcpPacket, compound};

const MS: Duration = Duration::from_millis(1);

/// All statuses of all feedback packets, as (number, arrival in ms), in the order written.
fn statuses(rtcp: &[u8]) -> Vec<(u16, Option<i64>)> {
    let mut all = Vec::new();
    for packet in compound(rtcp) {
        let RtcpPacket::TransportFeedback(feedback) = packet else {
            panic!()
        };
        all.extend(
            feedback
                .statuses()
                .map(|status| (status.seq.0, status.arrived_at_us.map(|us| us / 1_000))),
        );
    }
    all
}

fn poll(feedback: &mut TransportWideFeedback, now: Instant) -> Vec<(u16, Option<i64>)> {
    let mut rtcp = Vec::new();
    feedback.poll(now, &mut rtcp);
    statuses(&rtcp)
}

#[test]
fn feedback_goes_out_a_hundred_milliseconds_after_the_first_packet_and_covers_the_gap() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    assert_eq!(feedback.poll_at(), None);
    feedback.handle_packet(t0, SeqNo(65_535), 1);
    feedback.handle_packet(t0 + 20 * MS, SeqNo(1), 1);
    assert_eq!(feedback.poll_at(), Some(t0 + INTERVAL));
    assert!(poll(&mut feedback, t0 + 99 * MS).is_empty());
    assert_eq!(
        poll(&mut feedback, t0 + INTERVAL),
        [(65_535, Some(0)), (0, None), (1, Some(20))]
    );
    assert_eq!(feedback.poll_at(), None);
    assert!((feedback.loss_ratio() - 1.0 / 3.0).abs() < 1e-9);
}

#[test]
fn a_loss_between_two_feedbacks_is_told_by_the_second() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(10), 1);
    poll(&mut feedback, t0 + INTERVAL);
    feedback.handle_packet(t0 + 120 * MS, SeqNo(13), 1);
    assert_eq!(
        poll(&mut feedback, t0 + 220 * MS),
        [(11, None), (12, None), (13, Some(120))]
    );
}

#[test]
fn a_packet_that_comes_after_its_feedback_is_reported_with_its_neighbours() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(10), 1);
    feedback.handle_packet(t0 + MS, SeqNo(12), 1);
    poll(&mut feedback, t0 + INTERVAL);
    feedback.handle_packet(t0 + 150 * MS, SeqNo(11), 1);
    assert_eq!(
        poll(&mut feedback, t0 + 250 * MS),
        [(11, Some(150)), (12, Some(1))]
    );
}

#[test]
fn a_duplicate_changes_nothing() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(10), 1);
    feedback.handle_packet(t0 + 50 * MS, SeqNo(10), 1);
    assert_eq!(poll(&mut feedback, t0 + INTERVAL), [(10, Some(0))]);
    feedback.handle_packet(t0 + 150 * MS, SeqNo(10), 1);
    assert_eq!(feedback.poll_at(), None);
}

#[test]
fn a_packet_later_than_the_memory_of_its_neighbours_is_not_reported() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(10), 1);
    feedback.handle_packet(t0, SeqNo(12), 1);
    poll(&mut feedback, t0 + INTERVAL);
    feedback.handle_packet(t0 + HISTORY + MS, SeqNo(13), 1);
    feedback.handle_packet(t0 + HISTORY + MS, SeqNo(11), 1);
    let told = poll(&mut feedback, t0 + HISTORY + INTERVAL + MS);
    assert_eq!(told.iter().map(|(seq, _)| *seq).collect::<Vec<_>>(), [13]);
}

#[test]
fn many_packets_bring_the_feedback_forward_and_spread_it() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    for seq in 0..3_000u16 {
        feedback.handle_packet(t0 + MS * u32::from(seq) / 100, SeqNo(seq), 1);
    }
    let now = t0 + 30 * MS;
    assert!(feedback.poll_at().unwrap() <= now);
    let mut rtcp = Vec::new();
    let written = feedback.poll(now, &mut rtcp);
    assert!(written > 1);
    let all = statuses(&rtcp);
    assert_eq!(all.len(), 3_000);
    assert!(all.iter().all(|(_, arrived)| arrived.is_some()));
    // Running numbers of the feedback packets have no gap.
    let counts: Vec<_> = compound(&rtcp)
        .map(|packet| match packet {
            RtcpPacket::TransportFeedback(feedback) => usize::from(feedback.feedback_count),
            other => panic!("{other:?}"),
        })
        .collect();
    assert_eq!(counts, (0..written).collect::<Vec<_>>());
}

#[test]
fn a_lone_absurd_jump_is_ignored_and_a_confirmed_one_begins_anew() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(10), 1);
    feedback.handle_packet(t0, SeqNo(30_000), 1);
    feedback.handle_packet(t0, SeqNo(11), 1);
    assert_eq!(
        poll(&mut feedback, t0 + INTERVAL),
        [(10, Some(0)), (11, Some(0))]
    );
    feedback.handle_packet(t0 + 200 * MS, SeqNo(40_000), 1);
    feedback.handle_packet(t0 + 200 * MS, SeqNo(40_001), 1);
    assert_eq!(poll(&mut feedback, t0 + 300 * MS), [(40_001, Some(200))]);
}

#[test]
fn a_pause_longer_than_a_delta_can_say_loses_no_packet() {
    let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
    feedback.handle_packet(t0, SeqNo(1), 1);
    let late = t0 + Duration::from_secs(60);
    feedback.handle_packet(late, SeqNo(3), 1);
    let all = poll(&mut feedback, late + INTERVAL);
    let received: Vec<_> = all
        .iter()
        .filter(|(_, at)| at.is_some())
        .map(|(seq, _)| *seq)
        .collect();
    assert_eq!(received, [1, 3]);
}

proptest! {
    #[test]
    fn any_arrivals_are_reported_and_memory_stays_bounded(
        steps in proptest::collection::vec((any::<u16>(), 0u32..3, prop::bool::weighted(0.9)), 0..3_000),
    ) {
        let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
        let mut now = t0;
        let mut seq = SeqNo(60_000);
        let mut rtcp = Vec::new();
        for (jump, pause, orderly) in steps {
            now += MS * pause;
            seq = if orderly { seq.wrapping_add(jump % 3) } else { SeqNo(jump) };
            feedback.handle_packet(now, seq, 1);
            rtcp.clear();
            feedback.poll(now, &mut rtcp);
            statuses(&rtcp);
            prop_assert!(feedback.arrivals.len() <= MAX_ARRIVALS);
        }
    }

    #[test]
    fn reordered_and_lost_packets_are_each_told_right(
        order in proptest::collection::vec(0u16..200, 1..200),
        start in any::<u16>(),
    ) {
        let (mut feedback, t0) = (TransportWideFeedback::default(), Instant::now());
        let mut came = std::collections::BTreeSet::new();
        let mut told = std::collections::BTreeMap::new();
        let mut now = t0;
        for index in &order {
            now += MS;
            came.insert(*index);
            feedback.handle_packet(now, SeqNo(start.wrapping_add(*index)), 1);
            for (seq, arrived) in poll(&mut feedback, now) {
                told.insert(seq.wrapping_sub(start), arrived.is_some());
            }
        }
        for (seq, arrived) in poll(&mut feedback, now + INTERVAL) {
            told.insert(seq.wrapping_sub(start), arrived.is_some());
        }
        for (index, arrived) in told {
            prop_assert_eq!(arrived, came.contains(&index), "{}", index);
        }
    }
}
