//! What a receiver gets of what a sender sent.

use crate::parameters::{CONSUMER_IDS, OPUS_OUT, PRODUCER_IDS, VP8_OUT, video_producer};
use crate::peer::Media;
use crate::room::{AUDIO_SSRC, MAPPED_VIDEO, MS, Room, VIDEO_SSRC, meeting};
use sambung_core::router::{DropReason, Event};
use sambung_core::rtp::{ExtensionIds, RtpPacket, VideoOrientation};

fn consumer_ids() -> ExtensionIds {
    CONSUMER_IDS.into_iter().collect()
}

fn id_of(kind: sambung_core::ortc::ExtensionKind) -> u8 {
    PRODUCER_IDS
        .into_iter()
        .find(|(known, _)| *known == kind)
        .map(|(_, id)| id)
        .expect("negotiated")
}

#[test]
fn numbers_and_identifiers_are_the_receivers_and_the_payload_is_the_senders() {
    use sambung_core::ortc::ExtensionKind::{
        Mid, SsrcAudioLevel, TransportWideCc, VideoOrientation as Orientation,
    };
    let (mut room, sender, receivers) = meeting();
    let audio = Media::opus(AUDIO_SSRC, 700, 48_000)
        .with_extension(id_of(Mid), b"0")
        .with_extension(id_of(SsrcAudioLevel), &[0x80 | 33])
        .with_extension(id_of(TransportWideCc), &[0, 1]);
    let video = Media::vp8_key(VIDEO_SSRC, 900, 90_000)
        .with_extension(id_of(Orientation), &[0x0b])
        .with_extension(id_of(TransportWideCc), &[0, 2]);
    room.send(sender, &audio);
    room.send(sender, &video);
    let ids = consumer_ids();
    for (receiver, base) in receivers.into_iter().zip([50_000, 60_000]) {
        let [sound, picture] = room.peers[receiver].rtp.as_slice() else {
            unreachable!("two packets, not {}", room.peers[receiver].rtp.len());
        };
        let sound = RtpPacket::parse(sound).expect("well formed");
        assert_eq!(
            (sound.payload_type(), sound.ssrc(), sound.mid(&ids)),
            (OPUS_OUT, base, Some("a"))
        );
        assert_eq!(
            sound
                .audio_level(&ids)
                .map(|level| (level.minus_dbov, level.voice)),
            Some((33, true))
        );
        assert_eq!(sound.payload(), audio.payload);
        assert_eq!((sound.timestamp().0, sound.marker()), (48_000, false));
        let picture = RtpPacket::parse(picture).expect("well formed");
        assert_eq!(
            (picture.payload_type(), picture.ssrc(), picture.mid(&ids)),
            (VP8_OUT, base + 10, Some("v"))
        );
        let turned = VideoOrientation {
            camera: true,
            flip: false,
            rotation_degrees: 270,
        };
        assert_eq!(picture.video_orientation(&ids), Some(turned));
        assert_eq!(picture.payload(), video.payload);
        assert_eq!((picture.timestamp().0, picture.marker()), (90_000, true));
    }
    let orientations = room.events(|event| match event {
        Event::ProducerVideoOrientation {
            producer_id,
            orientation,
        } => Some((producer_id.clone(), *orientation)),
        _ => None,
    });
    assert_eq!(
        orientations,
        [(
            "video".into(),
            VideoOrientation {
                camera: true,
                flip: false,
                rotation_degrees: 270
            }
        )]
    );
}

#[test]
fn sequence_numbers_keep_their_order_and_gaps_and_differ_between_receivers() {
    let (mut room, sender, receivers) = meeting();
    for seq in [65_533_u16, 65_534, 65_535, 1, 0, 3] {
        let timestamp = u32::from(seq.wrapping_sub(65_000)) * 960;
        room.send(sender, &Media::opus(AUDIO_SSRC, seq, timestamp));
    }
    let mut firsts = Vec::new();
    for receiver in receivers {
        let seqs: Vec<u16> = room.peers[receiver]
            .rtp
            .iter()
            .map(|packet| RtpPacket::parse(packet).expect("well formed").seq().0)
            .collect();
        let first = seqs[0];
        let steps: Vec<u16> = seqs.iter().map(|seq| seq.wrapping_sub(first)).collect();
        assert_eq!(steps, [0, 1, 2, 4, 3, 6]);
        firsts.push(first);
    }
    assert_ne!(firsts[0], firsts[1], "first numbers are random");
}

