//! Money that comes in and goes down the tiers.

use domain::clock::Clock;
use schema::ids::JobId;
use serde_json::{Value, json};

use crate::actors::{Answer, Person};
use crate::app::App;
use crate::builders::{BankFile, Line, Partner};

const ALLOCATE: &str = include_str!("../graphql/adjustment_allocate.graphql");
const CHARGE: &str = include_str!("../graphql/charge_record.graphql");
const REFUND: &str = include_str!("../graphql/charge_refund.graphql");
const RECLAIM: &str = include_str!("../graphql/adjustment_reclaim.graphql");
const ALLOCATE_BATCH: &str = include_str!("../graphql/adjustment_allocate_batch.graphql");
const RECLAIM_BATCH: &str = include_str!("../graphql/adjustment_reclaim_batch.graphql");

/// The input of an adjustment: how much, with whom, under a key that nobody used.
#[must_use]
pub fn adjustment(party: &Partner, amount: &str) -> Value {
    json!({
        "partyId": party.global_id(), "amount": { "amount": amount, "currency": "CNY" },
        "idempotencyKey": JobId::new().to_string(),
    })
}

/// One item of a batch.
#[must_use]
pub fn item(party: &Partner, amount: &str) -> Value {
    json!({ "partyId": party.global_id(), "amount": { "amount": amount, "currency": "CNY" } })
}

/// `input` with what `more` adds or replaces.
#[must_use]
pub fn with(mut input: Value, more: &Value) -> Value {
    for (name, value) in more.as_object().expect("an object") {
        input[name] = value.clone();
    }
    input
}

impl App {
    /// Has the bank credit a partner.
    pub async fn fund(&self, partner: &Partner, amount: &str) {
        let reference = JobId::new().to_string();
        let file = BankFile::new(&reference, [Line::from(partner, &reference, amount)]);
        self.finance().await.import(&file).await;
    }

    /// Has a customer charged for one unit of a use at `amount`, now: the charge.
    pub async fn charge(&self, customer: &Partner, amount: &str) -> Value {
        let input = json!({
            "chargeKey": JobId::new().to_string(), "customerId": customer.global_id(), "serviceType": "compute",
            "unitPrice": { "amount": amount, "currency": "CNY" }, "usage": "1", "occurredAt": self.clock.now().instant(),
        });
        let charged = self.finance().await.query(CHARGE, json!({ "input": input })).await;
        charged.ok()["charge"].clone()
    }

    /// Has a customer, which has nothing to pay with, owe for a use.
    pub async fn owe(&self, customer: &Partner, amount: &str) {
        assert_eq!(self.charge(customer, amount).await["arrearsAmount"]["amount"], amount);
    }

    /// Gives back what a charge cost, or a part of it.
    pub async fn refund(&self, charge: &Value, amount: &str) {
        let input = json!({
            "refundKey": JobId::new().to_string(), "chargeId": charge["id"], "reason": "Unsubscribed",
            "amount": { "amount": amount, "currency": "CNY" },
        });
        self.finance().await.query(REFUND, json!({ "input": input })).await.ok();
    }

    /// How many deadlocks PostgreSQL has broken up in the story's database.
    #[must_use]
    pub fn deadlocks(&self) -> String {
        self.rows("select deadlocks from pg_stat_database where datname = current_database()").remove(0)
    }

    /// What every account of a party stands at that has moved: `Heron Systems Ltd cash 300.00`, sorted.
    #[must_use]
    pub fn money(&self) -> Vec<String> {
        self.rows(
            "select format('%s %s %s', party.name, account.kind, account.balance) from ledger_accounts account \
             join parties party on party.id = account.owner_id where account.version > 0 order by 1",
        )
    }

    /// Every table with the number of its rows and a digest of them: whoever wrote anything changed it.
    #[must_use]
    pub fn fingerprint(&self) -> Vec<String> {
        let tables = self.rows("select tablename from pg_tables where schemaname = 'public'");
        let digest = |table: &String| {
            format!(
                "select format('{table} %s %s', count(*), md5(string_agg(row::text, ' ' order by row::text))) from {table} row"
            )
        };
        let each: Vec<String> = tables.iter().map(digest).collect();
        self.rows(&format!("{} order by 1", each.join(" union all ")))
    }
}

impl Person<'_> {
    /// Gives a reseller or customer money.
    pub async fn allocate(&self, to: &Partner, amount: &str) -> Answer {
        self.allocate_as(adjustment(to, amount)).await
    }

    /// Takes money back.
    pub async fn reclaim(&self, from: &Partner, amount: &str) -> Answer {
        self.reclaim_as(adjustment(from, amount)).await
    }

    /// `adjustmentAllocate` with this input.
    pub async fn allocate_as(&self, input: Value) -> Answer {
        self.query(ALLOCATE, json!({ "input": input })).await
    }

    /// `adjustmentReclaim` with this input.
    pub async fn reclaim_as(&self, input: Value) -> Answer {
        self.query(RECLAIM, json!({ "input": input })).await
    }

    /// `adjustmentAllocateBatch` with this input.
    pub async fn allocate_many(&self, input: Value) -> Answer {
        self.query(ALLOCATE_BATCH, json!({ "input": input })).await
    }

    /// `adjustmentReclaimBatch` with this input.
    pub async fn reclaim_many(&self, input: Value) -> Answer {
        self.query(RECLAIM_BATCH, json!({ "input": input })).await
    }
}
