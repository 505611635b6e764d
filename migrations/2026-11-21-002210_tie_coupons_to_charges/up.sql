-- Coupons pay before their charge is written, in the same transaction: what they pay is part of the row.
alter table coupon_payments
    add constraint coupon_payments_charge_id_fk foreign key (charge_id) references charges (id) deferrable initially deferred;
