//! A reported customer is invited by mail.

use chrono::TimeDelta;
use serde_json::json;
use tests::{App, address};

use super::{invite, outcomes};

const PREVIEW: &str =
    "query ($input: InvitationPreviewInput!) { invitationPreview(input: $input) { locale subject text } }";

#[tokio::test]
async fn a_reported_customer_gets_a_mail_whose_words_the_partner_saw_before() {
    let app = App::start().await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let report = app.reported(&app.channel.distributor, 1).await;
    app.run_jobs().await;
    let asked = json!({ "reportId": report, "associationKind": "RESALE" });
    let preview = distributor.query(PREVIEW, json!({ "input": asked })).await.data()["invitationPreview"].clone();

    let answer = invite(&distributor, &[&report], "RESALE").await;
    app.run_jobs().await;

    let mut invitation = answer.ok()["results"][0]["invitation"].clone();
    let (id, tag) = (invitation["id"].take(), invitation["tag"].take());
    assert!(id.as_str().unwrap().starts_with("inv_") && tag.as_str().unwrap().starts_with("stf_"));
    let expected = json!({
        "id": null, "channel": "ONLINE_MAIL", "associationKind": "RESALE", "state": "OPEN",
        "emailMasked": "b***@prospect.example", "locale": "ZH_CN", "tag": null, "url": null, "qrSvg": null,
        "sentAt": "2026-03-10T04:00:00.000000Z", "expiresAt": "2026-03-17T04:00:00.000000Z",
        "report": { "mobileMasked": "+86138****0001" }, "partner": { "name": app.channel.distributor.name },
    });
    assert_eq!(invitation, expected);
    let mail = app.mails().pop().unwrap();
    assert_eq!((mail.to, mail.subject), (address(1), preview["subject"].as_str().unwrap().to_owned()));
    let hidden = mail.text.replace(&app.token_of(id.as_str().unwrap()), "…").replace("Quiet Lake Tea", "Qu***");
    let shown = preview["text"].as_str().unwrap().replace(&app.url(), "https://partners.example");
    assert_eq!(hidden.trim(), shown.trim());
    assert!(mail.text.contains("2026年3月17日"), "{}", mail.text);
    app.close().await;
}

#[tokio::test]
async fn only_a_report_in_force_is_invited_and_each_of_a_batch_by_itself() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let (good, other) =
        (app.reported(&app.channel.reseller, 1).await, app.reported(&app.channel.other_reseller, 2).await);
    let waiting = json!({ "customerName": "Tea", "mobile": "+8613800000003", "email": "t@prospect.example", "idempotencyKey": "k" });
    let report = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { report { id } userErrors { code } } }";
    let waiting = reseller.query(report, json!({ "input": waiting })).await.ok()["report"]["id"].clone();

    let batch = invite(&reseller, &[&good, &other, waiting.as_str().unwrap()], "ADVISORY").await;
    let again = invite(&reseller, &[&good], "RESALE").await;
    let none = invite(&reseller, &[], "RESALE").await;
    let many = invite(&reseller, &[good.as_str(); 51], "RESALE").await;
    let by_customer = invite(&app.admin_of(&app.channel.customer).await, &[&good], "RESALE").await;
    let by_vendor = invite(&app.operations().await, &[&good], "RESALE").await;
    app.later(TimeDelta::days(16));
    let late = invite(&app.admin_of(&app.channel.reseller).await, &[&good], "RESALE").await;

    assert_eq!(outcomes(&batch), ["OPEN", "NOT_FOUND", "REPORT_MISSING"]);
    assert_eq!(outcomes(&again), ["ALREADY_EXISTS"]);
    assert_eq!([none.refusals(), many.refusals()], [["INVALID_INPUT reportIds"], ["INVALID_INPUT reportIds"]]);
    assert_eq!([outcomes(&by_customer), outcomes(&by_vendor)], [["FORBIDDEN"], ["FORBIDDEN"]]);
    assert_eq!(outcomes(&late), ["REPORT_MISSING"]);
    assert_eq!(app.count("invitations"), 1);
    app.run_jobs().await;
    app.close().await;
}
