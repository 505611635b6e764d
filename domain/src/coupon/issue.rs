//! A partner issues coupons to its customers.

use chrono::{DateTime, Utc};
use schema::ids::{CouponId, CouponQuotaId, PartyId};
use schema::money::Money;
use schema::notices::Notice;
use serde::Serialize;

use super::amounts::Share;
use super::below::{self, Below};
use super::closing::{record, whole};
use super::error::{check_batch, outcome};
use super::limits::{Limits, Validity, Wanted};
use super::quota::Quota;
use super::record::Operation;
use super::store::{coupons, quotas, records};
use super::{Coupon, Denied, Error, Item, Items, Status};
use crate::actor::{Actor, Permission, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::ledger::AccountKind;
use crate::mail;
use crate::party::{self, EdgeKind};
use crate::plain_text;
use crate::staff;
use crate::verification::{self, Proof};
use crate::visibility::{self, At};

/// Most customers of one command.
const MOST_CUSTOMERS: usize = 100;

/// Coupons to be issued, one a customer.
#[derive(Debug, Clone, Serialize)]
pub struct Issue {
    /// The reseller whose business it is, when its distributor does it.
    pub acting_for: Option<PartyId>,
    /// A quota of the principal's.
    pub quota_id: CouponQuotaId,
    /// 1 to 100 customers of the principal's today, each once.
    pub customer_ids: Vec<PartyId>,
    /// What each gets, more than zero.
    pub face_value: Money,
    /// First instant at which they pay; none for the quota's.
    pub valid_from: Option<DateTime<Utc>>,
    /// First instant at which they no longer do; none for the quota's.
    pub valid_to: Option<DateTime<Utc>>,
    /// What they pay for, within the quota's restrictions.
    pub limits: Wanted,
    /// Up to 256 characters, for the issuer's own people.
    pub memo: Option<String>,
}

/// What all coupons of one command have in common.
struct Draft<'a> {
    input: &'a Issue,
    limits: Limits,
    validity: Validity,
    memo: Option<String>,
}

/// Issues a coupon to each customer, whose administrators are mailed. Each customer is decided by itself, in the order
/// given: when the quota does not reach for all, it reaches for the first.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first answer
///
/// # Errors
/// [`Error::ActingFor`], [`Error::Forbidden`], [`Error::Verification`], [`Error::Batch`], [`Error::Amount`],
/// [`Error::Currency`], [`Error::Unfit`], [`Error::Text`], [`Denied::NoSuchQuota`], [`Error::Idempotency`].
///
/// # Source
/// domain.md C-4 to C-6, C-14, 11.5; Q-18.
pub fn issue(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Issue,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Items<PartyId, Coupon>>, Error> {
    let actor = &party::acting_for(conn, now, actor, input.acting_for)?;
    let person = actor.person_with(Permission::CouponIssue)?;
    let command = Command { party_id: person.party_id, operation: "coupon.issue", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        check_batch(input.customer_ids.iter().copied(), "customerIds", MOST_CUSTOMERS)?;
        if !input.face_value.is_positive() {
            return Err(Error::Amount("faceValue"));
        }
        verification::require(conn, now, actor, proof.transpose()?)?;
        let within = visibility::assigned(actor, "edges.lower_id", At::Now(now));
        let (partner, kind) = (person.principal(), AccountKind::Spending);
        let customers = below::lock(conn, now, partner, &input.customer_ids, &within, kind)?;
        let found = quotas::lock(conn, &[input.quota_id])?.pop();
        let mut quota = found.filter(|it| it.holder_id == person.principal()).ok_or(Denied::NoSuchQuota)?;
        let draft = drafted(now, &quota, input)?;
        let (mut items, mut made) = (Vec::new(), Vec::new());
        for customer in &input.customer_ids {
            let outcome = outcome(give(now, actor, &mut quota, &draft, &customers, *customer))?;
            items.push(Item { of: *customer, outcome: outcome.as_ref().map(|it| it.id).map_err(Clone::clone) });
            made.extend(outcome);
        }
        quotas::write(conn, now, &quota)?;
        write_down(conn, now, actor, &made)?;
        Ok::<Items<PartyId, CouponId>, Error>(items)
    })?;
    read_back(conn, once)
}

