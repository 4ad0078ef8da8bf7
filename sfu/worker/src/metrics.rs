//! Prometheus text: counters, gauges and histograms in the exposition format 0.0.4.

use std::fmt::{Display, Write};

/// Counts of observations by upper bound.
#[derive(Debug, Clone, PartialEq)]
pub struct Histogram<const N: usize> {
    bounds: [f64; N],
    /// One for each bound, and one for what is beyond the last.
    counts: [u64; N],
    beyond: u64,
    sum: f64,
}

impl<const N: usize> Histogram<N> {
    /// An empty histogram with these upper bounds, ascending.
    pub fn new(bounds: [f64; N]) -> Histogram<N> {
        Histogram {
            bounds,
            counts: [0; N],
            beyond: 0,
            sum: 0.0,
        }
    }

    /// Counts one observation.
    pub fn observe(&mut self, value: f64) {
        self.sum += value;
        let bucket = self
            .bounds
            .iter()
            .zip(&mut self.counts)
            .find(|(bound, _)| value <= **bound);
        match bucket {
            Some((_, count)) => *count += 1,
            None => self.beyond += 1,
        }
    }
}

/// Writes the text, metric by metric. Labels' values are ours and need no escaping.
#[derive(Debug, Default)]
pub struct MetricsText {
    text: String,
}

impl MetricsText {
    /// The text so far.
    pub fn into_text(self) -> String {
        self.text
    }

    /// A counter without labels.
    pub fn counter(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "counter");
        self.line(name, "", value);
    }

    /// A gauge without labels.
    pub fn gauge(&mut self, name: &str, help: &str, value: u64) {
        self.head(name, help, "gauge");
        self.line(name, "", value);
    }

    /// A counter with one label.
    pub fn counters<'a>(
        &mut self,
        name: &str,
        help: &str,
        label: &str,
        values: impl IntoIterator<Item = (&'a str, u64)>,
    ) {
        self.head(name, help, "counter");
        for (label_value, value) in values {
            self.line(name, &format!("{{{label}=\"{label_value}\"}}"), value);
        }
    }

    /// A histogram.
    pub fn histogram<const N: usize>(&mut self, name: &str, help: &str, histogram: &Histogram<N>) {
        let buckets = histogram
            .bounds
            .iter()
            .copied()
            .zip(histogram.counts.iter().copied());
        self.buckets(name, help, buckets, histogram.beyond, histogram.sum);
    }

    /// A histogram from its buckets' own counts, those beyond the last bound, and the sum of all observations.
    pub fn buckets(
        &mut self,
        name: &str,
        help: &str,
        buckets: impl IntoIterator<Item = (f64, u64)>,
        beyond: u64,
        sum: f64,
    ) {
        self.head(name, help, "histogram");
        let mut below = 0;
        for (bound, count) in buckets {
            below += count;
            self.line(
                &format!("{name}_bucket"),
                &format!("{{le=\"{bound}\"}}"),
                below,
            );
        }
        let total = below + beyond;
        self.line(&format!("{name}_bucket"), "{le=\"+Inf\"}", total);
        self.line(&format!("{name}_sum"), "", sum);
        self.line(&format!("{name}_count"), "", total);
    }

    fn head(&mut self, name: &str, help: &str, kind: &str) {
        // Writing to a string cannot fail.
        let _ = writeln!(self.text, "# HELP {name} {help}\n# TYPE {name} {kind}");
    }

    fn line(&mut self, name: &str, labels: &str, value: impl Display) {
        let _ = writeln!(self.text, "{name}{labels} {value}");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_histogram_counts_each_observation_once_and_tells_them_cumulatively() {
        let mut histogram = Histogram::new([0.5, 1.0, 2.5]);
        for value in [0.1, 0.5, 0.75, 2.0, 3.0] {
            histogram.observe(value);
        }
        let mut text = MetricsText::default();
        text.histogram("turn_seconds", "Turns.", &histogram);
        let expected = "\
# HELP turn_seconds Turns.
# TYPE turn_seconds histogram
turn_seconds_bucket{le=\"0.5\"} 2
turn_seconds_bucket{le=\"1\"} 3
turn_seconds_bucket{le=\"2.5\"} 4
turn_seconds_bucket{le=\"+Inf\"} 5
turn_seconds_sum 6.35
turn_seconds_count 5
";
        assert_eq!(text.into_text(), expected);
    }

    #[test]
    fn counters_and_gauges_are_written_with_their_labels() {
        let mut text = MetricsText::default();
        text.counter("sent_total", "Sent.", 3);
        text.gauge("routers", "Routers.", 2);
        text.counters("drops_total", "Drops.", "reason", [("late", 1), ("odd", 0)]);
        let expected = "\
# HELP sent_total Sent.
# TYPE sent_total counter
sent_total 3
# HELP routers Routers.
# TYPE routers gauge
routers 2
# HELP drops_total Drops.
# TYPE drops_total counter
drops_total{reason=\"late\"} 1
drops_total{reason=\"odd\"} 0
";
        assert_eq!(text.into_text(), expected);
    }
}
