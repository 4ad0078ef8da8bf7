//! Behaviour of the ICE-lite agent: states, nomination, consent, restart, and what it refuses.

use proptest::prelude::*;

use super::*;
use crate::stun::tests::TestRequest;

const UFRAG: &str = "ufragufrag";
const PASSWORD: &str = "passwordpasswordpassword";

fn start() -> Instant {
    Instant::now()
}

fn seconds(count: u64) -> Duration {
    Duration::from_secs(count)
}

fn agent() -> IceLite {
    IceLite::new(UFRAG.to_owned(), PASSWORD.to_owned(), Some(seconds(30)))
}

fn tuple(port: u16) -> Tuple {
    Tuple {
        protocol: Protocol::Udp,
        local: SocketAddr::from(([192, 0, 2, 1], 40_000)),
        remote: SocketAddr::from(([198, 51, 100, 7], port)),
    }
}

fn check() -> TestRequest {
    TestRequest::to(UFRAG, PASSWORD)
}

fn nominating() -> TestRequest {
    TestRequest {
        use_candidate: true,
        ..check()
    }
}

fn events(ice: &mut IceLite) -> Vec<IceEvent> {
    std::iter::from_fn(|| ice.poll_event()).collect()
}

/// The error code of a reply, `None` for success.
fn error_code(reply: &[u8]) -> Option<u16> {
    match reply {
        [0x01, 0x01, ..] => None,
        [0x01, low, ..] if low & 0x10 != 0 => {
            Some(u16::from(reply[26]) * 100 + u16::from(reply[27]))
        }
        _ => unreachable!("neither success nor error"),
    }
}

#[test]
fn a_check_connects_and_a_nomination_completes() {
    let (mut ice, now) = (agent(), start());
    assert_eq!((ice.state(), ice.selected_tuple()), (IceState::New, None));
    let reply = ice
        .handle_stun(now, tuple(1), &check().bytes())
        .expect("a reply");
    assert_eq!(error_code(&reply), None);
    assert_eq!(
        events(&mut ice),
        [
            IceEvent::TupleAdded(tuple(1)),
            IceEvent::TupleSelected(tuple(1)),
            IceEvent::StateChanged(IceState::Connected)
        ]
    );
    ice.handle_stun(now, tuple(2), &nominating().bytes())
        .expect("a reply");
    assert_eq!(
        events(&mut ice),
        [
            IceEvent::TupleAdded(tuple(2)),
            IceEvent::TupleSelected(tuple(2)),
            IceEvent::StateChanged(IceState::Completed)
        ]
    );
    assert!(
        ice.is_valid_tuple(&tuple(1))
            && ice.is_valid_tuple(&tuple(2))
            && !ice.is_valid_tuple(&tuple(3))
    );
    assert_eq!(ice.stats().valid_requests, 2);
}

#[test]
fn later_nominations_move_the_selection_and_plain_checks_do_not() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    ice.handle_stun(now, tuple(2), &check().bytes());
    assert_eq!(ice.selected_tuple(), Some(tuple(1)));
    ice.handle_stun(now, tuple(2), &nominating().bytes());
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (Some(tuple(2)), IceState::Completed)
    );
}

#[test]
fn an_outdated_nomination_counter_does_not_move_the_selection() {
    let (mut ice, now) = (agent(), start());
    let renomination = |counter| {
        TestRequest {
            nomination: Some(counter),
            ..check()
        }
        .bytes()
    };
    ice.handle_stun(now, tuple(1), &renomination(2));
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (Some(tuple(1)), IceState::Completed)
    );
    ice.handle_stun(now, tuple(2), &renomination(1));
    ice.handle_stun(now, tuple(2), &renomination(2));
    assert_eq!(ice.selected_tuple(), Some(tuple(1)));
    ice.handle_stun(now, tuple(2), &renomination(3));
    assert_eq!(ice.selected_tuple(), Some(tuple(2)));
}

