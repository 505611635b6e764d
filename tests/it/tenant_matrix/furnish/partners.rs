//! Partners that are invited, apply, and rise.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{command, member};

pub(super) async fn furnish(app: &App) {
    let vendor = app.admin_of(&app.channel.vendor).await;
    let entity =
        command(&vendor, "signingEntityCreate", "signingEntity { id }", json!({ "name": "Vendor East" })).await;
    for (party, entity) in
        [("distributor", Some(&entity["signingEntity"]["id"])), ("other distributor", None), ("reseller", None)]
    {
        let id = member(app, party).global_id();
        let input = json!({ "partyId": id, "region": "east", "signingEntityId": entity });
        command(&vendor, "partnerProfileSet", "", input).await;
        let input = json!({ "partyId": id, "year": 2026, "amount": { "amount": "1000.00", "currency": "CNY" } });
        command(&vendor, "performanceRecord", "", input).await;
    }
    for (party, kind) in [("vendor", "DISTRIBUTOR"), ("distributor", "RESELLER"), ("other distributor", "RESELLER")] {
        let person = app.sign_in(&member(app, party).email(Role::Administrator)).await;
        let input = json!({
            "kind": kind, "companyName": "Larch Ltd", "contactName": "Lily Larch", "region": "east", "locale": "EN",
            "email": format!("{}@larch.example", party.replace(' ', "-")), "idempotencyKey": "an invitation",
        });
        command(&person, "partnerInvite", "", input).await;
    }
    for party in
        ["distributor", "other distributor", "reseller", "other reseller", "solution provider", "merchant", PROGRAMME]
    {
        let person = app.sign_in(&member(app, party).email(Role::Administrator)).await;
        command(&person, "applicationSubmit", "", json!({ "kind": "LEVEL_UPGRADE", "toLevel": "CORE" })).await;
    }
    for (i, distributor) in ["distributor", "distributor", "other distributor"].into_iter().enumerate() {
        apply(app, i, distributor).await;
    }
    app.sql("update applications set state = 'distributor_review' where kind = 'reseller'");
}

const PROGRAMME: &str = "government-subsidy partner";

/// Somebody outside, the `nth`, wants to be a reseller of the distributor.
async fn apply(app: &App, nth: usize, distributor: &str) {
    let email = format!("apply{nth}@maple.example");
    let code = super::super::supplies::code(app, "APPLY", &email).await;
    let company = json!({
        "companyName": format!("Maple {nth} Ltd"), "contactName": "Mara Maple", "locale": "EN",
        "mobile": format!("+8613800000{nth:03}"), "registrationNumber": format!("91310000{nth:010}"),
    });
    let input = json!({
        "kind": "RESELLER", "region": "east", "distributorId": member(app, distributor).global_id(), "email": email,
        "verificationCode": code, "company": company,
    });
    let document = "mutation($input: PartnerApplyInput!) { partnerApply(input: $input) { userErrors { code field } } }";
    app.anonymous(document, json!({ "input": input })).await.ok();
}
