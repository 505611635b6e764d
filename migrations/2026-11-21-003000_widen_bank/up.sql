-- Files of every format, from a person or from the watched folder, taken in step by step.
alter table bank_uploads
    drop constraint bank_uploads_state_known,
    drop constraint bank_uploads_received_at_state,
    drop constraint bank_uploads_finished_at_state,
    alter column uploaded_by_id drop not null,
    alter column ticket_sha256 drop not null,
    alter column ticket_expires_at drop not null,
    add column source text not null default 'upload'
        constraint bank_uploads_source_known check (source in ('upload', 'inbox')),
    add column format text constraint bank_uploads_format_length check (length(format) between 1 and 40),
    add column entry_count integer constraint bank_uploads_entry_count_sign check (entry_count >= 0),
    add column stored_count integer not null default 0 constraint bank_uploads_stored_count_sign check (stored_count >= 0),
    add constraint bank_uploads_state_known check (state in ('awaiting_file', 'received', 'importing', 'imported', 'rejected')),
    add constraint bank_uploads_received_at_state check ((state = 'awaiting_file') = (received_at is null)),
    add constraint bank_uploads_finished_at_state check ((state in ('imported', 'rejected')) = (finished_at is not null)),
    add constraint bank_uploads_source_ticket check (
        (source = 'upload') = (uploaded_by_id is not null)
        and (source = 'upload') = (ticket_sha256 is not null)
        and (source = 'upload') = (ticket_expires_at is not null)
    ),
    add constraint bank_uploads_stored_count_bounded check (stored_count <= coalesce(entry_count, 0));
alter table bank_uploads alter column source drop default;

update bank_uploads upload
set format = 'camt.053', entry_count = counted.entries, stored_count = counted.entries
from (
    select statement.bank_upload_id, count(entry.id)::int as entries
    from bank_statements statement left join bank_entries entry on entry.bank_statement_id = statement.id
    group by statement.bank_upload_id
) counted
where counted.bank_upload_id = upload.id and upload.state = 'imported';

drop index bank_uploads_sha256_once;
create unique index bank_uploads_sha256_once on bank_uploads (sha256) where state in ('received', 'importing', 'imported');

comment on column bank_uploads.state is 'awaiting_file, received, importing (found right, its entries are being stored), imported, rejected.';
comment on column bank_uploads.uploaded_by_id is 'Who asked for the ticket; null when it lay in the watched folder.';
comment on column bank_uploads.ticket_sha256 is 'SHA-256 of the one-use ticket; null when it lay in the watched folder.';
comment on column bank_uploads.ticket_expires_at is 'First instant at which the ticket no longer works; null when it lay in the watched folder.';
comment on column bank_uploads.source is 'upload: sent in exchange for a ticket; inbox: it lay in the watched folder.';
comment on column bank_uploads.format is 'What it turned out to be: camt.053.001.08, MT940, CSV …; null until it was read.';
comment on column bank_uploads.entry_count is 'How many entries it has; null until it was read.';
comment on column bank_uploads.stored_count is 'How many of them are stored: where an import that was cut off goes on.';
comment on column bank_uploads.findings is 'What was found wrong or strange, each with code, severity, place and message.';

alter table bank_statements
    alter column opening_balance drop not null,
    alter column closing_balance drop not null,
    add column position integer,
    add column kind text not null default 'statement'
        constraint bank_statements_kind_known check (kind in ('statement', 'notification', 'report')),
    add column message_reference text not null default '',
    add column place text not null default '',
    add column entry_count integer not null default 0 constraint bank_statements_entry_count_sign check (entry_count >= 0);

update bank_statements statement
set position = numbered.position, entry_count = (select count(*) from bank_entries where bank_statement_id = statement.id)
from (select id, row_number() over (partition by bank_upload_id order by id) as position from bank_statements) numbered
where numbered.id = statement.id;

alter table bank_statements
    alter column position set not null,
    alter column kind drop default,
    alter column message_reference drop default,
    alter column place drop default,
    alter column entry_count drop default,
    add constraint bank_statements_position_positive check (position > 0),
    add constraint bank_statements_position_unique unique (bank_upload_id, position),
    add constraint bank_statements_balance_kind check (
        (kind <> 'statement' or (opening_balance is not null and closing_balance is not null))
        and (opening_balance is null) = (closing_balance is null)
    );

create index bank_statements_bank_account_id_chain on bank_statements (bank_account_id, kind, closed_on, id);

comment on table bank_statements is 'Statements, notifications and reports about the vendor''s bank accounts.';
comment on column bank_statements.position is 'Place in the file: 1, 2, 3 …';
comment on column bank_statements.kind is 'statement: booked, between two balances (camt.053, MT940, CSV with balances); notification: booked, without balances (camt.054, CSV); report: of the running day, to look at only (camt.052, MT942).';
comment on column bank_statements.message_reference is 'The bank''s reference of the message (camt GrpHdr/MsgId, MT :20:).';
comment on column bank_statements.place is 'Where in the file it stands.';
comment on column bank_statements.reference is 'The bank''s id of the statement (camt Stmt/Id, MT :28C:).';
comment on column bank_statements.entry_count is 'How many entries it has.';
comment on column bank_statements.opening_balance is 'Booked balance before the entries; null where the message states none.';
comment on column bank_statements.closing_balance is 'Booked balance after the entries: opening and entries, to the cent; null where the message states none.';

alter table bank_entries
    add column remittance_reference text,
    add column batch_reference text,
    add column batch_part integer constraint bank_entries_batch_part_positive check (batch_part > 0),
    add column batch_parts integer constraint bank_entries_batch_parts_bounded check (batch_parts >= batch_part),
    add constraint bank_entries_batch_part_whole check ((batch_part is null) = (batch_parts is null));

create index bank_entries_batch_reference_idx on bank_entries (bank_account_id, batch_reference) where batch_reference is not null;

comment on column bank_entries.remittance_text is 'What the payer wrote, free text.';
comment on column bank_entries.remittance_reference is 'What the payer wrote, structured: creditor references and document numbers.';
comment on column bank_entries.batch_reference is 'The bank''s reference of the booked sum that the payment is part of.';
comment on column bank_entries.batch_part is 'Which payment of the booked sum it is, from 1; null when it was booked alone.';
comment on column bank_entries.batch_parts is 'How many payments the booked sum has.';

alter table bank_accounts
    add column payee_name text constraint bank_accounts_payee_name_length check (length(payee_name) between 1 and 140),
    add column bank_name text constraint bank_accounts_bank_name_length check (length(bank_name) between 1 and 140),
    add column bank_code text constraint bank_accounts_bank_code_form check (bank_code ~ '^[0-9A-Z]{4,20}$'),
    add constraint bank_accounts_payee_name_bank check ((payee_name is null) = (bank_name is null));

comment on column bank_accounts.payee_name is 'Whom payers have to name as the payee; null for an account that nobody is told to pay to.';
comment on column bank_accounts.bank_name is 'The bank and branch that payers have to name.';
comment on column bank_accounts.bank_code is 'BIC or national bank code of it.';

alter table remittance_accounts
    add column opened_at timestamptz,
    add column opened_by_id uuid constraint remittance_accounts_opened_by_id_fk references staff (id),
    add constraint remittance_accounts_opened_at_whole check ((opened_at is null) = (opened_by_id is null));

create index remittance_accounts_opened_by_id_idx on remittance_accounts (opened_by_id);

comment on column remittance_accounts.opened_at is 'When the partner looked at the number first, with a verification code (domain.md 3.6); null until then.';
comment on column remittance_accounts.opened_by_id is 'Who of the partner did.';
