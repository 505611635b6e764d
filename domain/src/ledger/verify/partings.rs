//! Partings: what went back, and whether anything is left behind (invariants 6, 19, 20).

use super::store::Rule;

pub(super) const RULES: &[Rule] = &[
    (
        "what a parting says went back is what was posted",
        "select parting.id::text as subject, \
            format('%s said, %s posted', coalesce(parting.money_returned, 0), posted.amount) as found \
         from partings parting cross join lateral ( \
            select coalesce(sum(transfer.amount), 0) as amount from ledger_transfers transfer \
            join ledger_accounts debit on debit.id = transfer.debit_account_id \
            join ledger_accounts credit on credit.id = transfer.credit_account_id \
            join parting_steps money on money.parting_id = parting.id and money.step = 'money' \
            where transfer.kind = 'unbinding' and debit.owner_id = parting.lower_id \
            and credit.owner_id = parting.upper_id and transfer.posted_at >= money.done_at \
            and transfer.posted_at <= coalesce(parting.done_at, transfer.posted_at) \
         ) posted where coalesce(parting.money_returned, 0) <> posted.amount",
    ),
    (
        "money goes back at a parting only, and of a customer nothing stays",
        "select transfer.id::text as subject, format('%s left', transfer.debit_balance) as found \
         from ledger_transfers transfer \
         join ledger_accounts debit on debit.id = transfer.debit_account_id \
         join ledger_accounts credit on credit.id = transfer.credit_account_id \
         where transfer.kind = 'unbinding' and ((debit.kind = 'spending' and transfer.debit_balance <> 0) \
            or not exists (select from partings parting where parting.lower_id = debit.owner_id \
                and parting.upper_id = credit.owner_id and parting.money_returned is not null \
                and parting.created_at <= transfer.posted_at))",
    ),
    (
        "a parting that is done took all its steps, in their order",
        "select parting.id::text as subject, format('%s steps', taken.count) as found from partings parting \
         cross join lateral (select count(*) as count, \
                array_agg(step order by done_at, array_position( \
                    array['check', 'coupons', 'quotas', 'money', 'association', 'notice'], step)) as steps \
            from parting_steps where parting_steps.parting_id = parting.id) taken \
         where parting.state = 'done' and taken.steps <> case when parting.kind in ('disassociation', 'switch') \
            then array['check', 'coupons', 'money', 'association', 'notice'] \
            else array['check', 'quotas', 'money', 'association', 'notice'] end",
    ),
    (
        "an association ends with its parting, and not before",
        "select parting.id::text as subject, format('%s, the association until %s', parting.state, edge.valid_to) as found \
         from partings parting join edges edge on edge.id = parting.edge_id \
         left join parting_steps ended on ended.parting_id = parting.id and ended.step = 'association' \
         where (ended.done_at is not null and ended.done_at is distinct from edge.valid_to) \
            or (parting.state = 'done' and ended.done_at is null)",
    ),
    (
        "an association is closing while its parting is carried out",
        "select edge.id::text as subject, format('closing since %s', edge.closing_at) as found from edges edge \
         where edge.valid_to is null and (edge.closing_at is not null) <> exists (select from partings parting \
            where parting.edge_id = edge.id and parting.state = 'executing')",
    ),
];
