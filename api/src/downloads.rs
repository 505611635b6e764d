//! `GET /downloads/{link}`: the evidence of a claim, once, in exchange for the link that `remittanceClaimEvidence` gave.
//!
//! It is a file from outside: it goes out with the type its first bytes gave it, to be saved and not to be shown, and
//! nothing guesses another type.

use std::sync::Arc;

use actix_web::http::{StatusCode, header};
use actix_web::{HttpResponse, web};
use domain::actor::Actor;
use domain::refusal::Refusal;
use domain::remittance_claim::{self, RemittanceClaim, evidence};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use schema::problem::Code;

use crate::graphql::problem::text;
use crate::server::App;
use crate::uploads::problem;

/// Most characters of a link: one that we made has fewer.
const LONGEST_LINK: usize = 128;

/// Why there is no file.
#[derive(Debug, thiserror::Error)]
enum Failure {
    #[error(transparent)]
    Refused(#[from] remittance_claim::Error),
    #[error("the object store failed")]
    Store(#[from] object_store::Error),
}

/// `GET /downloads/{link}`.
pub(crate) async fn send(link: web::Path<String>, app: web::Data<App>) -> HttpResponse {
    if link.len() > LONGEST_LINK {
        return problem(StatusCode::NOT_FOUND, Code::NotFound, text(Code::NotFound));
    }
    match find(&app, link.into_inner()).await {
        Ok(answer) => answer,
        Err(failure) => failed(&failure),
    }
}

async fn find(app: &App, link: String) -> Result<HttpResponse, Failure> {
    let (now, vault, actor) = (app.clock.now(), Arc::clone(&app.vault), Actor::system("download"));
    let claim = app.db.tx(move |conn| evidence::follow(conn, now, &vault, &actor, &link)).await?;
    let RemittanceClaim { id, evidence_key: Some(key), evidence_type: Some(kind), .. } = claim else {
        return Err(remittance_claim::Error::NotFound.into());
    };
    let object = app.objects.get(&Path::from(key)).await?;
    let name = format!("attachment; filename=\"{id}.{}\"", kind.extension());
    Ok(HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, kind.as_str()))
        .insert_header((header::CONTENT_DISPOSITION, name))
        .insert_header((header::X_CONTENT_TYPE_OPTIONS, "nosniff"))
        .insert_header((header::CACHE_CONTROL, "no-store"))
        .streaming(object.into_stream()))
}

fn failed(failure: &Failure) -> HttpResponse {
    let (status, code) = match failure {
        Failure::Store(_) => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(remittance_claim::Error::NotFound) => (StatusCode::NOT_FOUND, Code::NotFound),
        Failure::Refused(error @ (remittance_claim::Error::TicketUsed | remittance_claim::Error::TicketExpired)) => {
            (StatusCode::GONE, error.code())
        }
        Failure::Refused(error) if error.is_transient() => (StatusCode::SERVICE_UNAVAILABLE, Code::Unavailable),
        Failure::Refused(_) => (StatusCode::INTERNAL_SERVER_ERROR, Code::Internal),
    };
    if status.is_server_error() {
        tracing::error!(error = %failure, source = ?std::error::Error::source(failure), "a download failed");
    }
    problem(status, code, text(code))
}
