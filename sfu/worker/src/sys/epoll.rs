//! A thin owner of one epoll instance.

use super::fd::check;
use std::{
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd},
    time::Duration,
};

/// What became possible on a registered descriptor.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Readiness {
    /// The number that the descriptor was registered under.
    pub token: u64,
    /// Reading will not block; also set on errors and on a peer's close, which a read then reports.
    pub readable: bool,
    /// Writing will not block; also set on errors.
    pub writable: bool,
}

/// A set of descriptors to wait on, level-triggered.
#[derive(Debug)]
pub struct Epoll {
    fd: OwnedFd,
    events: Vec<libc::epoll_event>,
}

/// Readiness reports taken from the kernel at once. Higher means fewer calls when very many sockets are busy, lower
/// means that timers are looked at more often between them.
pub const EVENTS_PER_WAIT: usize = 128;

impl Epoll {
    /// Makes an empty set.
    pub fn new() -> io::Result<Epoll> {
        // SAFETY: takes only a flag and returns a new descriptor.
        let raw = check(unsafe { libc::epoll_create1(libc::EPOLL_CLOEXEC) })?;
        // SAFETY: `raw` was just returned to us and nobody else owns it.
        let fd = unsafe { OwnedFd::from_raw_fd(raw) };
        Ok(Epoll {
            fd,
            events: vec![libc::epoll_event { events: 0, u64: 0 }; EVENTS_PER_WAIT],
        })
    }

    /// Starts to watch a descriptor. It has to be removed, or closed, before its token is given to another.
    pub fn add(
        &self,
        fd: &impl AsRawFd,
        token: u64,
        readable: bool,
        writable: bool,
    ) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_ADD, fd, token, readable, writable)
    }

    /// Changes what a watched descriptor is watched for.
    pub fn modify(
        &self,
        fd: &impl AsRawFd,
        token: u64,
        readable: bool,
        writable: bool,
    ) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_MOD, fd, token, readable, writable)
    }

    /// Stops watching a descriptor.
    pub fn remove(&self, fd: &impl AsRawFd) -> io::Result<()> {
        self.control(libc::EPOLL_CTL_DEL, fd, 0, false, false)
    }

    /// Waits until something is ready or `timeout` has passed (rounded up to whole milliseconds; none waits for ever)
    /// and puts the reports into `ready`, which is emptied first. An interrupting signal ends the wait early.
    pub fn wait(
        &mut self,
        timeout: Option<Duration>,
        ready: &mut Vec<Readiness>,
    ) -> io::Result<()> {
        ready.clear();
        let timeout_ms = timeout.map_or(-1, |timeout| {
            let ms = timeout.as_nanos().div_ceil(1_000_000);
            libc::c_int::try_from(ms).unwrap_or(libc::c_int::MAX)
        });
        let capacity = libc::c_int::try_from(self.events.len()).unwrap_or(libc::c_int::MAX);
        // SAFETY: `events` is a live, exclusively borrowed array of `capacity` initialised entries.
        let returned = unsafe {
            libc::epoll_wait(
                self.fd.as_raw_fd(),
                self.events.as_mut_ptr(),
                capacity,
                timeout_ms,
            )
        };
        let n_ready = match check(returned) {
            Ok(n_ready) => usize::try_from(n_ready).unwrap_or(0),
            Err(error) if error.kind() == io::ErrorKind::Interrupted => 0,
            Err(error) => return Err(error),
        };
        for event in self.events.iter().take(n_ready) {
            let flags = event.events;
            let failed = flags & (libc::EPOLLERR | libc::EPOLLHUP) as u32 != 0;
            ready.push(Readiness {
                token: event.u64,
                readable: failed || flags & libc::EPOLLIN as u32 != 0,
                writable: failed || flags & libc::EPOLLOUT as u32 != 0,
            });
        }
        Ok(())
    }

    fn control(
        &self,
        operation: libc::c_int,
        fd: &impl AsRawFd,
        token: u64,
        readable: bool,
        writable: bool,
    ) -> io::Result<()> {
        let mut events = 0;
        if readable {
            events |= libc::EPOLLIN as u32;
        }
        if writable {
            events |= libc::EPOLLOUT as u32;
        }
        let mut event = libc::epoll_event { events, u64: token };
        // SAFETY: both descriptors are borrowed and so open; `event` lives through the call, which copies it.
        check(unsafe {
            libc::epoll_ctl(
                self.fd.as_raw_fd(),
                operation,
                fd.as_raw_fd(),
                &raw mut event,
            )
        })?;
        Ok(())
    }
}
