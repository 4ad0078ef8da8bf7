//! What has to be sent at the end of a turn: one contiguous arena per destination.

use crate::ortc::{EntityId, TransportTuple};
use std::ops::Range;
use std::time::Duration;

/// Bytes that one idle outbox may keep. Higher saves allocations after a burst, lower saves memory.
const IDLE_CAPACITY: usize = 64 * 1024;
/// Bytes that all idle outboxes may keep. Higher suits turns with many destinations, lower saves memory.
const IDLE_TOTAL: usize = 16 * 1024 * 1024;

/// How long one run may keep its path busy. Higher makes longer runs and cheaper packets on slow paths, lower lets other
/// packets on those paths in between sooner.
const RUN_DURATION: Duration = Duration::from_millis(5);

/// Datagrams of one turn for one destination, back to back in one buffer in the order they are to be sent.
#[derive(Debug)]
pub struct Outbox {
    transport_id: EntityId,
    tuple: TransportTuple,
    bytes: Vec<u8>,
    ends: Vec<u32>,
    max_run_bytes: usize,
}

impl Outbox {
    /// The transport that they come from.
    pub fn transport_id(&self) -> &EntityId {
        &self.transport_id
    }

    /// Where they go.
    pub fn tuple(&self) -> &TransportTuple {
        &self.tuple
    }

    /// Bytes that may leave in one send, so that a fast sender does not make bursts on a slow path; a single datagram
    /// always may.
    pub fn max_run_bytes(&self) -> usize {
        self.max_run_bytes
    }

    /// How many datagrams.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// True without any datagram.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All of them back to back; [`Outbox::ranges`] tells where one ends.
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// Each datagram's place in [`Outbox::bytes`].
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts
            .zip(self.ends.iter().copied())
            .map(|(start, end)| start as usize..end as usize)
    }

    /// Each datagram.
    pub fn datagrams(&self) -> impl Iterator<Item = &[u8]> + '_ {
        self.ranges().filter_map(|range| self.bytes.get(range))
    }

    /// Appends one datagram.
    pub(crate) fn push(&mut self, datagram: &[u8]) {
        self.bytes.extend_from_slice(datagram);
        self.ends
            .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
    }

    /// The datagram appended last.
    pub(crate) fn last(&self) -> Option<&[u8]> {
        let (end, before) = self.ends.split_last()?;
        let start = before.last().copied().unwrap_or(0);
        self.bytes.get(start as usize..*end as usize)
    }

    /// Appends one datagram that `write` makes at the end of the buffer it gets; what it leaves there counts, and
    /// nothing when it fails. Gives the bytes appended.
    pub(crate) fn append<E>(
        &mut self,
        write: impl FnOnce(&mut Vec<u8>) -> Result<(), E>,
    ) -> Result<usize, E> {
        let start = self.bytes.len();
        match write(&mut self.bytes) {
            Ok(()) => {
                let length = self.bytes.len().saturating_sub(start);
                if length > 0 {
                    self.ends
                        .push(u32::try_from(self.bytes.len()).unwrap_or(u32::MAX));
                }
                Ok(length)
            }
            Err(error) => {
                self.bytes.truncate(start);
                Err(error)
            }
        }
    }
}

/// All outboxes of a turn.
#[derive(Debug, Default)]
pub(crate) struct Outboxes {
    pending: Vec<Outbox>,
    idle: Vec<Outbox>,
    /// Capacity of the idle ones, in bytes.
    idle_bytes: usize,
    turn: u64,
}

/// A transport's place in the turn's outboxes, valid in that turn only, and how long its runs may be.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutboxSlot {
    turn: u64,
    index: usize,
    max_run_bytes: usize,
}

impl Default for OutboxSlot {
    fn default() -> OutboxSlot {
        OutboxSlot {
            turn: 0,
            index: 0,
            max_run_bytes: usize::MAX,
        }
    }
}

impl OutboxSlot {
    /// Lets a run be no longer than [`RUN_DURATION`] at what the path is thought to carry, in bits per second; 0 when
    /// that is not known.
    pub(crate) fn limit_runs(&mut self, bitrate_bps: u64) {
        let run_bits = u128::from(bitrate_bps) * RUN_DURATION.as_micros() / 1_000_000;
        self.max_run_bytes = match bitrate_bps {
            0 => usize::MAX,
            _ => usize::try_from(run_bits / 8).unwrap_or(usize::MAX),
        };
    }
}

impl Outboxes {
    /// The outbox for a destination: the one in the slot, or a new one whose place the slot then holds.
    pub(crate) fn open(
        &mut self,
        slot: &mut OutboxSlot,
        transport_id: &EntityId,
        tuple: &TransportTuple,
    ) -> &mut Outbox {
        let turn = self.turn.wrapping_add(1);
        let is_current = slot.turn == turn
            && self.pending.get(slot.index).is_some_and(|outbox| {
                outbox.tuple == *tuple && EntityId::ptr_eq(&outbox.transport_id, transport_id)
            });
        if !is_current {
            let outbox = match self.idle.pop() {
                Some(idle) => {
                    self.idle_bytes = self.idle_bytes.saturating_sub(idle.bytes.capacity());
                    Outbox {
                        transport_id: transport_id.clone(),
                        tuple: *tuple,
                        max_run_bytes: slot.max_run_bytes,
                        ..idle
                    }
                }
                None => Outbox {
                    transport_id: transport_id.clone(),
                    tuple: *tuple,
                    bytes: Vec::with_capacity(2048),
                    ends: Vec::with_capacity(8),
                    max_run_bytes: slot.max_run_bytes,
                },
            };
            slot.turn = turn;
            slot.index = self.pending.len();
            self.pending.push(outbox);
        }
        let index = slot.index;
        // The slot was filled just now or checked above, so the index is in range.
        &mut self.pending[index]
    }

