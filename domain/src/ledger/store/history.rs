//! What accounts stood at, and what they did in a time.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Numeric, Text, Timestamptz, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::AccountId;
use schema::money::{Currency, Money};

use crate::db::{Conn, Result};
use crate::ledger::{Direction, Standing, Statement, TransferKind, Turnover};

/// SQL: balance and version of the account `touched` after its last transfer until `at`, that moment included. Only
/// platform accounts have snapshots, and only theirs are summed.
fn stood(at: &str) -> String {
    let last = |side: &str| {
        format!(
            "(select {side}_balance as balance, {side}_version as version from ledger_transfers \
              where {side}_account_id = touched.id and touched.balance is not null and posted_at <= {at} \
              order by posted_at desc, {side}_version desc limit 1)"
        )
    };
    let sum = |side: &str| {
        format!(
            "(select coalesce(sum(amount), 0) from ledger_transfers where {side}_account_id = touched.id \
              and touched.balance is null and posted_at >= coalesce(base.through_at, '-infinity') and posted_at <= {at})"
        )
    };
    format!(
        "select coalesce(base.balance, 0) + coalesce(left_with.balance, 0) + {} - {} as balance, \
            case when touched.balance is not null then coalesce(left_with.version, 0) end as version \
         from (select) one \
         left join lateral (select balance, version from ({} union all {}) sides order by version desc limit 1) left_with on true \
         left join lateral (select balance, through_at from ledger_snapshots \
            where account_id = touched.id and through_at <= {at} order by taken_on desc limit 1) base on true",
        sum("credit"),
        sum("debit"),
        last("debit"),
        last("credit")
    )
}

