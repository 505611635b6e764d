//! Who reads which adjustments: those of one's own money, and of one's resellers' then; what one got oneself.

use chrono::TimeDelta;
use domain::actor::Actor;
use domain::clock::Clock;
use domain::party::{self, EdgeKind};
use serde_json::{Value, json};
use tests::{App, Partner, Person, adjustment, with};

const LIST: &str = include_str!("../../graphql/adjustments.graphql");

/// The adjustments that a filter finds, oldest first: `ALLOCATION 300.00`.
async fn listed(person: &Person<'_>, filter: Value) -> Vec<String> {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let found = &answer.data()["adjustments"];
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(found["totalCount"], nodes.len());
    let line = |node: &Value| {
        format!("{} {}", node["operation"].as_str().unwrap(), node["amount"]["amount"].as_str().unwrap())
    };
    nodes.iter().map(line).collect()
}

/// The lower party leaves whom it stands under for `to`.
async fn moves(app: &App, lower: &Partner, kind: EdgeKind, to: &Partner) {
    app.later(TimeDelta::hours(1));
    let (now, lower, upper) = (app.clock.now(), lower.party_id(), to.party_id());
    let moving = move |conn: &mut domain::Conn| {
        let actor = Actor::system("test");
        party::part(conn, now, &actor, lower)?;
        party::associate(conn, now, &actor, kind, upper, lower).map(drop)
    };
    app.db.tx(moving).await.unwrap();
    app.later(TimeDelta::hours(1));
}

