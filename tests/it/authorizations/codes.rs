//! A customer who wants codes answers with a code.

use serde_json::json;
use tests::App;

use super::{answer, is_granted, requested, revoke, state};

/// domain.md 1.8: approving and cancelling are critical operations.
#[tokio::test]
async fn a_customer_that_switched_codes_on_answers_with_a_code() {
    const SWITCH: &str =
        "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";
    const SEND: &str =
        "mutation { verificationCodeSend(input: { purpose: CRITICAL_OPERATION }) { userErrors { code } } }";
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    customer.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    app.run_jobs().await;

    let without = answer(&customer, &id, "GRANT", None).await;
    customer.query(SEND, json!({})).await.ok();
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap().text;
    let code = mail.split_whitespace().find(|word| word.len() == 6 && word.parse::<u32>().is_ok()).unwrap().to_owned();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = answer(&customer, &id, "GRANT", Some(wrong)).await;
    let granting = answer(&customer, &id, "GRANT", Some(&code)).await;
    let used = revoke(&customer, &id, Some(&code)).await;

    assert_eq!(without.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!(refused.refusals(), ["CODE_WRONG verificationCode"]);
    assert_eq!(state(&granting), "GRANTED");
    assert_eq!(used.refusals(), ["CODE_EXPIRED verificationCode"]);
    assert!(is_granted(&app).await);
    app.run_jobs().await;
    app.close().await;
}
