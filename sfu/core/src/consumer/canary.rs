//! Canaries: packets that are numbered like any other and not sent. Who names them missing tells the truth about what it misses.
//!
//! Which packets these are is drawn from a seed that the receiver does not know. A canary's number is used up, in its stream and on its
//! transport, so that nothing tells it from a packet that the line lost.

use crate::rtp::SeqNo;
use aws_lc_rs::hmac;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// How long after a canary the receiver may name it; then it counts as withheld and not named.
/// Higher: names over lines of a longer round trip still count; two seconds are the longest on which people still try to talk.
/// Lower: counts are settled sooner.
const NAMED_WITHIN: Duration = Duration::from_secs(3);

/// Nothing is withheld so long after a stream's first packet: until browsers know the round trip, they do not ask for sound that would come too late.
/// Higher: fewer canaries in short runs. Lower: honest receivers leave the first one unnamed.
const FIRST_AFTER: Duration = Duration::from_secs(10);

/// Canaries whose fate is open at once. Higher: more of a stream may be withheld. Lower: less memory while a receiver is silent.
const MAX_OPEN: usize = 64;

/// Numbers of which it is remembered whether the receiver asked for them: more than a stream sends in [`NAMED_WITHIN`].
/// Higher: memory. Lower: of fast streams whoever asks late for everything is not noticed.
const REMEMBERED: usize = 4_096;

/// Packets over which it is looked whether the receiver asks for everything.
/// Higher: who begins to ask for everything is noticed later. Lower: a burst of losses looks like it.
const REQUESTS_OVER: u64 = 100;

/// How much of a stream is withheld.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CanaryPlan {
    /// One packet in so many, on average; the next one is 1 to 2 × this − 1 packets away, counted from the end of the spacing. At least 2.
    /// Higher: fewer canaries, so that a lie needs longer to show. Lower: more loss that is ours.
    pub one_in: u32,
    /// Shortest time between two.
    /// Higher: fewer canaries. Lower: what one of them costs the receiver's buffer may not have passed when the next comes.
    pub spacing: Duration,
}

/// What became of a stream's canaries, since it began. Those that can still be named are in neither number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct CanaryCounts {
    /// Packets withheld.
    pub withheld: u64,
    /// Those of them that the receiver asked for; none where it did not agree to ask for single packets.
    pub named: Option<u64>,
    /// Numbers that the receiver misses because nobody sent them to us either: lost before, and not repaired (yet).
    pub skipped: u64,
}

/// Packets of a stream, and how many of them the receiver asked for.
#[derive(Debug, Clone, Copy, Default)]
struct Requests {
    sent: u64,
    asked: u64,
}

/// See the module's documentation. [`Canaries::takes`] for every packet in the order of their numbers, [`Canaries::handle_nack`] for every
/// number that the receiver asks for.
#[derive(Debug)]
pub(crate) struct Canaries {
    /// None while none are withheld any more.
    plan: Option<CanaryPlan>,
    key: hmac::Key,
    drawn: u64,
    /// Packets until the next one once `not_before` has come, that one included.
    left: u32,
    not_before: Option<Instant>,
    /// Not named yet, oldest first.
    open: VecDeque<(Instant, SeqNo)>,
    requests: Requests,
    /// As they were before the last canaries.
    earlier: [Requests; 2],
    /// The newest number, and which of the last ones were asked for.
    newest: SeqNo,
    asked: [u64; REMEMBERED / 64],
    withheld: u64,
    named: u64,
    skipped: u64,
}

impl Canaries {
    /// Draws from `seed`, which has to be secret and random.
    pub(crate) fn new(seed: [u8; 32]) -> Canaries {
        Canaries {
            plan: None,
            key: hmac::Key::new(hmac::HMAC_SHA256, &seed),
            drawn: 0,
            left: u32::MAX,
            not_before: None,
            open: VecDeque::new(),
            requests: Requests::default(),
            earlier: [Requests::default(); 2],
            newest: SeqNo(0),
            asked: [0; REMEMBERED / 64],
            withheld: 0,
            named: 0,
            skipped: 0,
        }
    }

    /// Withholds by this plan from now on, none for nothing. The plan that is in force changes nothing.
    pub(crate) fn set_plan(&mut self, plan: Option<CanaryPlan>) {
        if self.plan != plan {
            self.plan = plan;
            self.draw();
        }
    }

    fn draw(&mut self) {
        let Some(plan) = self.plan else {
            self.left = u32::MAX;
            return;
        };
        let tag = hmac::sign(&self.key, &self.drawn.to_be_bytes());
        self.drawn += 1;
        let mut number = [0; 8];
        for (to, from) in number.iter_mut().zip(tag.as_ref()) {
            *to = *from;
        }
        let range = u64::from(plan.one_in.max(2)) * 2 - 1;
        // 64 bits modulo less than 33: the bias is below one in 2^31.
        self.left = u32::try_from(u64::from_be_bytes(number) % range + 1).unwrap_or(u32::MAX);
    }

