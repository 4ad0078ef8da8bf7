//! Plain, pipe and direct transports in the worker: their sockets and SRTP keys, or that they have none.

use super::{Worker, registry::Handler, request::wrong_body, socket::Opened};
use crate::{
    channel::{Reply, RequestError},
    convert::{
        self,
        request::{ListenInfo, listen_info, transport_options},
        srtp::{profile_from, remote_key, srtp_parameters},
    },
    schema::fbs::{
        pipe_transport as fbs_pipe, plain_transport as fbs_plain,
        request::{BodyRef, Method},
        response::Body,
        router as fbs_router,
    },
    sys::process::random_bytes,
};
use sambung_core::{
    ortc::{EntityId, ModelError, Protocol},
    router::{Router, TransportHandle},
    srtp::{SrtpMasterKey, SrtpProfile},
    transport::{
        ConnectionDump, PipeTransportDump, PipeTransportOptions, PlainConnectParameters,
        PlainTransportDump, PlainTransportOptions,
    },
};
use std::{
    net::{IpAddr, SocketAddr},
    time::Instant,
};

impl Worker {
    /// Opens a transport that is none of WebRTC's.
    pub(super) fn create_other_transport(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match body {
            Some(BodyRef::RouterCreatePlainTransportRequest(body)) => {
                self.create_plain_transport(now, key, method, body)
            }
            Some(BodyRef::RouterCreatePipeTransportRequest(body)) => {
                self.create_pipe_transport(now, key, method, body)
            }
            Some(BodyRef::RouterCreateDirectTransportRequest(body)) => {
                let id = self.new_transport_id(body.transport_id()?, method)?;
                let options = transport_options(body.options()?.base()?)?;
                self.open_on_sockets(key, &id, &[], |router, _| {
                    router.create_direct_transport(now, id.clone(), options)
                })
            }
            _ => Err(wrong_body(method)),
        }
    }

    fn create_plain_transport(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        body: fbs_router::CreatePlainTransportRequestRef<'_>,
    ) -> Reply {
        let id = self.new_transport_id(body.transport_id()?, method)?;
        let options = body.options()?;
        let mut infos = vec![udp_info(listen_info(options.listen_info()?)?, "listen")?];
        if !options.rtcp_mux()? {
            let info = match options.rtcp_listen_info()? {
                Some(info) => udp_info(listen_info(info)?, "RTCP listen")?,
                None => infos[0].clone(),
            };
            infos.push(info);
        }
        let srtp = if options.enable_srtp()? {
            let suite = options
                .srtp_crypto_suite()?
                .ok_or_else(|| RequestError::Type("missing srtpCryptoSuite".to_owned()))?;
            Some(random_key(profile_from(suite))?)
        } else {
            None
        };
        let (base, comedia) = (transport_options(options.base()?)?, options.comedia()?);
        self.open_on_sockets(key, &id, &infos, |router, opened| {
            let local = first_local(opened)?;
            let options = PlainTransportOptions {
                base,
                local,
                rtcp_local: opened.get(1).map(|opened| opened.endpoint.local),
                comedia,
                srtp,
            };
            router.create_plain_transport(now, id.clone(), options)
        })
    }

    fn create_pipe_transport(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        body: fbs_router::CreatePipeTransportRequestRef<'_>,
    ) -> Reply {
        let id = self.new_transport_id(body.transport_id()?, method)?;
        let options = body.options()?;
        let info = udp_info(listen_info(options.listen_info()?)?, "listen")?;
        let srtp = options.enable_srtp()?;
        let srtp = srtp
            .then(|| random_key(SrtpProfile::AeadAes256Gcm))
            .transpose()?;
        let (base, enable_rtx) = (transport_options(options.base()?)?, options.enable_rtx()?);
        self.open_on_sockets(key, &id, &[info], |router, opened| {
            let options = PipeTransportOptions {
                base,
                local: first_local(opened)?,
                enable_rtx,
                srtp,
            };
            router.create_pipe_transport(now, id.clone(), options)
        })
    }

    /// Opens sockets and a transport on them, or nothing, and answers with its dump.
    fn open_on_sockets(
        &mut self,
        key: usize,
        id: &EntityId,
        infos: &[ListenInfo],
        create: impl FnOnce(&mut Router, &[Opened]) -> Result<TransportHandle, ModelError>,
    ) -> Reply {
        let opened = self.sockets.open_all(&self.epoll, infos)?;
        self.warn_about_buffers(&opened);
        let created = self.add_child(key, id, Handler::Transport(key), |router| {
            create(router, &opened)
        });
        match created {
            Ok(handle) => {
                self.attach(key, id, handle, &opened, None);
                self.dump_transport(key, id)
            }
            Err(error) => {
                opened
                    .iter()
                    .for_each(|opened| self.close_socket(opened.key));
                Err(error)
            }
        }
    }

