//! STUN messages (RFC 8489) as ICE needs them: a bounded parser that borrows the datagram, and small inline replies.
//!
//! Only what an ICE-lite agent meets is understood: Binding requests with short-term credentials and FINGERPRINT.
//! Unknown attributes are skipped, as RFC 8445 agents rely on; nothing here allocates.

use std::net::{IpAddr, SocketAddr};
use std::ops::Deref;

use aws_lc_rs::{constant_time, hmac};
use thiserror::Error;

/// Length of the fixed STUN header (RFC 8489 §5).
pub const HEADER_LENGTH: usize = 20;
/// Method number of Binding (RFC 8489 §18.3).
pub const METHOD_BINDING: u16 = 0x001;

const MAGIC_COOKIE: [u8; 4] = [0x21, 0x12, 0xA4, 0x42];
/// RFC 8489 §14.7: the FINGERPRINT CRC is XORed with this so that it cannot be mistaken for another protocol's CRC.
const FINGERPRINT_XOR: u32 = 0x5354_554e;
const MESSAGE_INTEGRITY_LENGTH: usize = 20;
/// USERNAME is below 509 bytes (RFC 8489 §14.3); ICE ufrags are at most 256 characters each (RFC 8839 §5.4).
const MAX_USERNAME_LENGTH: usize = 508;

mod attribute {
    pub const USERNAME: u16 = 0x0006;
    pub const MESSAGE_INTEGRITY: u16 = 0x0008;
    pub const ERROR_CODE: u16 = 0x0009;
    pub const XOR_MAPPED_ADDRESS: u16 = 0x0020;
    pub const PRIORITY: u16 = 0x0024;
    pub const USE_CANDIDATE: u16 = 0x0025;
    /// NOMINATION of the renomination draft with the number its authors asked for.
    pub const NOMINATION: u16 = 0x0030;
    pub const FINGERPRINT: u16 = 0x8028;
    pub const ICE_CONTROLLED: u16 = 0x8029;
    pub const ICE_CONTROLLING: u16 = 0x802A;
    /// NOMINATION as libwebrtc sends it.
    pub const NOMINATION_LIBWEBRTC: u16 = 0xC001;
}

/// Why a datagram is not a STUN message we can use. Such a datagram is dropped and counted, never answered.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum ParseError {
    /// Shorter than the header, other first byte, or no magic cookie.
    #[error("not a STUN message")]
    NotStun,
    /// The length field is not the datagram's length, or no multiple of four.
    #[error("STUN length field does not fit the datagram")]
    Length,
    /// An attribute runs over the end, has the wrong size, or follows FINGERPRINT.
    #[error("malformed STUN attribute")]
    Attribute,
    /// FINGERPRINT is there and its CRC is wrong.
    #[error("wrong STUN FINGERPRINT")]
    Fingerprint,
}

/// Message class (RFC 8489 §5).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Expects an answer.
    Request,
    /// Expects none.
    Indication,
    /// Answer: done.
    SuccessResponse,
    /// Answer: refused.
    ErrorResponse,
}

/// Whether a datagram is STUN by RFC 7983 (first byte below 4, in fact below 2 for a known class) and the magic cookie.
pub fn is_stun(datagram: &[u8]) -> bool {
    datagram.len() >= HEADER_LENGTH
        && datagram.first().is_some_and(|byte| *byte < 4)
        && datagram.get(4..8) == Some(&MAGIC_COOKIE)
}

/// The local username fragment that a Binding request is addressed to: USERNAME before its first colon (RFC 8445 §7.2.2).
///
/// Cheap enough to route by on a socket that many transports share. Nothing is authenticated yet.
pub fn peek_local_ufrag(datagram: &[u8]) -> Option<&str> {
    if !is_stun(datagram) {
        return None;
    }
    for (kind, _, value) in Attributes::of(datagram) {
        if kind == attribute::USERNAME {
            let username =
                std::str::from_utf8(value.get(..value.len().min(MAX_USERNAME_LENGTH))?).ok()?;
            return username.split_once(':').map(|(local, _)| local);
        }
    }
    None
}

/// A parsed STUN message that borrows its datagram.
#[derive(Debug, Clone, Copy)]
pub struct Message<'a> {
    bytes: &'a [u8],
    class: Class,
    method: u16,
    username: Option<&'a str>,
    priority: Option<u32>,
    ice_controlling: Option<u64>,
    ice_controlled: Option<u64>,
    use_candidate: bool,
    nomination: Option<u32>,
    /// Where the MESSAGE-INTEGRITY attribute begins, and its value.
    message_integrity: Option<(usize, &'a [u8])>,
    has_fingerprint: bool,
}

