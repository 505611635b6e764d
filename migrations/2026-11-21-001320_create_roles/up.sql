create table roles (
    id uuid constraint roles_pk primary key,
    party_id uuid not null constraint roles_party_id_fk references parties (id),
    name text not null constraint roles_name_length check (length(name) between 1 and 50),
    created_at timestamptz not null,
    constraint roles_name_unique unique (party_id, name)
);

comment on table roles is 'Roles that a party defined for its staff, beside the preset ones; at most ten a party (domain.md 1.8).';
comment on column roles.id is 'uuid v7.';
comment on column roles.party_id is 'The party.';
comment on column roles.name is 'What the party calls it.';
comment on column roles.created_at is 'When it was defined.';

create table role_permissions (
    role_id uuid not null constraint role_permissions_role_id_fk references roles (id) on delete cascade,
    permission text not null constraint role_permissions_permission_known check (permission in (
        'account_view', 'account_recharge', 'account_withdraw', 'balance_alert_manage', 'company_view',
        'profile_view', 'account_info_view', 'account_info_manage', 'credential_manage', 'support_use',
        'news_view', 'real_name_view', 'bank_view', 'bank_manage', 'hold_manage', 'channel_manage',
        'policy_manage', 'job_view', 'job_manage', 'staff_manage', 'security_manage', 'partner_invite',
        'application_submit', 'application_review', 'reseller_manage', 'customer_view', 'customer_manage',
        'customer_create', 'customer_assign', 'association_manage', 'personal_data_reveal', 'audit_view'
    )),
    constraint role_permissions_pk primary key (role_id, permission)
);

comment on table role_permissions is 'What a role that a party defined allows.';
comment on column role_permissions.role_id is 'The role.';
comment on column role_permissions.permission is 'The permission.';

create table staff_custom_roles (
    staff_id uuid not null constraint staff_custom_roles_staff_id_fk references staff (id),
    role_id uuid not null constraint staff_custom_roles_role_id_fk references roles (id),
    constraint staff_custom_roles_pk primary key (staff_id, role_id)
);

create index staff_custom_roles_role_id_idx on staff_custom_roles (role_id);

comment on table staff_custom_roles is 'Who holds which role that the party defined; one to three roles a person, together with staff_roles (invariant 27).';
comment on column staff_custom_roles.staff_id is 'The person.';
comment on column staff_custom_roles.role_id is 'The role.';

create table default_permission_revocations (
    party_id uuid not null constraint default_permission_revocations_party_id_fk references parties (id),
    permission text not null constraint default_permission_revocations_permission_known
        check (permission in ('account_recharge', 'account_withdraw')),
    revoked_by_id uuid not null constraint default_permission_revocations_revoked_by_id_fk references staff (id),
    revoked_at timestamptz not null,
    constraint default_permission_revocations_pk primary key (party_id, permission)
);

create index default_permission_revocations_revoked_by_id_idx on default_permission_revocations (revoked_by_id);

comment on table default_permission_revocations is 'Default permissions that a party took away from its staff, administrators aside (Q-01).';
comment on column default_permission_revocations.party_id is 'The party.';
comment on column default_permission_revocations.permission is 'The permission.';
comment on column default_permission_revocations.revoked_by_id is 'Who took it away.';
comment on column default_permission_revocations.revoked_at is 'When it was taken away.';
