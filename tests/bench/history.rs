//! What a long history costs: the newest page of an account's transfers through GraphQL, with ten million transfers as a
//! ratio to ten thousand.
//!
//! Both ledgers are asked in turn, so that whatever the machine does besides, it does to both.

#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::print_stdout,
    reason = "a benchmark that cannot go on says where, and prints what it found"
)]

use std::time::{Duration, Instant};

use serde_json::{Value, json};
use tests::{App, Database};

/// Transfers of the two ledgers.
const FEW: u64 = 10_000;
const MANY: u64 = 10_000_000;
/// How often each is asked; the first tenth does not count.
const ASKED: usize = 2_000;
/// The most that the long history's p99 may be of the short one's, in percent.
const LIMIT_PERCENT: u128 = 130;

const NEWEST: &str = "query($id: ID!) { node(id: $id) { ... on Account {
    transfers(first: 20) { nodes { id kind amount { amount } postedAt } pageInfo { hasNextPage } } } } }";

/// A ledger with so many transfers, and somebody who looks at it.
struct Ledger {
    app: App,
    http: reqwest::Client,
    token: String,
    account: String,
}

fn main() {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let (few, many) = (Ledger::of(FEW).await, Ledger::of(MANY).await);
        let (mut short, mut long) = (Vec::new(), Vec::new());
        for _ in 0..ASKED {
            short.push(few.newest().await);
            long.push(many.newest().await);
        }
        let (short, long) = (p99(short), p99(long));
        let percent = long.as_micros() * 100 / short.as_micros().max(1);
        println!("p99 of the newest page, {MANY} transfers / {FEW} = {percent} %  (limit: at most {LIMIT_PERCENT} %)");
        println!("  {long:?} against {short:?}");
        println!("  {}", if percent <= LIMIT_PERCENT { "within the limit" } else { "ABOVE THE LIMIT" });
    });
}

impl Ledger {
    async fn of(transfers: u64) -> Self {
        let app = App::live(Database::clone_template()).await;
        app.sql(&history(transfers));
        let partner = app.channel.solution_provider.clone();
        let (token, account) = {
            let person = app.admin_of(&partner).await;
            let account = person.account_of(&partner, "CASH").await.unwrap()["id"].as_str().unwrap().to_owned();
            (person.access_token.clone(), account)
        };
        Self { http: reqwest::Client::new(), token, account, app }
    }

    async fn newest(&self) -> Duration {
        let body = json!({ "query": NEWEST, "variables": { "id": self.account } });
        let request = self.http.post(format!("{}/graphql", self.app.url())).bearer_auth(&self.token).json(&body);
        let began = Instant::now();
        let answer: Value = request.send().await.unwrap().json().await.unwrap();
        let took = began.elapsed();
        assert_eq!(answer["data"]["node"]["transfers"]["nodes"].as_array().map(Vec::len), Some(20), "{answer}");
        took
    }
}

/// Transfers between a partner's cash and held accounts, as many this way as that.
fn history(transfers: u64) -> String {
    format!(
        "set session_replication_role = replica; \
         create temporary table ends as select cash.id as cash, held.id as held from ledger_accounts cash \
            join ledger_accounts held on held.owner_id = cash.owner_id and held.kind = 'held' \
            join parties on parties.id = cash.owner_id where cash.kind = 'cash' and parties.kind = 'solution_provider'; \
         insert into ledger_transfers (id, transaction_id, debit_account_id, credit_account_id, amount, currency, kind, key, \
            debit_version, debit_balance, credit_version, credit_balance, posted_at) \
         select id, id, case when n % 2 = 0 then held else cash end, case when n % 2 = 0 then cash else held end, 1, 'CNY', \
            case when n % 2 = 0 then 'hold_release' else 'hold' end, 'history:' || n, n, 1000000, n, 1000000, \
            now() - interval '1 day' + n * interval '1 millisecond' \
         from ends cross join generate_series(1, {transfers}) n \
         cross join lateral (select ('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id) ids; \
         set session_replication_role = origin; analyze"
    )
}

fn p99(mut times: Vec<Duration>) -> Duration {
    let mut times = times.split_off(ASKED / 10);
    times.sort_unstable();
    times[times.len() * 99 / 100]
}
