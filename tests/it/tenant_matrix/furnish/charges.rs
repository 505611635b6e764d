//! What customers used: paid by coupons, balance, online, by the partner, by nobody; and something of each given back.

use serde_json::{Value, json};
use tests::App;

use super::cast::LEAVERS;
use super::command;

/// Who used it (by legal name), what pays for it, and the price.
const USED: [(&str, &str, &str); 6] = [
    ("Lantern Foods Ltd", "BALANCE", "3.00"),
    ("Harbour Ltd", "ONLINE", "5.00"),
    ("Fern Clinics Ltd", "BALANCE", "3.00"),
    ("Willow Clinics Ltd", "BALANCE", "3.00"),
    ("Juniper Schools Ltd", "PARTNER", "3.00"),
    (LEAVERS[4], "BALANCE", "3.00"),
];

pub(super) async fn furnish(app: &App) {
    let vendor = app.finance().await;
    for (name, payment, price) in USED {
        let id = app.rows(&format!("select id from parties where name = '{name}'")).remove(0);
        let customer = schema::ids::PartyId::from_uuid(id.parse().unwrap()).with_prefix("cus");
        let input = json!({
            "chargeKey": id, "customerId": customer, "occurredAt": "2026-03-10T05:00:00Z", "payment": payment,
            "serviceType": "hws.service.type.ec2", "unitPrice": yuan(price), "usage": "1",
        });
        let charge = command(&vendor, "chargeRecord", "charge { id }", input).await["charge"]["id"].clone();
        let input = json!({ "refundKey": id, "chargeId": charge, "amount": yuan("1.00"), "reason": "as agreed" });
        command(&vendor, "chargeRefund", "", input).await;
    }
}

fn yuan(amount: &str) -> Value {
    json!({ "amount": amount, "currency": "CNY" })
}
