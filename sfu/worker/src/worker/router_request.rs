//! Requests to routers and to what lives in them.

use super::{
    Worker,
    registry::Handler,
    request::{taken, unknown_method, wrong_body},
};
use crate::{
    channel::{Reply, RequestError, method_name},
    convert::{
        dump,
        request::{
            audio_level_observer_options, consumer_layers, consumer_options, consumer_trace_types,
            dtls_parameters, producer_options, producer_trace_types, transport_trace_types,
        },
        rtp_parameters::type_to,
        stream, transport,
    },
    schema::fbs::{
        consumer as fbs_consumer, producer as fbs_producer,
        request::{BodyRef, Method},
        response::Body,
        transport as fbs_transport, web_rtc_transport as fbs_webrtc,
    },
};
use sambung_core::{observer::ActiveSpeakerObserverOptions, ortc::EntityId, router::Router};
use std::time::Instant;

impl Worker {
    /// Does what a request asks of a router or of something in it.
    pub(super) fn handle_router_request(
        &mut self,
        now: Instant,
        handler: Handler,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match handler {
            Handler::Router(key) => self.handle_own_router_request(now, key, method, body),
            Handler::Transport(key) => self.handle_transport_request(now, key, method, id, body),
            Handler::Producer(key) => self.handle_producer_request(now, key, method, id, body),
            Handler::Consumer(key) => self.handle_consumer_request(now, key, method, id, body),
            Handler::DataProducer(key) => self.handle_data_producer_request(now, key, method, id),
            Handler::DataConsumer(key) => {
                self.handle_data_consumer_request(now, key, method, id, body)
            }
            Handler::RtpObserver(key) => self.handle_observer_request(now, key, method, id, body),
            Handler::WebRtcServer(_) => Err(unknown_method(method)),
        }
    }

    /// The router with a key that came from the registry.
    pub(super) fn router(&mut self, key: usize) -> Result<&mut Router, RequestError> {
        let host = self.hosts.touch(key);
        host.map(|host| &mut host.router)
            .ok_or_else(|| RequestError::NotFound("Router not found".to_owned()))
    }

