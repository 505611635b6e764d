//! Third-party payer agreements: somebody else pays, and the money is the partner's.

use chrono::TimeDelta;
use serde_json::{Value, json};
use tests::{App, BankFile, Line, Person};

const PARENT: &str = "Heron Holding Ltd";
const LIST: &str = "query($filter: PayerAgreementFilter) { payerAgreements(filter: $filter, order: OLDEST_FIRST) {
  totalCount nodes { id payerName state } } }";

/// A transfer of the parent to the reseller's number.
fn from_parent(app: &App, reference: &str) -> Line {
    Line::credit(reference, "10.00", "HERON HOLDING, Limited", &app.channel.reseller.number)
}

/// What the person sees: `Heron Holding Ltd EFFECTIVE`.
async fn agreements(person: &Person<'_>, filter: Value) -> Vec<String> {
    let found = person.query(LIST, json!({ "filter": filter })).await.data()["payerAgreements"].clone();
    let nodes = found["nodes"].as_array().unwrap();
    assert_eq!(found["totalCount"], nodes.len());
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    nodes.iter().map(|it| format!("{} {}", text(&it["payerName"]), text(&it["state"]))).collect()
}

#[tokio::test]
async fn held_money_is_credited_the_moment_an_agreement_is_made() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.admin_of(&app.channel.reseller).await);
    let stranger = Line::credit("R2", "5.00", "Somebody Else Ltd", &app.channel.reseller.number);
    finance.import(&BankFile::new("S1", [from_parent(&app, "R1"), stranger])).await;
    let before = finance.decisions().await;

    reseller.agree(PARENT).await.ok();
    app.run_jobs().await;

    assert_eq!(before, ["R1 HELD PAYER_DIFFERS", "R2 HELD PAYER_DIFFERS"]);
    assert_eq!(finance.decisions().await, ["R1 CREDITED -", "R2 HELD PAYER_DIFFERS"]);
    assert_eq!(finance.balance_of(&app.channel.reseller).await.as_deref(), Some("10.00"));
    let rules =
        app.rows("select format('%s %s %s', revision, state, rule) from bank_decisions order by revision, state, rule");
    assert_eq!(rules, ["1 held ", "1 held ", "2 credited agreement"], "what stays held is left as it is");
    let mut told: Vec<String> = app.mails().into_iter().map(|mail| mail.subject).collect();
    told.sort();
    assert_eq!(told, ["CNY 10.00 credited to your account", "Heron Holding Ltd may now pay for Heron Systems Ltd"]);
    let events = "{ events { nodes { kind subjectId } } }";
    let event = json!({ "kind": "REMITTANCE_CREDITED", "subjectId": finance.entry("R1").await });
    assert_eq!(reseller.query(events, json!({})).await.data()["events"]["nodes"], json!([event]));
    let other = app.admin_of(&app.channel.other_reseller).await;
    assert_eq!(other.query(events, json!({})).await.data()["events"]["nodes"], json!([]));
    app.close().await;
}

/// Has the vendor take in a transfer that the bank booked on a day of March.
async fn wire(app: &App, line: Line, day: u32) {
    let reference = line.reference.clone().unwrap();
    let xml = BankFile::new(&reference, [line]).xml();
    let dated = xml.replace("<Dt>2026-03-10</Dt>", &format!("<Dt>2026-03-{day:02}</Dt>"));
    app.finance().await.upload("statement.xml", dated).await;
    app.run_jobs().await;
}

/// It is the booking that counts: what the bank booked before the agreement ended may come to us after it.
#[tokio::test]
async fn an_agreement_that_was_voided_counts_for_what_was_booked_before_and_not_after() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let made = reseller.agree(PARENT).await.ok()["payerAgreement"].clone();

    let voided = reseller.void(&made).await;
    let again = reseller.void(&made).await;
    app.later(TimeDelta::days(3));
    wire(&app, from_parent(&app, "R1"), 10).await;
    wire(&app, from_parent(&app, "R2"), 12).await;
    let finance = app.finance().await;

    assert_eq!(voided.ok()["payerAgreement"]["state"], "VOIDED");
    assert_eq!(again.refusals(), ["STATE_CONFLICT id"]);
    assert_eq!(finance.decisions().await, ["R1 CREDITED -", "R2 HELD PAYER_DIFFERS"]);
    app.close().await;
}

