//! What users of other servers suffer from, one test each, and lines that are worse than a cap.

use crate::drawing::write_trace;
use crate::line::{Competitor, LineSettings};
use crate::meeting::{Meeting, MeetingSettings, Protocol};
use crate::picture::PictureSettings;

fn run(name: &str, settings: MeetingSettings) -> Protocol {
    let protocol = Meeting::new(settings).run();
    println!("{name}: {}", protocol.summary(10.0));
    write_trace(&name.replace([' ', ','], ""), &protocol);
    protocol
}

#[test]
fn a_cap_of_500_kbit_is_no_saw_tooth() {
    let protocol = run(
        "500 k",
        MeetingSettings::new(LineSettings::of(500_000.0), 1),
    );
    let (low, high) = protocol.estimate_range(10.0, 120.0);
    assert!(low >= 0.88 && high <= 1.0, "{low}–{high}");
    assert_eq!(protocol.n_changes(10.0), 0);
    assert_eq!(protocol.samples.last().unwrap().layers, [Some(1)]);
}

#[test]
fn no_cap_makes_the_layers_flap() {
    for (n, cap) in [
        (1, 180_000.0),
        (1, 370_000.0),
        (1, 420_000.0),
        (1, 700_000.0),
        (1, 1_200_000.0),
        (1, 1_280_000.0),
        (1, 1_350_000.0),
        (1, 1_500_000.0),
        (2, 1_650_000.0),
        (2, 2_600_000.0),
        (4, 900_000.0),
        (4, 3_000_000.0),
        (9, 4_000_000.0),
    ] {
        let name = format!("{n} cameras, {cap}");
        let protocol = run(&name, MeetingSettings::new(LineSettings::of(cap), n));
        assert!(
            protocol.n_changes(10.0) <= 2,
            "{name}: {}",
            protocol.summary(10.0)
        );
        assert_eq!(protocol.n_freezes(10.0), 0, "{name}");
        let (low, high) = protocol.estimate_range(10.0, 120.0);
        assert!(low >= 0.8 && high <= 1.02, "{name}: {low}–{high}");
    }
}

#[test]
fn what_is_sent_stays_below_what_is_available() {
    for cap in [300_000.0, 1_000_000.0, 2_000_000.0] {
        let protocol = run("sent", MeetingSettings::new(LineSettings::of(cap), 3));
        for sample in protocol.samples.iter().filter(|sample| sample.s >= 10.0) {
            let part = sample.sent_bps / sample.estimate_bps;
            // A probe's few kilobytes are a tenth of a second of 300 kbit/s.
            assert!(
                part <= 1.15,
                "{part} of the estimate at {} s under {cap}",
                sample.s
            );
        }
    }
}

#[test]
fn two_percent_of_loss_changes_nothing() {
    let mut line = LineSettings::of(2_000_000.0);
    line.loss = 0.02;
    let protocol = run("loss of 2 %", MeetingSettings::new(line, 2));
    let (low, _) = protocol.estimate_range(10.0, 120.0);
    assert!(low >= 0.85, "{low}");
    assert!(protocol.n_changes(10.0) <= 2);
}

#[test]
fn a_line_that_loses_15_percent_at_any_rate_is_used_nevertheless() {
    let mut line = LineSettings::of(2_000_000.0);
    line.loss = 0.15;
    let protocol = run("loss of 15 %", MeetingSettings::new(line, 1));
    let (low, _) = protocol.estimate_range(60.0, 120.0);
    assert!(low >= 0.6, "{low}");
    assert_eq!(protocol.samples.last().unwrap().layers, [Some(2)]);
}

#[test]
fn a_line_that_drops_instead_of_queueing_is_not_overdriven() {
    let mut line = LineSettings::of(700_000.0);
    line.queue_ms = 25.0;
    let protocol = run("shallow", MeetingSettings::new(line, 1));
    assert_eq!(protocol.samples.last().unwrap().layers, [Some(1)]);
    assert!(protocol.n_changes(10.0) <= 2);
}

#[test]
fn the_estimate_recovers_although_nothing_was_sent() {
    let mut line = LineSettings::of(300_000.0);
    line.rates = vec![(0.0, 300_000.0), (25.0, 3_000_000.0)];
    let mut settings = MeetingSettings::new(line, 1);
    settings.pictures[0].silences = vec![(20.0, 40.0)];
    settings.seconds = 60.0;
    let protocol = run("silence", settings);
    let top = protocol
        .samples
        .iter()
        .find(|sample| sample.s >= 40.0 && sample.layers == [Some(2)])
        .expect("the top layer comes");
    assert!(top.s <= 50.0, "at {} s", top.s);
}

#[test]
fn a_picture_that_had_to_pause_comes_back_by_probing() {
    let mut line = LineSettings::of(90_000.0);
    line.rates = vec![(0.0, 90_000.0), (40.0, 1_000_000.0)];
    let mut settings = MeetingSettings::new(line, 1);
    settings.seconds = 60.0;
    let protocol = run("paused", settings);
    assert!(
        protocol
            .samples
            .iter()
            .any(|s| s.s > 10.0 && s.layers == [None]),
        "nothing fits 90 kbit/s beside the sound"
    );
    let back = protocol
        .samples
        .iter()
        .find(|sample| sample.s >= 40.0 && sample.layers[0].is_some())
        .expect("the picture comes back");
    assert!(back.s <= 50.0, "at {} s", back.s);
}

