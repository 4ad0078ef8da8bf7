//! A transport: one peer, its network connection and the streams that run over it.

pub(crate) mod connection;
pub(crate) mod counters;
pub(crate) mod direct;
pub(crate) mod estimation;
mod listener;
mod options;
pub(crate) mod plain;
mod srtp_session;
pub(crate) mod webrtc;

pub use options::{
    BweTraceInfo, ConnectionDump, ConnectionStats, PipeTransportDump, PipeTransportOptions,
    PlainConnectParameters, PlainTransportDump, PlainTransportOptions, PlainTransportStats,
    PlainTuple, RecvRtpHeaderExtensionIds, RtpListenerDump, SctpOptions, TransportDump,
    TransportOptions, TransportStats, TransportTraceType, WebRtcTransportDump,
    WebRtcTransportOptions, WebRtcTransportStats,
};

use crate::bwe::{DEFAULT_INITIAL_BPS, EstimateBounds, TransportWideFeedback};
use crate::consumer::Consumer;
use crate::data_consumer::DataConsumer;
use crate::data_producer::DataProducer;
use crate::ortc::{EntityId, ExtensionKind, ModelError, RtpParameters, type_error};
use crate::producer::Producer;
use crate::router::outbox::OutboxSlot;
use crate::router::slab::{Key, Slab};
use crate::rtp::ExtensionIds;
use crate::stream::ReferenceTimes;
use connection::Connection;
use counters::TransportCounters;
use estimation::Estimation;
use listener::RtpListener;
use std::time::Instant;

/// Lowest bitrate that an outgoing cap or floor may have, in bits per second.
const MIN_OUTGOING_BITRATE: u64 = 30_000;
/// Highest bitrate that may be asked for, in bits per second: one less than the control plane's "no limit".
const MAX_BITRATE: u64 = i64::MAX as u64 - 1;

/// A transport's SSRC table: what the peer's feedback names, and whom it is about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct SentSsrc {
    pub(crate) ssrc: u32,
    pub(crate) consumer: Key<Consumer>,
    pub(crate) is_rtx: bool,
}

/// Caps and floor of a transport, in bits per second; 0 for none.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct BitrateLimits {
    pub(crate) max_incoming: u64,
    pub(crate) max_outgoing: u64,
    pub(crate) min_outgoing: u64,
}

/// The tables in which a transport's children are found.
pub(crate) struct Entities<'a> {
    pub(crate) producers: &'a Slab<Producer>,
    pub(crate) consumers: &'a Slab<Consumer>,
    pub(crate) data_producers: &'a Slab<DataProducer>,
    pub(crate) data_consumers: &'a Slab<DataConsumer>,
}

/// See the module's documentation.
#[derive(Debug)]
pub(crate) struct Transport {
    pub(crate) id: EntityId,
    pub(crate) connection: Connection,
    pub(crate) listener: RtpListener,
    pub(crate) producers: Vec<Key<Producer>>,
    pub(crate) consumers: Vec<Key<Consumer>>,
    pub(crate) data_producers: Vec<Key<DataProducer>>,
    pub(crate) data_consumers: Vec<Key<DataConsumer>>,
    /// Which data producer each SCTP stream of the peer belongs to.
    pub(crate) data_streams: Vec<(u16, Key<DataProducer>)>,
    /// Sorted by SSRC.
    sent_ssrcs: Vec<SentSsrc>,
    /// Header extensions of all its producers: ids are the same throughout one peer connection.
    pub(crate) extensions: ExtensionIds,
    /// Feedback to the peer about what arrived, once a producer negotiated it.
    pub(crate) feedback: Option<TransportWideFeedback>,
    /// Reference times of the peer's receivers, to be answered.
    pub(crate) reference_times: ReferenceTimes,
    /// Next transport-wide number of what we send.
    pub(crate) next_wide_seq: u16,
    /// SSRC of our receiver reports.
    pub(crate) rtcp_ssrc: u32,
    /// When reports are due, while media flows.
    pub(crate) report_at: Option<Instant>,
    pub(crate) counters: TransportCounters,
    pub(crate) slot: OutboxSlot,
    pub(crate) limits: BitrateLimits,
    pub(crate) trace_types: Vec<TransportTraceType>,
    pub(crate) scheduled_at: Option<Instant>,
    /// What is known about the line to the peer, once a consumer's receiver tells anything about it.
    pub(crate) estimation: Option<Box<Estimation>>,
    options: TransportOptions,
}

