//! What a consumer could get, told to the allocator as a ladder of layers with what each needs.

use crate::consumer::LayerOffer;
use crate::layers::{Demand, Rung};
use std::time::{Duration, Instant};

/// What a stream's bitrate is measured over; a younger one reads low.
const RATE_WINDOW: Duration = Duration::from_millis(2_500);

/// Age from which a stream's bitrate means anything.
const RATE_KNOWN_AFTER: Duration = Duration::from_millis(300);

/// What the lowest layer of a stream is taken for before that, in bits per second.
const UNKNOWN_LOWEST_BPS: u64 = 100_000;

/// The ladder of a consumer: every temporal layer of the lowest picture, and the larger ones at their full frame rate. A larger
/// picture of a quarter of the frames is no better than a smaller one that moves.
pub(super) fn demand(now: Instant, offer: &LayerOffer) -> Demand {
    let mut ladder = Vec::new();
    let highest = (0_u8..)
        .zip(&offer.spatial_layers)
        .filter(|(spatial, layer)| layer.is_eligible && *spatial <= offer.preferred.spatial);
    for (spatial, layer) in highest {
        let age = now.saturating_duration_since(layer.alive_since);
        let temporal_layers = (0_u8..).zip(&layer.bitrate_by_temporal_layer);
        for (temporal, bitrate_bps) in temporal_layers {
            let is_top = temporal == offer.preferred.temporal
                || usize::from(temporal) + 1 == layer.bitrate_by_temporal_layer.len();
            if temporal > offer.preferred.temporal || (spatial > 0 && !is_top) {
                continue;
            }
            let bitrate_bps = if age < RATE_KNOWN_AFTER || *bitrate_bps == 0 {
                if !ladder.is_empty() || spatial > 0 && *bitrate_bps == 0 && age > RATE_WINDOW {
                    continue;
                }
                UNKNOWN_LOWEST_BPS
            } else {
                aged(*bitrate_bps, age).saturating_add(layer.key_frame_bps)
            };
            ladder.push(Rung {
                spatial_layer: spatial,
                temporal_layer: temporal,
                bitrate_bps,
            });
        }
    }
    if ladder.is_empty()
        && let Some(best) = offer.best()
    {
        // Only what is larger than wanted is sent: better than nothing.
        ladder.push(Rung {
            spatial_layer: best.spatial,
            temporal_layer: best.temporal,
            bitrate_bps: UNKNOWN_LOWEST_BPS,
        });
    }
    let current = offer.target.and_then(|target| {
        ladder.iter().rposition(|rung| {
            (rung.spatial_layer, rung.temporal_layer) <= (target.spatial, target.temporal)
        })
    });
    Demand {
        priority: offer.priority,
        ladder,
        current,
        may_pause: true,
        // What it was given is not sent any more: that is no fault of the line.
        is_new: offer.is_new || (offer.target.is_some() && current.is_none()),
    }
}

/// What a young stream's bitrate will read once its window is full.
fn aged(bitrate_bps: u64, age: Duration) -> u64 {
    let part = (age.as_secs_f64() / RATE_WINDOW.as_secs_f64()).clamp(0.05, 1.0);
    (bitrate_bps as f64 / part) as u64
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::consumer::{Layers, SpatialOffer};

    const SECOND: Duration = Duration::from_secs(1);

    /// Layers of these bits per second without key frames, each with 16 kbit/s of those.
    fn offer(now: Instant, bitrates: &[u64], age: Duration) -> LayerOffer {
        let layers = |spatial| Layers {
            spatial,
            temporal: 0,
        };
        LayerOffer {
            priority: 1,
            preferred: layers(2),
            target: Some(layers(0)),
            current: Some(layers(0)),
            is_new: false,
            max_bitrate_bps: None,
            spatial_layers: bitrates
                .iter()
                .map(|bitrate_bps| SpatialOffer {
                    is_alive: true,
                    is_eligible: true,
                    alive_since: now - age,
                    bitrate_by_temporal_layer: vec![*bitrate_bps],
                    key_frame_bps: 16_000,
                    frame_interval: Duration::ZERO,
                })
                .collect(),
        }
    }

    fn needs(demand: &Demand) -> Vec<u64> {
        demand.ladder.iter().map(|rung| rung.bitrate_bps).collect()
    }

    #[test]
    fn a_young_layer_is_taken_for_what_its_window_will_read_but_not_its_key_frame() {
        let now = Instant::now();
        let old = demand(now, &offer(now, &[20_000, 100_000], 10 * SECOND));
        assert_eq!(needs(&old), [36_000, 116_000]);
        let young = demand(now, &offer(now, &[20_000], RATE_WINDOW / 2));
        assert_eq!(needs(&young), [56_000]);
    }

    #[test]
    fn whose_layer_is_not_sent_any_more_counts_as_new() {
        let now = Instant::now();
        let mut offer = offer(now, &[20_000, 100_000], 10 * SECOND);
        assert!(!demand(now, &offer).is_new);
        offer.spatial_layers[0].is_eligible = false;
        let demand = demand(now, &offer);
        assert_eq!((demand.current, demand.is_new), (None, true));
        assert_eq!(needs(&demand), [116_000]);
    }
}
