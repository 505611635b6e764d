//! The vendor sets a partner's money aside and gives it back.

use serde_json::{Value, json};
use tests::{Answer, App, BankFile, Line, Partner, Person};

const PLACE: &str = include_str!("../graphql/hold_place.graphql");
const RELEASE: &str = include_str!("../graphql/hold_release.graphql");
const HOLD: &str = include_str!("../graphql/hold.graphql");

/// An account that nobody has.
const NOBODYS: &str = "acc_01h455vb4pex5vsknk084sn02q";

/// A reseller who was credited 100.00.
async fn funded(app: &App) -> Partner {
    let reseller = app.channel.reseller.clone();
    app.finance().await.import(&BankFile::new("S1", [Line::from(&reseller, "R1", "100.00")])).await;
    reseller
}

async fn cash_id(person: &Person<'_>, partner: &Partner) -> String {
    person.account_of(partner, "CASH").await.unwrap()["id"].as_str().unwrap().to_owned()
}

async fn place(person: &Person<'_>, account: &str, amount: &str, key: &str) -> Answer {
    let amount = json!({ "amount": amount, "currency": "CNY" });
    place_as(
        person,
        json!({ "accountId": account, "amount": amount, "reason": "Court order 7", "idempotencyKey": key }),
    )
    .await
}

async fn place_as(person: &Person<'_>, input: Value) -> Answer {
    person.query(PLACE, json!({ "input": input })).await
}

async fn release(person: &Person<'_>, hold: &str, key: &str) -> Answer {
    person.query(RELEASE, json!({ "input": { "holdId": hold, "idempotencyKey": key } })).await
}

/// What was placed, by a hold that was not refused.
async fn placed(person: &Person<'_>, account: &str, amount: &str, key: &str) -> String {
    place(person, account, amount, key).await.ok()["hold"]["id"].as_str().unwrap().to_owned()
}

/// Balance and version of the partner's cash and held accounts: `100.00 v1, 0.00 v0`.
async fn stands(person: &Person<'_>, partner: &Partner) -> String {
    let mut stands = Vec::new();
    for kind in ["CASH", "HELD"] {
        let account = person.account_of(partner, kind).await.unwrap();
        stands.push(format!("{} v{}", account["balance"]["amount"].as_str().unwrap(), account["version"]));
    }
    stands.join(", ")
}

#[tokio::test]
async fn money_is_set_aside_and_given_back() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;
    let before = stands(&finance, &reseller).await;

    let placing = place(&finance, &cash, "40.25", "k1").await;
    let between = stands(&finance, &reseller).await;
    let id = placing.ok()["hold"]["id"].as_str().unwrap().to_owned();
    let releasing = release(&finance, &id, "k2").await;

    assert_eq!(
        [before, between, stands(&finance, &reseller).await],
        ["100.00 v1, 0.00 v0", "59.75 v2, 40.25 v1", "100.00 v3, 0.00 v2"]
    );
    let hold = |state| {
        let amount = json!({ "amount": "40.25", "currency": "CNY" });
        json!({ "hold": { "id": id, "state": state, "reason": "Court order 7", "amount": amount }, "replayed": false, "userErrors": [] })
    };
    assert_eq!(placing.ok(), &hold("PLACED"));
    assert_eq!(releasing.ok(), &hold("RELEASED"));
    assert_eq!(app.count("mails"), 1, "only the mail about the credit");
    app.close().await;
}

#[tokio::test]
async fn a_partner_sees_its_hold_and_the_reason_but_not_who_placed_it() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let id = placed(&finance, &cash_id(&finance, &reseller).await, "40.00", "k1").await;
    let partner = app.admin_of(&reseller).await;
    let stranger = app.admin_of(&app.channel.other_reseller).await;

    let seen = partner.query(HOLD, json!({ "id": id })).await;
    let unseen = stranger.query(HOLD, json!({ "id": id })).await;

    let amount = json!({ "amount": "40.00", "currency": "CNY" });
    let account = json!({ "owner": { "name": "Heron Systems Ltd" } });
    let hold = json!({ "id": id, "state": "PLACED", "reason": "Court order 7", "amount": amount, "account": account, "placedBy": null });
    assert_eq!(seen.data()["node"], hold);
    assert_eq!(unseen.data()["node"], Value::Null);
    app.close().await;
}

