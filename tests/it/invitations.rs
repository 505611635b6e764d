//! Partners invite customers, by mail and by link.

use chrono::TimeDelta;
use domain::clock::Clock;
use schema::jobs::ExpireInvitations;
use serde_json::{Value, json};
use tests::{Answer, App, Person, address};

const INVITE: &str = "mutation ($input: CustomerInviteInput!) { customerInvite(input: $input) { \
    results { invitation { id channel associationKind state emailMasked locale tag sentAt expiresAt url qrSvg \
    report { mobileMasked } partner { name } } userErrors { code field } } userErrors { code field } } }";
const RESEND: &str = "mutation ($input: InvitationResendInput!) { invitationResend(input: $input) { \
    invitation { state emailMasked expiresAt } userErrors { code field } } }";
const REVOKE: &str = "mutation ($input: InvitationRevokeInput!) { invitationRevoke(input: $input) { \
    invitation { state } userErrors { code field } } }";
const LINK: &str = "mutation ($input: InvitationLinkCreateInput!) { invitationLinkCreate(input: $input) { \
    invitation { id channel state url qrSvg expiresAt emailMasked tag } userErrors { code field } } }";
const OFFER: &str = "query ($token: String!) { invitation(token: $token) { \
    partnerName channel associationKind state expiresAt agreements { key associationKind version } } }";
const PREVIEW: &str =
    "query ($input: InvitationPreviewInput!) { invitationPreview(input: $input) { locale subject text } }";
const NODE: &str = "query ($id: ID!) { node(id: $id) { ... on Invitation { state url customer { id } \
    availableActions { action allowed reason } } } }";
const LIST: &str = "query ($filter: InvitationFilter) { invitations(filter: $filter, order: OLDEST_FIRST) { \
    nodes { id } totalCount } }";

async fn invite(person: &Person<'_>, reports: &[&str], kind: &str) -> Answer {
    person.query(INVITE, json!({ "input": { "reportIds": reports, "associationKind": kind } })).await
}

/// `OPEN`, or the refusal, of each customer of a batch.
fn outcomes(answer: &Answer) -> Vec<String> {
    let outcome = |result: &Value| {
        let code = &result["userErrors"][0]["code"];
        code.as_str().or(result["invitation"]["state"].as_str()).unwrap().to_owned()
    };
    answer.ok()["results"].as_array().unwrap().iter().map(outcome).collect()
}

async fn resend(person: &Person<'_>, id: &str, email: Option<&str>) -> Answer {
    person.query(RESEND, json!({ "input": { "invitationId": id, "email": email } })).await
}

async fn revoke(person: &Person<'_>, id: &str) -> Answer {
    person.query(REVOKE, json!({ "input": { "invitationId": id } })).await
}

async fn link(person: &Person<'_>, input: Value) -> Value {
    person.query(LINK, json!({ "input": input })).await.ok()["invitation"].clone()
}

async fn offer(app: &App, token: &str) -> Value {
    app.anonymous(OFFER, json!({ "token": token })).await.data()["invitation"].clone()
}

async fn node(person: &Person<'_>, id: &str) -> Value {
    person.query(NODE, json!({ "id": id })).await.data()["node"].clone()
}

async fn list(person: &Person<'_>, filter: Value) -> usize {
    let answer = person.query(LIST, json!({ "filter": filter })).await;
    let found = answer.data()["invitations"].clone();
    assert_eq!(found["totalCount"], json!(found["nodes"].as_array().unwrap().len()));
    found["nodes"].as_array().unwrap().len()
}

/// `action: reason` of what can be done; `ok` for what can be done now.
fn actions(node: &Value) -> Vec<String> {
    let action = |it: &Value| format!("{}: {}", it["action"].as_str().unwrap(), it["reason"].as_str().unwrap_or("ok"));
    node["availableActions"].as_array().unwrap().iter().map(action).collect()
}

