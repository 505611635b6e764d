//! Bank files, what stands in them, and jobs.

use super::Row;
use super::Sight::{Actions, By, Call, Money, Own};
use super::groups::{VENDOR, VENDOR_RUNNING};

pub(super) const ROWS: &[Row] = &[
    ("Query", Own, "bankEntries"),
    ("Query", By(VENDOR), "bankAccounts bankCsvMappings bankReconciliation bankReconciliations bankStatements"),
    ("Query", By(VENDOR), "bankUploads"),
    ("Query", Call(VENDOR_RUNNING), "jobs"),
    ("BankAccount", By(VENDOR), "createdAt currency id name number"),
    ("BankCsvMapping", By(VENDOR), "bankAccount createdAt createdBy id layout name removedAt updatedAt"),
    ("BankUpload", By(VENDOR), "createdAt fileName findings finishedAt id receivedAt sizeBytes state statements"),
    ("BankUpload", By(VENDOR), "ticketExpiresAt uploadedBy"),
    ("BankStatement", By(VENDOR), "bankAccount bankUpload closedOn closingBalance entries id importedAt openedOn"),
    ("BankStatement", By(VENDOR), "openingBalance reference sequence"),
    ("BankEntry", By(VENDOR), "bankStatement"),
    ("BankEntry", Own, "amount bankReference bookedOn decidedAt direction duplicateOf endToEndReference id isBooked"),
    ("BankEntry", Own, "isReversal payerAccountMasked payerName place position reason remittanceText state"),
    ("BankEntry", Own, "decidedBy decisions note rule transactionId valueOn"),
    ("BankEntry", Actions, "availableActions"),
    ("BankDecision", Own, "decidedAt decidedBy note payerAgreementId reason remittanceAccount remittanceClaimId"),
    ("BankDecision", Own, "revision rule state transactionId"),
    ("BankReconciliation", By(VENDOR), "bankAccount difference items ledgerBalance on statementBalance unexplained"),
    ("BankReconciliationItem", By(VENDOR), "amount count kind"),
    ("BankEntry", Money, "remittanceAccount"),
    ("Job", By(VENDOR_RUNNING), "attempt crashes createdAt doneAt id lastError maxAttempts name payload queue runAt"),
    ("Job", By(VENDOR_RUNNING), "state traceId"),
    ("Job", Actions, "availableActions"),
];
