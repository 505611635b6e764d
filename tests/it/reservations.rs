//! The vendor keeps prospects for itself.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{Answer, App, Person};

use crate::reports::{prospect, report};

const CREATE: &str = "mutation ($input: ReservationCreateInput!) { reservationCreate(input: $input) { \
    reservation { id mobileMasked emailMasked reason createdBy { id } availableActions { action allowed reason } } \
    userErrors { code field } } }";
const DELETE: &str = "mutation ($input: ReservationDeleteInput!) { reservationDelete(input: $input) { \
    reservation { id } userErrors { code field } } }";
const REVIEW: &str = "mutation ($id: ID!) { reportReview(input: { reportIds: [$id], verdict: APPROVE }) { \
    results { userErrors { code field } } userErrors { code field } } }";
const LIST: &str = "query ($filter: ReservationFilter) { reservations(filter: $filter) { nodes { id } totalCount } }";

const MOBILE: &str = "+8613800000001";
const EMAIL: &str = "buyer0001@prospect.example";

async fn reserve(person: &Person<'_>, mobile: Option<&str>, email: Option<&str>, reason: &str) -> Answer {
    person.query(CREATE, json!({ "input": { "mobile": mobile, "email": email, "reason": reason } })).await
}

async fn free(person: &Person<'_>, id: &Value) -> Answer {
    person.query(DELETE, json!({ "input": { "reservationId": id } })).await
}

#[tokio::test]
async fn who_is_kept_by_number_or_address_cannot_be_reported_or_approved() {
    let app = App::start().await;
    let (vendor, reseller) = (app.admin_of(&app.channel.vendor).await, app.admin_of(&app.channel.reseller).await);
    let before = report(&reseller, &prospect(2)).await.ok()["report"]["id"].clone();

    let by_mobile = reserve(&vendor, Some(MOBILE), None, "ONLINE_SALES").await;
    let by_email = reserve(&vendor, None, Some("Buyer0002@prospect.example"), "VENDOR_REPORTED").await;
    let reported = report(&reseller, &prospect(1)).await.refusals();
    let reviewed = vendor.query(REVIEW, json!({ "id": before })).await;
    assert!(free(&vendor, &by_mobile.ok()["reservation"]["id"]).await.refusals().is_empty());
    let freed = report(&reseller, &prospect(1)).await.refusals();

    let reservation = &by_mobile.ok()["reservation"];
    assert_eq!((&reservation["mobileMasked"], &reservation["emailMasked"]), (&json!("+86138****0001"), &Value::Null));
    assert_eq!(by_email.ok()["reservation"]["emailMasked"], "b***@prospect.example");
    assert_eq!(reported, ["CUSTOMER_RESERVED mobile"]);
    let kept = json!([{ "userErrors": [{ "code": "CUSTOMER_RESERVED", "field": ["mobile"] }] }]);
    assert_eq!(reviewed.ok()["results"], kept);
    assert_eq!(freed, [""; 0]);
    app.close().await;
}

/// domain.md 2.2: direct sales keep whom they follow, and they follow accounts of more than 7 days.
#[tokio::test]
async fn direct_sales_keep_only_who_has_had_an_account_for_a_week() {
    let app = App::start().await;
    let index: String = tests::vault().index("mobile", MOBILE).iter().map(|byte| format!("{byte:02x}")).collect();
    let customer = app.channel.customer.party_id().uuid();
    app.sql(&format!(
        "update profiles set mobile_sealed = '\\x00', mobile_index = '\\x{index}' where party_id = '{customer}'"
    ));
    let vendor = app.admin_of(&app.channel.vendor).await;
    for (mobile, email) in [(Some(MOBILE), None), (None, Some("buyer0002@prospect.example"))] {
        assert!(reserve(&vendor, mobile, email, "DIRECT_SALES").await.refusals().is_empty());
    }
    app.later(TimeDelta::days(7));
    let reseller = app.admin_of(&app.channel.reseller).await;
    let young = report(&reseller, &prospect(1)).await.refusals();
    app.sql("delete from reports");
    app.later(TimeDelta::seconds(1));
    let old = report(
        &reseller,
        &json!({ "customerName": "x", "mobile": MOBILE, "email": "a@b.example", "idempotencyKey": "k" }),
    )
    .await;
    let without_account = report(&reseller, &prospect(2)).await.refusals();

    assert_eq!((young, old.refusals()), (Vec::new(), vec!["CUSTOMER_RESERVED mobile".to_owned()]));
    assert_eq!(without_account, [""; 0]);
    app.close().await;
}

#[tokio::test]
async fn only_the_vendors_administrators_keep_prospects_and_only_the_vendor_sees_them() {
    let app = App::start().await;
    let (vendor, finance) = (app.admin_of(&app.channel.vendor).await, app.finance().await);
    let reseller = app.admin_of(&app.channel.reseller).await;
    let first = reserve(&vendor, Some(MOBILE), Some(EMAIL), "SUPPORT_CENTRE").await;
    let id = &first.ok()["reservation"]["id"];

    let refused = [
        reserve(&vendor, Some("0086 138 0000 0001"), Some(EMAIL), "REWARD_PROGRAMME").await.refusals(),
        reserve(&vendor, None, None, "ONLINE_SALES").await.refusals(),
        reserve(&vendor, Some("138"), None, "ONLINE_SALES").await.refusals(),
        reserve(&vendor, None, Some("x"), "ONLINE_SALES").await.refusals(),
        reserve(&finance, Some("+8613800000009"), None, "ONLINE_SALES").await.refusals(),
        free(&finance, id).await.refusals(),
        free(&reseller, id).await.refusals(),
        free(&vendor, &json!("rsv_01h455vb4pex5vsknk084sn02q")).await.refusals(),
    ];
    let mut seen = Vec::new();
    for person in [&vendor, &finance, &reseller] {
        for filter in [Value::Null, json!({ "mobile": MOBILE, "email": EMAIL, "reason": "SUPPORT_CENTRE" })] {
            let list = person.query(LIST, json!({ "filter": filter })).await;
            seen.push(list.data()["reservations"]["totalCount"].clone());
        }
    }

    insta::assert_snapshot!(refused.concat().join("\n"), @"
    ALREADY_EXISTS mobile
    INVALID_INPUT mobile
    INVALID_INPUT mobile
    INVALID_INPUT email
    FORBIDDEN
    FORBIDDEN
    FORBIDDEN
    NOT_FOUND reservationId
    ");
    assert_eq!(seen, [1, 1, 1, 1, 0, 0]);
    assert_eq!(app.count("reservations"), 1);
    assert_eq!(app.count("audit_log where operation like 'reservation.%'"), 1);
    app.close().await;
}
