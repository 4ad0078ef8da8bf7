//! One subscriber's leg of a meeting: what the router does for it, on a clock of milliseconds.

use crate::line::{Line, LineSettings};
use crate::listener::{Listener, read_feedback};
use crate::picture::{OVERHEAD, Picture, PictureSettings};
use sambung_core::bwe::{BweTrace, EstimateBounds, Pacer, SendSideEstimator};
use sambung_core::layers::{Allocator, Demand, Rung, desired_bps};
use sambung_core::rtp::SeqNo;
use std::collections::VecDeque;
use std::time::{Duration, Instant};

/// Bytes of an audio packet on the wire, 50 a second: 44 kbit/s.
const SOUND_BYTES: usize = 110;
const SOUND_BPS: u64 = 44_000;

/// Bytes of a padding packet on the wire.
const PADDING_BYTES: usize = 255 + OVERHEAD;

/// How often a lost packet is sent again.
const MAX_RESENDS: u32 = 5;

/// What a leg is like.
#[derive(Debug, Clone)]
pub struct MeetingSettings {
    pub line: LineSettings,
    pub pictures: Vec<PictureSettings>,
    /// Time between two feedbacks, in milliseconds.
    pub feedback_ms: f64,
    /// Part of the publishers' packets that never reaches the router.
    pub publisher_loss: f64,
    pub bounds: EstimateBounds,
    pub seconds: f64,
    pub can_pad: bool,
    pub seed: u64,
}

impl MeetingSettings {
    /// `n` cameras over a line.
    pub fn new(line: LineSettings, n: usize) -> Self {
        Self {
            line,
            pictures: vec![PictureSettings::simulcast(); n],
            feedback_ms: 60.0,
            publisher_loss: 0.0,
            bounds: EstimateBounds::default(),
            seconds: 120.0,
            can_pad: true,
            seed: 1,
        }
    }
}

/// A packet on its way out.
#[derive(Debug, Clone)]
struct Outgoing {
    number: u64,
    bytes: usize,
    frame: Option<(usize, u64)>,
    /// How often it was sent before.
    n_sent: u32,
}

/// One consumer of one camera.
#[derive(Debug)]
struct Watching {
    target: Option<usize>,
    /// It was given something before.
    has_begun: bool,
    current: Option<usize>,
    next_frame: u64,
    skipping: bool,
}

/// What happened at one instant.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    pub s: f64,
    pub estimate_bps: f64,
    pub cap_bps: f64,
    pub layers: Vec<Option<usize>>,
    pub sent_bps: f64,
}

/// What happened on a leg.
#[derive(Debug)]
pub struct Protocol {
    pub samples: Vec<Sample>,
    /// (second, consumer, layer).
    pub changes: Vec<(f64, usize, Option<usize>)>,
    pub freezes: Vec<Vec<(f64, f64)>>,
    pub shown: Vec<Vec<f64>>,
    pub waits: Vec<(f64, f64)>,
    pub padding_bytes: usize,
    pub sent_bytes: usize,
    pub n_dropped: usize,
    pub others_bps: f64,
    pub traces: Vec<(f64, BweTrace)>,
}

impl Protocol {
    /// Changes of layers from a second on.
    pub fn n_changes(&self, from_s: f64) -> usize {
        self.changes.iter().filter(|(s, ..)| *s >= from_s).count()
    }

    pub fn n_freezes(&self, from_s: f64) -> usize {
        let freezes = self.freezes.iter().flatten();
        freezes.filter(|(s, _)| *s >= from_s).count()
    }

    /// 95 % of the packets waited no longer than this, in milliseconds.
    pub fn wait_p95(&self, from_s: f64) -> f64 {
        let mut waits: Vec<f64> = self
            .waits
            .iter()
            .filter(|(us, _)| *us >= from_s * 1e6)
            .map(|(_, wait)| *wait)
            .collect();
        waits.sort_by(f64::total_cmp);
        waits.get(waits.len() * 95 / 100).copied().unwrap_or(0.0)
    }

