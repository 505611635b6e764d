//! The lists of customers and resellers: who sees which rows, what they find, and in which order.

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::{self, EdgeKind, Kind, Locale};
use serde_json::{Value, json};
use tests::{App, Partner, Person};

const LIST: &str =
    "query($filter: CustomerFilter, $order: ListOrder = NEWEST_FIRST, $first: Int, $after: String, $last: Int, $before: String) {
    customers(filter: $filter, order: $order, first: $first, after: $after, last: $last, before: $before) {
        totalCount pageInfo { hasNextPage hasPreviousPage startCursor endCursor } nodes { id } } }";
const PROFILES: &str = "{ customers(order: OLDEST_FIRST) { nodes { id association { kind } customerProfile {
    accountNameMasked mobileMasked countryCode emailMasked label verifiedStatus customerType level isFrozen
    platformUserId platformName managers { name } } } } }";
const RESELLERS: &str = "query($filter: ResellerFilter) {
    resellers(filter: $filter, order: OLDEST_FIRST) { totalCount nodes { id } } }";

/// The ids of `parties`, as a list has them.
fn ids(parties: &[&Partner]) -> Vec<String> {
    parties.iter().map(|party| party.global_id()).collect()
}

fn nodes(list: &Value) -> Vec<String> {
    list["nodes"].as_array().unwrap().iter().map(|node| node["id"].as_str().unwrap().to_owned()).collect()
}

async fn list(person: &Person<'_>, variables: Value) -> Value {
    person.query(LIST, variables).await.data()["customers"].clone()
}

/// What `filter` finds, oldest first.
async fn found(person: &Person<'_>, filter: Value) -> Vec<String> {
    nodes(&list(person, json!({ "filter": filter, "order": "OLDEST_FIRST" })).await)
}

async fn resellers(person: &Person<'_>, filter: Value) -> Vec<String> {
    nodes(&person.query(RESELLERS, json!({ "filter": filter })).await.data()["resellers"])
}

/// The channel with contact data, labels and managers of two customers of the reseller.
async fn known(app: &App) {
    let channel = &app.channel;
    app.set_contact(&channel.customer, "lantern-foods", "+8613812340000", "lena@lantern.example");
    app.set_contact(&channel.advisory_customer, "harbour", "+4915112345678", "hello@harbour.example");
    app.set_contact(&channel.reseller, "heron", "+8613800001111", "office@heron.example");
    app.sql(&format!(
        "update customers set customer_type = 'enterprise', verified_status = 'verified', customer_level = 3, \
         platform_user = 'u-7', platform_name = 'shop', frozen_at = now() where party_id = '{customer}'; \
         update edges set label = '100%_VIP' where lower_id = '{customer}'",
        customer = channel.customer.party_id().uuid()
    ));
    let manager = app.colleague(&channel.reseller, "Mia", &[Role::AccountManager]).await;
    app.assign(&channel.reseller, &channel.customer, &manager);
}

#[tokio::test]
async fn a_partner_reads_what_is_known_of_its_customers_and_its_distributor_less() {
    let app = App::start().await;
    known(&app).await;
    let channel = &app.channel;
    let [harbour, lantern] = [&channel.advisory_customer, &channel.customer].map(Partner::global_id);
    let profile = |label: Value, managers: Value| {
        json!({
            "accountNameMasked": "la***", "mobileMasked": "+86138****0000", "countryCode": "0086",
            "emailMasked": "l***@lantern.example", "label": label, "verifiedStatus": "VERIFIED",
            "customerType": "ENTERPRISE", "level": "V3", "isFrozen": true, "platformUserId": "u-7",
            "platformName": "shop", "managers": managers,
        })
    };

    let reseller = app.admin_of(&channel.reseller).await.query(PROFILES, json!({})).await;
    let distributor = app.admin_of(&channel.distributor).await.query(PROFILES, json!({})).await;
    let vendor = app.finance().await.query(PROFILES, json!({})).await;
    let stranger = app.admin_of(&channel.solution_provider).await.query(PROFILES, json!({})).await;

    let rows = reseller.data()["customers"]["nodes"].as_array().unwrap();
    assert_eq!(rows[0]["id"], lantern);
    assert_eq!(rows[0]["association"], json!({ "kind": "RESALE" }));
    assert_eq!(rows[0]["customerProfile"], profile("100%_VIP".into(), json!([{ "name": "Mia" }])));
    assert_eq!((&rows[1]["id"], &rows[1]["customerProfile"]["countryCode"]), (&json!(harbour), &json!("0049")));
    assert_eq!(rows.len(), 2);
    let rows = distributor.data()["customers"]["nodes"].as_array().unwrap();
    assert_eq!((&rows[0]["customerProfile"], rows.len()), (&profile(Value::Null, json!([])), 3));
    let rows = vendor.data()["customers"]["nodes"].as_array().unwrap();
    let whole = profile("100%_VIP".into(), json!([{ "name": "Mia" }]));
    assert_eq!((&rows[0]["customerProfile"], rows.len()), (&whole, 3));
    assert_eq!(stranger.data()["customers"]["nodes"], json!([]));
    app.close().await;
}

