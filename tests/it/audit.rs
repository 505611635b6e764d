//! The audit log: who reads which lines, and that nobody rewrites them.

use chrono::TimeDelta;
use diesel::connection::SimpleConnection;
use diesel::{Connection, PgConnection};
use domain::actor::Actor;
use domain::clock::Clock;
use domain::party::{self, EdgeKind};
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Partner, Person};

const RECORDS: &str = include_str!("../graphql/audit_records.graphql");
const VERIFICATION: &str = "query($id: ID!, $after: Long) { auditVerification(partyId: $id, after: $after) \
                            { records verifiedTo intact firstBrokenPosition } }";
const PLACE: &str = include_str!("../graphql/hold_place.graphql");
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on AuditRecord { operation } } }";

async fn records(person: &Person<'_>, filter: Value) -> Vec<Value> {
    let answer = person.query(RECORDS, json!({ "filter": filter })).await;
    let list = &answer.data()["auditRecords"];
    let nodes = list["nodes"].as_array().unwrap().clone();
    assert_eq!(list["totalCount"], nodes.len());
    nodes
}

/// The operations that the filter finds, in order.
async fn operations(person: &Person<'_>, filter: Value) -> String {
    let found = records(person, filter).await;
    found.iter().map(|line| line["operation"].as_str().unwrap()).collect::<Vec<_>>().join(", ")
}

async fn verification(person: &Person<'_>, party: &Partner, after: i64) -> Value {
    let answer = person.query(VERIFICATION, json!({ "id": party.global_id(), "after": after })).await;
    answer.data()["auditVerification"].clone()
}

/// Finance of the vendor sets 10.00 of the reseller's 100.00 aside.
async fn held(app: &App, reseller: &Partner) -> String {
    let finance = app.finance().await;
    finance.import(&BankFile::new("S1", [Line::from(reseller, "R1", "100.00")])).await;
    let account = finance.account_of(reseller, "CASH").await.unwrap()["id"].clone();
    let amount = json!({ "amount": "10.00", "currency": "CNY" });
    let input = json!({ "accountId": account, "amount": amount, "reason": "Court order 7", "idempotencyKey": "k" });
    let placed = finance.query(PLACE, json!({ "input": input })).await;
    placed.ok()["hold"]["id"].as_str().unwrap().to_owned()
}

#[tokio::test]
async fn a_party_reads_what_was_done_to_it_but_not_who_of_the_vendor_did_it() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let hold = held(&app, &reseller).await;
    let (administrator, vendor) = (app.admin_of(&reseller).await, app.admin_of(&app.channel.vendor).await);

    let filter = json!({ "partyId": reseller.global_id() });
    let lines = records(&administrator, filter.clone()).await;
    let by_vendor = records(&vendor, filter).await;

    let line = |it: &Value| {
        let (name, staff) = (it["party"]["name"].as_str().unwrap(), it["staff"]["name"].as_str().unwrap_or("-"));
        let (operation, job) = (it["operation"].as_str().unwrap(), it["job"].as_str().unwrap_or("-"));
        format!("{} {name}: {operation} by {staff} or {job}", it["position"])
    };
    insta::assert_snapshot!(lines.iter().map(line).collect::<Vec<_>>().join("\n"), @"
    1 Heron Systems Ltd: party.enter by - or test
    2 Heron Systems Ltd: party.associate by - or test
    3 Heron Systems Ltd: remittance_account.issue by - or test
    4 Heron Systems Ltd: staff.add by - or test
    5 Heron Systems Ltd: bank_entry.credit by - or decide_bank_entries
    6 Heron Systems Ltd: hold.place by - or -
    7 Heron Systems Ltd: session.open by Robin or -
    ");
    let placed = |lines: &[Value]| lines.iter().find(|it| it["operation"] == "hold.place").unwrap().clone();
    let (seen, by_vendor) = (placed(&lines), placed(&by_vendor));
    assert_eq!((&seen["staff"], &by_vendor["staff"]["name"]), (&Value::Null, &json!("Robin")));
    assert_eq!((&seen["subject"], &seen["sha256"]), (&json!(hold), &by_vendor["sha256"]));
    assert_eq!(seen["details"], json!({ "amount": "10.00 CNY" }));
    app.close().await;
}

