//! Letters about reports.

use chrono::{DateTime, Utc};
use schema::ids::ReportId;

use super::Error;
use crate::db::Conn;
use crate::mask;
use crate::party;
use crate::report::{self, Report};
use crate::vault::Vault;

/// The vendor decided about a report.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportDecided {
    /// For whom the prospect was reported.
    pub partner_name: String,
    /// The prospect, masked.
    pub customer_name: String,
    /// Its mobile number, masked.
    pub mobile: String,
    /// When it was reported.
    pub created_at: DateTime<Utc>,
    /// What the reviewer says.
    pub opinion: Option<String>,
    /// First instant at which it no longer holds; none when it was rejected.
    pub valid_until: Option<DateTime<Utc>>,
}

/// What the report says that was decided about.
pub(super) fn decided(conn: &mut Conn, vault: &Vault, id: ReportId) -> Result<ReportDecided, Error> {
    let report: Report = report::get(conn, id)?.ok_or(Error::Missing)?;
    let partner = party::store::get(conn, report.partner_id)?.ok_or(Error::Missing)?;
    Ok(ReportDecided {
        partner_name: partner.name,
        customer_name: mask::name(&report.customer_name(vault)?),
        mobile: mask::mobile(&report.mobile(vault)?),
        created_at: report.created_at,
        opinion: report.opinion,
        valid_until: report.valid_until,
    })
}
