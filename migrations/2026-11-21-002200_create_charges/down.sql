drop table refunds;
drop table charges;
