//! What can happen to what, and when: every status × event of every state machine.

use std::fmt::Write as _;

use domain::bank::state::{EntryEvent, EntryStatus, UploadEvent, UploadStatus};
use domain::{
    application, authorization, coupon, hold, invitation, job, onboarding, parting, partner_invitation, report, staff,
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
        table("application", application::Status::ALL, application::Event::ALL, application::Status::on),
    ]
}

#[test]
fn every_status_meets_every_event() {
    insta::assert_snapshot!(tables().join("\n"), @"
    job                 claim               finish              return              quarantine          retry               discard
    ready               running             -                   -                   -                   -                   -
    running             -                   done                ready               dead                -                   -
    done                -                   -                   -                   -                   -                   -
    dead                -                   -                   -                   -                   ready               cancelled
    cancelled           -                   -                   -                   -                   -                   -

    authorization       grant               refuse              revoke              withdraw            end
    requested           granted             refused             -                   withdrawn           ended
    granted             -                   -                   revoked             withdrawn           ended
    refused             -                   -                   -                   -                   -
    revoked             -                   -                   -                   -                   -
    withdrawn           -                   -                   -                   -                   -
    ended               -                   -                   -                   -                   -

    hold                release
    placed              released
    released            -

    staff               resend              join                give_roles          suspend             resume              remove
    invited             invited             active              invited             -                   -                   removed
    active              -                   -                   active              suspended           -                   removed
    suspended           -                   -                   suspended           -                   active              removed
    removed             -                   -                   -                   -                   -                   -

    upload              receive             import              reject
    awaiting_file       received            -                   rejected
    received            -                   imported            rejected
    imported            -                   -                   -
    rejected            -                   -                   -

    report              approve             reject              associate           expire              withdraw
    pending_review      reported            rejected            -                   -                   withdrawn
    reported            -                   -                   associated          expired             withdrawn
    associated          -                   -                   -                   -                   -
    rejected            -                   -                   -                   -                   -
    expired             -                   -                   -                   -                   -
    withdrawn           -                   -                   -                   -                   -

    invitation          resend              accept              revoke              expire
    open                open                accepted            revoked             expired
    accepted            -                   -                   -                   -
    revoked             -                   -                   -                   -
    expired             open                -                   -                   -

    onboarding          complete            fail
    pending             done                failed
    done                -                   -
    failed              -                   -

    entry               credit              hold                ignore              repeat
    received            credited            held                ignored             duplicate
    credited            -                   -                   -                   -
    held                -                   -                   -                   -
    ignored             -                   -                   -                   -
    duplicate           -                   -                   -                   -

    partner invitation  resend              accept              revoke              expire
    sent                sent                accepted            revoked             expired
    accepted            -                   -                   -                   -
    revoked             -                   -                   -                   -
    expired             sent                -                   -                   -

    parting             agree               refuse              withdraw            expire              block               complete
    waiting_customer    executing           refused             withdrawn           expired             -                   -
    waiting_partner     executing           refused             withdrawn           expired             -                   -
    executing           -                   -                   -                   -                   blocked             done
    done                -                   -                   -                   -                   -                   -
    refused             -                   -                   -                   -                   -                   -
    withdrawn           -                   -                   -                   -                   -                   -
    expired             -                   -                   -                   -                   -                   -
    blocked             -                   -                   -                   -                   -                   -

    coupon              activate            use_up              refund              expire              reclaim             freeze              unfreeze
    not_activated       usable              -                   -                   -                   reclaimed           not_activated       not_activated
    usable              -                   used                usable              expired             reclaimed           usable              usable
    used                -                   -                   usable              -                   -                   -                   -
    expired             -                   -                   -                   -                   -                   -                   -
    reclaimed           -                   -                   -                   -                   -                   -                   -

    coupon quota        issue               adjust              settle              freeze              unfreeze            expire              disable             reclaim
    normal              normal              adjusting           -                   frozen              -                   expired             disabled            reclaimed
    adjusting           -                   -                   normal              -                   -                   expired             disabled            reclaimed
    frozen              -                   -                   -                   -                   normal              expired             disabled            reclaimed
    expired             -                   -                   -                   -                   -                   -                   -                   -
    disabled            -                   -                   -                   -                   -                   -                   -                   -
    reclaimed           -                   -                   -                   -                   -                   -                   -                   -

    application         pass                approve             reject              withdraw
    vendor_review       distributor_review  approved            rejected            withdrawn
    distributor_review  -                   approved            rejected            withdrawn
    approved            -                   -                   -                   -
    rejected            -                   -                   -                   -
    withdrawn           -                   -                   -                   -
    ");
}
