//! A router's tables after many fillings: places are used again and overtaken timers do not pile up.

use super::*;
use crate::consumer::ConsumerOptions;
use crate::observer::AudioLevelObserverOptions;
use crate::ortc::{
    EncodingMapping, MediaKind, MimeType, ProducerType, RtcpParameters, RtpCodecParameters,
    RtpEncoding, RtpMapping, RtpParameters,
};
use crate::producer::ProducerOptions;
use crate::transport::{TransportOptions, WebRtcTransportOptions};
use std::time::SystemTime;

#[expect(clippy::disallowed_methods, reason = "any instant will do")]
fn an_instant() -> Instant {
    Instant::now()
}

fn router(now: Instant) -> Router {
    let certificate = Certificate::generate(SystemTime::UNIX_EPOCH).expect("randomness");
    let config = RouterConfig {
        certificate: Arc::new(certificate),
        dtls: DtlsSettings::default(),
        random_seed: 1,
        started_at: now,
        unix_time: Duration::from_secs(1_767_225_600),
    };
    Router::new("router".into(), config)
}

fn transport(number: usize) -> WebRtcTransportOptions {
    WebRtcTransportOptions {
        ice_candidates: Vec::new(),
        ice_username_fragment: format!("ufrag{number}"),
        ice_password: format!("password{number:020}"),
        ice_consent_timeout_s: 30,
        base: TransportOptions::default(),
    }
}

fn opus(mid: &str, ssrc: u32) -> RtpParameters {
    RtpParameters {
        mid: Some(mid.to_owned()),
        codecs: vec![RtpCodecParameters {
            mime_type: MimeType::parse("audio/opus").expect("a known type"),
            payload_type: 100,
            clock_rate: 48_000,
            channels: Some(2),
            parameters: Vec::new(),
            rtcp_feedback: Vec::new(),
        }],
        header_extensions: Vec::new(),
        encodings: vec![RtpEncoding {
            ssrc: Some(ssrc),
            ..RtpEncoding::default()
        }],
        rtcp: RtcpParameters {
            cname: "c".to_owned(),
            reduced_size: true,
        },
        msid: None,
    }
}

fn fill(router: &mut Router, now: Instant, round: usize) {
    for number in 0..3 {
        let id = format!("transport{number}");
        router
            .create_webrtc_transport(now, id.as_str().into(), transport(round * 3 + number))
            .expect("a new id");
    }
    for number in 0..4 {
        let options = ProducerOptions {
            id: format!("producer{number}").into(),
            kind: MediaKind::Audio,
            rtp_parameters: opus(&number.to_string(), 10 + number),
            rtp_mapping: RtpMapping {
                codecs: Vec::new(),
                encodings: vec![EncodingMapping {
                    rid: None,
                    ssrc: Some(10 + number),
                    mapped_ssrc: 20 + number,
                }],
            },
            paused: false,
            key_frame_request_delay_ms: 0,
            enable_mediasoup_packet_id_header_extension: false,
        };
        router
            .produce(now, "transport0", options)
            .expect("a valid producer");
        for receiver in 1..3 {
            let options = ConsumerOptions {
                id: format!("consumer{number}-{receiver}").into(),
                producer_id: format!("producer{number}").into(),
                kind: MediaKind::Audio,
                rtp_parameters: opus(&number.to_string(), 30 + number),
                consumer_type: ProducerType::Simple,
                consumable_encodings: vec![RtpEncoding {
                    ssrc: Some(20 + number),
                    ..RtpEncoding::default()
                }],
                paused: false,
                preferred_layers: None,
                ignore_dtx: false,
            };
            router
                .consume(now, &format!("transport{receiver}"), options)
                .expect("a valid consumer");
        }
    }
    let options = AudioLevelObserverOptions {
        max_entries: 1,
        threshold_dbov: -80,
        interval_ms: 250,
    };
    router
        .create_audio_level_observer(now, "observer".into(), options)
        .expect("valid options");
    router
        .add_observed_producer(now, "observer", "producer1")
        .expect("audio");
}

#[test]
fn tables_do_not_grow_over_a_hundred_fillings() {
    let mut now = an_instant();
    let mut router = router(now);
    for round in 0..100 {
        fill(&mut router, now, round);
        // By turns: everything goes with its transport, or piece by piece.
        if round % 2 == 0 {
            for number in 0..4 {
                router
                    .close_producer(now, "transport0", &format!("producer{number}"))
                    .expect("open");
            }
            router.close_rtp_observer("observer").expect("open");
        }
        for number in [1, 0, 2] {
            router
                .close_transport(now, &format!("transport{number}"))
                .expect("open");
        }
        if round % 2 == 1 {
            router.close_rtp_observer("observer").expect("open");
        }
        now += Duration::from_secs(1);
        router.handle_timeout(now);
        while router.poll_event().is_some() {}
        router.drain_outboxes(|_| {});
    }
    let capacities = (
        router.transports.capacity(),
        router.producers.capacity(),
        router.consumers.capacity(),
        router.observers.capacity(),
    );
    assert_eq!(capacities, (3, 4, 8, 1));
    let keys = [
        router.transport_keys.len(),
        router.producer_keys.len(),
        router.consumer_keys.len(),
        router.observer_keys.len(),
    ];
    assert_eq!(keys, [0; 4]);
    assert_eq!((router.timers.len(), router.poll_timeout()), (0, None));
}

#[test]
fn a_producer_and_a_transport_forget_the_consumers_that_were_closed() {
    let now = an_instant();
    let mut router = router(now);
    fill(&mut router, now, 0);
    for number in 0..4 {
        let id = format!("consumer{number}-1");
        router.close_consumer(now, "transport1", &id).expect("open");
    }
    router.close_transport(now, "transport2").expect("open");
    assert!(
        router
            .producers
            .iter()
            .all(|(_, producer)| producer.consumers.is_empty())
    );
    assert!(
        router
            .transports
            .iter()
            .all(|(_, transport)| transport.consumers.is_empty())
    );
    router.close_rtp_observer("observer").expect("open");
    assert!(
        router
            .producers
            .iter()
            .all(|(_, producer)| producer.observers.is_empty())
    );
}
