//! Handshakes between two endpoints over a simulated network, and what hostile peers try.

mod certificates;
mod hostile;
mod network;

use std::time::Duration;

use network::{Direction, Fate, Network, certificate, fingerprint_of, start};

use super::*;
use crate::srtp::{SrtpInbound, SrtpOutbound};

/// Settings of every kind of endpoint that this build has: each library with each version that it speaks.
fn endpoints() -> Vec<DtlsSettings> {
    let dimpl = DtlsSettings::default();
    vec![
        dimpl,
        DtlsSettings {
            allow_dtls13: true,
            ..dimpl
        },
        #[cfg(feature = "openssl")]
        DtlsSettings {
            library: DtlsLibrary::OpenSsl,
            ..dimpl
        },
    ]
}

/// Those that repeat flights by the clock they are given; OpenSSL goes by the system's.
fn repeating_endpoints() -> impl Iterator<Item = DtlsSettings> {
    let dimpl = |settings: &DtlsSettings| settings.library == DtlsLibrary::Dimpl;
    endpoints().into_iter().filter(dimpl)
}

/// What two endpoints with these settings agree on.
fn version_of(settings: DtlsSettings) -> DtlsVersion {
    if settings.allow_dtls13 {
        DtlsVersion::Dtls13
    } else {
        DtlsVersion::Dtls12
    }
}

/// Whether one side's outbound key opens at the other side, in both directions.
fn assert_keys_fit(client: &DtlsConnected, server: &DtlsConnected) {
    for (from, to) in [(client, server), (server, client)] {
        let mut outbound = SrtpOutbound::new(&from.outbound).expect("key");
        let mut inbound = SrtpInbound::new(&to.inbound).expect("key");
        let mut packet = vec![
            0x80, 96, 0, 1, 0, 0, 0, 2, 0, 0, 0, 3, b'm', b'e', b'd', b'i', b'a',
        ];
        let plain = packet.len();
        packet.resize(plain + 20, 0);
        let sealed = outbound.protect_rtp(&mut packet, plain).expect("seals");
        assert_eq!(inbound.unprotect_rtp(&mut packet[..sealed]), Ok(plain));
    }
    assert_eq!(client.negotiated, server.negotiated);
}

#[test]
fn two_endpoints_agree_on_version_profile_and_keys() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Deliver);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
        let expected = DtlsNegotiated {
            version: version_of(settings),
            srtp_profile: SrtpProfile::AeadAes256Gcm,
        };
        assert_eq!(client.negotiated, expected);
        assert!(
            client
                .remote_certificate_pem
                .starts_with("-----BEGIN CERTIFICATE-----\n")
        );
        assert_eq!(
            (network.client.state(), network.server.state()),
            (DtlsState::Connected, DtlsState::Connected)
        );
    }
}

#[test]
fn a_side_that_allows_1_2_only_is_met_there() {
    for (client, server) in [(true, false), (false, true)] {
        let mut network = Network::with_settings(
            DtlsSettings {
                allow_dtls13: client,
                ..DtlsSettings::default()
            },
            DtlsSettings {
                allow_dtls13: server,
                ..DtlsSettings::default()
            },
        );
        network.run(|_, _, _| Fate::Deliver);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
        assert_eq!(client.negotiated.version, DtlsVersion::Dtls12);
    }
}

#[test]
fn a_profile_that_was_not_wanted_gives_no_keys() {
    for (wanted, is_met) in [
        (SrtpProfile::AeadAes256Gcm, true),
        (SrtpProfile::AesCm128HmacSha1_80, false),
    ] {
        let server = DtlsSettings {
            srtp_profile: Some(wanted),
            ..DtlsSettings::default()
        };
        let mut network = Network::with_settings(DtlsSettings::default(), server);
        network.run(|_, _, _| Fate::Deliver);
        assert_eq!(network.server_connected.is_some(), is_met);
        assert_eq!(network.errors.contains(&DtlsError::NoSrtpProfile), !is_met);
    }
}

#[cfg(feature = "openssl")]
#[test]
fn the_libraries_meet_each_other_in_either_role() {
    let openssl = DtlsSettings {
        library: DtlsLibrary::OpenSsl,
        ..DtlsSettings::default()
    };
    for dimpl in repeating_endpoints() {
        for (client, server) in [(openssl, dimpl), (dimpl, openssl)] {
            let mut network = Network::with_settings(client, server);
            network.run(|_, _, _| Fate::Deliver);
            let (client, server) = network.connected();
            assert_keys_fit(client, server);
            assert_eq!(client.negotiated.version, DtlsVersion::Dtls12);
        }
    }
}

#[cfg(feature = "openssl")]
#[test]
fn openssl_agrees_on_the_one_profile_that_is_wanted() {
    for wanted in SrtpProfile::ALL.into_iter().take(3) {
        let openssl = DtlsSettings {
            library: DtlsLibrary::OpenSsl,
            srtp_profile: Some(wanted),
            ..DtlsSettings::default()
        };
        let dimpl = DtlsSettings::default();
        for (client, server) in [(openssl, dimpl), (dimpl, openssl)] {
            let mut network = Network::with_settings(client, server);
            network.run(|_, _, _| Fate::Deliver);
            let (client, server) = network.connected();
            assert_keys_fit(client, server);
            assert_eq!(server.negotiated.srtp_profile, wanted);
        }
    }
}

