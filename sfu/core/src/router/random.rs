//! Numbers that need to be spread, not secret: sequence numbers, SSRCs, jitter of intervals.

/// SplitMix64: one multiplication chain over a counter. Its seed comes from the system's random source, so that numbers
/// differ between routers; what has to be secret (ICE passwords, keys) is never made here.
#[derive(Debug, Clone)]
pub(super) struct Random {
    state: u64,
}

impl Random {
    pub(super) fn new(seed: u64) -> Random {
        Random { state: seed }
    }

    pub(super) fn next_u64(&mut self) -> u64 {
        self.state = self.state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.state;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    pub(super) fn next_u32(&mut self) -> u32 {
        (self.next_u64() >> 32) as u32
    }

    /// 0 to 2^15 − 1: a first sequence number from which a receiver that misses the first packets cannot be one cycle off.
    pub(super) fn first_seq(&mut self) -> u16 {
        (self.next_u64() >> 49) as u16
    }

    /// At least 0 and less than 1.
    pub(super) fn fraction(&mut self) -> f64 {
        (self.next_u64() >> 11) as f64 / (1_u64 << 53) as f64
    }
}
