//! Who is calling, and what a resolver works with.
//!
//! A request without `Authorization` is nobody's: it may open a session and
//! read the schema. One with a token that is not good is refused whole (401),
//! so that a client notices at once and refreshes. Session, person and roles
//! are read afresh for every request: a revocation is effective immediately.

use std::sync::Arc;

use actix_web::http::header;
use actix_web::{HttpMessage, HttpRequest};
use async_graphql::Context;
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::db::{self, Db};
use domain::vault::Vault;
use domain::{Conn, session};
use schema::problem::Code;
use tokio::sync::Semaphore;

use crate::graphql::problem::Fault;
use crate::loaders::{Loaders, loaders};
use crate::observe::{self, RequestId};
use crate::server::App;
use crate::tokens::{Bearer, Tokens};

/// One request, whoever sent it.
pub(crate) struct Visit {
    pub(crate) now: Now,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) vault: Arc<Vault>,
    /// How many passwords may be checked at once: each takes 19 MiB and a core.
    pub(crate) passwords: Arc<Semaphore>,
    /// How browsers reach this server, without a slash at its end.
    pub(crate) public_url: Arc<str>,
    db: Db,
    trace: String,
    known: Option<(Call, Loaders)>,
}

/// One request of somebody who is signed in.
#[derive(Clone)]
pub(crate) struct Call {
    pub(crate) actor: Arc<Actor>,
    pub(crate) vault: Arc<Vault>,
    now: Now,
    db: Db,
}

/// Who sent `request`.
///
/// # Errors
/// `UNAUTHENTICATED` when it carries a token that is not good, `UNAVAILABLE`
/// when the database does not answer.
pub(crate) async fn visit(app: &App, request: &HttpRequest) -> Result<Visit, Fault> {
    let trace = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default();
    let (now, db) = (app.clock.now(), app.db.traced(Some(trace.clone())));
    let known = match bearer(app, now, request)? {
        None => None,
        Some(Bearer { staff_id, session_id }) => {
            let actor = db.read(move |conn| session::actor(conn, staff_id, session_id)).await?;
            let actor = Arc::new(actor.ok_or(Fault::of(Code::Unauthenticated))?);
            observe::record_caller(staff_id);
            let call = Call { actor, vault: Arc::clone(&app.vault), now, db: db.clone() };
            Some((call.clone(), loaders(call)))
        }
    };
    Ok(Visit {
        now,
        tokens: Arc::clone(&app.tokens),
        vault: Arc::clone(&app.vault),
        passwords: Arc::clone(&app.passwords),
        public_url: Arc::clone(&app.public_url),
        db,
        trace,
        known,
    })
}

fn bearer(app: &App, now: Now, request: &HttpRequest) -> Result<Option<Bearer>, Fault> {
    let Some(value) = request.headers().get(header::AUTHORIZATION) else { return Ok(None) };
    let (scheme, token) = value.to_str().ok().and_then(|text| text.split_once(' ')).unwrap_or_default();
    let verified = app.tokens.verify(now, token.trim());
    match verified {
        Ok(bearer) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(bearer)),
        Ok(_) | Err(_) => Err(Fault::of(Code::Unauthenticated)),
    }
}

impl Visit {
    pub(crate) fn request_id(&self) -> &str {
        &self.trace
    }

    /// Runs a read that needs nobody to be signed in.
    pub(crate) async fn read<T, E>(&self, work: impl FnOnce(&mut Conn) -> Result<T, E> + Send + 'static) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        self.db.read(work).await
    }

    /// Runs an operation that needs nobody to be signed in, in its transaction.
    pub(crate) async fn tx<T, E>(
        &self,
        work: impl FnOnce(&mut Conn, Now) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        let now = self.now;
        self.db.tx(move |conn| work(conn, now)).await
    }
}

impl Call {
    /// Runs a read.
    pub(crate) async fn read<T, E>(
        &self,
        work: impl FnOnce(&mut Conn, Now, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Fault>
    where
        T: Send + 'static,
        E: From<db::Error> + Into<Fault> + Send + 'static,
    {
        let (now, actor) = (self.now, Arc::clone(&self.actor));
        self.db.read(move |conn| work(conn, now, &actor)).await.map_err(Into::into)
    }

    /// Runs an operation in its transaction; its jobs carry the request's id.
    pub(crate) async fn tx<T, E>(
        &self,
        work: impl FnOnce(&mut Conn, Now, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, E>
    where
        T: Send + 'static,
        E: From<db::Error> + Send + 'static,
    {
        let (now, actor) = (self.now, Arc::clone(&self.actor));
        self.db.tx(move |conn| work(conn, now, &actor)).await
    }
}

/// What a resolver may ask of its request.
pub(crate) trait Asked {
    /// The request, whoever sent it.
    ///
    /// # Errors
    /// `INTERNAL`: the request was not set up.
    fn visit(&self) -> Result<&Visit, Fault>;

    /// The request of somebody who is signed in.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    fn call(&self) -> Result<&Call, Fault>;

    /// What is reached from a list goes through these.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    fn loaders(&self) -> Result<&Loaders, Fault>;

    /// Whether the caller holds `permission`; nobody holds none.
    fn may(&self, permission: Permission) -> bool;
}

impl Asked for Context<'_> {
    fn visit(&self) -> Result<&Visit, Fault> {
        self.data_opt::<Visit>().ok_or(Fault::of(Code::Internal))
    }

    fn call(&self) -> Result<&Call, Fault> {
        self.visit()?.known.as_ref().map(|(call, _)| call).ok_or(Fault::of(Code::Unauthenticated))
    }

    fn loaders(&self) -> Result<&Loaders, Fault> {
        self.visit()?.known.as_ref().map(|(_, loaders)| loaders).ok_or(Fault::of(Code::Unauthenticated))
    }

    fn may(&self, permission: Permission) -> bool {
        self.call().is_ok_and(|call| call.actor.may(permission))
    }
}
