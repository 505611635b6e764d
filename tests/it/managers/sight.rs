//! What a manager sees, from when on, and what lifts the limit.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::clock::Clock;
use serde_json::{Value, json};
use tests::App;

use super::{NODE, ROLES_SET, assign, customers, lead, results, some, spend, transfers};

/// Worked example 14, invariant 14: the customer is assigned on 10 March at 12:00.
#[tokio::test]
async fn a_manager_sees_what_happens_from_the_moment_of_assignment_and_the_director_the_managers_view() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let other = app.colleague(&reseller, "Bo", &[Role::AccountManager]).await;
    let director = app.colleague(&reseller, "Dana", &[Role::ManagerDirector]).await;
    let idle = app.colleague(&reseller, "Eve", &[Role::ManagerDirector]).await;
    let admin = app.admin_of(&reseller).await;
    assert_eq!(lead(&admin, &manager, Some(&director)).await.refusals(), [""; 0]);
    let noon = "2026-03-10T12:00:00Z".parse::<chrono::DateTime<chrono::Utc>>().unwrap();
    app.later(noon - TimeDelta::seconds(1) - app.clock.now().instant());
    spend(&app, &customer, "1.00 CNY").await;
    app.later(TimeDelta::seconds(1));
    let admin = app.admin_of(&reseller).await;
    assert_eq!(results(&assign(&admin, &[&customer], &manager).await), ["ok"]);
    spend(&app, &customer, "20.00 CNY").await;
    app.later(TimeDelta::seconds(1));
    spend(&app, &customer, "300.00 CNY").await;

    let (ann, bo) = (app.sign_in(&manager.email).await, app.sign_in(&other.email).await);
    let (dana, eve) = (app.sign_in(&director.email).await, app.sign_in(&idle.email).await);
    let admin = app.admin_of(&reseller).await;

    let since = some(&["300.00", "20.00"]);
    assert_eq!(transfers(&admin, &customer).await, some(&["300.00", "20.00", "1.00"]));
    assert_eq!((transfers(&ann, &customer).await, transfers(&dana, &customer).await), (since.clone(), since));
    assert_eq!((transfers(&bo, &customer).await, transfers(&eve, &customer).await), (None, None));
    let both = ["La***", "Ha***"];
    assert_eq!(
        (customers(&admin).await, customers(&ann).await),
        (both.map(str::to_owned).to_vec(), vec![both[0].to_owned()])
    );
    assert_eq!((customers(&dana).await, customers(&bo).await), (vec![both[0].to_owned()], vec![]));
    let old = app.rows("select id from ledger_transfers order by id limit 1").remove(0);
    let old = schema::ids::TransferId::from_uuid(old.parse().unwrap()).to_string();
    assert_eq!(ann.query(NODE, json!({ "id": old })).await.data()["node"], Value::Null, "by its id neither");
    assert_eq!(admin.query(NODE, json!({ "id": old })).await.data()["node"]["id"], old);
}

/// domain.md 1.8: account manager with any other role sees all, and alone again what is theirs.
#[tokio::test]
async fn a_second_role_lifts_the_limit_with_the_next_request() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    spend(&app, &customer, "1.00 CNY").await;
    let manager = app.colleague(&reseller, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&reseller).await, app.sign_in(&manager.email).await);
    let give = async |roles: Value| {
        let input = json!({ "staffId": manager.id, "roles": roles });
        assert_eq!(admin.query(ROLES_SET, json!({ "input": input })).await.refusals(), [""; 0]);
    };

    let alone = (customers(&ann).await.len(), transfers(&ann, &customer).await);
    give(json!(["ACCOUNT_MANAGER", "FINANCE"])).await;
    let with_finance = (customers(&ann).await.len(), transfers(&ann, &customer).await);
    give(json!(["ACCOUNT_MANAGER"])).await;
    let alone_again = (customers(&ann).await.len(), transfers(&ann, &customer).await);

    assert_eq!(alone, (0, None));
    assert_eq!(with_finance, (2, some(&["1.00"])));
    assert_eq!(alone_again, (0, None));
}
