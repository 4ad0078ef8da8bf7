//! SRTP and SRTCP of a raw endpoint (RFC 3711, RFC 7714), with any packet: str0m's own context wants to know the streams beforehand.

use std::collections::HashMap;

use str0m::crypto::dtls::SrtpProfile;
use str0m::crypto::{
    AeadAes128GcmCipher, AeadAes256GcmCipher, Aes128CmSha1_80, Aes128CmSha1_80Cipher,
    CryptoProvider,
};

const CM_TAG: usize = 10;
const GCM_TAG: usize = 16;
const INDEX_LENGTH: usize = 4;
/// The E bit of SRTCP: the packet is encrypted.
const ENCRYPTED: u32 = 1 << 31;
/// str0m's ciphers want this much room behind the text.
const CIPHER_SLACK: usize = 16;

/// One direction's keys and counters; sealing and opening need a session each.
pub struct Session {
    rtp: Keys,
    rtcp: Keys,
    crypto: CryptoProvider,
    /// Rollover counter and highest sequence number by SSRC.
    rollovers: HashMap<u32, (u32, u16)>,
    /// Index of the next SRTCP packet.
    index: u32,
}

enum Keys {
    Cm {
        cipher: Box<dyn Aes128CmSha1_80Cipher>,
        authentication: [u8; 20],
        salt: [u8; 14],
    },
    Gcm128 {
        cipher: Box<dyn AeadAes128GcmCipher>,
        salt: [u8; 12],
    },
    Gcm256 {
        cipher: Box<dyn AeadAes256GcmCipher>,
        salt: [u8; 12],
    },
}

/// Which way a session goes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// Clear to sealed.
    Seal,
    /// Sealed to clear.
    Open,
}

impl Session {
    /// From what DTLS exported (RFC 5764 §4.2): client's key, server's key, client's salt, server's salt.
    /// None when the material is too short for the profile or the profile is not known.
    pub fn new(
        crypto: CryptoProvider,
        profile: SrtpProfile,
        material: &[u8],
        of_client: bool,
        way: Way,
    ) -> Option<Session> {
        let (key_length, salt_length) = match profile {
            SrtpProfile::AES128_CM_SHA1_80 => (16, 14),
            SrtpProfile::AEAD_AES_128_GCM => (16, 12),
            SrtpProfile::AEAD_AES_256_GCM => (32, 12),
            _ => return None,
        };
        let side = usize::from(!of_client);
        let key = material.get(side * key_length..)?.get(..key_length)?;
        let salt_at = 2 * key_length + side * salt_length;
        let salt = material.get(salt_at..)?.get(..salt_length)?;
        let derive = Derivation {
            crypto: &crypto,
            key,
            salt,
        };
        let rtp = derive.keys(profile, 0, way)?;
        let rtcp = derive.keys(profile, 3, way)?;
        Some(Session {
            rtp,
            rtcp,
            crypto,
            rollovers: HashMap::new(),
            index: 0,
        })
    }

