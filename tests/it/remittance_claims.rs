//! Remittance claims: a wire without a number, the bank's receipt, and the vendor's decision.

use chrono::TimeDelta;
use reqwest::{StatusCode, header};
use serde_json::{Value, json};
use tests::{App, BankFile, Line, PICTURE, claim};

mod evidence;

const REJECT: &str = "mutation($input: RemittanceClaimRejectInput!) { remittanceClaimReject(input: $input) {
  remittanceClaim { state opinion } userErrors { code message field } } }";
const WITHDRAW: &str = "mutation($input: RemittanceClaimWithdrawInput!) { remittanceClaimWithdraw(input: $input) {
  remittanceClaim { state } userErrors { code message field } } }";
const RENEW: &str = "mutation($input: RemittanceClaimTicketRenewInput!) { remittanceClaimTicketRenew(input: $input) {
  remittanceClaim { id state } uploadUrl userErrors { code message field } } }";
const CLAIMS: &str = "query($filter: RemittanceClaimFilter) { remittanceClaims(filter: $filter) {
  totalCount nodes { state candidates { bankReference } } } }";

/// A transfer to the vendor's account that names no number.
fn wire(payer: &str, reference: &str, amount: &str) -> Line {
    Line::credit(reference, amount, payer, "")
}

#[tokio::test]
async fn a_claim_that_is_approved_credits_the_held_entry() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let (finance, reseller) = (app.finance().await, app.admin_of(&partner).await);
    let others = [wire(&partner.name, "R2", "11.00"), Line::from(&app.channel.other_reseller, "R3", "10.00")];
    finance.import(&BankFile::new("S1", [wire(&partner.name, "R1", "10.00")].into_iter().chain(others))).await;
    let id = reseller.submit_claim(&app, "10.00", &partner.name).await;

    let waiting = finance.query(CLAIMS, json!({ "filter": { "state": "SUBMITTED" } })).await;
    let own = reseller.query(CLAIMS, json!({})).await;
    let approved = finance.approve_claim(&id, &finance.entry("R1").await).await;
    app.run_jobs().await;

    let nodes = json!([{ "state": "SUBMITTED", "candidates": [{ "bankReference": "R1" }] }]);
    assert_eq!(waiting.data()["remittanceClaims"], json!({ "totalCount": 1, "nodes": nodes }));
    assert_eq!(own.data()["remittanceClaims"]["nodes"], json!([{ "state": "SUBMITTED", "candidates": [] }]));
    assert_eq!(approved.ok()["remittanceClaim"]["state"], "APPROVED");
    assert_eq!(approved.ok()["remittanceClaim"]["bankEntry"]["state"], "CREDITED");
    assert_eq!(finance.balance_of(&partner).await.as_deref(), Some("10.00"));
    let decision =
        "select format('%s %s %s', rule, note, remittance_claim_id is not null) from bank_decisions where revision = 2";
    assert_eq!(app.rows(decision), ["claim found t"]);
    let mut told: Vec<_> = app.mails().into_iter().map(|mail| (mail.to, mail.subject)).collect();
    told.retain(|(to, _)| *to == partner.email || to.starts_with("finance@"));
    told.sort();
    let subjects: Vec<&str> = told.iter().map(|(_, subject)| subject.as_str()).collect();
    assert_eq!(
        subjects,
        [
            "CNY 10.00 credited to your account",
            "Claim approved: CNY 10.00 credited",
            "Claim to review: CNY 10.00 for Heron Systems Ltd"
        ]
    );
    app.close().await;
}

