//! Loudest first, silence once, nothing of who is paused.

use super::*;

const INTERVAL: Duration = Duration::from_millis(800);

fn observer(now: Instant, max_entries: u16) -> AudioLevelObserver {
    let options = AudioLevelObserverOptions {
        max_entries,
        threshold_dbov: -70,
        interval_ms: 800,
    };
    AudioLevelObserver::new(now, EntityId::from("o"), options).expect("valid options")
}

fn key(index: u32) -> Key<Producer> {
    Key::from_parts(index, 0)
}

fn speak(observer: &mut AudioLevelObserver, producer: u32, minus_dbov: u8, n_packets: u32) {
    for _ in 0..n_packets {
        observer.handle_level(key(producer), minus_dbov);
    }
}

#[test]
fn the_loudest_come_first_and_only_as_many_as_wanted() {
    let t0 = Instant::now();
    let mut observer = observer(t0, 2);
    for producer in 1..=4 {
        observer.add(key(producer), false);
    }
    speak(&mut observer, 1, 50, 40);
    speak(&mut observer, 2, 20, 40);
    speak(&mut observer, 3, 35, 40);
    speak(&mut observer, 4, 10, 9);
    assert_eq!(observer.poll(t0 + INTERVAL / 2), None);
    let report = observer.poll(t0 + INTERVAL);
    assert_eq!(
        report,
        Some(Report::Volumes(vec![(key(2), -20), (key(3), -35)]))
    );
}

#[test]
fn silence_is_told_once_when_nobody_reaches_the_threshold() {
    let t0 = Instant::now();
    let mut observer = observer(t0, 5);
    observer.add(key(1), false);
    assert_eq!(observer.poll(t0 + INTERVAL), None);
    speak(&mut observer, 1, 30, 20);
    assert!(matches!(
        observer.poll(t0 + 2 * INTERVAL),
        Some(Report::Volumes(_))
    ));
    speak(&mut observer, 1, 90, 20);
    assert_eq!(observer.poll(t0 + 3 * INTERVAL), Some(Report::Silence));
    speak(&mut observer, 1, 90, 20);
    assert_eq!(observer.poll(t0 + 4 * INTERVAL), None);
}

#[test]
fn paused_producers_and_a_paused_observer_report_nothing() {
    let t0 = Instant::now();
    let mut observer = observer(t0, 5);
    observer.add(key(1), false);
    speak(&mut observer, 1, 30, 20);
    observer.set_producer_paused(key(1), true);
    assert_eq!(observer.poll(t0 + INTERVAL), None);
    observer.set_producer_paused(key(1), false);
    speak(&mut observer, 1, 30, 20);
    assert!(matches!(
        observer.poll(t0 + 2 * INTERVAL),
        Some(Report::Volumes(_))
    ));
    assert_eq!(observer.pause(), Some(Report::Silence));
    assert_eq!(observer.pause(), None);
    speak(&mut observer, 1, 30, 20);
    assert_eq!(observer.poll(t0 + 3 * INTERVAL), None);
    observer.resume(t0 + 3 * INTERVAL);
    assert_eq!(observer.poll(t0 + 3 * INTERVAL), None);
    speak(&mut observer, 1, 30, 20);
    assert!(matches!(
        observer.poll(t0 + 4 * INTERVAL),
        Some(Report::Volumes(_))
    ));
}

#[test]
fn a_threshold_above_zero_is_refused() {
    let options = AudioLevelObserverOptions {
        max_entries: 1,
        threshold_dbov: 1,
        interval_ms: 800,
    };
    let result = AudioLevelObserver::new(Instant::now(), EntityId::from("o"), options);
    assert_eq!(
        result.err(),
        Some(ModelError::Type("invalid threshold value 1".to_owned()))
    );
}
