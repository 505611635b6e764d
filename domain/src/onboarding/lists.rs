//! Which onboardings an actor sees.

use schema::ids::{OnboardingId, PartyId};

use super::{Onboarding, Status, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::page::{Page, Slice};
use crate::visibility;

/// Which onboardings a list has.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those in this state.
    pub state: Option<Status>,
    /// Only those to this partner.
    pub partner_id: Option<PartyId>,
    /// Only those of this customer.
    pub customer_id: Option<PartyId>,
}

/// A page of the onboardings the actor may see: its own, its party's and its resellers', within scope.
///
/// # Errors
/// When the database does not answer.
pub fn page(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter, page: &Page) -> db::Result<Slice<Onboarding>> {
    store::page(conn, &visible(actor, now), filter, page)
}

/// How many onboardings [`page()`] has in all.
///
/// # Errors
/// When the database does not answer.
pub fn count(conn: &mut Conn, now: Now, actor: &Actor, filter: &Filter) -> db::Result<i64> {
    store::count(conn, &visible(actor, now), filter)
}

/// Those of `ids` the actor may see.
///
/// # Errors
/// When the database does not answer.
pub fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[OnboardingId]) -> db::Result<Vec<Onboarding>> {
    store::by_ids(conn, &visible(actor, now), ids)
}

/// The customer sees its own, a partner as it sees its reports.
fn visible(actor: &Actor, now: Now) -> String {
    let partners = visibility::report(actor, "onboardings.partner_id", "onboardings.inviter_id", now);
    format!("({} or {partners})", visibility::own(actor, "onboardings.customer_id"))
}
