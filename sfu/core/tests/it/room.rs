//! A router with peers around it, on a virtual clock and without a network's faults.

use crate::parameters::{
    audio_consumer, audio_producer, protected_producer, video_consumer, video_producer,
};
use crate::peer::{Media, Peer};
use sambung_core::dtls::{Certificate, DtlsEndpoint, DtlsSettings};
use sambung_core::ortc::{DtlsParameters, DtlsRole, Protocol, TransportTuple};
use sambung_core::router::{DropReason, Event, Router, RouterConfig};
use sambung_core::rtcp::{RtcpPacket, compound};
use sambung_core::transport::{
    ConnectionDump, TransportOptions, WebRtcTransportDump, WebRtcTransportOptions,
};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use std::time::{Duration, Instant, SystemTime};

pub const MS: Duration = Duration::from_millis(1);

/// 2026-01-01T00:00:00Z.
pub const UNIX_TIME: Duration = Duration::from_secs(1_767_225_600);

/// SSRCs of the usual producers, and what the router maps them to.
pub const AUDIO_SSRC: u32 = 1_000;
pub const VIDEO_SSRC: u32 = 2_000;
pub const MAPPED_AUDIO: u32 = 11_000;
pub const MAPPED_VIDEO: u32 = 12_000;

fn certificate(index: usize) -> Arc<Certificate> {
    static CERTIFICATES: OnceLock<[Arc<Certificate>; 2]> = OnceLock::new();
    let both = CERTIFICATES.get_or_init(|| {
        [0, 1].map(|_| {
            Arc::new(Certificate::generate(SystemTime::UNIX_EPOCH + UNIX_TIME).expect("randomness"))
        })
    });
    both[index].clone()
}

/// The router's certificate.
pub fn router_certificate() -> Arc<Certificate> {
    certificate(0)
}

/// The peers' certificate.
pub fn peer_certificate() -> Arc<Certificate> {
    certificate(1)
}

#[expect(
    clippy::disallowed_methods,
    reason = "the only way to make an instant; nothing depends on its value"
)]
pub fn an_instant() -> Instant {
    Instant::now()
}

/// See the module's documentation.
pub struct Room {
    pub now: Instant,
    pub router: Router,
    pub peers: Vec<Peer>,
    pub events: Vec<Event>,
    /// Datagrams that left for an address that is no peer's.
    pub astray: usize,
    /// The same with where they went.
    pub elsewhere: Vec<(TransportTuple, Vec<u8>)>,
    /// Peers made so far.
    pub n_made: u32,
    /// Bytes of padding behind the copies of what is sent.
    pub padding: u8,
}

impl Room {
    pub fn new() -> Room {
        let now = an_instant();
        let config = RouterConfig {
            certificate: router_certificate(),
            dtls: DtlsSettings::default(),
            random_seed: 42,
            started_at: now,
            unix_time: UNIX_TIME,
        };
        Room {
            now,
            router: Router::new("router".into(), config),
            peers: Vec::new(),
            events: Vec::new(),
            astray: 0,
            elsewhere: Vec::new(),
            n_made: 0,
            padding: 0,
        }
    }

    /// Options of a transport with credentials of its own.
    pub fn transport_options(number: u32) -> WebRtcTransportOptions {
        WebRtcTransportOptions {
            ice_candidates: Vec::new(),
            ice_username_fragment: format!("ufrag{number:08}"),
            ice_password: format!("password{number:020}"),
            ice_consent_timeout_s: 30,
            base: TransportOptions::default(),
        }
    }

    /// What only a WebRTC transport tells about itself.
    pub fn webrtc_dump(&self, id: &str) -> WebRtcTransportDump {
        let dump = self.router.dump_transport(id).expect("open");
        match dump.connection {
            ConnectionDump::WebRtc(connection) => *connection,
            other => unreachable!("{id} is {other:?}"),
        }
    }

    /// A peer whose transport exists, but that has not begun to connect.
    pub fn add_peer(&mut self, role: DtlsRole) -> usize {
        self.n_made += 1;
        let id = format!("transport{}", self.n_made);
        let options = Room::transport_options(self.n_made);
        let credentials = (
            options.ice_username_fragment.clone(),
            options.ice_password.clone(),
        );
        let handle = self
            .router
            .create_webrtc_transport(self.now, id.as_str().into(), options)
            .expect("a new id");
        let port = 20_000 + u16::try_from(self.n_made % 40_000).expect("a port");
        let tuple = TransportTuple {
            protocol: Protocol::Udp,
            local: SocketAddr::from(([10, 0, 0, 1], 44_444)),
            remote: SocketAddr::from(([192, 0, 2, 1], port)),
        };
        let remote = router_certificate().fingerprints()[2].clone();
        let own = peer_certificate();
        self.peers.push(Peer::new(
            self.now,
            &id,
            handle,
            tuple,
            credentials,
            &own,
            role,
            remote,
        ));
        self.peers.len() - 1
    }

