//! What customers use, as the vendor's charging system tells it.

use serde_json::json;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    let amount = json!({ "amount": "0.01", "currency": "CNY" });
    vec![
        plain(
            "chargeRecord",
            json!({
                "chargeKey": "charge #", "customerId": "cus: select id from parties where kind = 'customer' order by id",
                "occurredAt": "2026-03-10T04:30:00Z", "serviceType": "hws.service.type.ec2", "unitPrice": amount,
                "usage": "1",
            }),
        )
        .ids("customerId:Party"),
        plain(
            "chargeRefund",
            json!({
                "chargeId": "chg: select id from charges order by id", "refundKey": "refund #", "amount": amount,
                "reason": "as agreed",
            }),
        )
        .ids("chargeId:Charge"),
    ]
}
