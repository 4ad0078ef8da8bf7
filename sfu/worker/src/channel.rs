//! The channel to the control plane: framed FlatBuffers on two pipes, requests in, responses, notifications and logs out.

mod framing;
mod log;
mod method;
mod outbox;

pub use framing::Frame;
pub use log::LogSettings;
pub use method::method_name;
pub use outbox::{Delivery, Flush};

use crate::{
    schema::fbs::{log as fbs_log, message, notification, request, response},
    settings::LogTag,
};
use framing::FrameReader;
use log::LogLimiter;
use outbox::{Outbox, Refusal};
use planus::ReadAsRoot;
use std::{fmt, fs::File, io, mem, time::Instant};

/// Why a request is refused; the names are the control plane's error classes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// The given values cannot be right.
    #[error("{0}")]
    Type(String),
    /// The named entity does not exist.
    #[error("{0}")]
    NotFound(String),
    /// Well formed, but not possible now.
    #[error("{0}")]
    Error(String),
}

impl RequestError {
    fn class(&self) -> &'static str {
        match self {
            RequestError::Type(_) => "TypeError",
            RequestError::NotFound(_) => "NotFoundError",
            RequestError::Error(_) => "Error",
        }
    }
}

impl From<planus::Error> for RequestError {
    /// A body that does not parse is the sender's fault.
    fn from(error: planus::Error) -> RequestError {
        RequestError::Type(format!("malformed request: {error}"))
    }
}

/// A request's outcome: an empty accept, an accept with a body, or a refusal.
pub type Reply = Result<Option<response::Body>, RequestError>;

/// A message from the control plane whose envelope is sound; its body is checked as it is read.
#[derive(Debug)]
pub enum Incoming<'a> {
    /// Has to be answered under its id.
    Request {
        /// Id to answer under.
        id: u32,
        /// What is asked.
        method: request::Method,
        /// The entity asked.
        handler_id: &'a str,
        /// Its parameters.
        body: Option<request::BodyRef<'a>>,
    },
    /// Is never answered.
    Notification {
        /// What is told.
        event: notification::Event,
        /// The entity it is told to.
        handler_id: &'a str,
        /// Its contents.
        body: Option<notification::BodyRef<'a>>,
    },
}

/// A message from the control plane that cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Malformed {
    /// The id to answer under, when that much could be read of a request.
    pub request_id: Option<u32>,
    /// What is wrong.
    pub reason: String,
}

/// Reads a message's envelope.
pub fn parse(bytes: &[u8]) -> Result<Incoming<'_>, Malformed> {
    let nameless = |error: planus::Error| Malformed {
        request_id: None,
        reason: error.to_string(),
    };
    match message::MessageRef::read_as_root(bytes)
        .and_then(|message| message.data())
        .map_err(nameless)?
    {
        message::BodyRef::Request(request) => {
            let id = request.id().map_err(nameless)?;
            let named = |error: planus::Error| Malformed {
                request_id: Some(id),
                reason: error.to_string(),
            };
            let method = request.method().map_err(|error| match error.error_kind {
                planus::errors::ErrorKind::UnknownEnumTag { source } => Malformed {
                    request_id: Some(id),
                    reason: format!("unknown method '{}'", source.tag),
                },
                _ => named(error),
            })?;
            let handler_id = request.handler_id().map_err(named)?;
            Ok(Incoming::Request {
                id,
                method,
                handler_id,
                body: request.body().map_err(named)?,
            })
        }
        message::BodyRef::Notification(notification) => Ok(Incoming::Notification {
            event: notification.event().map_err(nameless)?,
            handler_id: notification.handler_id().map_err(nameless)?,
            body: notification.body().map_err(nameless)?,
        }),
        message::BodyRef::Response(_) | message::BodyRef::Log(_) => Err(Malformed {
            request_id: None,
            reason: "neither a request nor a notification".to_owned(),
        }),
    }
}

/// Both pipes and what waits between them and us.
pub struct Channel {
    input: File,
    output: File,
    reader: FrameReader,
    outbox: Outbox,
    builder: planus::Builder,
    /// What is logged.
    pub log: LogSettings,
    limiter: LogLimiter,
}

impl Channel {
    /// Speaks over these pipes, which have to be non-blocking.
    pub fn new(input: File, output: File, log: LogSettings) -> Channel {
        Channel {
            input,
            output,
            reader: FrameReader::default(),
            outbox: Outbox::default(),
            builder: planus::Builder::new(),
            log,
            limiter: LogLimiter::default(),
        }
    }

    /// The pipe that requests come from.
    pub fn input(&self) -> &File {
        &self.input
    }