/// A claim gives the number that is missing, never the right of somebody else to pay.
#[tokio::test]
async fn a_claim_to_what_somebody_else_paid_needs_an_agreement() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let (finance, reseller) = (app.finance().await, app.admin_of(&partner).await);
    finance.import(&BankFile::new("S1", [wire("Heron Holding Ltd", "R1", "10.00")])).await;
    let id = reseller.submit_claim(&app, "10.00", "Heron Holding Ltd").await;
    let entry = finance.entry("R1").await;

    let refused = finance.approve_claim(&id, &entry).await;
    let before = finance.balance_of(&partner).await;
    reseller.agree("Heron Holding Ltd").await.ok();
    finance.approve_claim(&id, &entry).await.ok();
    app.run_jobs().await;

    assert_eq!(refused.refusals(), ["PAYER_AGREEMENT_MISSING bankEntryId"]);
    assert_eq!(before.as_deref(), Some("0.00"));
    assert_eq!(finance.balance_of(&partner).await.as_deref(), Some("10.00"));
    app.close().await;
}

#[tokio::test]
async fn an_entry_is_credited_for_one_claim_once() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let (finance, reseller) = (app.finance().await, app.admin_of(&partner).await);
    finance.import(&BankFile::new("S1", [wire(&partner.name, "R1", "10.00"), wire(&partner.name, "R2", "9.00")])).await;
    let first = reseller.submit_claim(&app, "10.00", &partner.name).await;
    let second = reseller.submit_claim(&app, "10.00", &partner.name).await;
    let (ten, nine) = (finance.entry("R1").await, finance.entry("R2").await);

    let other_amount = finance.approve_claim(&first, &nine).await;
    let (one, other) = tokio::join!(finance.approve_claim(&first, &ten), finance.approve_claim(&second, &ten));
    let again = finance.approve_claim(&first, &ten).await;
    app.run_jobs().await;

    assert_eq!(other_amount.refusals(), ["INVALID_INPUT bankEntryId"]);
    let refused: Vec<String> = [one, other].iter().flat_map(tests::Answer::refusals).collect();
    assert_eq!(refused, ["STATE_CONFLICT bankEntryId"]);
    assert_eq!(again.refusals().len(), 1);
    assert_eq!(finance.balance_of(&partner).await.as_deref(), Some("10.00"));
    assert_eq!(app.count("ledger_transfers"), 1);
    app.close().await;
}

#[tokio::test]
async fn a_claim_is_rejected_in_words_or_withdrawn() {
    let app = App::start().await;
    let partner = app.channel.reseller.clone();
    let (finance, reseller) = (app.finance().await, app.admin_of(&partner).await);
    let rejected = reseller.submit_claim(&app, "10.00", &partner.name).await;
    let withdrawn = reseller.submit_claim(&app, "11.00", &partner.name).await;
    let reject = |id: &str, opinion: &str| json!({ "input": { "id": id, "opinion": opinion } });

    let wordless = finance.query(REJECT, reject(&rejected, " ")).await;
    let answer = finance.query(REJECT, reject(&rejected, "another payee")).await;
    reseller.query(WITHDRAW, json!({ "input": { "id": withdrawn } })).await.ok();
    let too_late = finance.query(REJECT, reject(&withdrawn, "no")).await;
    app.run_jobs().await;

    assert_eq!(wordless.refusals(), ["INVALID_INPUT opinion"]);
    assert_eq!(answer.ok()["remittanceClaim"], json!({ "state": "REJECTED", "opinion": "another payee" }));
    assert_eq!(too_late.refusals(), ["STATE_CONFLICT id"]);
    let mail = app.mails().into_iter().find(|mail| mail.to == partner.email).unwrap();
    assert_eq!(mail.subject, "Claim not approved: CNY 10.00");
    assert!(mail.text.contains("another payee"), "{}", mail.text);
    app.close().await;
}

