//! Coupon quota and coupons, from the vendor down to a charge (domain.md 4).

mod batches;
mod books;
mod codes;
mod commands;
mod example;
mod expiry;
mod freezing;
mod limits;
mod parting;
mod quotas;
mod race;
mod records;
mod refunds;
mod sight;
mod spending;

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Actor;
use domain::clock::Clock;
use domain::coupon::{self, Purchase};
use schema::ids::{ChargeId, CouponId, CouponQuotaId};
use schema::money::Money;
use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const GRANT: &str = "mutation($input: CouponQuotaGrantInput!) { couponQuotaGrant(input: $input) {
    quota { id } replayed dryRun userErrors { code field } } }";
const PART: &str = "mutation($input: CouponQuotaIssueInput!) { couponQuotaIssue(input: $input) {
    results { resellerId quota { id value { amount } balance { amount } state } userErrors { code field } }
    replayed dryRun userErrors { code field } } }";
const TAKE: &str = "mutation($input: CouponQuotaReclaimInput!) { couponQuotaReclaim(input: $input) {
    results { quotaId quota { id state } amount { amount } lapsed { amount } userErrors { code field } }
    replayed dryRun userErrors { code field } } }";
const ISSUE: &str = "mutation($input: CouponIssueInput!) { couponIssue(input: $input) {
    results { customerId coupon { id state balance { amount } memo } userErrors { code field } }
    replayed dryRun userErrors { code field } } }";
const RECLAIM: &str = "mutation($input: CouponReclaimInput!) { couponReclaim(input: $input) {
    results { couponId coupon { id state } amount { amount } lapsed { amount } userErrors { code field } }
    replayed dryRun userErrors { code field } } }";

/// A quota and a coupon that nobody has.
const NO_QUOTA: &str = "cqt_01h455vb4pex5vsknk084sn02q";
const NO_COUPON: &str = "cpn_01h455vb4pex5vsknk084sn02q";

/// A name for a command that no other of the run has.
fn key() -> String {
    static NEXT: AtomicUsize = AtomicUsize::new(0);
    format!("k{}", NEXT.fetch_add(1, Ordering::Relaxed))
}

fn cny(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

fn money(amount: &str) -> Money {
    format!("{amount} CNY").parse().unwrap()
}

/// So many days from now.
fn days(app: &App, days: i64) -> DateTime<Utc> {
    app.clock.now().plus(TimeDelta::days(days))
}

/// `input` with what `more` adds or replaces.
fn with(mut input: Value, more: Value) -> Value {
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    input
}

/// The vendor grants 100 days of quota.
async fn grant(person: &Person<'_>, app: &App, holder: &Partner, value: &str, more: Value) -> Answer {
    let input = json!({
        "holderId": holder.global_id(), "kind": "CASH_COUPON", "value": cny(value), "validTo": days(app, 100),
        "idempotencyKey": key(),
    });
    person.query(GRANT, json!({ "input": with(input, more) })).await
}

/// The id of a quota that was granted.
async fn granted(app: &App, holder: &Partner, value: &str, more: Value) -> String {
    let answer = grant(&app.finance().await, app, holder, value, more).await;
    answer.ok()["quota"]["id"].as_str().unwrap().to_owned()
}

/// A distributor issues quota to resellers.
async fn part(person: &Person<'_>, quota: &str, parts: &[(&Partner, &str)], more: Value) -> Answer {
    let part =
        |(reseller, amount): &(&Partner, &str)| json!({ "resellerId": reseller.global_id(), "amount": cny(amount) });
    let parts: Vec<Value> = parts.iter().map(part).collect();
    let input = json!({ "quotaId": quota, "parts": parts, "idempotencyKey": key() });
    person.query(PART, json!({ "input": with(input, more) })).await
}

/// The reseller's quota: 100 of 1000 that its distributor has, and the distributor's.
async fn reseller_quota(app: &App, more: Value) -> (String, String) {
    let parent = granted(app, &app.channel.distributor, "1000.00", more).await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let answer = part(&distributor, &parent, &[(&app.channel.reseller, "100.00")], json!({})).await;
    (answer.ok()["results"][0]["quota"]["id"].as_str().unwrap().to_owned(), parent)
}

async fn take(person: &Person<'_>, quotas: &[&str], more: Value) -> Answer {
    let input = json!({ "quotaIds": quotas, "idempotencyKey": key() });
    person.query(TAKE, json!({ "input": with(input, more) })).await
}

async fn issue(person: &Person<'_>, quota: &str, customers: &[&Partner], amount: &str, more: Value) -> Answer {
    let customers: Vec<String> = customers.iter().map(|customer| customer.global_id()).collect();
    let input = json!({
        "quotaId": quota, "customerIds": customers, "faceValue": cny(amount), "idempotencyKey": key(),
    });
    person.query(ISSUE, json!({ "input": with(input, more) })).await
}

/// The id of the coupon that the reseller issued to its resale customer.
async fn issued(app: &App, quota: &str, amount: &str, more: Value) -> String {
    let reseller = app.admin_of(&app.channel.reseller).await;
    let answer = issue(&reseller, quota, &[&app.channel.customer], amount, more).await;
    let result = answer.ok()["results"][0].clone();
    assert_eq!(result["userErrors"], json!([]));
    result["coupon"]["id"].as_str().unwrap().to_owned()
}

async fn reclaim(person: &Person<'_>, coupons: &[&str], more: Value) -> Answer {
    let input = json!({ "couponIds": coupons, "idempotencyKey": key() });
    person.query(RECLAIM, json!({ "input": with(input, more) })).await
}

/// What became of each of a batch: `CODE field`, or `ok`.
fn results(answer: &Answer) -> Vec<String> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let line = |result: &Value| match &result["userErrors"][0] {
        Value::Null => "ok".to_owned(),
        error => format!("{} {}", text(&error["code"]), text(&error["field"][0])).trim_end().to_owned(),
    };
    answer.ok()["results"].as_array().unwrap().iter().map(line).collect()
}

