//! Lost packets are asked for and sent again, on both sides, within bounds.

use crate::parameters::RTX_OUT;
use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::router::DropReason;
use sambung_core::rtcp::{RtcpPacket, write_nack};
use sambung_core::rtp::{RtpPacket, SeqNo};

fn nacks(room: &Room, peer: usize) -> Vec<u16> {
    room.rtcp(peer, |packet| match packet {
        RtcpPacket::Nack {
            media_ssrc: VIDEO_SSRC,
            items,
        } => Some(items.clone().map(|seq| seq.0).collect::<Vec<_>>()),
        _ => None,
    })
    .concat()
}

/// (SSRC, payload type, sequence number, payload) of every packet a peer got.
fn received(room: &Room, peer: usize) -> Vec<(u32, u8, u16, Vec<u8>)> {
    let packets = room.peers[peer]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"));
    packets
        .map(|packet| {
            (
                packet.ssrc(),
                packet.payload_type(),
                packet.seq().0,
                packet.payload().to_vec(),
            )
        })
        .collect()
}

#[test]
fn what_is_lost_on_the_way_in_is_asked_for_and_comes_out_in_its_place() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 100, 0));
    let lost = Media::vp8_delta(VIDEO_SSRC, 101, 3_000);
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 102, 6_000));
    room.run(60 * MS);
    assert_eq!(nacks(&room, sender).first(), Some(&101));
    room.send(sender, &lost.as_rtx(4_000));
    let packets = received(&room, receivers[0]);
    let first = packets[0].2;
    assert_eq!(
        packets
            .iter()
            .map(|packet| packet.2.wrapping_sub(first))
            .collect::<Vec<_>>(),
        [0, 2, 1]
    );
    assert_eq!(packets[2].3, lost.payload);
    let asked = nacks(&room, sender).len();
    room.run(1_000 * MS);
    assert_eq!(
        nacks(&room, sender).len(),
        asked,
        "what came is not asked for again"
    );
    let stats = room.router.producer_stats(room.now, "video").expect("open");
    assert_eq!(
        (stats[0].packets_repaired, stats[0].packets_retransmitted),
        (1, 1)
    );
    assert_eq!(stats[0].packets_lost, 1);
    assert_eq!(stats[0].rtx_ssrc, Some(VIDEO_SSRC + 1));
}

#[test]
fn a_retransmission_that_nobody_needs_goes_no_further() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 100, 0));
    let twice = Media::vp8_delta(VIDEO_SSRC, 101, 3_000);
    room.send(sender, &twice);
    room.send(sender, &twice.as_rtx(1));
    assert_eq!(received(&room, receivers[0]).len(), 2);
    assert_eq!(room.dropped(DropReason::RtxRejected), 1);
}

#[test]
fn what_a_receiver_misses_it_gets_on_its_retransmission_stream() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 100, 0));
    let missed = Media::vp8_delta(VIDEO_SSRC, 101, 3_000);
    room.send(sender, &missed);
    room.run(20 * MS);
    let number = received(&room, receivers[0])[1].2;
    let mut nack = Vec::new();
    write_nack(&mut nack, 1, 50_010, &[SeqNo(number)]);
    room.peers[receivers[0]].forget();
    room.send_rtcp(receivers[0], &nack);
    let packets = received(&room, receivers[0]);
    assert_eq!(packets.len(), 1);
    let (ssrc, payload_type, _, payload) = &packets[0];
    assert_eq!((*ssrc, *payload_type), (50_011, RTX_OUT));
    assert_eq!(payload[..2], number.to_be_bytes());
    assert_eq!(payload[2..], missed.payload);
    assert!(
        room.peers[receivers[1]].rtp.len() == 2,
        "only who asked gets it"
    );
    // Asked again at once, while the first answer may still be on its way: nothing.
    room.send_rtcp(receivers[0], &nack);
    assert_eq!(room.peers[receivers[0]].rtp.len(), 1);
    room.run(600 * MS);
    room.send_rtcp(receivers[0], &nack);
    let numbers: Vec<u16> = received(&room, receivers[0])
        .iter()
        .map(|packet| packet.2)
        .collect();
    assert_eq!(
        numbers[1],
        numbers[0].wrapping_add(1),
        "each retransmission is a packet of its own"
    );
    assert_eq!(
        room.peers[receivers[0]].refused, 0,
        "no number was sealed twice"
    );
    let stats = room
        .router
        .consumer_stats(room.now, "video-50000")
        .expect("open");
    assert_eq!(
        (
            stats[0].nack_count,
            stats[0].packets_retransmitted,
            stats[0].packets_repaired
        ),
        (3, 2, 1)
    );
}

/// Case 13: what is asked for again and again is sent again within a budget.
#[test]
fn a_storm_of_requests_gets_no_more_than_its_budget() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 0, 0));
    for seq in 1..600 {
        room.send(
            sender,
            &Media::vp8_delta(VIDEO_SSRC, seq, u32::from(seq) * 3_000),
        );
    }
    let first = received(&room, receivers[0])[0].2;
    let all: Vec<SeqNo> = (0..600)
        .map(|step| SeqNo(first.wrapping_add(step)))
        .collect();
    let mut nack = Vec::new();
    write_nack(&mut nack, 1, 50_010, &all);
    room.peers[receivers[0]].forget();
    for _ in 0..50 {
        room.send_rtcp(receivers[0], &nack);
        room.run(MS);
    }
    let resent: usize = room.peers[receivers[0]].sealed.iter().map(Vec::len).sum();
    assert!(
        resent <= 400 * 1024,
        "30,000 requests brought {resent} bytes"
    );
    assert!(
        resent >= 100 * 1024,
        "an honest one of them is worth an answer"
    );
}

#[test]
fn requests_about_nobody_and_about_sound_are_passed_over() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::opus(AUDIO_SSRC, 1, 0));
    let number = received(&room, receivers[0])[0].2;
    for ssrc in [50_000, 50_011, 99_999, 60_010] {
        let mut nack = Vec::new();
        write_nack(&mut nack, 1, ssrc, &[SeqNo(number)]);
        room.send_rtcp(receivers[0], &nack);
    }
    assert_eq!(room.peers[receivers[0]].rtp.len(), 1);
}
