//! What else stands against an acceptance, by its name.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Answer, App, address};

use super::{accept, accept_with, edges_of, invitation, link};

#[tokio::test]
async fn what_stands_against_an_acceptance_is_told_by_its_name() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let (customer, other) = (app.registered(1).await, app.registered(2).await);
    let (person, stranger) = (app.admin_of(&customer).await, app.admin_of(&other).await);
    let agreements = app.agreements("ASSOCIATE_RESALE").await;
    let taken_back = link(&app, &app.channel.reseller, "ADVISORY").await;
    app.sql("update invitations set state = 'revoked', closed_at = now() where association_kind = 'advisory'");

    let mut refused = Vec::new();
    let mut tell = |what: &str, answer: Answer| refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    tell("no link", accept(&app, &person, "nothing").await);
    tell("a link taken back", accept(&app, &person, &taken_back).await);
    tell("another's number", accept(&app, &stranger, &token).await);
    tell("no report", accept(&app, &stranger, &link(&app, &app.channel.solution_provider, "RESALE").await).await);
    tell(
        "another partner's report",
        accept(&app, &person, &link(&app, &app.channel.solution_provider, "RESALE").await).await,
    );
    tell("a partner", accept(&app, &app.admin_of(&app.channel.other_reseller).await, &token).await);
    tell("the vendor", accept(&app, &app.operations().await, &token).await);
    tell("a customer who has a partner", accept(&app, &app.admin_of(&app.channel.customer).await, &token).await);
    tell("no agreement", accept_with(&app, &person, &token, &[]).await);
    tell("two of three agreements", accept_with(&app, &person, &token, &agreements[1..]).await);
    app.later(TimeDelta::days(8));
    tell("after eight days", accept(&app, &app.admin_of(&customer).await, &token).await);

    insta::assert_snapshot!(refused.join("\n"), @"
    no link: INVITATION_NOT_FOUND token
    a link taken back: INVITATION_NOT_FOUND token
    another's number: MOBILE_MISMATCH
    no report: REPORT_MISSING
    another partner's report: CUSTOMER_REPORTED
    a partner: CUSTOMER_IS_PARTNER
    the vendor: FORBIDDEN
    a customer who has a partner: CUSTOMER_ASSOCIATED
    no agreement: AGREEMENT_MISSING agreementIds
    two of three agreements: AGREEMENT_MISSING agreementIds
    after eight days: INVITATION_EXPIRED token
    ");
    assert_eq!((app.count("onboardings"), edges_of(&app, &customer), edges_of(&app, &other)), (0, 0, 0));
    app.close().await;
}

#[tokio::test]
async fn a_customer_whom_the_vendor_keeps_is_refused() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let reserve =
        "mutation ($input: ReservationCreateInput!) { reservationCreate(input: $input) { userErrors { code field } } }";
    let input = json!({ "email": address(1), "reason": "VENDOR_REPORTED" });
    let _done = app.admin_of(&app.channel.vendor).await.query(reserve, json!({ "input": input })).await.ok();

    let refused = accept(&app, &app.admin_of(&customer).await, &token).await;

    assert_eq!(refused.refusals(), ["CUSTOMER_RESERVED"]);
    app.close().await;
}

#[tokio::test]
async fn a_customer_who_applies_to_be_a_partner_is_refused() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    app.sql(&format!(
        "insert into applications (id, kind, state, company_name, contact_name_sealed, mobile_sealed, mobile_index, \
         email_sealed, email_index, locale, created_at) \
         select gen_random_uuid(), 'solution_provider', 'vendor_review', 'Tea', '\\x00', '\\x00', decode(repeat('00', 32), 'hex'), \
         '\\x00', email_index, 'en', now() from profiles where party_id = '{}'",
        customer.party_id().uuid()
    ));

    let refused = accept(&app, &app.admin_of(&customer).await, &token).await;
    app.sql("update applications set state = 'withdrawn', closed_at = now()");
    let after = accept(&app, &app.admin_of(&customer).await, &token).await;

    assert_eq!((refused.refusals(), after.refusals()), (vec!["CUSTOMER_IS_PARTNER".to_owned()], vec![]));
    app.run_jobs().await;
    app.close().await;
}
