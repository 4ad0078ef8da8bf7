//! The limit: a program that does nothing but seal packets and send them, on one thread, to the same kind of receivers.
//!
//! Packets lie ready and are sealed where they lie, again and again; neighbours of one size leave in one segmented
//! send. What a router adds to this is its own.

use crate::Failure;
use crate::burst::Shape;
use crate::socket::{self, Inbox};
use aws_lc_rs::aead::{AES_128_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::net::{Ipv4Addr, SocketAddr, SocketAddrV4, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant};

/// Bytes of the seal.
const TAG: usize = 16;
/// Bytes of an RTP header with the extensions that browsers negotiate: authenticated, not encrypted.
const HEADER: usize = 28;
/// Before the measurement, for caches and the clock of the processor.
const WARM: Duration = Duration::from_millis(500);

/// One destination: its key, its packets back to back, where each of them begins and ends.
struct Destination {
    address: SocketAddrV4,
    key: LessSafeKey,
    arena: Vec<u8>,
    ends: Vec<usize>,
    n_sealed: u64,
}

impl Destination {
    fn new(address: SocketAddrV4, number: u8, sizes: &[usize]) -> Result<Destination, Failure> {
        let key = UnboundKey::new(&AES_128_GCM, &[number; 16]).map_err(|_| "no key can be made")?;
        let mut ends = Vec::new();
        let mut arena = Vec::new();
        for size in sizes {
            arena.resize(arena.len() + size + TAG, number);
            ends.push(arena.len());
        }
        Ok(Destination {
            address,
            key: LessSafeKey::new(key),
            arena,
            ends,
            n_sealed: 0,
        })
    }

    /// Seals every packet in place.
    fn seal(&mut self) -> Result<(), Failure> {
        let mut rest = self.arena.as_mut_slice();
        let mut start = 0;
        for end in &self.ends {
            let (packet, after) = rest
                .split_at_mut_checked(end - start)
                .ok_or("a packet is cut")?;
            (rest, start) = (after, *end);
            let (header, body) = packet
                .split_at_mut_checked(HEADER)
                .ok_or("a packet is short")?;
            let (payload, tag_place) = body
                .split_at_mut_checked(body.len() - TAG)
                .ok_or("a packet is short")?;
            let mut nonce = [0; 12];
            if let Some(place) = nonce.last_chunk_mut() {
                *place = self.n_sealed.to_be_bytes();
            }
            self.n_sealed += 1;
            let tag = self
                .key
                .seal_in_place_separate_tag(
                    Nonce::assume_unique_for_key(nonce),
                    Aad::from(&*header),
                    payload,
                )
                .map_err(|_| "sealing failed")?;
            tag_place.copy_from_slice(tag.as_ref());
        }
        Ok(())
    }

    /// Sends every packet, neighbours of one size together; the last of a run may be shorter.
    fn send(&self, socket: &UdpSocket) -> Result<(), Failure> {
        let mut start = 0;
        let mut packets = self.ends.iter().copied().peekable();
        while let Some(first_end) = packets.next() {
            let segment = first_end - start;
            let mut end = first_end;
            while let Some(next) = packets.next_if(|next| next - end <= segment) {
                let is_shorter = next - end < segment;
                end = next;
                if is_shorter {
                    break;
                }
            }
            let run = self.arena.get(start..end).unwrap_or_default();
            socket::send_segments(socket, self.address, run, segment)?;
            start = end;
        }
        Ok(())
    }
}

/// Measures, and prints `limit MICROSECONDS_PER_PACKET SENT RECEIVED`.
pub fn run(words: &[&str]) -> Result<(), Failure> {
    let [shape, n_consumers, copies_per_second, seconds] = words else {
        return Err("limit takes SHAPE CONSUMERS COPIES_PER_SECOND SECONDS".into());
    };
    let shape = Shape::from_name(shape)?;
    let n_consumers: usize = n_consumers.parse()?;
    let interval = shape.interval(n_consumers, copies_per_second.parse()?);
    let duration = Duration::from_secs_f64(seconds.parse()?);
    let sizes = shape.sizes();
    let receivers: Vec<UdpSocket> = (0..n_consumers)
        .map(|_| socket::bind(Ipv4Addr::LOCALHOST))
        .collect::<Result<_, _>>()?;
    let mut destinations = Vec::new();
    for (number, receiver) in (0..=u8::MAX).cycle().zip(&receivers) {
        let SocketAddr::V4(address) = receiver.local_addr()? else {
            return Err("a receiver is not on IPv4".into());
        };
        destinations.push(Destination::new(address, number, &sizes)?);
    }
    let is_over = Arc::new(AtomicBool::new(false));
    let n_received = Arc::new(AtomicU64::new(0));
    let reading = thread::spawn({
        let (is_over, n_received) = (is_over.clone(), n_received.clone());
        move || read_all(&receivers, interval, &is_over, &n_received)
    });
    let socket = socket::bind(Ipv4Addr::LOCALHOST)?;
    play(&socket, &mut destinations, WARM, interval)?;
    let (received_before, time_before) =
        (n_received.load(Ordering::Relaxed), socket::thread_time());
    let n_bursts = play(&socket, &mut destinations, duration, interval)?;
    let time = socket::thread_time() - time_before;
    thread::sleep(Duration::from_millis(50));
    is_over.store(true, Ordering::Relaxed);
    let n_received = n_received.load(Ordering::Relaxed) - received_before;
    reading.join().map_err(|_| "the receivers failed")?;
    let n_sent = n_bursts * (sizes.len() * n_consumers) as u64;
    let cost_us = time.as_secs_f64() * 1e6 / n_sent as f64;
    println!("limit {cost_us:.4} {n_sent} {n_received}");
    Ok(())
}

fn play(
    socket: &UdpSocket,
    destinations: &mut [Destination],
    duration: Duration,
    interval: Duration,
) -> Result<u64, Failure> {
    let began_at = Instant::now();
    let mut due_at = began_at;
    let mut n_bursts = 0;
    while began_at.elapsed() < duration {
        for destination in destinations.iter_mut() {
            destination.seal()?;
            destination.send(socket)?;
        }
        n_bursts += 1;
        due_at += interval;
        thread::sleep(due_at.saturating_duration_since(Instant::now()));
    }
    Ok(n_bursts)
}

fn read_all(
    receivers: &[UdpSocket],
    interval: Duration,
    is_over: &AtomicBool,
    n_received: &AtomicU64,
) {
    let mut inbox = Inbox::new();
    while !is_over.load(Ordering::Relaxed) {
        for receiver in receivers {
            inbox.drain(receiver, |_| {
                n_received.fetch_add(1, Ordering::Relaxed);
            });
        }
        thread::sleep(interval / 2);
    }
}
