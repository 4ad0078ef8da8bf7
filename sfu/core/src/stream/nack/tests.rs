//! Behaviours of `stream::nack`.

use proptest::prelude::*;

use super::*;

const MS: Duration = Duration::from_millis(1);

fn due(nack: &mut NackGenerator, now: Instant) -> Vec<u16> {
    let mut due = Vec::new();
    nack.poll(now, &mut due);
    due.iter().map(|seq| seq.0).collect()
}

#[test]
fn reordering_within_the_grace_is_never_requested() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 3, false);
    assert_eq!(nack.poll_at(), Some(t0 + REORDER_GRACE));
    assert_eq!(
        nack.handle_packet(t0 + 9 * MS, 2, false),
        NackArrival::Repaired
    );
    assert!(due(&mut nack, t0 + REORDER_GRACE).is_empty());
    assert_eq!(nack.poll_at(), None);
}

#[test]
fn a_lost_packet_is_requested_once_a_round_trip_and_then_given_up() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.set_rtt(60 * MS);
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 3, false);
    let mut asked = Vec::new();
    let mut broken = 0;
    for ms in 0..5_000 {
        let mut due = Vec::new();
        broken += u32::from(nack.poll(t0 + MS * ms, &mut due));
        asked.extend(due.iter().map(|_| ms));
    }
    assert_eq!(
        asked,
        (0..10).map(|index| 10 + 60 * index).collect::<Vec<_>>()
    );
    assert_eq!(broken, 1, "only a key frame helps now");
    assert_eq!((nack.missing_count(), nack.poll_at()), (0, None));
}

#[test]
fn a_packet_given_up_before_a_key_frame_is_not_missed() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 3, true);
    let broken = (0..5_000).any(|ms| nack.poll(t0 + MS * ms, &mut Vec::new()));
    assert!(!broken);
}

#[test]
fn the_round_trip_paces_requests_within_sane_bounds() {
    let second_request = |rtt: Option<Duration>| {
        let (mut nack, t0) = (NackGenerator::default(), Instant::now());
        rtt.into_iter().for_each(|rtt| nack.set_rtt(rtt));
        nack.handle_packet(t0, 1, false);
        nack.handle_packet(t0, 3, false);
        due(&mut nack, t0 + REORDER_GRACE);
        nack.poll_at().unwrap() - (t0 + REORDER_GRACE)
    };
    assert_eq!(second_request(None), DEFAULT_RTT);
    assert_eq!(second_request(Some(MS)), MIN_INTERVAL);
    assert_eq!(second_request(Some(200 * MS)), 200 * MS);
    assert_eq!(
        second_request(Some(Duration::from_secs(3_600))),
        MAX_INTERVAL
    );
}

#[test]
fn a_jump_too_long_to_repair_forgets_the_past() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 3, false);
    assert_eq!(nack.handle_packet(t0, 5_000, false), NackArrival::Broken);
    assert!(due(&mut nack, t0 + Duration::from_secs(1)).is_empty());
    assert_eq!(nack.handle_packet(t0, 5_001, false), NackArrival::Ahead);
}

#[test]
fn too_much_to_repair_gives_up_what_lies_before_a_key_frame() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 602, true);
    assert_eq!(nack.handle_packet(t0, 1_200, false), NackArrival::Ahead);
    let asked = due(&mut nack, t0 + REORDER_GRACE);
    assert_eq!(
        (asked.first(), asked.last(), asked.len()),
        (Some(&603), Some(&1_199), 597)
    );
}

#[test]
fn requests_are_in_order_across_the_wrap() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 0x1_fffd, false);
    nack.handle_packet(t0, 0x2_0002, false);
    assert_eq!(due(&mut nack, t0 + REORDER_GRACE), [65_534, 65_535, 0, 1]);
}

#[test]
fn a_flood_of_duplicates_is_stale() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    for _ in 0..10_000 {
        assert_eq!(nack.handle_packet(t0, 1, true), NackArrival::Stale);
    }
    assert_eq!((nack.missing_count(), nack.key_frames.len()), (0, 0));
}

#[test]
fn after_a_reset_nothing_is_asked_for() {
    let (mut nack, t0) = (NackGenerator::default(), Instant::now());
    nack.handle_packet(t0, 1, false);
    nack.handle_packet(t0, 9, false);
    nack.reset();
    assert_eq!(nack.poll_at(), None);
    assert_eq!(nack.handle_packet(t0, 900_000, false), NackArrival::Ahead);
    assert_eq!(nack.missing_count(), 0);
}

proptest! {
    #[test]
    fn every_gap_is_requested_until_repaired_and_tables_stay_bounded(
        steps in proptest::collection::vec((0u64..1_500, 0u32..30, any::<bool>()), 0..120),
    ) {
        let (mut nack, t0) = (NackGenerator::default(), Instant::now());
        let mut now = t0;
        let mut base = 100_000u64;
        for (jump, pause, forward) in steps {
            now += MS * pause;
            let seq = if forward { base += jump % 40; base } else { base - jump };
            nack.handle_packet(now, seq, jump % 50 == 0);
            let mut due = Vec::new();
            nack.poll(now, &mut due);
            prop_assert!(nack.missing_count() as u64 <= MAX_MISSING);
            prop_assert!(nack.key_frames.len() <= MAX_KEY_FRAMES);
            prop_assert_eq!(nack.poll_at().is_some(), nack.missing_count() > 0 || nack.next_due_at.is_some());
            prop_assert!(due.windows(2).all(|pair| pair[1].is_newer_than(pair[0])));
        }
    }
}
