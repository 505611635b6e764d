//! The vendor grants quota to a partner.

use chrono::{DateTime, Utc};
use schema::ids::{CouponQuotaId, PartyId};
use schema::money::Money;
use serde::Serialize;

use super::{Quota, Status, giver};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::coupon::below;
use crate::coupon::closing::{quota_record, whole};
use crate::coupon::limits::{Limits, Validity, Wanted};
use crate::coupon::record::QuotaOperation;
use crate::coupon::store::{quotas, records};
use crate::coupon::{Error, Kind, QuotaRecord};
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::ledger::AccountKind;
use crate::party::{self, EdgeKind, Kind as PartyKind};
use crate::plain_text;
use crate::verification::{self, Proof};

/// Quota to be granted.
#[derive(Debug, Clone, Serialize)]
pub struct Grant {
    /// A distributor, solution provider or government-subsidy partner of today.
    pub holder_id: PartyId,
    /// What is issued from it.
    pub kind: Kind,
    /// How much, more than zero.
    pub value: Money,
    /// First instant at which it can be used; none for now.
    pub valid_from: Option<DateTime<Utc>>,
    /// First instant at which it no longer can.
    pub valid_to: DateTime<Utc>,
    /// What its coupons may pay for; everything, where nothing is said.
    pub limits: Wanted,
    /// Up to 256 characters, which the holder reads.
    pub remark: Option<String>,
}

/// Grants quota to a partner.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first quota
///
/// # Errors
/// [`Error::Forbidden`] for who is not the vendor's, [`Error::Verification`], [`Error::Amount`], [`Error::Unfit`],
/// [`Error::Text`], [`Error::NoSuchHolder`], [`crate::coupon::Denied::Parting`], [`Error::Idempotency`].
///
/// # Source
/// domain.md C-1.
pub fn grant(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Grant,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Quota>, Error> {
    let person = giver(actor, PartyKind::Vendor)?;
    let command = Command { party_id: person.party_id, operation: "coupon_quota.grant", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        verification::require(conn, now, actor, proof.transpose()?)?;
        let quota = drafted(now, person.party_id, input)?;
        let below = below::lock(conn, now, person.party_id, &[input.holder_id], "true", AccountKind::Cash)?;
        let takes = |kind| matches!(kind, PartyKind::Distributor | PartyKind::SolutionProvider | PartyKind::GovSubsidy);
        let holder = party::store::get(conn, input.holder_id)?.filter(|holder| takes(holder.kind));
        let below = below.into_iter().find(|it| it.kind == EdgeKind::Partner && holder.is_some());
        below.ok_or(Error::NoSuchHolder)?.check()?;
        quotas::insert(conn, std::slice::from_ref(&quota))?;
        let record = quota_record(now, actor, &quota, QuotaOperation::Issue, whole(quota.value));
        records::insert_of_quotas(conn, &[QuotaRecord { remark: quota.remark.clone(), ..record }])?;
        let details = serde_json::json!({ "kind": quota.kind, "value": quota.value });
        let (operation, subject) = ("coupon_quota.grant", quota.id.to_string());
        audit::record(conn, now, actor, &audit::Line { party_id: input.holder_id, operation, subject, details })?;
        Ok::<CouponQuotaId, Error>(quota.id)
    })?;
    let found = quotas::by_ids(conn, "true", &[once.result])?.pop().ok_or(Error::NoSuchHolder)?;
    Ok(Once { result: found, replayed: once.replayed })
}

fn drafted(now: Now, giver_id: PartyId, input: &Grant) -> Result<Quota, Error> {
    if !input.value.is_positive() {
        return Err(Error::Amount("value"));
    }
    let zero = Money::zero(input.value.currency());
    let limits = Limits::outermost(&input.limits, zero)?;
    let validity = Validity::new(input.valid_from.unwrap_or(now.instant()), input.valid_to, now.instant())?;
    let remark = input.remark.as_deref().map(|text| plain_text::required(text, "remark", 256)).transpose()?;
    Ok(Quota {
        id: CouponQuotaId::new(),
        holder_id: input.holder_id,
        giver_id,
        parent_id: None,
        kind: input.kind,
        value: input.value,
        balance: input.value,
        issued: zero,
        granted: zero,
        returned: zero,
        lapsed: zero,
        state: Status::Normal,
        valid_from: validity.from,
        valid_to: validity.to,
        service_types: limits.service_types,
        products: limits.products,
        min_charge: limits.min_charge,
        combines_with_discount: limits.combines_with_discount,
        remark,
        created_at: now.instant(),
        updated_at: now.instant(),
    })
}
