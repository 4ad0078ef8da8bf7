//! Forwarding a packet allocates nothing: what it needs is there from the packets before it.

use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MS, Room, VIDEO_SSRC, meeting};
use std::alloc::{GlobalAlloc, Layout, System};
use std::cell::Cell;

/// The system's allocator, with a count of this thread's calls.
struct Counting;

thread_local! {
    static N_ALLOCATIONS: Cell<u64> = const { Cell::new(0) };
}

fn count() {
    // Not while the thread ends, when the counter is gone.
    let _ = N_ALLOCATIONS.try_with(|counter| counter.set(counter.get() + 1));
}

// SAFETY: every call goes to the system's allocator unchanged.
unsafe impl GlobalAlloc for Counting {
    unsafe fn alloc(&self, layout: Layout) -> *mut u8 {
        count();
        // SAFETY: the caller's promises are passed on.
        unsafe { System.alloc(layout) }
    }

    unsafe fn dealloc(&self, place: *mut u8, layout: Layout) {
        // SAFETY: as above.
        unsafe { System.dealloc(place, layout) }
    }

    unsafe fn realloc(&self, place: *mut u8, layout: Layout, size: usize) -> *mut u8 {
        count();
        // SAFETY: as above.
        unsafe { System.realloc(place, layout, size) }
    }
}

#[global_allocator]
static ALLOCATOR: Counting = Counting;

/// Allocations that the router makes to take these packets and hand over their copies; gives the number of copies too.
fn forward(room: &mut Room, sender: usize, datagrams: &mut [Vec<u8>]) -> (u64, usize) {
    let (handle, tuple) = (room.peers[sender].handle, room.peers[sender].tuple);
    let mut n_copies = 0;
    let before = N_ALLOCATIONS.get();
    for datagram in datagrams {
        room.router
            .handle_datagram_padded(room.now, handle, tuple, datagram, 1);
    }
    room.router
        .drain_outboxes(|outbox| n_copies += outbox.len());
    (N_ALLOCATIONS.get() - before, n_copies)
}

#[test]
fn once_its_pools_are_filled_a_forwarded_packet_allocates_nothing() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let (mut seq, mut audio_seq) = (2, 1);
    let (mut n_allocations, mut n_forwarded) = (0, 0);
    for turn in 0..200_u32 {
        // A frame of eight and a packet of sound every 33 ms, for longer than the stores keep anything.
        let mut datagrams: Vec<Vec<u8>> = (0..8)
            .map(|index| {
                let mut media = Media::vp8_rest(VIDEO_SSRC, seq + index, turn * 2_970);
                media.marker = index == 7;
                room.peers[sender].seal_rtp(&media.write())
            })
            .collect();
        let sound = Media::opus(AUDIO_SSRC, audio_seq, turn * 1_584);
        datagrams.push(room.peers[sender].seal_rtp(&sound.write()));
        (seq, audio_seq) = (seq + 8, audio_seq + 1);
        let (allocations, copies) = forward(&mut room, sender, &mut datagrams);
        assert_eq!(copies, 9 * receivers.len());
        if turn >= 120 {
            n_allocations += allocations;
            n_forwarded += copies;
        }
        room.run(33 * MS);
    }
    assert_eq!(n_forwarded, 80 * 9 * receivers.len());
    assert_eq!(n_allocations, 0);
}
