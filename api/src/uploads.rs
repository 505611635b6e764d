//! `POST /uploads/{ticket}`: a file, as it is, in exchange for a ticket: a bank's file, or the evidence of a claim
//! (`evidence`).
//!
//! The body is streamed into the object store and hashed on its way, so a file
//! never lies in memory whole. It counts when the domain has taken note of it;
//! until then nothing of it may stay: a connection that breaks, a file that is
//! too large or a ticket that is not good leaves no object.

mod evidence;

use std::time::Duration;

use actix_web::http::StatusCode;
use actix_web::{HttpMessage, HttpRequest, HttpResponse, web};
use domain::bank::state::UploadStatus;
use domain::bank::upload::{self, Arrival, MOST_BYTES};
use domain::bank::{self, BankUpload};
use domain::refusal::Refusal;
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use schema::ids::ObjectId;
use schema::problem::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::graphql::problem::text;
use crate::observe::RequestId;
use crate::server::App;

/// How long a file may take to come in.
const BODY_WAIT: Duration = Duration::from_secs(300);

/// What of a file over the limit is read and thrown away, so that its sender
/// gets to read the answer: clients listen when they have sent everything.
const PATIENCE_BYTES: u64 = 2 * MOST_BYTES;

/// Parts on their way to the object store at a time.
const PARTS_IN_FLIGHT: usize = 2;

/// Why a file was not taken in.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Refused(#[from] bank::Error),
    #[error("the body broke off")]
    BrokenOff(#[source] actix_web::error::PayloadError),
    #[error("the body took longer than {} seconds", BODY_WAIT.as_secs())]
    TooSlow(#[source] tokio::time::error::Elapsed),
    #[error("the object store failed")]
    Store(#[from] object_store::Error),
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Receipt {
    upload_id: String,
    state: String,
}

#[derive(Serialize)]
struct Problem {
    code: Code,
    message: String,
}

/// `POST /uploads/{ticket}`.
pub(crate) async fn receive(
    request: HttpRequest,
    ticket: web::Path<String>,
    body: web::Payload,
    app: web::Data<App>,
) -> HttpResponse {
    let trace = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned());
    let ticket = ticket.into_inner();
    let (now, same_ticket) = (app.clock.now(), ticket.clone());
    let admitted = app.db.tx(move |conn| upload::admit(conn, now, &same_ticket)).await;
    let taken = match admitted {
        // No bank file's: if it is nobody's, that is said there.
        Err(bank::Error::NotFound) => return evidence::receive(&app, trace, ticket, body).await,
        Err(refused) => Err(refused.into()),
        Ok(_) => take_in(&app, trace, ticket, body).await,
    };
    match taken {
        Ok(upload) if is_too_large(&upload) => {
            problem(StatusCode::PAYLOAD_TOO_LARGE, Code::FileTooLarge, "the file has more than 128 MiB")
        }
        Ok(upload) => HttpResponse::Created()
            .json(Receipt { upload_id: upload.id.to_string(), state: upload.state.as_str().to_uppercase() }),
        Err(failure) => failed(&failure),
    }
}

async fn take_in(app: &App, trace: Option<String>, ticket: String, body: web::Payload) -> Result<BankUpload, Failure> {
    let key = Path::from(format!("bank/{}", ObjectId::new()));
    let arrival = tokio::time::timeout(BODY_WAIT, store(app.objects.as_ref(), &key, body)).await;
    let arrival = arrival.map_err(Failure::TooSlow)??;

    let now = app.clock.now();
    let noted = app.db.traced(trace).tx(move |conn| upload::receive(conn, now, &ticket, &arrival)).await;
    // After an error that may pass, the file may have been taken note of all the same.
    let is_orphan = match &noted {
        Ok(upload) => upload.state == UploadStatus::Rejected,
        Err(error) => !error.is_transient(),
    };
    if is_orphan && let Err(error) = app.objects.delete(&key).await {
        tracing::warn!(%key, error = %error, "an object nobody needs stays");
    }
    Ok(noted?)
}

/// Streams `body` to `key`. What was written is removed when the body breaks off or is too large.
async fn store(objects: &dyn ObjectStore, key: &Path, mut body: web::Payload) -> Result<Arrival, Failure> {
    let mut file = WriteMultipart::new(objects.put_multipart(key).await?);
    let (mut size_bytes, mut hash) = (0_u64, Sha256::new());
    while let Some(piece) = body.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => {
                file.abort().await?;
                return Err(Failure::BrokenOff(error));
            }
        };
        size_bytes = size_bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if size_bytes > MOST_BYTES {
            file.abort().await?;
            read_on(size_bytes, body).await;
            return Ok(Arrival::TooLarge);
        }
        hash.update(&piece);
        file.wait_for_capacity(PARTS_IN_FLIGHT).await?;
        file.put(piece);
    }
    file.finish().await?;
    Ok(Arrival::Stored { size_bytes, sha256: hash.finalize().to_vec(), object_key: key.to_string() })
}

async fn read_on(mut read_bytes: u64, mut body: web::Payload) {
    while let Some(Ok(piece)) = body.next().await {
        read_bytes = read_bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        if read_bytes > PATIENCE_BYTES {
            return;
        }
    }
}

fn is_too_large(upload: &BankUpload) -> bool {
    upload.findings().iter().any(|finding| finding.code == bank::finding::FindingCode::FileTooLarge)
}

fn failed(failure: &Failure) -> HttpResponse {
    let (status, code) = match failure {
        Failure::BrokenOff(_) | Failure::TooSlow(_) => (StatusCode::BAD_REQUEST, Code::InvalidInput),
        Failure::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(bank::Error::NotFound) => (StatusCode::NOT_FOUND, Code::NotFound),
        Failure::Refused(error @ (bank::Error::TicketUsed | bank::Error::TicketExpired)) => {
            (StatusCode::GONE, error.code())
        }
        Failure::Refused(error) if error.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(_) => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
    };
    if status.is_server_error() {
        tracing::error!(error = %failure, source = ?std::error::Error::source(failure), "an upload failed");
    }
    problem(status, code, text(code))
}

/// An answer that is a refusal.
pub(crate) fn problem(status: StatusCode, code: Code, message: &str) -> HttpResponse {
    HttpResponse::build(status).json(Problem { code, message: message.to_owned() })
}
