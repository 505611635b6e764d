//! Partners that are invited, apply and rise; what the vendor sets.

use serde_json::{Value, json};

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    [invitations(), applications(), settings()].into_iter().flatten().collect()
}

fn company() -> Value {
    json!({
        "companyName": "Maple # Ltd", "contactName": "Mara Maple", "locale": "EN", "registrationNumber": NUMBER,
        "mobile": "text: select '+86137' || lpad('#', 8, '0')",
    })
}

const NUMBER: &str = "text: select '91310000' || lpad('#', 10, '0')";

fn invitations() -> Vec<Supply> {
    let kind =
        "text: select case kind when 'vendor' then 'MERCHANT' else 'RESELLER' end from parties where id = '$party'";
    let own = json!({ "partnerInvitationId": "piv: select id from partner_invitations where inviter_id = '$party' and state = 'sent'" });
    vec![
        plain(
            "partnerInvite",
            json!({
                "kind": kind, "companyName": "Larch # Ltd", "contactName": "Lily Larch", "email": "larch#@larch.example",
                "locale": "EN", "region": "east", "idempotencyKey": "invite #",
            }),
        ),
        plain("partnerInvitationResend", own.clone()).before(SENT).ids("partnerInvitationId:PartnerInvitation"),
        plain("partnerInvitationRevoke", own).before(SENT).ids("partnerInvitationId:PartnerInvitation"),
        plain("partnerInvitationAccept", json!({ "token": "{partner token}", "company": company() })).before(SENT_ALL),
    ]
}

fn applications() -> Vec<Supply> {
    let waiting = "apl: select id from applications where (state = 'distributor_review' and distributor_id = '$party') \
        or (state = 'vendor_review' and exists (select from parties where id = '$party' and kind = 'vendor')) order by id";
    let own = "apl: select id from applications where party_id = '$party' and state = 'vendor_review'";
    vec![
        plain("applicationReview", json!({ "applicationIds": [waiting], "verdict": "REJECT", "opinion": "too early" }))
            .ids("applicationIds.0:Application"),
        plain("applicationSubmit", json!({ "kind": "LEVEL_UPGRADE", "toLevel": "CORE" })).before(CLOSE),
        plain("applicationWithdraw", json!({ "applicationId": own })).before(REOPEN).ids("applicationId:Application"),
        plain(
            "partnerApply",
            json!({
                "kind": "SOLUTION_PROVIDER", "region": "east", "email": "applicant#@maple.example",
                "verificationCode": "{apply code}", "company": company(),
            }),
        ),
    ]
}

fn settings() -> Vec<Supply> {
    let reseller = "party: select id from parties where kind = 'reseller' order by id";
    let amount = json!({ "amount": "5.00", "currency": "CNY" });
    vec![
        plain("partnerProfileSet", json!({ "partyId": reseller, "region": "east" })).ids("partyId:Party"),
        plain("performanceRecord", json!({ "partyId": reseller, "year": 2026, "amount": amount })).ids("partyId:Party"),
        plain("policySet", json!({ "key": "REPORT_DAYS", "value": "15" })),
        plain("signingEntityCreate", json!({ "name": "Vendor #" })),
    ]
}

const SENT: &str = "update partner_invitations set state = 'sent', closed_at = null where inviter_id = '$party'";
const SENT_ALL: &str = "update partner_invitations set state = 'sent', closed_at = null where state = 'revoked'";
const CLOSE: &str = "update applications set state = 'withdrawn', closed_at = created_at \
    where party_id = '$party' and state = 'vendor_review'";
const REOPEN: &str = "update applications set state = 'withdrawn', closed_at = created_at \
    where party_id = '$party' and state = 'vendor_review'; \
    update applications set state = 'vendor_review', closed_at = null where id = \
    (select id from applications where party_id = '$party' and state = 'withdrawn' order by id desc limit 1)";
