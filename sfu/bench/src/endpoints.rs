//! The endpoints of one measured round, driven line by line.
//!
//! ```text
//! → (at start)  fingerprint SHA-256
//! ← connect IP PORT UFRAG PASSWORD          → connected
//! ← bind IP                                  → bound PORT UFRAG PASSWORD
//! ← run SHAPE COPIES_PER_SECOND WARM_MS RUN_MS PAYLOAD_TYPE SSRC MID ABS_SEND_TIME TRANSPORT_WIDE_CC FEEDBACK_ID
//!                                            → begin, then: end SENT RECEIVED BYTES LATE_MS
//! ```
//!
//! After `bind`, the next endpoint connects from that port, to an agent that checks by itself (full ICE) and must be told
//! beforehand where the endpoint is. The first endpoint connected is the sender. A worker's cost is read between `begin` and `end`.

use crate::Failure;
use crate::burst::{SentExtensions, Shape, Stream};
use crate::peer::{Identity, Peer, Remote};
use crate::receiver::Receiver;
use crate::socket::{self, Inbox};
use crate::stun::{OWN_PASSWORD, OWN_UFRAG};
use sambung_core::srtp::MAX_SRTP_OVERHEAD;
use std::io::{self, Write};
use std::net::Ipv4Addr;
use std::str::FromStr;
use std::thread;
use std::time::{Duration, Instant};

/// How long the last packets may be on their way.
const LINGER: Duration = Duration::from_millis(50);

/// Shortest sleep worth asking for.
const MIN_SLEEP: Duration = Duration::from_micros(60);

/// Follows the orders on standard input until it ends.
pub fn run() -> Result<(), Failure> {
    let identity = Identity::generate()?;
    say(&format!("fingerprint {}", identity.fingerprint))?;
    let mut peers = Vec::new();
    let mut bound = None;
    for line in io::stdin().lines() {
        let line = line?;
        let mut words = line.split_whitespace();
        match words.next() {
            Some("bind") => {
                let socket = socket::bind(number(&mut words)?)?;
                let port = socket.local_addr()?.port();
                say(&format!("bound {port} {OWN_UFRAG} {OWN_PASSWORD}"))?;
                bound = Some(socket);
            }
            Some("connect") => {
                let remote = Remote {
                    address: format!("{}:{}", word(&mut words)?, word(&mut words)?).parse()?,
                    ufrag: word(&mut words)?.to_owned(),
                    password: word(&mut words)?.to_owned(),
                    is_checking: bound.is_some(),
                };
                let socket = match bound.take() {
                    Some(socket) => socket,
                    None => socket::bind(Ipv4Addr::LOCALHOST)?,
                };
                peers.push(Peer::connect(&identity, socket, &remote)?);
                say("connected")?;
            }
            Some("run") => {
                let orders = Orders::read(&mut words)?;
                measure(&orders, std::mem::take(&mut peers))?;
            }
            _ => return Err("an order that is none".into()),
        }
    }
    Ok(())
}

fn word<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<&'a str, Failure> {
    words.next().ok_or_else(|| "an order is incomplete".into())
}

fn number<'a, T: FromStr<Err: std::error::Error + 'static>>(
    words: &mut impl Iterator<Item = &'a str>,
) -> Result<T, Failure> {
    Ok(word(words)?.parse()?)
}

fn say(line: &str) -> io::Result<()> {
    let mut out = io::stdout().lock();
    writeln!(out, "{line}")?;
    out.flush()
}

/// What one run is to be.
struct Orders {
    shape: Shape,
    copies_per_second: f64,
    warm: Duration,
    run: Duration,
    payload_type: u8,
    ssrc: u32,
    extensions: SentExtensions,
    /// Id of the transport-wide number in what the consumers get; 0 for none.
    feedback_id: u8,
}

impl Orders {
    fn read<'a>(words: &mut impl Iterator<Item = &'a str>) -> Result<Orders, Failure> {
        Ok(Orders {
            shape: Shape::from_name(word(words)?)?,
            copies_per_second: number(words)?,
            warm: Duration::from_millis(number(words)?),
            run: Duration::from_millis(number(words)?),
            payload_type: number(words)?,
            ssrc: number(words)?,
            extensions: SentExtensions {
                mid: number(words)?,
                abs_send_time: number(words)?,
                transport_wide_cc: number(words)?,
            },
            feedback_id: number(words)?,
        })
    }
}

fn measure(orders: &Orders, peers: Vec<Peer>) -> Result<(), Failure> {
    let now = Instant::now();
    let mut peers = peers.into_iter();
    let mut sender = peers.next().ok_or("nobody is connected")?;
    let mut receivers: Vec<Receiver> = peers
        .map(|peer| Receiver::new(peer, orders.feedback_id, now))
        .collect();
    let mut inbox = Inbox::new();
    let mut stream = Stream::new(
        orders.shape,
        orders.payload_type,
        orders.ssrc,
        orders.extensions,
    );
    let interval = orders
        .shape
        .interval(receivers.len(), orders.copies_per_second);
    play(
        &mut sender,
        &mut receivers,
        &mut stream,
        &mut inbox,
        orders.warm,
        interval,
    )?;
    let count = |receivers: &[Receiver]| {
        receivers.iter().fold((0, 0), |(packets, bytes), receiver| {
            (packets + receiver.n_received, bytes + receiver.n_bytes)
        })
    };
    let (packets_before, bytes_before) = count(&receivers);
    say("begin")?;
    let (n_sent, late) = play(
        &mut sender,
        &mut receivers,
        &mut stream,
        &mut inbox,
        orders.run,
        interval,
    )?;
    let (packets, bytes) = count(&receivers);
    say(&format!(
        "end {} {} {} {}",
        n_sent * receivers.len() as u64,
        packets - packets_before,
        bytes - bytes_before,
        late.as_millis()
    ))?;
    Ok(())
}

/// Sends bursts for some time while everybody reads; gives the packets sent and the longest delay of a burst.
fn play(
    sender: &mut Peer,
    receivers: &mut [Receiver],
    stream: &mut Stream,
    inbox: &mut Inbox,
    duration: Duration,
    interval: Duration,
) -> Result<(u64, Duration), Failure> {
    let mut n_sent = 0;
    let mut late = Duration::ZERO;
    let began_at = Instant::now();
    let mut due_at = began_at;
    loop {
        let now = Instant::now();
        if now >= began_at + duration {
            break;
        }
        if now >= due_at {
            late = late.max(now - due_at);
            stream.next_burst(|packet| {
                let plain = packet.len();
                packet.resize(plain + MAX_SRTP_OVERHEAD, 0);
                let sealed = sender.outbound.protect_rtp(packet, plain)?;
                sender
                    .socket
                    .send(packet.get(..sealed).unwrap_or_default())?;
                n_sent += 1;
                Ok(())
            })?;
            due_at += interval;
        }
        // What the worker tells the sender is read and forgotten.
        inbox.drain(&sender.socket, |_| {});
        for receiver in receivers.iter_mut() {
            receiver.poll(Instant::now(), inbox)?;
        }
        let rest = due_at.saturating_duration_since(Instant::now());
        if rest >= MIN_SLEEP {
            thread::sleep(rest);
        }
    }
    let ended_at = Instant::now();
    while ended_at.elapsed() < LINGER {
        for receiver in receivers.iter_mut() {
            receiver.poll(Instant::now(), inbox)?;
        }
        thread::sleep(MIN_SLEEP);
    }
    Ok((n_sent, late))
}
