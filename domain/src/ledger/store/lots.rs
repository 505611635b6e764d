//! Rows of lots, their origins, and the shares of transfers.

use chrono::{DateTime, Utc};
use diesel::dsl::{sql, sum};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Numeric, Text, Timestamptz, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{AccountId, FundLotId, FundOriginId, TransactionId, TransferId};
use schema::money::{Currency, Money};
use schema::tables::{fund_lots, fund_origins, ledger_accounts, ledger_transfers, transfer_lots};

use crate::db::{Conn, Result, condition, statement};
use crate::ledger::lots::{Book, Share};
use crate::ledger::store::Account;
use crate::ledger::{Channel, TransferKind};

/// How many lots are read at a time.
const BATCH: i64 = 100;

/// What an account has of an origin, as stored, with the origin.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = fund_lots, check_for_backend(diesel::pg::Pg))]
pub struct FundLot {
    /// Its id.
    pub id: FundLotId,
    /// The account.
    pub account_id: AccountId,
    /// What is left on the account.
    #[diesel(select_expression = (fund_lots::remaining, fund_lots::currency))]
    #[diesel(select_expression_type = (fund_lots::remaining, fund_lots::currency))]
    pub remaining: Money,
    /// What was invoiced and so cannot leave.
    #[diesel(select_expression = (fund_lots::invoiced, fund_lots::currency))]
    #[diesel(select_expression_type = (fund_lots::invoiced, fund_lots::currency))]
    pub invoiced: Money,
    /// Where it came from.
    #[diesel(embed)]
    pub origin: FundOrigin,
}

/// A credit from outside, as stored.
#[derive(Debug, Clone, Queryable, Selectable)]
#[diesel(table_name = fund_origins, check_for_backend(diesel::pg::Pg))]
pub struct FundOrigin {
    /// Its id.
    pub id: FundOriginId,
    /// The account that was credited.
    pub account_id: AccountId,
    /// The transfer that credited it.
    pub transfer_id: TransferId,
    /// By which way it came.
    pub channel: Channel,
    /// What the channel calls it.
    pub channel_reference: String,
    /// When it came.
    pub arrived_at: DateTime<Utc>,
    /// What came.
    #[diesel(select_expression = (fund_origins::amount, fund_origins::currency))]
    #[diesel(select_expression_type = (fund_origins::amount, fund_origins::currency))]
    pub amount: Money,
}

type Open = (FundOriginId, DateTime<Utc>, Decimal, Currency);

/// Open lots of the account, oldest first, at least as many as cover `amount`.
pub(in crate::ledger) fn oldest_lots(conn: &mut Conn, account: AccountId, amount: Money) -> Result<Vec<Share>> {
    let mut shares: Vec<Share> = Vec::new();
    let mut missing = amount.amount();
    loop {
        let last = shares.last().map_or("true".to_owned(), |share| {
            let (at, id) = (share.arrived_at.to_rfc3339(), share.origin_id.uuid());
            format!("(arrived_at, origin_id) > ('{at}'::timestamptz, '{id}'::uuid)")
        });
        let open: Vec<Open> = fund_lots::table
            .filter(fund_lots::account_id.eq(account))
            .filter(condition("remaining > 0"))
            .filter(condition(&last))
            .order((fund_lots::arrived_at, fund_lots::origin_id))
            .limit(BATCH)
            .select((fund_lots::origin_id, fund_lots::arrived_at, fund_lots::remaining, fund_lots::currency))
            .load(conn)?;
        let is_last = open.len() < usize::try_from(BATCH).unwrap_or_default();
        missing -= open.iter().map(|(.., remaining, _)| *remaining).sum::<Decimal>();
        shares.extend(open.into_iter().filter_map(share));
        if is_last || missing <= Decimal::ZERO {
            return Ok(shares);
        }
    }
}

