//! What resale customers let their partners do for them (domain.md 2.6, Q-12).

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::authorization::{self, Scope};
use domain::clock::Clock;
use domain::party::{self, EdgeKind};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, Partner, Person};

const REQUEST: &str = "mutation($input: AuthorizationRequestInput!) { authorizationRequest(input: $input) {
    authorization { id state scope expiresOn } userErrors { code field } } }";
const ANSWER: &str = "mutation($input: AuthorizationAnswerInput!) { authorizationAnswer(input: $input) {
    authorization { id state } userErrors { code field } } }";
const REVOKE: &str = "mutation($input: AuthorizationRevokeInput!) { authorizationRevoke(input: $input) {
    authorization { id state } userErrors { code field } } }";
const WITHDRAW: &str = "mutation($input: AuthorizationWithdrawInput!) { authorizationWithdraw(input: $input) {
    authorization { id state } userErrors { code field } } }";
const LIST: &str = "query($filter: AuthorizationFilter) { authorizations(filter: $filter, order: OLDEST_FIRST) {
    totalCount nodes { id state } } }";
const NODE: &str = "query($id: ID!) { node(id: $id) { ... on Authorization { state partner { id } customer { id }
    requestedBy { name } answeredBy { name } availableActions { action allowed reason } } } }";

/// An authorisation that nobody has.
const NOBODYS: &str = "aut_01h455vb4pex5vsknk084sn02q";

/// The commitment letter in force.
async fn letter(app: &App) -> Value {
    let found = app.anonymous("{ agreements(purpose: OPERATE, locale: EN) { id } }", json!({})).await;
    found.data()["agreements"][0]["id"].clone()
}

/// A request for placing orders, with the commitment letter and what `more` adds or replaces.
async fn request(app: &App, person: &Person<'_>, customer: &Partner, more: Value) -> Answer {
    let mut input = json!({
        "customerId": customer.global_id(), "scope": "ORDER_ON_BEHALF", "agreementIds": [letter(app).await],
    });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    person.query(REQUEST, json!({ "input": input })).await
}

/// The id of a request that was not refused.
async fn requested(app: &App, person: &Person<'_>, customer: &Partner, more: Value) -> String {
    request(app, person, customer, more).await.ok()["authorization"]["id"].as_str().unwrap().to_owned()
}

async fn answer(person: &Person<'_>, id: &str, verdict: &str, code: Option<&str>) -> Answer {
    let input = json!({ "authorizationId": id, "verdict": verdict, "verificationCode": code });
    person.query(ANSWER, json!({ "input": input })).await
}

async fn revoke(person: &Person<'_>, id: &str, code: Option<&str>) -> Answer {
    person.query(REVOKE, json!({ "input": { "authorizationId": id, "verificationCode": code } })).await
}

async fn withdraw(person: &Person<'_>, id: &str, acting_for: Option<&Partner>) -> Answer {
    let input = json!({ "authorizationId": id, "actingForId": acting_for.map(Partner::global_id) });
    person.query(WITHDRAW, json!({ "input": input })).await
}

async fn listed(person: &Person<'_>, filter: Value) -> Vec<String> {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let nodes = answer.data()["authorizations"]["nodes"].as_array().unwrap().clone();
    assert_eq!(answer.data()["authorizations"]["totalCount"], nodes.len());
    nodes.iter().map(|node| node["state"].as_str().unwrap().to_owned()).collect()
}

fn state(answer: &Answer) -> &str {
    answer.ok()["authorization"]["state"].as_str().unwrap()
}

/// Whether the reseller may place orders for its customer now: what commands will ask.
async fn is_granted(app: &App) -> bool {
    let (partner, customer, now) = (app.channel.reseller.party_id(), app.channel.customer.party_id(), app.clock.now());
    let granted =
        app.db.read(move |conn| authorization::is_granted(conn, now, partner, customer, Scope::OrderOnBehalf)).await;
    granted.unwrap()
}

/// The states as stored, oldest first.
fn stored(app: &App) -> Vec<String> {
    app.rows("select state from authorizations order by requested_at, id")
}

