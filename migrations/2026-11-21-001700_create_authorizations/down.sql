drop table identity_checks;
drop table authorizations;
