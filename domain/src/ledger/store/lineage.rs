//! Shares of origins: on accounts as of a moment, in transfers, and the ways along which they came.

use std::collections::HashMap;
use std::hash::Hash;

use chrono::{DateTime, Utc};
use diesel::dsl::sql;
use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Numeric, Text, Timestamptz, Uuid as SqlUuid};
use rust_decimal::Decimal;
use schema::ids::{AccountId, FundOriginId, TransferId};
use schema::money::{Currency, Money};
use schema::tables::fund_origins;
use uuid::Uuid;

use super::FundOrigin;
use crate::db::{Conn, Result};
use crate::ledger::lots::Share;
use crate::ledger::{AccountKind, Lineage, Traced, Way};

/// Shares that are told one by one.
const MOST_SHARES: i64 = 100;

/// Accounts of a way: there are four tiers, and three accounts a party on which money can be set aside in between.
const LONGEST_WAY: i64 = 12;

/// Credits of an account that are looked at one by one.
const NEAR: i64 = 1_000;

/// What is asked for, by `place`, and one of its shares; none when it has none.
#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = SqlUuid)]
    subject: Uuid,
    #[diesel(sql_type = BigInt)]
    place: i64,
    #[diesel(sql_type = Text)]
    currency: Currency,
    #[diesel(sql_type = Nullable<Numeric>)]
    total: Option<Decimal>,
    #[diesel(sql_type = Nullable<SqlUuid>)]
    origin_id: Option<Uuid>,
    #[diesel(sql_type = Nullable<Timestamptz>)]
    arrived_at: Option<DateTime<Utc>>,
    #[diesel(sql_type = Nullable<Numeric>)]
    amount: Option<Decimal>,
}

