//! Bandwidth estimation at work: what peers tell, probes, paced packets, and the layers that the estimate pays for.

use super::demand::demand;
use super::forwarding::Egress;
use super::slab::Key;
use super::{Event, Router};
use crate::bwe::BweTrace;
use crate::consumer::{Consumer, Layers};
use crate::layers::{Demand, Rung, desired_bps};
use crate::ortc::{EntityId, MediaKind};
use crate::rtcp::TransportFeedback;
use crate::transport::{BweTraceInfo, Transport, TransportTraceType};
use std::time::Instant;

/// Padding packets in one turn of the loop. At 1 ms a turn they are 24 Mbit/s.
/// Higher: probes of very fast lines. Lower: less of a burst after the loop was late.
const MAX_PADDING_PACKETS: usize = 10;

/// What one look at a transport's layers decided, for a trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LayerTrace {
    /// The consumer.
    pub consumer_id: EntityId,
    /// (spatial, temporal) that it aims at now; none for nothing.
    pub target: Option<(u8, u8)>,
}

/// One record of a transport's trace.
#[derive(Debug, Clone, PartialEq)]
pub enum BandwidthTrace {
    /// The estimator after a feedback or a probe.
    Estimate(BweTrace),
    /// A consumer's target changed.
    Layers(LayerTrace),
}

impl Router {
    /// Switches the trace of bandwidth decisions on, for estimates that begin from now on.
    pub fn start_bandwidth_trace(&mut self) {
        self.bandwidth_traces.get_or_insert_default();
    }

    /// Begins to estimate a transport's line when this consumer's receiver tells anything about it.
    pub(super) fn begin_estimation(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        consumer: Key<Consumer>,
    ) {
        let (Some(transport), Some(consumer)) =
            (self.transports.get_mut(key), self.consumers.get(consumer))
        else {
            return;
        };
        if consumer.kind != MediaKind::Video
            || !transport.begin_estimation(now, &consumer.parameters)
        {
            return;
        }
        if let Some(estimation) = transport
            .estimation
            .as_mut()
            .filter(|_| self.bandwidth_traces.is_some())
        {
            estimation.estimator.start_trace();
        }
        self.schedule_transport(key);
    }

    /// Hands over the trace since the last call: transport, milliseconds of the router's clock, record.
    pub fn take_bandwidth_trace(&mut self) -> Vec<(EntityId, u64, BandwidthTrace)> {
        self.bandwidth_traces
            .as_mut()
            .map(std::mem::take)
            .unwrap_or_default()
    }

    /// Takes a peer's feedback about what we sent.
    pub(super) fn handle_transport_feedback(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        feedback: &TransportFeedback<'_>,
    ) {
        if let Some(estimation) = self.estimation_mut(key) {
            estimation.estimator.handle_feedback(now, feedback);
            self.after_estimate(now, key);
        }
    }

    /// Takes a peer's own estimate.
    pub(super) fn handle_remb(&mut self, now: Instant, key: Key<Transport>, bitrate_bps: u64) {
        if let Some(estimation) = self.estimation_mut(key) {
            estimation.estimator.handle_remb(now, bitrate_bps);
            self.after_estimate(now, key);
        }
    }

    /// Whether the estimate of a transport's line decides about its consumers' layers.
    pub(super) fn is_estimated(&self, key: Key<Transport>) -> bool {
        self.transports
            .get(key)
            .is_some_and(|transport| transport.estimation.is_some())
    }

    fn estimation_mut(
        &mut self,
        key: Key<Transport>,
    ) -> Option<&mut crate::transport::estimation::Estimation> {
        self.transports.get_mut(key)?.estimation.as_deref_mut()
    }

    /// Does what is due: probes, paced packets, and a look at the layers.
    pub(super) fn run_estimation(&mut self, now: Instant, key: Key<Transport>) {
        let Some(estimation) = self.estimation_mut(key) else {
            return;
        };
        if estimation.estimator.poll_at().is_some_and(|at| at <= now) {
            estimation.estimator.handle_timeout(now);
        }
        self.release_paced(now, key);
        self.pad(now, key);
        self.after_estimate(now, key);
    }