    /// The pipe that responses go to.
    pub fn output(&self) -> &File {
        &self.output
    }

    /// Reads what has arrived; false when the control plane is gone.
    pub fn read(&mut self) -> bool {
        match self.reader.read_from(&mut self.input) {
            Ok(n_read) => n_read > 0,
            Err(error) => matches!(
                error.kind(),
                io::ErrorKind::WouldBlock | io::ErrorKind::Interrupted
            ),
        }
    }

    /// Lends the reader, so that its frames can be handled with the channel at hand; give it back afterwards.
    pub fn take_reader(&mut self) -> FrameReader {
        mem::take(&mut self.reader)
    }

    /// Takes a lent reader back.
    pub fn return_reader(&mut self, reader: FrameReader) {
        self.reader = reader;
    }

    /// Answers a request. What it caused is notified after this.
    pub fn respond(&mut self, id: u32, reply: Reply) {
        let response = match reply {
            Ok(body) => response::Response {
                id,
                accepted: true,
                body,
                error: None,
                reason: None,
            },
            Err(error) => refusal(id, &error),
        };
        if self.send(message::Body::Response(Box::new(response)), Delivery::Kept)
            == Err(Refusal::TooBig)
        {
            let error = RequestError::Error("response too big".to_owned());
            // A refusal is a few hundred bytes and kept, so this one is taken.
            let _ = self.send(
                message::Body::Response(Box::new(refusal(id, &error))),
                Delivery::Kept,
            );
        }
    }

    /// Tells about an entity.
    pub fn notify(
        &mut self,
        handler_id: &str,
        event: notification::Event,
        body: Option<notification::Body>,
        delivery: Delivery,
    ) {
        let notification = notification::Notification {
            handler_id: handler_id.to_owned(),
            event,
            body,
        };
        if self.send(
            message::Body::Notification(Box::new(notification)),
            delivery,
        ) == Err(Refusal::TooBig)
        {
            eprintln!("channel | notification too big [event:{event:?}]");
        }
    }

    /// Logs at level debug, when level and tag are switched on.
    pub fn debug(&mut self, tag: LogTag, text: fmt::Arguments<'_>) {
        if self.log.shows_debug(tag) {
            self.send_log('D', text);
        }
    }

    /// Logs at level warn, when level and tag are switched on.
    pub fn warn(&mut self, tag: LogTag, text: fmt::Arguments<'_>) {
        if self.log.shows_warn(tag) {
            self.send_log('W', text);
        }
    }

    /// [`Channel::warn`] for what a packet can cause: at most a few a second, with the number of those left out.
    pub fn warn_limited(&mut self, tag: LogTag, now: Instant, text: fmt::Arguments<'_>) {
        if !self.log.shows_warn(tag) {
            return;
        }
        if let Some(n_left_out) = self.limiter.admit(now) {
            if n_left_out > 0 {
                self.send_log(
                    'W',
                    format_args!("channel | {n_left_out} warnings about packets left out"),
                );
            }
            self.send_log('W', text);
        }
    }

    /// Logs what should not happen.
    pub fn error(&mut self, text: fmt::Arguments<'_>) {
        if self.log.shows_error() {
            self.send_log('E', text);
        }
    }

    /// Writes what waits, as much as the pipe takes.
    pub fn flush(&mut self) -> Flush {
        self.outbox.flush(&mut self.output)
    }

    /// True while the control plane is so far behind that no further request should be read.
    pub fn is_congested(&self) -> bool {
        self.outbox.is_congested()
    }

    /// True when the control plane is so far behind that it counts as gone.
    pub fn is_full(&self) -> bool {
        self.outbox.is_full()
    }

    /// Messages dropped because the control plane was behind.
    pub fn n_dropped(&self) -> u64 {
        self.outbox.n_dropped()
    }

    fn send_log(&mut self, level: char, text: fmt::Arguments<'_>) {
        let log = fbs_log::Log {
            data: format!("{level}{text}"),
        };
        // A log line that finds the pipe congested is counted there and is worth no more than that.
        let _ = self.send(message::Body::Log(Box::new(log)), Delivery::Droppable);
    }

    fn send(&mut self, data: message::Body, delivery: Delivery) -> Result<(), Refusal> {
        self.builder.clear();
        let bytes = self.builder.finish(message::Message { data }, None);
        self.outbox.push(bytes, delivery)
    }
}

fn refusal(id: u32, error: &RequestError) -> response::Response {
    response::Response {
        id,
        accepted: false,
        body: None,
        error: Some(error.class().to_owned()),
        reason: Some(error.to_string()),
    }
}

#[cfg(test)]
mod tests;