impl<'a> Message<'a> {
    /// Reads one datagram. A FINGERPRINT, when present, is checked here; MESSAGE-INTEGRITY by [`Message::verify`].
    pub fn parse(bytes: &'a [u8]) -> Result<Self, ParseError> {
        if !is_stun(bytes) {
            return Err(ParseError::NotStun);
        }
        let kind = read_u16(bytes, 0).ok_or(ParseError::NotStun)?;
        let length = usize::from(read_u16(bytes, 2).ok_or(ParseError::NotStun)?);
        if !length.is_multiple_of(4) || length.saturating_add(HEADER_LENGTH) != bytes.len() {
            return Err(ParseError::Length);
        }
        let mut message = Message {
            bytes,
            class: match (kind & 0x0100 != 0, kind & 0x0010 != 0) {
                (false, false) => Class::Request,
                (false, true) => Class::Indication,
                (true, false) => Class::SuccessResponse,
                (true, true) => Class::ErrorResponse,
            },
            // The two class bits lie inside the method's bits (RFC 8489 §5, figure 3).
            method: (kind & 0x000f) | ((kind & 0x00e0) >> 1) | ((kind & 0x3e00) >> 2),
            username: None,
            priority: None,
            ice_controlling: None,
            ice_controlled: None,
            use_candidate: false,
            nomination: None,
            message_integrity: None,
            has_fingerprint: false,
        };
        message.read_attributes()?;
        Ok(message)
    }

    fn read_attributes(&mut self) -> Result<(), ParseError> {
        let mut attributes = Attributes::of(self.bytes);
        for (kind, offset, value) in attributes.by_ref() {
            if self.has_fingerprint {
                return Err(ParseError::Attribute);
            }
            // RFC 8489 §14.5: what follows MESSAGE-INTEGRITY is not protected and is ignored, FINGERPRINT excepted.
            if self.message_integrity.is_some() && kind != attribute::FINGERPRINT {
                continue;
            }
            self.read_attribute(kind, offset, value)?;
        }
        if attributes.is_complete() {
            Ok(())
        } else {
            Err(ParseError::Attribute)
        }
    }

    fn read_attribute(
        &mut self,
        kind: u16,
        offset: usize,
        value: &'a [u8],
    ) -> Result<(), ParseError> {
        let malformed = ParseError::Attribute;
        // Of an attribute that comes twice, the first counts (RFC 8489 §14).
        match kind {
            attribute::USERNAME if self.username.is_none() => {
                if value.len() > MAX_USERNAME_LENGTH {
                    return Err(malformed);
                }
                self.username = Some(std::str::from_utf8(value).map_err(|_| malformed)?);
            }
            attribute::PRIORITY if self.priority.is_none() => {
                self.priority = Some(u32::from_be_bytes(value.try_into().map_err(|_| malformed)?));
            }
            attribute::ICE_CONTROLLING if self.ice_controlling.is_none() => {
                self.ice_controlling =
                    Some(u64::from_be_bytes(value.try_into().map_err(|_| malformed)?));
            }
            attribute::ICE_CONTROLLED if self.ice_controlled.is_none() => {
                self.ice_controlled =
                    Some(u64::from_be_bytes(value.try_into().map_err(|_| malformed)?));
            }
            attribute::USE_CANDIDATE => {
                if !value.is_empty() {
                    return Err(malformed);
                }
                self.use_candidate = true;
            }
            attribute::NOMINATION | attribute::NOMINATION_LIBWEBRTC
                if self.nomination.is_none() =>
            {
                self.nomination =
                    Some(u32::from_be_bytes(value.try_into().map_err(|_| malformed)?));
            }
            attribute::MESSAGE_INTEGRITY => {
                if value.len() != MESSAGE_INTEGRITY_LENGTH {
                    return Err(malformed);
                }
                self.message_integrity = Some((offset, value));
            }
            attribute::FINGERPRINT => {
                let announced = u32::from_be_bytes(value.try_into().map_err(|_| malformed)?);
                let covered = self.bytes.get(..offset).ok_or(malformed)?;
                if crc32(covered) ^ FINGERPRINT_XOR != announced {
                    return Err(ParseError::Fingerprint);
                }
                self.has_fingerprint = true;
            }
            _ => {}
        }
        Ok(())
    }

    /// Message class.
    pub fn class(&self) -> Class {
        self.class
    }

    /// Method number, [`METHOD_BINDING`] for all that ICE sends.
    pub fn method(&self) -> u16 {
        self.method
    }

