//! What mediasoup's channel has no words for, asked on a Unix socket of its own: canaries, and lines that are cut for a drill. `docs/canaries.md`
//! describes what is asked.
//!
//! Serving never waits: a line is answered when all of it is there, and who does not read its answer is let go.

use super::{FIRST_CONTROL_CLIENT_TOKEN, Worker, registry::Handler};
use crate::{settings::LogTag, sys::process::random_bytes};
use sambung_core::consumer::{CanaryCounts, CanaryPlan};
use std::{
    fs,
    io::{self, Read, Write},
    os::unix::net::{UnixListener, UnixStream},
    path::{Path, PathBuf},
    process,
    time::{Duration, Instant},
};

/// Connections at once. Higher serves more control planes, lower bounds what they can take from media.
pub const MAX_CLIENTS: usize = 8;
/// Bytes of a line; a room of a thousand consumers fits. Higher costs memory, lower refuses large rooms.
const MAX_LINE: usize = 64 * 1024;

#[derive(Debug)]
struct Client {
    stream: UnixStream,
    received: Vec<u8>,
}

/// See the module's documentation.
#[derive(Debug)]
pub struct Control {
    listener: UnixListener,
    path: PathBuf,
    clients: [Option<Client>; MAX_CLIENTS],
}

impl Control {
    /// Serves on `<directory>/<pid>.control`. Errors when the socket cannot be made there.
    pub fn serve(directory: &Path) -> io::Result<Control> {
        let path = directory.join(format!("{}.control", process::id()));
        // Left by a process that had this number before and was killed.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        listener.set_nonblocking(true)?;
        Ok(Control {
            listener,
            path,
            clients: Default::default(),
        })
    }

    /// The next who waits, made not to wait.
    fn accept(&self) -> Option<UnixStream> {
        let (stream, _) = self.listener.accept().ok()?;
        stream.set_nonblocking(true).ok()?;
        Some(stream)
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        // A file that is left tells whoever asks later that nobody answers, nothing worse.
        let _ = fs::remove_file(&self.path);
    }
}

impl Client {
    /// Takes what has come; gives the lines that are complete, or none when the connection is over.
    fn read(&mut self) -> Option<Vec<String>> {
        let mut chunk = [0; 16 * 1024];
        match self.stream.read(&mut chunk) {
            Ok(0) => return None,
            Ok(length) => self
                .received
                .extend_from_slice(chunk.get(..length).unwrap_or_default()),
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Some(Vec::new()),
            Err(_) => return None,
        }
        let end = self.received.iter().rposition(|byte| *byte == b'\n');
        let rest = self
            .received
            .split_off(end.map_or(0, |end| end + 1).min(self.received.len()));
        let complete = std::mem::replace(&mut self.received, rest);
        if self.received.len() > MAX_LINE {
            return None;
        }
        let text = String::from_utf8_lossy(&complete);
        Some(text.lines().map(str::to_owned).collect())
    }
}

impl Worker {
    /// Begins to answer in this directory; without a socket the worker runs without canaries.
    pub fn serve_control(&mut self, directory: &Path) {
        let served = Control::serve(directory).and_then(|control| {
            self.epoll
                .add(&control.listener, super::CONTROL_TOKEN, true, false)?;
            Ok(control)
        });
        match served {
            Ok(control) => self.control = Some(control),
            Err(error) => self.channel.warn(
                LogTag::Info,
                format_args!("control | the socket cannot be made: {error}"),
            ),
        }
    }

    /// Somebody connects; who finds no place is let go.
    pub(super) fn accept_control(&mut self) {
        let Some(control) = &mut self.control else {
            return;
        };
        let Some(stream) = control.accept() else {
            return;
        };
        let free = (FIRST_CONTROL_CLIENT_TOKEN..)
            .zip(&mut control.clients)
            .find(|(_, client)| client.is_none());
        if let Some((token, place)) = free
            && self.epoll.add(&stream, token, true, false).is_ok()
        {
            *place = Some(Client {
                stream,
                received: Vec::new(),
            });
        }
    }

    /// Answers the lines that a connection sent.
    pub(super) fn read_control(&mut self, token: u64) {
        let place = usize::try_from(token - FIRST_CONTROL_CLIENT_TOKEN).unwrap_or(MAX_CLIENTS);
        let Some(mut client) = self
            .control
            .as_mut()
            .and_then(|control| control.clients.get_mut(place)?.take())
        else {
            return;
        };
        let Some(lines) = client.read() else {
            return;
        };
        for line in lines {
            let answer = self.answer_control(Instant::now(), &line);
            if client.stream.write_all(answer.as_bytes()).is_err() {
                return;
            }
        }
        if let Some(control) = &mut self.control
            && let Some(empty) = control.clients.get_mut(place)
        {
            *empty = Some(client);
        }
    }

