create temporary table lots on commit drop as
select origin.*, lot.remaining, lot.invoiced from fund_origins origin cross join lateral (
    select sum(remaining) as remaining, sum(invoiced) as invoiced from fund_lots where origin_id = origin.id
) lot where origin.channel = 'bank_transfer';

drop table fund_lots;
drop table transfer_lots;
drop table fund_origins;

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

insert into fund_lots (id, account_id, transfer_id, channel, channel_reference, arrived_at, amount, remaining, invoiced, currency)
select id, account_id, transfer_id, channel, channel_reference, arrived_at, amount, remaining, invoiced, currency from lots;

alter table edges drop column closing_at;
alter table holds drop column purpose;

drop index ledger_transfers_debit_account_id_time;
drop index ledger_transfers_credit_account_id_time;
alter table ledger_transfers
    drop constraint ledger_transfers_kind_known,
    drop constraint ledger_transfers_debit_balance_covered,
    drop constraint ledger_transfers_credit_balance_covered,
    add constraint ledger_transfers_kind_known check (kind in ('remittance', 'hold', 'hold_release')),
    add constraint ledger_transfers_debit_balance_covered check (debit_balance >= 0),
    add constraint ledger_transfers_credit_balance_covered check (credit_balance >= 0);

delete from ledger_accounts where kind in ('earmarked', 'own', 'debt', 'online_clearing', 'revenue');
alter table ledger_accounts
    drop constraint ledger_accounts_alert_threshold_watched,
    drop constraint ledger_accounts_kind_known,
    drop constraint ledger_accounts_balance_covered,
    drop constraint ledger_accounts_balance_kept,
    drop column posted_at,
    drop column alert_threshold,
    drop column alert_armed,
    add constraint ledger_accounts_kind_known check (kind in ('cash', 'held', 'spending', 'bank_clearing')),
    add constraint ledger_accounts_balance_covered check (balance >= 0),
    add constraint ledger_accounts_balance_kept check ((kind = 'bank_clearing') = (balance is null));

comment on column ledger_accounts.kind is 'cash: a partner''s available money; held: set aside; spending: a customer''s allocations; bank_clearing: what banks reported (platform).';
comment on column ledger_accounts.balance is 'Two decimals, never below zero; null for platform accounts, which keep no running balance.';
