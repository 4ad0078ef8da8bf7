//! Behaviours of a whole router, seen from outside: synthetic peers speak real STUN, DTLS and SRTP to it on a virtual clock.

mod allocations;
mod data;
mod direct;
mod estimation;
mod forwarding;
mod hostile;
mod hostile_media;
mod hostile_paths;
mod key_frames;
mod layers_alive;
mod lifecycle;
mod nonce;
mod observing;
mod parameters;
mod peer;
mod pipe;
mod plain;
mod plain_peer;
mod repair;
mod reports;
mod requests;
mod restart;
mod room;
mod simulcast;
mod simulcast_room;
mod stun_request;
