create table bank_accounts (
    id uuid constraint bank_accounts_pk primary key,
    number text not null constraint bank_accounts_number_form check (number ~ '^[0-9A-Z]{1,64}$'),
    currency text not null constraint bank_accounts_currency_form check (currency ~ '^[A-Z]{3}$'),
    name text not null constraint bank_accounts_name_length check (length(name) between 1 and 100),
    created_at timestamptz not null,
    constraint bank_accounts_number_unique unique (number, currency)
);

comment on table bank_accounts is 'The vendor''s own bank accounts: only their statements are taken in.';
comment on column bank_accounts.id is 'uuid v7.';
comment on column bank_accounts.number is 'IBAN or national number as statements give it: capital letters and digits, no spaces.';
comment on column bank_accounts.currency is 'ISO 4217.';
comment on column bank_accounts.name is 'What staff call it.';
comment on column bank_accounts.created_at is 'When it was registered.';

create table remittance_accounts (
    id uuid constraint remittance_accounts_pk primary key,
    party_id uuid not null constraint remittance_accounts_party_id_fk references parties (id),
    number text not null constraint remittance_accounts_number_unique unique
        constraint remittance_accounts_number_form check (number ~ '^[0-9]{19}$'),
    currency text not null constraint remittance_accounts_currency_form check (currency ~ '^[A-Z]{3}$'),
    created_at timestamptz not null,
    constraint remittance_accounts_party_id_unique unique (party_id, currency)
);

create sequence remittance_numbers as bigint minvalue 1 maxvalue 999999999999 no cycle;
grant usage on sequence remittance_numbers to headwater_app;

comment on table remittance_accounts is 'Exclusive remittance accounts: money wired to the number belongs to the party (domain.md 3.6).';
comment on column remittance_accounts.id is 'uuid v7.';
comment on column remittance_accounts.party_id is 'The partner it was issued to.';
comment on column remittance_accounts.number is '19 digits, the last a check digit.';
comment on column remittance_accounts.currency is 'ISO 4217; of the account that is credited.';
comment on column remittance_accounts.created_at is 'When it was issued.';
comment on sequence remittance_numbers is 'Serials of remittance account numbers.';

create table bank_uploads (
    id uuid constraint bank_uploads_pk primary key,
    file_name text not null constraint bank_uploads_file_name_length check (length(file_name) between 1 and 200),
    state text not null constraint bank_uploads_state_known check (state in ('awaiting_file', 'received', 'imported', 'rejected')),
    uploaded_by_id uuid not null constraint bank_uploads_uploaded_by_id_fk references staff (id),
    ticket_sha256 bytea not null constraint bank_uploads_ticket_sha256_unique unique
        constraint bank_uploads_ticket_sha256_length check (length(ticket_sha256) = 32),
    ticket_expires_at timestamptz not null,
    created_at timestamptz not null,
    received_at timestamptz,
    size_bytes bigint constraint bank_uploads_size_bytes_counted check (size_bytes >= 0),
    sha256 bytea constraint bank_uploads_sha256_length check (length(sha256) = 32),
    object_key text,
    findings jsonb not null,
    finished_at timestamptz,
    constraint bank_uploads_received_at_state check ((state = 'awaiting_file') = (received_at is null)),
    constraint bank_uploads_finished_at_state check ((state in ('imported', 'rejected')) = (finished_at is not null))
);

create unique index bank_uploads_sha256_once on bank_uploads (sha256) where state in ('received', 'imported');
create index bank_uploads_uploaded_by_id_idx on bank_uploads (uploaded_by_id);
create index bank_uploads_awaiting_order on bank_uploads (ticket_expires_at) where state = 'awaiting_file';

comment on table bank_uploads is 'Files from banks, from the ticket to the import or its refusal.';
comment on column bank_uploads.id is 'uuid v7.';
comment on column bank_uploads.file_name is 'As the uploader calls it.';
comment on column bank_uploads.state is 'awaiting_file, received, imported, rejected.';
comment on column bank_uploads.uploaded_by_id is 'Who asked for the ticket.';
comment on column bank_uploads.ticket_sha256 is 'SHA-256 of the one-use ticket.';
comment on column bank_uploads.ticket_expires_at is 'First instant at which the ticket no longer works.';
comment on column bank_uploads.created_at is 'When the ticket was given out.';
comment on column bank_uploads.received_at is 'When the file had come in.';
comment on column bank_uploads.size_bytes is 'Size of the file in bytes.';
comment on column bank_uploads.sha256 is 'SHA-256 of the file: the same file is taken in once.';
comment on column bank_uploads.object_key is 'Where the file lies in the object store.';
comment on column bank_uploads.findings is 'What was found wrong, each with code, severity, place and message.';
comment on column bank_uploads.finished_at is 'When it was imported or rejected.';

create table bank_statements (
    id uuid constraint bank_statements_pk primary key,
    bank_upload_id uuid not null constraint bank_statements_bank_upload_id_fk references bank_uploads (id),
    bank_account_id uuid not null constraint bank_statements_bank_account_id_fk references bank_accounts (id),
    reference text not null,
    sequence bigint,
    currency text not null constraint bank_statements_currency_form check (currency ~ '^[A-Z]{3}$'),
    opening_balance numeric(20, 2) not null constraint bank_statements_opening_balance_bounded check (abs(opening_balance) < 1e18),
    closing_balance numeric(20, 2) not null constraint bank_statements_closing_balance_bounded check (abs(closing_balance) < 1e18),
    opened_on date,
    closed_on date,
    imported_at timestamptz not null
);

create index bank_statements_bank_upload_id_idx on bank_statements (bank_upload_id, id);
create index bank_statements_bank_account_id_idx on bank_statements (bank_account_id, id);

