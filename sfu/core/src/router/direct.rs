//! What the control plane sends through direct transports.

use super::slab::Key;
use super::{DropReason, Router};
use crate::ortc::ModelError;
use crate::transport::Transport;
use crate::transport::connection::Connection;
use std::time::Instant;

/// Longest packet that the control plane may send, in bytes: what a network would carry and some room for header
/// extensions. Higher would let in packets that no other transport can forward.
const MAX_PACKET_LEN: usize = 1_600;

/// Packets; like those from a network they are dropped and counted when nothing can be done with them.
impl Router {
    /// Takes an RTP packet for a producer of a direct transport.
    ///
    /// Errors are `NotFoundError` for an unknown producer and `Error` for one on a transport of another kind.
    pub fn send_producer_rtp(
        &mut self,
        now: Instant,
        producer_id: &str,
        packet: &mut [u8],
    ) -> Result<(), ModelError> {
        let key = self.producer_key(producer_id)?;
        let transport = self.producers.get(key).map(|producer| producer.transport);
        let transport =
            transport.ok_or_else(|| ModelError::NotFound("Producer not found".to_owned()))?;
        self.count_direct(now, transport, packet.len())?;
        let handled = if packet.len() > MAX_PACKET_LEN {
            Err(DropReason::RtpMalformed)
        } else {
            self.handle_rtp(now, transport, packet)
        };
        if let Err(reason) = handled {
            self.drops.count(reason);
        }
        Ok(())
    }

    /// Takes an RTCP compound for a direct transport; errors as for RTP.
    pub fn send_transport_rtcp(
        &mut self,
        now: Instant,
        transport_id: &str,
        packet: &[u8],
    ) -> Result<(), ModelError> {
        let key = self.transport_key(transport_id)?;
        self.count_direct(now, key, packet.len())?;
        let handled = if packet.len() > MAX_PACKET_LEN {
            Err(DropReason::RtcpMalformed)
        } else {
            self.handle_rtcp(now, key, packet)
        };
        if let Err(reason) = handled {
            self.drops.count(reason);
        }
        Ok(())
    }

    fn count_direct(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        length: usize,
    ) -> Result<(), ModelError> {
        match self.transports.get_mut(key) {
            Some(transport) if matches!(transport.connection, Connection::Direct(_)) => {
                transport.counters.received.add(now, length);
                Ok(())
            }
            Some(_) => Err(ModelError::Error("not a DirectTransport".to_owned())),
            None => Err(ModelError::NotFound("Transport not found".to_owned())),
        }
    }
}
