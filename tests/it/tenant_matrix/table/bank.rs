//! Bank files, what stands in them, and jobs.

use super::Row;
use super::Sight::{Actions, By, Call, Money, Own};
use super::groups::{VENDOR, VENDOR_RUNNING};

pub(super) const ROWS: &[Row] = &[
    ("Query", Own, "bankEntries"),
    ("Query", By(VENDOR), "bankAccounts bankCsvMappings bankStatements bankUploads"),
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
    ("BankEntry", Own, "transactionId valueOn"),
    ("BankEntry", Money, "remittanceAccount"),
    ("Job", By(VENDOR_RUNNING), "attempt crashes createdAt doneAt id lastError maxAttempts name payload queue runAt"),
    ("Job", By(VENDOR_RUNNING), "state traceId"),
    ("Job", Actions, "availableActions"),
];
