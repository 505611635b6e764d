//! Rows of mails, and what they say.

use chrono::NaiveDate;
use diesel::prelude::*;
use rust_decimal::Decimal;
use schema::ids::{BankEntryId, MailId, StaffId};
use schema::money::{Currency, Money};
use schema::tables::{bank_entries, ledger_transfers, mails, parties, remittance_accounts, staff};
use serde_json::Value;

use super::{Recipient, RemittanceCredited, Status};
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

type CreditedRow = (String, Decimal, Currency, Option<Decimal>, Option<String>, Option<String>, String, NaiveDate);

pub(super) fn remittance_credited(conn: &mut Conn, id: BankEntryId) -> Result<Option<RemittanceCredited>> {
    let row: Option<CreditedRow> = bank_entries::table
        .inner_join(remittance_accounts::table.inner_join(parties::table))
        .inner_join(
            ledger_transfers::table.on(ledger_transfers::transaction_id.nullable().eq(bank_entries::transaction_id)),
        )
        .filter(bank_entries::id.eq(id))
        .select((
            parties::name,
            bank_entries::amount,
            bank_entries::currency,
            ledger_transfers::credit_balance,
            bank_entries::payer_name,
            bank_entries::bank_reference,
            remittance_accounts::number,
            bank_entries::booked_on,
        ))
        .get_result(conn)
        .optional()?;
    Ok(row.and_then(
        |(partner_name, amount, currency, balance, payer_name, bank_reference, remittance_number, booked_on)| {
            Some(RemittanceCredited {
                partner_name,
                amount: Money::new(amount, currency).ok()?,
                balance: Money::new(balance?, currency).ok()?,
                payer_name: payer_name.unwrap_or_default(),
                bank_reference: bank_reference.unwrap_or_default(),
                remittance_number,
                booked_on,
            })
        },
    ))
}