/// The charge of a number.
fn charge(number: u128) -> ChargeId {
    ChargeId::from_uuid(uuid::Uuid::from_u128(number))
}

/// Charges the reseller's resale customer: what each coupon paid, in the order of paying.
async fn spend(app: &App, number: u128, due: &str) -> Vec<String> {
    spend_on(app, number, due, "ecs", None, false).await
}

async fn spend_on(
    app: &App,
    number: u128,
    due: &str,
    service_type: &'static str,
    product: Option<&'static str>,
    is_discounted: bool,
) -> Vec<String> {
    let (now, customer_id, due) = (app.clock.now(), app.channel.customer.party_id(), money(due));
    let spent = app.db.tx(move |conn| {
        let purchase = Purchase { customer_id, charge_id: charge(number), service_type, product, is_discounted };
        coupon::spend(conn, now, &purchase, due)
    });
    spent.await.unwrap().iter().map(|spent| spent.amount.amount().to_string()).collect()
}

/// Refunds so much of a charge: how much of it coupons got.
async fn give_back(app: &App, number: u128, amount: &str) -> String {
    let (now, amount) = (app.clock.now(), money(amount));
    let actor = Actor::system("test");
    let back = app.db.tx(move |conn| coupon::give_back(conn, now, &actor, charge(number), amount));
    back.await.unwrap().amount().to_string()
}

/// Where the quota stands: `1000 = 800 left + 0 issued + 200 granted + 0 returned + 0 lapsed, normal`.
fn quota(app: &App, id: &str) -> String {
    let id = id.parse::<CouponQuotaId>().unwrap().uuid();
    app.rows(&format!(
        "select format('%s = %s left + %s issued + %s granted + %s returned + %s lapsed, %s', trim_scale(value), \
         trim_scale(balance), trim_scale(issued), trim_scale(granted), trim_scale(returned), trim_scale(lapsed), state) \
         from coupon_quotas where id = '{id}'"
    ))
    .remove(0)
}

/// Where the coupon stands: `60 = 40 left + 20 spent + 0 returned + 0 lapsed, usable`.
fn coupon(app: &App, id: &str) -> String {
    let id = id.parse::<CouponId>().unwrap().uuid();
    app.rows(&format!(
        "select format('%s = %s left + %s spent + %s returned + %s lapsed, %s', trim_scale(face_value), \
         trim_scale(balance), trim_scale(spent), trim_scale(returned), trim_scale(lapsed), state) \
         from coupons where id = '{id}'"
    ))
    .remove(0)
}

/// The day's job, which the schedule enqueues; done again it does nothing.
async fn expire(app: &App) {
    let (now, on) = (app.clock.now(), app.clock.now().date());
    app.db.tx(move |conn| domain::outbox::enqueue(conn, now, &schema::jobs::ExpireCoupons { on })).await.unwrap();
    app.run_jobs().await;
}
