//! One received stream: loss, jitter, repair, key-frame requests, score and rates.

mod description;

pub use description::{ReceiveEvents, ReceiveParams, ReceiveStats, Received};

use std::time::{Duration, Instant};

use super::key_frame_rate::KeyFrameRate;
use super::layer_rates::LayerRates;
use super::reception::{Jitter, LossReport};
use super::score::Interval;
use super::{
    KeyFrameRequests, NackArrival, NackGenerator, RateMeter, RoundTrip, RtxParams, ScoreHistory,
    SenderClock, SeqTracker, SeqUpdate,
};
use crate::codec::PayloadContext;
use crate::rtcp::{DlrrBlock, NtpTime, ReportBlock, SenderInfo, write_fir, write_nack, write_pli};
use crate::rtp::{PacketLayout, RtpPacket, RtpTimestamp, SeqNo, decapsulate_rtx};

/// Silence after which a stream counts as stopped and its score is 0.
/// Higher: later notice of a dead sender. Lower: one lost second looks like a stop.
const INACTIVITY: Duration = Duration::from_millis(1_500);

/// Frame intervals that a stream with few frames may miss before it counts as stopped: a screen share at one frame a second.
/// Higher: later notice of a slow sender that died. Lower: a late frame looks like a stop.
const INACTIVITY_INTERVALS: u32 = 3;

/// Longest silence that such a stream may keep.
const MAX_INACTIVITY: Duration = Duration::from_secs(10);

/// The same for Opus with discontinuous transmission, which sends one packet in 400 ms of silence, and some senders fewer.
const INACTIVITY_WITH_DTX: Duration = Duration::from_secs(5);

/// Time between two interval scores.
/// Higher: steadier score. Lower: quicker.
const SCORE_INTERVAL: Duration = Duration::from_secs(1);

const RATE_WINDOW: Duration = Duration::from_millis(2_500);
const RATE_WINDOW_WITH_DTX: Duration = Duration::from_secs(6);

#[derive(Debug, Default)]
struct RtxStream {
    seq: SeqTracker,
    received: u64,
    discarded: u64,
    reporting: LossReport,
}

/// Counters of the last score.
#[derive(Debug, Default)]
struct ScorePrior {
    expected: u64,
    received: u64,
    repaired: u64,
    retransmitted: u64,
}

/// One received stream.
///
/// In: [`ReceiveStream::handle_packet`], [`ReceiveStream::handle_rtx`], [`ReceiveStream::handle_sender_report`],
/// [`ReceiveStream::request_key_frame`]. Out: [`ReceiveStream::poll`] whenever [`ReceiveStream::poll_at`] has come and once after
/// packets, [`ReceiveStream::report_block`] about once a second.
#[derive(Debug)]
pub struct ReceiveStream {
    params: ReceiveParams,
    seq: SeqTracker,
    nack: NackGenerator,
    key_frames: KeyFrameRequests,
    rtx: RtxStream,
    reporting: LossReport,
    jitter: Jitter,
    rate: RateMeter,
    /// The same by (spatial, temporal) layer, in a stream that has any.
    layer_rates: LayerRates,
    key_frame_rate: KeyFrameRate,
    round_trip: RoundTrip,
    sender_clock: Option<SenderClock>,
    score: ScoreHistory,
    score_prior: ScorePrior,
    score_due_at: Instant,
    score_changed: bool,
    last_media_at: Instant,
    last_timestamp: Option<RtpTimestamp>,
    /// Longest time between two frames lately; it wears off with every frame.
    frame_interval: Duration,
    inactive: bool,
    paused: bool,
    /// Media packets of the stream itself, which loss is counted by.
    media_received: u64,
    packet_count: u64,
    byte_count: u64,
    discarded: u64,
    retransmitted: u64,
    repaired: u64,
    nack_count: u64,
    nack_packet_count: u64,
    pli_count: u64,
    fir_count: u64,
    due: Vec<SeqNo>,
}

impl ReceiveStream {
    /// A stream whose first packet comes about `now`.
    #[must_use]
    pub fn new(params: ReceiveParams, now: Instant) -> Self {
        let rate = RateMeter::new(if params.dtx {
            RATE_WINDOW_WITH_DTX
        } else {
            RATE_WINDOW
        });
        Self {
            params,
            seq: SeqTracker::default(),
            nack: NackGenerator::default(),
            key_frames: KeyFrameRequests::new(params.key_frame_request_spacing),
            rtx: RtxStream::default(),
            reporting: LossReport::default(),
            jitter: Jitter::default(),
            key_frame_rate: KeyFrameRate::beside(&rate),
            rate,
            layer_rates: LayerRates::default(),
            round_trip: RoundTrip::default(),
            sender_clock: None,
            score: ScoreHistory::new(10),
            score_prior: ScorePrior::default(),
            score_due_at: now + SCORE_INTERVAL,
            score_changed: false,
            last_media_at: now,
            last_timestamp: None,
            frame_interval: Duration::ZERO,
            inactive: false,
            paused: false,
            media_received: 0,
            packet_count: 0,
            byte_count: 0,
            discarded: 0,
            retransmitted: 0,
            repaired: 0,
            nack_count: 0,
            nack_packet_count: 0,
            pli_count: 0,
            fir_count: 0,
            due: Vec::new(),
        }
    }

