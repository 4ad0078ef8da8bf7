//! Accepted TCP connections: found by event loop token or by address pair, capped, and closed when nobody proves himself.
//!
//! A connection is unproven until a transport has validated its address pair. Unproven ones are few per listener and
//! live short; when there are too many, the oldest of the address that holds most of them goes, so that a flood from
//! one address pushes out nobody but itself.

use crate::sys::{
    epoll::Epoll,
    tcp::{TcpConnection, TcpListener},
    udp::SendCounters,
};
use sambung_core::{
    ice::FrameReader,
    ortc::{Protocol, TransportTuple},
    stun::is_stun,
};
use std::{
    collections::{HashMap, VecDeque},
    io,
    net::{IpAddr, SocketAddr},
    ops::Range,
    time::{Duration, Instant},
};

/// Unproven connections of one listener. Higher lets more peers join at the same moment, lower bounds the descriptors
/// that a flood holds.
const MAX_UNPROVEN: usize = 256;

/// Connections of one listener. Higher serves more peers on one port, lower leaves descriptors for others.
const MAX_CONNECTIONS: usize = 8192;

/// How long a connection may stay unproven. Higher suits peers whose signalling is slow, lower frees what a flood holds.
const UNPROVEN_TIMEOUT: Duration = Duration::from_secs(10);

/// How long a listener rests when the process has no descriptor left. Higher costs less in vain, lower accepts sooner
/// after descriptors came back.
const REST: Duration = Duration::from_millis(500);

/// Connections accepted in one turn of the loop. Higher takes a burst of joins faster, lower lets media in between.
const ACCEPTS_PER_TURN: usize = 64;

/// Bytes read from one connection in one turn of the loop. Higher saves calls, lower lets others in between.
const READ_LENGTH: usize = 64 * 1024;

#[derive(Debug)]
struct Entry {
    connection: TcpConnection,
    /// Number of the listening socket that accepted it.
    listener: usize,
    reader: FrameReader,
    /// It has begun as a peer begins: with STUN.
    is_greeted: bool,
    is_proven: bool,
    /// The event loop reports when it can be written.
    is_write_watched: bool,
}

impl Entry {
    fn tuple(&self) -> TransportTuple {
        TransportTuple {
            protocol: Protocol::Tcp,
            local: self.connection.local(),
            remote: self.connection.remote(),
        }
    }
}

/// What became of connections since the start.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ConnectionCounters {
    /// Taken from listeners.
    pub n_accepted: u64,
    /// Closed at once or to make room: too many, or no descriptor left.
    pub n_refused: u64,
    /// Closed because nobody proved himself in time.
    pub n_unproven: u64,
    /// Closed because what came were no frames, or did not begin with STUN.
    pub n_misframed: u64,
}

/// How a read ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ReadEnd {
    /// All that there was, or this turn's share.
    Open,
    /// The connection is of no use any more.
    Over,
}

/// All accepted connections.
#[derive(Debug)]
pub struct Connections {
    entries: Vec<Option<Entry>>,
    free: Vec<usize>,
    by_address: HashMap<(SocketAddr, SocketAddr), usize>,
    n_by_listener: HashMap<usize, usize>,
    /// Unproven ones with their deadlines, oldest first.
    unproven: VecDeque<(Instant, usize)>,
    /// Connections that began to wait for the kernel in this turn.
    blocked: Vec<usize>,
    /// Listeners that rest, and until when.
    resting: Vec<(usize, Instant)>,
    buffer: Vec<u8>,
    first_token: u64,
    /// See there.
    pub counters: ConnectionCounters,
}

impl Connections {
    /// No connection yet; event loop tokens count from `first_token`.
    pub fn new(first_token: u64) -> Connections {
        Connections {
            entries: Vec::new(),
            free: Vec::new(),
            by_address: HashMap::new(),
            n_by_listener: HashMap::new(),
            unproven: VecDeque::new(),
            blocked: Vec::new(),
            resting: Vec::new(),
            buffer: Vec::new(),
            first_token,
            counters: ConnectionCounters::default(),
        }
    }

    /// Accepts what waits at a listener, up to this turn's share. True when the listener has to rest because the process
    /// has no descriptor left: it must not be watched until [`Connections::handle_timeout`] gives it.
    pub fn accept(
        &mut self,
        epoll: &Epoll,
        now: Instant,
        key: usize,
        listener: &TcpListener,
    ) -> bool {
        for _ in 0..ACCEPTS_PER_TURN {
            match listener.accept() {
                Ok(connection) => self.add(epoll, now, key, connection),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(error) if is_exhaustion(&error) => {
                    self.counters.n_refused += 1;
                    if !self.close_unproven_of_busiest(key) {
                        self.resting.push((key, now + REST));
                        return true;
                    }
                }
                // That peer has gone before we came to it, or its options cannot be set; the next one may be fine.
                Err(_) => {}
            }
        }
        false
    }