    /// Datagrams that wait.
    pub(crate) fn n_datagrams(&self) -> usize {
        self.pending.iter().map(Outbox::len).sum()
    }

    /// Ends the turn: hands every outbox over once and keeps the buffers.
    pub(crate) fn drain(&mut self, mut send: impl FnMut(&Outbox)) {
        for mut outbox in self.pending.drain(..) {
            if !outbox.is_empty() {
                send(&outbox);
            }
            outbox.bytes.clear();
            outbox.ends.clear();
            let capacity = outbox.bytes.capacity();
            if capacity <= IDLE_CAPACITY && self.idle_bytes + capacity <= IDLE_TOTAL {
                self.idle_bytes += capacity;
                self.idle.push(outbox);
            }
        }
        self.turn = self.turn.wrapping_add(1);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ice::Protocol;
    use std::convert::Infallible;
    use std::net::SocketAddr;

    fn tuple(port: u16) -> TransportTuple {
        TransportTuple {
            protocol: Protocol::Udp,
            local: SocketAddr::from(([127, 0, 0, 1], 1)),
            remote: SocketAddr::from(([127, 0, 0, 1], port)),
        }
    }

    fn push(
        outboxes: &mut Outboxes,
        slot: &mut OutboxSlot,
        id: &EntityId,
        tuple: &TransportTuple,
        bytes: &[u8],
    ) {
        let result = outboxes.open(slot, id, tuple).append(|buffer| {
            buffer.extend_from_slice(bytes);
            Ok::<(), Infallible>(())
        });
        assert_eq!(result, Ok(bytes.len()));
    }

    #[test]
    fn packets_to_one_destination_are_adjacent_however_they_interleave() {
        let mut outboxes = Outboxes::default();
        let (a, b) = (EntityId::from("a"), EntityId::from("b"));
        let (mut slot_a, mut slot_b) = (OutboxSlot::default(), OutboxSlot::default());
        for turn in 0..3_u8 {
            for packet in 0..4_u8 {
                push(&mut outboxes, &mut slot_a, &a, &tuple(10), &[turn, packet]);
                push(
                    &mut outboxes,
                    &mut slot_b,
                    &b,
                    &tuple(20),
                    &[turn, packet, 0],
                );
            }
            let mut sent = Vec::new();
            outboxes.drain(|outbox| {
                sent.push((
                    outbox.tuple().remote.port(),
                    outbox.datagrams().map(<[u8]>::to_vec).collect::<Vec<_>>(),
                ));
            });
            assert_eq!(sent.len(), 2);
            assert_eq!(
                sent[0],
                (10, (0..4).map(|packet| vec![turn, packet]).collect())
            );
            assert_eq!(
                sent[1],
                (20, (0..4).map(|packet| vec![turn, packet, 0]).collect())
            );
        }
    }

    #[test]
    fn a_run_takes_no_longer_than_its_path_can_carry_in_five_milliseconds() {
        let mut outboxes = Outboxes::default();
        let id = EntityId::from("a");
        let mut slot = OutboxSlot::default();
        let mut limits = Vec::new();
        for bitrate_bps in [0, 8_000_000, 1, 0] {
            slot.limit_runs(bitrate_bps);
            push(&mut outboxes, &mut slot, &id, &tuple(10), b"x");
            outboxes.drain(|outbox| limits.push(outbox.max_run_bytes()));
        }
        assert_eq!(limits, [usize::MAX, 5_000, 0, usize::MAX]);
    }

    #[test]
    fn a_change_of_address_within_a_turn_opens_another_outbox() {
        let mut outboxes = Outboxes::default();
        let id = EntityId::from("a");
        let mut slot = OutboxSlot::default();
        push(&mut outboxes, &mut slot, &id, &tuple(10), b"x");
        push(&mut outboxes, &mut slot, &id, &tuple(11), b"y");
        let mut ports = Vec::new();
        outboxes.drain(|outbox| ports.push(outbox.tuple().remote.port()));
        assert_eq!(ports, [10, 11]);
    }

    #[test]
    fn a_datagram_that_could_not_be_made_leaves_nothing_behind() {
        let mut outboxes = Outboxes::default();
        let mut slot = OutboxSlot::default();
        let id = EntityId::from("a");
        let failed = outboxes.open(&mut slot, &id, &tuple(1)).append(|buffer| {
            buffer.extend_from_slice(b"half");
            Err("no")
        });
        assert_eq!(failed, Err("no"));
        assert_eq!(outboxes.n_datagrams(), 0);
        let mut n_sent = 0;
        outboxes.drain(|_| n_sent += 1);
        assert_eq!(n_sent, 0);
    }
}
