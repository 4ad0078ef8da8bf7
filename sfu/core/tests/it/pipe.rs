//! Pipe transports: two routers, one meeting.

use crate::parameters::{video_consumer, video_producer};
use crate::peer::Media;
use crate::plain_peer::{at, key, local};
use crate::room::{MAPPED_VIDEO, MS, Room, VIDEO_SSRC};
use sambung_core::ortc::ModelError;
use sambung_core::router::TransportHandle;
use sambung_core::rtcp::{RtcpPacket, compound, write_nack, write_pli};
use sambung_core::rtp::{RtpPacket, SeqNo};
use sambung_core::srtp::{SrtpMasterKey, SrtpProfile};
use sambung_core::transport::{
    ConnectionDump, PipeTransportOptions, PlainConnectParameters, TransportOptions,
};
use std::net::SocketAddr;

const PROFILE: SrtpProfile = SrtpProfile::AeadAes256Gcm;

fn options(local: SocketAddr, srtp: Option<SrtpMasterKey>) -> PipeTransportOptions {
    PipeTransportOptions {
        base: TransportOptions::default(),
        local,
        enable_rtx: true,
        srtp,
    }
}

/// Two rooms with a pipe between them: a camera in the first, its pipe producer in the second.
struct Pair {
    rooms: [Room; 2],
    pipes: [TransportHandle; 2],
    sender: usize,
    receiver: usize,
    /// Bytes that went over the pipe.
    wire: Vec<Vec<u8>>,
}

const ADDRESSES: [u16; 2] = [5_000, 5_500];

impl Pair {
    fn new(with_srtp: bool) -> Pair {
        let mut rooms = [Room::new(), Room::new()];
        let keys = [1, 2].map(|seed| with_srtp.then(|| key(PROFILE, seed)));
        let pipes = [0, 1].map(|side| {
            let room = &mut rooms[side];
            let options = options(local(ADDRESSES[side]), keys[side].clone());
            let pipe = room
                .router
                .create_pipe_transport(room.now, "pipe".into(), options);
            pipe.expect("a new id")
        });
        for side in [0, 1] {
            let parameters = PlainConnectParameters {
                ip: Some(local(0).ip()),
                srtp: keys[1 - side].clone(),
                ..at(ADDRESSES[1 - side])
            };
            let room = &mut rooms[side];
            room.router
                .connect_plain_transport(room.now, "pipe", parameters)
                .expect("the first time");
        }
        let sender = rooms[0].connected_peer();
        let receiver = rooms[1].connected_peer();
        let id = rooms[0].peers[sender].id.clone();
        let camera = video_producer("camera", "1", VIDEO_SSRC, MAPPED_VIDEO);
        let now = rooms[0].now;
        rooms[0].router.produce(now, &id, camera).expect("valid");
        let over = video_consumer("over", "camera", "o", 40_000, MAPPED_VIDEO);
        rooms[0].router.consume(now, "pipe", over).expect("valid");
        let mut pair = Pair {
            rooms,
            pipes,
            sender,
            receiver,
            wire: Vec::new(),
        };
        pair.open_far_side();
        pair.carry();
        pair
    }

    /// The pipe producer takes what the pipe consumer sends, number for number.
    fn open_far_side(&mut self) {
        let room = &mut self.rooms[1];
        let now = room.now;
        let mut camera = video_producer("camera", "1", 40_000, 13_000);
        // The consumer's payload types and header-extension ids are the ones on the pipe.
        let sent = video_consumer("x", "x", "o", 40_000, 0).rtp_parameters;
        for (mapped, codec) in camera.rtp_mapping.codecs.iter_mut().zip(&sent.codecs) {
            mapped.payload_type = codec.payload_type;
        }
        camera.rtp_parameters = sent;
        room.router.produce(now, "pipe", camera).expect("valid");
        let id = room.peers[self.receiver].id.clone();
        let seen = video_consumer("seen", "camera", "v", 50_000, 13_000);
        room.router.consume(now, &id, seen).expect("valid");
        room.deliver();
    }

    /// Carries what waits on either side until nothing does.
    fn carry(&mut self) {
        for _ in 0..100 {
            let mut is_quiet = true;
            for side in [0, 1] {
                self.rooms[side].deliver();
                for (tuple, datagram) in std::mem::take(&mut self.rooms[side].elsewhere) {
                    assert_eq!(tuple.local, local(ADDRESSES[side]));
                    assert_eq!(tuple.remote, local(ADDRESSES[1 - side]));
                    is_quiet = false;
                    self.wire.push(datagram.clone());
                    let pipe = self.pipes[1 - side];
                    self.rooms[1 - side].arrive(pipe, tuple.remote, tuple.local, &datagram);
                }
            }
            if is_quiet {
                return;
            }
        }
        unreachable!("the pipe never falls silent");
    }

    fn send(&mut self, media: &Media) {
        self.rooms[0].send(self.sender, media);
        self.carry();
    }

