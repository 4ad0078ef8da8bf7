//! Messages on their way to the control plane, bounded in memory whatever the other end does.

use super::framing::{MAX_MESSAGE_LEN, PREFIX_LEN};
use std::io::{self, Write};

/// Waiting bytes above which messages that may be lost are dropped and no further request is read. Higher rides out a
/// longer pause of the control plane; lower keeps what it gets fresher. Its reader throws everything away beyond 8 MiB.
const CONGESTED_LEN: usize = 4 * 1024 * 1024;

/// Waiting bytes above which the control plane counts as gone. Higher waits longer for it, lower spares memory.
const FULL_LEN: usize = 64 * 1024 * 1024;

/// Whether a message may be lost when the control plane does not keep up.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Delivery {
    /// Must arrive: a response, or a change of state that is told once.
    Kept,
    /// A newer one makes it worthless: scores, levels, traces, logs.
    Droppable,
}

/// How a flush ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flush {
    /// Nothing waits.
    Empty,
    /// The stream takes no more now.
    Pending,
    /// The other end closed its side; everything is dropped from now on.
    Closed,
}

/// Why a message was not taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// It is longer than the control plane accepts.
    TooBig,
    /// Too much is waiting and it may be lost.
    Congested,
}

/// The queue of framed messages.
#[derive(Debug, Default)]
pub struct Outbox {
    /// Bytes `start..` wait.
    buffer: Vec<u8>,
    start: usize,
    is_closed: bool,
    n_dropped: u64,
}

impl Outbox {
    /// Queues one message.
    pub fn push(&mut self, message: &[u8], delivery: Delivery) -> Result<(), Refusal> {
        if self.is_closed {
            return Ok(());
        }
        let prefix = u32::try_from(message.len())
            .map_err(|_| Refusal::TooBig)?
            .to_le_bytes();
        if message.len() > MAX_MESSAGE_LEN {
            return Err(Refusal::TooBig);
        }
        if delivery == Delivery::Droppable && self.is_congested() {
            self.n_dropped += 1;
            return Err(Refusal::Congested);
        }
        self.buffer.reserve(PREFIX_LEN + message.len());
        self.buffer.extend_from_slice(&prefix);
        self.buffer.extend_from_slice(message);
        Ok(())
    }

    /// Writes as much as the stream takes.
    pub fn flush(&mut self, stream: &mut impl Write) -> Flush {
        while !self.is_closed && self.waiting_len() > 0 {
            match stream.write(self.buffer.get(self.start..).unwrap_or_default()) {
                Ok(0) => self.close(),
                Ok(n_written) => self.start += n_written,
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    self.compact();
                    return Flush::Pending;
                }
                Err(_) => self.close(),
            }
        }
        if self.is_closed {
            return Flush::Closed;
        }
        self.buffer.clear();
        self.buffer.shrink_to(CONGESTED_LEN / 16);
        self.start = 0;
        Flush::Empty
    }

    /// True while the control plane is far behind.
    pub fn is_congested(&self) -> bool {
        self.waiting_len() > CONGESTED_LEN
    }

    /// True when the control plane is so far behind that it counts as gone.
    pub fn is_full(&self) -> bool {
        self.waiting_len() > FULL_LEN
    }

    /// Messages dropped because the control plane was behind.
    pub fn n_dropped(&self) -> u64 {
        self.n_dropped
    }

    fn waiting_len(&self) -> usize {
        self.buffer.len() - self.start
    }

    fn close(&mut self) {
        *self = Outbox {
            is_closed: true,
            n_dropped: self.n_dropped,
            ..Outbox::default()
        };
    }

    /// Moves the waiting bytes to the front once more than half of the memory is written out.
    fn compact(&mut self) {
        if self.start > self.buffer.len() / 2 {
            self.buffer.drain(..self.start);
            self.start = 0;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A stream that takes a limited number of bytes, then would block, or is closed.
    struct Pipe {
        taken: Vec<u8>,
        room: usize,
        is_closed: bool,
    }

    impl Write for Pipe {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            if self.is_closed {
                return Err(io::Error::from(io::ErrorKind::BrokenPipe));
            }
            let n_taken = bytes.len().min(self.room);
            if n_taken == 0 {
                return Err(io::Error::from(io::ErrorKind::WouldBlock));
            }
            self.room -= n_taken;
            self.taken.extend_from_slice(&bytes[..n_taken]);
            Ok(n_taken)
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn pipe(room: usize) -> Pipe {
        Pipe {
            taken: Vec::new(),
            room,
            is_closed: false,
        }
    }

    #[test]
    fn messages_leave_in_order_across_a_stream_that_stops_anywhere() {
        let mut outbox = Outbox::default();
        let mut expected = Vec::new();
        for n in 0..50_u8 {
            let message = vec![n; usize::from(n)];
            expected.extend(u32::from(n).to_le_bytes());
            expected.extend(&message);
            assert_eq!(outbox.push(&message, Delivery::Kept), Ok(()));
        }
        let mut pipe = pipe(0);
        while outbox.flush(&mut pipe) == Flush::Pending {
            pipe.room = 7;
        }
        assert_eq!(pipe.taken, expected);
    }

    #[test]
    fn a_closed_stream_drops_everything_without_an_error() {
        let mut outbox = Outbox::default();
        assert_eq!(outbox.push(b"x", Delivery::Kept), Ok(()));
        let mut pipe = Pipe {
            is_closed: true,
            ..pipe(9)
        };
        assert_eq!(outbox.flush(&mut pipe), Flush::Closed);
        assert_eq!(outbox.push(b"y", Delivery::Kept), Ok(()));
        assert_eq!(outbox.flush(&mut pipe), Flush::Closed);
        assert_eq!(outbox.waiting_len(), 0);
    }

    #[test]
    fn a_reader_that_lags_costs_only_what_may_be_lost() {
        let mut outbox = Outbox::default();
        let message = vec![0; 1024 * 1024];
        while !outbox.is_congested() {
            assert_eq!(outbox.push(&message, Delivery::Droppable), Ok(()));
        }
        assert_eq!(
            outbox.push(b"score", Delivery::Droppable),
            Err(Refusal::Congested)
        );
        assert_eq!(outbox.push(b"response", Delivery::Kept), Ok(()));
        assert_eq!(outbox.n_dropped(), 1);
        assert!(!outbox.is_full());
        assert_eq!(outbox.flush(&mut pipe(usize::MAX)), Flush::Empty);
        assert_eq!(outbox.push(b"score", Delivery::Droppable), Ok(()));
    }

    #[test]
    fn a_message_that_the_reader_would_refuse_is_not_taken() {
        let mut outbox = Outbox::default();
        assert_eq!(
            outbox.push(&vec![0; MAX_MESSAGE_LEN + 1], Delivery::Kept),
            Err(Refusal::TooBig)
        );
        assert_eq!(outbox.waiting_len(), 0);
    }
}
