//! Connectivity checks: the request that nominates a pair, and the answer to the other side's (RFC 8445 §7, RFC 8489).

use crate::Failure;
use aws_lc_rs::hmac;
use std::net::{IpAddr, SocketAddr};

/// The endpoints' own username fragment; one socket each tells them apart.
pub const OWN_UFRAG: &str = "peer";
/// The password that the other side's checks are authenticated with.
pub const OWN_PASSWORD: &str = "password-of-the-endpoint";

const MAGIC_COOKIE: u32 = 0x2112_a442;
const USERNAME: u16 = 0x0006;
const MESSAGE_INTEGRITY: u16 = 0x0008;
const XOR_MAPPED_ADDRESS: u16 = 0x0020;
const PRIORITY: u16 = 0x0024;
const USE_CANDIDATE: u16 = 0x0025;
const FINGERPRINT: u16 = 0x8028;
const ICE_CONTROLLING: u16 = 0x802a;

/// A Binding request that nominates its pair. The highest tie-breaker: whoever wants to control as well gives way.
pub fn nominating_request(ufrag: &str, password: &str) -> Result<Vec<u8>, Failure> {
    let mut message = header(0x0001, b"bench-check.");
    let username = format!("{ufrag}:{OWN_UFRAG}");
    attribute(&mut message, USERNAME, username.as_bytes())?;
    attribute(&mut message, PRIORITY, &0x6e00_01ff_u32.to_be_bytes())?;
    attribute(&mut message, ICE_CONTROLLING, &[0xff; 8])?;
    attribute(&mut message, USE_CANDIDATE, &[])?;
    seal(message, password)
}

/// Whether a datagram is a Binding request.
pub fn is_request(datagram: &[u8]) -> bool {
    datagram.starts_with(&[0x00, 0x01]) && datagram.len() >= 20
}

/// Whether a datagram is a Binding success response.
pub fn is_success(datagram: &[u8]) -> bool {
    datagram.starts_with(&[0x01, 0x01]) && datagram.len() >= 20
}

/// The success response to a Binding request from `source`.
pub fn success_response(request: &[u8], source: SocketAddr) -> Result<Vec<u8>, Failure> {
    let transaction = request
        .get(8..20)
        .ok_or("a request without a transaction")?;
    let IpAddr::V4(ip) = source.ip() else {
        return Err("the endpoints speak IPv4".into());
    };
    let mut message = header(0x0101, transaction);
    let mut value = vec![0, 1];
    value.extend_from_slice(&(source.port() ^ (MAGIC_COOKIE >> 16) as u16).to_be_bytes());
    value.extend_from_slice(&(u32::from(ip) ^ MAGIC_COOKIE).to_be_bytes());
    attribute(&mut message, XOR_MAPPED_ADDRESS, &value)?;
    seal(message, OWN_PASSWORD)
}

fn header(kind: u16, transaction: &[u8]) -> Vec<u8> {
    let mut message = kind.to_be_bytes().to_vec();
    message.extend_from_slice(&[0, 0]);
    message.extend_from_slice(&MAGIC_COOKIE.to_be_bytes());
    message.extend_from_slice(transaction);
    message
}

/// Adds what authenticates the message, and its fingerprint.
fn seal(mut message: Vec<u8>, password: &str) -> Result<Vec<u8>, Failure> {
    set_length(&mut message, 24)?;
    let key = hmac::Key::new(hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, password.as_bytes());
    let tag = hmac::sign(&key, &message);
    attribute(&mut message, MESSAGE_INTEGRITY, tag.as_ref())?;
    set_length(&mut message, 8)?;
    let fingerprint = crc32(&message) ^ 0x5354_554e;
    attribute(&mut message, FINGERPRINT, &fingerprint.to_be_bytes())?;
    Ok(message)
}

fn attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) -> Result<(), Failure> {
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(&u16::try_from(value.len())?.to_be_bytes());
    message.extend_from_slice(value);
    message.resize(message.len().next_multiple_of(4), 0);
    set_length(message, 0)
}

/// Sets the length field to what is there plus `more` bytes that follow.
fn set_length(message: &mut [u8], more: usize) -> Result<(), Failure> {
    let length = u16::try_from(message.len() - 20 + more)?.to_be_bytes();
    if let Some(place) = message.get_mut(2..4) {
        place.copy_from_slice(&length);
    }
    Ok(())
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_repeats_the_transaction_and_says_where_the_request_came_from() {
        let request = nominating_request("remote", "secret").unwrap_or_default();
        assert!(is_request(&request));
        let source = SocketAddr::from(([192, 0, 2, 1], 32_853));
        let response = success_response(&request, source).unwrap_or_default();
        assert!(is_success(&response));
        assert_eq!(response.get(8..20), request.get(8..20));
        // The address of RFC 5769 §2.2, hidden with the magic cookie.
        assert_eq!(
            response.get(20..32),
            Some(&[0, 0x20, 0, 8, 0, 1, 0xa1, 0x47, 0xe1, 0x12, 0xa6, 0x43][..])
        );
        assert_eq!(usize::from(response[3]) + 20, response.len());
    }
}
