//! Which money pays, by how the customer stood when it used something.

use chrono::TimeDelta;
use domain::clock::Clock;
use domain::ledger::AccountKind;
use domain::party::EdgeKind;
use serde_json::{Value, json};
use tests::{App, Partner, Person};

use super::{
    allocated, associate, charged, funded, of_solution_provider, paid, paid_in, part, record, refund, stands, used,
    with,
};

/// The customer has money of its own: what it paid online was given back.
async fn with_own_money(app: &App, finance: &Person<'_>, customer: &Partner, amount: &str) {
    let online = with(used(app, customer, "own", amount), json!({ "payment": "ONLINE" }));
    let id = charged(finance, online).await;
    refund(finance, "own", &id, amount).await.ok();
}

#[tokio::test]
async fn outside_resale_a_customer_pays_online_or_from_its_own_money() {
    let app = App::start().await;
    let finance = app.finance().await;
    let advisory = app.channel.advisory_customer.clone();
    let direct = app.registered(1).await;

    let mut told = Vec::new();
    for customer in [&advisory, &direct] {
        let key = |number: u8| format!("{} {number}", &customer.global_id()[10..]);
        let online = record(&finance, with(used(&app, customer, &key(1), "10"), json!({ "payment": "ONLINE" }))).await;
        let id = online.ok()["charge"]["id"].as_str().unwrap();
        refund(&finance, &key(2), id, "6").await.ok();
        let balance = record(&finance, used(&app, customer, &key(3), "4")).await;
        let more = record(&finance, used(&app, customer, &key(4), "4")).await;
        let mode = online.ok()["charge"]["mode"].as_str().unwrap();
        told.push(format!(
            "{mode}: {} | {} | {} | {:?}",
            paid(&online),
            paid(&balance),
            paid(&more),
            stands(&app, customer)
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    ADVISORY: online 10.00 | balance 4.00 | balance 2.00, arrears 2.00 | ["debt -2.00"]
    DIRECT: online 10.00 | balance 4.00 | balance 2.00, arrears 2.00 | ["debt -2.00"]
    "#);
    app.close().await;
}

/// The partner does not see the money of its advisory customer, and never spends it.
#[tokio::test]
async fn own_money_is_not_spent_in_resale() {
    let app = App::start().await;
    let finance = app.finance().await;
    let customer = app.channel.advisory_customer.clone();
    with_own_money(&app, &finance, &customer, "10.00").await;
    app.later(TimeDelta::minutes(1));
    part(&app, &customer).await;
    associate(&app, EdgeKind::Resale, &app.channel.reseller, &customer).await;
    app.later(TimeDelta::minutes(1));
    let in_advisory = app.clock.now().minus(TimeDelta::seconds(90));

    let now = record(&finance, used(&app, &customer, "c1", "4")).await;
    let before = record(&finance, with(used(&app, &customer, "c2", "4"), json!({ "occurredAt": in_advisory }))).await;

    assert_eq!((paid(&now).as_str(), paid(&before).as_str()), ("arrears 4.00", "balance 4.00"));
    assert_eq!(stands(&app, &customer), ["debt -4.00", "own 6.00"]);
    app.close().await;
}

/// A new partner's money does not pay the bill of the one before.
#[tokio::test]
async fn a_late_charge_is_of_the_partner_of_then_and_spends_nobodys_allocations() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (customer, other) = (app.channel.customer.clone(), app.channel.other_reseller.clone());
    let then = app.clock.now().instant();
    app.later(TimeDelta::minutes(1));
    part(&app, &customer).await;
    associate(&app, EdgeKind::Resale, &other, &customer).await;
    paid_in(&app, &other, "10.00").await;
    allocated(&app, &other, &customer, AccountKind::Spending, "10.00").await;

    let late = record(&finance, with(used(&app, &customer, "c1", "4"), json!({ "occurredAt": then }))).await;
    let today = record(&finance, used(&app, &customer, "c2", "4")).await;

    assert_eq!((paid(&late).as_str(), paid(&today).as_str()), ("arrears 4.00", "balance 4.00"));
    let partners =
        app.rows("select parties.name from charges join parties on parties.id = partner_id order by charge_key");
    assert_eq!(partners, ["Heron Systems Ltd", "Mekong Data Ltd"]);
    app.close().await;
}

#[tokio::test]
async fn while_two_part_what_is_used_is_owed() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    app.sql(&format!("update edges set closing_at = now() where lower_id = '{}'", customer.party_id().uuid()));

    let answer = record(&app.finance().await, used(&app, &customer, "c1", "4")).await;

    assert_eq!(paid(&answer), "arrears 4.00");
    assert_eq!(stands(&app, &customer), ["debt -4.00", "spending 10.00"]);
    app.sql("update edges set closing_at = null");
    app.close().await;
}

/// domain.md 3.7: a solution provider for all its customers, the others for those they resell to.
#[tokio::test]
async fn a_partner_pays_for_customers_it_may_pay_for() {
    let app = App::start().await;
    let finance = app.finance().await;
    let provider = app.channel.solution_provider.clone();
    let (resale, advisory) = (
        of_solution_provider(&app, EdgeKind::Resale, 1).await,
        of_solution_provider(&app, EdgeKind::Advisory, 2).await,
    );
    paid_in(&app, &provider, "30.00").await;
    paid_in(&app, &app.channel.reseller, "5.00").await;
    let by = |payment: &str| json!({ "payment": payment });

    let mut told = Vec::new();
    for (what, customer, payment, price) in [
        ("provider's resale", &resale, "PARTNER", "10"),
        ("provider's advisory", &advisory, "PARTNER", "10"),
        ("provider's resale, more than there is", &resale, "PARTNER", "10.01"),
        ("reseller's resale", &app.channel.customer, "PARTNER", "4"),
        ("reseller's advisory", &app.channel.advisory_customer, "PARTNER", "1"),
        ("nobody's", &app.registered(3).await, "PARTNER", "1"),
        ("reseller's resale, online", &app.channel.customer, "ONLINE", "1"),
    ] {
        let answer = record(&finance, with(used(&app, customer, what, price), by(payment))).await;
        let refusals = answer.refusals();
        told.push(format!("{what}: {}", if refusals.is_empty() { paid(&answer) } else { refusals.join(", ") }));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    provider's resale: partner 10.00
    provider's advisory: partner 10.00
    provider's resale, more than there is: INSUFFICIENT_FUNDS payment
    reseller's resale: partner 4.00
    reseller's advisory: STATE_CONFLICT payment
    nobody's: STATE_CONFLICT payment
    reseller's resale, online: STATE_CONFLICT payment
    ");
    assert_eq!(
        (stands(&app, &provider), stands(&app, &app.channel.reseller)),
        (vec!["cash 10.00".to_owned()], vec!["cash 1.00".to_owned()])
    );
    assert_eq!(app.count("charges"), 3);
    app.close().await;
}

/// The cycle is the month in the time of the business: sixteen o'clock of the last day in UTC begins the next.
#[tokio::test]
async fn a_charge_belongs_to_the_month_of_the_business() {
    let app = App::start().await;
    let finance = app.finance().await;
    let customer = app.registered(1).await;

    let mut cycles = Vec::new();
    for (number, occurred_at) in
        ["2026-01-31T15:59:59.999999Z", "2026-01-31T16:00:00Z", "2025-12-31T23:30:00+08:00"].into_iter().enumerate()
    {
        let input = used(&app, &customer, &number.to_string(), "1");
        let answer = record(&finance, with(input, json!({ "occurredAt": occurred_at }))).await;
        cycles.push(answer.ok()["charge"]["cycle"].as_str().unwrap().to_owned());
    }

    assert_eq!(cycles, ["2026-01", "2026-02", "2025-12"]);
    let of = |cycle: &str| {
        let query = "query($cycle: String) { charges(filter: { cycle: $cycle }) { totalCount nodes { chargeKey } } }";
        let (finance, variables) = (&finance, json!({ "cycle": cycle }));
        async move { finance.query(query, variables).await.data()["charges"]["nodes"][0]["chargeKey"].clone() }
    };
    assert_eq!([of("2026-01").await, of("2026-02").await, of("2026-03").await], [json!("0"), json!("1"), Value::Null]);
    app.close().await;
}
