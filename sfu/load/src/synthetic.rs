//! A synthetic endpoint: sends tracks as a browser would and verifies what it receives; ICE, DTLS, SRTP, RTCP, NACK and feedback are str0m's.

mod receiver;
mod sender;

use std::time::{Duration, Instant};

use mio::Registry;
use serde::Serialize;
use str0m::config::DtlsCert;
use str0m::format::{Codec as WireCodec, FormatParams};
use str0m::media::{Frequency, KeyframeRequestKind, MediaKind, Mid, Pt, Rid};
use str0m::net::{Protocol, Receive};
use str0m::rtp::{Extension, ExtensionMap, Ssrc};
use str0m::{Candidate, Event as StackEvent, IceConnectionState, Input, Output, Rtc, RtcConfig};

use crate::link::Link;
use crate::opening::{Opening, candidate, credentials, wire_protocol};
use crate::protocol::{Event, IceParameters, Reception, RtpCapabilities, Track};
use crate::reactor::Surroundings;
use receiver::{Received, Receiver};
use sender::{Sender, Sent};

/// How often str0m counts NACKs and PLIs together. More often costs CPU time, less often makes their counters lag.
const STATS_INTERVAL: Duration = Duration::from_millis(500);

/// How often a handshake that is not done looks at its timer, which begins at one second. More often costs calls, less often delays resends.
const NUDGE_INTERVAL: Duration = Duration::from_millis(250);
/// The content type of a DTLS handshake record.
const HANDSHAKE_RECORD: u8 = 22;

/// Drive it with [`Synthetic::drive`].
pub struct Synthetic {
    rtc: Rtc,
    link: Link,
    protocol: Protocol,
    /// The server's candidates until the endpoint may connect.
    candidates: Vec<Candidate>,
    /// When OpenSSL was last asked to go on with the handshake.
    nudged_at: Option<Instant>,
    senders: Vec<Sender>,
    receivers: Vec<Receiver>,
    began_at: Instant,
    connected: bool,
    buffer: Vec<u8>,
}

/// The counters of one endpoint.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct EndpointStats {
    endpoint: u32,
    connected: bool,
    sent: Vec<Sent>,
    received: Vec<Received>,
}

impl Synthetic {
    /// Makes one that is ready to connect.
    ///
    /// # Errors
    /// A sentence when the stack does not want the parameters.
    pub fn open(
        opening: &Opening,
        capabilities: &RtpCapabilities,
        certificate: DtlsCert,
        link: Link,
        now: Instant,
    ) -> Result<Synthetic, String> {
        let mut rtc = configure(capabilities, certificate).build(now);
        rtc.add_local_candidate(candidate(link.local(), opening.protocol)?);
        let mut direct = rtc.direct_api();
        direct.set_ice_controlling(true);
        direct.set_remote_ice_credentials(opening.credentials.clone());
        direct.set_remote_fingerprint(opening.fingerprint.clone());
        direct.enable_twcc_feedback();
        direct
            .start_dtls(opening.dtls_client)
            .map_err(|error| error.to_string())?;
        Ok(Synthetic {
            rtc,
            link,
            protocol: wire_protocol(opening.protocol),
            candidates: opening.remote_candidates()?,
            nudged_at: None,
            senders: Vec::new(),
            receivers: Vec::new(),
            began_at: now,
            connected: false,
            buffer: Vec::new(),
        })
    }

    /// Begins to connect.
    pub fn connect(&mut self, now: Instant) {
        self.began_at = now;
        for remote in self.candidates.drain(..) {
            self.rtc.add_remote_candidate(remote);
        }
    }

