//! Behaviours of `stream::timestamp`.

use std::time::Duration;

use proptest::prelude::*;

use super::*;

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn one_source_keeps_its_timestamps_over_a_pause() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    assert_eq!(rewriter.rewrite(t0, RtpTimestamp(5)), RtpTimestamp(5));
    assert_eq!(
        rewriter.rewrite(t0 + 60 * SECOND, RtpTimestamp(5_400_005)),
        RtpTimestamp(5_400_005)
    );
    assert_eq!(rewriter.offset(), 0);
}

#[test]
fn another_source_goes_on_where_the_clock_would_be() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    rewriter.rewrite(t0, RtpTimestamp(u32::MAX - 10));
    rewriter.switch_source();
    let out = rewriter.rewrite(t0 + SECOND, RtpTimestamp(123_456));
    assert_eq!(out, RtpTimestamp(u32::MAX - 10).wrapping_add(90_000));
    // Its later packets keep their distances.
    assert_eq!(
        rewriter.rewrite(t0 + SECOND, RtpTimestamp(126_456)),
        out.wrapping_add(3_000)
    );
    assert_eq!(RtpTimestamp(123_456).wrapping_sub(rewriter.offset()), out);
}

#[test]
fn a_switch_in_no_time_still_moves_on() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    rewriter.rewrite(t0, RtpTimestamp(100));
    rewriter.switch_source();
    assert_eq!(rewriter.rewrite(t0, RtpTimestamp(0)), RtpTimestamp(101));
}

#[test]
fn the_first_source_is_not_a_switch() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    rewriter.switch_source();
    assert_eq!(rewriter.rewrite(t0, RtpTimestamp(7)), RtpTimestamp(7));
}

#[test]
fn a_source_that_changed_unseen_is_recognised_by_its_clock() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    rewriter.rewrite(t0, RtpTimestamp(1_000));
    let out = rewriter.rewrite(t0 + 3 * SECOND, RtpTimestamp(3_000_000_000));
    assert_eq!(out, RtpTimestamp(1_000 + 270_000));
}

#[test]
fn late_and_jittered_packets_keep_their_own_timestamps() {
    let (mut rewriter, t0) = (TimestampRewriter::new(90_000), Instant::now());
    for (ms, timestamp) in [
        (0, 900_000),
        (2_500, 900_000 + 90_000),
        (2_600, 900_000 - 180_000),
    ] {
        let now = t0 + Duration::from_millis(ms);
        assert_eq!(
            rewriter.rewrite(now, RtpTimestamp(timestamp)),
            RtpTimestamp(timestamp)
        );
    }
    // A pause of thirty hours wraps the clock more than twice and is still the same clock.
    let later = t0 + Duration::from_secs(108_000);
    let timestamp = RtpTimestamp(900_000).wrapping_add(ticks(later - t0, 90_000));
    assert_eq!(rewriter.rewrite(later, timestamp), timestamp);
}

proptest! {
    #[test]
    fn after_a_switch_the_output_is_newer_by_the_time_that_passed(
        before in any::<u32>(), after in any::<u32>(), ms in 0u64..3_600_000,
    ) {
        let (mut rewriter, t0) = (TimestampRewriter::new(48_000), Instant::now());
        let newest = rewriter.rewrite(t0, RtpTimestamp(before));
        rewriter.switch_source();
        let out = rewriter.rewrite(t0 + Duration::from_millis(ms), RtpTimestamp(after));
        prop_assert_eq!(i64::from(out.distance_from(newest)), (ms as i64 * 48).max(1));
    }
}
