//! Money down to resellers and customers, and back.

use serde_json::json;

use super::customers::CUSTOMER;
use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    let amount = json!({ "amount": "0.01", "currency": "CNY" });
    let one = |verb: &str| json!({ "partyId": CUSTOMER, "amount": amount, "idempotencyKey": format!("{verb} #") });
    let many = |verb: &str| {
        let item = json!({ "partyId": CUSTOMER, "amount": amount, "memo": "one of many" });
        json!({ "items": [item], "dryRun": false, "idempotencyKey": format!("{verb} #") })
    };
    vec![
        plain("adjustmentAllocate", one("allocate")).ids("partyId:Party"),
        plain("adjustmentReclaim", one("reclaim")).ids("partyId:Party"),
        plain("adjustmentAllocateBatch", many("allocate")).ids("items.0.partyId:Party"),
        plain("adjustmentReclaimBatch", many("reclaim")).ids("items.0.partyId:Party"),
    ]
}
