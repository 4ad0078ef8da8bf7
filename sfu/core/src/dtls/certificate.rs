//! Our certificate: a self-signed one with an ECDSA P-256 key, made at start or read from PEM files.

use std::fmt;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use aws_lc_rs::rand::{SecureRandom, SystemRandom};
use aws_lc_rs::signature::{
    ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm, KeyPair,
};
use thiserror::Error;

use super::der::{element, expect, from_pem, read, tag, to_pem};
use super::{Fingerprint, FingerprintAlgorithm};

static SIGNING: &EcdsaSigningAlgorithm = &ECDSA_P256_SHA256_ASN1_SIGNING;

/// Object identifiers as DER contents.
mod oid {
    pub const EC_PUBLIC_KEY: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x02, 0x01];
    pub const PRIME256V1: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07];
    pub const ECDSA_WITH_SHA256: &[u8] = &[0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02];
    pub const RSA_ENCRYPTION: &[u8] = &[0x2a, 0x86, 0x48, 0x86, 0xf7, 0x0d, 0x01, 0x01, 0x01];
    pub const COMMON_NAME: &[u8] = &[0x55, 0x04, 0x03];
}

/// How long before and after its making a generated certificate is valid. Peers check the fingerprint, not the dates;
/// a wide range keeps a peer with a wrong clock working.
const VALIDITY: Duration = Duration::from_secs(10 * 365 * 24 * 60 * 60);

/// Why there is no usable certificate. The text is a sentence for the operator.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum CertificateError {
    /// No CERTIFICATE block, or it is no X.509 certificate.
    #[error("The DTLS certificate file holds no X.509 certificate in PEM.")]
    NoCertificate,
    /// No private key block that is understood.
    #[error("The DTLS private key file holds no unencrypted EC private key in PEM.")]
    NoPrivateKey,
    /// The certificate has an RSA key.
    #[error(
        "The DTLS certificate has an RSA key; only ECDSA keys on the curve P-256 (prime256v1) can be used."
    )]
    Rsa,
    /// The certificate has another key than ECDSA P-256.
    #[error(
        "The DTLS certificate has an unsupported key; only ECDSA keys on the curve P-256 (prime256v1) can be used."
    )]
    UnsupportedKey,
    /// Key and certificate are not a pair.
    #[error("The DTLS private key does not belong to the DTLS certificate.")]
    KeyMismatch,
    /// The random source or the crypto library failed.
    #[error("A DTLS certificate could not be generated.")]
    Generation,
}

/// Certificate and private key of this process, with the fingerprints that transports announce.
#[derive(Clone)]
pub struct Certificate {
    certificate: Vec<u8>,
    private_key: Vec<u8>,
    fingerprints: Vec<Fingerprint>,
}

impl Certificate {
    /// Makes a new key and a self-signed certificate around `now`. Keys come from the system's random source.
    pub fn generate(now: SystemTime) -> Result<Self, CertificateError> {
        let random = SystemRandom::new();
        let key = EcdsaKeyPair::generate(SIGNING).map_err(|_| CertificateError::Generation)?;
        let mut serial = [0u8; 16];
        let mut name = [0u8; 8];
        random
            .fill(&mut serial)
            .map_err(|_| CertificateError::Generation)?;
        random
            .fill(&mut name)
            .map_err(|_| CertificateError::Generation)?;
        // Positive and never zero. Firefox refuses two certificates of one issuer name with the same serial.
        serial[0] = (serial[0] & 0x7f) | 0x40;
        let name: String = name.iter().map(|byte| format!("{byte:02x}")).collect();
        let to_be_signed = to_be_signed(
            &serial,
            &format!("sambung-{name}"),
            now,
            key.public_key().as_ref(),
        );
        let signature = key
            .sign(&random, &to_be_signed)
            .map_err(|_| CertificateError::Generation)?;
        let certificate = element(
            tag::SEQUENCE,
            &[
                &to_be_signed,
                &signature_algorithm(),
                &element(tag::BIT_STRING, &[&[0], signature.as_ref()]),
            ],
        );
        let private_key = key.to_pkcs8v1().map_err(|_| CertificateError::Generation)?;
        Ok(Self::of(certificate, private_key.as_ref().to_vec()))
    }

    /// Reads a certificate and its key from the contents of two PEM files.
    ///
    /// The key may be PKCS #8 (`PRIVATE KEY`) or SEC 1 (`EC PRIVATE KEY`).
    pub fn from_pem(
        certificate_pem: &str,
        private_key_pem: &str,
    ) -> Result<Self, CertificateError> {
        let (_, certificate) =
            from_pem(certificate_pem, &["CERTIFICATE"]).ok_or(CertificateError::NoCertificate)?;
        let public_key = subject_public_key(&certificate)?;
        let (label, key_der) = from_pem(private_key_pem, &["PRIVATE KEY", "EC PRIVATE KEY"])
            .ok_or(CertificateError::NoPrivateKey)?;
        let key = match label {
            "PRIVATE KEY" => EcdsaKeyPair::from_pkcs8(SIGNING, &key_der),
            _ => EcdsaKeyPair::from_private_key_der(SIGNING, &key_der),
        }
        .map_err(|_| CertificateError::NoPrivateKey)?;
        if key.public_key().as_ref() != public_key {
            return Err(CertificateError::KeyMismatch);
        }
        let private_key = key
            .to_pkcs8v1()
            .map_err(|_| CertificateError::NoPrivateKey)?;
        let private_key = private_key.as_ref().to_vec();
        Ok(Self::of(certificate, private_key))
    }

