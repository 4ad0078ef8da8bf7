//! Connections over loopback: found, capped, closed in time.

use super::*;
use crate::sys::udp::BindFlags;
use std::{
    io::{Read, Write},
    net::{Ipv4Addr, Ipv6Addr, TcpStream},
};

const LISTENER: usize = 3;
/// A STUN header (RFC 8489 §5) as a frame.
const GREETING: [u8; 22] = [
    0, 20, 0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1,
];

struct Rig {
    epoll: Epoll,
    listener: TcpListener,
    connections: Connections,
    now: Instant,
}

impl Rig {
    fn new() -> Rig {
        Rig::at(IpAddr::from(Ipv4Addr::LOCALHOST))
    }

    fn at(ip: IpAddr) -> Rig {
        let address = SocketAddr::new(ip, 0);
        Rig {
            epoll: Epoll::new().expect("epoll is there"),
            listener: TcpListener::bind(address, BindFlags::default()).expect("loopback is there"),
            connections: Connections::new(100),
            now: Instant::now(),
        }
    }

    /// A peer that has connected and was accepted.
    fn peer(&mut self) -> (TcpStream, TransportTuple) {
        self.peer_over(self.listener.local().ip())
    }

    fn peer_over(&mut self, ip: IpAddr) -> (TcpStream, TransportTuple) {
        let address = SocketAddr::new(ip, self.listener.local().port());
        let peer = TcpStream::connect(address).expect("it listens");
        assert!(!self.accept());
        let tuple = TransportTuple {
            protocol: Protocol::Tcp,
            local: peer.peer_addr().expect("connected"),
            remote: peer.local_addr().expect("connected"),
        };
        (peer, tuple)
    }

    fn accept(&mut self) -> bool {
        self.connections
            .accept(&self.epoll, self.now, LISTENER, &self.listener)
    }

    fn key(&self, tuple: &TransportTuple) -> Option<usize> {
        self.connections
            .by_address
            .get(&(tuple.local, tuple.remote))
            .copied()
    }

    fn read(&mut self, tuple: &TransportTuple) -> (Vec<Vec<u8>>, ReadEnd) {
        let key = self.key(tuple).expect("open");
        let mut frames = Vec::new();
        let end = self
            .connections
            .read(key, |frame| frames.push(frame.to_vec()));
        (frames, end)
    }

    fn send(
        &mut self,
        tuple: &TransportTuple,
        arena: &[u8],
        datagrams: &[Range<usize>],
    ) -> SendCounters {
        let mut counters = SendCounters::default();
        self.connections
            .send(tuple, arena, datagrams, &mut counters);
        counters
    }

    fn n_open(&self) -> usize {
        self.connections.n_open()
    }
}

#[test]
fn a_connection_is_found_by_token_and_by_address_pair_until_it_is_closed() {
    let mut rig = Rig::new();
    let (mut peer, tuple) = rig.peer();
    assert_eq!(rig.connections.by_token(100), Some((0, LISTENER, tuple)));
    assert_eq!(rig.connections.by_token(101), None);
    assert_eq!(rig.connections.by_token(5), None);
    peer.write_all(&GREETING).expect("open");
    assert_eq!(
        rig.read(&tuple),
        (vec![GREETING[2..].to_vec()], ReadEnd::Open)
    );
    let report = rig.send(&tuple, b"abc", &[0..1, 1..3]);
    assert_eq!((report.n_sent, report.n_bytes_sent), (2, 3));
    let mut frames = [0; 7];
    peer.read_exact(&mut frames).expect("sent");
    assert_eq!(frames, [0, 1, b'a', 0, 2, b'b', b'c']);
    rig.connections.close_tuple(&tuple);
    assert_eq!(peer.read(&mut frames).expect("closed"), 0);
    assert_eq!(rig.connections.by_token(100), None);
    assert_eq!(rig.send(&tuple, b"xy", &[0..1, 1..2]).n_failed, 2);
    assert_eq!(rig.n_open(), 0);
    assert!(rig.connections.n_by_listener.is_empty() && rig.connections.unproven.is_empty());
}

#[test]
fn the_peers_end_and_what_are_no_frames_end_it() {
    let mut rig = Rig::new();
    let (peer, tuple) = rig.peer();
    drop(peer);
    assert_eq!(rig.read(&tuple).1, ReadEnd::Over);
    let streams: [&[u8]; 3] = [
        b"GET / HTTP/1.1\r\n\r\n",
        &[0, 3, 22, 0xfe, 0xfd],
        &[&GREETING[..], &[0xff, 0xff]].concat(),
    ];
    for (n, stream) in (1..).zip(streams) {
        let (mut peer, tuple) = rig.peer();
        peer.write_all(stream).expect("open");
        let (frames, end) = rig.read(&tuple);
        assert_eq!(end, ReadEnd::Over);
        assert!(frames.iter().all(|frame| is_stun(frame)));
        assert_eq!(rig.connections.counters.n_misframed, n);
    }
}

