//! The same SQL without us.

use std::fmt::Write as _;
use std::process::Command;
use std::time::Duration;

use diesel::connection::SimpleConnection;
use tests::{Database, settings};

use crate::channel::Channel;

const SCRIPT: &str = include_str!("allocate.sql");

/// What pgbench did.
pub(crate) struct Rate {
    /// Transactions a second.
    pub(crate) rate: u64,
    /// Statements of each.
    pub(crate) statements: u64,
}

/// Runs the script for `run`, each client with a wallet of its own.
pub(crate) fn run(database: &Database, channel: &Channel, clients: usize, run: Duration) -> Rate {
    database.owner().batch_execute(&ids(channel)).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let script = folder.path().join("allocate.sql");
    std::fs::write(&script, SCRIPT).unwrap();
    let (clients, seconds) = (clients.to_string(), run.as_secs().to_string());
    let report = Command::new(settings("PGBENCH"))
        .args(["--no-vacuum", "--protocol=prepared", "--jobs=2", "--client", &clients, "--time", &seconds, "--file"])
        .arg(&script)
        .arg(database.owner_url())
        .output()
        .unwrap();
    let (out, failures) = (String::from_utf8_lossy(&report.stdout), String::from_utf8_lossy(&report.stderr));
    let rate = out.lines().find_map(|line| line.strip_prefix("tps = ")).and_then(|rest| rest.split('.').next());
    let rate = rate.and_then(|rate| rate.parse().ok()).unwrap_or_else(|| panic!("{out}{failures}"));
    let is_statement = |line: &&str| !line.starts_with("--") && !line.starts_with("\\set");
    Rate { rate, statements: SCRIPT.lines().filter(is_statement).count().try_into().unwrap() }
}

/// What the script looks up by the number of its client.
fn ids(channel: &Channel) -> String {
    let mut sql = String::from(
        "create table bench_wallets (n int primary key, partner_id uuid, cash_id uuid, staff_id uuid, session_id uuid); \
         create table bench_customers (n int, k int, party_id uuid, spending_id uuid, debt_id uuid, primary key (n, k)); ",
    );
    for (n, wallet) in channel.wallets.iter().enumerate() {
        let (partner, cash) = (wallet.partner.uuid(), wallet.cash.uuid());
        write!(
            sql,
            "insert into bench_wallets select {n}, '{partner}', '{cash}', staff.id, sessions.id \
             from staff join sessions on sessions.staff_id = staff.id where staff.party_id = '{partner}' limit 1; "
        )
        .unwrap();
        for (k, (party, spending, debt)) in wallet.accounts.iter().enumerate() {
            let (party, spending, debt) = (party.uuid(), spending.uuid(), debt.uuid());
            write!(sql, "insert into bench_customers values ({n}, {k}, '{party}', '{spending}', '{debt}'); ").unwrap();
        }
    }
    sql + "analyze"
}
