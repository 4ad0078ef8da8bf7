//! Bandwidth estimation: what congestion control needs on either side of a transport.
