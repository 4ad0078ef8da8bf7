//! Behaviours of `stream::sequence`.

use std::collections::HashSet;

use proptest::prelude::*;

use super::*;

fn rewritten(rewriter: &mut SeqRewriter, seqs: &[u16]) -> Vec<Option<u16>> {
    seqs.iter()
        .map(|seq| rewriter.rewrite(SeqNo(*seq)).map(|out| out.0))
        .collect()
}

mod tracking {
    use super::*;

    #[test]
    fn expected_counts_gaps_and_wraps() {
        let mut tracker = SeqTracker::default();
        assert_eq!(tracker.expected(), 0);
        for seq in [65_534, 65_535, 2] {
            assert!(matches!(
                tracker.handle_seq(SeqNo(seq)),
                SeqUpdate::Accepted(_)
            ));
        }
        assert_eq!(tracker.expected(), 5);
        assert_eq!(tracker.highest_on_wire(), 0x1_0002);
        // Late packets change nothing.
        assert_eq!(
            tracker.handle_seq(SeqNo(65_535)),
            SeqUpdate::Accepted(0x1_ffff)
        );
        assert_eq!(tracker.expected(), 5);
    }

    #[test]
    fn packets_from_before_the_first_are_taken() {
        let mut tracker = SeqTracker::default();
        let SeqUpdate::Accepted(first) = tracker.handle_seq(SeqNo(3)) else {
            panic!()
        };
        assert_eq!(
            tracker.handle_seq(SeqNo(65_530)),
            SeqUpdate::Accepted(first - 9)
        );
    }

    #[test]
    fn a_lone_jump_is_dropped_and_two_in_a_row_are_a_restart() {
        let mut tracker = SeqTracker::default();
        tracker.handle_seq(SeqNo(100));
        tracker.handle_seq(SeqNo(101));
        assert_eq!(tracker.handle_seq(SeqNo(30_000)), SeqUpdate::Discarded);
        assert!(matches!(
            tracker.handle_seq(SeqNo(102)),
            SeqUpdate::Accepted(_)
        ));
        assert_eq!(
            tracker.handle_seq(SeqNo(30_001)),
            SeqUpdate::Discarded,
            "not in a row"
        );
        let SeqUpdate::Restarted(restarted) = tracker.handle_seq(SeqNo(30_002)) else {
            panic!()
        };
        assert!(restarted > tracker.base - 1);
        // What was expected before stays counted, the jump itself is not.
        assert_eq!(tracker.expected(), 4);
        assert_eq!(
            tracker.handle_seq(SeqNo(30_003)),
            SeqUpdate::Accepted(restarted + 1)
        );
    }

    #[test]
    fn weeks_of_packets_keep_counting() {
        let mut tracker = SeqTracker::default();
        // Two billion packets: three weeks at 1,000 packets/s; only every 2,500th arrives.
        for index in (0..2_000_000_000u64).step_by(2_500) {
            tracker.handle_seq(SeqNo((index & 0xffff) as u16));
        }
        assert_eq!(tracker.expected(), 2_000_000_000 - 2_499);
    }

    proptest! {
        #[test]
        fn any_numbers_are_followed_without_harm(seqs in proptest::collection::vec(any::<u16>(), 0..500)) {
            let mut tracker = SeqTracker::default();
            let mut before = 0;
            for seq in seqs {
                tracker.handle_seq(SeqNo(seq));
                prop_assert!(tracker.expected() >= before);
                before = tracker.expected();
            }
        }
    }
}

#[test]
fn gaps_and_reordering_are_passed_on() {
    let mut rewriter = SeqRewriter::new(SeqNo(1));
    let out = rewritten(&mut rewriter, &[100, 101, 105, 103, 104, 102, 106]);
    assert_eq!(out, [1, 2, 6, 4, 5, 3, 7].map(Some));
}

#[test]
fn numbers_wrap_on_both_sides() {
    let mut rewriter = SeqRewriter::new(SeqNo(65_534));
    let out = rewritten(&mut rewriter, &[65_535, 0, 1, 3, 2]);
    assert_eq!(out, [65_534, 65_535, 0, 2, 1].map(Some));
}

#[test]
fn a_dropped_packet_leaves_no_gap() {
    let mut rewriter = SeqRewriter::new(SeqNo(1));
    rewriter.rewrite(SeqNo(10));
    rewriter.drop_packet(SeqNo(11));
    rewriter.drop_packet(SeqNo(12));
    assert_eq!(rewriter.rewrite(SeqNo(13)), Some(SeqNo(2)));
    rewriter.drop_packet(SeqNo(15));
    assert_eq!(rewriter.rewrite(SeqNo(16)), Some(SeqNo(4)));
    // The one missing between two dropped ones fits where it belongs.
    assert_eq!(rewriter.rewrite(SeqNo(14)), Some(SeqNo(3)));
    assert_eq!(rewriter.rewrite(SeqNo(12)), None, "dropped stays dropped");
}

