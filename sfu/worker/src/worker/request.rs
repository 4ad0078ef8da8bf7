//! Requests to the worker itself and to its shared servers; all others go to routers.

use super::{
    Worker,
    host::Host,
    registry::Handler,
    socket::{Opened, Owner},
    webrtc_server::WebRtcServer,
};
use crate::{
    channel::{Reply, RequestError, method_name},
    convert::request::{ListenInfo, bounded, listen_info},
    schema::fbs::{
        request::{BodyRef, Method},
        response::Body,
        web_rtc_server as fbs_server, worker as fbs_worker,
    },
    settings::{LogLevel, LogTag, LogTags},
    sys::process::{random_bytes, resource_usage},
};
use sambung_core::{
    ortc::{EntityId, Protocol},
    router::{Router, RouterConfig},
};
use std::{
    process,
    time::{Duration, Instant, SystemTime, UNIX_EPOCH},
};

impl Worker {
    /// Does what a request asks.
    pub(super) fn handle_request(
        &mut self,
        now: Instant,
        method: Method,
        handler_id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match (method, body) {
            (Method::WorkerDump, _) => Ok(Some(Body::WorkerDumpResponse(Box::new(self.dump())))),
            (Method::WorkerGetResourceUsage, _) => resource_usage_reply(),
            (Method::WorkerUpdateSettings, Some(BodyRef::WorkerUpdateSettingsRequest(body))) => {
                self.update_settings(body)
            }
            (
                Method::WorkerCreateWebrtcserver,
                Some(BodyRef::WorkerCreateWebRtcServerRequest(body)),
            ) => {
                let infos = body
                    .listen_infos()?
                    .map(|infos| bounded(infos, |info| listen_info(info?)))
                    .transpose()?;
                self.create_webrtc_server(body.web_rtc_server_id()?, &infos.unwrap_or_default())
            }
            (
                Method::WorkerWebrtcserverClose,
                Some(BodyRef::WorkerCloseWebRtcServerRequest(body)),
            ) => self.close_webrtc_server(now, body.web_rtc_server_id()?),
            (Method::WorkerCreateRouter, Some(BodyRef::WorkerCreateRouterRequest(body))) => {
                self.create_router(now, body.router_id()?)
            }
            (Method::WorkerCloseRouter, Some(BodyRef::WorkerCloseRouterRequest(body))) => {
                self.close_router(now, body.router_id()?)
            }
            (
                Method::WorkerUpdateSettings
                | Method::WorkerCreateWebrtcserver
                | Method::WorkerWebrtcserverClose
                | Method::WorkerCreateRouter
                | Method::WorkerCloseRouter,
                _,
            ) => Err(wrong_body(method)),
            (_, body) => match self.registry.find(handler_id) {
                None => Err(RequestError::NotFound(format!(
                    "Channel request handler with ID {handler_id} not found [method:{}]",
                    method_name(method)
                ))),
                Some(Handler::WebRtcServer(key)) if method == Method::WebrtcserverDump => {
                    self.dump_webrtc_server(key)
                }
                Some(Handler::WebRtcServer(_)) => Err(unknown_method(method)),
                Some(handler) => self.handle_router_request(now, handler, method, handler_id, body),
            },
        }
    }

