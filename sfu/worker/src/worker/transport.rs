//! A transport's life in the worker: its sockets and candidates, its place on a shared server, its end.

use super::{
    Worker,
    candidate::{Endpoint, Preferences, candidates},
    host::Attachment,
    registry::Handler,
    socket::{Opened, Owner, Route},
    webrtc_server::WebRtcServer,
};
use crate::{
    channel::{Reply, RequestError, method_name},
    convert::{
        self,
        request::{bounded, listen_info, transport_options},
    },
    schema::fbs::{
        request::Method, response::Body, router as fbs_router, web_rtc_transport as fbs_webrtc,
    },
    sys::{interfaces, process::random_bytes},
};
use sambung_core::{
    ortc::{EntityId, IceCandidate},
    router::TransportHandle,
    transport::WebRtcTransportOptions,
};
use std::{net::IpAddr, time::Instant};

/// Letters and digits of a username fragment and of a password. mediasoup's length: 32 of 36 symbols are 165 bits, far
/// more than RFC 8445 §5.3 asks for (24 and 128).
const CREDENTIAL_LEN: usize = 32;

impl Worker {
    /// Opens a transport on sockets of its own or on a shared server's, or opens nothing.
    pub(super) fn create_webrtc_transport(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        body: fbs_router::CreateWebRtcTransportRequestRef<'_>,
    ) -> Reply {
        let id = self.new_transport_id(body.transport_id()?, method)?;
        let options = body.options()?;
        let (server, opened) = match options.listen()? {
            fbs_webrtc::ListenRef::ListenIndividual(listen) => {
                let infos = bounded(listen.listen_infos()?, |info| listen_info(info?))?;
                (None, self.sockets.open_all(&self.epoll, &infos)?)
            }
            fbs_webrtc::ListenRef::ListenServer(listen) => {
                let server = self.server_keys.get(listen.web_rtc_server_id()?).copied();
                let reason = "wrong webRtcServerId (no associated WebRtcServer found)";
                (
                    Some(server.ok_or_else(|| RequestError::Error(reason.to_owned()))?),
                    Vec::new(),
                )
            }
        };
        self.warn_about_buffers(&opened);
        let sockets: Vec<usize> = opened.iter().map(|opened| opened.key).collect();
        let created = self.open_transport(now, key, &id, options, server, opened);
        match created {
            Ok(()) => self.dump_transport(key, &id),
            Err(error) => {
                sockets
                    .into_iter()
                    .for_each(|socket| self.close_socket(socket));
                Err(error)
            }
        }
    }

    /// The id of a transport to be made; `Error` when something has it already.
    pub(super) fn new_transport_id(
        &self,
        id: &str,
        method: Method,
    ) -> Result<EntityId, RequestError> {
        if self.registry.find(id).is_some() {
            let method = method_name(method);
            return Err(RequestError::Error(format!(
                "a Transport with same id already exists [method:{method}]"
            )));
        }
        Ok(EntityId::from(id))
    }

    fn open_transport(
        &mut self,
        now: Instant,
        key: usize,
        id: &EntityId,
        options: fbs_webrtc::WebRtcTransportOptionsRef<'_>,
        server: Option<usize>,
        opened: Vec<Opened>,
    ) -> Result<(), RequestError> {
        let ice_candidates = self.ice_candidates(options, server, &opened)?;
        let ufrag = credential()?;
        let transport_options = WebRtcTransportOptions {
            base: transport_options(options.base()?)?,
            ice_candidates,
            ice_username_fragment: ufrag.clone(),
            ice_password: credential()?,
            ice_consent_timeout_s: options.ice_consent_timeout()?,
        };
        let transport = self.add_child(key, id, Handler::Transport(key), |router| {
            router.create_webrtc_transport(now, id.clone(), transport_options)
        })?;
        let route = self.attach(key, id, transport, &opened, server);
        if let Some(server) = server
            .and_then(|key| self.servers.get_mut(key))
            .and_then(Option::as_mut)
        {
            server.add_transport(id, route, &ufrag);
        }
        Ok(())
    }

    /// Notes what a new transport holds, and gives it what arrives at its own sockets.
    pub(super) fn attach(
        &mut self,
        key: usize,
        id: &EntityId,
        handle: TransportHandle,
        opened: &[Opened],
        server: Option<usize>,
    ) -> Route {
        let route = Route {
            router: key,
            transport: handle,
        };
        let sockets: Vec<usize> = opened.iter().map(|opened| opened.key).collect();
        sockets
            .iter()
            .for_each(|socket| self.sockets.assign(*socket, Owner::Transport(route)));
        if let Some(host) = self.hosts.get(key) {
            let attachment = Attachment {
                handle,
                sockets,
                server,
            };
            host.attachments.insert(id.clone(), attachment);
        }
        route
    }

