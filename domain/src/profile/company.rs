//! What is known of a partner as a company: number in the register, region, who signed with it.

use schema::ids::{PartyId, SigningEntityId};

use super::{Error, Profile, store};
use crate::actor::{Actor, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::{self, Kind};

/// What the vendor sets of a partner; what is none stays as it is.
#[derive(Debug, Clone, Default)]
pub struct Set {
    /// Business region: 2 to 32 small letters, digits and `-`.
    pub region: Option<String>,
    /// The legal entity of the vendor that signed with it.
    pub signing_entity_id: Option<SigningEntityId>,
}

/// A business region: 2 to 32 small letters, digits and `-`.
///
/// # Errors
/// [`Error::NotARegion`].
pub fn region(text: &str) -> Result<String, Error> {
    let text = text.trim();
    let is_region = (2..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-');
    if is_region { Ok(text.to_owned()) } else { Err(Error::NotARegion) }
}

/// A number in the companies register: 4 to 32 letters, digits and `-`; letters become capitals.
///
/// # Errors
/// [`Error::NotARegistrationNumber`].
pub fn registration_number(text: &str) -> Result<String, Error> {
    let text = text.trim().to_ascii_uppercase();
    let is_number = (4..=32).contains(&text.len())
        && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'-');
    if is_number { Ok(text) } else { Err(Error::NotARegistrationNumber) }
}

/// Sets region and signing entity of a partner.
///
/// Returns its profile. The region of a reseller stays that of its distributor.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] for who is no partner; [`Error::NotARegion`],
/// [`Error::NoSigningEntity`], [`Error::RegionMismatch`].
///
/// # Source
/// domain.md 1.1 O-3, 1.2.
pub fn set(conn: &mut Conn, now: Now, actor: &Actor, party_id: PartyId, input: &Set) -> Result<Profile, Error> {
    actor.require(Permission::ChannelManage)?;
    let partner = party::store::lock(conn, party_id)?.filter(|it| has_profile(it.kind));
    let partner = partner.ok_or(Error::NotFound)?;
    let before = store::of(conn, "true", &[party_id])?.pop().ok_or(Error::NotFound)?;
    let asked = input.region.as_deref().map(region).transpose()?;
    let (region, entity) = (asked.or(before.region), input.signing_entity_id.or(before.signing_entity_id));
    store::set_partner(conn, party_id, region.as_deref(), entity)?;
    if store::count_region_mismatches(conn, party_id)? > 0 {
        return Err(Error::RegionMismatch);
    }
    let details = serde_json::json!({ "region": region, "signingEntity": entity.map(|entity| entity.to_string()) });
    let subject = party_id.with_prefix(partner.kind.prefix());
    audit::record(conn, now, actor, &audit::Line { party_id, operation: "partner_profile.set", subject, details })?;
    store::of(conn, "true", &[party_id])?.pop().ok_or(Error::NotFound)
}

/// Whether parties of `kind` are partners: neither the vendor nor a customer.
#[must_use]
pub const fn has_profile(kind: Kind) -> bool {
    !matches!(kind, Kind::Vendor | Kind::Customer)
}

/// Whether the actor sees what of a partner is its own and the vendor's alone.
#[must_use]
pub fn is_own(actor: &Actor, partner: PartyId) -> bool {
    actor.sees_everything() || actor.person().is_some_and(|person| person.party_id == partner)
}

/// Writes what a newcomer said of itself. Whoever writes it has been checked.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn begin(
    conn: &mut Conn,
    party_id: PartyId,
    registration_number: Option<&str>,
    region: Option<&str>,
) -> db::Result<()> {
    store::set_company(conn, party_id, registration_number, region)
}
