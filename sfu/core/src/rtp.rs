//! RTP packets (RFC 3550 §5) and header extensions (RFC 8285).
