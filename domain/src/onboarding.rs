//! Onboardings: how a customer comes to a partner.
//!
//! | way | the customer | the association |
//! |---|---|---|
//! | invitation | registers by itself ([`register()`]) | at once, when its administrator accepts ([`accept()`]) |
//! | created | is registered by the partner's platform ([`create()`]) | by a job, or at once when asked ([`complete`]) |
//!
//! Whatever the way, what stands against it is decided by [`rules`] with the
//! customer's row locked: of many attempts at one moment, one associates
//! (domain.md 2.3, 2.4; invariant 19).

mod accept;
pub mod account;
mod create;
mod error;
mod lists;
mod open;
mod register;
pub mod rules;
pub mod state;
mod store;

use schema::ids::{OnboardingId, PartyId};
use schema::notices::Notice;
use schema::text_enum;

use crate::actor::{Actor, Role};
use crate::audit;
use crate::clock::Now;
use crate::customer_flag;
use crate::db::{self, Conn};
use crate::mail;
use crate::manager;
use crate::party::{self, Join};
use crate::profile::{self, Profile};
use crate::report;
use crate::reservation;
use crate::staff;
use crate::visibility::{self, At};
use rules::Facts;

pub use accept::{Accept, accept};
pub use create::{Association, Create, Created, create};
pub use error::Error;
pub use lists::{Filter, by_ids, count, page};
pub use register::{Register, register};
pub use state::{Event, Failure, Refused, Status};
pub use store::Onboarding;

text_enum! {
    /// By which way a customer came (domain.md 2.1).
    pub enum Source {
        /// It accepted an invitation.
        Invitation = "invitation",
        /// The partner's platform registered it.
        Created = "created",
        /// It came through the partner's single sign-on.
        SingleSignOn = "single_sign_on",
    }
}

impl Source {
    /// How the edge says it.
    const fn edge(self) -> party::Source {
        match self {
            Self::Invitation => party::Source::Invitation,
            Self::Created => party::Source::Created,
            Self::SingleSignOn => party::Source::SingleSignOn,
        }
    }
}

/// Associates a customer whom a partner's platform registered, or writes down what stands against it. Told twice, the
/// first outcome stays.
///
/// # Errors
/// [`Error::NotFound`], and when the database does not answer.
///
/// # Source
/// domain.md 2.4: associates asynchronously.
pub fn complete(conn: &mut Conn, now: Now, actor: &Actor, id: OnboardingId) -> Result<Onboarding, Error> {
    let found = store::by_ids(conn, "true", &[id])?.pop().ok_or(Error::NotFound)?;
    party::store::lock(conn, found.customer_id)?.ok_or(Error::NotFound)?;
    let onboarding = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    if onboarding.state != Status::Pending {
        return Ok(onboarding);
    }
    let known = known(conn, now, onboarding.customer_id, onboarding.partner_id)?;
    // Whose customer it was when it was registered is not undone by a report that came after.
    let facts = Facts { is_reported: false, ..known.facts() };
    match facts.check(onboarding.association_kind.edge()) {
        Ok(()) => {
            let status = onboarding.state.on(Event::Complete)?;
            let done = store::set_ended(conn, now, id, status, None)?;
            associate(conn, now, actor, &done)?;
            Ok(done)
        }
        Err(failure) => {
            let status = onboarding.state.on(Event::Fail)?;
            let failed = store::set_ended(conn, now, id, status, Some(failure))?;
            record(conn, now, actor, &failed, "onboarding.fail")?;
            Ok(failed)
        }
    }
}

/// The onboarding, for a mail about it.
///
/// # Errors
/// When the database does not answer.
pub(crate) fn get(conn: &mut Conn, id: OnboardingId) -> db::Result<Option<Onboarding>> {
    Ok(store::by_ids(conn, "true", &[id])?.pop())
}

/// Makes the association of an onboarding that is done, hands the customer to the manager who invited it, and tells
/// both sides. Whoever calls it holds the customer's row and has decided.
fn associate(conn: &mut Conn, now: Now, actor: &Actor, done: &Onboarding) -> Result<(), Error> {
    let join = Join {
        kind: done.association_kind.edge(),
        source: done.source.edge(),
        upper: done.partner_id,
        lower: done.customer_id,
    };
    party::join(conn, now, actor, &join)?;
    if let Some(report_id) = done.report_id {
        let report = report::lock_of(conn, done.partner_id, report_id)?;
        // A report that ran out while the job waited stands as it is: it keeps nobody from the association.
        if report.is_some_and(|report| report.state_at(now) == report::Status::Reported) {
            report::associated(conn, now, actor, report_id)?;
        }
    }
    if let Some(inviter_id) = done.inviter_id {
        manager::take_over(conn, now, actor, done.customer_id, inviter_id)?;
        mail::enqueue(conn, now, inviter_id, &Notice::CustomerAssociated { onboarding_id: done.id })?;
    }
    for administrator in staff::with_roles(conn, done.customer_id, &[Role::Administrator])? {
        mail::enqueue(conn, now, administrator, &Notice::AssociationCompleted { onboarding_id: done.id })?;
    }
    Ok(record(conn, now, actor, done, "onboarding.complete")?)
}

/// What is known of a customer that is locked.
struct Known {
    flags: Vec<customer_flag::Flag>,
    is_partner: bool,
    is_associated: bool,
    is_reserved: bool,
    is_reported: bool,
}

impl Known {
    fn facts(&self) -> Facts<'_> {
        Facts {
            flags: &self.flags,
            is_partner: self.is_partner,
            is_associated: self.is_associated,
            is_reserved: self.is_reserved,
            is_reported: self.is_reported,
        }
    }
}

/// What is known of `customer`, which `partner` wants.
fn known(conn: &mut Conn, now: Now, customer: PartyId, partner: PartyId) -> Result<Known, Error> {
    let profile = profile_of(conn, customer)?;
    let (mobile, email) = (profile.mobile_index.unwrap_or_default(), profile.email_index.unwrap_or_default());
    let above = party::store::edge_above(conn, &visibility::lasts("edges", At::Now(now)), customer)?;
    Ok(Known {
        flags: customer_flag::of(conn, customer)?,
        is_partner: store::applies_as_partner(conn, customer, &mobile, &email)?,
        is_associated: above.is_some() || store::is_on_its_way_to_another(conn, customer, partner)?,
        is_reserved: reservation::applies(conn, now, &mobile, &email)?,
        is_reported: report::of_another(conn, now, partner, &mobile)?,
    })
}

fn profile_of(conn: &mut Conn, customer: PartyId) -> Result<Profile, Error> {
    profile::of(conn, &[customer])?.pop().ok_or(Error::NotFound)
}

fn record(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    onboarding: &Onboarding,
    operation: &'static str,
) -> db::Result<()> {
    let details = serde_json::json!({
        "partnerId": onboarding.partner_id.to_string(),
        "associationKind": onboarding.association_kind,
        "source": onboarding.source,
        "failure": onboarding.failure,
    });
    let subject = onboarding.id.to_string();
    audit::record(conn, now, actor, &audit::Line { party_id: onboarding.customer_id, operation, subject, details })
}
