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
    ("Account", "acc", ACCOUNTS),
    ("Adjustment", "adj", "select id || ' ' || partner_id || ' +' || party_id from adjustments"),
    ("Transfer", "trf", TRANSFERS),
    ("Transaction", "txn", TRANSACTIONS),
    ("FundLot", "lot", LOTS),
    ("FundOrigin", "ori", ORIGINS),
    ("Charge", "chg", "select id || ' ' || customer_id || coalesce(' +' || partner_id, '') from charges"),
    ("Refund", "rfd", REFUNDS),
    ("Hold", "hld", "select h.id || ' ' || a.owner_id from holds h join ledger_accounts a on a.id = h.account_id"),
    ("RemittanceAccount", "rem", "select id || ' ' || party_id from remittance_accounts"),
    ("BankAccount", "bac", "select id::text from bank_accounts"),
    ("BankCsvMapping", "bcm", "select id::text from bank_csv_mappings"),
    ("BankUpload", "bup", "select id::text from bank_uploads"),
    ("BankStatement", "bst", "select id::text from bank_statements"),
    (
        "BankEntry",
        "ben",
        "select e.id || ' ' || coalesce(r.party_id::text, '') from bank_entries e \
         left join remittance_accounts r on r.id = e.remittance_account_id",
    ),
    ("PayerAgreement", "pay", "select id || ' ' || party_id from payer_agreements"),
    ("RemittanceClaim", "rcl", "select id || ' ' || party_id from remittance_claims"),
    ("Event", "evt", "select id || ' ' || party_id from events"),
    ("AuditRecord", "aud", LOG),
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
    ("Parting", "prt", "select id || ' ' || lower_id || ' +' || upper_id from partings"),
    ("CouponQuota", "cqt", "select id || ' ' || holder_id || ' ' || giver_id from coupon_quotas"),
    (
        "CouponQuotaRecord",
        "cqr",
        "select r.id || ' ' || q.holder_id || ' ' || q.giver_id from coupon_quota_records r \
         join coupon_quotas q on q.id = r.quota_id",
    ),
    ("Coupon", "cpn", COUPONS),
    ("CouponRecord", "cpr", COUPON_RECORDS),
];

const PARTIES: &str = "select case kind when 'vendor' then 'ven' when 'distributor' then 'dst' when 'reseller' then 'rsl' \
     when 'solution_provider' then 'slp' when 'gov_subsidy' then 'gov' when 'merchant' then 'mch' else 'cus' end \
     || ' ' || id || ' ' || id from parties";
/// Of a customer's own money its partner knows nothing: the account is nobody's whom a partner could stand above.
const ACCOUNTS: &str = "select id || case kind when 'own' then ' +' else ' ' end || owner_id from ledger_accounts";
/// And who had the money first.
const LOTS: &str = "select l.id || case a.kind when 'own' then ' +' else ' ' end || a.owner_id || ' ~' || f.owner_id \
     from fund_lots l join ledger_accounts a on a.id = l.account_id \
     join fund_origins o on o.id = l.origin_id join ledger_accounts f on f.id = o.account_id";
const ORIGINS: &str = "select o.id || case a.kind when 'own' then ' +' else ' ' end || a.owner_id from fund_origins o \
     join ledger_accounts a on a.id = o.account_id";
const REFUNDS: &str = "select r.id || ' ' || c.customer_id || coalesce(' +' || c.partner_id, '') from refunds r \
     join charges c on c.id = r.charge_id";
const TRANSFERS: &str = "select t.id || case d.kind when 'own' then ' +' else ' ' end || d.owner_id \
     || case c.kind when 'own' then ' +' else ' ' end || c.owner_id from ledger_transfers t \
     join ledger_accounts d on d.id = t.debit_account_id join ledger_accounts c on c.id = t.credit_account_id";
const TRANSACTIONS: &str = "select t.transaction_id || case d.kind when 'own' then ' +' else ' ' end || d.owner_id \
     || case c.kind when 'own' then ' +' else ' ' end || c.owner_id from ledger_transfers t \
     join ledger_accounts d on d.id = t.debit_account_id join ledger_accounts c on c.id = t.credit_account_id";
const LOG: &str = "select a.id || ' ' || a.party_id || coalesce(' +' || e.upper_id, '') from audit_log a \
     left join edges e on e.lower_id = a.party_id and e.kind in ('resale', 'advisory') \
     and e.valid_from <= a.occurred_at and (e.valid_to > a.occurred_at or e.valid_to is null)";
/// The customer, the issuer, and who gave what it was issued from; only the issuer reads its own note.
const COUPONS: &str = "select c.id || ' ' || c.customer_id || ' ' || c.issuer_id || ' ' || q.giver_id || ' +' || c.issuer_id \
     from coupons c join coupon_quotas q on q.id = c.quota_id";
const COUPON_RECORDS: &str = "select r.id || ' ' || c.customer_id || ' ' || c.issuer_id || ' ' || q.giver_id \
     from coupon_records r join coupons c on c.id = r.coupon_id join coupon_quotas q on q.id = c.quota_id";
