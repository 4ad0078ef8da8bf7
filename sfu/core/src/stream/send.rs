//! One sent stream: counts, sender reports, the receiver's reports, resends.

use std::rc::Rc;
use std::time::{Duration, Instant};

use super::retransmission::PickedContent;
use super::score::Interval;
use super::{
    RateMeter, Resend, RetransmissionStore, RoundTrip, RtxParams, ScoreHistory, SenderClock,
    StoreKind, StoredHeader,
};
use crate::rtcp::{NtpTime, ReportBlock, SenderInfo};
use crate::rtp::{
    OutgoingHeader, PacketPool, PayloadRewrite, RtpTimestamp, SeqNo, SharedPacket, ticks,
};

/// How long sent video is kept for resending.
/// Higher: repair over longer outages, and of what waited for a weak line. Lower: less memory.
const VIDEO_AGE: Duration = Duration::from_secs(3);

/// The same for audio, which nobody waits for that long.
const AUDIO_AGE: Duration = Duration::from_secs(1);

/// Silence after which no more sender reports go out: where the stream's clock is now would be a guess.
/// Higher: reports through longer pauses. Lower: none while a screen share stands still.
const REPORT_AGE: Duration = Duration::from_secs(10);

/// How long reports wait for the original sender's, whose clocks they pass on: at first and after it began anew. Audio senders report every five
/// seconds; one that never does is reported with our own clock from then on.
/// Higher: later reports for such senders. Lower: lip sync that jumps when the sender's report comes after ours.
const SENDER_CLOCK_WAIT: Duration = Duration::from_secs(7);

/// Bytes that may be resent before as many have been sent anew: resends never exceed what the stream sent, plus this.
/// Higher: whole key frames can be repeated at once. Lower: less for a hostile peer to multiply.
const RESEND_BURST: usize = 256 * 1024;

/// Packets looked up for one NACK, as many as an honest one of our own asks for.
/// Higher: more work for one hostile packet. Lower: repair of a long outage takes more NACKs.
const MAX_NACKED: usize = 1_020;

/// What was negotiated for a sent stream.
#[derive(Clone, Copy, Debug)]
pub struct SendParams {
    /// SSRC of the media.
    pub ssrc: u32,
    /// Payload type of the media.
    pub payload_type: u8,
    /// Clock in Hz.
    pub clock_rate: u32,
    /// Video, as opposed to audio.
    pub video: bool,
    /// Whether the receiver sends NACKs.
    pub nack: bool,
    /// Retransmission stream.
    pub rtx: Option<RtxParams>,
    /// Sequence number that the retransmission stream begins with; random by RFC 3550 §5.1.
    pub first_rtx_seq: SeqNo,
}

/// A sent stream's counters, all since it began.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct SendStats {
    /// Packets, resends not counted.
    pub packet_count: u64,
    /// Bytes of those, headers included.
    pub byte_count: u64,
    /// Bits per second now.
    pub bitrate_bps: u64,
    /// Packets lost as the receiver reports them.
    pub packets_lost: i64,
    /// Loss in its last interval, in 1/256.
    pub fraction_lost: u8,
    /// Jitter that it reports, in ticks.
    pub jitter: u32,
    /// Resends.
    pub packets_retransmitted: u64,
    /// Packets resent at least once.
    pub packets_repaired: u64,
    /// NACK packets that came.
    pub nack_count: u64,
    /// Packets that they asked for.
    pub nack_packet_count: u64,
    /// PLIs that came.
    pub pli_count: u64,
    /// FIRs that came.
    pub fir_count: u64,
    /// Round trip to the receiver.
    pub round_trip: Option<Duration>,
    /// Score, 0…10.
    pub score: u8,
}

#[derive(Debug, Default)]
struct ScorePrior {
    sent: u64,
    lost: u64,
    repaired: u64,
    retransmitted: u64,
}

/// One sent stream.
#[derive(Debug)]
pub struct SendStream {
    params: SendParams,
    store: RetransmissionStore,
    rate: RateMeter,
    round_trip: RoundTrip,
    score: ScoreHistory,
    score_prior: ScorePrior,
    rtx_seq: SeqNo,
    resend_budget: usize,
    /// Since when reports wait for the original sender's.
    waiting_since: Option<Instant>,
    /// Newest timestamp and when it went out.
    newest: Option<(RtpTimestamp, Instant)>,
    packet_count: u64,
    byte_count: u64,
    payload_bytes: u64,
    last_block: ReportBlock,
    retransmitted: u64,
    repaired: u64,
    nack_count: u64,
    nack_packet_count: u64,
    pli_count: u64,
    fir_count: u64,
}

