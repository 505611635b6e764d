create table charges (
    id uuid constraint charges_pk primary key,
    charge_key text not null constraint charges_charge_key_unique unique
        constraint charges_charge_key_form check (charge_key ~ '^[ -~]{1,64}$'),
    input_sha256 bytea not null constraint charges_input_sha256_length check (length(input_sha256) = 32),
    customer_id uuid not null constraint charges_customer_id_fk references parties (id),
    partner_id uuid constraint charges_partner_id_fk references parties (id),
    edge_id uuid constraint charges_edge_id_fk references edges (id),
    mode text not null constraint charges_mode_known check (mode in ('resale', 'advisory', 'direct')),
    cycle text not null constraint charges_cycle_form check (cycle ~ '^\d{4}-(0[1-9]|1[0-2])$'),
    occurred_at timestamptz not null,
    recorded_at timestamptz not null,
    bill_type text not null constraint charges_bill_type_known check (
        bill_type in (
            'new', 'renew', 'change', 'usage', 'auto_renew', 'support_plan', 'adjustment', 'pay_monthly', 'pay_yearly'
        )
    ),
    charge_mode text not null constraint charges_charge_mode_known check (charge_mode in ('period', 'on_demand')),
    service_type text not null constraint charges_service_type_length check (length(service_type) between 1 and 64),
    product text constraint charges_product_length check (length(product) between 1 and 64),
    resource text constraint charges_resource_length check (length(resource) between 1 and 64),
    is_marketplace boolean not null,
    unit_price_8dp numeric(26, 8) not null constraint charges_unit_price_8dp_covered check (unit_price_8dp >= 0),
    usage_8dp numeric(26, 8) not null constraint charges_usage_8dp_covered check (usage_8dp >= 0),
    official_8dp numeric(26, 8) not null constraint charges_official_8dp_covered check (official_8dp >= 0),
    discount_8dp numeric(26, 8) not null constraint charges_discount_8dp_within check (discount_8dp between 0 and official_8dp),
    truncated_8dp numeric(26, 8) not null constraint charges_truncated_8dp_cut check (truncated_8dp >= 0 and truncated_8dp < 0.01),
    payable numeric(20, 2) not null constraint charges_payable_covered check (payable >= 0),
    coupon_amount numeric(20, 2) not null constraint charges_coupon_amount_covered check (coupon_amount >= 0),
    balance_amount numeric(20, 2) not null constraint charges_balance_amount_covered check (balance_amount >= 0),
    online_amount numeric(20, 2) not null constraint charges_online_amount_covered check (online_amount >= 0),
    partner_amount numeric(20, 2) not null constraint charges_partner_amount_covered check (partner_amount >= 0),
    arrears_amount numeric(20, 2) not null constraint charges_arrears_amount_covered check (arrears_amount >= 0),
    currency text not null constraint charges_currency_form check (currency ~ '^[A-Z]{3}$'),
    payment text not null constraint charges_payment_known check (payment in ('balance', 'online', 'partner')),
    transaction_id uuid constraint charges_transaction_id_fk references ledger_transactions (id)
        constraint charges_transaction_id_once unique,
    constraint charges_official_8dp_priced check (abs(official_8dp - unit_price_8dp * usage_8dp) <= 0.000000005),
    constraint charges_official_8dp_whole check (official_8dp = discount_8dp + truncated_8dp + payable),
    constraint charges_payable_whole check (
        payable = coupon_amount + balance_amount + online_amount + partner_amount + arrears_amount
    ),
    constraint charges_payment_mode check (
        case payment when 'online' then mode <> 'resale' when 'partner' then mode <> 'direct' else true end
    ),
    constraint charges_payment_parts check (
        case payment
            when 'balance' then online_amount + partner_amount = 0
            when 'online' then balance_amount + partner_amount + arrears_amount = 0
            else balance_amount + online_amount + arrears_amount = 0
        end
    ),
    constraint charges_coupon_amount_goods check (not is_marketplace or coupon_amount = 0),
    constraint charges_partner_id_mode check ((partner_id is null) = (mode = 'direct')),
    constraint charges_edge_id_mode check ((edge_id is null) = (mode = 'direct')),
    constraint charges_transaction_id_moved check (
        (transaction_id is null) = (balance_amount + online_amount + partner_amount + arrears_amount = 0)
    )
);

create index charges_customer_id_order on charges (customer_id, id);
create index charges_customer_id_cycle on charges (customer_id, cycle, id);
create index charges_partner_id_order on charges (partner_id, id);
create index charges_edge_id_idx on charges (edge_id);
create index charges_cycle_order on charges (cycle, id);
create trigger charges_append_only before update or delete or truncate on charges
    for each statement execute function refuse_change();
revoke update, delete, truncate on charges from headwater_app;

