-- Accounts: what is earmarked, what a customer owns and owes, and the platform's sides of charges.
alter table ledger_accounts
    drop constraint ledger_accounts_kind_known,
    drop constraint ledger_accounts_balance_covered,
    drop constraint ledger_accounts_balance_kept,
    add column posted_at timestamptz,
    add column alert_threshold numeric(20, 2) constraint ledger_accounts_alert_threshold_positive check (alert_threshold > 0),
    add column alert_armed boolean not null default true,
    add constraint ledger_accounts_kind_known check (
        kind in ('cash', 'held', 'earmarked', 'spending', 'own', 'debt', 'bank_clearing', 'online_clearing', 'revenue')
    ),
    add constraint ledger_accounts_balance_covered check (case kind when 'debt' then balance <= 0 else balance >= 0 end),
    add constraint ledger_accounts_balance_kept check (
        (kind in ('bank_clearing', 'online_clearing', 'revenue')) = (balance is null)
    ),
    add constraint ledger_accounts_alert_threshold_watched check (alert_threshold is null or kind in ('cash', 'spending'));

comment on column ledger_accounts.kind is 'cash: a partner''s available money; held: set aside by the vendor; earmarked: kept for a purpose; spending: what partners allocated to a customer; own: a customer''s own money; debt: what it owes; bank_clearing, online_clearing, revenue: the platform.';
comment on column ledger_accounts.balance is 'Two decimals, never below zero, a debt never above; null for platform accounts, which keep no running balance.';
comment on column ledger_accounts.posted_at is 'When the last transfer touched it: never earlier than the one before, so that a balance as of a moment is that of its last transfer until then.';
comment on column ledger_accounts.alert_threshold is 'Whoever owns it is warned when the balance falls below; null: never (domain.md 3.5).';
comment on column ledger_accounts.alert_armed is 'Whether the next fall below the threshold warns: once a crossing.';

insert into ledger_accounts (id, owner_id, kind, currency, balance, version, created_at)
select gen_random_uuid(), party.id, kind.name, 'CNY', case when kind.is_kept then 0 end, case when kind.is_kept then 0 end, now()
from parties party join (values
    ('customer', 'own', true), ('customer', 'debt', true), ('vendor', 'online_clearing', false), ('vendor', 'revenue', false),
    ('distributor', 'earmarked', true), ('reseller', 'earmarked', true), ('solution_provider', 'earmarked', true),
    ('gov_subsidy', 'earmarked', true), ('merchant', 'earmarked', true)
) kind (owner_kind, name, is_kept) on kind.owner_kind = party.kind;

alter table ledger_transfers
    drop constraint ledger_transfers_kind_known,
    drop constraint ledger_transfers_debit_balance_covered,
    drop constraint ledger_transfers_credit_balance_covered,
    add constraint ledger_transfers_kind_known check (
        kind in (
            'remittance', 'hold', 'hold_release', 'earmark', 'earmark_release', 'allocation', 'reclaim', 'unbinding', 'arrears_clearing',
            'charge', 'arrears', 'online_payment', 'partner_payment', 'refund', 'arrears_refund'
        )
    ),
    add constraint ledger_transfers_debit_balance_covered check (case kind when 'arrears' then debit_balance <= 0 else debit_balance >= 0 end),
    add constraint ledger_transfers_credit_balance_covered check (
        case when kind in ('arrears_clearing', 'arrears_refund') then credit_balance <= 0 else credit_balance >= 0 end
    );

create index ledger_transfers_debit_account_id_time on ledger_transfers (debit_account_id, posted_at, debit_version);
create index ledger_transfers_credit_account_id_time on ledger_transfers (credit_account_id, posted_at, credit_version);

update ledger_accounts account set posted_at = (
    select max(posted_at) from ledger_transfers where account.id in (debit_account_id, credit_account_id)
) where balance is not null;

alter table holds
    add column purpose text not null default 'frozen' constraint holds_purpose_known check (purpose in ('frozen', 'earmarked'));
alter table holds alter column purpose drop default;

comment on column holds.purpose is 'frozen: set aside by the vendor; earmarked: kept for what the reason says (the reference''s designated amount).';

alter table edges add column closing_at timestamptz;

comment on column edges.closing_at is 'Since when the two part: nothing is allocated or issued along it any more; null otherwise.';

-- Lots: one origin a credit from outside, one lot an account and origin, the shares of every transfer.
create table fund_origins (
    id uuid constraint fund_origins_pk primary key,
    account_id uuid not null constraint fund_origins_account_id_fk references ledger_accounts (id),
    transfer_id uuid not null constraint fund_origins_transfer_id_fk references ledger_transfers (id),
    channel text not null constraint fund_origins_channel_known check (channel in ('bank_transfer', 'refund')),
    channel_reference text not null,
    arrived_at timestamptz not null,
    amount numeric(20, 2) not null constraint fund_origins_amount_positive check (amount > 0),
    currency text not null constraint fund_origins_currency_form check (currency ~ '^[A-Z]{3}$'),
    constraint fund_origins_transfer_id_unique unique (transfer_id)
);

