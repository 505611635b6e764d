//! A distributor issues parts of its quota to its resellers.

use schema::ids::{CouponQuotaId, PartyId};
use schema::money::Money;
use serde::Serialize;

use super::{MOST_AT_ONCE, Quota, Status, giver};
use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::coupon::amounts::Share;
use crate::coupon::below::{self, Below};
use crate::coupon::closing::{quota_record, whole};
use crate::coupon::error::{check_batch, outcome};
use crate::coupon::record::QuotaOperation;
use crate::coupon::store::{quotas, records};
use crate::coupon::{Denied, Error, Item, Items, QuotaRecord};
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::ledger::AccountKind;
use crate::party::{EdgeKind, Kind as PartyKind};
use crate::plain_text;
use crate::verification::{self, Proof};

/// Quota to be issued to resellers.
#[derive(Debug, Clone, Serialize)]
pub struct Issue {
    /// A quota of the distributor's.
    pub quota_id: CouponQuotaId,
    /// 1 to 10 resellers, each once.
    pub parts: Vec<Part>,
    /// Up to 256 characters, which the resellers read.
    pub remark: Option<String>,
}

/// What one reseller gets.
#[derive(Debug, Clone, Copy, Serialize)]
pub struct Part {
    /// A reseller of the distributor's today.
    pub reseller_id: PartyId,
    /// How much, more than zero.
    pub amount: Money,
}

/// Issues parts of a quota to resellers: a quota each, with the restrictions and the validity of the one it is taken
/// from. Each reseller is decided by itself, in the order given.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first answer
///
/// # Errors
/// [`Error::Forbidden`] for who is not a distributor's, [`Error::Verification`], [`Error::Batch`], [`Error::Amount`],
/// [`Error::Currency`], [`Error::Text`], [`Denied::NoSuchQuota`], [`Error::Idempotency`].
///
/// # Source
/// domain.md C-9, 11.5.
pub fn issue(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Issue,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Items<PartyId, Quota>>, Error> {
    let person = giver(actor, PartyKind::Distributor)?;
    let command = Command { party_id: person.party_id, operation: "coupon_quota.issue", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        check_batch(input.parts.iter().map(|part| part.reseller_id), "parts", MOST_AT_ONCE)?;
        if input.parts.iter().any(|part| !part.amount.is_positive()) {
            return Err(Error::Amount("parts"));
        }
        let remark = input.remark.as_deref().map(|text| plain_text::required(text, "remark", 256)).transpose()?;
        verification::require(conn, now, actor, proof.transpose()?)?;
        let lowers: Vec<PartyId> = input.parts.iter().map(|part| part.reseller_id).collect();
        let resellers = below::lock(conn, now, person.party_id, &lowers, "true", AccountKind::Cash)?;
        let found = quotas::lock(conn, &[input.quota_id])?.pop();
        let mut quota = found.filter(|it| it.holder_id == person.party_id).ok_or(Denied::NoSuchQuota)?;
        let (mut items, mut made) = (Vec::new(), Vec::new());
        for part in &input.parts {
            let outcome = outcome(cut(now, &mut quota, &resellers, part, remark.clone()))?;
            items.push(Item {
                of: part.reseller_id,
                outcome: outcome.as_ref().map(|child| child.id).map_err(Clone::clone),
            });
            made.extend(outcome);
        }
        quotas::write(conn, now, &quota)?;
        write_down(conn, now, actor, &made)?;
        Ok::<Items<PartyId, CouponQuotaId>, Error>(items)
    })?;
    read_back(conn, once)
}

/// What a reseller gets out of `quota`.
fn cut(now: Now, quota: &mut Quota, resellers: &[Below], part: &Part, remark: Option<String>) -> Result<Quota, Error> {
    let is_meant = |it: &&Below| it.party_id == part.reseller_id && it.kind == EdgeKind::Reseller;
    resellers.iter().find(is_meant).ok_or(Denied::NoSuchReseller)?.check()?;
    if part.amount.currency() != quota.value.currency() {
        return Err(Error::Currency(quota.value.currency()));
    }
    quota.draw(now, Share::Quota, part.amount)?;
    let zero = Money::zero(part.amount.currency());
    Ok(Quota {
        id: CouponQuotaId::new(),
        holder_id: part.reseller_id,
        giver_id: quota.holder_id,
        parent_id: Some(quota.id),
        value: part.amount,
        balance: part.amount,
        issued: zero,
        granted: zero,
        returned: zero,
        lapsed: zero,
        state: Status::Normal,
        remark,
        created_at: now.instant(),
        updated_at: now.instant(),
        ..quota.clone()
    })
}

fn write_down(conn: &mut Conn, now: Now, actor: &Actor, made: &[Quota]) -> Result<(), Error> {
    quotas::insert(conn, made)?;
    let record = |quota: &Quota| QuotaRecord {
        remark: quota.remark.clone(),
        ..quota_record(now, actor, quota, QuotaOperation::Issue, whole(quota.value))
    };
    records::insert_of_quotas(conn, &made.iter().map(record).collect::<Vec<_>>())?;
    for quota in made {
        let details = serde_json::json!({ "holder": quota.holder_id.to_string(), "value": quota.value });
        let (operation, subject) = ("coupon_quota.issue", quota.id.to_string());
        audit::record(conn, now, actor, &audit::Line { party_id: quota.giver_id, operation, subject, details })?;
    }
    Ok(())
}

fn read_back(conn: &mut Conn, once: Once<Items<PartyId, CouponQuotaId>>) -> Result<Once<Items<PartyId, Quota>>, Error> {
    let ids: Vec<CouponQuotaId> = once.result.iter().filter_map(|item| item.outcome.as_ref().ok().copied()).collect();
    let rows = quotas::by_ids(conn, "true", &ids)?;
    let row = |id: CouponQuotaId| rows.iter().find(|quota| quota.id == id).cloned().ok_or(Denied::NoSuchQuota);
    let result =
        once.result.into_iter().map(|item| Item { of: item.of, outcome: item.outcome.and_then(row) }).collect();
    Ok(Once { result, replayed: once.replayed })
}
