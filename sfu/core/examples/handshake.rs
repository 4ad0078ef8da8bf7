//! Speaks ICE-lite, DTLS and SRTP with one real peer on a local UDP port and prints what was negotiated.
//!
//! A development aid for trying browsers by hand and for the interop test `tests/interop/dtls-handshake.test.ts`:
//!
//! ```sh
//! cargo run --example handshake -- --fingerprint "sha-256 AB:CD:…" --role server --dtls13 yes
//! ```
//!
//! Built with the feature `openssl`, `--library openssl` speaks through that, and `--profile AEAD_AES_128_GCM` (or another)
//! agrees on that SRTP profile alone.
//!
//! The first line it prints is what the peer's SDP needs; it ends with exit code 0 after it has opened a hundred RTP
//! packets, with 1 when DTLS fails or nothing happens for twenty seconds.
// An example may own what the core may not: a socket, a clock, and the right to give up.
#![allow(clippy::disallowed_methods, clippy::disallowed_types)]

use std::error::Error;
use std::net::UdpSocket;
use std::time::{Duration, Instant, SystemTime};

use sambung_core::dtls::{
    Certificate, DTLS_BUFFER_LENGTH, DtlsEndpoint, DtlsLibrary, DtlsOutput, DtlsRole, DtlsSettings,
    Fingerprint, FingerprintAlgorithm, is_dtls, new_endpoint,
};
use sambung_core::ice::{IceEvent, IceLite, Protocol, Tuple};
use sambung_core::srtp::{SrtpInbound, SrtpOutbound, SrtpProfile};
use sambung_core::stun::is_stun;

const PACKETS_WANTED: u32 = 100;
const PATIENCE: Duration = Duration::from_secs(20);

fn argument(name: &str) -> Option<String> {
    let mut arguments = std::env::args().skip_while(|argument| argument != name);
    arguments.nth(1)
}

