drop table default_permission_revocations;
drop table staff_custom_roles;
drop table role_permissions;
drop table roles;
