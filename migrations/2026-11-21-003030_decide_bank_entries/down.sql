drop table bank_decisions;
drop index bank_entries_bank_reference_once;
drop index bank_entries_received_idx;
drop index bank_entries_held_idx;
drop index bank_entries_account_day;
create unique index bank_entries_bank_reference_once on bank_entries (bank_account_id, bank_reference) where state = 'credited';
alter table bank_entries
    drop constraint bank_entries_state_known,
    drop constraint bank_entries_transaction_id_state,
    drop constraint bank_entries_reason_state,
    drop constraint bank_entries_reverses_id_state,
    drop constraint bank_entries_revision_state,
    drop column revision, drop column reverses_id,
    add constraint bank_entries_state_known check (state in ('received', 'credited', 'held', 'ignored', 'duplicate')),
    add constraint bank_entries_transaction_id_state check ((state = 'credited') = (transaction_id is not null)),
    add constraint bank_entries_reason_state check ((state in ('held', 'ignored')) = (reason is not null));
comment on column bank_entries.state is 'received, credited, held, ignored, duplicate.';
comment on column bank_entries.reason is 'Which rule held or ignored it.';
comment on column bank_entries.transaction_id is 'The ledger transaction that credited it.';