    /// Seals an RTP packet; none when it is too short to be one.
    pub fn seal_rtp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let (ssrc, sequence) = ssrc_and_sequence(packet)?;
        let rollover = self.rollover(ssrc, sequence);
        let (header, payload) = packet.split_at_checked(header_length(packet)?)?;
        let mut sealed = header.to_vec();
        match &mut self.rtp {
            Keys::Cm {
                cipher,
                authentication,
                salt,
            } => {
                let index = u64::from(rollover) << 16 | u64::from(sequence);
                let vector = Aes128CmSha1_80::rtp_iv(*salt, ssrc, index);
                let mut text = vec![0; payload.len() + CIPHER_SLACK];
                cipher.encrypt(&vector, payload, &mut text).ok()?;
                sealed.extend_from_slice(text.get(..payload.len())?);
                let tag = self.crypto.sha1_hmac_provider.sha1_hmac(
                    authentication.as_slice(),
                    &[&sealed, &rollover.to_be_bytes()],
                );
                sealed.extend_from_slice(tag.get(..CM_TAG)?);
            }
            keys => {
                let vector = keys.rtp_vector(ssrc, rollover, sequence)?;
                let text = keys.seal(&vector, header, payload)?;
                sealed.extend_from_slice(&text);
            }
        }
        self.remember(ssrc, rollover, sequence);
        Some(sealed)
    }

    /// Opens an SRTP packet; none when the tag is wrong.
    pub fn open_rtp(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        let (ssrc, sequence) = ssrc_and_sequence(sealed)?;
        let rollover = self.rollover(ssrc, sequence);
        let (header, text) = sealed.split_at_checked(header_length(sealed)?)?;
        let mut packet = header.to_vec();
        match &mut self.rtp {
            Keys::Cm {
                cipher,
                authentication,
                salt,
            } => {
                let (text, tag) = text.split_at_checked(text.len().checked_sub(CM_TAG)?)?;
                let expected = self.crypto.sha1_hmac_provider.sha1_hmac(
                    authentication.as_slice(),
                    &[header, text, &rollover.to_be_bytes()],
                );
                if expected.get(..CM_TAG) != Some(tag) {
                    return None;
                }
                let index = u64::from(rollover) << 16 | u64::from(sequence);
                let vector = Aes128CmSha1_80::rtp_iv(*salt, ssrc, index);
                let mut payload = vec![0; text.len() + CIPHER_SLACK];
                cipher.decrypt(&vector, text, &mut payload).ok()?;
                packet.extend_from_slice(payload.get(..text.len())?);
            }
            keys => {
                let vector = keys.rtp_vector(ssrc, rollover, sequence)?;
                packet.extend_from_slice(&keys.open(&vector, &[header], text)?);
            }
        }
        self.remember(ssrc, rollover, sequence);
        Some(packet)
    }

    /// Seals an RTCP packet; none when it is too short to be one.
    pub fn seal_rtcp(&mut self, packet: &[u8]) -> Option<Vec<u8>> {
        let (header, payload) = packet.split_at_checked(8)?;
        let ssrc = u32::from_be_bytes(header.get(4..8)?.try_into().ok()?);
        let index = self.index;
        self.index += 1;
        let trailer = (index | ENCRYPTED).to_be_bytes();
        let mut sealed = header.to_vec();
        match &mut self.rtcp {
            Keys::Cm {
                cipher,
                authentication,
                salt,
            } => {
                let vector = Aes128CmSha1_80::rtp_iv(*salt, ssrc, u64::from(index));
                let mut text = vec![0; payload.len() + CIPHER_SLACK];
                cipher.encrypt(&vector, payload, &mut text).ok()?;
                sealed.extend_from_slice(text.get(..payload.len())?);
                sealed.extend_from_slice(&trailer);
                let tag = self
                    .crypto
                    .sha1_hmac_provider
                    .sha1_hmac(authentication.as_slice(), &[&sealed]);
                sealed.extend_from_slice(tag.get(..CM_TAG)?);
            }
            keys => {
                let vector = keys.rtcp_vector(ssrc, index)?;
                let mut associated = header.to_vec();
                associated.extend_from_slice(&trailer);
                sealed.extend_from_slice(&keys.seal(&vector, &associated, payload)?);
                sealed.extend_from_slice(&trailer);
            }
        }
        Some(sealed)
    }

    /// Opens an SRTCP packet; none when the tag is wrong or it is not encrypted.
    pub fn open_rtcp(&mut self, sealed: &[u8]) -> Option<Vec<u8>> {
        let tag_length = if matches!(self.rtcp, Keys::Cm { .. }) {
            CM_TAG
        } else {
            0
        };
        let (before, tag) = sealed.split_at_checked(sealed.len().checked_sub(tag_length)?)?;
        let (body, trailer) = before.split_at_checked(before.len().checked_sub(INDEX_LENGTH)?)?;
        let index = u32::from_be_bytes(trailer.try_into().ok()?);
        if index & ENCRYPTED == 0 {
            return None;
        }
        let index = index & !ENCRYPTED;
        let (header, text) = body.split_at_checked(8)?;
        let ssrc = u32::from_be_bytes(header.get(4..8)?.try_into().ok()?);
        let mut packet = header.to_vec();
        match &mut self.rtcp {
            Keys::Cm {
                cipher,
                authentication,
                salt,
            } => {
                let expected = self
                    .crypto
                    .sha1_hmac_provider
                    .sha1_hmac(authentication.as_slice(), &[before]);
                if expected.get(..CM_TAG) != Some(tag) {
                    return None;
                }
                let vector = Aes128CmSha1_80::rtp_iv(*salt, ssrc, u64::from(index));
                let mut payload = vec![0; text.len() + CIPHER_SLACK];
                cipher.decrypt(&vector, text, &mut payload).ok()?;
                packet.extend_from_slice(payload.get(..text.len())?);
            }
            keys => {
                let vector = keys.rtcp_vector(ssrc, index)?;
                packet.extend_from_slice(&keys.open(&vector, &[header, trailer], text)?);
            }
        }
        Some(packet)
    }

    /// The rollover counter that a sequence number most probably belongs to (RFC 3711 §3.3.1).
    fn rollover(&self, ssrc: u32, sequence: u16) -> u32 {
        let Some((rollover, highest)) = self.rollovers.get(&ssrc).copied() else {
            return 0;
        };
        let ahead = sequence.wrapping_sub(highest) < 0x8000;
        match (ahead, sequence < highest) {
            (true, true) => rollover.wrapping_add(1),
            (false, false) => rollover.wrapping_sub(1),
            _ => rollover,
        }
    }

    fn remember(&mut self, ssrc: u32, rollover: u32, sequence: u16) {
        let latest = self.rollovers.entry(ssrc).or_insert((rollover, sequence));
        if (rollover, sequence) > *latest {
            *latest = (rollover, sequence);
        }
    }
}

