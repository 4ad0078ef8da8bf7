//! A router: transports, producers, consumers and who gets whose packets.
