//! Resellers as their distributor sees them, and what a reseller lets its distributor do.

use schema::problem::Code;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::party::association::{self, Filter, List};
use crate::party::{self, EdgeKind, Party};
use crate::refusal::Refusal;
use crate::visibility;

/// Why a reseller's consent was not written down.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// The actor's party is no reseller under a distributor.
    #[error("your company does not stand under a distributor")]
    NoDistributor,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::NoDistributor => Code::StateConflict,
            Self::Database(error) => error.code(),
        }
    }
}

/// What a reseller lets its distributor do. It begins anew with the next distributor: acting, but no detail.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consent {
    /// Give commands on the reseller's customers for it.
    pub allows_acting: bool,
    /// See the money of the reseller's customers.
    pub shares_detail: bool,
}

/// A page of the resellers the actor may see: a distributor's own, all for the vendor, ordered by when they came.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 1.2 (`ListIndirectPartners`).
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Party>> {
    association::page(conn, now, actor, &list(now, actor, filter), page)
}

/// How many resellers [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    association::count(conn, now, actor, &list(now, actor, filter))
}

/// Writes down what the actor's reseller lets its distributor do from now on.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NoDistributor`].
///
/// # Source
/// domain.md 16, Q-02 and Q-03.
pub fn consent_set(conn: &mut Conn, now: Now, actor: &Actor, consent: Consent) -> Result<Party, Error> {
    let reseller = actor.person_with(Permission::SecurityManage)?.party_id;
    let edge = association::lock(conn, now, reseller)?.filter(|edge| edge.kind == EdgeKind::Reseller);
    let edge = edge.ok_or(Error::NoDistributor)?;
    let Consent { allows_acting, shares_detail } = consent;
    association::set_consent(conn, &edge, allows_acting, shares_detail)?;
    let details = serde_json::json!({ "allowsActing": allows_acting, "sharesDetail": shares_detail });
    let operation = "reseller.consent_set";
    let subject = reseller.to_string();
    audit::record(conn, now, actor, &audit::Line { party_id: reseller, operation, subject, details })?;
    party::by_ids(conn, now, actor, &[reseller])?.pop().ok_or(Error::NoDistributor)
}

fn list<'a>(now: Now, actor: &Actor, filter: &'a Filter) -> List<'a> {
    List { kinds: &[EdgeKind::Reseller], visible: visibility::reseller(actor, "edges.lower_id", now), filter }
}
