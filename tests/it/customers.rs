//! What partners do with their customers, what a customer says of itself, what a reseller lets its distributor do.

use chrono::TimeDelta;
use domain::actor::Role;
use domain::profile::Mobile;
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const LABEL: &str = "mutation($input: CustomerLabelSetInput!) { customerLabelSet(input: $input) {
    customer { customerProfile { label } } userErrors { code field } } }";
const TYPE: &str = "mutation($input: CustomerTypeSetInput!) { customerTypeSet(input: $input) {
    customer { customerProfile { customerType } } userErrors { code field } } }";
const CHECK: &str = "mutation($input: CustomerIdentityCheckInput!) { customerIdentityCheck(input: $input) {
    answer userErrors { code field } } }";
const CONSENT: &str = "mutation($input: ResellerConsentSetInput!) { resellerConsentSet(input: $input) {
    reseller { association { kind allowsActing sharesDetail } } userErrors { code field } } }";

/// A customer that nobody has.
const NOBODY: &str = "cus_01h455vb4pex5vsknk084sn02q";

async fn label(person: &Person<'_>, customer: &str, label: Value) -> Answer {
    person.query(LABEL, json!({ "input": { "customerId": customer, "label": label } })).await
}

async fn label_for(person: &Person<'_>, customer: &Partner, reseller: &Partner) -> Answer {
    let input = json!({ "customerId": customer.global_id(), "label": "gold", "actingForId": reseller.global_id() });
    person.query(LABEL, json!({ "input": input })).await
}

async fn set_type(person: &Person<'_>, customer_type: &str) -> Answer {
    person.query(TYPE, json!({ "input": { "customerType": customer_type } })).await
}

async fn check(person: &Person<'_>, identity: &str, value: &str) -> Answer {
    person.query(CHECK, json!({ "input": { "identity": identity, "value": value } })).await
}

async fn consent(person: &Person<'_>, allows_acting: bool, shares_detail: bool) -> Answer {
    let input = json!({ "allowsActing": allows_acting, "sharesDetail": shares_detail });
    person.query(CONSENT, json!({ "input": input })).await
}

fn labels(app: &App) -> Vec<String> {
    app.rows("select label from edges where label is not null order by 1")
}

