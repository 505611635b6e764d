//! Queries for deciding entries, and their decisions.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use schema::ids::{
    BankAccountId, BankEntryId, BankStatementId, BankUploadId, PayerAgreementId, RemittanceAccountId,
    RemittanceClaimId, StaffId, TransactionId,
};
use schema::tables::{bank_decisions, bank_entries, bank_statements};

use super::BankEntry;
use crate::bank::matching::{Credited, Reason, Rule};
use crate::bank::state::EntryStatus;
use crate::bank::statement::StatementKind;
use crate::clock::Now;
use crate::db::{Conn, Result};

/// A decision about an entry, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = bank_decisions, check_for_backend(diesel::pg::Pg))]
pub struct BankDecision {
    /// The entry.
    pub bank_entry_id: BankEntryId,
    /// 1 for the first, and so on.
    pub revision: i32,
    /// Where it left the entry.
    pub state: EntryStatus,
    /// Which rule held, ignored or returned it.
    pub reason: Option<Reason>,
    /// By what it was credited or taken back.
    pub rule: Option<Rule>,
    /// The exclusive account it names or was given to.
    pub remittance_account_id: Option<RemittanceAccountId>,
    /// The agreement that lets its payer pay.
    pub payer_agreement_id: Option<PayerAgreementId>,
    /// The claim that was approved for it.
    pub remittance_claim_id: Option<RemittanceClaimId>,
    /// The person who decided; none: a rule.
    pub staff_id: Option<StaffId>,
    /// Why, when a person decided.
    pub note: Option<String>,
    /// What it posted to the ledger: a credit, its correction, or a reversal.
    pub transaction_id: Option<TransactionId>,
    /// When.
    pub decided_at: DateTime<Utc>,
}

/// A decision, to be written.
#[derive(Debug, Clone)]
pub(in crate::bank) struct Decided {
    pub(in crate::bank) id: BankEntryId,
    pub(in crate::bank) state: EntryStatus,
    pub(in crate::bank) reason: Option<Reason>,
    pub(in crate::bank) rule: Option<Rule>,
    pub(in crate::bank) remittance_account_id: Option<RemittanceAccountId>,
    pub(in crate::bank) payer_agreement_id: Option<PayerAgreementId>,
    pub(in crate::bank) remittance_claim_id: Option<RemittanceClaimId>,
    pub(in crate::bank) duplicate_of_id: Option<BankEntryId>,
    pub(in crate::bank) reverses_id: Option<BankEntryId>,
    /// What the decision posted: a credit, its correction, a reversal.
    pub(in crate::bank) posted: Option<TransactionId>,
    /// What stands with the entry from now on; nothing once it was corrected.
    pub(in crate::bank) transaction_id: Option<TransactionId>,
}

impl Decided {
    /// A decision that leaves the entry in the state it is given.
    pub(in crate::bank) fn new(id: BankEntryId) -> impl Fn(EntryStatus) -> Self {
        move |state| Self {
            id,
            state,
            reason: None,
            rule: None,
            remittance_account_id: None,
            payer_agreement_id: None,
            remittance_claim_id: None,
            duplicate_of_id: None,
            reverses_id: None,
            posted: None,
            transaction_id: None,
        }
    }
}

/// Locked so that another entry may still be written down as its duplicate.
pub(in crate::bank) fn lock_entry(conn: &mut Conn, id: BankEntryId) -> Result<Option<BankEntry>> {
    Ok(bank_entries::table.find(id).select(BankEntry::as_select()).for_no_key_update().get_result(conn).optional()?)
}

/// Up to `limit` entries of the upload from `first` on that are not decided, in the order of the file.
pub(in crate::bank) fn lock_received(
    conn: &mut Conn,
    upload: BankUploadId,
    first: BankEntryId,
    limit: usize,
) -> Result<Vec<BankEntry>> {
    let statements = bank_statements::table.filter(bank_statements::bank_upload_id.eq(upload));
    let received = bank_entries::table
        .filter(bank_entries::id.ge(first).and(bank_entries::state.eq(EntryStatus::Received)))
        .filter(bank_entries::bank_statement_id.eq_any(statements.select(bank_statements::id)))
        .order(bank_entries::id)
        .limit(i64::try_from(limit).unwrap_or(i64::MAX))
        .select(BankEntry::as_select())
        .for_no_key_update();
    Ok(received.load(conn)?)
}

