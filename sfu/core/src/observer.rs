//! RTP observers: audio levels of a router's producers.
