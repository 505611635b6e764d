//! Charges and refunds: what was charged is what was paid (invariants 3, 5, 7).

use super::store::Rule;

pub(super) const RULES: &[Rule] = &[
    (
        "what a charge says was paid is what its transfers moved",
        "select charge.id::text as subject, format('%s %s %s %s, transfers %s %s %s %s', charge.balance_amount, charge.online_amount, \
            charge.partner_amount, charge.arrears_amount, moved.balance, moved.online, moved.partner, moved.arrears) as found \
         from charges charge cross join lateral (select \
            coalesce(sum(amount) filter (where kind = 'charge'), 0) as balance, \
            coalesce(sum(amount) filter (where kind = 'online_payment'), 0) as online, \
            coalesce(sum(amount) filter (where kind = 'partner_payment'), 0) as partner, \
            coalesce(sum(amount) filter (where kind = 'arrears'), 0) as arrears \
            from ledger_transfers where transaction_id = charge.transaction_id and currency = charge.currency) moved \
         where (charge.balance_amount, charge.online_amount, charge.partner_amount, charge.arrears_amount) \
            <> (moved.balance, moved.online, moved.partner, moved.arrears)",
    ),
    (
        "a charge took only from its customer, and from its partner what the partner paid",
        "select transfer.id::text as subject, format('charge %s took from %s', charge.id, payer.owner_id) as found \
         from charges charge join ledger_transfers transfer on transfer.transaction_id = charge.transaction_id \
         join ledger_accounts payer on payer.id = transfer.debit_account_id \
         where case transfer.kind when 'partner_payment' then payer.owner_id is distinct from charge.partner_id \
            when 'online_payment' then false else payer.owner_id <> charge.customer_id end \
            or (transfer.kind = 'charge' and payer.kind <> case charge.mode when 'resale' then 'spending' else 'own' end)",
    ),
    (
        "what coupons paid of a charge is in their payments, and what they got back in its refunds",
        "select charge.id::text as subject, format('%s less %s, payments %s less %s', \
            charge.coupon_amount, refunded.amount, paid.amount, paid.returned) as found from charges charge \
         cross join lateral (select coalesce(sum(amount), 0) as amount, coalesce(sum(returned), 0) as returned \
            from coupon_payments where charge_id = charge.id) paid \
         cross join lateral (select coalesce(sum(coupon_amount), 0) as amount from refunds where charge_id = charge.id) refunded \
         where charge.coupon_amount <> paid.amount or refunded.amount <> paid.returned",
    ),
    (
        "what a refund says was given back is what its transfers moved, to where it says",
        "select refund.id::text as subject, format('%s %s, transfers %s %s', refund.money_amount, refund.arrears_amount, \
            moved.money, moved.arrears) as found from refunds refund join charges charge on charge.id = refund.charge_id \
         left join ledger_accounts target on target.id = refund.account_id cross join lateral (select \
            coalesce(sum(amount) filter (where kind = 'refund' and credit_account_id = refund.account_id), 0) as money, \
            coalesce(sum(amount) filter (where kind = 'arrears_refund'), 0) as arrears \
            from ledger_transfers where transaction_id = refund.transaction_id and currency = refund.currency) moved \
         where (refund.money_amount, refund.arrears_amount) <> (moved.money, moved.arrears) or refund.currency <> charge.currency \
            or case refund.destination when 'none' then false \
                when 'partner' then target.kind <> 'cash' or target.owner_id is distinct from charge.partner_id \
                else target.kind <> refund.destination or target.owner_id <> charge.customer_id end",
    ),
    (
        "no more is refunded of a charge than was paid, nor of any part of it",
        "select charge.id::text as subject, format('payable %s, refunded %s', charge.payable, refunded.amount) as found \
         from charges charge cross join lateral (select sum(amount) as amount, sum(coupon_amount) as coupon, \
            sum(arrears_amount) as arrears from refunds where charge_id = charge.id) refunded \
         where refunded.amount > charge.payable or refunded.coupon > charge.coupon_amount or refunded.arrears > charge.arrears_amount",
    ),
    (
        "every payment for a use belongs to a charge, every refund to one that was told",
        "select transfer.id::text as subject, transfer.key as found from ledger_transfers transfer \
         where (transfer.kind in ('charge', 'arrears', 'online_payment', 'partner_payment') \
                and not exists (select from charges where transaction_id = transfer.transaction_id)) \
            or (transfer.kind in ('refund', 'arrears_refund') \
                and not exists (select from refunds where transaction_id = transfer.transaction_id))",
    ),
    (
        "a charge is of the association that lasted when it happened",
        "select charge.id::text as subject, coalesce(edge.id::text, 'no such association') as found from charges charge \
         left join edges edge on edge.id = charge.edge_id \
         where charge.mode <> 'direct' and (edge.lower_id, edge.upper_id, edge.kind) \
            is distinct from (charge.customer_id, charge.partner_id, charge.mode) \
            or charge.occurred_at < edge.valid_from or charge.occurred_at > charge.recorded_at",
    ),
    (
        "what a customer has to spend is what was allocated, less reclaimed and used, with refunds, since it came to its partner",
        "select edge.id::text as subject, format('%s %s, balance %s', coalesce(moved.amount, 0), account.currency, account.balance) as found \
         from edges edge join ledger_accounts account on account.owner_id = edge.lower_id and account.kind = 'spending' \
         cross join lateral (select sum(case when credit_account_id = account.id then amount else -amount end) as amount \
            from ledger_transfers transfer where account.id in (debit_account_id, credit_account_id) and case \
                when transfer.kind = 'charge' then exists (select from charges \
                    where transaction_id = transfer.transaction_id and edge_id = edge.id) \
                when transfer.kind = 'refund' then exists (select from refunds join charges on charges.id = refunds.charge_id \
                    where refunds.transaction_id = transfer.transaction_id and charges.edge_id = edge.id) \
                when transfer.kind = 'unbinding' or transfer.key like 'parting:%' then posted_at > edge.valid_from and (edge.valid_to is null or posted_at <= edge.valid_to) \
                else posted_at >= edge.valid_from and (edge.valid_to is null or posted_at < edge.valid_to) end) moved \
         where edge.kind = 'resale' \
            and coalesce(moved.amount, 0) <> case when edge.valid_to is null then account.balance else 0 end",
    ),
];
