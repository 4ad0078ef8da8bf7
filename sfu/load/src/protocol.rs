//! What is said over stdin and stdout: one JSON object a line.
//!
//! A request is `{"id": 7, "do": "open", …}`; its answer is `{"id": 7, "ok": {…}}` or `{"id": 7, "problem": "a sentence"}`. Answers come in the
//! order of the requests. Between them come events, `{"event": "connected", "endpoint": 3, …}`. The process ends when stdin does.
//!
//! The shapes of transport and RTP parameters are mediasoup's, so that a program hands over what the library gave it.

use serde::{Deserialize, Serialize};

/// A request with the number that its answer bears.
#[derive(Debug, Deserialize)]
pub struct Request {
    /// Chosen by the asker.
    pub id: u64,
    /// What is asked.
    #[serde(flatten)]
    pub command: Command,
}

/// What can be asked.
#[derive(Debug, Deserialize)]
#[serde(tag = "do", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Command {
    /// Makes an endpoint and answers with [`Opened`]; nothing goes on the wire yet, because the server's transport must know the fingerprint first.
    Open(Box<Open>),
    /// Starts ICE, then DTLS; the events `connected` and `disconnected` follow.
    Connect {
        /// The number that [`Opened`] gave.
        endpoint: u32,
    },
    /// Starts sending one track of a synthetic endpoint.
    Send {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// What to send.
        track: Track,
    },
    /// Changes what a track sends; what is left out stays as it is.
    Adjust {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// The track.
        mid: String,
        /// The SSRC of the encoding to change; all of the track when left out.
        ssrc: Option<u32>,
        /// Whether it sends.
        active: Option<bool>,
        /// Target in bit/s of RTP payload.
        bitrate_bps: Option<u32>,
    },
    /// Expects one consumer's packets on a synthetic endpoint.
    Receive {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// What comes.
        track: Reception,
    },
    /// Asks the server for a key frame of a received track, by PLI or FIR.
    RequestKeyFrame {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// The SSRC of the received track.
        ssrc: u32,
        /// FIR instead of PLI.
        #[serde(default)]
        fir: bool,
    },
    /// Answers with the counters of one endpoint, or of all: `{"endpoints": [{"endpoint", "connected", "sent": […], "received": […]}]}`.
    Stats {
        /// The number that [`Opened`] gave; all when left out.
        endpoint: Option<u32>,
        /// Begins the longest gap, the bit rate and the greatest delay anew after this answer.
        #[serde(default)]
        reset: bool,
    },
    /// Sends packets of a raw endpoint exactly as given, in this order, each sealed under the session's keys.
    Write {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// RTP or RTCP packets (RFC 5761 tells them apart) in base64, without padding characters or with.
        packets: Vec<String>,
    },
    /// Takes new ICE credentials of the server's transport, after its `restartIce()`.
    RestartIce {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// The transport's new ones.
        ice_parameters: IceParameters,
    },
    /// Ends an endpoint; without DTLS close when `silent`, as a machine that lost its power.
    Close {
        /// The number that [`Opened`] gave.
        endpoint: u32,
        /// Say nothing on the wire.
        #[serde(default)]
        silent: bool,
    },
}

/// How to make an endpoint.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Open {
    /// Which kind.
    pub kind: Kind,
    /// Of the server's transport.
    pub ice_parameters: IceParameters,
    /// Of the server's transport.
    pub ice_candidates: Vec<IceCandidate>,
    /// Of the server's transport.
    pub dtls_parameters: DtlsParameters,
    /// Over which of the candidates.
    #[serde(default)]
    pub protocol: TransportProtocol,
    /// The router's; codecs and header extensions of a synthetic endpoint. A raw one needs none.
    #[serde(default)]
    pub rtp_capabilities: RtpCapabilities,
}

/// The two kinds of endpoint.
#[derive(Clone, Copy, Debug, Deserialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// Sends and receives media by itself as a browser does, and verifies what it gets.
    Synthetic,
    /// Sends what it is given and tells of every packet it gets; says nothing by itself after the handshake but STUN.
    Raw,
}

/// Over what an endpoint connects.
#[derive(Clone, Copy, Debug, Default, Deserialize, Serialize, PartialEq, Eq)]
#[serde(rename_all = "camelCase")]
pub enum TransportProtocol {
    /// Datagrams.
    #[default]
    Udp,
    /// A connection that the endpoint opens, framed by RFC 4571.
    Tcp,
}

/// ICE credentials (RFC 8445 §5.3).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct IceParameters {
    /// `ice-ufrag`.
    pub username_fragment: String,
    /// `ice-pwd`.
    pub password: String,
}

/// A candidate of the server.
#[derive(Debug, Deserialize)]
pub struct IceCandidate {
    /// Its address.
    pub address: String,
    /// Its port.
    pub port: u16,
    /// Over what.
    pub protocol: TransportProtocol,
}