    /// Starts to send a track; its first frames go as soon as the endpoint is connected.
    ///
    /// # Errors
    /// A sentence when the track cannot be sent.
    pub fn send(&mut self, track: &Track, now: Instant) -> Result<(), String> {
        let sender = Sender::new(track, now)?;
        let mid = Mid::from(track.mid.as_str());
        if self.rtc.media(mid).is_some() {
            return Err(format!("There is a track with mid {mid} already."));
        }
        let mut direct = self.rtc.direct_api();
        direct.declare_media(mid, sender.media_kind());
        for encoding in &track.encodings {
            direct.declare_stream_tx(
                Ssrc::from(encoding.ssrc),
                encoding.rtx_ssrc.map(Ssrc::from),
                mid,
                encoding.rid.as_deref().map(Rid::from),
            );
        }
        self.senders.push(sender);
        Ok(())
    }

    /// Changes what a track sends.
    ///
    /// # Errors
    /// A sentence when there is no such track or encoding.
    pub fn adjust(
        &mut self,
        mid: &str,
        ssrc: Option<u32>,
        active: Option<bool>,
        bitrate_bps: Option<u32>,
        now: Instant,
    ) -> Result<(), String> {
        self.senders
            .iter_mut()
            .find(|sender| sender.mid() == mid)
            .ok_or_else(|| format!("There is no track with mid {mid}."))?
            .adjust(ssrc, active, bitrate_bps, now)
    }

    /// Expects a consumer's packets.
    ///
    /// # Errors
    /// A sentence when there is one with that mid already.
    pub fn receive(&mut self, track: &Reception) -> Result<(), String> {
        let mid = Mid::from(track.mid.as_str());
        if self.rtc.media(mid).is_some() {
            return Err(format!("There is a track with mid {mid} already."));
        }
        let kind = if track.kind == "audio" {
            MediaKind::Audio
        } else {
            MediaKind::Video
        };
        let mut direct = self.rtc.direct_api();
        direct.declare_media(mid, kind);
        direct.expect_stream_rx(
            Ssrc::from(track.ssrc),
            track.rtx_ssrc.map(Ssrc::from),
            mid,
            None,
        );
        self.receivers.push(Receiver::new(track));
        Ok(())
    }

    /// Sends a PLI or FIR for a received track.
    ///
    /// # Errors
    /// A sentence when there is no such track.
    pub fn request_key_frame(&mut self, ssrc: u32, fir: bool) -> Result<(), String> {
        let kind = if fir {
            KeyframeRequestKind::Fir
        } else {
            KeyframeRequestKind::Pli
        };
        self.rtc
            .direct_api()
            .stream_rx(&Ssrc::from(ssrc))
            .ok_or_else(|| format!("There is no received track with SSRC {ssrc}."))?
            .request_keyframe(kind);
        Ok(())
    }

    /// Takes the server's new credentials.
    pub fn restart_ice(&mut self, parameters: &IceParameters) {
        self.rtc
            .direct_api()
            .set_remote_ice_credentials(credentials(parameters));
    }

    /// Leaves, with a DTLS close unless `silent`.
    pub fn close(&mut self, silent: bool, registry: &Registry) {
        if !silent && self.rtc.close().is_ok() {
            while let Ok(output) = self.rtc.poll_output() {
                match output {
                    Output::Transmit(transmit) => {
                        self.link.send(transmit.destination, &transmit.contents);
                    }
                    Output::Event(_) => {}
                    Output::Timeout(_) => break,
                }
            }
        }
        self.link.deregister(registry);
    }

    /// The counters; `reset` begins what is measured since the last reset anew.
    pub fn stats(&mut self, endpoint: u32, reset: bool, now: Instant) -> EndpointStats {
        EndpointStats {
            endpoint,
            connected: self.connected,
            sent: self.senders.iter().flat_map(Sender::stats).collect(),
            received: self
                .receivers
                .iter_mut()
                .map(|receiver| receiver.stats(reset, now))
                .collect(),
        }
    }

