create table policies (
    key text constraint policies_pk primary key constraint policies_key_known check (
        key in (
            'report_limit', 'report_days', 'invitation_days', 'partner_invitation_days', 'staff_invitation_days',
            'offline_account_days', 'custom_role_limit', 'support_centre_performance'
        )
    ),
    value text not null,
    unit text not null constraint policies_unit_known check (unit in ('count', 'days', 'amount')),
    changed_by_id uuid constraint policies_changed_by_id_fk references staff (id),
    changed_at timestamptz,
    constraint policies_value_form check (
        case unit when 'amount' then value ~ '^[0-9]{1,18}\.[0-9]{2} [A-Z]{3}$' else value ~ '^[1-9][0-9]{0,5}$' end
    ),
    constraint policies_changed_by_id_whole check ((changed_by_id is null) = (changed_at is null))
);

create index policies_changed_by_id_idx on policies (changed_by_id);

comment on table policies is 'Figures of the rules that the vendor may change; one row for each, from the first migration on.';
comment on column policies.key is 'Which figure.';
comment on column policies.value is 'The figure: a whole number, or an amount and its currency.';
comment on column policies.unit is 'What it counts: count, days, amount.';
comment on column policies.changed_by_id is 'Who changed it last; null while it is as it came.';
comment on column policies.changed_at is 'When it was changed last; null while it is as it came.';

insert into policies (key, value, unit) values
    ('report_limit', '100', 'count'),
    ('report_days', '15', 'days'),
    ('invitation_days', '7', 'days'),
    ('partner_invitation_days', '7', 'days'),
    ('staff_invitation_days', '7', 'days'),
    ('offline_account_days', '7', 'days'),
    ('custom_role_limit', '10', 'count'),
    ('support_centre_performance', '800000.00 CNY', 'amount');
