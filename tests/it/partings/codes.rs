//! Who switched codes on asks and answers with a code (domain.md 1.8, critical operations).

use serde_json::json;
use tests::App;

use super::{ANSWER, balances, funded, request, state};

const SWITCH: &str =
    "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";

#[tokio::test]
async fn both_sides_confirm_with_a_code_when_they_switched_codes_on() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    for person in [&reseller, &customer] {
        person.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    }

    let without = request(&reseller, &channel.customer, "DISASSOCIATION", json!({})).await;
    let code = reseller.code(&channel.reseller.email).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = request(&reseller, &channel.customer, "DISASSOCIATION", json!({ "verificationCode": wrong })).await;
    let asked = request(&reseller, &channel.customer, "DISASSOCIATION", json!({ "verificationCode": code })).await;
    let id = asked.ok()["parting"]["id"].clone();
    let plain = json!({ "partingId": id, "verdict": "AGREE" });
    let unproven = customer.query(ANSWER, json!({ "input": plain })).await;
    let code = customer.code(&channel.customer.email).await;
    let proven = json!({ "partingId": id, "verdict": "AGREE", "verificationCode": code });
    let answered = customer.query(ANSWER, json!({ "input": proven })).await;
    app.run_jobs().await;

    assert_eq!(without.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!(refused.refusals(), ["CODE_WRONG verificationCode"]);
    assert_eq!(unproven.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!(state(&answered), "EXECUTING");
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    app.close().await;
}
