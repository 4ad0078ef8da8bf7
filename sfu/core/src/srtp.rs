//! SRTP and SRTCP sessions (RFC 3711, RFC 7714): one outbound and one inbound session per transport.
//!
//! Packets are sealed and opened in place, without allocation; key schedules are made once per session. State for an
//! SSRC is made only by a packet that proved authentic (inbound) or that we sealed (outbound), and its number is capped.

mod cipher;
mod inbound;
mod index;
mod kdf;
mod outbound;
#[cfg(test)]
mod tests;

pub use inbound::SrtpInbound;
pub use outbound::SrtpOutbound;

use std::fmt;

use thiserror::Error;

/// Bytes to keep free behind a packet for what sealing appends: tag 16 and the SRTCP index word.
pub const MAX_SRTP_OVERHEAD: usize = 20;

/// Protection profile (RFC 5764 §4.1.2, RFC 7714 §14.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SrtpProfile {
    /// AES-256 in Galois/Counter mode, 16-byte tag.
    AeadAes256Gcm,
    /// AES-128 in Galois/Counter mode, 16-byte tag.
    AeadAes128Gcm,
    /// AES-128 in counter mode with an 80-bit HMAC-SHA1 tag.
    AesCm128HmacSha1_80,
    /// The same with a 32-bit tag on RTP; RTCP keeps 80 bits (RFC 5764 §4.1.2). Only for plain transports: no DTLS of ours
    /// negotiates it.
    AesCm128HmacSha1_32,
}

impl SrtpProfile {
    /// Every profile, strongest first.
    pub const ALL: [SrtpProfile; 4] = [
        SrtpProfile::AeadAes256Gcm,
        SrtpProfile::AeadAes128Gcm,
        SrtpProfile::AesCm128HmacSha1_80,
        SrtpProfile::AesCm128HmacSha1_32,
    ];

    /// Length of the master key in bytes.
    pub const fn key_length(self) -> usize {
        match self {
            SrtpProfile::AeadAes256Gcm => 32,
            SrtpProfile::AeadAes128Gcm
            | SrtpProfile::AesCm128HmacSha1_80
            | SrtpProfile::AesCm128HmacSha1_32 => 16,
        }
    }

    /// Length of the master salt in bytes.
    pub const fn salt_length(self) -> usize {
        match self {
            SrtpProfile::AeadAes256Gcm | SrtpProfile::AeadAes128Gcm => 12,
            SrtpProfile::AesCm128HmacSha1_80 | SrtpProfile::AesCm128HmacSha1_32 => 14,
        }
    }

    /// Bytes that sealing an RTP packet adds.
    pub const fn rtp_overhead(self) -> usize {
        match self {
            SrtpProfile::AeadAes256Gcm | SrtpProfile::AeadAes128Gcm => 16,
            SrtpProfile::AesCm128HmacSha1_80 => 10,
            SrtpProfile::AesCm128HmacSha1_32 => 4,
        }
    }

    /// Bytes that sealing an RTCP packet adds (tag and index word).
    pub const fn rtcp_overhead(self) -> usize {
        match self {
            SrtpProfile::AesCm128HmacSha1_32 => SrtpProfile::AesCm128HmacSha1_80.rtp_overhead() + 4,
            _ => self.rtp_overhead() + 4,
        }
    }

    /// The name of the profile in the IANA registries and in mediasoup (`AEAD_AES_128_GCM`).
    pub const fn name(self) -> &'static str {
        match self {
            SrtpProfile::AeadAes256Gcm => "AEAD_AES_256_GCM",
            SrtpProfile::AeadAes128Gcm => "AEAD_AES_128_GCM",
            SrtpProfile::AesCm128HmacSha1_80 => "AES_CM_128_HMAC_SHA1_80",
            SrtpProfile::AesCm128HmacSha1_32 => "AES_CM_128_HMAC_SHA1_32",
        }
    }
}

/// Master key and salt of one direction. Its contents are never printed.
#[derive(Clone, PartialEq, Eq)]
pub struct SrtpMasterKey {
    profile: SrtpProfile,
    key: Vec<u8>,
    salt: Vec<u8>,
}

