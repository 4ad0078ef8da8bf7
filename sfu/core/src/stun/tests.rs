//! Behaviour of the STUN parser and replies, on the test vectors of RFC 5769 and on garbage.

use std::net::SocketAddr;

use proptest::prelude::*;

use super::*;

/// Builds the Binding requests that tests of this crate need; fields left as they are make a browser's request.
#[derive(Clone, Debug)]
pub(crate) struct TestRequest {
    pub method: u16,
    pub username: Option<String>,
    pub password: Option<String>,
    pub has_priority: bool,
    pub use_candidate: bool,
    pub nomination: Option<u32>,
    pub is_controlled: bool,
    pub has_fingerprint: bool,
    pub transaction_id: [u8; 12],
}

impl TestRequest {
    /// A complete request addressed to `ufrag`.
    pub(crate) fn to(ufrag: &str, password: &str) -> Self {
        TestRequest {
            method: METHOD_BINDING,
            username: Some(format!("{ufrag}:peer")),
            password: Some(password.to_owned()),
            has_priority: true,
            use_candidate: false,
            nomination: None,
            is_controlled: false,
            has_fingerprint: true,
            transaction_id: *b"transaction!",
        }
    }

    pub(crate) fn bytes(&self) -> Vec<u8> {
        let method = self.method;
        let kind = (method & 0x000f) | ((method & 0x0070) << 1) | ((method & 0x0f80) << 2);
        let mut out = kind.to_be_bytes().to_vec();
        out.extend([0, 0]);
        out.extend(MAGIC_COOKIE);
        out.extend(self.transaction_id);
        if let Some(username) = &self.username {
            push(&mut out, attribute::USERNAME, username.as_bytes());
        }
        if self.has_priority {
            push(
                &mut out,
                attribute::PRIORITY,
                &1_853_824_767u32.to_be_bytes(),
            );
        }
        let role = if self.is_controlled {
            attribute::ICE_CONTROLLED
        } else {
            attribute::ICE_CONTROLLING
        };
        push(&mut out, role, &7u64.to_be_bytes());
        if self.use_candidate {
            push(&mut out, attribute::USE_CANDIDATE, &[]);
        }
        if let Some(nomination) = self.nomination {
            push(
                &mut out,
                attribute::NOMINATION_LIBWEBRTC,
                &nomination.to_be_bytes(),
            );
        }
        if let Some(password) = &self.password {
            let tag = message_integrity(&out, password).expect("the message has a header");
            push(&mut out, attribute::MESSAGE_INTEGRITY, tag.as_ref());
        }
        if self.has_fingerprint {
            set_length(&mut out, 8);
            let value = crc32(&out) ^ FINGERPRINT_XOR;
            push(&mut out, attribute::FINGERPRINT, &value.to_be_bytes());
        }
        out
    }
}

fn push(out: &mut Vec<u8>, kind: u16, value: &[u8]) {
    out.extend(kind.to_be_bytes());
    out.extend((value.len() as u16).to_be_bytes());
    out.extend(value);
    out.resize(out.len().next_multiple_of(4), 0);
    set_length(out, 0);
}

fn set_length(out: &mut [u8], more: usize) {
    let length = (out.len() - HEADER_LENGTH + more) as u16;
    out[2..4].copy_from_slice(&length.to_be_bytes());
}

pub(crate) fn hex(text: &str) -> Vec<u8> {
    let digits: Vec<u8> = text.bytes().filter(u8::is_ascii_hexdigit).collect();
    digits
        .chunks(2)
        .map(|pair| {
            u8::from_str_radix(std::str::from_utf8(pair).expect("ASCII"), 16).expect("hexadecimal")
        })
        .collect()
}

/// RFC 5769 §2.1.
fn sample_request() -> Vec<u8> {
    hex(
        "00010058 2112a442 b7e7a701 bc34d686 fa87dfae 80220010 5354554e 20746573 7420636c 69656e74
         00240004 6e0001ff 80290008 932ff9b1 51263b36 00060009 6576746a 3a683676 59202020
         00080014 9aeaa70c bfd8cb56 781ef2b5 b2d3f249 c1b571a2 80280004 e57a3bcf",
    )
}

const SAMPLE_PASSWORD: &str = "VOkJxbRl1RmTxUk/WvJxBt";

