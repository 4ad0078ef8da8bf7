//! What is refused, with which class and words, and that a refusal changes nothing.

use crate::parameters::{audio_consumer, audio_producer, video_consumer};
use crate::room::{MAPPED_AUDIO, MAPPED_VIDEO, Room, meeting};
use sambung_core::observer::AudioLevelObserverOptions;
use sambung_core::ortc::{ModelError, ProducerType, RtpEncoding, ScalabilityMode};

fn type_error<T>(reason: &str) -> Result<T, ModelError> {
    Err(ModelError::Type(reason.to_owned()))
}

fn error<T>(reason: &str) -> Result<T, ModelError> {
    Err(ModelError::Error(reason.to_owned()))
}

fn not_found<T>(reason: &str) -> Result<T, ModelError> {
    Err(ModelError::NotFound(reason.to_owned()))
}

#[test]
fn producers_that_collide_or_contradict_themselves_are_refused() {
    let (mut room, ..) = meeting();
    let before = room.router.dump_transport("transport1");
    let now = room.now;
    let mut produce = |options| room.router.produce(now, "transport1", options);
    assert_eq!(
        produce(audio_producer("audio", "9", 9, 99)),
        error("a Producer with same producerId already exists")
    );
    assert_eq!(
        produce(audio_producer("new", "9", 1_000, 99)),
        error("ssrc already exists in RTP listener [ssrc:1000]")
    );
    assert_eq!(
        produce(audio_producer("new", "0", 9, 99)),
        error("MID already exists in RTP listener [mid:0]")
    );
    let mut wrong = audio_producer("new", "9", 9, 99);
    wrong.rtp_mapping.encodings.clear();
    assert_eq!(
        produce(wrong),
        type_error("rtpParameters.encodings size does not match rtpMapping.encodings size")
    );
    let mut wrong = audio_producer("new", "9", 9, 0);
    wrong.rtp_parameters.rtcp.cname = String::new();
    assert_eq!(produce(wrong), type_error("empty cname"));
    assert_eq!(
        produce(audio_producer("new", "9", 9, 0)),
        type_error("wrong entry in rtpMapping.encodings (missing mappedSsrc)")
    );
    let mut several = audio_producer("new", "9", 9, 99);
    several.rtp_parameters.encodings.push(RtpEncoding {
        ssrc: Some(77),
        ..RtpEncoding::default()
    });
    several
        .rtp_mapping
        .encodings
        .push(several.rtp_mapping.encodings[0].clone());
    assert_eq!(
        produce(several),
        type_error("audio/opus codec not supported for simulcast")
    );
    let mut layered = audio_producer("new", "9", 9, 99);
    layered.rtp_parameters.encodings[0].scalability_mode = ScalabilityMode::parse("L1T3");
    assert_eq!(produce(layered), type_error("invalid RTP parameters"));
    assert_eq!(
        room.router
            .produce(now, "nowhere", audio_producer("new", "9", 9, 99)),
        not_found("Transport not found")
    );
    assert_eq!(room.router.dump_transport("transport1"), before);
}

#[test]
fn consumers_that_collide_or_contradict_themselves_are_refused() {
    let (mut room, ..) = meeting();
    let before = room.router.dump_transport("transport2");
    let now = room.now;
    let mut consume = |options| room.router.consume(now, "transport2", options);
    assert_eq!(
        consume(audio_consumer("audio-50000", "audio", "x", 7, MAPPED_AUDIO)),
        error("a Consumer with same consumerId already exists")
    );
    assert_eq!(
        consume(audio_consumer("new", "nobody", "x", 7, MAPPED_AUDIO)),
        not_found("Producer not found [producerId:nobody]")
    );
    assert_eq!(
        consume(video_consumer("new", "video", "x", 49_999, MAPPED_VIDEO)),
        error("ssrc already in use by another consumer [ssrc:50000]")
    );
    assert_eq!(
        consume(audio_consumer("new", "audio", "x", 0, MAPPED_AUDIO)),
        type_error("invalid encoding in rtpParameters (missing ssrc)")
    );
    assert_eq!(
        consume(audio_consumer("new", "audio", "x", 7, 0)),
        type_error("wrong encoding in consumableRtpEncodings (missing ssrc)")
    );
    let mut wrong = audio_consumer("new", "audio", "x", 7, MAPPED_AUDIO);
    wrong.consumable_encodings.clear();
    assert_eq!(consume(wrong), type_error("empty consumableRtpEncodings"));
    let mut pipe = audio_consumer("new", "audio", "x", 7, MAPPED_AUDIO);
    pipe.consumer_type = ProducerType::Pipe;
    pipe.consumable_encodings
        .push(pipe.consumable_encodings[0].clone());
    assert_eq!(
        consume(pipe),
        type_error("number of rtpParameters.encodings and consumableRtpEncodings do not match")
    );
    let mut simulcast = video_consumer("new", "video", "x", 7, MAPPED_VIDEO);
    simulcast
        .consumable_encodings
        .push(simulcast.consumable_encodings[0].clone());
    assert_eq!(
        consume(simulcast),
        type_error("encoding.spatialLayers does not match number of consumableRtpEncodings")
    );
    assert_eq!(room.router.dump_transport("transport2"), before);
}

