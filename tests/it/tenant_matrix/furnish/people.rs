//! Contact data, roles, access keys, and who looks after whom.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{CONTACTS, command, member};

pub(super) async fn furnish(app: &App) {
    let channel = &app.channel;
    let parties = [&channel.customer, &channel.advisory_customer, &channel.reseller];
    for (party, [account_name, mobile, email]) in parties.into_iter().zip(CONTACTS) {
        app.set_contact(party, account_name, mobile, email);
    }
    for (partner, subject) in [
        ("reseller", "customer"),
        ("distributor", "reseller"),
        ("distributor", "distributor's customer"),
        ("solution provider", "solution provider's customer"),
    ] {
        assign(app, partner, subject).await;
    }
    for (party, role) in
        [("vendor", Role::Administrator), ("reseller", Role::Administrator), ("reseller", Role::AccountManager)]
    {
        let person = app.sign_in(&member(app, party).email(role)).await;
        command(&person, "accessKeyCreate", "", json!({ "name": "a program" })).await;
        if role == Role::Administrator {
            command(&person, "roleCreate", "", json!({ "name": "Clerk", "permissions": ["AUDIT_VIEW"] })).await;
        }
    }
    let customer = app.admin_of(&channel.customer).await;
    let agreement = super::customers::agreement(app, "privacy_statement");
    command(&customer, "agreementAccept", "", json!({ "agreementIds": [agreement] })).await;
}

/// The partner's account manager, led by its director, looks after the customer or reseller.
async fn assign(app: &App, partner: &str, subject: &str) {
    let (partner, subject) = (member(app, partner), member(app, subject));
    let administrator = app.sign_in(&partner.email(Role::Administrator)).await;
    let id = |role| app.staff_id(&partner.email(role));
    let (manager, director) = (id(Role::AccountManager), id(Role::ManagerDirector));
    let team = json!({ "managerId": manager, "directorId": director });
    command(&administrator, "managerDirectorSet", "", team).await;
    let assignment = json!({ "managerId": manager, "subjectIds": [subject.global_id()] });
    let answer = command(&administrator, "managerAssign", "results { userErrors { code field } }", assignment).await;
    assert_eq!(answer["results"], json!([{ "userErrors": [] }]), "{} of {}", subject.name, partner.name);
}
