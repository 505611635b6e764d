drop table coupon_records;
drop table coupon_payments;
drop table coupons;
