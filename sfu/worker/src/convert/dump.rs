//! Dumps and statistics of entities, to the wire.

use super::{
    rtp_parameters::{encoding_to, kind_to, mapping_to, parameters_to, type_to},
    stream,
};
use crate::schema::fbs::{
    common as fbs_common, consumer as fbs_consumer, producer as fbs_producer, router as fbs_router,
    transport as fbs_transport,
};
use sambung_core::{
    consumer::{ConsumeResult, ConsumerDump, ConsumerLayers, ConsumerScore, ConsumerTraceType},
    ortc::EntityId,
    producer::{ProducerDump, ProducerTraceType},
    router::RouterDump,
};

pub(super) fn ids(ids: &[EntityId]) -> Vec<String> {
    ids.iter().map(ToString::to_string).collect()
}

pub(super) fn ssrc_table(table: &[(u32, EntityId)]) -> Vec<fbs_common::Uint32String> {
    table
        .iter()
        .map(|(ssrc, id)| fbs_common::Uint32String {
            key: *ssrc,
            value: id.to_string(),
        })
        .collect()
}

pub(super) fn name_table(table: &[(String, EntityId)]) -> Vec<fbs_common::StringString> {
    table
        .iter()
        .map(|(name, id)| fbs_common::StringString {
            key: name.clone(),
            value: id.to_string(),
        })
        .collect()
}

fn id_lists(table: &[(EntityId, Vec<EntityId>)]) -> Vec<fbs_common::StringStringArray> {
    table
        .iter()
        .map(|(id, list)| fbs_common::StringStringArray {
            key: id.to_string(),
            values: ids(list),
        })
        .collect()
}

fn id_pairs(table: &[(EntityId, EntityId)]) -> Vec<fbs_common::StringString> {
    table
        .iter()
        .map(|(key, value)| fbs_common::StringString {
            key: key.to_string(),
            value: value.to_string(),
        })
        .collect()
}

/// A router as it stands.
pub fn router(dump: &RouterDump) -> fbs_router::DumpResponse {
    fbs_router::DumpResponse {
        id: dump.id.to_string(),
        transport_ids: ids(&dump.transport_ids),
        rtp_observer_ids: ids(&dump.rtp_observer_ids),
        map_producer_id_consumer_ids: id_lists(&dump.map_producer_id_consumer_ids),
        map_consumer_id_producer_id: id_pairs(&dump.map_consumer_id_producer_id),
        map_producer_id_observer_ids: id_lists(&dump.map_producer_id_observer_ids),
        map_data_producer_id_data_consumer_ids: id_lists(
            &dump.map_data_producer_id_data_consumer_ids,
        ),
        map_data_consumer_id_data_producer_id: id_pairs(
            &dump.map_data_consumer_id_data_producer_id,
        ),
    }
}

/// A producer as it stands.
pub fn producer(dump: &ProducerDump) -> fbs_producer::DumpResponse {
    fbs_producer::DumpResponse {
        id: dump.id.to_string(),
        kind: kind_to(dump.kind),
        type_: type_to(dump.producer_type),
        rtp_parameters: Box::new(parameters_to(&dump.rtp_parameters)),
        rtp_mapping: Box::new(mapping_to(&dump.rtp_mapping)),
        rtp_streams: dump.rtp_streams.iter().map(stream::dump).collect(),
        trace_event_types: dump
            .trace_event_types
            .iter()
            .map(|trace_type| match trace_type {
                ProducerTraceType::KeyFrame => fbs_producer::TraceEventType::Keyframe,
                ProducerTraceType::Fir => fbs_producer::TraceEventType::Fir,
                ProducerTraceType::Nack => fbs_producer::TraceEventType::Nack,
                ProducerTraceType::Pli => fbs_producer::TraceEventType::Pli,
                ProducerTraceType::Rtp => fbs_producer::TraceEventType::Rtp,
                ProducerTraceType::Sr => fbs_producer::TraceEventType::Sr,
            })
            .collect(),
        paused: dump.paused,
    }
}

/// Layers that a consumer wants or gets.
pub fn consumer_layers(layers: ConsumerLayers) -> fbs_consumer::ConsumerLayers {
    fbs_consumer::ConsumerLayers {
        spatial_layer: layers.spatial_layer,
        temporal_layer: layers.temporal_layer,
    }
}

/// A consumer's scores.
pub fn consumer_score(score: &ConsumerScore) -> fbs_consumer::ConsumerScore {
    fbs_consumer::ConsumerScore {
        score: score.score,
        producer_score: score.producer_score,
        producer_scores: score.producer_scores.clone(),
    }
}

/// The answer to a request to consume.
pub fn consume(result: &ConsumeResult) -> fbs_transport::ConsumeResponse {
    fbs_transport::ConsumeResponse {
        paused: result.paused,
        producer_paused: result.producer_paused,
        score: Box::new(consumer_score(&result.score)),
        preferred_layers: result
            .preferred_layers
            .map(|layers| Box::new(consumer_layers(layers))),
    }
}

/// A consumer as it stands.
pub fn consumer(dump: &ConsumerDump) -> fbs_consumer::DumpResponse {
    let base = fbs_consumer::BaseConsumerDump {
        id: dump.id.to_string(),
        type_: type_to(dump.consumer_type),
        producer_id: dump.producer_id.to_string(),
        kind: kind_to(dump.kind),
        rtp_parameters: Box::new(parameters_to(&dump.rtp_parameters)),
        consumable_rtp_encodings: dump.consumable_encodings.iter().map(encoding_to).collect(),
        supported_codec_payload_types: dump.supported_codec_payload_types.clone(),
        trace_event_types: dump
            .trace_event_types
            .iter()
            .map(|trace_type| match trace_type {
                ConsumerTraceType::KeyFrame => fbs_consumer::TraceEventType::Keyframe,
                ConsumerTraceType::Fir => fbs_consumer::TraceEventType::Fir,
                ConsumerTraceType::Nack => fbs_consumer::TraceEventType::Nack,
                ConsumerTraceType::Pli => fbs_consumer::TraceEventType::Pli,
                ConsumerTraceType::Rtp => fbs_consumer::TraceEventType::Rtp,
            })
            .collect(),
        paused: dump.paused,
        producer_paused: dump.producer_paused,
        priority: dump.priority,
    };
    let layers = dump.layers;
    fbs_consumer::DumpResponse {
        data: Box::new(fbs_consumer::ConsumerDump {
            base: Box::new(base),
            rtp_streams: dump.rtp_streams.iter().map(stream::dump).collect(),
            preferred_spatial_layer: layers.map(|layers| layers.preferred.0),
            target_spatial_layer: layers.map(|layers| layers.target.0),
            current_spatial_layer: layers.map(|layers| layers.current.0),
            preferred_temporal_layer: layers.map(|layers| layers.preferred.1),
            target_temporal_layer: layers.map(|layers| layers.target.1),
            current_temporal_layer: layers.map(|layers| layers.current.1),
        }),
    }
}
