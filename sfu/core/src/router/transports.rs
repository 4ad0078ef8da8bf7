//! Requests about transports, and what their connections tell.

use super::{Event, Router, TransportHandle};
use crate::dtls::{DtlsNegotiated, DtlsRole};
use crate::ortc::{
    DtlsParameters, EntityId, IceParameters, ModelError, TransportTuple, type_error,
};
use crate::router::slab::Key;
use crate::transport::connection::{Connection, Notice, Wire};
use crate::transport::direct::DirectConnection;
use crate::transport::plain::{PIPE_SRTP_PROFILE, PlainConnection, PlainKind};
use crate::transport::webrtc::WebRtcConnection;
use crate::transport::{
    Entities, PipeTransportOptions, PlainConnectParameters, PlainTransportOptions, Transport,
    TransportDump, TransportOptions, TransportStats, TransportTraceType, WebRtcTransportOptions,
};
use std::time::Instant;

/// Requests; a refused one changes nothing.
impl Router {
    /// Opens a WebRTC transport.
    pub fn create_webrtc_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: WebRtcTransportOptions,
    ) -> Result<TransportHandle, ModelError> {
        let base = options.base;
        let connection =
            WebRtcConnection::new(options, self.certificate.clone(), self.dtls_settings);
        self.open_transport(now, id, base, Connection::WebRtc(Box::new(connection)))
    }

    /// Opens a direct transport: its packets come from the control plane and go there.
    pub fn create_direct_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: TransportOptions,
    ) -> Result<TransportHandle, ModelError> {
        let connection = Connection::Direct(DirectConnection::default());
        self.open_transport(now, id, options, connection)
    }

    /// Opens a plain transport.
    pub fn create_plain_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: PlainTransportOptions,
    ) -> Result<TransportHandle, ModelError> {
        let kind = PlainKind::Plain {
            is_comedia: options.comedia,
        };
        let connection =
            PlainConnection::new(kind, options.local, options.rtcp_local, options.srtp);
        let connection = Connection::Plain(Box::new(connection));
        self.open_transport(now, id, options.base, connection)
    }

    /// Opens a pipe transport; `TypeError` for an SRTP key of another profile than AEAD_AES_256_GCM.
    pub fn create_pipe_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: PipeTransportOptions,
    ) -> Result<TransportHandle, ModelError> {
        if let Some(key) = &options.srtp
            && key.profile() != PIPE_SRTP_PROFILE
        {
            return Err(type_error("a pipe's SRTP key must be AEAD_AES_256_GCM"));
        }
        let kind = PlainKind::Pipe {
            enable_rtx: options.enable_rtx,
        };
        let connection = PlainConnection::new(kind, options.local, None, options.srtp);
        let connection = Connection::Plain(Box::new(connection));
        self.open_transport(now, id, options.base, connection)
    }

    fn open_transport(
        &mut self,
        now: Instant,
        id: EntityId,
        options: TransportOptions,
        connection: Connection,
    ) -> Result<TransportHandle, ModelError> {
        if self.transport_keys.contains_key(&id) {
            return Err(ModelError::Error(
                "a Transport with same id already exists".to_owned(),
            ));
        }
        let transport = Transport::new(id.clone(), options, connection, self.random.next_u32())?;
        let key = self.transports.insert(transport);
        self.transport_keys.insert(id, key);
        self.after_connection(now, key);
        Ok(TransportHandle::new(key))
    }

    /// The handle of a transport.
    pub fn transport_handle(&self, id: &str) -> Option<TransportHandle> {
        self.transport_keys
            .get(id)
            .copied()
            .map(TransportHandle::new)
    }

    /// Closes a transport with its producers and consumers; only consumers elsewhere get an event.
    pub fn close_transport(&mut self, now: Instant, id: &str) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.with_connection(now, key, |connection, wire| connection.close(wire));
        if let Some(transport) = self.transports.get_mut(key) {
            let (producers, consumers) = (
                std::mem::take(&mut transport.producers),
                std::mem::take(&mut transport.consumers),
            );
            let (data_producers, data_consumers) = (
                std::mem::take(&mut transport.data_producers),
                std::mem::take(&mut transport.data_consumers),
            );
            for data_consumer in data_consumers {
                self.remove_data_consumer(data_consumer);
            }
            for data_producer in data_producers {
                self.remove_data_producer(data_producer);
            }
            for producer in producers {
                self.remove_producer(now, producer);
            }
            for consumer in consumers {
                self.remove_consumer(consumer);
            }
        }
        self.transport_keys.remove(id);
        self.transports.remove(key);
        Ok(())
    }

    /// Starts DTLS with the peer's parameters; gives our role. `Error` when called twice, `TypeError` without fingerprint.
    pub fn connect_webrtc_transport(
        &mut self,
        now: Instant,
        id: &str,
        remote: DtlsParameters,
    ) -> Result<DtlsRole, ModelError> {
        let key = self.transport_key(id)?;
        let role = self
            .with_connection(now, key, |connection, wire| {
                connection.webrtc_mut()?.connect(now, remote, wire)
            })
            .unwrap_or_else(|| Err(ModelError::NotFound("Transport not found".to_owned())))?;
        self.after_connection(now, key);
        Ok(role)
    }

    /// Tells a plain or pipe transport its peer. `Error` when called twice, `TypeError` for what is missing or too much.
    pub fn connect_plain_transport(
        &mut self,
        now: Instant,
        id: &str,
        parameters: PlainConnectParameters,
    ) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        let connection = self.transport_mut(key)?.connection.plain_mut()?;
        connection.connect(parameters)?;
        self.after_connection(now, key);
        Ok(())
    }

    /// Takes new ICE credentials; both old and new are accepted until the peer uses the new ones.
    pub fn restart_ice(
        &mut self,
        now: Instant,
        id: &str,
        username_fragment: String,
        password: String,
    ) -> Result<IceParameters, ModelError> {
        let key = self.transport_key(id)?;
        let connection = self.transport_mut(key)?.connection.webrtc_mut()?;
        connection.restart_ice(now, username_fragment, password);
        let parameters = connection.ice_parameters();
        self.after_connection(now, key);
        Ok(parameters)
    }

    /// Cuts a transport's line as a network that went away does: silence until ICE is restarted. For drills of how soon a peer is back.
    pub fn cut(&mut self, now: Instant, id: &str) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.transport_mut(key)?.connection.webrtc_mut()?.cut();
        self.after_connection(now, key);
        Ok(())
    }

    /// What the DTLS handshake of a transport agreed on, once it is done.
    pub fn dtls_negotiated(&self, id: &str) -> Option<DtlsNegotiated> {
        let transport = self.transport(self.transport_key(id).ok()?).ok()?;
        transport.connection.dtls_negotiated()
    }

    /// Tells ICE that a TCP connection is gone.
    pub fn remove_tuple(
        &mut self,
        now: Instant,
        transport: TransportHandle,
        tuple: &TransportTuple,
    ) {
        let key = transport.key();
        if let Some(transport) = self.transports.get_mut(key)
            && let Ok(connection) = transport.connection.webrtc_mut()
        {
            connection.remove_tuple(now, tuple);
            self.after_connection(now, key);
        }
    }

    /// Caps what the peer is told that it may send, in bits per second; 0 for no cap.
    pub fn set_max_incoming_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.transport_mut(key)?.set_max_incoming(bitrate)
    }

    /// Caps the outgoing estimate, in bits per second; 0 for no cap.
    pub fn set_max_outgoing_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.transport_mut(key)?.set_max_outgoing(bitrate)
    }

    /// Sets the floor of the outgoing estimate, in bits per second; 0 for none.
    pub fn set_min_outgoing_bitrate(&mut self, id: &str, bitrate: u64) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.transport_mut(key)?.set_min_outgoing(bitrate)
    }

    /// Chooses what a transport traces.
    pub fn enable_transport_trace(
        &mut self,
        id: &str,
        types: Vec<TransportTraceType>,
    ) -> Result<(), ModelError> {
        let key = self.transport_key(id)?;
        self.transport_mut(key)?.trace_types = types;
        Ok(())
    }

    /// A transport as it stands.
    pub fn dump_transport(&self, id: &str) -> Result<TransportDump, ModelError> {
        let transport = self.transport(self.transport_key(id)?)?;
        Ok(transport.dump(&Entities {
            producers: &self.producers,
            consumers: &self.consumers,
            data_producers: &self.data_producers,
            data_consumers: &self.data_consumers,
        }))
    }

    /// A transport's counters.
    pub fn transport_stats(
        &mut self,
        now: Instant,
        id: &str,
    ) -> Result<TransportStats, ModelError> {
        let key = self.transport_key(id)?;
        let timestamp_ms = self.clock.timestamp_ms(now);
        Ok(self.transport_mut(key)?.stats(now, timestamp_ms))
    }
}

