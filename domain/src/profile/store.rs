//! Rows of profiles and customers.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::Bool;
use schema::ids::{PartyId, SigningEntityId};
use schema::tables::{customers, profiles};

use super::{Level, Sealed};
use crate::db::{Conn, Result};

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
