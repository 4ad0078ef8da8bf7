//! TCP sockets: listeners, and accepted connections that carry datagrams in RFC 4571 frames.

use super::{
    fd::check,
    udp::{BindFlags, SendCounters, bound_socket, set_option},
};
use sambung_core::ice::{FRAME_HEADER_LENGTH, frame_header};
use std::{
    collections::VecDeque,
    io::{self, IoSlice, Read, Write},
    net::{SocketAddr, TcpListener as StdTcpListener, TcpStream},
    ops::Range,
    os::fd::{AsRawFd, RawFd},
};

/// Connections that the kernel completes before we accept them. Higher survives a larger burst of joins, lower bounds
/// what a flood of half-open connections can hold.
const BACKLOG: libc::c_int = 256;

/// Bytes that the kernel takes from us beyond what is under way to the peer. Higher rides out longer pauses of this
/// process, lower keeps media from growing old where nobody can drop it.
const UNSENT_IN_KERNEL: libc::c_int = 128 * 1024;

/// Bytes of media that wait in a connection which the kernel takes no more from. Higher carries a large key frame over a
/// slow start whole, lower bounds memory and the delay of what comes behind.
const MEDIA_QUEUE_LENGTH: usize = 192 * 1024;

/// The same for everything that waits, so that checks and handshakes still find room behind media.
const QUEUE_LENGTH: usize = MEDIA_QUEUE_LENGTH + 32 * 1024;

/// Memory that an empty queue keeps. Higher saves allocations on a slow line, lower saves memory on fast ones.
const IDLE_QUEUE_LENGTH: usize = 8 * 1024;

/// How long what was sent may stay unacknowledged until the kernel ends the connection. Higher survives longer outages,
/// lower frees what a vanished peer holds; consent (RFC 7675) usually ends earlier.
const UNACKNOWLEDGED_MS: libc::c_int = 60_000;

/// Frames given to the kernel by one call. Higher saves calls, lower saves stack.
const FRAMES_PER_WRITE: usize = 32;

/// A bound, non-blocking, listening TCP socket.
#[derive(Debug)]
pub struct TcpListener {
    socket: StdTcpListener,
    local: SocketAddr,
}

impl TcpListener {
    /// Binds to exactly this address and listens.
    pub fn bind(address: SocketAddr, flags: BindFlags) -> io::Result<TcpListener> {
        let fd = bound_socket(libc::SOCK_STREAM, address, flags)?;
        // SAFETY: takes an open descriptor, which `fd` owns, and an integer.
        check(unsafe { libc::listen(fd.as_raw_fd(), BACKLOG) })?;
        let socket = StdTcpListener::from(fd);
        let local = socket.local_addr()?;
        Ok(TcpListener { socket, local })
    }

    /// The address that the socket is bound to.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// The next waiting connection; `WouldBlock` when there is none.
    pub fn accept(&self) -> io::Result<TcpConnection> {
        let (stream, remote) = self.socket.accept()?;
        TcpConnection::new(stream, remote)
    }
}

impl AsRawFd for TcpListener {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

/// An accepted connection. Reads give bytes as they come; writes take whole datagrams and give up whole datagrams.
#[derive(Debug)]
pub struct TcpConnection {
    stream: TcpStream,
    local: SocketAddr,
    remote: SocketAddr,
    /// Frames that the kernel did not take yet; may begin within one.
    queue: VecDeque<u8>,
    is_broken: bool,
}

impl TcpConnection {
    fn new(stream: TcpStream, remote: SocketAddr) -> io::Result<TcpConnection> {
        stream.set_nonblocking(true)?;
        // A datagram must not wait for the next one.
        stream.set_nodelay(true)?;
        let fd = stream.as_raw_fd();
        let options = [
            (libc::TCP_NOTSENT_LOWAT, UNSENT_IN_KERNEL),
            (libc::TCP_USER_TIMEOUT, UNACKNOWLEDGED_MS),
        ];
        for (option, value) in options {
            set_option(fd, libc::IPPROTO_TCP, option, value)?;
        }
        let local = stream.local_addr()?;
        Ok(TcpConnection {
            stream,
            local,
            remote,
            queue: VecDeque::new(),
            is_broken: false,
        })
    }

    /// Our address of this connection.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// The peer's address.
    pub fn remote(&self) -> SocketAddr {
        self.remote
    }

