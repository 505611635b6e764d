//! The transfers of accounts, in the order in which they were posted.
//!
//! A transfer is on two accounts, and each account keeps its own order: `posted_at`, then the version it left there
//! (the id on a platform account, which has none). So a page is found twice, once on either side, each time as far as
//! the page reaches and along an index; the two are then merged. What it costs does not depend on how many there are.

use std::collections::HashMap;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Nullable, Text, Timestamptz, Uuid as SqlUuid};
use schema::ids::{AccountId, TransferId};
use uuid::Uuid;

use super::{Transfer, transfers_by_ids};
use crate::db::{Conn, Result};
use crate::ledger::{Direction, TransferFilter};
use crate::page::{Order, Page, Side, Slice};

/// One side of transfers: the columns of the account and of the version left on it.
struct Column {
    account: &'static str,
    version: &'static str,
}

const DEBIT: Column = Column { account: "debit_account_id", version: "debit_version" };
const CREDIT: Column = Column { account: "credit_account_id", version: "credit_version" };

const fn columns(direction: Option<Direction>) -> &'static [Column] {
    match direction {
        None => &[DEBIT, CREDIT],
        Some(Direction::Out) => &[DEBIT],
        Some(Direction::In) => &[CREDIT],
    }
}

/// Of the account `parent.id`, what the filter (`$2` kinds, `$3` from, `$4` to) lets through and `visible` allows.
fn matching(column: &Column, filter: &TransferFilter, visible: &str) -> String {
    // One range of the index for each kind: of a kind that is rare, no other has to be passed by.
    let kinds = filter.kinds.as_ref().map_or("", |_| "and ledger_transfers.kind = wanted.kind");
    let from = filter.from.map_or("$3::timestamptz is null", |_| "ledger_transfers.posted_at >= $3");
    let to = filter.to.map_or("$4::timestamptz is null", |_| "ledger_transfers.posted_at < $4");
    format!("ledger_transfers.{} = parent.id {kinds} and {from} and {to} and {visible}", column.account)
}

/// Each kind that is wanted, or one row for all of them.
fn wanted(filter: &TransferFilter) -> &'static str {
    filter.kinds.as_ref().map_or("(select where $2::text[] is null) wanted", |_| "unnest($2::text[]) wanted (kind)")
}

/// The place of the row with the id `cursor` among the transfers of `parent.id`; no row when it is not one of them.
fn place(alias: &str, cursor: Uuid) -> String {
    format!(
        "cross join lateral (select id, posted_at, coalesce(case when debit_account_id = parent.id then debit_version \
            else credit_version end, 0) as version from ledger_transfers \
         where id = '{cursor}'::uuid and parent.id in (debit_account_id, credit_account_id)) {alias}"
    )
}

/// The row lies on that side of the place `alias`. The first condition follows from the second; it is there for the index.
fn beyond(column: &Column, sign: &str, alias: &str) -> String {
    let version = column.version;
    format!(
        "and ledger_transfers.posted_at {sign}= {alias}.posted_at \
         and (ledger_transfers.posted_at, coalesce(ledger_transfers.{version}, 0), ledger_transfers.id) \
            {sign} ({alias}.posted_at, {alias}.version, {alias}.id)"
    )
}

#[derive(QueryableByName)]
struct Found {
    #[diesel(sql_type = SqlUuid)]
    parent: Uuid,
    #[diesel(sql_type = SqlUuid)]
    child: Uuid,
}

/// For each of `accounts`, a page of its transfers that `visible` allows; `touched` is the account.
pub(in crate::ledger) fn transfers_of(
    conn: &mut Conn,
    visible: &str,
    accounts: &[AccountId],
    filter: &TransferFilter,
    page: &Page,
) -> Result<HashMap<AccountId, Slice<Transfer>>> {
    let found: Vec<Found> = bound(statement(visible, filter, page), accounts, filter).load(conn)?;
    let ids: Vec<TransferId> = found.iter().map(|row| TransferId::from_uuid(row.child)).collect();
    let rows = transfers_by_ids(conn, "true", &ids)?;
    let rows: HashMap<Uuid, Transfer> = rows.into_iter().map(|row| (row.id.uuid(), row)).collect();
    let mut by_account: HashMap<Uuid, Vec<Transfer>> = HashMap::new();
    for Found { parent, child } in found {
        by_account.entry(parent).or_default().extend(rows.get(&child).cloned());
    }
    let slice = |account: &AccountId| page.slice(by_account.remove(&account.uuid()).unwrap_or_default());
    Ok(accounts.iter().copied().zip(accounts.iter().map(slice)).collect())
}

