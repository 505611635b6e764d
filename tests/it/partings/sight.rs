//! Who sees a parting, and what they can do with it.

use domain::actor::Role;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{answer, requested};

const LIST: &str = "{ partings { totalCount nodes { kind state party { name } partner { name } partyName partnerName requestedBy { name } answeredBy { name } } } }";
const ACTIONS: &str =
    "query($id: ID!) { node(id: $id) { ... on Parting { availableActions { action allowed reason } } } }";

async fn seen(person: &Person<'_>) -> String {
    let list = person.query(LIST, json!({})).await.data()["partings"].clone();
    let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
    let line = |it: &Value| {
        let names = ["party", "partner", "requestedBy", "answeredBy"].map(|name| word(&it[name]["name"]));
        let sides = ["partyName", "partnerName"].map(|name| word(&it[name]));
        format!("{} {} {} ({})", word(&it["kind"]), word(&it["state"]), names.join(", "), sides.join(", "))
    };
    list["nodes"].as_array().unwrap().iter().map(line).collect::<Vec<_>>().join("; ")
}

async fn actions(person: &Person<'_>, id: &str) -> String {
    let node = person.query(ACTIONS, json!({ "id": id })).await.data()["node"].clone();
    let Some(actions) = node["availableActions"].as_array() else { return "-".to_owned() };
    let line = |it: &Value| match it["reason"].as_str() {
        Some(reason) => format!("{} {reason}", it["action"].as_str().unwrap()),
        None => it["action"].as_str().unwrap().to_owned(),
    };
    actions.iter().map(line).collect::<Vec<_>>().join(", ")
}

#[tokio::test]
async fn both_sides_the_distributor_and_the_vendor_see_a_parting() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.later(chrono::TimeDelta::seconds(1));
    let manager = app.colleague(&channel.reseller, "Ann", &[Role::AccountManager]).await;
    let id = requested(&app.admin_of(&channel.reseller).await, &channel.customer, "DISASSOCIATION").await;
    let mut people = Vec::new();
    for party in [
        &channel.vendor,
        &channel.distributor,
        &channel.reseller,
        &channel.customer,
        &channel.other_distributor,
        &channel.other_reseller,
        &channel.advisory_customer,
    ] {
        people.push((party.name.clone(), app.admin_of(party).await));
    }
    people.push(("an account manager without the customer".to_owned(), app.sign_in(&manager.email).await));

    let mut told = Vec::new();
    for (name, person) in &people {
        told.push(format!("{name}: {} [{}]", seen(person).await, actions(person, &id).await));
    }
    answer(&app.admin_of(&channel.customer).await, &id, "AGREE").await.ok();
    app.run_jobs().await;
    told.push("when it is done:".to_owned());
    for (name, person) in &people {
        told.push(format!("{name}: {} [{}]", seen(person).await, actions(person, &id).await));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    Vendor Cloud Ltd: DISASSOCIATION WAITING_CUSTOMER La***, Heron Systems Ltd, Robin, - (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw]
    长江云分销有限公司: DISASSOCIATION WAITING_CUSTOMER La***, Heron Systems Ltd, -, - (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw FORBIDDEN]
    Heron Systems Ltd: DISASSOCIATION WAITING_CUSTOMER La***, Heron Systems Ltd, Robin, - (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw]
    Lantern Foods Ltd: DISASSOCIATION WAITING_CUSTOMER Lantern Foods Ltd, Heron Systems Ltd, -, - (Lantern Foods Ltd, Heron Systems Ltd) [partingAnswer, partingWithdraw FORBIDDEN]
    Delta Distribution Ltd:  [-]
    Mekong Data Ltd:  [-]
    Harbour Ltd:  [-]
    an account manager without the customer:  [-]
    when it is done:
    Vendor Cloud Ltd: DISASSOCIATION DONE La***, Heron Systems Ltd, Robin, Robin (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw STATE_CONFLICT]
    长江云分销有限公司: DISASSOCIATION DONE -, Heron Systems Ltd, -, - (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw FORBIDDEN]
    Heron Systems Ltd: DISASSOCIATION DONE -, Heron Systems Ltd, Robin, - (La***, Heron Systems Ltd) [partingAnswer FORBIDDEN, partingWithdraw STATE_CONFLICT]
    Lantern Foods Ltd: DISASSOCIATION DONE Lantern Foods Ltd, -, -, Robin (Lantern Foods Ltd, Heron Systems Ltd) [partingAnswer STATE_CONFLICT, partingWithdraw FORBIDDEN]
    Delta Distribution Ltd:  [-]
    Mekong Data Ltd:  [-]
    Harbour Ltd:  [-]
    an account manager without the customer:  [-]
    ");
    app.close().await;
}
