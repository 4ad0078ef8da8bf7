//! Certificates and fingerprints: what is generated, read, refused.

use std::time::{Duration, SystemTime};

use proptest::prelude::*;

use super::super::der::{from_pem, to_pem};
use super::super::*;
use super::network::certificate;

const P256_CERTIFICATE: &str = include_str!("../testdata/p256-cert.pem");
const P256_PKCS8_KEY: &str = include_str!("../testdata/p256-pkcs8-key.pem");
const P256_SEC1_KEY: &str = include_str!("../testdata/p256-sec1-key.pem");
const P384_CERTIFICATE: &str = include_str!("../testdata/p384-cert.pem");
const RSA_CERTIFICATE: &str = include_str!("../testdata/rsa-cert.pem");

#[test]
fn fingerprints_are_those_that_openssl_prints_in_the_order_of_mediasoup() {
    let certificate = Certificate::from_pem(P256_CERTIFICATE, P256_PKCS8_KEY).expect("a pair");
    let listed: Vec<String> = certificate
        .fingerprints()
        .iter()
        .map(Fingerprint::to_string)
        .collect();
    assert_eq!(
        listed,
        [
            "sha-1 5C:7B:58:14:99:57:CC:69:41:F1:70:99:5D:5D:A3:C6:C4:FF:AE:2C",
            "sha-224 E2:C0:EE:A6:9D:44:1A:9A:98:F5:F4:A4:56:6A:44:4A:36:F4:8D:4C:4D:07:B2:8B:7A:B4:30:96",
            "sha-256 37:70:AF:CB:47:92:45:4E:0B:8E:9A:B1:83:AC:D6:9F:DC:D3:43:22:2B:E9:90:A8:42:70:1D:E8:E4:48:\
             45:9E",
            "sha-384 EC:6F:91:F9:90:28:9D:4D:C2:F2:BD:0C:69:E4:57:1F:BF:6D:0F:06:49:AA:99:11:A6:73:5E:0A:15:AE:\
             7A:BF:A6:5E:02:61:C0:79:48:B8:22:29:ED:51:5A:4F:A2:80",
            "sha-512 7C:82:14:91:82:31:EA:14:DD:8A:2A:EE:63:F6:70:0F:96:D4:F8:BF:61:F2:BA:27:38:E2:D4:5C:BA:B9:\
             8D:D5:99:61:5D:89:F7:DD:16:9C:BD:84:B8:E5:33:63:F1:EC:95:1D:78:14:97:DD:DE:1C:78:B7:06:02:BF:AC:\
             6E:3F",
        ]
    );
}

#[test]
fn both_private_key_formats_are_read() {
    for key in [P256_PKCS8_KEY, P256_SEC1_KEY] {
        assert!(Certificate::from_pem(P256_CERTIFICATE, key).is_ok());
    }
}

#[test]
fn what_cannot_be_used_is_refused_with_its_reason() {
    let cases = [
        (RSA_CERTIFICATE, P256_PKCS8_KEY, CertificateError::Rsa),
        (
            P384_CERTIFICATE,
            P256_PKCS8_KEY,
            CertificateError::UnsupportedKey,
        ),
        (
            P256_PKCS8_KEY,
            P256_PKCS8_KEY,
            CertificateError::NoCertificate,
        ),
        ("", "", CertificateError::NoCertificate),
        (
            P256_CERTIFICATE,
            P256_CERTIFICATE,
            CertificateError::NoPrivateKey,
        ),
        (P256_CERTIFICATE, "", CertificateError::NoPrivateKey),
    ];
    for (certificate, key, expected) in cases {
        assert_eq!(
            Certificate::from_pem(certificate, key).err(),
            Some(expected)
        );
    }
    assert!(CertificateError::Rsa.to_string().contains("RSA"));
    let other_key = to_pem("PRIVATE KEY", certificate().private_key());
    assert_eq!(
        Certificate::from_pem(P256_CERTIFICATE, &other_key).err(),
        Some(CertificateError::KeyMismatch)
    );
}

#[test]
fn a_generated_certificate_can_be_written_and_read_again() {
    let generated = certificate();
    let pem = to_pem("CERTIFICATE", generated.der());
    let read = Certificate::from_pem(&pem, &to_pem("PRIVATE KEY", generated.private_key()))
        .expect("a pair");
    assert_eq!(read.der(), generated.der());
    assert_eq!(read.fingerprints(), generated.fingerprints());
}

#[test]
fn two_generated_certificates_differ() {
    assert_ne!(certificate().der(), certificate().der());
}

#[test]
fn validity_is_written_as_utc() {
    // 2024-02-29 23:59:58, a leap day; ten years of 365 days before and after.
    let at = SystemTime::UNIX_EPOCH + Duration::from_secs(1_709_251_198);
    let der = Certificate::generate(at).expect("generates").der().to_vec();
    for expected in ["20140303235958Z", "20340226235958Z"] {
        assert!(
            der.windows(15).any(|part| part == expected.as_bytes()),
            "{expected}"
        );
    }
}

