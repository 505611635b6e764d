comment on table staff_roles is 'Roles of a person; what a role permits is the table in domain/src/actor.rs.';

delete from staff_roles where role in ('account_manager', 'manager_director');
alter table staff_roles drop constraint staff_roles_role_known;
alter table staff_roles add constraint staff_roles_role_known check (role in ('administrator', 'finance', 'operations'));

drop index staff_email_unique;

alter table staff
    add constraint staff_email_unique unique (email),
    drop constraint staff_password_hash_joined,
    drop constraint staff_invited_at_known,
    drop column invited_at,
    drop column invited_serial,
    drop column joined_at,
    drop column removed_at;

update staff set password_hash = '' where password_hash is null;
alter table staff alter column password_hash set not null;

comment on column staff.email is 'Sign-in name and mail address, lower case; one person a platform.';
comment on column staff.password_hash is 'argon2id, PHC string.';
