//! UDP sockets: bound as the control plane asks, read with `recvmmsg`, written in segmented sends.
//!
//! Sending takes datagrams to one destination whose payloads lie one after the other in an arena, so that equal
//! neighbours become one segmented send (`UDP_SEGMENT`) without another layout.

mod send;

pub use send::{RUN_LENGTH_BOUNDS, SendCounters};

use super::fd::check;
use send::{Segmentation, Sending};
use std::{
    io, mem,
    net::{Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6, UdpSocket as StdUdpSocket},
    ops::Range,
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
    ptr,
};

/// How a socket is to be bound.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct BindFlags {
    /// An IPv6 socket takes no IPv4-mapped packets.
    pub ipv6_only: bool,
    /// Several UDP sockets may share the port (`SO_REUSEPORT`).
    pub udp_reuse_port: bool,
}

/// Which of a socket's two kernel buffers.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Buffer {
    /// Towards the network.
    Send,
    /// From the network.
    Receive,
}

/// Datagrams taken from one socket by one call. Higher means fewer calls on the shared port of a busy server; lower
/// means less memory that falls out of the processor's cache between two packets.
pub const DATAGRAMS_PER_RECEIVE: usize = 64;

/// Room for one received datagram. Media and handshakes stay below 1,500 bytes on every real path; what is longer than
/// this is cut by the kernel and dropped here.
pub const DATAGRAM_CAPACITY: usize = 2048;

/// A bound, non-blocking UDP socket.
#[derive(Debug)]
pub struct UdpSocket {
    socket: StdUdpSocket,
    local: SocketAddr,
    segmentation: Segmentation,
}

impl UdpSocket {
    /// Binds to exactly this address; port 0 lets the kernel choose.
    pub fn bind(address: SocketAddr, flags: BindFlags) -> io::Result<UdpSocket> {
        let fd = bound_socket(libc::SOCK_DGRAM, address, flags)?;
        let socket = StdUdpSocket::from(fd);
        let local = socket.local_addr()?;
        let segmentation = Segmentation::probe(socket.as_raw_fd());
        Ok(UdpSocket {
            socket,
            local,
            segmentation,
        })
    }

    /// The address that the socket is bound to.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// Reads datagrams that have already arrived into `batch`, at most as many as it holds, and returns how many came.
    pub fn receive(&self, batch: &mut ReceiveBatch) -> io::Result<usize> {
        batch.receive(self.socket.as_raw_fd())
    }

    /// Sends datagrams, each a slice of `arena`, to one destination, and counts what became of them.
    ///
    /// Nothing is kept for later: a full buffer drops the rest, since late media is worth less than no media and a
    /// queue here would grow without bound. A datagram that the kernel refuses costs only itself. No segmented send is
    /// longer than `max_run_bytes`.
    pub fn send(
        &self,
        destination: SocketAddr,
        arena: &[u8],
        datagrams: &[Range<usize>],
        max_run_bytes: usize,
        counters: &mut SendCounters,
    ) {
        let address = encode_address(destination);
        let run = Sending {
            fd: self.socket.as_raw_fd(),
            address: &address,
            arena,
            segmentation: &self.segmentation,
            max_run_bytes,
        };
        run.send(datagrams, counters);
    }
}

impl AsRawFd for UdpSocket {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}

/// Reusable memory for receiving.
pub struct ReceiveBatch {
    payloads: Box<[[u8; DATAGRAM_CAPACITY]; DATAGRAMS_PER_RECEIVE]>,
    addresses: Box<[libc::sockaddr_storage; DATAGRAMS_PER_RECEIVE]>,
    headers: Box<[Received; DATAGRAMS_PER_RECEIVE]>,
    n_received: usize,
}

#[derive(Debug, Clone, Copy, Default)]
struct Received {
    len: usize,
    is_cut: bool,
    source: Option<SocketAddr>,
}