#[test]
fn reads_and_verifies_the_sample_request() {
    let bytes = sample_request();
    let message = Message::parse(&bytes).expect("the vector is valid");
    assert_eq!(message.class(), Class::Request);
    assert_eq!(message.method(), METHOD_BINDING);
    assert_eq!(message.username(), Some("evtj:h6vY"));
    assert_eq!(message.priority(), Some(0x6e00_01ff));
    assert_eq!(message.ice_controlled(), Some(0x932f_f9b1_5126_3b36));
    assert!(message.has_fingerprint());
    assert!(message.verify(SAMPLE_PASSWORD));
    assert!(!message.verify("VOkJxbRl1RmTxUk/WvJxBT"));
    assert_eq!(peek_local_ufrag(&bytes), Some("evtj"));
}

#[test]
fn verifies_the_sample_ipv4_response() {
    // RFC 5769 §2.2.
    let bytes = hex(
        "0101003c 2112a442 b7e7a701 bc34d686 fa87dfae 8022000b 74657374 20766563 746f7220
         00200008 0001a147 e112a643 00080014 2b91f599 fd9e90c3 8c7489f9 2af9ba53 f06be7d7
         80280004 c07d4c96",
    );
    let message = Message::parse(&bytes).expect("the vector is valid");
    assert_eq!(message.class(), Class::SuccessResponse);
    assert!(message.verify(SAMPLE_PASSWORD));
}

fn value_of(bytes: &[u8], kind: u16) -> Option<Vec<u8>> {
    Attributes::of(bytes)
        .find(|(found, _, _)| *found == kind)
        .map(|(_, _, value)| value.to_vec())
}

#[test]
fn success_carries_the_address_as_the_sample_responses_do() {
    let bytes = sample_request();
    let request = Message::parse(&bytes).expect("the vector is valid");
    let ipv4: SocketAddr = "192.0.2.1:32853".parse().expect("address");
    let reply = Reply::binding_success(&request, ipv4, SAMPLE_PASSWORD);
    assert_eq!(
        value_of(&reply, attribute::XOR_MAPPED_ADDRESS),
        Some(hex("0001a147 e112a643"))
    );
    // RFC 5769 §2.3.
    let ipv6: SocketAddr = "[2001:db8:1234:5678:11:2233:4455:6677]:32853"
        .parse()
        .expect("address");
    let reply = Reply::binding_success(&request, ipv6, SAMPLE_PASSWORD);
    assert_eq!(
        value_of(&reply, attribute::XOR_MAPPED_ADDRESS),
        Some(hex("0002a147 0113a9fa a5d3f179 bc25f4b5 bed2b9d9"))
    );
    assert_eq!(reply.len(), Reply::CAPACITY);
    let parsed = Message::parse(&reply).expect("our reply is valid STUN");
    assert_eq!(parsed.class(), Class::SuccessResponse);
    assert_eq!(parsed.transaction_id(), request.transaction_id());
    assert!(parsed.has_fingerprint() && parsed.verify(SAMPLE_PASSWORD));
}

#[test]
fn an_ipv4_peer_on_a_dual_stack_socket_is_told_its_ipv4_address() {
    let bytes = sample_request();
    let request = Message::parse(&bytes).expect("the vector is valid");
    let mapped: SocketAddr = "[::ffff:192.0.2.1]:32853".parse().expect("address");
    let reply = Reply::binding_success(&request, mapped, SAMPLE_PASSWORD);
    assert_eq!(
        value_of(&reply, attribute::XOR_MAPPED_ADDRESS),
        Some(hex("0001a147 e112a643"))
    );
}

#[test]
fn an_error_names_its_code_and_is_protected_once_the_peer_is_known() {
    let bytes = sample_request();
    let request = Message::parse(&bytes).expect("the vector is valid");
    let reply = Reply::error(&request, 487, Some(SAMPLE_PASSWORD));
    assert_eq!(
        value_of(&reply, attribute::ERROR_CODE),
        Some(vec![0, 0, 4, 87])
    );
    let parsed = Message::parse(&reply).expect("our reply is valid STUN");
    assert_eq!(parsed.class(), Class::ErrorResponse);
    assert!(parsed.verify(SAMPLE_PASSWORD));
    assert!(
        !Message::parse(&Reply::error(&request, 401, None))
            .expect("valid")
            .has_message_integrity()
    );
}

