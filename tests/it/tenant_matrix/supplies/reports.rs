//! Prospects: reports, reservations, invitations.

use serde_json::json;

use super::{Supply, plain};

pub(super) fn supplies() -> Vec<Supply> {
    [reports(), invitations()].into_iter().flatten().collect()
}

fn reports() -> Vec<Supply> {
    vec![
        plain(
            "customerReport",
            json!({
                "customerName": "Prospect", "mobile": "text: select '+86139' || lpad('#', 8, '0')",
                "email": "report#@prospect.example", "idempotencyKey": "report #",
            }),
        ),
        plain("reportReview", json!({ "reportIds": [PENDING], "verdict": "REJECT", "opinion": "known to us" }))
            .ids("reportIds.0:Report"),
        plain(
            "reportWithdraw",
            json!({ "reportId": "rep: select id from reports where reported_by_id = '$staff' and state = 'pending_review'" }),
        )
        .before(WAIT)
        .ids("reportId:Report"),
        plain("reservationCreate", json!({ "mobile": "+8613600009999", "reason": "ONLINE_SALES" })),
        plain("reservationDelete", json!({ "reservationId": "rsv: select id from reservations" }))
            .ids("reservationId:Reservation"),
    ]
}

fn invitations() -> Vec<Supply> {
    let reported = "rep: select id from reports where reported_by_id = '$staff' and state = 'reported'";
    let own =
        "inv: select id from invitations where inviter_id = '$staff' and channel = 'online_mail' and state = 'open'";
    vec![
        plain("customerInvite", json!({ "reportIds": [reported], "associationKind": "RESALE" }))
            .before(
                "update invitations set state = 'revoked', closed_at = created_at \
                     where inviter_id = '$staff' and state = 'open'",
            )
            .ids("reportIds.0:Report"),
        plain("invitationResend", json!({ "invitationId": own })).before(OPEN).ids("invitationId:Invitation"),
        plain("invitationRevoke", json!({ "invitationId": own })).before(OPEN).ids("invitationId:Invitation"),
        plain("invitationLinkCreate", json!({ "associationKind": "ADVISORY" })).before(
            "update invitations set state = 'revoked', closed_at = created_at \
             where inviter_id = '$staff' and state = 'open'",
        ),
    ]
}

const PENDING: &str = "rep: select id from reports where state = 'pending_review'";
const WAIT: &str = "update reports set state = 'pending_review', reviewed_by_id = null, reviewed_at = null, \
    opinion = null, valid_until = null, ended_at = null where id = (select id from reports \
    where reported_by_id = '$staff' and state in ('pending_review', 'withdrawn', 'rejected') order by id limit 1)";
const OPEN: &str = "update invitations set state = 'open', closed_at = null where id = (select id from invitations \
    where inviter_id = '$staff' and channel = 'online_mail' order by id limit 1) \
    and not exists (select from invitations other where other.inviter_id = '$staff' and other.state = 'open' \
                    and other.channel = 'online_mail')";
