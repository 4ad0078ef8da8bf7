//! Demultiplexing: what is found by what, and which signalled identifiers collide.

use super::*;
use crate::ortc::{MimeType, RtcpParameters, RtpCodecParameters, RtpEncoding};

fn parameters(mid: Option<&str>, encodings: Vec<RtpEncoding>) -> RtpParameters {
    RtpParameters {
        mid: mid.map(str::to_owned),
        codecs: vec![RtpCodecParameters {
            mime_type: MimeType::parse("video/VP8").expect("a known type"),
            payload_type: 96,
            clock_rate: 90_000,
            channels: None,
            parameters: Vec::new(),
            rtcp_feedback: Vec::new(),
        }],
        header_extensions: Vec::new(),
        encodings,
        rtcp: RtcpParameters {
            cname: "c".to_owned(),
            reduced_size: true,
        },
        msid: None,
    }
}

fn ssrc(ssrc: u32, rtx_ssrc: u32) -> RtpEncoding {
    RtpEncoding {
        ssrc: Some(ssrc),
        rtx_ssrc: Some(rtx_ssrc),
        ..RtpEncoding::default()
    }
}

fn rid(rid: &str) -> RtpEncoding {
    RtpEncoding {
        rid: Some(rid.to_owned()),
        ..RtpEncoding::default()
    }
}

fn key(index: u32) -> Key<Producer> {
    Key::from_parts(index, 0)
}

fn error<T>(text: &str) -> Result<T, ModelError> {
    Err(ModelError::Error(text.to_owned()))
}

#[test]
fn a_packet_is_found_by_ssrc_then_mid_then_rid() {
    let mut listener = RtpListener::default();
    listener
        .add(key(1), &parameters(Some("0"), vec![ssrc(11, 12)]))
        .expect("free");
    listener
        .add(key(2), &parameters(None, vec![rid("a"), rid("b")]))
        .expect("free");
    assert_eq!(listener.find_ssrc(11), Some(key(1)));
    assert_eq!(listener.find_ssrc(12), Some(key(1)));
    assert_eq!(listener.find_ssrc(13), None);
    assert_eq!(listener.find_identified(Some("0"), Some("a")), Some(key(1)));
    assert_eq!(listener.find_identified(Some("9"), Some("a")), None);
    assert_eq!(listener.find_identified(None, Some("b")), Some(key(2)));
    assert_eq!(listener.find_identified(None, None), None);
    listener.latch(99, key(2));
    assert_eq!(listener.find_ssrc(99), Some(key(2)));
    listener.remove(key(2));
    assert_eq!(listener.find_ssrc(99), None);
    assert_eq!(listener.find_identified(None, Some("a")), None);
}

#[test]
fn taken_identifiers_are_refused_and_leave_no_trace() {
    let mut listener = RtpListener::default();
    listener
        .add(key(1), &parameters(Some("0"), vec![ssrc(11, 12)]))
        .expect("free");
    listener
        .add(key(2), &parameters(None, vec![rid("a")]))
        .expect("free");
    let taken = [
        (
            parameters(Some("1"), vec![ssrc(20, 21), ssrc(11, 22)]),
            "ssrc already exists in RTP listener [ssrc:11]",
        ),
        (
            parameters(Some("1"), vec![ssrc(20, 12)]),
            "RTX ssrc already exists in RTP listener [ssrc:12]",
        ),
        (
            parameters(Some("1"), vec![ssrc(20, 20)]),
            "RTX ssrc already exists in RTP listener [ssrc:20]",
        ),
        (
            parameters(Some("0"), vec![ssrc(20, 21)]),
            "MID already exists in RTP listener [mid:0]",
        ),
        (
            parameters(None, vec![rid("a")]),
            "RID already exists in RTP listener and no MID is given [rid:a]",
        ),
    ];
    for (parameters, reason) in taken {
        assert_eq!(listener.add(key(3), &parameters), error(reason));
    }
    assert_eq!(listener.find_ssrc(20), None);
    // With a MID the same RIDs are the ordinary case: each MID has its own.
    assert_eq!(
        listener.add(key(3), &parameters(Some("1"), vec![rid("a")])),
        Ok(())
    );
    assert_eq!(listener.find_identified(None, Some("a")), Some(key(2)));
}
