drop table customer_flags;