#[tokio::test]
async fn a_customer_is_asked_grants_and_takes_back() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let asking = request(&app, &reseller, &channel.customer, json!({ "expiresOn": "2099-12-31" })).await;
    let id = asking.ok()["authorization"]["id"].as_str().unwrap().to_owned();
    let before = is_granted(&app).await;
    let granting = answer(&customer, &id, "GRANT", None).await;
    let granted = is_granted(&app).await;
    let revoking = revoke(&customer, &id, None).await;

    let asked = json!({ "id": id, "state": "REQUESTED", "scope": "ORDER_ON_BEHALF", "expiresOn": "2099-12-31" });
    assert_eq!(asking.ok()["authorization"], asked);
    assert_eq!([state(&granting), state(&revoking)], ["GRANTED", "REVOKED"]);
    assert_eq!([before, granted, is_granted(&app).await], [false, true, false]);
    app.run_jobs().await;
    let mails: Vec<(String, String)> = app.mails().into_iter().map(|mail| (mail.to, mail.subject)).collect();
    let (partner, asked) = (channel.reseller.email.clone(), channel.customer.email.clone());
    assert_eq!(
        mails,
        [
            (asked, "Heron Systems Ltd asks for your authorisation".to_owned()),
            (partner.clone(), "La*** granted your authorisation request".to_owned()),
            (partner, "La*** took its authorisation back".to_owned()),
        ]
    );
    let lines = app.rows("select operation from audit_log where operation like 'authorization.%' order by position");
    assert_eq!(lines, ["authorization.request", "authorization.grant", "authorization.revoke"]);
    app.close().await;
}

/// The commitment letter is signed before the first request, and not again.
#[tokio::test]
async fn a_partner_commits_itself_once_before_it_asks() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let customer = app.channel.customer.clone();

    let without = request(&app, &reseller, &customer, json!({ "agreementIds": null })).await;
    requested(&app, &reseller, &customer, json!({})).await;
    let second = json!({ "agreementIds": null, "scope": "OPERATE_ON_BEHALF" });
    requested(&app, &reseller, &customer, second).await;

    assert_eq!(without.refusals(), ["AGREEMENT_MISSING agreementIds"]);
    assert_eq!((stored(&app).len(), app.count("acceptances")), (2, 1));
    app.run_jobs().await;
    app.close().await;
}

/// A customer of others is answered like one that does not exist.
#[tokio::test]
async fn only_an_own_resale_customer_is_asked_and_only_by_who_looks_after_customers() {
    let app = App::start().await;
    let channel = &app.channel;
    let finance = app.colleague(&channel.reseller, "Fay", &[Role::Finance]).await;
    let manager = app.colleague(&channel.reseller, "Max", &[Role::AccountManager]).await;
    let reseller = app.admin_of(&channel.reseller).await;
    let nobody = json!({ "customerId": "cus_01h455vb4pex5vsknk084sn02q" });
    let missing = request(&app, &reseller, &channel.customer, nobody).await;

    let advisory = request(&app, &reseller, &channel.advisory_customer, json!({})).await;
    let over = request(&app, &reseller, &channel.customer, json!({ "expiresOn": "2020-01-01" })).await;
    let finance = request(&app, &app.sign_in(&finance.email).await, &channel.customer, json!({})).await;
    let unassigned = request(&app, &app.sign_in(&manager.email).await, &channel.customer, json!({})).await;

    assert_eq!(missing.refusals(), ["NOT_FOUND customerId"]);
    assert_eq!(advisory.refusals(), ["STATE_CONFLICT customerId"]);
    assert_eq!(over.refusals(), ["INVALID_INPUT expiresOn"]);
    assert_eq!(finance.refusals(), ["FORBIDDEN"]);
    assert_eq!(unassigned.data(), missing.data());
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.solution_provider] {
        let refused = request(&app, &app.admin_of(stranger).await, &channel.customer, json!({})).await;
        assert_eq!(refused.data(), missing.data(), "{}", stranger.name);
    }
    assert_eq!((stored(&app), app.count("mails"), app.count("acceptances")), (vec![], 0, 0));
    app.close().await;
}

