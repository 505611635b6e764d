//! The vendor invites distributors, a distributor its resellers.

use chrono::TimeDelta;
use domain::clock::Clock as _;
use domain::outbox;
use futures_util::future::join_all;
use schema::jobs::ExpirePartnerInvitations;
use serde_json::{Value, json};
use tests::App;

use super::{
    APPLICATION, PROFILE, RESEND, REVOKE, accept, application_id, company, invitation, invite, invited, results,
    review, settle_in, shown, token, told, vendor,
};

/// Nobody who invited decides, and the company that comes in has all that a partner needs.
#[tokio::test]
async fn the_vendor_invites_a_distributor_and_somebody_else_lets_it_in() {
    let app = App::start().await;
    let (admin, operations) = (vendor(&app).await, app.operations().await);

    let invited = invite(&admin, invitation("DISTRIBUTOR", "k1")).await;
    app.run_jobs().await;
    let id = application_id(&accept(&app, &token(&app)).await);
    let by_inviter = review(&admin, &[&id], "APPROVE").await;
    let by_another = review(&operations, &[&id], "APPROVE").await;
    app.run_jobs().await;

    insta::assert_snapshot!(shown(&invited.ok()["partnerInvitation"]), @r#"
    availableActions: [{"action":"partnerInvitationResend","allowed":true,"reason":null},{"action":"partnerInvitationRevoke","allowed":true,"reason":null}]
    companyName: "Osprey Cloud Ltd"
    contactNameMasked: "Wa***"
    emailMasked: "f***@osprey.example"
    expiresAt: "2026-03-17T04:00:00.000000Z"
    id: piv_…
    invitedBy: {"name":"Robin"}
    inviter: {"name":"Vendor Cloud Ltd"}
    kind: "DISTRIBUTOR"
    region: "east"
    sentAt: "2026-03-10T04:00:00.000000Z"
    state: "SENT"
    timesSent: 1
    "#);
    assert_eq!(results(&by_inviter), ["SELF_REVIEW"]);
    assert_eq!(results(&by_another), ["APPROVED"]);
    let party = &by_another.ok()["results"][0]["application"]["party"];
    let entered = admin.query(PROFILE, json!({ "id": party["id"] })).await;
    insta::assert_snapshot!(shown(&entered.data()["node"]), @r#"
    association: {"kind":"PARTNER"}
    customers: {"nodes":[]}
    id: dst_…
    kind: "DISTRIBUTOR"
    name: "Osprey Cloud Ltd"
    partnerProfile: {"accountName":null,"annualPerformances":[],"level":"STANDARD","region":"east","registrationNumber":"91310000MA1K","signingEntity":null}
    remittanceAccounts: [{"currency":"CNY"}]
    upper: {"name":"Vendor Cloud Ltd"}
    "#);
    assert_eq!(told(&app, 0).len(), 5, "{:?}", told(&app, 0));
    let staff = "select format('%s %s %s', email, name, joined_at is null) from staff where email like '%osprey%'";
    assert_eq!(app.rows(staff), ["fang@osprey.example Wang Fang t"]);
    app.close().await;
}

/// It approved the reseller when it invited it, so the vendor alone is asked.
#[tokio::test]
async fn a_distributor_invites_a_reseller_into_its_own_region_and_the_vendor_alone_reviews() {
    let app = App::start().await;
    settle_in(&app, &app.channel.distributor, "east").await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let mut input = invitation("RESELLER", "k1");
    input["region"] = Value::Null;

    let _ = invite(&distributor, input).await.ok();
    app.run_jobs().await;
    let id = application_id(&accept(&app, &token(&app)).await);
    let by_distributor = review(&distributor, &[&id], "APPROVE").await;
    let by_vendor = review(&app.operations().await, &[&id], "APPROVE").await;
    app.run_jobs().await;

    assert_eq!(results(&by_distributor), ["SELF_REVIEW"]);
    assert_eq!(results(&by_vendor), ["APPROVED"]);
    let edge = "select format('%s %s %s', edges.kind, edges.source, upper.name) from edges join parties upper on upper.id = upper_id \
                join parties on parties.id = lower_id where parties.name = 'Osprey Cloud Ltd'";
    assert_eq!(app.rows(edge), ["reseller invitation 长江云分销有限公司"]);
    let seen = distributor.query(APPLICATION, json!({ "id": id })).await;
    insta::assert_snapshot!(shown(&seen.data()["node"]), @r#"
    availableActions: [{"action":"applicationReview","allowed":false,"reason":"SELF_REVIEW"},{"action":"applicationWithdraw","allowed":false,"reason":"FORBIDDEN"}]
    companyName: "Osprey Cloud Ltd"
    contactNameMasked: "Wa***"
    distributor: {"name":"长江云分销有限公司"}
    emailMasked: "f***@osprey.example"
    kind: "RESELLER"
    mobileMasked: "+86138****5678"
    party: {"name":"Osprey Cloud Ltd"}
    region: "east"
    registrationNumber: "91310000MA1K"
    reviews: [{"opinion":"Papers are in order","reviewer":null,"stage":"VENDOR","verdict":"APPROVE"}]
    state: "APPROVED"
    "#);
    app.close().await;
}

#[tokio::test]
async fn only_the_link_of_the_last_mail_works_and_only_in_time() {
    let app = App::start().await;
    let id = invited(&vendor(&app).await, "DISTRIBUTOR").await;
    app.run_jobs().await;
    let first = token(&app);
    let again = json!({ "input": { "partnerInvitationId": id } });
    let resent = vendor(&app).await.query(RESEND, again.clone()).await;
    app.run_jobs().await;
    let second = token(&app);

    let with_first = accept(&app, &first).await;
    let with_another = accept(&app, &format!("{}x", &second[..second.len() - 1])).await;
    app.later(TimeDelta::days(7));
    let too_late = accept(&app, &second).await;
    let now = app.clock.now();
    let job = ExpirePartnerInvitations { on: now.date() };
    app.db.tx(move |conn| outbox::enqueue(conn, now, &job)).await.unwrap();
    app.run_jobs().await;
    let state = app.rows("select state from partner_invitations");
    let _ = vendor(&app).await.query(RESEND, again).await.ok();
    app.run_jobs().await;
    let third = accept(&app, &token(&app)).await;
    let used = accept(&app, &token(&app)).await;

    assert_eq!(resent.ok()["partnerInvitation"], json!({ "state": "SENT", "timesSent": 2 }));
    assert_ne!(first, second);
    assert_eq!(with_first.refusals(), ["INVITATION_NOT_FOUND token"]);
    assert_eq!(with_another.refusals(), ["INVITATION_NOT_FOUND token"]);
    assert_eq!(too_late.refusals(), ["INVITATION_EXPIRED token"]);
    assert_eq!(state, ["expired"]);
    let _ = third.ok();
    assert_eq!(used.refusals(), ["INVITATION_USED token"]);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_invitation_that_was_revoked_cannot_be_accepted_or_sent() {
    let app = App::start().await;
    settle_in(&app, &app.channel.distributor, "east").await;
    let distributor = app.admin_of(&app.channel.distributor).await;
    let stranger = app.admin_of(&app.channel.other_distributor).await;
    let id = invited(&distributor, "RESELLER").await;
    app.run_jobs().await;
    let input = json!({ "input": { "partnerInvitationId": id } });

    let by_stranger = stranger.query(REVOKE, input.clone()).await;
    let by_vendor = vendor(&app).await.query(REVOKE, input.clone()).await;
    let revoked = distributor.query(REVOKE, input.clone()).await;

    assert_eq!(by_stranger.refusals(), ["NOT_FOUND partnerInvitationId"]);
    assert_eq!(by_vendor.refusals(), ["FORBIDDEN"]);
    assert_eq!(revoked.ok()["partnerInvitation"]["state"], "REVOKED");
    assert_eq!(distributor.query(RESEND, input).await.refusals(), ["STATE_CONFLICT partnerInvitationId"]);
    assert_eq!(accept(&app, &token(&app)).await.refusals(), ["INVITATION_NOT_FOUND token"]);
    app.close().await;
}

#[tokio::test]
async fn who_cannot_be_invited_is_refused_and_nothing_is_mailed() {
    let app = App::start().await;
    settle_in(&app, &app.channel.distributor, "east").await;
    let (admin, finance) = (vendor(&app).await, app.finance().await);
    let distributor = app.admin_of(&app.channel.distributor).await;
    let unsettled = app.admin_of(&app.channel.other_distributor).await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let with = |kind: &str, field: &str, value: Value| {
        let mut input = invitation(kind, "k2");
        input[field] = value;
        input
    };

    let mut refused = Vec::new();
    for (what, person, input) in [
        ("a reseller, by the vendor", &admin, invitation("RESELLER", "k2")),
        ("a distributor, by a distributor", &distributor, invitation("DISTRIBUTOR", "k2")),
        ("by finance", &finance, invitation("DISTRIBUTOR", "k2")),
        ("by a reseller", &reseller, invitation("RESELLER", "k2")),
        ("into another region", &distributor, with("RESELLER", "region", json!("west"))),
        ("by who has no region", &unsettled, invitation("RESELLER", "k2")),
        ("without a region", &admin, with("DISTRIBUTOR", "region", Value::Null)),
        ("into no region", &admin, with("DISTRIBUTOR", "region", json!("The East"))),
        ("without a name", &admin, with("MERCHANT", "companyName", json!(" "))),
        ("nobody", &admin, with("GOV_SUBSIDY", "contactName", json!(""))),
        ("at no address", &admin, with("DISTRIBUTOR", "email", json!("osprey"))),
    ] {
        refused.push(format!("{what}: {}", invite(person, input).await.refusals().join(", ")));
    }

    insta::assert_snapshot!(refused.join("\n"), @"
    a reseller, by the vendor: NOT_ELIGIBLE kind
    a distributor, by a distributor: NOT_ELIGIBLE kind
    by finance: FORBIDDEN
    by a reseller: FORBIDDEN
    into another region: REGION_MISMATCH region
    by who has no region: NOT_ELIGIBLE region
    without a region: INVALID_INPUT region
    into no region: INVALID_INPUT region
    without a name: INVALID_INPUT companyName
    nobody: INVALID_INPUT contactName
    at no address: INVALID_INPUT email
    ");
    assert_eq!((app.count("partner_invitations"), app.count("mails")), (0, 0));
    app.close().await;
}

#[tokio::test]
async fn the_same_invitation_twice_is_one_and_a_second_to_the_same_address_waits() {
    let app = App::start().await;
    let admin = vendor(&app).await;

    let first = invite(&admin, invitation("DISTRIBUTOR", "k1")).await;
    let again = invite(&admin, invitation("DISTRIBUTOR", "k1")).await;
    let reused = invite(&admin, invitation("MERCHANT", "k1")).await;
    let second = invite(&admin, invitation("MERCHANT", "k2")).await;

    assert_eq!(again.ok()["replayed"], true);
    assert_eq!(again.ok()["partnerInvitation"], first.ok()["partnerInvitation"]);
    assert_eq!(reused.refusals(), ["IDEMPOTENCY_KEY_REUSED idempotencyKey"]);
    assert_eq!(second.refusals(), ["ALREADY_EXISTS email"]);
    assert_eq!(app.count("mails"), 1);
    app.run_jobs().await;
    app.close().await;
}

#[tokio::test]
async fn an_invitation_accepted_by_many_at_once_is_one_application() {
    let app = App::start().await;
    invited(&vendor(&app).await, "DISTRIBUTOR").await;
    app.run_jobs().await;
    let token = token(&app);

    let answers = join_all((0..16).map(|_| accept(&app, &token))).await;

    let accepted =
        answers.iter().filter(|answer| answer.0["data"]["partnerInvitationAccept"]["applicationId"].is_string());
    assert_eq!((accepted.count(), app.count("applications")), (1, 1));
    app.run_jobs().await;
    app.close().await;
}

/// Name, mobile number and address are in no column, no log line and no line of the audit log as they are.
#[tokio::test]
async fn a_newcomers_contact_is_stored_nowhere_in_the_open() {
    let app = App::start().await;
    invited(&vendor(&app).await, "DISTRIBUTOR").await;
    app.run_jobs().await;
    let _ = accept(&app, &token(&app)).await.ok();
    app.run_jobs().await;

    for table in ["partner_invitations", "applications", "audit_log", "jobs", "mails", "idempotency_keys"] {
        let rows = app.rows(&format!("select {table}::text from {table}")).join("\n");
        for secret in ["osprey.example", "13812345678", "Wang Fang"] {
            assert!(!rows.contains(secret), "{secret} stands in {table}");
        }
    }
    assert_eq!(company()["contactName"], "Wang Fang");
    app.close().await;
}