    /// What follows when the estimate may have changed.
    fn after_estimate(&mut self, now: Instant, key: Key<Transport>) {
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        let limits = transport.limits;
        let Some(estimation) = &mut transport.estimation else {
            return;
        };
        let has_changed = estimation.estimator.take_changed();
        if has_changed {
            let pacing_bps = estimation.estimator.pacing_bps();
            estimation.pacer.set_estimate(pacing_bps);
            let run_bps = pacing_bps.map_or(limits.max_outgoing, |bps| bps as u64);
            transport.slot.limit_runs(run_bps);
        }
        if has_changed || estimation.allocate_at <= now {
            self.allocate(now, key);
        }
        if has_changed {
            self.tell_estimate(now, key);
        }
        self.note_traces(key);
        self.schedule_transport(key);
    }

    fn tell_estimate(&mut self, now: Instant, key: Key<Transport>) {
        let timestamp_ms = self.clock.timestamp_ms(now);
        let Some(transport) = self.transports.get(key) else {
            return;
        };
        let Some(estimation) = &transport.estimation else {
            return;
        };
        if !transport.trace_types.contains(&TransportTraceType::Bwe) {
            return;
        }
        let (estimator, bounds) = (&estimation.estimator, estimation.estimator.bounds());
        self.events.push_back(Event::TransportTrace {
            transport_id: transport.id.clone(),
            trace_type: TransportTraceType::Bwe,
            timestamp_ms,
            bwe: Some(BweTraceInfo {
                transport_cc: estimator.is_transport_wide(),
                desired_bitrate: estimator.desired_bps(),
                effective_desired_bitrate: estimator.desired_bps(),
                min_bitrate: bounds.min_bps,
                max_bitrate: bounds.max_bps,
                start_bitrate: bounds.initial_bps,
                max_padding_bitrate: estimator.desired_bps(),
                available_bitrate: estimator.available_bps(),
            }),
        });
    }

    fn note_traces(&mut self, key: Key<Transport>) {
        let Some(traces) = &mut self.bandwidth_traces else {
            return;
        };
        let Some(transport) = self.transports.get_mut(key) else {
            return;
        };
        if let Some(estimation) = &mut transport.estimation {
            for trace in estimation.estimator.take_traces() {
                let at_ms = self.clock.timestamp_ms(trace.at);
                traces.push((transport.id.clone(), at_ms, BandwidthTrace::Estimate(trace)));
            }
        }
    }

