alter table edges drop column label, drop column shares_detail, drop column allows_acting, drop column source;
drop table customers;
drop table profiles;
drop table signing_entities;