#[tokio::test]
async fn a_reported_customer_gets_a_mail_whose_words_the_partner_saw_before() {
    let app = App::start().await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let report = app.reported(&app.channel.distributor, 1).await;
    app.run_jobs().await;
    let asked = json!({ "reportId": report, "associationKind": "RESALE" });
    let preview = distributor.query(PREVIEW, json!({ "input": asked })).await.data()["invitationPreview"].clone();

    let answer = invite(&distributor, &[&report], "RESALE").await;
    app.run_jobs().await;

    let mut invitation = answer.ok()["results"][0]["invitation"].clone();
    let (id, tag) = (invitation["id"].take(), invitation["tag"].take());
    assert!(id.as_str().unwrap().starts_with("inv_") && tag.as_str().unwrap().starts_with("stf_"));
    let expected = json!({
        "id": null, "channel": "ONLINE_MAIL", "associationKind": "RESALE", "state": "OPEN",
        "emailMasked": "b***@prospect.example", "locale": "ZH_CN", "tag": null, "url": null, "qrSvg": null,
        "sentAt": "2026-03-10T04:00:00.000000Z", "expiresAt": "2026-03-17T04:00:00.000000Z",
        "report": { "mobileMasked": "+86138****0001" }, "partner": { "name": app.channel.distributor.name },
    });
    assert_eq!(invitation, expected);
    let mail = app.mails().pop().unwrap();
    assert_eq!((mail.to, mail.subject), (address(1), preview["subject"].as_str().unwrap().to_owned()));
    let hidden = mail.text.replace(&app.token_of(id.as_str().unwrap()), "…").replace("Quiet Lake Tea", "Qu***");
    let shown = preview["text"].as_str().unwrap().replace(&app.url(), "https://partners.example");
    assert_eq!(hidden.trim(), shown.trim());
    assert!(mail.text.contains("2026年3月17日"), "{}", mail.text);
    app.close().await;
}

#[tokio::test]
async fn only_a_report_in_force_is_invited_and_each_of_a_batch_by_itself() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let (good, other) =
        (app.reported(&app.channel.reseller, 1).await, app.reported(&app.channel.other_reseller, 2).await);
    let waiting = json!({ "customerName": "Tea", "mobile": "+8613800000003", "email": "t@prospect.example", "idempotencyKey": "k" });
    let report = "mutation ($input: CustomerReportInput!) { customerReport(input: $input) { report { id } userErrors { code } } }";
    let waiting = reseller.query(report, json!({ "input": waiting })).await.ok()["report"]["id"].clone();

    let batch = invite(&reseller, &[&good, &other, waiting.as_str().unwrap()], "ADVISORY").await;
    let again = invite(&reseller, &[&good], "RESALE").await;
    let none = invite(&reseller, &[], "RESALE").await;
    let many = invite(&reseller, &[good.as_str(); 51], "RESALE").await;
    let by_customer = invite(&app.admin_of(&app.channel.customer).await, &[&good], "RESALE").await;
    let by_vendor = invite(&app.operations().await, &[&good], "RESALE").await;
    app.later(TimeDelta::days(16));
    let late = invite(&app.admin_of(&app.channel.reseller).await, &[&good], "RESALE").await;

    assert_eq!(outcomes(&batch), ["OPEN", "NOT_FOUND", "REPORT_MISSING"]);
    assert_eq!(outcomes(&again), ["ALREADY_EXISTS"]);
    assert_eq!([none.refusals(), many.refusals()], [["INVALID_INPUT reportIds"], ["INVALID_INPUT reportIds"]]);
    assert_eq!([outcomes(&by_customer), outcomes(&by_vendor)], [["FORBIDDEN"], ["FORBIDDEN"]]);
    assert_eq!(outcomes(&late), ["REPORT_MISSING"]);
    assert_eq!(app.count("invitations"), 1);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn sent_again_an_invitation_has_a_new_link_and_the_old_one_is_useless() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let id = app.invited(&reseller, &report, "RESALE").await;
    app.run_jobs().await;
    let first = app.mailed_token(&address(1));
    app.later(TimeDelta::days(6));
    let reseller = app.admin_of(&app.channel.reseller).await;

    let resent = resend(&reseller, &id, Some("New.Desk@prospect.example")).await;
    app.run_jobs().await;

    let second = app.mailed_token("new.desk@prospect.example");
    let expected =
        json!({ "state": "OPEN", "emailMasked": "n***@prospect.example", "expiresAt": "2026-03-23T04:00:00.000000Z" });
    assert_eq!(resent.ok()["invitation"], expected);
    assert_eq!(offer(&app, &first).await, Value::Null);
    assert_eq!(offer(&app, &second).await["state"], "OPEN");
    assert_eq!(resend(&reseller, &id, Some("nobody")).await.refusals(), ["INVALID_INPUT email"]);
    let stranger = app.admin_of(&app.channel.other_reseller).await;
    assert_eq!(resend(&stranger, &id, None).await.refusals(), ["NOT_FOUND invitationId"]);
    assert_eq!(resend(&stranger, "inv_01h455vb4pex5vsknk084sn02q", None).await.refusals(), ["NOT_FOUND invitationId"]);
    app.close().await;
}

