//! Charges and refunds under the hands of somebody who gets past triggers, checks and rights.

use diesel::Connection;
use diesel::connection::SimpleConnection;
use domain::ledger;
use serde_json::json;
use tests::App;

use super::{charged, funded, refund, used, with};

const TAMPERINGS: &[&str] = &[
    "update charges set balance_amount = balance_amount + 1, payable = payable + 1, official_8dp = official_8dp + 1, unit_price_8dp = unit_price_8dp + 1 where charge_key = 'c1'",
    "update charges set arrears_amount = arrears_amount - 1, balance_amount = balance_amount + 1 where charge_key = 'c1'",
    "update charges set customer_id = (select lower_id from edges where kind = 'advisory') where charge_key = 'c1'",
    "update charges set mode = 'advisory' where charge_key = 'c1'",
    "update charges set partner_id = customer_id where charge_key = 'c1'",
    "update charges set coupon_amount = 1, balance_amount = balance_amount - 1 where charge_key = 'c1'",
    "update charges set edge_id = (select id from edges where kind = 'advisory') where charge_key = 'c1'",
    "update charges set occurred_at = occurred_at - interval '1 year' where charge_key = 'c1'",
    "delete from refunds where refund_key = 'r1'; delete from charges where charge_key = 'c1'",
    "update refunds set amount = 99, money_amount = 99 where refund_key = 'r2'",
    "update refunds set arrears_amount = arrears_amount - 1, money_amount = 1, destination = 'spending' where refund_key = 'r1'",
    "update refunds set account_id = (select id from ledger_accounts where kind = 'revenue') where refund_key = 'r2'",
    "update refunds set destination = 'partner' where refund_key = 'r2'",
    "update refunds set charge_id = (select id from charges where charge_key = 'c1') where refund_key = 'r2'",
    "delete from refunds where refund_key = 'r1'",
    "delete from ledger_transfers where kind = 'arrears'",
    "update ledger_transfers set kind = 'partner_payment' where kind = 'online_payment'",
    "update ledger_transfers set transaction_id = id where kind = 'online_payment'",
];

/// For each, `verify` says which rules no longer hold.
#[tokio::test]
async fn every_kind_of_tampering_with_charges_is_noticed() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    let charge = charged(&finance, used(&app, &customer, "c1", "12")).await;
    refund(&finance, "r1", &charge, "1").await.ok();
    let online = with(used(&app, &app.channel.advisory_customer, "c2", "5"), json!({ "payment": "ONLINE" }));
    refund(&finance, "r2", &charged(&finance, online).await, "2").await.ok();
    let mut owner = app.database.owner();

    let mut told = Vec::new();
    for tampering in TAMPERINGS {
        let mut found = Vec::new();
        let undone = owner.transaction::<(), diesel::result::Error, _>(|conn| {
            for table in ["charges", "refunds"] {
                conn.batch_execute(&format!(
                    "do $$ declare c record; begin for c in select conname from pg_constraint \
                     where conrelid = '{table}'::regclass and contype = 'c' loop \
                     execute format('alter table {table} drop constraint %I', c.conname); end loop; end $$"
                ))?;
            }
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

    insta::assert_snapshot!("tampering", told.join("\n"));
    app.close().await;
}
