//! Behaviours of `stream::retransmission`.

use proptest::prelude::*;

use super::*;
use crate::rtp::RtpPacket;

const MS: Duration = Duration::from_millis(1);
const AGE: Duration = Duration::from_secs(2);
const PLENTY: usize = 1 << 20;

fn packet(len: usize) -> Rc<SharedPacket> {
    let mut bytes = vec![0u8; len.max(12)];
    bytes[0] = 0x80;
    Rc::new(SharedPacket::new(&RtpPacket::parse(&bytes).unwrap()))
}

fn header(seq: u16) -> StoredHeader {
    StoredHeader {
        seq: SeqNo(seq),
        timestamp: RtpTimestamp(u32::from(seq)),
        marker: false,
    }
}

fn insert(store: &mut RetransmissionStore, now: Instant, seq: u16, len: usize) {
    store.insert_shared(
        now,
        header(seq),
        packet(len),
        PayloadRewrite::NONE,
        &mut PacketPool::default(),
    );
}

fn picks(store: &mut RetransmissionStore, now: Instant, seq: u16, rtt: Option<Duration>) -> bool {
    store
        .pick(now, SeqNo(seq), rtt, Duration::ZERO, PLENTY)
        .is_some()
}

#[test]
fn what_was_sent_is_found_also_late_and_across_the_wrap() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    for seq in [65_533, 65_534, 0, 65_535, 2, 1] {
        insert(&mut store, t0, seq, 100);
    }
    for seq in [65_533, 65_534, 65_535, 0, 1, 2] {
        let picked = store
            .pick(t0, SeqNo(seq), None, Duration::ZERO, PLENTY)
            .unwrap();
        assert_eq!((picked.header.seq, picked.first), (SeqNo(seq), true));
    }
    assert!(!picks(&mut store, t0, 3, None) && !picks(&mut store, t0, 65_532, None));
}

#[test]
fn a_resend_waits_for_a_round_trip() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    insert(&mut store, t0, 1, 100);
    assert!(picks(&mut store, t0, 1, Some(80 * MS)));
    assert!(!picks(&mut store, t0 + 79 * MS, 1, Some(80 * MS)));
    assert!(picks(&mut store, t0 + 80 * MS, 1, Some(80 * MS)));
    // A claimed round trip of an hour does not stop repair.
    assert!(picks(
        &mut store,
        t0 + 580 * MS,
        1,
        Some(Duration::from_secs(3_600))
    ));
}

#[test]
fn a_packet_is_resent_only_so_often() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    insert(&mut store, t0, 1, 100);
    let resends = (0..1_000)
        .filter(|ms| picks(&mut store, t0 + MS * *ms, 1, Some(MS)))
        .count();
    assert_eq!(resends, usize::from(MAX_RESENDS));
}

#[test]
fn a_packet_larger_than_the_budget_stays_unsent_and_uncounted() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    insert(&mut store, t0, 1, 100);
    assert!(store.pick(t0, SeqNo(1), None, Duration::ZERO, 99).is_none());
    assert!(
        store
            .pick(t0, SeqNo(1), None, Duration::ZERO, 100)
            .is_some_and(|picked| picked.first && picked.len == 100)
    );
}

#[test]
fn what_still_waits_to_be_sent_again_is_not_sent_a_third_time() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    insert(&mut store, t0, 1, 100);
    let rtt = Some(100 * MS);
    let wait = 500 * MS;
    assert!(store.pick(t0, SeqNo(1), rtt, wait, PLENTY).is_some());
    assert!(!picks(&mut store, t0 + 200 * MS, 1, rtt), "it waits");
    assert!(
        !picks(&mut store, t0 + 590 * MS, 1, rtt),
        "it is on its way"
    );
    assert!(picks(&mut store, t0 + 600 * MS, 1, rtt), "it was lost too");
}

#[test]
fn old_packets_go_also_when_nothing_new_comes() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    insert(&mut store, t0, 1, 100);
    insert(&mut store, t0 + AGE, 2, 100);
    assert_eq!(store.len(), 2);
    assert!(!picks(&mut store, t0 + AGE + MS, 1, None));
    store.expire(t0 + AGE + MS);
    assert_eq!((store.len(), store.bytes()), (1, 100));
    store.expire(t0 + AGE * 3);
    assert!(store.is_empty() && store.bytes() == 0);
}

#[test]
fn number_and_bytes_are_capped() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    for seq in 0..10_000 {
        insert(&mut store, t0, seq, 100);
    }
    assert_eq!(store.len(), MAX_ITEMS);
    assert!(picks(&mut store, t0, 9_999, None) && !picks(&mut store, t0, 7_499, None));
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    for seq in 0..100 {
        insert(&mut store, t0, seq, 60_000);
    }
    assert!(store.bytes() <= MAX_BYTES && store.len() == MAX_BYTES / 60_000);
}

#[test]
fn payloads_are_shared_and_freed() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    let shared = packet(1_000);
    let mut other = RetransmissionStore::new(AGE);
    for (store, seq) in [(&mut store, 1), (&mut other, 9)] {
        let pool = &mut PacketPool::default();
        store.insert_shared(
            t0,
            header(seq),
            Rc::clone(&shared),
            PayloadRewrite::NONE,
            pool,
        );
    }
    assert_eq!(Rc::strong_count(&shared), 3);
    store.clear();
    other.expire(t0 + AGE * 2);
    assert_eq!(Rc::strong_count(&shared), 1);
}

#[test]
fn sealed_bytes_come_back_untouched() {
    let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
    store.insert_sealed(t0, header(1), b"sealed");
    let picked = store
        .pick(t0, SeqNo(1), None, Duration::ZERO, PLENTY)
        .unwrap();
    assert!(matches!(picked.content, PickedContent::Sealed(b"sealed")));
}

proptest! {
    #[test]
    fn any_order_of_calls_keeps_the_books(
        calls in proptest::collection::vec((any::<u16>(), 12usize..2_000, 0u32..100, 0u8..4), 0..500),
    ) {
        let (mut store, t0) = (RetransmissionStore::new(AGE), Instant::now());
        let mut now = t0;
        for (seq, len, pause, call) in calls {
            now += MS * pause;
            match call {
                0 | 1 => insert(&mut store, now, seq, len),
                2 => { picks(&mut store, now, seq, None); }
                _ => store.expire(now),
            }
            prop_assert_eq!(store.bytes(), store.items.iter().map(|item| item.content.len()).sum::<usize>());
            prop_assert!(store.items.iter().zip(store.items.iter().skip(1)).all(|(a, b)| a.extended < b.extended));
        }
    }
}