/// The customer leaves its reseller for another one of the same distributor.
#[tokio::test]
async fn a_partner_reads_its_customers_lines_of_the_time_they_were_its_customers() {
    let app = App::start().await;
    let (reseller, other) = (app.channel.reseller.clone(), app.channel.other_reseller.clone());
    let customer = app.channel.customer.clone();
    app.later(TimeDelta::minutes(1));
    app.admin_of(&customer).await;
    app.later(TimeDelta::minutes(1));
    let (now, system) = (app.clock.now(), Actor::system("test"));
    let (from, to) = (customer.party_id(), other.party_id());
    let moved = app.db.tx(move |conn| {
        party::part(conn, now, &system, from)?;
        party::associate(conn, now, &system, EdgeKind::Advisory, to, from)
    });
    moved.await.unwrap();
    app.later(TimeDelta::minutes(1));
    app.admin_of(&customer).await;

    let mut seen = Vec::new();
    for (who, person) in [
        ("its first reseller", app.admin_of(&reseller).await),
        ("its second reseller", app.admin_of(&other).await),
        ("their distributor", app.admin_of(&app.channel.distributor).await),
        ("the vendor", app.operations().await),
        ("itself", app.admin_of(&customer).await),
        ("another customer", app.admin_of(&app.channel.other_customer).await),
    ] {
        seen.push(format!("{who}: {}", operations(&person, json!({ "partyId": customer.global_id() })).await));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    its first reseller: party.enter, party.associate, staff.add, session.open
    its second reseller: party.part, party.associate, session.open, session.open
    their distributor: 
    the vendor: party.enter, party.associate, staff.add, session.open, party.part, party.associate, session.open, session.open
    itself: party.enter, party.associate, staff.add, session.open, party.part, party.associate, session.open, session.open
    another customer:
    ");
    app.close().await;
}

#[tokio::test]
async fn lines_are_found_by_party_operation_person_subject_and_time() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    let start = app.clock.now().instant();
    app.later(TimeDelta::minutes(1));
    let hold = held(&app, &reseller).await;
    app.later(TimeDelta::minutes(1));
    let vendor = app.admin_of(&app.channel.vendor).await;
    let at = |minutes| json!((start + TimeDelta::minutes(minutes)).to_rfc3339());
    let finance = records(&vendor, json!({ "operation": "hold.place" })).await;
    assert_eq!(finance.len(), 1);
    let finance = app.finance().await.query("{ viewer { staff { id } } }", json!({})).await;
    let finance = finance.data()["viewer"]["staff"]["id"].clone();

    let mut found = Vec::new();
    for (what, filter) in [
        ("a subject", json!({ "subject": hold })),
        ("a subject and another operation", json!({ "subject": hold, "operation": "hold.release" })),
        ("a party by its own prefix", json!({ "subject": reseller.global_id() })),
        ("a person", json!({ "staffId": finance })),
        ("the first minute of a party", json!({ "partyId": reseller.global_id(), "to": at(1) })),
        ("the minute after", json!({ "partyId": reseller.global_id(), "from": at(1), "to": at(2) })),
        ("a text that is no id", json!({ "subject": "' or true --" })),
    ] {
        found.push(format!("{what}: {}", operations(&vendor, filter).await));
    }

    insta::assert_snapshot!(found.join("\n"), @"
    a subject: hold.place
    a subject and another operation: 
    a party by its own prefix: party.enter, party.associate
    a person: session.open, bank_upload.open, hold.place, session.open
    the first minute of a party: party.enter, party.associate, remittance_account.issue, staff.add
    the minute after: bank_entry.credit, hold.place
    a text that is no id:
    ");
    app.close().await;
}

#[tokio::test]
async fn who_may_not_read_the_log_is_refused_and_finds_no_line_by_its_id() {
    let app = App::start().await;
    let (vendor, finance) = (app.admin_of(&app.channel.vendor).await, app.finance().await);
    let customer = app.channel.customer.clone();
    let line = records(&vendor, json!({ "partyId": customer.global_id() })).await[0]["id"].clone();

    let list = finance.query(RECORDS, json!({})).await;
    let check = finance.query(VERIFICATION, json!({ "id": customer.global_id() })).await;
    let nobody = app.anonymous(RECORDS, json!({})).await;
    let mut nodes = Vec::new();
    for (who, person) in [
        ("finance", &finance),
        ("the vendor", &vendor),
        ("its partner", &app.admin_of(&app.channel.reseller).await),
        ("a stranger", &app.admin_of(&app.channel.other_reseller).await),
    ] {
        nodes.push(format!("{who}: {}", person.query(NODE, json!({ "id": line })).await.data()["node"]));
    }

    assert_eq!(
        (list.error_code(), check.error_code(), nobody.error_code()),
        ("FORBIDDEN", "FORBIDDEN", "UNAUTHENTICATED")
    );
    insta::assert_snapshot!(nodes.join("\n"), @r#"
    finance: null
    the vendor: {"operation":"party.enter"}
    its partner: {"operation":"party.enter"}
    a stranger: null
    "#);
    app.close().await;
}

/// One byte of the line of a hold, in each of its columns; then what a column does not show.
#[tokio::test]
async fn one_changed_byte_in_any_column_breaks_the_chain_where_it_is() {
    let app = App::start().await;
    let reseller = app.channel.reseller.clone();
    held(&app, &reseller).await;
    let (vendor, administrator) = (app.admin_of(&app.channel.vendor).await, app.admin_of(&reseller).await);
    let chain = format!("party_id = '{}'", reseller.party_id().uuid());
    let of_hold = "operation = 'hold.place'";
    let place: i64 = app.rows(&format!("select position from audit_log where {of_hold}"))[0].parse().unwrap();
    let end = place + 1;
    let flip = |column: &str| format!("set_byte({column}, 7, get_byte({column}, 7) # 1)");
    let flip_uuid = |column: &str| format!("encode({}, 'hex')::uuid", flip(&format!("uuid_send({column})")));
    app.sql(
        "create table audit_log_kept as select * from audit_log; \
         create table audit_heads_kept as select * from audit_heads; \
         alter table audit_log disable trigger audit_log_append_only; \
         alter table audit_log drop constraint audit_log_party_id_fk; \
         alter table audit_log drop constraint audit_log_staff_id_fk",
    );
    let restore = || {
        app.sql(
            "delete from audit_log; insert into audit_log select * from audit_log_kept; \
             delete from audit_heads; insert into audit_heads select * from audit_heads_kept",
        );
    };
    let intact = json!({ "records": end, "verifiedTo": end, "intact": true, "firstBrokenPosition": null });
    let column = |name: &str, value: String| format!("update audit_log set {name} = {value} where {of_hold}");

    let before = verification(&vendor, &reseller, 0).await;
    let mut found = Vec::new();
    for (what, change, broken) in [
        ("id", column("id", flip_uuid("id")), place),
        ("party_id", column("party_id", flip_uuid("party_id")), place),
        ("position", column("position", "position + 256".to_owned()), place),
        ("actor", column("actor", "overlay(actor placing '!' from 6)".to_owned()), place),
        ("staff_id", column("staff_id", flip_uuid("staff_id")), place),
        ("operation", column("operation", "'hold.glace'".to_owned()), place),
        ("subject", column("subject", "overlay(subject placing '!' from 6)".to_owned()), place),
        ("details", column("details", "replace(details::text, '10.00', '90.00')::jsonb".to_owned()), place),
        ("occurred_at", column("occurred_at", "occurred_at + interval '1 microsecond'".to_owned()), place),
        ("previous_sha256", column("previous_sha256", flip("previous_sha256")), place),
        ("sha256", column("sha256", flip("sha256")), place),
        ("a line removed", format!("delete from audit_log where {of_hold}"), place),
        ("the last line removed", format!("delete from audit_log where {chain} and position = {end}"), end),
        ("the head's hash", format!("update audit_heads set sha256 = {} where {chain}", flip("sha256")), end),
        ("the head's place", format!("update audit_heads set position = position + 1 where {chain}"), end + 1),
        ("the head", format!("delete from audit_heads where {chain}"), 1),
        (
            "a line too many",
            format!(
                "insert into audit_log select gen_random_uuid(), party_id, position + 1, actor, staff_id, operation, \
                 subject, details, occurred_at, sha256, sha256 from audit_log where {chain} and position = {end}"
            ),
            end + 1,
        ),
    ] {
        app.sql(&change);
        let now = verification(&vendor, &reseller, 0).await;
        assert_eq!((&now["intact"], &now["firstBrokenPosition"]), (&json!(false), &json!(broken)), "{what}: {now}");
        found.push(what);
        restore();
        assert_eq!(verification(&vendor, &reseller, 0).await, intact, "{what}, mended");
    }

    assert_eq!(before, intact);
    assert_eq!(found.len(), 17);
    assert_eq!(verification(&administrator, &reseller, place).await, intact, "from a place that was checked before");
    assert_eq!(verification(&app.admin_of(&app.channel.distributor).await, &reseller, 0).await, Value::Null);
    app.sql("drop table audit_log_kept; drop table audit_heads_kept");
    app.close().await;
}

#[tokio::test]
async fn the_role_of_the_binaries_cannot_rewrite_the_log() {
    let app = App::start().await;
    let mut binary = PgConnection::establish(&app.database.url()).unwrap();

    for change in ["update audit_log set operation = 'x'", "delete from audit_log", "truncate audit_log"] {
        let refused = binary.batch_execute(change).unwrap_err().to_string();
        assert_eq!(refused, "permission denied for table audit_log", "{change}");
    }
    app.close().await;
}
