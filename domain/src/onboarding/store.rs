//! Rows of onboardings, and of the customers they bring.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{InvitationId, OnboardingId, PartyId, ReportId, StaffId};
use schema::tables::{applications, customers, onboardings};

use super::{Failure, Filter, Source, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::invitation::Mode;
use crate::page::{Page, Slice};

/// A customer's way to a partner, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = onboardings, check_for_backend(diesel::pg::Pg))]
pub struct Onboarding {
    /// Its id.
    pub id: OnboardingId,
    /// Who comes.
    pub customer_id: PartyId,
    /// To whom.
    pub partner_id: PartyId,
    /// To which kind of association.
    pub association_kind: Mode,
    /// By which way.
    pub source: Source,
    /// Where it stands.
    pub state: Status,
    /// What stood against it.
    pub failure: Option<Failure>,
    /// The invitation that was accepted.
    pub invitation_id: Option<InvitationId>,
    /// The report it fulfils.
    pub report_id: Option<ReportId>,
    /// Who invited or registered the customer.
    pub inviter_id: Option<StaffId>,
    /// When it began.
    pub created_at: DateTime<Utc>,
    /// When it was done or failed.
    pub ended_at: Option<DateTime<Utc>>,
}

/// What a partner's platform says of its customer.
pub(super) struct Platform<'a> {
    pub(super) user: Option<&'a str>,
    pub(super) name: Option<&'a str>,
    pub(super) closed_market_messages: bool,
}

pub(super) fn insert(conn: &mut Conn, onboarding: &Onboarding) -> Result<()> {
    diesel::insert_into(onboardings::table).values(onboarding).execute(conn)?;
    Ok(())
}

pub(super) fn lock(conn: &mut Conn, id: OnboardingId) -> Result<Option<Onboarding>> {
    let row = onboardings::table.find(id).select(Onboarding::as_select()).for_no_key_update();
    Ok(row.get_result(conn).optional()?)
}

pub(super) fn set_ended(
    conn: &mut Conn,
    now: Now,
    id: OnboardingId,
    status: Status,
    failure: Option<Failure>,
) -> Result<Onboarding> {
    let row =
        (onboardings::state.eq(status), onboardings::failure.eq(failure), onboardings::ended_at.eq(now.instant()));
    let ended = diesel::update(onboardings::table.find(id)).set(row).returning(Onboarding::as_returning());
    Ok(ended.get_result(conn)?)
}

/// Whether another partner registered the customer and its association is not made yet.
pub(super) fn is_on_its_way_to_another(conn: &mut Conn, customer: PartyId, partner: PartyId) -> Result<bool> {
    let pending = onboardings::table
        .filter(onboardings::customer_id.eq(customer).and(onboardings::state.eq(Status::Pending)))
        .filter(onboardings::partner_id.ne(partner));
    Ok(select(exists(pending)).get_result(conn)?)
}

/// Whether an application to become a partner is open that the customer made, or somebody with its number or address.
pub(super) fn applies_as_partner(conn: &mut Conn, customer: PartyId, mobile: &[u8], email: &[u8]) -> Result<bool> {
    let is_theirs = applications::party_id
        .is_not_distinct_from(customer)
        .or(applications::mobile_index.is_not_distinct_from(mobile))
        .or(applications::email_index.is_not_distinct_from(email));
    let open = applications::table.filter(applications::closed_at.is_null()).filter(is_theirs);
    Ok(select(exists(open)).get_result(conn)?)
}

pub(super) fn set_platform(conn: &mut Conn, customer: PartyId, platform: &Platform<'_>) -> Result<()> {
    let row = (
        customers::platform_user.eq(platform.user),
        customers::platform_name.eq(platform.name),
        customers::closed_market_messages.eq(platform.closed_market_messages),
    );
    diesel::update(customers::table.find(customer)).set(row).execute(conn)?;
    Ok(())
}

fn filtered(visible: &str, filter: &Filter) -> onboardings::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = onboardings::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(onboardings::state.eq(state));
    }
    if let Some(partner_id) = filter.partner_id {
        query = query.filter(onboardings::partner_id.eq(partner_id));
    }
    if let Some(customer_id) = filter.customer_id {
        query = query.filter(onboardings::customer_id.eq(customer_id));
    }
    query
}

pub(super) fn page(conn: &mut Conn, visible: &str, filter: &Filter, page: &Page) -> Result<Slice<Onboarding>> {
    let rows = filtered(visible, filter)
        .filter(sql::<Bool>(&page.within("onboardings.id")))
        .order(sql::<SqlUuid>(&page.sorting("onboardings.id")))
        .limit(page.limit())
        .select(Onboarding::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(visible, filter).count().get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[OnboardingId]) -> Result<Vec<Onboarding>> {
    let found = onboardings::table.filter(onboardings::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(Onboarding::as_select()).load(conn)?)
}
