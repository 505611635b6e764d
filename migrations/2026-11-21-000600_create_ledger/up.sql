create table ledger_accounts (
    id uuid constraint ledger_accounts_pk primary key,
    owner_id uuid not null constraint ledger_accounts_owner_id_fk references parties (id),
    kind text not null constraint ledger_accounts_kind_known check (kind in ('cash', 'held', 'spending', 'bank_clearing')),
    currency text not null constraint ledger_accounts_currency_form check (currency ~ '^[A-Z]{3}$'),
    balance numeric(20, 2) constraint ledger_accounts_balance_covered check (balance >= 0),
    version bigint constraint ledger_accounts_version_counted check (version >= 0),
    created_at timestamptz not null,
    constraint ledger_accounts_kind_unique unique (owner_id, kind, currency),
    constraint ledger_accounts_balance_kept check ((kind = 'bank_clearing') = (balance is null)),
    constraint ledger_accounts_version_kept check ((balance is null) = (version is null))
);

comment on table ledger_accounts is 'Accounts of the double-entry ledger (design.md 4).';
comment on column ledger_accounts.id is 'uuid v7; accounts are locked in ascending order of it.';
comment on column ledger_accounts.owner_id is 'Whose account it is; the vendor''s for platform accounts.';
comment on column ledger_accounts.kind is 'cash: a partner''s available money; held: set aside; spending: a customer''s allocations; bank_clearing: what banks reported (platform).';
comment on column ledger_accounts.currency is 'ISO 4217.';
comment on column ledger_accounts.balance is 'Two decimals, never below zero; null for platform accounts, which keep no running balance.';
comment on column ledger_accounts.version is 'How many transfers touched it, without gaps; null for platform accounts.';
comment on column ledger_accounts.created_at is 'When it was opened.';

create table ledger_transactions (
    id uuid constraint ledger_transactions_pk primary key,
    reverses_id uuid constraint ledger_transactions_reverses_id_fk references ledger_transactions (id),
    actor text not null,
    posted_at timestamptz not null,
    constraint ledger_transactions_reverses_id_once unique (reverses_id)
);

create trigger ledger_transactions_append_only before update or delete or truncate on ledger_transactions
    for each statement execute function refuse_change();
revoke update, delete, truncate on ledger_transactions from headwater_app;

comment on table ledger_transactions is 'Business acts that moved money: what several transfers have in common. Append-only.';
comment on column ledger_transactions.id is 'uuid v7.';
comment on column ledger_transactions.reverses_id is 'The transaction this one corrects; each is corrected at most once.';
comment on column ledger_transactions.actor is 'Who moved the money: a staff id, or system and the job''s name.';
comment on column ledger_transactions.posted_at is 'When.';

create table ledger_transfers (
    id uuid constraint ledger_transfers_pk primary key,
    transaction_id uuid not null constraint ledger_transfers_transaction_id_fk references ledger_transactions (id),
    debit_account_id uuid not null constraint ledger_transfers_debit_account_id_fk references ledger_accounts (id),
    credit_account_id uuid not null constraint ledger_transfers_credit_account_id_fk references ledger_accounts (id),
    amount numeric(20, 2) not null constraint ledger_transfers_amount_positive check (amount > 0),
    currency text not null constraint ledger_transfers_currency_form check (currency ~ '^[A-Z]{3}$'),
    kind text not null constraint ledger_transfers_kind_known check (
        kind in ('remittance', 'hold', 'hold_release')
    ),
    key text not null constraint ledger_transfers_key_unique unique
        constraint ledger_transfers_key_length check (length(key) between 1 and 200),
    debit_version bigint,
    debit_balance numeric(20, 2) constraint ledger_transfers_debit_balance_covered check (debit_balance >= 0),
    credit_version bigint,
    credit_balance numeric(20, 2) constraint ledger_transfers_credit_balance_covered check (credit_balance >= 0),
    posted_at timestamptz not null,
    constraint ledger_transfers_credit_account_id_distinct check (credit_account_id <> debit_account_id)
);

create index ledger_transfers_transaction_id_idx on ledger_transfers (transaction_id);
create unique index ledger_transfers_debit_version_unique on ledger_transfers (debit_account_id, debit_version);
create unique index ledger_transfers_credit_version_unique on ledger_transfers (credit_account_id, credit_version);
create index ledger_transfers_debit_account_id_order on ledger_transfers (debit_account_id, id);
create index ledger_transfers_credit_account_id_order on ledger_transfers (credit_account_id, id);
create trigger ledger_transfers_append_only before update or delete or truncate on ledger_transfers
    for each statement execute function refuse_change();
