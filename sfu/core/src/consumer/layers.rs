//! Layers of simulcast and SVC consumers: what the control plane prefers, what is aimed at, and what an allocator of bitrate has
//! to know to aim.
//!
//! Who aims: an allocator, when [`Consumer::is_allocated`](super::Consumer::is_allocated) is set, calls the router's
//! `set_target_layers` with what [`LayerOffer`] made it choose; otherwise the router takes the highest preferred layer that is
//! alive ([`LayerOffer::best`]). The consumer goes from the current layer to the target at the target's next key frame.

use super::ConsumerLayers;
use crate::ortc::{RtpEncoding, ScalabilityMode};
use crate::producer::Producer;
use std::time::{Duration, Instant};

/// A spatial and a temporal layer, 0 the lowest. Ordered by spatial layer, then by temporal layer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Layers {
    /// Spatial layer.
    pub spatial: u8,
    /// Highest temporal layer.
    pub temporal: u8,
}

impl From<Layers> for ConsumerLayers {
    fn from(layers: Layers) -> ConsumerLayers {
        ConsumerLayers {
            spatial_layer: layers.spatial,
            temporal_layer: Some(layers.temporal),
        }
    }
}

/// What can be sent of one spatial layer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SpatialOffer {
    /// Packets of it come, or came until everything fell silent together, as a screen share does that stands still.
    pub is_alive: bool,
    /// It may be switched to: alive, and for a while if it had vanished before, so that nobody follows a layer that flaps.
    pub is_eligible: bool,
    /// Since when it is alive.
    pub alive_since: Instant,
    /// Bits per second of the temporal layers up to and including each, as they came lately, without key frames. Never empty; all
    /// zero right after the stream began.
    pub bitrate_by_temporal_layer: Vec<u64>,
    /// Bits per second of its key frames on average. Those of several layers in one stream are in the bitrates instead.
    pub key_frame_bps: u64,
    /// Time between two frames, as it was lately; zero while unknown. A second says that this is a screen share at one frame a
    /// second, whose bitrate comes in lumps.
    pub frame_interval: Duration,
}

/// What an allocator of bitrate chooses from, for one consumer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerOffer {
    /// 1 to 255, the higher the sooner it is served.
    pub priority: u8,
    /// The highest layers that the control plane wants.
    pub preferred: Layers,
    /// What is aimed at now.
    pub target: Option<Layers>,
    /// What is sent now.
    pub current: Option<Layers>,
    /// Nothing was ever aimed at.
    pub is_new: bool,
    /// Bits per second that the control plane says the consumer may take, if it says so.
    pub max_bitrate_bps: Option<u64>,
    /// By spatial layer, lowest first.
    pub spatial_layers: Vec<SpatialOffer>,
}

impl LayerOffer {
    /// The best choice when bitrate does not matter: the highest preferred layer that may be switched to, or else the lowest
    /// above it, because a picture larger than wanted is better than none.
    #[must_use]
    pub fn best(&self) -> Option<Layers> {
        self.best_within(self.preferred)
    }

    /// The same with another preference.
    #[must_use]
    pub fn best_within(&self, preferred: Layers) -> Option<Layers> {
        let fits = |wanted: fn(&SpatialOffer) -> bool| {
            let candidates = || {
                (0_u8..)
                    .zip(&self.spatial_layers)
                    .filter(move |(_, offer)| wanted(offer))
                    .map(|(spatial, _)| spatial)
            };
            candidates()
                .take_while(|spatial| *spatial <= preferred.spatial)
                .last()
                .or_else(|| candidates().next())
        };
        let spatial = fits(|offer| offer.is_eligible).or_else(|| fits(|offer| offer.is_alive))?;
        Some(Layers {
            spatial,
            temporal: preferred.temporal,
        })
    }
}

/// What a consumer with layers wants and aims at.
#[derive(Debug, Clone, Copy)]
pub(super) struct LayerWishes {
    /// How many there are.
    pub(super) spatial_layers: u8,
    pub(super) temporal_layers: u8,
    pub(super) preferred: Layers,
    pub(super) target: Option<Layers>,
    /// Something was aimed at before.
    pub(super) has_aimed: bool,
}

