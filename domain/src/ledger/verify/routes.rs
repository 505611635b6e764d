//! Routes: which way money may go, and between whom (invariant 4).

use super::store::Rule;

pub(super) const RULES: &[Rule] = &[
    (
        "money goes only from and to the accounts its kind is for",
        "select transfer.id::text as subject, format('%s from %s to %s', transfer.kind, debit.kind, credit.kind) as found \
         from ledger_transfers transfer \
         join ledger_accounts debit on debit.id = transfer.debit_account_id \
         join ledger_accounts credit on credit.id = transfer.credit_account_id \
         where (transfer.kind, debit.kind, credit.kind) not in (values \
            ('remittance', 'bank_clearing', 'cash'), ('remittance_reversal', 'cash', 'bank_clearing'), \
            ('reversal_arrears', 'debt', 'bank_clearing'), ('arrears_clearing', 'cash', 'debt'), ('hold', 'cash', 'held'), ('hold_release', 'held', 'cash'), \
            ('earmark', 'cash', 'earmarked'), ('earmark_release', 'earmarked', 'cash'), \
            ('allocation', 'cash', 'cash'), ('allocation', 'cash', 'spending'), ('reclaim', 'cash', 'cash'), ('reclaim', 'spending', 'cash'), \
            ('unbinding', 'cash', 'cash'), ('unbinding', 'spending', 'cash'), ('arrears_clearing', 'spending', 'debt'), \
            ('charge', 'spending', 'revenue'), ('charge', 'own', 'revenue'), ('arrears', 'debt', 'revenue'), \
            ('online_payment', 'online_clearing', 'revenue'), ('partner_payment', 'cash', 'revenue'), \
            ('refund', 'revenue', 'spending'), ('refund', 'revenue', 'own'), ('refund', 'revenue', 'cash'), ('arrears_refund', 'revenue', 'debt'))",
    ),
    (
        "what is set aside or clears a debt stays with its owner",
        "select transfer.id::text as subject, transfer.kind as found from ledger_transfers transfer \
         join ledger_accounts debit on debit.id = transfer.debit_account_id \
         join ledger_accounts credit on credit.id = transfer.credit_account_id \
         where transfer.kind in ('hold', 'hold_release', 'earmark', 'earmark_release', 'arrears_clearing') and debit.owner_id <> credit.owner_id",
    ),
    (
        "money is allocated only down to a reseller or resale customer of then, and comes back only from one",
        "select transfer.id::text as subject, format('%s between %s and %s', transfer.kind, debit.owner_id, credit.owner_id) as found \
         from ledger_transfers transfer \
         join ledger_accounts debit on debit.id = transfer.debit_account_id \
         join ledger_accounts credit on credit.id = transfer.credit_account_id \
         where transfer.kind in ('allocation', 'reclaim', 'unbinding') and not exists (select from edges edge \
            where edge.kind in ('reseller', 'resale') and edge.valid_from <= transfer.posted_at \
            and (edge.valid_to is null or edge.valid_to > transfer.posted_at or (transfer.kind = 'unbinding' and edge.valid_to = transfer.posted_at)) \
            and case transfer.kind when 'allocation' then edge.upper_id = debit.owner_id and edge.lower_id = credit.owner_id \
                else edge.upper_id = credit.owner_id and edge.lower_id = debit.owner_id end)",
    ),
    (
        "nothing allocated is left with a customer that no partner resells to",
        "select account.id::text as subject, account.balance::text as found from ledger_accounts account \
         where account.kind = 'spending' and account.balance <> 0 and not exists (select from edges edge \
            where edge.lower_id = account.owner_id and edge.kind = 'resale' and edge.valid_to is null)",
    ),
];
