//! A bank file becomes a partner's money, once.

use serde_json::{Value, json};
use tests::{App, BankFile, Line, Person};

const ENTRIES: &str = include_str!("../graphql/bank_entries.graphql");

/// Every entry the person may see, oldest first: `R1 CREDITED -`.
async fn entries(person: &Person<'_>) -> Vec<String> {
    let entries = person.query(ENTRIES, json!({})).await.data()["bankEntries"]["nodes"].as_array().unwrap().clone();
    entries.iter().map(decision).collect()
}

fn decision(entry: &Value) -> String {
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    format!("{} {} {}", word(&entry["bankReference"]), word(&entry["state"]), word(&entry["reason"]))
}

fn decisions(upload: &Value) -> Vec<String> {
    let entries = upload["statements"]["nodes"][0]["entries"]["nodes"].as_array().expect("entries");
    entries.iter().map(decision).collect()
}

/// The demo's statement: two are credited, the others are not, and each says why.
#[tokio::test]
async fn each_entry_is_decided_and_says_why() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (distributor, reseller) = (app.channel.distributor.clone(), app.channel.reseller.clone());
    let mut debit = Line::from(&reseller, "R4", "30.00");
    debit.direction = "DBIT";

    let upload = finance
        .import(&BankFile::new(
            "S1",
            [
                Line::from(&distributor, "R1", "1000.00"),
                Line::from(&reseller, "R2", "250.50"),
                Line::credit("R3", "99.00", "Somebody Else Ltd", &reseller.number),
                debit,
                Line::from(&reseller, "R2", "250.50"),
                Line::credit("R6", "10.00", &reseller.name, "9999990000000000006"),
            ],
        ))
        .await;

    assert_eq!(upload["state"], "IMPORTED");
    insta::assert_debug_snapshot!(decisions(&upload), @r#"
    [
        "R1 CREDITED -",
        "R2 CREDITED -",
        "R3 HELD PAYER_DIFFERS",
        "R4 IGNORED DEBIT",
        "R2 DUPLICATE -",
        "R6 HELD UNKNOWN_NUMBER",
    ]
    "#);
    assert_eq!(finance.balance_of(&distributor).await.as_deref(), Some("1000.00"));
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("250.50"));
    assert_eq!(app.count("ledger_transfers"), 2);
    let mails = app.mails();
    let told: Vec<_> = mails.iter().map(|mail| (mail.to.as_str(), mail.subject.as_str())).collect();
    assert_eq!(told.len(), 2, "{told:?}");
    assert!(told.iter().any(|(to, _)| *to == distributor.email));
    assert!(told.iter().any(|(to, _)| *to == reseller.email));
    app.close().await;
}

/// A file of one account must not credit by entries of another.
#[tokio::test]
async fn a_statement_of_an_unregistered_account_is_rejected_whole() {
    let app = App::start().await;
    let finance = app.finance().await;
    let mut file = BankFile::new("S1", [Line::from(&app.channel.reseller, "R1", "10.00")]);
    file.account = "DE00UNKNOWN".to_owned();

    let upload = finance.import(&file).await;

    assert_eq!(upload["state"], "REJECTED");
    assert_eq!(upload["findings"][0]["code"], "UNKNOWN_BANK_ACCOUNT");
    assert_eq!(upload["findings"][0]["place"], "Stmt[1], line 5");
    assert_eq!(upload["statements"]["nodes"], json!([]));
    assert_eq!(app.count("bank_entries"), 0);
    app.close().await;
}

/// The second is refused on the spot; no job looks at it.
/// Statements of a day and of its week tell of the same receipts.
#[tokio::test]
async fn an_entry_in_an_overlapping_file_is_a_duplicate_and_not_credited_again() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let day = BankFile::new("DAY", [Line::from(&reseller, "R1", "10.00")]);
    let week = BankFile::new("WEEK", [Line::from(&reseller, "R1", "10.00"), Line::from(&reseller, "R2", "5.00")]);

    finance.upload("day.xml", day.xml()).await;
    finance.upload("week.xml", week.xml()).await;
    tokio::join!(app.run_jobs(), app.run_jobs());

    let mut found = entries(&finance).await;
    found.sort();
    assert_eq!(found, ["R1 CREDITED -", "R1 DUPLICATE -", "R2 CREDITED -"]);
    let nodes = finance.query(ENTRIES, json!({})).await.data()["bankEntries"]["nodes"].clone();
    let of = |state: &str| {
        nodes.as_array().unwrap().iter().find(|it| it["state"] == state && it["bankReference"] == "R1").unwrap().clone()
    };
    assert_eq!(of("DUPLICATE")["duplicateOf"]["id"], of("CREDITED")["id"]);
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("15.00"));
    assert_eq!((app.count("ledger_transfers"), app.mails().len()), (2, 2));
    app.close().await;
}

#[tokio::test]
async fn what_cannot_be_told_from_a_repeat_is_held() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let nameless = Line { reference: None, ..Line::from(&reseller, "", "7.00") };
    finance.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "10.00")])).await;

    let upload = finance.import(&BankFile::new("S2", [Line::from(&reseller, "R1", "11.00"), nameless])).await;

    assert_eq!(decisions(&upload), ["R1 HELD REFERENCE_REUSED", "- HELD NO_BANK_REFERENCE"]);
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("10.00"));
    assert_eq!((app.count("ledger_transfers"), app.mails().len()), (1, 1));
    app.close().await;
}

