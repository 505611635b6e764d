//! The whole way: reported, invited, registered, associated, and everybody told.

use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::Locale;
use domain::staff::{self, NewStaff};
use serde_json::json;
use tests::{App, PASSWORD, address, mobile};

use super::accept;

#[tokio::test]
async fn a_customer_registers_accepts_and_stands_under_the_manager_who_invited_it() {
    let app = App::start().await;
    let (party_id, now) = (app.channel.reseller.party_id(), app.clock.now());
    let add = move |conn: &mut domain::Conn| {
        let (email, roles) = ("mo@heron.example", &[Role::AccountManager]);
        let (name, locale, password) = ("Mo", Locale::ZhCn, Some(PASSWORD));
        let new = NewStaff { party_id, email, name, locale, roles, custom_roles: &[], password };
        staff::add(conn, now, &Actor::system("test"), &new).map(|_| ())
    };
    app.db.tx(add).await.unwrap();
    let manager = app.sign_in("mo@heron.example").await;
    let input =
        json!({ "customerName": "Quiet Lake Tea", "mobile": mobile(1), "email": address(1), "idempotencyKey": "k" });
    let report = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { report { id } userErrors { code } } }";
    let report =
        manager.query(report, json!({ "input": input })).await.ok()["report"]["id"].as_str().unwrap().to_owned();
    let review = "mutation ($input: ReportReviewInput!) { reportReview(input: $input) { results { userErrors { code } } userErrors { code } } }";
    let _done = app
        .operations()
        .await
        .query(review, json!({ "input": { "reportIds": [report], "verdict": "APPROVE" } }))
        .await
        .ok();
    app.invited(&manager, &report, "RESALE").await;
    app.run_jobs().await;
    let token = app.mailed_token(&address(1));

    let customer = app.registered(1).await;
    let accepted = accept(&app, &app.admin_of(&customer).await, &token).await;
    app.run_jobs().await;

    let mut onboarding = accepted.ok()["onboarding"].clone();
    assert!(onboarding["id"].take().as_str().unwrap().starts_with("onb_"));
    let expected = json!({
        "id": null, "state": "DONE", "source": "INVITATION", "associationKind": "RESALE", "failure": null,
        "endedAt": "2026-03-10T04:00:00.000000Z", "customer": { "name": customer.name },
        "partner": { "name": "Heron Systems Ltd" },
    });
    assert_eq!(onboarding, expected);
    assert_eq!(app.rows("select kind || ' ' || source from edges where source = 'invitation'"), ["resale invitation"]);
    assert_eq!(
        app.rows("select state from reports union all select state from invitations"),
        ["associated", "accepted"]
    );
    let managed = "select staff.name from manager_assignments a join staff on staff.id = a.manager_id";
    assert_eq!(app.rows(managed), ["Mo"]);
    let told: Vec<(String, String)> =
        app.mails().into_iter().rev().take(2).map(|mail| (mail.to, mail.subject)).collect();
    assert!(
        told.contains(&("mo@heron.example".to_owned(), "客户 Qu*** 已与 Heron Systems Ltd 关联".to_owned())),
        "{told:?}"
    );
    assert!(told.contains(&(address(1), "You are now associated with Heron Systems Ltd".to_owned())), "{told:?}");
    let id = customer.party_id().uuid();
    let audited =
        app.rows(&format!("select operation from audit_log where party_id = '{id}' order by position desc limit 1"));
    assert_eq!(audited, ["onboarding.complete"]);
    let leaked = app.count("audit_log where details::text ~ '(prospect.example|13800000001|Quiet Lake)'");
    assert_eq!(leaked, 0, "no personal data in the audit log");
    app.close().await;
}