    /// Reads the socket when there is something, sends what is due; answers when it wants to be driven next.
    pub fn drive(&mut self, readable: bool, surroundings: &mut Surroundings) -> Instant {
        if readable {
            self.link.flush();
            self.read(surroundings);
        }
        let now = Instant::now();
        if self.connected {
            for sender in &mut self.senders {
                sender.write_due_frames(&mut self.rtc, now, surroundings.began_at);
            }
            for receiver in &mut self.receivers {
                if let Some(ssrc) = receiver.wants_key_frame(now)
                    && let Some(rx) = self.rtc.direct_api().stream_rx(&Ssrc::from(ssrc))
                {
                    rx.request_keyframe(KeyframeRequestKind::Pli);
                }
            }
        }
        self.nudge_handshake(now, surroundings);
        if let Err(error) = self.rtc.handle_input(Input::Timeout(now)) {
            self.end(&error.to_string(), surroundings);
        }
        let stack_at = self.settle(surroundings);
        let frames_at = self.senders.iter().filter_map(Sender::next_frame_at);
        let nudge_at = self.nudged_at.map(|at| at + NUDGE_INTERVAL);
        let earliest = frames_at
            .filter(|_| self.connected)
            .chain(nudge_at)
            .fold(stack_at, Instant::min);
        // A stack without a deadline says "in a hundred years", and one that is late says "now".
        earliest.clamp(
            now + Duration::from_micros(100),
            now + Duration::from_secs(3),
        )
    }

    /// OpenSSL sends a lost flight again only when it is called, and this back end calls it only for a packet that comes in:
    /// so an empty record does, which is dropped after the look at the timer.
    fn nudge_handshake(&mut self, now: Instant, surroundings: &mut Surroundings) {
        if self
            .nudged_at
            .is_none_or(|at| now.saturating_duration_since(at) < NUDGE_INTERVAL)
        {
            return;
        }
        self.nudged_at = Some(now);
        let local = self.link.local();
        if let Ok(receive) = Receive::new(self.protocol, local, local, &[HANDSHAKE_RECORD])
            && let Err(error) = self.rtc.handle_input(Input::Receive(now, receive))
        {
            self.end(&error.to_string(), surroundings);
        }
    }

    fn read(&mut self, surroundings: &mut Surroundings) {
        let mut buffer = std::mem::take(&mut self.buffer);
        loop {
            match self.link.receive(&mut buffer) {
                Ok(Some(remote)) => {
                    let now = Instant::now();
                    self.count_retransmission(&buffer);
                    let local = self.link.local();
                    // What str0m cannot tell apart is no packet of a WebRTC peer.
                    let Ok(receive) = Receive::new(self.protocol, remote, local, &buffer) else {
                        continue;
                    };
                    if let Err(error) = self.rtc.handle_input(Input::Receive(now, receive)) {
                        self.end(&error.to_string(), surroundings);
                    }
                    self.settle(surroundings);
                }
                Ok(None) => break,
                Err(error) => {
                    self.end(&format!("The socket failed: {error}."), surroundings);
                    break;
                }
            }
        }
        self.buffer = buffer;
    }

    /// The header of SRTP is in clear; str0m hands a retransmission over as if it were the original.
    fn count_retransmission(&mut self, message: &[u8]) {
        if let Some(ssrc) = message
            .get(8..12)
            .and_then(|octets| octets.try_into().ok())
            .map(u32::from_be_bytes)
        {
            for receiver in &mut self.receivers {
                receiver.count_retransmission(ssrc);
            }
        }
    }

    /// Sends and hears what the stack has to say, until it wants to wait.
    fn settle(&mut self, surroundings: &mut Surroundings) -> Instant {
        loop {
            match self.rtc.poll_output() {
                Ok(Output::Timeout(at)) => return at,
                Ok(Output::Transmit(transmit)) => {
                    self.link.send(transmit.destination, &transmit.contents);
                }
                Ok(Output::Event(event)) => self.hear(event, surroundings),
                Err(error) => {
                    self.end(&error.to_string(), surroundings);
                    return Instant::now() + Duration::from_secs(3);
                }
            }
        }
    }

