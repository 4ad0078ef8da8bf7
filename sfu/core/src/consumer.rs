//! A consumer: one producer's stream as one receiving transport gets it.

mod canary;
mod check;
mod held;
mod layers;
mod options;
mod outgoing;
mod selection;
mod simple;
mod simulcast;
mod svc;
mod temporal;
mod wish;

pub(crate) use canary::Canaries;
pub use canary::{CanaryCounts, CanaryPlan};
pub use layers::{LayerOffer, Layers, SpatialOffer};
pub use options::{
    ConsumeResult, ConsumerDump, ConsumerLayers, ConsumerLayersDump, ConsumerOptions,
    ConsumerScore, ConsumerTraceInfo, ConsumerTraceType,
};

use crate::codec::Codec;
use crate::ortc::type_error;
use crate::ortc::{EntityId, MediaKind, ModelError, ProducerType, RtpEncoding, RtpParameters};
use crate::producer::{HeldPacket, IncomingRtp, Producer};
use crate::router::RtpStreamStats;
use crate::router::slab::Key;
use crate::rtp::{OutgoingHeader, PayloadRewrite, SharedPacket};
use crate::stream::SenderClock;
use crate::transport::Transport;
use layers::LayerWishes;
pub(crate) use outgoing::{FirstNumbers, OutgoingStream};
use selection::{Selection, Verdict};
use std::rc::Rc;
use std::time::Instant;

/// How a packet goes out to a consumer's receiver.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OutgoingRtp {
    /// Index of the outgoing stream.
    pub(crate) stream: usize,
    pub(crate) header: OutgoingHeader,
    pub(crate) rewrite: PayloadRewrite,
    /// The receiver's decoder starts here.
    pub(crate) is_sync: bool,
    /// Another encoding than before is sent from here on.
    pub(crate) switched: bool,
    /// Other layers than before are sent from here on.
    pub(crate) layers_changed: bool,
    /// It is a canary, and does not go out.
    pub(crate) is_withheld: bool,
}

/// What a consumer does with a packet.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Forwarding {
    /// It goes out.
    Send(OutgoingRtp),
    /// It does not.
    Nothing,
    /// It does not, and the encoding that it belongs to is to be asked for a key frame.
    AskKeyFrame,
}

/// Who wants a key frame of which encodings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum KeyFrameReason {
    /// The receiver lost the picture: of what is sent.
    Receiver,
    /// The control plane: of what is sent and what is aimed at.
    Request,
    /// Something is to begin: of what is aimed at.
    Begin,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Consumer {
    pub(crate) id: EntityId,
    pub(crate) kind: MediaKind,
    pub(crate) consumer_type: ProducerType,
    pub(crate) producer_id: EntityId,
    pub(crate) producer: Key<Producer>,
    pub(crate) transport: Key<Transport>,
    pub(crate) parameters: RtpParameters,
    pub(crate) consumable_encodings: Vec<RtpEncoding>,
    pub(crate) supported_payload_types: Vec<u8>,
    pub(crate) paused: bool,
    pub(crate) producer_paused: bool,
    /// Its transport has an address and keys.
    pub(crate) transport_ready: bool,
    pub(crate) priority: u8,
    pub(crate) trace_types: Vec<ConsumerTraceType>,
    /// An allocator of bitrate chooses its layers.
    pub(crate) is_allocated: bool,
    /// What the receiver gets: one for each encoding of a pipe, else one.
    pub(crate) streams: Vec<OutgoingStream>,
    /// What is withheld of them, once that was asked for.
    pub(crate) canaries: Option<Box<Canaries>>,
    /// By the producer's encodings: the index of each in `consumable_encodings`.
    encodings: Vec<Option<usize>>,
    selection: Selection,
}

impl Consumer {
    /// Outgoing streams that a consumer with these options has.
    pub(crate) fn n_streams(options: &ConsumerOptions) -> usize {
        match options.consumer_type {
            ProducerType::Pipe => options.rtp_parameters.encodings.len(),
            _ => 1,
        }
    }