    /// Follows the numbers, before [`Canaries::takes`]: those between two packets are left out, until one of them comes late.
    pub(crate) fn follow(&mut self, seq: SeqNo, is_newest: bool) {
        if self.requests.sent == 0 {
            return;
        }
        if is_newest {
            let step = u64::from(seq.0.wrapping_sub(self.newest.0));
            self.skipped += step.saturating_sub(1);
        } else {
            self.skipped = self.skipped.saturating_sub(1);
        }
    }

    /// Whether the newest packet is withheld, if it may be.
    pub(crate) fn takes(&mut self, now: Instant, seq: SeqNo, may_be: bool) -> bool {
        if self.requests.sent == 0 {
            self.not_before = Some(now + FIRST_AFTER);
        }
        self.requests.sent += 1;
        self.newest = seq;
        let (word, bit) = place(seq);
        if let Some(word) = self.asked.get_mut(word) {
            *word &= !bit;
        }
        // The packets until the next one count from here, or it would come right at the end of the spacing.
        if !may_be || self.not_before.is_some_and(|at| now < at) {
            return false;
        }
        if self.left > 1 {
            self.left -= 1;
            return false;
        }
        let Some(plan) = self.plan else {
            return false;
        };
        self.settle(now);
        if self.open.len() >= MAX_OPEN {
            return false;
        }
        let [_, newer] = self.earlier;
        if self.requests.sent - newer.sent >= REQUESTS_OVER {
            self.earlier = [newer, self.requests];
        }
        self.not_before = Some(now + plan.spacing);
        self.open.push_back((now, seq));
        self.draw();
        true
    }

    /// The receiver asks for this number. Who asks for most of what it was sent names nothing.
    pub(crate) fn handle_nack(&mut self, now: Instant, seq: SeqNo) {
        self.settle(now);
        if usize::from(self.newest.0.wrapping_sub(seq.0)) >= REMEMBERED {
            return;
        }
        let (word, bit) = place(seq);
        if let Some(word) = self.asked.get_mut(word) {
            self.requests.asked += u64::from(*word & bit == 0);
            *word |= bit;
        }
        let [before, _] = self.earlier;
        let sent = self.requests.sent - before.sent;
        if sent >= REQUESTS_OVER && (self.requests.asked - before.asked) * 2 > sent {
            return;
        }
        if let Some(at) = self.open.iter().position(|(_, open)| *open == seq) {
            self.open.remove(at);
            self.withheld += 1;
            self.named += 1;
        }
    }

    /// What can still be named will not be: the stream stops.
    pub(crate) fn forget_open(&mut self) {
        self.open.clear();
    }

    fn settle(&mut self, now: Instant) {
        while let Some((withheld_at, _)) = self.open.front() {
            if now.saturating_duration_since(*withheld_at) <= NAMED_WITHIN {
                break;
            }
            self.open.pop_front();
            self.withheld += 1;
        }
    }

    /// What became of them; `can_name` tells whether the receiver agreed to ask for single packets.
    pub(crate) fn counts(&mut self, now: Instant, can_name: bool) -> CanaryCounts {
        self.settle(now);
        CanaryCounts {
            withheld: self.withheld,
            named: can_name.then_some(self.named),
            skipped: self.skipped,
        }
    }
}

/// Where it is remembered whether a number was asked for: word and bit.
fn place(seq: SeqNo) -> (usize, u64) {
    let index = usize::from(seq.0) % REMEMBERED;
    (index / 64, 1 << (index % 64))
}

#[cfg(test)]
mod tests {
    use super::*;

    const MS: Duration = Duration::from_millis(1);

    struct Stream {
        canaries: Canaries,
        now: Instant,
        seq: SeqNo,
        withheld: Vec<u16>,
    }

    impl Stream {
        fn new(seed: u8, one_in: u32, spacing: Duration) -> Stream {
            let mut canaries = Canaries::new([seed; 32]);
            canaries.set_plan(Some(CanaryPlan { one_in, spacing }));
            Stream {
                canaries,
                now: Instant::now(),
                seq: SeqNo(65_000),
                withheld: Vec::new(),
            }
        }

        /// Its first packet is long ago.
        fn running(seed: u8, one_in: u32, spacing: Duration) -> Stream {
            let mut stream = Stream::new(seed, one_in, spacing);
            stream.canaries.takes(stream.now, stream.seq, false);
            stream.seq = stream.seq.wrapping_add(1);
            stream.now += 2 * FIRST_AFTER;
            stream
        }

        /// One packet every 20 ms; `asks` tells whether the receiver asks for one that it got, or that it did not get.
        fn run(&mut self, packets: u32, asks: impl Fn(bool) -> bool) {
            for _ in 0..packets {
                let taken = self.canaries.takes(self.now, self.seq, true);
                if taken {
                    self.withheld.push(self.seq.0);
                }
                if asks(taken) {
                    // Browsers ask for one number several times.
                    for _ in 0..3 {
                        self.canaries.handle_nack(self.now + 5 * MS, self.seq);
                    }
                }
                self.seq = self.seq.wrapping_add(1);
                self.now += 20 * MS;
            }
        }

