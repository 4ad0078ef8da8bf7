//! The whole loop of bandwidth estimation over a simulated line: pictures and sound, allocation, pacing, a bottleneck with a queue, a
//! receiver that answers as Chrome does, and the estimator. Everything in virtual time and from a seed.
#![allow(
    clippy::disallowed_methods,
    clippy::unwrap_used,
    clippy::panic,
    reason = "tests make their own clock and may fail by panicking"
)]

mod acceptance;
mod drawing;
mod line;
mod listener;
mod meeting;
mod picture;
mod regressions;