/// Each refusal names its field and moves nothing.
#[tokio::test]
async fn what_cannot_be_set_aside_is_refused_and_changes_nothing() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;
    let of = |partner: Partner, kind| {
        let finance = &finance;
        async move { finance.account_of(&partner, kind).await.unwrap()["id"].as_str().unwrap().to_owned() }
    };
    let (held, spending) = (of(reseller.clone(), "HELD").await, of(app.channel.customer.clone(), "SPENDING").await);
    let clearing = of(app.channel.vendor.clone(), "BANK_CLEARING").await;
    let audited = app.count("audit_log");
    let input = |account: &str, amount: &str, currency: &str, reason: &str, key: &str| {
        let amount = json!({ "amount": amount, "currency": currency });
        json!({ "accountId": account, "amount": amount, "reason": reason, "idempotencyKey": key })
    };
    let long = "x".repeat(65);

    let mut refused = Vec::new();
    for (what, input) in [
        ("more than is there", input(&cash, "100.01", "CNY", "why", "k")),
        ("nothing", input(&cash, "0", "CNY", "why", "k")),
        ("less than nothing", input(&cash, "-1.00", "CNY", "why", "k")),
        ("half a cent", input(&cash, "1.005", "CNY", "why", "k")),
        ("more than there can be", input(&cash, "1000000000000000000.00", "CNY", "why", "k")),
        ("another currency", input(&cash, "1.00", "USD", "why", "k")),
        ("no reason", input(&cash, "1.00", "CNY", " ", "k")),
        ("a reason of 501 characters", input(&cash, "1.00", "CNY", &"x".repeat(501), "k")),
        ("no key", input(&cash, "1.00", "CNY", "why", "")),
        ("a key of 65 characters", input(&cash, "1.00", "CNY", "why", &long)),
        ("a key with a tab", input(&cash, "1.00", "CNY", "why", "a\tb")),
        ("nobody's account", input(NOBODYS, "1.00", "CNY", "why", "k")),
        ("an account of money held already", input(&held, "1.00", "CNY", "why", "k")),
        ("a customer's account", input(&spending, "1.00", "CNY", "why", "k")),
        ("the vendor's own account", input(&clearing, "1.00", "CNY", "why", "k")),
    ] {
        refused.push(format!("{what}: {}", place_as(&finance, input).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    more than is there: INSUFFICIENT_FUNDS amount
    nothing: INVALID_INPUT amount
    less than nothing: INVALID_INPUT amount
    half a cent: INVALID_INPUT amount
    more than there can be: INVALID_INPUT amount
    another currency: INVALID_INPUT amount
    no reason: INVALID_INPUT reason
    a reason of 501 characters: INVALID_INPUT reason
    no key: INVALID_INPUT idempotencyKey
    a key of 65 characters: INVALID_INPUT idempotencyKey
    a key with a tab: INVALID_INPUT idempotencyKey
    nobody's account: NOT_FOUND accountId
    an account of money held already: NOT_FOUND accountId
    a customer's account: NOT_FOUND accountId
    the vendor's own account: NOT_FOUND accountId
    ");
    assert_eq!(stands(&finance, &reseller).await, "100.00 v1, 0.00 v0");
    assert_eq!((app.count("holds"), app.count("idempotency_keys"), app.count("audit_log")), (0, 0, audited));
    app.close().await;
}

#[tokio::test]
async fn a_command_sent_again_is_answered_again_and_carried_out_once() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;

    let first = place(&finance, &cash, "40.00", "k1").await;
    let again = place(&finance, &cash, "40.00", "k1").await;
    let other = place(&finance, &cash, "41.00", "k1").await;

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["hold"], again.ok()["hold"]);
    assert_eq!(other.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!(app.count("holds"), 1);
    assert_eq!(stands(&finance, &reseller).await, "60.00 v2, 40.00 v1");
    app.close().await;
}

/// A key belongs to a party: colleagues who send the same command at once send one command.
#[tokio::test]
async fn the_same_command_four_times_at_one_moment_is_carried_out_once() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let (finance, colleague) = (app.finance().await, app.admin_of(&app.channel.vendor).await);
    let cash = cash_id(&finance, &reseller).await;

    let answers: [Answer; 4] = tokio::join!(
        place(&finance, &cash, "40.00", "k1"),
        place(&colleague, &cash, "40.00", "k1"),
        place(&finance, &cash, "40.00", "k1"),
        place(&colleague, &cash, "40.00", "k1"),
    )
    .into();

    let replayed = answers.iter().filter(|answer| answer.ok()["replayed"] == true).count();
    assert_eq!(replayed, 3);
    assert!(answers.iter().all(|answer| answer.ok()["hold"]["id"] == answers[0].ok()["hold"]["id"]));
    assert_eq!(app.count("holds"), 1);
    assert_eq!(stands(&finance, &reseller).await, "60.00 v2, 40.00 v1");
    app.close().await;
}

