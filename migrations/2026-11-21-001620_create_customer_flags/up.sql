create table customer_flags (
    customer_id uuid not null constraint customer_flags_customer_id_fk references customers (party_id),
    flag text not null constraint customer_flags_flag_known check (
        flag in (
            'special_contract', 'consumer_cloud', 'reward_programme', 'credit_account', 'custody_sub_account',
            'arrears', 'frozen'
        )
    ),
    set_by_id uuid not null constraint customer_flags_set_by_id_fk references staff (id),
    set_at timestamptz not null,
    constraint customer_flags_pk primary key (customer_id, flag)
);

create index customer_flags_set_by_id_idx on customer_flags (set_by_id);

comment on table customer_flags is 'Facts about a customer that stand in the way of an association; entered by the vendor (domain.md 2.3).';
comment on column customer_flags.customer_id is 'The customer.';
comment on column customer_flags.flag is 'Which fact.';
comment on column customer_flags.set_by_id is 'Who entered it.';
comment on column customer_flags.set_at is 'When it was entered.';
