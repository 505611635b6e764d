//! Quota from the vendor to partners, from a distributor to its resellers, and coupons from each of them.

use domain::actor::Role::Administrator;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{command, member};

/// Who issues to whom, at once.
const ISSUED: [(&str, &[&str]); 4] = [
    ("distributor", &["distributor's customer"]),
    ("reseller", &["customer", "advisory customer"]),
    ("other reseller", &["other customer"]),
    ("solution provider", &["solution provider's customer"]),
];

pub(super) async fn furnish(app: &App) {
    let vendor = app.finance().await;
    for holder in ["distributor", "other distributor", "solution provider", "government-subsidy partner"] {
        let input = json!({
            "holderId": member(app, holder).global_id(), "kind": "VOUCHER", "value": yuan("90.00"),
            "validTo": "2026-12-31T00:00:00Z", "remark": "for the year", "idempotencyKey": holder,
        });
        let given = command(&vendor, "couponQuotaGrant", "quota { id }", input).await;
        if holder == "distributor" {
            divide(app, &given["quota"]["id"]).await;
        }
    }
    for (issuer, customers) in ISSUED {
        let person = app.sign_in(&member(app, issuer).email(Administrator)).await;
        for memo in ["for a trial", "for a loss"] {
            let customers: Vec<String> = customers.iter().map(|it| member(app, it).global_id()).collect();
            issue(&person, &customers, memo).await;
        }
    }
    for (issuer, of) in [("distributor", "distributor's customer"), ("reseller", "customer")] {
        let person = app.sign_in(&member(app, issuer).email(Administrator)).await;
        let coupons = person.query(HELD, json!({ "of": member(app, of).global_id() })).await.data()["coupons"].clone();
        let coupon = &coupons["nodes"][0]["id"];
        command(&person, "couponFreeze", "", json!({ "couponId": coupon })).await;
        let input = json!({ "couponIds": [coupon], "remark": "by mistake", "idempotencyKey": "a reclaim" });
        command(&person, "couponReclaim", "results { userErrors { code } }", input).await;
    }
}

const HELD: &str = "query($of: ID!) { coupons(filter: { customerId: $of }) { nodes { id } } }";

async fn divide(app: &App, quota: &Value) {
    let person = app.sign_in(&member(app, "distributor").email(Administrator)).await;
    let part = |name| json!({ "resellerId": member(app, name).global_id(), "amount": yuan("20.00") });
    let input = json!({
        "quotaId": quota, "parts": [part("reseller"), part("other reseller")], "idempotencyKey": "a division",
    });
    let answer = command(&person, "couponQuotaIssue", "results { userErrors { code } }", input).await;
    assert_eq!(answer["results"], json!([{ "userErrors": [] }, { "userErrors": [] }]));
}

/// Issues one coupon to each, from the newest quota that the person's party holds.
pub(super) async fn issue(person: &Person<'_>, customers: &[String], memo: &str) {
    let holds = "{ viewer { party { id } } couponQuotas { nodes { id holder { id } } } }";
    let found = person.query(holds, json!({})).await.data().clone();
    let quotas = found["couponQuotas"]["nodes"].as_array().unwrap();
    let quota = quotas.iter().find(|it| it["holder"] == found["viewer"]["party"]).expect("a quota");
    let input = json!({
        "quotaId": quota["id"], "customerIds": customers, "faceValue": yuan("1.00"), "memo": memo,
        "idempotencyKey": format!("{memo} {}", customers[0]),
    });
    let answer = command(person, "couponIssue", "results { userErrors { code } }", input).await;
    let none = vec![json!({ "userErrors": [] }); customers.len()];
    assert_eq!(answer["results"], json!(none));
}

fn yuan(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}
