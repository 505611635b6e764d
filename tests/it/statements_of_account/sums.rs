//! Opening, and what came, less what went, is closing.

use chrono::{DateTime, TimeDelta, Utc};
use domain::clock::Clock;
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use rust_decimal::Decimal;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Partner};

use super::{STATEMENT, statement, text, told};

#[tokio::test]
async fn a_statement_says_what_was_there_what_came_and_went_and_what_is_left() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller, customer) = (&channel.distributor, &channel.reseller, &channel.customer);
    app.wire(distributor, "R1", "1000.00", 9).await;
    app.give(distributor, reseller, "300.00").await;
    app.later(TimeDelta::hours(1));
    let from = app.clock.now().instant();
    app.give(reseller, customer, "120.00").await;
    app.give(distributor, reseller, "30.00").await;
    app.later(TimeDelta::hours(1));
    app.give(reseller, customer, "20.00").await;
    app.take_back(customer, reseller, "69.50").await;
    app.later(TimeDelta::hours(1));
    let to = app.clock.now().instant();
    app.take_back(reseller, distributor, "10.00").await;
    let finance = app.finance().await;

    let mut seen = Vec::new();
    for party in [distributor, reseller, customer] {
        let name = party.name.split(' ').next().unwrap();
        seen.push(format!("{name} {}", told(&statement(&app, &finance, party, from, to).await)));
    }
    let idle = statement(&app, &finance, &channel.other_reseller, from, to).await;

    insta::assert_snapshot!(seen.join("\n"), @"
    长江云分销有限公司 700.00 + 0.00 - 30.00 = 670.00
      OUT ALLOCATION 30.00 in 1
      1: 30.00
    Heron 300.00 + 99.50 - 140.00 = 259.50
      IN ALLOCATION 30.00 in 1
      IN RECLAIM 69.50 in 1
      OUT ALLOCATION 140.00 in 2
      4: 69.50, 20.00, 30.00, 120.00
    Lantern 0.00 + 140.00 - 69.50 = 70.50
      IN ALLOCATION 140.00 in 2
      OUT RECLAIM 69.50 in 1
      3: 69.50, 20.00, 120.00
    ");
    assert_eq!(told(&idle), "0.00 + 0.00 - 0.00 = 0.00\n  0: ");
    assert_eq!((&idle["from"], &idle["to"]), (&json!(text(from)), &json!(text(to))));
    app.close().await;
}

/// One step of a story: seconds later, this much goes this way.
#[derive(Debug, Clone)]
struct Step {
    seconds: i64,
    way: usize,
    cents: i64,
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = (0..4_i64, 0..4_usize, 1..20_000_i64).prop_map(|(seconds, way, cents)| Step { seconds, way, cents });
    proptest::collection::vec(step, 30..40)
}

