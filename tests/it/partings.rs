//! Customers leave their partner or change their mode, resellers leave their distributor (domain.md 2.5, Q-08, Q-10).

mod asked;
mod blocked;
mod codes;
mod crashes;
mod ending;
mod killed;
mod letters;
mod limits;
mod people;
mod resellers;
mod sight;
mod switching;
mod vendor;
mod withdrawn;

use domain::clock::Clock;
use serde_json::{Value, json};
use tests::{Answer, App, BankFile, Line, Mail, Partner, Person};

const REQUEST: &str = "mutation($input: PartingRequestInput!) { partingRequest(input: $input) {
    parting { id kind state fromKind toKind side reason answerBy } blockers userErrors { code field } } }";
const ANSWER: &str = "mutation($input: PartingAnswerInput!) { partingAnswer(input: $input) {
    parting { id state opinion } userErrors { code field } } }";
const WITHDRAW: &str = "mutation($input: PartingWithdrawInput!) { partingWithdraw(input: $input) {
    parting { id state } userErrors { code field } } }";
const ALLOCATE: &str = "mutation($input: AdjustmentAllocateInput!) { adjustmentAllocate(input: $input) {
    adjustment { id } userErrors { code field } } }";
const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id } userErrors { code field } } }";
const PART: &str = "mutation($input: CouponQuotaIssueInput!) { couponQuotaIssue(input: $input) {
    results { quota { id } userErrors { code field } } userErrors { code field } } }";
const ISSUE: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { userErrors { code field } } userErrors { code field } } }";
const SHOWN: &str = "query($id: ID!) { node(id: $id) { ... on Parting {
    state moneyReturned { amount } couponsReturned blockers steps { step count amount { amount } } } } }";

/// Asks for a parting, with what `more` adds or replaces.
async fn request(person: &Person<'_>, party: &Partner, kind: &str, more: Value) -> Answer {
    let mut input = json!({ "partyId": party.global_id(), "kind": kind, "reason": "As agreed on the phone." });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    person.query(REQUEST, json!({ "input": input })).await
}

/// The id of a parting whose request was not refused.
async fn requested(person: &Person<'_>, party: &Partner, kind: &str) -> String {
    request(person, party, kind, json!({})).await.ok()["parting"]["id"].as_str().unwrap().to_owned()
}

async fn answer(person: &Person<'_>, id: &str, verdict: &str) -> Answer {
    let input = json!({ "partingId": id, "verdict": verdict, "opinion": "We have talked about it." });
    person.query(ANSWER, json!({ "input": input })).await
}

async fn withdraw(person: &Person<'_>, id: &str) -> Answer {
    person.query(WITHDRAW, json!({ "input": { "partingId": id } })).await
}

fn state(answer: &Answer) -> String {
    answer.ok()["parting"]["state"].as_str().unwrap().to_owned()
}

/// `DONE, 69.50 and 0 coupons: CHECK, COUPONS 0, MONEY 69.50, ASSOCIATION, NOTICE`.
async fn shown(person: &Person<'_>, id: &str) -> String {
    let node = person.query(SHOWN, json!({ "id": id })).await.data()["node"].clone();
    let text = |value: &Value| value.as_str().map(str::to_owned).unwrap_or_default();
    let step = |it: &Value| {
        let count = it["count"].as_i64().map(|count| format!(" {count}")).unwrap_or_default();
        let amount = it["amount"]["amount"].as_str().map(|amount| format!(" {amount}")).unwrap_or_default();
        format!("{}{count}{amount}", text(&it["step"]))
    };
    let steps: Vec<String> = node["steps"].as_array().unwrap().iter().map(step).collect();
    let blockers: Vec<String> = node["blockers"].as_array().unwrap().iter().map(text).collect();
    let money = node["moneyReturned"]["amount"].as_str().unwrap_or("nothing").to_owned();
    let head = format!("{}, {money} and {} coupons", text(&node["state"]), node["couponsReturned"]);
    if blockers.is_empty() {
        format!("{head}: {}", steps.join(", "))
    } else {
        format!("{head}: {}; {}", steps.join(", "), blockers.join(", "))
    }
}

/// Money wired by a partner to its own number.
async fn wired(app: &App, partner: &Partner, reference: &str, amount: &str) {
    let line = Line::from(partner, reference, amount);
    app.finance().await.import(&BankFile::new(reference, [line])).await;
}