/// Four times 40 of 100: two find enough, whoever comes first.
#[tokio::test]
async fn holds_at_one_moment_never_take_more_than_there_is() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;

    let answers: [Answer; 4] = tokio::join!(
        place(&finance, &cash, "40.00", "k1"),
        place(&finance, &cash, "40.00", "k2"),
        place(&finance, &cash, "40.00", "k3"),
        place(&finance, &cash, "40.00", "k4"),
    )
    .into();

    let mut refusals: Vec<_> = answers.iter().flat_map(Answer::refusals).collect();
    refusals.sort();
    assert_eq!(refusals, ["INSUFFICIENT_FUNDS amount", "INSUFFICIENT_FUNDS amount"]);
    assert_eq!(stands(&finance, &reseller).await, "20.00 v3, 80.00 v2");
    app.close().await;
}

#[tokio::test]
async fn a_hold_is_released_once_and_its_answer_repeated() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;
    let id = placed(&finance, &cash, "40.00", "k1").await;

    let first = release(&finance, &id, "k2").await;
    let again = release(&finance, &id, "k2").await;
    let other = release(&finance, &id, "k3").await;
    let nobodys = release(&finance, "hld_01h455vb4pex5vsknk084sn02q", "k4").await;

    assert_eq!((&first.ok()["replayed"], &again.ok()["replayed"]), (&json!(false), &json!(true)));
    assert_eq!(first.ok()["hold"], again.ok()["hold"]);
    assert_eq!(other.refusals(), ["STATE_CONFLICT holdId"]);
    assert_eq!(nobodys.refusals(), ["NOT_FOUND holdId"]);
    assert_eq!(stands(&finance, &reseller).await, "100.00 v3, 0.00 v2");
    app.close().await;
}

/// Who may not, learns nothing about the account either: the answer is the same for one that does not exist.
#[tokio::test]
async fn only_finance_and_administrators_of_the_vendor_set_money_aside() {
    let app = App::start().await;
    let reseller = funded(&app).await;
    let finance = app.finance().await;
    let cash = cash_id(&finance, &reseller).await;
    let id = placed(&finance, &cash, "40.00", "k1").await;

    for person in [app.operations().await, app.admin_of(&reseller).await, app.admin_of(&app.channel.distributor).await]
    {
        for account in [cash.as_str(), NOBODYS] {
            assert_eq!(place(&person, account, "1.00", "k2").await.refusals(), ["FORBIDDEN"]);
        }
        assert_eq!(release(&person, &id, "k3").await.refusals(), ["FORBIDDEN"]);
    }

    let nobody = app.anonymous(RELEASE, json!({ "input": { "holdId": id, "idempotencyKey": "k4" } })).await;
    assert_eq!(nobody.error_code(), "UNAUTHENTICATED");
    assert_eq!(stands(&finance, &reseller).await, "60.00 v2, 40.00 v1");
    app.close().await;
}
