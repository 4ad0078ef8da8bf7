//! Packets kept for retransmission, in memory that is used again: size classes, so that a small packet does not hold the room
//! of a large one, and no allocation once as many packets exist as the age limit of the stores lets there be.

use super::packet::{RtpPacket, SharedPacket};
use std::cell::Cell;
use std::rc::Rc;

/// Room of the packets of each class, in bytes. More classes waste less room, fewer find a free packet sooner.
const CLASSES: [usize; 6] = [128, 256, 512, 1_024, 1_536, 2_048];

/// Bytes that all kept packets may take; a packet beyond is forwarded, but not kept for repair.
/// Higher: repair at higher rates of one router (this is a quarter of a Gbit/s for two seconds). Lower: less memory.
const MAX_BYTES: usize = 64 << 20;

/// Free packets of a class that wait to be used again. Higher: no allocation after larger bursts. Lower: less memory after them.
const MAX_FREE: usize = 128;

/// Where the packets come from that consumers' stores share, and where those go that no store holds any more.
#[derive(Debug, Default)]
pub struct PacketPool {
    free: [Vec<Rc<SharedPacket>>; CLASSES.len()],
    /// Bytes of all packets, free or kept; each takes its own off when it is dropped.
    bytes: Rc<Cell<usize>>,
}

impl PacketPool {
    /// Copies a packet out of the receive buffer; `None` when there is no room for it.
    pub fn keep(&mut self, packet: &RtpPacket<'_>) -> Option<Rc<SharedPacket>> {
        let length = packet.bytes().len();
        let (size, free) = CLASSES
            .iter()
            .zip(&mut self.free)
            .find(|(size, _)| length <= **size)?;
        if let Some(mut shared) = free.pop() {
            Rc::get_mut(&mut shared)?.replace(packet);
            return Some(shared);
        }
        let bytes = self.bytes.get() + size;
        if bytes > MAX_BYTES {
            return None;
        }
        self.bytes.set(bytes);
        let account = Rc::clone(&self.bytes);
        Some(Rc::new(SharedPacket::with_room(packet, *size, account)))
    }

    /// Takes a packet that a store has done with; the last one to give it back makes it free.
    pub fn give_back(&mut self, packet: Rc<SharedPacket>) {
        let class = CLASSES.iter().position(|size| *size == packet.room());
        if Rc::strong_count(&packet) == 1
            && let Some(free) = class.and_then(|class| self.free.get_mut(class))
            && free.len() < MAX_FREE
        {
            free.push(packet);
        }
    }

    /// Bytes of all packets, free or kept.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.bytes.get()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn bytes(length: usize, mark: u8) -> Vec<u8> {
        let mut bytes = vec![mark; length];
        bytes[0] = 0x80;
        bytes
    }

    fn keep(pool: &mut PacketPool, length: usize, mark: u8) -> Option<Rc<SharedPacket>> {
        pool.keep(&RtpPacket::parse(&bytes(length, mark)).unwrap())
    }

    #[test]
    fn a_packet_is_used_again_when_the_last_store_gives_it_back_and_not_before() {
        let mut pool = PacketPool::default();
        let first = keep(&mut pool, 1_000, 1).unwrap();
        let also_first = Rc::clone(&first);
        pool.give_back(first);
        let second = keep(&mut pool, 1_000, 2).unwrap();
        assert_eq!(pool.bytes(), 2 * 1_024);
        assert_eq!(also_first.packet().bytes(), bytes(1_000, 1));
        pool.give_back(also_first);
        let third = keep(&mut pool, 900, 3).unwrap();
        assert_eq!(pool.bytes(), 2 * 1_024);
        assert_eq!(third.packet().bytes(), bytes(900, 3));
        assert_eq!(third.len(), 900);
        assert_eq!(second.packet().bytes(), bytes(1_000, 2));
    }

    #[test]
    fn small_packets_take_little_room_and_huge_ones_none() {
        let mut pool = PacketPool::default();
        let _audio = keep(&mut pool, 100, 1).unwrap();
        assert_eq!(pool.bytes(), 128);
        assert!(keep(&mut pool, 2_049, 1).is_none());
        assert_eq!(pool.bytes(), 128);
    }

    #[test]
    fn a_packet_that_is_dropped_elsewhere_no_longer_counts() {
        let mut pool = PacketPool::default();
        let kept = keep(&mut pool, 100, 1);
        drop(kept);
        assert_eq!(pool.bytes(), 0);
    }

    #[test]
    fn only_so_many_free_packets_are_held_after_a_burst() {
        let mut pool = PacketPool::default();
        let burst: Vec<_> = (0..1_000)
            .filter_map(|_| keep(&mut pool, 1_200, 1))
            .collect();
        assert_eq!(pool.bytes(), 1_000 * 1_536);
        burst.into_iter().for_each(|packet| pool.give_back(packet));
        assert_eq!(pool.bytes(), MAX_FREE * 1_536);
    }

    #[test]
    fn bytes_are_capped() {
        let mut pool = PacketPool::default();
        let held: Vec<_> = std::iter::from_fn(|| keep(&mut pool, 2_048, 1)).collect();
        assert_eq!(held.len(), MAX_BYTES / 2_048);
        assert_eq!(pool.bytes(), MAX_BYTES);
    }
}