fn main() -> Result<(), Box<dyn Error>> {
    let announced = argument("--fingerprint").ok_or("--fingerprint \"sha-256 AB:…\" is needed")?;
    let (algorithm, value) = announced
        .split_once(' ')
        .ok_or("a fingerprint is an algorithm and a value")?;
    let remote_fingerprint = Fingerprint::parse(algorithm.parse::<FingerprintAlgorithm>()?, value)?;
    let role = if argument("--role").as_deref() == Some("client") {
        DtlsRole::Client
    } else {
        DtlsRole::Server
    };
    let settings = DtlsSettings {
        allow_dtls13: argument("--dtls13").as_deref() != Some("no"),
        srtp_profile: argument("--profile").and_then(|name| {
            let named = |profile: &SrtpProfile| profile.name() == name;
            SrtpProfile::ALL.into_iter().find(named)
        }),
        library: match argument("--library").as_deref() {
            #[cfg(feature = "openssl")]
            Some("openssl") => DtlsLibrary::OpenSsl,
            None | Some("dimpl") => DtlsLibrary::Dimpl,
            Some(other) => return Err(format!("this was built without {other}").into()),
        },
    };

    // Firefox pairs no candidate of its own with a loopback address: give it one of this machine's others.
    let address = argument("--address").unwrap_or_else(|| "127.0.0.1".to_owned());
    let socket = UdpSocket::bind((address.as_str(), 0))?;
    let local = socket.local_addr()?;
    let certificate = Certificate::generate(SystemTime::now())?;
    let mut random = [0u8; 24];
    aws_lc_rs::rand::fill(&mut random)?;
    let hex: String = random.iter().map(|byte| format!("{byte:02x}")).collect();
    let (ufrag, password) = hex.split_at(16);
    let sha256 = certificate
        .fingerprints()
        .iter()
        .find(|fingerprint| fingerprint.algorithm() == FingerprintAlgorithm::Sha256)
        .ok_or("no sha-256 fingerprint")?;
    println!(
        "listening port={} ufrag={ufrag} password={password} fingerprint={}",
        local.port(),
        sha256.value()
    );

    let mut ice = IceLite::new(
        ufrag.to_owned(),
        password.to_owned(),
        Some(Duration::from_secs(30)),
    );
    let mut dtls: Option<Box<dyn DtlsEndpoint>> = None;
    let mut srtp: Option<(SrtpOutbound, SrtpInbound)> = None;
    let mut opened = 0;
    let mut datagram = [0u8; 2048];
    let mut buffer = vec![0u8; DTLS_BUFFER_LENGTH];
    let mut next_timeout: Option<Instant> = None;
    let give_up_at = Instant::now() + PATIENCE;

    loop {
        let now = Instant::now();
        if now >= give_up_at {
            return Err("nothing more happened for twenty seconds".into());
        }
        let until = next_timeout.unwrap_or(give_up_at).min(give_up_at);
        socket.set_read_timeout(Some(
            until
                .saturating_duration_since(now)
                .max(Duration::from_millis(1)),
        ))?;
        match socket.recv_from(&mut datagram) {
            Ok((length, remote)) => {
                let now = Instant::now();
                let tuple = Tuple {
                    protocol: Protocol::Udp,
                    local,
                    remote,
                };
                let bytes = datagram.get_mut(..length).ok_or("datagram")?;
                if is_stun(bytes) {
                    if let Some(reply) = ice.handle_stun(now, tuple, bytes) {
                        socket.send_to(&reply, remote)?;
                    }
                } else if !ice.is_valid_tuple(&tuple) {
                    println!("dropped {length} bytes from a tuple that is not valid");
                } else if is_dtls(bytes) {
                    println!("dtls in {length}");
                    if let Some(dtls) = dtls.as_mut() {
                        dtls.handle_datagram(now, bytes);
                    }
                } else if let Some((_, inbound)) = srtp.as_mut() {
                    // RTCP has payload types 192 to 223 in its second byte (RFC 5761 §4).
                    let is_rtcp = bytes.get(1).is_some_and(|kind| (192..=223).contains(kind));
                    if is_rtcp {
                        println!("rtcp {:?}", inbound.unprotect_rtcp(bytes));
                    } else {
                        inbound.unprotect_rtp(bytes)?;
                        opened += 1;
                    }
                    if opened == PACKETS_WANTED {
                        println!("opened {opened} RTP packets");
                        return Ok(());
                    }
                }
            }
            Err(error)
                if matches!(
                    error.kind(),
                    std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut
                ) => {}
            Err(error) => return Err(error.into()),
        }
        let now = Instant::now();
        while let Some(event) = ice.poll_event() {
            if let IceEvent::StateChanged(state) = event {
                println!("ice {state:?}");
            }
        }
        if dtls.is_none() && ice.selected_tuple().is_some() {
            dtls = Some(new_endpoint(
                settings,
                &certificate,
                role,
                remote_fingerprint.clone(),
                now,
            )?);
        }
        let (Some(endpoint), Some(tuple)) = (dtls.as_mut(), ice.selected_tuple()) else {
            continue;
        };
        endpoint.handle_timeout(now);
        loop {
            match endpoint.poll(&mut buffer) {
                DtlsOutput::Transmit(bytes) => {
                    println!("dtls out {}", bytes.len());
                    socket.send_to(bytes, tuple.remote)?;
                }
                DtlsOutput::Connected(connected) => {
                    println!(
                        "dtls connected version={:?} profile={}",
                        connected.negotiated.version,
                        connected.negotiated.srtp_profile.name()
                    );
                    srtp = Some((
                        SrtpOutbound::new(&connected.outbound)?,
                        SrtpInbound::new(&connected.inbound)?,
                    ));
                    if let Some((outbound, _)) = srtp.as_mut() {
                        // An empty receiver report: the peer's SRTCP must accept it.
                        let mut report = [0u8; 64];
                        report
                            .iter_mut()
                            .zip([0x80, 201, 0, 1, 0, 0, 0, 1])
                            .for_each(|(to, from)| *to = from);
                        let length = outbound.protect_rtcp(&mut report, 8)?;
                        socket.send_to(report.get(..length).ok_or("report")?, tuple.remote)?;
                    }
                }
                DtlsOutput::ApplicationData(data) => println!("data {} bytes", data.len()),
                DtlsOutput::Closed => return Err("the peer closed".into()),
                DtlsOutput::Failed(error) => return Err(error.into()),
                DtlsOutput::Timeout(at) => {
                    next_timeout = at;
                    break;
                }
            }
        }
    }
}
