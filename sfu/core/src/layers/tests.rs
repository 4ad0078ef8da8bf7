//! What an allocator of layers has to do, on one leg whose consumers take whatever they are given.

use super::*;

const SIMULCAST: [u64; 3] = [99_000, 295_000, 1_150_000];

fn demand(current: Option<usize>) -> Demand {
    Demand {
        priority: 1,
        ladder: ladder(&SIMULCAST),
        current,
        may_pause: true,
        is_new: current.is_none(),
    }
}

fn ladder(bitrates: &[u64]) -> Vec<Rung> {
    bitrates
        .iter()
        .enumerate()
        .map(|(layer, bitrate_bps)| Rung {
            spatial_layer: layer as u8,
            temporal_layer: 0,
            bitrate_bps: *bitrate_bps,
        })
        .collect()
}

/// A transport whose consumers take whatever they are given.
struct Leg {
    allocator: Allocator,
    now: Instant,
    demands: Vec<Demand>,
    n_changes: usize,
}

impl Leg {
    fn new(demands: Vec<Demand>) -> Self {
        Self {
            allocator: Allocator::default(),
            now: Instant::now(),
            demands,
            n_changes: 0,
        }
    }

    fn at(&mut self, available_bps: u64) -> Vec<Option<usize>> {
        let targets = self
            .allocator
            .allocate(self.now, available_bps, &self.demands);
        for (demand, target) in self.demands.iter_mut().zip(&targets) {
            self.n_changes += usize::from(demand.current != *target);
            demand.current = *target;
            demand.is_new &= target.is_none();
        }
        self.now += Duration::from_millis(100);
        targets
    }

    fn seconds(&mut self, seconds: u32, available_bps: u64) -> Vec<Option<usize>> {
        let mut targets = Vec::new();
        for _ in 0..seconds * 10 {
            targets = self.at(available_bps);
        }
        targets
    }
}

#[test]
fn a_first_picture_is_as_good_as_fits_at_once() {
    assert_eq!(Leg::new(vec![demand(None)]).at(600_000), [Some(1)]);
    assert_eq!(Leg::new(vec![demand(None)]).at(3_000_000), [Some(2)]);
    assert_eq!(Leg::new(vec![demand(None)]).at(120_000), [Some(0)]);
}

#[test]
fn video_pauses_when_not_even_the_lowest_fits_and_comes_back() {
    let mut leg = Leg::new(vec![demand(None)]);
    assert_eq!(leg.at(50_000), [None]);
    leg.seconds(5, 600_000);
    assert_eq!(leg.seconds(2, 50_000), [Some(0)], "a moment is no reason");
    assert_eq!(leg.seconds(2, 50_000), [None]);
    assert_eq!(leg.seconds(10, 200_000), [Some(0)]);
}

#[test]
fn what_may_not_pause_gets_its_lowest_whatever_fits() {
    let simple = Demand {
        may_pause: false,
        ladder: ladder(&[800_000]),
        ..demand(None)
    };
    let mut leg = Leg::new(vec![simple, demand(None)]);
    assert_eq!(leg.at(500_000), [Some(0), None]);
    assert_eq!(leg.seconds(5, 500_000), [Some(0), None]);
}

#[test]
fn whoever_comes_new_begins_at_once_after_a_layer_was_taken_away() {
    let mut leg = Leg::new(vec![demand(None)]);
    assert_eq!(leg.seconds(5, 1_500_000), [Some(2)]);
    assert_eq!(leg.seconds(3, 600_000), [Some(1)]);
    leg.demands.push(demand(None));
    assert_eq!(leg.at(600_000), [Some(1), Some(0)]);
}

#[test]
fn whoever_comes_new_to_a_full_line_is_fed_by_what_the_others_have_beyond_their_lowest() {
    let mut leg = Leg::new(vec![demand(None)]);
    assert_eq!(leg.seconds(5, 1_500_000), [Some(2)]);
    let large = Demand {
        ladder: ladder(&[560_000, 2_000_000]),
        ..demand(None)
    };
    leg.demands.push(large);
    assert_eq!(leg.seconds(1, 1_500_000), [Some(1), Some(0)]);
}

#[test]
fn what_was_paused_for_the_line_is_nobody_new() {
    let mut leg = Leg::new(vec![demand(None), demand(None)]);
    assert_eq!(leg.seconds(5, 220_000), [Some(0), Some(0)]);
    assert_eq!(leg.seconds(10, 120_000), [Some(0), None]);
    let n_changes = leg.n_changes;
    leg.seconds(2, 210_000);
    assert_eq!(
        leg.n_changes, n_changes,
        "it comes back with room and time only"
    );
}

/// A face and a shared screen, of which a key picture costs as much as many seconds of what follows.
fn face_and_screen(screen_bps: u64) -> Vec<Demand> {
    let of = |bitrates: &[u64]| Demand {
        ladder: ladder(bitrates),
        ..demand(None)
    };
    vec![of(&[140_000]), of(&[screen_bps, 400_000])]
}

#[test]
fn what_was_paused_for_its_key_pictures_comes_back_with_what_it_needs_now() {
    let mut leg = Leg::new(face_and_screen(20_000));
    assert_eq!(leg.seconds(5, 230_000), [Some(0), Some(0)]);
    leg.demands[1].ladder = ladder(&[150_000, 400_000]);
    assert_eq!(leg.seconds(5, 230_000), [Some(0), None]);
    leg.demands[1].ladder = ladder(&[20_000, 400_000]);
    assert_eq!(leg.seconds(6, 230_000), [Some(0), Some(0)]);
}

