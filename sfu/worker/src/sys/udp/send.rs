//! Sending datagrams to one destination: neighbours of one size leave as one segmented send (udp(7), `UDP_SEGMENT`).
//!
//! The kernel's way from a socket to the device is the largest part of what forwarding costs, and a segmented send takes
//! it once for a whole run.

use super::super::fd::{check, check_len};
use std::{array, cell::Cell, io, mem, ops::Range, os::fd::RawFd, ptr};

/// Datagrams of one segmented send; the most that every kernel takes.
const MAX_SEGMENTS: usize = 64;

/// Bytes of one segmented send: what fits an IPv4 packet, which is how the kernel carries it to the device.
const MAX_RUN_BYTES: usize = 65_507;

/// Runs given to the kernel by one call. Higher saves calls for destinations whose packets differ in size, lower saves
/// the filling of headers.
const RUNS_PER_CALL: usize = 16;

/// Segmented sends refused one after the other, on whatever path, before a socket sends without. Higher wastes a call
/// on each burst where no path takes them, lower lets a few peers behind a small MTU take the gain from all others.
const MAX_REFUSALS: u32 = 16;

/// Upper bounds of the buckets in [`SendCounters::run_lengths`], in datagrams.
pub const RUN_LENGTH_BOUNDS: [u64; 7] = [1, 2, 4, 8, 16, 32, 64];

/// What became of datagrams.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct SendCounters {
    /// Taken by the kernel.
    pub n_sent: u64,
    /// Their payload bytes.
    pub n_bytes_sent: u64,
    /// Dropped because the socket's buffer was full.
    pub n_dropped_full: u64,
    /// Refused by the kernel (no route, wrong family, too long).
    pub n_failed: u64,
    /// Runs that the kernel refused as one, so that they were sent one by one.
    pub n_split: u64,
    /// Sends that the kernel took, by the number of their datagrams: those up to each of [`RUN_LENGTH_BOUNDS`].
    pub run_lengths: [u64; RUN_LENGTH_BOUNDS.len()],
}

impl SendCounters {
    /// Counts one datagram that a connection took.
    pub(in crate::sys) fn count_frame(&mut self, n_bytes: usize) {
        self.n_sent += 1;
        self.n_bytes_sent += n_bytes as u64;
        self.run_lengths[0] += 1;
    }

    fn count_run(&mut self, run: &[Range<usize>]) {
        self.n_sent += run.len() as u64;
        if let (Some(first), Some(last)) = (run.first(), run.last()) {
            self.n_bytes_sent += last.end.saturating_sub(first.start) as u64;
        }
        // 1, 2, 3–4, 5–8 and so on.
        let bucket = usize::BITS - run.len().saturating_sub(1).leading_zeros();
        if let Some(count) = self.run_lengths.get_mut(bucket as usize) {
            *count += 1;
        }
    }
}

/// Whether one socket sends in segments.
#[derive(Debug, Default)]
pub(super) struct Segmentation {
    is_on: Cell<bool>,
    /// Refusals since the last segmented send that was taken.
    n_refusals: Cell<u32>,
}

impl Segmentation {
    /// Asks the kernel whether it knows segmented sends: one that does not would take the run as one long datagram.
    pub(super) fn probe(fd: RawFd) -> Segmentation {
        let off: libc::c_int = 0;
        // SAFETY: the value pointer names a live integer of the stated size.
        let returned = unsafe {
            libc::setsockopt(
                fd,
                libc::SOL_UDP,
                libc::UDP_SEGMENT,
                (&raw const off).cast(),
                mem::size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        Segmentation {
            is_on: Cell::new(check(returned).is_ok()),
            n_refusals: Cell::new(0),
        }
    }

    fn longest(&self) -> usize {
        if self.is_on.get() { MAX_SEGMENTS } else { 1 }
    }

    /// True when the error is about segments, so that the datagrams may be taken one by one. EIO: the device cannot
    /// make checksums. EINVAL, EMSGSIZE: a segment is longer than the path's MTU.
    fn note_refusal(&self, error: &io::Error) -> bool {
        let errno = error.raw_os_error();
        if errno == Some(libc::EIO) {
            self.is_on.set(false);
            return true;
        }
        if !matches!(errno, Some(libc::EINVAL | libc::EMSGSIZE)) {
            return false;
        }
        self.n_refusals.set(self.n_refusals.get() + 1);
        if self.n_refusals.get() >= MAX_REFUSALS {
            self.is_on.set(false);
        }
        true
    }
}

/// One call's destination and limits.
pub(super) struct Sending<'a> {
    pub(super) fd: RawFd,
    pub(super) address: &'a (libc::sockaddr_storage, libc::socklen_t),
    pub(super) arena: &'a [u8],
    pub(super) segmentation: &'a Segmentation,
    pub(super) max_run_bytes: usize,
}

impl Sending<'_> {
    /// Sends datagrams in order.
    pub(super) fn send(&self, datagrams: &[Range<usize>], counters: &mut SendCounters) {
        let mut rest = datagrams;
        while !rest.is_empty() {
            rest = self.send_some(rest, self.segmentation.longest(), counters);
        }
    }