    fn add(&mut self, epoll: &Epoll, now: Instant, listener: usize, connection: TcpConnection) {
        let n_of_listener = self.n_by_listener.get(&listener).copied().unwrap_or(0);
        let is_crowded = self.unproven_of(listener).count() >= MAX_UNPROVEN;
        if is_crowded {
            self.counters.n_refused += 1;
            self.close_unproven_of_busiest(listener);
        } else if n_of_listener >= MAX_CONNECTIONS {
            self.counters.n_refused += 1;
            return;
        }
        let key = self.free.last().copied().unwrap_or(self.entries.len());
        let token = self.first_token + key as u64;
        if epoll.add(&connection, token, true, false).is_err() {
            self.counters.n_refused += 1;
            return;
        }
        let entry = Entry {
            connection,
            listener,
            reader: FrameReader::default(),
            is_greeted: false,
            is_proven: false,
            is_write_watched: false,
        };
        self.unproven.push_back((now + UNPROVEN_TIMEOUT, key));
        let addresses = (entry.connection.local(), entry.connection.remote());
        self.by_address.insert(addresses, key);
        *self.n_by_listener.entry(listener).or_default() += 1;
        self.counters.n_accepted += 1;
        self.free.pop();
        match self.entries.get_mut(key) {
            Some(place) => *place = Some(entry),
            None => self.entries.push(Some(entry)),
        }
    }

    /// The connection behind an event loop's token, with its listener and address pair.
    pub fn by_token(&self, token: u64) -> Option<(usize, usize, TransportTuple)> {
        let key = usize::try_from(token.checked_sub(self.first_token)?).ok()?;
        let entry = self.entry(key)?;
        Some((key, entry.listener, entry.tuple()))
    }

    /// Reads this turn's share and hands over each complete frame.
    pub fn read(&mut self, key: usize, mut take: impl FnMut(&mut [u8])) -> ReadEnd {
        self.buffer.resize(READ_LENGTH, 0);
        let Some(entry) = self.entries.get_mut(key).and_then(Option::as_mut) else {
            return ReadEnd::Open;
        };
        let length = match entry.connection.receive(&mut self.buffer) {
            Ok(length) if length > 0 => length,
            Err(error) if is_transient(&error) => return ReadEnd::Open,
            _ => return ReadEnd::Over,
        };
        let received = self.buffer.get_mut(..length).unwrap_or_default();
        let is_greeted = &mut entry.is_greeted;
        let result = entry.reader.read(received, |frame| {
            *is_greeted |= is_stun(frame);
            if *is_greeted {
                take(frame);
            }
        });
        // Whoever does not begin with a check is no ICE agent: a scanner, say, or a browser sent to the wrong port.
        let has_frames = entry.reader.n_held() == 0;
        if result.is_err() || (has_frames && !entry.is_greeted) {
            self.counters.n_misframed += 1;
            return ReadEnd::Over;
        }
        ReadEnd::Open
    }

    /// Sends datagrams, each a slice of `arena`, on the connection with this address pair.
    pub fn send(
        &mut self,
        tuple: &TransportTuple,
        arena: &[u8],
        datagrams: &[Range<usize>],
        counters: &mut SendCounters,
    ) {
        let found = self.by_address.get(&(tuple.local, tuple.remote)).copied();
        let Some((key, entry)) = found.and_then(|key| {
            let entry = self.entries.get_mut(key)?.as_mut()?;
            Some((key, entry))
        }) else {
            counters.n_failed += datagrams.len() as u64;
            return;
        };
        entry.connection.send(arena, datagrams, counters);
        if entry.connection.has_queue() && !entry.is_write_watched {
            self.blocked.push(key);
        }
    }

    /// Has the event loop watch connections that wait for the kernel; to be called before it sleeps.
    pub fn watch_blocked(&mut self, epoll: &Epoll) -> io::Result<()> {
        for key in std::mem::take(&mut self.blocked) {
            self.watch_writing(epoll, key)?;
        }
        Ok(())
    }

    /// Writes what waits on a connection that can be written again.
    pub fn flush(&mut self, epoll: &Epoll, key: usize) -> io::Result<()> {
        if let Some(entry) = self.entries.get_mut(key).and_then(Option::as_mut) {
            // Reading it tells the end, when there is one.
            let _ = entry.connection.flush();
        }
        self.watch_writing(epoll, key)
    }