    /// USERNAME as sent: `local:remote` seen from the receiver.
    pub fn username(&self) -> Option<&'a str> {
        self.username
    }

    /// PRIORITY (RFC 8445 §7.1.1).
    pub fn priority(&self) -> Option<u32> {
        self.priority
    }

    /// Tie-breaker of a sender that claims the controlling role.
    pub fn ice_controlling(&self) -> Option<u64> {
        self.ice_controlling
    }

    /// Tie-breaker of a sender that claims the controlled role.
    pub fn ice_controlled(&self) -> Option<u64> {
        self.ice_controlled
    }

    /// Whether USE-CANDIDATE is there (RFC 8445 §7.1.2).
    pub fn use_candidate(&self) -> bool {
        self.use_candidate
    }

    /// NOMINATION counter, a higher one overrides (draft-thatcher-ice-renomination).
    pub fn nomination(&self) -> Option<u32> {
        self.nomination
    }

    /// Whether MESSAGE-INTEGRITY is there.
    pub fn has_message_integrity(&self) -> bool {
        self.message_integrity.is_some()
    }

    /// Whether FINGERPRINT is there; its value was checked by [`Message::parse`].
    pub fn has_fingerprint(&self) -> bool {
        self.has_fingerprint
    }

    /// Whether MESSAGE-INTEGRITY is that of `password` (short-term credentials, HMAC-SHA1, compared in constant time).
    pub fn verify(&self, password: &str) -> bool {
        let Some((offset, announced)) = self.message_integrity else {
            return false;
        };
        let Some(covered) = self.bytes.get(..offset) else {
            return false;
        };
        message_integrity(covered, password).is_some_and(|tag| {
            constant_time::verify_slices_are_equal(tag.as_ref(), announced).is_ok()
        })
    }

    fn transaction_id(&self) -> &'a [u8] {
        self.bytes.get(8..HEADER_LENGTH).unwrap_or_default()
    }
}

/// A STUN reply of at most [`Reply::CAPACITY`] bytes, held inline.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reply {
    bytes: [u8; Reply::CAPACITY],
    length: usize,
}

impl Reply {
    /// Header 20, XOR-MAPPED-ADDRESS of IPv6 24, MESSAGE-INTEGRITY 24, FINGERPRINT 8.
    pub const CAPACITY: usize = 76;

    /// Binding success with the sender's address, protected by `password` (RFC 8489 §6.3.1.1, RFC 8445 §7.3.1.2).
    pub fn binding_success(request: &Message<'_>, remote: SocketAddr, password: &str) -> Self {
        let mut reply = Reply::begin(request, 0x0100);
        reply.push_xor_mapped_address(remote, request.transaction_id());
        reply.push_message_integrity(password);
        reply.push_fingerprint();
        reply
    }

    /// Error response with `code` (300–699) and an empty reason phrase, so that it stays smaller than any request.
    ///
    /// `password` protects it when the request was authenticated; before that there is no key to protect it with.
    pub fn error(request: &Message<'_>, code: u16, password: Option<&str>) -> Self {
        let mut reply = Reply::begin(request, 0x0110);
        let [class, number] = [code / 100, code % 100].map(|part| u8::try_from(part).unwrap_or(0));
        reply.push_attribute(attribute::ERROR_CODE, &[0, 0, class, number]);
        if let Some(password) = password {
            reply.push_message_integrity(password);
        }
        reply.push_fingerprint();
        reply
    }

    fn begin(request: &Message<'_>, class_bits: u16) -> Self {
        let method = request.method;
        let kind =
            (method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2) | class_bits;
        let mut reply = Reply {
            bytes: [0; Reply::CAPACITY],
            length: 0,
        };
        reply.push(&kind.to_be_bytes());
        reply.push(&[0, 0]);
        reply.push(&MAGIC_COOKIE);
        reply.push(request.transaction_id());
        reply
    }

    fn push_xor_mapped_address(&mut self, remote: SocketAddr, transaction_id: &[u8]) {
        let mut mask = [0u8; 16];
        for (to, from) in mask
            .iter_mut()
            .zip(MAGIC_COOKIE.iter().chain(transaction_id))
        {
            *to = *from;
        }
        let port = remote.port() ^ u16::from_be_bytes([MAGIC_COOKIE[0], MAGIC_COOKIE[1]]);
        let mut value = [0u8; 20];
        let mut length = 0;
        let mut put = |bytes: &[u8]| {
            for (to, from) in value.iter_mut().skip(length).zip(bytes) {
                *to = *from;
            }
            length += bytes.len();
        };
        // A dual-stack socket names an IPv4 peer ::ffff:a.b.c.d; the peer compares with its own IPv4 address.
        match remote.ip().to_canonical() {
            IpAddr::V4(address) => {
                put(&[0, 0x01]);
                put(&port.to_be_bytes());
                let mut octets = address.octets();
                octets
                    .iter_mut()
                    .zip(mask)
                    .for_each(|(octet, mask)| *octet ^= mask);
                put(&octets);
            }
            IpAddr::V6(address) => {
                put(&[0, 0x02]);
                put(&port.to_be_bytes());
                let mut octets = address.octets();
                octets
                    .iter_mut()
                    .zip(mask)
                    .for_each(|(octet, mask)| *octet ^= mask);
                put(&octets);
            }
        }
        let value = value;
        self.push_attribute(
            attribute::XOR_MAPPED_ADDRESS,
            value.get(..length).unwrap_or_default(),
        );
    }

