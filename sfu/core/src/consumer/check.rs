//! What a request to consume has to fulfil besides valid RTP parameters.

use super::ConsumerOptions;
use crate::ortc::{ModelError, ProducerType, RtpParameters, is_valid_type_for_codec, type_error};

/// Checks what RTP parameters alone do not tell, and gives the kind of consumer.
pub(super) fn consumer_type(options: &ConsumerOptions) -> Result<ProducerType, ModelError> {
    for encoding in &options.rtp_parameters.encodings {
        if encoding.ssrc.is_none_or(|ssrc| ssrc == 0) {
            return Err(type_error(
                "invalid encoding in rtpParameters (missing ssrc)",
            ));
        }
        if encoding.rtx_ssrc == Some(0) {
            return Err(type_error(
                "invalid encoding in rtpParameters (missing rtx.ssrc)",
            ));
        }
    }
    let Some(consumable) = options.consumable_encodings.first() else {
        return Err(type_error("empty consumableRtpEncodings"));
    };
    if options
        .consumable_encodings
        .iter()
        .any(|encoding| encoding.ssrc.is_none_or(|ssrc| ssrc == 0))
    {
        return Err(type_error(
            "wrong encoding in consumableRtpEncodings (missing ssrc)",
        ));
    }
    if options.consumer_type == ProducerType::Pipe {
        if options.rtp_parameters.encodings.len() != options.consumable_encodings.len() {
            return Err(type_error(
                "number of rtpParameters.encodings and consumableRtpEncodings do not match",
            ));
        }
        return Ok(ProducerType::Pipe);
    }
    if options.consumable_encodings.len() > 1 {
        return Ok(ProducerType::Simulcast);
    }
    let mode = &consumable.scalability_mode;
    if mode.spatial_layers > 1 || mode.temporal_layers > 1 {
        return Ok(ProducerType::Svc);
    }
    Ok(ProducerType::Simple)
}

/// Checks that the consumer's first encoding has the layers that its kind needs, of a codec that can have them.
pub(super) fn layers(
    consumer_type: ProducerType,
    parameters: &RtpParameters,
    n_consumable: usize,
) -> Result<(), ModelError> {
    if !matches!(consumer_type, ProducerType::Simulcast | ProducerType::Svc) {
        return Ok(());
    }
    let encoding = parameters
        .encodings
        .first()
        .ok_or_else(|| type_error("empty rtpParameters.encodings"))?;
    let codec = parameters
        .codec_for(encoding)
        .ok_or_else(|| type_error("no valid codec payload type for the given encoding"))?;
    let mode = &encoding.scalability_mode;
    if consumer_type == ProducerType::Simulcast && usize::from(mode.spatial_layers) != n_consumable
    {
        return Err(type_error(
            "encoding.spatialLayers does not match number of consumableRtpEncodings",
        ));
    }
    if consumer_type == ProducerType::Svc && mode.spatial_layers < 2 && mode.temporal_layers < 2 {
        return Err(type_error("invalid number of layers"));
    }
    if !is_valid_type_for_codec(consumer_type, codec.mime_type) {
        return Err(type_error(format!(
            "{} codec not supported for {consumer_type}",
            codec.mime_type
        )));
    }
    Ok(())
}
