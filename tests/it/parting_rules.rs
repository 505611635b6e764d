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

    insta::assert_snapshot!(table.join("\n"), @"");
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

    insta::assert_snapshot!(lines.join("\n"), @"");
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

    insta::assert_snapshot!(days.join("\n"), @"");
    // 15:59 UTC is the last minute of the day in GMT+8, 16:00 the first of the next.
    assert_eq!(free("2026-03-10T15:59:59Z"), "2026-06-09T16:00:00+00:00");
    assert_eq!(free("2026-03-10T16:00:00Z"), "2026-06-10T16:00:00+00:00");
}
