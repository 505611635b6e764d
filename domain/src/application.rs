//! Applications: who wants to be a partner, or a higher one, and what the reviewers say.
//!
//! ```text
//! apply, accept an invitation, submit ─ vendor_review ─┬─ approved
//!        a reseller that applied itself: distributor_review ─┤
//!                                                      └─ rejected, withdrawn
//! ```
//!
//! Nobody reviews what is their own (invariant 18): not the applicant's people, and
//! not the person who invited the applicant.

mod apply;
mod approve;
mod error;
mod letters;
mod lists;
mod personal;
pub mod state;
mod store;
mod submit;

use schema::ids::{ApplicationId, ApplicationReviewId, PartyId};
use schema::notices::Notice;
use schema::text_enum;

use crate::actor::{Actor, Forbidden, Permission, Role};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::mail;
use crate::party;
use crate::plain_text;
use crate::staff;
use crate::vault::Vault;

pub use apply::{Accept, Apply, Company, Wanted, accept, apply};
pub use error::Error;
pub use letters::{Contact, Decided, Received};
pub(crate) use letters::{decided, received};
pub use lists::{by_ids, count, page, reviews_of};
pub use state::{Event, Refused, Status};
pub use store::{Application, Filter, Review};
pub use submit::{Submit, Upgrade, submit};

/// Most applications reviewed in one call.
const MOST_AT_ONCE: usize = 50;
/// Who of a reviewing party is told.
const REVIEWERS: &[Role] = &[Role::Administrator, Role::Operations];

text_enum! {
    /// What is applied for.
    pub enum Kind {
        /// To be a distributor; invited by the vendor.
        Distributor = "distributor",
        /// To be a reseller; of its own accord or invited by its distributor.
        Reseller = "reseller",
        /// To be a solution provider; of its own accord.
        SolutionProvider = "solution_provider",
        /// To be a government-subsidy partner; invited by the vendor.
        GovSubsidy = "gov_subsidy",
        /// To be a marketplace merchant; invited by the vendor.
        Merchant = "merchant",
        /// For a partner: a higher level (domain.md 1.5).
        LevelUpgrade = "level_upgrade",
        /// For a reseller: to be an authorised sales support centre (domain.md 1.4).
        SupportCentre = "support_centre",
        /// For a support centre: to be a distributor (domain.md 1.4).
        DistributorUpgrade = "distributor_upgrade",
    }
}

text_enum! {
    /// Who reviews.
    pub enum Stage {
        /// The vendor: first.
        Vendor = "vendor",
        /// The distributor: what the vendor approved.
        Distributor = "distributor",
    }
}

text_enum! {
    /// What a reviewer says.
    pub enum Verdict {
        /// Yes.
        Approve = "approve",
        /// No.
        Reject = "reject",
    }
}

/// Refuses a batch of none, of more than 50, or with one twice.
///
/// # Errors
/// [`Error::Batch`].
pub fn check_batch(ids: &[ApplicationId]) -> Result<(), Error> {
    let mut distinct = ids.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    if (1..=MOST_AT_ONCE).contains(&ids.len()) && distinct.len() == ids.len() { Ok(()) } else { Err(Error::Batch) }
}

/// Says yes or no to an application at the stage it stands at. The last yes makes the applicant what it applied to be.
///
/// - `opinion`: why, 1 to 500 characters; the applicant reads it
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Text`], [`Error::NotFound`], [`Error::SelfReview`], [`Error::NotYourTurn`],
/// [`Error::State`]; and when the applicant can no longer be entered: [`Error::Profile`], [`Error::Staff`],
/// [`Error::NoSuchDistributor`], [`Error::LevelNotHigher`], [`Error::NoSupportCentre`].
///
/// # Source
/// domain.md 1.3 (vendor first, then the distributor), 1.4, 1.5, invariant 18.
pub fn review(
    conn: &mut Conn,
    now: Now,
    vault: &Vault,
    actor: &Actor,
    id: ApplicationId,
    verdict: Verdict,
    opinion: &str,
) -> Result<Application, Error> {
    let person = actor.person_with(Permission::ApplicationReview)?;
    let opinion = plain_text::required(opinion, "opinion", 500)?;
    let application = lock(conn, actor, id)?;
    let stage = check_review(actor, &application)?;
    let state = application.state.on(application.event(verdict))?;
    let review = Review {
        id: ApplicationReviewId::new(),
        application_id: id,
        stage,
        verdict,
        reviewer_id: person.staff_id,
        opinion,
        reviewed_at: now.instant(),
    };
    store::insert_review(conn, &review)?;
    let party_id = match state {
        Status::Approved => Some(approve::carry_out(conn, now, vault, actor, &application)?),
        Status::VendorReview | Status::DistributorReview | Status::Rejected | Status::Withdrawn => application.party_id,
    };
    let application = store::set_state(conn, now, id, state, party_id)?;
    tell(conn, now, &application)?;
    record(
        conn,
        now,
        actor,
        &application,
        "application.review",
        serde_json::json!({ "stage": stage, "verdict": verdict }),
    )?;
    Ok(application)
}

/// Takes an application back before it is decided. Only the partner whose it is; a newcomer has nobody yet to do it.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::State`].
pub fn withdraw(conn: &mut Conn, now: Now, actor: &Actor, id: ApplicationId) -> Result<Application, Error> {
    actor.person_with(Permission::ApplicationSubmit)?;
    let application = lock(conn, actor, id)?;
    let state = check_withdraw(actor, &application)?;
    let application = store::set_state(conn, now, id, state, application.party_id)?;
    record(conn, now, actor, &application, "application.withdraw", serde_json::json!({}))?;
    Ok(application)
}