#[test]
fn a_frame_in_pieces_is_taken_when_it_is_whole() {
    let mut rig = Rig::new();
    let (mut peer, tuple) = rig.peer();
    for byte in &GREETING[..GREETING.len() - 1] {
        peer.write_all(&[*byte]).expect("open");
        assert_eq!(rig.read(&tuple), (vec![], ReadEnd::Open));
    }
    peer.write_all(&GREETING[GREETING.len() - 1..])
        .expect("open");
    assert_eq!(rig.read(&tuple).0.len(), 1);
}

#[test]
fn whoever_proves_nothing_is_closed_in_time_and_nobody_else() {
    let mut rig = Rig::new();
    let (_early, early) = rig.peer();
    let (_proven, proven) = rig.peer();
    rig.connections.prove(&proven);
    rig.now += UNPROVEN_TIMEOUT / 2;
    let (_late, late) = rig.peer();
    let due = rig.connections.next_timeout().expect("the first waits");
    assert_eq!(due, rig.now + UNPROVEN_TIMEOUT / 2);
    assert!(rig.connections.handle_timeout(due).is_empty());
    assert_eq!(rig.key(&early), None);
    assert!(rig.key(&proven).is_some() && rig.key(&late).is_some());
    rig.connections.handle_timeout(due + UNPROVEN_TIMEOUT);
    assert!(rig.key(&proven).is_some() && rig.key(&late).is_none());
    assert_eq!(rig.connections.next_timeout(), None);
    assert_eq!(rig.connections.counters.n_unproven, 2);
}

#[test]
fn a_flood_from_one_address_is_capped_and_pushes_out_only_itself() {
    // A socket for both families, so that two addresses can come to it.
    let mut rig = Rig::at(IpAddr::from(Ipv6Addr::UNSPECIFIED));
    let (other, attacker) = (
        IpAddr::from(Ipv6Addr::LOCALHOST),
        IpAddr::from(Ipv4Addr::LOCALHOST),
    );
    let _others: Vec<TcpStream> = (0..3).map(|_| rig.peer_over(other).0).collect();
    let mut flood = Vec::new();
    for _ in 0..MAX_UNPROVEN + 50 {
        flood.push(rig.peer_over(attacker).0);
    }
    assert_eq!(rig.n_open(), MAX_UNPROVEN);
    assert_eq!(rig.connections.counters.n_refused, 53);
    let kept = rig.connections.unproven_of(LISTENER).map(|(_, ip)| ip);
    let n_others = kept.filter(|ip| *ip == other).count();
    assert_eq!(n_others, 3, "the oldest of all, yet not the flood's");
}

#[test]
fn a_flood_leaves_whoever_is_proven_alone() {
    let mut rig = Rig::new();
    let (_proven, proven) = rig.peer();
    rig.connections.prove(&proven);
    let _flood: Vec<TcpStream> = (0..MAX_UNPROVEN + 10).map(|_| rig.peer().0).collect();
    assert_eq!(rig.n_open(), 1 + MAX_UNPROVEN);
    assert!(rig.key(&proven).is_some());
}

#[test]
fn a_listeners_connections_go_with_it() {
    let mut rig = Rig::new();
    let peers = [rig.peer(), rig.peer()];
    rig.connections.close_of_listener(LISTENER + 1);
    assert_eq!(rig.n_open(), 2);
    rig.connections.close_of_listener(LISTENER);
    assert_eq!(rig.n_open(), 0);
    drop(peers);
}

#[test]
fn what_the_kernel_does_not_take_is_written_when_it_can_be() {
    let mut rig = Rig::new();
    let (mut peer, tuple) = rig.peer();
    let datagram = vec![0x80; 1200];
    let mut n_sent = 0;
    loop {
        let report = rig.send(&tuple, &datagram, std::slice::from_ref(&(0..1200)));
        n_sent += report.n_sent;
        if report.n_dropped_full > 0 {
            break;
        }
    }
    rig.connections.watch_blocked(&rig.epoll).expect("watched");
    let mut rest = usize::try_from(n_sent).expect("fits") * 1202;
    let (mut ready, mut buffer) = (Vec::new(), vec![0; 100_000]);
    while rest > 0 {
        rest -= peer.read(&mut buffer).expect("open");
        rig.epoll
            .wait(Some(Duration::ZERO), &mut ready)
            .expect("epoll waits");
        for readiness in &ready {
            let (key, ..) = rig.connections.by_token(readiness.token).expect("open");
            if readiness.writable {
                rig.connections.flush(&rig.epoll, key).expect("watched");
            }
        }
    }
    rig.epoll
        .wait(Some(Duration::ZERO), &mut ready)
        .expect("epoll waits");
    assert_eq!(ready, [], "an empty queue waits for nothing");
}
