//! Rows of verification codes.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Text;
use schema::ids::{PartyId, StaffId, VerificationCodeId};
use schema::tables::{profiles, verification_codes};

use super::Purpose;
use crate::db::{Conn, Result};
use crate::party::Locale;

/// Where an address is sealed.
pub(super) const EMAIL: &str = "verification_codes.email";

/// A code to be mailed.
#[derive(Insertable)]
#[diesel(table_name = verification_codes)]
pub(super) struct NewCode {
    pub(super) id: VerificationCodeId,
    pub(super) purpose: Purpose,
    pub(super) staff_id: Option<StaffId>,
    pub(super) email_sealed: Option<Vec<u8>>,
    pub(super) addressee_index: Vec<u8>,
    pub(super) locale: Locale,
    pub(super) tries: i16,
    pub(super) created_at: DateTime<Utc>,
    pub(super) quiet_until: DateTime<Utc>,
    pub(super) expires_at: DateTime<Utc>,
}

/// A code that is tried.
#[derive(Queryable)]
pub(super) struct Sent {
    pub(super) id: VerificationCodeId,
    pub(super) was_mailed: bool,
    pub(super) tries: i16,
    pub(super) expires_at: DateTime<Utc>,
    pub(super) used_at: Option<DateTime<Utc>>,
}

/// Waits for whoever asks for the same code now. The lock is on the name, because the first time there is no row.
pub(super) fn lock(conn: &mut Conn, index: &[u8], purpose: Purpose) -> Result<()> {
    let name: String = index.iter().map(|byte| format!("{byte:02x}")).collect();
    diesel::sql_query("select pg_advisory_xact_lock(hashtextextended($1, 0))")
        .bind::<Text, _>(format!("verification:{purpose}:{name}"))
        .execute(conn)?;
    Ok(())
}

pub(super) fn count_since(conn: &mut Conn, index: &[u8], purpose: Purpose, since: DateTime<Utc>) -> Result<i64> {
    let counted = verification_codes::table
        .filter(verification_codes::addressee_index.eq(index).and(verification_codes::purpose.eq(purpose)))
        .filter(verification_codes::created_at.gt(since))
        .count();
    Ok(counted.get_result(conn)?)
}

pub(super) fn insert(conn: &mut Conn, row: &NewCode) -> Result<()> {
    diesel::insert_into(verification_codes::table).values(row).execute(conn)?;
    Ok(())
}

/// The code that was sent last; others may read it meanwhile, but try and use it one after the other.
pub(super) fn lock_newest(conn: &mut Conn, index: &[u8], purpose: Purpose) -> Result<Option<Sent>> {
    let newest = verification_codes::table
        .filter(verification_codes::addressee_index.eq(index).and(verification_codes::purpose.eq(purpose)))
        .order((verification_codes::created_at.desc(), verification_codes::id.desc()))
        .limit(1)
        .select((
            verification_codes::id,
            verification_codes::staff_id.is_not_null().or(verification_codes::email_sealed.is_not_null()),
            verification_codes::tries,
            verification_codes::expires_at,
            verification_codes::used_at,
        ))
        .for_no_key_update();
    Ok(newest.get_result(conn).optional()?)
}

pub(super) fn count_try(conn: &mut Conn, id: VerificationCodeId) -> Result<()> {
    let counted = verification_codes::tries.eq(verification_codes::tries + 1);
    diesel::update(verification_codes::table.find(id)).set(counted).execute(conn)?;
    Ok(())
}

pub(super) fn set_passed(conn: &mut Conn, id: VerificationCodeId, at: DateTime<Utc>) -> Result<()> {
    let first =
        verification_codes::table.filter(verification_codes::id.eq(id).and(verification_codes::passed_at.is_null()));
    diesel::update(first).set(verification_codes::passed_at.eq(at)).execute(conn)?;
    Ok(())
}

/// Whether this was the first use.
pub(super) fn set_used(conn: &mut Conn, id: VerificationCodeId, at: DateTime<Utc>) -> Result<bool> {
    let unused =
        verification_codes::table.filter(verification_codes::id.eq(id).and(verification_codes::used_at.is_null()));
    Ok(diesel::update(unused).set(verification_codes::used_at.eq(at)).execute(conn)? == 1)
}

pub(super) fn delete_before(conn: &mut Conn, before: DateTime<Utc>, limit: i64) -> Result<usize> {
    let old: Vec<VerificationCodeId> = verification_codes::table
        .filter(verification_codes::created_at.lt(before))
        .limit(limit)
        .select(verification_codes::id)
        .load(conn)?;
    let found = verification_codes::table.filter(verification_codes::id.eq_any(old));
    Ok(diesel::delete(found).execute(conn)?)
}

pub(super) type MailedRow = (Purpose, Option<Vec<u8>>, Locale);

pub(super) fn mailed(conn: &mut Conn, id: VerificationCodeId) -> Result<Option<MailedRow>> {
    let columns = (verification_codes::purpose, verification_codes::email_sealed, verification_codes::locale);
    Ok(verification_codes::table.find(id).select(columns).get_result(conn).optional()?)
}

pub(super) fn lock_profile(conn: &mut Conn, party_id: PartyId) -> Result<()> {
    profiles::table.find(party_id).select(profiles::party_id).for_no_key_update().get_result::<PartyId>(conn)?;
    Ok(())
}

pub(super) fn set_uses_codes(conn: &mut Conn, party_id: PartyId, uses_codes: bool) -> Result<()> {
    diesel::update(profiles::table.find(party_id)).set(profiles::uses_codes.eq(uses_codes)).execute(conn)?;
    Ok(())
}