impl Transport {
    /// A transport without streams; `TypeError` for an initial bitrate that cannot be.
    pub(crate) fn new(
        id: EntityId,
        options: TransportOptions,
        connection: Connection,
        rtcp_ssrc: u32,
    ) -> Result<Transport, ModelError> {
        if options
            .initial_available_outgoing_bitrate
            .is_some_and(|bitrate| bitrate > MAX_BITRATE)
        {
            return Err(type_error(format!(
                "wrong initialAvailableOutgoingBitrate (must be <= {MAX_BITRATE})"
            )));
        }
        Ok(Transport {
            id,
            connection,
            listener: RtpListener::default(),
            producers: Vec::new(),
            consumers: Vec::new(),
            data_producers: Vec::new(),
            data_consumers: Vec::new(),
            data_streams: Vec::new(),
            sent_ssrcs: Vec::new(),
            extensions: ExtensionIds::default(),
            feedback: None,
            reference_times: ReferenceTimes::default(),
            next_wide_seq: 0,
            rtcp_ssrc,
            report_at: None,
            counters: TransportCounters::default(),
            slot: OutboxSlot::default(),
            limits: BitrateLimits::default(),
            trace_types: Vec::new(),
            scheduled_at: None,
            estimation: None,
            options,
        })
    }

    /// When it has something to do, its producers apart.
    pub(crate) fn poll_timeout(&self) -> Option<Instant> {
        let feedback_at = self
            .feedback
            .as_ref()
            .filter(|_| self.connection.is_ready())
            .and_then(TransportWideFeedback::poll_at);
        let estimation_at = self
            .estimation
            .as_ref()
            .filter(|_| self.connection.is_ready())
            .and_then(|estimation| estimation.poll_at());
        [
            self.connection.poll_timeout(),
            self.report_at,
            feedback_at,
            estimation_at,
        ]
        .into_iter()
        .flatten()
        .min()
    }

    /// Takes a new producer's header extensions, and starts feedback when it negotiated it.
    pub(crate) fn add_producer(&mut self, producer: Key<Producer>, parameters: &RtpParameters) {
        self.producers.push(producer);
        for extension in &parameters.header_extensions {
            self.extensions.set(extension.uri, extension.id);
        }
        let wants_feedback = parameters
            .extension_id(ExtensionKind::TransportWideCc)
            .is_some()
            && parameters.has_feedback_kind("transport-cc");
        if wants_feedback && self.feedback.is_none() {
            self.feedback = Some(TransportWideFeedback::default());
        }
    }

    /// Adds the SSRCs of a new consumer; `Error` and no change when one is in use.
    pub(crate) fn add_consumer(
        &mut self,
        key: Key<Consumer>,
        consumer: &Consumer,
    ) -> Result<(), ModelError> {
        let ssrcs = consumer.sent_ssrcs();
        let is_taken = |(index, (ssrc, _)): &(usize, &(u32, bool))| {
            let before = ssrcs.iter().take(*index);
            self.find_sent(*ssrc).is_some() || before.into_iter().any(|(other, _)| other == ssrc)
        };
        if let Some((_, (taken, _))) = ssrcs.iter().enumerate().find(is_taken) {
            return Err(ModelError::Error(format!(
                "ssrc already in use by another consumer [ssrc:{taken}]"
            )));
        }
        for (ssrc, is_rtx) in ssrcs {
            let place = self.sent_ssrcs.partition_point(|sent| sent.ssrc < ssrc);
            self.sent_ssrcs.insert(
                place,
                SentSsrc {
                    ssrc,
                    consumer: key,
                    is_rtx,
                },
            );
        }
        self.consumers.push(key);
        Ok(())
    }

    /// Begins to estimate the line when a consumer's receiver tells anything about it.
    pub(crate) fn begin_estimation(&mut self, now: Instant, parameters: &RtpParameters) -> bool {
        if self.estimation.is_some() || !Estimation::is_possible(parameters) {
            return false;
        }
        let initial_bps = self
            .options
            .initial_available_outgoing_bitrate
            .filter(|bitrate| *bitrate > 0)
            .unwrap_or(DEFAULT_INITIAL_BPS);
        let bounds = EstimateBounds {
            initial_bps,
            min_bps: self.limits.min_outgoing,
            max_bps: self.limits.max_outgoing,
        };
        self.estimation = Some(Box::new(Estimation::new(now, bounds)));
        true
    }