#[test]
fn a_screen_of_one_frame_a_second_does_not_freeze() {
    for (layers, cap) in [
        (vec![150_000.0], 300_000.0),
        (vec![100_000.0, 400_000.0], 1_000_000.0),
    ] {
        let mut settings = MeetingSettings::new(LineSettings::of(cap), 1);
        settings.pictures[0] = PictureSettings {
            layers,
            fps: 1.0,
            key_frame_factor: 1.5,
            ..PictureSettings::simulcast()
        };
        let protocol = run("screen", settings);
        let gaps = protocol.shown[0].windows(2).map(|pair| pair[1] - pair[0]);
        let longest = gaps.fold(0.0, f64::max);
        assert!(longest < 2.0, "{longest} s");
        assert!(protocol.n_changes(10.0) <= 2);
        let (low, high) = protocol.estimate_range(10.0, 120.0);
        assert!(low >= 0.8 && high <= 1.02, "{low}–{high}");
    }
}

#[test]
fn jitter_is_not_congestion() {
    for jitter_ms in [5.0, 15.0, 30.0] {
        let mut line = LineSettings::of(1_500_000.0);
        line.jitter_ms = jitter_ms;
        let protocol = run(
            &format!("jitter {jitter_ms}"),
            MeetingSettings::new(line, 1),
        );
        let (low, high) = protocol.estimate_range(10.0, 120.0);
        assert!(low >= 0.75 && high <= 1.15, "{jitter_ms} ms: {low}–{high}");
        assert!(protocol.n_changes(10.0) <= 2, "{jitter_ms} ms");
    }
}

#[test]
fn a_longer_route_costs_no_layer() {
    let mut line = LineSettings::of(2_500_000.0);
    line.delays = vec![(0.0, 20.0), (30.0, 90.0), (60.0, 40.0)];
    let protocol = run("route", MeetingSettings::new(line, 1));
    assert_eq!(protocol.n_changes(10.0), 0);
    let (low, high) = protocol.estimate_range(10.0, 120.0);
    assert!(low >= 0.8 && high <= 1.05, "{low}–{high}");
}

#[test]
fn a_moment_of_others_costs_no_layer() {
    let mut line = LineSettings::of(2_500_000.0);
    line.competitor = Competitor::Constant {
        bps: 3_500_000.0,
        from_s: 30.0,
        to_s: 30.15,
    };
    let mut settings = MeetingSettings::new(line, 1);
    settings.seconds = 60.0;
    let protocol = run("a moment of others", settings);
    assert_eq!(protocol.n_changes(10.0), 0);
}

#[test]
fn others_who_take_half_are_given_it_and_it_is_taken_back() {
    let mut line = LineSettings::of(2_400_000.0);
    line.competitor = Competitor::Constant {
        bps: 1_600_000.0,
        from_s: 30.0,
        to_s: 60.0,
    };
    let protocol = run("half", MeetingSettings::new(line, 1));
    let during = protocol.samples.iter().find(|s| s.s >= 45.0).unwrap();
    assert_eq!(during.layers, [Some(1)], "0.8 of 2.4 Mbit/s are left");
    let (low, high) = protocol.estimate_range(75.0, 120.0);
    assert!(low >= 0.85 && high <= 1.0, "{low}–{high}");
    assert_eq!(protocol.samples.last().unwrap().layers, [Some(2)]);
}

#[test]
fn a_greedy_neighbour_does_not_starve_the_picture() {
    let mut line = LineSettings::of(3_000_000.0);
    line.competitor = Competitor::Greedy {
        from_s: 20.0,
        to_s: 80.0,
    };
    let protocol = run("greedy", MeetingSettings::new(line, 1));
    let within = protocol
        .samples
        .iter()
        .filter(|s| (25.0..80.0).contains(&s.s));
    let (n, good) = within.fold((0, 0), |(n, good), sample| {
        (n + 1, good + usize::from(sample.layers >= vec![Some(1)]))
    });
    assert!(
        good * 10 >= n * 7,
        "{good} of {n} with the middle layer at least"
    );
    let (low, _) = protocol.estimate_range(100.0, 120.0);
    assert!(low >= 0.8, "{low}");
}

#[test]
fn a_line_that_was_once_measured_too_fast_is_measured_again() {
    // Far more than one camera would ever use is there at first; then it is not, and nothing shows it but a probe.
    let mut line = LineSettings::of(20_000_000.0);
    line.rates = vec![(0.0, 20_000_000.0), (20.0, 2_000_000.0)];
    let protocol = run("too fast", MeetingSettings::new(line, 1));
    assert!(protocol.estimate_range(10.0, 20.0).0 > 0.15);
    let (low, high) = protocol.estimate_range(35.0, 120.0);
    assert!(low >= 0.85 && high <= 1.0, "{low}–{high}");
    assert_eq!(protocol.n_changes(10.0), 0);
}