/// At which stage `actor` may review the application now.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::SelfReview`], [`Error::NotYourTurn`], [`Error::State`].
pub fn check_review(actor: &Actor, application: &Application) -> Result<Stage, Error> {
    let person = actor.person_with(Permission::ApplicationReview)?;
    let is_own = application.party_id == Some(person.party_id)
        || application.invited_by_id == Some(person.staff_id)
        || application.applied_by_id == Some(person.staff_id);
    if is_own {
        return Err(Error::SelfReview);
    }
    application.state.on(Event::Reject)?;
    match application.state {
        Status::VendorReview if person.party_kind == party::Kind::Vendor => Ok(Stage::Vendor),
        Status::DistributorReview if application.distributor_id == Some(person.party_id) => Ok(Stage::Distributor),
        Status::VendorReview | Status::DistributorReview | Status::Approved | Status::Rejected | Status::Withdrawn => {
            Err(Error::NotYourTurn)
        }
    }
}

/// Where taking the application back, by `actor`, leads now.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::State`].
pub fn check_withdraw(actor: &Actor, application: &Application) -> Result<Status, Error> {
    let person = actor.person_with(Permission::ApplicationSubmit)?;
    if application.party_id != Some(person.party_id) {
        return Err(Forbidden(Permission::ApplicationSubmit).into());
    }
    Ok(application.state.on(Event::Withdraw)?)
}

impl Application {
    /// What a verdict means at the stage it stands at.
    fn event(&self, verdict: Verdict) -> Event {
        // Whom its distributor invited, the distributor has approved already.
        let asks_distributor = self.kind == Kind::Reseller && self.invitation_id.is_none();
        match verdict {
            Verdict::Approve if asks_distributor && self.state == Status::VendorReview => Event::Pass,
            Verdict::Approve => Event::Approve,
            Verdict::Reject => Event::Reject,
        }
    }
}

fn lock(conn: &mut Conn, actor: &Actor, id: ApplicationId) -> Result<Application, Error> {
    if by_ids(conn, actor, &[id])?.is_empty() {
        return Err(Error::NotFound);
    }
    store::lock(conn, id)?.ok_or(Error::NotFound)
}

/// Writes to whoever has to act on the application now, or is waiting to hear.
fn tell(conn: &mut Conn, now: Now, application: &Application) -> Result<(), Error> {
    let application_id = application.id;
    let reviewer = match application.state {
        Status::VendorReview => party::vendor(conn)?.map(|vendor| vendor.id),
        Status::DistributorReview => application.distributor_id,
        Status::Approved | Status::Rejected => {
            let notice = Notice::ApplicationDecided { application_id };
            match application.applied_by_id {
                Some(staff_id) => mail::enqueue(conn, now, staff_id, &notice)?,
                None => mail::enqueue_outside(conn, now, &notice)?,
            }
            None
        }
        Status::Withdrawn => None,
    };
    let Some(reviewer) = reviewer else { return Ok(()) };
    for staff_id in staff::with_roles(conn, reviewer, REVIEWERS)? {
        mail::enqueue(conn, now, staff_id, &Notice::ApplicationReceived { application_id })?;
    }
    Ok(())
}

/// Audits in the chain of the applicant; of whoever is asked, while it is no party.
fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    application: &Application,
    operation: &'static str,
    mut details: serde_json::Value,
) -> Result<(), Error> {
    if let Some(facts) = details.as_object_mut() {
        facts.insert("kind".to_owned(), application.kind.as_str().into());
    }
    let party_id = concerned(conn, application)?;
    let subject = application.id.to_string();
    Ok(audit::record(conn, now, actor, &audit::Line { party_id, operation, subject, details })?)
}

fn concerned(conn: &mut Conn, application: &Application) -> Result<PartyId, Error> {
    match application.party_id.or(application.distributor_id) {
        Some(party_id) => Ok(party_id),
        None => Ok(vendor(conn)?),
    }
}

/// The vendor, without whom there is no channel to join.
fn vendor(conn: &mut Conn) -> Result<PartyId, party::Error> {
    let vendor: db::Result<_> = party::vendor(conn);
    Ok(vendor?.ok_or(party::Error::NotFound)?.id)
}
