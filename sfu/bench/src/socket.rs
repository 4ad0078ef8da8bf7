//! What the endpoints need of the operating system: reading many datagrams at once, segmented sends, processor time.
//!
//! Written apart from the worker's own socket code, so that the limit is not measured with what it is to judge.

use std::{
    array, io, mem, net::Ipv4Addr, net::SocketAddrV4, net::UdpSocket, os::fd::AsRawFd, ptr,
    time::Duration,
};

/// Datagrams read by one call.
const BATCH: usize = 64;
/// Room for one of them.
const ROOM: usize = 2_048;

/// Kernel buffers in bytes; as large as the kernel grants.
const BUFFER: libc::c_int = 4 << 20;

/// A UDP socket on one of the machine's addresses with large buffers that never blocks.
pub fn bind(address: Ipv4Addr) -> io::Result<UdpSocket> {
    let socket = UdpSocket::bind((address, 0))?;
    // With the right to it beyond the kernel's cap, so that a pause of the reader loses nothing.
    for (forced, capped) in [
        (libc::SO_RCVBUFFORCE, libc::SO_RCVBUF),
        (libc::SO_SNDBUFFORCE, libc::SO_SNDBUF),
    ] {
        if set_option(&socket, forced, BUFFER).is_err() {
            set_option(&socket, capped, BUFFER)?;
        }
    }
    socket.set_nonblocking(true)?;
    Ok(socket)
}

fn set_option(socket: &UdpSocket, option: libc::c_int, value: libc::c_int) -> io::Result<()> {
    // SAFETY: the value pointer names a live integer of the stated size.
    let returned = unsafe {
        libc::setsockopt(
            socket.as_raw_fd(),
            libc::SOL_SOCKET,
            option,
            (&raw const value).cast(),
            mem::size_of::<libc::c_int>() as libc::socklen_t,
        )
    };
    if returned < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Reusable memory for reading.
pub struct Inbox {
    payloads: Box<[[u8; ROOM]; BATCH]>,
    lengths: [usize; BATCH],
}

impl Inbox {
    /// Empty memory.
    pub fn new() -> Inbox {
        Inbox {
            payloads: Box::new([[0; ROOM]; BATCH]),
            lengths: [0; BATCH],
        }
    }

    /// Reads all that waits and hands over each datagram.
    pub fn drain(&mut self, socket: &UdpSocket, mut datagram: impl FnMut(&mut [u8])) {
        loop {
            let n_received = self.receive(socket);
            for (payload, length) in self.payloads.iter_mut().zip(self.lengths).take(n_received) {
                if let Some(payload) = payload.get_mut(..length) {
                    datagram(payload);
                }
            }
            if n_received < BATCH {
                return;
            }
        }
    }

    fn receive(&mut self, socket: &UdpSocket) -> usize {
        let mut vectors: [libc::iovec; BATCH] = array::from_fn(|_| libc::iovec {
            iov_base: ptr::null_mut(),
            iov_len: ROOM,
        });
        // SAFETY: mmsghdr holds integers and pointers, for which all zeros (null) is a valid value.
        let mut messages: [libc::mmsghdr; BATCH] = unsafe { mem::zeroed() };
        for ((message, vector), payload) in messages
            .iter_mut()
            .zip(&mut vectors)
            .zip(self.payloads.iter_mut())
        {
            vector.iov_base = payload.as_mut_ptr().cast();
            message.msg_hdr.msg_iov = vector;
            message.msg_hdr.msg_iovlen = 1;
        }
        // SAFETY: every header points to one live iovec, and that to memory which is exclusively ours, through the call.
        let returned = unsafe {
            libc::recvmmsg(
                socket.as_raw_fd(),
                messages.as_mut_ptr(),
                BATCH as libc::c_uint,
                libc::MSG_DONTWAIT,
                ptr::null_mut(),
            )
        };
        let n_received = usize::try_from(returned).unwrap_or(0);
        for (length, message) in self.lengths.iter_mut().zip(&messages).take(n_received) {
            *length = (message.msg_len as usize).min(ROOM);
        }
        n_received
    }
}

/// Sends `payload` to one destination, in segments of `segment` bytes when it is longer than one.
pub fn send_segments(
    socket: &UdpSocket,
    destination: SocketAddrV4,
    payload: &[u8],
    segment: usize,
) -> io::Result<()> {
    /// The control message as the kernel reads it (udp(7)).
    #[repr(C)]
    struct SegmentSize {
        header: libc::cmsghdr,
        size: u16,
        padding: [u8; 6],
    }
    let mut address = libc::sockaddr_in {
        sin_family: libc::AF_INET as libc::sa_family_t,
        sin_port: destination.port().to_be(),
        sin_addr: libc::in_addr {
            s_addr: u32::from_ne_bytes(destination.ip().octets()),
        },
        sin_zero: [0; 8],
    };
    let mut vector = libc::iovec {
        iov_base: payload.as_ptr().cast_mut().cast(),
        iov_len: payload.len(),
    };
    let mut control = SegmentSize {
        header: libc::cmsghdr {
            cmsg_len: (mem::size_of::<libc::cmsghdr>() + 2) as _,
            cmsg_level: libc::SOL_UDP,
            cmsg_type: libc::UDP_SEGMENT,
        },
        size: u16::try_from(segment).unwrap_or(u16::MAX),
        padding: [0; 6],
    };
    // SAFETY: msghdr holds integers and pointers, for which all zeros (null) is a valid value.
    let mut header: libc::msghdr = unsafe { mem::zeroed() };
    header.msg_name = (&raw mut address).cast();
    header.msg_namelen = mem::size_of::<libc::sockaddr_in>() as libc::socklen_t;
    header.msg_iov = &raw mut vector;
    header.msg_iovlen = 1;
    if payload.len() > segment {
        header.msg_control = (&raw mut control).cast();
        header.msg_controllen = mem::size_of::<SegmentSize>() as _;
    }
    // SAFETY: the header points to live values, which the kernel only reads, as it does the borrowed payload.
    let returned =
        unsafe { libc::sendmsg(socket.as_raw_fd(), &raw const header, libc::MSG_DONTWAIT) };
    if returned < 0 {
        return Err(io::Error::last_os_error());
    }
    Ok(())
}

/// Processor time that the calling thread has used.
pub fn thread_time() -> Duration {
    let mut time = libc::timespec {
        tv_sec: 0,
        tv_nsec: 0,
    };
    // SAFETY: the pointer names a live timespec.
    unsafe { libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, &raw mut time) };
    Duration::new(
        u64::try_from(time.tv_sec).unwrap_or(0),
        u32::try_from(time.tv_nsec).unwrap_or(0),
    )
}