impl SendStream {
    /// A stream that has sent nothing yet.
    #[must_use]
    pub fn new(params: SendParams) -> Self {
        Self {
            params,
            store: RetransmissionStore::new(if params.video { VIDEO_AGE } else { AUDIO_AGE }),
            rate: RateMeter::new(Duration::from_millis(2_500)),
            round_trip: RoundTrip::default(),
            score: ScoreHistory::new(10),
            score_prior: ScorePrior::default(),
            rtx_seq: params.first_rtx_seq,
            resend_budget: RESEND_BURST,
            waiting_since: None,
            newest: None,
            packet_count: 0,
            byte_count: 0,
            payload_bytes: 0,
            last_block: ReportBlock::default(),
            retransmitted: 0,
            repaired: 0,
            nack_count: 0,
            nack_packet_count: 0,
            pli_count: 0,
            fir_count: 0,
        }
    }

    /// What was negotiated.
    #[must_use]
    pub fn params(&self) -> &SendParams {
        &self.params
    }

    /// How the packets of this stream are to be kept.
    #[must_use]
    pub fn store_kind(&self) -> StoreKind {
        match (self.params.nack, self.params.rtx) {
            (false, _) => StoreKind::Nothing,
            (true, Some(_)) => StoreKind::Shared,
            (true, None) => StoreKind::Sealed,
        }
    }

    /// A packet of `len` bytes with `payload_len` bytes of payload went out.
    pub fn handle_sent(
        &mut self,
        now: Instant,
        header: &OutgoingHeader,
        len: usize,
        payload_len: usize,
    ) {
        self.packet_count += 1;
        self.byte_count += len as u64;
        self.payload_bytes += payload_len as u64;
        self.rate.add(now, len);
        self.resend_budget = (self.resend_budget + len).min(RESEND_BURST);
        if self
            .newest
            .is_none_or(|(newest, _)| header.timestamp.is_newer_than(newest))
        {
            self.newest = Some((header.timestamp, now));
        }
    }

    /// True until the first packet went out.
    pub fn is_new(&self) -> bool {
        self.packet_count == 0
    }

    /// Keeps the producer's packet for [`StoreKind::Shared`].
    pub fn store_shared(
        &mut self,
        now: Instant,
        header: &OutgoingHeader,
        packet: Rc<SharedPacket>,
        rewrite: PayloadRewrite,
        pool: &mut PacketPool,
    ) {
        self.store
            .insert_shared(now, stored(header), packet, rewrite, pool);
    }

    /// Keeps the sealed bytes for [`StoreKind::Sealed`].
    pub fn store_sealed(&mut self, now: Instant, header: &OutgoingHeader, bytes: &[u8]) {
        self.store.insert_sealed(now, stored(header), bytes);
    }

