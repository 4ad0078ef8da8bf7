//! A bottleneck: rate, drop-tail queue, delay, jitter, random loss, blackouts, and somebody else's traffic in the same queue.

use std::collections::VecDeque;

/// A source of numbers that look random and are the same every time.
#[derive(Debug, Clone)]
pub struct Dice(u64);

impl Dice {
    pub fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15).wrapping_add(1))
    }

    /// 0…1.
    pub fn roll(&mut self) -> f64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as f64 / (1_u64 << 53) as f64
    }
}

/// Somebody else's traffic.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Competitor {
    None,
    /// So many bits per second, whatever happens, from one second to another.
    Constant {
        bps: f64,
        from_s: f64,
        to_s: f64,
    },
    /// One that fills the queue until it loses a packet, then halves.
    Greedy {
        from_s: f64,
        to_s: f64,
    },
}

/// What a line is like.
#[derive(Debug, Clone)]
pub struct LineSettings {
    /// (from this second, bits per second), ascending.
    pub rates: Vec<(f64, f64)>,
    /// Longest wait in the queue, in milliseconds.
    pub queue_ms: f64,
    /// One way: (from this second, milliseconds), ascending.
    pub delays: Vec<(f64, f64)>,
    /// Added to the delay, uniformly up to this; packets stay in order.
    pub jitter_ms: f64,
    /// Part of the packets that is lost on the way, whatever the queue.
    pub loss: f64,
    /// (from, to) in seconds: nothing goes through.
    pub blackouts: Vec<(f64, f64)>,
    pub competitor: Competitor,
}

impl LineSettings {
    /// A line of one rate.
    pub fn of(bps: f64) -> Self {
        Self {
            rates: vec![(0.0, bps)],
            queue_ms: 300.0,
            delays: vec![(0.0, 20.0)],
            jitter_ms: 0.0,
            loss: 0.0,
            blackouts: Vec::new(),
            competitor: Competitor::None,
        }
    }
}

/// See the module's documentation. Times are microseconds since the beginning.
#[derive(Debug)]
pub struct Line {
    settings: LineSettings,
    dice: Dice,
    busy_until_us: f64,
    last_arrival_us: f64,
    rate_bps: f64,
    /// (when, wait in ms) of every packet that was ours and got through.
    pub waits: Vec<(f64, f64)>,
    pub n_dropped: usize,
    others_bytes: f64,
    greedy_window: f64,
    greedy_in_flight: VecDeque<f64>,
    greedy_halved_us: f64,
    advanced_us: f64,
    pub others_through: f64,
}

impl Line {
    pub fn new(settings: LineSettings, seed: u64) -> Self {
        let rate_bps = settings.rates[0].1;
        Self {
            settings,
            dice: Dice::new(seed),
            busy_until_us: 0.0,
            last_arrival_us: 0.0,
            rate_bps,
            waits: Vec::new(),
            n_dropped: 0,
            others_bytes: 0.0,
            greedy_window: 10.0,
            greedy_in_flight: VecDeque::new(),
            greedy_halved_us: 0.0,
            advanced_us: 0.0,
            others_through: 0.0,
        }
    }

    pub fn rate_at(&self, now_us: f64) -> f64 {
        value_at(&self.settings.rates, now_us)
    }

    /// One way, without a queue.
    pub fn delay_us(&self) -> f64 {
        value_at(&self.settings.delays, self.advanced_us) * 1_000.0
    }

    pub fn is_dark(&self, now_us: f64) -> bool {
        let mut dark = self.settings.blackouts.iter();
        dark.any(|(from, to)| (from * 1e6..to * 1e6).contains(&now_us))
    }

