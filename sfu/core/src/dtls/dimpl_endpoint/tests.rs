//! The guard that does not depend on how often the library repeats its flights.

use std::time::SystemTime;

use super::super::{DTLS_BUFFER_LENGTH, FingerprintAlgorithm};
use super::*;

fn transmitted(endpoint: &mut DimplEndpoint) -> u64 {
    let mut buffer = vec![0; DTLS_BUFFER_LENGTH];
    let mut bytes = 0;
    loop {
        match endpoint.poll(&mut buffer) {
            DtlsOutput::Transmit(datagram) => bytes += datagram.len() as u64,
            DtlsOutput::Timeout(_) => return bytes,
            _ => {}
        }
    }
}

#[test]
fn a_peer_that_was_sent_enough_gets_more_only_for_what_it_sends() {
    let certificate = Certificate::generate(SystemTime::UNIX_EPOCH).expect("generates");
    let fingerprint = Fingerprint::of(FingerprintAlgorithm::Sha256, certificate.der());
    let now = Instant::now();
    let mut endpoint = DimplEndpoint::new(
        DtlsSettings::default(),
        &certificate,
        DtlsRole::Client,
        fingerprint,
        now,
    )
    .expect("settings are valid");
    let first_flight = transmitted(&mut endpoint);
    assert!(first_flight > 0);
    endpoint.stats.bytes_sent = SILENT_PEER_BYTES;
    endpoint.handle_timeout(now + FLIGHT_START_RTO * 2);
    assert_eq!(transmitted(&mut endpoint), 0);
    assert_eq!(endpoint.stats().datagrams_withheld, 1);
    // A third of a flight from the peer pays for one.
    endpoint.stats.bytes_received = first_flight.div_ceil(AMPLIFICATION);
    endpoint.handle_timeout(now + FLIGHT_START_RTO * 6);
    assert_eq!(transmitted(&mut endpoint), first_flight);
}
