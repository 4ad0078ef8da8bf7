//! `sambung-load`: synthetic WebRTC endpoints, hundreds in one process, driven over stdin and stdout (`protocol`).
//!
//! The stack is str0m with OpenSSL, so that nothing of the worker under test is on both ends of the wire.

#![cfg_attr(test, allow(clippy::unwrap_used))]

mod link;
mod opening;
mod payload;
mod protocol;
mod raw;
mod reactor;
mod srtp;
mod synthetic;

use std::process::ExitCode;

fn main() -> ExitCode {
    str0m::config::CryptoProvider::install_default(str0m::crypto::from_feature_flags());
    match reactor::run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sambung-load: {error}");
            ExitCode::FAILURE
        }
    }
}
