//! The worker's sockets: opened as a listen info asks, found by number or by local address.

use super::candidate::Endpoint;
use crate::{
    channel::RequestError,
    convert::request::ListenInfo,
    sys::{
        epoll::Epoll,
        process::random_bytes,
        tcp::TcpListener,
        udp::{Buffer, UdpSocket, set_buffer_size},
    },
};
use sambung_core::{ortc::Protocol, router::TransportHandle};
use std::{
    collections::HashMap,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    ops::RangeInclusive,
};

/// Kernel buffers of a socket whose size nobody chose, in bytes. Higher rides out longer pauses of this process and
/// larger bursts to many receivers (worth a tenth of the throughput at the limit), lower bounds the delay that a full
/// buffer adds.
const BUFFER_LEN: u32 = 4 * 1024 * 1024;

/// Where a datagram goes: a router by its key, and a transport in it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Route {
    /// Key of the router.
    pub router: usize,
    /// The transport.
    pub transport: TransportHandle,
}

/// Whom a socket belongs to.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Owner {
    /// Nobody yet: what arrives is dropped.
    Nobody,
    /// One transport.
    Transport(Route),
    /// A shared server, by its key.
    WebRtcServer(usize),
}

/// An open socket.
#[derive(Debug)]
pub enum Socket {
    /// Datagrams.
    Udp(UdpSocket),
    /// Connections to be.
    Tcp(TcpListener),
}

impl Socket {
    /// The address that it is bound to.
    pub fn local(&self) -> SocketAddr {
        match self {
            Socket::Udp(socket) => socket.local(),
            Socket::Tcp(listener) => listener.local(),
        }
    }

    fn protocol(&self) -> Protocol {
        match self {
            Socket::Udp(_) => Protocol::Udp,
            Socket::Tcp(_) => Protocol::Tcp,
        }
    }

    fn set_buffer_size(&self, buffer: Buffer, bytes: u32) -> io::Result<u32> {
        match self {
            Socket::Udp(socket) => set_buffer_size(socket, buffer, bytes),
            Socket::Tcp(listener) => set_buffer_size(listener, buffer, bytes),
        }
    }
}

#[derive(Debug)]
struct Entry {
    socket: Socket,
    owner: Owner,
    announced_address: Option<String>,
}

/// A socket just opened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opened {
    /// Its number.
    pub key: usize,
    /// What peers may be told about it.
    pub endpoint: Endpoint,
    /// Buffers that the kernel made smaller than they were wanted: (which, wanted bytes, granted bytes).
    pub capped: Vec<(Buffer, u32, u32)>,
}

/// All open sockets.
#[derive(Debug)]
pub struct Sockets {
    entries: Vec<Option<Entry>>,
    free: Vec<usize>,
    /// Several may share an address on purpose (`SO_REUSEPORT`); for sending any of them does.
    by_local: HashMap<(Protocol, SocketAddr), Vec<usize>>,
    default_ports: RangeInclusive<u16>,
    first_token: u64,
}

impl Sockets {
    /// No socket yet. `default_ports` serve listen infos without a port; event loop tokens count from `first_token`.
    pub fn new(default_ports: RangeInclusive<u16>, first_token: u64) -> Sockets {
        Sockets {
            entries: Vec::new(),
            free: Vec::new(),
            by_local: HashMap::new(),
            default_ports,
            first_token,
        }
    }

