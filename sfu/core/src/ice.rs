//! ICE-lite server side of one transport (RFC 8445 §2.5, consent RFC 7675).
