//! Companies become partners, and partners rise.

mod applications;
mod invitations;
mod policies;
mod upgrades;

use serde_json::{Value, json};
use tests::{Answer, App, Mail, Partner, Person};

const INVITE: &str = "mutation ($input: PartnerInviteInput!) { partnerInvite(input: $input) { \
    partnerInvitation { id kind companyName contactNameMasked emailMasked region state timesSent sentAt expiresAt \
    inviter { name } invitedBy { name } availableActions { action allowed reason } } replayed userErrors { code field } } }";
const RESEND: &str = "mutation ($input: PartnerInvitationResendInput!) { partnerInvitationResend(input: $input) { \
    partnerInvitation { state timesSent } userErrors { code field } } }";
const REVOKE: &str = "mutation ($input: PartnerInvitationRevokeInput!) { partnerInvitationRevoke(input: $input) { \
    partnerInvitation { state } userErrors { code field } } }";
const ACCEPT: &str = "mutation ($input: PartnerInvitationAcceptInput!) { partnerInvitationAccept(input: $input) { \
    applicationId userErrors { code field } } }";
const SEND_CODE: &str = "mutation ($input: VerificationCodeSendInput!) { verificationCodeSend(input: $input) { \
    userErrors { code field } } }";
const APPLY: &str = "mutation ($input: PartnerApplyInput!) { partnerApply(input: $input) { \
    applicationId userErrors { code field } } }";
const REVIEW: &str = "mutation ($input: ApplicationReviewInput!) { applicationReview(input: $input) { \
    results { applicationId application { state party { id kind } } userErrors { code field } } userErrors { code field } } }";
const SUBMIT: &str = "mutation ($input: ApplicationSubmitInput!) { applicationSubmit(input: $input) { \
    application { id kind state fromLevel toLevel } userErrors { code field } } }";
const WITHDRAW: &str = "mutation ($input: ApplicationWithdrawInput!) { applicationWithdraw(input: $input) { \
    application { state } userErrors { code field } } }";
const SET_PROFILE: &str = "mutation ($input: PartnerProfileSetInput!) { partnerProfileSet(input: $input) { \
    party { partnerProfile { region signingEntity { name } } } userErrors { code field } } }";
const PROFILE: &str = "query ($id: ID!) { node(id: $id) { ... on Party { id kind name upper { name } association { kind } \
    remittanceAccounts { currency } customers(first: 10) { nodes { name } } \
    partnerProfile { level region registrationNumber accountName signingEntity { name } \
    annualPerformances { year amount { amount } } } } } }";

/// An application as its reviewers see it.
const APPLICATION: &str = "query ($id: ID!) { node(id: $id) { ... on Application { kind state companyName registrationNumber \
    region contactNameMasked mobileMasked emailMasked distributor { name } party { name } \
    reviews { stage verdict opinion reviewer { name } } availableActions { action allowed reason } } } }";

/// The vendor's administrator.
async fn vendor(app: &App) -> Person<'_> {
    app.admin_of(&app.channel.vendor).await
}

/// Sets the business region of a partner.
async fn settle_in(app: &App, partner: &Partner, region: &str) {
    let input = json!({ "partyId": partner.global_id(), "region": region });
    let _ = vendor(app).await.query(SET_PROFILE, json!({ "input": input })).await.ok();
}

fn invitation(kind: &str, key: &str) -> Value {
    json!({
        "kind": kind, "companyName": "Osprey Cloud Ltd", "contactName": "Wang Fang", "email": "Fang@Osprey.example",
        "locale": "ZH_CN", "region": "east", "idempotencyKey": key,
    })
}

async fn invite(person: &Person<'_>, input: Value) -> Answer {
    person.query(INVITE, json!({ "input": input })).await
}

/// An invitation that was not refused.
async fn invited(person: &Person<'_>, kind: &str) -> String {
    invite(person, invitation(kind, "k1")).await.ok()["partnerInvitation"]["id"].as_str().unwrap().to_owned()
}

fn company() -> Value {
    json!({
        "companyName": "Osprey Cloud Ltd", "registrationNumber": "91310000ma1k", "contactName": "Wang Fang",
        "mobile": "+86 138-1234-5678", "locale": "ZH_CN", "evidence": "Two service cases",
    })
}

async fn accept(app: &App, token: &str) -> Answer {
    app.anonymous(ACCEPT, json!({ "input": { "token": token, "company": company() } })).await
}

/// What the link in the last mail that has one ends with.
fn token(app: &App) -> String {
    let mails = app.mails();
    let text = mails.iter().rev().find_map(|mail| mail.text.split_once("partner-invitations/")).unwrap().1;
    text.split_whitespace().next().unwrap().to_owned()
}

/// The digits of the last code that was mailed.
fn code(app: &App) -> String {
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    let mails = app.mails();
    mails.iter().rev().find_map(|mail| mail.text.split_whitespace().find(is_code)).unwrap().to_owned()
}

/// An application by somebody who proves the address.
async fn apply(app: &App, kind: &str, email: &str, distributor: Option<&Partner>) -> Answer {
    let asked = json!({ "input": { "purpose": "APPLY", "email": email, "locale": "EN" } });
    let _ = app.anonymous(SEND_CODE, asked).await.ok();
    app.run_jobs().await;
    let input = json!({
        "kind": kind, "company": company(), "email": email, "verificationCode": code(app), "region": "east",
        "distributorId": distributor.map(Partner::global_id),
    });
    app.anonymous(APPLY, json!({ "input": input })).await
}

/// The application of a reseller to the distributor of the channel, which does business in the east.
async fn applied(app: &App) -> String {
    settle_in(app, &app.channel.distributor, "east").await;
    application_id(&apply(app, "RESELLER", "fang@osprey.example", Some(&app.channel.distributor)).await)
}

fn application_id(answer: &Answer) -> String {
    answer.ok()["applicationId"].as_str().unwrap().to_owned()
}

async fn review(person: &Person<'_>, ids: &[&str], verdict: &str) -> Answer {
    let input = json!({ "applicationIds": ids, "verdict": verdict, "opinion": "Papers are in order" });
    person.query(REVIEW, json!({ "input": input })).await
}

/// What became of each application of a batch: its state, or why it was refused.
fn results(answer: &Answer) -> Vec<String> {
    let results = answer.ok()["results"].as_array().unwrap();
    let word = |it: &Value| {
        let code = it["userErrors"][0]["code"].as_str();
        code.unwrap_or_else(|| it["application"]["state"].as_str().unwrap()).to_owned()
    };
    results.iter().map(word).collect()
}

/// To whom mails went, and what about, without those that were there before.
fn told(app: &App, before: usize) -> Vec<String> {
    let line = |mail: &Mail| format!("{}: {}", mail.to, mail.subject);
    let mut lines: Vec<String> = app.mails().iter().skip(before).map(line).collect();
    lines.sort();
    lines
}

/// A line a field, or a line an element; ids hidden but for their prefix.
fn shown(value: &Value) -> String {
    let field = |(name, value): (&String, &Value)| match value.as_str().filter(|_| name == "id") {
        Some(id) => format!("{name}: {}_…", id.split('_').next().unwrap()),
        None => format!("{name}: {value}"),
    };
    let lines: Vec<String> = match value.as_array() {
        Some(elements) => elements.iter().map(Value::to_string).collect(),
        None => value.as_object().unwrap().iter().map(field).collect(),
    };
    lines.join("\n")
}
