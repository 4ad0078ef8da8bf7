//! DTLS 1.2 and 1.3 behind one trait, for keying SRTP (RFC 5764).
