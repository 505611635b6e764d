//! Invariants 11 and 12: the database refuses what breaks them, and the books notice what got past it.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use domain::ledger;
use serde_json::json;
use tests::App;

use super::{cny, issued, reseller_quota, spend};

/// What no operation does and no owner of the tables may.
const REFUSED: &[&str] = &[
    "update coupon_quotas set balance = balance + 1",
    "update coupon_quotas set balance = balance - 1000, issued = issued + 1000",
    "update coupon_quotas set returned = returned - 1, lapsed = lapsed + 1",
    "update coupon_quotas set state = 'reclaimed'",
    "update coupons set balance = balance + 1",
    "update coupons set balance = balance - 100, spent = spent + 100",
    "update coupons set state = 'expired', ended_at = now()",
    "update coupons set spent = spent + balance, balance = 0",
    "update coupons set valid_to = valid_from",
    "update coupon_payments set returned = amount + 1",
    "update coupon_payments set amount = 0",
];

/// What keeps each row in order and breaks the books.
const TAMPERINGS: &[&str] = &[
    "update coupon_quotas set value = value + 1, balance = balance + 1 where parent_id is not null",
    "update coupon_quotas set balance = balance - 1, issued = issued + 1 where parent_id is not null",
    "update coupon_quotas set balance = balance - 1, granted = granted + 1 where parent_id is null",
    "update coupon_quotas set valid_to = valid_to + interval '1 day' where parent_id is not null",
    "update coupon_quotas set service_types = '{}' where parent_id is not null",
    "update coupon_quotas set min_charge = 0 where parent_id is not null",
    "update coupon_quotas set giver_id = holder_id, holder_id = giver_id where parent_id is not null",
    "update coupon_quotas set parent_id = null where parent_id is not null",
    "update coupons set face_value = face_value + 1, balance = balance + 1",
    "update coupons set balance = balance + spent, spent = 0",
    "update coupons set balance = balance - 1, returned = returned + 1",
    "update coupons set balance = balance - 1, lapsed = lapsed + 1",
    "update coupons set service_types = '{ecs,rds}'",
    "update coupons set service_types = '{}'",
    "update coupons set combines_with_discount = true",
    "update coupons set valid_to = valid_to + interval '1 day'",
    "update coupons set valid_from = valid_from - interval '1 day'",
    "update coupons set kind = 'voucher'",
    "update coupons set issuer_id = customer_id",
    "update coupon_payments set amount = amount + 1",
    "update coupon_payments set returned = returned + 1",
    "update coupon_payments set paid_at = paid_at + interval '1 year'",
    "delete from coupon_payments",
    "delete from coupon_records",
    "update coupon_records set amount = amount + 1",
    "insert into coupon_payments select gen_random_uuid(), coupon_id, amount, returned, currency, paid_at from coupon_payments",
];

/// A coupon of 50, restricted as its quota is, that paid 20.
async fn begun() -> App {
    let app = App::start().await;
    let narrow = json!({ "serviceTypes": ["ecs"], "minCharge": cny("1.00"), "combinesWithDiscount": false });
    let (child, _) = reseller_quota(&app, json!({ "restrictions": narrow })).await;
    issued(&app, &child, "50.00", json!({})).await;
    assert_eq!(spend(&app, 1, "20.00").await, ["20.00"]);
    app.run_jobs().await;
    app
}

#[tokio::test]
async fn the_database_refuses_what_breaks_a_row() {
    let app = begun().await;
    let mut owner = app.database.owner();

    let mut told = Vec::new();
    for change in REFUSED {
        let refused = owner.batch_execute(change).unwrap_err();
        let constraint = if let diesel::result::Error::DatabaseError(_, info) = &refused {
            info.constraint_name().unwrap_or_default().to_owned()
        } else {
            refused.to_string()
        };
        told.push(format!("{change}: {constraint}"));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    update coupon_quotas set balance = balance + 1: coupon_quotas_value_conserved
    update coupon_quotas set balance = balance - 1000, issued = issued + 1000: coupon_quotas_balance_covered
    update coupon_quotas set returned = returned - 1, lapsed = lapsed + 1: coupon_quotas_returned_covered
    update coupon_quotas set state = 'reclaimed': coupon_quotas_balance_state
    update coupons set balance = balance + 1: coupons_face_value_conserved
    update coupons set balance = balance - 100, spent = spent + 100: coupons_balance_covered
    update coupons set state = 'expired', ended_at = now(): coupons_balance_state
    update coupons set spent = spent + balance, balance = 0: coupons_balance_state
    update coupons set valid_to = valid_from: coupons_valid_to_order
    update coupon_payments set returned = amount + 1: coupon_payments_returned_within
    update coupon_payments set amount = 0: coupon_payments_amount_positive
    ");
    app.close().await;
}

#[tokio::test]
async fn every_kind_of_tampering_is_noticed() {
    let app = begun().await;
    let mut owner = app.database.owner();

    let mut told = Vec::new();
    for tampering in TAMPERINGS {
        let mut found = Vec::new();
        let undone = owner.transaction::<(), diesel::result::Error, _>(|conn| {
            conn.batch_execute(&format!("set local session_replication_role = replica; {tampering}"))?;
            found = ledger::verify(conn).unwrap();
            Err(diesel::result::Error::RollbackTransaction)
        });
        assert_eq!(undone, Err(diesel::result::Error::RollbackTransaction), "{tampering}");
        let mut rules: Vec<&str> = found.iter().map(|it| it.rule).collect();
        rules.dedup();
        assert_ne!(rules, Vec::<&str>::new(), "{tampering}");
        told.push(format!("{tampering}\n  {}", rules.join("\n  ")));
    }

    insta::assert_snapshot!("coupons_tampering", told.join("\n"));
    app.close().await;
}