/// The first entry of the upload that is not decided.
pub(in crate::bank) fn first_received(conn: &mut Conn, upload: BankUploadId) -> Result<Option<BankEntryId>> {
    let statements = bank_statements::table.filter(bank_statements::bank_upload_id.eq(upload));
    let received = bank_entries::table
        .filter(bank_entries::state.eq(EntryStatus::Received))
        .filter(bank_entries::bank_statement_id.eq_any(statements.select(bank_statements::id)))
        .order(bank_entries::id)
        .select(bank_entries::id);
    Ok(received.first(conn).optional()?)
}

/// The entries that are held for `reason` and name one of the remittance accounts, locked, in the order in which they came:
/// at most `limit` behind `after`.
pub(in crate::bank) fn lock_held_for(
    conn: &mut Conn,
    remittance_accounts: &[RemittanceAccountId],
    reason: Reason,
    after: Option<BankEntryId>,
    limit: i64,
) -> Result<Vec<BankEntry>> {
    let mut held = bank_entries::table
        .filter(bank_entries::remittance_account_id.eq_any(remittance_accounts))
        .filter(bank_entries::state.eq(EntryStatus::Held).and(bank_entries::reason.eq(reason)))
        .into_boxed();
    if let Some(after) = after {
        held = held.filter(bank_entries::id.gt(after));
    }
    let ids: Vec<BankEntryId> = held.order(bank_entries::id).limit(limit).select(bank_entries::id).load(conn)?;
    let still_held = bank_entries::table
        .filter(bank_entries::id.eq_any(ids))
        .order(bank_entries::id)
        .select(BankEntry::as_select())
        .for_no_key_update();
    Ok(still_held.load(conn)?)
}

/// The bank account of each entry, ascending: what is locked before its entries are decided.
pub(in crate::bank) fn bank_accounts_of(conn: &mut Conn, entries: &[BankEntryId]) -> Result<Vec<BankAccountId>> {
    let of = bank_entries::table.filter(bank_entries::id.eq_any(entries)).select(bank_entries::bank_account_id);
    Ok(of.distinct().order(bank_entries::bank_account_id).load(conn)?)
}

/// The bank accounts of the upload's statements, ascending.
pub(in crate::bank) fn bank_accounts_of_upload(conn: &mut Conn, upload: BankUploadId) -> Result<Vec<BankAccountId>> {
    let of = bank_statements::table.filter(bank_statements::bank_upload_id.eq(upload));
    Ok(of.select(bank_statements::bank_account_id).distinct().order(bank_statements::bank_account_id).load(conn)?)
}

/// What the statements of the entries say about the account.
pub(in crate::bank) fn kinds_of(
    conn: &mut Conn,
    statements: &[BankStatementId],
) -> Result<HashMap<BankStatementId, StatementKind>> {
    let kinds = bank_statements::table.filter(bank_statements::id.eq_any(statements));
    let kinds: Vec<(BankStatementId, StatementKind)> =
        kinds.select((bank_statements::id, bank_statements::kind)).load(conn)?;
    Ok(kinds.into_iter().collect())
}

/// The booked entries of the account under one of `references` that were decided to be receipts or their reversals,
/// the first decided first. Reports of the running day have none.
pub(in crate::bank) fn earlier_receipts(
    conn: &mut Conn,
    bank_account: BankAccountId,
    references: &[&str],
) -> Result<Vec<BankEntry>> {
    let decided =
        [EntryStatus::Credited, EntryStatus::Held, EntryStatus::Returned, EntryStatus::Reversed, EntryStatus::Applied];
    let earlier = bank_entries::table
        .filter(bank_entries::bank_account_id.eq(bank_account).and(bank_entries::bank_reference.eq_any(references)))
        .filter(bank_entries::is_booked.eq(true).and(bank_entries::state.eq_any(decided)))
        .order((bank_entries::decided_at, bank_entries::id))
        .select(BankEntry::as_select());
    Ok(earlier.load(conn)?)
}

