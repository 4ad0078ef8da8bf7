//! The one loop of the process: requests from stdin, packets from every endpoint's socket, timers, answers and events to stdout.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, BufRead, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use mio::{Events, Poll, Token, Waker};
use serde_json::{Value, json};
use str0m::config::DtlsCert;

use crate::link::Link;
use crate::opening::Opening;
use crate::protocol::{Command, Event, Kind, Open, Opened, Request, TransportProtocol};
use crate::raw::Raw;
use crate::synthetic::Synthetic;

/// The token of stdin; endpoints have their numbers, which begin at 1.
const STDIN: Token = Token(0);
/// The loop looks at the clock at least so often.
const LONGEST_SLEEP: Duration = Duration::from_secs(1);

/// Serves stdin until it ends.
///
/// # Errors
/// When the operating system refuses the poll, the thread or stdout.
pub fn run() -> io::Result<()> {
    let poll = Poll::new()?;
    // The loop holds it too: with the thread's end the last wake would go before it is seen.
    let waker = Arc::new(Waker::new(poll.registry(), STDIN)?);
    let held = Arc::clone(&waker);
    let (sender, lines) = channel();
    std::thread::Builder::new()
        .name("stdin".to_owned())
        .spawn(move || {
            for line in io::stdin().lock().lines() {
                let Ok(line) = line else { break };
                if sender.send(line).is_err() || waker.wake().is_err() {
                    return;
                }
            }
            drop(sender);
            let _loop_has_gone = waker.wake();
        })?;
    let certificate = str0m::crypto::from_feature_flags()
        .dtls_provider
        .generate_certificate()
        .ok_or_else(|| io::Error::other("OpenSSL made no certificate"))?;
    let ended = Reactor {
        poll,
        lines,
        certificate,
        began_at: Instant::now(),
        endpoints: BTreeMap::new(),
        deadlines: BTreeSet::new(),
        latest: 0,
        said: Vec::new(),
    }
    .run();
    drop(held);
    ended
}

/// What an endpoint can reach of the loop.
pub struct Surroundings<'a> {
    /// The number of the endpoint.
    pub endpoint: u32,
    /// When the process began; times on the wire count from it.
    pub began_at: Instant,
    /// Events for stdout.
    pub events: &'a mut Vec<Value>,
}

impl Surroundings<'_> {
    /// Says something on stdout.
    pub fn say(&mut self, event: &Event) {
        self.events.push(json!(event));
    }
}

enum Endpoint {
    Synthetic(Box<Synthetic>),
    Raw(Box<Raw>),
}

struct Reactor {
    poll: Poll,
    lines: Receiver<String>,
    /// One for all endpoints, because making one takes longer than a handshake.
    certificate: DtlsCert,
    began_at: Instant,
    endpoints: BTreeMap<u32, (Endpoint, Instant)>,
    deadlines: BTreeSet<(Instant, u32)>,
    latest: u32,
    said: Vec<Value>,
}

