//! Customers are given to managers, many at once or by many at one moment.

use domain::actor::Role;
use futures_util::future::join_all;
use serde_json::json;
use tests::App;

use super::{ASSIGN, assign, results};

#[tokio::test]
async fn each_of_a_batch_is_answered_for_itself() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let manager = app.colleague(&channel.reseller, "Ann", &[Role::AccountManager]).await;
    let clerk = app.colleague(&channel.reseller, "Bo", &[Role::Finance]).await;
    let foreign = app.colleague(&channel.other_reseller, "Mia", &[Role::AccountManager]).await;
    let admin = app.admin_of(&channel.reseller).await;

    let subjects = [&channel.customer, &channel.other_customer, &channel.distributor, &channel.advisory_customer];
    let mixed = assign(&admin, &subjects, &manager).await;
    let again = assign(&admin, &[&channel.customer], &manager).await;
    let ids = json!(["cus_01h455vb4pex5vsknk084sn02q", "nonsense"]);
    let nobodys = admin.query(ASSIGN, json!({ "input": { "subjectIds": ids, "managerId": manager.id } })).await;
    let size = async |size: usize| {
        let ids = vec![channel.customer.global_id(); size];
        admin.query(ASSIGN, json!({ "input": { "subjectIds": ids, "managerId": manager.id } })).await.refusals()
    };

    assert_eq!(results(&mixed), ["ok", "NOT_FOUND subjectIds", "NOT_FOUND subjectIds", "ok"]);
    assert_eq!(results(&again), ["ok"]);
    assert_eq!(results(&nobodys), ["NOT_FOUND subjectIds", "NOT_FOUND subjectIds"]);
    assert_eq!(app.count("manager_assignments"), 2, "assigned again to the same manager is one assignment");
    for who in [&clerk, &foreign] {
        assert_eq!(results(&assign(&admin, &[&channel.customer], who).await), ["NOT_FOUND managerId"]);
    }
    assert_eq!(
        (size(0).await, size(101).await),
        (vec!["INVALID_INPUT subjectIds".to_owned()], vec!["INVALID_INPUT subjectIds".to_owned()])
    );
    let ann = app.sign_in(&manager.email).await;
    assert_eq!(results(&assign(&ann, &[&channel.customer], &manager).await), ["FORBIDDEN -"]);
    app.close().await;
}

#[tokio::test]
async fn eight_managers_at_one_moment_leave_one() {
    let app = App::start().await;
    let (reseller, customer) = (app.channel.reseller.clone(), app.channel.customer.clone());
    let admin = app.admin_of(&reseller).await;
    let mut managers = Vec::new();
    for name in ["A", "B", "C", "D", "E", "F", "G", "H"] {
        managers.push(app.colleague(&reseller, name, &[Role::AccountManager]).await);
    }

    let subjects = [&customer];
    let answers = join_all(managers.iter().map(|manager| assign(&admin, &subjects, manager))).await;

    assert!(answers.iter().all(|answer| results(answer) == ["ok"]), "each took over from the one before");
    assert_eq!((app.count("manager_assignments where valid_to is null"), app.count("manager_assignments")), (1, 8));
    app.close().await;
}