/// The payments of the booked sums under `references` that some message told apart, by the reference of the sum.
pub(in crate::bank) fn parts_of_sums(
    conn: &mut Conn,
    bank_account: BankAccountId,
    references: &[&str],
) -> Result<HashMap<String, Vec<BankEntry>>> {
    let decided = [EntryStatus::Credited, EntryStatus::Held, EntryStatus::Returned, EntryStatus::Reversed];
    let parts: Vec<BankEntry> = bank_entries::table
        .filter(bank_entries::bank_account_id.eq(bank_account).and(bank_entries::batch_reference.eq_any(references)))
        .filter(bank_entries::is_booked.eq(true).and(bank_entries::state.eq_any(decided)))
        .order(bank_entries::id)
        .select(BankEntry::as_select())
        .load(conn)?;
    let mut sums: HashMap<String, Vec<BankEntry>> = HashMap::new();
    for part in parts {
        sums.entry(part.batch_reference.clone().unwrap_or_default()).or_default().push(part);
    }
    Ok(sums)
}

/// The credits of the account that have one of these references and were not taken back.
pub(in crate::bank) fn credits_under(
    conn: &mut Conn,
    bank_account: BankAccountId,
    bank_references: &[&str],
    end_to_end_references: &[&str],
) -> Result<Vec<Credited>> {
    let is_named = bank_entries::bank_reference
        .eq_any(bank_references)
        .or(bank_entries::end_to_end_reference.eq_any(end_to_end_references));
    let credits: Vec<BankEntry> = bank_entries::table
        .filter(bank_entries::bank_account_id.eq(bank_account).and(bank_entries::state.eq(EntryStatus::Credited)))
        .filter(is_named.assume_not_null())
        .order(bank_entries::id)
        .select(BankEntry::as_select())
        .load(conn)?;
    let credited = |entry: BankEntry| Credited {
        bank_entry_id: entry.id,
        bank_reference: entry.bank_reference,
        end_to_end_reference: entry.end_to_end_reference,
        amount: entry.amount,
    };
    Ok(credits.into_iter().map(credited).collect())
}

/// Whether the receipt was credited as another entry: under its bank reference, as the sum that it is part of, or as the
/// parts that it is the sum of.
pub(in crate::bank) fn is_credited_under(conn: &mut Conn, entry: &BankEntry) -> Result<bool> {
    let of_receipt: Vec<&str> =
        [&entry.bank_reference, &entry.batch_reference].into_iter().filter_map(|it| it.as_deref()).collect();
    let is_it = bank_entries::bank_reference
        .eq_any(of_receipt)
        .or(bank_entries::batch_reference.is_not_null().and(bank_entries::batch_reference.eq(&entry.bank_reference)));
    let credited = bank_entries::table
        .filter(bank_entries::bank_account_id.eq(entry.bank_account_id).and(bank_entries::id.ne(entry.id)))
        .filter(bank_entries::state.eq_any([EntryStatus::Credited, EntryStatus::Reversed]))
        .filter(is_it.assume_not_null());
    Ok(diesel::select(diesel::dsl::exists(credited)).get_result(conn)?)
}

/// By what the entry was decided last.
pub(in crate::bank) fn rule_of(conn: &mut Conn, entry: BankEntryId) -> Result<Option<Rule>> {
    let last = bank_decisions::table
        .filter(bank_decisions::bank_entry_id.eq(entry))
        .order(bank_decisions::revision.desc())
        .select(bank_decisions::rule);
    Ok(last.first(conn).optional()?.flatten())
}

