delete from ledger_accounts debt where kind = 'debt'
    and exists (select from ledger_accounts cash where cash.owner_id = debt.owner_id and cash.kind = 'cash');
alter table ledger_transfers
    drop constraint ledger_transfers_kind_known,
    drop constraint ledger_transfers_debit_balance_covered,
    add constraint ledger_transfers_kind_known check (
        kind in (
            'remittance', 'hold', 'hold_release', 'earmark', 'earmark_release', 'allocation', 'reclaim', 'unbinding', 'arrears_clearing',
            'charge', 'arrears', 'online_payment', 'partner_payment', 'refund', 'arrears_refund'
        )
    ),
    add constraint ledger_transfers_debit_balance_covered check (case kind when 'arrears' then debit_balance <= 0 else debit_balance >= 0 end);
comment on column ledger_accounts.kind is 'cash: a partner''s available money; held: set aside by the vendor; earmarked: kept for a purpose; spending: what partners allocated to a customer; own: a customer''s own money; debt: what it owes; bank_clearing, online_clearing, revenue: the platform.';