comment on table bank_statements is 'Statements of the vendor''s bank accounts whose entries explain the balances.';
comment on column bank_statements.id is 'uuid v7.';
comment on column bank_statements.bank_upload_id is 'The file it came in.';
comment on column bank_statements.bank_account_id is 'Whose statement it is.';
comment on column bank_statements.reference is 'The bank''s id of the statement (camt.053 Stmt/Id).';
comment on column bank_statements.sequence is 'The bank''s running number, when it gives one.';
comment on column bank_statements.currency is 'ISO 4217.';
comment on column bank_statements.opening_balance is 'Booked balance before the entries.';
comment on column bank_statements.closing_balance is 'Booked balance after the entries: opening and entries, to the cent.';
comment on column bank_statements.opened_on is 'Date of the opening balance.';
comment on column bank_statements.closed_on is 'Date of the closing balance.';
comment on column bank_statements.imported_at is 'When it was taken in.';

create table bank_entries (
    id uuid constraint bank_entries_pk primary key,
    bank_statement_id uuid not null constraint bank_entries_bank_statement_id_fk references bank_statements (id),
    bank_account_id uuid not null constraint bank_entries_bank_account_id_fk references bank_accounts (id),
    position integer not null constraint bank_entries_position_positive check (position > 0),
    place text not null,
    amount numeric(20, 2) not null constraint bank_entries_amount_positive check (amount > 0),
    currency text not null constraint bank_entries_currency_form check (currency ~ '^[A-Z]{3}$'),
    direction text not null constraint bank_entries_direction_known check (direction in ('credit', 'debit')),
    is_booked boolean not null,
    is_reversal boolean not null,
    is_batch_unclear boolean not null,
    booked_on date not null,
    value_on date,
    bank_reference text constraint bank_entries_bank_reference_length check (length(bank_reference) between 1 and 100),
    end_to_end_reference text,
    remittance_text text,
    payer_name text,
    payer_account text,
    payee_account text,
    state text not null constraint bank_entries_state_known check (state in ('received', 'credited', 'held', 'ignored', 'duplicate')),
    reason text,
    remittance_account_id uuid constraint bank_entries_remittance_account_id_fk references remittance_accounts (id),
    duplicate_of_id uuid constraint bank_entries_duplicate_of_id_fk references bank_entries (id),
    transaction_id uuid constraint bank_entries_transaction_id_unique unique
        constraint bank_entries_transaction_id_fk references ledger_transactions (id),
    decided_at timestamptz,
    constraint bank_entries_position_unique unique (bank_statement_id, position),
    constraint bank_entries_transaction_id_state check ((state = 'credited') = (transaction_id is not null)),
    constraint bank_entries_remittance_account_id_state check (state <> 'credited' or remittance_account_id is not null),
    constraint bank_entries_duplicate_of_id_state check ((state = 'duplicate') = (duplicate_of_id is not null)),
    constraint bank_entries_reason_state check ((state in ('held', 'ignored')) = (reason is not null)),
    constraint bank_entries_decided_at_state check ((state = 'received') = (decided_at is null))
);

create unique index bank_entries_bank_reference_once on bank_entries (bank_account_id, bank_reference) where state = 'credited';
create index bank_entries_bank_reference_idx on bank_entries (bank_account_id, bank_reference);
create index bank_entries_bank_statement_id_idx on bank_entries (bank_statement_id, id);
create index bank_entries_remittance_account_id_idx on bank_entries (remittance_account_id, id);
create index bank_entries_duplicate_of_id_idx on bank_entries (duplicate_of_id);
create index bank_entries_state_order on bank_entries (state, id);

comment on table bank_entries is 'Entries of bank statements and what became of each (domain.md 3.6, BankReceipt).';
comment on column bank_entries.id is 'uuid v7, in the order of the statement.';
comment on column bank_entries.bank_statement_id is 'The statement it stands in.';
comment on column bank_entries.bank_account_id is 'The account of that statement; with the bank reference it names the receipt.';
comment on column bank_entries.position is 'Place in the statement: 1, 2, 3 …';
comment on column bank_entries.place is 'Where in the file it stands.';
comment on column bank_entries.amount is 'More than zero, two decimals.';
comment on column bank_entries.currency is 'ISO 4217.';
comment on column bank_entries.direction is 'credit: money came in; debit: money went out.';
comment on column bank_entries.is_booked is 'False for pending entries, which are no money yet.';
comment on column bank_entries.is_reversal is 'Whether it takes back an earlier entry.';
comment on column bank_entries.is_batch_unclear is 'Whether it sums up several payments that the file does not give apart.';
comment on column bank_entries.booked_on is 'Booking date of the bank.';
comment on column bank_entries.value_on is 'Value date of the bank.';
comment on column bank_entries.bank_reference is 'The bank''s serial number of the receipt: credits at most once (invariant 9).';
comment on column bank_entries.end_to_end_reference is 'The payer''s reference.';
comment on column bank_entries.remittance_text is 'What the payer wrote, structured references included.';
comment on column bank_entries.payer_name is 'Who paid, as the bank names them.';
comment on column bank_entries.payer_account is 'From which account.';
comment on column bank_entries.payee_account is 'The account number the payer addressed; the exclusive number, when the bank carries it.';
comment on column bank_entries.state is 'received, credited, held, ignored, duplicate.';
comment on column bank_entries.reason is 'Which rule held or ignored it.';
comment on column bank_entries.remittance_account_id is 'The exclusive account it names, when that is clear.';
comment on column bank_entries.duplicate_of_id is 'The entry that came first under the same bank reference.';
comment on column bank_entries.transaction_id is 'The ledger transaction that credited it.';
comment on column bank_entries.decided_at is 'When it was decided.';
