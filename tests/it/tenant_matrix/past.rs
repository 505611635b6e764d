//! Partners come and go: what happened is seen by who stood there then, what is, by who stands there now.

use chrono::TimeDelta;
use domain::Conn;
use domain::actor::Actor;
use domain::clock::{Clock, Now};
use domain::party::{self, EdgeKind};
use schema::ids::PartyId;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Partner};

const TRANSFER: &str =
    "query($id: ID!) { node(id: $id) { ... on Transfer { creditAccount { id } creditBalance { amount } } } }";
const ACCOUNT: &str = "query($id: ID!) { node(id: $id) { ... on Account {
    balance { amount } transfers { totalCount nodes { amount { amount } } }
} } }";

/// 100.00 under the first distributor, 20.00 under nobody, 3.00 under the second.
#[tokio::test]
async fn a_reseller_takes_its_future_along_and_leaves_its_past() {
    let app = App::start().await;
    let (old, new, reseller) =
        (app.channel.distributor.clone(), app.channel.other_distributor.clone(), app.channel.reseller.clone());

    receive(&app, "R1", "100.00").await;
    change(&app, |conn, now, actor, it| party::part(conn, now, actor, it).map(drop)).await;
    receive(&app, "R2", "20.00").await;
    let upper = new.party_id();
    change(&app, move |conn, now, actor, it| {
        party::associate(conn, now, actor, EdgeKind::Reseller, upper, it).map(drop)
    })
    .await;
    receive(&app, "R3", "3.00").await;

    let transfers = ids(&app, "trf", "select id from ledger_transfers order by id");
    let sees = async |who: &Partner| transfers_seen(&app, who, &transfers).await;
    insta::assert_debug_snapshot!(
        [sees(&app.channel.vendor).await, sees(&reseller).await, sees(&old).await, sees(&new).await],
        @r#"
    [
        "Vendor Cloud Ltd: seen, account at \"100.00\"; seen, account at \"120.00\"; seen, account at \"123.00\"",
        "Heron Systems Ltd: seen, account at \"100.00\"; seen, account at \"120.00\"; seen, account at \"123.00\"",
        "长江云分销有限公司: seen, account null; -; -",
        "Delta Distribution Ltd: -; -; seen, account at \"123.00\"",
    ]
    "#
    );
    let account = &ids(&app, "acc", "select credit_account_id from ledger_transfers limit 1")[0];
    let has = async |who: &Partner| {
        app.admin_of(who).await.query(ACCOUNT, json!({ "id": account })).await.data()["node"].to_string()
    };
    insta::assert_debug_snapshot!([has(&reseller).await, has(&old).await, has(&new).await], @r#"
    [
        "{\"balance\":{\"amount\":\"123.00\"},\"transfers\":{\"nodes\":[{\"amount\":{\"amount\":\"3.00\"}},{\"amount\":{\"amount\":\"20.00\"}},{\"amount\":{\"amount\":\"100.00\"}}],\"totalCount\":3}}",
        "null",
        "{\"balance\":{\"amount\":\"123.00\"},\"transfers\":{\"nodes\":[{\"amount\":{\"amount\":\"3.00\"}}],\"totalCount\":1}}",
    ]
    "#);
    app.close().await;
}

/// 20.00 from the first reseller, which go back to it; 3.00 from the second.
#[tokio::test]
async fn a_customer_leaves_its_partner_what_it_had_of_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (old, new, customer) = (&channel.reseller, &channel.other_reseller, channel.customer.clone());
    app.wire(old, "R1", "100.00", 10).await;
    app.wire(new, "R2", "100.00", 10).await;
    app.later(TimeDelta::hours(1));

    allocate(&app, old, "20.00").await;
    let leave = json!({ "partyId": customer.global_id(), "kind": "DISASSOCIATION", "reason": "as agreed" });
    let vendor = app.admin_of(&channel.vendor).await;
    vendor.query(LEAVE, json!({ "input": leave })).await.ok();
    app.run_jobs().await;
    app.later(TimeDelta::hours(1));
    let (now, upper) = (app.clock.now(), new.party_id());
    let comes = app.db.tx(move |conn| {
        party::associate(conn, now, &Actor::system("test"), EdgeKind::Resale, upper, customer.party_id())
    });
    comes.await.unwrap();
    allocate(&app, new, "3.00").await;

    let mut seen = Vec::new();
    for who in [old, new, &channel.distributor, &channel.customer, &channel.other_distributor] {
        let answer = app.admin_of(who).await.query(GIVEN, json!({})).await;
        let nodes = |list: &str| answer.data()[list]["nodes"].as_array().unwrap().clone();
        let given =
            nodes("adjustments").into_iter().map(|it| format!("{} {}", it["operation"], it["amount"]["amount"]));
        let left = nodes("partings").into_iter().map(|it| it["state"].to_string());
        seen.push(given.chain(left).collect::<Vec<_>>().join(", ").replace('"', ""));
    }
    assert_eq!(
        seen,
        [
            "ALLOCATION 20.00, UNBINDING 20.00, DONE",
            "ALLOCATION 3.00",
            "ALLOCATION 20.00, UNBINDING 20.00, ALLOCATION 3.00, DONE",
            "ALLOCATION 20.00, UNBINDING 20.00, ALLOCATION 3.00, DONE",
            "",
        ]
    );
    app.close().await;
}