revoke update, delete, truncate on ledger_transfers from headwater_app;

comment on table ledger_transfers is 'The ledger: every row takes an amount from one account and gives it to another, so every row balances by itself. Append-only.';
comment on column ledger_transfers.id is 'uuid v7.';
comment on column ledger_transfers.transaction_id is 'The business act it is part of.';
comment on column ledger_transfers.debit_account_id is 'The account the amount is taken from.';
comment on column ledger_transfers.credit_account_id is 'The account the amount is given to.';
comment on column ledger_transfers.amount is 'More than zero, two decimals.';
comment on column ledger_transfers.currency is 'ISO 4217; that of both accounts.';
comment on column ledger_transfers.kind is 'Which movement it is (domain/src/ledger/movements.rs).';
comment on column ledger_transfers.key is 'Names the fact that caused it: the same fact posts once.';
comment on column ledger_transfers.debit_version is 'Version of the debited account after it; null for platform accounts.';
comment on column ledger_transfers.debit_balance is 'Balance of the debited account after it; null for platform accounts.';
comment on column ledger_transfers.credit_version is 'Version of the credited account after it; null for platform accounts.';
comment on column ledger_transfers.credit_balance is 'Balance of the credited account after it; null for platform accounts.';
comment on column ledger_transfers.posted_at is 'When.';

create table ledger_snapshots (
    account_id uuid not null constraint ledger_snapshots_account_id_fk references ledger_accounts (id),
    taken_on date not null,
    through_at timestamptz not null,
    balance numeric(20, 2) not null constraint ledger_snapshots_balance_bounded check (abs(balance) < 1e18),
    constraint ledger_snapshots_pk primary key (account_id, taken_on)
);

create trigger ledger_snapshots_append_only before update or delete or truncate on ledger_snapshots
    for each statement execute function refuse_change();
revoke update, delete, truncate on ledger_snapshots from headwater_app;

comment on table ledger_snapshots is 'What platform accounts stood at when a day began; their balance is the last snapshot and the transfers since. Append-only.';
comment on column ledger_snapshots.account_id is 'A platform account.';
comment on column ledger_snapshots.taken_on is 'The day (UTC) whose beginning is meant.';
comment on column ledger_snapshots.through_at is 'The instant: transfers posted before it are in the balance.';
comment on column ledger_snapshots.balance is 'Credits less debits; negative for an account that money came in by.';

create table fund_lots (
    id uuid constraint fund_lots_pk primary key,
    account_id uuid not null constraint fund_lots_account_id_fk references ledger_accounts (id),
    transfer_id uuid not null constraint fund_lots_transfer_id_fk references ledger_transfers (id),
    channel text not null constraint fund_lots_channel_known check (channel in ('bank_transfer')),
    channel_reference text not null,
    arrived_at timestamptz not null,
    amount numeric(20, 2) not null constraint fund_lots_amount_positive check (amount > 0),
    remaining numeric(20, 2) not null constraint fund_lots_remaining_within check (remaining between 0 and amount),
    invoiced numeric(20, 2) not null constraint fund_lots_invoiced_within check (invoiced between 0 and amount),
    currency text not null constraint fund_lots_currency_form check (currency ~ '^[A-Z]{3}$'),
    constraint fund_lots_transfer_id_unique unique (transfer_id)
);

create index fund_lots_account_id_order on fund_lots (account_id, arrived_at, id);

comment on table fund_lots is 'Where a partner''s money came from: one lot a credit, spent oldest first (domain.md 3.1, 3.8).';
comment on column fund_lots.id is 'uuid v7.';
comment on column fund_lots.account_id is 'The cash account that was credited; the lot stays with it while money is held.';
comment on column fund_lots.transfer_id is 'The transfer that credited it.';
comment on column fund_lots.channel is 'How the money came in; decides how it may go out.';
comment on column fund_lots.channel_reference is 'What the channel calls the payment: the bank reference.';
comment on column fund_lots.arrived_at is 'When it came in.';
comment on column fund_lots.amount is 'What came in.';
comment on column fund_lots.remaining is 'What is left of it.';
comment on column fund_lots.invoiced is 'How much of it was invoiced and so cannot leave.';
comment on column fund_lots.currency is 'ISO 4217.';
