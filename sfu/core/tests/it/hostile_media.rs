//! Authenticated peers whose media is malformed: each packet is dropped and counted, the meeting goes on.

use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::router::DropReason;
use sambung_core::rtp::RtpPacket;

/// Packets dropped for whatever reason.
fn n_dropped(room: &Room) -> u64 {
    room.router.drops().iter().map(|(_, n)| n).sum()
}

fn send_sealed(room: &mut Room, peer: usize, packet: &[u8]) {
    let sealed = room.peers[peer].seal_rtp(packet);
    room.send_raw(peer, &sealed);
}

/// Case 8: headers that contradict themselves (CSRCs, extensions and padding beyond the packet) end at the parser.
#[test]
fn malformed_headers_of_an_authenticated_peer_are_dropped_and_counted() {
    let (mut room, sender, receivers) = meeting();
    // Sealing needs a header that is long enough; what contradicts it comes after.
    let plain = |seq| Media::opus(AUDIO_SSRC, seq, 0).write();
    let mut bent: Vec<Vec<u8>> = Vec::new();
    for (seq, padding) in [(2, 0_u8), (3, 42), (4, 255)] {
        let mut packet = plain(seq);
        packet[0] |= 0x20;
        *packet.last_mut().expect("long") = padding;
        bent.push(packet);
    }
    for (seq, words) in [(5, 11_u8), (6, 255)] {
        let mut packet = plain(seq);
        packet[0] |= 0x10;
        packet[12..16].copy_from_slice(&[0xbe, 0xde, 0, words]);
        bent.push(packet);
    }
    let mut of_csrcs = plain(7);
    of_csrcs[0] |= 0x0f;
    bent.push(of_csrcs);
    let before = n_dropped(&room);
    let mut n_sealed = 0;
    for packet in bent {
        // Some of these cannot even be sealed: the sealer finds no payload.
        let keys = room.peers[sender].keys.as_mut().expect("connected");
        let mut sealed = packet.clone();
        sealed.resize(packet.len() + 32, 0);
        if let Ok(length) = keys.outbound.protect_rtp(&mut sealed, packet.len()) {
            sealed.truncate(length);
            n_sealed += 1;
            room.send_raw(sender, &sealed);
        }
    }
    assert!(n_sealed >= 3, "{n_sealed}");
    assert_eq!(n_dropped(&room) - before, n_sealed);
    room.send(sender, &Media::opus(AUDIO_SSRC, 8, 960));
    for receiver in receivers {
        assert_eq!(room.peers[receiver].rtp.len(), 1, "only the good one");
    }
}

/// Case 8: extension elements that are reserved or overlong neither end the packet's way nor get further than they may.
#[test]
fn reserved_and_overlong_extension_elements_do_no_harm() {
    let (mut room, sender, receivers) = meeting();
    let areas: [&[u8]; 5] = [
        &[0xf3, 1, 2, 3],
        &[0x0f, 0, 0, 0],
        &[0x1f, 1, 2, 3],
        &[0xff, 0xff, 0xff, 0xff],
        &[0, 0, 0, 0],
    ];
    for (seq, area) in (1..).zip(areas) {
        let mut packet = Media::opus(AUDIO_SSRC, seq, 0).write();
        packet[0] |= 0x10;
        let extension = [&[0xbe, 0xde, 0, 1], area].concat();
        packet.splice(12..12, extension);
        send_sealed(&mut room, sender, &packet);
    }
    room.send(sender, &Media::opus(AUDIO_SSRC, 9, 960));
    for receiver in receivers {
        let arrived = room.peers[receiver].rtp.len() as u64;
        assert!((1..=6).contains(&arrived));
        assert_eq!(arrived + n_dropped(&room), 6, "each was sent on or counted");
    }
}

/// Case 8: payload types 64 to 95 are RTCP's by RFC 5761 §4; as RTP they open nothing.
#[test]
fn payload_types_of_rtcp_are_no_media() {
    let (mut room, sender, receivers) = meeting();
    for (seq, payload_type) in (1..).zip([64, 72, 76, 95]) {
        let packet = Media {
            payload_type,
            marker: true,
            ..Media::opus(AUDIO_SSRC, seq, 0)
        };
        room.send(sender, &packet);
    }
    assert_eq!(room.dropped(DropReason::SrtcpRejected), 4);
    assert!(room.peers[receivers[0]].rtp.is_empty());
    for (seq, payload_type) in (5..).zip([0, 33, 127]) {
        let packet = Media {
            payload_type,
            ..Media::opus(AUDIO_SSRC, seq, 0)
        };
        room.send(sender, &packet);
    }
    assert_eq!(n_dropped(&room), 7, "nobody negotiated those either");
    assert!(room.peers[receivers[0]].rtp.is_empty());
}

/// Case 9: descriptors that end early or promise more than there is are dropped, or go on as they came, never longer.
#[test]
fn garbage_where_a_descriptor_should_be_leaves_the_picture_alone() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let garbage: [&[u8]; 8] = [
        &[],
        &[0x80],
        &[0x90, 0x80],
        &[0x90, 0xff],
        &[0x90, 0xff, 0x80],
        &[0x90, 0xff, 0xff, 0xff],
        &[0xff; 3],
        &[0x90, 0x20],
    ];
    for (seq, payload) in (2..).zip(garbage) {
        let packet = Media {
            payload: payload.to_vec(),
            ..Media::vp8_delta(VIDEO_SSRC, seq, 3_000 * u32::from(seq))
        };
        room.send(sender, &packet);
    }
    for receiver in receivers {
        for packet in room.peers[receiver].rtp.iter().skip(1) {
            let packet = RtpPacket::parse(packet).expect("well formed");
            assert!(
                garbage.contains(&packet.payload()),
                "{:?}",
                packet.payload()
            );
        }
    }
    room.run(100 * MS);
    room.peers.iter_mut().for_each(crate::peer::Peer::forget);
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 20, 90_000));
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 21, 93_000));
    for receiver in receivers {
        assert_eq!(room.peers[receiver].rtp.len(), 2, "the picture goes on");
    }
}
