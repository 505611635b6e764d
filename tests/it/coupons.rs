//! Coupon quota and coupons, from the vendor down to a charge (domain.md 4).

mod batches;
mod books;
mod codes;
mod commands;
mod example;
mod expiry;
mod freezing;
mod limits;
mod operations;
mod parting;
mod payable;
mod quotas;
mod race;
mod records;
mod refunds;
mod sight;
mod spending;

use std::sync::atomic::{AtomicUsize, Ordering};

use chrono::{DateTime, TimeDelta, Utc};
use domain::actor::Actor;
use domain::charge::{self, Back, BillType, ChargeMode, Payment, Use};
use domain::clock::Clock;
use domain::db::Mode;
use rust_decimal::Decimal;
use schema::ids::{ChargeId, CouponId, CouponQuotaId};
use schema::money::{Money, Rate};
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
    let line = |result: &Value| {
        let error = &result["userErrors"][0];
        let told = format!("{} {}", text(&error["code"]), text(&error["field"][0])).trim().to_owned();
        if told.is_empty() { "ok".to_owned() } else { told }
    };
    answer.ok()["results"].as_array().unwrap().iter().map(line).collect()
}

/// Charges the reseller's resale customer: what each coupon paid, what expires first first. What they do not pay is
/// owed.
async fn spend(app: &App, number: u128, due: &str) -> Vec<String> {
    spend_on(app, number, due, "ecs", None, false).await
}

async fn spend_on(
    app: &App,
    number: u128,
    due: &str,
    service_type: &str,
    product: Option<&str>,
    is_discounted: bool,
) -> Vec<String> {
    let due: Rate = format!("{due} CNY").parse().unwrap();
    let discount = Decimal::from(u8::from(is_discounted));
    let (now, currency) = (app.clock.now(), due.currency());
    let told = Use {
        charge_key: number.to_string(),
        customer_id: app.channel.customer.party_id(),
        occurred_at: now.instant(),
        bill_type: BillType::Usage,
        charge_mode: ChargeMode::OnDemand,
        service_type: service_type.to_owned(),
        product: product.map(str::to_owned),
        resource: None,
        is_marketplace: false,
        unit_price: Rate::new(due.amount() + discount, currency).unwrap(),
        usage: Decimal::ONE,
        discount: Rate::new(discount, currency).unwrap(),
        payment: Payment::Balance,
    };
    let actor = Actor::system("test");
    app.db.tx(move |conn| charge::record(conn, now, &actor, &told, Mode::Real)).await.unwrap();
    app.rows(&format!(
        "select payment.amount from coupon_payments payment join coupons on coupons.id = payment.coupon_id \
         join charges on charges.id = payment.charge_id where charge_key = '{number}' order by coupons.valid_to, coupons.id"
    ))
}

/// Refunds so much of what coupons paid of a charge, what else paid first: how much of it coupons got.
async fn give_back(app: &App, number: u128, amount: &str) -> String {
    let charge = |column: &str| {
        let found = app.rows(&format!("select {column} from charges where charge_key = '{number}'"));
        found.first().cloned().unwrap_or_default()
    };
    let Ok(id) = charge("id").parse() else { return "0.00".to_owned() };
    let refund = |key: String, amount: String| {
        let (now, actor) = (app.clock.now(), Actor::system("test"));
        let charge_id = ChargeId::from_uuid(id);
        let told = Back { refund_key: key, charge_id, amount: money(&amount), reason: "Unsubscribed".to_owned() };
        app.db.tx(move |conn| charge::refund(conn, now, &actor, &told, Mode::Real))
    };
    let unaided = charge("payable - coupon_amount");
    if unaided != "0.00" {
        refund(format!("rest of {number}"), unaided).await.unwrap();
    }
    let left = "coupon_amount - (select coalesce(sum(coupon_amount), 0) from refunds where charge_id = charges.id)";
    let amount = charge(&format!("least({amount}, {left})"));
    if amount == "0.00" {
        return amount;
    }
    refund(key(), amount).await.unwrap().result.coupon_amount.amount().to_string()
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
