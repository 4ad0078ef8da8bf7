//! Tells which producers are loudest.

/// What it takes to make an audio-level observer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct AudioLevelObserverOptions {
    /// At most this many producers in one report.
    pub max_entries: u16,
    /// Average level in dBov (−127 to 0) from which a producer counts.
    pub threshold_dbov: i8,
    /// Milliseconds between reports; kept between 250 and 5,000.
    pub interval_ms: u16,
}
