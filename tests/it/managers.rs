//! Account managers look after customers, directors lead them, and each sees what is theirs.

mod assignment;
mod directors;
mod distributors;
mod leaving;
mod sight;

use domain::actor::Actor;
use domain::clock::Clock;
use domain::ledger::movements::{self, EntryDecision};
use domain::ledger::{self, AccountKind, Channel, Origin};
use schema::ids::BankEntryId;
use schema::money::Currency;
use serde_json::{Value, json};
use tests::{Answer, App, Colleague, Partner, Person};

const ASSIGN: &str = "mutation($input: ManagerAssignInput!) { managerAssign(input: $input) {
    results { subjectId assignment { manager { name } subject { name } validTo } userErrors { code field } }
    userErrors { code field } } }";
const DIRECTOR_SET: &str = "mutation($input: ManagerDirectorSetInput!) { managerDirectorSet(input: $input) {
    manager { director { name } } userErrors { code field } } }";
const ROLES_SET: &str = "mutation($input: StaffRolesSetInput!) { staffRolesSet(input: $input) {
    staff { roles team(first: 5) { totalCount } } userErrors { code field } } }";
const CUSTOMERS: &str = "{ viewer { party { customers(first: 10) { totalCount nodes { name manager { name } } } } } }";
const TRANSFERS: &str = "query($id: ID!) { node(id: $id) { ... on Party { accounts { kind
    transfers(first: 10) { totalCount nodes { id amount { amount } } } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { id } }";

async fn assign(person: &Person<'_>, subjects: &[&Partner], manager: &Colleague) -> Answer {
    let subjects: Vec<String> = subjects.iter().map(|it| it.global_id()).collect();
    person.query(ASSIGN, json!({ "input": { "subjectIds": subjects, "managerId": manager.id } })).await
}

async fn lead(person: &Person<'_>, manager: &Colleague, director: Option<&Colleague>) -> Answer {
    let input = json!({ "managerId": manager.id, "directorId": director.map(|it| &it.id) });
    person.query(DIRECTOR_SET, json!({ "input": input })).await
}

/// `ok`, or `CODE field`, for each of a batch.
fn results(answer: &Answer) -> Vec<String> {
    let results = answer.ok()["results"].as_array().unwrap();
    let word = |it: &Value| match it["userErrors"].get(0) {
        None => "ok".to_owned(),
        Some(error) => format!("{} {}", error["code"].as_str().unwrap(), error["field"][0].as_str().unwrap_or("-")),
    };
    results.iter().map(word).collect()
}

/// The names of the customers of one's own party that are seen.
async fn customers(person: &Person<'_>) -> Vec<String> {
    let answer = person.query(CUSTOMERS, json!({})).await;
    let list = &answer.data()["viewer"]["party"]["customers"];
    let names: Vec<String> =
        list["nodes"].as_array().unwrap().iter().map(|it| it["name"].as_str().unwrap().to_owned()).collect();
    assert_eq!(list["totalCount"], names.len(), "the count is of what is seen");
    names
}

/// The amounts of the party's transfers that are seen, newest first; none when its money is not.
async fn transfers(person: &Person<'_>, party: &Partner) -> Option<Vec<String>> {
    let answer = person.query(TRANSFERS, json!({ "id": party.global_id() })).await;
    let account = answer.data()["node"]["accounts"].get(0)?.clone();
    let amounts = account["transfers"]["nodes"].as_array().unwrap().iter();
    Some(amounts.map(|it| it["amount"]["amount"].as_str().unwrap().to_owned()).collect())
}

fn some(amounts: &[&str]) -> Option<Vec<String>> {
    Some(amounts.iter().map(|it| (*it).to_owned()).collect())
}

/// Money comes to a customer. No movement does that yet, so the bank stands in for the partner; for the books that
/// is wrong, which is why these stories do not end with a look at them.
async fn spend(app: &App, customer: &Partner, amount: &str) {
    let (now, amount) = (app.clock.now(), amount.parse().unwrap());
    let (customer, vendor) = (customer.party_id(), app.channel.vendor.party_id());
    let posted = app.db.tx(move |conn| {
        let to = ledger::account(conn, customer, AccountKind::Spending, Currency::CNY)?.unwrap();
        let from = ledger::account(conn, vendor, AccountKind::BankClearing, Currency::CNY)?.unwrap();
        let (channel, arrived_at) = (Channel::BankTransfer, now.instant());
        let origin = Origin { channel, reference: "R1".to_owned(), arrived_at };
        let movement = movements::remittance(
            EntryDecision { entry: BankEntryId::new(), revision: 1 },
            from.id,
            to.id,
            amount,
            origin,
        );
        ledger::post(conn, now, &Actor::system("test"), &[movement]).map(drop)
    });
    posted.await.unwrap();
}