#[tokio::test]
async fn a_partner_labels_its_customer_and_takes_the_label_away() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let customer = app.channel.customer.global_id();

    let mut said = Vec::new();
    for text in [json!(" key \u{202e}account "), json!("gold"), json!(" "), json!("gold"), Value::Null] {
        said.push(label(&reseller, &customer, text).await.ok()["customer"]["customerProfile"]["label"].clone());
    }

    assert_eq!(said, [json!("key account"), json!("gold"), Value::Null, json!("gold"), Value::Null]);
    let lines = app.rows("select details from audit_log where operation = 'customer.label_set' order by position");
    assert_eq!((lines.len(), lines[1].as_str()), (5, r#"{"labelled": true}"#));
    app.close().await;
}

/// A customer of others is answered like one that does not exist.
#[tokio::test]
async fn a_label_needs_the_permission_and_an_own_customer() {
    let app = App::start().await;
    let channel = &app.channel;
    let customer = channel.customer.global_id();
    let finance = app.colleague(&channel.reseller, "Fay", &[Role::Finance]).await;
    let manager = app.colleague(&channel.reseller, "Max", &[Role::AccountManager]).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let missing = label(&reseller, NOBODY, json!("gold")).await;

    assert_eq!(label(&app.sign_in(&finance.email).await, &customer, json!("gold")).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(label(&app.finance().await, &customer, json!("gold")).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(label(&app.admin_of(&channel.customer).await, &customer, json!("x")).await.refusals(), ["FORBIDDEN"]);
    assert_eq!(missing.refusals(), ["NOT_FOUND customerId"]);
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.solution_provider] {
        let refused = label(&app.admin_of(stranger).await, &customer, json!("gold")).await;
        assert_eq!(refused.data(), missing.data(), "{}", stranger.name);
    }
    let unassigned = label(&app.sign_in(&manager.email).await, &customer, json!("gold")).await;
    assert_eq!(unassigned.data(), missing.data(), "an account manager has what is assigned to them");
    let too_long = label(&reseller, &customer, json!("x".repeat(65))).await;
    assert_eq!(too_long.refusals(), ["INVALID_INPUT label"]);
    assert_eq!(labels(&app), Vec::<String>::new());
    app.close().await;
}

/// Q-02: the business is the reseller's, the line names both, and the reseller can say no.
#[tokio::test]
async fn a_distributor_labels_for_its_reseller_while_that_lets_it() {
    let app = App::start().await;
    let channel = &app.channel;
    let distributor = app.admin_of(&channel.distributor).await;

    label_for(&distributor, &channel.customer, &channel.reseller).await.ok();
    let others = label_for(&distributor, &channel.other_customer, &channel.reseller).await;
    let stranger =
        label_for(&app.admin_of(&channel.other_distributor).await, &channel.customer, &channel.reseller).await;
    consent(&app.admin_of(&channel.reseller).await, false, false).await.ok();
    let forbidden = label_for(&distributor, &channel.customer, &channel.reseller).await;

    assert_eq!(others.refusals(), ["NOT_FOUND customerId"]);
    assert_eq!(stranger.refusals(), ["NOT_YOUR_RESELLER actingForId"]);
    assert_eq!(forbidden.refusals(), ["NOT_YOUR_RESELLER actingForId"]);
    let line = app.rows("select details ->> 'actingFor' from audit_log where operation = 'customer.label_set'");
    assert_eq!((line, labels(&app)), (vec![channel.reseller.party_id().to_string()], vec!["gold".to_owned()]));
    app.close().await;
}

#[tokio::test]
async fn a_customer_says_what_it_is_until_that_is_verified() {
    let app = App::start().await;
    let customer = app.admin_of(&app.channel.customer).await;

    let said = set_type(&customer, "PERSON").await;
    app.sql("update customers set verified_status = 'failed'");
    let again = set_type(&customer, "ENTERPRISE").await;
    app.sql("update customers set verified_status = 'in_review'");
    let in_review = set_type(&customer, "NONE").await;

    let stands = |answer: &Answer| answer.ok()["customer"]["customerProfile"]["customerType"].clone();
    assert_eq!([&said, &again].map(stands), ["PERSON", "ENTERPRISE"]);
    assert_eq!(in_review.refusals(), ["STATE_CONFLICT customerType"]);
    let no_customer = set_type(&app.admin_of(&app.channel.reseller).await, "PERSON").await;
    assert_eq!(no_customer.refusals(), ["STATE_CONFLICT"]);
    assert_eq!(app.rows("select customer_type from customers order by 1"), ["enterprise", "none", "none"]);
    app.close().await;
}

#[tokio::test]
async fn an_identity_is_available_or_used_and_is_written_down_nowhere() {
    let app = App::start().await;
    let channel = &app.channel;
    app.set_contact(&channel.other_customer, "fern-clinics", "+8613812340000", "fay@fern.example");
    let reseller = app.admin_of(&channel.reseller).await;

    for (identity, value, expected) in [
        ("ACCOUNT_NAME", "fern-clinics", "USED"),
        ("ACCOUNT_NAME", "fern-clinic", "AVAILABLE"),
        ("MOBILE", "0086-13812340000", "USED"),
        ("MOBILE", "+8613812340001", "AVAILABLE"),
        ("EMAIL", "Fay@Fern.example", "USED"),
        ("EMAIL", channel.solution_provider.email.as_str(), "USED"),
        ("EMAIL", "nobody@fern.example", "AVAILABLE"),
    ] {
        assert_eq!(check(&reseller, identity, value).await.ok()["answer"], expected, "{identity} {value}");
    }
    for (identity, value) in [("ACCOUNT_NAME", "fern"), ("ACCOUNT_NAME", "7ferns"), ("MOBILE", "138"), ("EMAIL", "fay")]
    {
        let refused = check(&reseller, identity, value).await.refusals();
        assert_eq!(refused, ["INVALID_INPUT value"], "{identity} {value}");
    }

    let manager = app.colleague(&channel.reseller, "Max", &[Role::AccountManager]).await;
    assert_eq!(check(&app.sign_in(&manager.email).await, "MOBILE", "+8613812340000").await.refusals(), ["FORBIDDEN"]);
    let lines =
        app.rows("select distinct details from audit_log where operation = 'customer.identity_check' order by 1");
    assert_eq!(lines.len(), 6, "two answers a kind of identity");
    assert!(lines.iter().all(|line| !line.contains("fern") && !line.contains("1381")), "{lines:?}");
    app.close().await;
}

/// Thirty a minute a party, also when many ask at once.
#[tokio::test]
async fn identities_cannot_be_tried_out() {
    let app = App::start().await;
    let (reseller, other) =
        (app.admin_of(&app.channel.reseller).await, app.admin_of(&app.channel.other_reseller).await);

    let asked = join_all((0..8).map(|i| {
        let (reseller, value) = (&reseller, format!("name-{i:02}"));
        async move {
            let mut answers = Vec::new();
            for _ in 0..5 {
                answers.push(check(reseller, "ACCOUNT_NAME", &value).await);
            }
            answers
        }
    }))
    .await;

    let refusals: Vec<String> = asked.iter().flatten().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, vec!["TOO_MANY_ATTEMPTS".to_owned(); 10]);
    check(&other, "ACCOUNT_NAME", "name-00").await.ok();
    app.later(TimeDelta::seconds(59));
    assert_eq!(check(&reseller, "ACCOUNT_NAME", "name-00").await.refusals(), ["TOO_MANY_ATTEMPTS"]);
    app.later(TimeDelta::seconds(1));
    check(&reseller, "ACCOUNT_NAME", "name-00").await.ok();
    app.close().await;
}

#[tokio::test]
async fn a_reseller_says_what_its_distributor_may_do_and_both_read_it() {
    const READ: &str =
        "query($id: ID!) { node(id: $id) { ... on Party { association { allowsActing sharesDetail } } } }";
    let app = App::start().await;
    let channel = &app.channel;
    let reseller = app.admin_of(&channel.reseller).await;
    let read = json!({ "id": channel.reseller.global_id() });
    let at_first = reseller.query(READ, read.clone()).await;

    let set = consent(&reseller, false, true).await;

    let stands = |acting: bool, detail: bool| json!({ "allowsActing": acting, "sharesDetail": detail });
    assert_eq!(at_first.data()["node"]["association"], stands(true, false));
    let said = json!({ "kind": "RESELLER", "allowsActing": false, "sharesDetail": true });
    assert_eq!(set.ok()["reseller"]["association"], said);
    for reader in [app.admin_of(&channel.distributor).await, app.finance().await] {
        assert_eq!(reader.query(READ, read.clone()).await.data()["node"]["association"], stands(false, true));
    }
    let hidden = app.admin_of(&channel.customer).await.query(READ, read).await;
    assert_eq!(hidden.data()["node"]["association"], Value::Null, "a customer does not see its partner's distributor");
    app.close().await;
}

#[tokio::test]
async fn only_a_resellers_administrator_gives_consent() {
    let app = App::start().await;
    let channel = &app.channel;
    let operations = app.colleague(&channel.reseller, "Olga", &[Role::Operations]).await;

    assert_eq!(consent(&app.sign_in(&operations.email).await, false, true).await.refusals(), ["FORBIDDEN"]);
    for other in [&channel.vendor, &channel.distributor, &channel.solution_provider, &channel.customer] {
        let refused = consent(&app.admin_of(other).await, false, true).await.refusals();
        assert_eq!(refused, ["STATE_CONFLICT"], "{}", other.name);
    }
    assert_eq!(app.count("edges where shares_detail or not allows_acting"), 0);
    app.close().await;
}

#[test]
fn a_mobile_number_tells_its_country() {
    for (mobile, expected) in [
        ("+8613812340000", "0086"),
        ("+12025550123", "0001"),
        ("+79001234567", "0007"),
        ("+4915112345678", "0049"),
        ("+85251234567", "0852"),
        ("+35312345678", "0353"),
    ] {
        assert_eq!(Mobile::parse(mobile).unwrap().country_code(), expected, "{mobile}");
    }
}
