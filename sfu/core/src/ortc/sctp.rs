//! Parameters of a data stream over SCTP (RFC 8831 §6.4, RFC 8832 §5.1).

use super::{ModelError, type_error};

/// Highest SCTP stream that carries data; 65535 is reserved (RFC 8831 §6.4).
const MAX_STREAM_ID: u16 = 65_534;

/// Which SCTP stream carries the messages, and how hard it tries.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SctpStreamParameters {
    /// SCTP stream.
    pub stream_id: u16,
    /// Messages arrive in the order they were sent.
    pub ordered: bool,
    /// Milliseconds after which a message is given up.
    pub max_packet_life_time_ms: Option<u16>,
    /// Retransmissions after which a message is given up.
    pub max_retransmits: Option<u16>,
}

impl SctpStreamParameters {
    /// Checks the parameters; without `ordered` a stream is ordered unless its messages may be given up. `TypeError` for a
    /// reserved stream, for two limits at once and for an ordered stream with a limit.
    pub fn new(
        stream_id: u16,
        ordered: Option<bool>,
        max_packet_life_time_ms: Option<u16>,
        max_retransmits: Option<u16>,
    ) -> Result<SctpStreamParameters, ModelError> {
        if stream_id > MAX_STREAM_ID {
            return Err(type_error(format!(
                "streamId must not be greater than {MAX_STREAM_ID}"
            )));
        }
        // 0 stands for no limit, as in the control plane.
        let max_packet_life_time_ms = max_packet_life_time_ms.filter(|limit| *limit > 0);
        let max_retransmits = max_retransmits.filter(|limit| *limit > 0);
        let is_limited = max_packet_life_time_ms.is_some() || max_retransmits.is_some();
        if max_packet_life_time_ms.is_some() && max_retransmits.is_some() {
            return Err(type_error(
                "cannot provide both maxPacketLifeTime and maxRetransmits",
            ));
        }
        if ordered == Some(true) && is_limited {
            return Err(type_error(
                "cannot be ordered with maxPacketLifeTime or maxRetransmits",
            ));
        }
        Ok(SctpStreamParameters {
            stream_id,
            ordered: ordered.unwrap_or(!is_limited),
            max_packet_life_time_ms,
            max_retransmits,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_is_ordered_unless_it_may_give_messages_up() {
        let ordered = |ordered, life_time, retransmits| {
            SctpStreamParameters::new(7, ordered, life_time, retransmits)
                .map(|parameters| parameters.ordered)
        };
        assert_eq!(ordered(None, None, None), Ok(true));
        assert_eq!(ordered(Some(false), None, None), Ok(false));
        assert_eq!(ordered(None, Some(5_000), None), Ok(false));
        assert_eq!(ordered(None, None, Some(3)), Ok(false));
        assert_eq!(ordered(Some(true), Some(0), Some(0)), Ok(true));
        for refused in [
            ordered(Some(true), Some(1), None),
            ordered(Some(true), None, Some(1)),
            ordered(None, Some(1), Some(1)),
        ] {
            assert!(matches!(refused, Err(ModelError::Type(_))));
        }
    }

    #[test]
    fn the_reserved_stream_is_refused() {
        assert!(SctpStreamParameters::new(65_534, None, None, None).is_ok());
        assert!(matches!(
            SctpStreamParameters::new(65_535, None, None, None),
            Err(ModelError::Type(_))
        ));
    }
}
