//! One endpoint's connection: a connectivity check, a DTLS handshake and the SRTP keys that come of it.

use crate::{Failure, socket};
use aws_lc_rs::hmac;
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{Ssl, SslContext, SslMethod, SslOptions, SslVerifyMode};
use openssl::x509::{X509, X509NameBuilder};
use sambung_core::dtls::is_dtls;
use sambung_core::srtp::{SrtpInbound, SrtpMasterKey, SrtpOutbound, SrtpProfile};
use sambung_core::stun::is_stun;
use std::io::{self, Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// The profile that everything is measured with.
const PROFILE: SrtpProfile = SrtpProfile::AeadAes128Gcm;
const OPENSSL_PROFILE: &str = "SRTP_AEAD_AES_128_GCM";

/// How long a worker may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// What all endpoints of a process share.
pub struct Identity {
    context: SslContext,
    /// SHA-256 of the certificate, in hexadecimal with colons.
    pub fingerprint: String,
}

impl Identity {
    /// A new key and certificate.
    pub fn generate() -> Result<Identity, Failure> {
        let group = EcGroup::from_curve_name(Nid::X9_62_PRIME256V1)?;
        let key = PKey::from_ec_key(EcKey::generate(&group)?)?;
        let certificate = self_signed(&key)?;
        let digest = certificate.digest(MessageDigest::sha256())?;
        let octets: Vec<String> = digest.iter().map(|octet| format!("{octet:02X}")).collect();
        let mut context = SslContext::builder(SslMethod::dtls())?;
        context.set_certificate(&certificate)?;
        context.set_private_key(&key)?;
        // The worker is the one under test; whether it is the right one is not what is measured.
        context.set_verify(SslVerifyMode::NONE);
        context.set_tlsext_use_srtp(OPENSSL_PROFILE)?;
        context.set_options(SslOptions::NO_QUERY_MTU);
        Ok(Identity {
            context: context.build(),
            fingerprint: octets.join(":"),
        })
    }
}

fn self_signed(key: &PKey<Private>) -> Result<X509, Failure> {
    let mut name = X509NameBuilder::new()?;
    name.append_entry_by_text("CN", "bench")?;
    let name = name.build();
    let mut builder = X509::builder()?;
    builder.set_version(2)?;
    builder.set_serial_number(BigNum::from_u32(1)?.to_asn1_integer()?.as_ref())?;
    builder.set_subject_name(&name)?;
    builder.set_issuer_name(&name)?;
    builder.set_pubkey(key)?;
    builder.set_not_before(Asn1Time::days_from_now(0)?.as_ref())?;
    builder.set_not_after(Asn1Time::days_from_now(30)?.as_ref())?;
    builder.sign(key, MessageDigest::sha256())?;
    Ok(builder.build())
}

/// Where a transport of the worker is, and how it authenticates checks.
#[derive(Debug, Clone)]
pub struct Remote {
    /// Its address.
    pub address: SocketAddr,
    /// Its username fragment.
    pub ufrag: String,
    /// Its password.
    pub password: String,
}

/// A connected endpoint.
pub struct Peer {
    /// Its socket, connected to the worker.
    pub socket: UdpSocket,
    /// Keys of what it sends.
    pub outbound: SrtpOutbound,
    /// Keys of what it receives.
    pub inbound: SrtpInbound,
}

impl Peer {
    /// Connects to a transport that already knows the identity's fingerprint and that we are the DTLS client.
    pub fn connect(identity: &Identity, remote: &Remote) -> Result<Peer, Failure> {
        let socket = socket::bind()?;
        socket.connect(remote.address)?;
        let wire = Wire { socket: &socket };
        wire.check_connectivity(remote)?;
        let mut ssl = Ssl::new(&identity.context)?;
        ssl.set_mtu(1_200)?;
        let stream = ssl
            .connect(wire)
            .map_err(|error| format!("the DTLS handshake failed: {error}"))?;
        let profile = stream.ssl().selected_srtp_profile();
        if profile.map(|profile| profile.name()) != Some(OPENSSL_PROFILE) {
            return Err("the worker chose no SRTP profile that was offered".into());
        }
        let (key, salt) = (PROFILE.key_length(), PROFILE.salt_length());
        let mut material = vec![0; 2 * (key + salt)];
        // RFC 5764 §4.2: the client's key, the server's key, the client's salt, the server's salt.
        stream
            .ssl()
            .export_keying_material(&mut material, "EXTRACTOR-dtls_srtp", None)?;
        let (keys, salts) = material.split_at(2 * key);
        let (client_key, server_key) = keys.split_at(key);
        let (client_salt, server_salt) = salts.split_at(salt);
        let outbound = SrtpOutbound::new(&SrtpMasterKey::new(PROFILE, client_key, client_salt)?)?;
        let inbound = SrtpInbound::new(&SrtpMasterKey::new(PROFILE, server_key, server_salt)?)?;
        drop(stream);
        Ok(Peer {
            socket,
            outbound,
            inbound,
        })
    }
}

/// A socket as a stream of DTLS datagrams; whatever else arrives meanwhile is passed over.
#[derive(Debug)]
struct Wire<'a> {
    socket: &'a UdpSocket,
}

impl Wire<'_> {
    fn receive(&self, buffer: &mut [u8], is_wanted: impl Fn(&[u8]) -> bool) -> io::Result<usize> {
        let deadline = Instant::now() + PATIENCE;
        loop {
            match self.socket.recv(buffer) {
                Ok(length) if buffer.get(..length).is_some_and(&is_wanted) => return Ok(length),
                Ok(_) => {}
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => {
                    if Instant::now() > deadline {
                        return Err(io::ErrorKind::TimedOut.into());
                    }
                    std::thread::sleep(Duration::from_micros(200));
                }
                Err(error) => return Err(error),
            }
        }
    }

    fn check_connectivity(&self, remote: &Remote) -> Result<(), Failure> {
        self.socket.send(&nominating_request(remote)?)?;
        let mut answer = [0; 1_500];
        let length = self.receive(&mut answer, is_stun)?;
        match answer.get(..length) {
            // Binding success response (RFC 8489 §5).
            Some([0x01, 0x01, ..]) => Ok(()),
            _ => Err("the worker refused the connectivity check".into()),
        }
    }
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.receive(buffer, is_dtls)
    }
}

impl Write for Wire<'_> {
    fn write(&mut self, datagram: &[u8]) -> io::Result<usize> {
        self.socket.send(datagram)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// A Binding request that nominates its pair (RFC 8445 §7.1, RFC 8489 §14).
fn nominating_request(remote: &Remote) -> Result<Vec<u8>, Failure> {
    let mut message = vec![0, 1, 0, 0, 0x21, 0x12, 0xa4, 0x42];
    message.extend_from_slice(b"bench-check.");
    attribute(
        &mut message,
        0x0006,
        format!("{}:peer", remote.ufrag).as_bytes(),
    )?;
    attribute(&mut message, 0x0024, &0x6e00_01ff_u32.to_be_bytes())?;
    attribute(&mut message, 0x802a, &[1; 8])?;
    attribute(&mut message, 0x0025, &[])?;
    set_length(&mut message, 24)?;
    let key = hmac::Key::new(
        hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY,
        remote.password.as_bytes(),
    );
    let tag = hmac::sign(&key, &message);
    attribute(&mut message, 0x0008, tag.as_ref())?;
    set_length(&mut message, 8)?;
    let fingerprint = crc32(&message) ^ 0x5354_554e;
    attribute(&mut message, 0x8028, &fingerprint.to_be_bytes())?;
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
