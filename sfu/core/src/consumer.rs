//! A consumer: one producer's stream as one receiving transport gets it.