    pub(super) fn of(certificate: Vec<u8>, private_key: Vec<u8>) -> Self {
        let fingerprints = FingerprintAlgorithm::ALL
            .map(|algorithm| Fingerprint::of(algorithm, &certificate))
            .to_vec();
        Certificate {
            certificate,
            private_key,
            fingerprints,
        }
    }

    /// One fingerprint per algorithm, in mediasoup's order.
    pub fn fingerprints(&self) -> &[Fingerprint] {
        &self.fingerprints
    }

    /// The certificate in DER.
    pub fn der(&self) -> &[u8] {
        &self.certificate
    }

    /// The private key as PKCS #8.
    pub(super) fn private_key(&self) -> &[u8] {
        &self.private_key
    }
}

impl fmt::Debug for Certificate {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Certificate")
            .field("fingerprints", &self.fingerprints)
            .finish_non_exhaustive()
    }
}

/// A certificate in PEM.
pub(super) fn certificate_to_pem(certificate: &[u8]) -> String {
    to_pem("CERTIFICATE", certificate)
}

fn signature_algorithm() -> Vec<u8> {
    element(
        tag::SEQUENCE,
        &[&element(tag::OBJECT_IDENTIFIER, &[oid::ECDSA_WITH_SHA256])],
    )
}

/// TBSCertificate (RFC 5280 §4.1.2), version 3, without extensions.
fn to_be_signed(serial: &[u8], common_name: &str, now: SystemTime, public_key: &[u8]) -> Vec<u8> {
    let name = element(
        tag::SEQUENCE,
        &[&element(
            tag::SET,
            &[&element(
                tag::SEQUENCE,
                &[
                    &element(tag::OBJECT_IDENTIFIER, &[oid::COMMON_NAME]),
                    &element(tag::UTF8_STRING, &[common_name.as_bytes()]),
                ],
            )],
        )],
    );
    let validity = element(
        tag::SEQUENCE,
        &[
            &element(
                tag::GENERALIZED_TIME,
                &[time(now.checked_sub(VALIDITY).unwrap_or(UNIX_EPOCH)).as_bytes()],
            ),
            &element(tag::GENERALIZED_TIME, &[time(now + VALIDITY).as_bytes()]),
        ],
    );
    let key_information = element(
        tag::SEQUENCE,
        &[
            &element(
                tag::SEQUENCE,
                &[
                    &element(tag::OBJECT_IDENTIFIER, &[oid::EC_PUBLIC_KEY]),
                    &element(tag::OBJECT_IDENTIFIER, &[oid::PRIME256V1]),
                ],
            ),
            &element(tag::BIT_STRING, &[&[0], public_key]),
        ],
    );
    element(
        tag::SEQUENCE,
        &[
            &element(tag::CONTEXT_0, &[&element(tag::INTEGER, &[&[2]])]),
            &element(tag::INTEGER, &[serial]),
            &signature_algorithm(),
            &name,
            &validity,
            &name,
            &key_information,
        ],
    )
}

/// GeneralizedTime, `YYYYMMDDHHMMSSZ` in UTC.
fn time(at: SystemTime) -> String {
    let seconds = at.duration_since(UNIX_EPOCH).unwrap_or_default().as_secs();
    let (days, of_day) = (seconds / 86_400, seconds % 86_400);
    // Civil date from days, counting years from March so that the leap day comes last.
    let shifted = days + 719_468;
    let era = shifted / 146_097;
    let day_of_era = shifted % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted_month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted_month + 2) / 5 + 1;
    let month = if shifted_month < 10 {
        shifted_month + 3
    } else {
        shifted_month - 9
    };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    format!(
        "{year:04}{month:02}{day:02}{:02}{:02}{:02}Z",
        of_day / 3600,
        of_day / 60 % 60,
        of_day % 60
    )
}

/// The uncompressed P-256 point of a certificate, or why it cannot be used.
fn subject_public_key(certificate: &[u8]) -> Result<Vec<u8>, CertificateError> {
    let (algorithm, parameters, key) =
        key_information(certificate).ok_or(CertificateError::NoCertificate)?;
    match algorithm {
        oid::EC_PUBLIC_KEY if parameters == oid::PRIME256V1 => Ok(key.to_vec()),
        oid::RSA_ENCRYPTION => Err(CertificateError::Rsa),
        _ => Err(CertificateError::UnsupportedKey),
    }
}

/// SubjectPublicKeyInfo of a certificate: algorithm, its parameters (contents), key bits.
fn key_information(mut certificate: &[u8]) -> Option<(&[u8], &[u8], &[u8])> {
    let mut certificate = expect(&mut certificate, tag::SEQUENCE)?;
    let mut body = expect(&mut certificate, tag::SEQUENCE)?;
    let mut first = body;
    // The version is optional; then come serial, signature algorithm, issuer, validity, subject.
    if read(&mut first)?.0 == tag::CONTEXT_0 {
        body = first;
    }
    expect(&mut body, tag::INTEGER)?;
    for _ in 0..4 {
        expect(&mut body, tag::SEQUENCE)?;
    }
    let mut information = expect(&mut body, tag::SEQUENCE)?;
    let mut algorithm = expect(&mut information, tag::SEQUENCE)?;
    let identifier = expect(&mut algorithm, tag::OBJECT_IDENTIFIER)?;
    let parameters = match read(&mut algorithm) {
        Some((tag::OBJECT_IDENTIFIER, contents)) => contents,
        Some((tag::NULL, _)) | None => &[],
        Some(_) => &[],
    };
    let (unused_bits, key) = expect(&mut information, tag::BIT_STRING)?.split_first()?;
    (*unused_bits == 0).then_some((identifier, parameters, key))
}