#[tokio::test]
async fn a_customer_reads_its_own_profile_but_not_what_its_partner_calls_it() {
    const OWN: &str = "query($id: ID!) { node(id: $id) { ... on Party { customerProfile { mobileMasked label managers { name } } } } }";
    let app = App::start().await;
    known(&app).await;
    let customer = app.admin_of(&app.channel.customer).await;

    let own = customer.query(OWN, json!({ "id": app.channel.customer.global_id() })).await;
    let partner = customer.query(OWN, json!({ "id": app.channel.reseller.global_id() })).await;

    let profile = json!({ "mobileMasked": "+86138****0000", "label": null, "managers": [] });
    assert_eq!(own.data()["node"]["customerProfile"], profile);
    assert_eq!(partner.data()["node"]["customerProfile"], Value::Null);
    app.close().await;
}

/// One filter a line, and what the reseller finds by it.
#[tokio::test]
async fn each_filter_finds_whole_values_of_the_callers_own_customers_only() {
    let app = App::start().await;
    known(&app).await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    let (lantern, both) = (ids(&[&channel.customer]), ids(&[&channel.customer, &channel.advisory_customer]));
    let others = json!(ids(&[&channel.other_customer, &channel.customer]));
    let start = app.clock.now().instant();
    let at = |seconds| (start + TimeDelta::seconds(seconds)).to_rfc3339();
    let manager = app.rows("select id from staff where name = 'Mia'").remove(0).parse().unwrap();
    let manager = schema::ids::StaffId::from_uuid(manager).to_string();

    for (filter, expected) in [
        (json!({}), &both),
        (json!({ "customerIds": others }), &lantern),
        (json!({ "customerIds": ["cus_01h455vb4pex5vsknk084sn02q"] }), &vec![]),
        (json!({ "partnerId": channel.reseller.global_id() }), &both),
        (json!({ "partnerId": channel.other_reseller.global_id() }), &vec![]),
        (json!({ "associationKind": "RESALE" }), &lantern),
        (json!({ "accountName": "lantern-foods" }), &lantern),
        (json!({ "accountName": "lantern" }), &vec![]),
        (json!({ "name": "LANTERN foods ltd" }), &lantern),
        (json!({ "name": "Lantern%" }), &vec![]),
        (json!({ "label": "%_vip" }), &lantern),
        (json!({ "label": "1_0" }), &vec![]),
        (json!({ "mobile": "0086-138 1234 0000" }), &lantern),
        (json!({ "mobile": "+8613812340001" }), &vec![]),
        (json!({ "email": "Lena@Lantern.example" }), &lantern),
        (json!({ "email": "lena@lantern" }), &vec![]),
        (json!({ "verifiedStatus": "VERIFIED" }), &lantern),
        (json!({ "managerId": manager }), &lantern),
        (json!({ "managerId": "stf_01h455vb4pex5vsknk084sn02q" }), &vec![]),
        (json!({ "associatedSince": at(0), "associatedBefore": at(1) }), &both),
        (json!({ "associatedSince": at(1) }), &vec![]),
        (json!({ "associatedBefore": at(0) }), &vec![]),
    ] {
        assert_eq!(&found(&reseller, filter.clone()).await, expected, "{filter}");
    }
    let wrong = reseller.query(LIST, json!({ "filter": { "mobile": "13812340000" } })).await;
    assert_eq!(wrong.error_code(), "INVALID_INPUT");
    app.close().await;
}

