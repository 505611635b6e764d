//! What both sides read.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{answer, funded, mails, requested};

const ASSIGN: &str = "mutation($input: ManagerAssignInput!) { managerAssign(input: $input) { userErrors { code } results { userErrors { code } } } }";

/// The customer's administrators read its name in full, the partner's and the customer's manager masked.
#[tokio::test]
async fn both_sides_read_what_was_asked_for_and_what_came_of_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    funded(&app).await;
    let manager = app.colleague(&channel.reseller, "Ann", &[Role::AccountManager]).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let assign = json!({ "subjectIds": [channel.customer.global_id()], "managerId": manager.id });
    reseller.query(ASSIGN, json!({ "input": assign })).await.ok();

    let id = requested(&app.admin_of(&channel.customer).await, &channel.customer, "DISASSOCIATION").await;
    app.run_jobs().await;
    answer(&reseller, &id, "AGREE").await.ok();
    app.run_jobs().await;

    let known = [
        (channel.reseller.email.as_str(), "reseller"),
        (channel.customer.email.as_str(), "customer"),
        (manager.email.as_str(), "manager"),
    ];
    let who = |to: &str| known.iter().find(|(email, _)| *email == to).unwrap().1;
    let told = mails(&app);
    let mut subjects: Vec<String> =
        told.iter().map(|mail| format!("to the {}: {}", who(&mail.to), mail.subject)).collect();
    subjects.sort();
    assert_eq!(
        subjects,
        [
            "to the customer: Done: end of the association, Heron Systems Ltd",
            "to the manager: Done: end of the association, La***",
            "to the manager: La*** asks for your consent: end of the association",
            "to the reseller: Done: end of the association, La***",
            "to the reseller: La*** asks for your consent: end of the association",
        ]
    );
    for mail in &told {
        assert_eq!(mail.text.contains("Lantern Foods Ltd"), who(&mail.to) == "customer", "{}", mail.text);
        assert_eq!(mail.text.contains("CNY 69.50"), mail.subject.starts_with("Done"), "{}", mail.text);
    }
    app.close().await;
}
