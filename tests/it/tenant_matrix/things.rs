//! Whose everything is, as the tables say it.

/// Every type with an id, the prefix of its ids (none when the query tells it first), and a query for each of its rows:
/// the uuid, its parties, `+` whom else it concerns, `@` the person whose it is.
pub(super) const THINGS: &[(&str, &str, &str)] = &[
    ("Party", "", PARTIES),
    ("Staff", "stf", "select id || ' ' || party_id || ' @' || id from staff"),
    (
        "AccessKey",
        "ack",
        "select k.id || ' @' || k.staff_id || ' ' || s.party_id from access_keys k join staff s on s.id = k.staff_id",
    ),
    ("Role", "rol", "select id || ' ' || party_id from roles"),
    ("ManagerAssignment", "mas", "select id || ' ' || party_id from manager_assignments"),
    ("Agreement", "agr", "select id::text from agreements"),
    ("Acceptance", "acp", "select id || ' ' || party_id from acceptances"),
    ("Account", "acc", "select id || ' ' || owner_id from ledger_accounts"),
    ("Transfer", "trf", TRANSFERS),
    ("Transaction", "txn", TRANSACTIONS),
    (
        "FundLot",
        "lot",
        "select l.id || ' ' || a.owner_id from fund_lots l join ledger_accounts a on a.id = l.account_id",
    ),
    ("Hold", "hld", "select h.id || ' ' || a.owner_id from holds h join ledger_accounts a on a.id = h.account_id"),
    ("RemittanceAccount", "rem", "select id || ' ' || party_id from remittance_accounts"),
    ("BankAccount", "bac", "select id::text from bank_accounts"),
    ("BankUpload", "bup", "select id::text from bank_uploads"),
    ("BankStatement", "bst", "select id::text from bank_statements"),
    (
        "BankEntry",
        "ben",
        "select e.id || ' ' || coalesce(r.party_id::text, '') from bank_entries e \
         left join remittance_accounts r on r.id = e.remittance_account_id",
    ),
    ("AuditRecord", "aud", "select id || ' ' || party_id from audit_log"),
    ("Job", "job", "select id::text from jobs"),
    (
        "SigningEntity",
        "sen",
        "select e.id || ' ' || coalesce(p.party_id::text, '') from signing_entities e \
         left join profiles p on p.signing_entity_id = e.id",
    ),
    ("PartnerInvitation", "piv", "select id || ' ' || inviter_id from partner_invitations"),
    (
        "Application",
        "apl",
        "select id || coalesce(' ' || party_id, '') || coalesce(' +' || distributor_id, '') from applications",
    ),
    ("Report", "rep", "select id || ' ' || partner_id || ' @' || reported_by_id from reports"),
    ("Reservation", "rsv", "select id::text from reservations"),
    ("Invitation", "inv", "select id || ' ' || partner_id || ' @' || inviter_id from invitations"),
    (
        "Onboarding",
        "onb",
        "select id || ' ' || partner_id || ' ' || customer_id || coalesce(' @' || inviter_id, '') from onboardings",
    ),
    (
        "Authorization",
        "aut",
        "select id || ' ' || partner_id || ' ' || customer_id || ' +' || customer_id from authorizations",
    ),
];

const PARTIES: &str = "select case kind when 'vendor' then 'ven' when 'distributor' then 'dst' when 'reseller' then 'rsl' \
     when 'solution_provider' then 'slp' when 'gov_subsidy' then 'gov' when 'merchant' then 'mch' else 'cus' end \
     || ' ' || id || ' ' || id from parties";
const TRANSFERS: &str = "select t.id || ' ' || d.owner_id || ' ' || c.owner_id from ledger_transfers t \
     join ledger_accounts d on d.id = t.debit_account_id join ledger_accounts c on c.id = t.credit_account_id";
const TRANSACTIONS: &str = "select t.transaction_id || ' ' || d.owner_id || ' ' || c.owner_id from ledger_transfers t \
     join ledger_accounts d on d.id = t.debit_account_id join ledger_accounts c on c.id = t.credit_account_id";
