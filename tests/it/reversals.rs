//! What the bank credits and takes back, also when the money has moved on.

use serde_json::json;
use tests::{App, BankFile, Line, Partner, Person};

const PLACE: &str = include_str!("../graphql/hold_place.graphql");

/// Entries, oldest first: `R1 CREDITED HOLDER`.
pub(crate) async fn entries(person: &Person<'_>) -> Vec<String> {
    let document = "{ bankEntries(order: OLDEST_FIRST) { nodes { bankReference direction state reason rule } } }";
    let answer = person.query(document, json!({})).await;
    let word = |value: &serde_json::Value| value.as_str().map_or(String::new(), |word| format!(" {word}"));
    let nodes = answer.data()["bankEntries"]["nodes"].as_array().unwrap().clone();
    let line = |it: &serde_json::Value| {
        let sign = if it["direction"] == "DEBIT" { "-" } else { "+" };
        format!(
            "{sign}{}{}{}{}",
            it["bankReference"].as_str().unwrap_or("?"),
            word(&it["state"]),
            word(&it["reason"]),
            word(&it["rule"])
        )
    };
    nodes.iter().map(line).collect()
}

/// Cash and debt of a partner, as `cash 50.00, debt -20.00`.
pub(crate) fn stands(app: &App, partner: &Partner) -> String {
    app.rows(&format!(
        "select string_agg(format('%s %s', kind, balance), ', ' order by kind) from ledger_accounts \
         where owner_id = '{}' and kind in ('cash', 'debt')",
        partner.party_id().uuid()
    ))
    .remove(0)
}

async fn reverse(app: &App, reference: &str, amount: &str) {
    let file = BankFile::new(&format!("back-{reference}"), [Line::reversal(reference, amount)]);
    app.finance().await.import(&file).await;
}

#[tokio::test]
async fn what_is_still_there_goes_back_whole() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    finance
        .import(&BankFile::new("S1", [Line::from(&reseller, "R1", "100.00"), Line::from(&reseller, "R2", "30.00")]))
        .await;
    let subject = |mail: &tests::Mail| mail.subject.clone();

    reverse(&app, "R1", "100.00").await;

    assert_eq!(entries(&finance).await, ["+R1 REVERSED REVERSAL", "+R2 CREDITED HOLDER", "-R1 APPLIED REVERSAL"]);
    assert_eq!(stands(&app, &reseller), "cash 30.00, debt 0.00");
    assert_eq!(app.rows("select kind || ' ' || amount from ledger_transfers order by posted_at, id").len(), 3);
    assert_eq!(app.count("ledger_transactions where reverses_id is not null"), 1);
    assert_eq!(
        app.rows("select kind from events order by id"),
        ["remittance_credited", "remittance_credited", "remittance_reversed"]
    );
    assert_eq!(app.count("audit_log where operation = 'bank_entry.reverse'"), 1);
    let told: Vec<String> = app.mails().iter().map(subject).filter(|it| it.contains("taken back")).collect();
    assert_eq!(told, ["CNY 100.00 taken back from your account"]);
    app.close().await;
}

/// Half went to a reseller: it keeps it, and the distributor owes it.
#[tokio::test]
async fn what_moved_on_is_owed_and_cleared_by_the_next_credit() {
    let app = App::start().await;
    let (finance, distributor) = (app.finance().await, app.channel.distributor.clone());
    app.wire(&distributor, "R1", "100.00", 10).await;
    app.admin_of(&distributor).await.allocate(&app.channel.reseller, "60.00").await.ok();

    reverse(&app, "R1", "100.00").await;
    let after_reversal = stands(&app, &distributor);
    let debt = finance.account_of(&distributor, "DEBT").await.unwrap()["balance"]["amount"].clone();
    app.wire(&distributor, "R2", "25.00", 11).await;
    let after_small = stands(&app, &distributor);
    app.wire(&distributor, "R3", "50.00", 12).await;

    assert_eq!((after_reversal.as_str(), debt), ("cash 0.00, debt -60.00", json!("-60.00")));
    assert_eq!(after_small, "cash 0.00, debt -35.00");
    assert_eq!(stands(&app, &distributor), "cash 15.00, debt 0.00");
    assert_eq!(stands(&app, &app.channel.reseller), "cash 60.00, debt 0.00");
    app.close().await;
}