    /// What was negotiated.
    #[must_use]
    pub fn params(&self) -> &ReceiveParams {
        &self.params
    }

    /// Names the retransmission stream when it becomes known only from its first packet (by RID).
    pub fn set_rtx(&mut self, rtx: RtxParams) {
        self.params.rtx = Some(rtx);
        self.rtx = RtxStream::default();
    }

    /// Takes a packet of the media stream; `None` when it is not part of it and must be dropped.
    pub fn handle_packet(&mut self, now: Instant, packet: &RtpPacket<'_>) -> Option<Received> {
        let (extended, restarted) = match self.seq.handle_seq(packet.seq()) {
            SeqUpdate::Accepted(extended) => (extended, false),
            SeqUpdate::Restarted(extended) => {
                self.nack.reset();
                self.jitter.skip_next();
                self.sender_clock = None;
                (extended, true)
            }
            SeqUpdate::Discarded => {
                self.discarded += 1;
                return None;
            }
        };
        let payload = self.read_payload(packet);
        if self.track_gaps(now, extended, &payload) == NackArrival::Repaired
            && self.params.rtx.is_none()
        {
            // Without a retransmission stream a missing packet that comes late is a resend, or as good as one.
            self.retransmitted += 1;
            self.repaired += 1;
        }
        if self.params.clock_rate > 0 {
            self.jitter
                .handle_packet(now, packet.timestamp(), self.params.clock_rate);
        }
        self.media_received += 1;
        self.count(now, packet, &payload);
        Some(Received { payload, restarted })
    }

