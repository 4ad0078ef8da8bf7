//! Endpoints for measuring a media worker: one that sends, many that receive, over real ICE, DTLS and SRTP on loopback.
//!
//! `sambung-bench endpoints` takes its orders line by line on standard input and answers on standard output;
//! `sambung-bench limit SHAPE CONSUMERS COPIES_PER_SECOND SECONDS` measures what sealing and sending alone cost.
#![deny(unsafe_code)]

mod burst;
mod endpoints;
mod limit;
mod peer;
mod receiver;
#[allow(unsafe_code)]
mod socket;
mod stun;

use std::{env, process::ExitCode};

/// Whatever ends the program before its time.
type Failure = Box<dyn std::error::Error>;

fn main() -> ExitCode {
    let words: Vec<String> = env::args().skip(1).collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["endpoints"] => endpoints::run(),
        ["limit", rest @ ..] => limit::run(rest),
        _ => Err(
            "usage: sambung-bench endpoints | limit SHAPE CONSUMERS COPIES_PER_SECOND SECONDS"
                .into(),
        ),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("sambung-bench: {error}");
            ExitCode::FAILURE
        }
    }
}