create index fund_origins_account_id_idx on fund_origins (account_id);
create trigger fund_origins_append_only before update or delete or truncate on fund_origins
    for each statement execute function refuse_change();
revoke update, delete, truncate on fund_origins from headwater_app;

comment on table fund_origins is 'Credits from outside: where all money that parties have came from (domain.md 3.1). Append-only.';
comment on column fund_origins.id is 'uuid v7.';
comment on column fund_origins.account_id is 'The account that was credited.';
comment on column fund_origins.transfer_id is 'The transfer that credited it.';
comment on column fund_origins.channel is 'How the money came in; decides how it may go out.';
comment on column fund_origins.channel_reference is 'What the channel calls the payment: the bank reference, the refund.';
comment on column fund_origins.arrived_at is 'When it came in.';
comment on column fund_origins.amount is 'What came in.';
comment on column fund_origins.currency is 'ISO 4217.';

insert into fund_origins (id, account_id, transfer_id, channel, channel_reference, arrived_at, amount, currency)
select id, account_id, transfer_id, channel, channel_reference, arrived_at, amount, currency from fund_lots;

create table transfer_lots (
    transfer_id uuid not null constraint transfer_lots_transfer_id_fk references ledger_transfers (id),
    origin_id uuid not null constraint transfer_lots_origin_id_fk references fund_origins (id),
    amount numeric(20, 2) not null constraint transfer_lots_amount_positive check (amount > 0),
    constraint transfer_lots_pk primary key (transfer_id, origin_id)
);

create index transfer_lots_origin_id_idx on transfer_lots (origin_id, transfer_id);
create trigger transfer_lots_append_only before update or delete or truncate on transfer_lots
    for each statement execute function refuse_change();
revoke update, delete, truncate on transfer_lots from headwater_app;

comment on table transfer_lots is 'Of which origins the money of a transfer was: its lineage. Append-only.';
comment on column transfer_lots.transfer_id is 'The transfer.';
comment on column transfer_lots.origin_id is 'Where this share of it came from.';
comment on column transfer_lots.amount is 'The share.';

create temporary table invoiced on commit drop as select id, invoiced from fund_lots where invoiced > 0;
drop table fund_lots;

create table fund_lots (
    id uuid constraint fund_lots_pk primary key,
    account_id uuid not null constraint fund_lots_account_id_fk references ledger_accounts (id),
    origin_id uuid not null constraint fund_lots_origin_id_fk references fund_origins (id),
    arrived_at timestamptz not null,
    remaining numeric(20, 2) not null constraint fund_lots_remaining_covered check (remaining >= 0),
    invoiced numeric(20, 2) not null constraint fund_lots_invoiced_covered check (invoiced >= 0),
    currency text not null constraint fund_lots_currency_form check (currency ~ '^[A-Z]{3}$'),
    constraint fund_lots_origin_id_unique unique (account_id, origin_id)
);

create index fund_lots_origin_id_idx on fund_lots (origin_id);
create index fund_lots_account_id_order on fund_lots (account_id, arrived_at, origin_id) where remaining > 0;

comment on table fund_lots is 'What an account has of each origin, spent oldest first (domain.md 3.1, 3.8).';
comment on column fund_lots.id is 'uuid v7.';
comment on column fund_lots.account_id is 'The account.';
comment on column fund_lots.origin_id is 'Where the money came from.';
comment on column fund_lots.arrived_at is 'When the origin came in: the order in which lots are spent.';
comment on column fund_lots.remaining is 'What the account has of it now.';
comment on column fund_lots.invoiced is 'How much of it was invoiced and so cannot leave.';
comment on column fund_lots.currency is 'ISO 4217.';

-- What was posted before is posted again to the lots, oldest money first.
do $$
declare
    posted record;
    lot record;
    needed numeric;
    share numeric;
begin
    for posted in select * from ledger_transfers order by id loop
        if posted.kind = 'remittance' then
            insert into transfer_lots select posted.id, id, amount from fund_origins where transfer_id = posted.id;
        else
            needed := posted.amount;
            for lot in select * from fund_lots where account_id = posted.debit_account_id and remaining > 0 order by arrived_at, origin_id loop
                exit when needed = 0;
                share := least(needed, lot.remaining);
                needed := needed - share;
                update fund_lots set remaining = remaining - share where id = lot.id;
                insert into transfer_lots values (posted.id, lot.origin_id, share);
            end loop;
        end if;
        insert into fund_lots (id, account_id, origin_id, arrived_at, remaining, invoiced, currency)
        select gen_random_uuid(), posted.credit_account_id, origin.id, origin.arrived_at, moved.amount, 0, origin.currency
        from transfer_lots moved join fund_origins origin on origin.id = moved.origin_id where moved.transfer_id = posted.id
        on conflict (account_id, origin_id) do update set remaining = fund_lots.remaining + excluded.remaining;
    end loop;
    update fund_lots kept set invoiced = invoiced.invoiced from invoiced, fund_origins origin
    where origin.id = invoiced.id and kept.origin_id = origin.id and kept.account_id = origin.account_id;
end
$$;
