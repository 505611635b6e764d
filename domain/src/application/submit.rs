//! Partners apply for more: a level, to be a support centre, to be a distributor.

use chrono::Datelike;
use schema::ids::ApplicationId;
use schema::text_enum;

use super::apply::evidence;
use super::{Application, Error, Kind, Status, record, store, tell};
use crate::actor::{Actor, Permission};
use crate::calendar;
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{self, Party};
use crate::performance;
use crate::policy;
use crate::profile::{self, Level, Profile};

text_enum! {
    /// What a partner applies for.
    pub enum Upgrade {
        /// A higher level.
        Level = "level_upgrade",
        /// For a reseller: to be an authorised sales support centre.
        SupportCentre = "support_centre",
        /// For a support centre: to be a distributor.
        Distributor = "distributor_upgrade",
    }
}

/// An application of a partner.
#[derive(Debug, Clone)]
pub struct Submit {
    /// What for.
    pub upgrade: Upgrade,
    /// The level asked for; for a level alone.
    pub to_level: Option<Level>,
    /// What it says for itself, at most 2 000 characters.
    pub evidence: Option<String>,
}

/// Applies for a higher level, or on the way from reseller to distributor. One application of a partner waits at a time.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::LevelNotHigher`], [`Error::NotAReseller`], [`Error::TooLittleSold`],
/// [`Error::SupportCentreAlready`], [`Error::NoSupportCentre`], [`Error::Waiting`], [`Error::Text`].
///
/// # Source
/// domain.md 1.4 (support centre from the policy's performance a year, then distributor), 1.5.
pub fn submit(conn: &mut Conn, now: Now, actor: &Actor, input: &Submit) -> Result<Application, Error> {
    let person = actor.person_with(Permission::ApplicationSubmit)?;
    let party = party::store::lock(conn, person.party_id)?.ok_or(Error::NotFound)?;
    let profile = profile::of(conn, &[party.id])?.pop().ok_or(Error::NotFound)?;
    let (kind, levels) = match input.upgrade {
        Upgrade::Level => {
            let to = check_level(&profile, input.to_level)?;
            (Kind::LevelUpgrade, profile.level.zip(Some(to)))
        }
        Upgrade::SupportCentre => {
            check_support_centre(&party, &profile)?;
            check_performance(conn, now, &party)?;
            (Kind::SupportCentre, None)
        }
        Upgrade::Distributor => {
            check_distributor(&party, &profile)?;
            (Kind::DistributorUpgrade, None)
        }
    };
    let application = Application {
        id: ApplicationId::new(),
        kind,
        state: Status::VendorReview,
        party_id: Some(party.id),
        distributor_id: None,
        invitation_id: None,
        invited_by_id: None,
        applied_by_id: Some(person.staff_id),
        company_name: party.name,
        registration_number: profile.registration_number,
        region: profile.region,
        contact_name_sealed: None,
        mobile_sealed: None,
        mobile_index: None,
        email_sealed: None,
        email_index: None,
        locale: party.locale,
        from_level: levels.map(|(from, _)| from),
        to_level: levels.map(|(_, to)| to),
        evidence: evidence(input.evidence.as_deref())?,
        created_at: now.instant(),
        closed_at: None,
    };
    store::insert(conn, &application)?;
    tell(conn, now, &application)?;
    record(conn, now, actor, &application, "application.submit", serde_json::json!({}))?;
    Ok(application)
}

/// The level asked for, when it is above the partner's own.
pub(super) fn check_level(profile: &Profile, to: Option<Level>) -> Result<Level, Error> {
    to.filter(|to| profile.level.is_some_and(|own| *to > own)).ok_or(Error::LevelNotHigher)
}

/// Refuses who is no reseller, or a support centre already.
pub(super) fn check_support_centre(party: &Party, profile: &Profile) -> Result<(), Error> {
    match (party.kind == party::Kind::Reseller, profile.support_centre_since) {
        (true, None) => Ok(()),
        (true, Some(_)) => Err(Error::SupportCentreAlready),
        (false, _) => Err(Error::NotAReseller),
    }
}

/// Refuses who is no support centre.
pub(super) fn check_distributor(party: &Party, profile: &Profile) -> Result<(), Error> {
    match (party.kind == party::Kind::Reseller, profile.support_centre_since) {
        (true, Some(_)) => Ok(()),
        (true, None) => Err(Error::NoSupportCentre),
        (false, _) => Err(Error::NotAReseller),
    }
}

/// Refuses who sold less than the policy's amount both this and the last calendar year.
fn check_performance(conn: &mut Conn, now: Now, party: &Party) -> Result<(), Error> {
    let needed = policy::amount(conn, policy::Key::SupportCentrePerformance)?;
    let this_year = calendar::day_of(now.instant()).year();
    let reaches = |it: &performance::Performance| {
        (this_year - 1..=this_year).contains(&it.year)
            && it.amount.currency() == needed.currency()
            && it.amount.amount() >= needed.amount()
    };
    let recorded = performance::store::of(conn, "true", &[party.id])?;
    if recorded.iter().any(reaches) { Ok(()) } else { Err(Error::TooLittleSold(needed)) }
}
