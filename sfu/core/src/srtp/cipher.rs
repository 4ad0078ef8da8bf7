//! Seals and opens bytes under session keys: AES-GCM (RFC 7714), AES-CM with HMAC-SHA1 (RFC 3711 §4.1.1, §4.2.1).

use aws_lc_rs::aead::{self, Aad, LessSafeKey, Nonce, UnboundKey};
use aws_lc_rs::cipher::{AES_128, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::hmac;
use aws_lc_rs::iv::FixedLength;

use super::kdf::{Label, derive};
use super::{SrtpError, SrtpMasterKey, SrtpProfile};

/// HMAC-SHA1 session keys have 160 bits (RFC 3711 §8.2).
const HMAC_KEY_LENGTH: usize = 20;
const GCM_TAG_LENGTH: usize = 16;
const HMAC_TAG_LENGTH: usize = 10;

/// Keys of one direction for either RTP or RTCP, with their schedules.
pub(super) enum Cipher {
    Gcm {
        key: LessSafeKey,
        salt: [u8; 12],
    },
    CounterHmac {
        key: Box<EncryptingKey>,
        salt: [u8; 14],
        authentication: Box<hmac::Key>,
        tag_length: usize,
    },
}

/// Which of the two key sets of a master key.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Stream {
    Rtp,
    Rtcp,
}

impl Cipher {
    pub(super) fn derive(master: &SrtpMasterKey, stream: Stream) -> Result<Self, SrtpError> {
        let (encryption, authentication, salting) = match stream {
            Stream::Rtp => (
                Label::RtpEncryption,
                Label::RtpAuthentication,
                Label::RtpSalt,
            ),
            Stream::Rtcp => (
                Label::RtcpEncryption,
                Label::RtcpAuthentication,
                Label::RtcpSalt,
            ),
        };
        let mut key = [0u8; 32];
        let key = key
            .get_mut(..master.profile.key_length())
            .ok_or(SrtpError::KeyLength)?;
        derive(master, encryption, key)?;
        match master.profile {
            SrtpProfile::AeadAes256Gcm | SrtpProfile::AeadAes128Gcm => {
                let mut salt = [0u8; 12];
                derive(master, salting, &mut salt)?;
                Self::gcm(key, salt)
            }
            SrtpProfile::AesCm128HmacSha1_80 | SrtpProfile::AesCm128HmacSha1_32 => {
                let tag_length = match stream {
                    Stream::Rtp => master.profile.rtp_overhead(),
                    Stream::Rtcp => HMAC_TAG_LENGTH,
                };
                let mut salt = [0u8; 14];
                derive(master, salting, &mut salt)?;
                let mut authentication_key = [0u8; HMAC_KEY_LENGTH];
                derive(master, authentication, &mut authentication_key)?;
                Self::counter_hmac(key, salt, &authentication_key, tag_length)
            }
        }
    }

    /// From session keys; the key's length tells AES-128 from AES-256.
    pub(super) fn gcm(key: &[u8], salt: [u8; 12]) -> Result<Self, SrtpError> {
        let algorithm = if key.len() == 32 {
            &aead::AES_256_GCM
        } else {
            &aead::AES_128_GCM
        };
        let key = UnboundKey::new(algorithm, key).map_err(|_| SrtpError::KeyLength)?;
        Ok(Cipher::Gcm {
            key: LessSafeKey::new(key),
            salt,
        })
    }

    /// From session keys.
    pub(super) fn counter_hmac(
        key: &[u8],
        salt: [u8; 14],
        authentication: &[u8],
        tag_length: usize,
    ) -> Result<Self, SrtpError> {
        let key = UnboundCipherKey::new(&AES_128, key).map_err(|_| SrtpError::KeyLength)?;
        Ok(Cipher::CounterHmac {
            key: Box::new(EncryptingKey::ctr(key).map_err(|_| SrtpError::KeyLength)?),
            salt,
            authentication: Box::new(hmac::Key::new(
                hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
                authentication,
            )),
            tag_length,
        })
    }

    pub(super) fn tag_length(&self) -> usize {
        match self {
            Cipher::Gcm { .. } => GCM_TAG_LENGTH,
            Cipher::CounterHmac { tag_length, .. } => *tag_length,
        }
    }