    fn handle_own_router_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match (method, body) {
            (Method::RouterDump, _) => {
                let dump = dump::router(&self.router(key)?.dump());
                Ok(Some(Body::RouterDumpResponse(Box::new(dump))))
            }
            (
                Method::RouterCreateWebrtctransport | Method::RouterCreateWebrtctransportWithServer,
                Some(BodyRef::RouterCreateWebRtcTransportRequest(body)),
            ) => self.create_webrtc_transport(now, key, method, body),
            (Method::RouterCloseTransport, Some(BodyRef::RouterCloseTransportRequest(body))) => {
                let id = body.transport_id()?;
                if !self
                    .hosts
                    .get(key)
                    .is_some_and(|host| host.attachments.contains_key(id))
                {
                    let method = method_name(method);
                    return Err(RequestError::NotFound(format!(
                        "Transport not found [method:{method}]"
                    )));
                }
                self.close_transport(now, key, id)?;
                Ok(None)
            }
            (
                Method::RouterCreateAudiolevelobserver,
                Some(BodyRef::RouterCreateAudioLevelObserverRequest(body)),
            ) => {
                let id = EntityId::from(body.rtp_observer_id()?);
                let options = audio_level_observer_options(body.options()?)?;
                self.add_child(key, &id, Handler::RtpObserver(key), |router| {
                    router.create_audio_level_observer(now, id.clone(), options)
                })?;
                Ok(None)
            }
            (
                Method::RouterCreateActivespeakerobserver,
                Some(BodyRef::RouterCreateActiveSpeakerObserverRequest(body)),
            ) => {
                let id = EntityId::from(body.rtp_observer_id()?);
                let options = ActiveSpeakerObserverOptions {
                    interval_ms: body.options()?.interval()?,
                };
                self.add_child(key, &id, Handler::RtpObserver(key), |router| {
                    router.create_active_speaker_observer(now, id.clone(), options)
                })?;
                Ok(None)
            }
            (
                Method::RouterCloseRtpobserver,
                Some(BodyRef::RouterCloseRtpObserverRequest(body)),
            ) => {
                let id = body.rtp_observer_id()?;
                self.router(key)?.close_rtp_observer(id)?;
                self.registry.remove(id);
                Ok(None)
            }
            (
                Method::RouterCreatePlaintransport
                | Method::RouterCreatePipetransport
                | Method::RouterCreateDirecttransport,
                body,
            ) => self.create_other_transport(now, key, method, body),

            (
                Method::RouterCreateWebrtctransport
                | Method::RouterCreateWebrtctransportWithServer
                | Method::RouterCloseTransport
                | Method::RouterCreateAudiolevelobserver
                | Method::RouterCreateActivespeakerobserver
                | Method::RouterCloseRtpobserver,
                _,
            ) => Err(wrong_body(method)),
            _ => Err(unknown_method(method)),
        }
    }

    fn handle_transport_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match (method, body) {
            (Method::TransportDump, _) => self.dump_transport(key, id),
            (Method::TransportGetStats, _) => {
                let stats = self.router(key)?.transport_stats(now, id)?;
                let announced = |protocol, local| self.sockets.announced_at(protocol, local);
                Ok(Some(transport::stats(&stats, &announced)))
            }
            (
                Method::WebrtctransportConnect,
                Some(BodyRef::WebRtcTransportConnectRequest(body)),
            ) => {
                let parameters = dtls_parameters(body.dtls_parameters()?)?;
                let role = self
                    .router(key)?
                    .connect_webrtc_transport(now, id, parameters)?;
                let response = fbs_webrtc::ConnectResponse {
                    dtls_local_role: transport::dtls_role(role),
                };
                Ok(Some(Body::WebRtcTransportConnectResponse(Box::new(
                    response,
                ))))
            }
            (Method::PlaintransportConnect, Some(BodyRef::PlainTransportConnectRequest(body))) => {
                self.connect_plain_transport(now, key, id, body)
            }
            (Method::PipetransportConnect, Some(BodyRef::PipeTransportConnectRequest(body))) => {
                self.connect_pipe_transport(now, key, id, body)
            }
            (Method::TransportRestartIce, _) => self.restart_ice(now, key, id),
            (
                Method::TransportSetMaxIncomingBitrate,
                Some(BodyRef::TransportSetMaxIncomingBitrateRequest(body)),
            ) => {
                self.router(key)?
                    .set_max_incoming_bitrate(id, body.max_incoming_bitrate()?)?;
                Ok(None)
            }
            (
                Method::TransportSetMaxOutgoingBitrate,
                Some(BodyRef::TransportSetMaxOutgoingBitrateRequest(body)),
            ) => {
                self.router(key)?
                    .set_max_outgoing_bitrate(id, body.max_outgoing_bitrate()?)?;
                Ok(None)
            }
            (
                Method::TransportSetMinOutgoingBitrate,
                Some(BodyRef::TransportSetMinOutgoingBitrateRequest(body)),
            ) => {
                self.router(key)?
                    .set_min_outgoing_bitrate(id, body.min_outgoing_bitrate()?)?;
                Ok(None)
            }
            (
                Method::TransportEnableTraceEvent,
                Some(BodyRef::TransportEnableTraceEventRequest(body)),
            ) => {
                let types = transport_trace_types(body)?;
                self.router(key)?.enable_transport_trace(id, types)?;
                Ok(None)
            }
            (Method::TransportProduce, Some(BodyRef::TransportProduceRequest(body))) => {
                let options = producer_options(body)?;
                let producer_id = options.id.clone();
                let producer_type =
                    self.add_child(key, &producer_id, Handler::Producer(key), |router| {
                        router.produce(now, id, options)
                    })?;
                let response = fbs_transport::ProduceResponse {
                    type_: type_to(producer_type),
                };
                Ok(Some(Body::TransportProduceResponse(Box::new(response))))
            }
            (Method::TransportConsume, Some(BodyRef::TransportConsumeRequest(body))) => {
                let options = consumer_options(body)?;
                let consumer_id = options.id.clone();
                let result =
                    self.add_child(key, &consumer_id, Handler::Consumer(key), |router| {
                        router.consume(now, id, options)
                    })?;
                Ok(Some(Body::TransportConsumeResponse(Box::new(
                    dump::consume(&result),
                ))))
            }
            (
                Method::TransportCloseProducer,
                Some(BodyRef::TransportCloseProducerRequest(body)),
            ) => {
                let producer_id = body.producer_id()?;
                self.router(key)?.close_producer(now, id, producer_id)?;
                self.registry.remove(producer_id);
                Ok(None)
            }
            (
                Method::TransportCloseConsumer,
                Some(BodyRef::TransportCloseConsumerRequest(body)),
            ) => {
                let consumer_id = body.consumer_id()?;
                self.router(key)?.close_consumer(now, id, consumer_id)?;
                self.registry.remove(consumer_id);
                Ok(None)
            }
            (
                Method::TransportProduceData
                | Method::TransportConsumeData
                | Method::TransportCloseDataproducer
                | Method::TransportCloseDataconsumer,
                body,
            ) => self.handle_transport_data_request(key, method, id, body),
            (
                Method::WebrtctransportConnect
                | Method::PlaintransportConnect
                | Method::PipetransportConnect
                | Method::TransportSetMaxIncomingBitrate
                | Method::TransportSetMaxOutgoingBitrate
                | Method::TransportSetMinOutgoingBitrate
                | Method::TransportEnableTraceEvent
                | Method::TransportProduce
                | Method::TransportConsume
                | Method::TransportCloseProducer
                | Method::TransportCloseConsumer,
                _,
            ) => Err(wrong_body(method)),
            _ => Err(unknown_method(method)),
        }
    }

    fn handle_producer_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        let router = self.router(key)?;
        match (method, body) {
            (Method::ProducerDump, _) => Ok(Some(Body::ProducerDumpResponse(Box::new(
                dump::producer(&router.dump_producer(id)?),
            )))),
            (Method::ProducerGetStats, _) => {
                let stats = router
                    .producer_stats(now, id)?
                    .iter()
                    .map(stream::stats)
                    .collect();
                Ok(Some(Body::ProducerGetStatsResponse(Box::new(
                    fbs_producer::GetStatsResponse { stats },
                ))))
            }
            (Method::ProducerPause, _) => Ok(router.pause_producer(now, id).map(|()| None)?),
            (Method::ProducerResume, _) => Ok(router.resume_producer(now, id).map(|()| None)?),
            (
                Method::ProducerEnableTraceEvent,
                Some(BodyRef::ProducerEnableTraceEventRequest(body)),
            ) => Ok(router
                .enable_producer_trace(id, producer_trace_types(body)?)
                .map(|()| None)?),
            (Method::ProducerEnableTraceEvent, _) => Err(wrong_body(method)),
            _ => Err(unknown_method(method)),
        }
    }

    fn handle_consumer_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        let router = self.router(key)?;
        match (method, body) {
            (Method::ConsumerDump, _) => Ok(Some(Body::ConsumerDumpResponse(Box::new(
                dump::consumer(&router.dump_consumer(id)?),
            )))),
            (Method::ConsumerGetStats, _) => {
                let stats = router
                    .consumer_stats(now, id)?
                    .iter()
                    .map(stream::stats)
                    .collect();
                Ok(Some(Body::ConsumerGetStatsResponse(Box::new(
                    fbs_consumer::GetStatsResponse { stats },
                ))))
            }
            (Method::ConsumerPause, _) => Ok(router.pause_consumer(now, id).map(|()| None)?),
            (Method::ConsumerResume, _) => Ok(router.resume_consumer(now, id).map(|()| None)?),
            (Method::ConsumerRequestKeyFrame, _) => {
                Ok(router.request_key_frame(now, id).map(|()| None)?)
            }
            (
                Method::ConsumerSetPreferredLayers,
                Some(BodyRef::ConsumerSetPreferredLayersRequest(body)),
            ) => {
                let layers = router.set_preferred_layers(
                    now,
                    id,
                    consumer_layers(body.preferred_layers()?)?,
                )?;
                let preferred_layers = layers.map(|layers| Box::new(dump::consumer_layers(layers)));
                let response = fbs_consumer::SetPreferredLayersResponse { preferred_layers };
                Ok(Some(Body::ConsumerSetPreferredLayersResponse(Box::new(
                    response,
                ))))
            }
            (Method::ConsumerSetPriority, Some(BodyRef::ConsumerSetPriorityRequest(body))) => {
                let priority = router.set_priority(id, body.priority()?)?;
                let response = fbs_consumer::SetPriorityResponse { priority };
                Ok(Some(Body::ConsumerSetPriorityResponse(Box::new(response))))
            }
            (
                Method::ConsumerEnableTraceEvent,
                Some(BodyRef::ConsumerEnableTraceEventRequest(body)),
            ) => Ok(router
                .enable_consumer_trace(id, consumer_trace_types(body)?)
                .map(|()| None)?),
            (
                Method::ConsumerSetPreferredLayers
                | Method::ConsumerSetPriority
                | Method::ConsumerEnableTraceEvent,
                _,
            ) => Err(wrong_body(method)),
            _ => Err(unknown_method(method)),
        }
    }

    fn handle_observer_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        let router = self.router(key)?;
        match (method, body) {
            (Method::RtpobserverPause, _) => Ok(router.pause_rtp_observer(id).map(|()| None)?),
            (Method::RtpobserverResume, _) => {
                Ok(router.resume_rtp_observer(now, id).map(|()| None)?)
            }
            (
                Method::RtpobserverAddProducer,
                Some(BodyRef::RtpObserverAddProducerRequest(body)),
            ) => Ok(router
                .add_observed_producer(now, id, body.producer_id()?)
                .map(|()| None)?),
            (
                Method::RtpobserverRemoveProducer,
                Some(BodyRef::RtpObserverRemoveProducerRequest(body)),
            ) => Ok(router
                .remove_observed_producer(now, id, body.producer_id()?)
                .map(|()| None)?),
            (Method::RtpobserverAddProducer | Method::RtpobserverRemoveProducer, _) => {
                Err(wrong_body(method))
            }
            _ => Err(unknown_method(method)),
        }
    }

    /// Makes an entity in a router and registers it, or does neither.
    pub(super) fn add_child<T, E: Into<RequestError>>(
        &mut self,
        key: usize,
        id: &EntityId,
        handler: Handler,
        make: impl FnOnce(&mut Router) -> Result<T, E>,
    ) -> Result<T, RequestError> {
        if self.registry.find(id).is_some() {
            return Err(taken(id));
        }
        let made = make(self.router(key)?).map_err(Into::into)?;
        self.registry.add(id, handler);
        Ok(made)
    }
}
