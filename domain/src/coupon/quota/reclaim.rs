//! Who gave a quota takes back what is not issued of it.

use schema::ids::CouponQuotaId;
use schema::money::Money;
use serde::{Deserialize, Serialize};

use super::{Event, MOST_AT_ONCE, Quota};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::coupon::error::{check_batch, outcome};
use crate::coupon::parting::with_parents;
use crate::coupon::store::quotas;
use crate::coupon::{Denied, Error, Item, Items};
use crate::db::Conn;
use crate::idempotency::{self, Command, Once};
use crate::plain_text;
use crate::verification::{self, Proof};

/// Quotas to be taken back.
#[derive(Debug, Clone, Serialize)]
pub struct Reclaim {
    /// 1 to 10 quotas that the actor's party gave, each once.
    pub quota_ids: Vec<CouponQuotaId>,
    /// Up to 256 characters, which the holders read.
    pub remark: Option<String>,
}

/// A quota that was taken back.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Reclaimed<Row> {
    /// The quota.
    pub quota: Row,
    /// What was not issued of it.
    pub amount: Money,
    /// How much of that lapsed, because what it was taken from no longer holds.
    pub lapsed: Money,
}

/// Takes quotas back: what is not issued of each goes up. Coupons that were issued stay. Each quota is decided by itself.
///
/// - `key`: 1 to 64 printable ASCII characters; a repeat returns the first answer
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Verification`], [`Error::Batch`], [`Error::Text`], [`Error::Idempotency`].
///
/// # Source
/// domain.md C-9, 11.5; example 11.
pub fn reclaim(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    key: &str,
    input: &Reclaim,
    proof: Option<Result<Proof, verification::Error>>,
) -> Result<Once<Items<CouponQuotaId, Reclaimed<Quota>>>, Error> {
    let person = actor.person_with(Permission::CouponQuotaManage)?;
    let command = Command { party_id: person.party_id, operation: "coupon_quota.reclaim", key, input };
    let once = idempotency::once(conn, now, command, |conn| {
        check_batch(input.quota_ids.iter().copied(), "quotaIds", MOST_AT_ONCE)?;
        let remark = input.remark.as_deref().map(|text| plain_text::required(text, "remark", 256)).transpose()?;
        verification::require(conn, now, actor, proof.transpose()?)?;
        // Whose a quota is never changes: others' are not even locked.
        let given = format!("coupon_quotas.giver_id = '{}'::uuid", person.party_id.uuid());
        let own: Vec<CouponQuotaId> =
            quotas::by_ids(conn, &given, &input.quota_ids)?.into_iter().map(|quota| quota.id).collect();
        let mut closing = with_parents(conn, now, actor, &own)?;
        let mut items = Vec::new();
        for id in &input.quota_ids {
            let quota = closing.quota(*id).filter(|quota| own.contains(&quota.id));
            let checked = quota.map(|quota| quota.status(now).on(Event::Reclaim).map_err(Error::from));
            let outcome = match checked {
                None => Err(Denied::NoSuchQuota),
                Some(Err(refused)) => {
                    closing.refuse_quota(*id, remark.as_deref());
                    outcome(Err(refused))?
                }
                Some(Ok(_)) => closing.end_quota(*id, remark.as_deref())?.ok_or(Denied::NoSuchQuota),
            };
            let made = outcome.map(|rest| Reclaimed { quota: *id, amount: rest.amount, lapsed: rest.lapsed });
            items.push(Item { of: *id, outcome: made });
        }
        closing.write(conn)?;
        Ok::<Items<CouponQuotaId, Reclaimed<CouponQuotaId>>, Error>(items)
    })?;
    let rows = quotas::by_ids(conn, "true", &input.quota_ids)?;
    let row = |made: Reclaimed<CouponQuotaId>| {
        let quota = rows.iter().find(|quota| quota.id == made.quota).cloned().ok_or(Denied::NoSuchQuota)?;
        Ok(Reclaimed { quota, amount: made.amount, lapsed: made.lapsed })
    };
    let result =
        once.result.into_iter().map(|item| Item { of: item.of, outcome: item.outcome.and_then(row) }).collect();
    Ok(Once { result, replayed: once.replayed })
}
