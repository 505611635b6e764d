//! What is given back goes where it came from (domain.md 3.9).

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::clock::Clock;
use domain::ledger::{self, AccountKind, movements};
use domain::party::EdgeKind;
use schema::ids::AdjustmentId;
use schema::money::Currency;
use serde_json::json;
use tests::{App, Partner};

use super::{
    allocated, associate, charged, funded, money, of_solution_provider, paid_in, part, record, refund, returned,
    stands, used, with,
};

/// Where the association of the charge is brought before it is refunded.
#[derive(Debug, Clone, Copy)]
enum Then {
    Stays,
    IsEnding,
    Ends,
    Switches,
}

async fn turn(app: &App, customer: &Partner, upper: &Partner, kind: EdgeKind, then: Then) {
    app.later(TimeDelta::minutes(1));
    match then {
        Then::Stays => {}
        Then::IsEnding => {
            app.sql(&format!("update edges set closing_at = now() where lower_id = '{}'", customer.party_id().uuid()));
        }
        Then::Ends => part(app, customer).await,
        Then::Switches => {
            part(app, customer).await;
            associate(app, kind, upper, customer).await;
        }
    }
}

/// Every row of the table, each with a customer of its own: the solution provider's, who may pay in both modes.
#[tokio::test]
async fn money_goes_back_by_association_and_payment() {
    let app = App::start().await;
    let provider = app.channel.solution_provider.clone();
    paid_in(&app, &provider, "1000.00").await;

    let (mut told, mut ending) = (Vec::new(), 0);
    for (mode, payment) in [
        (EdgeKind::Advisory, "ONLINE"),
        (EdgeKind::Advisory, "BALANCE"),
        (EdgeKind::Advisory, "PARTNER"),
        (EdgeKind::Resale, "BALANCE"),
        (EdgeKind::Resale, "PARTNER"),
    ] {
        for then in [Then::Stays, Then::IsEnding, Then::Ends, Then::Switches] {
            ending += 1;
            let (customer, finance) = (of_solution_provider(&app, mode, ending).await, app.finance().await);
            let key = |what: &str| format!("{what} {ending}");
            if mode == EdgeKind::Resale && payment == "BALANCE" {
                allocated(&app, &provider, &customer, AccountKind::Spending, "5.00").await;
            }
            if mode == EdgeKind::Advisory && payment == "BALANCE" {
                let online = with(used(&app, &customer, &key("online"), "5"), json!({ "payment": "ONLINE" }));
                refund(&finance, &key("own"), &charged(&finance, online).await, "5").await.ok();
            }
            let charge =
                charged(&finance, with(used(&app, &customer, &key("c"), "5"), json!({ "payment": payment }))).await;
            let other = if mode == EdgeKind::Resale { EdgeKind::Advisory } else { EdgeKind::Resale };
            turn(&app, &customer, &provider, other, then).await;
            let answer = refund(&app.finance().await, &key("r"), &charge, "5").await;
            told.push(format!("{mode} {payment} {then:?} → {} {:?}", returned(&answer), stands(&app, &customer)));
        }
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    advisory ONLINE Stays → OWN: money 5.00 ["own 5.00"]
    advisory ONLINE IsEnding → OWN: money 5.00 ["own 5.00"]
    advisory ONLINE Ends → OWN: money 5.00 ["own 5.00"]
    advisory ONLINE Switches → OWN: money 5.00 ["own 5.00"]
    advisory BALANCE Stays → OWN: money 5.00 ["own 5.00"]
    advisory BALANCE IsEnding → OWN: money 5.00 ["own 5.00"]
    advisory BALANCE Ends → OWN: money 5.00 ["own 5.00"]
    advisory BALANCE Switches → OWN: money 5.00 ["own 5.00"]
    advisory PARTNER Stays → PARTNER: money 5.00 []
    advisory PARTNER IsEnding → PARTNER: money 5.00 []
    advisory PARTNER Ends → PARTNER: money 5.00 []
    advisory PARTNER Switches → PARTNER: money 5.00 []
    resale BALANCE Stays → SPENDING: money 5.00 ["spending 5.00"]
    resale BALANCE IsEnding → PARTNER: money 5.00 []
    resale BALANCE Ends → PARTNER: money 5.00 []
    resale BALANCE Switches → PARTNER: money 5.00 []
    resale PARTNER Stays → PARTNER: money 5.00 []
    resale PARTNER IsEnding → PARTNER: money 5.00 []
    resale PARTNER Ends → PARTNER: money 5.00 []
    resale PARTNER Switches → PARTNER: money 5.00 []
    "#);
    assert_eq!(stands(&app, &provider), ["cash 995.00"], "what one customer still has to spend is missing");
    app.sql("update edges set closing_at = null");
    app.close().await;
}

/// The very lots that paid come back, the newest first, and never more than was paid.
#[tokio::test]
async fn a_charge_is_refunded_in_parts_with_the_money_that_paid_it() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    for _ in 0..2 {
        paid_in(&app, &reseller, "10.00").await;
        app.later(TimeDelta::minutes(1));
    }
    allocated(&app, &reseller, &customer, AccountKind::Spending, "20.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "15")).await;
    let lots = || {
        app.rows(&format!(
            "select remaining from fund_lots join ledger_accounts account on account.id = account_id \
             where kind = 'spending' and owner_id = '{}' order by arrived_at",
            customer.party_id().uuid()
        ))
    };
    assert_eq!(lots(), ["0.00", "5.00"]);

    refund(&finance, "r1", &charge, "4").await.ok();
    assert_eq!(lots(), ["0.00", "9.00"]);
    refund(&finance, "r2", &charge, "4").await.ok();
    assert_eq!(lots(), ["3.00", "10.00"]);
    let too_much = refund(&finance, "r3", &charge, "7.01").await;
    refund(&finance, "r4", &charge, "7").await.ok();
    let nothing_left = refund(&finance, "r5", &charge, "0.01").await;

    assert_eq!(lots(), ["10.00", "10.00"]);
    assert_eq!(too_much.refusals(), ["STATE_CONFLICT amount"]);
    assert_eq!(
        too_much.data()["chargeRefund"]["userErrors"][0]["message"],
        "7.00 CNY of the charge is left to be refunded"
    );
    assert_eq!(nothing_left.refusals(), ["STATE_CONFLICT amount"]);
    assert_eq!((stands(&app, &customer), app.count("fund_origins")), (vec!["spending 20.00".to_owned()], 2));
    app.close().await;
}

#[tokio::test]
async fn what_is_still_owed_of_a_charge_is_forgiven_first() {
    let app = App::start().await;
    let customer = funded(&app, "6.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "10")).await;
    charged(&finance, used(&app, &customer, "c2", "1")).await;
    assert_eq!(stands(&app, &customer), ["debt -5.00"]);

    let first = refund(&finance, "r1", &charge, "3").await;
    let second = refund(&finance, "r2", &charge, "3").await;

    assert_eq!(
        (returned(&first).as_str(), returned(&second).as_str()),
        ("NONE: arrears 3.00", "SPENDING: money 2.00, arrears 1.00")
    );
    assert_eq!(second.ok()["refund"]["account"], json!({ "kind": "SPENDING", "owner": { "kind": "CUSTOMER" } }));
    assert_eq!(stands(&app, &customer), ["debt -1.00", "spending 2.00"], "the other charge is owed as before");
    app.close().await;
}

/// What was owed and cleared since is money, of a new origin: which money cleared it is not kept.
#[tokio::test]
async fn arrears_that_were_cleared_are_given_back_as_money() {
    let app = App::start().await;
    let customer = funded(&app, "6.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "10")).await;
    paid_in(&app, &app.channel.reseller, "4.00").await;
    allocated(&app, &app.channel.reseller, &customer, AccountKind::Spending, "4.00").await;
    clear(&app, &customer, "4.00").await;

    let first = refund(&finance, "r1", &charge, "5").await;
    let second = refund(&finance, "r2", &charge, "5").await;

    assert_eq!(
        (returned(&first).as_str(), returned(&second).as_str()),
        ("SPENDING: money 5.00", "SPENDING: money 5.00")
    );
    let anew = app.rows("select amount || ' ' || channel_reference from fund_origins where channel = 'refund'");
    assert_eq!(anew, [format!("4.00 {charge}")]);
    assert_eq!(stands(&app, &customer), ["spending 10.00"]);
    app.close().await;
}

async fn clear(app: &App, customer: &Partner, amount: &str) {
    let (now, owner, amount) = (app.clock.now(), customer.party_id(), money(amount));
    let posted = app.db.tx(move |conn| {
        let spending = ledger::require_account(conn, owner, AccountKind::Spending, Currency::CNY)?.id;
        let debt = ledger::require_account(conn, owner, AccountKind::Debt, Currency::CNY)?.id;
        let movement = movements::arrears_clearing(AdjustmentId::new(), spending, debt, amount);
        ledger::post(conn, now, &Actor::system("test"), &[movement]).map(drop)
    });
    posted.await.unwrap();
}

#[tokio::test]
async fn what_cannot_be_refunded_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "4")).await;
    let nothing = charged(&finance, used(&app, &customer, "c2", "0.001")).await;
    let input = |more: serde_json::Value| {
        let good = json!({ "refundKey": "r1", "chargeId": charge, "amount": super::cny("1"), "reason": "why" });
        json!({ "input": with(good, more) })
    };

    let mut refused = Vec::new();
    for (what, more) in [
        ("more than was paid", json!({ "amount": super::cny("4.01") })),
        ("of what cost nothing", json!({ "chargeId": nothing })),
        ("nothing", json!({ "amount": super::cny("0") })),
        ("less than nothing", json!({ "amount": super::cny("-1") })),
        ("half a cent", json!({ "amount": super::cny("1.005") })),
        ("another currency", json!({ "amount": { "amount": "1", "currency": "USD" } })),
        ("no charge", json!({ "chargeId": "chg_01h455vb4pex5vsknk084sn02q" })),
        ("no reason", json!({ "reason": "" })),
        ("no key", json!({ "refundKey": "" })),
    ] {
        refused.push(format!("{what}: {}", finance.query(super::REFUND, input(more)).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    more than was paid: STATE_CONFLICT amount
    of what cost nothing: STATE_CONFLICT amount
    nothing: INVALID_INPUT amount
    less than nothing: INVALID_INPUT amount
    half a cent: INVALID_INPUT amount
    another currency: INVALID_INPUT amount
    no charge: NOT_FOUND chargeId
    no reason: INVALID_INPUT reason
    no key: INVALID_INPUT refundKey
    ");
    assert_eq!((app.count("refunds"), stands(&app, &customer)), (0, vec!["spending 6.00".to_owned()]));
    let answer = record(&finance, used(&app, &customer, "c3", "6")).await;
    assert_eq!(super::paid(&answer), "balance 6.00");
    app.close().await;
}
