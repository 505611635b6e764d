create table coupons (
    id uuid constraint coupons_pk primary key,
    quota_id uuid not null constraint coupons_quota_id_fk references coupon_quotas (id),
    issuer_id uuid not null constraint coupons_issuer_id_fk references parties (id),
    customer_id uuid not null constraint coupons_customer_id_fk references parties (id),
    kind text not null constraint coupons_kind_known check (kind in ('voucher', 'cash_coupon')),
    face_value numeric(20, 2) not null constraint coupons_face_value_positive check (face_value > 0),
    balance numeric(20, 2) not null constraint coupons_balance_covered check (balance >= 0),
    spent numeric(20, 2) not null constraint coupons_spent_covered check (spent >= 0),
    returned numeric(20, 2) not null constraint coupons_returned_covered check (returned >= 0),
    lapsed numeric(20, 2) not null constraint coupons_lapsed_covered check (lapsed >= 0),
    currency text not null constraint coupons_currency_form check (currency ~ '^[A-Z]{3}$'),
    state text not null constraint coupons_state_known check (
        state in ('not_activated', 'usable', 'used', 'expired', 'reclaimed')
    ),
    is_frozen boolean not null,
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    service_types text[] not null constraint coupons_service_types_few check (
        cardinality(service_types) <= 10 and array_position(service_types, null) is null
    ),
    products text[] not null constraint coupons_products_few check (
        cardinality(products) <= 10 and array_position(products, null) is null
    ),
    min_charge numeric(20, 2) not null constraint coupons_min_charge_covered check (min_charge >= 0),
    combines_with_discount boolean not null,
    memo text constraint coupons_memo_length check (length(memo) between 1 and 256),
    issued_at timestamptz not null,
    ended_at timestamptz,
    constraint coupons_face_value_conserved check (face_value = balance + spent + returned + lapsed),
    constraint coupons_balance_state check ((balance > 0) = (state in ('not_activated', 'usable'))),
    constraint coupons_ended_at_state check ((ended_at is null) = (state in ('not_activated', 'usable'))),
    constraint coupons_valid_to_order check (valid_from < valid_to)
);

create index coupons_quota_id_idx on coupons (quota_id, id);
create index coupons_issuer_id_idx on coupons (issuer_id, id);
create index coupons_customer_id_idx on coupons (customer_id, id);
create index coupons_customer_id_open on coupons (customer_id, valid_to) where state in ('not_activated', 'usable');
create index coupons_valid_to_open on coupons (valid_to) where state in ('not_activated', 'usable');
create index coupons_valid_from_inactive on coupons (valid_from) where state = 'not_activated';

comment on table coupons is 'What partners gave their customers to pay with (domain.md 4).';
comment on column coupons.id is 'uuid v7; coupons are locked in ascending order of it, after their quotas.';
comment on column coupons.quota_id is 'The quota it was issued from.';
comment on column coupons.issuer_id is 'Who issued it: the holder of the quota.';
comment on column coupons.customer_id is 'Whose it is.';
comment on column coupons.kind is 'voucher, of which a charge takes one at most, or cash_coupon.';
comment on column coupons.face_value is 'What it was worth: the sum of the four amounts that follow.';
comment on column coupons.balance is 'What it still pays.';
comment on column coupons.spent is 'What it paid, less what refunds put back.';
comment on column coupons.returned is 'What went back to its quota.';
comment on column coupons.lapsed is 'What was not spent and had no quota to go back to.';
comment on column coupons.currency is 'ISO 4217.';
comment on column coupons.state is 'not_activated or usable while it is open. The hour decides: one past valid_from is usable and one past valid_to expired before a job writes that down.';
comment on column coupons.is_frozen is 'Whether its issuer keeps it from being spent for now.';
comment on column coupons.valid_from is 'First instant at which it pays.';
comment on column coupons.valid_to is 'First instant at which it no longer does.';
comment on column coupons.service_types is 'Cloud service types that it pays for; empty for all.';
comment on column coupons.products is 'Products that it pays for; empty for all.';
comment on column coupons.min_charge is 'Smallest charge that it pays for; zero for any.';
comment on column coupons.combines_with_discount is 'Whether it pays for what is discounted.';
comment on column coupons.memo is 'What the issuer wrote to it, for its own people only.';
comment on column coupons.issued_at is 'When it was issued.';
comment on column coupons.ended_at is 'When it was used up, expired or was reclaimed; null while it is open.';