    /// Takes a NACK and hands each packet that may be resent now to `resend`: once a round trip, a few times in all, and never
    /// more bytes than the stream itself sends. `wait` is how long what is resent now waits before it goes out: who asks again meanwhile
    /// cannot have it yet.
    pub fn handle_nack(
        &mut self,
        now: Instant,
        wait: Duration,
        seqs: impl Iterator<Item = SeqNo>,
        mut resend: impl FnMut(Resend<'_>),
    ) {
        self.nack_count += 1;
        let rtt = self.round_trip.rtt();
        for seq in seqs.take(MAX_NACKED) {
            self.nack_packet_count += 1;
            let Some(picked) = self.store.pick(now, seq, rtt, wait, self.resend_budget) else {
                continue;
            };
            self.resend_budget -= picked.len;
            self.retransmitted += 1;
            self.repaired += u64::from(picked.first);
            match (picked.content, self.params.rtx) {
                (PickedContent::Shared(packet, rewrite), Some(rtx)) => {
                    let header = OutgoingHeader {
                        payload_type: rtx.payload_type,
                        marker: picked.header.marker,
                        seq: self.rtx_seq,
                        timestamp: picked.header.timestamp,
                        ssrc: rtx.ssrc,
                    };
                    self.rtx_seq = self.rtx_seq.wrapping_add(1);
                    resend(Resend::Rtx {
                        header,
                        osn: picked.header.seq,
                        packet,
                        rewrite,
                    });
                }
                (PickedContent::Sealed(bytes), _) => resend(Resend::Sealed(bytes)),
                // Without a retransmission stream a shared packet could only be sealed anew, which the nonce forbids.
                (PickedContent::Shared(..), None) => {}
            }
        }
    }

    /// Whether padding can be sent on its retransmission stream, which it can before any media.
    #[must_use]
    pub fn can_pad(&self) -> bool {
        self.params.rtx.is_some()
    }

    /// The header of the next packet that carries nothing but padding, on the retransmission stream.
    pub fn padding_header(&mut self) -> Option<OutgoingHeader> {
        let rtx = self.params.rtx?;
        let timestamp = self.newest.map_or(RtpTimestamp(0), |(newest, _)| newest);
        let seq = self.rtx_seq;
        self.rtx_seq = seq.wrapping_add(1);
        Some(OutgoingHeader {
            payload_type: rtx.payload_type,
            marker: false,
            seq,
            timestamp,
            ssrc: rtx.ssrc,
        })
    }

    /// A PLI came.
    pub fn handle_pli(&mut self) {
        self.pli_count += 1;
    }

    /// A FIR came.
    pub fn handle_fir(&mut self) {
        self.fir_count += 1;
    }

    /// Takes the receiver's report on this stream; returns the new score when it changed.
    pub fn handle_report_block(&mut self, now: Instant, block: &ReportBlock) -> Option<u8> {
        self.round_trip
            .handle_answer(now, block.last_sender_report, block.delay());
        self.last_block = *block;
        let lost_total = u64::try_from(block.cumulative_lost).unwrap_or(0);
        let prior = &mut self.score_prior;
        let sent = self.packet_count - prior.sent;
        let lost = lost_total.saturating_sub(prior.lost).min(sent);
        let interval = Interval {
            delivered_base: sent,
            lost,
            repaired: (self.repaired - prior.repaired).min(lost),
            retransmitted: self.retransmitted - prior.retransmitted,
        };
        *prior = ScorePrior {
            sent: self.packet_count,
            lost: lost_total,
            repaired: self.repaired,
            retransmitted: self.retransmitted,
        };
        let score = if sent == 0 { 10 } else { interval.score() };
        self.score.add(score).then(|| self.score.score())
    }

    /// The sender report for `now`, or `None` while there is nothing true to report.
    ///
    /// `clock` is the original sender's, mapped by `timestamp_offset` (producer's timestamp minus ours): audio and video of one
    /// participant keep the relation that their sender gave them. Without one, after a wait, `wall_clock` and the newest packet.
    pub fn sender_report(
        &mut self,
        now: Instant,
        wall_clock: NtpTime,
        clock: Option<&SenderClock>,
        timestamp_offset: u32,
    ) -> Option<SenderInfo> {
        let (newest, newest_at) = self.newest?;
        if now.saturating_duration_since(newest_at) > REPORT_AGE {
            return None;
        }
        let (ntp, rtp_timestamp) = match clock {
            Some(clock) => {
                self.waiting_since = None;
                let (ntp, timestamp) = clock.at(now);
                (ntp, timestamp.wrapping_sub(timestamp_offset))
            }
            None => {
                let since = *self.waiting_since.get_or_insert(now);
                if now.saturating_duration_since(since) < SENDER_CLOCK_WAIT {
                    return None;
                }
                let passed = ticks(
                    now.saturating_duration_since(newest_at),
                    self.params.clock_rate,
                );
                (wall_clock, newest.wrapping_add(passed))
            }
        };
        self.round_trip.handle_sent(now, ntp);
        Some(SenderInfo {
            ntp,
            rtp_timestamp,
            packet_count: (self.packet_count & 0xffff_ffff) as u32,
            octet_count: (self.payload_bytes & 0xffff_ffff) as u32,
        })
    }

    /// The consumer was paused: what it was sent is not repaired any more.
    pub fn pause(&mut self) {
        self.store.clear();
    }

    /// Drops stored packets that are too old; for a stream that has stopped sending, about once a second.
    pub fn expire(&mut self, now: Instant) {
        self.store.expire(now);
    }

    /// Round trip to the receiver.
    #[must_use]
    pub fn rtt(&self) -> Option<Duration> {
        self.round_trip.rtt()
    }

    /// Score now, 0…10.
    #[must_use]
    pub fn score(&self) -> u8 {
        self.score.score()
    }

    /// What follows is another stream's, whose score says nothing about the past.
    pub fn reset_score(&mut self) {
        self.score.reset(10);
    }

    /// Loss that the receiver reported last, in 1/256.
    #[must_use]
    pub fn fraction_lost(&self) -> u8 {
        self.last_block.fraction_lost
    }

    /// Bits per second over the last window.
    pub fn bitrate_bps(&mut self, now: Instant) -> u64 {
        self.rate.bitrate_bps(now)
    }

    /// All counters.
    pub fn stats(&mut self, now: Instant) -> SendStats {
        SendStats {
            packet_count: self.packet_count,
            byte_count: self.byte_count,
            bitrate_bps: self.rate.bitrate_bps(now),
            packets_lost: i64::from(self.last_block.cumulative_lost),
            fraction_lost: self.last_block.fraction_lost,
            jitter: self.last_block.jitter,
            packets_retransmitted: self.retransmitted,
            packets_repaired: self.repaired,
            nack_count: self.nack_count,
            nack_packet_count: self.nack_packet_count,
            pli_count: self.pli_count,
            fir_count: self.fir_count,
            round_trip: self.round_trip.rtt(),
            score: self.score.score(),
        }
    }
}

fn stored(header: &OutgoingHeader) -> StoredHeader {
    StoredHeader {
        seq: header.seq,
        timestamp: header.timestamp,
        marker: header.marker,
    }
}

#[cfg(test)]
mod tests;
