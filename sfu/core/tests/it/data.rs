//! Data producers and data consumers: who gets which message, and how they end.

use crate::room::Room;
use sambung_core::data_consumer::{Audience, DataConsumerOptions};
use sambung_core::data_producer::{DataProducerOptions, DataType};
use sambung_core::ortc::{ModelError, SctpStreamParameters};
use sambung_core::router::Event;
use sambung_core::transport::{SctpOptions, TransportOptions, WebRtcTransportOptions};

const MAX_MESSAGE: u32 = 100;

fn stream(stream_id: u16) -> Option<SctpStreamParameters> {
    Some(SctpStreamParameters::new(stream_id, None, None, None).expect("valid"))
}

fn producer(id: &str, data_type: DataType, stream_id: u16) -> DataProducerOptions {
    DataProducerOptions {
        id: id.into(),
        data_type,
        sctp_stream_parameters: stream(stream_id),
        label: "chat".to_owned(),
        protocol: "json".to_owned(),
        paused: false,
    }
}

fn consumer(id: &str, producer_id: &str, subchannels: &[u16]) -> DataConsumerOptions {
    DataConsumerOptions {
        id: id.into(),
        data_producer_id: producer_id.into(),
        data_type: DataType::Direct,
        sctp_stream_parameters: None,
        label: "chat".to_owned(),
        protocol: "json".to_owned(),
        paused: false,
        subchannels: subchannels.to_vec(),
    }
}

/// A room with the direct transports `a` and `b`, the WebRTC transports `plain` and, with SCTP, `sctp`.
fn room() -> Room {
    let mut room = Room::new();
    let base = TransportOptions {
        max_send_message_size: MAX_MESSAGE,
        max_receive_message_size: MAX_MESSAGE,
        ..TransportOptions::default()
    };
    let now = room.now;
    for id in ["a", "b"] {
        room.router
            .create_direct_transport(now, id.into(), base)
            .expect("a new id");
    }
    let sctp = SctpOptions {
        port: 5_000,
        send_buffer_size: 1,
        per_stream_send_queue_limit: 1,
        max_receiver_window_buffer_size: 1,
        default_stream_buffered_amount_low_threshold: 1_024,
        is_data_channel: true,
    };
    for (number, (id, sctp)) in [("none", None), ("sctp", Some(sctp))]
        .into_iter()
        .enumerate()
    {
        let options = WebRtcTransportOptions {
            base: TransportOptions { sctp, ..base },
            ..Room::transport_options(number as u32)
        };
        room.router
            .create_webrtc_transport(now, id.into(), options)
            .expect("a new id");
    }
    room
}

fn send(room: &mut Room, audience: &Audience, message: &[u8]) -> Result<(), ModelError> {
    let sent = room
        .router
        .send_data(room.now, "chat", 51, message, audience);
    room.deliver();
    sent
}

/// Takes who got what.
fn received(room: &mut Room) -> Vec<(String, Vec<u8>)> {
    let events = std::mem::take(&mut room.events);
    events
        .into_iter()
        .filter_map(|event| match event {
            Event::DataConsumerMessage {
                data_consumer_id,
                ppid: 51,
                message,
            } => Some((data_consumer_id.to_string(), message)),
            _ => None,
        })
        .collect()
}

/// Subchannels, the required one, the ignored one, and who gets the message.
type Case = (
    &'static [u16],
    Option<u16>,
    Option<u16>,
    &'static [&'static str],
);

