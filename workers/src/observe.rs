//! Logs and metrics: what is said about the work, and where it can be read.

use std::net::SocketAddr;
use std::time::Duration;

use domain::job::Status;
use metrics::{counter, describe_counter, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder};
use schema::jobs::Queue;
use tracing_subscriber::EnvFilter;
use tracing_subscriber::filter::ParseError;

use crate::config::LogFormat;

/// Bounds of the buckets of job durations, in seconds.
const SECONDS: &[f64] = &[0.005, 0.02, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 300.0, 900.0];

/// How an attempt ended, as metrics and logs say it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Ending {
    /// The effect is there.
    Done,
    /// It will be tried again.
    Retried,
    /// It waits for a person.
    Dead,
    /// Somebody else has the job.
    LeaseLost,
    /// Returned because the process stops.
    GivenBack,
    /// Returned because this binary does not know the job.
    Unknown,
}

impl Ending {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Retried => "retried",
            Self::Dead => "dead",
            Self::LeaseLost => "lease_lost",
            Self::GivenBack => "given_back",
            Self::Unknown => "unknown",
        }
    }
}

/// Sends logs to standard error, one line an event.
///
/// # Errors
/// When `filter` is not one.
pub fn logs(filter: &str, format: LogFormat) -> Result<(), ParseError> {
    let builder = tracing_subscriber::fmt().with_env_filter(EnvFilter::try_new(filter)?).with_writer(std::io::stderr);
    match format {
        LogFormat::Json => builder.json().flatten_event(true).with_span_list(false).init(),
        LogFormat::Text => builder.init(),
    }
    Ok(())
}

/// Serves the metrics at `listen`, in the Prometheus text format.
///
/// # Errors
/// When the address cannot be listened on.
pub fn metrics(listen: SocketAddr) -> Result<(), BuildError> {
    PrometheusBuilder::new().with_http_listener(listen).set_buckets(SECONDS)?.install()?;
    describe_gauge!("jobs", "Jobs that are not done, by queue and state.");
    describe_counter!("job_attempts_total", "Attempts at jobs, by name and how they ended.");
    describe_histogram!("job_duration_seconds", metrics::Unit::Seconds, "How long attempts took, by name.");
    describe_counter!("relay_rings_total", "Job ids that a worker was told of, by queue.");
    describe_counter!("mails_sent_total", "E-mails that the relay accepted, by template.");
    Ok(())
}

/// An attempt at the job `name` ended.
pub(crate) fn attempted(name: &str, ending: Ending, took: Duration) {
    counter!("job_attempts_total", "name" => name.to_owned(), "ending" => ending.as_str()).increment(1);
    histogram!("job_duration_seconds", "name" => name.to_owned()).record(took);
}

/// Workers were told of `count` jobs.
pub(crate) fn rang(queue: Queue, count: usize) {
    counter!("relay_rings_total", "queue" => queue.as_str()).increment(u64::try_from(count).unwrap_or(u64::MAX));
}

/// An e-mail was accepted.
pub(crate) fn mailed(template: &'static str) {
    counter!("mails_sent_total", "template" => template).increment(1);
}

/// How many jobs there are; what is not in `counts` is none.
pub(crate) fn jobs(counts: &[(Queue, Status, i64)]) {
    for queue in Queue::ALL {
        for state in [Status::Ready, Status::Running, Status::Dead] {
            let found = counts.iter().find(|(q, s, _)| q == queue && *s == state);
            let count = found.map_or(0, |(_, _, count)| u32::try_from(*count).unwrap_or(u32::MAX));
            gauge!("jobs", "queue" => queue.as_str(), "state" => state.as_str()).set(count);
        }
    }
}
