//! What partners do about money that comes in, through the API.

use reqwest::StatusCode;
use schema::ids::JobId;
use serde_json::{Value, json};

use crate::actors::{Answer, Person};
use crate::app::App;

const AGREE: &str = "mutation($input: PayerAgreementCreateInput!) { payerAgreementCreate(input: $input) {
  payerAgreement { id state payerName } replayed userErrors { code message field } } }";
const VOID: &str = "mutation($input: PayerAgreementVoidInput!) { payerAgreementVoid(input: $input) {
  payerAgreement { id state } userErrors { code message field } } }";
const CLAIM: &str = "mutation($input: RemittanceClaimCreateInput!) { remittanceClaimCreate(input: $input) {
  remittanceClaim { id state } uploadUrl replayed userErrors { code message field } } }";
const APPROVE: &str = "mutation($input: RemittanceClaimApproveInput!) { remittanceClaimApprove(input: $input) {
  remittanceClaim { id state opinion bankEntry { id state } } userErrors { code message field } } }";
const EVIDENCE: &str = "mutation($input: RemittanceClaimEvidenceInput!) { remittanceClaimEvidence(input: $input) {
  downloadUrl userErrors { code message field } } }";
const ENTRIES: &str = "{ bankEntries(order: OLDEST_FIRST) { nodes { id bankReference state reason } } }";

/// A picture, as far as its first bytes say so.
pub const PICTURE: &[u8] = b"\x89PNG\r\n\x1A\nand so on";

/// What a partner says of a wire on the day on which stories begin, under a key that nobody used.
#[must_use]
pub fn claim(amount: &str, payer: &str) -> Value {
    json!({
        "amount": { "amount": amount, "currency": "CNY" }, "paidOn": "2026-03-10", "payerName": payer,
        "idempotencyKey": JobId::new().to_string(),
    })
}

impl Person<'_> {
    /// Lets somebody pay for the person's partner.
    pub async fn agree(&self, payer: &str) -> Answer {
        let key = JobId::new().to_string();
        self.agree_as(
            json!({ "payerName": payer, "payerKind": "COMPANY", "reason": "a parent", "idempotencyKey": key }),
        )
        .await
    }

    /// `payerAgreementCreate` with this input.
    pub async fn agree_as(&self, input: Value) -> Answer {
        self.query(AGREE, json!({ "input": input })).await
    }

    /// Ends an agreement.
    pub async fn void(&self, agreement: &Value) -> Answer {
        self.query(VOID, json!({ "input": { "id": agreement["id"] } })).await
    }

    /// `remittanceClaimCreate` with this input.
    pub async fn claim_as(&self, input: Value) -> Answer {
        self.query(CLAIM, json!({ "input": input })).await
    }

    /// Claims a wire and sends a picture: the claim's id.
    pub async fn submit_claim(&self, app: &App, amount: &str, payer: &str) -> String {
        let begun = self.claim_as(claim(amount, payer)).await;
        let url = begun.ok()["uploadUrl"].as_str().expect("an address").to_owned();
        assert_eq!(app.send_file(&url, PICTURE).await.0, StatusCode::CREATED);
        begun.ok()["remittanceClaim"]["id"].as_str().expect("an id").to_owned()
    }

    /// Approves a claim for an entry.
    pub async fn approve_claim(&self, claim: &str, entry: &str) -> Answer {
        self.query(APPROVE, json!({ "input": { "id": claim, "bankEntryId": entry, "opinion": "found" } })).await
    }

    /// Asks for a link to the evidence of a claim.
    pub async fn evidence(&self, claim: &str) -> Answer {
        self.query(EVIDENCE, json!({ "input": { "id": claim } })).await
    }

    /// The id of the entry under a bank reference.
    pub async fn entry(&self, reference: &str) -> String {
        let entries = self.query(ENTRIES, json!({})).await.data()["bankEntries"]["nodes"].as_array().cloned();
        let entry = entries.unwrap_or_default().into_iter().find(|it| it["bankReference"] == reference);
        entry.expect("an entry")["id"].as_str().expect("an id").to_owned()
    }

    /// Every entry the person may see, oldest first: `R1 HELD PAYER_DIFFERS`.
    pub async fn decisions(&self) -> Vec<String> {
        let entries = self.query(ENTRIES, json!({})).await.data()["bankEntries"]["nodes"].as_array().cloned();
        let word = |value: &Value| value.as_str().unwrap_or("-").to_owned();
        let line =
            |it: &Value| format!("{} {} {}", word(&it["bankReference"]), word(&it["state"]), word(&it["reason"]));
        entries.unwrap_or_default().iter().map(line).collect()
    }
}