/// Label and manager are the reseller's own: a filter must not tell them either.
#[tokio::test]
async fn a_distributor_finds_its_resellers_customers_but_not_by_label_or_manager() {
    let app = App::start().await;
    known(&app).await;
    let channel = &app.channel;
    let distributor = app.admin_of(&channel.distributor).await;
    let manager = app.rows("select id from staff where name = 'Mia'").remove(0).parse().unwrap();
    let manager = schema::ids::StaffId::from_uuid(manager).to_string();

    let of_reseller = found(&distributor, json!({ "partnerId": channel.other_reseller.global_id() })).await;
    let by_mobile = found(&distributor, json!({ "mobile": "+8613812340000" })).await;
    let by_label = found(&distributor, json!({ "label": "VIP" })).await;
    let by_manager = found(&distributor, json!({ "managerId": manager })).await;

    assert_eq!((of_reseller, by_mobile), (ids(&[&channel.other_customer]), ids(&[&channel.customer])));
    assert_eq!((by_label, by_manager), (vec![], vec![]));
    app.close().await;
}

/// Invariant 14, for the list: alone, the role limits it; a second role lifts the limit.
#[tokio::test]
async fn an_account_manager_lists_the_customers_assigned_to_them() {
    let app = App::start().await;
    known(&app).await;
    let channel = &app.channel;
    let email = app.rows("select email from staff where name = 'Mia'").remove(0);
    let mia = app.sign_in(&email).await;

    let alone = found(&mia, json!({})).await;
    app.sql("insert into staff_roles (staff_id, role) select id, 'finance' from staff where name = 'Mia'");
    let with_another = found(&mia, json!({})).await;

    assert_eq!(alone, ids(&[&channel.customer]));
    assert_eq!(with_another, ids(&[&channel.customer, &channel.advisory_customer]));
    app.close().await;
}

/// The order is that of association, not of the customers' own creation: who comes back is the newest.
#[tokio::test]
async fn pages_follow_the_order_of_association_in_both_directions() {
    let app = App::start().await;
    let channel = &app.channel;
    app.later(TimeDelta::hours(1));
    reassociate(&app, &channel.customer, &channel.reseller).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let [lantern, harbour] = [&channel.customer, &channel.advisory_customer].map(|it| ids(&[it]));

    let first = list(&reseller, json!({ "first": 1 })).await;
    let second = list(&reseller, json!({ "first": 1, "after": first["pageInfo"]["endCursor"] })).await;
    let back = list(&reseller, json!({ "last": 1, "before": second["pageInfo"]["startCursor"] })).await;
    let oldest = list(&reseller, json!({ "first": 1, "order": "OLDEST_FIRST" })).await;

    assert_eq!(
        [&first, &second, &back, &oldest].map(nodes),
        [&lantern, &harbour, &lantern, &harbour].map(Clone::clone)
    );
    assert_eq!((&first["totalCount"], &first["pageInfo"]["hasNextPage"]), (&json!(2), &json!(true)));
    assert_eq!(
        (&second["pageInfo"]["hasNextPage"], &back["pageInfo"]["hasPreviousPage"]),
        (&json!(false), &json!(false))
    );
    app.close().await;
}

/// A customer that left is in nobody's list but the new partner's.
#[tokio::test]
async fn a_customer_that_left_is_gone_from_the_list() {
    let app = App::start().await;
    let channel = &app.channel;
    app.later(TimeDelta::hours(1));
    reassociate(&app, &channel.customer, &channel.solution_provider).await;

    let left = found(&app.admin_of(&channel.reseller).await, json!({})).await;
    let joined = found(&app.admin_of(&channel.solution_provider).await, json!({})).await;

    assert_eq!((left, joined), (ids(&[&channel.advisory_customer]), ids(&[&channel.customer])));
    app.close().await;
}

