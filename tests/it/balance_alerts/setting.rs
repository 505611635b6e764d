//! Who sets a threshold, and what it may be.

use domain::actor::Role;
use serde_json::json;
use tests::{App, Partner, Person};

use super::{SET, alert, set, warnings};

/// One above the balance does not warn: it waits until the balance was there.
#[tokio::test]
async fn a_threshold_above_the_balance_waits_until_the_balance_was_there() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller) = (&channel.distributor, &channel.reseller);
    app.wire(distributor, "R1", "100.00", 9).await;
    let admin = app.admin_of(distributor).await;

    let mut seen = Vec::new();
    seen.push(set(&app, &admin, distributor, Some("150.00")).await.ok()["account"]["balanceAlert"].to_string());
    app.give(distributor, reseller, "50.00").await;
    seen.push(alert(&app, &admin, distributor).await.unwrap());
    app.wire(distributor, "R2", "100.00", 10).await;
    seen.push(alert(&app, &admin, distributor).await.unwrap());
    app.give(distributor, reseller, "0.01").await;
    app.run_jobs().await;
    seen.push(alert(&app, &admin, distributor).await.unwrap());
    seen.push(set(&app, &admin, distributor, Some("149.99")).await.ok()["account"]["balanceAlert"].to_string());
    seen.push(set(&app, &admin, distributor, None).await.ok()["account"]["balanceAlert"].to_string());
    app.give(distributor, reseller, "140.00").await;
    app.run_jobs().await;

    insta::assert_snapshot!(seen.join("\n"), @r#"
    {"isArmed":false,"threshold":{"amount":"150.00","currency":"CNY"}}
    150.00 waits
    150.00 armed
    150.00 waits
    {"isArmed":true,"threshold":{"amount":"149.99","currency":"CNY"}}
    null
    "#);
    assert_eq!(warnings(&app).len(), 1);
    let lines = app.rows("select details from audit_log where operation = 'balance_alert.set' order by id");
    assert_eq!(lines, [r#"{"threshold": "150.00 CNY"}"#, r#"{"threshold": "149.99 CNY"}"#, r#"{"threshold": null}"#,]);
    app.close().await;
}

#[tokio::test]
async fn a_threshold_is_an_amount_of_an_account_of_ones_own() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (distributor, reseller) = (&channel.distributor, &channel.reseller);
    let admin = app.admin_of(reseller).await;
    let of = async |party: &Partner, kind: &str| {
        let finance = app.finance().await;
        finance.account_of(party, kind).await.unwrap()["id"].as_str().unwrap().to_owned()
    };
    let cash = of(reseller, "CASH").await;
    let money = |amount: &str, currency: &str| json!({ "amount": amount, "currency": currency });
    let audited = app.count("audit_log where operation = 'balance_alert.set'");

    let mut refused = Vec::new();
    for (what, account, threshold) in [
        ("nothing", cash.clone(), money("0.00", "CNY")),
        ("less than nothing", cash.clone(), money("-1.00", "CNY")),
        ("half a cent", cash.clone(), money("1.005", "CNY")),
        ("another currency", cash.clone(), money("1.00", "USD")),
        ("money set aside", of(reseller, "HELD").await, money("1.00", "CNY")),
        ("money kept for a purpose", of(reseller, "EARMARKED").await, money("1.00", "CNY")),
        ("its customer's", of(&channel.customer, "SPENDING").await, money("1.00", "CNY")),
        ("its distributor's", of(distributor, "CASH").await, money("1.00", "CNY")),
        ("nobody's", "acc_01h455vb4pex5vsknk084sn02q".to_owned(), money("1.00", "CNY")),
    ] {
        let input = json!({ "accountId": account, "threshold": threshold });
        refused.push(format!("{what}: {}", admin.query(SET, json!({ "input": input })).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    nothing: INVALID_INPUT threshold
    less than nothing: INVALID_INPUT threshold
    half a cent: INVALID_INPUT threshold
    another currency: INVALID_INPUT threshold
    money set aside: NOT_FOUND accountId
    money kept for a purpose: NOT_FOUND accountId
    its customer's: NOT_FOUND accountId
    its distributor's: NOT_FOUND accountId
    nobody's: NOT_FOUND accountId
    ");
    assert_eq!(app.count("ledger_accounts where alert_threshold is not null"), 0);
    assert_eq!(app.count("audit_log where operation = 'balance_alert.set'"), audited);
    app.close().await;
}

/// domain.md 1.8: every role of a partner or customer; nobody of the vendor, for whoever's account.
#[tokio::test]
async fn everybody_of_the_owner_sets_it_and_the_vendor_does_not() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;

    let by = async |person: &Person<'_>| set(&app, person, &reseller, Some("5.00")).await.refusals();
    assert_eq!(by(&app.sign_in(&manager.email).await).await, [""; 0]);
    assert_eq!(by(&app.finance().await).await, ["FORBIDDEN"]);
    assert_eq!(by(&app.admin_of(&app.channel.vendor).await).await, ["FORBIDDEN"]);
    assert_eq!(by(&app.admin_of(&app.channel.distributor).await).await, ["NOT_FOUND accountId"]);
    let input = json!({ "accountId": app.purse(&reseller).await.to_string() });
    assert_eq!(app.anonymous(SET, json!({ "input": input })).await.error_code(), "UNAUTHENTICATED");
    app.close().await;
}

/// Q-02: a distributor does it for a reseller of its own, and both are written down.
#[tokio::test]
async fn a_distributor_sets_it_for_its_reseller() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let reseller = &channel.reseller;
    let for_reseller = async |person: &Person<'_>, account: &Partner, acting_for: &Partner| {
        let threshold = json!({ "amount": "5.00", "currency": "CNY" });
        let (account, acting_for) = (app.purse(account).await.to_string(), acting_for.global_id());
        let input = json!({ "accountId": account, "threshold": threshold, "actingForId": acting_for });
        person.query(SET, json!({ "input": input })).await.refusals()
    };
    let (ours, theirs) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);

    assert_eq!(for_reseller(&ours, reseller, reseller).await, [""; 0]);
    assert_eq!(for_reseller(&theirs, reseller, reseller).await, ["NOT_YOUR_RESELLER actingForId"]);
    assert_eq!(for_reseller(&ours, &channel.other_reseller, reseller).await, ["NOT_FOUND accountId"]);
    assert_eq!(for_reseller(&ours, &channel.distributor, reseller).await, ["NOT_FOUND accountId"]);

    let lines = app.rows(
        "select format('%s by %s: %s', owner.name, by_party.name, details) from audit_log \
         join parties owner on owner.id = audit_log.party_id join staff on staff.id = audit_log.staff_id \
         join parties by_party on by_party.id = staff.party_id where operation = 'balance_alert.set'",
    );
    let acting_for = reseller.global_id();
    assert_eq!(lines.len(), 1);
    assert!(lines[0].starts_with("Heron Systems Ltd by 长江云分销有限公司"), "{lines:?}");
    assert!(lines[0].contains(&acting_for) || lines[0].contains("actingFor"), "{lines:?}");
    assert_eq!(alert(&app, &app.admin_of(reseller).await, reseller).await.as_deref(), Some("5.00 waits"));
    app.close().await;
}