const LEAVE: &str = "mutation($input: PartingRequestInput!) { partingRequest(input: $input) { userErrors { code } } }";
const ALLOCATE: &str =
    "mutation($input: AdjustmentAllocateInput!) { adjustmentAllocate(input: $input) { userErrors { code } } }";
const GIVEN: &str =
    "{ adjustments(order: OLDEST_FIRST) { nodes { operation amount { amount } } } partings { nodes { state } } }";

/// The partner gives the customer so much.
async fn allocate(app: &App, partner: &Partner, amount: &str) {
    let amount = json!({ "amount": amount, "currency": "CNY" });
    let input = json!({ "partyId": app.channel.customer.global_id(), "amount": amount, "idempotencyKey": "once" });
    app.admin_of(partner).await.query(ALLOCATE, json!({ "input": input })).await.ok();
}

/// Each transfer as `who` finds it by its id: gone, with an account, or without.
async fn transfers_seen(app: &App, who: &Partner, transfers: &[String]) -> String {
    let person = app.admin_of(who).await;
    let mut seen = Vec::new();
    for id in transfers {
        let transfer = person.query(TRANSFER, json!({ "id": id })).await.data()["node"].clone();
        seen.push(match (&transfer, &transfer["creditAccount"]) {
            (Value::Null, _) => "-".to_owned(),
            (_, Value::Null) => format!("seen, account {}", transfer["creditBalance"]),
            _ => format!("seen, account at {}", transfer["creditBalance"]["amount"]),
        });
    }
    format!("{}: {}", who.name, seen.join("; "))
}

async fn receive(app: &App, reference: &str, amount: &str) {
    app.later(TimeDelta::hours(1));
    let file = BankFile::new(reference, [Line::from(&app.channel.reseller, reference, amount)]);
    app.finance().await.import(&file).await;
}

async fn change(
    app: &App,
    change: impl FnOnce(&mut Conn, Now, &Actor, PartyId) -> Result<(), party::Error> + Send + 'static,
) {
    app.later(TimeDelta::hours(1));
    let (now, reseller) = (app.clock.now(), app.channel.reseller.party_id());
    app.db.tx(move |conn| change(conn, now, &Actor::system("test"), reseller)).await.unwrap();
}

fn ids(app: &App, prefix: &str, query: &str) -> Vec<String> {
    let uuids = app.rows(query).into_iter().map(|it| it.parse().unwrap());
    uuids.map(|it| PartyId::from_uuid(it).with_prefix(prefix)).collect()
}