#[test]
fn wrong_credentials_change_nothing_and_the_session_goes_on() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    events(&mut ice);
    let forged = [
        (
            TestRequest {
                password: Some("wrong".to_owned()),
                ..nominating()
            },
            401,
        ),
        (
            TestRequest {
                username: Some("other:peer".to_owned()),
                ..nominating()
            },
            401,
        ),
        (
            TestRequest {
                username: Some(UFRAG.to_owned()),
                ..nominating()
            },
            401,
        ),
        (
            TestRequest {
                password: None,
                ..nominating()
            },
            400,
        ),
        (
            TestRequest {
                username: None,
                ..nominating()
            },
            400,
        ),
        (
            TestRequest {
                has_fingerprint: false,
                ..nominating()
            },
            400,
        ),
        (
            TestRequest {
                has_priority: false,
                ..nominating()
            },
            400,
        ),
        (
            TestRequest {
                method: 3,
                ..nominating()
            },
            400,
        ),
        (
            TestRequest {
                is_controlled: true,
                ..nominating()
            },
            487,
        ),
    ];
    for (request, code) in forged {
        let reply = ice
            .handle_stun(now, tuple(9), &request.bytes())
            .expect("an error reply");
        assert_eq!(error_code(&reply), Some(code), "{request:?}");
        assert!(reply.len() <= request.bytes().len());
    }
    assert_eq!(events(&mut ice), []);
    assert!(!ice.is_valid_tuple(&tuple(9)));
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (Some(tuple(1)), IceState::Completed)
    );
}

#[test]
fn a_wrong_fingerprint_value_is_dropped_in_silence() {
    let mut ice = agent();
    let mut bytes = check().bytes();
    if let Some(last) = bytes.last_mut() {
        *last ^= 1;
    }
    assert_eq!(ice.handle_stun(start(), tuple(1), &bytes), None);
    assert_eq!((ice.state(), ice.stats().discarded), (IceState::New, 1));
}

#[test]
fn a_bare_request_gets_no_reply_because_that_would_be_larger() {
    let mut ice = agent();
    let bare = TestRequest {
        username: None,
        password: None,
        has_priority: false,
        has_fingerprint: false,
        ..check()
    };
    let header = &bare.bytes()[..20];
    let mut header = header.to_vec();
    header[2..4].copy_from_slice(&[0, 0]);
    assert_eq!(ice.handle_stun(start(), tuple(1), &header), None);
    assert_eq!(ice.stats().unanswered, 1);
}

#[test]
fn error_replies_are_limited_each_second() {
    let (mut ice, now) = (agent(), start());
    let forged = TestRequest {
        password: Some("wrong".to_owned()),
        ..check()
    }
    .bytes();
    let replies = |ice: &mut IceLite, at| {
        (0..100)
            .filter(|_| ice.handle_stun(at, tuple(1), &forged).is_some())
            .count()
    };
    assert_eq!(replies(&mut ice, now), 10);
    assert_eq!(replies(&mut ice, now + Duration::from_millis(999)), 0);
    assert_eq!(replies(&mut ice, now + seconds(1)), 10);
    assert!(
        ice.handle_stun(now + seconds(1), tuple(1), &check().bytes())
            .is_some(),
        "the real peer is answered"
    );
}

#[test]
fn responses_and_indications_are_discarded() {
    let mut ice = agent();
    for second_byte in [0x11, 0x01] {
        let mut bytes = TestRequest {
            has_fingerprint: false,
            ..check()
        }
        .bytes();
        bytes[0] = u8::from(second_byte == 0x01);
        bytes[1] = second_byte;
        assert_eq!(ice.handle_stun(start(), tuple(1), &bytes), None);
    }
    assert_eq!((ice.state(), ice.stats().discarded), (IceState::New, 2));
}

#[test]
fn the_table_keeps_eight_tuples_and_always_the_selected_one() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    for port in 2..=20 {
        ice.handle_stun(now, tuple(port), &check().bytes());
        assert!(ice.tuples().len() <= MAX_TUPLES);
    }
    assert_eq!(ice.selected_tuple(), Some(tuple(1)));
    assert!(
        ice.is_valid_tuple(&tuple(1))
            && ice.is_valid_tuple(&tuple(20))
            && !ice.is_valid_tuple(&tuple(2))
    );
    let (mut added, mut removed) = (0, 0);
    for event in events(&mut ice) {
        match event {
            IceEvent::TupleAdded(_) => added += 1,
            IceEvent::TupleRemoved(_) => removed += 1,
            _ => {}
        }
    }
    assert_eq!(
        (added, removed),
        (20, 12),
        "every tuple that went was told of"
    );
}

