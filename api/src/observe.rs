//! What can be seen from outside: the log, the metrics, and one id a request.
//!
//! A line of the log that belongs to a request carries its id; the answer
//! carries it in `X-Request-Id`, an internal error in `extensions.traceId`.

use std::io::IsTerminal;
use std::time::Instant;

use actix_web::HttpMessage;
use actix_web::body::MessageBody;
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::header::{HeaderName, HeaderValue};
use actix_web::middleware::Next;
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use schema::ids::{Id, Named};
use tracing::{Instrument, Span, error_span, field, info};
use tracing_subscriber::EnvFilter;

use crate::config::LogFormat;

/// The header that names a request, coming and going.
pub(crate) const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Bounds of the histogram of answer times, in seconds.
const BUCKETS: &[f64] = &[0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0];

/// Why there is no log, or are no metrics.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// `LOG` is not a filter.
    #[error("LOG is malformed: {0}")]
    Filter(String),
    /// A log was started before.
    #[error("the log cannot be started")]
    Log(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// Metrics were started before.
    #[error("the metrics cannot be started")]
    Metrics(#[from] BuildError),
}

/// Starts the log: lines to standard error, `filter` as in `info,domain=debug`.
///
/// # Errors
/// [`Error::Filter`], [`Error::Log`].
pub fn start_log(filter: &str, format: LogFormat) -> Result<(), Error> {
    let filter = EnvFilter::builder().parse(filter).map_err(|error| Error::Filter(error.to_string()))?;
    let colours = std::io::stderr().is_terminal();
    let log = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).with_ansi(colours);
    let started = match format {
        LogFormat::Json => log.json().flatten_event(true).with_current_span(true).with_span_list(false).try_init(),
        LogFormat::Text => log.try_init(),
    };
    started.map_err(Error::Log)
}

/// Starts the process-wide metrics; the handle renders them for `/metrics`.
///
/// # Errors
/// [`Error::Metrics`].
pub fn start_metrics() -> Result<PrometheusHandle, Error> {
    let handle = PrometheusBuilder::new().set_buckets(BUCKETS)?.install_recorder()?;
    metrics::describe_histogram!("http_request_seconds", metrics::Unit::Seconds, "Time to answer, by route and status");
    metrics::describe_counter!("graphql_errors_total", "Top-level errors, by code");
    metrics::describe_gauge!("sql_statements", "SQL statements run since the start");
    Ok(handle)
}

/// The id of a request: the caller's own, when it is 1 to 64 plain characters, else a new one.
#[derive(Debug, Clone)]
pub(crate) struct RequestId(String);

/// Marks the id of a request; never built.
enum Request {}

impl Named for Request {
    const PREFIX: &'static str = "req";
}

impl RequestId {
    fn of(request: &ServiceRequest) -> Self {
        let is_plain = |text: &&str| {
            (1..=64).contains(&text.len())
                && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte))
        };
        let given = request.headers().get(REQUEST_ID).and_then(|value| value.to_str().ok()).filter(is_plain);
        Self(given.map_or_else(|| Id::<Request>::new().to_string(), str::to_owned))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

/// Middleware: gives the request its id and span, counts and logs its answer.
///
/// The route is logged, not the path: a path may hold an upload ticket.
pub(crate) async fn observe<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, actix_web::Error> {
    let started = Instant::now();
    let id = RequestId::of(&request);
    let route = request.match_pattern().unwrap_or_else(|| "unknown".to_owned());
    let method = request.method().clone();
    // Of the highest level, so that a filter of any level leaves the id in the lines.
    let span = error_span!("request", request_id = id.as_str(), staff = field::Empty);
    request.extensions_mut().insert(id.clone());

    let mut response = next.call(request).instrument(span.clone()).await?;
    if let Ok(value) = HeaderValue::from_str(id.as_str()) {
        response.headers_mut().insert(REQUEST_ID, value);
    }

    let (took, status) = (started.elapsed(), response.status().as_u16());
    let took_us = u64::try_from(took.as_micros()).unwrap_or(u64::MAX);
    metrics::histogram!("http_request_seconds", "route" => route.clone(), "status" => status.to_string()).record(took);
    span.in_scope(|| info!(%method, route, status, took_us, "answered"));
    Ok(response)
}

/// Writes into the log's span who is calling.
pub(crate) fn record_caller(staff: impl std::fmt::Display) {
    Span::current().record("staff", field::display(staff));
}
