//! What a simulcast consumer makes of key frames that its own request brought of all encodings.

use super::*;
use crate::codec::{PayloadContext, vp8};
use crate::ortc::ScalabilityMode;
use crate::rtp::{PacketLayout, RtpPacket};
use crate::stream::Received;
use std::time::Duration;

const MS: Duration = Duration::from_millis(1);

struct Viewer {
    simulcast: Simulcast,
    now: Instant,
    seq: u16,
}

impl Viewer {
    /// Sees encoding 0 and is about to see encoding 1.
    fn about_to_climb(is_slow: bool) -> Viewer {
        let mode = ScalabilityMode {
            spatial_layers: 3,
            ..ScalabilityMode::default()
        };
        let mut viewer = Viewer {
            simulcast: Simulcast::new(Codec::Vp8, LayerWishes::new(&mode, None)),
            now: Instant::now(),
            seq: 0,
        };
        viewer.aim(0, is_slow);
        assert_eq!(viewer.sees(0, true), "begins");
        assert_eq!(viewer.sees(0, false), "goes on");
        assert!(viewer.aim(1, is_slow), "a key frame is asked for");
        viewer
    }

    fn aim(&mut self, spatial: u8, is_slow: bool) -> bool {
        let target = Layers {
            spatial,
            temporal: 0,
        };
        self.simulcast.aim(self.now, Some(target), is_slow)
    }

    fn sees(&mut self, layer: u8, is_key_frame: bool) -> &'static str {
        self.seq += 1;
        self.now += MS * 10;
        let mut bytes = vec![0x80, 96, 0, self.seq as u8];
        bytes.extend([0, 0, 0, self.seq as u8, 0, 0, 0, layer]);
        // A VP8 descriptor that begins a partition, and the first byte of a frame.
        bytes.extend([0x10, u8::from(!is_key_frame)]);
        let layout = PacketLayout::parse(&bytes).expect("well formed");
        let descriptor = vp8::Descriptor::parse(&bytes[12..]).expect("VP8");
        let incoming = IncomingRtp {
            packet: RtpPacket::from_parts(&bytes, layout),
            received: Received {
                payload: PayloadContext::Vp8(descriptor),
                restarted: false,
            },
            encoding_index: usize::from(layer),
            mapped_payload_type: 96,
            is_rtx: false,
        };
        let mut shared = None;
        match self
            .simulcast
            .judge(self.now, layer, &incoming, &mut shared)
        {
            Verdict::Forward { .. } => "goes on",
            Verdict::Sync { .. } => "begins",
            Verdict::Ignore => "is left out",
            Verdict::Wait { .. } => "waits",
            Verdict::Drop => "is dropped",
        }
    }
}

#[test]
fn over_a_slow_line_only_the_key_frame_that_stays_is_sent() {
    let mut viewer = Viewer::about_to_climb(true);
    assert_eq!(viewer.sees(0, false), "goes on");
    assert_eq!(viewer.sees(0, true), "is left out");
    assert_eq!(viewer.sees(0, false), "is left out");
    assert_eq!(viewer.sees(1, true), "begins");
    assert_eq!(viewer.sees(1, false), "goes on");
}

#[test]
fn over_a_fast_line_the_old_layer_goes_on_until_the_new_one_begins() {
    let mut viewer = Viewer::about_to_climb(false);
    assert_eq!(viewer.sees(0, true), "goes on");
    assert_eq!(viewer.sees(0, false), "goes on");
    assert_eq!(viewer.sees(1, true), "begins");
}

#[test]
fn a_key_frame_long_after_the_request_is_somebody_elses() {
    let mut viewer = Viewer::about_to_climb(true);
    viewer.now += MS * 1_000;
    assert_eq!(viewer.sees(0, true), "goes on");
    assert_eq!(viewer.sees(0, false), "goes on");
}

#[test]
fn who_is_sent_back_after_a_key_frame_was_left_out_is_given_another() {
    let mut viewer = Viewer::about_to_climb(true);
    assert_eq!(viewer.sees(0, true), "is left out");
    assert!(viewer.aim(0, true), "what was left out is asked for");
    assert_eq!(viewer.sees(0, false), "waits");
    assert_eq!(viewer.sees(0, true), "begins");
}