    /// Opens a socket and has the event loop watch it.
    pub fn open(&mut self, epoll: &Epoll, info: &ListenInfo) -> Result<Opened, RequestError> {
        let socket = self.bind(info)?;
        let mut capped = Vec::new();
        for (buffer, chosen) in [
            (Buffer::Send, info.send_buffer_size),
            (Buffer::Receive, info.recv_buffer_size),
        ] {
            // A connection's buffers grow with what the path carries; a fixed size would end that.
            if chosen == 0 && info.protocol == Protocol::Tcp {
                continue;
            }
            let wanted = if chosen == 0 { BUFFER_LEN } else { chosen };
            let granted = socket.set_buffer_size(buffer, wanted).map_err(|error| {
                RequestError::Error(format!(
                    "setting the {buffer:?} buffer's size failed: {error}"
                ))
            })?;
            if granted < wanted {
                capped.push((buffer, wanted, granted));
            }
        }
        let key = self.free.last().copied().unwrap_or(self.entries.len());
        let token = self.first_token + key as u64;
        let watched = match &socket {
            Socket::Udp(udp) => epoll.add(udp, token, true, false),
            Socket::Tcp(listener) => epoll.add(listener, token, true, false),
        };
        watched
            .map_err(|error| RequestError::Error(format!("watching a socket failed: {error}")))?;

        let endpoint = Endpoint {
            protocol: info.protocol,
            local: socket.local(),
            announced_address: info.announced_address.clone(),
            expose_internal_ip: info.expose_internal_ip,
        };
        self.by_local
            .entry((endpoint.protocol, endpoint.local))
            .or_default()
            .push(key);
        let entry = Entry {
            socket,
            owner: Owner::Nobody,
            announced_address: info.announced_address.clone(),
        };
        self.free.pop();
        match self.entries.get_mut(key) {
            Some(place) => *place = Some(entry),
            None => self.entries.push(Some(entry)),
        }
        Ok(Opened {
            key,
            endpoint,
            capped,
        })
    }

    /// Binds to the chosen port, or to a free one of the chosen range, or of the default range.
    fn bind(&self, info: &ListenInfo) -> Result<Socket, RequestError> {
        let ports = match (info.port_range, info.port) {
            ((min, max), _) if min != 0 && max != 0 => min..=max,
            (_, port) if port != 0 => port..=port,
            _ => self.default_ports.clone(),
        };
        // Port 0 would let the kernel choose outside the range.
        let first = (*ports.start()).max(1);
        let Some(n_ports) = ports
            .end()
            .checked_sub(first)
            .map(|distance| u32::from(distance) + 1)
        else {
            return Err(RequestError::Type(
                "maxPort cannot be less than minPort".to_owned(),
            ));
        };
        let offset = random_below(n_ports)?;
        let mut last_error = None;
        for step in 0..n_ports {
            let port = u32::from(first) + (offset + step) % n_ports;
            let address = SocketAddr::new(info.ip, u16::try_from(port).unwrap_or(u16::MAX));
            // Asking the kernel for each of our own ports would keep media waiting when a range is all but full.
            if n_ports > 1 && self.by_local.contains_key(&(info.protocol, address)) {
                continue;
            }
            let bound = match info.protocol {
                Protocol::Udp => UdpSocket::bind(address, info.flags).map(Socket::Udp),
                Protocol::Tcp => TcpListener::bind(address, info.flags).map(Socket::Tcp),
            };
            match bound {
                Ok(socket) => return Ok(socket),
                Err(error) if error.kind() == io::ErrorKind::AddrInUse => last_error = Some(error),
                Err(error) => return Err(bind_error(info, Some(port), &error)),
            }
        }
        let error = last_error.unwrap_or_else(|| io::Error::from(io::ErrorKind::AddrInUse));
        Err(bind_error(
            info,
            (n_ports == 1).then_some(u32::from(first)),
            &error,
        ))
    }

    /// Opens several sockets, or none.
    pub fn open_all(
        &mut self,
        epoll: &Epoll,
        infos: &[ListenInfo],
    ) -> Result<Vec<Opened>, RequestError> {
        let mut all = Vec::new();
        for info in infos {
            match self.open(epoll, info) {
                Ok(opened) => all.push(opened),
                Err(error) => {
                    all.iter().for_each(|opened| self.close(opened.key));
                    return Err(error);
                }
            }
        }
        Ok(all)
    }