/// Which origins the money on each account was of after the last transfer until the moment, today without one; of those
/// that `visible` allows. `touched` is the account, `asked.seen_at` the moment beside.
///
/// `offset 0` keeps the planner, who does not know the moment, from reading all shares there are.
pub(in crate::ledger) fn lineages(
    conn: &mut Conn,
    visible: &str,
    asked: &[(&Traced, DateTime<Utc>)],
) -> Result<Vec<(usize, Lineage)>> {
    let since = |side: &str, sign: &str| {
        format!(
            "select share.origin_id, origin.arrived_at, {sign}share.amount from ledger_transfers moved \
             cross join lateral (select origin_id, amount from transfer_lots where transfer_id = moved.id offset 0) share \
             join fund_origins origin on origin.id = share.origin_id \
             where moved.{side}_account_id = touched.id and moved.posted_at > asked.at"
        )
    };
    let kinds: Vec<&str> = AccountKind::ALL.iter().filter(|kind| kind.keeps_lots()).map(|kind| kind.as_str()).collect();
    let rows: Vec<Row> = diesel::sql_query(format!(
        "select touched.id as subject, asked.place, touched.currency, had.total, had.origin_id, had.arrived_at, had.amount \
         from unnest($1, $2, $3) with ordinality asked (account_id, at, seen_at, place) \
         join ledger_accounts touched on touched.id = asked.account_id and touched.kind = any($4) \
         left join lateral (select origin_id, arrived_at, amount, sum(amount) over () as total, \
                row_number() over (order by arrived_at, origin_id) as place \
            from (select origin_id, arrived_at, sum(amount) as amount from ( \
                    select origin_id, arrived_at, remaining as amount from fund_lots \
                    where account_id = touched.id and remaining > 0 \
                    union all {} union all {}) changes \
                group by origin_id, arrived_at having sum(amount) > 0) lots) had on had.place <= {MOST_SHARES} \
         where {visible} order by asked.place, had.place",
        since("debit", ""),
        since("credit", "-")
    ))
    .bind::<Array<SqlUuid>, _>(asked.iter().map(|it| it.0.account_id).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(asked.iter().map(|it| it.0.at).collect::<Vec<_>>())
    .bind::<Array<Timestamptz>, _>(asked.iter().map(|it| it.1).collect::<Vec<_>>())
    .bind::<Array<Text>, _>(kinds)
    .load(conn)?;
    let found = grouped(rows, |row| usize::try_from(row.place).unwrap_or_default());
    Ok(found.into_iter().map(|(place, lineage)| (place.saturating_sub(1), lineage)).collect())
}

/// Which origins the money of each transfer was of, where it has shares and `visible` allows it for one of its accounts,
/// `touched`.
pub(in crate::ledger) fn lineages_of_transfers(
    conn: &mut Conn,
    visible: &str,
    ids: &[TransferId],
) -> Result<HashMap<TransferId, Lineage>> {
    let rows: Vec<Row> = diesel::sql_query(format!(
        "select * from (select ledger_transfers.id as subject, ledger_transfers.currency, share.origin_id, origin.arrived_at, \
                share.amount, sum(share.amount) over (partition by ledger_transfers.id) as total, \
                row_number() over (partition by ledger_transfers.id order by origin.arrived_at, origin.id) as place \
            from ledger_transfers join transfer_lots share on share.transfer_id = ledger_transfers.id \
            join fund_origins origin on origin.id = share.origin_id \
            where ledger_transfers.id = any($1) and exists (select from ledger_accounts touched where touched.id in \
                (ledger_transfers.debit_account_id, ledger_transfers.credit_account_id) and {visible})) shares \
         where place <= {MOST_SHARES} order by subject, place"
    ))
    .bind::<Array<SqlUuid>, _>(ids.to_vec())
    .load(conn)?;
    Ok(grouped(rows, |row| TransferId::from_uuid(row.subject)))
}

fn grouped<K: Eq + Hash>(rows: Vec<Row>, key: fn(&Row) -> K) -> HashMap<K, Lineage> {
    let mut found: HashMap<K, Lineage> = HashMap::new();
    for row in rows {
        let money = |amount: Decimal| Money::new(amount, row.currency).ok();
        let zero = Money::zero(row.currency);
        // What is not told one by one: the total, less every share that is.
        let lineage = found.entry(key(&row)).or_insert_with(|| {
            let rest = row.total.and_then(money).unwrap_or(zero);
            Lineage { shares: Vec::new(), rest }
        });
        let share = || {
            let (origin_id, arrived_at) = (FundOriginId::from_uuid(row.origin_id?), row.arrived_at?);
            Some(Share { origin_id, arrived_at, amount: row.amount.and_then(money)? })
        };
        if let Some(share) = share() {
            lineage.rest = lineage.rest.checked_sub(share.amount).unwrap_or(zero);
            lineage.shares.push(share);
        }
    }
    found
}

/// SQL: the last transfer that brought money of the origin of `way` to where `way` is; `kinds` says of which kinds.
///
/// It is looked for along the account's credits, newest first: it is as far back as what was credited since and is there
/// still. An origin is in far more transfers, all the charges that it paid for, so it is asked only for what is not
/// among [`NEAR`]. `offset 0` keeps the planner from another order. No way leads through the platform: what is refunded
/// had come before.
fn brought(kinds: &str) -> String {
    let is_step = format!(
        "moved.credit_account_id = way.account_id and moved.posted_at <= way.until \
         and moved.kind {kinds} ('hold_release', 'earmark_release', 'reclaim', 'unbinding') \
         and moved.debit_version is not null and moved.debit_account_id <> all (way.visited)"
    );
    format!(
        "(select near.id from (select moved.id, moved.posted_at, moved.credit_version from ledger_transfers moved \
            where {is_step} order by moved.posted_at desc, moved.credit_version desc limit {NEAR}) near \
          where exists (select from transfer_lots share where share.transfer_id = near.id and share.origin_id = way.origin_id offset 0) \
          order by near.posted_at desc, near.credit_version desc limit 1), \
         (select share.transfer_id from transfer_lots share where share.origin_id = way.origin_id \
            and exists (select from ledger_transfers moved where moved.id = share.transfer_id and {is_step} offset 0) \
          order by share.transfer_id desc limit 1)"
    )
}

/// The accounts of each way, from where the money arrived on, those that `visible` allows.
pub(in crate::ledger) fn ways(conn: &mut Conn, visible: &str, ways: &[Way]) -> Result<Vec<(usize, AccountId)>> {
    #[derive(QueryableByName)]
    struct Step {
        #[diesel(sql_type = BigInt)]
        place: i64,
        #[diesel(sql_type = SqlUuid)]
        account_id: Uuid,
    }
    let steps: Vec<Step> = diesel::sql_query(format!(
        "with recursive way as ( \
            select asked.place, 1 as depth, asked.account_id, asked.origin_id, origin.account_id as arrived_on, \
                coalesce(asked.until, 'infinity') as until, array[asked.account_id] as visited \
            from unnest($1, $2, $3) with ordinality asked (account_id, origin_id, until, place) \
            join fund_origins origin on origin.id = asked.origin_id \
            union all \
            select way.place, way.depth + 1, step.debit_account_id, way.origin_id, way.arrived_on, step.posted_at, \
                way.visited || step.debit_account_id \
            from way join ledger_transfers step on step.id = coalesce({}, {}) \
            where way.account_id <> way.arrived_on and way.depth < {LONGEST_WAY}) \
         select way.place, way.account_id from way join ledger_accounts on ledger_accounts.id = way.account_id \
         where {visible} order by way.place, way.depth desc",
        brought("not in"),
        brought("in")
    ))
    .bind::<Array<SqlUuid>, _>(ways.iter().map(|it| it.account_id).collect::<Vec<_>>())
    .bind::<Array<SqlUuid>, _>(ways.iter().map(|it| it.origin_id).collect::<Vec<_>>())
    .bind::<Array<Nullable<Timestamptz>>, _>(ways.iter().map(|it| it.until).collect::<Vec<_>>())
    .load(conn)?;
    let step = |step: Step| {
        let place = usize::try_from(step.place).ok()?.checked_sub(1)?;
        Some((place, AccountId::from_uuid(step.account_id)))
    };
    Ok(steps.into_iter().filter_map(step).collect())
}

/// Those of `ids` that `visible` allows: `arrived` is the account where it came in, `arrival` the transfer.
pub(in crate::ledger) fn origins_by_ids(
    conn: &mut Conn,
    visible: &str,
    ids: &[FundOriginId],
) -> Result<Vec<FundOrigin>> {
    let seen = format!(
        "exists (select from ledger_accounts arrived join ledger_transfers arrival on arrival.id = fund_origins.transfer_id \
         where arrived.id = fund_origins.account_id and {visible})"
    );
    let found = fund_origins::table.filter(fund_origins::id.eq_any(ids)).filter(sql::<Bool>(&seen));
    Ok(found.select(FundOrigin::as_select()).load(conn)?)
}
