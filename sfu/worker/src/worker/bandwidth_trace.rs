//! The trace of bandwidth decisions, a file a transport, one JSON object a line; `scripts/bandwidth-chart.mjs` draws it.
//!
//! Switched on by `MEDIA_BANDWIDTH_TRACE_DIR`. For whoever tunes or wonders: each turn's records are appended with a write of their
//! own, which is no way to run a busy server.

use sambung_core::{
    bwe::{BweTrace, ProbeTrace, Usage},
    ortc::EntityId,
    router::BandwidthTrace,
};
use std::{
    fmt::Write as _,
    fs::OpenOptions,
    io::{self, Write as _},
    path::Path,
};

/// Appends records to their transports' files.
pub fn append(directory: &Path, records: &[(EntityId, u64, BandwidthTrace)]) -> io::Result<()> {
    for (transport_id, at_ms, record) in records {
        // The id comes from the control plane and becomes a file's name.
        let name: String = transport_id
            .to_string()
            .chars()
            .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
            .take(64)
            .collect();
        OpenOptions::new()
            .create(true)
            .append(true)
            .open(directory.join(format!("{name}.jsonl")))?
            .write_all(line(*at_ms, record).as_bytes())?;
    }
    Ok(())
}

fn line(at_ms: u64, record: &BandwidthTrace) -> String {
    let mut line = format!("{{\"atMs\":{at_ms},");
    // Writing to a string cannot fail.
    let _ = match record {
        BandwidthTrace::Estimate(trace) => write_estimate(&mut line, trace),
        BandwidthTrace::Layers(layers) => {
            let id: String = layers
                .consumer_id
                .to_string()
                .chars()
                .filter(|c| c.is_ascii_alphanumeric() || *c == '-')
                .collect();
            let (spatial, temporal) = match layers.target {
                Some((spatial, temporal)) => (spatial.to_string(), temporal.to_string()),
                None => ("null".to_owned(), "null".to_owned()),
            };
            write!(
                line,
                "\"consumer\":\"{id}\",\"spatialLayer\":{spatial},\"temporalLayer\":{temporal}"
            )
        }
    };
    line.push_str("}\n");
    line
}

fn write_estimate(line: &mut String, trace: &BweTrace) -> std::fmt::Result {
    let number = |value: Option<u64>| value.map_or("null".to_owned(), |bps| bps.to_string());
    let usage = match trace.usage {
        Usage::Normal => "normal",
        Usage::Over => "over",
        Usage::Under => "under",
    };
    write!(
        line,
        "\"estimateBps\":{},\"capacityBps\":{},\"desiredBps\":{},\"sentBps\":{},\"receivedBps\":{},\"queueMs\":{:.1},\
         \"trendMs\":{:.2},\"thresholdMs\":{:.2},\"usage\":\"{usage}\",\"loss\":{:.4},\"roundTripMs\":{:.1},\"probe\":",
        trace.available_bps,
        number(trace.capacity_bps),
        trace.desired_bps,
        number(trace.sent_bps),
        number(trace.received_bps),
        trace.queue_ms,
        trace.trend_ms,
        trace.threshold_ms,
        trace.loss,
        trace.round_trip_ms,
    )?;
    match trace.probe {
        None => line.write_str("null"),
        Some(ProbeTrace::Began { goal_bps, bytes }) => {
            write!(line, "{{\"goalBps\":{goal_bps},\"bytes\":{bytes}}}")
        }
        Some(ProbeTrace::Ended {
            carried_bps,
            is_saturated,
        }) => write!(
            line,
            "{{\"carriedBps\":{carried_bps},\"saturated\":{is_saturated}}}"
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use sambung_core::router::LayerTrace;

    #[test]
    fn a_record_is_a_line_of_json_in_its_transports_file() {
        let directory = std::env::temp_dir().join(format!("bandwidth-{}", std::process::id()));
        std::fs::create_dir_all(&directory).expect("a folder");
        let record = |target| {
            BandwidthTrace::Layers(LayerTrace {
                consumer_id: EntityId::from("c\"1"),
                target,
            })
        };
        let id = EntityId::from("../t-1");
        let records = [(id.clone(), 5, record(Some((2, 1)))), (id, 6, record(None))];
        append(&directory, &records).expect("written");
        let text = std::fs::read_to_string(directory.join("t-1.jsonl")).expect("the file");
        assert_eq!(
            text,
            "{\"atMs\":5,\"consumer\":\"c1\",\"spatialLayer\":2,\"temporalLayer\":1}\n\
             {\"atMs\":6,\"consumer\":\"c1\",\"spatialLayer\":null,\"temporalLayer\":null}\n"
        );
        std::fs::remove_dir_all(&directory).expect("removed");
    }
}
