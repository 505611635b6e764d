//! What people do with bank entries.

use domain::actor::Role;
use serde_json::{Value, json};
use tests::{Answer, App, BankFile, Line, Partner, Person};

use crate::reversals::{entries, stands};

const ENTRY: &str = "id state reason rule note decidedBy { name } remittanceAccount { number } \
    decisions { revision state reason rule note decidedBy { name } remittanceAccount { number } transactionId }";

/// The id of the entry with this bank reference and direction.
fn id(app: &App, reference: &str, direction: &str) -> String {
    let uuid = app
        .rows(&format!(
            "select id from bank_entries where bank_reference = '{reference}' and direction = '{direction}' order by id"
        ))
        .remove(0);
    schema::ids::BankEntryId::from_uuid(uuid.parse().unwrap()).to_string()
}

/// Gives a command about an entry.
async fn act(person: &Person<'_>, mutation: &str, entry: &str, more: Value) -> Answer {
    let mut input =
        json!({ "id": entry, "reason": "Asked the bank", "idempotencyKey": schema::ids::JobId::new().to_string() });
    for (name, value) in more.as_object().unwrap() {
        input[name] = value.clone();
    }
    let (first, rest) = mutation.split_at(1);
    let document = format!(
        "mutation($input: {}{rest}Input!) {{ {mutation}(input: $input) {{ replayed bankEntry {{ state reason rule note }} userErrors {{ code field }} }} }}",
        first.to_uppercase()
    );
    person.query(&document, json!({ "input": input })).await
}

async fn held(app: &App, lines: impl IntoIterator<Item = Line>) {
    app.finance().await.import(&BankFile::new("S1", lines)).await;
}

async fn shown(person: &Person<'_>, entry: &str) -> Value {
    let document = format!("query($id: ID!) {{ node(id: $id) {{ ... on BankEntry {{ {ENTRY} }} }} }}");
    person.query(&document, json!({ "id": entry })).await.data()["node"].clone()
}

fn to(partner: &Partner) -> Value {
    json!({ "partyId": partner.global_id() })
}

#[tokio::test]
async fn a_person_gives_an_entry_without_a_number_to_who_paid_it() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    held(&app, [Line::credit("R1", "80.00", &reseller.name, "")]).await;
    let entry = id(&app, "R1", "credit");

    let given =
        act(&finance, "bankEntryMatch", &entry, json!({ "partyId": reseller.global_id(), "idempotencyKey": "m1" }))
            .await;
    let again =
        act(&finance, "bankEntryMatch", &entry, json!({ "partyId": reseller.global_id(), "idempotencyKey": "m1" }))
            .await;
    let other = act(&finance, "bankEntryMatch", &entry, to(&reseller)).await;

    assert_eq!(given.ok()["bankEntry"]["rule"], "PERSON");
    assert_eq!((again.ok()["replayed"].clone(), other.refusals()), (json!(true), vec!["STATE_CONFLICT".to_owned()]));
    assert_eq!(stands(&app, &reseller), "cash 80.00, debt 0.00");
    let (by_vendor, by_partner) = (shown(&finance, &entry).await, shown(&app.admin_of(&reseller).await, &entry).await);
    assert_eq!(by_vendor["decidedBy"]["name"], "Robin");
    assert_eq!((&by_partner["decidedBy"], &by_partner["note"]), (&Value::Null, &json!("Asked the bank")));
    let states = |shown: &Value| {
        let all = shown["decisions"].as_array().unwrap().clone();
        all.iter().map(|it| format!("{} {}", it["revision"], it["state"].as_str().unwrap())).collect::<Vec<_>>()
    };
    assert_eq!(states(&by_vendor), ["1 HELD", "2 CREDITED"]);
    assert_eq!(states(&by_partner), ["2 CREDITED"], "what named nobody is the vendor's");
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn a_person_cannot_give_somebody_elses_money() {
    let app = App::start().await;
    let (finance, reseller, distributor) =
        (app.finance().await, app.channel.reseller.clone(), app.channel.distributor.clone());
    held(
        &app,
        [
            Line::credit("R1", "80.00", "Somebody Else Ltd", &reseller.number),
            Line::credit("R2", "10.00", "---", &reseller.number),
            Line::from(&reseller, "R3", "20.00"),
            Line::from(&reseller, "R3", "21.00"),
            Line::reversal("R9", "20.00"),
        ],
    )
    .await;
    let reused = app.rows("select id from bank_entries where amount = 21").remove(0);
    let reused = schema::ids::BankEntryId::from_uuid(reused.parse().unwrap()).to_string();

    let refused = [
        act(&finance, "bankEntryMatch", &id(&app, "R1", "credit"), to(&reseller)).await,
        act(&finance, "bankEntryMatch", &id(&app, "R1", "credit"), to(&distributor)).await,
        act(&finance, "bankEntryMatch", &id(&app, "R2", "credit"), to(&reseller)).await,
        act(&finance, "bankEntryMatch", &reused, to(&reseller)).await,
        act(&finance, "bankEntryMatch", &id(&app, "R9", "debit"), to(&reseller)).await,
        act(&finance, "bankEntryMatch", &id(&app, "R1", "credit"), json!({})).await,
        act(&finance, "bankEntryMatch", &id(&app, "R1", "credit"), to(&app.channel.customer)).await,
        act(
            &finance,
            "bankEntryMatch",
            &id(&app, "R1", "credit"),
            json!({ "partyId": reseller.global_id(), "reason": " " }),
        )
        .await,
        act(
            &finance,
            "bankEntryApplyReversal",
            &id(&app, "R9", "debit"),
            json!({ "creditedEntryId": id(&app, "R1", "credit") }),
        )
        .await,
        act(&finance, "bankEntryUnmatch", &id(&app, "R1", "credit"), json!({})).await,
        act(&finance, "bankEntryReturn", &id(&app, "R9", "debit"), json!({})).await,
    ];

    let codes: Vec<String> = refused.iter().map(|answer| answer.refusals().join(" ")).collect();
    assert_eq!(
        codes,
        [
            "PAYER_AGREEMENT_MISSING",
            "PAYER_AGREEMENT_MISSING",
            "PAYER_AGREEMENT_MISSING",
            "STATE_CONFLICT",
            "STATE_CONFLICT",
            "INVALID_INPUT remittanceAccountId",
            "NOT_FOUND",
            "INVALID_INPUT reason",
            "INVALID_INPUT creditedEntryId",
            "STATE_CONFLICT",
            "STATE_CONFLICT",
        ]
    );
    assert_eq!(app.count("ledger_transfers"), 1);
    app.close().await;
}