fn statement(visible: &str, filter: &TransferFilter, page: &Page) -> String {
    let way = match (page.order, page.side) {
        (Order::Ascending, Side::First) | (Order::Descending, Side::Last) => "asc",
        (Order::Descending, Side::First) | (Order::Ascending, Side::Last) => "desc",
    };
    let (behind, ahead) = match page.order {
        Order::Ascending => (">", "<"),
        Order::Descending => ("<", ">"),
    };
    let limit = page.limit();
    let sides = columns(filter.direction).iter().map(|column| {
        let (version, matching) = (column.version, matching(column, filter, visible));
        let after = page.after.map_or(String::new(), |_| beyond(column, behind, "after"));
        let before = page.before.map_or(String::new(), |_| beyond(column, ahead, "before"));
        format!(
            "select side.* from {} cross join lateral (select id, posted_at, {version} as version from ledger_transfers \
             where {matching} {after} {before} order by posted_at {way}, {version} {way}, id {way} limit {limit}) side",
            wanted(filter)
        )
    });
    let (sides, sorting) =
        (sides.collect::<Vec<_>>().join(" union all "), format!("posted_at {way}, version {way}, id {way}"));
    let places = [("after", page.after), ("before", page.before)];
    let places: String =
        places.iter().filter_map(|(alias, cursor)| cursor.map(|cursor| place(alias, cursor) + " ")).collect();
    format!(
        "select parent.id as parent, child.id as child from unnest($1) with ordinality parent (id, place) \
         join ledger_accounts touched on touched.id = parent.id {places} \
         cross join lateral (select id, row_number() over (order by {sorting}) as place from ({sides}) sides \
            order by {sorting} limit {limit}) child \
         order by parent.place, child.place"
    )
}

/// For each of `accounts`, how many transfers [`transfers_of`] has in all.
pub(in crate::ledger) fn count_transfers_of(
    conn: &mut Conn,
    visible: &str,
    accounts: &[AccountId],
    filter: &TransferFilter,
) -> Result<HashMap<AccountId, i64>> {
    #[derive(QueryableByName)]
    struct Counted {
        #[diesel(sql_type = SqlUuid)]
        parent: Uuid,
        #[diesel(sql_type = BigInt)]
        count: i64,
    }
    let sides = columns(filter.direction).iter().map(|column| {
        let (wanted, matching) = (wanted(filter), matching(column, filter, visible));
        format!(
            "(select coalesce(sum(side.count), 0) from {wanted} cross join lateral \
             (select count(*) as count from ledger_transfers where {matching}) side)"
        )
    });
    let sum = sides.collect::<Vec<_>>().join(" + ");
    let query = format!(
        "select parent.id as parent, ({sum})::bigint as count from unnest($1) parent (id) \
         join ledger_accounts touched on touched.id = parent.id"
    );
    let counted: Vec<Counted> = bound(query, accounts, filter).load(conn)?;
    Ok(counted.into_iter().map(|row| (AccountId::from_uuid(row.parent), row.count)).collect())
}

/// The statement with what [`matching`] names.
fn bound(statement: String, accounts: &[AccountId], filter: &TransferFilter) -> BoxedSqlQuery<'static, Pg, SqlQuery> {
    let kinds: Option<Vec<&'static str>> =
        filter.kinds.as_ref().map(|kinds| kinds.iter().map(|kind| kind.as_str()).collect());
    diesel::sql_query(statement)
        .into_boxed::<Pg>()
        .bind::<Array<SqlUuid>, _>(accounts.to_vec())
        .bind::<Nullable<Array<Text>>, _>(kinds)
        .bind::<Nullable<Timestamptz>, _>(filter.from)
        .bind::<Nullable<Timestamptz>, _>(filter.to)
}
