//! How fast money moves: ledger postings, as a ratio to `pgbench` running the same SQL.
//!
//! One posting locks two owner accounts, writes a transaction and a transfer, and
//! sets two balances: the size of an allocation. Both sides run it with the same
//! number of clients against the same accounts of the same server, one after the
//! other. What is measured is our share: pool, thread, query building, decoding.

#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on says where, and prints what it found"
)]

use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use diesel::connection::SimpleConnection;
use domain::actor::Actor;
use domain::clock::{Clock, SystemClock};
use domain::db::Db;
use domain::ledger::{self, movements};
use rust_decimal::Decimal;
use schema::ids::{AccountId, HoldId};
use schema::money::{Currency, Money};
use tests::{Database, settings};
use uuid::Uuid;

/// Pairs of accounts; few enough that clients meet, as they do on a distributor's account.
const PAIRS: u64 = 256;
/// Clients of either side.
const CLIENTS: u32 = 8;
/// How long each side runs.
const RUN: Duration = Duration::from_secs(15);
/// The least share of pgbench's rate that design.md 9 allows, in percent.
const LIMIT_PERCENT: u64 = 60;

fn main() {
    let database = Database::clone_template();
    database.owner().batch_execute(&accounts()).unwrap();
    let theirs = pgbench(&database);
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    let ours = runtime.block_on(postings(&database));
    let percent = ours * 100 / theirs.max(1);
    println!("ledger postings / pgbench of the same SQL = {percent} %  (limit: at least {LIMIT_PERCENT} %)");
    println!("  {ours} postings/s against {theirs} transactions/s, {CLIENTS} clients, {PAIRS} pairs of accounts");
    let verdict = if percent >= LIMIT_PERCENT { "within the limit" } else { "BELOW THE LIMIT" };
    println!("  {verdict}");
}

/// The accounts: the n-th pair has ids that pgbench can compute.
fn accounts() -> String {
    format!(
        "insert into parties (id, kind, name, locale, created_at) \
            select lpad(n::text, 32, '0')::uuid, 'merchant', 'Bench ' || n, 'en', now() from generate_series(1, {PAIRS}) n; \
         insert into ledger_accounts (id, owner_id, kind, currency, balance, version, created_at) \
            select lpad((2 * n)::text, 32, '0')::uuid, lpad(n::text, 32, '0')::uuid, 'cash', 'CNY', 1000000000, 0, now() from generate_series(1, {PAIRS}) n; \
         insert into ledger_accounts (id, owner_id, kind, currency, balance, version, created_at) \
            select lpad((2 * n + 1)::text, 32, '0')::uuid, lpad(n::text, 32, '0')::uuid, 'held', 'CNY', 0, 0, now() from generate_series(1, {PAIRS}) n; \
         analyze;"
    )
}

/// The SQL of one posting, as `ledger::post` sends it.
const SCRIPT: &str = "\
\\set n random(1, 256)
begin;
select c.balance - 0.01 as cash_balance, c.version + 1 as cash_version, h.balance + 0.01 as held_balance, h.version + 1 as held_version, \
gen_random_uuid() as txn from ledger_accounts c join ledger_accounts h on h.id = lpad((2 * :n + 1)::text, 32, '0')::uuid \
where c.id = lpad((2 * :n)::text, 32, '0')::uuid for no key update of c, h \\gset
insert into ledger_transactions (id, actor, posted_at) values (:txn::uuid, 'bench', now());
insert into ledger_transfers (id, transaction_id, debit_account_id, credit_account_id, amount, currency, kind, key, \
debit_version, debit_balance, credit_version, credit_balance, posted_at) values (gen_random_uuid(), :txn::uuid, \
lpad((2 * :n)::text, 32, '0')::uuid, lpad((2 * :n + 1)::text, 32, '0')::uuid, 0.01, 'CNY', 'hold', 'hold-' || :txn::text || '-place', \
:cash_version, :cash_balance, :held_version, :held_balance, now());
update ledger_accounts set balance = left_with.balance, version = left_with.version \
from (values (lpad((2 * :n)::text, 32, '0')::uuid, :cash_balance::numeric, :cash_version::bigint), \
(lpad((2 * :n + 1)::text, 32, '0')::uuid, :held_balance::numeric, :held_version::bigint)) left_with (id, balance, version) \
where ledger_accounts.id = left_with.id;
commit;
";

/// Transactions a second of pgbench.
fn pgbench(database: &Database) -> u64 {
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("posting.sql");
    std::fs::write(&script, SCRIPT).unwrap();
    let seconds = RUN.as_secs().to_string();
    let clients = CLIENTS.to_string();
    let run = Command::new(settings("PGBENCH"))
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", &clients, "--time", &seconds, "--file"])
        .arg(&script)
        .arg(database.owner_url())
        .output()
        .unwrap();
    let report = String::from_utf8_lossy(&run.stdout);
    let rate = report.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split('.').next());
    rate.and_then(|rate| rate.parse().ok())
        .unwrap_or_else(|| panic!("{report}{}", String::from_utf8_lossy(&run.stderr)))
}

/// Postings a second of ours.
async fn postings(database: &Database) -> u64 {
    let db = Db::new(&database.url(), CLIENTS);
    let done = Arc::new(AtomicU64::new(0));
    let began = Instant::now();
    let clients = (0..CLIENTS).map(|_| tokio::spawn(client(db.clone(), Arc::clone(&done), began + RUN)));
    for client in clients.collect::<Vec<_>>() {
        client.await.unwrap();
    }
    done.load(Ordering::Relaxed) * 1_000 / u64::try_from(began.elapsed().as_millis()).unwrap()
}

async fn client(db: Db, done: Arc<AtomicU64>, until: Instant) {
    let amount = Money::new(Decimal::new(1, 2), Currency::CNY).unwrap();
    while Instant::now() < until {
        let hold = HoldId::new();
        let [.., high, low] = *hold.uuid().as_bytes();
        let pair = u64::from(u16::from_be_bytes([high, low])) % PAIRS + 1;
        let (cash, held) = (account(2 * pair), account(2 * pair + 1));
        db.tx(move |conn| {
            let movement = movements::hold(hold, cash, held, amount);
            ledger::post(conn, SystemClock.now(), &Actor::system("bench"), &[movement])
        })
        .await
        .unwrap();
        done.fetch_add(1, Ordering::Relaxed);
    }
}

fn account(number: u64) -> AccountId {
    AccountId::from_uuid(Uuid::parse_str(&format!("{number:0>32}")).unwrap())
}
