//! Why packets were dropped, counted by reason.

macro_rules! drop_reasons {
    ($($(#[$doc:meta])* $variant:ident = $name:literal,)*) => {
        /// Why a packet was dropped; a closed list, so that it can label a metric.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
        pub enum DropReason {
            $($(#[$doc])* $variant,)*
        }

        impl DropReason {
            /// Every reason.
            pub const ALL: &'static [DropReason] = &[$(DropReason::$variant,)*];

            /// The name that a metric's label carries.
            pub fn name(self) -> &'static str {
                match self {
                    $(DropReason::$variant => $name,)*
                }
            }
        }
    };
}

drop_reasons! {
    /// Not STUN, DTLS, RTP or RTCP by its first byte (RFC 7983).
    UnknownProtocol = "unknown_protocol",
    /// The transport does not exist any more.
    UnknownTransport = "unknown_transport",
    /// STUN that is malformed, not authenticated or not a request.
    StunRejected = "stun_rejected",
    /// DTLS or media from an address that ICE has not validated.
    InvalidTuple = "invalid_tuple",
    /// DTLS before `connect` or after the end.
    DtlsNotExpected = "dtls_not_expected",
    /// DTLS that the handshake does not accept.
    DtlsRejected = "dtls_rejected",
    /// Media before the keys were exchanged.
    SrtpNotReady = "srtp_not_ready",
    /// RTP that does not authenticate or was replayed.
    SrtpRejected = "srtp_rejected",
    /// RTCP that does not authenticate or was replayed.
    SrtcpRejected = "srtcp_rejected",
    /// RTP that is malformed.
    RtpMalformed = "rtp_malformed",
    /// RTCP that is malformed.
    RtcpMalformed = "rtcp_malformed",
    /// RTP that belongs to no producer.
    NoProducer = "no_producer",
    /// RTP that belongs to none of its producer's encodings.
    NoStream = "no_stream",
    /// A payload type that the producer did not negotiate.
    UnknownPayloadType = "unknown_payload_type",
    /// A sequence number far away from what was expected, a duplicate or too old.
    BadSequence = "bad_sequence",
    /// A retransmission that is malformed, was not asked for or came too late.
    RtxRejected = "rtx_rejected",
    /// More SSRCs than a transport may latch.
    TooManySsrcs = "too_many_ssrcs",
    /// Encryption failed, or would have used a number twice.
    SealFailed = "seal_failed",
}

/// Counters by reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DropCounters {
    counts: [u64; DropReason::ALL.len()],
}

impl Default for DropCounters {
    fn default() -> DropCounters {
        DropCounters {
            counts: [0; DropReason::ALL.len()],
        }
    }
}

impl DropCounters {
    /// Counts one dropped packet.
    pub fn count(&mut self, reason: DropReason) {
        if let Some(counter) = self.counts.get_mut(reason as usize) {
            *counter = counter.wrapping_add(1);
        }
    }

    /// Adds the counts of others.
    pub fn add(&mut self, others: &DropCounters) {
        for (count, other) in self.counts.iter_mut().zip(others.counts) {
            *count = count.wrapping_add(other);
        }
    }

    /// Packets dropped for this reason.
    pub fn get(&self, reason: DropReason) -> u64 {
        self.counts.get(reason as usize).copied().unwrap_or(0)
    }

    /// Every reason with its count.
    pub fn iter(&self) -> impl Iterator<Item = (DropReason, u64)> + '_ {
        DropReason::ALL
            .iter()
            .map(|reason| (*reason, self.get(*reason)))
    }
}
