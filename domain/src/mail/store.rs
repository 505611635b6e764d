//! Rows of mails.

use diesel::prelude::*;
use schema::ids::{MailId, StaffId};
use schema::tables::{mails, staff};
use serde_json::Value;

use super::{Recipient, Status};
use crate::clock::Now;
use crate::db::{Conn, Result};
use crate::party::Locale;

/// Mails written by one statement.
const ROWS_AT_ONCE: usize = 1_000;

/// A mail that was taken.
#[derive(Queryable)]
pub(super) struct Claimed {
    pub(super) notice: Value,
    pub(super) staff: Option<Addressee>,
}

/// The person it is for.
#[derive(Queryable)]
pub(super) struct Addressee {
    name: String,
    email: String,
    locale: Locale,
    pub(super) is_suspended: bool,
}

impl Addressee {
    pub(super) fn recipient(self) -> Recipient {
        Recipient { name: self.name, email: self.email, locale: self.locale }
    }
}

/// Inserts a mail and returns its id; none when the person has that notice already.
pub(super) fn insert(conn: &mut Conn, now: Now, to: Option<StaffId>, notice: &Value) -> Result<Option<MailId>> {
    let row = (
        mails::id.eq(MailId::new()),
        mails::staff_id.eq(to),
        mails::notice.eq(notice),
        mails::state.eq(Status::Queued),
        mails::created_at.eq(now.instant()),
    );
    let inserted = diesel::insert_into(mails::table).values(row).on_conflict_do_nothing().returning(mails::id);
    Ok(inserted.get_result(conn).optional()?)
}

/// Inserts mails and returns the ids of those that are new.
pub(super) fn insert_all(conn: &mut Conn, now: Now, new_mails: &[(Option<StaffId>, Value)]) -> Result<Vec<MailId>> {
    let mut new = Vec::with_capacity(new_mails.len());
    for chunk in new_mails.chunks(ROWS_AT_ONCE) {
        let rows = chunk.iter().map(|(to, notice)| {
            (
                mails::id.eq(MailId::new()),
                mails::staff_id.eq(*to),
                mails::notice.eq(notice),
                mails::state.eq(Status::Queued),
                mails::created_at.eq(now.instant()),
            )
        });
        let inserted = diesel::insert_into(mails::table).values(rows.collect::<Vec<_>>()).on_conflict_do_nothing();
        new.extend(inserted.returning(mails::id).load::<MailId>(conn)?);
    }
    Ok(new)
}

pub(super) fn claim(conn: &mut Conn, now: Now, id: MailId) -> Result<Option<Claimed>> {
    let unsent = mails::table.filter(mails::id.eq(id).and(mails::state.eq_any([Status::Queued, Status::Sending])));
    let claimed = diesel::update(unsent)
        .set((mails::state.eq(Status::Sending), mails::claimed_at.eq(now.instant())))
        .execute(conn)?;
    if claimed == 0 {
        return Ok(None);
    }
    let is_away = staff::suspended_at.is_not_null().or(staff::removed_at.is_not_null());
    let addressee = (staff::name, staff::email, staff::locale, is_away).nullable();
    let mail = mails::table.left_join(staff::table).filter(mails::id.eq(id)).select((mails::notice, addressee));
    Ok(mail.get_result(conn).optional()?)
}

pub(super) fn set_dropped(conn: &mut Conn, id: MailId) -> Result<()> {
    diesel::update(mails::table.find(id)).set(mails::state.eq(Status::Dropped)).execute(conn)?;
    Ok(())
}

pub(super) fn set_sent(conn: &mut Conn, now: Now, id: MailId) -> Result<()> {
    let sending = mails::table.filter(mails::id.eq(id).and(mails::state.eq(Status::Sending)));
    diesel::update(sending).set((mails::state.eq(Status::Sent), mails::sent_at.eq(now.instant()))).execute(conn)?;
    Ok(())
}
