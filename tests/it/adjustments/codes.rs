//! A partner that wants codes moves money with a code (domain.md 1.8).

use chrono::TimeDelta;
use serde_json::json;
use tests::{adjustment, with};

use super::{funded, outcome};

const SWITCH: &str =
    "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";

#[tokio::test]
async fn a_partner_that_switched_codes_on_moves_money_with_a_code_that_works_once() {
    let app = funded().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    reseller.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    let code = reseller.code(&channel.reseller.email).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let with_code = |code: &str, is_dry: bool| {
        with(adjustment(&channel.customer, "1.00"), &json!({ "verificationCode": code, "dryRun": is_dry }))
    };

    let without = reseller.allocate(&channel.customer, "1.00").await;
    let dry_without =
        reseller.allocate_as(with(adjustment(&channel.customer, "1.00"), &json!({ "dryRun": true }))).await;
    let refused = reseller.allocate_as(with_code(wrong, false)).await;
    let dry = reseller.allocate_as(with_code(&code, true)).await;
    let poor = reseller
        .allocate_as(with(with_code(&code, false), &json!({ "amount": { "amount": "999.00", "currency": "CNY" } })))
        .await;
    let input = with_code(&code, false);
    let given = reseller.allocate_as(input.clone()).await;
    let spent = reseller.reclaim_as(with_code(&code, false)).await;

    assert_eq!(outcome(&without), "CODE_REQUIRED verificationCode");
    assert_eq!(outcome(&dry_without), "CODE_REQUIRED verificationCode");
    assert_eq!(outcome(&refused), "CODE_WRONG verificationCode");
    assert_eq!(dry.ok()["dryRun"], true);
    assert_eq!(outcome(&poor), "INSUFFICIENT_FUNDS amount", "what was refused does not use the code up");
    assert_eq!(given.ok()["dryRun"], false);
    assert_eq!(outcome(&spent), "CODE_EXPIRED verificationCode");
    assert_eq!(app.count("adjustments"), 3);
    app.run_jobs().await;
    app.close().await;
}

/// Whoever did not hear the answer sends the very same command again, also with a code that is used by now.
#[tokio::test]
async fn a_command_with_a_code_is_answered_again() {
    let app = funded().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    reseller.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    let code = reseller.code(&channel.reseller.email).await;
    let input = with(adjustment(&channel.customer, "1.00"), &json!({ "verificationCode": code }));

    let first = reseller.allocate_as(input.clone()).await;
    let again = reseller.allocate_as(input.clone()).await;
    let without = reseller.allocate_as(with(input, &json!({ "verificationCode": null }))).await;

    assert_eq!([&again, &without].map(|it| it.ok()["replayed"].clone()), [true, true]);
    assert_eq!(first.ok()["adjustment"], again.ok()["adjustment"]);
    app.run_jobs().await;
    app.close().await;
}

/// The code is the acting person's; whether one is needed, their own party says.
#[tokio::test]
async fn a_distributor_that_acts_gives_its_own_code() {
    let app = funded().await;
    let channel = &app.channel;
    let distributor = app.admin_of(&channel.distributor).await;
    distributor.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    let input = with(adjustment(&channel.customer, "1.00"), &json!({ "actingForId": channel.reseller.global_id() }));

    let without = distributor.allocate_as(input.clone()).await;
    let code = distributor.code(&channel.distributor.email).await;
    app.later(TimeDelta::minutes(9));
    let given = distributor.allocate_as(with(input, &json!({ "verificationCode": code }))).await;

    assert_eq!([outcome(&without), outcome(&given)], ["CODE_REQUIRED verificationCode", "done"]);
    app.run_jobs().await;
    app.close().await;
}
