//! RTCP that we send: sender and receiver reports, feedback and goodbyes.

use super::slab::Key;
use super::{DropReason, Event, Router};
use crate::consumer::Consumer;
use crate::producer::Producer;
use crate::rtcp::{
    ReportBlock, write_bye, write_receiver_report, write_remb, write_sdes_cname,
    write_sender_report, write_xr_dlrr, write_xr_receiver_reference_time,
};
use crate::transport::Transport;
use crate::transport::connection::Route;
use std::time::{Duration, Instant};

/// Mean time between two reports of a transport (RFC 3550 §6.2 with the minimum that browsers use for video). Audio gets the
/// same: its receiver needs our report for lip sync as much as the picture's does.
/// Higher: later lip sync and staler statistics. Lower: more traffic that carries no media.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// Bytes of RTCP in one datagram before it is sealed.
/// Higher: fewer datagrams. Lower: safe on paths with a small MTU.
const MAX_COMPOUND: usize = 1_150;

/// Bytes of one sender's report, description and answers that may be added to a compound.
const SENDER_ROOM: usize = 320;

/// Loss that a sender of sound is told of at most for its listeners' sake, in 1/256: below the tenth from which senders take their own line for congested.
/// Higher: more of the sound's bits protect it. Lower: who hears it over a weak line hears more that is made up.
const MAX_TOLD_LOSS: u8 = 24;

/// From this loss on, in 1/256, speech is to be protected in earnest.
/// Higher: small losses are made up by the listener. Lower: bits are spent on copies that hardly anybody needs.
const PROTECTED_FROM: u8 = 4;

/// What a sender of speech is told of a loss: Opus leaves its speech mode, the only one with copies in it, for whatever sounds like music unless it hears of more
/// than some eight in a hundred. So a loss is told twofold, up to the most that is told: senders smooth what they hear.
fn told_loss(own: u8, worst: u8) -> u8 {
    let told = match worst {
        PROTECTED_FROM.. => worst.saturating_mul(2),
        _ => worst,
    };
    own.max(told.min(MAX_TOLD_LOSS))
}

impl Router {
    /// Time until the next report, spread by half to either side so that transports do not report in step (RFC 3550 §6.2).
    pub(super) fn report_interval(&mut self) -> Duration {
        REPORT_INTERVAL.mul_f64(0.5 + self.random.fraction())
    }

    /// Sends a transport's reports and sets the time of the next.
    pub(super) fn send_reports(&mut self, now: Instant, key: Key<Transport>) {
        let next_at = now + self.report_interval();
        let mut rtcp = std::mem::take(&mut self.rtcp_scratch);
        rtcp.clear();
        self.send_sender_reports(now, key, &mut rtcp);
        self.write_receiver_reports(now, key, &mut rtcp);
        self.send_rtcp(now, key, &rtcp);
        self.rtcp_scratch = rtcp;
        if let Some(transport) = self.transports.get_mut(key) {
            transport.report_at = Some(next_at);
        }
    }

    /// Writes reports on what we send; full compounds are sent, the last is left in the buffer.
    fn send_sender_reports(&mut self, now: Instant, key: Key<Transport>, rtcp: &mut Vec<u8>) {
        let wall_clock = self.clock.ntp(now);
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        let mut answers = transport.reference_times.take_blocks(now);
        for consumer_key in transport.consumers.clone() {
            let Some(consumer) = self.consumers.get_mut(consumer_key) else {
                continue;
            };
            let is_active = consumer.is_active();
            for index in 0..consumer.streams.len() {
                let carried = consumer.carried_ssrc(index);
                let Some(stream) = consumer.streams.get_mut(index) else {
                    continue;
                };
                stream.send.expire(now);
                if !is_active {
                    continue;
                }
                let offset = stream.timestamp_offset();
                let clock = self.producers.get(consumer.producer).and_then(|producer| {
                    let encoding = producer.stream_of_mapped_ssrc(carried?)?;
                    encoding.stream.sender_clock()
                });
                let Some(info) = stream.send.sender_report(now, wall_clock, clock, offset) else {
                    continue;
                };
                let ssrc = stream.ssrc();
                write_sender_report(rtcp, ssrc, &info);
                write_sdes_cname(rtcp, &[(ssrc, &consumer.parameters.rtcp.cname)]);
                // The peer's receivers share one clock, so the answers need to be given in one sender's name only.
                write_xr_dlrr(rtcp, ssrc, &std::mem::take(&mut answers));
            }
            if rtcp.len() + SENDER_ROOM > MAX_COMPOUND {
                self.send_rtcp(now, key, rtcp);
                rtcp.clear();
            }
        }
    }

