//! Sums for the reconciliation: what happened on which day, summed by the database.
//!
//! A receipt stands on a statement once, however many statements report it: as the entry that came first, by the closing
//! day of its statement. Which entries are one receipt is what the decisions say (`duplicate_of_id`); of what has no bank
//! reference, or is ignored and so never compared, the nth of one look in a statement is the nth of it in another.

use std::sync::LazyLock;

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::sql_types::{BigInt, Date, Nullable, Numeric, Text, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::BankAccountId;

use crate::bank::reconciliation::Kind;
use crate::db::{Conn, Result};

/// What a day adds to an item; what came before the first day is in it.
#[derive(Debug, QueryableByName)]
pub(in crate::bank) struct Change {
    #[diesel(sql_type = Date)]
    pub(in crate::bank) day: NaiveDate,
    #[diesel(sql_type = Text)]
    pub(in crate::bank) kind: Kind,
    #[diesel(sql_type = BigInt)]
    pub(in crate::bank) count: i64,
    #[diesel(sql_type = Numeric)]
    pub(in crate::bank) amount: Decimal,
}

/// What a day adds to the ledger's side.
#[derive(Debug, QueryableByName)]
pub(in crate::bank) struct Moved {
    #[diesel(sql_type = Date)]
    pub(in crate::bank) day: NaiveDate,
    #[diesel(sql_type = Numeric)]
    pub(in crate::bank) amount: Decimal,
}

/// Where the statements stand on a day.
#[derive(Debug, QueryableByName)]
pub(in crate::bank) struct Stand {
    #[diesel(sql_type = Date)]
    pub(in crate::bank) day: NaiveDate,
    /// The closing balance of the last statement.
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(in crate::bank) closing: Option<Decimal>,
    /// The opening balance of the first.
    #[diesel(sql_type = Nullable<Numeric>)]
    pub(in crate::bank) opening: Option<Decimal>,
}

/// What the entries and statements of the account add to each item, by day.
pub(in crate::bank) fn changes(
    conn: &mut Conn,
    account: BankAccountId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Change>> {
    let query = diesel::sql_query(CHANGES.as_str()).bind::<SqlUuid, _>(account);
    Ok(query.bind::<Date, _>(from).bind::<Date, _>(to).load(conn)?)
}

/// What the ledger's clearing account took in for the entries of the account, by the day the bank booked them.
pub(in crate::bank) fn moved(
    conn: &mut Conn,
    account: BankAccountId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Moved>> {
    let query = diesel::sql_query(MOVED).bind::<SqlUuid, _>(account);
    Ok(query.bind::<Date, _>(from).bind::<Date, _>(to).load(conn)?)
}

/// The balances that the statements closed by each day state, by day.
pub(in crate::bank) fn stands(
    conn: &mut Conn,
    account: BankAccountId,
    from: NaiveDate,
    to: NaiveDate,
) -> Result<Vec<Stand>> {
    let query = diesel::sql_query(STANDS).bind::<SqlUuid, _>(account);
    Ok(query.bind::<Date, _>(from).bind::<Date, _>(to).load(conn)?)
}

const MOVED: &str = "\
    select greatest(entry.booked_on, $2) as day, \
        sum(case when transfer.debit_account_id = clearing.id then transfer.amount else -transfer.amount end) as amount \
    from bank_entries entry \
    join bank_decisions decision on decision.bank_entry_id = entry.id and decision.transaction_id is not null \
    join ledger_transfers transfer on transfer.transaction_id = decision.transaction_id \
    join ledger_accounts clearing on clearing.id in (transfer.debit_account_id, transfer.credit_account_id) \
        and clearing.kind = 'bank_clearing' \
    where entry.bank_account_id = $1 and entry.booked_on <= $3 \
    group by 1";

const STANDS: &str = "\
    select day::date as day, last.closing_balance as closing, first.opening_balance as opening \
    from generate_series($2::date, $3::date, interval '1 day') day \
    left join lateral (select closing_balance from bank_statements \
        where bank_account_id = $1 and kind = 'statement' and closed_on <= day::date \
        order by closed_on desc, sequence desc nulls last, id desc limit 1) last on true \
    left join lateral (select opening_balance from bank_statements \
        where bank_account_id = $1 and kind = 'statement' and closed_on <= day::date \
        order by coalesce(opened_on, closed_on), closed_on, sequence nulls first, id limit 1) first on true \
    order by 1";

/// Every entry that stands on a statement, with the receipt that it is: a sum that is a repeat of payments which another
/// message told apart stands for each of them.
const STANDING: &str = "\
    entries as materialized ( \
        select entry.*, statement.closed_on, statement.kind as statement_kind, \
            case entry.direction when 'credit' then entry.amount else -entry.amount end as signed \
        from bank_entries entry join bank_statements statement on statement.id = entry.bank_statement_id \
        where entry.bank_account_id = $1 and entry.is_booked and statement.kind <> 'report' \
    ), standing as ( \
        select entry.id, entry.bank_statement_id, entry.closed_on, entry.signed, receipt.id as receipt_id, \
            case when entry.state = 'ignored' or (entry.duplicate_of_id is null and entry.bank_reference is null) \
                then md5(row(entry.booked_on, entry.signed, entry.is_reversal, entry.bank_reference, entry.end_to_end_reference, \
                        entry.remittance_text, entry.payer_name, row_number() over (partition by entry.bank_statement_id, \
                        entry.booked_on, entry.signed, entry.is_reversal, entry.bank_reference, entry.end_to_end_reference, \
                        entry.remittance_text, entry.payer_name order by entry.position))::text) \
                else receipt.id::text end as look \
        from entries entry join bank_entries receipt on receipt.id = coalesce(entry.duplicate_of_id, entry.id) \
        where entry.statement_kind = 'statement' and entry.closed_on <= $3 \
            and (receipt.is_batch_unclear or not entry.is_batch_unclear) \
        union all \
        select entry.id, entry.bank_statement_id, entry.closed_on, \
            case part.direction when 'credit' then part.amount else -part.amount end, part.id, part.id::text \
        from entries entry join bank_entries receipt on receipt.id = entry.duplicate_of_id \
        join bank_entries part on part.bank_account_id = entry.bank_account_id \
            and part.batch_reference = entry.bank_reference and part.is_booked and part.duplicate_of_id is null \
        where entry.statement_kind = 'statement' and entry.closed_on <= $3 \
            and entry.is_batch_unclear and not receipt.is_batch_unclear \
    ), told as ( \
        select standing.*, first_value(id) over first = id as is_first, \
            first_value(bank_statement_id) over first = bank_statement_id as is_of_first \
        from standing window first as (partition by look order by closed_on, id) \
    )";

/// What each receipt adds to which item, and from which day on. What is credited, reversed or applied is in the ledger
/// from its booking day on, and explains a difference only until, or before, it stands on a statement.
const CHANGED: &str = "\
    changed as ( \
        select told.closed_on as day, told.signed as amount, (told.is_first or told.is_of_first)::int as count, case \
            when not told.is_first and not told.is_of_first then 'gap' \
            when not told.is_first then 'repeated' \
            when receipt.state = 'received' then 'undecided' \
            when receipt.state = 'held' and receipt.is_reversal then 'reversal_held' \
            when receipt.state = 'held' then 'held' \
            when receipt.state = 'returned' then 'returned' \
            when receipt.state = 'ignored' and receipt.reason = 'debit' then 'paid_out' \
            when receipt.state = 'ignored' then 'dismissed' end as kind \
        from told join bank_entries receipt on receipt.id = told.receipt_id \
        union all \
        select told.closed_on, told.signed, 1, 'booked_later' \
        from told join entries receipt on receipt.id = told.receipt_id \
        where told.is_first and receipt.state in ('credited', 'reversed', 'applied') and receipt.booked_on > told.closed_on \
        union all \
        select receipt.booked_on, -told.signed, -1, 'booked_later' \
        from told join entries receipt on receipt.id = told.receipt_id \
        where told.is_first and receipt.state in ('credited', 'reversed', 'applied') and receipt.booked_on > told.closed_on \
        union all \
        select receipt.booked_on, -receipt.signed, 1, 'not_on_statement' \
        from entries receipt left join told on told.receipt_id = receipt.id and told.is_first \
        where receipt.state in ('credited', 'reversed', 'applied') \
            and (told.id is null or told.closed_on > receipt.booked_on) \
        union all \
        select told.closed_on, receipt.signed, -1, 'not_on_statement' \
        from entries receipt join told on told.receipt_id = receipt.id and told.is_first \
        where receipt.state in ('credited', 'reversed', 'applied') and told.closed_on > receipt.booked_on \
        union all \
        select closed_on, opening_balance - closing_balance, (not exists (select from bank_statements before \
            where before.bank_account_id = $1 and before.kind = 'statement' and before.id <> statement.id \
                and before.closing_balance = statement.opening_balance and before.closed_on <= statement.closed_on))::int, \
            'gap' \
        from bank_statements statement where bank_account_id = $1 and kind = 'statement' and closed_on <= $3 \
    )";

static CHANGES: LazyLock<String> = LazyLock::new(|| {
    format!(
        "with {STANDING}, {CHANGED} \
         select greatest(day, $2) as day, kind, sum(count)::bigint as count, sum(amount) as amount \
         from changed where day <= $3 and kind is not null group by 1, 2"
    )
});