    /// Says whom a socket belongs to.
    pub fn assign(&mut self, key: usize, owner: Owner) {
        if let Some(entry) = self.entries.get_mut(key).and_then(Option::as_mut) {
            entry.owner = owner;
        }
    }

    /// Closes a socket; the kernel takes it out of the event loop by itself.
    pub fn close(&mut self, key: usize) {
        let Some(entry) = self.entries.get_mut(key).and_then(Option::take) else {
            return;
        };
        self.free.push(key);
        let place = (entry.socket.protocol(), entry.socket.local());
        if let Some(keys) = self.by_local.get_mut(&place) {
            keys.retain(|other| *other != key);
            if keys.is_empty() {
                self.by_local.remove(&place);
            }
        }
    }

    /// The socket behind an event loop's token, and its owner.
    pub fn by_token(&self, token: u64) -> Option<(&Socket, Owner)> {
        self.get(self.key(token)?)
    }

    /// The number of the socket that an event loop's token stands for.
    pub fn key(&self, token: u64) -> Option<usize> {
        usize::try_from(token.checked_sub(self.first_token)?).ok()
    }

    /// A socket by its number, and its owner.
    pub fn get(&self, key: usize) -> Option<(&Socket, Owner)> {
        let entry = self.entries.get(key)?.as_ref()?;
        Some((&entry.socket, entry.owner))
    }

    /// Has the event loop report what arrives at a socket, or not.
    pub fn watch(&self, epoll: &Epoll, key: usize, is_watched: bool) -> io::Result<()> {
        let token = self.first_token + key as u64;
        match self.get(key) {
            Some((Socket::Udp(udp), _)) => epoll.modify(udp, token, is_watched, false),
            Some((Socket::Tcp(listener), _)) => epoll.modify(listener, token, is_watched, false),
            None => Ok(()),
        }
    }

    /// A UDP socket bound to this address.
    pub fn udp_at(&self, local: SocketAddr) -> Option<&UdpSocket> {
        let key = self.by_local.get(&(Protocol::Udp, local))?.first()?;
        match &self.entries.get(*key)?.as_ref()?.socket {
            Socket::Udp(socket) => Some(socket),
            Socket::Tcp(_) => None,
        }
    }

    /// What peers are told instead of this address of ours, if anything.
    pub fn announced_at(&self, protocol: Protocol, local: SocketAddr) -> Option<String> {
        // A connection's own address is one of many when its listener is bound to all of them.
        let unspecified = match local {
            SocketAddr::V4(_) => IpAddr::V4(Ipv4Addr::UNSPECIFIED),
            SocketAddr::V6(_) => IpAddr::V6(Ipv6Addr::UNSPECIFIED),
        };
        let everywhere = SocketAddr::new(unspecified, local.port());
        let keys = [local, everywhere]
            .into_iter()
            .find_map(|local| self.by_local.get(&(protocol, local)))?;
        let entry = self.entries.get(*keys.first()?)?.as_ref()?;
        entry.announced_address.clone()
    }

    /// How many are open.
    #[cfg(test)]
    fn n_open(&self) -> usize {
        self.entries.len() - self.free.len()
    }
}

fn bind_error(info: &ListenInfo, port: Option<u32>, error: &io::Error) -> RequestError {
    let protocol = match info.protocol {
        Protocol::Udp => "udp",
        Protocol::Tcp => "tcp",
    };
    let ip = info.ip;
    RequestError::Error(match port {
        Some(port) => {
            format!("port bind failed [protocol:{protocol}, ip:'{ip}', port:{port}]: {error}")
        }
        None => format!("no more available ports [protocol:{protocol}, ip:'{ip}']"),
    })
}

