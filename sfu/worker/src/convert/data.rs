//! Data producers and data consumers in both directions.

use crate::{
    channel::RequestError,
    schema::fbs::{
        data_consumer as fbs_data_consumer, data_producer as fbs_data_producer,
        sctp_parameters as fbs_sctp, transport as fbs_transport,
    },
};
use sambung_core::{
    data_consumer::{Audience, DataConsumerDump, DataConsumerOptions, DataConsumerStats},
    data_producer::{DataProducerDump, DataProducerOptions, DataProducerStats, DataType},
    ortc::SctpStreamParameters,
};

type Parsed<T> = Result<T, RequestError>;

fn stream_from(
    parameters: Option<fbs_sctp::SctpStreamParametersRef<'_>>,
) -> Parsed<Option<SctpStreamParameters>> {
    let Some(parameters) = parameters else {
        return Ok(None);
    };
    let stream = SctpStreamParameters::new(
        parameters.stream_id()?,
        parameters.ordered()?,
        parameters.max_packet_life_time()?,
        parameters.max_retransmits()?,
    )?;
    Ok(Some(stream))
}

fn stream_to(stream: &SctpStreamParameters) -> Box<fbs_sctp::SctpStreamParameters> {
    Box::new(fbs_sctp::SctpStreamParameters {
        stream_id: stream.stream_id,
        ordered: Some(stream.ordered),
        max_packet_life_time: stream.max_packet_life_time_ms,
        max_retransmits: stream.max_retransmits,
    })
}

/// What to make a data producer of.
pub fn data_producer_options(
    request: fbs_transport::ProduceDataRequestRef<'_>,
) -> Parsed<DataProducerOptions> {
    let data_type = match request.type_()? {
        fbs_data_producer::Type::Sctp => DataType::Sctp,
        fbs_data_producer::Type::Direct => DataType::Direct,
    };
    Ok(DataProducerOptions {
        id: request.data_producer_id()?.into(),
        data_type,
        sctp_stream_parameters: stream_from(request.sctp_stream_parameters()?)?,
        label: request.label()?.unwrap_or_default().to_owned(),
        protocol: request.protocol()?.unwrap_or_default().to_owned(),
        paused: request.paused()?,
    })
}

/// What to make a data consumer of.
pub fn data_consumer_options(
    request: fbs_transport::ConsumeDataRequestRef<'_>,
) -> Parsed<DataConsumerOptions> {
    let data_type = match request.type_()? {
        fbs_data_consumer::Type::Sctp => DataType::Sctp,
        fbs_data_consumer::Type::Direct => DataType::Direct,
    };
    Ok(DataConsumerOptions {
        id: request.data_consumer_id()?.into(),
        data_producer_id: request.data_producer_id()?.into(),
        data_type,
        sctp_stream_parameters: stream_from(request.sctp_stream_parameters()?)?,
        label: request.label()?.unwrap_or_default().to_owned(),
        protocol: request.protocol()?.unwrap_or_default().to_owned(),
        paused: request.paused()?,
        subchannels: subchannels(request.subchannels()?),
    })
}

/// Subchannels, each once: no message makes more of them than there are.
pub fn subchannels(list: Option<planus::Vector<'_, u16>>) -> Vec<u16> {
    let mut subchannels: Vec<u16> = list.map(|list| list.iter().collect()).unwrap_or_default();
    subchannels.sort_unstable();
    subchannels.dedup();
    subchannels
}

/// Which data consumers a message is for.
pub fn audience(notification: fbs_data_producer::SendNotificationRef<'_>) -> Parsed<Audience> {
    Ok(Audience {
        subchannels: subchannels(notification.subchannels()?),
        required_subchannel: notification.required_subchannel()?,
        ignored_subchannel: notification.ignored_subchannel()?,
    })
}

/// A data producer as it stands.
pub fn data_producer(dump: &DataProducerDump) -> fbs_data_producer::DumpResponse {
    fbs_data_producer::DumpResponse {
        id: dump.id.to_string(),
        type_: match dump.data_type {
            DataType::Sctp => fbs_data_producer::Type::Sctp,
            DataType::Direct => fbs_data_producer::Type::Direct,
        },
        sctp_stream_parameters: dump.sctp_stream_parameters.as_ref().map(stream_to),
        label: dump.label.clone(),
        protocol: dump.protocol.clone(),
        paused: dump.paused,
    }
}

/// A data producer's counters.
pub fn data_producer_stats(stats: &DataProducerStats) -> fbs_data_producer::GetStatsResponse {
    fbs_data_producer::GetStatsResponse {
        timestamp: stats.timestamp_ms,
        label: stats.label.clone(),
        protocol: stats.protocol.clone(),
        messages_received: stats.messages_received,
        bytes_received: stats.bytes_received,
        buffered_amount: 0,
    }
}

/// A data consumer as it stands.
pub fn data_consumer(dump: &DataConsumerDump) -> fbs_data_consumer::DumpResponse {
    fbs_data_consumer::DumpResponse {
        id: dump.id.to_string(),
        data_producer_id: dump.data_producer_id.to_string(),
        type_: match dump.data_type {
            DataType::Sctp => fbs_data_consumer::Type::Sctp,
            DataType::Direct => fbs_data_consumer::Type::Direct,
        },
        sctp_stream_parameters: dump.sctp_stream_parameters.as_ref().map(stream_to),
        label: dump.label.clone(),
        protocol: dump.protocol.clone(),
        buffered_amount: dump.buffered_amount,
        buffered_amount_low_threshold: dump.buffered_amount_low_threshold,
        paused: dump.paused,
        data_producer_paused: dump.data_producer_paused,
        subchannels: dump.subchannels.clone(),
    }
}

/// A data consumer's counters.
pub fn data_consumer_stats(stats: &DataConsumerStats) -> fbs_data_consumer::GetStatsResponse {
    fbs_data_consumer::GetStatsResponse {
        timestamp: stats.timestamp_ms,
        label: stats.label.clone(),
        protocol: stats.protocol.clone(),
        messages_sent: stats.messages_sent,
        bytes_sent: stats.bytes_sent,
        buffered_amount: stats.buffered_amount,
    }
}
