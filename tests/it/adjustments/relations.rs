//! Between whom money moves: one step down, and back; never sideways, never upwards (invariant 4).

use domain::party::EdgeKind;
use serde_json::json;
use tests::{Partner, Person, adjustment};

use super::{FUNDED, funded, outcome};

/// Nobody but the next party down, and who is not one's own is not there at all.
#[tokio::test]
async fn money_moves_along_an_edge_of_now_and_nowhere_else() {
    let app = funded().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    let mine = app.customers(&channel.distributor, EdgeKind::Resale, 1).await.remove(0);
    let distributor = app.admin_of(&channel.distributor).await;
    let (other_distributor, provider, other_reseller) = (
        app.admin_of(&channel.other_distributor).await,
        app.admin_of(&channel.solution_provider).await,
        app.admin_of(&channel.other_reseller).await,
    );
    let before = app.fingerprint();

    let mut told = Vec::new();
    let tries: [(&str, &Person<'_>, &Partner, Option<&Partner>); 19] = [
        ("the customer of one's reseller", &distributor, &channel.customer, None),
        ("the advisory customer of one's reseller", &distributor, &channel.advisory_customer, None),
        ("another distributor's reseller", &other_distributor, &channel.reseller, None),
        ("another distributor's customer", &other_distributor, &mine, None),
        ("a reseller, as a solution provider", &provider, &channel.reseller, None),
        ("a reseller's customer, as a solution provider", &provider, &channel.customer, None),
        ("a solution provider", &distributor, &channel.solution_provider, None),
        ("another distributor", &distributor, &channel.other_distributor, None),
        ("the vendor", &distributor, &channel.vendor, None),
        ("oneself", &distributor, &channel.distributor, None),
        ("one's distributor", &reseller, &channel.distributor, None),
        ("a sibling", &reseller, &channel.other_reseller, None),
        ("a sibling's customer", &reseller, &channel.other_customer, None),
        ("a stranger's customer, with money that is missing", &other_reseller, &channel.customer, None),
        ("for a reseller: a sibling's customer", &distributor, &channel.other_customer, Some(&channel.reseller)),
        ("for a reseller: the reseller itself", &distributor, &channel.reseller, Some(&channel.reseller)),
        ("for a reseller: one's own customer", &distributor, &mine, Some(&channel.reseller)),
        ("for a distributor", &distributor, &channel.customer, Some(&channel.other_distributor)),
        ("for oneself, as a reseller", &reseller, &channel.customer, Some(&channel.reseller)),
    ];
    for (what, person, party, acting_for) in tries {
        let mut input = adjustment(party, "1.00");
        if let Some(reseller) = acting_for {
            input["actingForId"] = json!(reseller.global_id());
        }
        let (giving, taking) = (person.allocate_as(input.clone()).await, person.reclaim_as(input).await);
        told.push(format!("{what}: {} / {}", outcome(&giving), outcome(&taking)));
    }

    insta::assert_snapshot!(told.join("\n"), @"
    the customer of one's reseller: NOT_FOUND partyId / NOT_FOUND partyId
    the advisory customer of one's reseller: NOT_FOUND partyId / NOT_FOUND partyId
    another distributor's reseller: NOT_FOUND partyId / NOT_FOUND partyId
    another distributor's customer: NOT_FOUND partyId / NOT_FOUND partyId
    a reseller, as a solution provider: NOT_FOUND partyId / NOT_FOUND partyId
    a reseller's customer, as a solution provider: NOT_FOUND partyId / NOT_FOUND partyId
    a solution provider: NOT_FOUND partyId / NOT_FOUND partyId
    another distributor: NOT_FOUND partyId / NOT_FOUND partyId
    the vendor: NOT_FOUND partyId / NOT_FOUND partyId
    oneself: NOT_FOUND partyId / NOT_FOUND partyId
    one's distributor: NOT_FOUND partyId / NOT_FOUND partyId
    a sibling: NOT_FOUND partyId / NOT_FOUND partyId
    a sibling's customer: NOT_FOUND partyId / NOT_FOUND partyId
    a stranger's customer, with money that is missing: NOT_FOUND partyId / NOT_FOUND partyId
    for a reseller: a sibling's customer: NOT_FOUND partyId / NOT_FOUND partyId
    for a reseller: the reseller itself: NOT_FOUND partyId / NOT_FOUND partyId
    for a reseller: one's own customer: NOT_FOUND partyId / NOT_FOUND partyId
    for a distributor: NOT_YOUR_RESELLER actingForId / NOT_YOUR_RESELLER actingForId
    for oneself, as a reseller: NOT_YOUR_RESELLER actingForId / NOT_YOUR_RESELLER actingForId
    ");
    assert_eq!(app.fingerprint(), before);
    assert_eq!(app.money(), FUNDED);
    distributor.allocate(&mine, "1.00").await.ok();
    app.close().await;
}
