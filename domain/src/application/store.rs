//! Rows of applications and reviews.

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{ApplicationId, ApplicationReviewId, PartnerInvitationId, PartyId, StaffId};
use schema::tables::{application_reviews, applications};

use super::{Kind, Stage, Status, Verdict};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};
use crate::party::Locale;
use crate::profile::{self, Email, Level, Mobile};
use crate::vault::Vault;

/// Where the name is sealed.
pub(super) const CONTACT_NAME: &str = "applications.contact_name_sealed";
/// Where the mobile number is sealed.
pub(super) const MOBILE: &str = "applications.mobile_sealed";
/// Where the address is sealed.
pub(super) const EMAIL: &str = "applications.email_sealed";

/// An application, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = applications, check_for_backend(diesel::pg::Pg))]
pub struct Application {
    /// Its id.
    pub id: ApplicationId,
    /// What for.
    pub kind: Kind,
    /// Where it stands.
    pub state: Status,
    /// The partner that applies, or that a newcomer became.
    pub party_id: Option<PartyId>,
    /// For a reseller: its distributor.
    pub distributor_id: Option<PartyId>,
    /// The invitation it came from.
    pub invitation_id: Option<PartnerInvitationId>,
    /// Who invited.
    pub invited_by_id: Option<StaffId>,
    /// Who of a partner applied.
    pub applied_by_id: Option<StaffId>,
    /// Legal name.
    pub company_name: String,
    /// Number in the companies register.
    pub registration_number: Option<String>,
    /// Business region.
    pub region: Option<String>,
    /// See [`Application::contact`].
    pub(crate) contact_name_sealed: Option<Vec<u8>>,
    /// See [`Application::contact`].
    pub(crate) mobile_sealed: Option<Vec<u8>>,
    /// Blind index of the mobile number.
    pub(crate) mobile_index: Option<Vec<u8>>,
    /// See [`Application::contact`].
    pub(crate) email_sealed: Option<Vec<u8>>,
    /// Blind index of the address.
    pub(crate) email_index: Option<Vec<u8>>,
    /// Language of what is written to the applicant.
    pub locale: Locale,
    /// For a level: from which.
    pub from_level: Option<Level>,
    /// For a level: to which.
    pub to_level: Option<Level>,
    /// What the applicant says for itself.
    pub evidence: Option<String>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was decided or withdrawn.
    pub closed_at: Option<DateTime<Utc>>,
}

/// What a stage of review said, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = application_reviews, check_for_backend(diesel::pg::Pg))]
pub struct Review {
    /// Its id.
    pub id: ApplicationReviewId,
    /// Of which application.
    pub application_id: ApplicationId,
    /// At which stage.
    pub stage: Stage,
    /// Yes or no.
    pub verdict: Verdict,
    /// Who.
    pub reviewer_id: StaffId,
    /// Why.
    pub opinion: String,
    /// When.
    pub reviewed_at: DateTime<Utc>,
}

/// Which applications to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only in this state.
    pub state: Option<Status>,
    /// Only for this.
    pub kind: Option<Kind>,
    /// Only of companies with this in their name; case does not matter.
    pub company_name: Option<String>,
    /// Only with this mobile number.
    pub mobile: Option<Mobile>,
    /// Only with this address.
    pub email: Option<Email>,
}

pub(super) fn insert(conn: &mut Conn, application: &Application) -> Result<()> {
    diesel::insert_into(applications::table).values(application).execute(conn)?;
    Ok(())
}

pub(super) fn insert_review(conn: &mut Conn, review: &Review) -> Result<()> {
    diesel::insert_into(application_reviews::table).values(review).execute(conn)?;
    Ok(())
}

pub(super) fn lock(conn: &mut Conn, id: ApplicationId) -> Result<Option<Application>> {
    let row = applications::table.find(id).select(Application::as_select());
    Ok(row.for_no_key_update().get_result(conn).optional()?)
}

pub(super) fn set_state(
    conn: &mut Conn,
    now: Now,
    id: ApplicationId,
    state: Status,
    party_id: Option<PartyId>,
) -> Result<Application> {
    let closed_at = match state {
        Status::VendorReview | Status::DistributorReview => None,
        Status::Approved | Status::Rejected | Status::Withdrawn => Some(now.instant()),
    };
    let values =
        (applications::state.eq(state), applications::party_id.eq(party_id), applications::closed_at.eq(closed_at));
    let row = diesel::update(applications::table.find(id)).set(values);
    Ok(row.returning(Application::as_returning()).get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[ApplicationId]) -> Result<Vec<Application>> {
    let found = applications::table.filter(applications::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Application::as_select()).load(conn)?)
}

pub(super) fn reviews_of(conn: &mut Conn, ids: &[ApplicationId]) -> Result<Vec<Review>> {
    let reviews = application_reviews::table.filter(application_reviews::application_id.eq_any(ids));
    Ok(reviews.order(application_reviews::id).select(Review::as_select()).load(conn)?)
}

fn filtered(vault: &Vault, visible: &str, filter: &Filter) -> applications::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = applications::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(applications::state.eq(state));
    }
    if let Some(kind) = filter.kind {
        query = query.filter(applications::kind.eq(kind));
    }
    if let Some(name) = &filter.company_name {
        let literal = name.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_");
        query = query.filter(applications::company_name.ilike(format!("%{literal}%")));
    }
    if let Some(mobile) = &filter.mobile {
        query = query.filter(applications::mobile_index.eq(profile::mobile_index(vault, mobile)));
    }
    if let Some(email) = &filter.email {
        query = query.filter(applications::email_index.eq(profile::email_index(vault, email)));
    }
    query
}

pub(super) fn page(
    conn: &mut Conn,
    vault: &Vault,
    visible: &str,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<Application>> {
    let rows = filtered(vault, visible, filter)
        .filter(sql::<Bool>(&page.within("applications.id")))
        .order(sql::<SqlUuid>(&page.sorting("applications.id")))
        .limit(page.limit())
        .select(Application::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, vault: &Vault, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(vault, visible, filter).count().get_result(conn)?)
}
