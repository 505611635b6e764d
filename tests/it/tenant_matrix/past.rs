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