/// What the account has of these origins.
pub(in crate::ledger) fn lots_of_origins(
    conn: &mut Conn,
    account: AccountId,
    origins: &[FundOriginId],
) -> Result<Vec<Share>> {
    let open: Vec<Open> = fund_lots::table
        .filter(fund_lots::account_id.eq(account).and(fund_lots::origin_id.eq_any(origins)))
        .select((fund_lots::origin_id, fund_lots::arrived_at, fund_lots::remaining, fund_lots::currency))
        .load(conn)?;
    Ok(open.into_iter().filter_map(share).collect())
}

/// What the account has of origins that credited accounts of other owners, oldest first.
pub(in crate::ledger) fn lots_from_others(conn: &mut Conn, account: &Account) -> Result<Vec<Share>> {
    let open: Vec<Open> = fund_lots::table
        .inner_join(fund_origins::table.inner_join(ledger_accounts::table))
        .filter(fund_lots::account_id.eq(account.id))
        .filter(sql::<Bool>("fund_lots.remaining > 0"))
        .filter(ledger_accounts::owner_id.ne(account.owner_id))
        .order((fund_lots::arrived_at, fund_lots::origin_id))
        .select((fund_lots::origin_id, fund_lots::arrived_at, fund_lots::remaining, fund_lots::currency))
        .load(conn)?;
    Ok(open.into_iter().filter_map(share).collect())
}

/// What the account has left of the origins that the transaction opened.
pub(in crate::ledger) fn lots_left(
    conn: &mut Conn,
    account: AccountId,
    brought_by: TransactionId,
) -> Result<Vec<Share>> {
    let open: Vec<Open> = fund_lots::table
        .inner_join(fund_origins::table.inner_join(ledger_transfers::table))
        .filter(fund_lots::account_id.eq(account).and(ledger_transfers::transaction_id.eq(brought_by)))
        .filter(sql::<Bool>("fund_lots.remaining > 0"))
        .select((fund_lots::origin_id, fund_lots::arrived_at, fund_lots::remaining, fund_lots::currency))
        .load(conn)?;
    Ok(open.into_iter().filter_map(share).collect())
}

fn share((origin_id, arrived_at, amount, currency): Open) -> Option<Share> {
    Some(Share { origin_id, arrived_at, amount: Money::new(amount, currency).ok()? })
}

/// What the transfers of `kinds` in `transactions` moved of each origin, oldest first.
pub(in crate::ledger) fn shares_of_transactions(
    conn: &mut Conn,
    transactions: &[TransactionId],
    kinds: &[TransferKind],
) -> Result<Vec<Share>> {
    let moved: Vec<(FundOriginId, DateTime<Utc>, Option<Decimal>, Currency)> = transfer_lots::table
        .inner_join(ledger_transfers::table)
        .inner_join(fund_origins::table)
        .filter(ledger_transfers::transaction_id.eq_any(transactions).and(ledger_transfers::kind.eq_any(kinds)))
        .group_by((fund_origins::id, fund_origins::arrived_at, fund_origins::currency))
        .order((fund_origins::arrived_at, fund_origins::id))
        .select((fund_origins::id, fund_origins::arrived_at, sum(transfer_lots::amount), fund_origins::currency))
        .load(conn)?;
    let shares = moved.into_iter().filter_map(|(id, at, amount, currency)| share((id, at, amount?, currency)));
    Ok(shares.collect())
}

