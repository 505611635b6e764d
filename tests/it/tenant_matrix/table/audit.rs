//! The audit log.

use super::Row;
use super::Sight::{Call, Known, Log, Own, Part};
use super::groups::AUDITORS;

pub(super) const ROWS: &[Row] = &[
    ("Query", Call(AUDITORS), "auditRecords auditVerification"),
    ("AuditRecord", Log, "details id job occurredAt operation position sha256 subject"),
    ("AuditRecord", Known, "party"),
    ("AuditRecord", Own, "staff"),
    ("AuditVerification", Part, "firstBrokenPosition intact records verifiedTo"),
];
