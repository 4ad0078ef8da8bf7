//! What a leg has to do under a cap, in a blackout and when the line becomes fast again.

use crate::drawing::write_trace;
use crate::line::LineSettings;
use crate::meeting::{Meeting, MeetingSettings, Protocol};

fn settles(cap_bps: f64, n_cameras: usize, feedback_ms: f64, seed: u64) -> Protocol {
    let mut settings = MeetingSettings::new(LineSettings::of(cap_bps), n_cameras);
    settings.feedback_ms = feedback_ms;
    settings.seed = seed;
    Meeting::new(settings).run()
}

fn assert_settled(name: &str, protocol: &Protocol) {
    let summary = protocol.summary(10.0);
    println!("{name}: {summary}");
    write_trace(&name.replace([' ', ','], ""), protocol);
    let (low, high) = protocol.estimate_range(10.0, f64::MAX);
    assert!(low >= 0.85 && high <= 1.0, "{name}: {summary}");
    assert!(protocol.wait_p95(10.0) <= 150.0, "{name}: {summary}");
    assert!(protocol.n_changes(10.0) <= 2, "{name}: {summary}");
    assert_eq!(protocol.n_freezes(10.0), 0, "{name}: {summary}");
}

#[test]
fn a_leg_of_300_kbit_settles_on_the_lowest_layer() {
    for (feedback_ms, seed) in [(50.0, 1), (100.0, 2), (250.0, 3)] {
        let protocol = settles(300_000.0, 1, feedback_ms, seed);
        assert_settled(&format!("300 k, {feedback_ms} ms"), &protocol);
        assert_eq!(protocol.samples.last().unwrap().layers, [Some(0)]);
    }
}

#[test]
fn a_leg_of_1_mbit_settles_on_the_middle_layer() {
    for (feedback_ms, seed) in [(50.0, 1), (100.0, 2), (250.0, 3)] {
        let protocol = settles(1_000_000.0, 1, feedback_ms, seed);
        assert_settled(&format!("1 M, {feedback_ms} ms"), &protocol);
        assert_eq!(protocol.samples.last().unwrap().layers, [Some(1)]);
    }
}

#[test]
fn a_leg_of_3_mbit_carries_what_fits_of_three_cameras() {
    for (feedback_ms, seed) in [(50.0, 1), (100.0, 2), (250.0, 3)] {
        let protocol = settles(3_000_000.0, 3, feedback_ms, seed);
        assert_settled(&format!("3 M, {feedback_ms} ms"), &protocol);
        let mut layers = protocol.samples.last().unwrap().layers.clone();
        layers.sort();
        assert_eq!(layers, [Some(1), Some(2), Some(2)]);
    }
}

#[test]
fn a_leg_of_3_mbit_is_known_although_one_camera_cannot_fill_it() {
    let protocol = settles(3_000_000.0, 1, 60.0, 4);
    assert_settled("3 M, one camera", &protocol);
    assert_eq!(protocol.samples.last().unwrap().layers, [Some(2)]);
}

#[test]
fn loss_on_the_publishers_leg_changes_nothing() {
    let mut settings = MeetingSettings::new(LineSettings::of(3_000_000.0), 3);
    settings.publisher_loss = 0.05;
    let protocol = Meeting::new(settings.clone()).run();
    settings.publisher_loss = 0.0;
    let without = Meeting::new(settings).run();
    println!("publisher's loss: {}", protocol.summary(10.0));
    for (with, without) in protocol.samples.iter().zip(&without.samples) {
        if with.s >= 10.0 {
            let part = with.estimate_bps / without.estimate_bps;
            assert!((0.9..=1.1).contains(&part), "{part} at {} s", with.s);
        }
    }
}

#[test]
fn after_a_blackout_of_2_s_the_picture_is_back_at_once() {
    for cap_bps in [300_000.0, 1_000_000.0, 3_000_000.0] {
        let mut line = LineSettings::of(cap_bps);
        line.blackouts = vec![(20.0, 22.0)];
        let mut settings = MeetingSettings::new(line, 1);
        settings.seconds = 60.0;
        let protocol = Meeting::new(settings).run();
        println!("blackout at {cap_bps}: {}", protocol.summary(10.0));
        let back = protocol.shown[0].iter().find(|s| **s > 22.0).unwrap();
        assert!(*back <= 23.5, "{back}");
        let (low, _) = protocol.estimate_range(22.0, 60.0);
        assert!(low >= 0.85, "{low}");
    }
}

#[test]
fn a_line_that_becomes_fast_again_is_used_within_10_s() {
    for seed in 1..5 {
        let mut line = LineSettings::of(300_000.0);
        let back_at = 40.0 + seed as f64 * 0.9;
        line.rates = vec![(0.0, 300_000.0), (back_at, 3_000_000.0)];
        let mut settings = MeetingSettings::new(line, 1);
        settings.seed = seed;
        settings.seconds = 70.0;
        let protocol = Meeting::new(settings).run();
        println!("300 k to 3 M: {}", protocol.summary(10.0));
        write_trace(&format!("recovery{seed}"), &protocol);
        let top = protocol
            .samples
            .iter()
            .find(|sample| sample.s >= back_at && sample.layers == [Some(2)])
            .expect("the top layer comes");
        assert!(top.s - back_at <= 10.0, "after {} s", top.s - back_at);
    }
}

#[test]
fn a_line_that_becomes_slow_is_followed_within_2_s() {
    let mut line = LineSettings::of(3_000_000.0);
    line.rates = vec![(0.0, 3_000_000.0), (30.0, 300_000.0)];
    let mut settings = MeetingSettings::new(line, 1);
    settings.seconds = 90.0;
    let protocol = Meeting::new(settings).run();
    println!("3 M to 300 k: {}", protocol.summary(10.0));
    write_trace("drop", &protocol);
    let low = protocol
        .samples
        .iter()
        .find(|sample| sample.s >= 30.0 && sample.layers == [Some(0)])
        .expect("the lowest layer comes");
    assert!(low.s <= 32.0, "at {} s", low.s);
    let (lowest, highest) = protocol.estimate_range(40.0, 90.0);
    assert!(lowest >= 0.85 && highest <= 1.0, "{lowest}–{highest}");
    assert_eq!(
        protocol.n_freezes(34.0),
        0,
        "the full queue has drained by then"
    );
}
