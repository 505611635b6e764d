//! What customers used, what paid for it, and what was given back.

use super::Row;
use super::Sight::{Call, Consumed, Known, Money, Part, Within};
use super::groups::{COUPON_PEOPLE, VENDOR_MONEY};

pub(super) const ROWS: &[Row] = &[
    ("Query Party", Consumed, "charges"),
    (
        "Charge",
        Consumed,
        "arrearsAmount balanceAmount billType billTypeReferenceCode chargeKey chargeMode couponAmount",
    ),
    ("Charge", Consumed, "couponPayments customerId cycle discount id isMarketplace mode occurredAt official"),
    ("Charge", Consumed, "onlineAmount partnerAmount payable payment product recordedAt refunds resource serviceType"),
    ("Charge", Consumed, "truncated unitPrice usage"),
    ("Charge", Known, "customer partner"),
    ("Charge Refund", Money, "transfers"),
    ("CouponPayment", Part, "amount returned"),
    ("CouponPayment", Within(COUPON_PEOPLE), "coupon"),
    ("Refund", Consumed, "amount arrearsAmount charge couponAmount destination id moneyAmount reason refundKey"),
    ("Refund", Consumed, "refundedAt"),
    ("Refund", Money, "account"),
    ("Rate", Part, "amount currency"),
    ("Mutation", Call(VENDOR_MONEY), "chargeRecord chargeRefund"),
    ("ChargeRecordPayload", Part, "charge dryRun replayed userErrors"),
    ("ChargeRefundPayload", Part, "dryRun refund replayed userErrors"),
];
