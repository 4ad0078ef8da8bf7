//! The worker: one thread, one event loop, between the control plane's channel, the sockets and the core's routers.
//!
//! A turn of the loop reads what is ready (requests, datagrams), wakes routers whose deadline has come, sends what they
//! want to send, tells the control plane what happened, and sleeps until the next of these.

mod bandwidth_trace;
mod candidate;
mod connection;
mod control;
mod data_request;
mod handshake;
mod host;
mod media;
mod metrics;
mod notification;
mod plain_transport;
mod registry;
mod request;
mod router_request;
mod socket;
mod stall;
mod tcp;
mod transport;
mod webrtc_server;

use crate::{
    channel::{self, Channel, Delivery, Flush, Frame, Incoming, LogSettings, RequestError},
    schema::fbs::notification::Event as NotificationEvent,
    settings::{LogTag, Settings},
    sys::{
        epoll::{Epoll, Readiness},
        fd,
        process::TerminationSignals,
        udp::ReceiveBatch,
    },
};
use connection::Connections;
use control::Control;
use handshake::Handshakes;
use host::Hosts;
use indexmap::IndexMap;
use media::MediaCounters;
use metrics::Metrics;
use registry::Registry;
use sambung_core::{dtls::Certificate, ortc::EntityId, router::DropCounters};
use socket::Sockets;
use stall::Stall;
use std::{
    io,
    ops::Range,
    panic::{AssertUnwindSafe, catch_unwind},
    process,
    sync::Arc,
    time::{Duration, Instant},
};
use webrtc_server::WebRtcServer;

/// File descriptor that requests come from.
const INPUT_FD: i32 = 3;
/// File descriptor that responses go to.
const OUTPUT_FD: i32 = 4;

const INPUT_TOKEN: u64 = 0;
const OUTPUT_TOKEN: u64 = 1;
const SIGNALS_TOKEN: u64 = 2;
const METRICS_TOKEN: u64 = 3;
const CONTROL_TOKEN: u64 = 4;
/// Connections to the control socket count from here.
const FIRST_CONTROL_CLIENT_TOKEN: u64 = 5;
const LAST_CONTROL_CLIENT_TOKEN: u64 = FIRST_CONTROL_CLIENT_TOKEN + control::MAX_CLIENTS as u64 - 1;
/// Sockets count from here.
const FIRST_SOCKET_TOKEN: u64 = 16;
/// Accepted connections count from here, beyond all sockets.
const FIRST_CONNECTION_TOKEN: u64 = 1 << 32;

/// Why the worker ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Ending {
    /// The control plane asked for it.
    Asked,
    /// SIGINT or SIGTERM.
    Signal,
    /// The control plane is gone.
    ControlPlaneGone,
}

/// See the module's documentation.
pub struct Worker {
    settings: Settings,
    certificate: Arc<Certificate>,
    channel: Channel,
    epoll: Epoll,
    signals: TerminationSignals,
    is_input_watched: bool,
    is_output_watched: bool,
    ending: Option<Ending>,
    registry: Registry,
    sockets: Sockets,
    connections: Connections,
    handshakes: Handshakes,
    stall: Stall,
    servers: Vec<Option<WebRtcServer>>,
    server_keys: IndexMap<EntityId, usize>,
    hosts: Hosts,
    router_keys: IndexMap<EntityId, usize>,
    batch: ReceiveBatch,
    ranges: Vec<Range<usize>>,
    counters: MediaCounters,
    /// Drops of the routers that are closed.
    closed_drops: DropCounters,
    /// Where somebody collects them.
    metrics: Option<Metrics>,
    /// Where canaries are asked for.
    control: Option<Control>,
    warned_about_buffers: bool,
}

