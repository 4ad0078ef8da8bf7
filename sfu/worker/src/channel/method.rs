//! Names of the channel's methods, as errors show them.

use crate::schema::fbs::request::Method;

/// The method's name in the control plane's errors, such as `router.dump`.
pub fn method_name(method: Method) -> &'static str {
    match method {
        Method::WorkerDump => "worker.dump",
        Method::WorkerGetResourceUsage => "worker.getResourceUsage",
        Method::WorkerUpdateSettings => "worker.updateSettings",
        Method::WorkerCreateWebrtcserver => "worker.createWebRtcServer",
        Method::WorkerCreateRouter => "worker.createRouter",
        Method::WorkerWebrtcserverClose => "worker.closeWebRtcServer",
        Method::WorkerCloseRouter => "worker.closeRouter",
        Method::WebrtcserverDump => "webRtcServer.dump",
        Method::RouterDump => "router.dump",
        Method::RouterCreateWebrtctransport => "router.createWebRtcTransport",
        Method::RouterCreateWebrtctransportWithServer => "router.createWebRtcTransportWithServer",
        Method::RouterCreatePlaintransport => "router.createPlainTransport",
        Method::RouterCreatePipetransport => "router.createPipeTransport",
        Method::RouterCreateDirecttransport => "router.createDirectTransport",
        Method::RouterCloseTransport => "router.closeTransport",
        Method::RouterCreateActivespeakerobserver => "router.createActiveSpeakerObserver",
        Method::RouterCreateAudiolevelobserver => "router.createAudioLevelObserver",
        Method::RouterCloseRtpobserver => "router.closeRtpObserver",
        Method::TransportDump => "transport.dump",
        Method::TransportGetStats => "transport.getStats",
        Method::TransportConnect => "transport.connect",
        Method::TransportSetMaxIncomingBitrate => "transport.setMaxIncomingBitrate",
        Method::TransportSetMaxOutgoingBitrate => "transport.setMaxOutgoingBitrate",
        Method::TransportSetMinOutgoingBitrate => "transport.setMinOutgoingBitrate",
        Method::TransportRestartIce => "transport.restartIce",
        Method::TransportProduce => "transport.produce",
        Method::TransportProduceData => "transport.produceData",
        Method::TransportConsume => "transport.consume",
        Method::TransportConsumeData => "transport.consumeData",
        Method::TransportEnableTraceEvent => "transport.enableTraceEvent",
        Method::TransportCloseProducer => "transport.closeProducer",
        Method::TransportCloseConsumer => "transport.closeConsumer",
        Method::TransportCloseDataproducer => "transport.closeDataProducer",
        Method::TransportCloseDataconsumer => "transport.closeDataConsumer",
        Method::PlaintransportConnect => "plainTransport.connect",
        Method::PipetransportConnect => "pipeTransport.connect",
        Method::WebrtctransportConnect => "webRtcTransport.connect",
        Method::ProducerDump => "producer.dump",
        Method::ProducerGetStats => "producer.getStats",
        Method::ProducerPause => "producer.pause",
        Method::ProducerResume => "producer.resume",
        Method::ProducerEnableTraceEvent => "producer.enableTraceEvent",
        Method::ConsumerDump => "consumer.dump",
        Method::ConsumerGetStats => "consumer.getStats",
        Method::ConsumerPause => "consumer.pause",
        Method::ConsumerResume => "consumer.resume",
        Method::ConsumerSetPreferredLayers => "consumer.setPreferredLayers",
        Method::ConsumerSetPriority => "consumer.setPriority",
        Method::ConsumerRequestKeyFrame => "consumer.requestKeyFrame",
        Method::ConsumerEnableTraceEvent => "consumer.enableTraceEvent",
        Method::DataproducerDump => "dataProducer.dump",
        Method::DataproducerGetStats => "dataProducer.getStats",
        Method::DataproducerPause => "dataProducer.pause",
        Method::DataproducerResume => "dataProducer.resume",
        Method::DataconsumerDump => "dataConsumer.dump",
        Method::DataconsumerGetStats => "dataConsumer.getStats",
        Method::DataconsumerPause => "dataConsumer.pause",
        Method::DataconsumerResume => "dataConsumer.resume",
        Method::DataconsumerGetBufferedAmount => "dataConsumer.getBufferedAmount",
        Method::DataconsumerSetBufferedAmountLowThreshold => {
            "dataConsumer.setBufferedAmountLowThreshold"
        }
        Method::DataconsumerSend => "dataConsumer.send",
        Method::DataconsumerSetSubchannels => "dataConsumer.setSubchannels",
        Method::DataconsumerAddSubchannel => "dataConsumer.addSubchannel",
        Method::DataconsumerRemoveSubchannel => "dataConsumer.removeSubchannel",
        Method::RtpobserverPause => "rtpObserver.pause",
        Method::RtpobserverResume => "rtpObserver.resume",
        Method::RtpobserverAddProducer => "rtpObserver.addProducer",
        Method::RtpobserverRemoveProducer => "rtpObserver.removeProducer",
    }
}

/// The method's name in the schema, such as `ROUTER_DUMP`.
pub fn method_constant(method: Method) -> String {
    let mut constant = String::new();
    for letter in format!("{method:?}").chars() {
        if letter.is_ascii_uppercase() && !constant.is_empty() {
            constant.push('_');
        }
        constant.push(letter.to_ascii_uppercase());
    }
    constant
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn constants_are_spelled_as_in_the_schema() {
        for (method, constant) in [
            (
                Method::RouterCreatePlaintransport,
                "ROUTER_CREATE_PLAINTRANSPORT",
            ),
            (
                Method::DataconsumerGetBufferedAmount,
                "DATACONSUMER_GET_BUFFERED_AMOUNT",
            ),
            (Method::WorkerDump, "WORKER_DUMP"),
        ] {
            assert_eq!(method_constant(method), constant);
        }
    }
}
