//! Bandwidth estimation: what congestion control needs on either side of a transport.
//!
//! [`TransportWideFeedback`] is the receiving side, by which a browser estimates its uplink. [`SendSideEstimator`] is the sending
//! side: it reads what the peer tells of our packets and says what the line to it carries; [`Pacer`] spreads packets out where that is
//! little. How they work together, with pictures: `docs/bandwidth.md`.

mod acknowledged;
mod control;
mod estimator;
mod feedback;
mod history;
mod loss;
mod pacer;
mod prober;
mod queue;
mod remb;
mod schedule;
mod trace;
mod trend;

pub use estimator::{DEFAULT_INITIAL_BPS, EstimateBounds, SendSideEstimator};
pub use feedback::TransportWideFeedback;
pub use pacer::{MAX_HELD, Pacer};
pub use trace::{BweTrace, ProbeTrace};
pub use trend::Usage;