#[tokio::test]
async fn one_request_of_a_kind_is_open_at_a_time() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);

    let at_once = join_all((0..6).map(|_| request(&app, &reseller, &channel.customer, json!({})))).await;
    let refusals: Vec<String> = at_once.iter().flat_map(Answer::refusals).collect();
    let id = app.rows("select id from authorizations").remove(0).parse().unwrap();
    let id = schema::ids::AuthorizationId::from_uuid(id).to_string();
    let refusing = answer(&customer, &id, "REFUSE", None).await;
    requested(&app, &reseller, &channel.customer, json!({})).await;

    assert_eq!(refusals, vec!["ALREADY_EXISTS scope".to_owned(); 5]);
    assert_eq!(state(&refusing), "REFUSED");
    assert_eq!(stored(&app), ["refused", "requested"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_yes_and_a_no_at_one_moment_are_one_answer() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;

    let (yes, no) = tokio::join!(answer(&customer, &id, "GRANT", None), answer(&customer, &id, "REFUSE", None));

    let refusals: Vec<String> = [&yes, &no].into_iter().flat_map(Answer::refusals).collect();
    assert_eq!(refusals, ["STATE_CONFLICT authorizationId"]);
    app.run_jobs().await;
    assert_eq!(app.mails().len(), 2, "the request, and one answer");
    app.close().await;
}

/// From midnight of the business on, and before the job that writes it down.
#[tokio::test]
async fn past_its_last_day_an_authorisation_has_ended() {
    let app = App::start().await;
    let channel = &app.channel;
    let today = domain::calendar::day_of(app.clock.now().instant());
    let last = json!({ "expiresOn": today.to_string() });
    let reseller = app.admin_of(&channel.reseller).await;
    let id = requested(&app, &reseller, &channel.customer, last).await;
    answer(&app.admin_of(&channel.customer).await, &id, "GRANT", None).await.ok();
    app.run_jobs().await;
    let midnight = domain::calendar::start_of(today.succ_opt().unwrap());

    app.later(midnight - app.clock.now().instant() - TimeDelta::microseconds(1));
    let last_moment = is_granted(&app).await;
    app.later(TimeDelta::microseconds(1));

    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    assert_eq!([last_moment, is_granted(&app).await], [true, false]);
    assert_eq!(listed(&reseller, json!({ "state": "ENDED" })).await, ["ENDED"]);
    assert_eq!(listed(&reseller, json!({ "state": "GRANTED" })).await, [""; 0]);
    assert_eq!(revoke(&customer, &id, None).await.refusals(), ["STATE_CONFLICT authorizationId"]);
    assert_eq!(stored(&app), ["granted"]);
    end_by_job(&app).await;
    assert_eq!(stored(&app), ["ended"]);
    let by = app.rows("select actor from audit_log where operation = 'authorization.end'");
    assert_eq!(by, ["system:end_authorizations"]);
    requested(&app, &reseller, &channel.customer, json!({})).await;
    app.run_jobs().await;
    app.close().await;
}

/// The day's job, which the schedule enqueues.
async fn end_by_job(app: &App) {
    let (now, on) = (app.clock.now(), app.clock.now().date());
    let job = schema::jobs::EndAuthorizations { on };
    app.db.tx(move |conn| domain::outbox::enqueue(conn, now, &job)).await.unwrap();
    app.run_jobs().await;
}

/// The association is what it belongs to: a new one with the same partner begins with nothing.
#[tokio::test]
async fn an_authorisation_ends_with_the_association_and_does_not_come_back() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    answer(&customer, &id, "GRANT", None).await.ok();
    let (upper, lower) = (channel.reseller.party_id(), channel.customer.party_id());
    app.later(TimeDelta::seconds(1));
    let now = app.clock.now();
    app.db.tx(move |conn| party::part(conn, now, &Actor::system("test"), lower)).await.unwrap();
    let parted = is_granted(&app).await;
    app.later(TimeDelta::seconds(1));
    let now = app.clock.now();
    let joined = app
        .db
        .tx(move |conn| party::associate(conn, now, &Actor::system("test"), EdgeKind::Resale, upper, lower))
        .await;
    joined.unwrap();

    assert_eq!([parted, is_granted(&app).await], [false, false]);
    assert_eq!(listed(&customer, json!({})).await, ["ENDED"]);
    requested(&app, &reseller, &channel.customer, json!({})).await;
    assert_eq!(stored(&app), ["ended", "requested"], "asking again writes the end of the first down");
    app.run_jobs().await;
    app.close().await;
}

