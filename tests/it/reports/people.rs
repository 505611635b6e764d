//! Who sees reports, who decides about them, and who does it for whom.

use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::Locale;
use domain::staff::{self, NewStaff};
use serde_json::{Value, json};
use tests::{App, PASSWORD, Partner, Person};

use super::{LIST, NODE, WITHDRAW, list, prospect, report, reported, review, state, verdict_of, with, withdraw};

/// Adds somebody to a partner who is an account manager and nothing else.
async fn manager<'a>(app: &'a App, partner: &Partner, email: &'static str) -> Person<'a> {
    let (party_id, now) = (partner.party_id(), app.clock.now());
    let add = move |conn: &mut domain::Conn| {
        let roles = &[Role::AccountManager];
        let new = NewStaff {
            party_id,
            email,
            name: "Mo",
            locale: Locale::En,
            roles,
            custom_roles: &[],
            password: Some(PASSWORD),
        };
        staff::add(conn, now, &Actor::system("test"), &new).map(|_| ())
    };
    app.db.tx(add).await.unwrap();
    app.sign_in(email).await
}

/// `action: reason` of what can be done with the report; `ok` for what can be done now.
async fn actions(person: &Person<'_>, id: &str) -> Vec<String> {
    let answer = person.query(NODE, json!({ "id": id })).await;
    let action = |it: &Value| format!("{}: {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap_or("ok"));
    answer.data()["node"]["availableActions"].as_array().unwrap().iter().map(action).collect()
}

/// Invariant 18: the vendor reviews, never the partner. What is offered is what would happen.
#[tokio::test]
async fn only_the_vendor_reviews_and_only_the_partner_gives_up() {
    let app = App::start().await;
    let (reseller, distributor) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.distributor).await);
    let (vendor, finance) = (app.operations().await, app.finance().await);
    let id = reported(&reseller, 1).await;

    let mut seen = Vec::new();
    for (who, person) in
        [("reseller", &reseller), ("distributor", &distributor), ("operations", &vendor), ("finance", &finance)]
    {
        let offered = actions(person, &id).await;
        // Refused whoever asks: the verdict is no and gives no reason.
        let reviewed = verdict_of(&review(person, &[&id], "REJECT", None).await.ok()["results"][0]);
        let withdrawn =
            if who == "reseller" { String::new() } else { withdraw(person, &id).await.refusals().join(", ") };
        seen.push(format!("{who}: {}; says {reviewed}, {withdrawn}", offered.join(", ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    reseller: reportReview: FORBIDDEN, reportWithdraw: ok; says FORBIDDEN, 
    distributor: reportReview: FORBIDDEN, reportWithdraw: FORBIDDEN; says FORBIDDEN, FORBIDDEN
    operations: reportReview: ok, reportWithdraw: FORBIDDEN; says INVALID_INPUT, FORBIDDEN
    finance: reportReview: FORBIDDEN, reportWithdraw: FORBIDDEN; says FORBIDDEN, FORBIDDEN
    ");
    assert_eq!(state(&reseller, &id).await, "PENDING_REVIEW");
    app.close().await;
}

#[tokio::test]
async fn reports_are_seen_by_the_partner_its_distributor_and_the_vendor() {
    let app = App::start().await;
    let channel = app.channel.clone();
    let reseller = app.admin_of(&channel.reseller).await;
    let (one, two) = (
        manager(&app, &channel.reseller, "one@x.example").await,
        manager(&app, &channel.reseller, "two@x.example").await,
    );
    let id = reported(&reseller, 1).await;
    reported(&one, 2).await;
    reported(&two, 3).await;
    reported(&app.admin_of(&channel.other_reseller).await, 4).await;

    let mut seen = Vec::new();
    let people = [
        ("reseller", reseller),
        ("manager of the reseller", one),
        ("other reseller", app.admin_of(&channel.other_reseller).await),
        ("distributor", app.admin_of(&channel.distributor).await),
        ("other distributor", app.admin_of(&channel.other_distributor).await),
        ("solution provider", app.admin_of(&channel.solution_provider).await),
        ("customer", app.admin_of(&channel.customer).await),
        ("vendor", app.finance().await),
    ];
    for (who, person) in &people {
        let node = person.query(NODE, json!({ "id": id })).await.data()["node"].is_object();
        seen.push(format!("{who}: {} {node}", list(person, Value::Null).await.join(" ")));
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    reseller: 0001 0002 0003 true
    manager of the reseller: 0002 false
    other reseller: 0004 false
    distributor: 0001 0002 0003 0004 true
    other distributor:  false
    solution provider:  false
    customer:  false
    vendor: 0001 0002 0003 0004 true
    ");
    let vendor = &people[7].1;
    let mine = json!({ "mobile": "0086-13800000003" });
    assert_eq!(list(vendor, mine.clone()).await, ["0003"]);
    assert_eq!(list(vendor, json!({ "email": "Buyer0004@prospect.example" })).await, ["0004"]);
    assert_eq!(
        list(vendor, json!({ "partnerId": channel.reseller.global_id(), "state": "PENDING_REVIEW" })).await.len(),
        3
    );
    assert_eq!(list(&people[1].1, mine).await, [""; 0], "of a colleague");
    assert_eq!(vendor.query(LIST, json!({ "filter": { "mobile": "138" } })).await.error_code(), "INVALID_INPUT");
    app.close().await;
}

/// Q-02, invariant 15.
#[tokio::test]
async fn a_distributor_reports_for_its_reseller_and_for_no_other() {
    let app = App::start().await;
    let channel = &app.channel;
    let (distributor, stranger) =
        (app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_distributor).await);
    let acting = |ending, reseller: &Partner| with(prospect(ending), "actingForId", reseller.global_id());

    let done = report(&distributor, &acting(1, &channel.reseller)).await;
    let refused = [
        report(&stranger, &acting(2, &channel.reseller)).await.refusals(),
        report(&distributor, &acting(3, &channel.solution_provider)).await.refusals(),
    ];
    let id = done.ok()["report"]["id"].as_str().unwrap();
    let input = json!({ "reportId": id, "actingForId": channel.reseller.global_id() });
    let as_itself = withdraw(&distributor, id).await.refusals();
    let withdrawn = distributor.query(WITHDRAW, json!({ "input": input })).await;

    assert_eq!(done.ok()["report"]["partner"]["name"], "Heron Systems Ltd");
    assert_eq!(refused, [["NOT_YOUR_RESELLER actingForId"], ["NOT_YOUR_RESELLER actingForId"]]);
    assert_eq!(
        (as_itself.join(", "), &withdrawn.ok()["report"]["state"]),
        ("FORBIDDEN".to_owned(), &json!("WITHDRAWN"))
    );
    let audited = format!(
        "select operation from audit_log where operation like 'report.%' and party_id = '{0}' \
         and details ->> 'actingFor' is not null order by position",
        channel.reseller.party_id().uuid()
    );
    assert_eq!(app.rows(&audited), ["report.create", "report.withdraw"]);
    app.close().await;
}
