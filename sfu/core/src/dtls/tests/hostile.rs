//! What an attacker can send: garbage, forged ClientHellos, fragments without end. The real peer connects all the same.

use std::time::Duration;

use proptest::prelude::*;

use super::super::*;
use super::network::{Direction, Fate, Network};
use super::{assert_keys_fit, endpoints};

/// A handshake record in the clear with one fragment of a message.
fn fragment(message_type: u8, total: u32, sequence: u16, offset: u32, body: &[u8]) -> Vec<u8> {
    let mut handshake = vec![message_type];
    handshake.extend(&total.to_be_bytes()[1..]);
    handshake.extend(sequence.to_be_bytes());
    handshake.extend(&offset.to_be_bytes()[1..]);
    handshake.extend(&(body.len() as u32).to_be_bytes()[1..]);
    handshake.extend(body);
    record(22, &handshake)
}

fn record(content_type: u8, body: &[u8]) -> Vec<u8> {
    let mut record = vec![content_type, 0xFE, 0xFD, 0, 0, 0, 0, 0, 0, 0, 9];
    record.extend((body.len() as u16).to_be_bytes());
    record.extend(body);
    record
}

/// A ClientHello that offers only TLS_NULL_WITH_NULL_NULL.
fn null_cipher_client_hello() -> Vec<u8> {
    let mut body = vec![0xFE, 0xFD];
    body.extend([7; 32]);
    body.extend([0, 0, 0, 2, 0, 0, 1, 0]);
    fragment(1, body.len() as u32, 0, 0, &body)
}

/// A ClientHello that the library accepts to read, and then refuses: no extended master secret.
fn refused_client_hello() -> Vec<u8> {
    let mut body = vec![0xFE, 0xFD];
    body.extend([7; 32]);
    // No session, no cookie, ECDHE_ECDSA_AES_128_GCM, no compression, groups P-256, signatures ECDSA with SHA-256.
    body.extend([0, 0, 0, 2, 0xC0, 0x2B, 1, 0]);
    let extensions = [
        0, 10, 0, 4, 0, 2, 0, 23, 0, 13, 0, 4, 0, 2, 4, 3, 0, 14, 0, 5, 0, 2, 0, 7, 0,
    ];
    body.extend((extensions.len() as u16).to_be_bytes());
    body.extend(extensions);
    fragment(1, body.len() as u32, 0, 0, &body)
}

/// Empty, overlapping, overlong, contradictory and absurd fragments.
fn bad_fragments() -> Vec<Vec<u8>> {
    let mut list = vec![
        fragment(1, 0, 0, 0, &[]),
        fragment(1, 100, 0, 0, &[]),
        fragment(1, 100, 0, 50, &[1; 50]),
        fragment(1, 100, 0, 20, &[2; 60]),
        fragment(1, 80, 0, 0, &[3; 100]),
        fragment(1, 0x00ff_ffff, 0, 0x00ff_fff0, &[4; 15]),
        fragment(11, 0x00ff_ffff, 3, 0, &[5; 1000]),
        fragment(20, 12, 9, 0, &[6; 12]),
        fragment(99, 10, 0, 0, &[7; 10]),
        record(22, &[]),
        record(20, &[1]),
        record(23, b"application data in the clear"),
        record(26, &[0; 40]),
        vec![22; 13],
    ];
    list.extend((0..500).map(|number| fragment(1, 60_000, 0, number * 100, &[8; 100])));
    list
}

/// Case 1: a forged ClientHello that reached the endpoint all the same.
#[test]
fn a_spoofed_client_hello_does_not_keep_the_real_client_out() {
    for settings in endpoints() {
        let mut spoofed_hellos = vec![null_cipher_client_hello()];
        // OpenSSL does without the extension that makes the other library refuse this one: to it, it is a good hello.
        if settings.library == DtlsLibrary::Dimpl {
            spoofed_hellos.push(refused_client_hello());
        }
        for spoofed in spoofed_hellos {
            let mut network = Network::new(settings);
            for _ in 0..3 {
                let now = network.now();
                network.server.handle_datagram(now, &spoofed);
            }
            network.run(|_, _, _| Fate::Deliver);
            let (client, server) = network.connected();
            assert_keys_fit(client, server);
        }
    }
}

#[test]
fn a_client_that_offers_nothing_acceptable_ends_in_failure() {
    let mut network = Network::new(DtlsSettings::default());
    let started_at = network.now();
    for number in 0..100 {
        let now = started_at + Duration::from_secs(number);
        network
            .server
            .handle_datagram(now, &null_cipher_client_hello());
        network.server.handle_timeout(now);
    }
    assert_eq!(network.server.state(), DtlsState::Failed);
}