/// domain.md 1.8: approving and cancelling are critical operations.
#[tokio::test]
async fn a_customer_that_switched_codes_on_answers_with_a_code() {
    const SWITCH: &str =
        "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";
    const SEND: &str =
        "mutation { verificationCodeSend(input: { purpose: CRITICAL_OPERATION }) { userErrors { code } } }";
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    customer.query(SWITCH, json!({ "input": { "enabled": true } })).await.ok();
    app.run_jobs().await;

    let without = answer(&customer, &id, "GRANT", None).await;
    customer.query(SEND, json!({})).await.ok();
    app.run_jobs().await;
    let mail = app.mails().pop().unwrap().text;
    let code = mail.split_whitespace().find(|word| word.len() == 6 && word.parse::<u32>().is_ok()).unwrap().to_owned();
    let wrong = if code == "000000" { "000001" } else { "000000" };
    let refused = answer(&customer, &id, "GRANT", Some(wrong)).await;
    let granting = answer(&customer, &id, "GRANT", Some(&code)).await;
    let used = revoke(&customer, &id, Some(&code)).await;

    assert_eq!(without.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!(refused.refusals(), ["CODE_WRONG verificationCode"]);
    assert_eq!(state(&granting), "GRANTED");
    assert_eq!(used.refusals(), ["CODE_EXPIRED verificationCode"]);
    assert!(is_granted(&app).await);
    app.run_jobs().await;
    app.close().await;
}

/// A partner gives up what it asked for; a distributor does both for its reseller.
#[tokio::test]
async fn a_partner_withdraws_itself_or_by_its_distributor() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, distributor) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.distributor).await);
    let own = requested(&app, &reseller, &channel.customer, json!({})).await;
    let acting = json!({ "actingForId": channel.reseller.global_id(), "scope": "OPERATE_ON_BEHALF" });
    let by_distributor = requested(&app, &distributor, &channel.customer, acting).await;

    let not_acting = withdraw(&distributor, &own, None).await;
    let missing = withdraw(&distributor, NOBODYS, None).await;
    let stranger = withdraw(&app.admin_of(&channel.other_reseller).await, &own, None).await;
    let customer = withdraw(&app.admin_of(&channel.customer).await, &own, None).await;
    let withdrawn = withdraw(&reseller, &own, None).await;
    let again = withdraw(&reseller, &own, None).await;
    let for_reseller = withdraw(&distributor, &by_distributor, Some(&channel.reseller)).await;

    assert_eq!(missing.refusals(), ["NOT_FOUND authorizationId"]);
    assert_eq!([not_acting.data(), stranger.data()], [missing.data(), missing.data()]);
    assert_eq!(customer.refusals(), ["FORBIDDEN"]);
    assert_eq!([state(&withdrawn), state(&for_reseller)], ["WITHDRAWN", "WITHDRAWN"]);
    assert_eq!(again.refusals(), ["STATE_CONFLICT authorizationId"]);
    let acting = "select distinct details ->> 'actingFor' from audit_log where details ? 'actingFor'";
    assert_eq!(app.rows(acting), [channel.reseller.party_id().to_string()]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn both_sides_and_the_vendor_see_an_authorisation_and_what_they_can_do() {
    let app = App::start().await;
    let channel = &app.channel;
    let (reseller, customer) = (app.admin_of(&channel.reseller).await, app.admin_of(&channel.customer).await);
    let manager = app.colleague(&channel.reseller, "Mia", &[Role::AccountManager]).await;
    let id = requested(&app, &reseller, &channel.customer, json!({})).await;
    let offers = |answer: &Answer| {
        let actions = answer.data()["node"]["availableActions"].as_array().unwrap().clone();
        let offer = |it: &Value| it["reason"].as_str().unwrap_or("yes").to_owned();
        actions.iter().map(offer).collect::<Vec<_>>()
    };

    let by_customer = customer.query(NODE, json!({ "id": id })).await;
    let by_partner = reseller.query(NODE, json!({ "id": id })).await;
    let by_vendor = app.finance().await.query(NODE, json!({ "id": id })).await;
    let mia = app.sign_in(&manager.email).await;
    let unassigned = listed(&mia, json!({})).await;
    app.assign(&channel.reseller, &channel.customer, &manager);

    assert_eq!(offers(&by_customer), ["yes", "STATE_CONFLICT", "FORBIDDEN"]);
    assert_eq!(offers(&by_partner), ["FORBIDDEN", "FORBIDDEN", "yes"]);
    assert_eq!(offers(&by_vendor), ["FORBIDDEN", "FORBIDDEN", "FORBIDDEN"]);
    assert_eq!(by_customer.data()["node"]["requestedBy"], Value::Null, "whose staff that is, is the partner's own");
    assert_eq!(by_partner.data()["node"]["requestedBy"], json!({ "name": "Robin" }));
    assert_eq!((unassigned, listed(&mia, json!({})).await), (vec![], vec!["REQUESTED".to_owned()]));
    for stranger in [&channel.other_reseller, &channel.distributor, &channel.other_customer, &channel.advisory_customer]
    {
        let person = app.admin_of(stranger).await;
        assert_eq!(person.query(NODE, json!({ "id": id })).await.data()["node"], Value::Null, "{}", stranger.name);
        assert_eq!(listed(&person, json!({})).await, [""; 0], "{}", stranger.name);
    }
    for (filter, count) in [
        (json!({ "scope": "ORDER_ON_BEHALF", "state": "REQUESTED" }), 1),
        (json!({ "scope": "OPERATE_ON_BEHALF" }), 0),
        (json!({ "customerId": channel.customer.global_id(), "partnerId": channel.reseller.global_id() }), 1),
        (json!({ "customerId": channel.other_customer.global_id() }), 0),
        (json!({ "partnerId": channel.other_reseller.global_id() }), 0),
    ] {
        assert_eq!(listed(&reseller, filter.clone()).await.len(), count, "{filter}");
    }
    app.run_jobs().await;
    app.close().await;
}
