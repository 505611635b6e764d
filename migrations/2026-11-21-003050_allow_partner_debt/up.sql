-- What a bank took back from a partner after the money had moved on is owed by it.
alter table ledger_transfers
    drop constraint ledger_transfers_kind_known,
    drop constraint ledger_transfers_debit_balance_covered,
    add constraint ledger_transfers_kind_known check (
        kind in (
            'remittance', 'remittance_reversal', 'reversal_arrears', 'hold', 'hold_release', 'earmark', 'earmark_release',
            'allocation', 'reclaim', 'unbinding', 'arrears_clearing',
            'charge', 'arrears', 'online_payment', 'partner_payment', 'refund', 'arrears_refund'
        )
    ),
    add constraint ledger_transfers_debit_balance_covered check (
        case when kind in ('arrears', 'reversal_arrears') then debit_balance <= 0 else debit_balance >= 0 end
    );

insert into ledger_accounts (id, owner_id, kind, currency, balance, version, created_at)
select gen_random_uuid(), cash.owner_id, 'debt', cash.currency, 0, 0, now()
from ledger_accounts cash where cash.kind = 'cash';

comment on column ledger_accounts.kind is 'cash: a partner''s available money; held: set aside by the vendor; earmarked: kept for a purpose; spending: what partners allocated to a customer; own: a customer''s own money; debt: what a customer or partner owes; bank_clearing, online_clearing, revenue: the platform.';