    /// Watches a connection for writing as long as something waits.
    fn watch_writing(&mut self, epoll: &Epoll, key: usize) -> io::Result<()> {
        let token = self.first_token + key as u64;
        let Some(entry) = self.entries.get_mut(key).and_then(Option::as_mut) else {
            return Ok(());
        };
        let is_wanted = entry.connection.has_queue();
        if is_wanted != entry.is_write_watched {
            epoll.modify(&entry.connection, token, true, is_wanted)?;
            entry.is_write_watched = is_wanted;
        }
        Ok(())
    }

    /// Notes that a transport has validated an address pair.
    pub fn prove(&mut self, tuple: &TransportTuple) {
        let Some(key) = self.by_address.get(&(tuple.local, tuple.remote)).copied() else {
            return;
        };
        if let Some(entry) = self.entries.get_mut(key).and_then(Option::as_mut) {
            entry.is_proven = true;
        }
        self.unproven.retain(|(_, other)| *other != key);
    }

    /// Closes the connection with this address pair.
    pub fn close_tuple(&mut self, tuple: &TransportTuple) {
        if let Some(key) = self.by_address.get(&(tuple.local, tuple.remote)).copied() {
            self.close(key);
        }
    }

    /// Closes all connections of a listener.
    pub fn close_of_listener(&mut self, listener: usize) {
        if self.n_by_listener.contains_key(&listener) {
            for key in 0..self.entries.len() {
                if self
                    .entry(key)
                    .is_some_and(|entry| entry.listener == listener)
                {
                    self.close(key);
                }
            }
        }
        self.resting.retain(|(other, _)| *other != listener);
    }

    /// Closes a connection; the kernel takes it out of the event loop by itself.
    pub fn close(&mut self, key: usize) {
        let Some(entry) = self.entries.get_mut(key).and_then(Option::take) else {
            return;
        };
        self.free.push(key);
        self.unproven.retain(|(_, other)| *other != key);
        self.by_address
            .remove(&(entry.connection.local(), entry.connection.remote()));
        if let Some(n_connections) = self.n_by_listener.get_mut(&entry.listener) {
            *n_connections -= 1;
            if *n_connections == 0 {
                self.n_by_listener.remove(&entry.listener);
            }
        }
    }

    /// How many are open.
    pub fn n_open(&self) -> usize {
        self.entries.len() - self.free.len()
    }

    /// When [`Connections::handle_timeout`] is due.
    pub fn next_timeout(&self) -> Option<Instant> {
        let unproven_at = self.unproven.front().map(|(at, _)| *at);
        let rested_at = self.resting.iter().map(|(_, at)| *at).min();
        [unproven_at, rested_at].into_iter().flatten().min()
    }

    /// Closes connections that nobody proved in time; gives listeners that have rested.
    pub fn handle_timeout(&mut self, now: Instant) -> Vec<usize> {
        while let Some((_, key)) = self.unproven.front().filter(|(at, _)| *at <= now).copied() {
            self.counters.n_unproven += 1;
            self.close(key);
        }
        let (rested, resting) = std::mem::take(&mut self.resting)
            .into_iter()
            .partition::<Vec<_>, _>(|(_, at)| *at <= now);
        self.resting = resting;
        rested.into_iter().map(|(key, _)| key).collect()
    }

    fn entry(&self, key: usize) -> Option<&Entry> {
        self.entries.get(key)?.as_ref()
    }

    /// Unproven connections of a listener, oldest first, with the peers' addresses.
    fn unproven_of(&self, listener: usize) -> impl Iterator<Item = (usize, IpAddr)> + '_ {
        self.unproven.iter().filter_map(move |(_, key)| {
            let entry = self.entry(*key)?;
            (entry.listener == listener).then(|| (*key, entry.connection.remote().ip()))
        })
    }

    /// Closes the oldest unproven connection of the address that has most of them; false when there is none.
    fn close_unproven_of_busiest(&mut self, listener: usize) -> bool {
        let mut by_address: HashMap<IpAddr, (usize, usize)> = HashMap::new();
        for (key, address) in self.unproven_of(listener) {
            by_address.entry(address).or_insert((0, key)).0 += 1;
        }
        let busiest = by_address.into_values().max_by_key(|(n, _)| *n);
        busiest.is_some_and(|(_, oldest)| {
            self.close(oldest);
            true
        })
    }
}

fn is_transient(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
    )
}

fn is_exhaustion(error: &io::Error) -> bool {
    matches!(
        error.raw_os_error(),
        Some(libc::EMFILE | libc::ENFILE | libc::ENOBUFS | libc::ENOMEM)
    )
}

#[cfg(test)]
mod tests;