    /// Lets time pass: the rate changes, others send.
    pub fn advance(&mut self, now_us: f64) {
        let rate_bps = self.rate_at(now_us);
        if rate_bps != self.rate_bps {
            let waiting = (self.busy_until_us - now_us).max(0.0);
            self.busy_until_us = now_us + waiting * self.rate_bps / rate_bps;
            self.rate_bps = rate_bps;
        }
        let passed_us = now_us - std::mem::replace(&mut self.advanced_us, now_us);
        match self.settings.competitor {
            Competitor::None => {}
            Competitor::Constant { bps, from_s, to_s } => {
                if (from_s * 1e6..to_s * 1e6).contains(&now_us) {
                    self.others_bytes += bps * passed_us / 8e6;
                    while self.others_bytes >= 1_200.0 {
                        self.others_bytes -= 1_200.0;
                        if self.enqueue(now_us, 1_200.0).is_some() {
                            self.others_through += 1_200.0;
                        }
                    }
                }
            }
            Competitor::Greedy { from_s, to_s } => {
                while self
                    .greedy_in_flight
                    .front()
                    .is_some_and(|at| *at <= now_us)
                {
                    self.greedy_in_flight.pop_front();
                    self.greedy_window += 1.0 / self.greedy_window;
                }
                let is_on = (from_s * 1e6..to_s * 1e6).contains(&now_us);
                while is_on && (self.greedy_in_flight.len() as f64) < self.greedy_window {
                    let Some(left_us) = self.enqueue(now_us, 1_400.0) else {
                        if now_us - self.greedy_halved_us > 200_000.0 {
                            self.greedy_window = (self.greedy_window / 2.0).max(2.0);
                            self.greedy_halved_us = now_us;
                        }
                        break;
                    };
                    self.others_through += 1_400.0;
                    let answered_us = left_us + 2.0 * self.delay_us();
                    self.greedy_in_flight.push_back(answered_us);
                }
            }
        }
    }

    /// When it has left the queue; none when there was no room.
    fn enqueue(&mut self, now_us: f64, bytes: f64) -> Option<f64> {
        let wait_us = (self.busy_until_us - now_us).max(0.0);
        let took_us = bytes * 8e6 / self.rate_bps;
        if wait_us + took_us > self.settings.queue_ms * 1_000.0 {
            return None;
        }
        self.busy_until_us = now_us + wait_us + took_us;
        Some(self.busy_until_us)
    }

    /// Sends a packet; gives its arrival, none when it is lost.
    pub fn send(&mut self, now_us: f64, bytes: usize) -> Option<f64> {
        if self.is_dark(now_us) || self.dice.roll() < self.settings.loss {
            return None;
        }
        let Some(left_us) = self.enqueue(now_us, bytes as f64) else {
            self.n_dropped += 1;
            return None;
        };
        self.waits.push((now_us, (left_us - now_us) / 1_000.0));
        let jitter_us = self.dice.roll() * self.settings.jitter_ms * 1_000.0;
        self.last_arrival_us = self
            .last_arrival_us
            .max(left_us + self.delay_us() + jitter_us);
        Some(self.last_arrival_us)
    }
}

fn value_at(steps: &[(f64, f64)], now_us: f64) -> f64 {
    let past = steps.iter().take_while(|(from, _)| from * 1e6 <= now_us);
    past.last().map_or(0.0, |(_, value)| *value)
}

#[test]
fn a_line_carries_its_rate_and_no_more() {
    let mut line = Line::new(LineSettings::of(1_000_000.0), 1);
    let mut through = 0;
    for ms in 0..10_000 {
        line.advance(f64::from(ms) * 1_000.0);
        // 2 Mbit/s are offered.
        through += usize::from(line.send(f64::from(ms) * 1_000.0, 250).is_some()) * 250;
    }
    let carried = through as f64 * 8.0 / 10.3;
    assert!((980_000.0..1_020_000.0).contains(&carried), "{carried}");
    let longest = line.waits.iter().map(|(_, wait)| *wait).fold(0.0, f64::max);
    assert!((290.0..=300.0).contains(&longest), "{longest}");
}

#[test]
fn a_greedy_competitor_takes_what_is_left() {
    let mut settings = LineSettings::of(2_000_000.0);
    settings.competitor = Competitor::Greedy {
        from_s: 0.0,
        to_s: 100.0,
    };
    let mut line = Line::new(settings, 1);
    for ms in 0..30_000 {
        line.advance(f64::from(ms) * 1_000.0);
    }
    let share = line.others_through * 8.0 / 30.0 / 2_000_000.0;
    assert!(share > 0.9, "{share}");
}
