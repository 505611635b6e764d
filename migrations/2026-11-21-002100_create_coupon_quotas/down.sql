drop table coupon_quota_records;
drop table coupon_quotas;
