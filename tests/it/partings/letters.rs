//! What both sides read.

use domain::actor::Role;
use serde_json::json;
use tests::App;

use super::{answer, funded, requested};

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
    let mut mails: Vec<String> = app
        .mails()
        .into_iter()
        .map(|mail| format!("to the {}: {}\n{}", who(&mail.to), mail.subject, mail.text))
        .collect();
    mails.sort();

    insta::assert_snapshot!(mails.join("\n"), @"");
    app.close().await;
}
