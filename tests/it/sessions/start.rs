//! Signing in: who somebody is, and what nobody learns.

use serde_json::{Value, json};
use tests::{App, PASSWORD};

use super::{FINANCE, VIEWER, sign_in};

#[tokio::test]
async fn everybody_learns_who_they_are_and_what_they_may() {
    let app = App::start().await;
    let people = [
        app.admin_of(&app.channel.vendor).await,
        app.finance().await,
        app.operations().await,
        app.admin_of(&app.channel.reseller).await,
    ];

    let mut told = Vec::new();
    for person in &people {
        let viewer = person.query(VIEWER, json!({})).await.data()["viewer"].clone();
        let words = |value: &Value| {
            value.as_array().unwrap().iter().map(|it| it.as_str().unwrap().to_owned()).collect::<Vec<_>>().join(" ")
        };
        told.push(format!(
            "{}, {}: {}",
            viewer["party"]["name"],
            words(&viewer["roles"]),
            words(&viewer["permissions"])
        ));
    }

    insta::assert_snapshot!(told.join("\n"), @r#"
    "Vendor Cloud Ltd", ADMINISTRATOR: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW BANK_MANAGE HOLD_MANAGE CHANNEL_MANAGE POLICY_MANAGE JOB_VIEW JOB_MANAGE STAFF_MANAGE SECURITY_MANAGE PARTNER_INVITE APPLICATION_REVIEW CUSTOMER_VIEW COUPON_VIEW COUPON_QUOTA_MANAGE CHARGE_RECORD PERSONAL_DATA_REVEAL AUDIT_VIEW
    "Vendor Cloud Ltd", FINANCE: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW BANK_MANAGE HOLD_MANAGE CUSTOMER_VIEW COUPON_VIEW COUPON_QUOTA_MANAGE CHARGE_RECORD
    "Vendor Cloud Ltd", OPERATIONS: ACCOUNT_VIEW COMPANY_VIEW PROFILE_VIEW CREDENTIAL_MANAGE BANK_VIEW JOB_VIEW JOB_MANAGE PARTNER_INVITE APPLICATION_REVIEW CUSTOMER_VIEW COUPON_VIEW PERSONAL_DATA_REVEAL AUDIT_VIEW
    "Heron Systems Ltd", ADMINISTRATOR: ACCOUNT_VIEW ACCOUNT_RECHARGE ACCOUNT_WITHDRAW BALANCE_ALERT_MANAGE COMPANY_VIEW PROFILE_VIEW ACCOUNT_INFO_VIEW ACCOUNT_INFO_MANAGE CREDENTIAL_MANAGE SUPPORT_USE NEWS_VIEW REAL_NAME_VIEW STAFF_MANAGE SECURITY_MANAGE APPLICATION_SUBMIT CUSTOMER_VIEW CUSTOMER_MANAGE CUSTOMER_CREATE CUSTOMER_ASSIGN PARTING_MANAGE CUSTOMER_ALLOCATE CUSTOMER_RECLAIM COUPON_VIEW COUPON_ISSUE COUPON_ISSUE_ADVISORY PERSONAL_DATA_REVEAL AUDIT_VIEW
    "#);
    let staff = people[1].query(VIEWER, json!({})).await.data()["viewer"]["staff"].clone();
    assert_eq!(staff, json!({ "name": "Robin", "emailMasked": "f***@vendor.example" }));
    app.close().await;
}

#[tokio::test]
async fn nobody_learns_whether_an_address_is_known() {
    let app = App::start().await;
    app.sql("update staff set suspended_at = now() where email = 'operations@vendor.example'");

    let wrong = sign_in(&app, FINANCE, "correct horse batteri").await;
    let unknown = sign_in(&app, "nobody@vendor.example", PASSWORD).await;
    let suspended = sign_in(&app, "operations@vendor.example", PASSWORD).await;

    let refused = json!({
        "session": null,
        "userErrors": [{ "code": "WRONG_CREDENTIALS", "message": "e-mail and password do not belong together", "field": null }]
    });
    assert_eq!(wrong.data()["sessionCreate"], refused);
    assert_eq!(unknown, wrong);
    assert_eq!(suspended, wrong);
    assert_eq!(app.count("sessions"), 0);
    app.close().await;
}

#[tokio::test]
async fn an_address_may_be_written_in_any_case() {
    let app = App::start().await;

    let answer = sign_in(&app, " Finance@VENDOR.example ", PASSWORD).await;

    assert_eq!(answer.refusals(), Vec::<String>::new());
    assert_eq!(app.count("sessions"), 1);
    app.close().await;
}
