//! Tests of the channel's messages.

use super::*;
use crate::{
    schema::fbs::worker as fbs_worker,
    settings::{LogLevel, LogTags},
};
use proptest::prelude::*;
use std::{
    io::{Read, Write},
    os::{fd::OwnedFd, unix::net::UnixStream},
};

fn request(
    id: u32,
    method: request::Method,
    handler_id: &str,
    body: Option<request::Body>,
) -> Vec<u8> {
    let request = request::Request {
        id,
        method,
        handler_id: handler_id.to_owned(),
        body,
    };
    let message = message::Message {
        data: message::Body::Request(Box::new(request)),
    };
    planus::Builder::new().finish(message, None).to_vec()
}

/// A channel and the control plane's ends of its two pipes.
fn channel() -> (Channel, UnixStream, UnixStream) {
    let (input, requests) = UnixStream::pair().expect("socket pairs can be made");
    let (output, answers) = UnixStream::pair().expect("socket pairs can be made");
    input
        .set_nonblocking(true)
        .expect("a socket can be non-blocking");
    output
        .set_nonblocking(true)
        .expect("a socket can be non-blocking");
    let log = LogSettings {
        level: LogLevel::Warn,
        tags: LogTags::from_names(["ice"]),
    };
    let file = |stream: UnixStream| File::from(OwnedFd::from(stream));
    (
        Channel::new(file(input), file(output), log),
        requests,
        answers,
    )
}

fn answers(channel: &mut Channel, stream: &mut UnixStream) -> Vec<message::Message> {
    assert_eq!(channel.flush(), Flush::Empty);
    stream
        .set_nonblocking(true)
        .expect("a socket can be non-blocking");
    let mut bytes = Vec::new();
    // Ends with WouldBlock; what was read before stays.
    let _ = stream.read_to_end(&mut bytes);
    let mut messages = Vec::new();
    let mut rest = bytes.as_slice();
    while let Some((prefix, after)) = rest.split_first_chunk::<4>() {
        let (message, after) = after.split_at(u32::from_le_bytes(*prefix) as usize);
        let message =
            message::MessageRef::read_as_root(message).and_then(message::Message::try_from);
        messages.push(message.expect("what we write can be read"));
        rest = after;
    }
    messages
}

fn response(message: &message::Message) -> &response::Response {
    match &message.data {
        message::Body::Response(response) => response,
        other => unreachable!("a response was expected, not {other:?}"),
    }
}

#[test]
fn a_request_is_read_with_its_body() {
    let body = fbs_worker::CreateRouterRequest {
        router_id: "r".to_owned(),
    };
    let body = request::Body::WorkerCreateRouterRequest(Box::new(body));
    let bytes = request(7, request::Method::WorkerCreateRouter, "", Some(body));
    let Ok(Incoming::Request {
        id: 7,
        method: request::Method::WorkerCreateRouter,
        handler_id: "",
        body,
    }) = parse(&bytes)
    else {
        unreachable!("a request was expected");
    };
    let Some(request::BodyRef::WorkerCreateRouterRequest(body)) = body else {
        unreachable!("a body was expected");
    };
    assert_eq!(body.router_id().ok(), Some("r"));
}

#[test]
fn an_unknown_method_is_malformed_under_its_id() {
    let mut bytes = request(7, request::Method::RouterDump, "", None);
    let known = request::Method::RouterDump as u8;
    let positions: Vec<usize> = (0..bytes.len())
        .filter(|position| bytes[*position] == known)
        .collect();
    let unknown = positions.into_iter().any(|position| {
        let original = std::mem::replace(&mut bytes[position], 200);
        let parsed = parse(&bytes).err();
        bytes[position] = original;
        parsed
            == Some(Malformed {
                request_id: Some(7),
                reason: "unknown method '200'".to_owned(),
            })
    });
    assert!(unknown);
}

#[test]
fn what_only_we_may_send_is_refused() {
    let log = fbs_log::Log {
        data: "Dx".to_owned(),
    };
    let message = message::Message {
        data: message::Body::Log(Box::new(log)),
    };
    let bytes = planus::Builder::new().finish(message, None).to_vec();
    assert_eq!(
        parse(&bytes)
            .err()
            .and_then(|malformed| malformed.request_id),
        None
    );
}

