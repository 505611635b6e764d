//! What no longer moves: without the reseller's consent, and between two that are parting or have parted.

use chrono::TimeDelta;
use serde_json::json;
use tests::{Partner, adjustment, with};

use super::{funded, outcome};

const CONSENT: &str =
    "mutation($input: ResellerConsentSetInput!) { resellerConsentSet(input: $input) { userErrors { code } } }";

#[tokio::test]
async fn a_reseller_that_withdrew_its_consent_moves_its_money_itself() {
    let app = funded().await;
    let channel = &app.channel;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let consent = json!({ "input": { "allowsActing": false, "sharesDetail": true } });
    reseller.query(CONSENT, consent).await.ok();
    let before = app.fingerprint();

    let input = with(adjustment(&channel.customer, "1.00"), &json!({ "actingForId": channel.reseller.global_id() }));
    let (giving, taking) = (distributor.allocate_as(input.clone()).await, distributor.reclaim_as(input).await);

    assert_eq!([outcome(&giving), outcome(&taking)], ["NOT_YOUR_RESELLER actingForId"; 2]);
    assert_eq!(app.fingerprint(), before);
    app.close().await;
}

/// From the moment a parting begins to be carried out, what is left goes back by itself.
#[tokio::test]
async fn nothing_moves_between_two_that_are_parting_and_nothing_after() {
    let app = funded().await;
    let channel = &app.channel;
    let (distributor, reseller) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.reseller).await);
    let edge_of = |party: &Partner| format!("lower_id = '{}'", party.party_id().uuid());
    let customer = edge_of(&channel.customer);

    app.sql(&format!("update edges set closing_at = valid_from where {customer}"));
    let parting =
        [reseller.allocate(&channel.customer, "1.00").await, reseller.reclaim(&channel.customer, "1.00").await];
    app.sql(&format!("update edges set closing_at = null where {customer}"));
    reseller.reclaim(&channel.customer, "120.00").await.ok();
    app.later(TimeDelta::seconds(1));
    app.sql(&format!("update edges set valid_to = valid_from + interval '1 second' where {customer}"));
    let parted =
        [reseller.allocate(&channel.customer, "1.00").await, reseller.reclaim(&channel.customer, "1.00").await];
    let sideways = distributor.allocate(&channel.customer, "1.00").await;

    assert_eq!(parting.map(|it| outcome(&it)), ["STATE_CONFLICT partyId"; 2]);
    assert_eq!(parted.map(|it| outcome(&it)), ["NOT_FOUND partyId"; 2]);
    assert_eq!(outcome(&sideways), "NOT_FOUND partyId");
    app.close().await;
}
