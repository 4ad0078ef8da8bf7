//! SRTP parameters in both directions.

use crate::{channel::RequestError, schema::fbs::srtp_parameters as fbs};
use base64ct::{Base64, Encoding};
use sambung_core::srtp::{SrtpMasterKey, SrtpProfile};

/// A profile, from the wire.
pub fn profile_from(suite: fbs::SrtpCryptoSuite) -> SrtpProfile {
    match suite {
        fbs::SrtpCryptoSuite::AeadAes256Gcm => SrtpProfile::AeadAes256Gcm,
        fbs::SrtpCryptoSuite::AeadAes128Gcm => SrtpProfile::AeadAes128Gcm,
        fbs::SrtpCryptoSuite::AesCm128HmacSha180 => SrtpProfile::AesCm128HmacSha1_80,
        fbs::SrtpCryptoSuite::AesCm128HmacSha132 => SrtpProfile::AesCm128HmacSha1_32,
    }
}

fn profile_to(profile: SrtpProfile) -> fbs::SrtpCryptoSuite {
    match profile {
        SrtpProfile::AeadAes256Gcm => fbs::SrtpCryptoSuite::AeadAes256Gcm,
        SrtpProfile::AeadAes128Gcm => fbs::SrtpCryptoSuite::AeadAes128Gcm,
        SrtpProfile::AesCm128HmacSha1_80 => fbs::SrtpCryptoSuite::AesCm128HmacSha180,
        SrtpProfile::AesCm128HmacSha1_32 => fbs::SrtpCryptoSuite::AesCm128HmacSha132,
    }
}

/// Our key, to be told to the peer.
pub fn srtp_parameters(key: &SrtpMasterKey) -> Box<fbs::SrtpParameters> {
    Box::new(fbs::SrtpParameters {
        crypto_suite: profile_to(key.profile()),
        key_base64: Base64::encode_string(&key.to_bytes()),
    })
}

/// The peer's key; `TypeError` when it is no Base64 or has not the length of its profile.
pub fn remote_key(parameters: fbs::SrtpParametersRef<'_>) -> Result<SrtpMasterKey, RequestError> {
    let bytes = Base64::decode_vec(parameters.key_base64()?)
        .map_err(|_| RequestError::Type("invalid SRTP key (not Base64)".to_owned()))?;
    SrtpMasterKey::from_bytes(profile_from(parameters.crypto_suite()?), &bytes)
        .map_err(|_| RequestError::Type("invalid decoded SRTP key length".to_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use planus::ReadAsRoot;

    fn read(parameters: &fbs::SrtpParameters) -> Result<SrtpMasterKey, RequestError> {
        let mut builder = planus::Builder::new();
        let bytes = builder.finish(parameters, None);
        remote_key(fbs::SrtpParametersRef::read_as_root(bytes).expect("just written"))
    }

    #[test]
    fn a_key_survives_the_way_to_the_peer_and_back_in_every_profile() {
        for profile in [
            SrtpProfile::AeadAes256Gcm,
            SrtpProfile::AeadAes128Gcm,
            SrtpProfile::AesCm128HmacSha1_80,
            SrtpProfile::AesCm128HmacSha1_32,
        ] {
            let bytes: Vec<u8> = (0..)
                .take(profile.key_length() + profile.salt_length())
                .collect();
            let key = SrtpMasterKey::from_bytes(profile, &bytes).expect("the right length");
            assert_eq!(read(&srtp_parameters(&key)), Ok(key));
        }
    }

    #[test]
    fn a_key_of_the_wrong_length_or_alphabet_is_refused() {
        for key_base64 in [
            "",
            "AAAA",
            "!!!!",
            "YTdjcDBvY2JoMGY5YXNlNDc0eDJsdGgwaWRvNnJsamRrdG16aWVpZHph",
        ] {
            let parameters = fbs::SrtpParameters {
                crypto_suite: fbs::SrtpCryptoSuite::AeadAes256Gcm,
                key_base64: key_base64.to_owned(),
            };
            assert!(matches!(read(&parameters), Err(RequestError::Type(_))));
        }
    }
}