    /// Lowest and highest estimate as a part of the line's rate, from one second to another.
    pub fn estimate_range(&self, from_s: f64, to_s: f64) -> (f64, f64) {
        let within = |sample: &&Sample| (from_s..to_s).contains(&sample.s);
        self.samples
            .iter()
            .filter(within)
            .map(|sample| sample.estimate_bps / sample.cap_bps)
            .fold((f64::MAX, 0.0), |(low, high), part| {
                (low.min(part), high.max(part))
            })
    }

    /// One line about it, for whoever tunes.
    pub fn summary(&self, from_s: f64) -> String {
        let (low, high) = self.estimate_range(from_s, f64::MAX);
        let last = self.samples.last().unwrap();
        format!(
            "estimate {:.0}–{:.0} %, {} changes {:?}, {} freezes {:?}, p95 {:.0} ms, dropped {}, padding {:.1} %, ends at {:?}",
            low * 100.0,
            high * 100.0,
            self.n_changes(from_s),
            self.changes
                .iter()
                .filter(|(s, ..)| *s >= from_s)
                .take(12)
                .collect::<Vec<_>>(),
            self.n_freezes(from_s),
            self.freezes
                .iter()
                .flatten()
                .filter(|(s, _)| *s >= from_s)
                .take(8)
                .collect::<Vec<_>>(),
            self.wait_p95(from_s),
            self.n_dropped,
            self.padding_bytes as f64 * 100.0 / self.sent_bytes as f64,
            last.layers,
        )
    }
}

/// See the module's documentation.
pub struct Meeting {
    settings: MeetingSettings,
    start: Instant,
    now: Instant,
    now_us: f64,
    line: Line,
    pictures: Vec<Picture>,
    watching: Vec<Watching>,
    listeners: Vec<Listener>,
    reports: Listener,
    /// (arrival at the router, bytes).
    feedback: VecDeque<(f64, Vec<u8>)>,
    /// Lost packets of pictures: (when they are sent again, packet).
    repairs: VecDeque<(f64, Outgoing)>,
    estimator: SendSideEstimator,
    pacer: Pacer<Outgoing>,
    allocator: Allocator,
    allocated_us: f64,
    next_number: u64,
    sound_us: f64,
    sent_window: VecDeque<(f64, usize)>,
    protocol: Protocol,
    publisher: crate::line::Dice,
}

impl Meeting {
    pub fn new(settings: MeetingSettings) -> Self {
        let start = Instant::now();
        let n = settings.pictures.len();
        let mut estimator = SendSideEstimator::new(settings.bounds);
        estimator.start_trace();
        Self {
            start,
            now: start,
            now_us: 0.0,
            line: Line::new(settings.line.clone(), settings.seed),
            pictures: settings
                .pictures
                .iter()
                .enumerate()
                .map(|(i, picture)| Picture::new(picture.clone(), settings.seed + 10 + i as u64))
                .collect(),
            watching: (0..n)
                .map(|_| Watching {
                    target: None,
                    has_begun: false,
                    current: None,
                    next_frame: 0,
                    skipping: false,
                })
                .collect(),
            listeners: (0..n).map(|_| Listener::new(1e9)).collect(),
            reports: Listener::new(settings.feedback_ms),
            feedback: VecDeque::new(),
            repairs: VecDeque::new(),
            estimator,
            pacer: Pacer::default(),
            allocator: Allocator::default(),
            allocated_us: -1e9,
            next_number: 1 << 16 | 60_000,
            sound_us: 0.0,
            sent_window: VecDeque::new(),
            publisher: crate::line::Dice::new(settings.seed + 99),
            protocol: Protocol {
                samples: Vec::new(),
                changes: Vec::new(),
                freezes: Vec::new(),
                shown: Vec::new(),
                waits: Vec::new(),
                padding_bytes: 0,
                sent_bytes: 0,
                n_dropped: 0,
                others_bps: 0.0,
                traces: Vec::new(),
            },
            settings,
        }
    }

