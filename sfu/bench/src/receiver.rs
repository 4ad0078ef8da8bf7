//! A receiving endpoint: counts what comes and answers it modestly, as browsers do.

use crate::peer::Peer;
use crate::{Failure, socket::Inbox};
use sambung_core::rtcp::{FeedbackBuilder, ReportBlock, write_receiver_report};
use sambung_core::rtp::{RtpPacket, SeqNo, is_rtp};
use sambung_core::srtp::MAX_SRTP_OVERHEAD;
use std::time::{Duration, Instant};

/// Time between two transport-wide feedbacks. libwebrtc: 50 to 250 ms, by bitrate.
const FEEDBACK_INTERVAL: Duration = Duration::from_millis(100);

/// Time between two receiver reports. libwebrtc: about a second for video.
const REPORT_INTERVAL: Duration = Duration::from_secs(1);

/// SSRC of the endpoint's own reports.
const OWN_SSRC: u32 = 1;

/// See the module's documentation.
pub struct Receiver {
    peer: Peer,
    /// Id of the transport-wide number in what it receives; 0 for none.
    transport_wide_cc: u8,
    began_at: Instant,
    feedback_at: Instant,
    report_at: Instant,
    arrivals: Vec<(u16, u64)>,
    feedback_count: u8,
    media: Option<(u32, u64)>,
    /// RTP packets.
    pub n_received: u64,
    /// Their bytes, sealed.
    pub n_bytes: u64,
}

impl Receiver {
    /// An endpoint that has received nothing.
    pub fn new(peer: Peer, transport_wide_cc: u8, now: Instant) -> Receiver {
        Receiver {
            peer,
            transport_wide_cc,
            began_at: now,
            feedback_at: now + FEEDBACK_INTERVAL,
            report_at: now + REPORT_INTERVAL,
            arrivals: Vec::new(),
            feedback_count: 0,
            media: None,
            n_received: 0,
            n_bytes: 0,
        }
    }

    /// Reads all that has come, and answers what is due.
    pub fn poll(&mut self, now: Instant, inbox: &mut Inbox) -> Result<(), Failure> {
        let arrived_us = u64::try_from((now - self.began_at).as_micros())?;
        let mut is_authentic = true;
        inbox.drain(&self.peer.socket, |datagram| {
            if !is_rtp(datagram) {
                return;
            }
            // One is enough to know that the worker seals with the right keys; opening all would keep this core busy.
            if self.n_received == 0 {
                is_authentic = self
                    .peer
                    .inbound
                    .unprotect_rtp(&mut datagram.to_vec())
                    .is_ok();
            }
            self.n_received += 1;
            self.n_bytes += datagram.len() as u64;
            // The header is in the clear, but not how much padding there is.
            if let Some(first) = datagram.first_mut() {
                *first &= !0x20;
            }
            let Ok(packet) = RtpPacket::parse(datagram) else {
                return;
            };
            let highest = self
                .media
                .map_or(u64::from(packet.seq().0), |(_, highest)| {
                    packet.seq().extend_near(highest).max(highest)
                });
            self.media = Some((packet.ssrc(), highest));
            if let Some([high, low]) = packet.extension(self.transport_wide_cc) {
                self.arrivals
                    .push((u16::from_be_bytes([*high, *low]), arrived_us));
            }
        });
        if !is_authentic {
            return Err("what the worker sends does not authenticate".into());
        }
        if now >= self.feedback_at {
            self.feedback_at = now + FEEDBACK_INTERVAL;
            self.send_feedback()?;
        }
        if now >= self.report_at {
            self.report_at = now + REPORT_INTERVAL;
            let blocks: Vec<ReportBlock> = self
                .media
                .map(|(ssrc, highest)| ReportBlock {
                    ssrc,
                    highest_seq: (highest & u64::from(u32::MAX)) as u32,
                    ..ReportBlock::default()
                })
                .into_iter()
                .collect();
            let mut rtcp = Vec::new();
            write_receiver_report(&mut rtcp, OWN_SSRC, &blocks);
            self.send(rtcp)?;
        }
        Ok(())
    }

    fn send_feedback(&mut self) -> Result<(), Failure> {
        let Some((ssrc, _)) = self.media else {
            return Ok(());
        };
        let mut arrivals = std::mem::take(&mut self.arrivals).into_iter().peekable();
        while let Some((seq, arrived_us)) = arrivals.peek().copied() {
            let mut feedback = FeedbackBuilder::new(SeqNo(seq), arrived_us, self.feedback_count);
            while let Some((seq, arrived_us)) = arrivals.peek() {
                if feedback.push(SeqNo(*seq), *arrived_us).is_err() {
                    break;
                }
                arrivals.next();
            }
            self.feedback_count = self.feedback_count.wrapping_add(1);
            let mut rtcp = Vec::new();
            feedback.write(&mut rtcp, OWN_SSRC, ssrc);
            self.send(rtcp)?;
        }
        Ok(())
    }

    fn send(&mut self, mut rtcp: Vec<u8>) -> Result<(), Failure> {
        let plain = rtcp.len();
        rtcp.resize(plain + MAX_SRTP_OVERHEAD, 0);
        let sealed = self.peer.outbound.protect_rtcp(&mut rtcp, plain)?;
        // A full buffer loses a report, as a network would.
        let _ = self
            .peer
            .socket
            .send(rtcp.get(..sealed).unwrap_or_default());
        Ok(())
    }
}