    fn dump(&self) -> fbs_worker::DumpResponse {
        let ids = |keys: indexmap::map::Keys<'_, EntityId, usize>| {
            keys.map(ToString::to_string).collect()
        };
        fbs_worker::DumpResponse {
            pid: process::id(),
            web_rtc_server_ids: ids(self.server_keys.keys()),
            router_ids: ids(self.router_keys.keys()),
            channel_message_handlers: Box::new(fbs_worker::ChannelMessageHandlers {
                channel_request_handlers: self.registry.request_ids(),
                channel_notification_handlers: self.registry.notification_ids(),
            }),
        }
    }

    fn update_settings(&mut self, body: fbs_worker::UpdateSettingsRequestRef<'_>) -> Reply {
        let level = match body.log_level()? {
            Some(name) => {
                LogLevel::parse(name).map_err(|error| RequestError::Type(error.to_string()))?
            }
            None => self.channel.log.level,
        };
        if let Some(names) = body.log_tags()? {
            let names = bounded(names, |name| Ok(name?))?;
            self.channel.log.tags = LogTags::from_names(names);
        }
        self.channel.log.level = level;
        Ok(None)
    }

    fn create_webrtc_server(&mut self, id: &str, infos: &[ListenInfo]) -> Reply {
        let method = method_name(Method::WorkerCreateWebrtcserver);
        if self.server_keys.contains_key(id) {
            let reason =
                format!("a WebRtcServer with same webRtcServerId already exists [method:{method}]");
            return Err(RequestError::Error(reason));
        }
        if infos.is_empty() {
            return Err(RequestError::Type(
                "wrong listenInfos (empty array)".to_owned(),
            ));
        }
        let id = EntityId::from(id);
        let key = self
            .servers
            .iter()
            .position(Option::is_none)
            .unwrap_or(self.servers.len());
        if !self.registry.add(&id, Handler::WebRtcServer(key)) {
            return Err(taken(&id));
        }
        let opened = match self.sockets.open_all(&self.epoll, infos) {
            Ok(opened) => opened,
            Err(error) => {
                self.registry.remove(&id);
                return Err(error);
            }
        };
        self.warn_about_buffers(&opened);
        for socket in &opened {
            self.sockets.assign(socket.key, Owner::WebRtcServer(key));
        }
        let (sockets, endpoints) = opened
            .into_iter()
            .map(|opened| (opened.key, opened.endpoint))
            .unzip();
        let server = Some(WebRtcServer::new(id.clone(), sockets, endpoints));
        match self.servers.get_mut(key) {
            Some(place) => *place = server,
            None => self.servers.push(server),
        }
        self.server_keys.insert(id, key);
        Ok(None)
    }

    fn close_webrtc_server(&mut self, now: Instant, id: &str) -> Reply {
        let Some(key) = self.server_keys.get(id).copied() else {
            let method = method_name(Method::WorkerWebrtcserverClose);
            return Err(RequestError::NotFound(format!(
                "WebRtcServer not found [method:{method}]"
            )));
        };
        let transports: Vec<(EntityId, usize)> =
            match self.servers.get(key).and_then(Option::as_ref) {
                Some(server) => server
                    .transports()
                    .map(|(id, router)| (id.clone(), router))
                    .collect(),
                None => Vec::new(),
            };
        for (transport_id, router) in transports {
            self.close_transport(now, router, &transport_id)?;
        }
        self.server_keys.shift_remove(id);
        self.registry.remove(id);
        if let Some(server) = self.servers.get_mut(key).and_then(Option::take) {
            server
                .sockets
                .into_iter()
                .for_each(|socket| self.close_socket(socket));
        }
        Ok(None)
    }

    fn dump_webrtc_server(&self, key: usize) -> Reply {
        let Some(server) = self.servers.get(key).and_then(Option::as_ref) else {
            return Err(unknown_method(Method::WebrtcserverDump));
        };
        let bound = |protocol| {
            let bound = server
                .endpoints_of(protocol)
                .map(|endpoint| fbs_server::IpPort {
                    ip: endpoint.local.ip().to_string(),
                    port: endpoint.local.port(),
                });
            bound.collect()
        };
        Ok(Some(Body::WebRtcServerDumpResponse(Box::new(
            fbs_server::DumpResponse {
                id: server.id.to_string(),
                udp_sockets: bound(Protocol::Udp),
                tcp_servers: bound(Protocol::Tcp),
                web_rtc_transport_ids: server.transports().map(|(id, _)| id.to_string()).collect(),
                local_ice_username_fragments: server
                    .ufrags()
                    .map(|(ufrag, id)| fbs_server::IceUserNameFragment {
                        local_ice_username_fragment: ufrag.to_owned(),
                        web_rtc_transport_id: id.to_string(),
                    })
                    .collect(),
            },
        ))))
    }

    fn create_router(&mut self, now: Instant, id: &str) -> Reply {
        let method = method_name(Method::WorkerCreateRouter);
        if self.router_keys.contains_key(id) {
            let reason = format!("a Router with same routerId already exists [method:{method}]");
            return Err(RequestError::Error(reason));
        }
        let mut seed = [0; 8];
        random_bytes(&mut seed)
            .map_err(|error| RequestError::Error(format!("no random bytes: {error}")))?;
        let config = RouterConfig {
            certificate: self.certificate.clone(),
            dtls: self.settings.dtls,
            random_seed: u64::from_le_bytes(seed),
            started_at: now,
            // A clock before 1970 only shifts the times in sender reports.
            unix_time: SystemTime::now()
                .duration_since(UNIX_EPOCH)
                .unwrap_or(Duration::ZERO),
        };
        let id = EntityId::from(id);
        if !self
            .registry
            .add(&id, Handler::Router(self.hosts.next_key()))
        {
            return Err(taken(&id));
        }
        let mut router = Router::new(id.clone(), config);
        if self.settings.bandwidth_trace_dir.is_some() {
            router.start_bandwidth_trace();
        }
        let key = self.hosts.add(Host::new(router));
        self.router_keys.insert(id, key);
        Ok(None)
    }

    fn close_router(&mut self, now: Instant, id: &str) -> Reply {
        let Some(key) = self.router_keys.get(id).copied() else {
            let method = method_name(Method::WorkerCloseRouter);
            return Err(RequestError::NotFound(format!(
                "Router not found [method:{method}]"
            )));
        };
        let transport_ids: Vec<EntityId> = self
            .hosts
            .get(key)
            .map(|host| host.attachments.keys().cloned().collect())
            .unwrap_or_default();
        // Closed one by one so that each says goodbye to its peer.
        for transport_id in transport_ids {
            self.close_transport(now, key, &transport_id)?;
        }
        self.forget_router(key);
        Ok(None)
    }

    /// Takes a router out of all tables, with what its transports hold.
    pub(super) fn forget_router(&mut self, key: usize) {
        self.registry.remove_router(key);
        let Some(host) = self.hosts.remove(key) else {
            return;
        };
        self.keep_drops(host.router.drops());
        self.router_keys.swap_remove(host.router.id());
        for (id, attachment) in host.attachments {
            self.detach(key, &id, attachment);
        }
    }

    /// Says once that the kernel grants less than was wanted.
    pub(super) fn warn_about_buffers(&mut self, opened: &[Opened]) {
        let Some((buffer, wanted, granted)) = opened
            .iter()
            .find_map(|opened| opened.capped.first().copied())
        else {
            return;
        };
        if !self.warned_about_buffers {
            self.warned_about_buffers = true;
            let text = format_args!(
                "socket | the kernel grants {granted} of {wanted} bytes for the {buffer:?} buffer: packets will be lost in \
                 bursts (raise net.core.rmem_max and net.core.wmem_max)"
            );
            self.channel.warn(LogTag::Info, text);
        }
    }
}

