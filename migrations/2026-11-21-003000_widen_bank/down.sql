alter table remittance_accounts drop column opened_at, drop column opened_by_id;
alter table bank_accounts drop column payee_name, drop column bank_name, drop column bank_code;
drop index bank_entries_batch_reference_idx;
alter table bank_entries
    drop column remittance_reference, drop column batch_reference, drop column batch_part, drop column batch_parts;
comment on column bank_entries.remittance_text is 'What the payer wrote, structured references included.';

drop index bank_statements_bank_account_id_chain;
delete from bank_entries where bank_statement_id in (select id from bank_statements where opening_balance is null);
delete from bank_statements where opening_balance is null;
alter table bank_statements
    drop column position, drop column kind, drop column message_reference, drop column place, drop column entry_count,
    alter column opening_balance set not null, alter column closing_balance set not null;
comment on table bank_statements is 'Statements of the vendor''s bank accounts whose entries explain the balances.';
comment on column bank_statements.reference is 'The bank''s id of the statement (camt.053 Stmt/Id).';
comment on column bank_statements.opening_balance is 'Booked balance before the entries.';
comment on column bank_statements.closing_balance is 'Booked balance after the entries: opening and entries, to the cent.';

drop index bank_uploads_sha256_once;
create unique index bank_uploads_sha256_once on bank_uploads (sha256) where state in ('received', 'imported');
alter table bank_uploads
    drop constraint bank_uploads_state_known,
    drop constraint bank_uploads_source_ticket,
    drop constraint bank_uploads_stored_count_bounded,
    drop column source, drop column format, drop column entry_count, drop column stored_count,
    alter column uploaded_by_id set not null, alter column ticket_sha256 set not null, alter column ticket_expires_at set not null,
    add constraint bank_uploads_state_known check (state in ('awaiting_file', 'received', 'imported', 'rejected'));
comment on column bank_uploads.state is 'awaiting_file, received, imported, rejected.';
comment on column bank_uploads.uploaded_by_id is 'Who asked for the ticket.';
comment on column bank_uploads.ticket_sha256 is 'SHA-256 of the one-use ticket.';
comment on column bank_uploads.ticket_expires_at is 'First instant at which the ticket no longer works.';
comment on column bank_uploads.findings is 'What was found wrong, each with code, severity, place and message.';