    /// Checks the options and makes a consumer of `producer`; errors are [`ModelError::Type`]. `first` are the numbers that
    /// each of its outgoing streams begins with.
    pub(crate) fn new(
        transport: Key<Transport>,
        producer_key: Key<Producer>,
        producer: &Producer,
        options: ConsumerOptions,
        first: &[FirstNumbers],
    ) -> Result<Consumer, ModelError> {
        let consumer_type = check::consumer_type(&options)?;
        let parameters = options.rtp_parameters.validated()?;
        check::layers(
            consumer_type,
            &parameters,
            options.consumable_encodings.len(),
        )?;
        let encoding = parameters
            .encodings
            .first()
            .ok_or_else(|| type_error("empty rtpParameters.encodings"))?;
        let codec = parameters
            .codec_for(encoding)
            .ok_or_else(|| type_error("no valid codec payload type for the given encoding"))?;
        let codec = Codec::from_mime_type(&codec.mime_type.to_string());
        let streams = (0..)
            .zip(first)
            .map(|(index, first)| {
                OutgoingStream::new(
                    options.kind,
                    &parameters,
                    index,
                    &producer.extensions,
                    *first,
                )
            })
            .collect::<Result<Vec<_>, _>>()?;
        let supported_payload_types = parameters
            .codecs
            .iter()
            .filter(|codec| codec.mime_type.is_media_codec())
            .map(|codec| codec.payload_type)
            .collect();
        let encodings = producer
            .mapping
            .encodings
            .iter()
            .map(|mapped| {
                options
                    .consumable_encodings
                    .iter()
                    .position(|consumable| consumable.ssrc == Some(mapped.mapped_ssrc))
            })
            .collect();
        let wishes = LayerWishes::new(&encoding.scalability_mode, options.preferred_layers);
        Ok(Consumer {
            id: options.id,
            kind: options.kind,
            consumer_type,
            producer_id: options.producer_id,
            producer: producer_key,
            transport,
            selection: Selection::new(
                consumer_type,
                codec,
                options.ignore_dtx,
                wishes,
                options.consumable_encodings.len(),
            ),
            parameters,
            consumable_encodings: options.consumable_encodings,
            supported_payload_types,
            paused: options.paused,
            producer_paused: producer.paused,
            transport_ready: false,
            priority: 1,
            trace_types: Vec::new(),
            is_allocated: false,
            streams,
            canaries: None,
            encodings,
        })
    }

    /// True while packets are to be forwarded.
    pub(crate) fn is_active(&self) -> bool {
        self.transport_ready && !self.paused && !self.producer_paused
    }

    fn mapped_ssrc(&self, encoding: usize) -> Option<u32> {
        self.consumable_encodings.get(encoding)?.ssrc
    }

    /// The SSRC in the router of the producer's encoding that an outgoing stream carries now; none when it carries none.
    pub(crate) fn carried_ssrc(&self, stream: usize) -> Option<u32> {
        match &self.selection {
            Selection::Pipe(_) => self.mapped_ssrc(stream),
            selection => self.mapped_ssrc(selection.current_encoding()?),
        }
    }

    /// SSRCs in the router of the producer's encodings that a key frame is wanted of.
    pub(crate) fn key_frame_sources(&self, reason: KeyFrameReason) -> Vec<u32> {
        let (current, target) = (
            self.selection.current_encoding(),
            self.selection.target_encoding(),
        );
        let encodings: Vec<usize> = match (&self.selection, reason) {
            (Selection::Pipe(gates), _) => (0..gates.len()).collect(),
            (_, KeyFrameReason::Begin) => target.into_iter().collect(),
            (_, KeyFrameReason::Receiver) => current.or(target).into_iter().collect(),
            (_, KeyFrameReason::Request) => target
                .into_iter()
                .chain(current.filter(|current| target != Some(*current)))
                .collect(),
        };
        encodings
            .into_iter()
            .filter_map(|encoding| self.mapped_ssrc(encoding))
            .collect()
    }

    /// SSRCs in the router of all of the producer's encodings that it may come to send.
    pub(crate) fn eligible_sources(&self) -> Vec<u32> {
        let highest = self
            .preferred_layers()
            .map_or(usize::MAX, |preferred| usize::from(preferred.spatial));
        (0..self.consumable_encodings.len())
            .take_while(|encoding| *encoding <= highest)
            .filter_map(|encoding| self.mapped_ssrc(encoding))
            .collect()
    }

    /// True until the first packet went out.
    pub(crate) fn is_new(&self) -> bool {
        self.streams.iter().all(|stream| stream.send.is_new())
    }

