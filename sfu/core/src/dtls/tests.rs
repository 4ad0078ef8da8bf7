//! Handshakes between two endpoints over a simulated network.