#[test]
fn whose_layer_is_not_sent_any_more_gets_another_at_once_even_where_others_have_to_give() {
    let mut leg = Leg::new(face_and_screen(20_000));
    leg.demands[0].ladder = ladder(&[10_000, 40_000]);
    assert_eq!(leg.seconds(5, 230_000), [Some(1), Some(0)]);
    leg.demands[1].ladder = ladder(&[210_000]);
    leg.demands[1].current = None;
    leg.demands[1].is_new = true;
    assert_eq!(leg.at(230_000), [Some(0), Some(0)]);
}

#[test]
fn what_comes_back_in_vain_waits_longer_each_time() {
    let mut leg = Leg::new(face_and_screen(20_000));
    leg.seconds(5, 230_000);
    let mut n_shown = 0;
    for _ in 0..600 {
        // Whenever it is shown it needs too much, and nothing is seen of that before.
        let is_shown = leg.demands[1].current.is_some();
        leg.demands[1].ladder = ladder(&[if is_shown { 150_000 } else { 20_000 }, 400_000]);
        leg.at(230_000);
        n_shown += usize::from(leg.demands[1].current.is_some() && !is_shown);
    }
    assert!((2..=5).contains(&n_shown), "{n_shown}");
}

#[test]
fn everybody_gets_the_lowest_before_anybody_more() {
    let mut leg = Leg::new(vec![demand(None), demand(None), demand(None)]);
    assert_eq!(leg.at(350_000), [Some(0), Some(0), Some(0)]);
    let mut leg = Leg::new(vec![demand(None), demand(None), demand(None)]);
    assert_eq!(leg.at(600_000), [Some(1), Some(0), Some(0)]);
}

#[test]
fn the_higher_priority_rises_first() {
    let mut important = demand(None);
    important.priority = 10;
    let mut leg = Leg::new(vec![demand(None), demand(None), important]);
    assert_eq!(leg.at(1_450_000), [Some(0), Some(0), Some(2)]);
}

#[test]
fn a_newcomer_is_fed_from_anothers_top_layer() {
    let mut leg = Leg::new(vec![demand(None)]);
    assert_eq!(leg.at(1_300_000), [Some(2)]);
    leg.demands.push(demand(None));
    let targets = leg.seconds(5, 1_200_000);
    assert_eq!(targets, [Some(1), Some(1)]);
}

#[test]
fn a_rate_around_a_layers_own_does_not_flap() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.at(600_000);
    leg.n_changes = 0;
    for i in 0..1_200_u64 {
        // 1,150 kbit/s sometimes fit and sometimes do not.
        leg.at(1_150_000 + (i * 7_919 % 200) * 1_000);
    }
    assert!(leg.n_changes <= 2, "{} changes in 120 s", leg.n_changes);
}

#[test]
fn a_layer_that_was_lost_comes_back_later_each_time() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.at(600_000);
    let mut times = Vec::new();
    for _ in 0..1_800 {
        // Each time the top layer is tried the line turns out to be too slow for it.
        let tried = leg.demands[0].current == Some(2);
        let targets = leg.at(if tried { 900_000 } else { 1_270_000 });
        if targets == [Some(2)] {
            times.push(leg.now);
        }
    }
    assert!(
        (3..=8).contains(&times.len()),
        "{} tries in 180 s",
        times.len()
    );
    let waits: Vec<Duration> = times.windows(2).map(|pair| pair[1] - pair[0]).collect();
    assert!(waits.windows(2).all(|pair| pair[1] >= pair[0]), "{waits:?}");
}

#[test]
fn a_publisher_that_falters_does_not_make_the_picture_flap() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.seconds(5, 900_000);
    leg.n_changes = 0;
    for second in 0..60 {
        // Now and then its machine is too busy for the top layer, which then reads little.
        let top = if second % 12 < 5 { 500_000 } else { 1_150_000 };
        leg.demands[0].ladder = ladder(&[99_000, 295_000, top]);
        leg.seconds(1, 900_000);
    }
    assert!(leg.n_changes <= 2, "{}", leg.n_changes);
}

#[test]
fn a_line_that_became_much_faster_is_used_without_the_wait() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.at(3_000_000);
    leg.seconds(5, 3_000_000);
    assert_eq!(leg.seconds(1, 285_000), [Some(0)]);
    assert_eq!(leg.seconds(1, 2_800_000), [Some(2)]);
}

#[test]
fn a_short_dip_costs_nothing_and_a_long_one_a_layer() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.seconds(2, 1_300_000);
    assert_eq!(leg.at(1_060_000), [Some(2)]);
    assert_eq!(leg.at(1_300_000), [Some(2)]);
    assert_eq!(leg.seconds(1, 1_060_000), [Some(1)]);
    assert_eq!(leg.at(500_000), [Some(1)]);
    assert_eq!(leg.at(250_000), [Some(0)]);
}

#[test]
fn a_layer_that_vanished_leaves_the_next_best() {
    let mut leg = Leg::new(vec![demand(None)]);
    leg.seconds(2, 3_000_000);
    leg.demands[0].ladder = ladder(&SIMULCAST[..2]);
    assert_eq!(leg.at(3_000_000), [Some(1)]);
    leg.demands[0].ladder = ladder(&SIMULCAST);
    assert_eq!(leg.seconds(2, 3_000_000), [Some(2)]);
    leg.demands[0].ladder.clear();
    assert_eq!(leg.at(3_000_000), [None]);
}

#[test]
fn what_is_desired_is_everybodys_top() {
    assert_eq!(desired_bps(&[demand(None), demand(Some(0))]), 2_300_000);
    assert_eq!(desired_bps(&[]), 0);
}
