//! RTCP that peers send: about what we send them, and about what they send.

use super::forwarding::{Egress, Writing};
use super::slab::Key;
use super::{DropReason, Event, Router};
use crate::consumer::{
    Consumer, ConsumerTraceInfo, ConsumerTraceType, KeyFrameReason, OutgoingStream,
};
use crate::ortc::ProducerType;
use crate::producer::{ProducerTraceInfo, ProducerTraceType};
use crate::rtcp::{ReportBlock, RtcpPacket, SenderInfo, XrBlock, compound};
use crate::rtp::SeqNo;
use crate::stream::Resend;
use crate::transport::Transport;
use std::time::{Duration, Instant};

impl Router {
    /// Takes an opened RTCP compound. Work is bounded by its bytes; what is malformed or about nobody is passed over.
    pub(super) fn handle_rtcp(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        datagram: &[u8],
    ) -> Result<(), DropReason> {
        let mut result = Ok(());
        let mut packets = compound(datagram);
        for packet in packets.by_ref() {
            match packet {
                RtcpPacket::SenderReport { ssrc, info, blocks } => {
                    self.handle_sender_report(now, key, ssrc, &info);
                    blocks.for_each(|block| self.handle_report_block(now, key, &block));
                }
                RtcpPacket::ReceiverReport { blocks, .. } => {
                    blocks.for_each(|block| self.handle_report_block(now, key, &block));
                }
                RtcpPacket::Nack { media_ssrc, items } => {
                    self.handle_nack(now, key, media_ssrc, items)
                }
                RtcpPacket::Pli { media_ssrc } => {
                    self.handle_picture_request(now, key, media_ssrc, false)
                }
                RtcpPacket::Fir(entries) => {
                    for (media_ssrc, _) in entries {
                        self.handle_picture_request(now, key, media_ssrc, true);
                    }
                }
                RtcpPacket::Bye(ssrcs) => {
                    ssrcs.for_each(|ssrc| self.handle_bye(now, key, ssrc));
                }
                RtcpPacket::ExtendedReport { ssrc, blocks } => {
                    for block in blocks {
                        self.handle_extended_report(now, key, ssrc, block);
                    }
                }
                RtcpPacket::Remb(remb) => self.handle_remb(now, key, remb.bitrate_bps),
                RtcpPacket::TransportFeedback(feedback) => {
                    self.handle_transport_feedback(now, key, &feedback);
                }
                // The rest asks for nothing.
                RtcpPacket::Sdes(_) | RtcpPacket::Other { .. } => {}
                RtcpPacket::Malformed { .. } => result = Err(DropReason::RtcpMalformed),
            }
        }
        if packets.is_truncated() {
            Err(DropReason::RtcpMalformed)
        } else {
            result
        }
    }

    fn handle_sender_report(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        ssrc: u32,
        info: &SenderInfo,
    ) {
        let Some(producer_key) = self
            .transports
            .get(key)
            .and_then(|transport| transport.listener.find_ssrc(ssrc))
        else {
            return;
        };
        let Some(producer) = self.producers.get_mut(producer_key) else {
            return;
        };
        match producer.stream_of_ssrc(ssrc) {
            Some((stream, false)) => stream.handle_sender_report(now, info),
            Some((stream, true)) => {
                stream.handle_rtx_sender_report(now, info);
                return;
            }
            None => return,
        }
        if producer.traces(ProducerTraceType::Sr) {
            let trace = ProducerTraceInfo::Sr {
                ssrc,
                ntp_sec: (info.ntp.0 >> 32) as u32,
                ntp_frac: (info.ntp.0 & 0xffff_ffff) as u32,
                rtp_timestamp: info.rtp_timestamp.0,
                packet_count: info.packet_count,
                octet_count: info.octet_count,
            };
            let (producer_id, timestamp_ms) = (producer.id.clone(), self.clock.timestamp_ms(now));
            self.events.push_back(Event::ProducerTrace {
                producer_id,
                timestamp_ms,
                info: trace,
            });
        }
    }

    /// A producer's stream ends: its score tells so, and whatever was to be repaired of it is given up.
    fn handle_bye(&mut self, now: Instant, key: Key<Transport>, ssrc: u32) {
        let Some(producer_key) = self
            .transports
            .get(key)
            .and_then(|transport| transport.listener.find_ssrc(ssrc))
        else {
            return;
        };
        let stream = self
            .producers
            .get_mut(producer_key)
            .and_then(|producer| producer.stream_of_ssrc(ssrc));
        if let Some((stream, false)) = stream {
            stream.handle_bye();
            self.poll_producer(now, producer_key);
            self.schedule_producer(producer_key);
        }
    }

    fn handle_report_block(&mut self, now: Instant, key: Key<Transport>, block: &ReportBlock) {
        let sent = self
            .transports
            .get(key)
            .and_then(|transport| transport.find_sent(block.ssrc));
        let Some(sent) = sent.filter(|sent| !sent.is_rtx) else {
            return;
        };
        let Some(consumer) = self.consumers.get_mut(sent.consumer) else {
            return;
        };
        let score = consumer
            .stream_of_ssrc(block.ssrc)
            .and_then(|stream| stream.send.handle_report_block(now, block));
        if score.is_none() || consumer.consumer_type == ProducerType::Pipe {
            return;
        }
        let (consumer_id, consumer) = (consumer.id.clone(), &*consumer);
        if let Some(producer) = self.producers.get(consumer.producer) {
            self.events.push_back(Event::ConsumerScore {
                consumer_id,
                score: consumer.score(producer),
            });
        }
    }