#[test]
fn a_message_reaches_its_audience() {
    let mut room = room();
    room.router
        .produce_data("a", producer("chat", DataType::Direct, 0))
        .expect("valid");
    for (id, subchannels) in [("one", [1, 11, 666]), ("two", [2, 22, 666])] {
        room.router
            .consume_data("b", consumer(id, "chat", &subchannels))
            .expect("valid");
    }
    let cases: [Case; 10] = [
        (&[], None, None, &["one", "two"]),
        (&[1, 2], None, None, &["one", "two"]),
        (&[11, 22, 33], Some(666), None, &["one", "two"]),
        (&[3], Some(666), None, &[]),
        (&[666], Some(3), None, &[]),
        (&[1], None, None, &["one"]),
        (&[666], Some(2), None, &["two"]),
        (&[], None, Some(1), &["two"]),
        (&[666], None, Some(666), &[]),
        (&[], Some(11), Some(2), &["one"]),
    ];
    for (subchannels, required, ignored, expected) in cases {
        let audience = Audience {
            subchannels: subchannels.to_vec(),
            required_subchannel: required,
            ignored_subchannel: ignored,
        };
        assert_eq!(send(&mut room, &audience, b"hello"), Ok(()));
        let got: Vec<String> = received(&mut room).into_iter().map(|(id, _)| id).collect();
        assert_eq!(got, expected, "{audience:?}");
    }
    let now = room.now;
    let stats = room.router.data_producer_stats(now, "chat").expect("open");
    assert_eq!((stats.messages_received, stats.bytes_received), (10, 50));
    let stats = room.router.data_consumer_stats(now, "one").expect("open");
    assert_eq!((stats.messages_sent, stats.bytes_sent), (5, 25));
}

#[test]
fn paused_ends_and_long_messages_pass_nothing_on() {
    let mut room = room();
    room.router
        .produce_data("a", producer("chat", DataType::Direct, 0))
        .expect("valid");
    room.router
        .consume_data("b", consumer("one", "chat", &[]))
        .expect("valid");
    let everybody = Audience::default();
    room.router.pause_data_consumer("one").expect("open");
    assert_eq!(send(&mut room, &everybody, b"1"), Ok(()));
    room.router.resume_data_consumer("one").expect("open");
    room.router.pause_data_producer("chat").expect("open");
    room.router.pause_data_producer("chat").expect("open");
    assert_eq!(send(&mut room, &everybody, b"2"), Ok(()));
    room.router.resume_data_producer("chat").expect("open");
    let told = room.events(|event| match event {
        Event::DataConsumerDataProducerPause { .. } => Some("pause"),
        Event::DataConsumerDataProducerResume { .. } => Some("resume"),
        _ => None,
    });
    assert_eq!(told, ["pause"]);
    assert_eq!(send(&mut room, &everybody, &[3; 100]), Ok(()));
    assert!(matches!(
        send(&mut room, &everybody, &[4; 101]),
        Err(ModelError::Type(_))
    ));
    assert_eq!(received(&mut room), [("one".to_owned(), vec![3; 100])]);
    let stats = room.router.data_producer_stats(room.now, "chat");
    assert_eq!(stats.expect("open").messages_received, 3);
}

#[test]
fn a_data_producers_end_ends_its_consumers_and_leaves_nothing() {
    let mut room = room();
    let closed = |room: &mut Room| {
        room.deliver();
        let closed = room.events(|event| match event {
            Event::DataConsumerDataProducerClose { data_consumer_id } => {
                Some(data_consumer_id.to_string())
            }
            _ => None,
        });
        room.events.clear();
        closed
    };
    for transport_closes in [false, true] {
        room.router
            .produce_data("a", producer("chat", DataType::Direct, 0))
            .expect("valid");
        for (transport, id) in [("a", "same"), ("b", "other")] {
            room.router
                .consume_data(transport, consumer(id, "chat", &[]))
                .expect("valid");
        }
        assert_eq!(
            room.router.dump().map_data_producer_id_data_consumer_ids,
            [("chat".into(), vec!["same".into(), "other".into()])]
        );
        let now = room.now;
        if transport_closes {
            room.router.close_transport(now, "a").expect("open");
            assert_eq!(closed(&mut room), ["other"]);
        } else {
            assert!(matches!(
                room.router.close_data_producer("b", "chat"),
                Err(ModelError::NotFound(_))
            ));
            room.router.close_data_producer("a", "chat").expect("open");
            assert_eq!(closed(&mut room), ["same", "other"]);
        }
        let dump = room.router.dump();
        assert!(dump.map_data_producer_id_data_consumer_ids.is_empty());
        assert!(dump.map_data_consumer_id_data_producer_id.is_empty());
        assert!(
            room.router
                .dump_transport("b")
                .expect("open")
                .data_consumer_ids
                .is_empty()
        );
    }
}

