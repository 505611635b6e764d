create table coupon_quotas (
    id uuid constraint coupon_quotas_pk primary key,
    holder_id uuid not null constraint coupon_quotas_holder_id_fk references parties (id),
    giver_id uuid not null constraint coupon_quotas_giver_id_fk references parties (id),
    parent_id uuid constraint coupon_quotas_parent_id_fk references coupon_quotas (id),
    kind text not null constraint coupon_quotas_kind_known check (kind in ('voucher', 'cash_coupon')),
    value numeric(20, 2) not null constraint coupon_quotas_value_positive check (value > 0),
    balance numeric(20, 2) not null constraint coupon_quotas_balance_covered check (balance >= 0),
    issued numeric(20, 2) not null constraint coupon_quotas_issued_covered check (issued >= 0),
    granted numeric(20, 2) not null constraint coupon_quotas_granted_covered check (granted >= 0),
    returned numeric(20, 2) not null constraint coupon_quotas_returned_covered check (returned >= 0),
    lapsed numeric(20, 2) not null constraint coupon_quotas_lapsed_covered check (lapsed >= 0),
    currency text not null constraint coupon_quotas_currency_form check (currency ~ '^[A-Z]{3}$'),
    state text not null constraint coupon_quotas_state_known check (
        state in ('normal', 'adjusting', 'frozen', 'expired', 'disabled', 'reclaimed')
    ),
    valid_from timestamptz not null,
    valid_to timestamptz not null,
    service_types text[] not null constraint coupon_quotas_service_types_few check (
        cardinality(service_types) <= 10 and array_position(service_types, null) is null
    ),
    products text[] not null constraint coupon_quotas_products_few check (
        cardinality(products) <= 10 and array_position(products, null) is null
    ),
    min_charge numeric(20, 2) not null constraint coupon_quotas_min_charge_covered check (min_charge >= 0),
    combines_with_discount boolean not null,
    remark text constraint coupon_quotas_remark_length check (length(remark) between 1 and 256),
    created_at timestamptz not null,
    updated_at timestamptz not null,
    constraint coupon_quotas_value_conserved check (value = balance + issued + granted + returned + lapsed),
    constraint coupon_quotas_balance_state check (balance = 0 or state in ('normal', 'adjusting', 'frozen')),
    constraint coupon_quotas_valid_to_order check (valid_from < valid_to),
    constraint coupon_quotas_giver_id_other check (giver_id <> holder_id)
);

create index coupon_quotas_holder_id_idx on coupon_quotas (holder_id, id);
create index coupon_quotas_giver_id_idx on coupon_quotas (giver_id, id);
create index coupon_quotas_parent_id_idx on coupon_quotas (parent_id, id);
create index coupon_quotas_valid_to_open on coupon_quotas (valid_to) where state in ('normal', 'adjusting', 'frozen');

comment on table coupon_quotas is 'What parties may issue in coupons: from the vendor to a partner, from a distributor on to its resellers (domain.md 4). It pays for nothing itself.';
comment on column coupon_quotas.id is 'uuid v7; quotas are locked in ascending order of it.';
comment on column coupon_quotas.holder_id is 'Who may issue from it.';
comment on column coupon_quotas.giver_id is 'Who gave it: the vendor, or a distributor.';
comment on column coupon_quotas.parent_id is 'The distributor''s quota that it was taken from; null for one of the vendor.';
comment on column coupon_quotas.kind is 'What is issued from it: voucher or cash_coupon.';
comment on column coupon_quotas.value is 'What was given: the sum of the five amounts that follow.';
comment on column coupon_quotas.balance is 'What can still be issued.';
comment on column coupon_quotas.issued is 'Face values of the coupons issued from it, less what came back from them.';
comment on column coupon_quotas.granted is 'Values of the quotas taken from it, less what they returned.';
comment on column coupon_quotas.returned is 'What went back to the parent, or to the vendor.';
comment on column coupon_quotas.lapsed is 'What was not issued in time and had nowhere to go back to.';
comment on column coupon_quotas.currency is 'ISO 4217.';
comment on column coupon_quotas.state is 'normal, adjusting or frozen while it is open. One that is past valid_to counts as expired before a job writes that down.';
comment on column coupon_quotas.valid_from is 'First instant at which coupons can be issued from it.';
comment on column coupon_quotas.valid_to is 'First instant at which they no longer can.';
comment on column coupon_quotas.service_types is 'Cloud service types that its coupons may pay for; empty for all.';
comment on column coupon_quotas.products is 'Products that its coupons may pay for; empty for all.';
comment on column coupon_quotas.min_charge is 'Smallest charge that its coupons pay for; zero for any.';
comment on column coupon_quotas.combines_with_discount is 'Whether its coupons pay for what is discounted.';
comment on column coupon_quotas.remark is 'What the giver wrote to it.';
comment on column coupon_quotas.created_at is 'When it was given.';
comment on column coupon_quotas.updated_at is 'When it last changed.';

create table coupon_quota_records (
    id uuid constraint coupon_quota_records_pk primary key,
    quota_id uuid not null constraint coupon_quota_records_quota_id_fk references coupon_quotas (id),
    operation text not null constraint coupon_quota_records_operation_known check (
        operation in ('issue', 'reclaim', 'freeze', 'unfreeze', 'expire')
    ),
    amount numeric(20, 2) not null constraint coupon_quota_records_amount_covered check (amount >= 0),
    lapsed numeric(20, 2) not null constraint coupon_quota_records_lapsed_within check (lapsed between 0 and amount),
    currency text not null constraint coupon_quota_records_currency_form check (currency ~ '^[A-Z]{3}$'),
    counterparty_id uuid not null constraint coupon_quota_records_counterparty_id_fk references parties (id),
    operator_id uuid constraint coupon_quota_records_operator_id_fk references staff (id),
    result text not null constraint coupon_quota_records_result_known check (result in ('done', 'refused')),
    remark text constraint coupon_quota_records_remark_length check (length(remark) between 1 and 256),
    occurred_at timestamptz not null
);

create index coupon_quota_records_quota_id_idx on coupon_quota_records (quota_id, id);
create index coupon_quota_records_counterparty_id_idx on coupon_quota_records (counterparty_id);
create index coupon_quota_records_operator_id_idx on coupon_quota_records (operator_id);
create trigger coupon_quota_records_append_only before update or delete or truncate on coupon_quota_records
    for each statement execute function refuse_change();
revoke update, delete, truncate on coupon_quota_records from headwater_app;

comment on table coupon_quota_records is 'What was done with coupon quotas (domain.md 4.1, QuotaRecord). Append-only.';
comment on column coupon_quota_records.id is 'uuid v7.';
comment on column coupon_quota_records.quota_id is 'The quota that was given, taken back, frozen or that expired.';
comment on column coupon_quota_records.operation is 'What was done.';
comment on column coupon_quota_records.amount is 'What was given, or left the balance; zero for the rest.';
comment on column coupon_quota_records.lapsed is 'How much of it lapsed instead of going back.';
comment on column coupon_quota_records.currency is 'ISO 4217.';
comment on column coupon_quota_records.counterparty_id is 'Its holder, as seen by who gave it.';
comment on column coupon_quota_records.operator_id is 'Who did it; null for a job.';
comment on column coupon_quota_records.result is 'done, or refused for the state the quota was in.';
comment on column coupon_quota_records.remark is 'What the operator wrote to it.';
comment on column coupon_quota_records.occurred_at is 'When.';