impl LayerWishes {
    /// All layers that the consumer's encoding has, or those that it prefers at first.
    pub(super) fn new(mode: &ScalabilityMode, preferred: Option<ConsumerLayers>) -> LayerWishes {
        let mut wishes = LayerWishes {
            spatial_layers: mode.spatial_layers.max(1),
            temporal_layers: mode.temporal_layers.max(1),
            preferred: Layers {
                spatial: mode.spatial_layers.max(1) - 1,
                temporal: mode.temporal_layers.max(1) - 1,
            },
            target: None,
            has_aimed: false,
        };
        if let Some(layers) = preferred {
            wishes.prefer(layers);
        }
        wishes
    }

    /// Prefers these layers, or the highest there are where they are higher; tells whether that is a change.
    pub(super) fn prefer(&mut self, layers: ConsumerLayers) -> bool {
        let highest = self.temporal_layers - 1;
        let preferred = Layers {
            spatial: layers.spatial_layer.min(self.spatial_layers - 1),
            temporal: layers
                .temporal_layer
                .map_or(highest, |temporal| temporal.min(highest)),
        };
        std::mem::replace(&mut self.preferred, preferred) != preferred
    }

    /// The target within what there is.
    pub(super) fn aim(&mut self, target: Option<Layers>) {
        self.has_aimed |= target.is_some();
        self.target = target.map(|target| Layers {
            spatial: target.spatial.min(self.spatial_layers - 1),
            temporal: target.temporal.min(self.temporal_layers - 1),
        });
    }

    /// Highest temporal layer to let through; none when everything goes, also layers that were not announced.
    pub(super) fn temporal_limit(&self) -> Option<u8> {
        self.target
            .map(|target| target.temporal)
            .filter(|temporal| temporal + 1 < self.temporal_layers)
    }
}

/// What the producer's streams of these encodings offer, by spatial layer.
pub(super) fn spatial_offers(
    now: Instant,
    producer: &mut Producer,
    encodings: &[RtpEncoding],
    wishes: &LayerWishes,
) -> Vec<SpatialOffer> {
    let several_streams = encodings.len() > 1;
    (0..wishes.spatial_layers)
        .map(|spatial| {
            let (index, stream_layer) = if several_streams {
                (usize::from(spatial), 0)
            } else {
                (0, spatial)
            };
            let stream = encodings
                .get(index)
                .and_then(|encoding| encoding.ssrc)
                .and_then(|ssrc| producer.stream_of_mapped_ssrc_mut(ssrc));
            match stream {
                Some(encoding) => {
                    let owns_key_frames = several_streams || wishes.spatial_layers == 1;
                    let (lately_bps, spread_bps) = if owns_key_frames {
                        encoding.stream.key_frame_bps(now)
                    } else {
                        (0, 0)
                    };
                    SpatialOffer {
                        is_alive: encoding.liveness.is_alive(),
                        is_eligible: encoding.liveness.is_eligible(now),
                        alive_since: encoding.liveness.alive_since(),
                        bitrate_by_temporal_layer: (0..wishes.temporal_layers)
                            .map(|temporal| {
                                // The highest announced layer stands for all above it too.
                                let temporal = if temporal + 1 == wishes.temporal_layers {
                                    u8::MAX
                                } else {
                                    temporal
                                };
                                encoding
                                    .stream
                                    .layer_bitrate_bps(now, stream_layer, temporal)
                                    .saturating_sub(lately_bps)
                            })
                            .collect(),
                        key_frame_bps: spread_bps,
                        frame_interval: encoding.liveness.frame_interval(),
                    }
                }
                None => SpatialOffer {
                    is_alive: false,
                    is_eligible: false,
                    alive_since: now,
                    bitrate_by_temporal_layer: vec![0; usize::from(wishes.temporal_layers)],
                    key_frame_bps: 0,
                    frame_interval: Duration::ZERO,
                },
            }
        })
        .collect()
}
