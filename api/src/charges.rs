//! `POST /charges`: what the vendor's charging system tells, many at a time.
//!
//! The body is NDJSON, a charge a line; so is the answer, a result a line, in the same order. Each charge is a
//! transaction of its own: what is refused stands beside what is not, and what was told before is answered again.
//! Those of one customer are recorded in their order, those of several at a time.

mod item;

use std::collections::BTreeMap;
use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName};
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use domain::actor::Permission;
use domain::charge::{self, Use};
use domain::db::Mode;
use domain::refusal::Refusal;
use futures_util::StreamExt;
use futures_util::stream;
use schema::ids::PartyId;
use schema::problem::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::graphql::problem::{Fault, is_fault, text};
use crate::server::App;
use crate::viewer::{self, Call};

/// Largest body, in bytes.
const MOST_BYTES: usize = 4 * 1024 * 1024;
/// What of a body over the limit is read and thrown away, so that its sender gets to read the answer.
const PATIENCE_BYTES: usize = 5 * MOST_BYTES;
/// Most charges of a body.
const MOST_CHARGES: usize = 5_000;
/// Customers that are charged at a time.
const AT_A_TIME: usize = 4;
/// How long a body may take to come in.
const BODY_WAIT: Duration = Duration::from_secs(60);

/// What came of one line.
#[derive(Debug, Clone, Serialize)]
#[serde(rename_all = "camelCase")]
struct Outcome {
    charge_key: Option<String>,
    charge_id: Option<String>,
    replayed: bool,
    error: Option<Problem>,
}

/// Why nothing came of it.
#[derive(Debug, Clone, Serialize)]
struct Problem {
    code: Code,
    message: String,
    field: Option<&'static str>,
}

impl Problem {
    fn of(code: Code, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), field: None }
    }
}

impl Outcome {
    const fn refused(charge_key: Option<String>, problem: Problem) -> Self {
        Self { charge_key, charge_id: None, replayed: false, error: Some(problem) }
    }
}

/// A request that is refused whole.
struct Refused(StatusCode, Problem);

/// `POST /charges`.
pub(crate) async fn receive(request: HttpRequest, body: web::Payload, app: web::Data<App>) -> HttpResponse {
    match taken(&app, &request, body).await {
        Ok(outcomes) => HttpResponse::Ok()
            .insert_header((header::CONTENT_TYPE, "application/x-ndjson"))
            .insert_header((header::CACHE_CONTROL, "no-store"))
            .body(lines(&outcomes)),
        Err(Refused(status, problem)) => {
            let mut answer = HttpResponse::build(status);
            if let Some(hint) = hint(status) {
                answer.insert_header(hint);
            }
            answer.json(problem)
        }
    }
}

async fn taken(app: &App, request: &HttpRequest, body: web::Payload) -> Result<Vec<Outcome>, Refused> {
    if request.content_type() != "application/x-ndjson" {
        let problem = Problem::of(Code::BadDocument, "send `Content-Type: application/x-ndjson`, a charge a line");
        return Err(Refused(StatusCode::UNSUPPORTED_MEDIA_TYPE, problem));
    }
    let body = tokio::time::timeout(BODY_WAIT, read(body)).await.map_err(|_elapsed| {
        let problem = Problem::of(Code::BadDocument, "the body took longer than 60 seconds");
        Refused(StatusCode::REQUEST_TIMEOUT, problem)
    })??;
    let visit = viewer::visit(app, request, hex::encode(Sha256::digest(&body))).await.map_err(|it| not_let_in(&it))?;
    let call = visit.call().map_err(|fault| not_let_in(&fault))?;
    if !call.actor.may(Permission::ChargeRecord) {
        let problem = Problem::of(Code::Forbidden, "this needs the permission CHARGE_RECORD");
        return Err(Refused(StatusCode::FORBIDDEN, problem));
    }
    let lines: Vec<&[u8]> =
        body.split(|byte| *byte == b'\n').map(<[u8]>::trim_ascii).filter(|line| !line.is_empty()).collect();
    if lines.len() > MOST_CHARGES {
        let problem = Problem::of(Code::DocumentTooLarge, format!("the body has more than {MOST_CHARGES} charges"));
        return Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, problem));
    }
    Ok(record(call, &lines).await)
}