impl Keys {
    fn salt(&self) -> Option<[u8; 12]> {
        match self {
            Keys::Cm { .. } => None,
            Keys::Gcm128 { salt, .. } | Keys::Gcm256 { salt, .. } => Some(*salt),
        }
    }

    /// RFC 7714 §8.1: two zero octets, SSRC, rollover counter and sequence number, mixed with the salt.
    fn rtp_vector(&self, ssrc: u32, rollover: u32, sequence: u16) -> Option<[u8; 12]> {
        let tail = u64::from(rollover) << 16 | u64::from(sequence);
        Some(vector(self.salt()?, ssrc, tail))
    }

    /// RFC 7714 §9.1: two zero octets, SSRC, two zero octets and the index, mixed with the salt.
    fn rtcp_vector(&self, ssrc: u32, index: u32) -> Option<[u8; 12]> {
        Some(vector(self.salt()?, ssrc, u64::from(index)))
    }

    fn seal(&mut self, vector: &[u8; 12], associated: &[u8], text: &[u8]) -> Option<Vec<u8>> {
        let mut sealed = vec![0; text.len() + GCM_TAG];
        match self {
            Keys::Cm { .. } => return None,
            Keys::Gcm128 { cipher, .. } => cipher.encrypt(vector, associated, text, &mut sealed),
            Keys::Gcm256 { cipher, .. } => cipher.encrypt(vector, associated, text, &mut sealed),
        }
        .ok()?;
        Some(sealed)
    }

    fn open(&mut self, vector: &[u8; 12], associated: &[&[u8]], sealed: &[u8]) -> Option<Vec<u8>> {
        let length = sealed.len().checked_sub(GCM_TAG)?;
        let mut text = vec![0; sealed.len()];
        match self {
            Keys::Cm { .. } => return None,
            Keys::Gcm128 { cipher, .. } => cipher.decrypt(vector, associated, sealed, &mut text),
            Keys::Gcm256 { cipher, .. } => cipher.decrypt(vector, associated, sealed, &mut text),
        }
        .ok()?;
        text.truncate(length);
        Some(text)
    }
}

