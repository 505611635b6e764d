//! Who may pay for a partner, its number, and claims.

use serde_json::json;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    let amount = json!({ "amount": "11.00", "currency": "CNY" });
    let own =
        |state: &str| format!("rcl: select id from remittance_claims where party_id = '$party' and state = '{state}'");
    let submitted = "rcl: select id from remittance_claims where state = 'submitted' \
        and party_id = (select id from parties where name = 'Heron Systems Ltd')";
    let of_the_reseller = claim("submitted", "name = 'Heron Systems Ltd'");
    vec![
        plain(
            "bankAccountPayeeSet",
            json!({ "id": "bac: select id from bank_accounts", "payeeName": "Vendor #", "bankName": "A Bank" }),
        )
        .ids("id:BankAccount"),
        plain("remittanceAccountOpen", json!({ "currency": "CNY", "verificationCode": "{critical code}" })),
        plain(
            "payerAgreementCreate",
            json!({ "payerName": "Payer #", "payerKind": "COMPANY", "reason": "a parent", "idempotencyKey": "agree #" }),
        ),
        plain("payerAgreementVoid", json!({ "id": SPARE })).before(AGREEMENT).ids("id:PayerAgreement"),
        plain(
            "remittanceClaimCreate",
            json!({ "amount": amount, "paidOn": "2026-03-10", "payerName": "Payer", "idempotencyKey": "claim #" }),
        ),
        plain("remittanceClaimTicketRenew", json!({ "id": own("awaiting_evidence") }))
            .before(claim("awaiting_evidence", "id = '$party'"))
            .ids("id:RemittanceClaim"),
        plain("remittanceClaimWithdraw", json!({ "id": own("awaiting_evidence") }))
            .before(claim("awaiting_evidence", "id = '$party'"))
            .ids("id:RemittanceClaim"),
        plain("remittanceClaimEvidence", json!({ "id": READABLE }))
            .before(claim("submitted", "id = '$party' and kind not in ('vendor', 'customer')"))
            .ids("id:RemittanceClaim"),
        plain("remittanceClaimApprove", json!({ "id": submitted, "bankEntryId": HELD }))
            .before(of_the_reseller.clone())
            .ids("id:RemittanceClaim bankEntryId:BankEntry"),
        plain("remittanceClaimReject", json!({ "id": submitted, "opinion": "another payee" }))
            .before(of_the_reseller)
            .ids("id:RemittanceClaim"),
    ]
}

const HELD: &str = "ben: select id from bank_entries where state = 'held' and amount = 11";
const SPARE: &str = "pay: select id from payer_agreements where party_id = '$party' and voided_at is null";
const READABLE: &str = "rcl: select id from remittance_claims where evidence_key is not null \
    and (party_id = '$party' or exists (select from parties where id = '$party' and kind = 'vendor'))";

/// An agreement that nobody ended yet.
const AGREEMENT: &str = "insert into payer_agreements (id, party_id, payer_name, payer_name_normalised, payer_kind, reason, \
    created_by_id, effective_at) select gen_random_uuid(), id, 'Spare #', 'spare$staff#', 'company', 'spare', '$staff', \
    created_at from parties where id = '$party' on conflict do nothing";

/// Makes a claim to 11.00 of the party.
fn claim(state: &str, party: &str) -> String {
    let evidence = if state == "submitted" {
        "'claims/spare', 'image/png', 8, sha256(''), party.created_at"
    } else {
        "null, null, null, null, null"
    };
    format!(
        "insert into remittance_claims (id, party_id, amount, currency, paid_on, payer_name, state, submitted_by_id, \
         created_at, ticket_sha256, ticket_expires_at, evidence_serial, evidence_key, evidence_type, evidence_bytes, \
         evidence_sha256, submitted_at) select gen_random_uuid(), party.id, 11, 'CNY', '2026-03-10', 'Payer', '{state}', \
         (select id from staff where party_id = party.id order by id limit 1), party.created_at, \
         sha256(gen_random_uuid()::text::bytea), party.created_at, 0, {evidence} from parties party where party.{party}"
    )
}