/// Other money of the partner clears at once what it owes; what is set aside is not touched.
#[tokio::test]
async fn other_cash_clears_the_arrears_at_once_and_held_money_stays() {
    let app = App::start().await;
    let (finance, distributor) = (app.finance().await, app.channel.distributor.clone());
    app.wire(&distributor, "R1", "100.00", 9).await;
    app.admin_of(&distributor).await.allocate(&app.channel.reseller, "100.00").await.ok();
    app.wire(&distributor, "R2", "70.00", 10).await;
    let cash = finance.account_of(&distributor, "CASH").await.unwrap()["id"].clone();
    let amount = json!({ "amount": "30.00", "currency": "CNY" });
    let input = json!({ "accountId": cash, "amount": amount, "reason": "Court order", "idempotencyKey": "k1" });
    finance.query(PLACE, json!({ "input": input })).await.ok();

    reverse(&app, "R1", "100.00").await;

    assert_eq!(stands(&app, &distributor), "cash 0.00, debt -60.00");
    assert_eq!(finance.account_of(&distributor, "HELD").await.unwrap()["balance"]["amount"], "30.00");
    app.close().await;
}

/// The oldest money is the credit's own: what clears older arrears is taken from behind it.
#[tokio::test]
async fn older_arrears_are_cleared_by_what_lies_behind_the_credit() {
    let app = App::start().await;
    let (distributor, reseller) = (app.channel.distributor.clone(), app.channel.reseller.clone());
    app.wire(&distributor, "R1", "100.00", 5).await;
    let admin = app.admin_of(&distributor).await;
    admin.allocate(&reseller, "100.00").await.ok();
    reverse(&app, "R1", "100.00").await;
    admin.reclaim(&reseller, "100.00").await.ok();
    assert_eq!(stands(&app, &distributor), "cash 100.00, debt -100.00");
    app.wire(&distributor, "R2", "130.00", 1).await;
    assert_eq!(stands(&app, &distributor), "cash 130.00, debt 0.00");

    reverse(&app, "R2", "130.00").await;

    assert_eq!(stands(&app, &distributor), "cash 0.00, debt 0.00");
    app.close().await;
}

#[tokio::test]
async fn a_credit_is_taken_back_once_however_often_and_where_it_is_reported() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    let both = BankFile::new(
        "S1",
        [
            Line::reversal("R0", "5.00"),
            Line::from(&reseller, "R1", "40.00"),
            Line::reversal("R1", "40.00"),
            Line::reversal("R1", "40.00"),
        ],
    );

    finance.import(&both).await;
    reverse(&app, "R1", "40.00").await;
    reverse(&app, "R1", "39.00").await;

    assert_eq!(
        entries(&finance).await,
        [
            "-R0 HELD REVERSAL",
            "+R1 REVERSED REVERSAL",
            "-R1 APPLIED REVERSAL",
            "-R1 DUPLICATE",
            "-R1 DUPLICATE",
            "-R1 HELD REVERSAL",
        ]
    );
    assert_eq!(stands(&app, &reseller), "cash 0.00, debt 0.00");
    app.close().await;
}

/// Two files with the same reversal are decided at one moment.
#[tokio::test]
async fn two_files_at_once_take_a_credit_back_once() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    app.wire(&reseller, "R1", "40.00", 10).await;
    for name in ["A", "B"] {
        finance.upload("statement.xml", BankFile::new(name, [Line::reversal("R1", "40.00")]).xml()).await;
    }

    tokio::join!(app.run_jobs(), app.run_jobs());
    app.run_jobs().await;

    let mut found = entries(&finance).await;
    found.sort();
    assert_eq!(found, ["+R1 REVERSED REVERSAL", "-R1 APPLIED REVERSAL", "-R1 DUPLICATE"]);
    assert_eq!(stands(&app, &reseller), "cash 0.00, debt 0.00");
    app.close().await;
}
