//! SRTP and SRTCP sessions (RFC 3711, RFC 7714).