impl Router {
    pub(super) fn transport(&self, key: Key<Transport>) -> Result<&Transport, ModelError> {
        self.transports
            .get(key)
            .ok_or_else(|| ModelError::NotFound("Transport not found".to_owned()))
    }

    pub(super) fn transport_mut(
        &mut self,
        key: Key<Transport>,
    ) -> Result<&mut Transport, ModelError> {
        self.transports
            .get_mut(key)
            .ok_or_else(|| ModelError::NotFound("Transport not found".to_owned()))
    }

    /// Does something with a transport's connection and the wire that it sends on.
    pub(super) fn with_connection<R>(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        act: impl FnOnce(&mut Connection, &mut Wire<'_>) -> R,
    ) -> Option<R> {
        let transport = self.transports.get_mut(key)?;
        let mut wire = Wire {
            outboxes: &mut self.outboxes,
            slot: &mut transport.slot,
            transport_id: &transport.id,
            scratch: &mut self.dtls_scratch,
            sent: &mut transport.counters.sent,
            now,
        };
        Some(act(&mut transport.connection, &mut wire))
    }

    /// Tells what a connection noticed, and lets media start or stop.
    pub(super) fn after_connection(&mut self, now: Instant, key: Key<Transport>) {
        while let Some(transport) = self.transports.get_mut(key)
            && let Some(notice) = transport.connection.poll_notice()
        {
            let transport_id = transport.id.clone();
            let event = match notice {
                Notice::TupleAdded(tuple) => Event::IceTupleAdded {
                    transport_id,
                    tuple,
                },
                Notice::TupleRemoved(tuple) => Event::IceTupleRemoved {
                    transport_id,
                    tuple,
                },
                Notice::TupleSelected(tuple) => Event::IceSelectedTuple {
                    transport_id,
                    tuple,
                },
                Notice::LocalUfragRemoved(username_fragment) => Event::IceLocalUfragRemoved {
                    transport_id,
                    username_fragment,
                },
                Notice::IceState(state) => Event::IceState {
                    transport_id,
                    state,
                },
                Notice::DtlsState(state, remote_certificate) => Event::DtlsState {
                    transport_id,
                    state,
                    remote_certificate,
                },
                Notice::TupleLatched(tuple) => Event::PlainTuple {
                    transport_id,
                    tuple,
                },
                Notice::RtcpTupleLatched(tuple) => Event::PlainRtcpTuple {
                    transport_id,
                    tuple,
                },
                Notice::Ready => {
                    self.set_transport_ready(now, key, true);
                    continue;
                }
                Notice::NotReady => {
                    self.set_transport_ready(now, key, false);
                    continue;
                }
            };
            self.events.push_back(event);
        }
        self.schedule_transport(key);
    }

    fn set_transport_ready(&mut self, now: Instant, key: Key<Transport>, is_ready: bool) {
        let first_report_at = now + self.report_interval();
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        transport.report_at = is_ready.then_some(first_report_at);
        if let Some(estimation) = transport.estimation.as_mut().filter(|_| !is_ready) {
            estimation.pacer.clear();
        }
        for consumer in transport.consumers.clone() {
            self.set_consumer_transport_ready(now, consumer, is_ready);
        }
    }

    /// Does what is due on a transport.
    pub(super) fn run_transport(&mut self, now: Instant, key: Key<Transport>) {
        self.with_connection(now, key, |connection, wire| {
            connection.handle_timeout(now, wire)
        });
        self.after_connection(now, key);
        self.send_transport_feedback(now, key);
        self.run_estimation(now, key);
        if self
            .transports
            .get(key)
            .and_then(|transport| transport.report_at)
            .is_some_and(|at| at <= now)
        {
            self.send_reports(now, key);
        }
    }
}