    /// Lets it happen.
    pub fn run(mut self) -> Protocol {
        let n_ms = (self.settings.seconds * 1_000.0) as u64;
        for ms in 0..n_ms {
            self.now = self.start + Duration::from_millis(ms);
            self.now_us = ms as f64 * 1_000.0;
            self.step();
            if ms % 100 == 0 {
                self.sample();
            }
        }
        self.protocol.freezes = self.listeners.iter().map(|l| l.freezes.clone()).collect();
        self.protocol.shown = self.listeners.iter().map(|l| l.shown.clone()).collect();
        self.protocol.waits = self.line.waits.clone();
        self.protocol.n_dropped = self.line.n_dropped;
        self.protocol.others_bps = self.line.others_through * 8.0 / self.settings.seconds;
        let start = self.start;
        self.protocol.traces = self
            .estimator
            .take_traces()
            .into_iter()
            .map(|trace| ((trace.at - start).as_secs_f64(), trace))
            .collect();
        self.protocol
    }

    fn step(&mut self) {
        self.line.advance(self.now_us);
        if self.now_us >= self.sound_us {
            self.sound_us += 20_000.0;
            self.estimator.handle_unnumbered(self.now, SOUND_BYTES);
            self.pacer.handle_sent(self.now, SOUND_BYTES);
            self.line.send(self.now_us, SOUND_BYTES);
            self.note_sent(SOUND_BYTES);
        }
        self.take_pictures();
        while self
            .repairs
            .front()
            .is_some_and(|(at, _)| *at <= self.now_us)
        {
            let (_, lost) = self.repairs.pop_front().unwrap();
            self.offer(lost.bytes, lost.frame, lost.n_sent);
        }
        while let Some(outgoing) = self.pacer.release(self.now) {
            self.transmit(&outgoing);
        }
        if let Some(bytes) = self.reports.poll(self.now_us)
            && !self.line.is_dark(self.now_us)
        {
            self.feedback
                .push_back((self.now_us + self.line.delay_us(), bytes));
        }
        while self
            .feedback
            .front()
            .is_some_and(|(at, _)| *at <= self.now_us)
        {
            let (_, bytes) = self.feedback.pop_front().unwrap();
            let (estimator, now) = (&mut self.estimator, self.now);
            read_feedback(&bytes, |feedback| estimator.handle_feedback(now, feedback));
        }
        if self.estimator.poll_at().is_some_and(|at| at <= self.now) {
            self.estimator.handle_timeout(self.now);
        }
        self.pad();
        let is_due = self.now_us - self.allocated_us >= 300_000.0;
        if self.estimator.take_changed() || is_due {
            self.allocate();
        }
    }

    fn take_pictures(&mut self) {
        for index in 0..self.pictures.len() {
            for frame in self.pictures[index].poll(self.now, self.now_us) {
                let watching = &mut self.watching[index];
                if watching.target != watching.current
                    && watching.target == Some(frame.layer)
                    && frame.is_key_frame
                {
                    watching.current = Some(frame.layer);
                    watching.skipping = false;
                }
                if watching.current != Some(frame.layer) || watching.skipping {
                    continue;
                }
                let number = watching.next_frame;
                watching.next_frame += 1;
                self.listeners[index].expect_frame(number, frame.packets.len(), frame.is_key_frame);
                for bytes in frame.packets {
                    if self.publisher.roll() < self.settings.publisher_loss {
                        // It comes 100 ms later, repaired on the publisher's own leg.
                        let packet = Outgoing {
                            number: 0,
                            bytes,
                            frame: Some((index, number)),
                            n_sent: 0,
                        };
                        self.repairs.push_back((self.now_us + 100_000.0, packet));
                        continue;
                    }
                    self.offer(bytes, Some((index, number)), 0);
                }
            }
        }
    }

    /// What the router does with a packet for this leg.
    fn offer(&mut self, bytes: usize, frame: Option<(usize, u64)>, n_sent: u32) {
        let outgoing = Outgoing {
            number: self.next_number,
            bytes,
            frame,
            n_sent,
        };
        self.next_number += 1;
        if self.pacer.passes(self.now, bytes) {
            self.transmit(&outgoing);
        } else {
            let overdue = self.pacer.hold(self.now, bytes, outgoing);
            assert!(overdue.is_none(), "no line is that weak");
        }
    }

