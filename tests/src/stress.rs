//! Many clients at one moment, over HTTP. What a client does not hear, or is told to try again, it sends again under
//! the same key, as a program of a partner would. Each function ends the story when a promise is broken.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use domain::party::EdgeKind;
use futures_util::{StreamExt, stream};
use serde_json::{Value, json};

use crate::actors::{Answer, Person};
use crate::app::App;
use crate::builders::Partner;

const ALLOCATE: &str = "mutation($input: AdjustmentAllocateInput!) { adjustmentAllocate(input: $input) {
    adjustment { id } replayed userErrors { code field } } }";

/// What came of it.
#[derive(Debug)]
pub struct Tally {
    /// Commands that were answered.
    pub answers: usize,
    /// How often a client was told to try again.
    pub retries: usize,
    /// How long all of it took.
    pub took: Duration,
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let rate = self.answers * 1_000 / usize::try_from(self.took.as_millis().max(1)).unwrap();
        write!(f, "{} answers in {:.1?}, {rate} a second, {} told to try again", self.answers, self.took, self.retries)
    }
}

/// One person's clients.
struct Clients<'a> {
    app: &'a App,
    person: Person<'a>,
    http: reqwest::Client,
    retries: AtomicUsize,
}

impl<'a> Clients<'a> {
    async fn of(app: &'a App, partner: &Partner) -> Self {
        let person = app.admin_of(partner).await;
        Self { app, person, http: reqwest::Client::new(), retries: AtomicUsize::new(0) }
    }

    /// Gives the customer money: `amount` under `key`.
    async fn allocate(&self, customer: &Partner, amount: &str, key: &str) -> Answer {
        let amount = json!({ "amount": amount, "currency": "CNY" });
        let input = json!({ "partyId": customer.global_id(), "amount": amount, "idempotencyKey": key });
        let body = json!({ "query": ALLOCATE, "variables": { "input": input } });
        loop {
            let request = self.http.post(format!("{}/graphql", self.app.url())).bearer_auth(&self.person.access_token);
            if let Ok(heard) = request.json(&body).send().await
                && let Ok(answer) = heard.json::<Value>().await
            {
                let answer = Answer(answer);
                if answer.error_code() != "UNAVAILABLE" {
                    return answer;
                }
            }
            self.retries.fetch_add(1, Ordering::Relaxed);
        }
    }

    fn tally(&self, answers: usize, began: Instant) -> Tally {
        Tally { answers, retries: self.retries.load(Ordering::Relaxed), took: began.elapsed() }
    }
}

/// A reseller has money for exactly 100 allocations, and `clients` at once try `attempts` of them: 100 are made.
pub async fn empty_a_wallet(app: &App, clients: usize, attempts: usize) -> Tally {
    let reseller = app.channel.reseller.clone();
    app.fund(&reseller, "100.00").await;
    let customers = app.customers(&reseller, EdgeKind::Resale, 7).await;
    let sender = Clients::of(app, &reseller).await;
    let began = Instant::now();

    let attempt = |number: usize| {
        let (sender, customer) = (&sender, &customers[number % customers.len()]);
        async move { sender.allocate(customer, "1.00", &format!("attempt-{number}")).await.refusals().join(", ") }
    };
    let outcomes: Vec<String> = stream::iter(0..attempts).map(attempt).buffer_unordered(clients).collect().await;

    let tally = sender.tally(attempts, began);
    let of = |outcome: &str| outcomes.iter().filter(|it| *it == outcome).count();
    assert_eq!((of(""), of("INSUFFICIENT_FUNDS amount")), (100, attempts - 100));
    assert_eq!(app.count("adjustments"), 100);
    let below_zero = app.count("ledger_transfers where debit_balance < 0 or credit_balance < 0");
    assert_eq!((below_zero, app.deadlocks().as_str()), (0, "0"));
    assert_eq!(app.rows("select balance from ledger_accounts where kind = 'cash' and version > 0"), ["0.00"]);
    tally
}

/// Each of `keys` commands is sent by `sends` clients at once: each is carried out once, and all are told the same. A
/// key with another input is refused, and a later repeat is answered with what was made first.
pub async fn repeat_commands(app: &App, keys: usize, sends: usize) -> Tally {
    let reseller = app.channel.reseller.clone();
    app.fund(&reseller, &format!("{keys}.00")).await;
    let customers = app.customers(&reseller, EdgeKind::Resale, 7).await;
    let sender = Clients::of(app, &reseller).await;
    let began = Instant::now();

    let mut made = BTreeSet::new();
    for number in 0..keys {
        let (key, customer) = (format!("key-{number}"), &customers[number % customers.len()]);
        let send = |_| sender.allocate(customer, "1.00", &key);
        let told: Vec<Answer> = stream::iter(0..sends).map(send).buffer_unordered(sends).collect().await;
        let first = told.iter().filter(|answer| answer.ok()["replayed"] == false).count();
        assert_eq!(first, 1, "{key} was carried out {first} times");
        let ids: BTreeSet<String> = told.iter().map(|answer| answer.ok()["adjustment"]["id"].to_string()).collect();
        assert_eq!(ids.len(), 1, "{key} was answered with {ids:?}");
        let other = sender.allocate(customer, "1.01", &key).await;
        assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"], "{key}");
        let later = sender.allocate(customer, "1.00", &key).await;
        assert_eq!(later.ok()["replayed"], true, "{key}");
        assert!(ids.contains(&later.ok()["adjustment"]["id"].to_string()), "{key}");
        made.extend(ids);
    }

    assert_eq!((made.len(), app.count("adjustments")), (keys, i64::try_from(keys).unwrap()));
    assert_eq!(app.rows("select balance from ledger_accounts where kind = 'cash' and version > 0"), ["0.00"]);
    assert_eq!(app.deadlocks(), "0");
    sender.tally(keys * (sends + 2), began)
}