    /// Seals an RTP packet of `plain` bytes at the start of `buffer`; `index` is the 48-bit packet index.
    pub(super) fn seal_rtp(
        &self,
        buffer: &mut [u8],
        plain: usize,
        header: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, SrtpError> {
        let sealed = plain + self.tag_length();
        let packet = buffer.get_mut(..sealed).ok_or(SrtpError::NoRoom)?;
        match self {
            Cipher::Gcm { key, salt } => {
                let (aad, rest) = packet
                    .split_at_mut_checked(header)
                    .ok_or(SrtpError::Malformed)?;
                seal_gcm(key, gcm_nonce(salt, ssrc, index), aad, rest)?;
            }
            Cipher::CounterHmac {
                key,
                salt,
                authentication,
                ..
            } => {
                let payload = packet.get_mut(header..plain).ok_or(SrtpError::Malformed)?;
                apply_key_stream(key, counter_iv(salt, ssrc, index), payload)?;
                let (message, tag) = packet
                    .split_at_mut_checked(plain)
                    .ok_or(SrtpError::Malformed)?;
                write_tag(tag, &sign(authentication, message, &roc(index)));
            }
        }
        Ok(sealed)
    }

    /// Opens an RTP packet and gives its plain length. Nothing is decrypted before the tag proved right.
    pub(super) fn open_rtp(
        &self,
        packet: &mut [u8],
        header: usize,
        ssrc: u32,
        index: u64,
    ) -> Result<usize, SrtpError> {
        let plain = packet
            .len()
            .checked_sub(self.tag_length())
            .ok_or(SrtpError::Malformed)?;
        if plain < header {
            return Err(SrtpError::Malformed);
        }
        match self {
            Cipher::Gcm { key, salt } => {
                let (aad, rest) = packet
                    .split_at_mut_checked(header)
                    .ok_or(SrtpError::Malformed)?;
                open_gcm(key, gcm_nonce(salt, ssrc, index), aad, rest)?;
            }
            Cipher::CounterHmac {
                key,
                salt,
                authentication,
                ..
            } => {
                let (message, tag) = packet
                    .split_at_mut_checked(plain)
                    .ok_or(SrtpError::Malformed)?;
                verify(authentication, message, &roc(index), tag)?;
                let payload = message.get_mut(header..).ok_or(SrtpError::Malformed)?;
                apply_key_stream(key, counter_iv(salt, ssrc, index), payload)?;
            }
        }
        Ok(plain)
    }

    /// Seals an RTCP compound packet and appends its index word, always with the encrypted flag (RFC 3711 §3.4).
    pub(super) fn seal_rtcp(
        &self,
        buffer: &mut [u8],
        plain: usize,
        ssrc: u32,
        index: u32,
    ) -> Result<usize, SrtpError> {
        let sealed = plain + self.tag_length() + 4;
        let packet = buffer.get_mut(..sealed).ok_or(SrtpError::NoRoom)?;
        let word = (index | ENCRYPTED_FLAG).to_be_bytes();
        match self {
            Cipher::Gcm { key, salt } => {
                let (sealed_part, trailer) = packet
                    .split_at_mut_checked(plain + GCM_TAG_LENGTH)
                    .ok_or(SrtpError::Malformed)?;
                trailer.copy_from_slice(&word);
                let (header, rest) = sealed_part
                    .split_at_mut_checked(8)
                    .ok_or(SrtpError::Malformed)?;
                seal_gcm(
                    key,
                    gcm_nonce(salt, ssrc, u64::from(index)),
                    &rtcp_aad(header, word),
                    rest,
                )?;
            }
            Cipher::CounterHmac {
                key,
                salt,
                authentication,
                ..
            } => {
                let payload = packet.get_mut(8..plain).ok_or(SrtpError::Malformed)?;
                apply_key_stream(key, counter_iv(salt, ssrc, u64::from(index)), payload)?;
                let (message, trailer) = packet
                    .split_at_mut_checked(plain)
                    .ok_or(SrtpError::Malformed)?;
                let (trailing_word, tag) = trailer
                    .split_at_mut_checked(4)
                    .ok_or(SrtpError::Malformed)?;
                trailing_word.copy_from_slice(&word);
                write_tag(tag, &sign(authentication, message, &word));
            }
        }
        Ok(sealed)
    }

    /// The SRTCP index word of a sealed packet as (encrypted, index).
    pub(super) fn rtcp_index(&self, packet: &[u8]) -> Result<(bool, u32), SrtpError> {
        let from_end = match self {
            Cipher::Gcm { .. } => 4,
            Cipher::CounterHmac { tag_length, .. } => 4 + tag_length,
        };
        let offset = packet
            .len()
            .checked_sub(from_end)
            .ok_or(SrtpError::Malformed)?;
        let word = super::read_u32(packet, offset)?;
        Ok((word & ENCRYPTED_FLAG != 0, word & !ENCRYPTED_FLAG))
    }

    /// Opens an SRTCP packet whose index word says it is encrypted, and gives its plain length.
    pub(super) fn open_rtcp(
        &self,
        packet: &mut [u8],
        ssrc: u32,
        index: u32,
    ) -> Result<usize, SrtpError> {
        let plain = packet
            .len()
            .checked_sub(self.tag_length() + 4)
            .ok_or(SrtpError::Malformed)?;
        if plain < 8 {
            return Err(SrtpError::Malformed);
        }
        let word = (index | ENCRYPTED_FLAG).to_be_bytes();
        match self {
            Cipher::Gcm { key, salt } => {
                let sealed_part = packet
                    .get_mut(..plain + GCM_TAG_LENGTH)
                    .ok_or(SrtpError::Malformed)?;
                let (header, rest) = sealed_part
                    .split_at_mut_checked(8)
                    .ok_or(SrtpError::Malformed)?;
                open_gcm(
                    key,
                    gcm_nonce(salt, ssrc, u64::from(index)),
                    &rtcp_aad(header, word),
                    rest,
                )?;
            }
            Cipher::CounterHmac {
                key,
                salt,
                authentication,
                ..
            } => {
                let (message, trailer) = packet
                    .split_at_mut_checked(plain)
                    .ok_or(SrtpError::Malformed)?;
                verify(
                    authentication,
                    message,
                    &word,
                    trailer.get(4..).ok_or(SrtpError::Malformed)?,
                )?;
                let payload = message.get_mut(8..).ok_or(SrtpError::Malformed)?;
                apply_key_stream(key, counter_iv(salt, ssrc, u64::from(index)), payload)?;
            }
        }
        Ok(plain)
    }
}

/// The E flag before the 31-bit SRTCP index.
const ENCRYPTED_FLAG: u32 = 1 << 31;

fn roc(index: u64) -> [u8; 4] {
    ((index >> 16) as u32).to_be_bytes()
}

/// RFC 7714 §8.1, §9.1: two zero bytes, SSRC, 48-bit index, XORed with the salt. For RTCP the upper index bits are zero.
fn gcm_nonce(salt: &[u8; 12], ssrc: u32, index: u64) -> [u8; 12] {
    let mut nonce = *salt;
    let [_, _, index @ ..] = index.to_be_bytes();
    let value = ssrc.to_be_bytes().into_iter().chain(index);
    nonce
        .iter_mut()
        .skip(2)
        .zip(value)
        .for_each(|(to, from)| *to ^= from);
    nonce
}

/// RFC 3711 §4.1.1: (salt · 2^16) XOR (SSRC · 2^64) XOR (index · 2^16); the low 16 bits count blocks.
fn counter_iv(salt: &[u8; 14], ssrc: u32, index: u64) -> [u8; 16] {
    let mut iv = [0u8; 16];
    iv.iter_mut().zip(salt).for_each(|(to, from)| *to = *from);
    let [_, _, index @ ..] = index.to_be_bytes();
    let value = ssrc.to_be_bytes().into_iter().chain(index);
    iv.iter_mut()
        .skip(4)
        .zip(value)
        .for_each(|(to, from)| *to ^= from);
    iv
}

fn rtcp_aad(header: &[u8], word: [u8; 4]) -> [u8; 12] {
    let mut aad = [0u8; 12];
    aad.iter_mut()
        .zip(header.iter().chain(&word))
        .for_each(|(to, from)| *to = *from);
    aad
}

/// `rest` is the plaintext with room for the tag behind it.
fn seal_gcm(
    key: &LessSafeKey,
    nonce: [u8; 12],
    aad: &[u8],
    rest: &mut [u8],
) -> Result<(), SrtpError> {
    let plain = rest
        .len()
        .checked_sub(GCM_TAG_LENGTH)
        .ok_or(SrtpError::Malformed)?;
    let (text, tag) = rest
        .split_at_mut_checked(plain)
        .ok_or(SrtpError::Malformed)?;
    let sealed = key
        .seal_in_place_separate_tag(Nonce::assume_unique_for_key(nonce), Aad::from(aad), text)
        .map_err(|_| SrtpError::Exhausted)?;
    write_tag(tag, sealed.as_ref());
    Ok(())
}

fn open_gcm(
    key: &LessSafeKey,
    nonce: [u8; 12],
    aad: &[u8],
    rest: &mut [u8],
) -> Result<(), SrtpError> {
    key.open_in_place(Nonce::assume_unique_for_key(nonce), Aad::from(aad), rest)
        .map(|_| ())
        .map_err(|_| SrtpError::Authentication)
}

fn apply_key_stream(key: &EncryptingKey, iv: [u8; 16], text: &mut [u8]) -> Result<(), SrtpError> {
    key.less_safe_encrypt(text, EncryptionContext::Iv128(FixedLength::from(iv)))
        .map(|_| ())
        .map_err(|_| SrtpError::Malformed)
}

fn sign(key: &hmac::Key, message: &[u8], trailer: &[u8]) -> [u8; HMAC_TAG_LENGTH] {
    let mut context = hmac::Context::with_key(key);
    context.update(message);
    context.update(trailer);
    let mut tag = [0u8; HMAC_TAG_LENGTH];
    write_tag(&mut tag, context.sign().as_ref());
    tag
}

fn verify(key: &hmac::Key, message: &[u8], trailer: &[u8], tag: &[u8]) -> Result<(), SrtpError> {
    let signed = sign(key, message, trailer);
    let expected = signed.get(..tag.len()).ok_or(SrtpError::Malformed)?;
    verify_slices_are_equal(expected, tag).map_err(|_| SrtpError::Authentication)
}

/// Copies as much of the tag as the place holds: HMAC-SHA1 is cut to 80 or 32 bits.
fn write_tag(place: &mut [u8], tag: &[u8]) {
    place.iter_mut().zip(tag).for_each(|(to, from)| *to = *from);
}