    fn push_message_integrity(&mut self, password: &str) {
        if let Some(tag) = message_integrity(self, password) {
            self.push_attribute(attribute::MESSAGE_INTEGRITY, tag.as_ref());
        }
    }

    fn push_fingerprint(&mut self) {
        // The CRC covers the length field as it will be with FINGERPRINT counted in.
        self.set_length_field(self.length + 8);
        let value = crc32(self) ^ FINGERPRINT_XOR;
        self.push_attribute(attribute::FINGERPRINT, &value.to_be_bytes());
    }

    /// Appends an attribute whose value is a multiple of four bytes, and keeps the length field right.
    fn push_attribute(&mut self, kind: u16, value: &[u8]) {
        self.push(&kind.to_be_bytes());
        self.push(&u16::try_from(value.len()).unwrap_or(0).to_be_bytes());
        self.push(value);
        self.set_length_field(self.length);
    }

    fn set_length_field(&mut self, total: usize) {
        let body = u16::try_from(total.saturating_sub(HEADER_LENGTH))
            .unwrap_or(0)
            .to_be_bytes();
        self.bytes
            .iter_mut()
            .skip(2)
            .zip(body)
            .for_each(|(to, from)| *to = from);
    }

    fn push(&mut self, bytes: &[u8]) {
        debug_assert!(
            self.length + bytes.len() <= Self::CAPACITY,
            "a reply is bounded by construction"
        );
        self.bytes
            .iter_mut()
            .skip(self.length)
            .zip(bytes)
            .for_each(|(to, from)| *to = *from);
        self.length = (self.length + bytes.len()).min(Self::CAPACITY);
    }
}

impl Deref for Reply {
    type Target = [u8];

    fn deref(&self) -> &[u8] {
        self.bytes.get(..self.length).unwrap_or_default()
    }
}

/// Walks the attributes as (type, offset of the attribute, value) and stops at the first that runs over the end.
struct Attributes<'a> {
    bytes: &'a [u8],
    offset: usize,
}

impl<'a> Attributes<'a> {
    fn of(bytes: &'a [u8]) -> Self {
        Attributes {
            bytes,
            offset: HEADER_LENGTH,
        }
    }

    /// Whether the walk ended exactly at the end of the datagram.
    fn is_complete(&self) -> bool {
        self.offset == self.bytes.len()
    }
}

impl<'a> Iterator for Attributes<'a> {
    type Item = (u16, usize, &'a [u8]);

    fn next(&mut self) -> Option<Self::Item> {
        let start = self.offset;
        let kind = read_u16(self.bytes, start)?;
        let length = usize::from(read_u16(self.bytes, start + 2)?);
        let value_start = start + 4;
        let value = self.bytes.get(value_start..value_start + length)?;
        let end = value_start + length.next_multiple_of(4);
        if end > self.bytes.len() {
            return None;
        }
        self.offset = end;
        Some((kind, start, value))
    }
}

fn read_u16(bytes: &[u8], offset: usize) -> Option<u16> {
    let pair: [u8; 2] = bytes.get(offset..offset.checked_add(2)?)?.try_into().ok()?;
    Some(u16::from_be_bytes(pair))
}

/// HMAC-SHA1 over `covered` with the length field as if the message ended after MESSAGE-INTEGRITY (RFC 8489 §14.5).
fn message_integrity(covered: &[u8], password: &str) -> Option<hmac::Tag> {
    let body = covered
        .len()
        .checked_sub(HEADER_LENGTH)?
        .checked_add(4 + MESSAGE_INTEGRITY_LENGTH)?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let mut context = hmac::Context::with_key(&key);
    context.update(covered.get(..2)?);
    context.update(&u16::try_from(body).ok()?.to_be_bytes());
    context.update(covered.get(4..)?);
    Some(context.sign())
}

/// CRC-32 of ITU-T V.42 (reflected 0xEDB88320), table made at compile time.
fn crc32(bytes: &[u8]) -> u32 {
    const TABLE: [u32; 256] = {
        let mut table = [0u32; 256];
        let mut index = 0;
        while index < 256 {
            let mut value = index as u32;
            let mut bit = 0;
            while bit < 8 {
                value = if value & 1 == 1 {
                    (value >> 1) ^ 0xEDB8_8320
                } else {
                    value >> 1
                };
                bit += 1;
            }
            table[index] = value;
            index += 1;
        }
        table
    };
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        let index = (crc ^ u32::from(*byte)) & 0xff;
        // The index is below 256 by the mask.
        (crc >> 8) ^ TABLE[index as usize]
    })
}

#[cfg(test)]
pub(crate) mod tests;
