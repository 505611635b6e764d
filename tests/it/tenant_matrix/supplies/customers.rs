//! Customers: as they come, what is known of them, and what they allow.

use domain::party::Kind;
use serde_json::json;
use tests::PASSWORD;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    [knowledge(), authorizations()].into_iter().flatten().collect()
}

fn knowledge() -> Vec<Supply> {
    let flag =
        json!({ "customerId": "cus: select id from parties where kind = 'customer' order by id", "flag": "FROZEN" });
    vec![
        plain("customerFlagSet", flag.clone()).before("delete from customer_flags").ids("customerId:Party"),
        plain("customerFlagClear", flag)
            .before(
                "insert into customer_flags (customer_id, flag, set_by_id, set_at) \
             select id, 'frozen', '$staff', created_at from parties where kind = 'customer' on conflict do nothing",
            )
            .ids("customerId:Party"),
        plain("customerLabelSet", json!({ "customerId": CUSTOMER, "label": "a label" })).ids("customerId:Party"),
        plain("customerTypeSet", json!({ "customerType": "ENTERPRISE" })).works_for(Kind::Customer),
        plain("customerIdentityCheck", json!({ "identity": "EMAIL", "value": "nobody#@prospect.example" })),
        plain("resellerConsentSet", json!({ "allowsActing": true, "sharesDetail": true })).works_for(Kind::Reseller),
    ]
}

fn authorizations() -> Vec<Supply> {
    let request = json!({
        "customerId": CUSTOMER, "scope": "OPERATE_ON_BEHALF",
        "agreementIds": ["agr: select id from agreements where key = 'operation_commitment' and locale = 'en' order by version desc"],
    });
    let own = "aut: select id from authorizations where customer_id = '$party' and closed_at is null";
    let partners = "aut: select a.id from authorizations a left join manager_assignments m on m.subject_id = a.customer_id \
        and m.valid_to is null where a.partner_id = '$party' and a.closed_at is null order by m.id nulls last";
    vec![
        plain("authorizationRequest", request)
            .before(
                "update authorizations set state = 'withdrawn', closed_at = requested_at, answered_by_id = null, \
             answered_at = null where partner_id = '$party' and closed_at is null",
            )
            .ids("customerId:Party"),
        plain("authorizationAnswer", json!({ "authorizationId": own, "verdict": "GRANT" }))
            .before(ASKED)
            .ids("authorizationId:Authorization"),
        plain("authorizationRevoke", json!({ "authorizationId": own }))
            .before(GRANTED)
            .ids("authorizationId:Authorization"),
        plain("authorizationWithdraw", json!({ "authorizationId": partners }))
            .before(WAITING)
            .ids("authorizationId:Authorization"),
    ]
}

pub(super) fn coming() -> Vec<Supply> {
    vec![
        plain(
            "customerCreate",
            json!({ "name": "Aspen #", "associationKind": "RESALE", "includeAssociationResult": true, "idempotencyKey": "create #" }),
        ),
        plain(
            "customerRegister",
            json!({
                "accountName": "customer-account-#", "name": "Aspen House #", "locale": "EN", "password": PASSWORD,
                "mobile": "text: select '+86134' || lpad('#', 8, '0')", "email": "registrant#@maple.example",
                "verificationCode": "{register code}", "agreementIds": [USER, PRIVACY],
            }),
        ),
        plain("invitationAccept", json!({ "token": "{invitation token}", "agreementIds": [] })).before(INVITED),
    ]
}

/// A resale customer of the caller's party; an assigned one first, for who sees no other.
pub(super) const CUSTOMER: &str = "cus: select e.lower_id from edges e left join manager_assignments m on m.subject_id = e.lower_id \
    and m.valid_to is null where e.upper_id = '$party' and e.kind = 'resale' and e.valid_to is null order by m.id nulls last";
const USER: &str =
    "agr: select id from agreements where key = 'user_agreement' and locale = 'en' order by version desc";
const PRIVACY: &str =
    "agr: select id from agreements where key = 'privacy_statement' and locale = 'en' order by version desc";
/// The customer is nobody's, is the one that was reported, and has accepted what is to be accepted.
const INVITED: &str = "update edges set valid_from = valid_from - interval '1 day', valid_to = valid_from \
    where lower_id = '$party' and valid_to is null; \
    delete from customer_flags where customer_id = '$party'; \
    update reports set state = 'withdrawn', ended_at = created_at where state in ('pending_review', 'reported'); \
    update invitations set state = 'revoked', closed_at = created_at where state = 'open'; \
    update invitations set state = 'open', closed_at = null where id = (select id from invitations \
        where channel = 'online_mail' and state = 'revoked' order by id desc limit 1); \
    update reports set state = 'reported', ended_at = null, reviewed_at = created_at, \
        valid_until = created_at + interval '15 days', \
        reviewed_by_id = (select id from staff where email = 'operations@vendor.example') \
        where id = (select report_id from invitations where state = 'open' and channel = 'online_mail'); \
    update profiles set mobile_index = null, mobile_sealed = null where mobile_index = (select mobile_index from reports \
        where state = 'reported'); \
    update profiles set mobile_sealed = coalesce(mobile_sealed, '\\x00'), mobile_index = (select mobile_index from reports \
        where state = 'reported') where party_id = '$party'; \
    insert into acceptances (id, agreement_id, party_id, staff_id, accepted_at) \
    select gen_random_uuid(), id, '$party', '$staff', now() from agreements on conflict do nothing";
const ASKED: &str = "update authorizations set state = 'requested', closed_at = null, answered_by_id = null, \
    answered_at = null where id = (select id from authorizations where customer_id = '$party' order by id limit 1)";
const GRANTED: &str = "update authorizations set state = 'granted', closed_at = null, answered_by_id = '$staff', \
    answered_at = requested_at where id = (select id from authorizations where customer_id = '$party' order by id limit 1)";
const WAITING: &str = "update authorizations set state = 'requested', closed_at = null, answered_by_id = null, \
    answered_at = null where id in (select distinct on (customer_id) id from authorizations where partner_id = '$party' \
    order by customer_id, id)";