#[test]
fn without_valid_requests_consent_runs_out() {
    let (mut ice, now) = (agent(), start());
    assert_eq!(ice.poll_timeout(), None);
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    ice.handle_stun(now + seconds(20), tuple(1), &check().bytes());
    assert_eq!(
        ice.poll_timeout(),
        Some(now + seconds(50)),
        "a valid request renews consent"
    );
    let forged = TestRequest {
        password: Some("wrong".to_owned()),
        ..check()
    }
    .bytes();
    ice.handle_stun(now + seconds(49), tuple(1), &forged);
    ice.handle_timeout(now + seconds(49));
    assert_eq!(ice.state(), IceState::Completed);
    events(&mut ice);
    ice.handle_timeout(now + seconds(50));
    assert_eq!(
        events(&mut ice),
        [
            IceEvent::TupleRemoved(tuple(1)),
            IceEvent::StateChanged(IceState::Disconnected)
        ]
    );
    assert_eq!((ice.selected_tuple(), ice.poll_timeout()), (None, None));
    assert!(!ice.is_valid_tuple(&tuple(1)));
    ice.handle_stun(now + seconds(60), tuple(2), &nominating().bytes());
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (Some(tuple(2)), IceState::Completed),
        "it can come back"
    );
}

#[test]
fn the_consent_timeout_is_held_to_its_bounds_or_off() {
    let now = start();
    for (asked, expected) in [
        (Some(1), Some(10)),
        (Some(255), Some(60)),
        (Some(0), None),
        (None, None),
    ] {
        let mut ice = IceLite::new(UFRAG.to_owned(), PASSWORD.to_owned(), asked.map(seconds));
        ice.handle_stun(now, tuple(1), &check().bytes());
        assert_eq!(
            ice.poll_timeout(),
            expected.map(|timeout| now + seconds(timeout)),
            "asked for {asked:?}"
        );
    }
}

#[test]
fn a_restart_accepts_the_old_credentials_until_the_new_ones_come() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    ice.restart(now, "newufrag".to_owned(), "newpassword".to_owned());
    events(&mut ice);
    assert_eq!((ice.ufrag(), ice.old_ufrag()), ("newufrag", Some(UFRAG)));
    let reply = ice
        .handle_stun(now, tuple(1), &check().bytes())
        .expect("a reply");
    assert_eq!(error_code(&reply), None);
    let fresh = TestRequest {
        use_candidate: true,
        ..TestRequest::to("newufrag", "newpassword")
    };
    ice.handle_stun(now, tuple(2), &fresh.bytes())
        .expect("a reply");
    assert_eq!(
        events(&mut ice).first(),
        Some(&IceEvent::LocalUfragRemoved(UFRAG.to_owned()))
    );
    assert_eq!(ice.selected_tuple(), Some(tuple(2)));
    let reply = ice
        .handle_stun(now, tuple(1), &check().bytes())
        .expect("a reply");
    assert_eq!(
        error_code(&reply),
        Some(401),
        "the old credentials are gone"
    );
}

#[test]
fn a_line_that_was_cut_is_silent_until_a_restart_and_then_knows_the_new_credentials_alone() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    events(&mut ice);
    ice.cut();
    assert_eq!(
        events(&mut ice),
        [
            IceEvent::TupleRemoved(tuple(1)),
            IceEvent::StateChanged(IceState::Disconnected)
        ]
    );
    assert!(!ice.is_valid_tuple(&tuple(1)) && ice.selected_tuple().is_none());
    assert!(
        ice.handle_stun(now, tuple(1), &nominating().bytes())
            .is_none()
    );
    assert!(ice.poll_timeout().is_none());
    ice.restart(now, "newufrag".to_owned(), "newpassword".to_owned());
    let old = ice.handle_stun(now, tuple(1), &nominating().bytes());
    assert_eq!(error_code(&old.expect("a reply")), Some(401));
    let fresh = TestRequest {
        use_candidate: true,
        ..TestRequest::to("newufrag", "newpassword")
    };
    assert!(ice.handle_stun(now, tuple(2), &fresh.bytes()).is_some());
    assert_eq!(
        (ice.state(), ice.selected_tuple()),
        (IceState::Completed, Some(tuple(2)))
    );
}