    fn answer_control(&mut self, now: Instant, line: &str) -> String {
        let mut words = line.split_ascii_whitespace();
        let answers: Option<Vec<String>> = match words.next() {
            Some("withhold") => {
                let plan = words.next().and_then(plan);
                plan.map(|plan| {
                    words
                        .map(|id| self.withhold(now, id, plan))
                        .map(told)
                        .collect()
                })
            }
            Some("counts") => Some(words.map(|id| self.counts(now, id)).map(told).collect()),
            Some("cut") => Some(words.map(|id| self.cut(now, id)).map(done).collect()),
            _ => None,
        };
        match answers {
            Some(answers) => format!("{}\n", answers.join(" ")),
            None => "?\n".to_owned(),
        }
    }

    fn withhold(
        &mut self,
        now: Instant,
        id: &str,
        plan: Option<CanaryPlan>,
    ) -> Option<CanaryCounts> {
        let Some(Handler::Consumer(key)) = self.registry.find(id) else {
            return None;
        };
        let mut seed = [0; 32];
        random_bytes(&mut seed).ok()?;
        let router = &mut self.hosts.get(key)?.router;
        router.set_canaries(id, plan, seed).ok()?;
        router.canary_counts(now, id)
    }

    fn cut(&mut self, now: Instant, id: &str) -> bool {
        let Some(Handler::Transport(key)) = self.registry.find(id) else {
            return false;
        };
        let is_cut = self
            .hosts
            .get(key)
            .is_some_and(|host| host.router.cut(now, id).is_ok());
        self.drain(now);
        is_cut
    }

    fn counts(&mut self, now: Instant, id: &str) -> Option<CanaryCounts> {
        let Some(Handler::Consumer(key)) = self.registry.find(id) else {
            return None;
        };
        self.hosts.get(key)?.router.canary_counts(now, id)
    }
}

/// `off`, or `<one in>/<spacing in milliseconds>`.
fn plan(word: &str) -> Option<Option<CanaryPlan>> {
    if word == "off" {
        return Some(None);
    }
    let (one_in, spacing_ms) = word.split_once('/')?;
    let (one_in, spacing_ms) = (one_in.parse().ok()?, spacing_ms.parse::<u32>().ok()?);
    (one_in >= 2).then_some(Some(CanaryPlan {
        one_in,
        spacing: Duration::from_millis(spacing_ms.into()),
    }))
}

/// `<withheld>/<named>/<skipped>`, with `-` for what is not known.
fn told(counts: Option<CanaryCounts>) -> String {
    let Some(counts) = counts else {
        return "-".to_owned();
    };
    let CanaryCounts {
        withheld,
        named,
        skipped,
    } = counts;
    match named {
        Some(named) => format!("{withheld}/{named}/{skipped}"),
        None => format!("{withheld}/-/{skipped}"),
    }
}

fn done(is_done: bool) -> String {
    if is_done { "1" } else { "-" }.to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plan_is_a_share_and_a_spacing_or_nothing() {
        assert_eq!(plan("off"), Some(None));
        let some = CanaryPlan {
            one_in: 500,
            spacing: Duration::from_secs(61),
        };
        assert_eq!(plan("500/61000"), Some(Some(some)));
        for word in ["", "500", "1/0", "/", "x/0", "500/x", "500/-1", "5/6/7"] {
            assert_eq!(plan(word), None, "{word}");
        }
    }

    #[test]
    fn what_is_not_known_is_told_as_a_dash() {
        let counts = |named| {
            Some(CanaryCounts {
                withheld: 7,
                named,
                skipped: 2,
            })
        };
        assert_eq!(told(counts(Some(6))), "7/6/2");
        assert_eq!(told(counts(None)), "7/-/2");
        assert_eq!(told(None), "-");
    }

    #[test]
    fn lines_are_taken_when_they_are_whole_and_endless_ones_not_at_all() {
        let (mut other, stream) = UnixStream::pair().expect("two ends");
        stream.set_nonblocking(true).expect("a socket");
        let mut client = Client {
            stream,
            received: Vec::new(),
        };
        assert_eq!(client.read(), Some(vec![]));
        other
            .write_all(b"counts a\ncounts b\ncou")
            .expect("it fits");
        let lines = ["counts a", "counts b"].map(str::to_owned).to_vec();
        assert_eq!(client.read(), Some(lines));
        other.write_all(b"nts c\n").expect("it fits");
        assert_eq!(client.read(), Some(vec!["counts c".to_owned()]));
        let mut is_over = false;
        for _ in 0..10 {
            other.write_all(&[b'x'; 10_000]).expect("it is read");
            is_over |= client.read().is_none();
        }
        assert!(is_over);
    }
}
