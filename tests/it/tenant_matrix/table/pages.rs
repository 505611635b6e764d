//! What every list and every answer is made of.

use super::Row;
use super::Sight::Part;

pub(super) const ROWS: &[Row] = &[
    ("AcceptanceConnection AccessKeyConnection AccountConnection AdjustmentConnection", Part, PAGE),
    ("ApplicationConnection AssociationIntervalConnection", Part, PAGE),
    ("AuditRecordConnection AuthorizationConnection BankAccountConnection", Part, PAGE),
    ("BankCsvMappingConnection", Part, PAGE),
    ("BankCsvMappingEdge", Part, EDGE),
    ("BankEntryConnection BankStatementConnection BankUploadConnection HoldConnection", Part, PAGE),
    ("ChargeConnection RefundConnection", Part, PAGE),
    ("ChargeEdge RefundEdge", Part, EDGE),
    ("EventConnection PayerAgreementConnection RemittanceClaimConnection", Part, PAGE),
    ("EventEdge PayerAgreementEdge RemittanceClaimEdge", Part, EDGE),
    ("CouponConnection CouponQuotaConnection CouponQuotaRecordConnection CouponRecordConnection", Part, PAGE),
    ("InvitationConnection JobConnection ManagerAssignmentConnection OnboardingConnection", Part, PAGE),
    (
        "PartingConnection PartnerInvitationConnection PartyConnection ReportConnection ReservationConnection",
        Part,
        PAGE,
    ),
    ("SigningEntityConnection StaffConnection TransferConnection", Part, PAGE),
    ("AcceptanceEdge AccessKeyEdge AccountEdge AdjustmentEdge ApplicationEdge AuditRecordEdge", Part, EDGE),
    ("AssociationIntervalEdge CouponEdge CouponQuotaEdge CouponQuotaRecordEdge CouponRecordEdge", Part, EDGE),
    ("AuthorizationEdge BankAccountEdge BankEntryEdge BankStatementEdge BankUploadEdge", Part, EDGE),
    ("HoldEdge InvitationEdge JobEdge ManagerAssignmentEdge OnboardingEdge", Part, EDGE),
    ("PartingEdge PartnerInvitationEdge PartyEdge ReportEdge ReservationEdge SigningEntityEdge StaffEdge", Part, EDGE),
    ("TransferEdge", Part, EDGE),
    ("PageInfo", Part, "endCursor hasNextPage hasPreviousPage startCursor"),
    ("AvailableAction", Part, "action allowed reason"),
    ("BankCsvLayout", Part, "amountColumn balanceColumn bankReferenceColumn bookedOnColumn creditColumn"),
    ("BankCsvLayout", Part, "creditWords currencyColumn dateForm debitColumn debitWords decimalSeparator"),
    ("BankCsvLayout", Part, "delimiter directionColumn encoding endToEndReferenceColumn"),
    ("BankCsvLayout", Part, "payeeAccountColumn payerAccountColumn payerNameColumn quote"),
    ("BankCsvLayout", Part, "remittanceTextColumns reversalColumn reversalWord skipLines"),
    ("BankCsvLayout", Part, "thousandsSeparator valueOnColumn"),
    ("Finding", Part, "code message place severity"),
    ("Money", Part, "amount currency"),
    ("UserError", Part, "code field message referenceCode"),
];

const PAGE: &str = "edges nodes pageInfo totalCount";
const EDGE: &str = "cursor node";