#[tokio::test]
async fn a_number_that_the_payer_wrote_counts_like_one_that_was_addressed() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    let (front, back) = reseller.number.split_at(10);
    let line = Line { text: format!("Top-up / {front} {back}"), ..Line::credit("R1", "10.00", &reseller.name, "") };

    let upload = finance.import(&BankFile::new("S1", [line])).await;

    assert_eq!(decisions(&upload), ["R1 CREDITED -"]);
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("10.00"));
    app.close().await;
}

/// A distributor that writes Chinese and a reseller that writes English are told the same in their languages.
#[tokio::test]
async fn a_credit_is_told_to_the_partner_in_its_language() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (distributor, reseller) = (app.channel.distributor.clone(), app.channel.reseller.clone());
    finance
        .import(&BankFile::new(
            "S1",
            [Line::from(&distributor, "R1", "1000000.00"), Line::from(&reseller, "R2", "250.50")],
        ))
        .await;

    let mails = app.mails();
    let to = |partner: &tests::Partner| {
        let mail = mails.iter().find(|mail| mail.to == partner.email).unwrap();
        format!("{}\n\n{}", mail.subject, mail.text)
    };

    assert_eq!(mails.len(), 2);
    insta::assert_snapshot!(to(&reseller), @"
    CNY 250.50 credited to your account

    Dear Robin,

    A bank transfer to Heron Systems Ltd has arrived and was credited in full.

      Amount credited:      CNY 250.50
      Balance after it:     CNY 250.50
      From:                 Heron Systems Ltd
      Booked by the bank:   10 March 2026
      Bank reference:       R2
      Remittance account:   ending in 0034

    The amount can be used now. You need not do anything.

    Do you not know the payer, or did you not expect this transfer? Then please do
    not use the amount, and answer this e-mail with the bank reference above. We
    will clarify it with the bank.

    --
    You receive this e-mail because you look after the finances of Heron Systems Ltd.
    https://partners.example/
    ");
    insta::assert_snapshot!(to(&distributor), @"
    到账通知：人民币 1,000,000.00 元已入账

    Robin，您好：

    长江云分销有限公司 的一笔银行汇款已到账，并已全额入账。

      入账金额：人民币 1,000,000.00 元
      入账后余额：人民币 1,000,000.00 元
      付款方：长江云分销有限公司
      银行记账日期：2026年3月10日
      银行流水号：R1
      专属汇款账号：尾号 0018

    款项现已可用，您无需进行任何操作。

    如果您不认识付款方，或未预期收到这笔款项，请勿使用该款项，并回复本邮件、
    注明上述银行流水号。我们会与银行核实。

    --
    您收到本邮件，是因为您负责 长江云分销有限公司 的财务事务。
    https://partners.example/
    ");
    app.close().await;
}

#[tokio::test]
async fn a_credit_opens_a_fund_lot_that_says_where_the_money_came_from() {
    let app = App::start().await;
    let finance = app.finance().await;
    let reseller = app.channel.reseller.clone();
    finance.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "10.00")])).await;
    let partner = app.admin_of(&reseller).await;

    let seen = partner.query(include_str!("../graphql/fund_lots.graphql"), json!({ "id": reseller.global_id() })).await;

    let money = |amount: &str| json!({ "amount": amount, "currency": "CNY" });
    let lot = json!({
        "channel": "BANK_TRANSFER",
        "channelReference": "R1",
        "arrivedAt": "2026-03-09T16:00:00.000000Z",
        "amount": money("10.00"),
        "remaining": money("10.00"),
        "invoiced": money("0.00"),
    });
    assert_eq!(
        seen.data()["node"]["accounts"],
        json!([{ "kind": "CASH", "fundLots": [lot] }, { "kind": "HELD", "fundLots": [] }, { "kind": "EARMARKED", "fundLots": [] }, { "kind": "DEBT", "fundLots": [] }])
    );
    app.close().await;
}

#[tokio::test]
async fn a_partner_sees_its_own_held_entry_and_nothing_else_of_the_statement() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (reseller, other) = (app.channel.reseller.clone(), app.channel.other_reseller.clone());
    let held = Line::credit("R1", "10.00", "Somebody Else Ltd", &reseller.number);
    let upload = finance.import(&BankFile::new("S1", [held, Line::from(&other, "R2", "5.00")])).await;
    assert_eq!(decisions(&upload), ["R1 HELD PAYER_DIFFERS", "R2 CREDITED -"]);

    let (partner, sibling) = (app.admin_of(&reseller).await, app.admin_of(&other).await);

    let seen = partner.query(ENTRIES, json!({})).await;
    assert_eq!(entries(&partner).await, ["R1 HELD PAYER_DIFFERS"]);
    assert_eq!(seen.data()["bankEntries"]["totalCount"], 1);
    assert_eq!(seen.data()["bankEntries"]["nodes"][0]["bankStatement"], Value::Null);
    assert_eq!(seen.data()["bankStatements"]["totalCount"], 0);
    assert_eq!(entries(&sibling).await, ["R2 CREDITED -"]);
    app.close().await;
}