    /// A transport as it stands.
    pub(super) fn dump_transport(&mut self, key: usize, id: &str) -> Reply {
        let dump = self.router(key)?.dump_transport(id)?;
        let announced = |protocol, local| self.sockets.announced_at(protocol, local);
        Ok(Some(convert::transport::dump(&dump, &announced)))
    }

    /// Tells a plain transport its peer.
    pub(super) fn connect_plain_transport(
        &mut self,
        now: Instant,
        key: usize,
        id: &str,
        body: fbs_plain::ConnectRequestRef<'_>,
    ) -> Reply {
        let srtp = body.srtp_parameters()?.map(remote_key).transpose()?;
        let own_key = srtp.as_ref().map(|key| random_key(key.profile()));
        let parameters = PlainConnectParameters {
            ip: body.ip()?.map(ip_address).transpose()?,
            port: body.port()?,
            rtcp_port: body.rtcp_port()?,
            srtp,
            own_key: own_key.transpose()?,
        };
        let router = self.router(key)?;
        plain_dump(router, id)?;
        router.connect_plain_transport(now, id, parameters)?;
        let dump = plain_dump(router, id)?;
        let tuple = |tuple| {
            let announced = |protocol, local| self.sockets.announced_at(protocol, local);
            convert::transport::connected_tuple(&tuple, &announced)
        };
        let response = fbs_plain::ConnectResponse {
            tuple: tuple(dump.tuple),
            rtcp_tuple: dump.rtcp_tuple.and_then(tuple),
            srtp_parameters: dump.srtp.as_ref().map(srtp_parameters),
        };
        Ok(Some(Body::PlainTransportConnectResponse(Box::new(
            response,
        ))))
    }

    /// Tells a pipe transport its peer.
    pub(super) fn connect_pipe_transport(
        &mut self,
        now: Instant,
        key: usize,
        id: &str,
        body: fbs_pipe::ConnectRequestRef<'_>,
    ) -> Reply {
        let srtp = body.srtp_parameters()?.map(remote_key).transpose()?;
        let parameters = PlainConnectParameters {
            ip: Some(ip_address(body.ip()?)?),
            port: body.port()?,
            rtcp_port: None,
            srtp,
            own_key: None,
        };
        let router = self.router(key)?;
        pipe_dump(router, id)?;
        router.connect_plain_transport(now, id, parameters)?;
        let dump = pipe_dump(router, id)?;
        let announced = |protocol, local| self.sockets.announced_at(protocol, local);
        let tuple = Box::new(convert::transport::plain_tuple(&dump.tuple, &announced));
        let response = fbs_pipe::ConnectResponse { tuple };
        Ok(Some(Body::PipeTransportConnectResponse(Box::new(response))))
    }
}

fn plain_dump(router: &Router, id: &str) -> Result<Box<PlainTransportDump>, RequestError> {
    match router.dump_transport(id)?.connection {
        ConnectionDump::Plain(dump) => Ok(dump),
        _ => Err(RequestError::Error("not a PlainTransport".to_owned())),
    }
}

fn pipe_dump(router: &Router, id: &str) -> Result<Box<PipeTransportDump>, RequestError> {
    match router.dump_transport(id)?.connection {
        ConnectionDump::Pipe(dump) => Ok(dump),
        _ => Err(RequestError::Error("not a PipeTransport".to_owned())),
    }
}

/// The address of the first of these sockets, which these transports always have.
fn first_local(opened: &[Opened]) -> Result<SocketAddr, ModelError> {
    opened
        .first()
        .map(|opened| opened.endpoint.local)
        .ok_or_else(|| ModelError::Error("no socket".to_owned()))
}

/// Refuses what is no UDP socket.
fn udp_info(info: ListenInfo, what: &str) -> Result<ListenInfo, RequestError> {
    if info.protocol != Protocol::Udp {
        return Err(RequestError::Type(format!("unsupported {what} protocol")));
    }
    Ok(info)
}

fn ip_address(text: &str) -> Result<IpAddr, RequestError> {
    text.parse()
        .map_err(|_| RequestError::Type(format!("invalid IP '{text}'")))
}

/// A key of ours.
fn random_key(profile: SrtpProfile) -> Result<SrtpMasterKey, RequestError> {
    let mut bytes = vec![0; profile.key_length() + profile.salt_length()];
    random_bytes(&mut bytes)
        .map_err(|error| RequestError::Error(format!("no random bytes: {error}")))?;
    SrtpMasterKey::from_bytes(profile, &bytes)
        .map_err(|error| RequestError::Error(error.to_string()))
}
