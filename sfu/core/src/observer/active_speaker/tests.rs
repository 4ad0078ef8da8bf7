//! Who holds the place, who takes it, and who does not.

use super::*;

const INTERVAL: Duration = Duration::from_millis(300);
const PACKET: Duration = Duration::from_millis(20);

fn key(index: u32) -> Key<Producer> {
    Key::from_parts(index, 0)
}

/// People around one observer, with a clock.
struct Table {
    observer: ActiveSpeakerObserver,
    now: Instant,
    told: Vec<u32>,
}

impl Table {
    fn new(n_people: u32) -> Table {
        let now = Instant::now();
        let options = ActiveSpeakerObserverOptions { interval_ms: 300 };
        let mut observer = ActiveSpeakerObserver::new(now, EntityId::from("o"), options);
        for person in 1..=n_people {
            observer.add(now, key(person), false);
        }
        Table {
            observer,
            now,
            told: Vec::new(),
        }
    }

    fn note(&mut self, report: Option<Report>) {
        match report {
            Some(Report::DominantSpeaker(producer)) => self.told.push(producer.parts().0),
            None => {}
            other => unreachable!("{other:?}"),
        }
    }

    /// Everybody sends 20-ms packets for a while: those named at their levels in −dBov with a gap of breath every half
    /// second, the others noise.
    fn pass(&mut self, duration: Duration, loud: &[(u32, u8)]) {
        let end = self.now + duration;
        let people: Vec<u32> = self.observer.producers().map(|key| key.parts().0).collect();
        let mut n = 0_u32;
        while self.now < end {
            self.now += PACKET;
            n += 1;
            for person in &people {
                let level = loud.iter().find(|(other, _)| other == person);
                let minus_dbov = match level {
                    Some((_, level)) if !n.is_multiple_of(25) => *level,
                    _ => 75,
                };
                self.observer
                    .handle_level(self.now, key(*person), minus_dbov);
            }
            let report = self.observer.poll(self.now);
            self.note(report);
        }
    }
}

#[test]
fn the_only_one_dominates_at_once() {
    let mut table = Table::new(1);
    table.pass(INTERVAL, &[]);
    assert_eq!(table.told, [1]);
    table.pass(INTERVAL * 10, &[(1, 20)]);
    assert_eq!(table.told, [1]);
}

#[test]
fn the_place_goes_to_whoever_speaks_and_stays_during_silence() {
    let mut table = Table::new(3);
    table.pass(Duration::from_secs(2), &[(2, 25)]);
    assert_eq!(table.told.last(), Some(&2));
    table.pass(Duration::from_secs(5), &[]);
    assert_eq!(table.told.last(), Some(&2));
    table.pass(Duration::from_secs(2), &[(3, 25)]);
    assert_eq!(table.told.last(), Some(&3));
    let n_told = table.told.len();
    table.pass(Duration::from_secs(10), &[(3, 25)]);
    assert_eq!(table.told.len(), n_told);
}

#[test]
fn a_short_noise_does_not_take_the_place_from_who_speaks() {
    let mut table = Table::new(2);
    table.pass(Duration::from_secs(3), &[(1, 30)]);
    assert_eq!(table.told.last(), Some(&1));
    table.pass(Duration::from_millis(60), &[(1, 30), (2, 5)]);
    table.pass(Duration::from_secs(2), &[(1, 30)]);
    assert_eq!(table.told.last(), Some(&1));
}

#[test]
fn two_who_speak_at_once_do_not_take_turns() {
    let mut table = Table::new(2);
    table.pass(Duration::from_secs(2), &[(1, 25)]);
    let n_told = table.told.len();
    table.pass(Duration::from_secs(10), &[(1, 25), (2, 24)]);
    assert_eq!(table.told.len(), n_told);
}

#[test]
fn somebody_paused_is_passed_over() {
    let mut table = Table::new(2);
    table.pass(Duration::from_secs(1), &[(1, 25)]);
    table.observer.set_producer_paused(key(2), true);
    table.pass(Duration::from_secs(2), &[(2, 20)]);
    assert_eq!(table.told.last(), Some(&1));
    table.observer.set_producer_paused(key(2), false);
    table.pass(Duration::from_secs(2), &[(2, 20)]);
    assert_eq!(table.told.last(), Some(&2));
}

#[test]
fn when_the_dominant_one_leaves_the_place_is_filled_at_once() {
    let mut table = Table::new(3);
    table.pass(Duration::from_secs(2), &[(2, 25)]);
    let report = table.observer.remove(table.now, key(2));
    table.note(report);
    assert_eq!(table.told.last(), Some(&1));
    let n_told = table.told.len();
    let report = table.observer.remove(table.now, key(3));
    table.note(report);
    assert_eq!(table.told.len(), n_told);
    assert_eq!(table.observer.remove(table.now, key(1)), None);
    assert_eq!(table.observer.poll_timeout(), None);
}

#[test]
fn a_paused_observer_decides_nothing_until_an_interval_after_it_resumes() {
    let mut table = Table::new(2);
    table.pass(Duration::from_secs(1), &[(1, 25)]);
    table.observer.pause();
    assert_eq!(table.observer.poll_timeout(), None);
    table.pass(Duration::from_secs(2), &[(2, 20)]);
    assert_eq!(table.told.last(), Some(&1));
    table.observer.resume(table.now);
    assert_eq!(table.observer.poll_timeout(), Some(table.now + INTERVAL));
    table.pass(Duration::from_secs(2), &[(2, 20)]);
    assert_eq!(table.told.last(), Some(&2));
}

#[test]
fn the_interval_is_kept_within_bounds() {
    let now = Instant::now();
    for (interval_ms, expected_ms) in [(0, 100), (60_000, 5_000), (450, 450)] {
        let options = ActiveSpeakerObserverOptions { interval_ms };
        let mut observer = ActiveSpeakerObserver::new(now, EntityId::from("o"), options);
        observer.add(now, key(1), false);
        let expected = now + Duration::from_millis(expected_ms);
        assert_eq!(observer.poll_timeout(), Some(expected));
    }
}
