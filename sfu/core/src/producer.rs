//! A producer: one media source that a transport receives.