fn vector(mut salt: [u8; 12], ssrc: u32, tail: u64) -> [u8; 12] {
    let number = u128::from(ssrc) << 48 | u128::from(tail);
    let octets = number.to_be_bytes();
    for (salt, octet) in salt.iter_mut().zip(octets.iter().skip(4)) {
        *salt ^= octet;
    }
    salt
}

/// A master key and salt from which session keys come (RFC 3711 §4.3).
struct Derivation<'a> {
    crypto: &'a CryptoProvider,
    key: &'a [u8],
    salt: &'a [u8],
}

impl Derivation<'_> {
    fn keys(&self, profile: SrtpProfile, first_label: u8, way: Way) -> Option<Keys> {
        let provider = self.crypto.srtp_provider;
        let encrypt = way == Way::Seal;
        Some(match profile {
            SrtpProfile::AES128_CM_SHA1_80 => Keys::Cm {
                cipher: provider
                    .aes_128_cm_sha1_80()
                    .create_cipher(self.derive(first_label)?, encrypt),
                authentication: self.derive(first_label + 1)?,
                salt: self.derive(first_label + 2)?,
            },
            SrtpProfile::AEAD_AES_128_GCM => Keys::Gcm128 {
                cipher: provider
                    .aead_aes_128_gcm()
                    .create_cipher(self.derive(first_label)?, encrypt),
                salt: self.derive(first_label + 2)?,
            },
            SrtpProfile::AEAD_AES_256_GCM => Keys::Gcm256 {
                cipher: provider
                    .aead_aes_256_gcm()
                    .create_cipher(self.derive(first_label)?, encrypt),
                salt: self.derive(first_label + 2)?,
            },
            _ => return None,
        })
    }

    /// Counter mode over the label and the master salt, key derivation rate 0.
    fn derive<const LENGTH: usize>(&self, label: u8) -> Option<[u8; LENGTH]> {
        let mut derived = [0; LENGTH];
        let mut block = [0; 16];
        block.get_mut(..self.salt.len())?.copy_from_slice(self.salt);
        *block.get_mut(7)? ^= label;
        for (count, chunk) in derived.chunks_mut(16).enumerate() {
            let [.., high, low] = &mut block;
            [*high, *low] = u16::try_from(count).ok()?.to_be_bytes();
            // The cipher may pad, so it gets room for a second block.
            let mut stream = [0; 32];
            let provider = self.crypto.srtp_provider;
            if self.key.len() == 16 {
                provider.srtp_aes_128_ecb_round(self.key, &block, &mut stream);
            } else {
                provider.srtp_aes_256_ecb_round(self.key, &block, &mut stream);
            }
            chunk.copy_from_slice(stream.get(..chunk.len())?);
        }
        Some(derived)
    }
}

fn ssrc_and_sequence(packet: &[u8]) -> Option<(u32, u16)> {
    let sequence = u16::from_be_bytes(packet.get(2..4)?.try_into().ok()?);
    let ssrc = u32::from_be_bytes(packet.get(8..12)?.try_into().ok()?);
    Some((ssrc, sequence))
}

/// Length of an RTP header with CSRCs and extension (RFC 3550 §5.1).
fn header_length(packet: &[u8]) -> Option<usize> {
    let first = *packet.first()?;
    let mut length = 12 + 4 * usize::from(first & 0x0f);
    if first & 0x10 != 0 {
        let words = packet.get(length + 2..length + 4)?.try_into().ok()?;
        length += 4 + 4 * usize::from(u16::from_be_bytes(words));
    }
    Some(length)
}

#[cfg(test)]
mod tests;
