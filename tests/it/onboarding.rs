//! Customers open an account and accept an invitation: once, and only when nothing stands against it.

use chrono::TimeDelta;
use domain::actor::{Actor, Role};
use domain::clock::Clock;
use domain::party::Locale;
use domain::staff::{self, NewStaff};
use futures_util::future::join_all;
use serde_json::{Value, json};
use tests::{Answer, App, PASSWORD, Partner, Person, address, mobile};

pub(crate) const ACCEPT: &str = "mutation ($input: InvitationAcceptInput!) { invitationAccept(input: $input) { \
    onboarding { id state source associationKind failure endedAt customer { name } partner { name } } \
    userErrors { code field } } }";
const FLAG_SET: &str = "mutation ($input: CustomerFlagSetInput!) { customerFlagSet(input: $input) { \
    customer { customerFlags } userErrors { code field } } }";
const FLAG_CLEAR: &str = "mutation ($input: CustomerFlagClearInput!) { customerFlagClear(input: $input) { \
    customer { customerFlags } userErrors { code field } } }";
const LINK: &str = "mutation ($input: InvitationLinkCreateInput!) { invitationLinkCreate(input: $input) { \
    invitation { id } userErrors { code field } } }";

async fn accept_with(app: &App, person: &Person<'_>, token: &str, agreements: &[String]) -> Answer {
    app.persistently(Some(person), ACCEPT, json!({ "token": token, "agreementIds": agreements })).await
}

/// Accepts with everything that has to be accepted for resale.
async fn accept(app: &App, person: &Person<'_>, token: &str) -> Answer {
    let agreements = app.agreements("ASSOCIATE_RESALE").await;
    accept_with(app, person, token, &agreements).await
}

/// The token of a mailed resale invitation of `partner` to who has the number.
async fn invitation(app: &App, partner: &Partner, ending: u32) -> String {
    let report = app.reported(partner, ending).await;
    let id = app.invited(&app.admin_of(partner).await, &report, "RESALE").await;
    app.run_jobs().await;
    app.token_of(&id)
}

/// The token of the link of `partner`'s administrator.
async fn link(app: &App, partner: &Partner, kind: &str) -> String {
    let person = app.admin_of(partner).await;
    let made = person.query(LINK, json!({ "input": { "associationKind": kind } })).await;
    app.token_of(made.ok()["invitation"]["id"].as_str().unwrap())
}

async fn flag(app: &App, document: &str, customer: &Partner, flag: &str) -> Answer {
    let input = json!({ "customerId": customer.global_id(), "flag": flag });
    app.admin_of(&app.channel.vendor).await.query(document, json!({ "input": input })).await
}

fn edges_of(app: &App, customer: &Partner) -> i64 {
    app.count(&format!("edges where lower_id = '{}' and valid_to is null", customer.party_id().uuid()))
}

/// How often each answer came: `ok`, or its refusal.
fn tally(answers: &[Answer]) -> Vec<(String, usize)> {
    let mut tally = std::collections::BTreeMap::new();
    for answer in answers {
        let word = answer.refusals().first().cloned().unwrap_or_else(|| "ok".to_owned());
        *tally.entry(word).or_insert(0) += 1;
    }
    tally.into_iter().collect()
}