#[test]
fn a_second_restart_gives_up_the_oldest_credentials() {
    let (mut ice, now) = (agent(), start());
    ice.restart(now, "second".to_owned(), "password2".to_owned());
    ice.restart(now, "third".to_owned(), "password3".to_owned());
    assert_eq!(
        events(&mut ice),
        [IceEvent::LocalUfragRemoved(UFRAG.to_owned())]
    );
    assert_eq!(
        error_code(
            &ice.handle_stun(now, tuple(1), &check().bytes())
                .expect("a reply")
        ),
        Some(401)
    );
    let second = TestRequest::to("second", "password2").bytes();
    assert_eq!(
        error_code(&ice.handle_stun(now, tuple(1), &second).expect("a reply")),
        None
    );
}

#[test]
fn credentials_of_two_generations_cannot_be_mixed() {
    let (mut ice, now) = (agent(), start());
    ice.restart(now, "second".to_owned(), "password2".to_owned());
    for (ufrag, password) in [(UFRAG, "password2"), ("second", PASSWORD)] {
        let mixed = TestRequest::to(ufrag, password).bytes();
        assert_eq!(
            error_code(&ice.handle_stun(now, tuple(1), &mixed).expect("a reply")),
            Some(401)
        );
    }
}

#[test]
fn removing_the_selected_tuple_falls_back_to_another_valid_one() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &check().bytes());
    ice.handle_stun(now, tuple(2), &nominating().bytes());
    ice.remove_tuple(now, &tuple(2));
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (Some(tuple(1)), IceState::Completed)
    );
    ice.remove_tuple(now, &tuple(1));
    assert_eq!(
        (ice.selected_tuple(), ice.state()),
        (None, IceState::Disconnected)
    );
}

#[test]
fn the_handshake_chooses_among_valid_tuples_until_the_peer_nominates() {
    let (mut ice, now) = (agent(), start());
    ice.handle_stun(now, tuple(1), &check().bytes());
    ice.handle_stun(now, tuple(2), &check().bytes());
    ice.select_unnominated(&tuple(3));
    assert_eq!(ice.selected_tuple(), Some(tuple(1)));
    ice.select_unnominated(&tuple(2));
    assert_eq!(ice.selected_tuple(), Some(tuple(2)));
    ice.handle_stun(now, tuple(1), &nominating().bytes());
    ice.select_unnominated(&tuple(2));
    assert_eq!(ice.selected_tuple(), Some(tuple(1)));
}

prop_compose! {
    /// Requests right and wrong in every respect, in every combination.
    fn any_request()(
        method in prop_oneof![4 => Just(1u16), 1 => 0u16..0x80],
        username in proptest::option::of(prop_oneof![Just(format!("{UFRAG}:p")), "[a-z:]{0,40}"]),
        password in proptest::option::of(prop_oneof![Just(PASSWORD.to_owned()), "[a-z]{1,8}"]),
        has_priority: bool,
        use_candidate: bool,
        nomination: Option<u32>,
        is_controlled: bool,
        has_fingerprint: bool,
    ) -> TestRequest {
        TestRequest {
            method, username, password, has_priority, use_candidate, nomination, is_controlled, has_fingerprint,
            transaction_id: *b"transaction!",
        }
    }
}

proptest! {
    #[test]
    fn no_reply_is_larger_than_its_request(request in any_request(), ipv6: bool) {
        let mut ice = agent();
        let mut tuple = tuple(1);
        if ipv6 {
            tuple.remote = SocketAddr::from(([0x2001, 0xdb8, 0, 0, 0, 0, 0, 1], 9));
        }
        let bytes = request.bytes();
        if let Some(reply) = ice.handle_stun(start(), tuple, &bytes) {
            prop_assert!(reply.len() <= bytes.len(), "{} > {}", reply.len(), bytes.len());
        }
    }

    #[test]
    fn a_tuple_becomes_valid_only_by_the_right_credentials(request in any_request()) {
        let mut ice = agent();
        let addressed = request.username.as_deref().is_some_and(|name| name.starts_with(&format!("{UFRAG}:")));
        let authentic = addressed && request.password.as_deref() == Some(PASSWORD);
        ice.handle_stun(start(), tuple(1), &request.bytes());
        prop_assert!(authentic || !ice.is_valid_tuple(&tuple(1)));
        prop_assert_eq!(ice.is_valid_tuple(&tuple(1)), ice.selected_tuple() == Some(tuple(1)));
    }

    #[test]
    fn random_datagrams_change_nothing(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let mut ice = agent();
        prop_assert_eq!(ice.handle_stun(start(), tuple(1), &bytes), None);
        prop_assert_eq!(ice.state(), IceState::New);
        prop_assert_eq!(ice.poll_event(), None);
    }
}
