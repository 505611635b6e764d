//! Money down the tiers, and some of it back.

use domain::actor::Role::Administrator;
use serde_json::json;
use tests::App;

use super::{command, member};

/// Who gives to whom.
const GIVEN: [(&str, &str); 5] = [
    ("distributor", "reseller"),
    ("distributor", "distributor's customer"),
    ("reseller", "customer"),
    ("other reseller", "other customer"),
    ("solution provider", "solution provider's customer"),
];

pub(super) async fn furnish(app: &App) {
    for (partner, lower) in GIVEN {
        let person = app.sign_in(&member(app, partner).email(Administrator)).await;
        for (mutation, amount) in [("adjustmentAllocate", "20.00"), ("adjustmentReclaim", "5.00")] {
            let input = json!({
                "partyId": member(app, lower).global_id(), "amount": { "amount": amount, "currency": "CNY" },
                "memo": "for the spring", "idempotencyKey": format!("{mutation} {lower}"),
            });
            command(&person, mutation, "", input).await;
        }
    }
}