#[tokio::test]
async fn nobody_reads_or_decides_what_is_not_theirs() {
    let app = App::start().await;
    let channel = &app.channel;
    let (finance, reseller) = (app.finance().await, app.admin_of(&channel.reseller).await);
    finance.import(&BankFile::new("S1", [wire(&channel.reseller.name, "R1", "10.00")])).await;
    let (id, entry) = (reseller.submit_claim(&app, "10.00", &channel.reseller.name).await, finance.entry("R1").await);
    let before = app.fingerprint();

    for person in [app.admin_of(&channel.distributor).await, app.admin_of(&channel.other_reseller).await] {
        let withdraw = person.query(WITHDRAW, json!({ "input": { "id": id } })).await;
        assert_eq!(withdraw.refusals(), ["NOT_FOUND id"]);
        assert_eq!(person.evidence(&id).await.refusals(), ["NOT_FOUND id"]);
        assert_eq!(person.query(CLAIMS, json!({})).await.data()["remittanceClaims"]["totalCount"], 0);
    }
    for person in [&reseller, &app.operations().await] {
        assert_eq!(person.approve_claim(&id, &entry).await.refusals(), ["FORBIDDEN"]);
    }
    let customer = app.admin_of(&channel.customer).await;
    assert_eq!(customer.claim_as(claim("1.00", "x")).await.refusals(), ["FORBIDDEN"]);

    let changed: Vec<String> =
        app.fingerprint().into_iter().filter(|it| !before.contains(it) && !session(it)).collect();
    assert_eq!(changed, [""; 0]);
    app.run_jobs().await;
    app.close().await;
}

/// Signing in writes these.
fn session(table: &str) -> bool {
    ["audit_", "sessions ", "refresh_tokens ", "sign_in_counters ", "staff "].iter().any(|name| table.starts_with(name))
}

#[tokio::test]
async fn a_claim_says_how_much_and_when() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let with = |more: Value| tests::with(claim("10.00", "Heron Systems Ltd"), &more);

    let refused = [
        with(json!({ "amount": { "amount": "0.00", "currency": "CNY" } })),
        with(json!({ "amount": { "amount": "1.00", "currency": "EUR" } })),
        with(json!({ "paidOn": "2026-03-11" })),
        with(json!({ "payerName": "" })),
        with(json!({ "note": "" })),
    ];
    let mut refusals = Vec::new();
    for input in refused {
        refusals.extend(reseller.claim_as(input).await.refusals());
    }
    let input = with(json!({}));
    let (one, other) = tokio::join!(reseller.claim_as(input.clone()), reseller.claim_as(input.clone()));
    let reused = reseller.claim_as(tests::with(input, &json!({ "note": "more" }))).await;

    assert_eq!(
        refusals,
        [
            "INVALID_INPUT amount",
            "NOT_ELIGIBLE amount",
            "INVALID_INPUT paidOn",
            "INVALID_INPUT payerName",
            "INVALID_INPUT note"
        ]
    );
    let urls = [one.ok(), other.ok()].iter().filter(|payload| payload["uploadUrl"].is_string()).count();
    assert_eq!((urls, app.count("remittance_claims")), (1, 1), "a ticket is shown once");
    assert_eq!(reused.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    app.close().await;
}

#[tokio::test]
async fn a_ticket_that_was_not_used_in_time_is_renewed() {
    let app = App::start().await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let begun = reseller.claim_as(claim("10.00", "Heron Systems Ltd")).await.ok().clone();
    app.later(TimeDelta::minutes(15));

    let late = app.send_file(begun["uploadUrl"].as_str().unwrap(), PICTURE).await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let renew = json!({ "input": { "id": begun["remittanceClaim"]["id"] } });
    let renewed = reseller.query(RENEW, renew.clone()).await.ok().clone();
    let sent = app.send_file(renewed["uploadUrl"].as_str().unwrap(), PICTURE).await;
    let again = app.send_file(renewed["uploadUrl"].as_str().unwrap(), PICTURE).await;
    let needless = reseller.query(RENEW, renew).await;

    assert_eq!((late.0, &late.1["code"]), (StatusCode::GONE, &json!("TICKET_EXPIRED")));
    assert_eq!(
        sent,
        (StatusCode::CREATED, json!({ "remittanceClaimId": begun["remittanceClaim"]["id"], "state": "SUBMITTED" }))
    );
    assert_eq!((again.0, &again.1["code"]), (StatusCode::GONE, &json!("TICKET_USED")));
    assert_eq!(needless.refusals(), ["STATE_CONFLICT id"]);
    app.run_jobs().await;
    app.close().await;
}