#[test]
fn transport_wide_numbers_count_the_picture_only_and_send_times_go_on() {
    let (mut room, sender, receivers) = meeting();
    let ids = consumer_ids();
    for index in 0..5_u16 {
        room.send(
            sender,
            &Media::opus(AUDIO_SSRC, index, u32::from(index) * 960),
        );
        let video = if index == 0 {
            Media::vp8_key
        } else {
            Media::vp8_delta
        };
        room.send(sender, &video(VIDEO_SSRC, index, u32::from(index) * 3_000));
        room.run(20 * MS);
    }
    let packets: Vec<RtpPacket<'_>> = room.peers[receivers[0]]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed"))
        .collect();
    let (sound, picture): (Vec<_>, Vec<_>) = packets
        .into_iter()
        .partition(|packet| packet.ssrc() == 50_000);
    assert!(
        sound
            .iter()
            .all(|packet| packet.transport_wide_cc(&ids).is_none()
                && packet.abs_send_time(&ids).is_none())
    );
    let numbers: Vec<u16> = picture
        .iter()
        .filter_map(|packet| packet.transport_wide_cc(&ids))
        .map(|seq| seq.0)
        .collect();
    assert_eq!(numbers, [0, 1, 2, 3, 4]);
    let times: Vec<u32> = picture
        .iter()
        .filter_map(|packet| packet.abs_send_time(&ids))
        .collect();
    // 20 ms are 5,242.88 units of 2^-18 s.
    assert!(
        times
            .windows(2)
            .all(|pair| (5_242..=5_244).contains(&(pair[1].wrapping_sub(pair[0]) & 0xff_ffff)))
    );
}

#[test]
fn a_burst_leaves_as_one_run_for_each_destination() {
    let (mut room, sender, receivers) = meeting();
    let mut frame = vec![Media::vp8_key(VIDEO_SSRC, 0, 0)];
    frame.extend((1..8).map(|seq| Media::vp8_rest(VIDEO_SSRC, seq, 0)));
    let (handle, tuple) = (room.peers[sender].handle, room.peers[sender].tuple);
    for media in &frame {
        let mut sealed = room.peers[sender].seal_rtp(&media.write());
        room.router
            .handle_datagram(room.now, handle, tuple, &mut sealed);
    }
    assert_eq!(room.router.n_outgoing_datagrams(), 16);
    let mut runs = Vec::new();
    room.router.drain_outboxes(|outbox| {
        let sizes: Vec<usize> = outbox.ranges().map(|range| range.len()).collect();
        assert_eq!(sizes.iter().sum::<usize>(), outbox.bytes().len());
        runs.push((outbox.tuple().remote, sizes));
    });
    let remotes = receivers.map(|receiver| room.peers[receiver].tuple.remote);
    assert_eq!(
        runs.iter().map(|(remote, _)| *remote).collect::<Vec<_>>(),
        remotes
    );
    assert!(
        runs.iter()
            .all(|(_, sizes)| sizes.len() == 8 && sizes[1..].iter().all(|size| *size == sizes[1]))
    );
}

#[test]
fn padding_and_payload_types_that_were_not_negotiated_go_no_further() {
    let (mut room, sender, receivers) = meeting();
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let padding = Media {
        payload: Vec::new(),
        ..Media::vp8_delta(VIDEO_SSRC, 2, 0)
    };
    room.send(sender, &padding);
    room.send(
        sender,
        &Media {
            payload_type: 120,
            ..Media::vp8_delta(VIDEO_SSRC, 3, 0)
        },
    );
    room.send(sender, &Media::vp8_delta(VIDEO_SSRC, 4, 3_000));
    let seqs: Vec<u16> = room.peers[receivers[0]]
        .rtp
        .iter()
        .map(|packet| RtpPacket::parse(packet).expect("well formed").seq().0)
        .collect();
    assert_eq!(seqs.len(), 2);
    // Padding leaves no gap; what was never understood may have been media, so it does.
    assert_eq!(seqs[1].wrapping_sub(seqs[0]), 2);
    assert_eq!(room.dropped(DropReason::UnknownPayloadType), 1);
}

