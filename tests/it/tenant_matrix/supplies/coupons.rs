//! Quota and coupons: given before they are taken back.

use serde_json::{Value, json};

use super::customers::CUSTOMER;
use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    [given(), kept_from_use(), taken_back()].into_iter().flatten().collect()
}

fn yuan(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}

fn given() -> Vec<Supply> {
    let part = json!({ "resellerId": RESELLER, "amount": yuan("0.01") });
    vec![
        plain(
            "couponQuotaGrant",
            json!({
                "holderId": "dst: select id from parties where kind = 'distributor' order by id", "kind": "CASH_COUPON",
                "value": yuan("1.00"), "validTo": "2026-12-31T00:00:00Z", "idempotencyKey": "grant #",
            }),
        )
        .ids("holderId:Party"),
        plain(
            "couponQuotaIssue",
            json!({ "quotaId": HELD, "parts": [part], "dryRun": false, "idempotencyKey": "divide #" }),
        )
        .ids("quotaId:CouponQuota parts.0.resellerId:Party"),
        plain(
            "couponIssue",
            json!({
                "quotaId": HELD, "customerIds": [CUSTOMER], "faceValue": yuan("0.01"), "dryRun": false,
                "idempotencyKey": "issue #",
            }),
        )
        .ids("quotaId:CouponQuota customerIds.0:Party"),
    ]
}

fn kept_from_use() -> Vec<Supply> {
    let frozen = "cqt: select id from coupon_quotas where giver_id = '$party' and state = 'frozen'";
    vec![
        plain("couponFreeze", json!({ "couponId": ISSUED })).ids("couponId:Coupon"),
        plain("couponUnfreeze", json!({ "couponId": ISSUED })).ids("couponId:Coupon"),
        plain("couponQuotaFreeze", json!({ "quotaId": GIVEN })).before(NORMAL).ids("quotaId:CouponQuota"),
        plain("couponQuotaUnfreeze", json!({ "quotaId": frozen })).before(FROZEN).ids("quotaId:CouponQuota"),
    ]
}

fn taken_back() -> Vec<Supply> {
    vec![
        plain("couponReclaim", json!({ "couponIds": [ISSUED], "dryRun": false, "idempotencyKey": "take #" }))
            .ids("couponIds.0:Coupon"),
        plain("couponQuotaReclaim", json!({ "quotaIds": [GIVEN], "dryRun": false, "idempotencyKey": "take #" }))
            .before(NORMAL)
            .ids("quotaIds.0:CouponQuota"),
    ]
}

const HELD: &str =
    "cqt: select id from coupon_quotas where holder_id = '$party' and state = 'normal' and balance > 0.5 order by id";
/// The newest: the first are what the others are taken from.
const GIVEN: &str = "cqt: select id from coupon_quotas where giver_id = '$party' and state = 'normal' order by id desc";
const ISSUED: &str = "cpn: select id from coupons where issuer_id = '$party' and state = 'usable' order by id desc";
const RESELLER: &str =
    "rsl: select lower_id from edges where upper_id = '$party' and kind = 'reseller' and valid_to is null order by id";
const NORMAL: &str = "update coupon_quotas set state = 'normal' where state = 'frozen'";
const FROZEN: &str = "update coupon_quotas set state = 'frozen' where state = 'normal' and id = \
    (select id from coupon_quotas where giver_id = '$party' and state in ('normal', 'frozen') order by id desc limit 1)";