    /// What a transport tells its peer: its own sockets, or those of its shared server that it wants.
    fn ice_candidates(
        &self,
        options: fbs_webrtc::WebRtcTransportOptionsRef<'_>,
        server: Option<usize>,
        opened: &[Opened],
    ) -> Result<Vec<IceCandidate>, RequestError> {
        let server = server
            .and_then(|key| self.servers.get(key))
            .and_then(Option::as_ref);
        let Some(server) = server else {
            let endpoints: Vec<Endpoint> = opened
                .iter()
                .map(|opened| opened.endpoint.clone())
                .collect();
            let interfaces = interfaces_behind(&endpoints);
            return Ok(candidates(&endpoints, Preferences::default(), &interfaces));
        };
        let preferences = Preferences {
            enable_udp: options.enable_udp()?,
            enable_tcp: options.enable_tcp()?,
            prefer_udp: options.prefer_udp()?,
            prefer_tcp: options.prefer_tcp()?,
        };
        let interfaces = interfaces_behind(&server.endpoints);
        let candidates = candidates(&server.endpoints, preferences, &interfaces);
        if candidates.is_empty() {
            return Err(RequestError::Type("empty iceCandidates".to_owned()));
        }
        Ok(candidates)
    }

    /// Gives a transport new ICE credentials.
    pub(super) fn restart_ice(&mut self, now: Instant, key: usize, id: &str) -> Reply {
        let (ufrag, password) = (credential()?, credential()?);
        let parameters = self.router(key)?.restart_ice(now, id, ufrag, password)?;
        let id = EntityId::from(id);
        if let Some((route, server)) = self.shared_server(key, &id) {
            server.add_ufrag(&id, route, &parameters.username_fragment);
        }
        Ok(Some(Body::TransportRestartIceResponse(Box::new(
            convert::transport::restart_ice(&parameters),
        ))))
    }

    /// Closes a transport with its children. What it has to say to its peer is sent before its sockets go.
    pub(super) fn close_transport(
        &mut self,
        now: Instant,
        key: usize,
        id: &str,
    ) -> Result<(), RequestError> {
        let router = self.router(key)?;
        let dump = router.dump_transport(id)?;
        router.close_transport(now, id)?;
        self.send_now(key);
        self.registry.remove(id);
        let children = [
            &dump.producer_ids,
            &dump.consumer_ids,
            &dump.data_producer_ids,
            &dump.data_consumer_ids,
        ];
        for child in children.into_iter().flatten() {
            self.registry.remove(child);
        }
        let attachment = self
            .hosts
            .get(key)
            .and_then(|host| host.attachments.remove(id));
        if let Some(attachment) = attachment {
            self.detach(key, id, attachment);
        }
        Ok(())
    }

    /// Gives back what a closed transport held.
    pub(super) fn detach(&mut self, key: usize, id: &str, attachment: Attachment) {
        let route = Route {
            router: key,
            transport: attachment.handle,
        };
        if let Some(server) = attachment
            .server
            .and_then(|key| self.servers.get_mut(key))
            .and_then(Option::as_mut)
        {
            for tuple in server.remove_transport(id, route) {
                self.tuple_was_removed(&tuple);
            }
        }
        attachment
            .sockets
            .into_iter()
            .for_each(|socket| self.close_socket(socket));
    }

    /// The shared server that a transport uses, with the transport's route.
    pub(super) fn shared_server(
        &mut self,
        key: usize,
        id: &EntityId,
    ) -> Option<(Route, &mut WebRtcServer)> {
        let attachment = self.hosts.get(key)?.attachments.get(id)?;
        let route = Route {
            router: key,
            transport: attachment.handle,
        };
        let server = self.servers.get_mut(attachment.server?)?.as_mut()?;
        Some((route, server))
    }
}

/// This machine's addresses, when one of the sockets is bound to all of them.
fn interfaces_behind(endpoints: &[Endpoint]) -> Vec<IpAddr> {
    let is_unspecified = |endpoint: &Endpoint| endpoint.local.ip().is_unspecified();
    if endpoints.iter().any(is_unspecified) {
        // Without the list such a socket has no candidate, which the control plane sees.
        interfaces::addresses().unwrap_or_default()
    } else {
        Vec::new()
    }
}

/// A random username fragment or password of ICE characters.
fn credential() -> Result<String, RequestError> {
    const SYMBOLS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut credential = String::with_capacity(CREDENTIAL_LEN);
    while credential.len() < CREDENTIAL_LEN {
        let mut bytes = [0; CREDENTIAL_LEN];
        random_bytes(&mut bytes)
            .map_err(|error| RequestError::Error(format!("no random bytes: {error}")))?;
        // Bytes beyond the last whole multiple would favour the first symbols.
        let fair = bytes
            .iter()
            .filter(|byte| **byte < 252)
            .map(|byte| SYMBOLS[usize::from(byte % 36)]);
        credential.extend(fair.map(char::from).take(CREDENTIAL_LEN - credential.len()));
    }
    Ok(credential)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn credentials_are_long_enough_and_never_the_same() {
        let credentials: std::collections::HashSet<String> = (0..100)
            .map(|_| credential().expect("the kernel has random bytes"))
            .collect();
        assert_eq!(credentials.len(), 100);
        let is_fit = |credential: &String| {
            credential.len() == CREDENTIAL_LEN
                && credential.bytes().all(|byte| byte.is_ascii_alphanumeric())
        };
        assert!(credentials.iter().all(is_fit));
    }
}
