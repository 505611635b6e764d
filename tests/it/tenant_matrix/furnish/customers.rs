//! Reports, invitations, onboardings, authorisations: each seller's person has some.

use domain::actor::Role::{AccountManager, Administrator, ManagerDirector, Operations};
use schema::ids::PartyId;
use serde_json::json;
use tests::{App, Person};

use super::{command, member, members};

pub(super) async fn furnish(app: &App) {
    let operations = app.operations().await;
    let sellers = ["distributor", "other distributor", "reseller", "other reseller", "solution provider"];
    for member in members(app).into_iter().filter(|it| sellers.contains(&it.name)) {
        for role in [Administrator, Operations, AccountManager, ManagerDirector] {
            if member.roles.contains(&role) {
                report_and_invite(app, &operations, &member.email(role)).await;
            }
        }
    }
    let vendor = app.admin_of(&app.channel.vendor).await;
    for mobile in ["+8613600000001", "+8613600000002"] {
        command(&vendor, "reservationCreate", "", json!({ "mobile": mobile, "reason": "DIRECT_SALES" })).await;
    }
    let flag = json!({ "customerId": app.channel.customer.global_id(), "flag": "ARREARS" });
    command(&vendor, "customerFlagSet", "", flag).await;
    let provider = app.admin_of(&app.channel.solution_provider).await;
    let input = json!({
        "name": "Aspen Studio", "associationKind": "RESALE", "includeAssociationResult": true, "idempotencyKey": "one",
    });
    command(&provider, "customerCreate", "", input).await;
    for (partner, customer) in [
        ("reseller", "customer"),
        ("other reseller", "other customer"),
        ("distributor", "distributor's customer"),
        ("solution provider", "solution provider's customer"),
    ] {
        let person = app.sign_in(&member(app, partner).email(Administrator)).await;
        let input = json!({
            "customerId": member(app, customer).global_id(), "scope": "ORDER_ON_BEHALF",
            "agreementIds": [agreement(app, "operation_commitment")],
        });
        command(&person, "authorizationRequest", "", input).await;
    }
    let reseller = app.admin_of(&app.channel.reseller).await;
    command(&reseller, "resellerConsentSet", "", json!({ "allowsActing": true, "sharesDetail": true })).await;
    let label = json!({ "customerId": app.channel.customer.global_id(), "label": "key account" });
    command(&reseller, "customerLabelSet", "", label).await;
}

/// One report that waits, one that was approved, an invitation by it, and a link.
async fn report_and_invite(app: &App, operations: &Person<'_>, email: &str) {
    let person = app.sign_in(email).await;
    let mut reports = Vec::new();
    for key in ["waits", "holds"] {
        let nth = app.count("reports");
        let input = json!({
            "customerName": format!("Prospect {nth}"), "mobile": format!("+8613500{nth:06}"),
            "email": format!("prospect{nth}@prospect.example"), "idempotencyKey": format!("{key} {nth}"),
        });
        reports.push(command(&person, "customerReport", "report { id }", input).await["report"]["id"].clone());
    }
    let review = json!({ "reportIds": [reports[1]], "verdict": "APPROVE" });
    command(operations, "reportReview", "results { userErrors { code } }", review).await;
    let invite = json!({ "reportIds": [reports[1]], "associationKind": "RESALE" });
    let invited = command(&person, "customerInvite", "results { userErrors { code field } }", invite).await;
    assert_eq!(invited["results"], json!([{ "userErrors": [] }]), "{email}");
    command(&person, "invitationLinkCreate", "", json!({ "associationKind": "ADVISORY" })).await;
}

/// The English text in force.
pub(super) fn agreement(app: &App, key: &str) -> String {
    let query = format!("select id from agreements where key = '{key}' and locale = 'en' order by version desc");
    PartyId::from_uuid(app.rows(&query)[0].parse().unwrap()).with_prefix("agr")
}
