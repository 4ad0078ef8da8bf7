//! Behaviour of the STUN parser and replies.