impl Default for ReceiveBatch {
    fn default() -> ReceiveBatch {
        // SAFETY: sockaddr_storage is plain integers, for which all zeros is a valid value.
        let no_address: libc::sockaddr_storage = unsafe { mem::zeroed() };
        ReceiveBatch {
            payloads: Box::new([[0; DATAGRAM_CAPACITY]; DATAGRAMS_PER_RECEIVE]),
            addresses: Box::new([no_address; DATAGRAMS_PER_RECEIVE]),
            headers: Box::new([Received::default(); DATAGRAMS_PER_RECEIVE]),
            n_received: 0,
        }
    }
}

impl ReceiveBatch {
    /// The datagrams of the last receive: source and payload; none for one that was cut or has no usable source.
    pub fn datagrams(&mut self) -> impl Iterator<Item = Option<(SocketAddr, &mut [u8])>> {
        self.payloads
            .iter_mut()
            .zip(self.headers.iter())
            .take(self.n_received)
            .map(|(payload, header)| {
                let source = header.source.filter(|_| !header.is_cut)?;
                payload
                    .get_mut(..header.len)
                    .map(|payload| (source, payload))
            })
    }

    /// The payloads of the last receive, cut ones too.
    pub fn payloads(&self) -> impl DoubleEndedIterator<Item = &[u8]> + ExactSizeIterator {
        self.payloads
            .iter()
            .zip(self.headers.iter())
            .take(self.n_received)
            .map(|(payload, header)| payload.get(..header.len).unwrap_or_default())
    }