#[tokio::test]
async fn a_customer_registers_accepts_and_stands_under_the_manager_who_invited_it() {
    let app = App::start().await;
    let (party_id, now) = (app.channel.reseller.party_id(), app.clock.now());
    let add = move |conn: &mut domain::Conn| {
        let (email, roles) = ("mo@heron.example", &[Role::AccountManager]);
        let (name, locale, password) = ("Mo", Locale::ZhCn, Some(PASSWORD));
        let new = NewStaff { party_id, email, name, locale, roles, custom_roles: &[], password };
        staff::add(conn, now, &Actor::system("test"), &new).map(|_| ())
    };
    app.db.tx(add).await.unwrap();
    let manager = app.sign_in("mo@heron.example").await;
    let input =
        json!({ "customerName": "Quiet Lake Tea", "mobile": mobile(1), "email": address(1), "idempotencyKey": "k" });
    let report = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { report { id } userErrors { code } } }";
    let report =
        manager.query(report, json!({ "input": input })).await.ok()["report"]["id"].as_str().unwrap().to_owned();
    let review = "mutation ($input: ReportReviewInput!) { reportReview(input: $input) { results { userErrors { code } } userErrors { code } } }";
    let _done = app
        .operations()
        .await
        .query(review, json!({ "input": { "reportIds": [report], "verdict": "APPROVE" } }))
        .await
        .ok();
    app.invited(&manager, &report, "RESALE").await;
    app.run_jobs().await;
    let token = app.mailed_token(&address(1));

    let customer = app.registered(1).await;
    let accepted = accept(&app, &app.admin_of(&customer).await, &token).await;
    app.run_jobs().await;

    let mut onboarding = accepted.ok()["onboarding"].clone();
    assert!(onboarding["id"].take().as_str().unwrap().starts_with("onb_"));
    let expected = json!({
        "id": null, "state": "DONE", "source": "INVITATION", "associationKind": "RESALE", "failure": null,
        "endedAt": "2026-03-10T04:00:00.000000Z", "customer": { "name": customer.name },
        "partner": { "name": "Heron Systems Ltd" },
    });
    assert_eq!(onboarding, expected);
    assert_eq!(app.rows("select kind || ' ' || source from edges where source = 'invitation'"), ["resale invitation"]);
    assert_eq!(
        app.rows("select state from reports union all select state from invitations"),
        ["associated", "accepted"]
    );
    let managed = "select staff.name from manager_assignments a join staff on staff.id = a.manager_id";
    assert_eq!(app.rows(managed), ["Mo"]);
    let told: Vec<(String, String)> =
        app.mails().into_iter().rev().take(2).map(|mail| (mail.to, mail.subject)).collect();
    assert!(
        told.contains(&("mo@heron.example".to_owned(), "客户 Qu*** 已与 Heron Systems Ltd 关联".to_owned())),
        "{told:?}"
    );
    assert!(told.contains(&(address(1), "You are now associated with Heron Systems Ltd".to_owned())), "{told:?}");
    let id = customer.party_id().uuid();
    let audited =
        app.rows(&format!("select operation from audit_log where party_id = '{id}' order by position desc limit 1"));
    assert_eq!(audited, ["onboarding.complete"]);
    let leaked = app.count("audit_log where details::text ~ '(prospect.example|13800000001|Quiet Lake)'");
    assert_eq!(leaked, 0, "no personal data in the audit log");
    app.close().await;
}

#[tokio::test]
async fn of_64_acceptances_of_one_invitation_at_one_moment_one_associates() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;
    let agreements = app.agreements("ASSOCIATE_RESALE").await;

    let answers = join_all((0..64).map(|_| accept_with(&app, &person, &token, &agreements))).await;

    assert_eq!(tally(&answers), [("INVITATION_USED token".to_owned(), 63), ("ok".to_owned(), 1)]);
    assert_eq!((edges_of(&app, &customer), app.count("onboardings"), app.count("acceptances")), (1, 1, 5));
    app.run_jobs().await;
    app.close().await;
}