    /// Sends from the front of `datagrams`, which is not empty, in runs of at most `longest`; gives what is left.
    fn send_some<'d>(
        &self,
        datagrams: &'d [Range<usize>],
        longest: usize,
        counters: &mut SendCounters,
    ) -> &'d [Range<usize>] {
        let mut rest = datagrams;
        let runs: [&[Range<usize>]; RUNS_PER_CALL] = array::from_fn(|_| {
            let (run, after) = rest.split_at(self.run_len(rest, longest));
            rest = after;
            run
        });
        let first = runs[0];
        match self.submit(&runs) {
            Ok(n_taken) if n_taken > 0 => {
                let mut n_done = 0;
                for run in runs.iter().take(n_taken) {
                    counters.count_run(run);
                    n_done += run.len();
                    if run.len() > 1 {
                        self.segmentation.n_refusals.set(0);
                    }
                }
                return datagrams.get(n_done..).unwrap_or_default();
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => return datagrams,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                counters.n_dropped_full += datagrams.len() as u64;
                return &[];
            }
            Err(error) if first.len() > 1 && self.segmentation.note_refusal(&error) => {
                counters.n_split += 1;
                let mut rest = first;
                while !rest.is_empty() {
                    rest = self.send_some(rest, 1, counters);
                }
            }
            _ => counters.n_failed += first.len() as u64,
        }
        datagrams.get(first.len()..).unwrap_or_default()
    }

    /// Datagrams at the front that can leave as one: adjacent, of one size, the last perhaps shorter.
    fn run_len(&self, datagrams: &[Range<usize>], longest: usize) -> usize {
        let Some((first, others)) = datagrams.split_first() else {
            return 0;
        };
        let (size, limit) = (first.len(), self.max_run_bytes.min(MAX_RUN_BYTES));
        let (mut len, mut end) = (1, first.end);
        for next in others.iter().take(longest.saturating_sub(1)) {
            let fits = next.start == end && next.len() <= size && !next.is_empty();
            if !fits || next.end.saturating_sub(first.start) > limit {
                break;
            }
            (len, end) = (len + 1, next.end);
            if next.len() < size {
                break;
            }
        }
        len
    }

    /// Hands runs, those of no datagram last, to the kernel and gives how many it took; an error is about the first.
    fn submit(&self, runs: &[&[Range<usize>]; RUNS_PER_CALL]) -> io::Result<usize> {
        let n_runs = runs.iter().take_while(|run| !run.is_empty()).count();
        let mut parts: [Part; RUNS_PER_CALL] = array::from_fn(|_| Part::EMPTY);
        let mut messages: [libc::mmsghdr; RUNS_PER_CALL];
        // SAFETY: mmsghdr holds integers and pointers, for which all zeros (null) is a valid value.
        messages = unsafe { mem::zeroed() };
        for ((run, part), message) in runs.iter().zip(&mut parts).zip(&mut messages).take(n_runs) {
            self.fill(run, part, &mut message.msg_hdr);
        }
        if n_runs == 1 {
            // SAFETY: the header points to one live iovec and to the borrowed address, which the kernel only reads,
            // through the iovec to borrowed payload that it only reads, and to a live control message or nothing.
            let returned = unsafe {
                libc::sendmsg(self.fd, &raw const messages[0].msg_hdr, libc::MSG_DONTWAIT)
            };
            return check_len(returned).map(|_| 1);
        }
        // SAFETY: as above, for each of the first `n_runs` headers; all outlive the call.
        let returned = unsafe {
            libc::sendmmsg(
                self.fd,
                messages.as_mut_ptr(),
                n_runs as libc::c_uint,
                libc::MSG_DONTWAIT,
            )
        };
        check_len(returned as libc::ssize_t)
    }

    fn fill(&self, run: &[Range<usize>], part: &mut Part, header: &mut libc::msghdr) {
        let (start, end) = match (run.first(), run.last()) {
            (Some(first), Some(last)) => (first.start, last.end),
            _ => (0, 0),
        };
        let payload = self.arena.get(start..end).unwrap_or_default();
        part.vector.iov_base = payload.as_ptr().cast_mut().cast();
        part.vector.iov_len = payload.len();
        header.msg_name = (&raw const self.address.0).cast_mut().cast();
        header.msg_namelen = self.address.1;
        header.msg_iov = &raw mut part.vector;
        header.msg_iovlen = 1;
        if let [first, _, ..] = run {
            part.control.size = u16::try_from(first.len()).unwrap_or(u16::MAX);
            header.msg_control = (&raw mut part.control).cast();
            header.msg_controllen = mem::size_of::<SegmentSize>() as _;
        }
    }
}

