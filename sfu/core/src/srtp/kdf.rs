//! Derives session keys from a master key with AES in counter mode (RFC 3711 §4.3, RFC 7714 §11, RFC 6188).

use aws_lc_rs::cipher::{AES_128, AES_256, EncryptingKey, EncryptionContext, UnboundCipherKey};
use aws_lc_rs::iv::FixedLength;

use super::{SrtpError, SrtpMasterKey, SrtpProfile};

/// Which session key is derived (RFC 3711 §4.3.2, table 1).
#[derive(Debug, Clone, Copy)]
pub(super) enum Label {
    RtpEncryption = 0,
    RtpAuthentication = 1,
    RtpSalt = 2,
    RtcpEncryption = 3,
    RtcpAuthentication = 4,
    RtcpSalt = 5,
}

/// Fills `out` with the session key for `label`. The key derivation rate is zero, as DTLS-SRTP fixes it.
pub(super) fn derive(
    master: &SrtpMasterKey,
    label: Label,
    out: &mut [u8],
) -> Result<(), SrtpError> {
    // x = key_id XOR salt, where the label is the 8th byte of 14; a GCM salt is 12 bytes, padded on the right.
    let mut iv = [0u8; 16];
    iv.iter_mut()
        .zip(&master.salt)
        .for_each(|(to, from)| *to = *from);
    iv[7] ^= label as u8;
    out.fill(0);
    let algorithm = match master.profile {
        SrtpProfile::AeadAes256Gcm => &AES_256,
        SrtpProfile::AeadAes128Gcm
        | SrtpProfile::AesCm128HmacSha1_80
        | SrtpProfile::AesCm128HmacSha1_32 => &AES_128,
    };
    let key = UnboundCipherKey::new(algorithm, &master.key).map_err(|_| SrtpError::KeyLength)?;
    let key = EncryptingKey::ctr(key).map_err(|_| SrtpError::KeyLength)?;
    key.less_safe_encrypt(out, EncryptionContext::Iv128(FixedLength::from(iv)))
        .map_err(|_| SrtpError::KeyLength)?;
    Ok(())
}
