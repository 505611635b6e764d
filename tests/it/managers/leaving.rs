//! A customer leaves its manager: taken back, or gone from its partner.

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::{self, EdgeKind};
use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

use super::{NODE, assign, customers, results, spend, transfers};

const TAKE_BACK: &str = "mutation($input: ManagerTakeBackInput!) { managerTakeBack(input: $input) {
    results { subjectId assignment { manager { name } } userErrors { code field } } userErrors { code field } } }";
const HISTORY: &str = "query($id: ID!) { node(id: $id) { ... on Party {
    managerAssignments(first: 10) { totalCount nodes { manager { name } assignedBy { name } validFrom validTo } } } } }";

async fn take_back(person: &Person<'_>, subject: &Partner) -> Answer {
    person.query(TAKE_BACK, json!({ "input": { "subjectIds": [subject.global_id()] } })).await
}

/// Nothing is left to the manager after a take back: neither the customer nor what was seen of it.
#[tokio::test]
async fn what_is_taken_back_is_gone_and_its_history_stays() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let other = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);
    spend(&app, &customer, "1.00 CNY").await;
    let id = app.rows("select id from ledger_transfers").remove(0);
    let id = schema::ids::TransferId::from_uuid(id.parse().unwrap()).to_string();
    let seen = ann.query(NODE, json!({ "id": id })).await.data()["node"]["id"].clone();
    app.later(TimeDelta::minutes(1));

    assert_eq!(results(&assign(&admin, &[&customer], &other).await), ["ok"], "handed over without a gap");
    app.later(TimeDelta::minutes(1));
    let taken = take_back(&admin, &customer).await;

    assert_eq!(seen, id);
    assert_eq!(results(&taken), ["ok"]);
    assert_eq!(results(&take_back(&admin, &customer).await), ["STATE_CONFLICT subjectIds"]);
    assert_eq!((customers(&ann).await, transfers(&ann, &customer).await), (vec![], None));
    assert_eq!(ann.query(NODE, json!({ "id": id })).await.data()["node"], Value::Null);
    let history = async |person: &Person<'_>| {
        let answer = person.query(HISTORY, json!({ "id": customer.global_id() })).await;
        let list = answer.data()["node"]["managerAssignments"]["nodes"].as_array().cloned().unwrap_or_default();
        let until = |it: &Value| if it["validTo"].is_null() { "lasts" } else { "ended" };
        list.iter()
            .map(|it| format!("{} by {}, {}", it["manager"]["name"], it["assignedBy"]["name"], until(it)))
            .collect::<Vec<_>>()
    };
    assert_eq!(history(&admin).await, [r#""Bo" by "Robin", ended"#, r#""Ann" by "Robin", ended"#]);
    assert_eq!(history(&app.admin_of(&customer).await).await, [""; 0], "the customer is not told");
    assert_eq!(history(&app.admin_of(&app.channel.distributor).await).await, [""; 0]);
    assert_eq!(history(&app.admin_of(&app.channel.vendor).await).await.len(), 2);
}

/// Invariant 13: a customer that leaves and comes back is nobody's.
#[tokio::test]
async fn a_customer_that_leaves_its_partner_leaves_its_manager() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);
    app.later(TimeDelta::minutes(1));
    let (now, upper, lower) = (app.clock.now(), reseller.party_id(), customer.party_id());
    let actor = Actor::system("test");
    let back = app.db.tx(move |conn| {
        party::part(conn, now, &actor, lower)?;
        party::associate(conn, now, &actor, EdgeKind::Resale, upper, lower)
    });
    back.await.unwrap();

    assert_eq!(customers(&admin).await.len(), 2);
    assert_eq!(customers(&ann).await, [""; 0]);
    app.close().await;
}