#[tokio::test]
async fn an_agreement_expires_by_itself_and_can_be_made_again() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let until = json!({ "payerName": PARENT, "payerKind": "COMPANY", "reason": "for now",
        "expiresAt": "2026-03-10T05:00:00Z", "idempotencyKey": "until five" });
    reseller.agree_as(until).await.ok();
    let twice = reseller.agree("heron holding LIMITED").await;
    app.later(TimeDelta::days(2));
    wire(&app, from_parent(&app, "R1"), 12).await;
    let (finance, reseller) = (app.finance().await, app.admin_of(&app.channel.reseller).await);
    let held = finance.decisions().await;

    reseller.agree(PARENT).await.ok();
    app.run_jobs().await;

    assert_eq!(twice.refusals(), ["ALREADY_EXISTS payerName"], "the same payer, written otherwise");
    assert_eq!(
        (held, finance.decisions().await),
        (vec!["R1 HELD PAYER_DIFFERS".to_owned()], vec!["R1 CREDITED -".to_owned()])
    );
    let all = ["Heron Holding Ltd EXPIRED", "Heron Holding Ltd EFFECTIVE"];
    assert_eq!(agreements(&reseller, Value::Null).await, all);
    assert_eq!(agreements(&finance, json!({ "state": "EFFECTIVE" })).await, all[1..]);
    assert_eq!(agreements(&finance, json!({ "partyId": app.channel.distributor.global_id() })).await, [""; 0]);
    app.close().await;
}

#[tokio::test]
async fn an_agreement_says_who_pays_and_why() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let asked = |name: &str, reason: &str, expires_at: Value| json!({ "payerName": name, "payerKind": "PERSON", "reason": reason, "expiresAt": expires_at, "idempotencyKey": "k" });

    let refused = [
        asked("  ", "why", Value::Null),
        asked("…—!", "why", Value::Null),
        asked("ＨＥＲＯＮ systems, Limited", "why", Value::Null),
        asked(PARENT, "", Value::Null),
        asked(PARENT, "why", json!("2026-03-10T04:00:00Z")),
    ];
    let mut refusals = Vec::new();
    for input in refused {
        refusals.extend(reseller.agree_as(input).await.refusals());
    }

    let invalid = |field: &str| format!("INVALID_INPUT {field}");
    assert_eq!(
        refusals,
        [invalid("payerName"), invalid("payerName"), invalid("payerName"), invalid("reason"), invalid("expiresAt")]
    );
    assert_eq!((app.count("payer_agreements"), app.count("jobs"), app.count("mails")), (0, 0, 0));
    app.close().await;
}

#[tokio::test]
async fn the_same_command_at_one_moment_makes_one_agreement() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let input =
        |reason: &str| json!({ "payerName": PARENT, "payerKind": "COMPANY", "reason": reason, "idempotencyKey": "k" });

    let (one, other) = tokio::join!(reseller.agree_as(input("why")), reseller.agree_as(input("why")));
    let reused = reseller.agree_as(input("another")).await;
    let (second, third) = tokio::join!(reseller.agree("Another Ltd"), reseller.agree("ANOTHER LTD"));

    let mut replayed = [one.ok()["replayed"].clone(), other.ok()["replayed"].clone()];
    replayed.sort_by_key(Value::to_string);
    assert_eq!(replayed, [json!(false), json!(true)]);
    assert_eq!(one.ok()["payerAgreement"]["id"], other.ok()["payerAgreement"]["id"]);
    assert_eq!(reused.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    let refused: Vec<String> = [second, third].iter().flat_map(tests::Answer::refusals).collect();
    assert_eq!(refused, ["ALREADY_EXISTS payerName"]);
    assert_eq!(app.count("payer_agreements"), 2);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn only_the_partner_lets_others_pay_for_it() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let made = reseller.agree(PARENT).await.ok()["payerAgreement"].clone();
    let channel = &app.channel;

    for person in [app.finance().await, app.admin_of(&channel.customer).await] {
        assert_eq!(person.agree(PARENT).await.refusals(), ["FORBIDDEN"]);
        assert_eq!(person.void(&made).await.refusals(), ["FORBIDDEN"]);
    }
    for person in [app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_reseller).await] {
        assert_eq!(person.void(&made).await.refusals(), ["NOT_FOUND id"]);
        assert_eq!(agreements(&person, Value::Null).await, [""; 0]);
    }
    assert_eq!(agreements(&app.operations().await, Value::Null).await, ["Heron Holding Ltd EFFECTIVE"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_partner_that_switched_codes_on_agrees_with_a_code() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let switch =
        "mutation($input: VerificationSwitchInput!) { verificationSwitch(input: $input) { userErrors { code } } }";
    reseller.query(switch, json!({ "input": { "enabled": true } })).await.ok();
    let without = reseller.agree(PARENT).await;
    let code = reseller.code(&app.channel.reseller.email).await;
    let input = json!({ "payerName": PARENT, "payerKind": "COMPANY", "reason": "a parent", "verificationCode": code,
        "idempotencyKey": "with a code" });

    let first = reseller.agree_as(input.clone()).await;
    let again = reseller.agree_as(input).await;

    assert_eq!(without.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    app.run_jobs().await;
    app.close().await;
}
