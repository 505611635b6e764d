//! A bank file becomes a partner's money, once.

use serde_json::{Value, json};
use tests::{App, BankFile, Line};

fn decisions(upload: &Value) -> Vec<String> {
    let entries = upload["statements"]["nodes"][0]["entries"]["nodes"].as_array().expect("entries");
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    entries.iter().map(|it| format!("{} {} {}", word(&it["bankReference"]), word(&it["state"]), word(&it["reason"]))).collect()
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
    assert_eq!(upload["findings"][0]["place"], "Stmt[1]/Acct");
    assert_eq!(upload["statements"]["nodes"], json!([]));
    assert_eq!(app.count("bank_entries"), 0);
    app.close().await;
}
