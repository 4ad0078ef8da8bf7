//! TCP listening sockets.

use super::{
    fd::check,
    udp::{BindFlags, bound_socket},
};
use std::{
    io,
    net::{SocketAddr, TcpListener as StdTcpListener},
    os::fd::{AsRawFd, RawFd},
};

/// Connections that the kernel completes before we accept them. Higher survives a larger burst of joins, lower bounds
/// what a flood of half-open connections can hold.
const BACKLOG: libc::c_int = 256;

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

    /// Takes the next waiting connection and closes it; false when there is none.
    ///
    /// ICE over TCP (RFC 6544) is not spoken here, so a peer is better told at once than left waiting.
    pub fn refuse_next(&self) -> bool {
        self.socket.accept().is_ok()
    }
}

impl AsRawFd for TcpListener {
    fn as_raw_fd(&self) -> RawFd {
        self.socket.as_raw_fd()
    }
}
