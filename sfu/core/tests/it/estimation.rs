//! The estimate of a receiver's line through the whole router: numbers, feedback, padding, statistics.

use crate::parameters::RTX_OUT;
use crate::peer::Media;
use crate::room::{MS, Room, VIDEO_SSRC, meeting};
use sambung_core::router::Event;
use sambung_core::rtcp::FeedbackBuilder;
use sambung_core::rtp::{ExtensionIds, ExtensionKind, RtpPacket, SeqNo};
use sambung_core::transport::TransportTraceType;

/// (transport-wide number, millisecond of arrival), not yet reported.
type Arrivals = Vec<(SeqNo, u64)>;

fn wide_seq(packet: &RtpPacket<'_>) -> Option<SeqNo> {
    let outgoing: ExtensionIds = [(ExtensionKind::TransportWideCc, 5)].into_iter().collect();
    packet.transport_wide_cc(&outgoing)
}

/// Three seconds in which a picture of 800 kbit/s is sent and a receiver reports what it got every 50 ms.
fn three_seconds(room: &mut Room, sender: usize, receiver: usize) {
    let mut arrivals = Arrivals::new();
    let (mut n_seen, mut reports) = (0, 0_u8);
    for ms in 0..3_000_u64 {
        if ms % 10 == 0 {
            let seq = 100 + (ms / 10) as u16;
            let timestamp = ms as u32 * 90;
            let mut media = if ms == 0 {
                Media::vp8_key(VIDEO_SSRC, seq, timestamp)
            } else {
                Media::vp8_delta(VIDEO_SSRC, seq, timestamp)
            };
            media.payload.resize(1_000, 7);
            room.send(sender, &media);
        }
        room.run(MS);
        let packets = &room.peers[receiver].rtp;
        for packet in packets.get(n_seen..).unwrap_or_default() {
            let packet = RtpPacket::parse(packet).expect("well formed");
            arrivals.extend(wide_seq(&packet).map(|seq| (seq, 1_000 + ms)));
        }
        n_seen = packets.len();
        if ms % 50 == 49
            && let Some((base, first_ms)) = arrivals.first().copied()
        {
            let mut builder = FeedbackBuilder::new(base, first_ms * 1_000, reports);
            reports = reports.wrapping_add(1);
            for (seq, at_ms) in arrivals.drain(..) {
                builder.push(seq, at_ms * 1_000).expect("it fits");
            }
            let mut rtcp = Vec::new();
            builder.write(&mut rtcp, 1, VIDEO_SSRC);
            room.send_rtcp(receiver, &rtcp);
        }
    }
}

fn available(room: &mut Room, transport_id: &str) -> u64 {
    let stats = room.router.transport_stats(room.now, transport_id);
    stats
        .expect("a transport")
        .available_outgoing_bitrate
        .expect("an estimate")
}

#[test]
fn a_line_that_carries_probes_is_estimated_above_what_is_sent() {
    let (mut room, sender, receivers) = meeting();
    let transport_id = room.peers[receivers[0]].id.clone();
    assert_eq!(available(&mut room, &transport_id), 600_000);
    room.router
        .enable_transport_trace(
            &transport_id,
            vec![TransportTraceType::Bwe, TransportTraceType::Probation],
        )
        .expect("traced");
    three_seconds(&mut room, sender, receivers[0]);
    let estimate = available(&mut room, &transport_id);
    assert!(estimate > 1_500_000, "{estimate}");
    let stats = room.router.transport_stats(room.now, &transport_id);
    let stats = stats.expect("a transport");
    assert!(stats.probation_bytes_sent > 4_000);
    assert_eq!(stats.rtp_packet_loss_sent, Some(0.0));
    let traced = room.events(|event| match event {
        Event::TransportTrace { bwe, .. } => Some(bwe.map(|bwe| bwe.available_bitrate)),
        _ => None,
    });
    assert!(traced.contains(&None), "probation");
    assert!(traced.iter().flatten().any(|bps| *bps > 1_500_000));
    // Nothing was told by the other receiver, and nothing is asked of its line.
    let other = room.peers[receivers[1]].id.clone();
    assert_eq!(available(&mut room, &other), 600_000);
    assert_eq!(room.peers[receivers[1]].rtp.len(), 300);
}

#[test]
fn padding_is_a_packet_of_its_own_number_on_the_retransmission_stream() {
    let (mut room, sender, receivers) = meeting();
    three_seconds(&mut room, sender, receivers[0]);
    let packets = &room.peers[receivers[0]].rtp;
    let parsed: Vec<_> = packets
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .collect();
    let numbers: Vec<u16> = parsed
        .iter()
        .filter_map(|packet| wide_seq(packet).map(|seq| seq.0))
        .collect();
    assert_eq!(numbers, (0..numbers.len() as u16).collect::<Vec<_>>());
    let padding: Vec<_> = parsed
        .iter()
        .filter(|packet| packet.payload().is_empty())
        .collect();
    assert!(padding.len() > 10);
    assert!(
        padding
            .iter()
            .all(|packet| packet.payload_type() == RTX_OUT && packet.bytes().len() > 255)
    );
}

#[test]
fn a_cap_bounds_the_estimate() {
    let (mut room, sender, receivers) = meeting();
    let transport_id = room.peers[receivers[0]].id.clone();
    room.router
        .set_max_outgoing_bitrate(&transport_id, 900_000)
        .expect("a cap");
    three_seconds(&mut room, sender, receivers[0]);
    assert_eq!(available(&mut room, &transport_id), 900_000);
    room.router
        .set_max_outgoing_bitrate(&transport_id, 50_000)
        .expect("a cap");
    assert_eq!(available(&mut room, &transport_id), 50_000);
}
