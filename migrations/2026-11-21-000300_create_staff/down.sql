drop table refresh_tokens;
drop table sessions;
drop table staff_roles;
drop table staff;
