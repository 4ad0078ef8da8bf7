//! Certificate fingerprints (RFC 8122): the hash of a DER certificate, as it stands in SDP and in ORTC parameters.

use std::fmt;
use std::str::FromStr;

use aws_lc_rs::constant_time::verify_slices_are_equal;
use aws_lc_rs::digest;
use thiserror::Error;

/// Hash functions that mediasoup knows, in its order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum FingerprintAlgorithm {
    /// `sha-1`
    Sha1,
    /// `sha-224`
    Sha224,
    /// `sha-256`
    Sha256,
    /// `sha-384`
    Sha384,
    /// `sha-512`
    Sha512,
}

impl FingerprintAlgorithm {
    /// All of them, in the order in which a transport lists its fingerprints.
    pub const ALL: [FingerprintAlgorithm; 5] = [
        FingerprintAlgorithm::Sha1,
        FingerprintAlgorithm::Sha224,
        FingerprintAlgorithm::Sha256,
        FingerprintAlgorithm::Sha384,
        FingerprintAlgorithm::Sha512,
    ];

    /// The name of the hash function in SDP.
    pub const fn name(self) -> &'static str {
        match self {
            FingerprintAlgorithm::Sha1 => "sha-1",
            FingerprintAlgorithm::Sha224 => "sha-224",
            FingerprintAlgorithm::Sha256 => "sha-256",
            FingerprintAlgorithm::Sha384 => "sha-384",
            FingerprintAlgorithm::Sha512 => "sha-512",
        }
    }

    fn digest(self, bytes: &[u8]) -> digest::Digest {
        let algorithm = match self {
            FingerprintAlgorithm::Sha1 => &digest::SHA1_FOR_LEGACY_USE_ONLY,
            FingerprintAlgorithm::Sha224 => &digest::SHA224,
            FingerprintAlgorithm::Sha256 => &digest::SHA256,
            FingerprintAlgorithm::Sha384 => &digest::SHA384,
            FingerprintAlgorithm::Sha512 => &digest::SHA512,
        };
        digest::digest(algorithm, bytes)
    }

    const fn digest_length(self) -> usize {
        match self {
            FingerprintAlgorithm::Sha1 => 20,
            FingerprintAlgorithm::Sha224 => 28,
            FingerprintAlgorithm::Sha256 => 32,
            FingerprintAlgorithm::Sha384 => 48,
            FingerprintAlgorithm::Sha512 => 64,
        }
    }
}

impl FromStr for FingerprintAlgorithm {
    type Err = FingerprintError;

    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|algorithm| algorithm.name().eq_ignore_ascii_case(name))
            .ok_or(FingerprintError::Algorithm)
    }
}

impl fmt::Display for FingerprintAlgorithm {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// Why a fingerprint is not one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum FingerprintError {
    /// Unknown hash function.
    #[error("unknown fingerprint algorithm")]
    Algorithm,
    /// Not the hash's number of hexadecimal pairs separated by colons.
    #[error(
        "the fingerprint value is not the algorithm's number of hexadecimal pairs separated by colons"
    )]
    Value,
}

/// A certificate's hash.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fingerprint {
    algorithm: FingerprintAlgorithm,
    digest: Vec<u8>,
}

impl Fingerprint {
    /// Reads a value such as `AB:12:…`; upper and lower case are the same.
    pub fn parse(algorithm: FingerprintAlgorithm, value: &str) -> Result<Self, FingerprintError> {
        let digest = value
            .split(':')
            .take(algorithm.digest_length() + 1)
            .map(|pair| match pair.as_bytes() {
                [high, low] if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() => {
                    u8::from_str_radix(pair, 16).map_err(|_| FingerprintError::Value)
                }
                _ => Err(FingerprintError::Value),
            })
            .collect::<Result<Vec<u8>, _>>()?;
        if digest.len() == algorithm.digest_length() {
            Ok(Fingerprint { algorithm, digest })
        } else {
            Err(FingerprintError::Value)
        }
    }

    /// The fingerprint of a certificate in DER.
    pub fn of(algorithm: FingerprintAlgorithm, certificate: &[u8]) -> Self {
        Fingerprint {
            algorithm,
            digest: algorithm.digest(certificate).as_ref().to_vec(),
        }
    }

    /// Whether this is the certificate's fingerprint; compared in constant time.
    pub fn matches(&self, certificate: &[u8]) -> bool {
        verify_slices_are_equal(&self.digest, self.algorithm.digest(certificate).as_ref()).is_ok()
    }

    /// Hash function.
    pub fn algorithm(&self) -> FingerprintAlgorithm {
        self.algorithm
    }

    /// Upper-case hexadecimal pairs separated by colons.
    pub fn value(&self) -> String {
        let pairs: Vec<String> = self
            .digest
            .iter()
            .map(|byte| format!("{byte:02X}"))
            .collect();
        pairs.join(":")
    }
}

impl fmt::Display for Fingerprint {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} {}", self.algorithm, self.value())
    }
}