impl Worker {
    /// Takes over the channel's file descriptors. Errors when they are not open, as when started by hand.
    pub fn new(settings: Settings, certificate: Certificate) -> io::Result<Worker> {
        let log = LogSettings {
            level: settings.log_level,
            tags: settings.log_tags,
        };
        let channel = Channel::new(fd::inherited(INPUT_FD)?, fd::inherited(OUTPUT_FD)?, log);
        let signals = TerminationSignals::new()?;
        let epoll = Epoll::new()?;
        epoll.add(channel.input(), INPUT_TOKEN, true, false)?;
        epoll.add(&signals.file, SIGNALS_TOKEN, true, false)?;
        let sockets = Sockets::new(
            settings.rtc_min_port..=settings.rtc_max_port,
            FIRST_SOCKET_TOKEN,
        );
        Ok(Worker {
            settings,
            certificate: Arc::new(certificate),
            channel,
            epoll,
            signals,
            is_input_watched: true,
            is_output_watched: false,
            ending: None,
            registry: Registry::default(),
            sockets,
            connections: Connections::new(FIRST_CONNECTION_TOKEN),
            handshakes: Handshakes::default(),
            stall: Stall::default(),
            servers: Vec::new(),
            server_keys: IndexMap::new(),
            hosts: Hosts::default(),
            router_keys: IndexMap::new(),
            batch: ReceiveBatch::default(),
            ranges: Vec::new(),
            counters: MediaCounters::default(),
            closed_drops: DropCounters::default(),
            metrics: None,
            control: None,
            warned_about_buffers: false,
        })
    }

    /// Runs until the control plane, a signal or the end of the channel ends it. Errors only when the event loop fails.
    pub fn run(&mut self, library_version: &str) -> io::Result<()> {
        self.log_start(library_version);
        let own_pid = process::id().to_string();
        self.channel.notify(
            &own_pid,
            NotificationEvent::WorkerRunning,
            None,
            Delivery::Kept,
        );
        let mut ready = Vec::new();
        while self.ending.is_none() {
            self.end_turn()?;
            if let Some(metrics) = &mut self.metrics {
                metrics.end_turn();
            }
            let timeout = self.time_to_sleep();
            self.epoll.wait(timeout, &mut ready)?;
            self.stall.turn_begins(Instant::now(), timeout, ready.len());
            self.continue_handshakes();
            for readiness in &ready {
                self.handle_readiness(*readiness)?;
            }
            let now = Instant::now();
            self.handle_timeouts(now);
            self.handle_connection_timeouts(now)?;
        }
        self.close();
        Ok(())
    }

    /// How long nothing is to be done unless something happens; none for ever.
    fn time_to_sleep(&self) -> Option<Duration> {
        if self.handshakes.is_waiting() {
            return Some(Duration::ZERO);
        }
        let next = [self.hosts.next_timeout(), self.connections.next_timeout()];
        let next = next.into_iter().flatten().min();
        next.map(|at| at.saturating_duration_since(Instant::now()))
    }

    fn log_start(&mut self, library_version: &str) {
        let settings = &self.settings;
        self.channel.debug(
            LogTag::Info,
            format_args!(
                "worker | starting sambung-media-worker {} [mediasoup:{library_version}]",
                env!("CARGO_PKG_VERSION")
            ),
        );
        self.channel.debug(
            LogTag::Info,
            format_args!(
                "worker | settings [logLevel:{:?}, rtcMinPort:{}, rtcMaxPort:{}, dtlsCertificateFile:{:?}]",
                settings.log_level,
                settings.rtc_min_port,
                settings.rtc_max_port,
                settings.certificate_files.as_ref().map(|files| &files.certificate),
            ),
        );
        if settings.libwebrtc_field_trials.is_some() {
            let text = format_args!(
                "worker | libwebrtcFieldTrials is accepted and not used: this worker has no libwebrtc"
            );
            self.channel.warn(LogTag::Info, text);
        }
    }

    fn handle_readiness(&mut self, readiness: Readiness) -> io::Result<()> {
        match readiness.token {
            INPUT_TOKEN => self.read_channel(),
            // What waits is written at the end of every turn.
            OUTPUT_TOKEN => {}
            SIGNALS_TOKEN => {
                if self.signals.take().is_some() {
                    self.ending.get_or_insert(Ending::Signal);
                }
            }
            METRICS_TOKEN => self.answer_metrics(),
            CONTROL_TOKEN => self.accept_control(),
            FIRST_CONTROL_CLIENT_TOKEN..=LAST_CONTROL_CLIENT_TOKEN => {
                self.read_control(readiness.token)
            }
            FIRST_CONNECTION_TOKEN.. => self.handle_connection(readiness)?,
            token => {
                if !self.accept_connections(token) {
                    self.read_socket(token);
                }
            }
        }
        Ok(())
    }