comment on table charges is 'What customers were charged for what they used, as the vendor''s charging system told (domain.md 5.1). Append-only.';
comment on column charges.id is 'uuid v7.';
comment on column charges.charge_key is 'What the charging system calls it: the same charge is recorded once.';
comment on column charges.input_sha256 is 'SHA-256 of what was told: the same key with something else is refused.';
comment on column charges.customer_id is 'Who used it.';
comment on column charges.partner_id is 'Under whom the customer stood when it happened; null when under nobody.';
comment on column charges.edge_id is 'The association of then; null when there was none.';
comment on column charges.mode is 'resale or advisory, by the association of then; direct without one.';
comment on column charges.cycle is 'The month of the business that it happened in, GMT+8: 2026-03.';
comment on column charges.occurred_at is 'When it was used.';
comment on column charges.recorded_at is 'When it was recorded here.';
comment on column charges.bill_type is 'What is paid for: the reference''s bill detail types that are charges (domain.md 5.2).';
comment on column charges.charge_mode is 'period: paid in advance; on_demand: paid by use.';
comment on column charges.service_type is 'The cloud service type.';
comment on column charges.product is 'The product; null when it is none.';
comment on column charges.resource is 'What was used, as the charging system calls it; null when it is nothing with a name.';
comment on column charges.is_marketplace is 'Whether it is goods of the marketplace: coupons do not pay for them.';
comment on column charges.unit_price_8dp is 'Price of one unit of use.';
comment on column charges.usage_8dp is 'Units used.';
comment on column charges.official_8dp is 'Their product, the eighth decimal rounded half to even.';
comment on column charges.discount_8dp is 'What of it is not charged.';
comment on column charges.truncated_8dp is 'What was cut off to come to whole cents; it is never charged.';
comment on column charges.payable is 'What is to be paid: the sum of the five amounts that follow.';
comment on column charges.coupon_amount is 'What coupons paid; coupon_payments says which.';
comment on column charges.balance_amount is 'What the customer''s balance paid: spending in resale, its own money otherwise.';
comment on column charges.online_amount is 'What was paid online.';
comment on column charges.partner_amount is 'What the partner paid.';
comment on column charges.arrears_amount is 'What nobody paid: it is owed.';
comment on column charges.currency is 'ISO 4217, of all its amounts.';
comment on column charges.payment is 'What pays for what coupons do not.';
comment on column charges.transaction_id is 'Its transfers; null when no money moved.';

create table refunds (
    id uuid constraint refunds_pk primary key,
    refund_key text not null constraint refunds_refund_key_unique unique
        constraint refunds_refund_key_form check (refund_key ~ '^[ -~]{1,64}$'),
    input_sha256 bytea not null constraint refunds_input_sha256_length check (length(input_sha256) = 32),
    charge_id uuid not null constraint refunds_charge_id_fk references charges (id),
    amount numeric(20, 2) not null constraint refunds_amount_positive check (amount > 0),
    money_amount numeric(20, 2) not null constraint refunds_money_amount_covered check (money_amount >= 0),
    coupon_amount numeric(20, 2) not null constraint refunds_coupon_amount_covered check (coupon_amount >= 0),
    arrears_amount numeric(20, 2) not null constraint refunds_arrears_amount_covered check (arrears_amount >= 0),
    currency text not null constraint refunds_currency_form check (currency ~ '^[A-Z]{3}$'),
    destination text not null constraint refunds_destination_known check (
        destination in ('spending', 'own', 'partner', 'none')
    ),
    account_id uuid constraint refunds_account_id_fk references ledger_accounts (id),
    reason text not null constraint refunds_reason_length check (length(reason) between 1 and 500),
    transaction_id uuid constraint refunds_transaction_id_fk references ledger_transactions (id)
        constraint refunds_transaction_id_once unique,
    refunded_at timestamptz not null,
    constraint refunds_amount_whole check (amount = money_amount + coupon_amount + arrears_amount),
    constraint refunds_destination_money check ((destination = 'none') = (money_amount = 0)),
    constraint refunds_account_id_money check ((account_id is null) = (money_amount = 0)),
    constraint refunds_transaction_id_moved check ((transaction_id is null) = (money_amount + arrears_amount = 0))
);

create index refunds_charge_id_order on refunds (charge_id, id);
create index refunds_account_id_idx on refunds (account_id);
create trigger refunds_append_only before update or delete or truncate on refunds
    for each statement execute function refuse_change();
revoke update, delete, truncate on refunds from headwater_app;

comment on table refunds is 'What of charges was given back (domain.md 3.9). Append-only.';
comment on column refunds.id is 'uuid v7.';
comment on column refunds.refund_key is 'What the charging system calls it: the same refund is made once.';
comment on column refunds.input_sha256 is 'SHA-256 of what was told: the same key with something else is refused.';
comment on column refunds.charge_id is 'The charge; all its refunds together are no more than what was payable.';
comment on column refunds.amount is 'What was given back: the sum of the three amounts that follow.';
comment on column refunds.money_amount is 'What went to account_id.';
comment on column refunds.coupon_amount is 'What went back to the coupons that had paid, or lapsed.';
comment on column refunds.arrears_amount is 'What is owed no longer.';
comment on column refunds.currency is 'ISO 4217.';
comment on column refunds.destination is 'Where the money went: what the customer spends, its own money, its partner of then, or nowhere when there was none.';
comment on column refunds.account_id is 'The account; null when no money was given back.';
comment on column refunds.reason is 'Why.';
comment on column refunds.transaction_id is 'Its transfers; null when none was made.';
comment on column refunds.refunded_at is 'When.';