/// The one has reported the customer and mailed it, the other has a link that serves whomever it reports.
#[tokio::test]
async fn of_64_acceptances_of_the_invitations_of_two_partners_one_associates() {
    let app = App::start().await;
    let first = link(&app, &app.channel.other_reseller, "RESALE").await;
    let second = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;
    let agreements = app.agreements("ASSOCIATE_RESALE").await;

    let answers = join_all((0..64).map(|turn| {
        let token = if turn % 2 == 0 { &first } else { &second };
        accept_with(&app, &person, token, &agreements)
    }))
    .await;

    let tally = tally(&answers);
    let count = |word: &str| tally.iter().filter(|(it, _)| it.starts_with(word)).map(|(_, count)| count).sum::<usize>();
    assert_eq!(count("ok"), 1, "{tally:?}");
    assert_eq!(count("INVITATION_USED") + 1, 32, "{tally:?}");
    assert_eq!(count("CUSTOMER_REPORTED") + count("CUSTOMER_ASSOCIATED"), 32, "{tally:?}");
    assert_eq!((edges_of(&app, &customer), app.count("onboardings")), (1, 1));
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn every_flag_stands_in_the_way_under_its_own_name_until_it_is_cleared() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let person = app.admin_of(&customer).await;

    let mut refused = Vec::new();
    for word in [
        "SPECIAL_CONTRACT",
        "CONSUMER_CLOUD",
        "REWARD_PROGRAMME",
        "CREDIT_ACCOUNT",
        "CUSTODY_SUB_ACCOUNT",
        "ARREARS",
        "FROZEN",
    ] {
        assert_eq!(flag(&app, FLAG_SET, &customer, word).await.ok()["customer"]["customerFlags"], json!([word]));
        refused.push(format!("{word}: {}", accept(&app, &person, &token).await.refusals().join(", ")));
        assert_eq!(flag(&app, FLAG_CLEAR, &customer, word).await.ok()["customer"]["customerFlags"], json!([]));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    SPECIAL_CONTRACT: CUSTOMER_SPECIAL_CONTRACT
    CONSUMER_CLOUD: CUSTOMER_CONSUMER_CLOUD
    REWARD_PROGRAMME: CUSTOMER_IN_REWARD_PROGRAMME
    CREDIT_ACCOUNT: CUSTOMER_HAS_CREDIT
    CUSTODY_SUB_ACCOUNT: CUSTOMER_IN_CUSTODY
    ARREARS: CUSTOMER_IN_ARREARS
    FROZEN: CUSTOMER_FROZEN
    ");
    assert_eq!(
        (edges_of(&app, &customer), app.count("onboardings"), app.count("customers where frozen_at is not null")),
        (0, 0, 0)
    );
    assert_eq!(accept(&app, &person, &token).await.refusals(), Vec::<String>::new());
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn flags_are_the_vendors_alone() {
    let app = App::start().await;
    let customer = app.channel.customer.clone();
    let _done = flag(&app, FLAG_SET, &customer, "ARREARS").await.ok();
    let input = json!({ "customerId": customer.global_id(), "flag": "ARREARS" });
    let flags = "query ($id: ID!) { node(id: $id) { ... on Party { customerFlags } } }";

    let reseller = app.admin_of(&app.channel.reseller).await;
    let by_partner = reseller.query(FLAG_CLEAR, json!({ "input": input })).await;
    let seen = reseller.query(flags, json!({ "id": customer.global_id() })).await;
    let by_itself = app.admin_of(&customer).await.query(flags, json!({ "id": customer.global_id() })).await;
    let of_partner = flag(&app, FLAG_SET, &app.channel.reseller, "ARREARS").await;

    assert_eq!(by_partner.refusals(), ["FORBIDDEN"]);
    assert_eq!(seen.data()["node"]["customerFlags"], json!([]));
    assert_eq!(by_itself.data()["node"]["customerFlags"], json!([]));
    assert_eq!(of_partner.refusals(), ["NOT_FOUND customerId"]);
    app.close().await;
}

#[tokio::test]
async fn what_stands_against_an_acceptance_is_told_by_its_name() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let (customer, other) = (app.registered(1).await, app.registered(2).await);
    let (person, stranger) = (app.admin_of(&customer).await, app.admin_of(&other).await);
    let agreements = app.agreements("ASSOCIATE_RESALE").await;
    let taken_back = link(&app, &app.channel.reseller, "ADVISORY").await;
    app.sql("update invitations set state = 'revoked', closed_at = now() where association_kind = 'advisory'");

    let mut refused = Vec::new();
    let mut tell = |what: &str, answer: Answer| refused.push(format!("{what}: {}", answer.refusals().join(", ")));
    tell("no link", accept(&app, &person, "nothing").await);
    tell("a link taken back", accept(&app, &person, &taken_back).await);
    tell("another's number", accept(&app, &stranger, &token).await);
    tell("no report", accept(&app, &stranger, &link(&app, &app.channel.solution_provider, "RESALE").await).await);
    tell(
        "another partner's report",
        accept(&app, &person, &link(&app, &app.channel.solution_provider, "RESALE").await).await,
    );
    tell("a partner", accept(&app, &app.admin_of(&app.channel.other_reseller).await, &token).await);
    tell("the vendor", accept(&app, &app.operations().await, &token).await);
    tell("a customer who has a partner", accept(&app, &app.admin_of(&app.channel.customer).await, &token).await);
    tell("no agreement", accept_with(&app, &person, &token, &[]).await);
    tell("two of three agreements", accept_with(&app, &person, &token, &agreements[1..]).await);
    app.later(TimeDelta::days(8));
    tell("after eight days", accept(&app, &app.admin_of(&customer).await, &token).await);

    insta::assert_snapshot!(refused.join("\n"), @"
    no link: INVITATION_NOT_FOUND token
    a link taken back: INVITATION_NOT_FOUND token
    another's number: MOBILE_MISMATCH
    no report: REPORT_MISSING
    another partner's report: CUSTOMER_REPORTED
    a partner: CUSTOMER_IS_PARTNER
    the vendor: FORBIDDEN
    a customer who has a partner: CUSTOMER_ASSOCIATED
    no agreement: AGREEMENT_MISSING agreementIds
    two of three agreements: AGREEMENT_MISSING agreementIds
    after eight days: INVITATION_EXPIRED token
    ");
    assert_eq!((app.count("onboardings"), edges_of(&app, &customer), edges_of(&app, &other)), (0, 0, 0));
    app.close().await;
}

#[tokio::test]
async fn a_customer_whom_the_vendor_keeps_is_refused() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    let reserve =
        "mutation ($input: ReservationCreateInput!) { reservationCreate(input: $input) { userErrors { code field } } }";
    let input = json!({ "email": address(1), "reason": "VENDOR_REPORTED" });
    let _done = app.admin_of(&app.channel.vendor).await.query(reserve, json!({ "input": input })).await.ok();

    let refused = accept(&app, &app.admin_of(&customer).await, &token).await;

    assert_eq!(refused.refusals(), ["CUSTOMER_RESERVED"]);
    app.close().await;
}

#[tokio::test]
async fn a_customer_who_applies_to_be_a_partner_is_refused() {
    let app = App::start().await;
    let token = invitation(&app, &app.channel.reseller, 1).await;
    let customer = app.registered(1).await;
    app.sql(&format!(
        "insert into applications (id, kind, state, company_name, contact_name_sealed, mobile_sealed, mobile_index, \
         email_sealed, email_index, locale, created_at) \
         select gen_random_uuid(), 'solution_provider', 'vendor_review', 'Tea', '\\x00', '\\x00', decode(repeat('00', 32), 'hex'), \
         '\\x00', email_index, 'en', now() from profiles where party_id = '{}'",
        customer.party_id().uuid()
    ));

    let refused = accept(&app, &app.admin_of(&customer).await, &token).await;
    app.sql("update applications set state = 'withdrawn', closed_at = now()");
    let after = accept(&app, &app.admin_of(&customer).await, &token).await;

    assert_eq!((refused.refusals(), after.refusals()), (vec!["CUSTOMER_IS_PARTNER".to_owned()], vec![]));
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_link_serves_many_reported_customers_but_no_account_older_than_seven_days() {
    let app = App::start().await;
    let token = link(&app, &app.channel.reseller, "RESALE").await;
    let (young, old) = (app.registered(1).await, app.registered(2).await);
    app.later(TimeDelta::days(7));
    app.reported(&app.channel.reseller, 1).await;
    app.reported(&app.channel.reseller, 2).await;

    let within = accept(&app, &app.admin_of(&young).await, &token).await;
    app.later(TimeDelta::seconds(1));
    let after = accept(&app, &app.admin_of(&old).await, &token).await;
    let fresh = app.registered(3).await;
    app.reported(&app.channel.reseller, 3).await;
    let another = accept(&app, &app.admin_of(&fresh).await, &token).await;
    let again = accept(&app, &app.admin_of(&fresh).await, &token).await;

    assert_eq!([within.refusals(), another.refusals()], [Vec::<String>::new(), Vec::new()]);
    assert_eq!(after.refusals(), ["ACCOUNT_TOO_OLD"]);
    assert_eq!(again.refusals(), ["CUSTOMER_ASSOCIATED"]);
    assert_eq!(app.rows("select state from invitations"), ["open"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_account_is_refused_for_each_of_its_fields() {
    let app = App::start().await;
    let good = app.registration(1).await;
    let with = |field: &str, value: Value| {
        let mut input = good.clone();
        input[field] = value;
        input
    };
    let taken = app.registered(2).await;

    let mut refused = Vec::new();
    for (what, input) in [
        ("a short name", with("accountName", json!("abcd"))),
        ("digits alone", with("accountName", json!("12345"))),
        ("a reserved name", with("accountName", json!("op_tea"))),
        ("not a number", with("mobile", json!("13800000001"))),
        ("not an address", with("email", json!("nobody"))),
        ("a plain password", with("password", json!("abcdefghijklm"))),
        ("a short password", with("password", json!("Abc 12"))),
        ("no name", with("name", json!(" "))),
        ("a wrong code", with("verificationCode", json!("x"))),
        ("nothing accepted", with("agreementIds", json!([]))),
        ("a number in use", with("mobile", json!(mobile(2)))),
        ("a name in use", with("accountName", json!("customer-0002"))),
    ] {
        refused.push(format!("{what}: {}", app.register(&input).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    a short name: INVALID_INPUT accountName
    digits alone: INVALID_INPUT accountName
    a reserved name: INVALID_INPUT accountName
    not a number: INVALID_INPUT mobile
    not an address: INVALID_INPUT email
    a plain password: INVALID_INPUT password
    a short password: INVALID_INPUT password
    no name: INVALID_INPUT name
    a wrong code: CODE_WRONG verificationCode
    nothing accepted: AGREEMENT_MISSING agreementIds
    a number in use: MOBILE_IN_USE mobile
    a name in use: ALREADY_EXISTS accountName
    ");
    assert_eq!(edges_of(&app, &taken), 0);
    assert_eq!(app.count("profiles where account_name = 'customer-0001'"), 0);
    let again = app.register(&good).await;
    assert_eq!(again.refusals(), Vec::<String>::new(), "what was refused used nothing up");
    assert_eq!(
        app.register(&with("accountName", json!("customer-0003"))).await.refusals(),
        ["CODE_EXPIRED verificationCode"]
    );
    app.close().await;
}