    fn read_channel(&mut self) {
        if !self.channel.read() {
            eprintln!("channel | channel remotely closed, closing myself");
            self.ending.get_or_insert(Ending::ControlPlaneGone);
            return;
        }
        let mut reader = self.channel.take_reader();
        while let Some(frame) = reader.next_frame() {
            match frame {
                Frame::Message(message) => self.handle_message(message),
                Frame::TooBig(len) => {
                    eprintln!("channel | message too big [length:{len}]");
                }
            }
            if self.ending.is_some() {
                break;
            }
        }
        self.channel.return_reader(reader);
    }

    fn handle_message(&mut self, message: &[u8]) {
        match channel::parse(message) {
            Ok(Incoming::Request {
                id,
                method,
                handler_id,
                body,
            }) => {
                let now = Instant::now();
                let handled = catch_unwind(AssertUnwindSafe(|| {
                    self.handle_request(now, method, handler_id, body)
                }));
                let reply = handled.unwrap_or_else(|_| {
                    let name = channel::method_name(method);
                    Err(RequestError::Error(format!(
                        "internal error [method:{name}]"
                    )))
                });
                if let Err(error) = &reply {
                    let name = channel::method_name(method);
                    self.channel.error(format_args!(
                        "worker | request refused [method:{name}]: {error}"
                    ));
                }
                self.channel.respond(id, reply);
                self.drain(now);
            }
            Ok(Incoming::Notification {
                event: NotificationEvent::WorkerClose,
                ..
            }) => {
                self.ending.get_or_insert(Ending::Asked);
            }
            Ok(Incoming::Notification {
                event,
                handler_id,
                body,
            }) => {
                let now = Instant::now();
                self.handle_notification(now, event, handler_id, body);
                self.drain(now);
            }
            Err(malformed) => {
                self.channel.error(format_args!(
                    "channel | malformed message: {}",
                    malformed.reason
                ));
                if let Some(id) = malformed.request_id {
                    self.channel
                        .respond(id, Err(RequestError::Error(malformed.reason)));
                }
            }
        }
    }

    /// Writes what waits for the control plane and watches the channel for what can be done next: a control plane that
    /// does not read its answers gets no further requests read.
    fn end_turn(&mut self) -> io::Result<()> {
        let is_pending = match self.channel.flush() {
            Flush::Empty => false,
            Flush::Pending => true,
            Flush::Closed => false,
        };
        if self.channel.is_full() {
            eprintln!("channel | the control plane does not read, closing myself");
            self.ending.get_or_insert(Ending::ControlPlaneGone);
        }
        // Only while something waits: a broken pipe that is watched reports itself for ever, whatever it is watched for.
        if is_pending != self.is_output_watched {
            if is_pending {
                self.epoll
                    .add(self.channel.output(), OUTPUT_TOKEN, false, true)?;
            } else {
                self.epoll.remove(self.channel.output())?;
            }
            self.is_output_watched = is_pending;
        }
        self.connections.watch_blocked(&self.epoll)?;
        self.watch_input(!self.channel.is_congested())
    }

    fn watch_input(&mut self, is_watched: bool) -> io::Result<()> {
        if is_watched != self.is_input_watched {
            self.epoll
                .modify(self.channel.input(), INPUT_TOKEN, is_watched, false)?;
            self.is_input_watched = is_watched;
        }
        Ok(())
    }

    /// Ends everything: transports say goodbye to their peers, what waits for the control plane is written if it reads.
    fn close(&mut self) {
        let now = Instant::now();
        let routers: Vec<usize> = self.router_keys.values().copied().collect();
        for key in routers {
            let ids: Vec<EntityId> = self
                .hosts
                .get(key)
                .map(|host| host.attachments.keys().cloned().collect())
                .unwrap_or_default();
            for id in ids {
                // A transport that cannot even be closed must not keep the others from it.
                let _ = catch_unwind(AssertUnwindSafe(|| self.close_transport(now, key, &id)));
            }
        }
        let n_dropped = self.channel.n_dropped();
        let text = format_args!(
            "worker | closed [ending:{:?}, messagesDropped:{n_dropped}, {:?}, {:?}, handshakesDropped:{}]",
            self.ending, self.counters, self.connections.counters, self.handshakes.n_dropped
        );
        self.channel.debug(LogTag::Info, text);
        self.channel.flush();
    }
}
