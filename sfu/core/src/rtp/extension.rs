//! Which header extensions there are, under which ids, and what their values mean.

use std::time::Duration;

/// A header extension that the router understands or carries on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExtensionKind {
    /// Media identification (RFC 9143).
    Mid,
    /// RTP stream id (RFC 8852).
    Rid,
    /// Repaired RTP stream id (RFC 8852).
    RepairedRid,
    /// Send time for receive-side estimation.
    AbsSendTime,
    /// Transport-wide sequence number, version 01.
    TransportWideCc,
    /// Client-to-mixer audio level (RFC 6464).
    SsrcAudioLevel,
    /// AV1 dependency descriptor, carried unread.
    DependencyDescriptor,
    /// Video orientation (3GPP TS 26.114).
    VideoOrientation,
    /// Transmission time offset (RFC 5450), dropped: it is wrong after the first hop.
    TimeOffset,
    /// Capture time of the frame.
    AbsCaptureTime,
    /// Limits of the receiver's playout delay.
    PlayoutDelay,
    /// mediasoup's packet id, which its pipes carry.
    MediasoupPacketId,
}

impl ExtensionKind {
    /// All kinds, in the order of their discriminants.
    pub const ALL: [Self; 12] = [
        Self::Mid,
        Self::Rid,
        Self::RepairedRid,
        Self::AbsSendTime,
        Self::TransportWideCc,
        Self::SsrcAudioLevel,
        Self::DependencyDescriptor,
        Self::VideoOrientation,
        Self::TimeOffset,
        Self::AbsCaptureTime,
        Self::PlayoutDelay,
        Self::MediasoupPacketId,
    ];

    /// The URI that names it in SDP and ORTC.
    #[must_use]
    pub const fn uri(self) -> &'static str {
        match self {
            Self::Mid => "urn:ietf:params:rtp-hdrext:sdes:mid",
            Self::Rid => "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id",
            Self::RepairedRid => "urn:ietf:params:rtp-hdrext:sdes:repaired-rtp-stream-id",
            Self::AbsSendTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time",
            Self::TransportWideCc => {
                "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"
            }
            Self::SsrcAudioLevel => "urn:ietf:params:rtp-hdrext:ssrc-audio-level",
            Self::DependencyDescriptor => {
                "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
            }
            Self::VideoOrientation => "urn:3gpp:video-orientation",
            Self::TimeOffset => "urn:ietf:params:rtp-hdrext:toffset",
            Self::AbsCaptureTime => "http://www.webrtc.org/experiments/rtp-hdrext/abs-capture-time",
            Self::PlayoutDelay => "http://www.webrtc.org/experiments/rtp-hdrext/playout-delay",
            Self::MediasoupPacketId => "urn:mediasoup:params:rtp-hdrext:packet-id",
        }
    }

    /// The kind that a URI names.
    #[must_use]
    pub fn from_uri(uri: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.uri() == uri)
    }
}

/// The ids that one side negotiated, by kind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExtensionIds {
    by_kind: [u8; ExtensionKind::ALL.len()],
}

impl ExtensionIds {
    /// Notes the id (1…255) of a kind; the first one given stays, and 0 is ignored.
    pub fn set(&mut self, kind: ExtensionKind, id: u8) {
        if let Some(slot) = self
            .by_kind
            .get_mut(kind as usize)
            .filter(|slot| **slot == 0)
        {
            *slot = id;
        }
    }

    /// The id of a kind.
    #[must_use]
    pub fn id(&self, kind: ExtensionKind) -> Option<u8> {
        self.by_kind
            .get(kind as usize)
            .copied()
            .filter(|id| *id != 0)
    }

    /// The kind under an id.
    #[must_use]
    pub fn kind(&self, id: u8) -> Option<ExtensionKind> {
        let index = self
            .by_kind
            .iter()
            .position(|known| *known == id && id != 0)?;
        ExtensionKind::ALL.get(index).copied()
    }
}

impl FromIterator<(ExtensionKind, u8)> for ExtensionIds {
    fn from_iter<T: IntoIterator<Item = (ExtensionKind, u8)>>(pairs: T) -> Self {
        let mut ids = Self::default();
        for (kind, id) in pairs {
            ids.set(kind, id);
        }
        ids
    }
}

/// How loud one packet's audio is (RFC 6464 §3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AudioLevel {
    /// Level in −dBov: 0 is the loudest, 127 silence.
    pub minus_dbov: u8,
    /// Whether the sender heard speech in it.
    pub voice: bool,
}

impl AudioLevel {
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let byte = value.first()?;
        Some(Self {
            minus_dbov: byte & 0x7f,
            voice: byte & 0x80 != 0,
        })
    }
}

/// How the receiver has to turn the picture (3GPP TS 26.114 §7.4.5).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct VideoOrientation {
    /// Whether the back camera took it.
    pub camera: bool,
    /// Whether it is to be flipped horizontally.
    pub flip: bool,
    /// Degrees to turn clockwise: 0, 90, 180 or 270.
    pub rotation_degrees: u16,
}

impl VideoOrientation {
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let byte = value.first()?;
        Some(Self {
            camera: byte & 0x08 != 0,
            flip: byte & 0x04 != 0,
            rotation_degrees: match byte & 0x03 {
                3 => 270,
                2 => 180,
                1 => 90,
                _ => 0,
            },
        })
    }
}

/// When a frame was captured, in the capturer's clock (webrtc.org `abs-capture-time`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AbsCaptureTime {
    /// NTP time, 32.32 fixed-point seconds.
    pub ntp: u64,
    /// Sender's clock minus capturer's clock, 32.32 fixed-point seconds.
    pub clock_offset: Option<i64>,
}

impl AbsCaptureTime {
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let (ntp, rest) = value.split_first_chunk::<8>()?;
        let clock_offset = rest
            .first_chunk::<8>()
            .map(|bytes| i64::from_be_bytes(*bytes));
        Some(Self {
            ntp: u64::from_be_bytes(*ntp),
            clock_offset,
        })
    }
}

/// Limits that the sender sets for the receiver's playout delay (webrtc.org `playout-delay`), in steps of 10 ms.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PlayoutDelay {
    /// Smallest delay.
    pub min: Duration,
    /// Largest delay.
    pub max: Duration,
}

impl PlayoutDelay {
    pub(super) fn parse(value: &[u8]) -> Option<Self> {
        let [a, b, c] = value else {
            return None;
        };
        let bits = u64::from(u32::from_be_bytes([0, *a, *b, *c]));
        let steps = |count: u64| Duration::from_millis(count * 10);
        Some(Self {
            min: steps(bits >> 12),
            max: steps(bits & 0xfff),
        })
    }
}

/// The wire value of `abs-send-time` for an instant given as time since any fixed epoch: 6.18 fixed-point seconds.
#[must_use]
pub fn abs_send_time(since_epoch: Duration) -> [u8; 3] {
    let seconds = (since_epoch.as_secs() % 64) as u32;
    let fraction = (u64::from(since_epoch.subsec_nanos()) << 18) / 1_000_000_000;
    let [_, value @ ..] = ((seconds << 18) | fraction as u32).to_be_bytes();
    value
}
