//! The audio-level observer on a running router.

use crate::parameters::{PRODUCER_IDS, audio_producer};
use crate::peer::Media;
use crate::room::{MS, Room};
use sambung_core::observer::AudioLevelObserverOptions;
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
