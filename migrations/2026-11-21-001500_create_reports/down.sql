drop table reservations;
drop table reports;
