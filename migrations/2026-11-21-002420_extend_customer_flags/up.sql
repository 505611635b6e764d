alter table customer_flags drop constraint customer_flags_flag_known;
alter table customer_flags add constraint customer_flags_flag_known check (
    flag in (
        'special_contract', 'consumer_cloud', 'reward_programme', 'credit_account', 'custody_sub_account',
        'arrears', 'frozen', 'post_paid', 'unpaid_invoice', 'reserved_instance', 'support_plan',
        'pending_partner_payment', 'non_custody_sub_account', 'custody_master', 'non_custody_master',
        'special_balance'
    )
);

comment on table customer_flags is 'Facts about a customer that stand in the way of an association, of its end or of another mode; entered by the vendor (domain.md 2.3, 2.5).';
