//! What only its holder has.

use serde_json::json;
use tests::{App, vault};

use super::super::viewer::Viewer;

/// Every secret that an input can name.
pub(super) const ALL: [&str; 7] = [
    "{invitation token}",
    "{refresh token}",
    "{reset code}",
    "{apply code}",
    "{register code}",
    "{join token}",
    "{partner token}",
];

/// A code for a critical operation of who calls.
pub(super) const CRITICAL: &str = "{critical code}";

/// [`CRITICAL`], sent to the viewer and read from the mail.
pub(super) async fn critical(app: &App, viewer: &Viewer<'_>) -> String {
    app.sql("delete from verification_codes");
    let send =
        "mutation($input: VerificationCodeSendInput!) { verificationCodeSend(input: $input) { userErrors { code } } }";
    viewer.ask(send, json!({ "input": { "purpose": "CRITICAL_OPERATION" } })).await.ok();
    app.newest_code(&viewer.party.email(viewer.role)).await
}

/// A secret of that name, fresh. Codes are sent to the address that ends in `nth`.
pub(super) async fn found(app: &App, name: &str, nth: usize) -> String {
    match name {
        "{refresh token}" => app.sign_in(&app.rows(&format!("{SOMEBODY} limit 1")).remove(0)).await.refresh_token,
        "{reset code}" => {
            let email = app.rows(&format!("{SOMEBODY} limit 1")).remove(0);
            code(app, "PASSWORD_RESET", &email).await
        }
        "{apply code}" => code(app, "APPLY", &format!("applicant{nth}@maple.example")).await,
        "{register code}" => code(app, "REGISTER", &format!("registrant{nth}@maple.example")).await,
        "{invitation token}" => {
            let open = "select id || ' ' || serial from invitations where state = 'open' and channel = 'online_mail'";
            capability(app, "invitation", open)
        }
        "{join token}" => {
            let invited =
                "select id || ' ' || invited_serial from staff where joined_at is null and removed_at is null";
            capability(app, "join", invited)
        }
        "{partner token}" => {
            let sent = "select id || ' ' || serial from partner_invitations where state = 'sent'";
            capability(app, "partner-invitation", sent)
        }
        other => panic!("what is {other}?"),
    }
}

/// Somebody who is not among the viewers.
pub(super) const SOMEBODY: &str = "select email from staff where name = 'Spare' and joined_at is not null order by id";

fn capability(app: &App, purpose: &str, query: &str) -> String {
    let row = app.rows(&format!("{query} order by id desc limit 1")).remove(0);
    let (id, serial) = row.split_once(' ').unwrap();
    vault().capability(purpose, id.parse().unwrap(), serial.parse().unwrap())
}

/// Asks for a verification code and reads it from the mail.
pub(in super::super) async fn code(app: &App, purpose: &str, email: &str) -> String {
    app.sql("delete from verification_codes");
    let send =
        "mutation($input: VerificationCodeSendInput!) { verificationCodeSend(input: $input) { userErrors { code } } }";
    app.anonymous(send, json!({ "input": { "purpose": purpose, "email": email, "locale": "EN" } })).await.ok();
    app.run_jobs().await;
    let mail = app.mails().into_iter().rfind(|mail| mail.to == email).expect("a mail with a code");
    let is_code = |word: &&str| word.len() == 6 && word.bytes().all(|byte| byte.is_ascii_digit());
    mail.text.split_whitespace().find(is_code).expect("a code").to_owned()
}
