//! The sealing side of a transport's SRTP.

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;

use super::cipher::{Cipher, Stream};
use super::index::{Seen, Window, estimate};
use super::{SrtpError, SrtpMasterKey, SrtpProfile, read_u16, read_u32, rtp_header_length};

/// SSRCs one session seals for at a time. Higher lets one transport carry more consumers (two SSRCs each); lower
/// bounds memory (about 200 bytes each).
const MAX_SSRCS: usize = 8192;
/// Closed SSRCs that are remembered, so that none is ever begun again under the same key. Higher allows more consumers
/// over the life of a transport; lower saves about 10 bytes each.
const MAX_RETIRED_SSRCS: usize = 65_536;
/// SRTCP indexes have 31 bits and must not wrap under one key (RFC 3711 §9.2).
const MAX_RTCP_INDEX: u32 = (1 << 31) - 1;
/// RTP packet indexes have 48 bits (RFC 3711 §9.2).
const MAX_RTP_INDEX: u64 = (1 << 48) - 1;

/// Seals RTP and RTCP with one master key.
///
/// Never seals two packets under the same (SSRC, ROC, sequence): with GCM that would give away the authentication key.
pub struct SrtpOutbound {
    profile: SrtpProfile,
    rtp: Cipher,
    rtcp: Cipher,
    windows: BTreeMap<u32, Window>,
    retired: BTreeSet<u32>,
    /// Of one session, not of one SSRC: uniqueness is all that is asked, and one counter cannot be split by mistake.
    next_rtcp_index: u32,
}

impl SrtpOutbound {
    /// Derives the session keys of our direction.
    pub fn new(master: &SrtpMasterKey) -> Result<Self, SrtpError> {
        Ok(SrtpOutbound {
            profile: master.profile(),
            rtp: Cipher::derive(master, Stream::Rtp)?,
            rtcp: Cipher::derive(master, Stream::Rtcp)?,
            windows: BTreeMap::new(),
            retired: BTreeSet::new(),
            next_rtcp_index: 0,
        })
    }

    /// The profile in use.
    pub fn profile(&self) -> SrtpProfile {
        self.profile
    }

    /// Seals the RTP packet in `buffer[..plain_length]` in place and gives the sealed length.
    ///
    /// `buffer` needs [`SrtpProfile::rtp_overhead`] bytes behind the packet. On an error the packet is untouched and
    /// its index is not used up.
    pub fn protect_rtp(
        &mut self,
        buffer: &mut [u8],
        plain_length: usize,
    ) -> Result<usize, SrtpError> {
        let packet = buffer.get(..plain_length).ok_or(SrtpError::Malformed)?;
        let header = rtp_header_length(packet)?;
        let seq = read_u16(packet, 2)?;
        let ssrc = read_u32(packet, 8)?;
        if buffer.len() < plain_length + self.profile.rtp_overhead() {
            return Err(SrtpError::NoRoom);
        }
        let is_full = self.windows.len() >= MAX_SSRCS;
        let window = match self.windows.entry(ssrc) {
            Entry::Occupied(entry) => entry.into_mut(),
            Entry::Vacant(_) if self.retired.contains(&ssrc) => {
                return Err(SrtpError::AlreadySealed);
            }
            Entry::Vacant(_) if is_full => return Err(SrtpError::TooManySsrcs),
            Entry::Vacant(entry) => entry.insert(Window::new()),
        };
        let index = estimate(window.highest(), seq).ok_or(SrtpError::TooOld)?;
        if index > MAX_RTP_INDEX {
            return Err(SrtpError::Exhausted);
        }
        match window.seen(index) {
            Seen::No => {}
            Seen::Yes => return Err(SrtpError::AlreadySealed),
            Seen::TooOld => return Err(SrtpError::TooOld),
        }
        // Marked before sealing: should sealing fail half way, the index must not be tried with other bytes.
        window.insert(index);
        self.rtp.seal_rtp(buffer, plain_length, header, ssrc, index)
    }

    /// Seals the RTCP compound packet in `buffer[..plain_length]` in place and gives the sealed length.
    ///
    /// `buffer` needs [`SrtpProfile::rtcp_overhead`] bytes behind the packet.
    pub fn protect_rtcp(
        &mut self,
        buffer: &mut [u8],
        plain_length: usize,
    ) -> Result<usize, SrtpError> {
        let packet = buffer.get(..plain_length).ok_or(SrtpError::Malformed)?;
        let ssrc = read_u32(packet, 4)?;
        if buffer.len() < plain_length + self.profile.rtcp_overhead() {
            return Err(SrtpError::NoRoom);
        }
        let index = self.next_rtcp_index;
        if index > MAX_RTCP_INDEX {
            return Err(SrtpError::Exhausted);
        }
        self.next_rtcp_index += 1;
        self.rtcp.seal_rtcp(buffer, plain_length, ssrc, index)
    }

    /// Ends an SSRC (its consumer closed). It can never be begun again in this session.
    pub fn retire_ssrc(&mut self, ssrc: u32) {
        // When the memory of retired ones is full the window is kept instead: still safe, and counted by MAX_SSRCS.
        if self.windows.contains_key(&ssrc) && self.retired.len() < MAX_RETIRED_SSRCS {
            self.windows.remove(&ssrc);
            self.retired.insert(ssrc);
        }
    }
}

impl fmt::Debug for SrtpOutbound {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SrtpOutbound")
            .field("profile", &self.profile)
            .field("ssrcs", &self.windows.len())
            .finish_non_exhaustive()
    }
}
