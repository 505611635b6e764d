create table adjustments (
    id uuid constraint adjustments_pk primary key,
    operation text not null constraint adjustments_operation_known check (operation in ('allocation', 'reclaim', 'unbinding')),
    partner_id uuid not null constraint adjustments_partner_id_fk references parties (id),
    party_id uuid not null constraint adjustments_party_id_fk references parties (id),
    amount numeric(20, 2) not null constraint adjustments_amount_positive check (amount > 0),
    arrears_cleared numeric(20, 2) not null constraint adjustments_arrears_cleared_within check (arrears_cleared between 0 and amount),
    currency text not null constraint adjustments_currency_form check (currency ~ '^[A-Z]{3}$'),
    memo text constraint adjustments_memo_length check (length(memo) between 1 and 256),
    staff_id uuid constraint adjustments_staff_id_fk references staff (id),
    transaction_id uuid not null constraint adjustments_transaction_id_fk references ledger_transactions (id),
    made_at timestamptz not null,
    constraint adjustments_party_id_distinct check (party_id <> partner_id),
    constraint adjustments_arrears_cleared_operation check (operation = 'allocation' or arrears_cleared = 0),
    constraint adjustments_staff_id_operation check (operation = 'unbinding' or staff_id is not null),
    constraint adjustments_transaction_id_unique unique (transaction_id)
);

create index adjustments_partner_id_order on adjustments (partner_id, id);
create index adjustments_party_id_order on adjustments (party_id, id);
create index adjustments_staff_id_idx on adjustments (staff_id);
create trigger adjustments_append_only before update or delete or truncate on adjustments
    for each statement execute function refuse_change();
revoke update, delete, truncate on adjustments from headwater_app;

comment on table adjustments is 'Money that partners gave to resellers and customers, and what came back (domain.md 3.1, 3.4). Append-only.';
comment on column adjustments.id is 'uuid v7.';
comment on column adjustments.operation is 'allocation: down (BEADJUST); reclaim: back (BERETRIEVE); unbinding: back as the two parted (BEUNBIND).';
comment on column adjustments.partner_id is 'The partner whose money it is.';
comment on column adjustments.party_id is 'The reseller or customer under it.';
comment on column adjustments.amount is 'More than zero, two decimals.';
comment on column adjustments.arrears_cleared is 'How much of it went to what the customer owed.';
comment on column adjustments.currency is 'ISO 4217.';
comment on column adjustments.memo is 'What the partner wrote to it; the other side reads it.';
comment on column adjustments.staff_id is 'Who did it, a person of the partner or of its distributor acting for it; null for the system.';
comment on column adjustments.transaction_id is 'What it is in the ledger.';
comment on column adjustments.made_at is 'When.';
