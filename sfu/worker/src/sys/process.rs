//! The process's own affairs: signals, resource usage, random bytes.

use super::fd::{check, check_len};
use std::{
    fs::File,
    io::{self, Read},
    mem::{self, MaybeUninit},
    os::fd::{FromRawFd, OwnedFd},
    time::Duration,
};

/// Ignores the signals that a worker has to outlive.
pub fn ignore_signals() -> io::Result<()> {
    for signal in [
        libc::SIGPIPE,
        libc::SIGHUP,
        libc::SIGALRM,
        libc::SIGUSR1,
        libc::SIGUSR2,
    ] {
        // SAFETY: SIG_IGN installs no code of ours; the call has no memory effects.
        if unsafe { libc::signal(signal, libc::SIG_IGN) } == libc::SIG_ERR {
            return Err(io::Error::last_os_error());
        }
    }
    Ok(())
}

/// SIGINT and SIGTERM as something to read in the event loop instead of an interruption.
#[derive(Debug)]
pub struct TerminationSignals {
    /// Readable when one of them came.
    pub file: File,
}

impl TerminationSignals {
    /// Blocks both signals for the calling thread and opens the descriptor that reports them.
    pub fn new() -> io::Result<TerminationSignals> {
        let mut set = MaybeUninit::<libc::sigset_t>::uninit();
        // SAFETY: sigemptyset initialises the set that its valid pointer names; sigaddset then changes that set.
        let set = unsafe {
            check(libc::sigemptyset(set.as_mut_ptr()))?;
            check(libc::sigaddset(set.as_mut_ptr(), libc::SIGINT))?;
            check(libc::sigaddset(set.as_mut_ptr(), libc::SIGTERM))?;
            set.assume_init()
        };
        // SAFETY: `set` is initialised; the old mask is not asked for.
        check(unsafe { libc::sigprocmask(libc::SIG_BLOCK, &raw const set, std::ptr::null_mut()) })?;
        // SAFETY: -1 asks for a new descriptor; `set` is initialised.
        let raw = check(unsafe {
            libc::signalfd(-1, &raw const set, libc::SFD_NONBLOCK | libc::SFD_CLOEXEC)
        })?;
        // SAFETY: `raw` was just returned to us and nobody else owns it.
        let file = File::from(unsafe { OwnedFd::from_raw_fd(raw) });
        Ok(TerminationSignals { file })
    }

    /// The number of a signal that came, if any.
    pub fn take(&mut self) -> Option<u32> {
        let mut record = [0_u8; mem::size_of::<libc::signalfd_siginfo>()];
        self.file.read_exact(&mut record).ok()?;
        // The record's first field is the signal's number (signalfd(2)).
        record
            .first_chunk()
            .map(|number| u32::from_ne_bytes(*number))
    }
}

/// What the process has used so far, in the units of getrusage(2), times in milliseconds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct ResourceUsage {
    /// User time in milliseconds.
    pub user_ms: u64,
    /// System time in milliseconds.
    pub system_ms: u64,
    /// Largest resident set in KiB.
    pub max_resident_kib: u64,
    /// Shared memory, unshared data, unshared stack: zero on Linux.
    pub memory_integrals: [u64; 3],
    /// Page faults without and with reading from disk.
    pub page_faults: [u64; 2],
    /// Swaps: zero on Linux.
    pub swaps: u64,
    /// Blocks read and written.
    pub blocks: [u64; 2],
    /// Messages sent and received, signals: zero on Linux.
    pub messages_and_signals: [u64; 3],
    /// Context switches by own will and by force.
    pub context_switches: [u64; 2],
}

/// Asks the kernel for this process's usage.
pub fn resource_usage() -> io::Result<ResourceUsage> {
    let mut usage = MaybeUninit::<libc::rusage>::uninit();
    // SAFETY: the pointer is valid for a whole rusage.
    check(unsafe { libc::getrusage(libc::RUSAGE_SELF, usage.as_mut_ptr()) })?;
    // SAFETY: getrusage succeeded, so it filled the structure.
    let usage = unsafe { usage.assume_init() };
    let count = |value: libc::c_long| u64::try_from(value).unwrap_or(0);
    let ms = |time: libc::timeval| count(time.tv_sec) * 1000 + count(time.tv_usec) / 1000;
    Ok(ResourceUsage {
        user_ms: ms(usage.ru_utime),
        system_ms: ms(usage.ru_stime),
        max_resident_kib: count(usage.ru_maxrss),
        memory_integrals: [
            count(usage.ru_ixrss),
            count(usage.ru_idrss),
            count(usage.ru_isrss),
        ],
        page_faults: [count(usage.ru_minflt), count(usage.ru_majflt)],
        swaps: count(usage.ru_nswap),
        blocks: [count(usage.ru_inblock), count(usage.ru_oublock)],
        messages_and_signals: [
            count(usage.ru_msgsnd),
            count(usage.ru_msgrcv),
            count(usage.ru_nsignals),
        ],
        context_switches: [count(usage.ru_nvcsw), count(usage.ru_nivcsw)],
    })
}

/// Processor time that the calling thread has used.
pub fn thread_time() -> Duration {
    let mut time = MaybeUninit::<libc::timespec>::zeroed();
    // SAFETY: the pointer is valid for a whole timespec, and zeros are one should the call fail.
    let time = unsafe {
        libc::clock_gettime(libc::CLOCK_THREAD_CPUTIME_ID, time.as_mut_ptr());
        time.assume_init()
    };
    let part = |value: libc::c_long| u64::try_from(value).unwrap_or(0);
    Duration::from_secs(part(time.tv_sec)) + Duration::from_nanos(part(time.tv_nsec))
}

/// Fills a buffer (at most 256 bytes) with random bytes from the kernel.
pub fn random_bytes(buffer: &mut [u8]) -> io::Result<()> {
    // SAFETY: the pointer and length describe the exclusively borrowed buffer.
    let len = check_len(unsafe { libc::getrandom(buffer.as_mut_ptr().cast(), buffer.len(), 0) })?;
    if len == buffer.len() {
        Ok(())
    } else {
        Err(io::Error::from(io::ErrorKind::UnexpectedEof))
    }
}