    /// Takes a packet of the retransmission stream and recovers the original in place; `None` when there is nothing new in it
    /// (padding by which senders probe, a duplicate, or a packet outside the stream).
    pub fn handle_rtx<'b>(
        &mut self,
        now: Instant,
        bytes: &'b mut [u8],
        layout: PacketLayout,
    ) -> Option<(RtpPacket<'b>, Received)> {
        let rtx = self.params.rtx.filter(|_| self.params.nack)?;
        let outer = RtpPacket::from_parts(bytes, layout);
        if outer.payload_type() != rtx.payload_type {
            return None;
        }
        if self.rtx.seq.handle_seq(outer.seq()) == SeqUpdate::Discarded {
            self.rtx.discarded += 1;
            return None;
        }
        self.rtx.received += 1;
        let packet =
            decapsulate_rtx(bytes, layout, self.params.payload_type, self.params.ssrc).ok()?;
        let highest = self.seq.highest()?;
        let extended = packet.seq().extend_near(highest);
        if extended > highest {
            // A probe that repeats a packet whose first sending was lost; the stream itself has to have come this far.
            match self.seq.handle_seq(packet.seq()) {
                SeqUpdate::Accepted(_) => {}
                SeqUpdate::Restarted(_) | SeqUpdate::Discarded => {
                    self.discarded += 1;
                    return None;
                }
            }
        }
        let payload = self.read_payload(&packet);
        self.retransmitted += 1;
        match self.track_gaps(now, extended, &payload) {
            NackArrival::Repaired | NackArrival::Ahead | NackArrival::Broken => {}
            NackArrival::Stale => return None,
        }
        self.repaired += 1;
        self.count(now, &packet, &payload);
        Some((
            packet,
            Received {
                payload,
                restarted: false,
            },
        ))
    }

    fn read_payload(&self, packet: &RtpPacket<'_>) -> PayloadContext {
        if packet.payload_type() == self.params.payload_type {
            self.params.codec.read_payload(packet.payload())
        } else {
            PayloadContext::Unread
        }
    }

    fn track_gaps(&mut self, now: Instant, extended: u64, payload: &PayloadContext) -> NackArrival {
        let key_frame = payload.is_key_frame();
        let arrival = if self.params.nack {
            self.nack.handle_packet(now, extended, key_frame)
        } else {
            NackArrival::Ahead
        };
        if key_frame && arrival != NackArrival::Stale {
            self.key_frames.handle_key_frame();
        }
        if arrival == NackArrival::Broken {
            self.request_key_frame(now);
        }
        arrival
    }

    fn count(&mut self, now: Instant, packet: &RtpPacket<'_>, payload: &PayloadContext) {
        let len = packet.bytes().len();
        self.packet_count += 1;
        self.byte_count += len as u64;
        let layer = (payload.spatial_layer(), payload.temporal_layer());
        self.layer_rates.add(now, len, layer, &self.rate);
        self.rate.add(now, len);
        let begins = payload.is_key_frame();
        self.key_frame_rate
            .add(now, len, packet.timestamp(), begins);
        if packet.payload().is_empty() {
            // Padding proves a sender, but no media.
            return;
        }
        let interval = now.saturating_duration_since(self.last_media_at);
        if self.last_timestamp.replace(packet.timestamp()) != Some(packet.timestamp()) {
            self.frame_interval = interval.max(self.frame_interval * 3 / 4);
        }
        self.last_media_at = now;
        if std::mem::take(&mut self.inactive) {
            self.score_changed |= self.score.reset(10);
        }
    }

    /// Bits per second over the last window of one layer with all that it builds on.
    pub fn layer_bitrate_bps(&mut self, now: Instant, spatial: u8, temporal: u8) -> u64 {
        self.layer_rates
            .bitrate_bps(now, spatial, temporal)
            .unwrap_or_else(|| self.rate.bitrate_bps(now))
    }

    /// What of that, of the lowest spatial layer, were key frames: in the same window, and spread over a long time.
    pub fn key_frame_bps(&mut self, now: Instant) -> (u64, u64) {
        let rate = &mut self.key_frame_rate;
        (rate.lately_bps(now), rate.spread_bps(now))
    }

    /// See [`KeyFrameRequests::set_at_hand`].
    pub fn set_key_frame_at_hand(&mut self, is_at_hand: bool) {
        self.key_frames.set_at_hand(is_at_hand);
    }

    /// Somebody needs a key frame; it is asked for in the next [`ReceiveStream::poll`], unless one is on its way.
    pub fn request_key_frame(&mut self, now: Instant) {
        if (self.params.pli || self.params.fir) && !self.paused {
            self.key_frames.request(now);
        }
    }

    /// Takes the sender's report on this stream.
    pub fn handle_sender_report(&mut self, now: Instant, info: &SenderInfo) {
        if !info.ntp.is_zero() {
            self.reporting.handle_sender_report(now, info);
            self.sender_clock = SenderClock::new(now, info, self.params.clock_rate);
        }
    }

    /// Takes the sender's report on the retransmission stream.
    pub fn handle_rtx_sender_report(&mut self, now: Instant, info: &SenderInfo) {
        self.rtx.reporting.handle_sender_report(now, info);
    }

    /// Our reference time was sent to the sender (RFC 3611 §4.4).
    pub fn handle_reference_time_sent(&mut self, now: Instant, ntp: NtpTime) {
        self.round_trip.handle_sent(now, ntp);
    }

    /// The sender answers our reference time.
    pub fn handle_dlrr(&mut self, now: Instant, block: &DlrrBlock) {
        if let Some(rtt) =
            self.round_trip
                .handle_answer(now, block.last_receiver_report, block.delay())
        {
            self.nack.set_rtt(rtt);
        }
    }

    /// The report block on the media stream; each call ends an interval of loss counting.
    pub fn report_block(&mut self, now: Instant) -> ReportBlock {
        let jitter = self.jitter.ticks();
        self.reporting.block(
            now,
            self.params.ssrc,
            &self.seq,
            self.media_received,
            jitter,
        )
    }

    /// The report block on the retransmission stream, once it has sent anything.
    pub fn rtx_report_block(&mut self, now: Instant) -> Option<ReportBlock> {
        let rtx = self.params.rtx.filter(|_| self.rtx.received > 0)?;
        Some(
            self.rtx
                .reporting
                .block(now, rtx.ssrc, &self.rtx.seq, self.rtx.received, 0),
        )
    }

    /// When [`ReceiveStream::poll`] has something to do.
    #[must_use]
    pub fn poll_at(&self) -> Option<Instant> {
        if self.paused {
            return None;
        }
        let mut at = Some(self.score_due_at);
        let inactive_at = (self.params.inactivity_check && !self.inactive)
            .then(|| self.last_media_at + self.inactivity());
        for due in [self.nack.poll_at(), self.key_frames.poll_at(), inactive_at]
            .into_iter()
            .flatten()
        {
            at = Some(at.map_or(due, |at| at.min(due)));
        }
        at
    }

    /// Does what is due at `now`: appends NACKs and key-frame requests to `rtcp`, scores, notices silence.
    pub fn poll(&mut self, now: Instant, rtcp: &mut Vec<u8>) -> ReceiveEvents {
        let mut events = ReceiveEvents::default();
        if self.paused {
            return events;
        }
        self.due.clear();
        if self.nack.poll(now, &mut self.due) {
            self.request_key_frame(now);
        }
        if !self.due.is_empty() {
            write_nack(rtcp, self.params.ssrc, self.params.ssrc, &self.due);
            self.nack_count += 1;
            self.nack_packet_count += self.due.len() as u64;
            events.nacked_packets = self.due.len();
        }
        if self.key_frames.poll(now) {
            events.key_frame_requested = true;
            if self.params.pli {
                self.pli_count += 1;
                write_pli(rtcp, self.params.ssrc, self.params.ssrc);
            } else {
                self.fir_count += 1;
                write_fir(
                    rtcp,
                    self.params.ssrc,
                    self.params.ssrc,
                    (self.fir_count & 0xff) as u8,
                );
            }
        }
        self.check_activity(now);
        if now >= self.score_due_at {
            self.score_due_at = now + SCORE_INTERVAL;
            self.score_interval();
        }
        if std::mem::take(&mut self.score_changed) {
            events.score = Some(self.score.score());
        }
        events
    }

    fn inactivity(&self) -> Duration {
        if self.params.dtx {
            return INACTIVITY_WITH_DTX;
        }
        (self.frame_interval * INACTIVITY_INTERVALS)
            .min(MAX_INACTIVITY)
            .max(INACTIVITY)
    }

    fn check_activity(&mut self, now: Instant) {
        let silence = now.saturating_duration_since(self.last_media_at);
        if self.params.inactivity_check && !self.inactive && silence >= self.inactivity() {
            self.inactive = true;
            self.score_changed |= self.score.reset(0);
        }
    }

    fn score_interval(&mut self) {
        let prior = &mut self.score_prior;
        let expected = self.seq.expected() - prior.expected;
        let received = self.media_received - prior.received;
        let interval = Interval {
            delivered_base: received,
            lost: expected.saturating_sub(received),
            repaired: self.repaired - prior.repaired,
            retransmitted: self.retransmitted - prior.retransmitted,
        };
        *prior = ScorePrior {
            expected: self.seq.expected(),
            received: self.media_received,
            repaired: self.repaired,
            retransmitted: self.retransmitted,
        };
        if !self.inactive {
            let score = if expected == 0 { 10 } else { interval.score() };
            self.score_changed |= self.score.add(score);
        }
    }

    /// The sender says that the stream ends (RFC 3550 §6.6): nothing is asked for any more and the score is 0, until a packet
    /// comes all the same.
    pub fn handle_bye(&mut self) {
        self.nack.reset();
        self.key_frames.handle_key_frame();
        if !self.inactive {
            self.inactive = true;
            self.score_changed |= self.score.reset(0);
        }
    }

    /// The producer was paused: nothing is asked for until it resumes.
    pub fn pause(&mut self) {
        self.paused = true;
        self.nack.reset();
        self.key_frames.handle_key_frame();
        self.jitter = Jitter::default();
    }

    /// The producer resumes at `now`.
    pub fn resume(&mut self, now: Instant) {
        self.paused = false;
        self.last_media_at = now;
        self.score_due_at = now + SCORE_INTERVAL;
    }

    /// How the sender's wall clock lies to its RTP clock, once it has reported.
    #[must_use]
    pub fn sender_clock(&self) -> Option<&SenderClock> {
        self.sender_clock.as_ref()
    }

    /// When media came last.
    #[must_use]
    pub fn last_media_at(&self) -> Instant {
        self.last_media_at
    }

    /// Score now, 0…10.
    #[must_use]
    pub fn score(&self) -> u8 {
        self.score.score()
    }

    /// Bits per second over the last window.
    pub fn bitrate_bps(&mut self, now: Instant) -> u64 {
        self.rate.bitrate_bps(now)
    }

    /// All counters.
    pub fn stats(&mut self, now: Instant) -> ReceiveStats {
        ReceiveStats {
            packet_count: self.packet_count,
            byte_count: self.byte_count,
            bitrate_bps: self.rate.bitrate_bps(now),
            packets_lost: self.seq.expected().cast_signed() - self.media_received.cast_signed(),
            fraction_lost: self.reporting.fraction_lost(),
            jitter: self.jitter.ticks(),
            packets_discarded: self.discarded,
            packets_retransmitted: self.retransmitted,
            packets_repaired: self.repaired,
            nack_count: self.nack_count,
            nack_packet_count: self.nack_packet_count,
            pli_count: self.pli_count,
            fir_count: self.fir_count,
            rtx_packets_discarded: self.rtx.discarded,
            round_trip: self.round_trip.rtt(),
            score: self.score.score(),
        }
    }
}

#[cfg(test)]
mod tests;