    fn transmit(&mut self, outgoing: &Outgoing) {
        let seq = SeqNo((outgoing.number & 0xffff) as u16);
        self.estimator.handle_sent(self.now, seq, outgoing.bytes);
        self.note_sent(outgoing.bytes);
        match self.line.send(self.now_us, outgoing.bytes) {
            Some(arrived_us) => {
                self.reports.handle_numbered(outgoing.number, arrived_us);
                if let Some((picture, frame)) = outgoing.frame {
                    self.listeners[picture].handle_picture_packet(frame, arrived_us);
                }
            }
            None if outgoing.frame.is_some() && outgoing.n_sent < MAX_RESENDS => {
                // The receiver sees the gap and asks again, later each time.
                let n_sent = outgoing.n_sent + 1;
                let wait_us = 2.0 * self.line.delay_us() + 60_000.0 * f64::from(n_sent);
                let again = Outgoing {
                    n_sent,
                    ..outgoing.clone()
                };
                self.repairs.push_back((self.now_us + wait_us, again));
            }
            // The receiver gives up and asks for a key frame.
            None if outgoing.frame.is_some() => {
                let (picture, _) = outgoing.frame.unwrap();
                if let Some(layer) = self.watching[picture].current {
                    self.pictures[picture].ask_for_key_frame(self.now_us, layer);
                }
            }
            None => {}
        }
    }

    fn pad(&mut self) {
        let mut due = self.estimator.padding_due(self.now);
        while due > 0 && self.settings.can_pad {
            // What waits is better than padding.
            if let Some(outgoing) = self.pacer.release_for_probe(self.now) {
                self.transmit(&outgoing);
            } else {
                let outgoing = Outgoing {
                    number: self.next_number,
                    bytes: PADDING_BYTES,
                    frame: None,
                    n_sent: 0,
                };
                self.next_number += 1;
                self.protocol.padding_bytes += PADDING_BYTES;
                self.transmit(&outgoing);
                self.pacer.handle_sent(self.now, PADDING_BYTES);
            }
            due = self.estimator.padding_due(self.now);
        }
    }

    fn allocate(&mut self) {
        self.allocated_us = self.now_us;
        let mut demands = Vec::new();
        for (picture, watching) in self.pictures.iter_mut().zip(&self.watching) {
            let mut ladder = Vec::new();
            for layer in 0..picture.settings().layers.len() {
                let bitrate_bps = picture.bitrate_bps(self.now, layer);
                if bitrate_bps > 0 {
                    ladder.push(Rung {
                        spatial_layer: layer as u8,
                        temporal_layer: 0,
                        bitrate_bps,
                    });
                }
            }
            demands.push(Demand {
                priority: 1,
                ladder,
                current: watching.target,
                may_pause: picture.settings().may_pause,
                is_new: !watching.has_begun,
            });
        }
        self.estimator
            .set_desired(self.now, desired_bps(&demands) + SOUND_BPS);
        let available = self.estimator.available_bps().saturating_sub(SOUND_BPS);
        self.pacer.set_estimate(self.estimator.pacing_bps());
        let targets = self.allocator.allocate(self.now, available, &demands);
        for (index, target) in targets.into_iter().enumerate() {
            if target == self.watching[index].target {
                continue;
            }
            self.watching[index].target = target;
            self.watching[index].has_begun |= target.is_some();
            self.protocol
                .changes
                .push((self.now_us / 1e6, index, target));
            match target {
                Some(layer) if self.watching[index].current != Some(layer) => {
                    self.pictures[index].ask_for_key_frame(self.now_us, layer);
                }
                Some(_) => {}
                None => self.watching[index].current = None,
            }
        }
    }

    fn note_sent(&mut self, bytes: usize) {
        self.protocol.sent_bytes += bytes;
        self.sent_window.push_back((self.now_us, bytes));
    }

    fn sample(&mut self) {
        while self
            .sent_window
            .front()
            .is_some_and(|(at, _)| self.now_us - at > 1e6)
        {
            self.sent_window.pop_front();
        }
        let sent: usize = self.sent_window.iter().map(|(_, bytes)| bytes).sum();
        self.protocol.samples.push(Sample {
            s: self.now_us / 1e6,
            estimate_bps: self.estimator.available_bps() as f64,
            cap_bps: self.line.rate_at(self.now_us),
            layers: self.watching.iter().map(|w| w.current).collect(),
            sent_bps: sent as f64 * 8.0,
        });
    }
}
