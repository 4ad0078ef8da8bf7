//! A consumer: one producer's stream as one receiving transport gets it.

mod options;

pub use options::{
    ConsumeResult, ConsumerDump, ConsumerLayers, ConsumerLayersDump, ConsumerOptions, ConsumerScore, ConsumerTraceInfo, ConsumerTraceType,
};
