//! What customers used: charged, paid, owed, and given back.

mod bulk;
mod constraints;
mod coupons;
mod figures;
mod keys;
mod modes;
mod race;
mod refunds;
mod sight;
mod tampering;

use domain::actor::Actor;
use domain::clock::Clock;
use domain::ledger::{self, AccountKind, Between, movements};
use domain::party::{self, EdgeKind};
use schema::ids::AdjustmentId;
use schema::money::{Currency, Money};
use serde_json::{Value, json};
use tests::{Answer, App, BankFile, Line, Partner, Person};

const RECORD: &str = include_str!("../graphql/charge_record.graphql");
const REFUND: &str = include_str!("../graphql/charge_refund.graphql");

fn money(amount: &str) -> Money {
    format!("{amount} CNY").parse().unwrap()
}

fn cny(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

/// `input` with what `more` adds or replaces.
fn with(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

/// One unit of use at `price`, just now, paid from the balance.
fn used(app: &App, customer: &Partner, key: &str, price: &str) -> Value {
    json!({
        "chargeKey": key, "customerId": customer.global_id(), "occurredAt": app.clock.now().instant(),
        "serviceType": "hws.service.type.ec2", "unitPrice": cny(price), "usage": "1",
    })
}

async fn record(person: &Person<'_>, input: Value) -> Answer {
    person.query(RECORD, json!({ "input": input })).await
}

async fn refund(person: &Person<'_>, key: &str, charge: &str, amount: &str) -> Answer {
    let input = json!({ "refundKey": key, "chargeId": charge, "amount": cny(amount), "reason": "Unsubscribed" });
    person.query(REFUND, json!({ "input": input })).await
}

/// A charge of `price` that was not refused: its id.
async fn charged(person: &Person<'_>, input: Value) -> String {
    record(person, input).await.ok()["charge"]["id"].as_str().unwrap().to_owned()
}

/// `balance 50.50, arrears 1.00`: the parts of a charge that are not nothing.
fn paid(answer: &Answer) -> String {
    parts(&answer.ok()["charge"], &["coupon", "balance", "online", "partner", "arrears"])
}

/// `OWN: money 2.00, arrears 1.00`.
fn returned(answer: &Answer) -> String {
    let refund = &answer.ok()["refund"];
    format!("{}: {}", refund["destination"].as_str().unwrap(), parts(refund, &["money", "coupon", "arrears"]))
}

fn parts(of: &Value, names: &[&str]) -> String {
    let amount = |name: &&str| of[format!("{name}Amount")]["amount"].as_str().unwrap().to_owned();
    let parts = names.iter().map(|name| (name, amount(name))).filter(|(_, amount)| amount != "0.00");
    parts.map(|(name, amount)| format!("{name} {amount}")).collect::<Vec<_>>().join(", ")
}

/// What is on the accounts of a party, those with nothing on them aside: `spending 69.50`.
fn stands(app: &App, party: &Partner) -> Vec<String> {
    app.rows(&format!(
        "select kind || ' ' || balance from ledger_accounts where owner_id = '{}' and balance <> 0 order by 1",
        party.party_id().uuid()
    ))
}

/// Money that a partner paid in.
async fn paid_in(app: &App, partner: &Partner, amount: &str) {
    let reference = format!("R{}", app.count("bank_statements"));
    app.finance().await.import(&BankFile::new(&reference, [Line::from(partner, &reference, amount)])).await;
}

/// Money goes down a tier.
async fn allocated(app: &App, from: &Partner, to: &Partner, kind: AccountKind, amount: &str) {
    let (now, upper, lower, amount) = (app.clock.now(), from.party_id(), to.party_id(), money(amount));
    let posted = app.db.tx(move |conn| {
        let from = ledger::require_account(conn, upper, AccountKind::Cash, Currency::CNY)?.id;
        let to = ledger::require_account(conn, lower, kind, Currency::CNY)?.id;
        let movement = movements::allocation(AdjustmentId::new(), Between { from, to }, amount);
        ledger::post(conn, now, &Actor::system("test"), &[movement]).map(drop)
    });
    posted.await.unwrap();
}

/// The resale customer of the reseller, with money to spend.
async fn funded(app: &App, amount: &str) -> Partner {
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    paid_in(app, &reseller, amount).await;
    allocated(app, &reseller, &customer, AccountKind::Spending, amount).await;
    customer
}

/// A customer of the solution provider.
async fn of_solution_provider(app: &App, kind: EdgeKind, ending: u32) -> Partner {
    let customer = app.registered(ending).await;
    associate(app, kind, &app.channel.solution_provider, &customer).await;
    customer
}

async fn associate(app: &App, kind: EdgeKind, upper: &Partner, lower: &Partner) {
    let (now, upper, lower) = (app.clock.now(), upper.party_id(), lower.party_id());
    app.db.tx(move |conn| party::associate(conn, now, &Actor::system("test"), kind, upper, lower)).await.unwrap();
}

/// The customer leaves its partner, as if nothing had to be returned.
async fn part(app: &App, lower: &Partner) {
    let (now, lower) = (app.clock.now(), lower.party_id());
    app.db.tx(move |conn| party::part(conn, now, &Actor::system("test"), lower)).await.unwrap();
}

/// domain.md 13.1 example 1, and two of them.
#[tokio::test]
async fn a_charge_is_cut_to_cents_and_each_for_itself() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let three_hours = |key: &str| with(used(&app, &customer, key, "0.12345678"), json!({ "usage": "3" }));

    let first = record(&finance, three_hours("c1")).await;
    let second = record(&finance, three_hours("c2")).await;

    let charge = &first.ok()["charge"];
    let figures = ["official", "discount", "truncated", "payable"].map(|it| charge[it]["amount"].as_str().unwrap());
    assert_eq!(figures, ["0.37037034", "0.00000000", "0.00037034", "0.37"]);
    assert_eq!((paid(&first).as_str(), paid(&second).as_str()), ("balance 0.37", "balance 0.37"));
    assert_eq!(stands(&app, &customer), ["spending 9.26"], "0.74, not what the sum of the fees would be cut to");
    app.close().await;
}

/// domain.md 13.1 example 2, down to what the customer spends.
#[tokio::test]
async fn what_was_allocated_through_two_tiers_is_spent() {
    let app = App::start().await;
    let (distributor, reseller, customer) = (&app.channel.distributor, &app.channel.reseller, &app.channel.customer);
    paid_in(&app, distributor, "1000.00").await;
    allocated(&app, distributor, reseller, AccountKind::Cash, "300.00").await;
    allocated(&app, reseller, customer, AccountKind::Spending, "120.00").await;
    let finance = app.finance().await;

    let answer = record(&finance, used(&app, customer, "c1", "50.5")).await;

    assert_eq!(paid(&answer), "balance 50.50");
    assert_eq!(answer.ok()["charge"]["transfers"], json!([{ "kind": "CHARGE", "amount": { "amount": "50.50" } }]));
    let all = [stands(&app, distributor), stands(&app, reseller), stands(&app, customer)].concat();
    assert_eq!(all, ["cash 700.00", "cash 180.00", "spending 69.50"]);
    app.close().await;
}

#[tokio::test]
async fn what_the_balance_does_not_cover_is_owed_and_seen() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;

    let first = record(&finance, used(&app, &customer, "c1", "12.345")).await;
    let second = record(&finance, used(&app, &customer, "c2", "3.00")).await;

    assert_eq!((paid(&first).as_str(), paid(&second).as_str()), ("balance 10.00, arrears 2.34", "arrears 3.00"));
    assert_eq!(stands(&app, &customer), ["debt -5.34"]);
    for person in [app.admin_of(&customer).await, app.admin_of(&app.channel.reseller).await] {
        let debt = person.account_of(&customer, "DEBT").await.unwrap();
        assert_eq!(debt["balance"]["amount"], "-5.34");
    }
    app.close().await;
}

#[tokio::test]
async fn a_frozen_customer_is_charged_for_what_it_used() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    app.sql(&format!("update customers set frozen_at = now() where party_id = '{}'", customer.party_id().uuid()));

    let answer = record(&app.finance().await, used(&app, &customer, "c1", "4.00")).await;

    assert_eq!(paid(&answer), "balance 4.00");
    app.close().await;
}

/// What is less than a cent is recorded and moves nothing.
#[tokio::test]
async fn a_charge_of_less_than_a_cent_moves_no_money() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;

    let answer = record(&finance, used(&app, &customer, "c1", "0.00999999")).await;
    let nothing = record(&finance, with(used(&app, &customer, "c2", "5"), json!({ "discount": "5" }))).await;

    assert_eq!((paid(&answer), paid(&nothing)), (String::new(), String::new()));
    assert_eq!(answer.ok()["charge"]["truncated"]["amount"], "0.00999999");
    assert_eq!(stands(&app, &customer), ["spending 10.00"]);
    app.close().await;
}