fn cny(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

/// Money that a partner gives to its reseller or customer.
async fn allocate(app: &App, from: &Partner, to: &Partner, amount: &str) -> Answer {
    let key = format!("{amount} to {} at {}", to.name, app.clock.now().instant().timestamp());
    let input = json!({ "partyId": to.global_id(), "amount": cny(amount), "idempotencyKey": key });
    app.admin_of(from).await.query(ALLOCATE, json!({ "input": input })).await
}

/// The same, not refused.
async fn allocated(app: &App, from: &Partner, to: &Partner, amount: &str) {
    allocate(app, from, to, amount).await.ok();
}

/// A quota of 100.00 that a reseller has from its distributor.
async fn quota(app: &App, reseller: &Partner) -> Value {
    let channel = app.channel.clone();
    let valid_to = app.clock.now().plus(chrono::TimeDelta::days(100));
    let grant = json!({
        "holderId": channel.distributor.global_id(), "kind": "CASH_COUPON", "value": cny("1000.00"),
        "validTo": valid_to, "idempotencyKey": "grant",
    });
    let granted = app.finance().await.query(GRANT, json!({ "input": grant })).await;
    let parts = [json!({ "resellerId": reseller.global_id(), "amount": cny("100.00") })];
    let part = json!({ "quotaId": granted.ok()["quota"]["id"], "parts": parts, "idempotencyKey": "part" });
    let parted = app.admin_of(&channel.distributor).await.query(PART, json!({ "input": part })).await;
    parted.ok()["results"][0]["quota"]["id"].clone()
}

/// Coupons of 10.00 that the reseller gives to its customer.
async fn issued(app: &App, count: usize) {
    let channel = app.channel.clone();
    let quota = quota(app, &channel.reseller).await;
    let reseller = app.admin_of(&channel.reseller).await;
    for coupon in 0..count {
        let input = json!({
            "quotaId": quota, "customerIds": [channel.customer.global_id()], "faceValue": cny("10.00"),
            "idempotencyKey": format!("coupon-{coupon}"),
        });
        let answer = reseller.query(ISSUE, json!({ "input": input })).await;
        assert_eq!(answer.ok()["results"], json!([{ "userErrors": [] }]));
    }
}

/// The mails about partings, in order.
fn mails(app: &App) -> Vec<Mail> {
    let is_funding = |mail: &Mail| mail.subject.starts_with("到账通知") || mail.subject.contains("coupon");
    app.mails().into_iter().filter(|mail| !is_funding(mail)).collect()
}

/// Example 2: 1000 came to the distributor, of which 300 went to the reseller and 120 to its customer, who spent 50.5.
async fn funded(app: &App) {
    let channel = &app.channel;
    wired(app, &channel.distributor, "D1", "1000.00").await;
    allocated(app, &channel.distributor, &channel.reseller, "300.00").await;
    allocated(app, &channel.reseller, &channel.customer, "120.00").await;
    app.charge(&channel.customer, "50.50").await;
    app.later(chrono::TimeDelta::seconds(1));
}

/// What each has: `distributor 700.00, reseller 249.50, customer 0.00`.
fn balances(app: &App) -> String {
    let of = |partner: &Partner, kind: &str| {
        let owner = partner.party_id().uuid();
        let sql = format!("select balance from ledger_accounts where owner_id = '{owner}' and kind = '{kind}'");
        app.rows(&sql).remove(0)
    };
    let channel = &app.channel;
    format!(
        "distributor {}, reseller {}, customer {}",
        of(&channel.distributor, "cash"),
        of(&channel.reseller, "cash"),
        of(&channel.customer, "spending")
    )
}

/// How a party stood under others, oldest first: `resale until a second one, advisory`.
fn stood(app: &App, party: &Partner) -> Vec<String> {
    let lower = party.party_id().uuid();
    app.rows(&format!(
        "select kind || case when valid_to is null then '' else ', ended' end from edges where lower_id = '{lower}' \
         order by valid_from"
    ))
}

/// The lines of the log about partings.
fn lines(app: &App) -> Vec<String> {
    app.rows("select operation from audit_log where operation like 'parting.%' order by occurred_at, position")
}
