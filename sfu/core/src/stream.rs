//! Per-SSRC engines: sequence and timestamp rewriting, NACK, retransmission, scores, rates.
