//! A request that is withdrawn, while it still can be.

use tests::App;

use super::{answer, balances, funded, lines, mails, requested, state, stood, withdraw};

#[tokio::test]
async fn who_asked_withdraws_until_it_is_answered() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;

    let by_other = withdraw(&customer, &id).await;
    let withdrawn = withdraw(&reseller, &id).await;
    let again = withdraw(&reseller, &id).await;
    let answered = answer(&customer, &id, "AGREE").await;
    app.run_jobs().await;

    assert_eq!(by_other.refusals(), ["NOT_FOUND partingId"]);
    assert_eq!(state(&withdrawn), "WITHDRAWN");
    assert_eq!([again.refusals(), answered.refusals()], [["STATE_CONFLICT partingId"], ["STATE_CONFLICT partingId"]]);
    assert_eq!(balances(&app), "distributor 700.00, reseller 180.00, customer 69.50");
    assert_eq!(lines(&app), ["parting.request", "parting.withdraw"]);
    let told: Vec<String> = mails(&app).into_iter().map(|mail| format!("{}: {}", mail.to, mail.subject)).collect();
    let to = &channel.customer.email;
    let first = format!("{to}: Heron Systems Ltd asks for your consent: end of the association");
    assert_eq!(told, [first, format!("{to}: Withdrawn: end of the association, Heron Systems Ltd")]);
    app.close().await;
}

/// What is being carried out is not taken back.
#[tokio::test]
async fn what_was_agreed_to_is_carried_out() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let id = requested(&reseller, &channel.customer, "DISASSOCIATION").await;
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();

    let late = withdraw(&reseller, &id).await;
    let by_vendor = withdraw(&app.admin_of(&channel.vendor).await, &id).await;
    app.run_jobs().await;

    assert_eq!([late.refusals(), by_vendor.refusals()], [["STATE_CONFLICT partingId"], ["STATE_CONFLICT partingId"]]);
    assert_eq!(stood(&app, &channel.customer), ["resale, ended"]);
    app.close().await;
}
