//! Reports as an actor sees them.

use schema::ids::{PartyId, ReportId};

use super::Status;
use super::store::{self, Report};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::profile::{self, Email, Mobile};
use crate::vault::Vault;
use crate::visibility;

/// Which reports a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand so now.
    pub state: Option<Status>,
    /// Only this partner's.
    pub partner_id: Option<PartyId>,
    /// Only those of this number.
    pub mobile: Option<Mobile>,
    /// Only those of this address.
    pub email: Option<Email>,
}

impl Filter {
    fn wanted(&self, vault: &Vault) -> store::Wanted {
        store::Wanted {
            state: self.state,
            partner_id: self.partner_id,
            mobile_index: self.mobile.as_ref().map(|mobile| profile::mobile_index(vault, mobile)),
            email_index: self.email.as_ref().map(|email| profile::email_index(vault, email)),
        }
    }
}

pub(super) fn visible(actor: &Actor, now: Now) -> String {
    visibility::report(actor, "reports.partner_id", "reports.reported_by_id", now)
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[ReportId]) -> db::Result<Vec<Report>> {
    store::by_ids(conn, &visible(actor, now), ids)
}

/// A page of the reports the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn page(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    filter: &Filter,
    page: &Page,
) -> db::Result<Slice<Report>> {
    store::page(conn, now, &visible(actor, now), &filter.wanted(vault), page)
}

/// How many reports [`page`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, vault: &Vault, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, now, &visible(actor, now), &filter.wanted(vault))
}