    fn receive(&mut self, fd: RawFd) -> io::Result<usize> {
        self.n_received = 0;
        // SAFETY: iovec and mmsghdr hold integers and pointers, for which all zeros (null) is a valid value.
        let (mut vectors, mut messages): (
            [libc::iovec; DATAGRAMS_PER_RECEIVE],
            [libc::mmsghdr; DATAGRAMS_PER_RECEIVE],
        ) = unsafe { (mem::zeroed(), mem::zeroed()) };
        for (((message, vector), payload), address) in messages
            .iter_mut()
            .zip(&mut vectors)
            .zip(self.payloads.iter_mut())
            .zip(self.addresses.iter_mut())
        {
            vector.iov_base = payload.as_mut_ptr().cast();
            vector.iov_len = payload.len();
            message.msg_hdr.msg_name = ptr::from_mut(address).cast();
            message.msg_hdr.msg_namelen = ADDRESS_CAPACITY;
            message.msg_hdr.msg_iov = ptr::from_mut(vector);
            message.msg_hdr.msg_iovlen = 1;
        }
        // SAFETY: every header points to one live iovec and one live address, all of which outlive the call and are
        // exclusively ours; the count is the arrays' length.
        let returned = unsafe {
            libc::recvmmsg(
                fd,
                messages.as_mut_ptr(),
                DATAGRAMS_PER_RECEIVE as libc::c_uint,
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        let n_received = usize::try_from(check(returned)?)
            .unwrap_or(0)
            .min(DATAGRAMS_PER_RECEIVE);
        for ((message, header), address) in messages
            .iter()
            .zip(self.headers.iter_mut())
            .zip(self.addresses.iter())
            .take(n_received)
        {
            *header = Received {
                len: message.msg_len as usize,
                is_cut: message.msg_hdr.msg_flags & libc::MSG_TRUNC != 0,
                source: decode_address(address),
            };
        }
        self.n_received = n_received;
        Ok(n_received)
    }
}

/// Sets the wanted size of a kernel buffer in bytes and returns the size the kernel grants, in the same measure.
pub fn set_buffer_size(socket: &impl AsRawFd, buffer: Buffer, bytes: u32) -> io::Result<u32> {
    let option = buffer_option(buffer);
    let wanted = libc::c_int::try_from(bytes).unwrap_or(libc::c_int::MAX);
    set_option(socket.as_raw_fd(), libc::SOL_SOCKET, option, wanted)?;
    buffer_size(socket, buffer)
}

/// The size of a kernel buffer in bytes. Linux reports twice what it grants (socket(7)); this halves it again.
pub fn buffer_size(socket: &impl AsRawFd, buffer: Buffer) -> io::Result<u32> {
    let mut bytes: libc::c_int = 0;
    let mut len = mem::size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: value and length point to live integers of the stated size.
    check(unsafe {
        libc::getsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            buffer_option(buffer),
            (&raw mut bytes).cast(),
            &raw mut len,
        )
    })?;
    Ok(u32::try_from(bytes / 2).unwrap_or(0))
}

/// A new non-blocking socket of the given type, bound to an address.
pub(super) fn bound_socket(
    socket_type: libc::c_int,
    address: SocketAddr,
    flags: BindFlags,
) -> io::Result<OwnedFd> {
    let family = if address.is_ipv4() {
        libc::AF_INET
    } else {
        libc::AF_INET6
    };
    // SAFETY: takes only integers and returns a new descriptor.
    let raw = check(unsafe {
        libc::socket(
            family,
            socket_type | libc::SOCK_NONBLOCK | libc::SOCK_CLOEXEC,
            0,
        )
    })?;
    // SAFETY: `raw` was just returned to us and nobody else owns it.
    let fd = unsafe { OwnedFd::from_raw_fd(raw) };
    if address.is_ipv6() {
        set_option(
            raw,
            libc::IPPROTO_IPV6,
            libc::IPV6_V6ONLY,
            flags.ipv6_only.into(),
        )?;
    }
    if flags.udp_reuse_port && socket_type == libc::SOCK_DGRAM {
        set_option(raw, libc::SOL_SOCKET, libc::SO_REUSEPORT, 1)?;
    }
    if socket_type == libc::SOCK_STREAM {
        // A restarted worker must get its port back although old connections linger in TIME_WAIT.
        set_option(raw, libc::SOL_SOCKET, libc::SO_REUSEADDR, 1)?;
    }
    let (storage, len) = encode_address(address);
    // SAFETY: `storage` is live and `len` is the length of the address that was written into it.
    check(unsafe { libc::bind(raw, (&raw const storage).cast(), len) })?;
    Ok(fd)
}

const ADDRESS_CAPACITY: libc::socklen_t =
    mem::size_of::<libc::sockaddr_storage>() as libc::socklen_t;

fn buffer_option(buffer: Buffer) -> libc::c_int {
    match buffer {
        Buffer::Send => libc::SO_SNDBUF,
        Buffer::Receive => libc::SO_RCVBUF,
    }
}

pub(super) fn set_option(
    fd: RawFd,
    level: libc::c_int,
    option: libc::c_int,
    value: libc::c_int,
) -> io::Result<()> {
    let len = mem::size_of::<libc::c_int>() as libc::socklen_t;
    // SAFETY: the value pointer names a live integer of the stated size.
    check(unsafe { libc::setsockopt(fd, level, option, (&raw const value).cast(), len) })?;
    Ok(())
}

fn encode_address(address: SocketAddr) -> (libc::sockaddr_storage, libc::socklen_t) {
    // SAFETY: sockaddr_storage is plain integers, for which all zeros is a valid value.
    let mut storage: libc::sockaddr_storage = unsafe { mem::zeroed() };
    let len = match address {
        SocketAddr::V4(address) => {
            let encoded = libc::sockaddr_in {
                sin_family: libc::AF_INET as libc::sa_family_t,
                sin_port: address.port().to_be(),
                sin_addr: libc::in_addr {
                    s_addr: u32::from_ne_bytes(address.ip().octets()),
                },
                sin_zero: [0; 8],
            };
            // SAFETY: sockaddr_storage is large enough and aligned for every address family (POSIX).
            unsafe {
                (&raw mut storage)
                    .cast::<libc::sockaddr_in>()
                    .write(encoded)
            };
            mem::size_of::<libc::sockaddr_in>()
        }
        SocketAddr::V6(address) => {
            let encoded = libc::sockaddr_in6 {
                sin6_family: libc::AF_INET6 as libc::sa_family_t,
                sin6_port: address.port().to_be(),
                sin6_flowinfo: address.flowinfo(),
                sin6_addr: libc::in6_addr {
                    s6_addr: address.ip().octets(),
                },
                sin6_scope_id: address.scope_id(),
            };
            // SAFETY: as above.
            unsafe {
                (&raw mut storage)
                    .cast::<libc::sockaddr_in6>()
                    .write(encoded)
            };
            mem::size_of::<libc::sockaddr_in6>()
        }
    };
    (storage, len as libc::socklen_t)
}

fn decode_address(storage: &libc::sockaddr_storage) -> Option<SocketAddr> {
    match libc::c_int::from(storage.ss_family) {
        libc::AF_INET => {
            // SAFETY: the family says which structure the kernel wrote into the storage, which is large enough.
            let address = unsafe { ptr::from_ref(storage).cast::<libc::sockaddr_in>().read() };
            let ip = Ipv4Addr::from(address.sin_addr.s_addr.to_ne_bytes());
            Some(SocketAddr::V4(SocketAddrV4::new(
                ip,
                u16::from_be(address.sin_port),
            )))
        }
        libc::AF_INET6 => {
            // SAFETY: as above.
            let address = unsafe { ptr::from_ref(storage).cast::<libc::sockaddr_in6>().read() };
            let ip = Ipv6Addr::from(address.sin6_addr.s6_addr);
            let port = u16::from_be(address.sin6_port);
            Some(SocketAddr::V6(SocketAddrV6::new(
                ip,
                port,
                address.sin6_flowinfo,
                address.sin6_scope_id,
            )))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    pub(super) fn loopback() -> SocketAddr {
        SocketAddr::from((Ipv4Addr::LOCALHOST, 0))
    }

    pub(super) fn bind(address: SocketAddr) -> UdpSocket {
        UdpSocket::bind(address, BindFlags::default()).expect("loopback can be bound")
    }

    /// Loopback delivers before the send returns, so what was sent is there to read at once.
    pub(super) fn drain(socket: &UdpSocket) -> Vec<(SocketAddr, Vec<u8>)> {
        let mut batch = ReceiveBatch::default();
        let mut all = Vec::new();
        while socket
            .receive(&mut batch)
            .is_ok_and(|n_received| n_received > 0)
        {
            all.extend(
                batch
                    .datagrams()
                    .flatten()
                    .map(|(source, payload)| (source, payload.to_vec())),
            );
        }
        all
    }

    #[test]
    fn a_datagram_longer_than_its_room_is_not_delivered_cut() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        let arena = vec![7; DATAGRAM_CAPACITY + 1];
        let mut counters = SendCounters::default();
        let datagrams = [0..arena.len(), 0..DATAGRAM_CAPACITY];
        sender.send(
            receiver.local(),
            &arena,
            &datagrams,
            usize::MAX,
            &mut counters,
        );
        assert_eq!(counters.n_sent, 2);
        let received = drain(&receiver);
        assert_eq!(
            received
                .iter()
                .map(|(_, payload)| payload.len())
                .collect::<Vec<_>>(),
            [DATAGRAM_CAPACITY]
        );
    }

    #[test]
    fn a_port_is_taken_once_unless_it_is_shared_on_purpose() {
        let first = bind(loopback());
        assert!(UdpSocket::bind(first.local(), BindFlags::default()).is_err());
        let shared = BindFlags {
            udp_reuse_port: true,
            ..BindFlags::default()
        };
        let first = UdpSocket::bind(loopback(), shared).expect("loopback can be bound");
        assert!(UdpSocket::bind(first.local(), shared).is_ok());
    }

    #[test]
    fn a_granted_buffer_size_reads_back() {
        let socket = bind(loopback());
        for buffer in [Buffer::Send, Buffer::Receive] {
            let granted =
                set_buffer_size(&socket, buffer, 65_536).expect("a small buffer is always granted");
            assert_eq!(granted, 65_536);
            assert_eq!(buffer_size(&socket, buffer).ok(), Some(65_536));
        }
    }

    #[test]
    fn addresses_survive_the_kernels_form() {
        for text in [
            "127.0.0.1:1",
            "255.1.2.3:65535",
            "[::1]:5000",
            "[fe80::1%3]:9",
        ] {
            let address: SocketAddr = text.parse().expect("written correctly above");
            assert_eq!(
                decode_address(&encode_address(address).0),
                Some(address),
                "{text}"
            );
        }
    }
}