/// The customer goes from one reseller of a distributor to the other; then the first reseller goes to another distributor.
#[tokio::test]
async fn each_reads_what_was_its_own_when_it_happened() {
    let app = App::start().await;
    let channel = &app.channel;
    app.fund(&channel.distributor, "1000.00").await;
    app.fund(&channel.other_distributor, "100.00").await;
    {
        let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
        distributor.allocate(&channel.reseller, "300.00").await.ok();
        distributor.allocate(&channel.other_reseller, "50.00").await.ok();
        reseller.allocate(&channel.customer, "120.00").await.ok();
        let acting = json!({ "actingForId": channel.reseller.global_id() });
        distributor.reclaim_as(with(adjustment(&channel.customer, "120"), &acting)).await.ok();
        distributor.reclaim(&channel.reseller, "300.00").await.ok();
    }
    moves(&app, &channel.customer, EdgeKind::Resale, &channel.other_reseller).await;
    app.admin_of(&channel.other_reseller).await.allocate(&channel.customer, "30.00").await.ok();
    moves(&app, &channel.reseller, EdgeKind::Reseller, &channel.other_distributor).await;
    app.admin_of(&channel.other_distributor).await.allocate(&channel.reseller, "11.00").await.ok();

    let mut told = Vec::new();
    for party in [
        &channel.vendor,
        &channel.distributor,
        &channel.other_distributor,
        &channel.reseller,
        &channel.other_reseller,
        &channel.customer,
        &channel.other_customer,
        &channel.advisory_customer,
        &channel.solution_provider,
    ] {
        let lines = listed(&app.admin_of(party).await, Value::Null).await;
        told.push(format!("{}: {}", party.name, lines.join(", ")));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    Vendor Cloud Ltd: ALLOCATION 300.00, ALLOCATION 50.00, ALLOCATION 120.00, RECLAIM 120.00, RECLAIM 300.00, ALLOCATION 30.00, ALLOCATION 11.00
    长江云分销有限公司: ALLOCATION 300.00, ALLOCATION 50.00, ALLOCATION 120.00, RECLAIM 120.00, RECLAIM 300.00, ALLOCATION 30.00
    Delta Distribution Ltd: ALLOCATION 11.00
    Heron Systems Ltd: ALLOCATION 300.00, ALLOCATION 120.00, RECLAIM 120.00, RECLAIM 300.00, ALLOCATION 11.00
    Mekong Data Ltd: ALLOCATION 50.00, ALLOCATION 30.00
    Lantern Foods Ltd: ALLOCATION 120.00, RECLAIM 120.00, ALLOCATION 30.00
    Fern Clinics Ltd: 
    Harbour Ltd: 
    Alder Solutions Inc.:
    ");
    let stranger = app.admin_of(&channel.solution_provider).await;
    let all = app.finance().await.query(LIST, json!({})).await;
    let id = &all.data()["adjustments"]["nodes"][0]["id"];
    let node = "query($id: ID!) { node(id: $id) { id } }";
    assert_eq!(stranger.query(node, json!({ "id": id })).await.data()["node"], Value::Null);
    assert_eq!(
        &app.admin_of(&channel.distributor).await.query(node, json!({ "id": id })).await.data()["node"]["id"],
        id
    );
    app.close().await;
}

/// The other side learns from whom and why, not who of them it was.
#[tokio::test]
async fn a_line_names_those_whom_its_reader_may_know() {
    let app = super::funded().await;
    let channel = &app.channel;

    let mut told = Vec::new();
    for party in [&channel.distributor, &channel.reseller, &channel.customer] {
        let answer = app.admin_of(party).await.query(LIST, json!({})).await;
        let name = |value: &Value| value["name"].as_str().unwrap_or("nobody").to_owned();
        for node in answer.data()["adjustments"]["nodes"].as_array().unwrap() {
            let [partner, other, person] = ["partner", "party", "madeBy"].map(|field| name(&node[field]));
            told.push(format!("{} reads: {partner} to {other} by {person}", party.name));
        }
    }

    insta::assert_snapshot!(told.join("\n"), @"
    长江云分销有限公司 reads: 长江云分销有限公司 to Heron Systems Ltd by Robin
    长江云分销有限公司 reads: Heron Systems Ltd to La*** by nobody
    Heron Systems Ltd reads: 长江云分销有限公司 to Heron Systems Ltd by nobody
    Heron Systems Ltd reads: Heron Systems Ltd to La*** by Robin
    Lantern Foods Ltd reads: Heron Systems Ltd to Lantern Foods Ltd by nobody
    ");
    app.close().await;
}

#[tokio::test]
async fn a_filter_finds_by_side_kind_and_time() {
    let app = super::funded().await;
    let channel = &app.channel;
    app.later(TimeDelta::hours(1));
    let reseller = app.admin_of(&channel.reseller).await;
    reseller.reclaim(&channel.customer, "20.00").await.ok();
    app.later(TimeDelta::hours(1));
    let reseller = app.admin_of(&channel.reseller).await;
    reseller.allocate(&channel.customer, "5.00").await.ok();
    let (one, two) = ("2026-03-10T05:00:00Z", "2026-03-10T06:00:00Z");
    let id = |partner: &Partner| partner.global_id();
    let filters = [
        json!({ "operation": "RECLAIM" }),
        json!({ "operation": "UNBINDING" }),
        json!({ "partnerId": id(&channel.reseller) }),
        json!({ "partnerId": id(&channel.distributor) }),
        json!({ "partnerId": id(&channel.other_distributor) }),
        json!({ "partyId": id(&channel.reseller) }),
        json!({ "partyId": id(&channel.customer), "operation": "ALLOCATION" }),
        json!({ "from": one }),
        json!({ "to": one }),
        json!({ "from": one, "to": two }),
        json!({ "from": two, "to": one }),
    ];

    let mut told = Vec::new();
    for filter in filters {
        told.push(
            format!("{filter}: {}", listed(&reseller, filter.clone()).await.join(", "))
                .replace(&id(&channel.reseller), "R")
                .replace(&id(&channel.customer), "C"),
        );
    }

    let told = told.join("\n").replace(&id(&channel.distributor), "D").replace(&id(&channel.other_distributor), "X");
    insta::assert_snapshot!(told, @r#"
    {"operation":"RECLAIM"}: RECLAIM 20.00
    {"operation":"UNBINDING"}: 
    {"partnerId":"R"}: ALLOCATION 120.00, RECLAIM 20.00, ALLOCATION 5.00
    {"partnerId":"D"}: ALLOCATION 300.00
    {"partnerId":"X"}: 
    {"partyId":"R"}: ALLOCATION 300.00
    {"operation":"ALLOCATION","partyId":"C"}: ALLOCATION 120.00, ALLOCATION 5.00
    {"from":"2026-03-10T05:00:00Z"}: RECLAIM 20.00, ALLOCATION 5.00
    {"to":"2026-03-10T05:00:00Z"}: ALLOCATION 300.00, ALLOCATION 120.00
    {"from":"2026-03-10T05:00:00Z","to":"2026-03-10T06:00:00Z"}: RECLAIM 20.00
    {"from":"2026-03-10T06:00:00Z","to":"2026-03-10T05:00:00Z"}:
    "#);
    app.close().await;
}
