//! Binding requests as a browser's ICE agent sends them (RFC 8489 §5, RFC 8445 §7.1).

use aws_lc_rs::hmac;

/// What a request says; tests bend one thing at a time.
#[derive(Debug, Clone)]
pub struct StunRequest {
    pub username: String,
    pub password: String,
    pub transaction_id: [u8; 12],
    pub use_candidate: bool,
    pub with_integrity: bool,
    pub with_fingerprint: bool,
}

impl StunRequest {
    /// A proper nominating request to `ufrag`.
    pub fn new(ufrag: &str, password: &str, number: u32) -> StunRequest {
        let mut transaction_id = [7; 12];
        transaction_id[..4].copy_from_slice(&number.to_be_bytes());
        StunRequest {
            username: format!("{ufrag}:peer"),
            password: password.to_owned(),
            transaction_id,
            use_candidate: true,
            with_integrity: true,
            with_fingerprint: true,
        }
    }

    /// Its bytes.
    pub fn write(&self) -> Vec<u8> {
        let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
        message.extend_from_slice(&self.transaction_id);
        attribute(&mut message, 0x0006, self.username.as_bytes());
        attribute(&mut message, 0x0024, &0x6e00_01ff_u32.to_be_bytes());
        attribute(&mut message, 0x802a, &[1; 8]);
        if self.use_candidate {
            attribute(&mut message, 0x0025, &[]);
        }
        if self.with_integrity {
            set_length(&mut message, 24);
            let key = hmac::Key::new(
                hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
                self.password.as_bytes(),
            );
            let tag = hmac::sign(&key, &message);
            attribute(&mut message, 0x0008, tag.as_ref());
        }
        if self.with_fingerprint {
            set_length(&mut message, 8);
            let fingerprint = crc32(&message) ^ 0x5354_554e;
            attribute(&mut message, 0x8028, &fingerprint.to_be_bytes());
        }
        set_length(&mut message, 0);
        message
    }
}

fn attribute(message: &mut Vec<u8>, kind: u16, value: &[u8]) {
    message.extend_from_slice(&kind.to_be_bytes());
    message.extend_from_slice(
        &u16::try_from(value.len())
            .expect("a short value")
            .to_be_bytes(),
    );
    message.extend_from_slice(value);
    message.resize(message.len().next_multiple_of(4), 0);
}

/// Sets the length field to what is there plus `more` bytes that follow.
fn set_length(message: &mut [u8], more: usize) {
    let length = u16::try_from(message.len() - 20 + more).expect("a short message");
    message[2..4].copy_from_slice(&length.to_be_bytes());
}

fn crc32(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(u32::MAX, |crc, byte| {
        (0..8).fold(crc ^ u32::from(*byte), |crc, _| {
            (crc >> 1) ^ (0xedb8_8320 & (crc & 1).wrapping_neg())
        })
    })
}
