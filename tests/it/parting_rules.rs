//! What stands in the way of a parting, and when the next may be asked for: pure tables.

use std::fmt::Write as _;

use chrono::{DateTime, Utc};
use domain::calendar;
use domain::customer_flag::Flag;
use domain::parting::blockers::Facts;
use domain::parting::{Blocker, Kind, limits};
use domain::party::EdgeKind;

const COLUMNS: &[(&str, EdgeKind, Kind)] = &[
    ("advisory, leaves", EdgeKind::Advisory, Kind::Disassociation),
    ("advisory, switches", EdgeKind::Advisory, Kind::Switch),
    ("resale, leaves", EdgeKind::Resale, Kind::Disassociation),
    ("resale, switches", EdgeKind::Resale, Kind::Switch),
    ("reseller, exits", EdgeKind::Reseller, Kind::ResellerExit),
    ("reseller, rises", EdgeKind::Reseller, Kind::Promotion),
];

/// domain.md 2.5, cell by cell; what is not stated or not applicable there blocks nothing.
#[test]
fn every_blocker_meets_every_mode_and_change() {
    let mut table = format!("{:<25}", "");
    for (title, ..) in COLUMNS {
        write!(table, "{title:<20}").unwrap();
    }
    for blocker in Blocker::ALL {
        write!(table, "\n{:<25}", blocker.as_str()).unwrap();
        for (_, mode, kind) in COLUMNS {
            write!(table, "{:<20}", if blocker.blocks(*mode, *kind) { "blocks" } else { "-" }).unwrap();
        }
    }
    let table: Vec<&str> = table.lines().map(str::trim_end).collect();

    insta::assert_snapshot!(table.join("\n"), @"
                             advisory, leaves    advisory, switches  resale, leaves      resale, switches    reseller, exits     reseller, rises
    post_paid                -                   blocks              -                   -                   -                   -
    arrears                  blocks              blocks              blocks              blocks              -                   -
    unpaid_invoice           -                   blocks              -                   -                   -                   -
    reserved_instance        -                   blocks              blocks              blocks              -                   -
    support_plan             -                   -                   blocks              -                   -                   -
    pending_partner_payment  blocks              blocks              blocks              blocks              -                   -
    special_contract         -                   -                   blocks              blocks              -                   -
    custody_sub_account      blocks              blocks              -                   -                   -                   -
    non_custody_sub_account  -                   blocks              blocks              blocks              -                   -
    custody_master           blocks              blocks              -                   -                   -                   -
    non_custody_master       -                   -                   blocks              blocks              -                   -
    special_balance          -                   blocks              -                   -                   -                   -
    has_customers            -                   -                   -                   -                   blocks              -
    money_held               -                   -                   -                   -                   blocks              blocks
    ");
}

/// A customer with every flag there is meets its column; flags of associations alone block no parting.
#[test]
fn facts_are_told_by_their_flags() {
    let told = |facts: &Facts<'_>, mode, kind| {
        facts.blockers(mode, kind).iter().map(|it| it.as_str()).collect::<Vec<_>>().join(" ")
    };
    let mut lines = Vec::new();
    for flag in Flag::ALL {
        let facts = Facts { flags: std::slice::from_ref(flag), ..Facts::default() };
        let columns = COLUMNS.iter().take(4).map(|(_, mode, kind)| told(&facts, *mode, *kind));
        lines.push(format!(
            "{flag}: {}",
            columns.map(|it| if it.is_empty() { "-".to_owned() } else { it }).collect::<Vec<_>>().join(" | ")
        ));
    }
    let owing = Facts { owes: true, ..Facts::default() };
    lines.push(format!("owes: {}", told(&owing, EdgeKind::Advisory, Kind::Disassociation)));
    let all = Facts { flags: Flag::ALL, owes: true, has_customers: true, has_money_held: true };
    for (title, mode, kind) in COLUMNS {
        lines.push(format!("everything, {title}: {}", told(&all, *mode, *kind)));
    }

    insta::assert_snapshot!(lines.join("\n"), @"
    special_contract: - | - | special_contract | special_contract
    consumer_cloud: - | - | - | -
    reward_programme: - | - | - | -
    credit_account: - | - | - | -
    custody_sub_account: custody_sub_account | custody_sub_account | - | -
    arrears: arrears | arrears | arrears | arrears
    frozen: - | - | - | -
    post_paid: - | post_paid | - | -
    unpaid_invoice: - | unpaid_invoice | - | -
    reserved_instance: - | reserved_instance | reserved_instance | reserved_instance
    support_plan: - | - | support_plan | -
    pending_partner_payment: pending_partner_payment | pending_partner_payment | pending_partner_payment | pending_partner_payment
    non_custody_sub_account: - | non_custody_sub_account | non_custody_sub_account | non_custody_sub_account
    custody_master: custody_master | custody_master | - | -
    non_custody_master: - | - | non_custody_master | non_custody_master
    special_balance: - | special_balance | - | -
    owes: arrears
    everything, advisory, leaves: arrears pending_partner_payment custody_sub_account custody_master
    everything, advisory, switches: post_paid arrears unpaid_invoice reserved_instance pending_partner_payment custody_sub_account non_custody_sub_account custody_master special_balance
    everything, resale, leaves: arrears reserved_instance support_plan pending_partner_payment special_contract non_custody_sub_account non_custody_master
    everything, resale, switches: arrears reserved_instance pending_partner_payment special_contract non_custody_sub_account non_custody_master
    everything, reseller, exits: has_customers money_held
    everything, reseller, rises: money_held
    ");
}

/// Calendar months of GMT+8, the same day of the month, the last where there is none.
#[test]
fn three_months_later_is_the_day_of_the_same_number() {
    let days: Vec<String> = [
        ("2026-01-15", 3),
        ("2025-11-30", 3),
        ("2023-11-30", 3),
        ("2026-01-31", 3),
        ("2026-08-31", 6),
        ("2026-12-31", 1),
        ("2026-02-28", 12),
        ("2026-03-10", 0),
        ("2026-03-10", 999_999),
    ]
    .iter()
    .map(|(day, months)| format!("{day} + {months}: {}", calendar::months_after(day.parse().unwrap(), *months)))
    .collect();
    let free = |at: &str| limits::free_from(at.parse::<DateTime<Utc>>().unwrap(), 3).to_rfc3339();

    insta::assert_snapshot!(days.join("\n"), @"
    2026-01-15 + 3: 2026-04-15
    2025-11-30 + 3: 2026-02-28
    2023-11-30 + 3: 2024-02-29
    2026-01-31 + 3: 2026-04-30
    2026-08-31 + 6: 2027-02-28
    2026-12-31 + 1: 2027-01-31
    2026-02-28 + 12: 2027-02-28
    2026-03-10 + 0: 2026-03-10
    2026-03-10 + 999999: +85359-06-10
    ");
    // 15:59 UTC is the last minute of the day in GMT+8, 16:00 the first of the next.
    assert_eq!(free("2026-03-10T15:59:59Z"), "2026-06-09T16:00:00+00:00");
    assert_eq!(free("2026-03-10T16:00:00Z"), "2026-06-10T16:00:00+00:00");
}
