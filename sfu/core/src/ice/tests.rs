//! Behaviour of the ICE-lite agent.