    /// The outgoing stream that an SSRC on the wire is about.
    pub(crate) fn stream_of_ssrc(&mut self, ssrc: u32) -> Option<&mut OutgoingStream> {
        self.streams
            .iter_mut()
            .find(|stream| stream.ssrc() == ssrc || stream.rtx_ssrc() == Some(ssrc))
    }

    /// SSRCs that it sends, and whether each carries retransmissions.
    pub(crate) fn sent_ssrcs(&self) -> Vec<(u32, bool)> {
        self.streams
            .iter()
            .flat_map(|stream| {
                std::iter::once((stream.ssrc(), false))
                    .chain(stream.rtx_ssrc().map(|ssrc| (ssrc, true)))
            })
            .collect()
    }

    /// What follows is to start anew at the receiver: video at a key frame.
    pub(crate) fn require_sync(&mut self, now: Instant) {
        self.selection.require_sync(now);
    }

    /// Nothing more is to be repaired of what was sent before.
    pub(crate) fn stop(&mut self) {
        for stream in &mut self.streams {
            stream.send.pause();
        }
        if let Some(canaries) = &mut self.canaries {
            canaries.forget_open();
        }
        self.selection.forget_held();
    }

    /// True for a consumer that chooses between layers.
    pub(crate) fn has_layers(&self) -> bool {
        self.selection.wishes().is_some()
    }

    /// Layers that are sent; none when nothing is, or when there are no layers.
    pub(crate) fn current_layers(&self) -> Option<Layers> {
        self.selection.current()
    }

    /// Layers that the control plane wants; none for a consumer without layers.
    pub(crate) fn preferred_layers(&self) -> Option<Layers> {
        self.selection.wishes().map(|wishes| wishes.preferred)
    }

    /// Sets the layers that the control plane wants; tells whether that is a change.
    pub(crate) fn prefer_layers(&mut self, layers: ConsumerLayers) -> bool {
        self.selection
            .wishes_mut()
            .is_some_and(|wishes| wishes.prefer(layers))
    }

    /// Aims at other layers, none to send nothing; true when a key frame is needed to get there. For the router, which asks
    /// for it and tells of the change. `is_slow` is about the receiver's line.
    pub(crate) fn set_target_layers(
        &mut self,
        now: Instant,
        target: Option<Layers>,
        is_slow: bool,
    ) -> bool {
        self.selection.aim(now, target, is_slow)
    }

    /// What an allocator chooses from; none for a consumer without layers.
    pub(crate) fn layer_offer(&self, now: Instant, producer: &mut Producer) -> Option<LayerOffer> {
        let wishes = self.selection.wishes()?;
        Some(LayerOffer {
            priority: self.priority,
            preferred: wishes.preferred,
            target: wishes.target,
            current: self.current_layers(),
            is_new: !wishes.has_aimed,
            max_bitrate_bps: self
                .parameters
                .encodings
                .first()
                .and_then(|encoding| encoding.max_bitrate),
            spatial_layers: layers::spatial_offers(
                now,
                producer,
                &self.consumable_encodings,
                wishes,
            ),
        })
    }

