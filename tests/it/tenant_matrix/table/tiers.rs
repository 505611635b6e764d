//! Money down the tiers and back, and the end of associations.

use super::Row;
use super::Sight::{Actions, Beneath, Call, Known, Masked, Money, Own, Part, Parted, SignedIn};
use super::groups::{PARTING_ASKERS, PARTING_SIDES, TREASURERS};

pub(super) const ROWS: &[Row] = &[
    ("Query", Money, "adjustments"),
    ("Adjustment", Money, "amount arrearsCleared id madeAt memo operation transactionId"),
    ("Adjustment", Known, "partner party"),
    ("Adjustment", Own, "madeBy"),
    (
        "Mutation",
        Call(TREASURERS),
        "adjustmentAllocate adjustmentAllocateBatch adjustmentReclaim adjustmentReclaimBatch",
    ),
    ("AdjustmentAllocatePayload AdjustmentReclaimPayload", Part, "adjustment dryRun replayed userErrors"),
    ("AdjustmentAllocateBatchPayload AdjustmentReclaimBatchPayload", Part, "dryRun replayed results userErrors"),
    ("AdjustmentResult", Part, "adjustment userErrors"),
    // Associations, and how they end.
    ("Party", Beneath, "associations"),
    ("AssociationInterval", Part, "closingAt kind source validFrom validTo"),
    ("AssociationInterval", Known, "upper"),
    ("Query", Parted, "partings"),
    ("Query", SignedIn, "partingBlockers"),
    ("Party", Parted, "partings"),
    ("Parting", Parted, "answerBy blockers couponsReturned createdAt decidedAt doneAt fromKind id kind moneyReturned"),
    ("Parting", Parted, "opinion partnerName reason side state steps toKind"),
    ("Parting", Masked, "partyName"),
    ("Parting", Known, "partner party"),
    ("Parting", Own, "answeredBy requestedBy"),
    ("Parting", Actions, "availableActions"),
    ("PartingStep", Part, "amount count doneAt step"),
    ("Mutation", Call(PARTING_ASKERS), "partingRequest partingWithdraw"),
    ("Mutation", Call(PARTING_SIDES), "partingAnswer"),
    ("PartingRequestPayload", Part, "blockers parting userErrors"),
    ("PartingAnswerPayload PartingWithdrawPayload", Part, "parting userErrors"),
];