/// What one message header points to.
struct Part {
    vector: libc::iovec,
    control: SegmentSize,
}

impl Part {
    const EMPTY: Part = Part {
        vector: libc::iovec {
            iov_base: ptr::null_mut(),
            iov_len: 0,
        },
        control: SegmentSize::EMPTY,
    };
}

/// The control message that says how long each segment is; data follow the header without a gap (cmsg(3)).
#[repr(C)]
struct SegmentSize {
    header: libc::cmsghdr,
    size: u16,
    padding: [u8; mem::size_of::<usize>() - 2],
}

impl SegmentSize {
    const EMPTY: SegmentSize = SegmentSize {
        header: libc::cmsghdr {
            cmsg_len: (mem::size_of::<libc::cmsghdr>() + 2) as _,
            cmsg_level: libc::SOL_UDP,
            cmsg_type: libc::UDP_SEGMENT,
        },
        size: 0,
        padding: [0; mem::size_of::<usize>() - 2],
    };
}

#[cfg(test)]
mod tests {
    use super::super::UdpSocket;
    use super::super::tests::{bind, drain, loopback};
    use super::*;
    use std::net::{Ipv6Addr, SocketAddr};
    use std::os::fd::AsRawFd;

    /// Datagrams of these lengths, each filled with its own number.
    fn laid_out(lengths: impl IntoIterator<Item = usize>) -> (Vec<u8>, Vec<Range<usize>>) {
        let mut arena = Vec::new();
        let mut datagrams = Vec::new();
        for (n, length) in (0..=u8::MAX).cycle().zip(lengths) {
            let start = arena.len();
            arena.extend(std::iter::repeat_n(n, length));
            datagrams.push(start..arena.len());
        }
        (arena, datagrams)
    }

    fn send(
        sender: &UdpSocket,
        destination: SocketAddr,
        arena: &[u8],
        datagrams: &[Range<usize>],
        max_run_bytes: usize,
    ) -> SendCounters {
        let mut counters = SendCounters::default();
        sender.send(destination, arena, datagrams, max_run_bytes, &mut counters);
        counters
    }

    /// Sends and checks that everything arrived whole and in order; gives the counters.
    fn exchange(
        sender: &UdpSocket,
        receiver: &UdpSocket,
        lengths: &[usize],
        max_run_bytes: usize,
    ) -> SendCounters {
        let (arena, datagrams) = laid_out(lengths.iter().copied());
        let counters = send(sender, receiver.local(), &arena, &datagrams, max_run_bytes);
        let received = drain(receiver);
        assert_eq!(received.len(), lengths.len());
        for (range, (source, payload)) in datagrams.iter().zip(received) {
            assert_eq!(source, sender.local());
            assert_eq!(payload, arena[range.clone()]);
        }
        assert_eq!(counters.n_sent, lengths.len() as u64);
        assert_eq!(counters.n_bytes_sent, arena.len() as u64);
        assert_eq!((counters.n_dropped_full, counters.n_failed), (0, 0));
        counters
    }

