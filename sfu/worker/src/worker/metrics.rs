//! The worker's counters for whoever collects metrics: Prometheus text on a Unix socket, one answer a connection.
//!
//! Serving never waits: the answer fits a socket's buffer, and a reader for whom it does not gets none.

use super::Worker;
use crate::{
    metrics::{Histogram, MetricsText},
    settings::LogTag,
    sys::{process::thread_time, udp::RUN_LENGTH_BOUNDS},
};
use sambung_core::router::{DropCounters, DropReason};
use std::{
    fs,
    io::{self, Write},
    os::unix::net::UnixListener,
    path::{Path, PathBuf},
    process,
    time::Duration,
};

/// Connections answered in one turn of the loop. Higher serves a crowd of collectors sooner, lower bounds what they can
/// take from media.
const ANSWERS_PER_TURN: usize = 2;

/// Bounds of the turns' histogram in seconds of processor time; 5 ms is what no turn should exceed.
const TURN_BOUNDS: [f64; 10] = [
    0.000_05, 0.000_1, 0.000_25, 0.000_5, 0.001, 0.002_5, 0.005, 0.01, 0.025, 0.1,
];

/// What is counted of the loop itself, and where it is told.
#[derive(Debug)]
pub struct Metrics {
    listener: UnixListener,
    path: PathBuf,
    turns: Histogram<{ TURN_BOUNDS.len() }>,
    /// The thread's processor time when the last turn ended.
    turn_ended_at: Duration,
}

impl Metrics {
    /// Serves on `<directory>/<pid>.sock`. Errors when the socket cannot be made there.
    pub fn serve(directory: &Path) -> io::Result<Metrics> {
        let path = directory.join(format!("{}.sock", process::id()));
        // Left by a process that had this number before and was killed.
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        let listener = UnixListener::bind(&path)?;
        listener.set_nonblocking(true)?;
        Ok(Metrics {
            listener,
            path,
            turns: Histogram::new(TURN_BOUNDS),
            turn_ended_at: thread_time(),
        })
    }

    /// The socket, to be watched.
    pub fn listener(&self) -> &UnixListener {
        &self.listener
    }

    /// Notes that a turn of the loop ends. What the thread used since the last one ended is this turn's, for in between
    /// it slept.
    pub fn end_turn(&mut self) {
        let now = thread_time();
        self.turns
            .observe(now.saturating_sub(self.turn_ended_at).as_secs_f64());
        self.turn_ended_at = now;
    }

    /// Answers those who wait.
    fn answer(&self, text: &str) {
        for _ in 0..ANSWERS_PER_TURN {
            let Ok((mut stream, _)) = self.listener.accept() else {
                return;
            };
            if stream.set_nonblocking(true).is_ok() {
                // A reader that is gone, or that cannot take a few kilobytes, gets no other answer.
                let _ = stream.write_all(text.as_bytes());
            }
        }
    }
}

impl Drop for Metrics {
    fn drop(&mut self) {
        // A file that is left tells a later collector that nobody answers, nothing worse.
        let _ = fs::remove_file(&self.path);
    }
}

impl Worker {
    /// Begins to serve metrics in this directory; without a socket the worker runs without them.
    pub fn serve_metrics(&mut self, directory: &Path) {
        let served = Metrics::serve(directory).and_then(|metrics| {
            self.epoll
                .add(metrics.listener(), super::METRICS_TOKEN, true, false)?;
            Ok(metrics)
        });
        match served {
            Ok(metrics) => self.metrics = Some(metrics),
            Err(error) => self.channel.warn(
                LogTag::Info,
                format_args!("metrics | the socket cannot be made: {error}"),
            ),
        }
    }

    pub(super) fn answer_metrics(&mut self) {
        if let Some(metrics) = &self.metrics {
            metrics.answer(&self.metrics_text(metrics));
        }
    }

    /// Keeps the drops of a router that is closed.
    pub(super) fn keep_drops(&mut self, drops: &DropCounters) {
        self.closed_drops.add(drops);
    }

