//! A sender that begins anew: its numbers and its clock jump, its receivers' do not.

use crate::peer::Media;
use crate::room::{MS, Room, VIDEO_SSRC, meeting};
use sambung_core::rtp::{RtpPacket, RtpTimestamp, SeqNo};

/// Sequence number and timestamp of the newest picture packet that a peer got.
fn newest(room: &Room, peer: usize) -> (SeqNo, RtpTimestamp) {
    let packet = room.peers[peer].rtp.last().expect("something came");
    let packet = RtpPacket::parse(packet).expect("well formed");
    (packet.seq(), packet.timestamp())
}

/// The sender begins anew while `hide` keeps the receiver from seeing it; then `show` lets it through again.
fn restarted(hide: impl Fn(&mut Room), show: impl Fn(&mut Room)) {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 100, 4_000_000_000));
    let (seq, timestamp) = newest(&room, receivers[0]);
    hide(&mut room);
    room.run(1_000 * MS);
    for number in 0..3 {
        room.send(sender, &Media::vp8_key(VIDEO_SSRC, 20_000 + number, 5));
    }
    show(&mut room);
    room.run(1_000 * MS);
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 20_003, 90_005));
    let (later_seq, later_timestamp) = newest(&room, receivers[0]);
    assert!(
        (1..=4).contains(&later_seq.distance_from(seq)),
        "{later_seq:?} after {seq:?}"
    );
    // Two seconds at 90 kHz.
    let elapsed = later_timestamp.distance_from(timestamp);
    assert!((179_000..=181_000).contains(&elapsed), "{elapsed} ticks");
}

#[test]
fn a_restart_in_plain_sight_goes_on_where_it_was() {
    restarted(|_| (), |_| ());
}

#[test]
fn a_restart_behind_a_paused_consumer_goes_on_where_it_was() {
    restarted(
        |room| {
            room.router
                .pause_consumer(room.now, "video-50000")
                .expect("open")
        },
        |room| {
            room.router
                .resume_consumer(room.now, "video-50000")
                .expect("open")
        },
    );
}

#[test]
fn a_restart_behind_a_paused_producer_goes_on_where_it_was() {
    restarted(
        |room| room.router.pause_producer(room.now, "video").expect("open"),
        |room| {
            room.router
                .resume_producer(room.now, "video")
                .expect("open")
        },
    );
}
