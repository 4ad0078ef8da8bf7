//! The observers on a running router.

use crate::parameters::{PRODUCER_IDS, audio_producer};
use crate::peer::Media;
use crate::room::{MS, Room};
use sambung_core::observer::{ActiveSpeakerObserverOptions, AudioLevelObserverOptions};
use sambung_core::ortc::{EntityId, ExtensionKind};
use sambung_core::router::Event;

fn speak(room: &mut Room, peer: usize, ssrc: u32, minus_dbov: u8, first: u16) {
    let id = PRODUCER_IDS
        .into_iter()
        .find(|(kind, _)| *kind == ExtensionKind::SsrcAudioLevel)
        .map(|(_, id)| id);
    let id = id.expect("negotiated");
    for seq in first..first + 20 {
        room.send(
            peer,
            &Media::opus(ssrc, seq, u32::from(seq) * 960).with_extension(id, &[minus_dbov]),
        );
    }
}

fn told(room: &Room) -> Vec<Option<Vec<(EntityId, i8)>>> {
    room.events(|event| match event {
        Event::AudioLevelVolumes { volumes, .. } => Some(Some(volumes.clone())),
        Event::AudioLevelSilence { .. } => Some(None),
        _ => None,
    })
}

#[test]
fn the_loudest_are_told_every_interval_and_silence_once() {
    let mut room = Room::new();
    let peer = room.connected_peer();
    let options = AudioLevelObserverOptions {
        max_entries: 10,
        threshold_dbov: -60,
        interval_ms: 800,
    };
    room.router
        .create_audio_level_observer(room.now, "levels".into(), options)
        .expect("valid options");
    for (id, ssrc) in [("a", 1), ("b", 2), ("c", 3)] {
        room.router
            .produce(
                room.now,
                "transport1",
                audio_producer(id, id, ssrc, ssrc + 100),
            )
            .expect("valid");
        room.router
            .add_observed_producer(room.now, "levels", id)
            .expect("audio");
    }
    speak(&mut room, peer, 1, 40, 0);
    speak(&mut room, peer, 2, 20, 0);
    speak(&mut room, peer, 3, 90, 0);
    room.run(801 * MS);
    assert_eq!(
        told(&room),
        [Some(vec![("b".into(), -20), ("a".into(), -40)])]
    );
    room.run(3_000 * MS);
    assert_eq!(told(&room).len(), 2);
    assert_eq!(told(&room).last(), Some(&None));
    room.router
        .close_producer(room.now, "transport1", "b")
        .expect("open");
    speak(&mut room, peer, 1, 30, 20);
    room.run(1_600 * MS);
    assert_eq!(told(&room)[2], Some(vec![("a".into(), -30)]));
    assert_eq!(room.router.dump().map_producer_id_observer_ids.len(), 2);
    room.router.close_rtp_observer("levels").expect("open");
    assert!(room.router.dump().map_producer_id_observer_ids.is_empty());
}

#[test]
fn the_dominant_speaker_is_told_when_it_is_another_one() {
    let mut room = Room::new();
    let peer = room.connected_peer();
    let options = ActiveSpeakerObserverOptions { interval_ms: 300 };
    room.router
        .create_active_speaker_observer(room.now, "speaker".into(), options)
        .expect("a new id");
    for (id, ssrc) in [("a", 1), ("b", 2)] {
        let producer = audio_producer(id, id, ssrc, ssrc + 100);
        room.router
            .produce(room.now, "transport1", producer)
            .expect("valid");
        room.router
            .add_observed_producer(room.now, "speaker", id)
            .expect("audio");
    }
    let told = |room: &Room| {
        room.events(|event| match event {
            Event::DominantSpeaker { producer_id, .. } => Some(producer_id.to_string()),
            _ => None,
        })
    };
    let level_id = PRODUCER_IDS
        .into_iter()
        .find(|(kind, _)| *kind == ExtensionKind::SsrcAudioLevel)
        .map(|(_, id)| id)
        .expect("negotiated");
    for seq in 0..200_u16 {
        // The first second belongs to a, the rest to b; both breathe.
        let is_breath = seq % 25 == 0;
        let levels = match seq {
            _ if is_breath => [75, 75],
            0..50 => [25, 75],
            _ => [75, 25],
        };
        for (ssrc, level) in [1, 2].into_iter().zip(levels) {
            let media = Media::opus(ssrc, seq, u32::from(seq) * 960);
            room.send(peer, &media.with_extension(level_id, &[level]));
        }
        room.run(20 * MS);
    }
    assert_eq!(told(&room), ["a", "b"]);
    room.router
        .close_producer(room.now, "transport1", "b")
        .expect("open");
    room.deliver();
    assert_eq!(told(&room), ["a", "b", "a"]);
}