/// Writes what a posting does to lots: origins first, then the lots that lose, then those that gain, then the shares.
pub(in crate::ledger) fn write(conn: &mut Conn, book: &Book) -> Result<()> {
    insert_origins(conn, book)?;
    change(
        conn,
        book,
        Money::is_negative,
        "update fund_lots set remaining = remaining + changed.amount \
        from unnest($, $, $, $, $, $) changed (id, account_id, origin_id, arrived_at, amount, currency) \
        where fund_lots.account_id = changed.account_id and fund_lots.origin_id = changed.origin_id",
    )?;
    change(
        conn,
        book,
        Money::is_positive,
        "insert into fund_lots (id, account_id, origin_id, arrived_at, remaining, invoiced, currency) \
        select changed.id, account_id, origin_id, arrived_at, amount, 0, currency \
        from unnest($, $, $, $, $, $) changed (id, account_id, origin_id, arrived_at, amount, currency) \
        on conflict (account_id, origin_id) do update set remaining = fund_lots.remaining + excluded.remaining",
    )?;
    if book.shares.is_empty() {
        return Ok(());
    }
    let (transfers, shares): (Vec<_>, Vec<_>) = book.shares.iter().copied().unzip();
    statement("insert into transfer_lots (transfer_id, origin_id, amount) select * from unnest($, $, $)")
        .bind::<Array<SqlUuid>, _>(transfers)
        .bind::<Array<SqlUuid>, _>(shares.iter().map(|share| share.origin_id).collect::<Vec<_>>())
        .bind::<Array<Numeric>, _>(shares.iter().map(|share| share.amount.amount()).collect::<Vec<_>>())
        .execute(conn)?;
    Ok(())
}

fn insert_origins(conn: &mut Conn, book: &Book) -> Result<()> {
    if book.origins.is_empty() {
        return Ok(());
    }
    let rows = book.origins.iter().map(|opened| {
        (
            fund_origins::id.eq(opened.id),
            fund_origins::account_id.eq(opened.account_id),
            fund_origins::transfer_id.eq(opened.transfer_id),
            fund_origins::channel.eq(opened.origin.channel),
            fund_origins::channel_reference.eq(&opened.origin.reference),
            fund_origins::arrived_at.eq(opened.origin.arrived_at),
            fund_origins::amount.eq(opened.amount.amount()),
            fund_origins::currency.eq(opened.amount.currency()),
        )
    });
    diesel::insert_into(fund_origins::table).values(rows.collect::<Vec<_>>()).execute(conn)?;
    Ok(())
}

/// Runs `sql` over the changes that `chosen` picks.
fn change(conn: &mut Conn, book: &Book, chosen: fn(Money) -> bool, sql: &'static str) -> Result<()> {
    let (mut ids, mut accounts, mut origins) = (Vec::new(), Vec::new(), Vec::new());
    let (mut arrivals, mut amounts, mut currencies) = (Vec::new(), Vec::new(), Vec::new());
    for (&(account, arrived_at, origin), amount) in book.changes.iter().filter(|(_, amount)| chosen(**amount)) {
        ids.push(FundLotId::new());
        accounts.push(account);
        origins.push(origin);
        arrivals.push(arrived_at);
        amounts.push(amount.amount());
        currencies.push(amount.currency());
    }
    if ids.is_empty() {
        return Ok(());
    }
    statement(sql)
        .bind::<Array<SqlUuid>, _>(ids)
        .bind::<Array<SqlUuid>, _>(accounts)
        .bind::<Array<SqlUuid>, _>(origins)
        .bind::<Array<Timestamptz>, _>(arrivals)
        .bind::<Array<Numeric>, _>(amounts)
        .bind::<Array<Text>, _>(currencies)
        .execute(conn)?;
    Ok(())
}

/// Up to 100 lots of each account that have something left, oldest first.
pub(in crate::ledger) fn open_lots(conn: &mut Conn, visible: &str, accounts: &[AccountId]) -> Result<Vec<FundLot>> {
    let oldest = format!(
        "fund_lots.id in (select lot.id from ledger_accounts cross join lateral (select id from fund_lots \
            where account_id = ledger_accounts.id and remaining > 0 order by arrived_at, origin_id limit 100) lot \
         where ledger_accounts.id = fund_lots.account_id and {visible})"
    );
    let lots = fund_lots::table
        .inner_join(fund_origins::table)
        .filter(fund_lots::account_id.eq_any(accounts))
        .filter(sql::<Bool>(&oldest))
        .order((fund_lots::arrived_at, fund_lots::origin_id))
        .select(FundLot::as_select());
    Ok(lots.load(conn)?)
}