#[tokio::test]
async fn a_wrong_match_is_undone_and_the_entry_given_to_another() {
    let app = App::start().await;
    let (finance, reseller, sibling) =
        (app.finance().await, app.channel.reseller.clone(), app.channel.other_reseller.clone());
    // Both have the same name: a merger, say.
    app.sql(&format!(
        "update parties set name = 'Twin Ltd' where id in ('{}', '{}')",
        reseller.party_id().uuid(),
        sibling.party_id().uuid()
    ));
    held(&app, [Line::credit("R1", "80.00", "Twin Ltd", "")]).await;
    let entry = id(&app, "R1", "credit");
    act(&finance, "bankEntryMatch", &entry, to(&reseller)).await.ok();
    app.admin_of(&reseller).await.allocate(&app.channel.customer, "30.00").await.ok();

    let undone = act(&finance, "bankEntryUnmatch", &entry, json!({})).await;
    let after = stands(&app, &reseller);
    let unseen = shown(&app.admin_of(&reseller).await, &entry).await;
    act(&finance, "bankEntryMatch", &entry, to(&sibling)).await.ok();

    assert_eq!(undone.ok()["bankEntry"]["reason"], "UNMATCHED");
    assert_eq!(after, "cash 0.00, debt -30.00");
    assert_eq!(unseen, Value::Null, "it is no longer the reseller's");
    assert_eq!(stands(&app, &sibling), "cash 80.00, debt 0.00");
    assert_eq!(shown(&app.admin_of(&sibling).await, &entry).await["decisions"].as_array().unwrap().len(), 1);
    assert_eq!(app.count("ledger_transactions where reverses_id is not null"), 1);
    app.run_jobs().await;
    let mails = app.mails();
    let taken: Vec<_> = mails.iter().filter(|mail| mail.subject.contains("taken back")).collect();
    assert_eq!(taken.len(), 1);
    assert!(taken[0].text.contains("You owe now:            CNY 30.00"), "{}", taken[0].text);
    app.close().await;
}