    /// Reads what has arrived; 0 when the peer has closed, `WouldBlock` when there is nothing.
    pub fn receive(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.stream.read(buffer)
    }

    /// Sends datagrams, each a slice of `arena`, as frames.
    ///
    /// What the kernel does not take waits, up to a limit beyond which datagrams are dropped, media first. A broken
    /// connection fails every datagram; reading from it tells the end.
    pub fn send(&mut self, arena: &[u8], datagrams: &[Range<usize>], counters: &mut SendCounters) {
        let mut rest = datagrams;
        while self.queue.is_empty() && !self.is_broken && !rest.is_empty() {
            let batch = rest.get(..FRAMES_PER_WRITE).unwrap_or(rest);
            match self.write_frames(arena, batch) {
                Ok(n_taken) => {
                    batch
                        .iter()
                        .take(n_taken)
                        .for_each(|range| counters.count_frame(range.len()));
                    rest = rest.get(n_taken..).unwrap_or_default();
                }
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                Err(_) => self.is_broken = true,
            }
        }
        for range in rest {
            let datagram = arena.get(range.clone()).unwrap_or_default();
            if self.is_broken {
                counters.n_failed += 1;
            } else if self.enqueue(datagram) {
                counters.count_frame(datagram.len());
            } else {
                counters.n_dropped_full += 1;
            }
        }
    }

    /// True while something waits for the kernel to take it.
    pub fn has_queue(&self) -> bool {
        !self.queue.is_empty()
    }

    /// Writes what waits, as much as the kernel takes; an error is the end of the connection.
    pub fn flush(&mut self) -> io::Result<()> {
        while !self.queue.is_empty() {
            let (front, back) = self.queue.as_slices();
            match self
                .stream
                .write_vectored(&[IoSlice::new(front), IoSlice::new(back)])
            {
                Ok(n_taken) => drop(self.queue.drain(..n_taken)),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) => {
                    self.is_broken = true;
                    return Err(error);
                }
            }
        }
        if self.queue.capacity() > IDLE_QUEUE_LENGTH {
            self.queue = VecDeque::new();
        }
        Ok(())
    }

    /// Writes frames and returns how many of them need no more attention: the rest of one that was cut is queued.
    fn write_frames(&mut self, arena: &[u8], datagrams: &[Range<usize>]) -> io::Result<usize> {
        let payload_at = |range: &Range<usize>| arena.get(range.clone()).unwrap_or_default();
        let mut headers = [[0; FRAME_HEADER_LENGTH]; FRAMES_PER_WRITE];
        for (header, range) in headers.iter_mut().zip(datagrams) {
            let length = payload_at(range).len();
            *header = frame_header(length).ok_or(io::ErrorKind::InvalidInput)?;
        }
        let mut slices = [IoSlice::new(&[]); 2 * FRAMES_PER_WRITE];
        let mut n_slices = 0;
        for ((pair, header), range) in slices.chunks_exact_mut(2).zip(&headers).zip(datagrams) {
            pair[0] = IoSlice::new(header);
            pair[1] = IoSlice::new(payload_at(range));
            n_slices += 2;
        }
        let mut n_bytes = self
            .stream
            .write_vectored(slices.get(..n_slices).unwrap_or_default())?;
        for (n_taken, (header, range)) in headers.iter().zip(datagrams).enumerate() {
            let payload = payload_at(range);
            let length = header.len() + payload.len();
            if n_bytes == 0 {
                return Ok(n_taken);
            }
            if n_bytes < length {
                let bytes = header.iter().chain(payload).skip(n_bytes);
                self.queue.extend(bytes);
                return Ok(n_taken + 1);
            }
            n_bytes -= length;
        }
        Ok(datagrams.len())
    }

    /// Queues a datagram as a frame; false when there is no room for one of its kind.
    fn enqueue(&mut self, datagram: &[u8]) -> bool {
        // RFC 7983 §7: the first byte of RTP and RTCP.
        let is_media = datagram
            .first()
            .is_some_and(|byte| (128..192).contains(byte));
        let limit = if is_media {
            MEDIA_QUEUE_LENGTH
        } else {
            QUEUE_LENGTH
        };
        let Some(header) = frame_header(datagram.len())
            .filter(|header| self.queue.len() + header.len() + datagram.len() <= limit)
        else {
            return false;
        };
        self.queue.extend(header);
        self.queue.extend(datagram);
        true
    }
}

