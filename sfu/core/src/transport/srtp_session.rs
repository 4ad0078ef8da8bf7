//! SRTP of both directions of one connection.

use super::connection::Inbound;
use crate::router::DropReason;
use crate::rtp;
use crate::srtp::{MAX_SRTP_OVERHEAD, SrtpError, SrtpInbound, SrtpMasterKey, SrtpOutbound};

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct SrtpSession {
    inbound: SrtpInbound,
    outbound: SrtpOutbound,
}

impl SrtpSession {
    /// Derives the keys of both directions from the peer's and our master key.
    pub(crate) fn new(
        inbound: &SrtpMasterKey,
        outbound: &SrtpMasterKey,
    ) -> Result<SrtpSession, SrtpError> {
        Ok(SrtpSession {
            inbound: SrtpInbound::new(inbound)?,
            outbound: SrtpOutbound::new(outbound)?,
        })
    }

    /// Opens an RTP packet or an RTCP compound in place.
    pub(crate) fn open(&mut self, datagram: &mut [u8]) -> Result<Inbound, DropReason> {
        if rtp::is_rtcp(datagram) {
            return self
                .inbound
                .unprotect_rtcp(datagram)
                .map(Inbound::Rtcp)
                .map_err(|_| DropReason::SrtcpRejected);
        }
        self.inbound
            .unprotect_rtp(datagram)
            .map(Inbound::Rtp)
            .map_err(|error| match error {
                SrtpError::TooManySsrcs => DropReason::TooManySsrcs,
                SrtpError::Malformed => DropReason::RtpMalformed,
                _ => DropReason::SrtpRejected,
            })
    }

    /// Seals the RTP packet that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtp(&mut self, buffer: &mut Vec<u8>, start: usize) -> Result<(), SrtpError> {
        seal(buffer, start, |packet, length| {
            self.outbound.protect_rtp(packet, length)
        })
    }

    /// Seals the RTCP compound that begins at `start` and ends with `buffer`.
    pub(crate) fn seal_rtcp(
        &mut self,
        buffer: &mut Vec<u8>,
        start: usize,
    ) -> Result<(), SrtpError> {
        seal(buffer, start, |packet, length| {
            self.outbound.protect_rtcp(packet, length)
        })
    }

    /// Ends an SSRC that we sent: its numbers are never used again under these keys.
    pub(crate) fn retire_ssrc(&mut self, ssrc: u32) {
        self.outbound.retire_ssrc(ssrc);
    }
}

fn seal(
    buffer: &mut Vec<u8>,
    start: usize,
    protect: impl FnOnce(&mut [u8], usize) -> Result<usize, SrtpError>,
) -> Result<(), SrtpError> {
    let length = buffer.len().saturating_sub(start);
    buffer.resize(buffer.len() + MAX_SRTP_OVERHEAD, 0);
    let packet = buffer.get_mut(start..).ok_or(SrtpError::Malformed)?;
    let sealed = protect(packet, length)?;
    buffer.truncate(start + sealed);
    Ok(())
}