    #[test]
    fn datagrams_of_all_sizes_arrive_whole_and_in_order() {
        for address in [loopback(), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))] {
            let (sender, receiver) = (bind(address), bind(address));
            let growing: Vec<usize> = (1..=150).collect();
            let counters = exchange(&sender, &receiver, &growing, usize::MAX);
            assert_eq!(counters.run_lengths, [150, 0, 0, 0, 0, 0, 0]);
        }
    }

    #[test]
    fn equal_neighbours_leave_as_one_and_the_last_may_be_shorter() {
        for address in [loopback(), SocketAddr::from((Ipv6Addr::LOCALHOST, 0))] {
            let (sender, receiver) = (bind(address), bind(address));
            let lengths = [1_199, 1_199, 1_199, 1_200, 1_200, 300, 300, 40];
            let counters = exchange(&sender, &receiver, &lengths, usize::MAX);
            // Three of 1,199; two of 1,200 with a shorter one; 300 with a shorter one.
            assert_eq!(counters.run_lengths, [0, 1, 2, 0, 0, 0, 0]);
            assert_eq!(counters.n_split, 0);
        }
    }

    #[test]
    fn no_run_is_longer_than_the_kernel_or_the_caller_allows() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        let counters = exchange(&sender, &receiver, &[100; 130], usize::MAX);
        assert_eq!(counters.run_lengths, [0, 1, 0, 0, 0, 0, 2]);
        // 54 of 1,200 bytes are 64,800.
        let counters = exchange(&sender, &receiver, &[1_200; 55], usize::MAX);
        assert_eq!(counters.run_lengths, [1, 0, 0, 0, 0, 0, 1]);
        let counters = exchange(&sender, &receiver, &[1_200; 6], 2_500);
        assert_eq!(counters.run_lengths, [0, 3, 0, 0, 0, 0, 0]);
        let counters = exchange(&sender, &receiver, &[1_200; 3], 100);
        assert_eq!(counters.run_lengths, [3, 0, 0, 0, 0, 0, 0]);
    }

    /// The kernel refuses segments on a socket that leaves the checksum out, with EINVAL.
    fn without_checksum(socket: &UdpSocket) {
        let on: libc::c_int = 1;
        // SAFETY: the value pointer names a live integer of the stated size.
        let returned = unsafe {
            libc::setsockopt(
                socket.as_raw_fd(),
                libc::SOL_SOCKET,
                libc::SO_NO_CHECK,
                (&raw const on).cast(),
                mem::size_of::<libc::c_int>() as libc::socklen_t,
            )
        };
        assert!(check(returned).is_ok());
    }

    #[test]
    fn a_refused_run_is_sent_one_by_one_until_it_is_clear_that_none_will_be_taken() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        without_checksum(&sender);
        for _ in 0..MAX_REFUSALS {
            let counters = exchange(&sender, &receiver, &[700, 700, 700, 80], usize::MAX);
            assert_eq!((counters.n_split, counters.run_lengths[0]), (1, 4));
        }
        let counters = exchange(&sender, &receiver, &[700, 700, 700, 80], usize::MAX);
        assert_eq!((counters.n_split, counters.run_lengths[0]), (0, 4));
    }

    #[test]
    fn a_run_that_is_taken_forgives_the_refusals_before_it() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        for _ in 1..MAX_REFUSALS {
            let refusal = io::Error::from_raw_os_error(libc::EMSGSIZE);
            assert!(sender.segmentation.note_refusal(&refusal));
        }
        let counters = exchange(&sender, &receiver, &[700; 4], usize::MAX);
        assert_eq!(counters.run_lengths, [0, 0, 1, 0, 0, 0, 0]);
        assert_eq!(sender.segmentation.n_refusals.get(), 0);
        let elsewhere = io::Error::from_raw_os_error(libc::ENETUNREACH);
        assert!(!sender.segmentation.note_refusal(&elsewhere));
    }

    #[test]
    fn a_socket_whose_device_makes_no_checksums_sends_one_by_one_from_then_on() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        assert!(
            sender
                .segmentation
                .note_refusal(&io::Error::from_raw_os_error(libc::EIO))
        );
        let counters = exchange(&sender, &receiver, &[700; 4], usize::MAX);
        assert_eq!(counters.run_lengths, [4, 0, 0, 0, 0, 0, 0]);
    }

    #[test]
    fn a_refused_datagram_costs_only_itself() {
        let (sender, receiver) = (bind(loopback()), bind(loopback()));
        // Longer than a UDP datagram can be.
        let arena = vec![0; 70_000];
        let datagrams = [0..1, 0..70_000, 0..2];
        let counters = send(&sender, receiver.local(), &arena, &datagrams, usize::MAX);
        assert_eq!((counters.n_sent, counters.n_failed), (2, 1));
        assert_eq!(drain(&receiver).len(), 2);
    }

    #[test]
    fn a_destination_of_the_wrong_family_is_counted_for_every_datagram() {
        let sender = bind(loopback());
        let destination = SocketAddr::from((Ipv6Addr::LOCALHOST, 9));
        let counters = send(
            &sender,
            destination,
            b"xyz",
            &[0..1, 1..2, 2..3],
            usize::MAX,
        );
        assert_eq!((counters.n_sent, counters.n_failed), (0, 3));
    }
}
