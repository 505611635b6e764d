//! What can happen to what, and when: every status × event of every state machine.

use std::fmt::Write as _;

use domain::bank::state::{EntryEvent, EntryStatus, UploadEvent, UploadStatus};
use domain::{
    application, authorization, coupon, hold, invitation, job, onboarding, parting, partner_invitation,
    payer_agreement, remittance_claim, report, staff,
};

/// A row a status, a column an event; `-` where it is refused.
fn table<S, E, R>(title: &str, statuses: &[S], events: &[E], on: fn(S, E) -> Result<S, R>) -> String
where
    S: Copy + ToString,
    E: Copy + ToString,
{
    let mut text = format!("{title:<20}");
    let mut line = |cells: Vec<String>| {
        let row: String = cells.iter().fold(String::new(), |mut row, cell| {
            write!(row, "{cell:<20}").unwrap();
            row
        });
        writeln!(text, "{}", row.trim_end()).unwrap();
    };
    line(events.iter().map(ToString::to_string).collect());
    for status in statuses {
        let outcomes = events.iter().map(|event| on(*status, *event).map_or("-".to_owned(), |next| next.to_string()));
        line(std::iter::once(status.to_string()).chain(outcomes).collect());
    }
    text
}

/// Every machine's table.
fn tables() -> Vec<String> {
    vec![
        table("job", job::Status::ALL, job::Event::ALL, job::Status::on),
        table("authorization", authorization::Status::ALL, authorization::Event::ALL, authorization::Status::on),
        table("hold", hold::Status::ALL, hold::Event::ALL, hold::Status::on),
        table("staff", staff::Status::ALL, staff::Event::ALL, staff::Status::on),
        table("upload", UploadStatus::ALL, UploadEvent::ALL, UploadStatus::on),
        table("report", report::Status::ALL, report::Event::ALL, report::Status::on),
        table("invitation", invitation::Status::ALL, invitation::Event::ALL, invitation::Status::on),
        table("onboarding", onboarding::Status::ALL, onboarding::Event::ALL, onboarding::Status::on),
        table("entry", EntryStatus::ALL, EntryEvent::ALL, EntryStatus::on),
        table(
            "partner invitation",
            partner_invitation::Status::ALL,
            partner_invitation::Event::ALL,
            partner_invitation::Status::on,
        ),
        table("parting", parting::Status::ALL, parting::Event::ALL, parting::Status::on),
        table("coupon", coupon::Status::ALL, coupon::Event::ALL, coupon::Status::on),
        table("coupon quota", coupon::quota::Status::ALL, coupon::quota::Event::ALL, coupon::quota::Status::on),
        table(
            "payer agreement",
            payer_agreement::Status::ALL,
            payer_agreement::Event::ALL,
            payer_agreement::Status::on,
        ),
        table(
            "remittance claim",
            remittance_claim::Status::ALL,
            remittance_claim::Event::ALL,
            remittance_claim::Status::on,
        ),
        table("application", application::Status::ALL, application::Event::ALL, application::Status::on),
    ]
}

#[test]
fn every_status_meets_every_event() {
    insta::assert_snapshot!("states", tables().join("\n"));
}