    /// Decides about one packet of its producer.
    ///
    /// `shared` is the packet's copy for all consumers that keep it, made when the first one needs it.
    pub(crate) fn forward(
        &mut self,
        now: Instant,
        producer: &Producer,
        incoming: &IncomingRtp<'_>,
        shared: &mut Option<Rc<SharedPacket>>,
    ) -> Forwarding {
        let Some(Some(encoding)) = self.encodings.get(incoming.encoding_index).copied() else {
            return Forwarding::Nothing;
        };
        let stream = match &self.selection {
            Selection::Pipe(_) => encoding,
            _ => 0,
        };
        let is_carried = matches!(self.selection, Selection::Pipe(_))
            || self.selection.current_encoding() == Some(encoding);
        let seq = incoming.packet.seq();
        let is_wanted = self.is_active()
            && self
                .supported_payload_types
                .contains(&incoming.mapped_payload_type);
        let Some(outgoing) = self.streams.get_mut(stream) else {
            return Forwarding::Nothing;
        };
        if !is_wanted {
            if is_carried {
                outgoing.seq.drop_packet(seq);
            }
            return Forwarding::Nothing;
        }
        if incoming.received.restarted && is_carried {
            outgoing.seq.sync();
            outgoing.timestamp.switch_source();
            self.selection.handle_restart();
        }
        let layers_before = self.selection.current();
        let verdict = self.selection.judge(now, encoding, incoming, shared);
        let (rewrite, is_sync, switched) = match verdict {
            Verdict::Ignore | Verdict::Wait { ask: false } => return Forwarding::Nothing,
            Verdict::Wait { ask: true } => return Forwarding::AskKeyFrame,
            Verdict::Drop => {
                outgoing.seq.drop_packet(seq);
                return Forwarding::Nothing;
            }
            Verdict::Forward { rewrite } => (rewrite, false, false),
            Verdict::Sync { rewrite, switched } => (rewrite, true, switched),
        };
        if is_sync {
            outgoing.begin_anew();
        }
        if let Some(before) = outgoing.clock_encoding.replace(encoding)
            && before != encoding
        {
            let clock = |encoding: usize| -> Option<&SenderClock> {
                let ssrc = self.consumable_encodings.get(encoding)?.ssrc?;
                producer.stream_of_mapped_ssrc(ssrc)?.stream.sender_clock()
            };
            outgoing
                .timestamp
                .switch_layer(now, clock(before), clock(encoding));
        }
        let Some(header) = outgoing.number(now, incoming) else {
            return Forwarding::Nothing;
        };
        if switched {
            outgoing.send.reset_score();
        }
        let is_withheld = match &mut self.canaries {
            None => false,
            Some(canaries) => {
                // A key frame is what a receiver may begin with, and a late packet may have been named already.
                let is_newest = outgoing.seq.highest_output() == Some(header.seq);
                let may_be = !is_sync && !incoming.received.payload.is_key_frame();
                canaries.follow(header.seq, is_newest);
                is_newest && canaries.takes(now, header.seq, may_be)
            }
        };
        Forwarding::Send(OutgoingRtp {
            stream,
            header,
            rewrite,
            is_sync,
            switched,
            layers_changed: self.selection.current() != layers_before,
            is_withheld,
        })
    }

    /// Packets of the key frame that came before its first one did, to be forwarded right after it.
    pub(crate) fn take_held(&mut self, stream: usize) -> Vec<HeldPacket> {
        self.selection.take_held(stream)
    }

    /// Its scores, given those of its producer. A pipe's are always full: the next router scores what comes of it.
    pub(crate) fn score(&self, producer: &Producer) -> ConsumerScore {
        let producer_scores = producer.encoding_scores();
        if self.consumer_type == ProducerType::Pipe {
            return ConsumerScore {
                score: 10,
                producer_score: 10,
                producer_scores,
            };
        }
        ConsumerScore {
            score: self.streams.first().map_or(0, |stream| stream.send.score()),
            producer_score: self
                .carried_ssrc(0)
                .and_then(|ssrc| producer.stream_of_mapped_ssrc(ssrc))
                .map_or(0, |encoding| encoding.stream.score()),
            producer_scores,
        }
    }

    /// True when this is traced.
    pub(crate) fn traces(&self, trace_type: ConsumerTraceType) -> bool {
        self.trace_types.contains(&trace_type)
    }

    /// The consumer as it stands.
    pub(crate) fn dump(&self) -> ConsumerDump {
        let pair = |layers: Option<Layers>| {
            layers.map_or((-1, -1), |layers| {
                (layers.spatial.into(), layers.temporal.into())
            })
        };
        ConsumerDump {
            id: self.id.clone(),
            consumer_type: self.consumer_type,
            producer_id: self.producer_id.clone(),
            kind: self.kind,
            rtp_parameters: self.parameters.clone(),
            consumable_encodings: self.consumable_encodings.clone(),
            supported_codec_payload_types: self.supported_payload_types.clone(),
            trace_event_types: self.trace_types.clone(),
            paused: self.paused,
            producer_paused: self.producer_paused,
            priority: self.priority,
            rtp_streams: self
                .streams
                .iter()
                .filter_map(|stream| stream.dump(self.kind, &self.parameters))
                .collect(),
            layers: self.selection.wishes().map(|wishes| ConsumerLayersDump {
                preferred: pair(Some(wishes.preferred)),
                target: pair(wishes.target),
                current: pair(self.current_layers()),
            }),
        }
    }

    /// Counters of what it sends.
    pub(crate) fn stats(&mut self, now: Instant, timestamp_ms: u64) -> Vec<RtpStreamStats> {
        let (kind, parameters) = (self.kind, &self.parameters);
        self.streams
            .iter_mut()
            .filter_map(|stream| stream.stats(now, timestamp_ms, kind, parameters))
            .collect()
    }
}
