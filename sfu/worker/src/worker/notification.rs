//! Notifications from the control plane: what it sends through direct transports.

use super::{Worker, registry::Handler};
use crate::{
    channel::RequestError,
    convert::data::audience,
    schema::fbs::notification::{BodyRef, Event},
    settings::LogTag,
};
use std::{
    panic::{AssertUnwindSafe, catch_unwind},
    time::Instant,
};

impl Worker {
    /// Does what a notification wants; nobody waits for an answer, so what is wrong with it is logged.
    pub(super) fn handle_notification(
        &mut self,
        now: Instant,
        event: Event,
        handler_id: &str,
        body: Option<BodyRef<'_>>,
    ) {
        let handler = self
            .registry
            .find(handler_id)
            .filter(|_| self.registry.is_notified(handler_id));
        let Some(handler) = handler else {
            self.channel.error(format_args!(
                "worker | Channel notification handler with ID {handler_id} not found"
            ));
            return;
        };
        let handled = catch_unwind(AssertUnwindSafe(|| {
            self.send_directly(now, handler, event, handler_id, body)
        }));
        match (handled, handler.router()) {
            (Ok(Ok(())), _) => {}
            (Ok(Err(error)), _) => self.channel.warn_limited(
                LogTag::Message,
                now,
                format_args!("worker | notification dropped [event:{event:?}]: {error}"),
            ),
            (Err(_), Some(router)) => self.close_broken_router(router),
            (Err(_), None) => {}
        }
    }

    fn send_directly(
        &mut self,
        now: Instant,
        handler: Handler,
        event: Event,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Result<(), RequestError> {
        match (event, handler, body) {
            (
                Event::ProducerSend,
                Handler::Producer(key),
                Some(BodyRef::ProducerSendNotification(body)),
            ) => {
                // Packets are opened in place, and the channel's buffer is not ours to change.
                let mut packet = body.data()?.to_vec();
                self.router(key)?.send_producer_rtp(now, id, &mut packet)?;
                Ok(())
            }
            (
                Event::TransportSendRtcp,
                Handler::Transport(key),
                Some(BodyRef::TransportSendRtcpNotification(body)),
            ) => {
                let packet = body.data()?;
                self.router(key)?.send_transport_rtcp(now, id, packet)?;
                Ok(())
            }
            (
                Event::DataproducerSend,
                Handler::DataProducer(key),
                Some(BodyRef::DataProducerSendNotification(body)),
            ) => {
                let (ppid, message, audience) = (body.ppid()?, body.data()?, audience(body)?);
                self.router(key)?
                    .send_data(now, id, ppid, message, &audience)?;
                Ok(())
            }
            _ => Err(RequestError::Error(
                "not for this kind of entity, or with the wrong body".to_owned(),
            )),
        }
    }
}
