//! A bank file on its way in: a ticket, who gets one, and the same file twice.

use chrono::TimeDelta;
use reqwest::StatusCode;
use serde_json::{Value, json};
use tests::{App, BankFile, Line};

#[tokio::test]
async fn the_same_file_is_taken_in_once() {
    let app = App::start().await;
    let finance = app.finance().await;
    let file = BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]);
    let (first, _) = finance.upload("monday.xml", file.xml()).await;

    let (second, status) = finance.upload("monday again.xml", file.xml()).await;

    assert_eq!(status, StatusCode::CREATED);
    let refused = finance.bank_upload(&second).await;
    assert_eq!(refused["state"], "REJECTED");
    let message = format!("the same file was taken in as {first}");
    assert_eq!(
        refused["findings"],
        json!([{ "code": "DUPLICATE_FILE", "severity": "ERROR", "place": "file", "message": message }])
    );
    assert_eq!(app.count("jobs"), 1);
    app.run_jobs().await;
    assert_eq!(finance.bank_upload(&first).await["state"], "IMPORTED");
    assert_eq!(finance.balance_of(&app.channel.reseller).await.as_deref(), Some("10.00"));
    app.close().await;
}

#[tokio::test]
async fn two_uploads_of_one_file_at_one_moment_are_one_credit() {
    let app = App::start().await;
    let finance = app.finance().await;
    let file = BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]).xml();

    let (one, other) = tokio::join!(finance.upload("one.xml", file.clone()), finance.upload("other.xml", file));
    tokio::join!(app.run_jobs(), app.run_jobs());

    let mut states = Vec::new();
    for (id, status) in [one, other] {
        assert_eq!(status, StatusCode::CREATED);
        states.push(finance.bank_upload(&id).await["state"].as_str().unwrap().to_owned());
    }
    states.sort();
    assert_eq!(states, ["IMPORTED", "REJECTED"]);
    assert_eq!(finance.balance_of(&app.channel.reseller).await.as_deref(), Some("10.00"));
    assert_eq!((app.count("ledger_transfers"), app.mails().len()), (1, 1));
    app.close().await;
}

#[tokio::test]
async fn a_ticket_is_for_one_file_within_fifteen_minutes() {
    let app = App::start().await;
    let finance = app.finance().await;
    let file = BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]).xml();
    let (used_id, used) = finance.ticket("used.xml").await;
    let (_, late) = finance.ticket("late.xml").await;
    let unknown = format!("{}/uploads/{}", app.url(), "x".repeat(43));

    let first = app.send_file(&used, file.clone()).await;
    let again = app.send_file(&used, "another file").await;
    let nobodys = app.send_file(&unknown, file.clone()).await;
    app.later(TimeDelta::minutes(15));
    let too_late = app.send_file(&late, file).await;

    assert_eq!(first, (StatusCode::CREATED, json!({ "uploadId": used_id, "state": "RECEIVED" })));
    let problem = |code: &str, message: &str| json!({ "code": code, "message": message });
    assert_eq!(again, (StatusCode::GONE, problem("TICKET_USED", "the upload ticket was used already")));
    assert_eq!(
        nobodys,
        (StatusCode::NOT_FOUND, problem("NOT_FOUND", "it does not exist, or the caller may not see it"))
    );
    assert_eq!(
        too_late,
        (StatusCode::GONE, problem("TICKET_EXPIRED", "the upload ticket was not used within its time"))
    );
    app.run_jobs().await;
    assert_eq!(app.rows("select state from bank_uploads order by state"), ["awaiting_file", "imported"]);
    app.close().await;
}

#[tokio::test]
async fn only_finance_and_administrators_of_the_vendor_upload_bank_files() {
    let app = App::start().await;
    let create = include_str!("../graphql/bank_upload_create.graphql");
    let input = json!({ "input": { "fileName": "statement.xml" } });

    for person in [app.operations().await, app.admin_of(&app.channel.distributor).await] {
        let answer = person.query(create, input.clone()).await;
        assert_eq!(answer.refusals(), ["FORBIDDEN"]);
        assert_eq!(answer.data()["bankUploadCreate"]["ticket"], Value::Null);
    }

    assert_eq!(app.anonymous(create, input).await.error_code(), "UNAUTHENTICATED");
    assert_eq!(app.count("bank_uploads"), 0);
    app.close().await;
}