fn random_below(limit: u32) -> Result<u32, RequestError> {
    let mut bytes = [0; 4];
    random_bytes(&mut bytes)
        .map_err(|error| RequestError::Error(format!("no random bytes: {error}")))?;
    Ok(u32::from_le_bytes(bytes) % limit)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sys::udp::BindFlags;

    fn info(protocol: Protocol, port: u16, port_range: (u16, u16)) -> ListenInfo {
        ListenInfo {
            protocol,
            ip: IpAddr::V4(Ipv4Addr::LOCALHOST),
            announced_address: Some("media.example".to_owned()),
            expose_internal_ip: false,
            port,
            port_range,
            flags: BindFlags::default(),
            send_buffer_size: 0,
            recv_buffer_size: 0,
        }
    }

    fn sockets() -> (Epoll, Sockets) {
        (
            Epoll::new().expect("epoll is there"),
            Sockets::new(20_000..=40_000, 16),
        )
    }

    #[test]
    fn a_socket_is_found_by_token_and_by_address_until_it_is_closed() {
        let (epoll, mut sockets) = sockets();
        let opened = sockets
            .open(&epoll, &info(Protocol::Udp, 0, (0, 0)))
            .expect("a port is free");
        let local = opened.endpoint.local;
        assert!((20_000..=40_000).contains(&local.port()));
        assert!(matches!(
            sockets.by_token(16),
            Some((Socket::Udp(_), Owner::Nobody))
        ));
        sockets.assign(opened.key, Owner::WebRtcServer(3));
        assert!(matches!(
            sockets.by_token(16),
            Some((_, Owner::WebRtcServer(3)))
        ));
        assert!(sockets.udp_at(local).is_some());
        assert_eq!(
            sockets.announced_at(Protocol::Udp, local).as_deref(),
            Some("media.example")
        );
        assert_eq!(sockets.announced_at(Protocol::Tcp, local), None);
        sockets.close(opened.key);
        assert!(sockets.by_token(16).is_none() && sockets.udp_at(local).is_none());
        assert_eq!(sockets.n_open(), 0);
        assert!(sockets.by_token(0).is_none());
    }

    #[test]
    fn a_taken_port_is_an_error_that_opens_nothing() {
        let (epoll, mut sockets) = sockets();
        let first = sockets
            .open(&epoll, &info(Protocol::Udp, 0, (0, 0)))
            .expect("a port is free");
        let port = first.endpoint.local.port();
        let infos = [
            info(Protocol::Tcp, 0, (0, 0)),
            info(Protocol::Udp, port, (0, 0)),
        ];
        assert!(matches!(
            sockets.open_all(&epoll, &infos),
            Err(RequestError::Error(_))
        ));
        assert!(matches!(
            sockets.open(&epoll, &info(Protocol::Udp, 0, (port, port))),
            Err(RequestError::Error(reason)) if reason.contains("port bind failed")
        ));
        assert_eq!(sockets.n_open(), 1);
    }

    #[test]
    fn a_range_is_searched_for_a_free_port() {
        let (epoll, mut sockets) = sockets();
        let first = sockets
            .open(&epoll, &info(Protocol::Udp, 0, (0, 0)))
            .expect("a port is free");
        let taken = first.endpoint.local.port();
        for _ in 0..20 {
            // Neighbours may be taken by others on this machine, so the range is wide enough for one to be free.
            let opened = sockets
                .open(&epoll, &info(Protocol::Udp, 0, (taken, taken + 50)))
                .expect("one is free");
            assert_ne!(opened.endpoint.local.port(), taken);
            sockets.close(opened.key);
        }
    }

    #[test]
    fn an_address_that_is_not_ours_or_a_reversed_range_is_refused_at_once() {
        let (epoll, mut sockets) = sockets();
        let foreign = ListenInfo {
            ip: "192.0.2.1".parse().expect("correct"),
            ..info(Protocol::Udp, 0, (0, 0))
        };
        assert!(matches!(
            sockets.open(&epoll, &foreign),
            Err(RequestError::Error(_))
        ));
        assert!(matches!(
            sockets.open(&epoll, &info(Protocol::Udp, 0, (200, 100))),
            Err(RequestError::Type(_))
        ));
    }
}