#[test]
fn children_are_closed_by_their_own_parent_only() {
    let (mut room, ..) = meeting();
    let now = room.now;
    assert_eq!(
        room.router.close_producer(now, "transport2", "audio"),
        not_found("Producer not found")
    );
    assert_eq!(
        room.router.close_consumer(now, "transport1", "audio-50000"),
        not_found("Consumer not found")
    );
    assert_eq!(
        room.router.close_consumer(now, "transport2", "audio-50000"),
        Ok(())
    );
    assert_eq!(
        room.router.close_consumer(now, "transport2", "audio-50000"),
        not_found("Consumer not found")
    );
}

#[test]
fn bitrates_have_bounds_and_an_order() {
    let mut room = Room::new();
    room.add_peer(sambung_core::ortc::DtlsRole::Client);
    let router = &mut room.router;
    let id = "transport1";
    let most = i64::MAX as u64 - 1;
    assert_eq!(router.set_max_incoming_bitrate(id, most), Ok(()));
    let too_much = format!("bitrate must be <= {most} or 0 (unlimited)");
    assert_eq!(
        router.set_max_incoming_bitrate(id, most + 1),
        type_error(&too_much)
    );
    assert_eq!(
        router.set_max_outgoing_bitrate(id, 29_999),
        type_error("bitrate must be >= 30000 or 0 (unlimited)")
    );
    assert_eq!(router.set_min_outgoing_bitrate(id, 100_000), Ok(()));
    assert_eq!(
        router.set_max_outgoing_bitrate(id, 50_000),
        type_error("bitrate must be >= current min outgoing bitrate (100000) or 0 (unlimited)")
    );
    assert_eq!(router.set_max_outgoing_bitrate(id, 200_000), Ok(()));
    assert_eq!(
        router.set_min_outgoing_bitrate(id, 300_000),
        type_error("bitrate must be <= current max outgoing bitrate (200000) or 0 (unlimited)")
    );
    let stats = router.transport_stats(room.now, id).expect("open");
    assert_eq!(
        (
            stats.max_incoming_bitrate,
            stats.max_outgoing_bitrate,
            stats.min_outgoing_bitrate
        ),
        (Some(most), Some(200_000), Some(100_000))
    );
}

#[test]
fn priorities_layers_and_observers_are_checked() {
    use sambung_core::consumer::ConsumerLayers;
    let (mut room, ..) = meeting();
    let now = room.now;
    let router = &mut room.router;
    assert_eq!(
        router.set_priority("video-50000", 0),
        type_error("wrong priority (must be higher than 0)")
    );
    assert_eq!(router.set_priority("video-50000", 9), Ok(9));
    let layers = ConsumerLayers {
        spatial_layer: 2,
        temporal_layer: None,
    };
    assert_eq!(
        router.set_preferred_layers(now, "video-50000", layers),
        Ok(None)
    );
    assert_eq!(
        router.set_preferred_layers(now, "nobody", layers),
        not_found("Consumer not found")
    );
    let dump = router.dump_consumer("video-50000").expect("open");
    assert_eq!(
        (
            dump.priority,
            dump.consumer_type,
            dump.supported_codec_payload_types.as_slice()
        ),
        (9, ProducerType::Simple, [101].as_slice())
    );
    assert_eq!(dump.rtp_streams[0].params.rtx_ssrc, Some(50_011));
    let options = AudioLevelObserverOptions {
        max_entries: 1,
        threshold_dbov: -80,
        interval_ms: 800,
    };
    assert_eq!(
        router.create_audio_level_observer(now, "o".into(), options),
        Ok(())
    );
    assert_eq!(
        router.create_audio_level_observer(now, "o".into(), options),
        error("an RtpObserver with same id already exists")
    );
    assert_eq!(
        router.add_observed_producer(now, "o", "video"),
        type_error("not an audio Producer")
    );
    assert_eq!(
        router.add_observed_producer(now, "nobody", "audio"),
        not_found("RtpObserver not found")
    );
    assert_eq!(
        router
            .create_webrtc_transport(now, "transport1".into(), Room::transport_options(99))
            .map(|_| ()),
        error("a Transport with same id already exists")
    );
}
