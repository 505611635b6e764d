//! Nobody is told what it might not see then (invariants 13, 14, 16).

use chrono::TimeDelta;
use domain::clock::Clock;
use serde_json::json;
use tests::{App, Partner};

use super::{STATEMENT, balance_at, statement, text, told};

/// The customer was another reseller's before: of that time its partner of today learns nothing.
#[tokio::test]
async fn a_partner_sees_of_its_customer_only_the_time_in_which_it_was_its() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let (first, second, customer) = (&channel.reseller, &channel.other_reseller, &channel.customer);
    let begun = app.clock.now().instant();
    let hour = TimeDelta::hours(1);
    app.wire(first, "R1", "100.00", 9).await;
    app.wire(second, "R2", "100.00", 9).await;
    app.later(hour);
    app.give(first, customer, "40.00").await;
    app.take_back(customer, first, "40.00").await;
    app.later(hour);
    move_customer(&app, customer, second);
    app.later(hour);
    app.give(second, customer, "7.00").await;
    app.later(hour);
    let (to, moved) = (app.clock.now().instant(), begun + hour * 2);

    let mut seen = Vec::new();
    for viewer in [first, second, customer] {
        let person = app.admin_of(viewer).await;
        for (from, to) in [(begun, to), (begun, moved), (moved, to), (moved + hour, to)] {
            let name = viewer.name.split(' ').next().unwrap();
            let statement = statement(&app, &person, customer, from, to).await;
            seen.push(if statement.is_null() { format!("{name}: -") } else { format!("{name}: {}", told(&statement)) });
        }
    }
    let second = app.admin_of(second).await;
    let before = balance_at(&app, &second, customer, moved - TimeDelta::microseconds(1)).await;
    let since = balance_at(&app, &second, customer, moved).await;

    insta::assert_snapshot!(seen.join("\n"), @"
    Heron: -
    Heron: -
    Heron: -
    Heron: -
    Mekong: - + 7.00 - 0.00 = 7.00
      IN ALLOCATION 7.00 in 1
      1: 7.00
    Mekong: - + 0.00 - 0.00 = -
      0: 
    Mekong: - + 7.00 - 0.00 = 7.00
      IN ALLOCATION 7.00 in 1
      1: 7.00
    Mekong: 0.00 + 7.00 - 0.00 = 7.00
      IN ALLOCATION 7.00 in 1
      1: 7.00
    Lantern: 0.00 + 47.00 - 40.00 = 7.00
      IN ALLOCATION 47.00 in 2
      OUT RECLAIM 40.00 in 1
      3: 7.00, 40.00, 40.00
    Lantern: 0.00 + 40.00 - 40.00 = 0.00
      IN ALLOCATION 40.00 in 1
      OUT RECLAIM 40.00 in 1
      2: 40.00, 40.00
    Lantern: 0.00 + 7.00 - 0.00 = 7.00
      IN ALLOCATION 7.00 in 1
      1: 7.00
    Lantern: 0.00 + 7.00 - 0.00 = 7.00
      IN ALLOCATION 7.00 in 1
      1: 7.00
    ");
    assert_eq!((before, since.as_deref()), (None, Some("0.00 v2")));
    app.close().await;
}

/// As the move of a customer leaves the edges: the one interval ends, another begins.
fn move_customer(app: &App, customer: &Partner, to: &Partner) {
    let (customer, to, now) = (customer.party_id().uuid(), to.party_id().uuid(), text(app.clock.now().instant()));
    app.sql(&format!(
        "update edges set valid_to = '{now}' where lower_id = '{customer}'; \
         insert into edges (id, upper_id, lower_id, kind, valid_from) values (gen_random_uuid(), '{to}', '{customer}', 'resale', '{now}')"
    ));
}

#[tokio::test]
async fn who_does_not_see_the_account_has_no_statement_of_it() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let now = app.clock.now().instant();
    let (from, to) = (text(now - TimeDelta::days(1)), text(now + TimeDelta::days(1)));
    let sees = async |viewer: &Partner, party: &Partner| {
        let id = app.purse(party).await.to_string();
        let person = app.admin_of(viewer).await;
        let answer = person.query(STATEMENT, json!({ "id": id, "from": from, "to": to })).await;
        answer.data()["node"]["statement"].is_object()
    };

    let (reseller, advisory) = (&channel.reseller, &channel.advisory_customer);
    assert!(
        sees(reseller, reseller).await && sees(&channel.distributor, reseller).await && sees(advisory, advisory).await
    );
    for (viewer, party) in [
        (reseller, advisory),
        (reseller, &channel.distributor),
        (&channel.other_reseller, reseller),
        (&channel.other_distributor, reseller),
        (&channel.customer, reseller),
        (&channel.distributor, &channel.customer),
    ] {
        assert!(!sees(viewer, party).await, "{} of {}", viewer.name, party.name);
    }
    app.close().await;
}
