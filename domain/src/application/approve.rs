//! What the last yes does: the applicant becomes what it applied to be.

use schema::ids::PartyId;
use schema::money::Currency;

use super::apply::check_distributor;
use super::{Application, Contact, Error, Kind, submit, vendor};
use crate::actor::{Actor, Role};
use crate::bank;
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{self, EdgeKind, Join, Party, Source};
use crate::profile::{self, Email, Mobile, Profile};
use crate::staff::{self, NewStaff};
use crate::vault::{self, Vault};

/// Makes the applicant what it applied to be, and returns the party it is. What was checked when it applied is checked
/// again: time has passed.
pub(super) fn carry_out(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    application: &Application,
) -> Result<PartyId, Error> {
    let kind = match application.kind {
        Kind::Distributor => party::Kind::Distributor,
        Kind::Reseller => party::Kind::Reseller,
        Kind::SolutionProvider => party::Kind::SolutionProvider,
        Kind::GovSubsidy => party::Kind::GovSubsidy,
        Kind::Merchant => party::Kind::Merchant,
        Kind::LevelUpgrade => {
            let (party, profile) = applicant(conn, application)?;
            let level = submit::check_level(&profile, application.to_level)?;
            profile::store::set_level(conn, party.id, level)?;
            return Ok(party.id);
        }
        Kind::SupportCentre => {
            let (party, profile) = applicant(conn, application)?;
            submit::check_support_centre(&party, &profile)?;
            profile::store::set_support_centre(conn, party.id, now.instant())?;
            return Ok(party.id);
        }
        Kind::DistributorUpgrade => {
            let (party, profile) = applicant(conn, application)?;
            submit::check_distributor(&party, &profile)?;
            return Ok(party::promote(conn, now, actor, party.id)?.id);
        }
    };
    enter(conn, now, vault, actor, application, kind)
}

/// Enters a newcomer with profile, place in the channel, remittance account and first administrator.
fn enter(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    application: &Application,
    kind: party::Kind,
) -> Result<PartyId, Error> {
    let region = application.region.as_deref();
    let (edge, upper) = match application.distributor_id {
        Some(distributor) => {
            check_distributor(conn, distributor, region.unwrap_or_default())?;
            (EdgeKind::Reseller, distributor)
        }
        None => (EdgeKind::Partner, vendor(conn)?),
    };
    let Contact { name, mobile, email } = application.contact(vault)?.ok_or(vault::Error::Unreadable)?;
    let party = party::admit(conn, now, actor, kind, &application.company_name, application.locale)?;
    let contact = profile::Contact {
        account_name: None,
        mobile: Some(Mobile::parse(&mobile)?),
        email: Some(Email::parse(&email)?),
    };
    profile::set_contact(conn, vault, party.id, &contact)?;
    profile::company::begin(conn, party.id, application.registration_number.as_deref(), region)?;
    let source = if application.invitation_id.is_some() { Source::Invitation } else { Source::Application };
    party::join(conn, now, actor, &Join { kind: edge, source, upper, lower: party.id })?;
    bank::provide(conn, now, actor, party.id, Currency::CNY)?;
    let administrator = NewStaff {
        party_id: party.id,
        email: &email,
        name: &name,
        locale: application.locale,
        roles: &[Role::Administrator],
        custom_roles: &[],
        password: None,
    };
    staff::welcome(conn, now, actor, &administrator)?;
    Ok(party.id)
}

fn applicant(conn: &mut Conn, application: &Application) -> Result<(Party, Profile), Error> {
    let id = application.party_id.ok_or(Error::NotFound)?;
    let party = party::store::lock(conn, id)?.ok_or(Error::NotFound)?;
    let profile = profile::of(conn, &[id])?.pop().ok_or(Error::NotFound)?;
    Ok((party, profile))
}
