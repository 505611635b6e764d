//! The vendor asks nobody, but it cannot leave anything behind either.

use domain::actor::Actor;
use domain::clock::Clock;
use domain::party;
use serde_json::json;
use tests::App;

use super::{balances, funded, mails, request, requested, shown, state, stood, withdraw};

#[tokio::test]
async fn what_the_vendor_decides_is_carried_out_at_once() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let vendor = app.admin_of(&channel.vendor).await;

    let decided = request(&vendor, &channel.customer, "DISASSOCIATION", json!({})).await;
    let again = request(&vendor, &channel.customer, "DISASSOCIATION", json!({})).await;
    app.run_jobs().await;

    assert_eq!((state(&decided).as_str(), &decided.ok()["parting"]["answerBy"]), ("EXECUTING", &json!(null)));
    assert_eq!(again.refusals(), ["ALREADY_EXISTS partyId"]);
    let id = decided.ok()["parting"]["id"].as_str().unwrap();
    assert_eq!(
        shown(&vendor, id).await,
        "DONE, 69.50 and 0 coupons: CHECK, COUPONS 0, MONEY 69.50, ASSOCIATION, NOTICE"
    );
    assert_eq!(balances(&app), "distributor 700.00, reseller 249.50, customer 0.00");
    assert_eq!(stood(&app, &channel.customer), ["resale, ended"]);
    let mut told: Vec<String> = mails(&app).into_iter().map(|mail| mail.subject).collect();
    told.sort();
    assert_eq!(told, ["Done: end of the association, Heron Systems Ltd", "Done: end of the association, La***"]);
    app.close().await;
}

/// What two ask each other can be ended by the vendor before it is answered.
#[tokio::test]
async fn the_vendor_withdraws_what_others_asked_for() {
    let app = App::start().await;
    let channel = app.channel.clone();
    app.later(chrono::TimeDelta::seconds(1));
    let id = requested(&app.admin_of(&channel.customer).await, &channel.customer, "DISASSOCIATION").await;
    let vendor = app.admin_of(&channel.vendor).await;

    let open = request(&vendor, &channel.customer, "SWITCH", json!({})).await;
    let withdrawn = withdraw(&vendor, &id).await;
    let switched = request(&vendor, &channel.customer, "SWITCH", json!({})).await;
    app.run_jobs().await;

    assert_eq!(open.refusals(), ["ALREADY_EXISTS partyId"]);
    assert_eq!([state(&withdrawn), state(&switched)], ["WITHDRAWN", "EXECUTING"]);
    assert_eq!(stood(&app, &channel.customer), ["resale, ended", "advisory"]);
    app.close().await;
}

/// The cut that asks nobody and returns nothing is refused to who has something to return, and to who is leaving.
#[tokio::test]
async fn nobody_is_cut_off_with_money_of_the_party_above() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let vendor = app.admin_of(&channel.vendor).await;
    let cut = async |lower| {
        let now = app.clock.now();
        app.db.tx(move |conn| party::part(conn, now, &Actor::system("test"), lower)).await
    };

    for lower in [&channel.customer, &channel.reseller] {
        let refused = cut(lower.party_id()).await;
        assert!(matches!(refused, Err(party::Error::Unsettled)), "{}: {refused:?}", lower.name);
    }
    requested_by_vendor(&vendor, &channel.advisory_customer).await;
    let leaving = cut(channel.advisory_customer.party_id()).await;
    assert!(matches!(leaving, Err(party::Error::Unsettled)), "{leaving:?}");
    app.run_jobs().await;
    assert!(cut(channel.other_customer.party_id()).await.is_ok());
    app.close().await;
}

async fn requested_by_vendor(vendor: &tests::Person<'_>, customer: &tests::Partner) {
    request(vendor, customer, "DISASSOCIATION", json!({})).await.ok();
}

/// A kind that does not fit how the party stands is refused, and so is what becomes of an application only.
#[tokio::test]
async fn a_kind_fits_the_association() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let vendor = app.admin_of(&channel.vendor).await;
    let mut told = Vec::new();
    for (party, kinds) in [
        (&channel.reseller, ["DISASSOCIATION", "SWITCH", "PROMOTION"].as_slice()),
        (&channel.customer, &["RESELLER_EXIT", "PROMOTION"]),
        (&channel.solution_provider, &["DISASSOCIATION", "SWITCH", "RESELLER_EXIT"]),
        (&channel.vendor, &["DISASSOCIATION"]),
    ] {
        for kind in kinds {
            let answer = request(&vendor, party, kind, json!({})).await;
            told.push(format!("{} {kind}: {}", party.name, answer.refusals().join(", ")));
        }
    }

    insta::assert_snapshot!(told.join("\n"), @"
    Heron Systems Ltd DISASSOCIATION: STATE_CONFLICT kind
    Heron Systems Ltd SWITCH: STATE_CONFLICT kind
    Heron Systems Ltd PROMOTION: FORBIDDEN kind
    Lantern Foods Ltd RESELLER_EXIT: STATE_CONFLICT kind
    Lantern Foods Ltd PROMOTION: FORBIDDEN kind
    Alder Solutions Inc. DISASSOCIATION: STATE_CONFLICT kind
    Alder Solutions Inc. SWITCH: STATE_CONFLICT kind
    Alder Solutions Inc. RESELLER_EXIT: STATE_CONFLICT kind
    Vendor Cloud Ltd DISASSOCIATION: NOT_FOUND partyId
    ");
    assert_eq!(app.count("partings"), 0);
    app.close().await;
}
