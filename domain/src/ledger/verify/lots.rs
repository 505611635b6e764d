//! Lots: every balance is traced to where it came from.

use super::store::Rule;

pub(super) const RULES: &[Rule] = &[
    (
        "what is left of the lots of an account is its balance",
        "select account.id::text as subject, format('balance %s, lots %s', account.balance, coalesce(lots.remaining, 0)) as found \
         from ledger_accounts account left join lateral (select sum(remaining) as remaining from fund_lots where account_id = account.id) lots on true \
         where account.kind in ('cash', 'held', 'earmarked', 'spending', 'own') and account.balance <> coalesce(lots.remaining, 0)",
    ),
    (
        "only accounts of money that is traced have lots",
        "select lot.id::text as subject, account.kind as found from fund_lots lot join ledger_accounts account on account.id = lot.account_id \
         where account.kind not in ('cash', 'held', 'earmarked', 'spending', 'own') or account.currency <> lot.currency",
    ),
    (
        "a lot is what transfers brought of its origin less what they took",
        "select coalesce(lot.account_id, moved.account_id)::text as subject, \
            format('origin %s: lot %s, transfers %s', coalesce(lot.origin_id, moved.origin_id), lot.remaining, moved.amount) as found \
         from fund_lots lot full join (select account_id, origin_id, sum(amount) as amount from ( \
                select transfer.credit_account_id as account_id, share.origin_id, share.amount \
                from transfer_lots share join ledger_transfers transfer on transfer.id = share.transfer_id \
                union all select transfer.debit_account_id, share.origin_id, -share.amount \
                from transfer_lots share join ledger_transfers transfer on transfer.id = share.transfer_id) sides \
            join ledger_accounts account on account.id = account_id and account.kind in ('cash', 'held', 'earmarked', 'spending', 'own') \
            group by account_id, origin_id) moved \
            on moved.account_id = lot.account_id and moved.origin_id = lot.origin_id \
         where coalesce(lot.remaining, 0) <> coalesce(moved.amount, 0)",
    ),
    (
        "the shares of a transfer are its amount",
        "select transfer.id::text as subject, format('amount %s, shares %s', transfer.amount, coalesce(shares.amount, 0)) as found \
         from ledger_transfers transfer \
         cross join lateral (select sum(amount) as amount from transfer_lots where transfer_id = transfer.id) shares \
         where coalesce(shares.amount, 0) <> case when exists (select from ledger_accounts account \
                where account.id in (transfer.debit_account_id, transfer.credit_account_id) \
                and account.kind in ('cash', 'held', 'earmarked', 'spending', 'own')) then transfer.amount else 0 end",
    ),
    (
        "an origin is what its transfer credited from outside",
        "select origin.id::text as subject, format('origin %s, transfer %s', origin.amount, transfer.amount) as found \
         from fund_origins origin join ledger_transfers transfer on transfer.id = origin.transfer_id \
         where origin.amount <> transfer.amount or origin.currency <> transfer.currency \
            or origin.account_id <> transfer.credit_account_id or transfer.debit_version is not null",
    ),
    (
        "a lot is as old as its origin",
        "select lot.id::text as subject, lot.arrived_at::text as found from fund_lots lot join fund_origins origin on origin.id = lot.origin_id \
         where origin.arrived_at <> lot.arrived_at or origin.currency <> lot.currency",
    ),
];
