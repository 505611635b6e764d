//! Directors lead managers, until they are directors no longer.

use domain::actor::Role;
use serde_json::{Value, json};
use tests::App;

use super::{ROLES_SET, assign, customers, lead, results};

const TEAM: &str =
    "query($id: ID!) { node(id: $id) { ... on Staff { team(first: 5) { nodes { name director { name } } } } } }";

/// A director gives what their managers have to their managers, and sees nothing else to give.
#[tokio::test]
async fn a_director_moves_customers_among_their_own_managers() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let ann = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let bo = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let stranger = app.colleague(&reseller, "Cy", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    for manager in [&ann, &bo] {
        assert_eq!(lead(&admin, manager, Some(&director)).await.ok()["manager"]["director"]["name"], "Dana");
    }
    let dana = app.sign_in(&director.email).await;

    let unseen = assign(&dana, &[&customer], &ann).await;
    assert_eq!(assign(&admin, &[&customer], &ann).await.refusals(), [""; 0]);

    assert_eq!(results(&unseen), ["NOT_FOUND subjectIds"]);
    assert_eq!(results(&assign(&dana, &[&customer], &stranger).await), ["NOT_FOUND managerId"]);
    assert_eq!(results(&assign(&dana, &[&customer], &bo).await), ["ok"]);
    let team = dana.query(TEAM, json!({ "id": director.id })).await.data()["node"]["team"]["nodes"].clone();
    let under = |name: &str| json!({ "name": name, "director": { "name": "Dana" } });
    assert_eq!(team, json!([under("Ann"), under("Bo")]));
    assert_eq!(lead(&admin, &ann, Some(&bo)).await.refusals(), ["NOT_FOUND directorId"]);
    assert_eq!(lead(&admin, &director, None).await.refusals(), ["NOT_FOUND managerId"]);
    assert_eq!(lead(&dana, &ann, None).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(lead(&admin, &ann, None).await.ok()["manager"]["director"], Value::Null);
    app.close().await;
}

/// domain.md 1.8: taking the director's role away orphans the managers, who need a new one.
#[tokio::test]
async fn who_is_director_no_longer_leaves_managers_whom_the_administrators_hear_of() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    assert_eq!(lead(&admin, &manager, Some(&director)).await.refusals(), [""; 0]);
    assert_eq!(assign(&admin, &[&customer], &manager).await.refusals(), [""; 0]);

    let input = json!({ "staffId": director.id, "roles": ["OPERATIONS"] });
    let set = admin.query(ROLES_SET, json!({ "input": input })).await;
    app.run_jobs().await;

    assert_eq!(set.ok()["staff"], json!({ "roles": ["OPERATIONS"], "team": { "totalCount": 0 } }));
    let mail = app.mails().remove(0);
    assert_eq!((mail.to, mail.subject.as_str()), (reseller.email, "Account managers need a new director"));
    assert!(mail.text.contains("Dana is no longer") && mail.text.contains("  - Ann\n"), "{}", mail.text);
    assert_eq!(customers(&app.sign_in(&manager.email).await).await, ["La***"], "the manager keeps the customer");

    let input = json!({ "staffId": manager.id, "roles": ["FINANCE"] });
    assert_eq!(admin.query(ROLES_SET, json!({ "input": input })).await.refusals(), [""; 0]);
    assert_eq!(app.count("manager_assignments where valid_to is null"), 0, "who is no manager looks after nobody");
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 1, "that is no director's leaving");
    app.close().await;
}
