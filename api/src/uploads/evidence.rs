//! The evidence of a claim, in exchange for its ticket.
//!
//! What it is, its first bytes say: a file of another kind, or one that is too large, is refused before or while it is
//! stored, nothing of it stays, and the ticket is still good.

use actix_web::web;
use actix_web::{HttpResponse, http::StatusCode};
use domain::actor::Actor;
use domain::refusal::Refusal;
use domain::remittance_claim::evidence::{self, Evidence, EvidenceType, HEAD_BYTES, MOST_BYTES};
use domain::remittance_claim::{self, RemittanceClaim};
use futures_util::StreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use schema::ids::ObjectId;
use schema::problem::Code;
use serde::Serialize;
use sha2::{Digest, Sha256};

use super::{BODY_WAIT, PARTS_IN_FLIGHT, problem, read_on};
use crate::graphql::problem::text;
use crate::server::App;

/// Why evidence was not taken in.
#[derive(Debug, thiserror::Error)]
pub(super) enum Failure {
    #[error(transparent)]
    Refused(#[from] remittance_claim::Error),
    #[error("the file is no PDF, JPEG or PNG file")]
    OtherType,
    #[error("the file has more than 10 MiB")]
    TooLarge,
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
    remittance_claim_id: String,
    state: String,
}

/// Takes in the file for a ticket that is no bank file's.
pub(super) async fn receive(app: &App, trace: Option<String>, ticket: String, body: web::Payload) -> HttpResponse {
    match take_in(app, trace, ticket, body).await {
        Ok(claim) => HttpResponse::Created()
            .json(Receipt { remittance_claim_id: claim.id.to_string(), state: claim.state.as_str().to_uppercase() }),
        Err(failure) => failed(&failure),
    }
}

async fn take_in(
    app: &App,
    trace: Option<String>,
    ticket: String,
    body: web::Payload,
) -> Result<RemittanceClaim, Failure> {
    let (now, same_ticket) = (app.clock.now(), ticket.clone());
    app.db.tx(move |conn| evidence::admit(conn, now, &same_ticket)).await?;

    let key = Path::from(format!("claims/{}", ObjectId::new()));
    let stored = tokio::time::timeout(BODY_WAIT, store(app.objects.as_ref(), &key, body)).await;
    let stored = stored.map_err(Failure::TooSlow)??;

    let now = app.clock.now();
    let actor = Actor::system("upload");
    let noted = app.db.traced(trace).tx(move |conn| evidence::submit(conn, now, &actor, &ticket, &stored)).await;
    // After an error that may pass, the file may have been taken note of all the same.
    if noted.as_ref().is_err_and(|error: &remittance_claim::Error| !error.is_transient())
        && let Err(error) = app.objects.delete(&key).await
    {
        tracing::warn!(%key, error = %error, "an object nobody needs stays");
    }
    Ok(noted?)
}

/// Streams `body` to `key`. What was written is removed when the body breaks off, is too large or of another kind.
async fn store(objects: &dyn ObjectStore, key: &Path, mut body: web::Payload) -> Result<Evidence, Failure> {
    let mut file = WriteMultipart::new(objects.put_multipart(key).await?);
    let (mut size_bytes, mut hash, mut head, mut kind) = (0_u64, Sha256::new(), Vec::new(), None);
    while let Some(piece) = body.next().await {
        let piece = match piece {
            Ok(piece) => piece,
            Err(error) => {
                file.abort().await?;
                return Err(Failure::BrokenOff(error));
            }
        };
        size_bytes = size_bytes.saturating_add(u64::try_from(piece.len()).unwrap_or(u64::MAX));
        head.extend(piece.iter().take(HEAD_BYTES.saturating_sub(head.len())));
        kind = EvidenceType::of(&head);
        let refused = match kind {
            _ if size_bytes > MOST_BYTES => Some(Failure::TooLarge),
            None if head.len() == HEAD_BYTES => Some(Failure::OtherType),
            None | Some(_) => None,
        };
        if let Some(refused) = refused {
            file.abort().await?;
            read_on(size_bytes, body).await;
            return Err(refused);
        }
        hash.update(&piece);
        file.wait_for_capacity(PARTS_IN_FLIGHT).await?;
        file.put(piece);
    }
    let Some(kind) = kind else {
        file.abort().await?;
        return Err(Failure::OtherType);
    };
    file.finish().await?;
    Ok(Evidence { object_key: key.to_string(), kind, size_bytes, sha256: hash.finalize().to_vec() })
}

fn failed(failure: &Failure) -> HttpResponse {
    let (status, code) = match failure {
        Failure::OtherType => (StatusCode::UNSUPPORTED_MEDIA_TYPE, Code::InvalidInput),
        Failure::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, Code::FileTooLarge),
        Failure::BrokenOff(_) | Failure::TooSlow(_) => (StatusCode::BAD_REQUEST, Code::InvalidInput),
        Failure::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(remittance_claim::Error::NotFound) => (StatusCode::NOT_FOUND, Code::NotFound),
        Failure::Refused(error @ (remittance_claim::Error::TicketUsed | remittance_claim::Error::TicketExpired)) => {
            (StatusCode::GONE, error.code())
        }
        Failure::Refused(error) if error.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(_) => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
    };
    if status.is_server_error() {
        tracing::error!(error = %failure, source = ?std::error::Error::source(failure), "an upload failed");
    }
    match failure {
        Failure::OtherType | Failure::TooLarge => problem(status, code, &failure.to_string()),
        Failure::Refused(_) | Failure::BrokenOff(_) | Failure::TooSlow(_) | Failure::Store(_) => {
            problem(status, code, text(code))
        }
    }
}
