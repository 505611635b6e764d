//! Which message it is, by the name of its root element and by its namespace.

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::StatementKind;

/// Versions read of each message.
const VERSIONS: std::ops::RangeInclusive<u8> = 1..=13;

/// One of the three messages; they differ in little but their names.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Family {
    /// camt.052
    Report,
    /// camt.053
    Statement,
    /// camt.054
    Notification,
}

impl Family {
    /// The message whose element is called `name`. Version 01 has its number in the name.
    pub(super) fn of(name: &str) -> Option<Self> {
        match name {
            "BkToCstmrAcctRpt" | "BkToCstmrAcctRptV01" => Some(Self::Report),
            "BkToCstmrStmt" | "BkToCstmrStmtV01" => Some(Self::Statement),
            "BkToCstmrDbtCdtNtfctn" | "BkToCstmrDbtCdtNtfctnV01" => Some(Self::Notification),
            _ => None,
        }
    }

    /// The message without its version.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Report => "camt.052",
            Self::Statement => "camt.053",
            Self::Notification => "camt.054",
        }
    }

    /// The element of one account.
    pub(super) const fn element(self) -> &'static str {
        match self {
            Self::Report => "Rpt",
            Self::Statement => "Stmt",
            Self::Notification => "Ntfctn",
        }
    }

    /// What it says about an account.
    pub(super) const fn kind(self) -> StatementKind {
        match self {
            Self::Report => StatementKind::Report,
            Self::Statement => StatementKind::Statement,
            Self::Notification => StatementKind::Notification,
        }
    }
}

/// The ISO 20022 message that a namespace names, as `camt.053.001.08`. Whatever
/// stands around it does not matter: banks have put it behind namespaces of
/// their own and of SWIFT.
pub(super) fn named_in(namespace: &str) -> Option<String> {
    let parts: Vec<&str> = namespace.split(|c: char| !c.is_ascii_alphanumeric()).collect();
    let is_digits = |part: &str, length| part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    let is_name = |parts: &&[&str]| match parts {
        [area, number, variant, version] => {
            area.len() == 4
                && area.bytes().all(|byte| byte.is_ascii_lowercase())
                && is_digits(number, 3)
                && is_digits(variant, 3)
                && is_digits(version, 2)
        }
        _ => false,
    };
    parts.windows(4).find(is_name).map(|parts| parts.join("."))
}

/// A message that a namespace names must be one that is read.
pub(super) fn check(name: &str) -> Result<(), Problem> {
    let version = name.rsplit('.').next().and_then(|version| version.parse().ok());
    let is_read = ["camt.052.", "camt.053.", "camt.054."].iter().any(|message| name.starts_with(message));
    if is_read && version.is_some_and(|version| VERSIONS.contains(&version)) { Ok(()) } else { Err(wrong(name)) }
}

/// Another message than those that are read.
pub(super) fn wrong(found: &str) -> Problem {
    let read = "camt.052, camt.053 and camt.054 are, in versions 001.01 to 001.13";
    Problem::new(FindingCode::WrongMessage, format!("{} is not a message that is read: {read}", excerpt(found)))
}