#[test]
fn a_changed_bit_breaks_the_fingerprint_or_the_message_integrity() {
    let original = sample_request();
    for position in 0..original.len() * 8 {
        let mut bytes = original.clone();
        bytes[position / 8] ^= 1 << (position % 8);
        assert!(
            Message::parse(&bytes).map_or(true, |message| !message.verify(SAMPLE_PASSWORD)
                || !message.has_fingerprint()),
            "bit {position} was not protected"
        );
    }
}

#[test]
fn what_follows_message_integrity_is_ignored() {
    let mut request = TestRequest::to("ufrag", "password");
    request.has_fingerprint = false;
    let mut bytes = request.bytes();
    push(&mut bytes, attribute::USE_CANDIDATE, &[]);
    let message = Message::parse(&bytes).expect("still well formed");
    assert!(
        !message.use_candidate(),
        "an attribute that nobody protects must not nominate"
    );
    assert!(message.verify("password"));
}

#[test]
fn nothing_may_follow_the_fingerprint() {
    let mut bytes = TestRequest::to("ufrag", "password").bytes();
    push(&mut bytes, attribute::USE_CANDIDATE, &[]);
    assert!(Message::parse(&bytes).is_err());
}

#[test]
fn lengths_that_lie_are_refused() {
    let bytes = sample_request();
    assert_eq!(
        Message::parse(&bytes[..bytes.len() - 4]).err(),
        Some(ParseError::Length)
    );
    let mut longer = bytes.clone();
    longer.extend([0; 4]);
    assert_eq!(Message::parse(&longer).err(), Some(ParseError::Length));
    let mut overrun = TestRequest {
        username: None,
        password: None,
        ..TestRequest::to("u", "p")
    };
    overrun.has_fingerprint = false;
    let mut bytes = overrun.bytes();
    // PRIORITY claims more than the datagram holds.
    bytes[22..24].copy_from_slice(&200u16.to_be_bytes());
    assert_eq!(Message::parse(&bytes).err(), Some(ParseError::Attribute));
    let mut username = TestRequest::to("u", "p");
    username.username = Some("x".repeat(MAX_USERNAME_LENGTH + 1));
    assert_eq!(
        Message::parse(&username.bytes()).err(),
        Some(ParseError::Attribute)
    );
}

#[test]
fn class_and_method_bits_are_told_apart() {
    for (kind, class, method) in [
        (0x0001u16, Class::Request, 1),
        (0x0011, Class::Indication, 1),
        (0x0101, Class::SuccessResponse, 1),
        (0x0111, Class::ErrorResponse, 1),
        (0x0003, Class::Request, 3),
        (0x3eef, Class::Request, 0xfff),
    ] {
        let mut bytes = [0u8; HEADER_LENGTH];
        bytes[..2].copy_from_slice(&kind.to_be_bytes());
        bytes[4..8].copy_from_slice(&MAGIC_COOKIE);
        // RFC 7983 leaves first bytes from 4 on to others.
        match Message::parse(&bytes) {
            Ok(message) => assert_eq!((message.class(), message.method()), (class, method)),
            Err(error) => assert_eq!((error, kind), (ParseError::NotStun, 0x3eef)),
        }
    }
}

proptest! {
    #[test]
    fn random_bytes_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
        let _ = Message::parse(&bytes);
        let _ = peek_local_ufrag(&bytes);
    }

    #[test]
    fn random_attributes_never_panic_and_never_verify(
        tail in proptest::collection::vec(any::<u8>(), 0..75).prop_map(|mut tail| { tail.resize(tail.len() / 4 * 4, 0); tail }),
    ) {
        let mut bytes = vec![0, 1, 0, 0, 0x21, 0x12, 0xA4, 0x42];
        bytes.extend(*b"transaction!");
        bytes.extend(&tail);
        set_length(&mut bytes, 0);
        if let Ok(message) = Message::parse(&bytes) {
            prop_assert!(!message.verify("password"));
        }
        let _ = peek_local_ufrag(&bytes);
    }

    #[test]
    fn a_cut_off_request_never_panics(length in 0usize..108) {
        let bytes = sample_request();
        prop_assert!(Message::parse(&bytes[..length.min(bytes.len() - 1)]).is_err());
    }
}
