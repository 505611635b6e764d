delete from policies where key in ('parting_months', 'parting_answer_days');
alter table policies drop constraint policies_key_known;
alter table policies add constraint policies_key_known check (
    key in (
        'report_limit', 'report_days', 'invitation_days', 'partner_invitation_days', 'staff_invitation_days',
        'offline_account_days', 'custom_role_limit', 'support_centre_performance'
    )
);
