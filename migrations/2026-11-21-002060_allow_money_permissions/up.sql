alter table role_permissions drop constraint role_permissions_permission_known;
alter table role_permissions add constraint role_permissions_permission_known check (permission in (
    'account_view', 'account_recharge', 'account_withdraw', 'balance_alert_manage', 'company_view',
    'profile_view', 'account_info_view', 'account_info_manage', 'credential_manage', 'support_use',
    'news_view', 'real_name_view', 'bank_view', 'bank_manage', 'hold_manage', 'channel_manage',
    'policy_manage', 'job_view', 'job_manage', 'staff_manage', 'security_manage', 'partner_invite',
    'application_submit', 'application_review', 'reseller_manage', 'customer_view', 'customer_manage',
    'customer_create', 'customer_assign', 'association_manage', 'personal_data_reveal', 'audit_view',
    'customer_allocate', 'customer_reclaim', 'reseller_allocate', 'reseller_reclaim', 'coupon_view',
    'coupon_quota_manage', 'coupon_issue', 'coupon_issue_advisory', 'charge_record', 'parting_manage'
));
