//! Who switched codes on gives and takes with a code (domain.md 1.8).

use serde_json::{Value, json};
use tests::{App, Partner};

use super::{granted, issue, issued, part, reclaim, reseller_quota, take};

async fn switch_on(app: &App, partner: &Partner) {
    const SWITCH: &str =
        "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";
    app.admin_of(partner).await.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    app.run_jobs().await;
}

fn code(code: &str) -> Value {
    json!({ "verificationCode": code })
}

#[tokio::test]
async fn a_party_that_switched_codes_on_gives_and_takes_with_a_code() {
    let app = App::start().await;
    let channel = &app.channel;
    let (child, parent) = reseller_quota(&app, json!({})).await;
    let held = issued(&app, &child, "10.00", json!({})).await;
    let other = granted(&app, &channel.distributor, "10.00", json!({})).await;
    for partner in [&channel.distributor, &channel.reseller] {
        switch_on(&app, partner).await;
    }
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let parts = [(&channel.other_reseller, "10.00")];

    let required = vec!["CODE_REQUIRED verificationCode".to_owned()];
    assert_eq!(part(&distributor, &parent, &parts, json!({})).await.refusals(), required);
    assert_eq!(take(&distributor, &[&child], json!({})).await.refusals(), required);
    assert_eq!(issue(&reseller, &child, &[&channel.customer], "1.00", json!({})).await.refusals(), required);
    assert_eq!(reclaim(&reseller, &[&held], json!({})).await.refusals(), required);

    let first = distributor.code(&channel.distributor.email).await;
    part(&distributor, &parent, &parts, code(&first)).await.ok();
    let spent = take(&distributor, &[&child], code(&first)).await;
    assert_eq!(spent.refusals(), ["CODE_EXPIRED verificationCode"]);
    let own = reseller.code(&channel.reseller.email).await;
    reclaim(&reseller, &[&held], code(&own)).await.ok();
    assert_eq!(super::quota(&app, &other), "10 = 10 left + 0 issued + 0 granted + 0 returned + 0 lapsed, normal");
    app.run_jobs().await;
    app.close().await;
}
