//! What coupons may pay for: as a table, and through quota, coupon and charge.

use domain::coupon::limits::{Bought, Limits, Unfit, Validity, Wanted};
use serde_json::{Value, json};
use tests::App;

use super::{cny, grant, issue, issued, money, reseller_quota, spend_on};

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|name| (*name).to_owned()).collect()
}

fn limits(service_types: &[&str], products: &[&str], min_charge: &str, combines_with_discount: bool) -> Limits {
    let (service_types, products) = (names(service_types), names(products));
    Limits { service_types, products, min_charge: money(min_charge), combines_with_discount }
}

#[test]
fn a_coupon_is_as_wide_as_its_quota_or_narrower() {
    let quota = limits(&["ecs", "obs"], &[], "10.00", false);
    let check = |wanted: Wanted, expected: Result<Limits, Unfit>| assert_eq!(quota.narrowed(&wanted), expected);
    let wanted = |service_types: &[&str]| Wanted { service_types: names(service_types), ..Wanted::default() };
    let least = |amount: &str| Wanted { min_charge: Some(money(amount)), ..Wanted::default() };
    let combining = |it| Wanted { combines_with_discount: Some(it), ..Wanted::default() };
    let products = |products: &[&str]| Wanted { products: names(products), ..Wanted::default() };
    let many: Vec<String> = (0..11).map(|at| format!("p{at}")).collect();

    check(Wanted::default(), Ok(quota.clone()));
    check(wanted(&["obs", "obs"]), Ok(limits(&["obs"], &[], "10.00", false)));
    check(wanted(&["obs", "rds"]), Err(Unfit::Wider("serviceTypes")));
    check(wanted(&[""]), Err(Unfit::Names("serviceTypes")));
    check(wanted(&["a b"]), Err(Unfit::Names("serviceTypes")));
    check(products(&["disk"]), Ok(limits(&["ecs", "obs"], &["disk"], "10.00", false)));
    check(Wanted { products: many[..10].to_vec(), ..Wanted::default() }, {
        let mut sorted = many[..10].to_vec();
        sorted.sort();
        Ok(Limits { products: sorted, ..quota.clone() })
    });
    check(Wanted { products: many.clone(), ..Wanted::default() }, Err(Unfit::Names("products")));
    check(least("10.01"), Ok(limits(&["ecs", "obs"], &[], "10.01", false)));
    check(least("9.99"), Err(Unfit::Wider("minCharge")));
    check(least("-1.00"), Err(Unfit::MinCharge));
    let dollars = Wanted { min_charge: Some("20.00 USD".parse().unwrap()), ..Wanted::default() };
    check(dollars, Err(Unfit::MinCharge));
    check(combining(false), Ok(quota.clone()));
    check(combining(true), Err(Unfit::Wider("combinesWithDiscount")));
}

#[test]
fn a_coupon_suits_what_all_its_restrictions_allow() {
    let check = |limits: &Limits, service_type: &str, product: Option<&str>, due: &str, is_discounted, expected| {
        let bought = Bought { service_type, product, due: money(due), is_discounted };
        assert_eq!(limits.suit(&bought), expected, "{limits:?} {bought:?}");
    };
    let open = limits(&[], &[], "0.00", true);
    let narrow = limits(&["ecs"], &["disk", "cpu"], "10.00", false);

    check(&open, "anything", None, "0.01", true, true);
    check(&narrow, "ecs", Some("disk"), "10.00", false, true);
    check(&narrow, "ecs", Some("cpu"), "99.00", false, true);
    check(&narrow, "obs", Some("disk"), "10.00", false, false);
    check(&narrow, "ecs", Some("ram"), "10.00", false, false);
    check(&narrow, "ecs", None, "10.00", false, false);
    check(&narrow, "ecs", Some("disk"), "9.99", false, false);
    check(&narrow, "ecs", Some("disk"), "10.00", true, false);
}

#[test]
fn a_validity_lies_within_another_and_is_not_over() {
    let at = |hour: u32| format!("2026-03-01T{hour:02}:00:00Z").parse().unwrap();
    let quota = Validity { from: at(2), to: at(20) };
    let check = |from: Option<u32>, to: Option<u32>, expected: Result<(u32, u32), Unfit>| {
        let expected = expected.map(|(from, to)| Validity { from: at(from), to: at(to) });
        assert_eq!(quota.narrowed(from.map(at), to.map(at), at(10)), expected);
    };

    check(None, None, Ok((2, 20)));
    check(Some(12), Some(13), Ok((12, 13)));
    check(Some(1), None, Err(Unfit::Wider("validFrom")));
    check(None, Some(21), Err(Unfit::Wider("validTo")));
    check(Some(13), Some(13), Err(Unfit::Validity("validTo")));
    check(None, Some(10), Err(Unfit::Validity("validTo")));
    assert_eq!([1, 2, 19, 20].map(|hour| quota.holds(at(hour))), [false, true, true, false]);
}

/// From the vendor's quota through the reseller's down to the coupon.
#[tokio::test]
async fn restrictions_go_down_with_the_quota_and_never_widen() {
    let app = App::start().await;
    let narrow = json!({ "serviceTypes": ["obs", "ecs"], "minCharge": cny("10.00"), "combinesWithDiscount": false });
    let (child, _) = reseller_quota(&app, json!({ "restrictions": narrow })).await;
    let reseller = app.admin_of(&app.channel.reseller).await;
    let try_with = async |restrictions: Value| {
        let more = json!({ "restrictions": restrictions });
        issue(&reseller, &child, &[&app.channel.customer], "1.00", more).await.refusals().join(", ")
    };

    let wider = [
        try_with(json!({ "serviceTypes": ["rds"] })).await,
        try_with(json!({ "minCharge": cny("9.99") })).await,
        try_with(json!({ "combinesWithDiscount": true })).await,
    ];
    issued(&app, &child, "30.00", json!({ "restrictions": { "serviceTypes": ["ecs"], "products": ["disk"] } })).await;

    assert_eq!(wider, ["OUTSIDE_QUOTA serviceTypes", "OUTSIDE_QUOTA minCharge", "OUTSIDE_QUOTA combinesWithDiscount"]);
    assert_eq!(spend_on(&app, 1, "20.00", "obs", Some("disk"), false).await, [""; 0]);
    assert_eq!(spend_on(&app, 2, "20.00", "ecs", None, false).await, [""; 0]);
    assert_eq!(spend_on(&app, 3, "9.99", "ecs", Some("disk"), false).await, [""; 0]);
    assert_eq!(spend_on(&app, 4, "20.00", "ecs", Some("disk"), true).await, [""; 0]);
    assert_eq!(spend_on(&app, 5, "20.00", "ecs", Some("disk"), false).await, ["20.00"]);
    let kept = app.rows("select array_to_string(service_types || products, ' ') || ' ' || min_charge || ' ' || combines_with_discount from coupons");
    assert_eq!(kept, ["ecs disk 10.00 false"]);
    let many: Vec<String> = (0..11).map(|at| format!("p{at}")).collect();
    let finance = app.finance().await;
    let more = json!({ "restrictions": { "products": many } });
    assert_eq!(
        grant(&finance, &app, &app.channel.distributor, "1.00", more).await.refusals(),
        ["INVALID_INPUT products"]
    );
    app.run_jobs().await;
    app.close().await;
}
