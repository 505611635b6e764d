alter table staff
    alter column password_hash drop not null,
    add column invited_at timestamptz,
    add column invited_serial integer not null default 0 constraint staff_invited_serial_counts check (invited_serial >= 0),
    add column joined_at timestamptz,
    add column removed_at timestamptz;

update staff set joined_at = created_at;

alter table staff
    add constraint staff_password_hash_joined check ((password_hash is null) = (joined_at is null)),
    add constraint staff_invited_at_known check (joined_at is not null or invited_at is not null),
    drop constraint staff_email_unique;

create unique index staff_email_unique on staff (email) where removed_at is null;

comment on column staff.email is 'Sign-in name and mail address, lower case; one person a platform, those who were removed aside.';
comment on column staff.password_hash is 'argon2id, PHC string; null until the person joined.';
comment on column staff.invited_at is 'When the last link to join was mailed; it works for a policy''s number of days. Null for who was entered with a password.';
comment on column staff.invited_serial is 'How often a link to join was made; only the last one works.';
comment on column staff.joined_at is 'When the person first had a password; null while invited.';
comment on column staff.removed_at is 'When the person left for good; the row stays for what they did.';

alter table staff_roles drop constraint staff_roles_role_known;
alter table staff_roles add constraint staff_roles_role_known check (
    role in ('administrator', 'finance', 'operations', 'account_manager', 'manager_director')
);

comment on table staff_roles is 'Preset roles of a person; what each permits is the table in domain/src/actor/permission.rs.';
