//! What distributors and their managers see of resellers and of the resellers' customers.

use chrono::TimeDelta;
use domain::actor::Role;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Person};

use super::{NODE, assign, results, some, spend, transfers};

/// A distributor gives its managers resellers; the limit holds for their money, and for their customers.
#[tokio::test]
async fn a_distributors_manager_sees_the_resellers_that_are_theirs() {
    let app = App::start().await;
    let (distributor, reseller) = (app.channel.distributor.clone(), app.channel.reseller.clone());
    app.finance().await.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "7.00")])).await;
    app.later(TimeDelta::minutes(1));
    let manager = app.colleague(&distributor, "Ann", &[Role::AccountManager]).await;
    let (admin, ann) = (app.admin_of(&distributor).await, app.sign_in(&manager.email).await);
    let customer = json!({ "id": app.channel.customer.global_id() });

    let before = (transfers(&ann, &reseller).await, ann.query(NODE, customer.clone()).await.data()["node"].clone());
    assert_eq!(results(&assign(&admin, &[&reseller], &manager).await), ["ok"]);
    app.finance().await.import(&BankFile::new("S2", [Line::from(&reseller, "R2", "8.00")])).await;

    assert_eq!(before, (None, Value::Null));
    assert_eq!(
        (transfers(&ann, &reseller).await, transfers(&admin, &reseller).await),
        (some(&["8.00"]), some(&["8.00", "7.00"]))
    );
    assert_eq!(ann.query(NODE, customer).await.data()["node"]["id"], app.channel.customer.global_id());
    app.close().await;
}

/// what the customers of a reseller have is the distributor's to see only while the reseller shares it.
#[tokio::test]
async fn a_distributor_sees_its_resellers_customers_money_while_the_reseller_shares_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    spend(&app, &channel.customer, "1.00 CNY").await;
    spend(&app, &channel.other_customer, "2.00 CNY").await;
    spend(&app, &channel.advisory_customer, "3.00 CNY").await;
    let (admin, stranger) = (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    let share = |shares: bool| {
        let lower = channel.reseller.party_id().uuid();
        app.sql(&format!("update edges set shares_detail = {shares} where lower_id = '{lower}'"));
    };
    let sees = async |person: &Person<'_>| {
        let mut seen = Vec::new();
        for customer in [&channel.customer, &channel.other_customer, &channel.advisory_customer] {
            seen.push(transfers(person, customer).await);
        }
        seen
    };

    let before = sees(&admin).await;
    share(true);
    let shared = (sees(&admin).await, sees(&stranger).await);
    share(false);

    assert_eq!(before, [None, None, None]);
    assert_eq!(shared, (vec![some(&["1.00"]), None, None], vec![None, None, None]));
    assert_eq!(sees(&admin).await, before);
}
