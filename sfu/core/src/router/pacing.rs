//! Packets that wait for their turn over a weak line, and padding that fills a probe.

use super::DropReason;
use super::forwarding::{Egress, patch};
use super::slab::Key;
use super::timers::Due;
use crate::rtp::{self, HeaderWriter, OutgoingHeader, SeqNo};
use crate::transport::Transport;
use crate::transport::connection::Route;
use crate::transport::estimation::PacedPacket;
use std::time::Instant;

impl Egress<'_> {
    /// Keeps a sealed packet until its turn comes.
    pub(super) fn hold(&mut self, now: Instant, key: Key<Transport>, packet: PacedPacket) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        let Some(estimation) = &mut transport.estimation else {
            return;
        };
        let overdue = estimation.pacer.hold(now, packet.datagram.len(), packet);
        let at = estimation.pacer.poll_at();
        self.timers
            .schedule(&mut transport.scheduled_at, at, Due::Transport(key));
        if let Some(overdue) = overdue {
            self.send_paced(now, key, &overdue);
        }
    }

    /// Sends the next packet that waits, if its turn has come or a probe takes it; tells whether one was sent.
    pub(super) fn release_paced(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        for_probe: bool,
    ) -> bool {
        let pacer = self
            .transports
            .get_mut(key)
            .and_then(|transport| transport.estimation.as_mut())
            .map(|estimation| &mut estimation.pacer);
        let released = match pacer {
            Some(pacer) if for_probe => pacer.release_for_probe(now),
            Some(pacer) => pacer.release(now),
            None => None,
        };
        match released {
            Some(packet) => {
                self.send_paced(now, key, &packet);
                true
            }
            None => false,
        }
    }

    fn send_paced(&mut self, now: Instant, key: Key<Transport>, packet: &PacedPacket) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        if let Some(Route::Network(tuple)) = transport.connection.rtp_route()
            && !packet.is_withheld
        {
            self.outboxes
                .open(&mut transport.slot, &transport.id, &tuple)
                .push(&packet.datagram);
        }
        // Its number is given out whether it could leave or not.
        if let Some(estimation) = &mut transport.estimation {
            estimation.handle_sent(now, packet.seq, packet.datagram.len());
        }
    }

    /// Sends one packet of padding; tells whether it left.
    pub(super) fn send_padding(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        writer: &HeaderWriter,
        header: &OutgoingHeader,
    ) -> bool {
        let Some(transport) = self.transports.get_mut(key) else {
            return false;
        };
        let Some(Route::Network(tuple)) = transport.connection.rtp_route() else {
            return false;
        };
        let Some(estimation) = &mut transport.estimation else {
            return false;
        };
        let (connection, next_wide_seq) = (&mut transport.connection, &mut transport.next_wide_seq);
        let (clock, mut wide_seq) = (self.clock, None);
        let sealed = self
            .outboxes
            .open(&mut transport.slot, &transport.id, &tuple)
            .append(|buffer| {
                let start = buffer.len();
                let written = writer.write_padding(buffer, header, u8::MAX);
                if let Some(at) = written.abs_send_time_at {
                    patch(buffer, start + at, &rtp::abs_send_time(clock.unix(now)));
                }
                if let Some(at) = written.transport_wide_cc_at {
                    patch(buffer, start + at, &next_wide_seq.to_be_bytes());
                    wide_seq = Some(SeqNo(*next_wide_seq));
                    *next_wide_seq = next_wide_seq.wrapping_add(1);
                }
                connection.seal_rtp(buffer, start)
            });
        let Ok(length) = sealed else {
            self.drops.count(DropReason::SealFailed);
            return false;
        };
        match wide_seq {
            Some(seq) => {
                estimation.handle_sent(now, seq, length);
                estimation.pacer.handle_sent(now, length);
            }
            None => estimation.handle_unnumbered(now, length),
        }
        estimation.probation.add(now, length);
        transport.counters.sent.add(now, length);
        true
    }
}