    fn bound_estimate(&mut self) {
        if let Some(estimation) = &mut self.estimation {
            estimation
                .estimator
                .set_bounds(self.limits.min_outgoing, self.limits.max_outgoing);
        }
    }

    /// Forgets a consumer; its SSRCs are never used again under these keys.
    pub(crate) fn remove_consumer(&mut self, key: Key<Consumer>) {
        self.consumers.retain(|other| *other != key);
        for sent in self.sent_ssrcs.iter().filter(|sent| sent.consumer == key) {
            self.connection.retire_ssrc(sent.ssrc);
        }
        self.sent_ssrcs.retain(|sent| sent.consumer != key);
    }

    /// Forgets a producer.
    pub(crate) fn remove_producer(&mut self, key: Key<Producer>) {
        self.producers.retain(|other| *other != key);
        self.listener.remove(key);
    }

    /// Whom an SSRC that we send is about.
    pub(crate) fn find_sent(&self, ssrc: u32) -> Option<SentSsrc> {
        let index = self
            .sent_ssrcs
            .binary_search_by_key(&ssrc, |sent| sent.ssrc)
            .ok()?;
        self.sent_ssrcs.get(index).copied()
    }

    /// Sets the cap of what the peer may send.
    pub(crate) fn set_max_incoming(&mut self, bitrate: u64) -> Result<(), ModelError> {
        check_highest(bitrate)?;
        self.limits.max_incoming = bitrate;
        Ok(())
    }

    /// Sets the cap of the outgoing estimate.
    pub(crate) fn set_max_outgoing(&mut self, bitrate: u64) -> Result<(), ModelError> {
        check_highest(bitrate)?;
        check_lowest(bitrate)?;
        let min = self.limits.min_outgoing;
        if bitrate > 0 && bitrate < min {
            return Err(type_error(format!(
                "bitrate must be >= current min outgoing bitrate ({min}) or 0 (unlimited)"
            )));
        }
        self.limits.max_outgoing = bitrate;
        self.slot.limit_runs(bitrate);
        self.bound_estimate();
        Ok(())
    }

    /// Sets the floor of the outgoing estimate.
    pub(crate) fn set_min_outgoing(&mut self, bitrate: u64) -> Result<(), ModelError> {
        check_highest(bitrate)?;
        check_lowest(bitrate)?;
        let max = self.limits.max_outgoing;
        if bitrate > 0 && max > 0 && bitrate > max {
            return Err(type_error(format!(
                "bitrate must be <= current max outgoing bitrate ({max}) or 0 (unlimited)"
            )));
        }
        self.limits.min_outgoing = bitrate;
        self.bound_estimate();
        Ok(())
    }

    /// Has no network below it.
    pub(crate) fn is_direct(&self) -> bool {
        matches!(self.connection, Connection::Direct(_))
    }

    /// SCTP parameters, when it is enabled.
    pub(crate) fn sctp(&self) -> Option<&SctpOptions> {
        self.options.sctp.as_ref()
    }

    /// Bytes of the longest message that may be sent.
    pub(crate) fn max_send_message_size(&self) -> usize {
        self.options.max_send_message_size as usize
    }

    /// Bytes of the longest message that may be received.
    pub(crate) fn max_receive_message_size(&self) -> usize {
        self.options.max_receive_message_size as usize
    }

    /// Waiting bytes at which a data consumer is told that few wait, until that is set.
    pub(crate) fn data_low_threshold(&self) -> u32 {
        self.sctp()
            .map_or(0, |sctp| sctp.default_stream_buffered_amount_low_threshold)
    }