impl AsRawFd for TcpConnection {
    fn as_raw_fd(&self) -> RawFd {
        self.stream.as_raw_fd()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sambung_core::ice::FrameReader;
    use std::net::Ipv4Addr;

    /// Our end and the peer's, which blocks.
    fn pair() -> (TcpConnection, TcpStream) {
        let address = SocketAddr::from((Ipv4Addr::LOCALHOST, 0));
        let listener = TcpListener::bind(address, BindFlags::default()).expect("loopback is there");
        let peer = TcpStream::connect(listener.local()).expect("it listens");
        let ours = listener.accept().expect("the peer is connected");
        assert_eq!(ours.local(), peer.peer_addr().expect("connected"));
        assert_eq!(ours.remote(), peer.local_addr().expect("connected"));
        (ours, peer)
    }

    fn send(ours: &mut TcpConnection, arena: &[u8], datagrams: &[Range<usize>]) -> SendCounters {
        let mut counters = SendCounters::default();
        ours.send(arena, datagrams, &mut counters);
        counters
    }

    /// Reads until `wanted` frames are there; between two reads we write what waits.
    fn read_frames(ours: &mut TcpConnection, peer: &mut TcpStream, wanted: usize) -> Vec<Vec<u8>> {
        let (mut reader, mut frames) = (FrameReader::default(), Vec::new());
        let mut buffer = vec![0; 64 * 1024];
        while frames.len() < wanted {
            ours.flush().expect("the peer reads");
            let length = peer.read(&mut buffer).expect("we are open");
            assert!(length > 0, "closed after {} frames", frames.len());
            let result = reader.read(&mut buffer[..length], |frame| frames.push(frame.to_vec()));
            assert_eq!(result, Ok(()));
        }
        assert_eq!(reader.n_held(), 0);
        frames
    }

    #[test]
    fn datagrams_arrive_whole_and_in_order() {
        let (mut ours, mut peer) = pair();
        let arena: Vec<u8> = (0..=255).cycle().take(20_000).collect();
        let datagrams: Vec<Range<usize>> = (1..100).map(|n| n * 100..n * 101).collect();
        let report = send(&mut ours, &arena, &datagrams);
        assert_eq!((report.n_sent, report.n_failed), (99, 0));
        let frames = read_frames(&mut ours, &mut peer, 99);
        for (frame, range) in frames.iter().zip(datagrams) {
            assert_eq!(*frame, arena[range]);
        }
        assert!(!ours.has_queue());
    }

    #[test]
    fn a_peer_that_does_not_read_costs_whole_datagrams_and_bounded_memory() {
        let (mut ours, mut peer) = pair();
        let mut arena = vec![0x80; 1000];
        arena.extend([0x01; 100]);
        let (media, check) = (0..1000, 1000..1100);
        let mut n_sent = 0;
        for _ in 0..20_000 {
            n_sent += send(&mut ours, &arena, std::slice::from_ref(&media)).n_sent;
            assert!(ours.queue.len() <= MEDIA_QUEUE_LENGTH);
        }
        assert!(n_sent < 20_000, "a peer that never reads took everything");
        let report = send(&mut ours, &arena, &[media.clone(), check, media]);
        assert_eq!((report.n_sent, report.n_dropped_full), (1, 2));
        let n_sent = usize::try_from(n_sent).expect("fits");
        let frames = read_frames(&mut ours, &mut peer, n_sent + 1);
        assert!(frames[..n_sent].iter().all(|frame| *frame == [0x80; 1000]));
        assert_eq!(frames[n_sent], [0x01; 100]);
        assert!(!ours.has_queue() && ours.queue.capacity() <= IDLE_QUEUE_LENGTH);
    }

    #[test]
    fn a_connection_that_the_peer_reset_fails_every_datagram() {
        let (mut ours, peer) = pair();
        drop(peer);
        let mut n_failed = 0;
        // The first write after the end is answered with a reset, the next ones know.
        for _ in 0..10 {
            n_failed += send(&mut ours, b"ab", &[0..1, 1..2]).n_failed;
        }
        assert!(n_failed >= 18, "{n_failed}");
    }
}
