//! Behaviours of `stream::key_frame`.

use proptest::prelude::*;

use super::*;

const MS: Duration = Duration::from_millis(1);

/// When requests go out, in ms, if the events are `(ms, wish)` with `false` for a key frame; polled every ms.
fn requests(events: &[(u32, bool)], until: u32) -> Vec<u32> {
    let (mut requests, t0) = (KeyFrameRequests::default(), Instant::now());
    let mut sent = Vec::new();
    for ms in 0..until {
        let now = t0 + MS * ms;
        for (_, wish) in events.iter().filter(|(at, _)| *at == ms) {
            if *wish {
                requests.request(now)
            } else {
                requests.handle_key_frame()
            }
        }
        if requests.poll(now) {
            sent.push(ms);
        }
    }
    sent
}

#[test]
fn a_wish_is_sent_at_once_and_fulfilled_by_a_key_frame() {
    assert_eq!(requests(&[(5, true), (80, false)], 5_000), [5]);
}

#[test]
fn five_hundred_wishes_at_once_cost_one_request() {
    let wishes: Vec<_> = (0..500).map(|_| (5, true)).chain([(80, false)]).collect();
    assert_eq!(requests(&wishes, 5_000), [5]);
}

#[test]
fn wishes_without_end_keep_their_spacing() {
    let wishes: Vec<_> = (0..3_000).map(|ms| (ms, true)).collect();
    let sent = requests(&wishes, 3_000);
    assert_eq!(sent.len(), 10);
    assert!(sent.windows(2).all(|pair| pair[1] - pair[0] >= 330));
}

#[test]
fn without_a_key_frame_the_request_is_repeated_each_second_and_then_given_up() {
    assert_eq!(
        requests(&[(0, true)], 60_000),
        [0, 1_000, 2_000, 3_000, 4_000]
    );
}

#[test]
fn a_newcomer_after_a_key_frame_waits_only_for_the_spacing() {
    assert_eq!(
        requests(&[(0, true), (80, false), (100, true), (400, false)], 5_000),
        [0, 330]
    );
    assert_eq!(
        requests(&[(0, true), (80, false), (700, true), (800, false)], 5_000),
        [0, 700]
    );
}

#[test]
fn a_newcomer_while_a_request_is_unanswered_does_not_wait_out_the_retry() {
    assert_eq!(
        requests(&[(0, true), (100, true), (400, false)], 5_000),
        [0, 330]
    );
}

#[test]
fn a_longer_spacing_is_kept_also_by_retries() {
    let (mut requests, t0) = (
        KeyFrameRequests::new(Duration::from_secs(3)),
        Instant::now(),
    );
    requests.request(t0);
    assert!(requests.poll(t0));
    requests.request(t0 + MS);
    assert_eq!(requests.poll_at(), Some(t0 + Duration::from_secs(3)));
}

proptest! {
    #[test]
    fn requests_never_come_closer_than_the_spacing_and_no_wish_is_lost(
        events in proptest::collection::vec((0u32..4_000, any::<bool>()), 0..60),
    ) {
        let sent = requests(&events, 12_000);
        prop_assert!(sent.windows(2).all(|pair| pair[1] - pair[0] >= 330));
        let last_wish = events.iter().filter(|(_, wish)| *wish).map(|(at, _)| *at).max();
        let last_key_frame = events.iter().filter(|(_, wish)| !*wish).map(|(at, _)| *at).max();
        if let Some(wish) = last_wish && last_key_frame.is_none_or(|at| at < wish) {
            prop_assert!(sent.iter().any(|at| *at >= wish));
        }
    }
}

#[test]
fn a_wish_while_a_key_frame_is_at_hand_is_fulfilled_by_it() {
    let (mut requests, t0) = (KeyFrameRequests::default(), Instant::now());
    requests.set_at_hand(true);
    requests.request(t0);
    assert_eq!(requests.poll_at(), None);
    requests.set_at_hand(false);
    requests.request(t0);
    assert!(requests.poll(t0));
}
