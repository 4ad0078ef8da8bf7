//! Behaviour of SRTP sessions.
