//! An input for each mutation that works for who may call it.

use chrono::NaiveDate;
use domain::clock::Clock;
use domain::outbox;
use schema::ids::PartyId;
use schema::jobs::VerifyBooks;
use serde_json::{Value, json};
use tests::{App, PASSWORD};

use super::viewer;

/// Jobs that `jobRetry` and `jobDiscard` need: one for each viewer who may.
const DEAD_JOBS: u32 = 4;

/// What the mutations need; what one viewer uses up is not there for the next.
pub(super) struct Supplies {
    account: String,
    holds: Vec<String>,
    jobs: Vec<String>,
    refresh_tokens: Vec<String>,
    email: String,
    taken: usize,
}

impl Supplies {
    /// Finds and makes what is needed.
    pub(super) async fn of(app: &App) -> Self {
        leave_jobs_dead(app).await;
        let reseller = &app.channel.reseller;
        let account = app.finance().await.account_of(reseller, "CASH").await.expect("an account");
        let ids = |query: &str, prefix: &str| {
            let uuids = app.rows(query).into_iter().map(|it| it.parse().unwrap());
            uuids.map(|it| PartyId::from_uuid(it).with_prefix(prefix)).collect()
        };
        let mut refresh_tokens = Vec::new();
        for _ in 0..2 * viewer::COUNT {
            refresh_tokens.push(app.sign_in(&reseller.email).await.refresh_token);
        }
        Self {
            account: account["id"].as_str().unwrap().to_owned(),
            holds: ids("select id from holds where state = 'placed'", "hld"),
            jobs: ids("select id from jobs where state = 'dead'", "job"),
            refresh_tokens,
            email: reseller.email.clone(),
            taken: 0,
        }
    }

    /// An input that works, left where it is.
    pub(super) fn peek(&self, mutation: &str) -> Value {
        let key = format!("command {}", self.taken);
        match mutation {
            "bankAccountRegister" => {
                json!({ "number": format!("CN00NEW{}", self.taken), "name": "New", "currency": "CNY", "idempotencyKey": key })
            }
            "bankUploadCreate" => json!({ "fileName": "statement.xml" }),
            "holdPlace" => hold(&self.account, &key),
            "holdRelease" => json!({ "holdId": self.holds.last(), "idempotencyKey": key }),
            "jobDiscard" | "jobRetry" => json!({ "id": self.jobs.last() }),
            "sessionCreate" => json!({ "email": self.email, "password": PASSWORD }),
            "sessionEnd" | "sessionRefresh" => json!({ "refreshToken": self.refresh_tokens.last() }),
            other => panic!("what does {other} take?"),
        }
    }

    /// An input that works, used up.
    pub(super) fn take(&mut self, mutation: &str) -> Value {
        let input = self.peek(mutation);
        self.taken += 1;
        match mutation {
            "holdRelease" => drop(self.holds.pop()),
            "jobDiscard" | "jobRetry" => drop(self.jobs.pop()),
            "sessionEnd" | "sessionRefresh" => drop(self.refresh_tokens.pop()),
            _ => {}
        }
        input
    }
}

async fn leave_jobs_dead(app: &App) {
    let enqueue = |conn: &mut domain::Conn, now| {
        let days = (1..=DEAD_JOBS).filter_map(|day| NaiveDate::from_ymd_opt(2026, 1, day));
        days.into_iter().try_for_each(|on| outbox::enqueue(conn, now, &VerifyBooks { on }))
    };
    let now = app.clock.now();
    app.db.tx(move |conn| enqueue(conn, now)).await.unwrap();
    app.sql("update jobs set state = 'dead', done_at = created_at where name = 'verify_books'");
}

/// The input of `holdPlace`.
pub(super) fn hold(account: &str, key: &str) -> Value {
    let amount = json!({ "amount": "1.00", "currency": "CNY" });
    json!({ "accountId": account, "amount": amount, "reason": "a check", "idempotencyKey": key })
}