    fn hear(&mut self, event: StackEvent, surroundings: &mut Surroundings) {
        match event {
            StackEvent::IceConnectionStateChange(state)
                if state.is_connected() && !self.connected =>
            {
                self.nudged_at.get_or_insert_with(Instant::now);
            }
            StackEvent::Connected => {
                self.connected = true;
                self.nudged_at = None;
                for sender in &mut self.senders {
                    sender.begin(Instant::now());
                }
                surroundings.say(&Event::Connected {
                    endpoint: surroundings.endpoint,
                    after_ms: self.began_at.elapsed().as_secs_f64() * 1_000.0,
                });
            }
            StackEvent::IceConnectionStateChange(IceConnectionState::Disconnected) => {
                self.end("ICE lost the server.", surroundings);
            }
            StackEvent::Closed => self.end("The server closed DTLS.", surroundings),
            StackEvent::KeyframeRequest(request) => {
                for sender in &mut self.senders {
                    sender.take_key_frame_request(&request);
                }
            }
            StackEvent::RtpPacket(packet) => {
                let ssrc = *packet.header.ssrc;
                if let Some(receiver) = self.receivers.iter_mut().find(|one| one.ssrc() == ssrc) {
                    receiver.take(&packet, surroundings.began_at);
                }
            }
            StackEvent::MediaIngressStats(stats) => {
                for receiver in &mut self.receivers {
                    receiver.take_stack_stats(&stats);
                }
            }
            StackEvent::MediaEgressStats(stats) => {
                for sender in &mut self.senders {
                    sender.take_stack_stats(&stats);
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, reason: &str, surroundings: &mut Surroundings) {
        if std::mem::replace(&mut self.connected, false) {
            surroundings.say(&Event::Disconnected {
                endpoint: surroundings.endpoint,
                reason: reason.to_owned(),
            });
        }
    }
}

fn configure(capabilities: &RtpCapabilities, certificate: DtlsCert) -> RtcConfig {
    let mut config = RtcConfig::new()
        .set_rtp_mode(true)
        .set_dtls_cert(certificate)
        .set_stats_interval(Some(STATS_INTERVAL))
        .clear_codecs();
    let mut extensions = ExtensionMap::empty();
    for extension in &capabilities.header_extensions {
        if let Some(known) = known_extension(&extension.uri) {
            extensions.set(extension.preferred_id, known);
        }
    }
    config = config.set_extension_map(extensions);
    for codec in &capabilities.codecs {
        let wire = match codec.mime_type.to_ascii_lowercase().as_str() {
            "audio/opus" => WireCodec::Opus,
            "video/vp8" => WireCodec::Vp8,
            "video/vp9" => WireCodec::Vp9,
            "video/h264" => WireCodec::H264,
            _ => continue,
        };
        let Some(clock_rate) = Frequency::new(codec.clock_rate) else {
            continue;
        };
        let resend = capabilities.codecs.iter().find(|other| {
            let apt = other.parameters.get("apt").and_then(|apt| apt.as_u64());
            apt == Some(u64::from(codec.preferred_payload_type))
        });
        config.codec_config().add_config(
            Pt::from(codec.preferred_payload_type),
            resend.map(|resend| Pt::from(resend.preferred_payload_type)),
            wire,
            clock_rate,
            codec.channels,
            FormatParams::default(),
        );
    }
    config
}

fn known_extension(uri: &str) -> Option<Extension> {
    [
        Extension::RtpMid,
        Extension::RtpStreamId,
        Extension::RepairedRtpStreamId,
        Extension::AbsoluteSendTime,
        Extension::TransportSequenceNumber,
        Extension::AudioLevel,
        Extension::VideoOrientation,
    ]
    .into_iter()
    .find(|extension| extension.as_uri() == uri)
}