    fn seen(&self) -> Vec<u16> {
        let packets = self.rooms[1].peers[self.receiver].rtp.iter();
        packets
            .filter_map(|packet| RtpPacket::parse(packet).ok())
            .map(|packet| packet.seq().0)
            .collect()
    }
}

#[test]
fn media_and_key_frame_requests_cross_a_pipe_with_and_without_srtp() {
    for with_srtp in [false, true] {
        let mut pair = Pair::new(with_srtp);
        pair.send(&Media::vp8_key(VIDEO_SSRC, 1, 0));
        pair.send(&Media::vp8_delta(VIDEO_SSRC, 2, 3_000));
        assert_eq!(pair.seen().len(), 2);
        let is_readable = |datagram: &Vec<u8>| datagram.windows(200).any(|part| part == [2; 200]);
        assert_eq!(pair.wire.iter().any(is_readable), !with_srtp);

        pair.rooms[0].run(3_000 * MS);
        pair.rooms[1].run(3_000 * MS);
        pair.carry();
        let before = pair.rooms[0].plis(pair.sender, VIDEO_SSRC);
        let mut rtcp = Vec::new();
        write_pli(&mut rtcp, 1, 50_000);
        let receiver = pair.receiver;
        pair.rooms[1].send_rtcp(receiver, &rtcp);
        pair.carry();
        assert_eq!(pair.rooms[0].plis(pair.sender, VIDEO_SSRC), before + 1);
    }
}

#[test]
fn what_is_lost_on_the_pipe_is_asked_for_and_sent_again_over_it() {
    let mut pair = Pair::new(true);
    pair.send(&Media::vp8_key(VIDEO_SSRC, 1, 0));
    let sender = pair.sender;
    pair.rooms[0].send(sender, &Media::vp8_delta(VIDEO_SSRC, 2, 3_000));
    pair.rooms[0].elsewhere.clear();
    pair.send(&Media::vp8_delta(VIDEO_SSRC, 3, 6_000));
    assert_eq!(pair.seen().len(), 2);
    pair.rooms[1].run(20 * MS);
    pair.carry();
    assert_eq!(pair.seen().len(), 3, "the far router asked and got it");
    let stats = pair.rooms[0]
        .router
        .consumer_stats(pair.rooms[0].now, "over");
    assert_eq!(stats.expect("open")[0].packets_retransmitted, 1);
}

#[test]
fn a_replayed_or_forged_datagram_on_a_pipe_is_refused() {
    let mut pair = Pair::new(true);
    pair.send(&Media::vp8_key(VIDEO_SSRC, 1, 0));
    let replayed = pair.wire.clone();
    let n_seen = pair.seen().len();
    for mut datagram in replayed {
        pair.rooms[1].arrive(pair.pipes[1], local(5_500), local(5_000), &datagram);
        datagram[13] ^= 1;
        pair.rooms[1].arrive(pair.pipes[1], local(5_500), local(5_000), &datagram);
    }
    assert_eq!(pair.seen().len(), n_seen);
    let drops = pair.rooms[1].router.drops();
    let refused: u64 = drops
        .iter()
        .filter(|(reason, _)| reason.name().starts_with("srt"))
        .map(|(_, count)| count)
        .sum();
    assert_eq!(refused, 2 * pair.wire.len() as u64);
    let mut nack = Vec::new();
    write_nack(&mut nack, 1, 40_000, &[SeqNo(1)]);
    assert!(compound(&nack).all(|packet| matches!(packet, RtcpPacket::Nack { .. })));
    pair.rooms[0].arrive(pair.pipes[0], local(5_000), local(5_500), &nack);
    assert!(pair.rooms[0].elsewhere.is_empty());
}

#[test]
fn wrong_pipes_are_refused() {
    let mut room = Room::new();
    let now = room.now;
    let other = key(SrtpProfile::AeadAes128Gcm, 1);
    let wrong_profile = options(local(5_000), Some(other.clone()));
    assert!(matches!(
        room.router
            .create_pipe_transport(now, "pipe".into(), wrong_profile),
        Err(ModelError::Type(_))
    ));
    let pipe = options(local(5_000), Some(key(PROFILE, 1)));
    room.router
        .create_pipe_transport(now, "pipe".into(), pipe)
        .expect("valid");
    for (srtp, reason) in [
        (None, "missing srtpParameters (SRTP enabled)"),
        (
            Some(other),
            "invalid/unsupported srtpParameters.cryptoSuite",
        ),
    ] {
        let parameters = PlainConnectParameters { srtp, ..at(6_000) };
        assert_eq!(
            room.router.connect_plain_transport(now, "pipe", parameters),
            Err(ModelError::Type(reason.to_owned()))
        );
    }
    let ConnectionDump::Pipe(dump) = room.router.dump_transport("pipe").expect("open").connection
    else {
        unreachable!("it was made as a pipe");
    };
    assert!(dump.rtx && dump.tuple.remote.is_none() && dump.srtp.is_some());
}