impl SrtpMasterKey {
    /// A master key; `key` and `salt` must have the profile's lengths.
    pub fn new(profile: SrtpProfile, key: &[u8], salt: &[u8]) -> Result<Self, SrtpError> {
        if key.len() != profile.key_length() || salt.len() != profile.salt_length() {
            return Err(SrtpError::KeyLength);
        }
        Ok(SrtpMasterKey {
            profile,
            key: key.to_vec(),
            salt: salt.to_vec(),
        })
    }

    /// A master key from key and salt back to back, as SDES carries them (RFC 4568 §6.1).
    pub fn from_bytes(profile: SrtpProfile, bytes: &[u8]) -> Result<Self, SrtpError> {
        let (key, salt) = bytes
            .split_at_checked(profile.key_length())
            .ok_or(SrtpError::KeyLength)?;
        SrtpMasterKey::new(profile, key, salt)
    }

    /// Key and salt back to back, to be told to the peer over a channel that is secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        [self.key.as_slice(), &self.salt].concat()
    }

    /// The profile it is for.
    pub fn profile(&self) -> SrtpProfile {
        self.profile
    }
}

impl fmt::Debug for SrtpMasterKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("SrtpMasterKey")
            .field("profile", &self.profile)
            .finish_non_exhaustive()
    }
}

/// Why a packet was not sealed or opened. The packet is to be dropped and counted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum SrtpError {
    /// Master key or salt has not the profile's length.
    #[error("SRTP key or salt has the wrong length")]
    KeyLength,
    /// Too short, or the RTP header runs over the end.
    #[error("malformed RTP or RTCP packet")]
    Malformed,
    /// The buffer has no room for the tag.
    #[error("no room for the SRTP tag")]
    NoRoom,
    /// The tag is wrong: forged, damaged, or of another session.
    #[error("SRTP authentication failed")]
    Authentication,
    /// Inbound: this packet was already received.
    #[error("replayed SRTP packet")]
    Replayed,
    /// The index is older than the window can tell.
    #[error("SRTP packet is too old")]
    TooOld,
    /// Outbound: this (SSRC, ROC, sequence) was already sealed; sealing it again would reuse a nonce.
    #[error("a packet with this SRTP index was already sealed")]
    AlreadySealed,
    /// The session already keeps state for as many SSRCs as it may.
    #[error("too many SSRCs in one SRTP session")]
    TooManySsrcs,
    /// 2^48 RTP or 2^31 RTCP packets went over this key: it must not be used any more.
    #[error("SRTP key is exhausted")]
    Exhausted,
}

/// Length of the RTP header with CSRCs and extension: what stays readable and is authenticated only (RFC 3550 §5.1).
fn rtp_header_length(packet: &[u8]) -> Result<usize, SrtpError> {
    let [first, ..] = packet else {
        return Err(SrtpError::Malformed);
    };
    if first >> 6 != 2 {
        return Err(SrtpError::Malformed);
    }
    let mut length = 12 + 4 * usize::from(first & 0x0f);
    if first & 0x10 != 0 {
        let words = packet
            .get(length + 2..length + 4)
            .ok_or(SrtpError::Malformed)?;
        length += 4 + 4 * usize::from(u16::from_be_bytes(
            words.try_into().map_err(|_| SrtpError::Malformed)?,
        ));
    }
    if length > packet.len() {
        Err(SrtpError::Malformed)
    } else {
        Ok(length)
    }
}

fn read_u32(packet: &[u8], offset: usize) -> Result<u32, SrtpError> {
    let bytes = packet.get(offset..offset + 4).ok_or(SrtpError::Malformed)?;
    Ok(u32::from_be_bytes(
        bytes.try_into().map_err(|_| SrtpError::Malformed)?,
    ))
}

fn read_u16(packet: &[u8], offset: usize) -> Result<u16, SrtpError> {
    let bytes = packet.get(offset..offset + 2).ok_or(SrtpError::Malformed)?;
    Ok(u16::from_be_bytes(
        bytes.try_into().map_err(|_| SrtpError::Malformed)?,
    ))
}
