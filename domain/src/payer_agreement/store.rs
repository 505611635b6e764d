//! Rows of payer agreements.

use chrono::{DateTime, Utc};
use diesel::dsl::{exists, sql};
use diesel::prelude::*;
use diesel::sql_types::{Bool, Uuid as SqlUuid};
use schema::ids::{PartyId, PayerAgreementId, StaffId};
use schema::tables::payer_agreements;

use super::{PayerKind, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::page::{Page, Slice};

/// That somebody may pay for a partner, as stored.
#[derive(Debug, Clone, Queryable, Selectable, Insertable)]
#[diesel(table_name = payer_agreements, check_for_backend(diesel::pg::Pg))]
pub struct PayerAgreement {
    /// Its id.
    pub id: PayerAgreementId,
    /// The partner that is paid for.
    pub party_id: PartyId,
    /// Who pays, as the partner writes it.
    pub payer_name: String,
    /// Who pays, as names are compared.
    pub payer_name_normalised: String,
    /// What they are.
    pub payer_kind: PayerKind,
    /// Why they pay.
    pub reason: String,
    /// Who made it.
    pub created_by_id: StaffId,
    /// Since when it counts.
    pub effective_at: DateTime<Utc>,
    /// First instant at which it no longer counts; none: until it is voided.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was voided.
    pub voided_at: Option<DateTime<Utc>>,
    /// Who voided it.
    pub voided_by_id: Option<StaffId>,
}

/// Which agreements to list.
#[derive(Debug, Clone, Default)]
pub struct Filter {
    /// Only those that stand there now.
    pub state: Option<Status>,
    /// Only those of this partner.
    pub party_id: Option<PartyId>,
}

pub(super) fn insert(conn: &mut Conn, agreement: &PayerAgreement) -> Result<()> {
    diesel::insert_into(payer_agreements::table).values(agreement).execute(conn)?;
    Ok(())
}

pub(super) fn get(conn: &mut Conn, id: PayerAgreementId) -> Result<Option<PayerAgreement>> {
    Ok(payer_agreements::table.find(id).select(PayerAgreement::as_select()).get_result(conn).optional()?)
}

pub(super) fn lock(conn: &mut Conn, id: PayerAgreementId) -> Result<Option<PayerAgreement>> {
    let agreement = payer_agreements::table.find(id).select(PayerAgreement::as_select());
    Ok(agreement.for_no_key_update().get_result(conn).optional()?)
}

/// Whether an agreement of the partner with the payer is effective.
pub(super) fn is_open(conn: &mut Conn, now: Now, party: PartyId, payer_name_normalised: &str) -> Result<bool> {
    let open = payer_agreements::table
        .filter(payer_agreements::party_id.eq(party))
        .filter(payer_agreements::payer_name_normalised.eq(payer_name_normalised))
        .filter(sql::<Bool>(&stands(Status::Effective, now)));
    Ok(diesel::select(exists(open)).get_result(conn)?)
}

pub(super) fn set_voided(conn: &mut Conn, now: Now, id: PayerAgreementId, by: StaffId) -> Result<PayerAgreement> {
    let voided = (payer_agreements::voided_at.eq(now.instant()), payer_agreements::voided_by_id.eq(by));
    let update = diesel::update(payer_agreements::table.find(id)).set(voided);
    Ok(update.returning(PayerAgreement::as_returning()).get_result(conn)?)
}

pub(super) fn by_ids(conn: &mut Conn, visible: &str, ids: &[PayerAgreementId]) -> Result<Vec<PayerAgreement>> {
    let found = payer_agreements::table.filter(payer_agreements::id.eq_any(ids)).filter(sql::<Bool>(visible));
    Ok(found.select(PayerAgreement::as_select()).load(conn)?)
}

/// [`PayerAgreement::status`] in SQL.
fn stands(state: Status, now: Now) -> String {
    let now = now.instant().to_rfc3339();
    let is_over = format!("coalesce(payer_agreements.expires_at <= '{now}'::timestamptz, false)");
    match state {
        Status::Voided => "payer_agreements.voided_at is not null".to_owned(),
        Status::Expired => format!("payer_agreements.voided_at is null and {is_over}"),
        Status::Effective => format!("payer_agreements.voided_at is null and not {is_over}"),
    }
}

fn filtered(now: Now, visible: &str, filter: &Filter) -> payer_agreements::BoxedQuery<'static, diesel::pg::Pg> {
    let mut query = payer_agreements::table.filter(sql::<Bool>(visible)).into_boxed();
    if let Some(state) = filter.state {
        query = query.filter(sql::<Bool>(&stands(state, now)));
    }
    if let Some(party_id) = filter.party_id {
        query = query.filter(payer_agreements::party_id.eq(party_id));
    }
    query
}

pub(super) fn page(
    conn: &mut Conn,
    now: Now,
    visible: &str,
    filter: &Filter,
    page: &Page,
) -> Result<Slice<PayerAgreement>> {
    let rows = filtered(now, visible, filter)
        .filter(sql::<Bool>(&page.within("payer_agreements.id")))
        .order(sql::<SqlUuid>(&page.sorting("payer_agreements.id")))
        .limit(page.limit())
        .select(PayerAgreement::as_select())
        .load(conn)?;
    Ok(page.slice(rows))
}

pub(super) fn count(conn: &mut Conn, now: Now, visible: &str, filter: &Filter) -> Result<i64> {
    Ok(filtered(now, visible, filter).count().get_result(conn)?)
}