#[tokio::test]
async fn a_person_applies_a_reversal_that_came_before_its_credit() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    held(&app, [Line::reversal("R1", "80.00"), Line::from(&reseller, "R1", "80.00")]).await;

    let (reversal, credit) = (id(&app, "R1", "debit"), id(&app, "R1", "credit"));
    let applied = act(&finance, "bankEntryApplyReversal", &reversal, json!({ "creditedEntryId": credit })).await;
    let again = act(&finance, "bankEntryUnmatch", &credit, json!({})).await;

    assert_eq!(applied.ok()["bankEntry"]["state"], "APPLIED");
    assert_eq!(again.refusals(), ["STATE_CONFLICT"]);
    assert_eq!(entries(&finance).await, ["-R1 APPLIED REVERSAL", "+R1 REVERSED REVERSAL"]);
    assert_eq!(stands(&app, &reseller), "cash 0.00, debt 0.00");
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn held_money_goes_back_or_is_nobodys() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    held(
        &app,
        [
            Line::credit("R1", "80.00", "Somebody Else Ltd", &reseller.number),
            Line::credit("R2", "7.00", "Tax Office", ""),
        ],
    )
    .await;

    let returned = act(&finance, "bankEntryReturn", &id(&app, "R1", "credit"), json!({})).await;
    let dismissed = act(&finance, "bankEntryDismiss", &id(&app, "R2", "credit"), json!({})).await;
    let again = act(&finance, "bankEntryMatch", &id(&app, "R1", "credit"), to(&reseller)).await;

    assert_eq!(returned.ok()["bankEntry"]["reason"], "SENT_BACK");
    assert_eq!(dismissed.ok()["bankEntry"]["reason"], "NONE_OF_OURS");
    assert_eq!(again.refusals(), ["STATE_CONFLICT"]);
    app.run_jobs().await;
    let mails = app.mails();
    assert_eq!(
        mails.iter().map(|mail| mail.subject.as_str()).collect::<Vec<_>>(),
        ["CNY 80.00 goes back to its payer"]
    );
    assert_eq!(mails[0].to, reseller.email);
    assert_eq!(app.count("audit_log where operation in ('bank_entry.return', 'bank_entry.dismiss')"), 2);
    assert_eq!(app.count("ledger_transfers"), 0);
    app.close().await;
}

#[tokio::test]
async fn of_two_people_at_once_one_wins() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    held(&app, [Line::credit("R1", "80.00", &reseller.name, "")]).await;
    let entry = id(&app, "R1", "credit");
    let colleague = app.colleague(&app.channel.vendor, "Ann", &[Role::Finance]).await;
    let other = app.sign_in(&colleague.email).await;

    let (one, two) = tokio::join!(
        act(&finance, "bankEntryMatch", &entry, to(&reseller)),
        act(&other, "bankEntryReturn", &entry, json!({}))
    );

    let mut refusals = [one.refusals(), two.refusals()].concat();
    refusals.sort();
    assert_eq!(refusals, ["STATE_CONFLICT"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn only_who_manages_the_bank_decides_and_with_a_code_when_it_is_switched_on() {
    let app = App::start().await;
    let (finance, reseller) = (app.finance().await, app.channel.reseller.clone());
    held(
        &app,
        [Line::credit("R1", "80.00", &reseller.name, &reseller.number), Line::credit("R2", "1.00", &reseller.name, "")],
    )
    .await;
    let (credited, entry) = (id(&app, "R1", "credit"), id(&app, "R2", "credit"));

    let by_partner = act(&app.admin_of(&reseller).await, "bankEntryUnmatch", &credited, json!({})).await;
    let by_operations = act(&app.operations().await, "bankEntryUnmatch", &credited, json!({})).await;
    app.sql(&format!(
        "update profiles set uses_codes = true where party_id = '{}'",
        app.channel.vendor.party_id().uuid()
    ));
    let without = act(&finance, "bankEntryMatch", &entry, to(&reseller)).await;
    let code = finance.code("finance@vendor.example").await;
    let with =
        act(&finance, "bankEntryMatch", &entry, json!({ "partyId": reseller.global_id(), "verificationCode": code }))
            .await;

    assert_eq!(
        (by_partner.refusals(), by_operations.refusals()),
        (vec!["FORBIDDEN".to_owned()], vec!["FORBIDDEN".to_owned()])
    );
    assert_eq!(without.refusals(), ["CODE_REQUIRED verificationCode"]);
    assert_eq!(with.ok()["bankEntry"]["state"], "CREDITED");
    let offered = "query($id: ID!) { node(id: $id) { ... on BankEntry { availableActions { action allowed } } } }";
    let actions = finance.query(offered, json!({ "id": entry })).await.data()["node"]["availableActions"].clone();
    let allowed: Vec<_> =
        actions.as_array().unwrap().iter().filter(|it| it["allowed"] == true).map(|it| it["action"].clone()).collect();
    assert_eq!(allowed, ["bankEntryUnmatch"]);
    app.run_jobs().await;
    app.close().await;
}
