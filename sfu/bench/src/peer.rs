//! One endpoint's connection: a connectivity check, a DTLS handshake and the SRTP keys that come of it.

use crate::{Failure, stun};
use openssl::asn1::Asn1Time;
use openssl::bn::BigNum;
use openssl::ec::{EcGroup, EcKey};
use openssl::hash::MessageDigest;
use openssl::nid::Nid;
use openssl::pkey::{PKey, Private};
use openssl::ssl::{
    HandshakeError, Ssl, SslContext, SslMethod, SslOptions, SslStream, SslVerifyMode,
};
use openssl::x509::{X509, X509NameBuilder};
use sambung_core::dtls::is_dtls;
use sambung_core::srtp::{SrtpInbound, SrtpMasterKey, SrtpOutbound, SrtpProfile};
use std::io::{self, Read, Write};
use std::net::{SocketAddr, UdpSocket};
use std::time::{Duration, Instant};

/// The profile that everything is measured with.
const PROFILE: SrtpProfile = SrtpProfile::AeadAes128Gcm;
const OPENSSL_PROFILE: &str = "SRTP_AEAD_AES_128_GCM";

/// How long a worker may take to answer.
const PATIENCE: Duration = Duration::from_secs(10);

/// Time between two checks, and after which OpenSSL is asked whether something is to be sent again.
const REPEAT_AFTER: Duration = Duration::from_millis(50);

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
    /// Whether it sends checks of its own, and takes nothing before one was answered.
    pub is_checking: bool,
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
    pub fn connect(
        identity: &Identity,
        socket: UdpSocket,
        remote: &Remote,
    ) -> Result<Peer, Failure> {
        socket.connect(remote.address)?;
        let wire = Wire {
            socket: &socket,
            remote: remote.address,
        };
        wire.check_connectivity(remote)?;
        let mut ssl = Ssl::new(&identity.context)?;
        ssl.set_mtu(1_200)?;
        let stream = shake_hands(ssl, wire)?;
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

/// A whole handshake; OpenSSL sends again what seems lost whenever it is asked to go on.
fn shake_hands(ssl: Ssl, wire: Wire<'_>) -> Result<SslStream<Wire<'_>>, Failure> {
    let deadline = Instant::now() + PATIENCE;
    let mut handshake = ssl.connect(wire);
    loop {
        match handshake {
            Ok(stream) => return Ok(stream),
            Err(HandshakeError::WouldBlock(unfinished)) if Instant::now() < deadline => {
                handshake = unfinished.handshake();
            }
            Err(error) => return Err(format!("the DTLS handshake failed: {error}").into()),
        }
    }
}

/// A socket as a stream of DTLS datagrams; checks are answered meanwhile, whatever else arrives is passed over.
#[derive(Debug)]
struct Wire<'a> {
    socket: &'a UdpSocket,
    remote: SocketAddr,
}

impl Wire<'_> {
    /// Waits a moment for a datagram.
    fn receive(&self, buffer: &mut [u8]) -> io::Result<usize> {
        let deadline = Instant::now() + REPEAT_AFTER;
        loop {
            match self.socket.recv(buffer) {
                Err(error)
                    if error.kind() == io::ErrorKind::WouldBlock && Instant::now() < deadline =>
                {
                    std::thread::sleep(Duration::from_micros(200));
                }
                received => return received,
            }
        }
    }

    fn answer(&self, request: &[u8]) -> io::Result<()> {
        let response =
            stun::success_response(request, self.remote).map_err(|_| io::ErrorKind::InvalidData)?;
        self.socket.send(&response)?;
        Ok(())
    }

    fn check_connectivity(&self, remote: &Remote) -> Result<(), Failure> {
        let request = stun::nominating_request(&remote.ufrag, &remote.password)?;
        let deadline = Instant::now() + PATIENCE;
        let mut buffer = [0; 1_500];
        let (mut is_accepted, mut is_checked) = (false, !remote.is_checking);
        while !(is_accepted && is_checked) {
            if Instant::now() > deadline {
                return Err("the worker did not answer the connectivity check".into());
            }
            self.socket.send(&request)?;
            while !(is_accepted && is_checked) {
                match self.receive(&mut buffer) {
                    Ok(length) => {
                        let datagram = buffer.get(..length).unwrap_or_default();
                        if stun::is_request(datagram) {
                            self.answer(datagram)?;
                            is_checked = true;
                        }
                        is_accepted |= stun::is_success(datagram);
                    }
                    Err(error) if error.kind() == io::ErrorKind::WouldBlock => break,
                    Err(error) => return Err(error.into()),
                }
            }
        }
        if remote.is_checking {
            // It lets DTLS in only once its thread has seen our answer; a hello before that would be repeated after a second.
            std::thread::sleep(REPEAT_AFTER);
        }
        Ok(())
    }
}

impl Read for Wire<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let length = self.receive(buffer)?;
            let datagram = buffer.get(..length).unwrap_or_default();
            if is_dtls(datagram) {
                return Ok(length);
            }
            if stun::is_request(datagram) {
                self.answer(datagram)?;
            }
        }
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
