//! Who gave a quota keeps it from being used for a while.

use schema::ids::CouponQuotaId;

use super::{Event, Quota};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::coupon::closing::{nothing, quota_record};
use crate::coupon::record::QuotaOperation;
use crate::coupon::store::{quotas, records};
use crate::coupon::{Denied, Error};
use crate::db::Conn;

/// Keeps a quota from being used; coupons that were issued from it still pay.
///
/// # Errors
/// [`Error::Forbidden`], [`Denied::NoSuchQuota`], [`Denied::Quota`].
pub fn freeze(conn: &mut Conn, now: Now, actor: &Actor, id: CouponQuotaId) -> Result<Quota, Error> {
    turn(conn, now, actor, id, Event::Freeze, QuotaOperation::Freeze, "coupon_quota.freeze")
}

/// Lets a quota be used again.
///
/// # Errors
/// Those of [`freeze`].
pub fn unfreeze(conn: &mut Conn, now: Now, actor: &Actor, id: CouponQuotaId) -> Result<Quota, Error> {
    turn(conn, now, actor, id, Event::Unfreeze, QuotaOperation::Unfreeze, "coupon_quota.unfreeze")
}

fn turn(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    id: CouponQuotaId,
    event: Event,
    operation: QuotaOperation,
    audited: &'static str,
) -> Result<Quota, Error> {
    let person = actor.person_with(Permission::CouponQuotaManage)?;
    let found = quotas::lock(conn, &[id])?.pop().filter(|quota| quota.giver_id == person.party_id);
    let mut quota = found.ok_or(Denied::NoSuchQuota)?;
    quota.state = quota.status(now).on(event)?;
    quotas::write(conn, now, &quota)?;
    records::insert_of_quotas(conn, &[quota_record(now, actor, &quota, operation, nothing(quota.value))])?;
    let details = serde_json::json!({ "holder": quota.holder_id.to_string() });
    let line = audit::Line { party_id: quota.giver_id, operation: audited, subject: id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(Quota { updated_at: now.instant(), ..quota })
}
