//! STUN messages (RFC 8489) as ICE needs them.