/// Which of `asked` stood at what, of those that `visible` allows; `touched` is the account, `asked.seen_at` the last of the three.
pub(in crate::ledger) fn balances_at(
    conn: &mut Conn,
    visible: &str,
    asked: &[(AccountId, DateTime<Utc>, DateTime<Utc>)],
) -> Result<Vec<(usize, Standing)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = BigInt)]
        place: i64,
        #[diesel(sql_type = Numeric)]
        balance: Decimal,
        #[diesel(sql_type = Nullable<BigInt>)]
        version: Option<i64>,
        #[diesel(sql_type = Text)]
        currency: Currency,
    }
    let rows: Vec<Row> = diesel::sql_query(format!(
        "select asked.place, stood.balance, stood.version, touched.currency \
         from unnest($1, $2, $3) with ordinality asked (account_id, at, seen_at, place) \
         join ledger_accounts touched on touched.id = asked.account_id \
         cross join lateral ({}) stood where {visible}",
        stood("asked.at")
    ))
    .bind::<Array<SqlUuid>, _>(asked.iter().map(|it| it.0).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(asked.iter().map(|it| it.1).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(asked.iter().map(|it| it.2).collect::<Vec<_>>())
    .load(conn)?;
    let standing = |row: Row| {
        let balance = Money::new(row.balance, row.currency).ok()?;
        Some((index(row.place)?, Standing { balance, version: row.version }))
    };
    Ok(rows.into_iter().filter_map(standing).collect())
}

/// A statement that is asked for.
#[derive(Debug)]
pub(in crate::ledger) struct Asked {
    pub(in crate::ledger) account_id: AccountId,
    pub(in crate::ledger) from: DateTime<Utc>,
    pub(in crate::ledger) to: DateTime<Utc>,
    /// The last moment before `from`.
    pub(in crate::ledger) before: DateTime<Utc>,
    /// The last moment before `to`.
    pub(in crate::ledger) last: DateTime<Utc>,
    /// Through the edges of which moment what it stood at in the end is seen.
    pub(in crate::ledger) last_seen_at: DateTime<Utc>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    currency: Currency,
    #[diesel(sql_type = Nullable<Numeric>)]
    opening: Option<Decimal>,
    #[diesel(sql_type = Nullable<Numeric>)]
    closing: Option<Decimal>,
    #[diesel(sql_type = Nullable<Text>)]
    kind: Option<TransferKind>,
    #[diesel(sql_type = Nullable<Text>)]
    direction: Option<Direction>,
    #[diesel(sql_type = Nullable<Numeric>)]
    amount: Option<Decimal>,
    #[diesel(sql_type = Nullable<BigInt>)]
    count: Option<i64>,
}

/// The statement of each of `asked`, in one look at the ledger, so that it adds up. Of `visible` the first is asked for
/// what the account `touched` stood at before, the second for what it stood at in the end, the last for each transfer.
pub(in crate::ledger) fn statements(
    conn: &mut Conn,
    [opening, closing, each]: [&str; 3],
    asked: &[Asked],
) -> Result<Vec<(usize, Statement)>> {
    let sum = |side: &str, direction: Direction| {
        format!(
            "select {side}.kind, '{direction}' as direction, {side}.amount, {side}.count from unnest($7::text[]) wanted (kind) \
             cross join lateral (select wanted.kind, sum(amount) as amount, count(*) as count from ledger_transfers \
                where {side}_account_id = touched.id and kind = wanted.kind \
                and posted_at >= asked.since and posted_at < asked.until and {each}) {side} where {side}.count > 0"
        )
    };
    let times = |of: fn(&Asked) -> DateTime<Utc>| asked.iter().map(of).collect::<Vec<_>>();
    let rows: Vec<Row> = diesel::sql_query(format!(
        "select asked.place, touched.currency, opening.balance as opening, closing.balance as closing, \
            turnover.kind, turnover.direction, turnover.amount, turnover.count \
         from unnest($1, $2, $3, $4, $5, $6) with ordinality asked (account_id, since, until, before, last, last_seen_at, place) \
         join ledger_accounts touched on touched.id = asked.account_id \
         left join lateral (select * from ({}) stood where {opening}) opening on true \
         left join lateral (select * from ({}) stood where {closing}) closing on true \
         left join lateral ({} union all {}) turnover on true order by asked.place",
        stood("asked.before"),
        stood("asked.last"),
        sum("credit", Direction::In),
        sum("debit", Direction::Out)
    ))
    .bind::<Array<SqlUuid>, _>(asked.iter().map(|it| it.account_id).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(times(|it| it.from))
    .bind::<Array<Timestamptz>, _>(times(|it| it.to))
    .bind::<Array<Timestamptz>, _>(times(|it| it.before))
    .bind::<Array<Timestamptz>, _>(times(|it| it.last))
    .bind::<Array<Timestamptz>, _>(times(|it| it.last_seen_at))
    .bind::<Array<Text>, _>(TransferKind::ALL.iter().map(|kind| kind.as_str()).collect::<Vec<_>>())
    .load(conn)?;
    let mut by_place: BTreeMap<usize, Vec<Row>> = BTreeMap::new();
    for row in rows {
        by_place.entry(index(row.place).unwrap_or_default()).or_default().push(row);
    }
    Ok(by_place.into_iter().filter_map(|(place, rows)| Some((place, statement(&rows)?))).collect())
}

fn statement(rows: &[Row]) -> Option<Statement> {
    let first = rows.first()?;
    let money = |amount: Decimal| Money::new(amount, first.currency).ok();
    let turnover = |row: &Row| {
        let (kind, direction) = (row.kind?, row.direction?);
        Some(Turnover { kind, direction, amount: money(row.amount?)?, count: row.count? })
    };
    let mut turnovers: Vec<Turnover> = rows.iter().filter_map(turnover).collect();
    let place = |kind| TransferKind::ALL.iter().position(|it| *it == kind);
    turnovers.sort_by_key(|it| (it.direction == Direction::Out, place(it.kind)));
    let total = |direction: Direction| {
        let sum = turnovers.iter().filter(|it| it.direction == direction).map(|it| it.amount.amount()).sum();
        money(sum)
    };
    let (credited, debited) = (total(Direction::In)?, total(Direction::Out)?);
    let (opening, closing) = (first.opening.and_then(money), first.closing.and_then(money));
    Some(Statement { opening, closing, credited, debited, turnovers })
}

/// Places count from one.
fn index(place: i64) -> Option<usize> {
    usize::try_from(place).ok()?.checked_sub(1)
}
