alter table policies drop constraint policies_key_known;
alter table policies add constraint policies_key_known check (
    key in (
        'report_limit', 'report_days', 'invitation_days', 'partner_invitation_days', 'staff_invitation_days',
        'offline_account_days', 'custom_role_limit', 'support_centre_performance', 'parting_months',
        'parting_answer_days'
    )
);

insert into policies (key, value, unit) values
    ('parting_months', '3', 'count'),
    ('parting_answer_days', '7', 'days');
