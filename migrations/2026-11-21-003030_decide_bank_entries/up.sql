-- What became of an entry, who or which rule said so, and every decision before.
alter table bank_entries
    drop constraint bank_entries_state_known,
    drop constraint bank_entries_transaction_id_state,
    drop constraint bank_entries_reason_state,
    add column revision integer not null default 0 constraint bank_entries_revision_sign check (revision >= 0),
    add column reverses_id uuid constraint bank_entries_reverses_id_fk references bank_entries (id);

update bank_entries set revision = 1 where state <> 'received';

alter table bank_entries
    add constraint bank_entries_state_known check (
        state in ('received', 'credited', 'held', 'ignored', 'duplicate', 'returned', 'reversed', 'applied')
    ),
    add constraint bank_entries_transaction_id_state check (
        (state in ('credited', 'reversed', 'applied')) = (transaction_id is not null)
    ),
    add constraint bank_entries_reason_state check ((state in ('held', 'ignored', 'returned')) = (reason is not null)),
    add constraint bank_entries_reverses_id_state check ((state = 'applied') = (reverses_id is not null)),
    add constraint bank_entries_revision_state check ((state = 'received') = (revision = 0));

drop index bank_entries_bank_reference_once;
create unique index bank_entries_bank_reference_once on bank_entries (bank_account_id, bank_reference)
    where state in ('credited', 'reversed');
create unique index bank_entries_reverses_id_once on bank_entries (reverses_id) where reverses_id is not null;
create index bank_entries_received_idx on bank_entries (bank_statement_id, id) where state = 'received';
create index bank_entries_held_idx on bank_entries (remittance_account_id, id) where state = 'held';
create index bank_entries_account_day on bank_entries (bank_account_id, booked_on, id);

comment on column bank_entries.state is 'received; credited; held: waits for a person; ignored: no money that came in; duplicate; returned: goes back to the payer; reversed: was credited and the bank took it back; applied: the reversal that did.';
comment on column bank_entries.reason is 'Which rule held, ignored or returned it.';
comment on column bank_entries.revision is 'How many decisions there were about it.';
comment on column bank_entries.reverses_id is 'The credit that it takes back; of a reversal.';
comment on column bank_entries.transaction_id is 'The ledger transaction that credited it, or, of a reversal, that took its credit back.';

create table bank_decisions (
    bank_entry_id uuid not null constraint bank_decisions_bank_entry_id_fk references bank_entries (id),
    revision integer not null constraint bank_decisions_revision_positive check (revision > 0),
    state text not null constraint bank_decisions_state_known check (
        state in ('credited', 'held', 'ignored', 'duplicate', 'returned', 'reversed', 'applied')
    ),
    reason text,
    rule text constraint bank_decisions_rule_known check (rule in ('holder', 'agreement', 'claim', 'person', 'reversal')),
    remittance_account_id uuid constraint bank_decisions_remittance_account_id_fk references remittance_accounts (id),
    payer_agreement_id uuid constraint bank_decisions_payer_agreement_id_fk references payer_agreements (id),
    remittance_claim_id uuid constraint bank_decisions_remittance_claim_id_fk references remittance_claims (id),
    staff_id uuid constraint bank_decisions_staff_id_fk references staff (id),
    note text constraint bank_decisions_note_length check (length(note) between 1 and 500),
    transaction_id uuid constraint bank_decisions_transaction_id_unique unique
        constraint bank_decisions_transaction_id_fk references ledger_transactions (id),
    decided_at timestamptz not null,
    constraint bank_decisions_pk primary key (bank_entry_id, revision),
    constraint bank_decisions_reason_state check ((state in ('held', 'ignored', 'returned')) = (reason is not null)),
    constraint bank_decisions_rule_state check ((state in ('credited', 'reversed', 'applied')) = (rule is not null))
);

insert into bank_decisions (bank_entry_id, revision, state, reason, rule, remittance_account_id, transaction_id, decided_at)
select id, 1, state, reason, case state when 'credited' then 'holder' end, remittance_account_id, transaction_id, decided_at
from bank_entries where state <> 'received';

create index bank_decisions_remittance_account_id_idx on bank_decisions (remittance_account_id) where remittance_account_id is not null;
create index bank_decisions_payer_agreement_id_idx on bank_decisions (payer_agreement_id) where payer_agreement_id is not null;
create index bank_decisions_remittance_claim_id_idx on bank_decisions (remittance_claim_id) where remittance_claim_id is not null;
create index bank_decisions_staff_id_idx on bank_decisions (staff_id) where staff_id is not null;
create trigger bank_decisions_append_only before update or delete or truncate on bank_decisions
    for each statement execute function refuse_change();
revoke update, delete, truncate on bank_decisions from headwater_app;

comment on table bank_decisions is 'Every decision about an entry, the last included. Append-only.';
comment on column bank_decisions.bank_entry_id is 'The entry.';
comment on column bank_decisions.revision is '1 for the first, and so on.';
comment on column bank_decisions.state is 'Where it left the entry.';
comment on column bank_decisions.reason is 'Which rule held, ignored or returned it.';
comment on column bank_decisions.rule is 'By what it was credited or taken back: holder (exclusive number and name), agreement, claim, person, reversal.';
comment on column bank_decisions.payer_agreement_id is 'The agreement that lets its payer pay.';
comment on column bank_decisions.remittance_claim_id is 'The claim that was approved for it.';
comment on column bank_decisions.remittance_account_id is 'The exclusive account it names or was given to.';
comment on column bank_decisions.staff_id is 'The person who decided; null: a rule.';
comment on column bank_decisions.note is 'Why, when a person decided.';
comment on column bank_decisions.transaction_id is 'What it posted to the ledger: a credit, its correction, or a reversal.';
comment on column bank_decisions.decided_at is 'When.';
