//! A partner gives back what it was granted.

use serde_json::json;
use tests::{Answer, App, Partner, Person};

use super::{requested, state};

const WITHDRAW: &str = "mutation($input: AuthorizationWithdrawInput!) { authorizationWithdraw(input: $input) {
    authorization { id state } userErrors { code field } } }";

/// An authorisation that nobody has.
const NOBODYS: &str = "aut_01h455vb4pex5vsknk084sn02q";

async fn withdraw(person: &Person<'_>, id: &str, acting_for: Option<&Partner>) -> Answer {
    let input = json!({ "authorizationId": id, "actingForId": acting_for.map(Partner::global_id) });
    person.query(WITHDRAW, json!({ "input": input })).await
}

/// A partner gives up what it asked for; a distributor does both for its reseller.
#[tokio::test]
async fn a_partner_withdraws_itself_or_by_its_distributor() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, distributor) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.distributor).await);
    let own = requested(&app, &reseller, &channel.customer, json!({})).await;
    let acting = json!({ "actingForId": channel.reseller.global_id(), "scope": "OPERATE_ON_BEHALF" });
    let by_distributor = requested(&app, &distributor, &channel.customer, acting).await;

    let not_acting = withdraw(&distributor, &own, None).await;
    let missing = withdraw(&distributor, NOBODYS, None).await;
    let stranger = withdraw(&app.admin_of(&channel.other_reseller).await, &own, None).await;
    let customer = withdraw(&app.admin_of(&channel.customer).await, &own, None).await;
    let withdrawn = withdraw(&reseller, &own, None).await;
    let again = withdraw(&reseller, &own, None).await;
    let for_reseller = withdraw(&distributor, &by_distributor, Some(&channel.reseller)).await;

    assert_eq!(missing.refusals(), ["NOT_FOUND authorizationId"]);
    assert_eq!([not_acting.data(), stranger.data()], [missing.data(), missing.data()]);
    assert_eq!(customer.refusals(), ["FORBIDDEN"]);
    assert_eq!([state(&withdrawn), state(&for_reseller)], ["WITHDRAWN", "WITHDRAWN"]);
    assert_eq!(again.refusals(), ["STATE_CONFLICT authorizationId"]);
    let acting = "select distinct details ->> 'actingFor' from audit_log where details ? 'actingFor'";
    assert_eq!(app.rows(acting), [channel.reseller.party_id().to_string()]);
    app.run_jobs().await;
    app.close().await;
}