        fn counts(&mut self) -> (u64, Option<u64>) {
            self.now += 2 * NAMED_WITHIN;
            let counts = self.canaries.counts(self.now, true);
            (counts.withheld, counts.named)
        }
    }

    #[test]
    fn numbers_that_nobody_sent_are_counted_until_they_come_late() {
        let mut stream = Stream::new(1, 1_000_000, Duration::ZERO);
        let mut skipped_after = |seq: u16, is_newest: bool| {
            stream.canaries.follow(SeqNo(seq), is_newest);
            if is_newest {
                stream.canaries.takes(stream.now, SeqNo(seq), true);
            }
            stream.canaries.counts(stream.now, true).skipped
        };
        assert_eq!(skipped_after(65_534, true), 0, "before it began");
        assert_eq!(skipped_after(65_535, true), 0);
        assert_eq!(skipped_after(3, true), 3, "0, 1 and 2 over the end");
        assert_eq!(skipped_after(1, false), 2);
        assert_eq!(skipped_after(4, true), 2);
    }

    #[test]
    fn nothing_is_withheld_while_the_stream_is_new() {
        let mut stream = Stream::new(1, 2, Duration::ZERO);
        stream.run(500, |_| false);
        assert!(stream.withheld.is_empty());
        stream.run(20, |_| false);
        assert!(!stream.withheld.is_empty());
    }

    #[test]
    fn one_in_so_many_is_withheld_and_nobody_without_the_seed_knows_which() {
        let mut first = Stream::running(1, 100, Duration::ZERO);
        first.run(50_000, |missing| missing);
        assert!(
            (400..=600).contains(&first.withheld.len()),
            "{}",
            first.withheld.len()
        );
        let mut again = Stream::running(1, 100, Duration::ZERO);
        again.run(50_000, |missing| missing);
        assert_eq!(again.withheld, first.withheld);
        let mut other = Stream::running(2, 100, Duration::ZERO);
        other.run(50_000, |missing| missing);
        assert_ne!(other.withheld, first.withheld);
        let gap = |pair: &[u16]| pair[1].wrapping_sub(pair[0]);
        assert!(first.withheld.windows(2).all(|pair| gap(pair) < 200));
    }

    #[test]
    fn an_honest_receiver_names_them_all_and_a_silent_one_none() {
        let mut honest = Stream::running(3, 50, Duration::ZERO);
        honest.run(5_000, |missing| missing);
        let n = honest.withheld.len() as u64;
        assert_eq!(honest.counts(), (n, Some(n)));
        let mut silent = Stream::running(3, 50, Duration::ZERO);
        silent.run(5_000, |_| false);
        assert_eq!(silent.counts(), (n, Some(0)));
    }

    #[test]
    fn who_asks_for_everything_names_nothing() {
        let mut blind = Stream::running(4, 50, Duration::ZERO);
        blind.run(5_000, |missing| missing);
        let named_before = blind.canaries.named;
        blind.run(5_000, |_| true);
        let n = blind.withheld.len() as u64;
        let (withheld, named) = blind.counts();
        assert_eq!(withheld, n);
        let named = named.expect("it can name") - named_before;
        assert!(named < 10, "{named} named by asking for everything");
    }

    #[test]
    fn two_of_them_keep_their_distance() {
        let mut stream = Stream::running(5, 10, Duration::from_secs(1));
        stream.run(5_000, |missing| missing);
        assert!(
            (60..100).contains(&stream.withheld.len()),
            "{}",
            stream.withheld.len()
        );
        let gap = |pair: &[u16]| pair[1].wrapping_sub(pair[0]);
        assert!(stream.withheld.windows(2).all(|pair| gap(pair) >= 50));
    }

    #[test]
    fn a_name_that_comes_too_late_does_not_count_and_an_open_one_is_forgotten_with_the_stream() {
        let mut stream = Stream::running(6, 10, Duration::ZERO);
        stream.run(60, |_| false);
        stream.canaries.set_plan(None);
        let late = SeqNo(stream.withheld[0]);
        stream
            .canaries
            .handle_nack(stream.now + 2 * NAMED_WITHIN, late);
        let n = stream.withheld.len() as u64;
        assert_eq!(stream.counts(), (n, Some(0)));

        let mut stopped = Stream::running(6, 10, Duration::ZERO);
        stopped.run(30, |_| false);
        stopped.canaries.forget_open();
        assert!(!stopped.withheld.is_empty());
        assert_eq!(stopped.counts(), (0, Some(0)));
    }

    #[test]
    fn without_a_plan_nothing_is_withheld_and_the_counts_stay() {
        let mut stream = Stream::running(7, 10, Duration::ZERO);
        stream.run(1_000, |missing| missing);
        let counts = stream.counts();
        stream.canaries.set_plan(None);
        stream.run(1_000, |missing| missing);
        assert_eq!(stream.counts(), counts);
    }
}