    /// The peer's DTLS parameters.
    pub fn dtls_parameters(role: DtlsRole) -> DtlsParameters {
        DtlsParameters {
            fingerprints: vec![peer_certificate().fingerprints()[2].clone()],
            role,
        }
    }

    /// A peer with an address and keys.
    pub fn connected_peer(&mut self) -> usize {
        let peer = self.add_peer(DtlsRole::Client);
        self.shake_hands(peer);
        peer
    }

    /// Connects a peer that was added.
    pub fn shake_hands(&mut self, peer: usize) {
        let id = self.peers[peer].id.clone();
        let parameters = Room::dtls_parameters(DtlsRole::Client);
        self.router
            .connect_webrtc_transport(self.now, &id, parameters)
            .expect("first time");
        self.check(peer);
        self.settle();
        assert!(
            self.peers[peer].keys.is_some(),
            "the handshake came to its end"
        );
    }

    /// Sends a connectivity check.
    pub fn check(&mut self, peer: usize) {
        let request = self.peers[peer].check().write();
        self.send_raw(peer, &request);
    }

    /// Sends a datagram from the peer's own address.
    pub fn send_raw(&mut self, peer: usize, datagram: &[u8]) {
        let tuple = self.peers[peer].tuple;
        self.send_from(peer, tuple, datagram);
    }

    /// Sends a datagram to the peer's transport from any address.
    pub fn send_from(&mut self, peer: usize, tuple: TransportTuple, datagram: &[u8]) {
        let handle = self.peers[peer].handle;
        let mut datagram = datagram.to_vec();
        self.router
            .handle_datagram_padded(self.now, handle, tuple, &mut datagram, self.padding);
        self.deliver();
    }

    /// Sends a media packet.
    pub fn send(&mut self, peer: usize, media: &Media) {
        let sealed = self.peers[peer].seal_rtp(&media.write());
        self.send_raw(peer, &sealed);
    }

    /// Sends RTCP.
    pub fn send_rtcp(&mut self, peer: usize, rtcp: &[u8]) {
        let sealed = self.peers[peer].seal_rtcp(rtcp);
        self.send_raw(peer, &sealed);
    }

    /// Hands what the router sends to the peers, and takes its events.
    pub fn deliver(&mut self) {
        let Room {
            router,
            peers,
            now,
            astray,
            elsewhere,
            ..
        } = self;
        router.drain_outboxes(|outbox| {
            let peer = peers.iter_mut().find(|peer| peer.tuple == *outbox.tuple());
            for datagram in outbox.datagrams() {
                assert!(
                    datagram.len() <= 1_500,
                    "no datagram is larger than a frame"
                );
            }
            match peer {
                Some(peer) => {
                    assert_eq!(peer.id.as_str(), &**outbox.transport_id());
                    outbox
                        .datagrams()
                        .for_each(|datagram| peer.handle_datagram(*now, datagram));
                }
                None => {
                    *astray += outbox.len();
                    let datagrams = outbox.datagrams();
                    elsewhere
                        .extend(datagrams.map(|datagram| (*outbox.tuple(), datagram.to_vec())));
                }
            }
        });
        while let Some(event) = self.router.poll_event() {
            self.events.push(event);
        }
    }

    /// Lets DTLS go back and forth until nobody has anything to say.
    pub fn settle(&mut self) {
        for _ in 0..100 {
            let mut is_quiet = true;
            for peer in 0..self.peers.len() {
                for datagram in self.peers[peer].poll_dtls() {
                    is_quiet = false;
                    self.send_raw(peer, &datagram);
                }
            }
            if is_quiet {
                return;
            }
        }
        unreachable!("DTLS never settles");
    }