/// DTLS role and fingerprints (RFC 8122).
#[derive(Debug, Deserialize, Serialize)]
pub struct DtlsParameters {
    /// `auto`, `client` or `server`.
    #[serde(default)]
    pub role: Option<String>,
    /// At least the SHA-256 one.
    pub fingerprints: Vec<DtlsFingerprint>,
}

/// The hash of a certificate.
#[derive(Debug, Deserialize, Serialize)]
pub struct DtlsFingerprint {
    /// For example `sha-256`.
    pub algorithm: String,
    /// Colon-separated hexadecimal.
    pub value: String,
}

/// A router's codecs and header extensions.
#[derive(Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct RtpCapabilities {
    /// With their payload types.
    pub codecs: Vec<CodecCapability>,
    /// With their ids.
    pub header_extensions: Vec<HeaderExtension>,
}

/// One codec of a router.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct CodecCapability {
    /// For example `video/VP8`.
    pub mime_type: String,
    /// The payload type that the router's consumers use.
    pub preferred_payload_type: u8,
    /// Of its RTP timestamps.
    pub clock_rate: u32,
    /// Only in audio.
    pub channels: Option<u8>,
    /// Only `apt` is looked at.
    #[serde(default)]
    pub parameters: serde_json::Map<String, serde_json::Value>,
}

/// One header extension of a router (RFC 8285).
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct HeaderExtension {
    /// What it is.
    pub uri: String,
    /// The id that the router's consumers use.
    pub preferred_id: u8,
}

/// A track to send.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Track {
    /// Media identification (RFC 9143), letters and digits, at most 16.
    pub mid: String,
    /// A number that receivers tell in their statistics as the source of what they got.
    pub source: u32,
    /// For example `video/VP8`; `audio/opus` is the only audio.
    pub mime_type: String,
    /// The payload type, one of the router's.
    pub payload_type: u8,
    /// One, or several with RIDs (RFC 8853), lowest first.
    pub encodings: Vec<Encoding>,
}

/// One encoding of a track to send.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Encoding {
    /// Of the media.
    pub ssrc: u32,
    /// Of the retransmissions (RFC 4588); none are sent when left out.
    pub rtx_ssrc: Option<u32>,
    /// Restriction identifier (RFC 8851), at most 8 letters and digits.
    pub rid: Option<String>,
    /// Target in bit/s of RTP payload.
    pub bitrate_bps: u32,
    /// Frames a second of video; audio has 50 of 20 ms.
    #[serde(default = "thirty")]
    pub frame_rate: u32,
    /// Pixels.
    #[serde(default)]
    pub width: u16,
    /// Pixels.
    #[serde(default)]
    pub height: u16,
    /// Temporal layers of VP8, 1 to 3.
    #[serde(default = "one")]
    pub temporal_layers: u8,
    /// Whether it sends from the start.
    #[serde(default = "yes")]
    pub active: bool,
}

fn thirty() -> u32 {
    30
}

fn one() -> u8 {
    1
}

fn yes() -> bool {
    true
}

/// A track to receive, out of a consumer's RTP parameters.
#[derive(Debug, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Reception {
    /// The consumer's.
    pub mid: String,
    /// `audio` or `video`.
    pub kind: String,
    /// The consumer's.
    pub ssrc: u32,
    /// The consumer's, where it has one.
    pub rtx_ssrc: Option<u32>,
    /// Of the consumer's RTP timestamps.
    pub clock_rate: u32,
}

/// The answer to [`Command::Open`].
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Opened {
    /// The number of the endpoint in everything that follows.
    pub endpoint: u32,
    /// What the server's transport needs in order to connect.
    pub dtls_parameters: DtlsParameters,
    /// Whence the endpoint's packets come.
    pub local_address: String,
    /// The local port.
    pub local_port: u16,
}

/// What an endpoint says by itself.
#[derive(Debug, Serialize)]
#[serde(
    tag = "event",
    rename_all = "camelCase",
    rename_all_fields = "camelCase"
)]
pub enum Event {
    /// ICE and DTLS are done, media may flow.
    Connected {
        /// Which endpoint.
        endpoint: u32,
        /// Time from [`Command::Connect`].
        after_ms: f64,
    },
    /// ICE has lost the peer, DTLS was closed or failed.
    Disconnected {
        /// Which endpoint.
        endpoint: u32,
        /// A sentence.
        reason: String,
    },
    /// A raw endpoint got a packet and opened it.
    Packet {
        /// Which endpoint.
        endpoint: u32,
        /// Milliseconds since the process began.
        at_ms: f64,
        /// RTCP by RFC 5761, else RTP.
        rtcp: bool,
        /// The packet in clear, in base64.
        bytes: String,
    },
    /// A raw endpoint got a packet that it could not open: the keys or the tag are wrong.
    Unopened {
        /// Which endpoint.
        endpoint: u32,
        /// Its length on the wire.
        length: usize,
    },
}
