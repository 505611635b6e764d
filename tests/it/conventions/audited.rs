//! Every command leaves a line in the audit log.

use tests::{App, Sdl};

use super::files::files;

/// Mutations that write no line, with the reason.
pub(crate) const UNAUDITED: &[(&str, &str)] = &[
    ("sessionRefresh", "prolongs a session every few minutes; its opening and its end have a line"),
    ("verificationCodeSend", "changes nothing of a party; what the code is spent on has a line"),
];

/// Mutations whose line is not named after them.
const NAMED_OTHERWISE: &[(&str, &str)] = &[
    ("bankUploadCreate", "bank_upload.open"),
    ("customerInvite", "invitation.create"),
    ("customerReport", "report.create"),
    ("invitationAccept", "onboarding.complete"),
    ("invitationLinkCreate", "invitation.link"),
    ("partnerApply", "application.apply"),
    ("partnerInvite", "partner_invitation.invite"),
    ("reveal", "personal_data.reveal"),
    ("sessionCreate", "session.open"),
    ("sessionsRevoke", "session.revoke"),
    ("verificationSwitch", "verification.switch_on"),
    ("adjustmentAllocateBatch", "adjustment.allocate"),
    ("adjustmentReclaimBatch", "adjustment.reclaim"),
    ("authorizationAnswer", "authorization.grant"),
];

/// `holdPlace` → `hold.place`; `staffInvitationResend` → `staff.invitation_resend` or `staff_invitation.resend`.
fn names(mutation: &str) -> Vec<String> {
    if let Some((_, operation)) = NAMED_OTHERWISE.iter().find(|(name, _)| *name == mutation) {
        return vec![(*operation).to_owned()];
    }
    let mut words = vec![String::new()];
    for letter in mutation.chars() {
        if letter.is_uppercase() {
            words.push(String::new());
        }
        words.last_mut().unwrap().extend(letter.to_lowercase());
    }
    (1..words.len()).map(|at| format!("{}.{}", words[..at].join("_"), words[at..].join("_"))).collect()
}

/// That the line is written whenever the command is carried out, the tenant matrix shows: it carries out each of them.
#[tokio::test]
async fn every_mutation_has_its_line_of_the_audit_log() {
    let app = App::start().await;
    let sdl = Sdl::of(&app).await;
    let sources = files("domain/src", &["rs"]);
    // The name of an idempotent command is no line.
    let lines: Vec<&str> =
        sources.iter().flat_map(|(_, text)| text.lines()).filter(|line| !line.contains("Command {")).collect();
    let is_written = |name: &String| lines.iter().any(|line| line.contains(&format!("\"{name}\"")));
    let mutations: Vec<&str> = sdl.get("Mutation").fields.iter().map(|it| it.name.as_str()).collect();
    let is_excused = |mutation: &str| UNAUDITED.iter().any(|(name, _)| *name == mutation);

    let unwritten: Vec<&str> =
        mutations.iter().copied().filter(|it| !is_excused(it) && !names(it).iter().any(is_written)).collect();
    let unknown: Vec<&str> = UNAUDITED
        .iter()
        .chain(NAMED_OTHERWISE)
        .map(|(name, _)| *name)
        .filter(|name| !mutations.contains(name))
        .collect();

    assert_eq!(unwritten, [""; 0], "mutations without a line");
    assert_eq!(unknown, [""; 0], "exceptions for what is no mutation");
    app.close().await;
}