    fn metrics_text(&self, metrics: &Metrics) -> String {
        let mut drops = self.closed_drops.clone();
        let (mut n_routers, mut n_transports) = (0, 0);
        for host in self.hosts.iter() {
            drops.add(host.router.drops());
            n_routers += 1;
            n_transports += host.attachments.len() as u64;
        }
        let counters = &self.counters;
        let send = &counters.send;
        let mut text = MetricsText::default();
        text.gauge("sambung_worker_routers", "Open routers.", n_routers);
        text.gauge(
            "sambung_worker_transports",
            "Open transports.",
            n_transports,
        );
        text.counter(
            "sambung_worker_datagrams_received_total",
            "Datagrams received.",
            counters.n_received,
        );
        text.counter(
            "sambung_worker_bytes_received_total",
            "Bytes of datagrams received.",
            counters.n_bytes_received,
        );
        text.counter(
            "sambung_worker_datagrams_sent_total",
            "Datagrams that the kernel took.",
            send.n_sent,
        );
        text.counter(
            "sambung_worker_bytes_sent_total",
            "Bytes of datagrams that the kernel took.",
            send.n_bytes_sent,
        );
        let by_router = DropReason::ALL
            .iter()
            .map(|reason| (reason.name(), drops.get(*reason)));
        let before_routing = [
            ("unusable", counters.n_unusable),
            ("stale", counters.n_stale),
            ("unroutable", counters.n_unroutable),
        ];
        text.counters(
            "sambung_worker_drops_total",
            "Received datagrams that were dropped, by reason.",
            "reason",
            by_router.chain(before_routing),
        );
        text.counters(
            "sambung_worker_send_errors_total",
            "Datagrams that were not sent: the socket's buffer was full, or the kernel refused them.",
            "reason",
            [
                ("buffer_full", send.n_dropped_full),
                ("refused", send.n_failed),
            ],
        );
        let lengths = RUN_LENGTH_BOUNDS.iter().map(|bound| *bound as f64);
        text.buckets(
            "sambung_worker_run_datagrams",
            "Datagrams that left in one send.",
            lengths.zip(send.run_lengths),
            0,
            send.n_sent as f64,
        );
        text.counter(
            "sambung_worker_runs_split_total",
            "Segmented sends that the kernel refused, so that their datagrams were sent one by one.",
            send.n_split,
        );
        text.counters(
            "sambung_worker_dtls_handshakes_total",
            "DTLS handshakes that ended, by outcome.",
            "outcome",
            [
                ("connected", counters.n_handshakes),
                ("failed", counters.n_handshakes_failed),
            ],
        );
        text.counter(
            "sambung_worker_dtls_datagrams_dropped_total",
            "Handshake datagrams dropped because too many waited for their turn; peers repeat them.",
            self.handshakes.n_dropped,
        );
        text.gauge(
            "sambung_worker_tcp_connections",
            "Open connections of ICE over TCP.",
            self.connections.n_open() as u64,
        );
        let tcp = &self.connections.counters;
        text.counters(
            "sambung_worker_tcp_connections_total",
            "Connections of ICE over TCP, by what was decided about them.",
            "outcome",
            [
                ("accepted", tcp.n_accepted),
                ("refused", tcp.n_refused),
                ("unproven", tcp.n_unproven),
                ("misframed", tcp.n_misframed),
            ],
        );
        text.histogram(
            "sambung_worker_turn_cpu_seconds",
            "Processor time of one turn of the event loop.",
            &metrics.turns,
        );
        text.counter(
            "sambung_worker_panics_total",
            "Internal errors, each of which closed a transport or a router.",
            counters.n_panics,
        );
        text.into_text()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Read;
    use std::os::unix::net::UnixStream;

    fn read(path: &Path) -> String {
        let mut stream = UnixStream::connect(path).expect("the socket is there");
        let mut text = String::new();
        stream
            .read_to_string(&mut text)
            .expect("it is closed after the answer");
        text
    }

    #[test]
    fn each_connection_gets_one_answer_and_the_file_goes_with_the_server() {
        let directory = std::env::temp_dir().join(format!("sambung-metrics-{}", process::id()));
        fs::create_dir_all(&directory).expect("a directory can be made");
        let path = directory.join(format!("{}.sock", process::id()));
        fs::write(&path, "left by a process that was killed").expect("a file can be made");
        let metrics = Metrics::serve(&directory).expect("a socket can be made");
        let reader = std::thread::spawn({
            let path = path.clone();
            move || (read(&path), read(&path))
        });
        while !reader.is_finished() {
            metrics.answer("sambung_worker_routers 0\n");
            std::thread::yield_now();
        }
        let answers = reader.join().expect("both were answered");
        assert_eq!(answers.0, "sambung_worker_routers 0\n");
        assert_eq!(answers.1, answers.0);
        drop(metrics);
        assert!(!path.exists());
        fs::remove_dir(&directory).expect("it is empty");
    }

    #[test]
    fn a_directory_that_is_not_there_is_an_error() {
        assert!(Metrics::serve(Path::new("/nowhere/at/all")).is_err());
    }
}
