//! Requests about data producers and data consumers.

use super::{
    Worker,
    registry::Handler,
    request::{unknown_method, wrong_body},
};
use crate::{
    channel::Reply,
    convert::data,
    schema::fbs::{
        data_consumer as fbs_data_consumer,
        request::{BodyRef, Method},
        response::Body,
    },
};
use std::time::Instant;

impl Worker {
    /// Opens and closes data producers and data consumers of a transport.
    pub(super) fn handle_transport_data_request(
        &mut self,
        key: usize,
        method: Method,
        transport_id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        match body {
            Some(BodyRef::TransportProduceDataRequest(body)) => {
                let options = data::data_producer_options(body)?;
                let id = options.id.clone();
                let dump = self.add_child(key, &id, Handler::DataProducer(key), |router| {
                    router.produce_data(transport_id, options)
                })?;
                Ok(Some(Body::DataProducerDumpResponse(Box::new(
                    data::data_producer(&dump),
                ))))
            }
            Some(BodyRef::TransportConsumeDataRequest(body)) => {
                let options = data::data_consumer_options(body)?;
                let id = options.id.clone();
                let dump = self.add_child(key, &id, Handler::DataConsumer(key), |router| {
                    router.consume_data(transport_id, options)
                })?;
                Ok(Some(Body::DataConsumerDumpResponse(Box::new(
                    data::data_consumer(&dump),
                ))))
            }
            Some(BodyRef::TransportCloseDataProducerRequest(body)) => {
                let id = body.data_producer_id()?;
                self.router(key)?.close_data_producer(transport_id, id)?;
                self.registry.remove(id);
                Ok(None)
            }
            Some(BodyRef::TransportCloseDataConsumerRequest(body)) => {
                let id = body.data_consumer_id()?;
                self.router(key)?.close_data_consumer(transport_id, id)?;
                self.registry.remove(id);
                Ok(None)
            }
            _ => Err(wrong_body(method)),
        }
    }

    /// Does what a request asks of a data producer.
    pub(super) fn handle_data_producer_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
    ) -> Reply {
        let router = self.router(key)?;
        match method {
            Method::DataproducerDump => Ok(Some(Body::DataProducerDumpResponse(Box::new(
                data::data_producer(&router.dump_data_producer(id)?),
            )))),
            Method::DataproducerGetStats => {
                let stats = router.data_producer_stats(now, id)?;
                Ok(Some(Body::DataProducerGetStatsResponse(Box::new(
                    data::data_producer_stats(&stats),
                ))))
            }
            Method::DataproducerPause => Ok(router.pause_data_producer(id).map(|()| None)?),
            Method::DataproducerResume => Ok(router.resume_data_producer(id).map(|()| None)?),
            _ => Err(unknown_method(method)),
        }
    }

    /// Does what a request asks of a data consumer.
    pub(super) fn handle_data_consumer_request(
        &mut self,
        now: Instant,
        key: usize,
        method: Method,
        id: &str,
        body: Option<BodyRef<'_>>,
    ) -> Reply {
        let router = self.router(key)?;
        let body = match (method, body) {
            (Method::DataconsumerPause, _) => {
                return Ok(router.pause_data_consumer(id).map(|()| None)?);
            }
            (Method::DataconsumerResume, _) => {
                return Ok(router.resume_data_consumer(id).map(|()| None)?);
            }
            (Method::DataconsumerDump, _) => Body::DataConsumerDumpResponse(Box::new(
                data::data_consumer(&router.dump_data_consumer(id)?),
            )),
            (Method::DataconsumerGetStats, _) => Body::DataConsumerGetStatsResponse(Box::new(
                data::data_consumer_stats(&router.data_consumer_stats(now, id)?),
            )),
            (Method::DataconsumerGetBufferedAmount, _) => {
                let buffered_amount = router.buffered_amount(id)?;
                let response = fbs_data_consumer::GetBufferedAmountResponse { buffered_amount };
                Body::DataConsumerGetBufferedAmountResponse(Box::new(response))
            }
            (
                Method::DataconsumerSetBufferedAmountLowThreshold,
                Some(BodyRef::DataConsumerSetBufferedAmountLowThresholdRequest(body)),
            ) => {
                router.set_buffered_amount_low_threshold(id, body.threshold()?)?;
                return Ok(None);
            }
            (Method::DataconsumerSend, Some(BodyRef::DataConsumerSendRequest(body))) => {
                let buffered_amount = router.send_to_data_consumer(id, body.data()?)?;
                let response = fbs_data_consumer::SendResponse { buffered_amount };
                Body::DataConsumerSendResponse(Box::new(response))
            }
            (
                Method::DataconsumerSetSubchannels,
                Some(BodyRef::DataConsumerSetSubchannelsRequest(body)),
            ) => {
                let subchannels = data::subchannels(Some(body.subchannels()?));
                let subchannels = router.set_subchannels(id, subchannels)?;
                let response = fbs_data_consumer::SetSubchannelsResponse { subchannels };
                Body::DataConsumerSetSubchannelsResponse(Box::new(response))
            }
            (
                Method::DataconsumerAddSubchannel,
                Some(BodyRef::DataConsumerAddSubchannelRequest(body)),
            ) => {
                let subchannels = router.add_subchannel(id, body.subchannel()?)?;
                let response = fbs_data_consumer::AddSubchannelResponse { subchannels };
                Body::DataConsumerAddSubchannelResponse(Box::new(response))
            }
            (
                Method::DataconsumerRemoveSubchannel,
                Some(BodyRef::DataConsumerRemoveSubchannelRequest(body)),
            ) => {
                let subchannels = router.remove_subchannel(id, body.subchannel()?)?;
                let response = fbs_data_consumer::RemoveSubchannelResponse { subchannels };
                Body::DataConsumerRemoveSubchannelResponse(Box::new(response))
            }
            (
                Method::DataconsumerSetBufferedAmountLowThreshold
                | Method::DataconsumerSend
                | Method::DataconsumerSetSubchannels
                | Method::DataconsumerAddSubchannel
                | Method::DataconsumerRemoveSubchannel,
                _,
            ) => return Err(wrong_body(method)),
            _ => return Err(unknown_method(method)),
        };
        Ok(Some(body))
    }
}