/// The rule looks at the time; the job only writes it down.
#[tokio::test]
async fn a_mailed_invitation_expires_after_seven_days_and_can_be_sent_again() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let id = app.invited(&reseller, &report, "RESALE").await;
    let token = app.token_of(&id);
    app.run_jobs().await;
    app.later(TimeDelta::days(7) - TimeDelta::seconds(1));
    let before = offer(&app, &token).await["state"].clone();
    app.later(TimeDelta::seconds(1));
    let after = offer(&app, &token).await["state"].clone();
    let reseller = app.admin_of(&app.channel.reseller).await;
    let listed = list(&reseller, json!({ "state": "EXPIRED" })).await;

    let (db, now) = (app.db.clone(), app.clock.now());
    db.tx(move |conn| domain::outbox::enqueue(conn, now, &ExpireInvitations { on: now.date() })).await.unwrap();
    app.run_jobs().await;

    assert_eq!((before, after, listed), (json!("OPEN"), json!("EXPIRED"), 1));
    assert_eq!(app.rows("select state from invitations"), ["expired"]);
    assert_eq!(list(&reseller, json!({ "state": "EXPIRED" })).await, 1);
    assert_eq!(actions(&node(&reseller, &id).await), ["invitationResend: ok", "invitationRevoke: STATE_CONFLICT"]);
    assert_eq!(revoke(&reseller, &id).await.refusals(), ["STATE_CONFLICT invitationId"]);
    assert_eq!(resend(&reseller, &id, None).await.ok()["invitation"]["state"], "OPEN");
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_person_has_one_link_of_a_kind_which_never_expires_and_says_nothing_of_anybody() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;

    let made = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let again = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let advisory = link(&reseller, json!({ "associationKind": "ADVISORY" })).await;
    let url = made["url"].as_str().unwrap();
    let token = url.split_once("/invitations/").unwrap().1.split_once('?').unwrap().0.to_owned();
    app.later(TimeDelta::days(3_000));

    assert_eq!(made, again);
    assert_ne!(made["id"], advisory["id"]);
    let seen = (&made["channel"], &made["state"], &made["expiresAt"], &made["emailMasked"]);
    assert_eq!(seen, (&json!("OFFLINE_LINK"), &json!("OPEN"), &Value::Null, &Value::Null));
    assert!(url.starts_with(&app.url()) && url.ends_with(&format!("?tag={}", made["tag"].as_str().unwrap())));
    let svg = made["qrSvg"].as_str().unwrap();
    assert!(svg.contains("<svg") && svg.trim_end().ends_with("</svg>") && !svg.contains("<script"));
    let agreement = |key: &str, kind: Value| json!({ "key": key, "associationKind": kind, "version": 1 });
    let mut offered = offer(&app, &token).await;
    let mut agreements = offered["agreements"].take().as_array().unwrap().clone();
    agreements.sort_by_key(ToString::to_string);
    let expected = json!({
        "partnerName": "Heron Systems Ltd", "channel": "OFFLINE_LINK", "associationKind": "RESALE", "state": "OPEN",
        "expiresAt": null, "agreements": null,
    });
    assert_eq!(offered, expected);
    let notice = agreement("ASSOCIATION_NOTICE", json!("RESALE"));
    let shared = [agreement("ASSOCIATION_TERMS", Value::Null), agreement("DATA_SHARING", Value::Null)];
    assert_eq!(agreements.len(), 3);
    assert!(agreements.contains(&notice) && shared.iter().all(|it| agreements.contains(it)));
    let reseller = app.admin_of(&app.channel.reseller).await;
    assert_eq!(revoke(&reseller, made["id"].as_str().unwrap()).await.ok()["invitation"]["state"], "REVOKED");
    assert_eq!(offer(&app, &token).await, Value::Null);
    assert_eq!(
        resend(&reseller, advisory["id"].as_str().unwrap(), None).await.refusals(),
        ["STATE_CONFLICT invitationId"]
    );
    assert_ne!(link(&reseller, json!({ "associationKind": "RESALE" })).await["id"], made["id"]);
    app.close().await;
}

