//! The database refuses a charge that does not add up, whoever writes it (invariant 7).

use diesel::connection::SimpleConnection;
use tests::App;

use super::{charged, funded, refund, used};

/// What the database says to a copy of the row with these columns.
fn refusal(app: &App, table: &str, columns: &str) -> String {
    let statement = format!(
        "insert into {table} select (jsonb_populate_record(kept, \
         '{{\"id\": \"01890a5d-ac96-774b-bcce-b302099a8057\", \"{key}\": \"copy\", {columns}}}')).* from {table} kept",
        key = if table == "charges" { "charge_key" } else { "refund_key" }
    );
    let told = app.database.owner().batch_execute(&statement).unwrap_err().to_string();
    told.rsplit('"').nth(1).unwrap_or(&told).to_owned()
}

/// Tables and, as JSON, what is changed of a right row of them.
const WRONG: &[(&str, &str)] = &[
    ("charges", r#""charge_key": "a\tb""#),
    ("charges", r#""cycle": "2026-13""#),
    ("charges", r#""official_8dp": 4.00500001"#),
    ("charges", r#""unit_price_8dp": 4.005, "usage_8dp": 1, "payable": 3.99, "balance_amount": 3.99"#),
    ("charges", r#""truncated_8dp": 0.015, "payable": 3.99, "balance_amount": 3.99"#),
    ("charges", r#""truncated_8dp": -0.005, "payable": 4.01, "balance_amount": 4.01"#),
    ("charges", r#""discount_8dp": 5"#),
    ("charges", r#""discount_8dp": -1, "payable": 5, "balance_amount": 5"#),
    ("charges", r#""balance_amount": 3.99"#),
    ("charges", r#""coupon_amount": 0.01"#),
    ("charges", r#""balance_amount": 5, "arrears_amount": -1"#),
    ("charges", r#""payment": "online", "balance_amount": 0, "online_amount": 4"#),
    ("charges", r#""payment": "partner""#),
    ("charges", r#""balance_amount": 0, "online_amount": 4"#),
    ("charges", r#""is_marketplace": true, "balance_amount": 3, "coupon_amount": 1"#),
    ("charges", r#""mode": "direct""#),
    ("charges", r#""partner_id": null"#),
    ("charges", r#""edge_id": null"#),
    ("charges", r#""transaction_id": null"#),
    ("charges", r#""bill_type": "unsubscribe""#),
    ("charges", r#""charge_key": "c1""#),
    ("charges", r#""charge_key": "c2""#),
    ("refunds", r#""amount": 2"#),
    ("refunds", r#""amount": 0, "money_amount": 0"#),
    ("refunds", r#""money_amount": 2, "arrears_amount": -1"#),
    ("refunds", r#""destination": "none""#),
    ("refunds", r#""account_id": null"#),
    ("refunds", r#""transaction_id": null"#),
    ("refunds", r#""refund_key": "r1""#),
    ("refunds", r#""refund_key": "r2""#),
];

#[tokio::test]
async fn a_row_that_does_not_add_up_is_refused() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "4.005")).await;
    refund(&finance, "r1", &charge, "1.00").await.ok();

    let mut told = Vec::new();
    for (table, columns) in WRONG {
        told.push(format!("{table} {columns}: {}", refusal(&app, table, columns)));
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    charges "charge_key": "a\tb": charges_charge_key_form
    charges "cycle": "2026-13": charges_cycle_form
    charges "official_8dp": 4.00500001: charges_official_8dp_priced
    charges "unit_price_8dp": 4.005, "usage_8dp": 1, "payable": 3.99, "balance_amount": 3.99: charges_official_8dp_whole
    charges "truncated_8dp": 0.015, "payable": 3.99, "balance_amount": 3.99: charges_truncated_8dp_cut
    charges "truncated_8dp": -0.005, "payable": 4.01, "balance_amount": 4.01: charges_truncated_8dp_cut
    charges "discount_8dp": 5: charges_discount_8dp_within
    charges "discount_8dp": -1, "payable": 5, "balance_amount": 5: charges_discount_8dp_within
    charges "balance_amount": 3.99: charges_payable_whole
    charges "coupon_amount": 0.01: charges_payable_whole
    charges "balance_amount": 5, "arrears_amount": -1: charges_arrears_amount_covered
    charges "payment": "online", "balance_amount": 0, "online_amount": 4: charges_payment_mode
    charges "payment": "partner": charges_payment_parts
    charges "balance_amount": 0, "online_amount": 4: charges_payment_parts
    charges "is_marketplace": true, "balance_amount": 3, "coupon_amount": 1: charges_coupon_amount_goods
    charges "mode": "direct": charges_edge_id_mode
    charges "partner_id": null: charges_partner_id_mode
    charges "edge_id": null: charges_edge_id_mode
    charges "transaction_id": null: charges_transaction_id_moved
    charges "bill_type": "unsubscribe": charges_bill_type_known
    charges "charge_key": "c1": charges_charge_key_unique
    charges "charge_key": "c2": charges_transaction_id_once
    refunds "amount": 2: refunds_amount_whole
    refunds "amount": 0, "money_amount": 0: refunds_account_id_money
    refunds "money_amount": 2, "arrears_amount": -1: refunds_arrears_amount_covered
    refunds "destination": "none": refunds_destination_money
    refunds "account_id": null: refunds_account_id_money
    refunds "transaction_id": null: refunds_transaction_id_moved
    refunds "refund_key": "r1": refunds_refund_key_unique
    refunds "refund_key": "r2": refunds_transaction_id_once
    "#);
    app.close().await;
}
