//! The media worker process.
fn main() {}
