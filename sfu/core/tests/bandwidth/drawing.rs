//! Traces of the acceptance's legs, in the form that `scripts/bandwidth-chart.mjs` draws: switched on by `BANDWIDTH_TRACE_DIR`.

use crate::meeting::Protocol;
use sambung_core::bwe::{ProbeTrace, Usage};
use std::fmt::Write as _;

/// Writes a leg's trace into the folder that the environment names; nothing when it names none.
pub fn write_trace(name: &str, protocol: &Protocol) {
    let Ok(folder) = std::env::var("BANDWIDTH_TRACE_DIR") else {
        return;
    };
    let mut lines = String::new();
    for (s, trace) in &protocol.traces {
        let number = |value: Option<u64>| value.map_or("null".to_owned(), |bps| bps.to_string());
        let usage = match trace.usage {
            Usage::Normal => "normal",
            Usage::Over => "over",
            Usage::Under => "under",
        };
        let probe = match trace.probe {
            None => "null".to_owned(),
            Some(ProbeTrace::Began { goal_bps, bytes }) => {
                format!("{{\"goalBps\":{goal_bps},\"bytes\":{bytes}}}")
            }
            Some(ProbeTrace::Ended {
                carried_bps,
                is_saturated,
            }) => format!("{{\"carriedBps\":{carried_bps},\"saturated\":{is_saturated}}}"),
        };
        let _ = writeln!(
            lines,
            "{{\"atMs\":{:.0},\"estimateBps\":{},\"capacityBps\":{},\"desiredBps\":{},\"sentBps\":{},\"receivedBps\":{},\"queueMs\":{:.1},\"trendMs\":{:.2},\"thresholdMs\":{:.2},\"usage\":\"{usage}\",\"loss\":{:.4},\"probe\":{probe}}}",
            s * 1_000.0,
            trace.available_bps,
            number(trace.capacity_bps),
            trace.desired_bps,
            number(trace.sent_bps),
            number(trace.received_bps),
            trace.queue_ms,
            trace.trend_ms,
            trace.threshold_ms,
            trace.loss,
        );
    }
    for sample in &protocol.samples {
        let _ = writeln!(
            lines,
            "{{\"atMs\":{:.0},\"lineBps\":{:.0}}}",
            sample.s * 1_000.0,
            sample.cap_bps
        );
    }
    for (s, consumer, layer) in &protocol.changes {
        let layer = layer.map_or("null".to_owned(), |layer| layer.to_string());
        let _ = writeln!(
            lines,
            "{{\"atMs\":{:.0},\"consumer\":\"{consumer}\",\"spatialLayer\":{layer}}}",
            s * 1_000.0
        );
    }
    for (s, length) in protocol.freezes.iter().flatten() {
        let _ = writeln!(
            lines,
            "{{\"atMs\":{:.0},\"freezeMs\":{:.0}}}",
            s * 1_000.0,
            length * 1_000.0
        );
    }
    let path = std::path::Path::new(&folder).join(format!("{name}.jsonl"));
    std::fs::write(path, lines).expect("the folder can be written to");
}
