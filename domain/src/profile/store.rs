//! Rows of profiles and customers.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{PartyId, SigningEntityId};
use schema::tables::{customers, edges, profiles};

use super::{Level, Sealed};
use crate::db::{Conn, Result};
use crate::party::EdgeKind;

/// What is known of a party, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = profiles, check_for_backend(diesel::pg::Pg))]
pub struct Profile {
    /// Whose.
    pub party_id: PartyId,
    /// Login name of the main account.
    pub account_name: Option<String>,
    /// See [`Profile::mobile`].
    pub(crate) mobile_sealed: Option<Vec<u8>>,
    /// Blind index of the mobile number.
    pub(crate) mobile_index: Option<Vec<u8>>,
    /// See [`Profile::email`].
    pub(crate) email_sealed: Option<Vec<u8>>,
    /// Blind index of the mail address.
    pub(crate) email_index: Option<Vec<u8>>,
    /// Number in the companies register.
    pub registration_number: Option<String>,
    /// Business region.
    pub region: Option<String>,
    /// Partner level.
    pub level: Option<Level>,
    /// Who signed for the vendor.
    pub signing_entity_id: Option<SigningEntityId>,
    /// Since when it is a support centre.
    pub support_centre_since: Option<DateTime<Utc>>,
    /// Whether critical operations need a code.
    pub uses_codes: bool,
}

pub(super) fn insert(conn: &mut Conn, party_id: PartyId, level: Option<Level>) -> Result<()> {
    let row = (profiles::party_id.eq(party_id), profiles::level.eq(level), profiles::uses_codes.eq(false));
    diesel::insert_into(profiles::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn insert_customer(conn: &mut Conn, party_id: PartyId) -> Result<()> {
    let row = (
        customers::party_id.eq(party_id),
        customers::customer_type.eq("none"),
        customers::verified_status.eq("none"),
        customers::customer_level.eq(0),
        customers::closed_market_messages.eq(false),
    );
    diesel::insert_into(customers::table).values(row).execute(conn)?;
    Ok(())
}

pub(super) fn set_contact(
    conn: &mut Conn,
    party_id: PartyId,
    account_name: Option<&str>,
    mobile: Option<Sealed>,
    email: Option<Sealed>,
) -> Result<()> {
    let (mobile_sealed, mobile_index) = mobile.map(|it| (it.sealed, it.index)).unzip();
    let (email_sealed, email_index) = email.map(|it| (it.sealed, it.index)).unzip();
    diesel::update(profiles::table.find(party_id))
        .set((
            profiles::account_name.eq(account_name),
            profiles::mobile_sealed.eq(mobile_sealed),
            profiles::mobile_index.eq(mobile_index),
            profiles::email_sealed.eq(email_sealed),
            profiles::email_index.eq(email_index),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn of(conn: &mut Conn, visible: &str, parties: &[PartyId]) -> Result<Vec<Profile>> {
    let found = profiles::table.filter(profiles::party_id.eq_any(parties)).filter(sql::<Bool>(visible));
    Ok(found.select(Profile::as_select()).load(conn)?)
}

pub(super) fn uses_codes(conn: &mut Conn, party_id: PartyId) -> Result<bool> {
    let uses = profiles::table.find(party_id).select(profiles::uses_codes);
    Ok(uses.get_result(conn).optional()?.unwrap_or_default())
}

pub(super) fn set_partner(
    conn: &mut Conn,
    party_id: PartyId,
    region: Option<&str>,
    signing_entity: Option<SigningEntityId>,
) -> Result<()> {
    let values = (profiles::region.eq(region), profiles::signing_entity_id.eq(signing_entity));
    diesel::update(profiles::table.find(party_id)).set(values).execute(conn)?;
    Ok(())
}

pub(super) fn set_company(
    conn: &mut Conn,
    party_id: PartyId,
    registration_number: Option<&str>,
    region: Option<&str>,
) -> Result<()> {
    let values = (profiles::registration_number.eq(registration_number), profiles::region.eq(region));
    diesel::update(profiles::table.find(party_id)).set(values).execute(conn)?;
    Ok(())
}

pub(crate) fn set_level(conn: &mut Conn, party_id: PartyId, level: Level) -> Result<()> {
    diesel::update(profiles::table.find(party_id)).set(profiles::level.eq(level)).execute(conn)?;
    Ok(())
}

pub(crate) fn set_support_centre(conn: &mut Conn, party_id: PartyId, since: DateTime<Utc>) -> Result<()> {
    diesel::update(profiles::table.find(party_id)).set(profiles::support_centre_since.eq(since)).execute(conn)?;
    Ok(())
}

/// Today's edges between `party` as reseller or distributor and one of another region.
pub(super) fn count_region_mismatches(conn: &mut Conn, party: PartyId) -> Result<i64> {
    let (upper, lower) = diesel::alias!(profiles as upper_profile, profiles as lower_profile);
    let mismatches = edges::table
        .inner_join(upper.on(upper.field(profiles::party_id).eq(edges::upper_id)))
        .inner_join(lower.on(lower.field(profiles::party_id).eq(edges::lower_id)))
        .filter(edges::kind.eq(EdgeKind::Reseller).and(edges::valid_to.is_null()))
        .filter(edges::upper_id.eq(party).or(edges::lower_id.eq(party)))
        .filter(upper.field(profiles::region).ne(lower.field(profiles::region)));
    Ok(mismatches.count().get_result(conn)?)
}

/// Whether an account has the mobile number of this blind index.
pub(crate) fn has_mobile(conn: &mut Conn, index: &[u8]) -> Result<bool> {
    let holders = profiles::table.filter(profiles::mobile_index.eq(index));
    Ok(diesel::select(diesel::dsl::exists(holders)).get_result(conn)?)
}
