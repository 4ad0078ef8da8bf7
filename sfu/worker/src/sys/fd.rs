//! File descriptors: the channel's two pipes and what every socket needs.

use std::{
    fs::File,
    io,
    os::fd::{AsRawFd, FromRawFd, OwnedFd, RawFd},
};

/// Takes over a file descriptor that the parent process left open, in non-blocking mode.
///
/// Must be called at most once per number, before anything else in the process opens a descriptor, and never for one
/// that another part of the process owns. Errors with `EBADF` when it is not open.
pub fn inherited(raw: RawFd) -> io::Result<File> {
    // SAFETY: F_GETFD only looks the number up; it has no effect on any other descriptor.
    check(unsafe { libc::fcntl(raw, libc::F_GETFD) })?;
    // SAFETY: the descriptor is open (just checked) and, by this function's contract, has no other owner here.
    let owned = unsafe { OwnedFd::from_raw_fd(raw) };
    set_non_blocking(&owned)?;
    // Children of ours, should there ever be any, must not hold the channel open.
    // SAFETY: FD_CLOEXEC on an open descriptor that `owned` keeps alive.
    check(unsafe { libc::fcntl(owned.as_raw_fd(), libc::F_SETFD, libc::FD_CLOEXEC) })?;
    Ok(File::from(owned))
}

/// Makes reads and writes return `WouldBlock` instead of waiting.
pub fn set_non_blocking(fd: &impl AsRawFd) -> io::Result<()> {
    // SAFETY: F_GETFL and F_SETFL take and return plain integers; `fd` is borrowed, so it stays open.
    let flags = check(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_GETFL) })?;
    // SAFETY: as above.
    check(unsafe { libc::fcntl(fd.as_raw_fd(), libc::F_SETFL, flags | libc::O_NONBLOCK) })?;
    Ok(())
}

/// Turns a system call's `-1` into `errno`.
pub fn check(returned: libc::c_int) -> io::Result<libc::c_int> {
    if returned < 0 {
        Err(io::Error::last_os_error())
    } else {
        Ok(returned)
    }
}

/// [`check`] for calls that return a length.
pub fn check_len(returned: libc::ssize_t) -> io::Result<usize> {
    usize::try_from(returned).map_err(|_| io::Error::last_os_error())
}