/// The last `most` decisions about each of the entries that `visible` allows, oldest first.
pub(in crate::bank) fn decisions_of(
    conn: &mut Conn,
    visible: &str,
    entries: &[BankEntryId],
    most: i32,
) -> Result<Vec<BankDecision>> {
    let decisions = bank_decisions::table
        .inner_join(bank_entries::table)
        .filter(bank_decisions::bank_entry_id.eq_any(entries).and(sql::<Bool>(visible)))
        .filter(bank_decisions::revision.gt(bank_entries::revision - most))
        .order((bank_decisions::bank_entry_id, bank_decisions::revision))
        .select(BankDecision::as_select());
    Ok(decisions.load(conn)?)
}

/// The remittance account of each entry that is credited.
pub(in crate::bank) fn accounts_credited(
    conn: &mut Conn,
    entries: &[BankEntryId],
) -> Result<Vec<(BankEntryId, RemittanceAccountId)>> {
    let credited = bank_entries::table
        .filter(bank_entries::id.eq_any(entries).and(bank_entries::state.eq(EntryStatus::Credited)))
        .select((bank_entries::id, bank_entries::remittance_account_id.assume_not_null()));
    Ok(credited.load(conn)?)
}

/// Writes decisions: with their entries, and into the list of all decisions.
///
/// - `by`, `note`: the person who decided them and why; none: a rule
pub(in crate::bank) fn decide(
    conn: &mut Conn,
    now: Now,
    decided: &[Decided],
    by: Option<StaffId>,
    note: Option<&str>,
) -> Result<()> {
    fn texts<T: AsRef<str>>(all: impl Iterator<Item = Option<T>>) -> Vec<Option<String>> {
        all.map(|text| text.map(|text| text.as_ref().to_owned())).collect()
    }
    let ids: Vec<BankEntryId> = decided.iter().map(|it| it.id).collect();
    diesel::sql_query(DECIDE)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<Text>, _>(decided.iter().map(|it| it.state.as_str()).collect::<Vec<_>>())
        .bind::<Array<Nullable<Text>>, _>(texts(decided.iter().map(|it| it.reason.map(|reason| reason.as_str()))))
        .bind::<Array<Nullable<Text>>, _>(texts(decided.iter().map(|it| it.rule.map(|rule| rule.as_str()))))
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.remittance_account_id).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.payer_agreement_id).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.remittance_claim_id).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.duplicate_of_id).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.reverses_id).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.posted).collect::<Vec<_>>())
        .bind::<Array<Nullable<SqlUuid>>, _>(decided.iter().map(|it| it.transaction_id).collect::<Vec<_>>())
        .bind::<Nullable<SqlUuid>, _>(by)
        .bind::<Nullable<Text>, _>(note)
        .bind::<Timestamptz, _>(now.instant())
        .execute(conn)?;
    Ok(())
}

/// What the last decision left the entry as goes with it, all of it into `bank_decisions`.
const DECIDE: &str = "\
    with decided as ( \
        select * from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11) it (id, state, reason, rule, \
            remittance_account_id, payer_agreement_id, remittance_claim_id, duplicate_of_id, reverses_id, posted, \
            transaction_id) \
    ), written as ( \
        update bank_entries entry set state = it.state, reason = it.reason, revision = revision + 1, \
            remittance_account_id = it.remittance_account_id, duplicate_of_id = it.duplicate_of_id, \
            reverses_id = it.reverses_id, transaction_id = it.transaction_id, decided_at = $14 \
        from decided it where entry.id = it.id \
        returning entry.id, entry.revision \
    ) \
    insert into bank_decisions (bank_entry_id, revision, state, reason, rule, remittance_account_id, \
        payer_agreement_id, remittance_claim_id, staff_id, note, transaction_id, decided_at) \
    select it.id, written.revision, it.state, it.reason, it.rule, it.remittance_account_id, it.payer_agreement_id, \
        it.remittance_claim_id, $12, $13, it.posted, $14 \
    from decided it join written on written.id = it.id";
