//! What the database says of its tables, and what they refuse.

use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use tests::App;

use super::NOTHING;

/// Our tables.
const TABLES: &str =
    "pg_class t where t.relkind = 'r' and t.relnamespace = 'public'::regnamespace and left(t.relname, 2) <> '__'";

#[tokio::test]
async fn every_table_is_described() {
    let app = App::start().await;

    let tables =
        app.rows(&format!("select t.relname from {TABLES} and obj_description(t.oid, 'pg_class') is null order by 1"));

    assert_eq!(tables, NOTHING);
    app.close().await;
}

#[tokio::test]
async fn every_constraint_index_and_trigger_is_named_after_its_table() {
    let app = App::start().await;

    let strangers = app.rows(&format!(
        "with named as (select conrelid as owner, conname as name from pg_constraint where contype <> 'n' \
          union all select indrelid, relname from pg_index join pg_class on oid = indexrelid \
          union all select tgrelid, tgname from pg_trigger where not tgisinternal) \
         select t.relname || ': ' || name from named, {TABLES} and t.oid = owner \
         and not starts_with(name, t.relname || '_') order by 1"
    ));

    assert_eq!(strangers, NOTHING);
    app.close().await;
}

#[tokio::test]
async fn an_append_only_table_refuses_change_to_everyone() {
    let append_only = [
        "acceptances",
        "adjustments",
        "agreements",
        "audit_log",
        "bank_decisions",
        "charges",
        "coupon_quota_records",
        "coupon_records",
        "events",
        "fund_origins",
        "ledger_snapshots",
        "ledger_transactions",
        "ledger_transfers",
        "parting_blockers",
        "parting_steps",
        "refunds",
        "transfer_lots",
    ];
    let app = App::start().await;

    let guarded = app.rows(
        "select tgrelid::regclass::text from pg_trigger where tgfoid = 'refuse_change'::regproc \
         and tgname = tgrelid::regclass::text || '_append_only' order by 1",
    );
    let unchangeable = app.rows(&format!(
        "select t.relname from {TABLES} and not has_table_privilege('headwater_app', t.oid, 'update') \
         and not has_table_privilege('headwater_app', t.oid, 'delete') \
         and not has_table_privilege('headwater_app', t.oid, 'truncate') order by 1"
    ));
    assert_eq!(guarded, append_only);
    assert_eq!(unchangeable, append_only);

    let (mut owner, mut binary) = (app.database.owner(), PgConnection::establish(&app.database.url()).unwrap());
    for table in append_only {
        for change in [format!("delete from {table}"), format!("truncate {table} cascade")] {
            let by_owner = owner.batch_execute(&change).unwrap_err().to_string();
            assert_eq!(by_owner, format!("{table} is append-only"), "{change}");
            let by_binary = binary.batch_execute(&change).unwrap_err().to_string();
            assert_eq!(by_binary, format!("permission denied for table {table}"), "{change}");
        }
    }
    app.close().await;
}