#[test]
fn a_packet_dropped_late_shifts_nothing_that_is_out() {
    let mut rewriter = SeqRewriter::new(SeqNo(1));
    rewritten(&mut rewriter, &[10, 12]);
    rewriter.drop_packet(SeqNo(11));
    assert_eq!(rewriter.rewrite(SeqNo(13)), Some(SeqNo(4)));
    assert_eq!(rewriter.rewrite(SeqNo(11)), None);
}

#[test]
fn a_duplicate_is_refused() {
    let mut rewriter = SeqRewriter::new(SeqNo(1));
    assert_eq!(
        rewritten(&mut rewriter, &[10, 10, 11, 10, 11]),
        [Some(1), None, Some(2), None, None]
    );
}

#[test]
fn after_a_sync_numbers_go_on_right_behind_and_the_past_is_refused() {
    let mut rewriter = SeqRewriter::new(SeqNo(1));
    rewritten(&mut rewriter, &[100, 101]);
    rewriter.sync();
    rewriter.drop_packet(SeqNo(40_000));
    assert_eq!(
        rewritten(&mut rewriter, &[50_000, 50_001, 49_999, 40_000]),
        [Some(3), Some(4), None, None]
    );
    assert_eq!(rewriter.highest_output(), Some(SeqNo(4)));
}

#[test]
fn a_packet_older_than_the_window_is_refused() {
    let mut rewriter = SeqRewriter::new(SeqNo(0));
    rewritten(&mut rewriter, &[0, 1]);
    assert_eq!(
        rewritten(&mut rewriter, &[3_000, 2, 953, 952]),
        [Some(3_000), None, Some(953), None]
    );
}

#[test]
fn gaps_around_dropped_packets_never_add_up_to_half_the_number_space() {
    let mut rewriter = SeqRewriter::new(SeqNo(0));
    assert_eq!(rewriter.rewrite(SeqNo(0)), Some(SeqNo(0)));
    rewriter.drop_packet(SeqNo(30_000));
    rewriter.drop_packet(SeqNo(60_000));
    assert_eq!(rewriter.rewrite(SeqNo(60_001)), Some(SeqNo(1)));
}

#[derive(Clone, Debug)]
enum Step {
    Rewrite(u16),
    Drop(u16),
    Sync,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    // Mostly small steps around a position that now and then jumps.
    let step = prop_oneof![
        8 => (0u16..6).prop_map(Step::Rewrite),
        2 => (0u16..6).prop_map(Step::Drop),
        1 => (0u16..4_000).prop_map(Step::Rewrite),
        1 => any::<u16>().prop_map(Step::Rewrite),
        1 => any::<u16>().prop_map(Step::Drop),
        1 => Just(Step::Sync),
    ];
    proptest::collection::vec(step, 0..400)
}

proptest! {
    /// The nonce rule: (SSRC, extended sequence number) is never used for two packets, and the receiver's extension of the
    /// numbers agrees with ours.
    #[test]
    fn no_output_number_is_given_twice_and_no_jump_is_ambiguous(
        steps in steps(),
        first in any::<u16>(),
        back in proptest::collection::vec(0u16..4, 400),
    ) {
        let mut rewriter = SeqRewriter::new(SeqNo(first));
        let mut position = 0u16;
        let mut highest: Option<u64> = None;
        let mut given = HashSet::new();
        for (step, back) in steps.into_iter().zip(back) {
            match step {
                Step::Rewrite(ahead) => {
                    position = position.wrapping_add(ahead).wrapping_sub(back);
                    let Some(out) = rewriter.rewrite(SeqNo(position)) else { continue };
                    // As the receiver extends it.
                    let extended = match highest {
                        None => u64::from(out.0) + (1 << 16),
                        Some(highest) => out.extend_near(highest),
                    };
                    prop_assert!(given.insert(extended), "{} given twice", extended);
                    highest = Some(highest.map_or(extended, |highest| highest.max(extended)));
                    prop_assert_eq!(rewriter.highest_output().map(|seq| u64::from(seq.0)), highest.map(|h| h & 0xffff));
                }
                Step::Drop(ahead) => rewriter.drop_packet(SeqNo(position.wrapping_add(ahead))),
                Step::Sync => rewriter.sync(),
            }
        }
    }

    #[test]
    fn an_orderly_stream_comes_out_without_gaps_whatever_is_dropped(
        kept in proptest::collection::vec(any::<bool>(), 1..1_000),
        start in any::<u16>(),
    ) {
        let mut rewriter = SeqRewriter::new(SeqNo(0));
        let mut next = 0u16;
        for (index, kept) in kept.into_iter().enumerate() {
            let seq = SeqNo(start.wrapping_add(index as u16));
            if kept {
                prop_assert_eq!(rewriter.rewrite(seq), Some(SeqNo(next)));
                next = next.wrapping_add(1);
            } else {
                rewriter.drop_packet(seq);
            }
        }
    }
}