/// Whatever moved when, every statement of every account adds up and begins where the one before it ended.
#[tokio::test]
async fn every_statement_adds_up_and_goes_on_from_the_one_before() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller, customer) = (&channel.distributor, &channel.reseller, &channel.customer);
    app.finance().await.import(&BankFile::new("S1", [Line::from(distributor, "R1", "1000.00")])).await;
    let ways = [(distributor, reseller), (reseller, customer), (customer, reseller), (reseller, distributor)];
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let story = steps().new_tree(&mut runner).unwrap().current();
    let begun = app.clock.now().instant();
    // What each account stands at, after each transfer, in cents.
    let mut balances = [100_000_i64, 0, 0];
    let place =
        |party: &Partner| [distributor, reseller, customer].iter().position(|it| it.name == party.name).unwrap();
    let mut history = vec![(begun, balances)];
    for step in &story {
        app.later(TimeDelta::seconds(step.seconds));
        let (from, to) = ways[step.way];
        let cents = step.cents.min(balances[place(from)]);
        if cents > 0 {
            let amount = Decimal::new(cents, 2).to_string();
            if step.way < 2 {
                app.give(from, to, &amount).await
            } else {
                app.take_back(from, to, &amount).await
            }
            balances[place(from)] -= cents;
            balances[place(to)] += cents;
            history.push((app.clock.now().instant(), balances));
        }
    }
    let finance = app.finance().await;

    let last = (app.clock.now().instant() - begun).num_seconds();
    let cuts: Vec<DateTime<Utc>> =
        (-1..=last + 1).step_by(7).map(|second| begun + TimeDelta::seconds(second)).collect();
    let stood = |at: DateTime<Utc>, of: usize| {
        let last = history.iter().rev().find(|(posted_at, _)| *posted_at < at);
        Decimal::new(last.map_or(0, |(_, balances)| balances[of]), 2)
    };
    let mut checked = 0;
    for party in [distributor, reseller, customer] {
        for (&from, &to) in cuts.iter().zip(&cuts[1..]) {
            let told = statement(&app, &finance, party, from, to).await;
            let amount = |name: &str| told[name]["amount"].as_str().unwrap().parse::<Decimal>().unwrap();
            let [opening, closing] = ["openingBalance", "closingBalance"].map(amount);
            assert_eq!(opening + amount("credited") - amount("debited"), closing, "{told}");
            assert_eq!((opening, closing), (stood(from, place(party)), stood(to, place(party))), "{told}");
            assert_eq!(counted(&told["turnovers"]), told["transfers"]["totalCount"].as_i64().unwrap(), "{told}");
            checked += 1;
        }
    }
    assert!(checked >= 12, "{checked} statements");
    app.close().await;
}

fn counted(turnovers: &Value) -> i64 {
    turnovers.as_array().unwrap().iter().map(|it| it["count"].as_i64().unwrap()).sum()
}

/// Each refusal names its argument.
#[tokio::test]
async fn a_statement_of_no_time_or_of_more_than_a_year_is_refused() {
    let app = App::start().await;
    let finance = app.finance().await;
    let id = app.purse(&app.channel.reseller).await.to_string();
    let of = async |from: &str, to: &str| {
        let answer = finance.query(STATEMENT, json!({ "id": id, "from": from, "to": to })).await;
        let error = &answer.0["errors"][0];
        format!("{} {}", error["extensions"]["code"].as_str().unwrap_or("-"), error["message"].as_str().unwrap_or("-"))
    };

    let mut told = Vec::new();
    for (from, to) in [
        ("2026-03-02T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2026-03-01T00:00:00Z", "2026-03-01T00:00:00Z"),
        ("2025-01-01T00:00:00Z", "2026-01-02T00:00:00.000001Z"),
        ("2025-01-01T00:00:00Z", "2026-01-02T00:00:00Z"),
        ("0000-01-01T00:00:00Z", "0000-02-01T00:00:00Z"),
        ("9999-12-01T00:00:00Z", "9999-12-31T23:59:59Z"),
        ("yesterday", "2026-01-02T00:00:00Z"),
    ] {
        told.push(format!("{from} to {to}: {}", of(from, to).await));
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    2026-03-02T00:00:00Z to 2026-03-01T00:00:00Z: INVALID_INPUT `from` must be before `to`
    2026-03-01T00:00:00Z to 2026-03-01T00:00:00Z: INVALID_INPUT `from` must be before `to`
    2025-01-01T00:00:00Z to 2026-01-02T00:00:00.000001Z: INVALID_INPUT `to` must be at most 366 days behind `from`
    2025-01-01T00:00:00Z to 2026-01-02T00:00:00Z: - -
    0000-01-01T00:00:00Z to 0000-02-01T00:00:00Z: - -
    9999-12-01T00:00:00Z to 9999-12-31T23:59:59Z: - -
    yesterday to 2026-01-02T00:00:00Z: BAD_DOCUMENT Invalid value for argument "from", expected type "DateTime"
    "#);
    app.close().await;
}
