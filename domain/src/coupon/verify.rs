//! Do quotas and coupons add up (invariants 11 and 12)? Asked by [`crate::ledger::verify`].

/// A rule, and the query for `(subject, found)` of what breaks it.
pub(crate) const RULES: &[(&str, &str)] = &[
    (
        "a coupon quota is what is left, issued, granted, returned and lapsed of it",
        "select id::text as subject, format('value %s, parts %s', value, balance + issued + granted + returned + lapsed) as found \
         from coupon_quotas where value <> balance + issued + granted + returned + lapsed",
    ),
    (
        "what a coupon quota issued is what its coupons did not return",
        "select quota.id::text as subject, format('issued %s, coupons %s', quota.issued, coalesce(held.total, 0)) as found \
         from coupon_quotas quota cross join lateral ( \
            select sum(face_value - returned) as total from coupons where quota_id = quota.id) held \
         where quota.issued <> coalesce(held.total, 0)",
    ),
    (
        "what a coupon quota granted is what the quotas taken from it did not return",
        "select quota.id::text as subject, format('granted %s, quotas %s', quota.granted, coalesce(below.total, 0)) as found \
         from coupon_quotas quota cross join lateral ( \
            select sum(value - returned) as total from coupon_quotas where parent_id = quota.id) below \
         where quota.granted <> coalesce(below.total, 0)",
    ),
    (
        "a coupon quota is within the one it was taken from",
        "select child.id::text as subject, format('quota %s', parent.id) as found \
         from coupon_quotas child join coupon_quotas parent on parent.id = child.parent_id \
         where child.giver_id <> parent.holder_id or child.kind <> parent.kind or child.currency <> parent.currency \
            or child.valid_from < parent.valid_from or child.valid_to > parent.valid_to \
            or child.min_charge < parent.min_charge or child.combines_with_discount > parent.combines_with_discount \
            or (cardinality(parent.service_types) > 0 \
                and (cardinality(child.service_types) = 0 or not child.service_types <@ parent.service_types)) \
            or (cardinality(parent.products) > 0 \
                and (cardinality(child.products) = 0 or not child.products <@ parent.products))",
    ),
    (
        "coupon quota comes from the vendor, or from a distributor's",
        "select quota.id::text as subject, format('%s gave %s', giver.kind, holder.kind) as found from coupon_quotas quota \
         join parties giver on giver.id = quota.giver_id join parties holder on holder.id = quota.holder_id \
         where (giver.kind = 'vendor') <> (quota.parent_id is null) or holder.kind in ('vendor', 'customer', 'merchant')",
    ),
    (
        "a coupon is what is left, spent, returned and lapsed of it",
        "select id::text as subject, format('face value %s, parts %s', face_value, balance + spent + returned + lapsed) as found \
         from coupons where face_value <> balance + spent + returned + lapsed",
    ),
    (
        "a coupon spent what it paid and was not refunded",
        "select coupon.id::text as subject, format('spent %s, payments %s', coupon.spent, coalesce(paid.total, 0)) as found \
         from coupons coupon cross join lateral ( \
            select sum(amount - returned) as total from coupon_payments where coupon_id = coupon.id) paid \
         where coupon.spent <> coalesce(paid.total, 0)",
    ),
    (
        "a coupon is within its quota",
        "select coupon.id::text as subject, format('quota %s', quota.id) as found \
         from coupons coupon join coupon_quotas quota on quota.id = coupon.quota_id \
         where coupon.issuer_id <> quota.holder_id or coupon.kind <> quota.kind or coupon.currency <> quota.currency \
            or coupon.valid_from < quota.valid_from or coupon.valid_to > quota.valid_to \
            or coupon.min_charge < quota.min_charge or coupon.combines_with_discount > quota.combines_with_discount \
            or (cardinality(quota.service_types) > 0 \
                and (cardinality(coupon.service_types) = 0 or not coupon.service_types <@ quota.service_types)) \
            or (cardinality(quota.products) > 0 \
                and (cardinality(coupon.products) = 0 or not coupon.products <@ quota.products))",
    ),
    (
        "a coupon paid within its validity",
        "select coupon.id::text as subject, format('paid at %s', payment.paid_at) as found \
         from coupon_payments payment join coupons coupon on coupon.id = payment.coupon_id \
         where payment.paid_at < coupon.valid_from or payment.paid_at >= coupon.valid_to \
            or payment.currency <> coupon.currency \
            or (coupon.state = 'reclaimed' and payment.paid_at > coupon.ended_at)",
    ),
    (
        "a charge took one voucher at most, and three coupons",
        "select payment.charge_id::text as subject, format('%s vouchers, %s coupons', \
            count(*) filter (where coupon.kind = 'voucher'), count(*)) as found \
         from coupon_payments payment join coupons coupon on coupon.id = payment.coupon_id \
         group by payment.charge_id having count(*) > 3 or count(*) filter (where coupon.kind = 'voucher') > 1",
    ),
    (
        "a coupon was issued as its first record says",
        "select coupon.id::text as subject, format('face value %s, issued %s', coupon.face_value, coalesce(issued.total, 0)) as found \
         from coupons coupon cross join lateral (select sum(amount) as total from coupon_records \
            where coupon_id = coupon.id and operation = 'issue' and result = 'done') issued \
         where coupon.face_value is distinct from issued.total",
    ),
    (
        "what went back or lapsed of a coupon is in its records",
        "select coupon.id::text as subject, format('returned %s and lapsed %s, records %s and %s', \
            coupon.returned, coupon.lapsed, coalesce(ended.returned, 0), coalesce(ended.lapsed, 0)) as found \
         from coupons coupon cross join lateral ( \
            select sum(case when operation = 'refund' then 0 else amount - lapsed end) as returned, sum(lapsed) as lapsed \
            from coupon_records where coupon_id = coupon.id and operation <> 'issue' and result = 'done') ended \
         where coupon.returned <> coalesce(ended.returned, 0) or coupon.lapsed <> coalesce(ended.lapsed, 0)",
    ),
];