/// The body, when it is no longer than the limit.
async fn read(mut body: web::Payload) -> Result<Vec<u8>, Refused> {
    let (mut bytes, mut total) = (Vec::new(), 0_usize);
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|_broken| {
            Refused(StatusCode::BAD_REQUEST, Problem::of(Code::BadDocument, "the body broke off"))
        })?;
        total = total.saturating_add(piece.len());
        if total > PATIENCE_BYTES {
            break;
        }
        if total <= MOST_BYTES {
            bytes.extend_from_slice(&piece);
        }
    }
    if total <= MOST_BYTES {
        return Ok(bytes);
    }
    let problem = Problem::of(Code::DocumentTooLarge, "the body is larger than 4 MiB");
    Err(Refused(StatusCode::PAYLOAD_TOO_LARGE, problem))
}

/// Records the charges of all lines: a result a line, in their order.
async fn record(call: &Call, lines: &[&[u8]]) -> Vec<Outcome> {
    let mut outcomes: Vec<Option<Outcome>> = Vec::with_capacity(lines.len());
    let mut by_customer: BTreeMap<PartyId, Vec<(usize, Use)>> = BTreeMap::new();
    for (place, line) in lines.iter().enumerate() {
        let (charge_key, told) = item::read(line);
        outcomes.push(match told {
            Ok(told) => {
                by_customer.entry(told.customer_id).or_default().push((place, told));
                None
            }
            Err(problem) => Some(Outcome::refused(charge_key, problem)),
        });
    }
    let customers = stream::iter(by_customer.into_values()).map(|theirs| in_order(call, theirs));
    let recorded: Vec<Vec<(usize, Outcome)>> = customers.buffer_unordered(AT_A_TIME).collect().await;
    for (place, outcome) in recorded.into_iter().flatten() {
        if let Some(empty) = outcomes.get_mut(place) {
            *empty = Some(outcome);
        }
    }
    outcomes.into_iter().flatten().collect()
}

/// Records the charges of one customer, one after the other.
async fn in_order(call: &Call, theirs: Vec<(usize, Use)>) -> Vec<(usize, Outcome)> {
    let mut outcomes = Vec::with_capacity(theirs.len());
    for (place, told) in theirs {
        let charge_key = Some(told.charge_key.clone());
        let recorded = call.tx(move |conn, now, actor| charge::record(conn, now, actor, &told, Mode::Real)).await;
        outcomes.push(match recorded {
            Ok(once) => {
                let charge_id = Some(once.result.id.to_string());
                (place, Outcome { charge_key, charge_id, replayed: once.replayed, error: None })
            }
            Err(error) => (place, Outcome::refused(charge_key, problem(&error))),
        });
    }
    outcomes
}

/// A refusal as its sender sees it; of a failure only the code's own text.
fn problem(error: &charge::Error) -> Problem {
    let code = error.code();
    if !is_fault(code) {
        return Problem { code, message: error.to_string(), field: error.field() };
    }
    tracing::error!(code = code.as_str(), error = %error, source = ?std::error::Error::source(error), "a charge failed");
    Problem::of(code, text(code))
}

fn not_let_in(fault: &Fault) -> Refused {
    let problem = Problem::of(fault.code(), text(fault.code()));
    if fault.code() == Code::Unauthenticated {
        return Refused(StatusCode::UNAUTHORIZED, problem);
    }
    tracing::error!(code = fault.code().as_str(), causes = fault.causes(), "a request failed");
    Refused(StatusCode::SERVICE_UNAVAILABLE, problem)
}

const fn hint(status: StatusCode) -> Option<(HeaderName, &'static str)> {
    match status {
        StatusCode::UNAUTHORIZED => Some((header::WWW_AUTHENTICATE, "Bearer error=\"invalid_token\"")),
        StatusCode::SERVICE_UNAVAILABLE => Some((header::RETRY_AFTER, "2")),
        _ => None,
    }
}

fn lines(outcomes: &[Outcome]) -> Vec<u8> {
    let mut body = Vec::new();
    for outcome in outcomes {
        // Words and flags can always be written.
        body.extend(serde_json::to_vec(outcome).unwrap_or_default());
        body.push(b'\n');
    }
    body
}