#[test]
fn refusals_carry_class_and_reason() {
    let (mut channel, _requests, mut stream) = channel();
    for error in [
        RequestError::Type("a".to_owned()),
        RequestError::NotFound("b".to_owned()),
        RequestError::Error("c".to_owned()),
    ] {
        channel.respond(3, Err(error));
    }
    channel.respond(4, Ok(None));
    let messages = answers(&mut channel, &mut stream);
    let fields: Vec<_> = messages
        .iter()
        .map(response)
        .map(|response| {
            (
                response.id,
                response.accepted,
                response.error.as_deref(),
                response.reason.as_deref(),
            )
        })
        .collect();
    assert_eq!(
        fields,
        [
            (3, false, Some("TypeError"), Some("a")),
            (3, false, Some("NotFoundError"), Some("b")),
            (3, false, Some("Error"), Some("c")),
            (4, true, None, None),
        ]
    );
}

#[test]
fn a_response_that_is_too_big_becomes_an_error() {
    let (mut channel, _requests, mut stream) = channel();
    // All different, because the builder writes equal strings once.
    let ids = (0..9000).map(|n| format!("{n:01000}")).collect();
    let dump = fbs_worker::DumpResponse {
        pid: 1,
        web_rtc_server_ids: ids,
        router_ids: Vec::new(),
        channel_message_handlers: Box::new(fbs_worker::ChannelMessageHandlers {
            channel_request_handlers: Vec::new(),
            channel_notification_handlers: Vec::new(),
        }),
    };
    channel.respond(
        9,
        Ok(Some(response::Body::WorkerDumpResponse(Box::new(dump)))),
    );
    let messages = answers(&mut channel, &mut stream);
    let reasons: Vec<_> = messages
        .iter()
        .map(|message| response(message).reason.as_deref())
        .collect();
    assert_eq!(reasons, [Some("response too big")]);
}

#[test]
fn logs_obey_level_and_tags() {
    let (mut channel, _requests, mut stream) = channel();
    channel.debug(LogTag::Ice, format_args!("no"));
    channel.warn(LogTag::Dtls, format_args!("no"));
    channel.warn(LogTag::Ice, format_args!("yes"));
    channel.error(format_args!("yes"));
    let texts: Vec<String> = answers(&mut channel, &mut stream)
        .into_iter()
        .map(|message| match message.data {
            message::Body::Log(log) => log.data,
            other => unreachable!("a log was expected, not {other:?}"),
        })
        .collect();
    assert_eq!(texts, ["Wyes", "Eyes"]);
}

#[test]
fn the_end_of_the_stream_is_told_and_an_empty_one_is_not() {
    let (mut channel, mut requests, _answers) = channel();
    assert!(channel.read());
    requests.write_all(&[1]).expect("the pair is open");
    assert!(channel.read());
    requests
        .shutdown(std::net::Shutdown::Write)
        .expect("the pair is open");
    assert!(!channel.read());
}

proptest! {
    #[test]
    fn no_bytes_make_parsing_panic(bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let _ = parse(&bytes);
    }

    #[test]
    fn no_flipped_bits_make_parsing_panic(flips in prop::collection::vec((any::<prop::sample::Index>(), 0_u8..8), 1..10)) {
        let body = fbs_worker::UpdateSettingsRequest {
            log_level: Some("debug".to_owned()),
            log_tags: Some(vec!["ice".to_owned(), "dtls".to_owned()]),
        };
        let body = request::Body::WorkerUpdateSettingsRequest(Box::new(body));
        let mut bytes = request(1, request::Method::WorkerUpdateSettings, "", Some(body));
        for (index, bit) in flips {
            let position = index.index(bytes.len());
            bytes[position] ^= 1 << bit;
        }
        if let Ok(Incoming::Request { body: Some(request::BodyRef::WorkerUpdateSettingsRequest(body)), .. }) = parse(&bytes) {
            let _ = fbs_worker::UpdateSettingsRequest::try_from(body);
        }
    }
}
