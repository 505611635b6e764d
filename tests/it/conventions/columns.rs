//! What the database says of its columns.

use tests::App;

use super::NOTHING;

/// Columns of our tables.
const COLUMNS: &str = "pg_attribute a join pg_class t on t.oid = a.attrelid and t.relkind = 'r' \
     and t.relnamespace = 'public'::regnamespace and left(t.relname, 2) <> '__' and a.attnum > 0 and not a.attisdropped";

#[tokio::test]
async fn every_id_column_has_a_foreign_key_and_an_index_that_begins_with_it() {
    let app = App::start().await;

    let without_key = app.rows(&format!(
        "select t.relname || '.' || a.attname from {COLUMNS} where a.attname like '%\\_id' and not exists \
         (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'f' and a.attnum = any (c.conkey)) order by 1"
    ));
    let without_index = app.rows(&format!(
        "select t.relname || '.' || a.attname from {COLUMNS} where a.attname like '%\\_id' and not exists \
         (select from pg_index i where i.indrelid = t.oid and i.indkey[0] = a.attnum and (i.indpred is null \
            or pg_get_expr(i.indpred, t.oid) = '(' || a.attname || ' IS NOT NULL)')) order by 1"
    ));

    assert_eq!(without_key, NOTHING);
    assert_eq!(without_index, NOTHING);
    app.close().await;
}

#[tokio::test]
async fn every_column_is_described() {
    let app = App::start().await;

    let columns = app.rows(&format!(
        "select t.relname || '.' || a.attname from {COLUMNS} where col_description(t.oid, a.attnum) is null order by 1"
    ));

    assert_eq!(columns, NOTHING);
    app.close().await;
}

#[tokio::test]
async fn every_amount_has_a_check() {
    let app = App::start().await;

    let unchecked = app.rows(&format!(
        "select t.relname || '.' || a.attname from {COLUMNS} where a.atttypid = 'numeric'::regtype and not exists \
         (select from pg_constraint c where c.conrelid = t.oid and c.contype = 'c' and a.attnum = any (c.conkey)) order by 1"
    ));

    assert_eq!(unchecked, NOTHING);
    app.close().await;
}

/// A price, a usage or a fee has eight decimals and says so in its name.
#[tokio::test]
async fn every_amount_has_two_decimals_and_every_instant_a_zone() {
    let app = App::start().await;

    let amounts = app.rows(&format!(
        "select t.relname || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod) from {COLUMNS} \
         where a.atttypid = 'numeric'::regtype and format_type(a.atttypid, a.atttypmod) <> \
            case when a.attname like '%\\_8dp' then 'numeric(26,8)' else 'numeric(20,2)' end order by 1"
    ));
    let other_types = app.rows(&format!(
        "select t.relname || '.' || a.attname from {COLUMNS} where a.atttypid in \
         ('timestamp'::regtype, 'float4'::regtype, 'float8'::regtype, 'money'::regtype, 'json'::regtype) order by 1"
    ));

    assert_eq!(amounts, NOTHING);
    assert_eq!(other_types, NOTHING);
    app.close().await;
}