#[tokio::test]
async fn two_requests_for_a_link_at_one_moment_make_one() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let asked = || link(&reseller, json!({ "associationKind": "RESALE" }));

    let (one, other, third) = tokio::join!(asked(), asked(), asked());

    assert_eq!((&one["id"], &other["id"]), (&other["id"], &third["id"]));
    assert_eq!(app.count("invitations"), 1);
    app.close().await;
}

#[tokio::test]
async fn a_link_that_was_changed_by_one_character_is_no_link() {
    let app = App::start().await;
    let made = link(&app.admin_of(&app.channel.reseller).await, json!({ "associationKind": "RESALE" })).await;
    let token = app.token_of(made["id"].as_str().unwrap());

    for place in 0..token.len() {
        let mut letters: Vec<char> = token.chars().collect();
        letters[place] = if letters[place] == 'A' { 'B' } else { 'A' };
        let changed: String = letters.iter().collect();
        assert_eq!(offer(&app, &changed).await, Value::Null, "{changed}");
    }
    assert_eq!(offer(&app, &token).await["state"], "OPEN");
    app.close().await;
}

#[tokio::test]
async fn an_invitation_is_seen_by_its_partner_its_distributor_and_the_vendor() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let made = link(&reseller, json!({ "associationKind": "RESALE" })).await;
    let id = made["id"].as_str().unwrap();

    let mut seen = Vec::new();
    for party in [
        &app.channel.reseller,
        &app.channel.distributor,
        &app.channel.vendor,
        &app.channel.other_reseller,
        &app.channel.customer,
    ] {
        let person = app.admin_of(party).await;
        let found = node(&person, id).await;
        let counted = person.query(LIST, json!({})).await;
        let listed = if counted.error_code().is_empty() {
            counted.data()["invitations"]["totalCount"].to_string()
        } else {
            counted.error_code().to_owned()
        };
        let actions = if found.is_null() { Vec::new() } else { actions(&found) };
        let line = format!("{}: {listed}, url {}, {}", party.name, found["url"].is_string(), actions.join(", "));
        seen.push(line.trim_end().to_owned());
    }

    insta::assert_snapshot!(seen.join("\n"), @"
    Heron Systems Ltd: 1, url true, invitationResend: STATE_CONFLICT, invitationRevoke: ok
    长江云分销有限公司: 1, url false, invitationResend: FORBIDDEN, invitationRevoke: FORBIDDEN
    Vendor Cloud Ltd: 1, url false, invitationResend: FORBIDDEN, invitationRevoke: FORBIDDEN
    Mekong Data Ltd: 0, url false,
    Lantern Foods Ltd: FORBIDDEN, url false,
    ");
    app.close().await;
}

#[tokio::test]
async fn a_distributor_invites_for_its_reseller_and_for_no_other() {
    let app = App::start().await;
    let report = app.reported(&app.channel.reseller, 1).await;
    let acting = |partner: &tests::Partner| json!({ "reportIds": [report], "associationKind": "RESALE", "actingForId": partner.global_id() });
    let (distributor, stranger) =
        (app.admin_of(&app.channel.distributor).await, app.admin_of(&app.channel.other_distributor).await);

    let without = invite(&distributor, &[&report], "RESALE").await;
    let foreign = stranger.query(INVITE, json!({ "input": acting(&app.channel.reseller) })).await;
    let invited = distributor.query(INVITE, json!({ "input": acting(&app.channel.reseller) })).await;

    assert_eq!([outcomes(&without), outcomes(&foreign)], [["NOT_FOUND"], ["NOT_YOUR_RESELLER"]]);
    assert_eq!(outcomes(&invited), ["OPEN"]);
    assert_eq!(invited.ok()["results"][0]["invitation"]["partner"]["name"], app.channel.reseller.name);
    let audited = app.rows("select details->>'actingFor' from audit_log where operation = 'invitation.create'");
    assert_eq!(audited, [app.channel.reseller.party_id().to_string()]);
    app.run_jobs().await;
    app.close().await;
}
