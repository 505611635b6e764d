//! Who sees what customers used: by the association of the time of use (invariants 13, 14, 16; ).

use chrono::TimeDelta;
use domain::actor::Role;
use domain::ledger::AccountKind;
use domain::party::EdgeKind;
use serde_json::{Value, json};
use tests::{App, Person};

use super::{allocated, associate, charged, funded, paid_in, part, record, refund, used, with};

const CHARGES: &str = "query($filter: ChargeFilter) { charges(filter: $filter, order: OLDEST_FIRST) { totalCount
    nodes { chargeKey customerId customer { id } partner { name } transfers { kind } balanceAmount { amount }
        refunds(first: 5) { nodes { refundKey account { kind } transfers { kind } } } } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Charge { chargeKey } ... on Refund { refundKey } } }";
const OF_CUSTOMER: &str =
    "query($id: ID!) { node(id: $id) { ... on Party { charges(first: 5) { totalCount nodes { chargeKey } } } } }";

async fn list(person: &Person<'_>) -> Vec<Value> {
    let answer = person.query(CHARGES, json!({})).await;
    let nodes = answer.data()["charges"]["nodes"].as_array().unwrap().clone();
    assert_eq!(answer.data()["charges"]["totalCount"], nodes.len());
    nodes
}

/// The keys of the charges that a person sees.
async fn sees(person: &Person<'_>) -> String {
    let nodes = list(person).await;
    nodes.iter().map(|node| node["chargeKey"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
}

#[tokio::test]
async fn a_partner_sees_what_its_customers_used_in_both_modes_and_a_distributor_what_is_shared() {
    let app = App::start().await;
    let customer = funded(&app, "10.00").await;
    let finance = app.finance().await;
    for (key, of) in
        [("resale", &customer), ("advisory", &app.channel.advisory_customer), ("other", &app.channel.other_customer)]
    {
        charged(&finance, used(&app, of, key, "1")).await;
    }
    let distributor = app.admin_of(&app.channel.distributor).await;

    let mut told = Vec::new();
    for (who, person) in [
        ("vendor", app.operations().await),
        ("reseller", app.admin_of(&app.channel.reseller).await),
        ("other reseller", app.admin_of(&app.channel.other_reseller).await),
        ("solution provider", app.admin_of(&app.channel.solution_provider).await),
        ("customer", app.admin_of(&customer).await),
        ("advisory customer", app.admin_of(&app.channel.advisory_customer).await),
    ] {
        told.push(format!("{who}: {}", sees(&person).await));
    }
    told.push(format!("distributor: {}", sees(&distributor).await));
    app.sql(&format!(
        "update edges set shares_detail = true where lower_id = '{}'",
        app.channel.reseller.party_id().uuid()
    ));
    told.push(format!("distributor, shared: {}", sees(&distributor).await));

    insta::assert_snapshot!(told.join("\n"), @"
    vendor: resale advisory other
    reseller: resale advisory
    other reseller: other
    solution provider: 
    customer: resale
    advisory customer: advisory
    distributor: 
    distributor, shared: resale advisory
    ");
    app.close().await;
}

/// What was used is seen by the partner, the customer's own money that paid it is not.
#[tokio::test]
async fn a_partner_sees_no_transfer_of_an_advisory_customers_own_money() {
    let app = App::start().await;
    let finance = app.finance().await;
    let customer = app.channel.advisory_customer.clone();
    let online = with(used(&app, &customer, "c1", "5"), json!({ "payment": "ONLINE" }));
    refund(&finance, "r1", &charged(&finance, online).await, "5").await.ok();
    charged(&finance, used(&app, &customer, "c2", "3")).await;

    let seen = |nodes: Vec<Value>| {
        let refund = &nodes[0]["refunds"]["nodes"][0];
        let transfers = [&nodes[1]["transfers"], &refund["transfers"]].map(|it| it.as_array().unwrap().len());
        (nodes[1]["balanceAmount"]["amount"].clone(), transfers, refund["account"]["kind"].clone())
    };
    let by_partner = seen(list(&app.admin_of(&app.channel.reseller).await).await);
    let by_customer = seen(list(&app.admin_of(&customer).await).await);

    assert_eq!(by_partner, (json!("3.00"), [0, 0], Value::Null));
    assert_eq!(by_customer, (json!("3.00"), [1, 1], json!("OWN")));
    app.close().await;
}

#[tokio::test]
async fn a_charge_stays_with_the_partner_of_its_time() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (customer, other) = (app.channel.customer.clone(), app.channel.other_reseller.clone());
    let before = charged(&finance, used(&app, &customer, "before", "1")).await;
    app.later(TimeDelta::minutes(1));
    part(&app, &customer).await;
    associate(&app, EdgeKind::Resale, &other, &customer).await;
    paid_in(&app, &other, "5.00").await;
    allocated(&app, &other, &customer, AccountKind::Spending, "5.00").await;
    charged(&finance, used(&app, &customer, "after", "1")).await;
    let (old, new) = (app.admin_of(&app.channel.reseller).await, app.admin_of(&other).await);

    assert_eq!([sees(&old).await, sees(&new).await], ["before", "after"]);
    let seen = list(&old).await.remove(0);
    assert_eq!((&seen["customerId"], &seen["customer"]), (&json!(customer.global_id()), &Value::Null));
    assert_eq!(seen["partner"]["name"], "Heron Systems Ltd");
    let node = |person| {
        let (person, id): (&Person<'_>, &str) = (person, &before);
        async move { person.query(NODE, json!({ "id": id })).await.data()["node"].clone() }
    };
    assert_eq!((node(&old).await, node(&new).await), (json!({ "chargeKey": "before" }), Value::Null));
    let of = new.query(OF_CUSTOMER, json!({ "id": customer.global_id() })).await;
    assert_eq!(of.data()["node"]["charges"], json!({ "totalCount": 1, "nodes": [{ "chargeKey": "after" }] }));
    app.close().await;
}

/// An account manager sees what was used since the customer was assigned.
#[tokio::test]
async fn an_account_manager_sees_charges_from_the_assignment_on() {
    let app = App::start().await;
    let finance = app.finance().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Kim", &[Role::AccountManager]).await;
    charged(&finance, used(&app, &customer, "before", "1")).await;
    app.later(TimeDelta::minutes(1));
    app.assign(&reseller, &customer, &manager);
    charged(&finance, used(&app, &customer, "after", "1")).await;
    charged(&finance, used(&app, &app.channel.advisory_customer, "another's", "1")).await;

    assert_eq!(sees(&app.sign_in(&manager.email).await).await, "after");
    app.close().await;
}

#[tokio::test]
async fn charges_are_found_by_customer_partner_month_mode_and_key() {
    let app = App::start().await;
    let finance = app.finance().await;
    for (key, of) in [("resale", &app.channel.customer), ("advisory", &app.channel.advisory_customer)] {
        record(
            &finance,
            with(
                used(&app, of, key, "1"),
                json!({ "chargeMode": if key == "resale" { "PERIOD" } else { "ON_DEMAND" } }),
            ),
        )
        .await
        .ok();
    }

    let mut told = Vec::new();
    for filter in [
        json!({ "customerId": app.channel.customer.global_id() }),
        json!({ "partnerId": app.channel.reseller.global_id() }),
        json!({ "cycle": "2026-03" }),
        json!({ "cycle": "2026-02" }),
        json!({ "mode": "ADVISORY" }),
        json!({ "chargeMode": "PERIOD" }),
        json!({ "chargeKey": "advisory" }),
    ] {
        let name = filter.as_object().unwrap().keys().next().unwrap().clone();
        let answer = finance.query(CHARGES, json!({ "filter": filter })).await;
        let nodes = answer.data()["charges"]["nodes"].as_array().unwrap().clone();
        told.push(format!(
            "{name}: {}",
            nodes.iter().map(|it| it["chargeKey"].as_str().unwrap()).collect::<Vec<_>>().join(" ")
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    customerId: resale
    partnerId: resale advisory
    cycle: resale advisory
    cycle: 
    mode: advisory
    chargeMode: resale
    chargeKey: advisory
    ");
    app.close().await;
}