/// Case 5: fragments without end, empty, overlapping, contradictory.
#[test]
fn bad_fragments_are_survived_before_and_after_the_handshake() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Deliver);
        for datagram in bad_fragments() {
            let now = network.now();
            network.server.handle_datagram(now, &datagram);
            network.client.handle_datagram(now, &datagram);
        }
        assert_eq!(
            (network.client.state(), network.server.state()),
            (DtlsState::Connected, DtlsState::Connected)
        );
        network
            .client
            .send_application_data(b"still here")
            .expect("connected");
        network.run(|_, _, _| Fate::Deliver);
        assert_eq!(network.server_data, [b"still here".to_vec()]);
    }
}

#[test]
fn bad_fragments_before_the_handshake_do_not_keep_the_real_client_out() {
    for settings in endpoints() {
        for datagram in bad_fragments().iter().take(20) {
            let mut network = Network::new(settings);
            let now = network.now();
            network.server.handle_datagram(now, datagram);
            network.run(|_, _, _| Fate::Deliver);
            let (client, server) = network.connected();
            assert_keys_fit(client, server);
        }
        let mut network = Network::new(settings);
        for datagram in bad_fragments() {
            let now = network.now();
            network.server.handle_datagram(now, &datagram);
        }
        network.run(|_, _, _| Fate::Deliver);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
    }
}

#[test]
fn data_in_the_clear_is_never_passed_on() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        for _ in 0..2 {
            let now = network.now();
            network.server.handle_datagram(now, &record(23, b"forged"));
            network.run(|_, _, _| Fate::Deliver);
        }
        assert_eq!(network.server.state(), DtlsState::Connected);
        assert!(network.server_data.is_empty());
    }
}

/// Case 4: answers to a ClientHello are bounded by what came.
#[test]
fn a_peer_that_only_repeats_its_client_hello_is_not_sent_much_more_than_it_sent() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        let mut hello = Vec::new();
        network.run(|direction, _, datagram| {
            if direction == Direction::ToServer && hello.len() < 2 && datagram.first() == Some(&22)
            {
                hello.push(datagram.to_vec());
            }
            Fate::Drop
        });
        let mut network = Network::new(settings);
        let mut buffer = vec![0u8; DTLS_BUFFER_LENGTH];
        let mut now = network.now();
        for _ in 0..200 {
            for datagram in &hello {
                network.server.handle_datagram(now, datagram);
            }
            now += Duration::from_millis(100);
            network.server.handle_timeout(now);
            while !matches!(network.server.poll(&mut buffer), DtlsOutput::Timeout(_)) {}
        }
        let stats = network.server.stats();
        assert!(stats.bytes_sent > 0, "it was answered at first");
        assert!(
            stats.bytes_sent <= 12_000 + 3 * stats.bytes_received,
            "{settings:?}: {} bytes for {}",
            stats.bytes_sent,
            stats.bytes_received
        );
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn random_datagrams_do_not_disturb_an_association(
        settings in proptest::sample::select(endpoints()),
        datagrams in proptest::collection::vec(
            (20u8..64, proptest::collection::vec(any::<u8>(), 0..150)), 1..40),
    ) {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Deliver);
        for (first, mut datagram) in datagrams {
            datagram.insert(0, first);
            let now = network.now();
            network.server.handle_datagram(now, &datagram);
            network.client.handle_datagram(now, &datagram);
        }
        network.run(|_, _, _| Fate::Deliver);
        prop_assert_eq!(network.server.state(), DtlsState::Connected);
        prop_assert_eq!(network.client.state(), DtlsState::Connected);
        prop_assert!(network.server_data.is_empty() && network.client_data.is_empty());
    }

    #[test]
    fn a_handshake_that_is_damaged_on_the_way_never_ends_with_keys_that_differ(
        settings in proptest::sample::select(endpoints()),
        damaged in 0usize..6, position: proptest::sample::Index, mask in 1u8..,
    ) {
        let mut network = Network::new(settings);
        let mut number = 0;
        // The damaged copy comes just before the real one, as from somebody who sees the network.
        let mut copies: Vec<(Direction, Vec<u8>)> = Vec::new();
        network.run(|direction, _, datagram| {
            if number == damaged {
                let mut copy = datagram.to_vec();
                let at = position.index(copy.len());
                copy[at] ^= mask;
                copies.push((direction, copy));
            }
            number += 1;
            Fate::Deliver
        });
        for (direction, copy) in copies {
            let now = network.now();
            match direction {
                Direction::ToServer => network.server.handle_datagram(now, &copy),
                Direction::ToClient => network.client.handle_datagram(now, &copy),
            }
        }
        network.run(|_, _, _| Fate::Deliver);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
        prop_assert_eq!(network.server.state(), DtlsState::Connected);
    }
}