#[test]
fn dtls_1_3_is_off_unless_asked_for() {
    assert!(!DtlsSettings::default().allow_dtls13);
}

#[test]
fn each_datagram_may_be_lost_once() {
    for settings in repeating_endpoints() {
        for direction in [Direction::ToServer, Direction::ToClient] {
            for lost in 0..8 {
                let mut network = Network::new(settings);
                network.run(|at, number, _| {
                    if at == direction && number == lost {
                        Fate::Drop
                    } else {
                        Fate::Deliver
                    }
                });
                let (client, server) = network.connected();
                assert_keys_fit(client, server);
            }
        }
    }
}

#[test]
fn every_other_datagram_may_be_lost() {
    for settings in repeating_endpoints() {
        for kept in [0, 1] {
            let mut network = Network::new(settings);
            network.run(|_, number, _| {
                if number % 2 == kept {
                    Fate::Deliver
                } else {
                    Fate::Drop
                }
            });
            let (client, server) = network.connected();
            assert_keys_fit(client, server);
        }
    }
}

#[test]
fn datagrams_may_come_twice_and_in_reverse_order() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Twice);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
        let mut network = Network::new(settings);
        network.is_reversed = true;
        network.run(|_, _, _| Fate::Deliver);
        let (client, server) = network.connected();
        assert_keys_fit(client, server);
    }
}

#[test]
fn a_client_hello_in_many_fragments_is_understood_lost_and_reordered_too() {
    for settings in endpoints() {
        for is_reversed in [false, true] {
            for lost in [None, Some(0), Some(1), Some(2), Some(5)] {
                let mut peer = network::FragmentingClient::new(settings, 120);
                peer.is_reversed = is_reversed;
                peer.lost = lost;
                peer.connect();
                assert!(peer.fragments_sent > 2, "the ClientHello went in one piece");
            }
        }
    }
}

#[test]
fn data_goes_both_ways_once_connected_and_not_before() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        assert_eq!(
            network.client.send_application_data(b"early"),
            Err(DtlsError::NotConnected)
        );
        network.run(|_, _, _| Fate::Deliver);
        network
            .client
            .send_application_data(b"to the server")
            .expect("connected");
        network
            .server
            .send_application_data(b"to the client")
            .expect("connected");
        network.run(|_, _, _| Fate::Deliver);
        assert_eq!(network.server_data, [b"to the server".to_vec()]);
        assert_eq!(network.client_data, [b"to the client".to_vec()]);
    }
}

#[test]
fn closing_tells_the_peer() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Deliver);
        network.server.close();
        network.run(|_, _, _| Fate::Deliver);
        assert_eq!(
            (network.client.state(), network.server.state()),
            (DtlsState::Closed, DtlsState::Closed)
        );
        assert!(network.client_closed);
        assert_eq!(
            network.client.send_application_data(b"late"),
            Err(DtlsError::NotConnected)
        );
    }
}

#[test]
fn a_certificate_with_another_fingerprint_fails_without_keys_on_either_side() {
    for settings in endpoints() {
        for wrong_at in [Direction::ToServer, Direction::ToClient] {
            let mut network = Network::new(settings);
            let stranger = fingerprint_of(&certificate());
            match wrong_at {
                Direction::ToServer => network.replace_server(stranger),
                Direction::ToClient => network.replace_client(stranger),
            }
            network.run(|_, _, _| Fate::Deliver);
            let (deceived, connected) = match wrong_at {
                Direction::ToServer => (&network.server, &network.server_connected),
                Direction::ToClient => (&network.client, &network.client_connected),
            };
            assert_eq!(deceived.state(), DtlsState::Failed, "{settings:?}");
            assert!(connected.is_none(), "{settings:?}: keys were released");
            assert!(
                network.errors.contains(&DtlsError::FingerprintMismatch),
                "{:?}",
                network.errors
            );
        }
    }
}

#[test]
fn a_silent_server_makes_the_client_give_up_after_a_few_flights() {
    for settings in endpoints() {
        let mut network = Network::new(settings);
        network.run(|_, _, _| Fate::Drop);
        assert_eq!(network.client.state(), DtlsState::Failed);
        assert!(
            network.errors.contains(&DtlsError::Timeout),
            "{:?}",
            network.errors
        );
        assert!(network.client.stats().bytes_sent <= 12_000);
        assert!(
            network.elapsed() <= Duration::from_secs(31),
            "{:?}",
            network.elapsed()
        );
    }
}

#[test]
fn roles_and_first_bytes_are_told_apart() {
    let endpoint = DimplEndpoint::new(
        DtlsSettings::default(),
        &certificate(),
        DtlsRole::Auto,
        fingerprint_of(&certificate()),
        start(),
    )
    .expect("settings are valid");
    assert_eq!(
        (endpoint.role(), endpoint.state()),
        (DtlsRole::Server, DtlsState::Connecting)
    );
    for (byte, expected) in [
        (19, false),
        (20, true),
        (63, true),
        (64, false),
        (128, false),
    ] {
        let mut datagram = [0u8; 13];
        datagram[0] = byte;
        assert_eq!(is_dtls(&datagram), expected);
        assert!(!is_dtls(&datagram[..12]));
    }
}