#[test]
fn no_key_is_printed() {
    let printed = format!("{:?}", certificate());
    assert!(printed.contains("fingerprints") && !printed.contains("private_key"));
}

#[test]
fn fingerprints_are_read_in_either_case_and_only_whole() {
    let value = "AB".to_owned() + &":01".repeat(31);
    let read = Fingerprint::parse(FingerprintAlgorithm::Sha256, &value).expect("32 pairs");
    assert_eq!(read.value(), value);
    assert_eq!(
        Fingerprint::parse(FingerprintAlgorithm::Sha256, &value.to_lowercase()),
        Ok(read)
    );
    for wrong in [
        "",
        "AB",
        &value[3..],
        &format!("{value}:01"),
        &value.replace("AB", "+B"),
        &value.replace(':', ""),
    ] {
        assert_eq!(
            Fingerprint::parse(FingerprintAlgorithm::Sha256, wrong),
            Err(FingerprintError::Value),
            "{wrong}"
        );
    }
    assert_eq!("SHA-256".parse(), Ok(FingerprintAlgorithm::Sha256));
    assert_eq!(
        "md5".parse::<FingerprintAlgorithm>(),
        Err(FingerprintError::Algorithm)
    );
}

#[test]
fn every_algorithm_tells_certificates_apart() {
    let (own, other) = (certificate(), certificate());
    for fingerprint in own.fingerprints() {
        assert!(fingerprint.matches(own.der()) && !fingerprint.matches(other.der()));
    }
}

proptest! {
    #[test]
    fn pem_gives_back_what_was_put_in(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        let pem = to_pem("CERTIFICATE", &bytes);
        prop_assert_eq!(from_pem(&pem, &["CERTIFICATE"]), Some(("CERTIFICATE", bytes)));
    }

    #[test]
    fn random_certificates_are_refused_and_never_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
        prop_assert!(Certificate::from_pem(&to_pem("CERTIFICATE", &bytes), P256_PKCS8_KEY).is_err());
    }

    #[test]
    fn damaged_certificates_never_panic(position in 0usize..400, value: u8) {
        let (_, mut der) = from_pem(P256_CERTIFICATE, &["CERTIFICATE"]).expect("the fixture");
        let position = position % der.len();
        der[position] = value;
        let _ = Certificate::from_pem(&to_pem("CERTIFICATE", &der), P256_PKCS8_KEY);
    }

    #[test]
    fn random_pem_text_never_panics(text in ".{0,200}") {
        let _ = Certificate::from_pem(&format!("-----BEGIN CERTIFICATE-----{text}-----END CERTIFICATE-----"), &text);
        let _ = Fingerprint::parse(FingerprintAlgorithm::Sha1, &text);
    }
}

#[cfg(feature = "openssl")]
#[test]
fn an_rsa_certificate_serves_on_openssl() {
    use super::network::fingerprint_of;
    use openssl::pkey::PKey;
    use openssl::rsa::Rsa;

    let key = PKey::from_rsa(Rsa::generate(2048).expect("generates")).expect("a key");
    let mut builder = openssl::x509::X509::builder().expect("a builder");
    builder.set_version(2).expect("version 3");
    builder.set_pubkey(&key).expect("its key");
    let days = |days| openssl::asn1::Asn1Time::days_from_now(days).expect("a date");
    builder.set_not_before(&days(0)).expect("a date");
    builder.set_not_after(&days(30)).expect("a date");
    builder
        .sign(&key, openssl::hash::MessageDigest::sha256())
        .expect("signs");
    let pem = |bytes: Vec<u8>| String::from_utf8(bytes).expect("PEM is text");
    let certificate_pem = pem(builder.build().to_pem().expect("PEM"));
    let key_pem = pem(key.private_key_to_pem_pkcs8().expect("PEM"));
    let rsa = Certificate::from_pem_for_openssl(&certificate_pem, &key_pem).expect("a pair");
    assert_eq!(
        Certificate::from_pem_for_openssl(&certificate_pem, P256_PKCS8_KEY).err(),
        Some(CertificateError::KeyMismatch)
    );
    assert!(Certificate::from_pem_for_openssl(P256_CERTIFICATE, P256_SEC1_KEY).is_ok());
    let settings = DtlsSettings {
        library: DtlsLibrary::OpenSsl,
        ..DtlsSettings::default()
    };
    let mut network = super::network::Network::new(settings);
    network.replace_server_certificate(&rsa);
    network.replace_client(fingerprint_of(&rsa));
    network.run(|_, _, _| super::network::Fate::Deliver);
    let (client, server) = network.connected();
    super::assert_keys_fit(client, server);
}