fn drafted<'a>(now: Now, quota: &Quota, input: &'a Issue) -> Result<Draft<'a>, Error> {
    if input.face_value.currency() != quota.value.currency() {
        return Err(Error::Currency(quota.value.currency()));
    }
    // What a quota that is over allowed is not looked at: each customer is told that it is over.
    let at = if quota.valid_to <= now.instant() { quota.valid_from } else { now.instant() };
    let validity = quota.validity().narrowed(input.valid_from, input.valid_to, at)?;
    let memo = input.memo.as_deref().map(|text| plain_text::required(text, "memo", 256)).transpose()?;
    Ok(Draft { input, limits: quota.limits().narrowed(&input.limits)?, validity, memo })
}

/// What a customer gets out of `quota`.
fn give(
    now: Now,
    actor: &Actor,
    quota: &mut Quota,
    draft: &Draft<'_>,
    customers: &[Below],
    customer_id: PartyId,
) -> Result<Coupon, Error> {
    let customer = customers.iter().find(|it| it.party_id == customer_id).ok_or(Denied::NoSuchCustomer)?.check()?;
    if customer.kind == EdgeKind::Advisory && !actor.may(Permission::CouponIssueAdvisory) {
        return Err(Denied::Advisory.into());
    }
    let face_value = draft.input.face_value;
    quota.draw(now, Share::Coupon, face_value)?;
    let zero = Money::zero(face_value.currency());
    let limits = draft.limits.clone();
    Ok(Coupon {
        id: CouponId::new(),
        quota_id: quota.id,
        issuer_id: quota.holder_id,
        customer_id,
        kind: quota.kind,
        face_value,
        balance: face_value,
        spent: zero,
        returned: zero,
        lapsed: zero,
        state: if draft.validity.holds(now.instant()) { Status::Usable } else { Status::NotActivated },
        is_frozen: false,
        valid_from: draft.validity.from,
        valid_to: draft.validity.to,
        service_types: limits.service_types,
        products: limits.products,
        min_charge: limits.min_charge,
        combines_with_discount: limits.combines_with_discount,
        memo: draft.memo.clone(),
        issued_at: now.instant(),
        ended_at: None,
    })
}

fn write_down(conn: &mut Conn, now: Now, actor: &Actor, made: &[Coupon]) -> Result<(), Error> {
    coupons::insert(conn, made)?;
    let record = |coupon: &Coupon| record(now, actor, coupon, Operation::Issue, whole(coupon.face_value));
    records::insert(conn, &made.iter().map(record).collect::<Vec<_>>())?;
    for coupon in made {
        for administrator in staff::with_roles(conn, coupon.customer_id, &[Role::Administrator])? {
            mail::enqueue(conn, now, administrator, &Notice::CouponIssued { coupon_id: coupon.id })?;
        }
    }
    for coupon in made {
        let details = serde_json::json!({
            "customer": coupon.customer_id.to_string(), "faceValue": coupon.face_value,
        });
        let (operation, subject) = ("coupon.issue", coupon.id.to_string());
        audit::record(conn, now, actor, &audit::Line { party_id: coupon.issuer_id, operation, subject, details })?;
    }
    Ok(())
}

fn read_back(conn: &mut Conn, once: Once<Items<PartyId, CouponId>>) -> Result<Once<Items<PartyId, Coupon>>, Error> {
    let ids: Vec<CouponId> = once.result.iter().filter_map(|item| item.outcome.as_ref().ok().copied()).collect();
    let rows = coupons::by_ids(conn, "true", &ids)?;
    let row = |id: CouponId| rows.iter().find(|coupon| coupon.id == id).cloned().ok_or(Denied::NoSuchCoupon);
    let result =
        once.result.into_iter().map(|item| Item { of: item.of, outcome: item.outcome.and_then(row) }).collect();
    Ok(Once { result, replayed: once.replayed })
}
