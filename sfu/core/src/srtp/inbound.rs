//! The opening side of a transport's SRTP.

use std::collections::BTreeMap;
use std::fmt;

use super::cipher::{Cipher, Stream};
use super::index::{Window, estimate, refuse_replay};
use super::{SrtpError, SrtpMasterKey, SrtpProfile, read_u16, read_u32, rtp_header_length};

/// SSRCs one peer may send RTP with, and separately RTCP. Higher lets a pipe of many producers through; lower bounds
/// the memory that an authenticated peer can make us hold by a new SSRC per packet (about 200 bytes each).
const MAX_SSRCS: usize = 1024;
const MAX_RTP_INDEX: u64 = (1 << 48) - 1;

/// Opens RTP and RTCP of one peer with one master key.
///
/// No state changes before the tag of a packet proved right.
pub struct SrtpInbound {
    profile: SrtpProfile,
    rtp: Cipher,
    rtcp: Cipher,
    rtp_windows: BTreeMap<u32, Window>,
    rtcp_windows: BTreeMap<u32, Window>,
}

impl SrtpInbound {
    /// Derives the session keys of the peer's direction.
    pub fn new(master: &SrtpMasterKey) -> Result<Self, SrtpError> {
        Ok(SrtpInbound {
            profile: master.profile(),
            rtp: Cipher::derive(master, Stream::Rtp)?,
            rtcp: Cipher::derive(master, Stream::Rtcp)?,
            rtp_windows: BTreeMap::new(),
            rtcp_windows: BTreeMap::new(),
        })
    }

    /// The profile in use.
    pub fn profile(&self) -> SrtpProfile {
        self.profile
    }

    /// Opens an SRTP packet in place and gives the length of the RTP packet at the start of `packet`.
    ///
    /// On an error the contents of `packet` are unspecified: drop it.
    pub fn unprotect_rtp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let header = rtp_header_length(packet)?;
        let seq = read_u16(packet, 2)?;
        let ssrc = read_u32(packet, 8)?;
        let window = self.rtp_windows.get_mut(&ssrc);
        let index = estimate(window.as_ref().and_then(|window| window.highest()), seq)
            .ok_or(SrtpError::TooOld)?;
        if index > MAX_RTP_INDEX {
            return Err(SrtpError::Exhausted);
        }
        match window {
            Some(window) => {
                refuse_replay(window.seen(index))?;
                let length = self.rtp.open_rtp(packet, header, ssrc, index)?;
                window.insert(index);
                Ok(length)
            }
            None => {
                if self.rtp_windows.len() >= MAX_SSRCS {
                    return Err(SrtpError::TooManySsrcs);
                }
                let length = self.rtp.open_rtp(packet, header, ssrc, index)?;
                self.rtp_windows
                    .entry(ssrc)
                    .or_insert_with(Window::new)
                    .insert(index);
                Ok(length)
            }
        }
    }

    /// Opens an SRTCP packet in place and gives the length of the RTCP compound packet at the start of `packet`.
    ///
    /// A packet that says it is not encrypted is refused: DTLS-SRTP negotiates encrypted SRTCP only.
    pub fn unprotect_rtcp(&mut self, packet: &mut [u8]) -> Result<usize, SrtpError> {
        let ssrc = read_u32(packet, 4)?;
        let (is_encrypted, index) = self.rtcp.rtcp_index(packet)?;
        if !is_encrypted {
            return Err(SrtpError::Authentication);
        }
        match self.rtcp_windows.get_mut(&ssrc) {
            Some(window) => {
                refuse_replay(window.seen(u64::from(index)))?;
                let length = self.rtcp.open_rtcp(packet, ssrc, index)?;
                window.insert(u64::from(index));
                Ok(length)
            }
            None => {
                if self.rtcp_windows.len() >= MAX_SSRCS {
                    return Err(SrtpError::TooManySsrcs);
                }
                let length = self.rtcp.open_rtcp(packet, ssrc, index)?;
                self.rtcp_windows
                    .entry(ssrc)
                    .or_insert_with(Window::new)
                    .insert(u64::from(index));
                Ok(length)
            }
        }
    }
}

impl fmt::Debug for SrtpInbound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SrtpInbound")
            .field("profile", &self.profile)
            .field("rtp_ssrcs", &self.rtp_windows.len())
            .field("rtcp_ssrcs", &self.rtcp_windows.len())
            .finish_non_exhaustive()
    }
}