create table coupon_payments (
    charge_id uuid not null,
    coupon_id uuid not null constraint coupon_payments_coupon_id_fk references coupons (id),
    amount numeric(20, 2) not null constraint coupon_payments_amount_positive check (amount > 0),
    returned numeric(20, 2) not null constraint coupon_payments_returned_within check (returned between 0 and amount),
    currency text not null constraint coupon_payments_currency_form check (currency ~ '^[A-Z]{3}$'),
    paid_at timestamptz not null,
    constraint coupon_payments_pk primary key (charge_id, coupon_id)
);

create index coupon_payments_coupon_id_idx on coupon_payments (coupon_id);

comment on table coupon_payments is 'Which coupon paid how much of which charge.';
comment on column coupon_payments.charge_id is 'The charge.';
comment on column coupon_payments.coupon_id is 'The coupon.';
comment on column coupon_payments.amount is 'What it paid.';
comment on column coupon_payments.returned is 'How much of that was refunded: to the coupon, or lapsed.';
comment on column coupon_payments.currency is 'ISO 4217.';
comment on column coupon_payments.paid_at is 'When.';

create table coupon_records (
    id uuid constraint coupon_records_pk primary key,
    coupon_id uuid not null constraint coupon_records_coupon_id_fk references coupons (id),
    operation text not null constraint coupon_records_operation_known check (
        operation in ('issue', 'reclaim', 'disassociate', 'expire', 'refund', 'associate', 'mode_switch',
            'reseller_transfer', 'freeze', 'unfreeze')
    ),
    amount numeric(20, 2) not null constraint coupon_records_amount_covered check (amount >= 0),
    lapsed numeric(20, 2) not null constraint coupon_records_lapsed_within check (lapsed between 0 and amount),
    currency text not null constraint coupon_records_currency_form check (currency ~ '^[A-Z]{3}$'),
    counterparty_id uuid not null constraint coupon_records_counterparty_id_fk references parties (id),
    operator_id uuid constraint coupon_records_operator_id_fk references staff (id),
    result text not null constraint coupon_records_result_known check (result in ('done', 'refused')),
    remark text constraint coupon_records_remark_length check (length(remark) between 1 and 256),
    occurred_at timestamptz not null
);

create index coupon_records_coupon_id_idx on coupon_records (coupon_id, id);
create index coupon_records_counterparty_id_idx on coupon_records (counterparty_id);
create index coupon_records_operator_id_idx on coupon_records (operator_id);
create trigger coupon_records_append_only before update or delete or truncate on coupon_records
    for each statement execute function refuse_change();
revoke update, delete, truncate on coupon_records from headwater_app;

comment on table coupon_records is 'What was done with coupons (domain.md 4.1, CouponRecord). What they paid is in coupon_payments. Append-only.';
comment on column coupon_records.id is 'uuid v7.';
comment on column coupon_records.coupon_id is 'The coupon.';
comment on column coupon_records.operation is 'What was done.';
comment on column coupon_records.amount is 'What was issued, taken back, expired or refunded; zero for the rest.';
comment on column coupon_records.lapsed is 'How much of it lapsed instead of going back.';
comment on column coupon_records.currency is 'ISO 4217.';
comment on column coupon_records.counterparty_id is 'The customer, as seen by the issuer.';
comment on column coupon_records.operator_id is 'Who did it; null for a job, and for the vendor''s charging system.';
comment on column coupon_records.result is 'done, or refused for the state the coupon was in.';
comment on column coupon_records.remark is 'What the operator wrote to it.';
comment on column coupon_records.occurred_at is 'When.';
