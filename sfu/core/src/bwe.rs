//! Bandwidth estimation: what congestion control needs on either side of a transport.
//!
//! [`TransportWideFeedback`] is the receiving side, by which a browser estimates its uplink. The sending side's estimator, which
//! reads [`crate::rtcp::TransportFeedback`], is a module of its own beside it.

mod feedback;

pub use feedback::TransportWideFeedback;
