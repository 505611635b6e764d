//! The matrix: every field of the schema, and who may see it on whose object.

use domain::actor::Role::{self, Administrator, Finance, Operations};

use self::Sight::{Actions, Anybody, Asker, Each, Known, Money, Own, Part, SignedIn, Vendor, With};

/// Who may see a field. "The party" is the one that the object belongs to: for a field that leads to an object, that object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Whoever has what it is part of.
    Part,
    /// Whoever has the other field of the same object.
    With(&'static str),
    /// Whoever asks; it is about them.
    Asker,
    /// Whoever has the object; what is allowed in it is what the mutation's row says.
    Actions,
    /// Each object by the row of its type's `id`.
    Each,
    /// Also who is not signed in.
    Anybody,
    /// Everybody who is signed in.
    SignedIn,
    /// The party; who it stands under; who stands under it; for a reseller's customer, the distributor too. And the vendor.
    Known,
    /// The party; who it stands under as a reseller or a resale customer. And the vendor.
    Money,
    /// The party. And the vendor.
    Own,
    /// The vendor's people in one of these roles.
    Vendor(&'static [Role]),
}

const STAFF: Sight = Vendor(&[Administrator, Finance, Operations]);
const MONEY_STAFF: Sight = Vendor(&[Administrator, Finance]);
const JOB_STAFF: Sight = Vendor(&[Administrator, Operations]);

/// Type, who may see, fields.
const TABLE: &[(&str, Sight, &str)] = &[
    ("Query", Asker, "viewer"),
    ("Query", Each, "node nodes"),
    ("Query", SignedIn, "vendor"),
    ("Query", Known, "parties"),
    ("Query", Money, "accounts"),
    ("Query", Own, "bankEntries"),
    ("Query", STAFF, "bankAccounts bankStatements bankUploads"),
    ("Query", JOB_STAFF, "jobs"),
    ("Mutation", Anybody, "sessionCreate sessionEnd sessionRefresh"),
    ("Mutation", MONEY_STAFF, "bankAccountRegister bankUploadCreate holdPlace holdRelease"),
    ("Mutation", JOB_STAFF, "jobDiscard jobRetry"),
    ("Node", Each, "id"),
    ("Viewer", Asker, "party permissions roles staff"),
    ("Party", Known, "createdAt customers distributors id kind name resellers solutionProviders upper"),
    ("Party", With("upper"), "association"),
    ("Party", Money, "accounts remittanceAccounts"),
    ("Staff", Own, "createdAt emailMasked id name suspendedAt"),
    ("Staff", Known, "party"),
    ("Account", Money, "balance createdAt currency fundLots holds id kind transfers version"),
    ("Account", Known, "owner"),
    ("FundLot", Money, "amount arrivedAt channel channelReference id invoiced remaining"),
    ("Transfer", Money, "amount creditAccount debitAccount id kind postedAt transactionId"),
    ("Transfer", With("creditAccount"), "creditBalance"),
    ("Transfer", With("debitAccount"), "debitBalance"),
    ("Hold", Money, "account amount id placedAt reason releasedAt state"),
    ("Hold", Own, "placedBy releasedBy"),
    ("Hold", Actions, "availableActions"),
    ("RemittanceAccount", Money, "createdAt currency id number"),
    ("RemittanceAccount", Known, "party"),
    ("BankAccount", STAFF, "createdAt currency id name number"),
    (
        "BankUpload",
        STAFF,
        "createdAt fileName findings finishedAt id receivedAt sizeBytes state statements ticketExpiresAt uploadedBy",
    ),
    (
        "BankStatement",
        STAFF,
        "bankAccount bankUpload closedOn closingBalance entries id importedAt openedOn openingBalance reference sequence",
    ),
    ("BankEntry", STAFF, "bankStatement"),
    (
        "BankEntry",
        Own,
        "amount bankReference bookedOn decidedAt direction duplicateOf endToEndReference id isBooked isReversal",
    ),
    ("BankEntry", Own, "payerAccountMasked payerName place position reason remittanceText state transactionId valueOn"),
    ("BankEntry", Money, "remittanceAccount"),
    (
        "Job",
        JOB_STAFF,
        "attempt crashes createdAt doneAt id lastError maxAttempts name payload queue runAt state traceId",
    ),
    ("Job", Actions, "availableActions"),
    ("Association", Part, "kind since"),
    ("AvailableAction", Part, "action allowed reason"),
    ("Finding", Part, "code message place severity"),
    ("Money", Part, "amount currency"),
    ("Session", Part, "accessToken accessTokenExpiresAt refreshToken refreshTokenExpiresAt"),
    ("UserError", Part, "code field message referenceCode"),
    ("BankAccountRegisterPayload", Part, "bankAccount replayed userErrors"),
    ("BankUploadCreatePayload", Part, "bankUpload ticket uploadUrl userErrors"),
    ("HoldPlacePayload", Part, "hold replayed userErrors"),
    ("HoldReleasePayload", Part, "hold replayed userErrors"),
    ("JobDiscardPayload", Part, "job userErrors"),
    ("JobRetryPayload", Part, "job userErrors"),
    ("SessionCreatePayload", Part, "session userErrors"),
    ("SessionEndPayload", Part, "userErrors"),
    ("SessionRefreshPayload", Part, "session userErrors"),
    ("PageInfo", Part, "endCursor hasNextPage hasPreviousPage startCursor"),
    ("AccountConnection", Part, "edges nodes pageInfo totalCount"),
    ("BankAccountConnection", Part, "edges nodes pageInfo totalCount"),
    ("BankEntryConnection", Part, "edges nodes pageInfo totalCount"),
    ("BankStatementConnection", Part, "edges nodes pageInfo totalCount"),
    ("BankUploadConnection", Part, "edges nodes pageInfo totalCount"),
    ("HoldConnection", Part, "edges nodes pageInfo totalCount"),
    ("JobConnection", Part, "edges nodes pageInfo totalCount"),
    ("PartyConnection", Part, "edges nodes pageInfo totalCount"),
    ("TransferConnection", Part, "edges nodes pageInfo totalCount"),
    ("AccountEdge", Part, "cursor node"),
    ("BankAccountEdge", Part, "cursor node"),
    ("BankEntryEdge", Part, "cursor node"),
    ("BankStatementEdge", Part, "cursor node"),
    ("BankUploadEdge", Part, "cursor node"),
    ("HoldEdge", Part, "cursor node"),
    ("JobEdge", Part, "cursor node"),
    ("PartyEdge", Part, "cursor node"),
    ("TransferEdge", Part, "cursor node"),
];

/// Every entry: `Type.field` and who may see it.
pub(super) fn entries() -> impl Iterator<Item = (String, Sight)> {
    let fields = |(of_type, sight, names): &(&'static str, Sight, &'static str)| {
        let (of_type, sight) = (*of_type, *sight);
        names.split(' ').map(move |name| (format!("{of_type}.{name}"), sight))
    };
    TABLE.iter().flat_map(fields)
}

/// Who may see `Type.field`.
pub(super) fn sight(of_type: &str, field: &str) -> Sight {
    let name = format!("{of_type}.{field}");
    entries().find(|(entry, _)| *entry == name).unwrap_or_else(|| panic!("no entry for {name}")).1
}