    fn handle_nack(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        media_ssrc: u32,
        items: impl Iterator<Item = SeqNo>,
    ) {
        let timestamp_ms = self.clock.timestamp_ms(now);
        let Some(sent) = self
            .transports
            .get(key)
            .and_then(|transport| transport.find_sent(media_ssrc))
        else {
            return;
        };
        let Some(consumer) = self
            .consumers
            .get_mut(sent.consumer)
            .filter(|_| !sent.is_rtx)
        else {
            return;
        };
        if !consumer.is_active() {
            return;
        }
        if consumer.traces(ConsumerTraceType::Nack) {
            let consumer_id = consumer.id.clone();
            self.events.push_back(Event::ConsumerTrace {
                consumer_id,
                timestamp_ms,
                info: ConsumerTraceInfo::Nack,
            });
        }
        let (id, transport) = (consumer.id.clone(), consumer.transport);
        let wait = self
            .transports
            .get(transport)
            .and_then(|transport| transport.estimation.as_ref())
            .map_or(Duration::ZERO, |estimation| estimation.pacer.wait());
        let mut canaries = consumer.canaries.take();
        let Some(OutgoingStream { send, writer, .. }) = consumer.stream_of_ssrc(media_ssrc) else {
            consumer.canaries = canaries;
            return;
        };
        let items = items.inspect(|seq| {
            if let Some(canaries) = &mut canaries {
                canaries.handle_nack(now, *seq);
            }
        });
        let mut egress = Egress {
            transports: &mut self.transports,
            outboxes: &mut self.outboxes,
            drops: &mut self.drops,
            clock: &self.clock,
            events: &mut self.events,
            pool: &mut self.pool,
            padding: 0,
            timers: &mut self.timers,
        };
        send.handle_nack(now, wait, items, |resend| match resend {
            Resend::Rtx {
                header,
                osn,
                packet,
                rewrite,
            } => {
                let packet = packet.packet();
                let writing = Writing {
                    consumer_id: &id,
                    writer,
                    header: &header,
                    packet: &packet,
                    rewrite,
                    osn: Some(osn),
                };
                egress.send(now, transport, &writing);
            }
            Resend::Sealed(bytes) => egress.send_sealed(now, transport, &id, bytes),
        });
        consumer.canaries = canaries;
    }

    fn handle_picture_request(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        media_ssrc: u32,
        is_fir: bool,
    ) {
        let timestamp_ms = self.clock.timestamp_ms(now);
        let Some((consumer_key, consumer)) = self.consumer_of_media_ssrc(key, media_ssrc) else {
            return;
        };
        let Some(stream) = consumer.stream_of_ssrc(media_ssrc) else {
            return;
        };
        let (trace_type, info) = if is_fir {
            stream.send.handle_fir();
            (
                ConsumerTraceType::Fir,
                ConsumerTraceInfo::Fir { ssrc: media_ssrc },
            )
        } else {
            stream.send.handle_pli();
            (
                ConsumerTraceType::Pli,
                ConsumerTraceInfo::Pli { ssrc: media_ssrc },
            )
        };
        if consumer.traces(trace_type) {
            let consumer_id = consumer.id.clone();
            self.events.push_back(Event::ConsumerTrace {
                consumer_id,
                timestamp_ms,
                info,
            });
        }
        self.ask_for_key_frame(now, consumer_key, KeyFrameReason::Receiver);
    }

    fn handle_extended_report(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        sender_ssrc: u32,
        block: XrBlock<'_>,
    ) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        match block {
            XrBlock::ReceiverReferenceTime(ntp) => {
                transport.reference_times.handle(now, sender_ssrc, ntp)
            }
            XrBlock::Dlrr(blocks) => {
                let rtcp_ssrc = transport.rtcp_ssrc;
                // Each sub-block answers one of our reference times, which all carry one SSRC: it is the sender's round trip.
                let Some(answer) = blocks.into_iter().find(|block| block.ssrc == rtcp_ssrc) else {
                    return;
                };
                let Some(producer_key) = transport.listener.find_ssrc(sender_ssrc) else {
                    return;
                };
                let Some(producer) = self.producers.get_mut(producer_key) else {
                    return;
                };
                if let Some((stream, false)) = producer.stream_of_ssrc(sender_ssrc) {
                    stream.handle_dlrr(now, &answer);
                }
            }
            XrBlock::Other(_) => {}
        }
    }

    fn consumer_of_media_ssrc(
        &mut self,
        key: Key<Transport>,
        media_ssrc: u32,
    ) -> Option<(Key<Consumer>, &mut Consumer)> {
        let sent = self
            .transports
            .get(key)?
            .find_sent(media_ssrc)
            .filter(|sent| !sent.is_rtx)?;
        Some((sent.consumer, self.consumers.get_mut(sent.consumer)?))
    }
}