impl Reactor {
    fn run(mut self) -> io::Result<()> {
        let mut ready = Events::with_capacity(1_024);
        let mut open = true;
        while open {
            let now = Instant::now();
            let sleep = self
                .deadlines
                .first()
                .map_or(LONGEST_SLEEP, |(at, _)| at.saturating_duration_since(now));
            match self.poll.poll(&mut ready, Some(sleep.min(LONGEST_SLEEP))) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                polled => polled?,
            }
            for token in ready.iter().map(mio::event::Event::token) {
                if token == STDIN {
                    open = self.read_requests();
                } else if let Ok(number) = u32::try_from(token.0) {
                    self.drive(number, true);
                }
            }
            let now = Instant::now();
            while let Some((at, number)) = self.deadlines.first().copied()
                && at <= now
            {
                self.drive(number, false);
            }
            self.write_lines()?;
        }
        Ok(())
    }

    /// Answers what has been asked; false when stdin has ended.
    fn read_requests(&mut self) -> bool {
        loop {
            match self.lines.try_recv() {
                Ok(line) => {
                    let answer = self.answer(&line);
                    self.said.push(answer);
                }
                Err(TryRecvError::Empty) => return true,
                Err(TryRecvError::Disconnected) => return false,
            }
        }
    }

    fn answer(&mut self, line: &str) -> Value {
        let request: Request = match serde_json::from_str(line) {
            Ok(request) => request,
            Err(error) => {
                let id = serde_json::from_str::<Value>(line)
                    .ok()
                    .and_then(|value| value.get("id").cloned());
                return json!({ "id": id, "problem": error.to_string() });
            }
        };
        match self.obey(request.command) {
            Ok(result) => json!({ "id": request.id, "ok": result }),
            Err(problem) => json!({ "id": request.id, "problem": problem }),
        }
    }

    fn obey(&mut self, command: Command) -> Result<Value, String> {
        let now = Instant::now();
        match command {
            Command::Open(open) => self.open(&open, now).map(|opened| json!(opened)),
            Command::Connect { endpoint } => {
                match &mut self.find(endpoint)?.0 {
                    Endpoint::Synthetic(synthetic) => synthetic.connect(now),
                    Endpoint::Raw(raw) => raw.connect(now),
                }
                self.settle(endpoint, Ok(()))
            }
            Command::Send { endpoint, track } => {
                let result = self.synthetic(endpoint)?.send(&track, now);
                self.settle(endpoint, result)
            }
            Command::Adjust {
                endpoint,
                mid,
                ssrc,
                active,
                bitrate_bps,
            } => {
                let synthetic = self.synthetic(endpoint)?;
                let result = synthetic.adjust(&mid, ssrc, active, bitrate_bps, now);
                self.settle(endpoint, result)
            }
            Command::Receive { endpoint, track } => {
                let result = self.synthetic(endpoint)?.receive(&track);
                self.settle(endpoint, result)
            }
            Command::RequestKeyFrame {
                endpoint,
                ssrc,
                fir,
            } => {
                let result = self.synthetic(endpoint)?.request_key_frame(ssrc, fir);
                self.settle(endpoint, result)
            }
            Command::Stats { endpoint, reset } => self.stats(endpoint, reset, now),
            Command::Write { endpoint, packets } => {
                let Some((Endpoint::Raw(raw), _)) = self.endpoints.get_mut(&endpoint) else {
                    return Err(format!("There is no raw endpoint {endpoint}."));
                };
                raw.write(&packets).map(|()| json!({}))
            }
            Command::RestartIce {
                endpoint,
                ice_parameters,
            } => {
                match &mut self.find(endpoint)?.0 {
                    Endpoint::Synthetic(synthetic) => synthetic.restart_ice(&ice_parameters),
                    Endpoint::Raw(raw) => raw.restart_ice(&ice_parameters),
                }
                self.settle(endpoint, Ok(()))
            }
            Command::Close { endpoint, silent } => self.close(endpoint, silent),
        }
    }

    fn open(&mut self, open: &Open, now: Instant) -> Result<Opened, String> {
        let opening = Opening::read(open)?;
        let number = self.latest + 1;
        let token = Token(number as usize);
        let Some(remote) = opening.remotes.first().copied() else {
            return Err("There is no candidate.".to_owned());
        };
        let link = match open.protocol {
            TransportProtocol::Udp => Link::udp(remote, self.poll.registry(), token),
            TransportProtocol::Tcp => Link::tcp(remote, self.poll.registry(), token),
        }
        .map_err(|error| format!("The socket to {remote} could not be made: {error}."))?;
        let local = link.local();
        let endpoint = match open.kind {
            Kind::Synthetic => Endpoint::Synthetic(Box::new(Synthetic::open(
                &opening,
                &open.rtp_capabilities,
                self.certificate.clone(),
                link,
                now,
            )?)),
            Kind::Raw => {
                Endpoint::Raw(Box::new(Raw::open(&opening, &self.certificate, link, now)?))
            }
        };
        self.latest = number;
        self.endpoints.insert(number, (endpoint, now));
        Ok(Opened {
            endpoint: number,
            dtls_parameters: opening.answer(&self.certificate),
            local_address: local.ip().to_string(),
            local_port: local.port(),
        })
    }

    fn close(&mut self, number: u32, silent: bool) -> Result<Value, String> {
        let Some((mut endpoint, deadline)) = self.endpoints.remove(&number) else {
            return Err(format!("There is no endpoint {number}."));
        };
        self.deadlines.remove(&(deadline, number));
        match &mut endpoint {
            Endpoint::Synthetic(synthetic) => synthetic.close(silent, self.poll.registry()),
            Endpoint::Raw(raw) => raw.close(silent, self.poll.registry()),
        }
        Ok(json!({}))
    }

    fn stats(&mut self, number: Option<u32>, reset: bool, now: Instant) -> Result<Value, String> {
        let mut list = Vec::new();
        for (endpoint, (kind, _)) in &mut self.endpoints {
            if number.is_some_and(|number| number != *endpoint) {
                continue;
            }
            if let Endpoint::Synthetic(synthetic) = kind {
                list.push(json!(synthetic.stats(*endpoint, reset, now)));
            }
        }
        match number {
            Some(number) if list.is_empty() => {
                Err(format!("There is no synthetic endpoint {number}."))
            }
            _ => Ok(json!({ "endpoints": list })),
        }
    }

    fn find(&mut self, number: u32) -> Result<&mut (Endpoint, Instant), String> {
        self.endpoints
            .get_mut(&number)
            .ok_or_else(|| format!("There is no endpoint {number}."))
    }

    fn synthetic(&mut self, number: u32) -> Result<&mut Synthetic, String> {
        match self.endpoints.get_mut(&number) {
            Some((Endpoint::Synthetic(synthetic), _)) => Ok(synthetic),
            _ => Err(format!("There is no synthetic endpoint {number}.")),
        }
    }

    /// Lets an endpoint act on a request at once.
    fn settle(&mut self, number: u32, result: Result<(), String>) -> Result<Value, String> {
        result?;
        self.drive(number, false);
        Ok(json!({}))
    }

    /// Lets an endpoint read its socket and act on the time, and sets its timer.
    fn drive(&mut self, number: u32, readable: bool) {
        let Some((endpoint, deadline)) = self.endpoints.get_mut(&number) else {
            return;
        };
        let mut surroundings = Surroundings {
            endpoint: number,
            began_at: self.began_at,
            events: &mut self.said,
        };
        let next = match endpoint {
            Endpoint::Synthetic(synthetic) => synthetic.drive(readable, &mut surroundings),
            Endpoint::Raw(raw) => raw.drive(readable, &mut surroundings),
        };
        self.deadlines.remove(&(*deadline, number));
        *deadline = next;
        self.deadlines.insert((next, number));
    }

    fn write_lines(&mut self) -> io::Result<()> {
        if self.said.is_empty() {
            return Ok(());
        }
        let mut stdout = io::BufWriter::new(io::stdout().lock());
        for value in self.said.drain(..) {
            writeln!(stdout, "{value}")?;
        }
        stdout.flush()
    }
}