    /// The transport as it stands, with ids that the tables give.
    pub(crate) fn dump(&self, entities: &Entities<'_>) -> TransportDump {
        let producer_id = |key| entities.producers.get(key).map(|entity| entity.id.clone());
        let consumer_id = |key| entities.consumers.get(key).map(|entity| entity.id.clone());
        let data_producer_id = |key| {
            let entity = entities.data_producers.get(key);
            entity.map(|entity| entity.id.clone())
        };
        let data_consumer_id = |key| {
            let entity = entities.data_consumers.get(key);
            entity.map(|entity| entity.id.clone())
        };
        let sent = |is_rtx| {
            let wanted = self
                .sent_ssrcs
                .iter()
                .filter(move |sent| sent.is_rtx == is_rtx);
            wanted
                .filter_map(|sent| Some((sent.ssrc, consumer_id(sent.consumer)?)))
                .collect()
        };
        TransportDump {
            id: self.id.clone(),
            direct: self.is_direct(),
            producer_ids: self
                .producers
                .iter()
                .filter_map(|key| producer_id(*key))
                .collect(),
            consumer_ids: self
                .consumers
                .iter()
                .filter_map(|key| consumer_id(*key))
                .collect(),
            data_producer_ids: self
                .data_producers
                .iter()
                .filter_map(|key| data_producer_id(*key))
                .collect(),
            data_consumer_ids: self
                .data_consumers
                .iter()
                .filter_map(|key| data_consumer_id(*key))
                .collect(),
            sctp_stream_table: self
                .data_streams
                .iter()
                .filter_map(|(stream, key)| Some((*stream, data_producer_id(*key)?)))
                .collect(),
            map_ssrc_consumer_id: sent(false),
            map_rtx_ssrc_consumer_id: sent(true),
            recv_rtp_header_extensions: RecvRtpHeaderExtensionIds {
                mid: self.extensions.id(ExtensionKind::Mid),
                rid: self.extensions.id(ExtensionKind::Rid),
                rrid: self.extensions.id(ExtensionKind::RepairedRid),
                abs_send_time: self.extensions.id(ExtensionKind::AbsSendTime),
                transport_wide_cc: self.extensions.id(ExtensionKind::TransportWideCc),
            },
            rtp_listener: self.listener.dump(producer_id),
            max_send_message_size: self.options.max_send_message_size,
            max_receive_message_size: self.options.max_receive_message_size,
            sctp: self.options.sctp,
            trace_event_types: self.trace_types.clone(),
            connection: self.connection.dump(),
        }
    }

    /// Its counters.
    pub(crate) fn stats(&mut self, now: Instant, timestamp_ms: u64) -> TransportStats {
        let limit = |bitrate: u64| (bitrate > 0).then_some(bitrate);
        let counters = self.counters.read(now);
        let probation = self
            .estimation
            .as_mut()
            .map(|estimation| estimation.probation.read(now));
        TransportStats {
            transport_id: self.id.clone(),
            timestamp_ms,
            sctp_enabled: self.options.sctp.is_some(),
            bytes_received: counters.received.bytes,
            recv_bitrate: counters.received.bitrate,
            bytes_sent: counters.sent.bytes,
            send_bitrate: counters.sent.bitrate,
            rtp_bytes_received: counters.rtp_received.bytes,
            rtp_recv_bitrate: counters.rtp_received.bitrate,
            rtp_bytes_sent: counters.rtp_sent.bytes,
            rtp_send_bitrate: counters.rtp_sent.bitrate,
            rtx_bytes_received: counters.rtx_received.bytes,
            rtx_recv_bitrate: counters.rtx_received.bitrate,
            rtx_bytes_sent: counters.rtx_sent.bytes,
            rtx_send_bitrate: counters.rtx_sent.bitrate,
            probation_bytes_sent: probation.map_or(0, |probation| probation.bytes),
            probation_send_bitrate: probation.map_or(0, |probation| probation.bitrate),
            available_outgoing_bitrate: self
                .estimation
                .as_ref()
                .map(|estimation| estimation.estimator.available_bps()),
            available_incoming_bitrate: None,
            max_incoming_bitrate: limit(self.limits.max_incoming),
            max_outgoing_bitrate: limit(self.limits.max_outgoing),
            min_outgoing_bitrate: limit(self.limits.min_outgoing),
            rtp_packet_loss_received: self
                .feedback
                .as_ref()
                .map(TransportWideFeedback::loss_ratio),
            rtp_packet_loss_sent: self
                .estimation
                .as_ref()
                .and_then(|estimation| estimation.estimator.loss_ratio()),
            connection: self.connection.stats(),
        }
    }
}

fn check_highest(bitrate: u64) -> Result<(), ModelError> {
    if bitrate > MAX_BITRATE {
        return Err(type_error(format!(
            "bitrate must be <= {MAX_BITRATE} or 0 (unlimited)"
        )));
    }
    Ok(())
}

fn check_lowest(bitrate: u64) -> Result<(), ModelError> {
    if bitrate > 0 && bitrate < MIN_OUTGOING_BITRATE {
        return Err(type_error(format!(
            "bitrate must be >= {MIN_OUTGOING_BITRATE} or 0 (unlimited)"
        )));
    }
    Ok(())
}
