//! A person says once how a bank writes CSV; from then on such files become money.

use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const SAVE: &str = include_str!("../graphql/bank_csv_mapping_save.graphql");
const REMOVE: &str = include_str!("../graphql/bank_csv_mapping_remove.graphql");
const ACCOUNTS: &str = "{ bankAccounts(first: 1) { nodes { id } } }";
const MAPPINGS: &str = "{ bankCsvMappings { totalCount nodes { name } } }";

/// Credits and debits in columns of their own, with a balance.
fn layout() -> Value {
    json!({
        "encoding": "GB18030", "delimiter": "COMMA", "quote": "DOUBLE", "skipLines": 0, "dateForm": "YEAR_MONTH_DAY",
        "decimalSeparator": "POINT", "thousandsSeparator": "COMMA", "bookedOnColumn": "交易日期",
        "creditColumn": "收入", "debitColumn": "支出", "balanceColumn": "余额", "payerNameColumn": "对方户名",
        "bankReferenceColumn": "流水号", "remittanceTextColumns": ["附言"],
    })
}

async fn save(person: &Person<'_>, account: &str, name: &str, layout: Value, key: &str) -> Answer {
    let input = json!({ "bankAccountId": account, "name": name, "layout": layout, "idempotencyKey": key });
    person.query(SAVE, json!({ "input": input })).await
}

async fn account(person: &Person<'_>) -> String {
    person.query(ACCOUNTS, json!({})).await.data()["bankAccounts"]["nodes"][0]["id"].as_str().unwrap().to_owned()
}

/// A file of one credit for the partner; its name and the words of the header are ASCII but for the columns.
fn file(partner: &Partner, reference: &str) -> Vec<u8> {
    let rows = format!(
        "交易日期,收入,支出,余额,对方户名,流水号,附言\n2026-03-10,250.50,,\"1,250.50\",{},{reference},Top-up {}\n",
        partner.name, partner.number
    );
    // The only characters of GB 18030 in it that are not ASCII, by their two bytes.
    let words: [(char, [u8; 2]); 17] = [
        ('交', [0xBD, 0xBB]),
        ('易', [0xD2, 0xD7]),
        ('日', [0xC8, 0xD5]),
        ('期', [0xC6, 0xDA]),
        ('收', [0xCA, 0xD5]),
        ('入', [0xC8, 0xEB]),
        ('支', [0xD6, 0xA7]),
        ('出', [0xB3, 0xF6]),
        ('余', [0xD3, 0xE0]),
        ('额', [0xB6, 0xEE]),
        ('对', [0xB6, 0xD4]),
        ('方', [0xB7, 0xBD]),
        ('户', [0xBB, 0xA7]),
        ('名', [0xC3, 0xFB]),
        ('流', [0xC1, 0xF7]),
        ('水', [0xCB, 0xAE]),
        ('号', [0xBA, 0xC5]),
    ];
    let others: [(char, [u8; 2]); 2] = [('附', [0xB8, 0xBD]), ('言', [0xD1, 0xD4])];
    let two = |c: char| words.iter().chain(&others).find(|(known, _)| *known == c).map(|(_, bytes)| bytes.to_vec());
    rows.chars().flat_map(|c| two(c).unwrap_or_else(|| c.to_string().into_bytes())).collect()
}

#[tokio::test]
async fn a_csv_file_is_credited_once_somebody_said_how_to_read_it() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());

    let (before, _) = finance.upload("before.csv", file(&reseller, "R1")).await;
    app.run_jobs().await;
    let saved = save(&finance, &account(&finance).await, "ICBC", layout(), "k1").await;
    let (after, _) = finance.upload("after.csv", file(&reseller, "R2")).await;
    app.run_jobs().await;

    let [before, after] = [finance.bank_upload(&before).await, finance.bank_upload(&after).await];
    assert_eq!(before["state"], "REJECTED");
    assert_eq!(before["findings"][0]["code"], "UNKNOWN_FORMAT");
    assert_eq!(saved.ok()["bankCsvMapping"]["layout"]["creditColumn"], "收入");
    assert_eq!(after["state"], "IMPORTED");
    assert_eq!(after["statements"]["nodes"][0]["openingBalance"]["amount"], "1000.00");
    assert_eq!(after["statements"]["nodes"][0]["entries"]["nodes"][0]["state"], "CREDITED");
    assert_eq!(finance.balance_of(&reseller).await.as_deref(), Some("250.50"));
    app.close().await;
}

/// Two mappings of one header would be a guess.
#[tokio::test]
async fn a_mapping_is_replaced_and_removed_and_two_that_fit_are_none() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    let account = account(&finance).await;

    let first = save(&finance, &account, "One", layout(), "k1").await;
    let again = save(&finance, &account, "One", layout(), "k1").await;
    let other = save(&finance, &account, "Two", layout(), "k1").await;
    let taken = save(&finance, &account, "One", layout(), "k2").await;
    let second = save(&finance, &account, "Two", layout(), "k3").await;
    let (both, _) = finance.upload("both.csv", file(&reseller, "R1")).await;
    app.run_jobs().await;
    let id = second.ok()["bankCsvMapping"]["id"].clone();
    let gone = finance.query(REMOVE, json!({ "input": { "id": id, "idempotencyKey": "r1" } })).await;
    let twice = finance.query(REMOVE, json!({ "input": { "id": id, "idempotencyKey": "r2" } })).await;
    let renamed = json!({
        "id": first.ok()["bankCsvMapping"]["id"], "bankAccountId": account, "name": "First", "layout": layout(),
        "idempotencyKey": "k4",
    });
    finance.query(SAVE, json!({ "input": renamed })).await.ok();

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["bankCsvMapping"], again.ok()["bankCsvMapping"]);
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!(taken.refusals(), ["ALREADY_EXISTS name"]);
    assert_eq!(finance.bank_upload(&both).await["findings"][0]["code"], "AMBIGUOUS_MAPPING");
    assert_ne!(gone.ok()["bankCsvMapping"]["removedAt"], Value::Null);
    assert_eq!(twice.refusals(), ["NOT_FOUND"]);
    let left = finance.query(MAPPINGS, json!({})).await.data()["bankCsvMappings"].clone();
    assert_eq!(left, json!({ "totalCount": 1, "nodes": [{ "name": "First" }] }));
    app.close().await;
}

#[tokio::test]
async fn only_who_manages_the_bank_says_how_files_are_read() {
    let app = App::start().await;
    let (finance, operations) = (app.finance().await, app.operations().await);
    let partner = app.admin_of(&app.channel.reseller).await;
    let account = account(&finance).await;
    let mut wrong = layout();
    wrong["amountColumn"] = json!("余额");

    let by_partner = save(&partner, &account, "One", layout(), "k1").await;
    let by_operations = save(&operations, &account, "One", layout(), "k1").await;
    let contradictory = save(&finance, &account, "One", wrong, "k1").await;

    assert_eq!(by_partner.refusals(), ["FORBIDDEN"]);
    assert_eq!(by_operations.refusals(), ["FORBIDDEN"]);
    assert_eq!(contradictory.refusals(), ["INVALID_INPUT layout"]);
    assert_eq!(partner.query(MAPPINGS, json!({})).await.data()["bankCsvMappings"]["totalCount"], 0);
    assert_eq!(app.count("bank_csv_mappings"), 0);
    app.close().await;
}
