//! Who may ask whom, and what is promised before.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{request, requested, stored};

/// The commitment letter is signed before the first request, and not again.
#[tokio::test]
async fn a_partner_commits_itself_once_before_it_asks() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let customer = app.channel.customer.clone();

    let without = request(&app, &reseller, &customer, json!({ "agreementIds": null })).await;
    requested(&app, &reseller, &customer, json!({})).await;
    let second = json!({ "agreementIds": null, "scope": "OPERATE_ON_BEHALF" });
    requested(&app, &reseller, &customer, second).await;

    assert_eq!(without.refusals(), ["AGREEMENT_MISSING agreementIds"]);
    assert_eq!((stored(&app).len(), app.count("acceptances")), (2, 1));
    app.run_jobs().await;
    app.close().await;
}

/// A customer of others is answered like one that does not exist.
#[tokio::test]
async fn only_an_own_resale_customer_is_asked_and_only_by_who_looks_after_customers() {
    let app = App::start().await;
    let channel = &app.channel;
    let finance = app.colleague(&channel.reseller, "Fay", &[Role::Finance]).await;
    let manager = app.colleague(&channel.reseller, "Max", &[Role::AccountManager]).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let nobody = json!({ "customerId": "cus_01h455vb4pex5vsknk084sn02q" });
    let missing = request(&app, &reseller, &channel.customer, nobody).await;

    let advisory = request(&app, &reseller, &channel.advisory_customer, json!({})).await;
    let over = request(&app, &reseller, &channel.customer, json!({ "expiresOn": "2020-01-01" })).await;
    let finance = request(&app, &app.sign_in(&finance.email).await, &channel.customer, json!({})).await;
    let unassigned = request(&app, &app.sign_in(&manager.email).await, &channel.customer, json!({})).await;

    assert_eq!(missing.refusals(), ["NOT_FOUND customerId"]);
    assert_eq!(advisory.refusals(), ["STATE_CONFLICT customerId"]);
    assert_eq!(over.refusals(), ["INVALID_INPUT expiresOn"]);
    assert_eq!(finance.refusals(), ["FORBIDDEN"]);
    assert_eq!(unassigned.data(), missing.data());
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.solution_provider] {
        let refused = request(&app, &app.admin_of(stranger).await, &channel.customer, json!({})).await;
        assert_eq!(refused.data(), missing.data(), "{}", stranger.name);
    }
    assert_eq!((stored(&app), app.count("mails"), app.count("acceptances")), (vec![], 0, 0));
    app.close().await;
}