    fn egress(&mut self) -> Egress<'_> {
        Egress {
            transports: &mut self.transports,
            outboxes: &mut self.outboxes,
            drops: &mut self.drops,
            clock: &self.clock,
            events: &mut self.events,
            timers: &mut self.timers,
            pool: &mut self.pool,
            padding: 0,
        }
    }

    /// Sends what the pacer lets go.
    fn release_paced(&mut self, now: Instant, key: Key<Transport>) {
        let mut egress = self.egress();
        while egress.release_paced(now, key, false) {}
    }

    /// Sends the padding that is due: what waits first, then packets without media on a consumer's retransmission stream.
    fn pad(&mut self, now: Instant, key: Key<Transport>) {
        for _ in 0..MAX_PADDING_PACKETS {
            let due = self
                .estimation_mut(key)
                .map_or(0, |estimation| estimation.estimator.padding_due(now));
            if due == 0 {
                return;
            }
            if self.egress().release_paced(now, key, true) {
                continue;
            }
            if !self.send_padding(now, key) {
                return;
            }
        }
    }

    fn send_padding(&mut self, now: Instant, key: Key<Transport>) -> bool {
        let Some(transport) = self.transports.get(key) else {
            return false;
        };
        let consumers = &self.consumers;
        let Some(consumer_key) = transport.consumers.iter().copied().find(|key| {
            consumers.get(*key).is_some_and(|consumer| {
                consumer.kind == MediaKind::Video
                    && consumer.transport_ready
                    && consumer.streams.iter().any(|stream| stream.send.can_pad())
            })
        }) else {
            return false;
        };
        let mut egress = Egress {
            transports: &mut self.transports,
            outboxes: &mut self.outboxes,
            drops: &mut self.drops,
            clock: &self.clock,
            events: &mut self.events,
            timers: &mut self.timers,
            pool: &mut self.pool,
            padding: 0,
        };
        let Some(consumer) = self.consumers.get_mut(consumer_key) else {
            return false;
        };
        let Some(stream) = consumer
            .streams
            .iter_mut()
            .find(|stream| stream.send.can_pad())
        else {
            return false;
        };
        let Some(header) = stream.send.padding_header() else {
            return false;
        };
        let is_sent = egress.send_padding(now, key, &stream.writer, &header);
        if is_sent
            && let Some(transport) = self.transports.get(key)
            && transport
                .trace_types
                .contains(&TransportTraceType::Probation)
        {
            self.events.push_back(Event::TransportTrace {
                transport_id: transport.id.clone(),
                trace_type: TransportTraceType::Probation,
                timestamp_ms: self.clock.timestamp_ms(now),
                bwe: None,
            });
        }
        is_sent
    }

    /// Gives the transport's consumers the layers that its estimate pays for.
    pub(super) fn allocate(&mut self, now: Instant, key: Key<Transport>) {
        let Some(transport) = self
            .transports
            .get_mut(key)
            .filter(|transport| transport.estimation.is_some())
        else {
            return;
        };
        let consumers = transport.consumers.clone();
        let mut sound_bps = 0;
        let mut can_pad = false;
        let (mut offered, mut demands) = (Vec::new(), Vec::new());
        for consumer_key in consumers {
            let Some(consumer) = self
                .consumers
                .get_mut(consumer_key)
                .filter(|consumer| consumer.is_active())
            else {
                continue;
            };
            if consumer.kind == MediaKind::Audio {
                sound_bps += sent_bps(consumer, now);
                continue;
            }
            can_pad |= consumer.streams.iter().any(|stream| stream.send.can_pad());
            if !consumer.has_layers() {
                let bitrate_bps = sent_bps(consumer, now);
                offered.push(None);
                demands.push(Demand {
                    priority: consumer.priority,
                    ladder: vec![Rung {
                        spatial_layer: 0,
                        temporal_layer: 0,
                        bitrate_bps,
                    }],
                    current: Some(0),
                    may_pause: false,
                    is_new: false,
                });
                continue;
            }
            consumer.is_allocated = true;
            if let Some(offer) = self.layer_offer(now, consumer_key) {
                demands.push(demand(now, &offer));
                offered.push(Some((consumer_key, offer.target)));
            }
        }
        let desired = desired_bps(&demands).saturating_add(sound_bps);
        let Some(estimation) = self.estimation_mut(key) else {
            return;
        };
        estimation.estimator.set_can_pad(can_pad);
        let is_empty = demands.is_empty();
        estimation
            .estimator
            .set_desired(now, if is_empty { 0 } else { desired });
        let available = estimation.available_bps(now).saturating_sub(sound_bps);
        let targets = estimation.allocator.allocate(now, available, &demands);
        estimation.handle_allocated(now);
        for ((offered, target), demand) in offered.into_iter().zip(targets).zip(&demands) {
            let Some((consumer_key, before)) = offered else {
                continue;
            };
            let target = target
                .and_then(|rung| demand.ladder.get(rung))
                .map(|rung| Layers {
                    spatial: rung.spatial_layer,
                    temporal: rung.temporal_layer,
                });
            if target == before || (demand.ladder.is_empty() && before.is_some()) {
                continue;
            }
            self.set_target_layers(now, consumer_key, target);
            self.note_layers(now, key, consumer_key, target);
        }
    }

    fn note_layers(
        &mut self,
        now: Instant,
        key: Key<Transport>,
        consumer_key: Key<Consumer>,
        target: Option<Layers>,
    ) {
        let Some(traces) = &mut self.bandwidth_traces else {
            return;
        };
        if let (Some(transport), Some(consumer)) =
            (self.transports.get(key), self.consumers.get(consumer_key))
        {
            let record = LayerTrace {
                consumer_id: consumer.id.clone(),
                target: target.map(|layers| (layers.spatial, layers.temporal)),
            };
            traces.push((
                transport.id.clone(),
                self.clock.timestamp_ms(now),
                BandwidthTrace::Layers(record),
            ));
        }
    }
}

fn sent_bps(consumer: &mut Consumer, now: Instant) -> u64 {
    let streams = consumer.streams.iter_mut();
    streams.map(|stream| stream.send.bitrate_bps(now)).sum()
}