    /// Writes reports on what the peer sends, with our reference time, and the cap on what it may send.
    fn write_receiver_reports(&mut self, now: Instant, key: Key<Transport>, rtcp: &mut Vec<u8>) {
        let wall_clock = self.clock.ntp(now);
        let Some(transport) = self.transports.get(key) else {
            return;
        };
        let mut blocks = Vec::new();
        let mut ssrcs = Vec::new();
        let mut wants_remb = false;
        for producer_key in transport.producers.clone() {
            let heard_loss = self.loss_of_listeners(producer_key);
            let Some(producer) = self.producers.get_mut(producer_key) else {
                continue;
            };
            wants_remb |= producer.parameters.has_feedback_kind("goog-remb");
            for encoding in producer.encodings.iter_mut().flatten() {
                let block = encoding.stream.report_block(now);
                let own = block.fraction_lost;
                blocks.push(ReportBlock {
                    fraction_lost: heard_loss.map_or(own, |heard| told_loss(own, own.max(heard))),
                    ..block
                });
                blocks.extend(encoding.stream.rtx_report_block(now));
                encoding.stream.handle_reference_time_sent(now, wall_clock);
                ssrcs.push(encoding.stream.params().ssrc);
            }
        }
        let Some(transport) = self.transports.get(key).filter(|_| !blocks.is_empty()) else {
            return;
        };
        let rtcp_ssrc = transport.rtcp_ssrc;
        write_receiver_report(rtcp, rtcp_ssrc, &blocks);
        write_xr_receiver_reference_time(rtcp, rtcp_ssrc, wall_clock);
        let max_incoming = transport.limits.max_incoming;
        if max_incoming > 0 && wants_remb {
            write_remb(rtcp, rtcp_ssrc, max_incoming, &ssrcs);
        }
    }

    /// What the worst of those who hear a producer loses, in 1/256; none where its sender could not help it. Opus puts a coarser copy of speech into the next packet
    /// (RFC 6716 §2.1.7), as often as its encoder hears of losses; of those behind us it hears by nobody else. Counters stay what they are.
    fn loss_of_listeners(&self, key: Key<Producer>) -> Option<u8> {
        let producer = self
            .producers
            .get(key)
            .filter(|producer| producer.has_in_band_fec())?;
        producer
            .consumers
            .iter()
            .filter_map(|key| self.consumers.get(*key))
            .filter(|consumer| consumer.is_active())
            .flat_map(|consumer| &consumer.streams)
            .map(|stream| stream.send.fraction_lost())
            .max()
            .or(Some(0))
    }

    /// Sends the transport-wide feedback that is due.
    pub(super) fn send_transport_feedback(&mut self, now: Instant, key: Key<Transport>) {
        let mut rtcp = std::mem::take(&mut self.rtcp_scratch);
        rtcp.clear();
        if let Some(transport) = self.transports.get_mut(key)
            && transport.connection.is_ready()
            && let Some(feedback) = &mut transport.feedback
        {
            feedback.poll(now, &mut rtcp);
        }
        self.send_rtcp(now, key, &rtcp);
        self.rtcp_scratch = rtcp;
    }

    /// Tells a receiver that a consumer's streams end (RFC 3550 §6.6).
    pub(super) fn say_goodbye(&mut self, now: Instant, key: Key<Consumer>) {
        let Some(consumer) = self
            .consumers
            .get(key)
            .filter(|consumer| consumer.transport_ready)
        else {
            return;
        };
        let transport_key = consumer.transport;
        let sent = consumer.sent_ssrcs();
        let ssrcs: Vec<u32> = sent.into_iter().map(|(ssrc, _)| ssrc).collect();
        let mut rtcp = std::mem::take(&mut self.rtcp_scratch);
        rtcp.clear();
        write_bye(&mut rtcp, &ssrcs);
        self.send_rtcp(now, transport_key, &rtcp);
        self.rtcp_scratch = rtcp;
    }

    /// Seals RTCP packets and sends them, as many in each datagram as fit.
    pub(super) fn send_rtcp(&mut self, now: Instant, key: Key<Transport>, rtcp: &[u8]) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        let Some(route) = transport.connection.rtcp_route() else {
            return;
        };
        for datagram in datagrams(rtcp) {
            let Route::Network(tuple) = route else {
                transport.counters.sent.add(now, datagram.len());
                self.events.push_back(Event::DirectRtcp {
                    transport_id: transport.id.clone(),
                    packet: datagram.to_vec(),
                });
                continue;
            };
            let outbox = self
                .outboxes
                .open(&mut transport.slot, &transport.id, &tuple);
            let connection = &mut transport.connection;
            let sealed = outbox.append(|buffer| {
                let start = buffer.len();
                buffer.extend_from_slice(datagram);
                connection.seal_rtcp(buffer, start)
            });
            match sealed {
                Ok(length) => transport.counters.sent.add(now, length),
                Err(_) => self.drops.count(DropReason::SealFailed),
            }
        }
    }
}

/// Cuts RTCP packets that follow each other into datagrams, between packets only.
fn datagrams(mut rtcp: &[u8]) -> impl Iterator<Item = &[u8]> {
    std::iter::from_fn(move || {
        let mut end = 0;
        while let Some([high, low]) = rtcp.get(end + 2..end + 4) {
            let length = (usize::from(u16::from_be_bytes([*high, *low])) + 1) * 4;
            if end > 0 && end + length > MAX_COMPOUND {
                break;
            }
            end += length;
        }
        let (datagram, rest) = rtcp
            .split_at_checked(end)
            .filter(|(datagram, _)| !datagram.is_empty())?;
        rtcp = rest;
        Some(datagram)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rtcp::{compound, write_pli};

    #[test]
    fn rtcp_is_cut_into_datagrams_between_packets_only() {
        let mut rtcp = Vec::new();
        for ssrc in 0..300 {
            write_pli(&mut rtcp, 1, ssrc);
        }
        let cut: Vec<&[u8]> = datagrams(&rtcp).collect();
        assert_eq!(
            cut.iter()
                .map(|datagram| compound(datagram).count())
                .sum::<usize>(),
            300
        );
        assert!(
            cut.iter()
                .all(|datagram| datagram.len() <= MAX_COMPOUND && datagram.len() % 4 == 0)
        );
        assert_eq!(cut.len(), 4);
        assert_eq!(datagrams(&[]).count(), 0);
    }
}
