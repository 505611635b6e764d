drop table acceptances;
drop table agreements;