#[test]
fn an_ssrc_that_was_not_signalled_is_found_by_its_mid_and_then_belongs_to_it() {
    let mut room = Room::new();
    let sender = room.connected_peer();
    let mut options = video_producer("video", "1", 0, MAPPED_VIDEO);
    options.rtp_parameters.encodings[0].ssrc = None;
    options.rtp_parameters.encodings[0].rtx_ssrc = None;
    options.rtp_mapping.encodings[0].ssrc = None;
    room.router
        .produce(room.now, "transport1", options)
        .expect("a valid producer");
    let mid = id_of(sambung_core::ortc::ExtensionKind::Mid);
    room.send(sender, &Media::vp8_delta(7_777, 1, 0));
    assert_eq!(room.dropped(DropReason::NoProducer), 1);
    room.send(
        sender,
        &Media::vp8_key(7_777, 2, 0).with_extension(mid, b"1"),
    );
    room.send(sender, &Media::vp8_delta(7_777, 3, 3_000));
    room.send(
        sender,
        &Media::vp8_delta(8_888, 1, 0).with_extension(mid, b"1"),
    );
    assert_eq!(
        room.dropped(DropReason::NoStream),
        1,
        "one encoding has one SSRC"
    );
    let dump = room.router.dump_transport("transport1").expect("open");
    assert_eq!(dump.rtp_listener.ssrc_table, [(7_777, "video".into())]);
    let stats = room.router.producer_stats(room.now, "video").expect("open");
    assert_eq!(
        stats
            .iter()
            .map(|stats| (stats.ssrc, stats.packet_count))
            .collect::<Vec<_>>(),
        [(7_777, 2)]
    );
}

#[test]
fn padding_makes_a_copy_longer_and_changes_nothing_that_is_decoded() {
    let (mut room, sender, receivers) = meeting();
    let media = Media::vp8_key(VIDEO_SSRC, 1, 0);
    room.send(sender, &media);
    room.padding = 1;
    let padded = Media::vp8_delta(VIDEO_SSRC, 2, 3_000);
    room.send(sender, &padded);
    for receiver in receivers {
        let [plain, longer] = room.peers[receiver].rtp.as_slice() else {
            unreachable!("two packets, not {}", room.peers[receiver].rtp.len());
        };
        let difference = media.payload.len() - padded.payload.len();
        assert_eq!(longer.len() + difference, plain.len() + 1);
        assert_eq!((plain[0] & 0x20, longer[0] & 0x20), (0, 0x20));
        assert_eq!(longer.last(), Some(&1));
        let longer = RtpPacket::parse(longer).expect("well formed");
        assert_eq!(longer.payload(), padded.payload);
    }
}

#[test]
fn packets_are_numbered_where_that_is_wanted_and_numbers_that_are_there_stay() {
    use crate::parameters::video_consumer;
    use sambung_core::ortc::{ExtensionKind, RtpHeaderExtension};
    let mut room = Room::new();
    let (sender, receiver) = (room.connected_peer(), room.connected_peer());
    let mut producer = video_producer("video", "1", VIDEO_SSRC, MAPPED_VIDEO);
    producer.enable_mediasoup_packet_id_header_extension = true;
    let mut consumer = video_consumer("c", "video", "v", 50_000, MAPPED_VIDEO);
    consumer
        .rtp_parameters
        .header_extensions
        .push(RtpHeaderExtension {
            uri: ExtensionKind::MediasoupPacketId,
            id: 9,
            encrypt: false,
            parameters: Vec::new(),
        });
    room.router
        .produce(room.now, "transport1", producer)
        .expect("a valid producer");
    room.router
        .consume(room.now, "transport2", consumer)
        .expect("a valid consumer");
    room.send(sender, &Media::vp8_key(VIDEO_SSRC, 1, 0));
    let orientation = id_of(ExtensionKind::VideoOrientation);
    let turned = Media::vp8_delta(VIDEO_SSRC, 2, 3_000).with_extension(orientation, &[1]);
    room.send(sender, &turned);
    // The lowest id that the sender does not use is the one that the router numbers with.
    let own = Media::vp8_delta(VIDEO_SSRC, 3, 6_000).with_extension(5, &[0, 0, 0, 7]);
    room.send(sender, &own);
    let numbers: Vec<u32> = room.peers[receiver]
        .rtp
        .iter()
        .map(|packet| {
            let packet = RtpPacket::parse(packet).expect("well formed");
            let number = packet.extension(9).expect("numbered");
            u32::from_be_bytes(number.try_into().expect("four bytes"))
        })
        .collect();
    assert_eq!(numbers.len(), 3);
    assert_eq!(numbers[1], numbers[0].wrapping_add(1));
    assert_eq!(numbers[2], 7);
}
