//! One endpoint's way to the server: a UDP socket, or a TCP connection whose messages have their length before them (RFC 4571).

use std::io::{self, ErrorKind, Read, Write};
use std::net::{IpAddr, SocketAddr};

use mio::net::{TcpStream, UdpSocket};
use mio::{Interest, Registry, Token};

/// The longest message of either protocol.
pub const LONGEST_MESSAGE: usize = 65_535;
/// Octets that may wait for a slow TCP connection. More rides out a longer stall, less drops stale media sooner.
const LONGEST_BACKLOG: usize = 1 << 20;

/// A non-blocking socket, registered for as long as it lives.
pub struct Link {
    local: SocketAddr,
    socket: Socket,
}

enum Socket {
    Udp(UdpSocket),
    Tcp(Connection),
}

struct Connection {
    stream: TcpStream,
    remote: SocketAddr,
    inbound: Vec<u8>,
    outbound: Vec<u8>,
}

impl Link {
    /// Binds a UDP socket to the address from which this machine reaches `remote`.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn udp(remote: SocketAddr, registry: &Registry, token: Token) -> io::Result<Link> {
        let mut socket = UdpSocket::bind(SocketAddr::new(local_address_towards(remote)?, 0))?;
        registry.register(&mut socket, token, Interest::READABLE)?;
        Ok(Link {
            local: socket.local_addr()?,
            socket: Socket::Udp(socket),
        })
    }

    /// Connects to `remote` over TCP.
    ///
    /// # Errors
    /// Those of the operating system.
    pub fn tcp(remote: SocketAddr, registry: &Registry, token: Token) -> io::Result<Link> {
        let stream = std::net::TcpStream::connect(remote)?;
        stream.set_nonblocking(true)?;
        stream.set_nodelay(true)?;
        let local = stream.local_addr()?;
        let mut stream = TcpStream::from_std(stream);
        registry.register(
            &mut stream,
            token,
            Interest::READABLE.add(Interest::WRITABLE),
        )?;
        Ok(Link {
            local,
            socket: Socket::Tcp(Connection {
                stream,
                remote,
                inbound: Vec::new(),
                outbound: Vec::new(),
            }),
        })
    }

    /// Whence the messages go.
    pub fn local(&self) -> SocketAddr {
        self.local
    }

    /// Sends one message; drops it when the socket has no room, as a network does.
    pub fn send(&mut self, remote: SocketAddr, message: &[u8]) {
        match &mut self.socket {
            Socket::Udp(socket) => {
                let _full_or_unreachable = socket.send_to(message, remote);
            }
            Socket::Tcp(connection) => connection.send(message),
        }
    }

    /// Sends what a TCP connection kept back.
    pub fn flush(&mut self) {
        if let Socket::Tcp(connection) = &mut self.socket {
            connection.flush();
        }
    }

    /// The next message with its sender; none when there is no more for now.
    ///
    /// # Errors
    /// When the connection has ended.
    pub fn receive(&mut self, buffer: &mut Vec<u8>) -> io::Result<Option<SocketAddr>> {
        match &mut self.socket {
            Socket::Udp(socket) => {
                buffer.resize(LONGEST_MESSAGE, 0);
                loop {
                    match socket.recv_from(buffer) {
                        Ok((length, remote)) => {
                            buffer.truncate(length);
                            return Ok(Some(remote));
                        }
                        Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                        // A port that was closed answers by ICMP; that is not the end of this socket.
                        Err(error) if error.kind() == ErrorKind::ConnectionRefused => {}
                        Err(error) => return Err(error),
                    }
                }
            }
            Socket::Tcp(connection) => connection.receive(buffer),
        }
    }

    /// Takes the socket out of the poll.
    pub fn deregister(&mut self, registry: &Registry) {
        let _already_gone = match &mut self.socket {
            Socket::Udp(socket) => registry.deregister(socket),
            Socket::Tcp(connection) => registry.deregister(&mut connection.stream),
        };
    }
}

impl Connection {
    fn send(&mut self, message: &[u8]) {
        let Ok(length) = u16::try_from(message.len()) else {
            return;
        };
        if self.outbound.len() + message.len() > LONGEST_BACKLOG {
            return;
        }
        self.outbound.extend_from_slice(&length.to_be_bytes());
        self.outbound.extend_from_slice(message);
        self.flush();
    }

    fn flush(&mut self) {
        while !self.outbound.is_empty() {
            match self.stream.write(&self.outbound) {
                Ok(written) => {
                    self.outbound.drain(..written);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(_full_or_broken) => return,
            }
        }
    }

    fn receive(&mut self, message: &mut Vec<u8>) -> io::Result<Option<SocketAddr>> {
        loop {
            if let Some((prefix, rest)) = self.inbound.split_first_chunk::<2>()
                && let Some(framed) = rest.get(..usize::from(u16::from_be_bytes(*prefix)))
            {
                message.clear();
                message.extend_from_slice(framed);
                self.inbound.drain(..2 + message.len());
                return Ok(Some(self.remote));
            }
            let mut chunk = [0; 16_384];
            match self.stream.read(&mut chunk) {
                Ok(0) => return Err(ErrorKind::UnexpectedEof.into()),
                Ok(length) => self
                    .inbound
                    .extend_from_slice(chunk.get(..length).unwrap_or_default()),
                Err(error) if error.kind() == ErrorKind::WouldBlock => return Ok(None),
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }
}

/// The address that the routing table gives packets to `remote`; connecting a UDP socket sends nothing.
fn local_address_towards(remote: SocketAddr) -> io::Result<IpAddr> {
    let any: SocketAddr = if remote.is_ipv4() {
        ([0, 0, 0, 0], 0).into()
    } else {
        ([0; 16], 0).into()
    };
    let probe = std::net::UdpSocket::bind(any)?;
    probe.connect(remote)?;
    Ok(probe.local_addr()?.ip())
}
