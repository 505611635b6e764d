//! Exclusive remittance accounts: the number is shown to who brings a code, with what else a wire has to name.

use serde_json::{Value, json};
use tests::{App, BANK_ACCOUNT, Partner, Person};

const ACCOUNTS: &str = "query($id: ID!) { node(id: $id) { ... on Party { remittanceAccounts {
  number numberMasked openedAt payee { name bankName bankCode } } } } }";
const OPEN: &str = "mutation($input: RemittanceAccountOpenInput!) { remittanceAccountOpen(input: $input) {
  remittanceAccount { number openedAt } userErrors { code message field } } }";
const PAYEE: &str = "mutation($input: BankAccountPayeeSetInput!) { bankAccountPayeeSet(input: $input) {
  bankAccount { payeeName bankName bankCode } userErrors { code message field } } }";
const BANK_ACCOUNTS: &str = "{ bankAccounts { nodes { id number } } }";

async fn account(person: &Person<'_>, of: &Partner) -> Value {
    let answer = person.query(ACCOUNTS, json!({ "id": of.global_id() })).await;
    answer.data()["node"]["remittanceAccounts"][0].clone()
}

async fn open(person: &Person<'_>, currency: &str, code: &str) -> tests::Answer {
    person.query(OPEN, json!({ "input": { "currency": currency, "verificationCode": code } })).await
}

#[tokio::test]
async fn a_number_is_shown_to_the_partner_when_it_was_opened_with_a_code() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let (finance, reseller) = (app.finance().await, app.admin_of(&partner).await);
    let masked = format!("{}{}", "*".repeat(15), &partner.number[15..]);
    let before = account(&reseller, &partner).await;
    let code = reseller.code(&partner.email).await;
    let wrong = if code == "000000" { "000001" } else { "000000" };

    let refused = open(&reseller, "CNY", wrong).await;
    let elsewhere = open(&reseller, "EUR", &code).await;
    let opened = open(&reseller, "CNY", &code).await;
    let spent = open(&reseller, "CNY", &code).await;
    app.later(chrono::TimeDelta::minutes(2));
    let again = open(&reseller, "CNY", &reseller.code(&partner.email).await).await;

    assert_eq!((&before["number"], &before["openedAt"]), (&Value::Null, &Value::Null));
    assert_eq!(before["numberMasked"], masked);
    assert_eq!(account(&finance, &partner).await["number"], partner.number);
    assert_eq!(refused.refusals(), ["CODE_WRONG verificationCode"]);
    assert_eq!(elsewhere.refusals(), ["NOT_FOUND currency"], "what was refused does not use the code up");
    assert_eq!(opened.ok()["remittanceAccount"]["number"], partner.number);
    assert_eq!(spent.refusals(), ["CODE_EXPIRED verificationCode"]);
    assert_eq!(again.ok()["remittanceAccount"], opened.ok()["remittanceAccount"], "who opened it first stays");
    assert_eq!(account(&reseller, &partner).await["number"], partner.number);
    assert_eq!(app.rows("select count(*)::text from audit_log where operation = 'remittance_account.open'"), ["1"]);
    app.close().await;
}

#[tokio::test]
async fn only_a_partner_opens_its_number() {
    let app = App::start().await;
    for person in [app.finance().await, app.admin_of(&app.channel.customer).await] {
        assert_eq!(open(&person, "CNY", "123456").await.refusals(), ["FORBIDDEN"]);
    }
    let distributor = app.admin_of(&app.channel.distributor).await;
    assert_eq!(account(&distributor, &app.channel.reseller).await["number"], Value::Null);
    assert_eq!(app.rows("select count(*)::text from remittance_accounts where opened_at is not null"), ["0"]);
    app.close().await;
}

#[tokio::test]
async fn a_partner_reads_whom_its_wire_has_to_name() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.admin_of(&app.channel.reseller).await);
    let accounts = finance.query(BANK_ACCOUNTS, json!({})).await.data()["bankAccounts"]["nodes"].clone();
    assert_eq!(accounts[0]["number"], BANK_ACCOUNT);
    let set = |name: Value, bank: Value, code: Value| json!({ "input": { "id": accounts[0]["id"], "payeeName": name, "bankName": bank, "bankCode": code } });

    let half = finance.query(PAYEE, set(json!("Vendor Cloud Ltd"), Value::Null, Value::Null)).await;
    let no_code = finance.query(PAYEE, set(json!("Vendor Cloud Ltd"), json!("A Bank"), json!("no!"))).await;
    let operations = app.operations().await.query(PAYEE, set(Value::Null, Value::Null, Value::Null)).await;
    let unset = account(&reseller, &app.channel.reseller).await["payee"].clone();
    finance.query(PAYEE, set(json!("Vendor Cloud Ltd"), json!("A Bank"), json!("abcd cnbj"))).await.ok();

    assert_eq!(half.refusals(), ["INVALID_INPUT bankName"]);
    assert_eq!(no_code.refusals(), ["INVALID_INPUT bankCode"]);
    assert_eq!(operations.refusals(), ["FORBIDDEN"]);
    assert_eq!(unset, Value::Null);
    let payee = json!({ "name": "Vendor Cloud Ltd", "bankName": "A Bank", "bankCode": "ABCDCNBJ" });
    assert_eq!(account(&reseller, &app.channel.reseller).await["payee"], payee);
    app.close().await;
}
