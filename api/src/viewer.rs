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
use domain::access_key::{self, Signed};
use domain::actor::{Actor, Permission};
use domain::attempt::{self, Try};
use domain::clock::Now;
use domain::db::{self, Db};
use domain::vault::Vault;
use domain::{Conn, session};
use schema::problem::Code;

use crate::graphql::problem::Fault;
use crate::loaders::{Loaders, loaders};
use crate::observe::{self, RequestId};
use crate::passwords::Passwords;
use crate::server::App;
use crate::source;
use crate::tokens::{Bearer, Tokens};

/// One request, whoever sent it.
pub(crate) struct Visit {
    pub(crate) now: Now,
    pub(crate) tokens: Arc<Tokens>,
    pub(crate) vault: Arc<Vault>,
    pub(crate) passwords: Arc<Passwords>,
    /// Where it comes from: what attempts are counted by.
    pub(crate) source: String,
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

/// Who sent `request`, whose body has this hash: 64 hexadecimal digits in lower case.
///
/// # Errors
/// `UNAUTHENTICATED` when it carries a token or a signature that is not good, `UNAVAILABLE`
/// when the database does not answer.
pub(crate) async fn visit(app: &App, request: &HttpRequest, body_sha256: String) -> Result<Visit, Fault> {
    let trace = request.extensions().get::<RequestId>().map(|id| id.as_str().to_owned()).unwrap_or_default();
    let (now, db) = (app.clock.now(), app.db.traced(Some(trace.clone())));
    let actor = match credential(app, now, request, body_sha256)? {
        None => None,
        Some(Given::Token(Bearer { staff_id, session_id })) => {
            Some(db.read(move |conn| session::actor(conn, staff_id, session_id)).await?)
        }
        Some(Given::Signature(signed)) => {
            let vault = Arc::clone(&app.vault);
            Some(db.tx(move |conn| access_key::actor(conn, now, &vault, &signed)).await?)
        }
    };
    let known = match actor {
        None => None,
        Some(actor) => {
            let actor = Arc::new(actor.ok_or(Fault::of(Code::Unauthenticated))?);
            observe::record_caller(actor.label());
            let call = Call { actor, vault: Arc::clone(&app.vault), now, db: db.clone() };
            Some((call.clone(), loaders(call)))
        }
    };
    Ok(Visit {
        now,
        tokens: Arc::clone(&app.tokens),
        vault: Arc::clone(&app.vault),
        passwords: Arc::clone(&app.passwords),
        source: source::of(request, &app.trusted_proxies),
        public_url: Arc::clone(&app.public_url),
        db,
        trace,
        known,
    })
}

/// What a request came with.
enum Given {
    Token(Bearer),
    Signature(Signed),
}

fn credential(app: &App, now: Now, request: &HttpRequest, body_sha256: String) -> Result<Option<Given>, Fault> {
    let mut values = request.headers().get_all(header::AUTHORIZATION);
    let text = match (values.next(), values.next()) {
        (None, _) => return Ok(None),
        (Some(value), None) => value.to_str().unwrap_or_default(),
        // Two of them: whichever counted, somebody on the way might have looked at the other.
        (Some(_), Some(_)) => "",
    };
    if text.starts_with(access_key::SCHEME) {
        let header = access_key::Header::parse(text).ok_or(Fault::of(Code::Unauthenticated))?;
        let target = request.uri().path_and_query().map(|target| target.as_str().to_owned()).unwrap_or_default();
        return Ok(Some(Given::Signature(Signed {
            header,
            method: request.method().to_string(),
            target,
            body_sha256,
        })));
    }
    let (scheme, token) = text.split_once(' ').unwrap_or_default();
    let verified = app.tokens.verify(now, token.trim());
    match verified {
        Ok(bearer) if scheme.eq_ignore_ascii_case("bearer") => Ok(Some(Given::Token(bearer))),
        Ok(_) | Err(_) => Err(Fault::of(Code::Unauthenticated)),
    }
}

impl Visit {
    /// The request as one of somebody who is signed in.
    ///
    /// # Errors
    /// `UNAUTHENTICATED`.
    pub(crate) fn call(&self) -> Result<&Call, Fault> {
        self.known.as_ref().map(|(call, _)| call).ok_or(Fault::of(Code::Unauthenticated))
    }

    pub(crate) fn request_id(&self) -> &str {
        &self.trace
    }

    /// Counts an attempt at a password, before it is looked at.
    ///
    /// # Errors
    /// [`attempt::Error::TooMany`].
    pub(crate) async fn count(&self, attempt: Try) -> Result<(), attempt::Error> {
        let vault = Arc::clone(&self.vault);
        self.tx(move |conn, now| attempt::count(conn, now, &vault, &attempt)).await?
    }

    /// Counts a code that is asked for without a sign-in.
    ///
    /// # Errors
    /// [`attempt::Error::TooMany`].
    pub(crate) async fn count_code(&self) -> Result<(), attempt::Error> {
        let (vault, source) = (Arc::clone(&self.vault), self.source.clone());
        self.tx(move |conn, now| attempt::count_code(conn, now, &vault, &source)).await?
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

    /// Runs a read of several tables that have to be of one moment.
    pub(crate) async fn snapshot<T, E>(
        &self,
        work: impl FnOnce(&mut Conn, &Actor) -> Result<T, E> + Send + 'static,
    ) -> Result<T, Fault>
    where
        T: Send + 'static,
        E: From<db::Error> + Into<Fault> + Send + 'static,
    {
        let actor = Arc::clone(&self.actor);
        self.db.snapshot(move |conn| work(conn, &actor)).await.map_err(Into::into)
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
        self.visit()?.call()
    }

    fn loaders(&self) -> Result<&Loaders, Fault> {
        self.visit()?.known.as_ref().map(|(_, loaders)| loaders).ok_or(Fault::of(Code::Unauthenticated))
    }

    fn may(&self, permission: Permission) -> bool {
        self.call().is_ok_and(|call| call.actor.may(permission))
    }
}

/// Whether a command with this `dryRun` is carried out or only tried.
pub(crate) const fn mode(dry_run: bool) -> db::Mode {
    if dry_run { db::Mode::Dry } else { db::Mode::Real }
}
