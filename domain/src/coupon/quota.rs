//! Coupon quota: what a party may issue in coupons.
//!
//! The vendor grants it to distributors, solution providers and
//! government-subsidy partners; a distributor issues parts of it to its
//! resellers. It pays for nothing (domain.md C-1, C-2, C-9; invariant 12).

mod freeze;
mod give;
mod issue;
mod lists;
mod reclaim;
pub mod state;

use super::Error;
use crate::actor::{Actor, Forbidden, Permission, Person};
use crate::party::Kind as PartyKind;

pub use super::store::quotas::Quota;
pub use freeze::{freeze, unfreeze};
pub use give::{Grant, grant};
pub use issue::{Issue, Part, issue};
pub use lists::{Filter, by_ids, count, count_issued, count_records_of, issued, page, records_of};
pub use reclaim::{Reclaim, Reclaimed, reclaim};
pub use state::{Event, Refused, Status};

/// Most quotas, and most resellers, of one command.
const MOST_AT_ONCE: usize = 10;

/// A person of a party of `kind` who gives quota.
fn giver(actor: &Actor, kind: PartyKind) -> Result<&Person, Error> {
    let person = actor.person_with(Permission::CouponQuotaManage)?;
    if person.party_kind == kind { Ok(person) } else { Err(Forbidden(Permission::CouponQuotaManage).into()) }
}

/// Whether the actor is who freezes and takes back `quota`.
#[must_use]
pub fn may_manage(actor: &Actor, quota: &Quota) -> bool {
    actor.person_with(Permission::CouponQuotaManage).is_ok_and(|person| person.party_id == quota.giver_id)
}

/// Whether the actor is who issues quota from `quota` to resellers.
#[must_use]
pub fn may_issue(actor: &Actor, quota: &Quota) -> bool {
    giver(actor, PartyKind::Distributor).is_ok_and(|person| person.party_id == quota.holder_id)
}

/// Whether the actor is who issues coupons from `quota`.
#[must_use]
pub fn may_issue_coupons(actor: &Actor, quota: &Quota) -> bool {
    actor.person_with(Permission::CouponIssue).is_ok_and(|person| person.principal() == quota.holder_id)
}