#[test]
fn sctp_streams_are_unique_on_their_transport_and_carry_nothing_yet() {
    let mut room = room();
    let router = &mut room.router;
    let dump = router
        .produce_data("sctp", producer("chat", DataType::Sctp, 7))
        .expect("valid");
    assert_eq!(dump.sctp_stream_parameters, stream(7));
    assert!(matches!(
        router.produce_data("sctp", producer("again", DataType::Sctp, 7)),
        Err(ModelError::Error(_))
    ));
    let seen = DataConsumerOptions {
        data_type: DataType::Sctp,
        sctp_stream_parameters: stream(3),
        ..consumer("seen", "chat", &[])
    };
    let dump = router.consume_data("sctp", seen.clone()).expect("valid");
    assert_eq!(dump.buffered_amount_low_threshold, 1_024);
    let again = DataConsumerOptions {
        id: "again".into(),
        ..seen
    };
    assert!(matches!(
        router.consume_data("sctp", again),
        Err(ModelError::Error(_))
    ));
    let transport = router.dump_transport("sctp").expect("open");
    assert_eq!(transport.sctp_stream_table, [(7, "chat".into())]);
    assert_eq!(transport.data_producer_ids, ["chat".into()]);
    router
        .set_buffered_amount_low_threshold("seen", 9)
        .expect("SCTP");
    let dump = router.dump_data_consumer("seen").expect("open");
    assert_eq!(dump.buffered_amount_low_threshold, 9);
    assert_eq!(router.buffered_amount("seen"), Ok(0));
    assert!(matches!(
        router.send_to_data_consumer("seen", b"x"),
        Err(ModelError::Error(_))
    ));
    assert!(matches!(
        router.send_to_data_consumer("seen", &[0; 101]),
        Err(ModelError::Type(_))
    ));
    assert_eq!(
        router.set_subchannels("seen", vec![5, 1, 5]),
        Ok(vec![1, 5])
    );
    assert_eq!(router.add_subchannel("seen", 3), Ok(vec![1, 3, 5]));
    assert_eq!(router.remove_subchannel("seen", 1), Ok(vec![3, 5]));
    // A stream's number is free again when its data producer is gone.
    router.close_data_producer("sctp", "chat").expect("open");
    assert!(
        router
            .produce_data("sctp", producer("later", DataType::Sctp, 7))
            .is_ok()
    );
}

#[test]
fn data_that_a_transport_cannot_carry_is_refused() {
    let mut room = room();
    let router = &mut room.router;
    let type_error = |result: Result<_, ModelError>| matches!(result, Err(ModelError::Type(_)));
    assert!(type_error(
        router
            .produce_data("a", producer("x", DataType::Sctp, 1))
            .map(|_| ())
    ));
    assert!(type_error(
        router
            .produce_data("sctp", producer("x", DataType::Direct, 1))
            .map(|_| ())
    ));
    assert!(matches!(
        router.produce_data("none", producer("x", DataType::Sctp, 1)),
        Err(ModelError::Error(_))
    ));
    let streamless = DataProducerOptions {
        sctp_stream_parameters: None,
        ..producer("x", DataType::Sctp, 1)
    };
    assert!(type_error(
        router.produce_data("sctp", streamless).map(|_| ())
    ));
    router
        .produce_data("sctp", producer("chat", DataType::Sctp, 1))
        .expect("valid");
    assert!(matches!(
        router.produce_data("sctp", producer("chat", DataType::Sctp, 2)),
        Err(ModelError::Error(_))
    ));
    assert!(matches!(
        router.send_data(room.now, "chat", 51, b"x", &Audience::default()),
        Err(ModelError::Error(_))
    ));
    assert!(matches!(
        router.consume_data("a", consumer("c", "nobody", &[])),
        Err(ModelError::NotFound(_))
    ));
    router
        .consume_data("a", consumer("c", "chat", &[]))
        .expect("valid");
    assert!(type_error(
        router.send_to_data_consumer("c", b"x").map(|_| ())
    ));
    assert!(type_error(router.buffered_amount("c").map(|_| ())));
    assert!(type_error(router.set_buffered_amount_low_threshold("c", 1)));
}