#[tokio::test]
async fn resellers_are_listed_to_their_distributor_and_to_the_vendor() {
    let app = App::start().await;
    known(&app).await;
    let channel = &app.channel;
    let (heron, both) = (ids(&[&channel.reseller]), ids(&[&channel.reseller, &channel.other_reseller]));
    let manager = app.colleague(&channel.distributor, "Dan", &[Role::AccountManager]).await;
    app.assign(&channel.distributor, &channel.reseller, &manager);
    let distributor = app.admin_of(&channel.distributor).await;

    for (filter, expected) in [
        (json!({}), &both),
        (json!({ "resellerIds": [channel.reseller.global_id(), channel.customer.global_id()] }), &heron),
        (json!({ "distributorId": channel.other_distributor.global_id() }), &vec![]),
        (json!({ "accountName": "heron" }), &heron),
        (json!({ "name": "heron systems ltd" }), &heron),
        (json!({ "mobile": "+86 138 0000 1111" }), &heron),
        (json!({ "email": "office@heron.example" }), &heron),
        (json!({ "managerId": manager.id }), &heron),
        (json!({ "associatedBefore": "2020-01-01T00:00:00Z" }), &vec![]),
    ] {
        assert_eq!(&resellers(&distributor, filter.clone()).await, expected, "{filter}");
    }
    assert_eq!(resellers(&app.operations().await, json!({})).await, both);
    for other in [&channel.other_distributor, &channel.reseller, &channel.solution_provider, &channel.customer] {
        assert_eq!(resellers(&app.admin_of(other).await, json!({})).await, Vec::<String>::new(), "{}", other.name);
    }
    app.close().await;
}

#[tokio::test]
async fn customers_with_all_that_is_known_take_the_same_statements_for_every_number() {
    const QUERY: &str = "{ customers(first: 100) { totalCount nodes { name association { kind since } upper { name }
        customerProfile { mobileMasked emailMasked countryCode label managers { name } } } } }";
    let app = App::start().await;
    known(&app).await;
    let vendor = app.finance().await;

    let small = cost(&app, &vendor, QUERY).await;
    enter_customers(&app, 30).await;
    let large = cost(&app, &vendor, QUERY).await;

    assert_eq!((small.1, large.1), (3, 33));
    assert_eq!(small.0, large.0);
    app.close().await;
}

async fn cost(app: &App, person: &Person<'_>, query: &str) -> (u64, usize) {
    let before = app.db.statements();
    let answer = person.query(query, json!({})).await;
    (app.db.statements() - before, answer.data()["customers"]["nodes"].as_array().unwrap().len())
}

async fn enter_customers(app: &App, count: usize) {
    let (now, upper) = (app.clock.now(), app.channel.solution_provider.party_id());
    let entered = app.db.tx(move |conn| {
        let actor = Actor::system("test");
        for i in 0..count {
            let customer = party::enter(conn, now, &actor, Kind::Customer, &format!("Customer {i}"), Locale::En)?;
            party::associate(conn, now, &actor, EdgeKind::Resale, upper, customer.id)?;
        }
        Ok::<_, party::Error>(())
    });
    entered.await.unwrap();
}

/// The customer parts with its partner, and stands under `upper` from a second later on.
async fn reassociate(app: &App, customer: &Partner, upper: &Partner) {
    let (lower, upper, now) = (customer.party_id(), upper.party_id(), app.clock.now());
    let parted = app.db.tx(move |conn| party::part(conn, now, &Actor::system("test"), lower)).await;
    parted.unwrap();
    app.later(TimeDelta::seconds(1));
    let now = app.clock.now();
    let joined =
        app.db.tx(move |conn| party::associate(conn, now, &Actor::system("test"), EdgeKind::Resale, upper, lower));
    joined.await.unwrap();
}
