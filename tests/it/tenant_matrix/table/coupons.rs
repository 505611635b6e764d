//! Coupon quotas, coupons, and what was done with them.

use super::Row;
use super::Sight::{Actions, Call, Concerned, Known, Own, Part, Within};
use super::groups::{COUPON_ISSUERS, COUPON_PEOPLE, QUOTA_DIVIDERS, QUOTA_GIVERS, VENDOR_MONEY};

pub(super) const ROWS: &[Row] = &[
    ("Query", Within(COUPON_PEOPLE), "couponQuotas coupons"),
    ("CouponQuota", Within(COUPON_PEOPLE), "balance createdAt granted id issued issuedQuotas kind lapsed parent"),
    ("CouponQuota", Within(COUPON_PEOPLE), "records remark restrictions returned state updatedAt validFrom validTo"),
    ("CouponQuota", Within(COUPON_PEOPLE), "value"),
    ("CouponQuota", Known, "giver holder"),
    ("Coupon", Within(COUPON_PEOPLE), "balance endedAt faceValue id isFrozen issuedAt kind lapsed quota records"),
    ("Coupon", Within(COUPON_PEOPLE), "restrictions returned spent state validFrom validTo"),
    ("Coupon", Known, "customer issuer"),
    ("Coupon", Concerned, "memo"),
    ("Coupon CouponQuota", Actions, "availableActions"),
    ("CouponRestrictions", Part, "combinesWithDiscount minCharge products serviceTypes"),
    ("CouponRecord CouponQuotaRecord", Within(COUPON_PEOPLE), "id"),
    ("CouponRecord CouponQuotaRecord", Part, "amount lapsed occurredAt operation referenceCode remark result"),
    ("CouponRecord CouponQuotaRecord", Known, "counterparty"),
    ("CouponRecord CouponQuotaRecord", Own, "operator"),
    ("CouponQuotaRecord", Within(COUPON_PEOPLE), "quota"),
    ("Mutation", Call(VENDOR_MONEY), "couponQuotaGrant"),
    ("Mutation", Call(QUOTA_DIVIDERS), "couponQuotaIssue"),
    ("Mutation", Call(QUOTA_GIVERS), "couponQuotaFreeze couponQuotaReclaim couponQuotaUnfreeze"),
    ("Mutation", Call(COUPON_ISSUERS), "couponFreeze couponIssue couponReclaim couponUnfreeze"),
    ("CouponQuotaGrantPayload", Part, "dryRun quota replayed userErrors"),
    ("CouponQuotaIssuePayload CouponQuotaReclaimPayload", Part, "dryRun replayed results userErrors"),
    ("CouponQuotaIssueResult", Part, "quota resellerId userErrors"),
    ("CouponQuotaReclaimResult", Part, "amount lapsed quota quotaId userErrors"),
    ("CouponQuotaFreezePayload CouponQuotaUnfreezePayload", Part, "quota userErrors"),
    ("CouponIssuePayload CouponReclaimPayload", Part, "dryRun replayed results userErrors"),
    ("CouponIssueResult", Part, "coupon customerId userErrors"),
    ("CouponReclaimResult", Part, "amount coupon couponId lapsed userErrors"),
    ("CouponFreezePayload CouponUnfreezePayload", Part, "coupon userErrors"),
];
