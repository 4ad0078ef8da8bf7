//! How many bits a second go through, by layer of a stream that has any.

use super::RateMeter;
use std::time::Instant;

/// Layers counted apart.
/// Higher: more of them. Lower: less memory for a sender that makes layers up.
const MAX_LAYERS: usize = 16;

/// Rates by (spatial, temporal) layer; empty until a packet of a higher layer than the lowest comes.
#[derive(Clone, Debug, Default)]
pub(super) struct LayerRates(Vec<(u8, u8, RateMeter)>);

impl LayerRates {
    /// Counts a packet of `(spatial, temporal)`. Until one of a higher layer comes, the `whole` stream is the lowest.
    pub(super) fn add(&mut self, now: Instant, len: usize, layer: (u8, u8), whole: &RateMeter) {
        let rates = &mut self.0;
        if rates.is_empty() {
            if layer == (0, 0) {
                return;
            }
            rates.push((0, 0, whole.clone()));
        }
        let is_known = rates.iter().any(|(s, t, _)| (*s, *t) == layer);
        if !is_known && rates.len() < MAX_LAYERS {
            rates.push((layer.0, layer.1, whole.emptied()));
        }
        if let Some((_, _, rate)) = rates.iter_mut().find(|(s, t, _)| (*s, *t) == layer) {
            rate.add(now, len);
        }
    }

    /// Bits per second over the last window of one layer with all that it builds on; none while there are no layers.
    pub(super) fn bitrate_bps(&mut self, now: Instant, spatial: u8, temporal: u8) -> Option<u64> {
        (!self.0.is_empty()).then(|| {
            self.0
                .iter_mut()
                .filter(|(s, t, _)| *s < spatial || (*s == spatial && *t <= temporal))
                .map(|(_, _, rate)| rate.bitrate_bps(now))
                .sum()
        })
    }
}