fn resource_usage_reply() -> Reply {
    let usage = resource_usage()
        .map_err(|error| RequestError::Error(format!("getrusage() failed: {error}")))?;
    Ok(Some(Body::WorkerResourceUsageResponse(Box::new(
        fbs_worker::ResourceUsageResponse {
            ru_utime: usage.user_ms,
            ru_stime: usage.system_ms,
            ru_maxrss: usage.max_resident_kib,
            ru_ixrss: usage.memory_integrals[0],
            ru_idrss: usage.memory_integrals[1],
            ru_isrss: usage.memory_integrals[2],
            ru_minflt: usage.page_faults[0],
            ru_majflt: usage.page_faults[1],
            ru_nswap: usage.swaps,
            ru_inblock: usage.blocks[0],
            ru_oublock: usage.blocks[1],
            ru_msgsnd: usage.messages_and_signals[0],
            ru_msgrcv: usage.messages_and_signals[1],
            ru_nsignals: usage.messages_and_signals[2],
            ru_nvcsw: usage.context_switches[0],
            ru_nivcsw: usage.context_switches[1],
        },
    ))))
}

/// The error for an id that another entity has.
pub(super) fn taken(id: &str) -> RequestError {
    RequestError::Error(format!(
        "Channel request handler with ID {id} already exists"
    ))
}

/// The error for a method that this kind of entity does not have.
pub(super) fn unknown_method(method: Method) -> RequestError {
    RequestError::Error(format!("unknown method '{}'", method_name(method)))
}

/// The error for a body that does not belong to the method.
pub(super) fn wrong_body(method: Method) -> RequestError {
    RequestError::Type(format!(
        "malformed request: wrong body [method:{}]",
        method_name(method)
    ))
}