    /// Lets time pass; everything due happens at its time.
    pub fn run(&mut self, duration: Duration) {
        let end = self.now + duration;
        for _ in 0..1_000_000 {
            let peers = self.peers.iter().filter_map(|peer| peer.dtls_timeout_at);
            let next = peers
                .chain(self.router.poll_timeout())
                .min()
                .map(|at| at.max(self.now));
            let Some(next) = next.filter(|next| *next <= end) else {
                self.now = end;
                return;
            };
            self.now = next;
            self.router.handle_timeout(next);
            for peer in &mut self.peers {
                if peer.dtls_timeout_at.is_some_and(|at| at <= next) {
                    peer.dtls_timeout_at = None;
                    peer.dtls.handle_timeout(next);
                }
            }
            self.deliver();
            self.settle();
        }
        unreachable!("time stands still");
    }

    /// Opens the usual Opus and VP8 producers, `audio` and `video`.
    pub fn produce_both(&mut self, peer: usize) {
        let id = self.peers[peer].id.clone();
        let audio = audio_producer("audio", "0", AUDIO_SSRC, MAPPED_AUDIO);
        let video = video_producer("video", "1", VIDEO_SSRC, MAPPED_VIDEO);
        self.router
            .produce(self.now, &id, audio)
            .expect("a valid producer");
        self.router
            .produce(self.now, &id, video)
            .expect("a valid producer");
    }

    /// Opens a producer of sound that protects itself (Opus with `useinbandfec`).
    pub fn produce_protected(&mut self, peer: usize, id: &str, mid: &str, ssrc: u32) {
        let peer_id = self.peers[peer].id.clone();
        let producer = protected_producer(id, mid, ssrc, ssrc + 1);
        self.router
            .produce(self.now, &peer_id, producer)
            .expect("a valid producer");
        self.send(peer, &Media::opus(ssrc, 0, 0));
    }

    /// Opens a consumer of a producer of [`Room::produce_protected`], with this SSRC.
    pub fn consume_audio(&mut self, peer: usize, producer_id: &str, ssrc: u32) {
        let id = self.peers[peer].id.clone();
        let consumer = audio_consumer(
            &format!("{producer_id}-{ssrc}"),
            producer_id,
            "p",
            ssrc,
            70_001,
        );
        self.router
            .consume(self.now, &id, consumer)
            .expect("a valid consumer");
    }

    /// Opens consumers of both with the SSRCs `base` and `base + 10`.
    pub fn consume_both(&mut self, peer: usize, base: u32) {
        let id = self.peers[peer].id.clone();
        let audio = audio_consumer(&format!("audio-{base}"), "audio", "a", base, MAPPED_AUDIO);
        let video = video_consumer(
            &format!("video-{base}"),
            "video",
            "v",
            base + 10,
            MAPPED_VIDEO,
        );
        self.router
            .consume(self.now, &id, audio)
            .expect("a valid consumer");
        self.router
            .consume(self.now, &id, video)
            .expect("a valid consumer");
        self.deliver();
    }

    /// Packets dropped for this reason.
    pub fn dropped(&self, reason: DropReason) -> u64 {
        self.router.drops().get(reason)
    }

    /// RTCP packets that a peer got and of which `pick` says something.
    pub fn rtcp<T>(&self, peer: usize, pick: impl Fn(&RtcpPacket<'_>) -> Option<T>) -> Vec<T> {
        self.peers[peer]
            .rtcp
            .iter()
            .flat_map(|(_, datagram)| {
                compound(datagram)
                    .filter_map(|packet| pick(&packet))
                    .collect::<Vec<T>>()
            })
            .collect()
    }

    /// PLIs that a peer got for this SSRC.
    pub fn plis(&self, peer: usize, ssrc: u32) -> usize {
        self.rtcp(peer, |packet| match packet {
            RtcpPacket::Pli { media_ssrc } if *media_ssrc == ssrc => Some(()),
            _ => None,
        })
        .len()
    }

    /// Events that `pick` picks.
    pub fn events<T>(&self, pick: impl Fn(&Event) -> Option<T>) -> Vec<T> {
        self.events.iter().filter_map(pick).collect()
    }
}

/// A room with a sender of both kinds and two receivers of both, everybody connected, the video running.
pub fn meeting() -> (Room, usize, [usize; 2]) {
    let mut room = Room::new();
    let sender = room.connected_peer();
    room.produce_both(sender);
    let receivers = [room.connected_peer(), room.connected_peer()];
    for (receiver, base) in receivers.into_iter().zip([50_000, 60_000]) {
        room.consume_both(receiver, base);
    }
    (room, sender, receivers)
}
