//! The figures of charges and refunds: pure.

use domain::charge::refund::{Left, Returned, Stands, destination, split};
use domain::charge::{Payment, Price, SalesMode};
use domain::party::Kind;
use rust_decimal::Decimal;
use schema::money::{Money, MoneyError, Rate};

use super::money;

fn rate(amount: &str) -> Rate {
    format!("{amount} CNY").parse().unwrap()
}

fn decimal(text: &str) -> Decimal {
    Decimal::from_str_exact(text).unwrap()
}

#[test]
fn a_rate_is_read_with_at_most_eight_decimals_and_written_with_eight() {
    fn check(text: &str, expected: &str) {
        let read = text.parse::<Rate>().map_or_else(|error| error.to_string(), |rate| rate.to_string());
        assert_eq!(read, expected, "{text}");
    }

    check("0.12345678 CNY", "0.12345678 CNY");
    check("7 EUR", "7.00000000 EUR");
    check("-0.00000001 CNY", "-0.00000001 CNY");
    check("0.1234567800 CNY", "0.12345678 CNY");
    check("999999999999999999.99999999 CNY", "999999999999999999.99999999 CNY");
    check("1000000000000000000 CNY", "amount out of bounds");
    check("0.123456789 CNY", "more than eight decimals");
    check("1e3 CNY", "amount out of bounds");
    check("1.00", "not an ISO 4217 currency code");
}

#[test]
fn a_rate_is_cut_toward_zero_and_nothing_is_lost() {
    fn check(text: &str, expected: (&str, &str)) {
        let (cut, rest) = rate(text).cut().unwrap();
        assert_eq!((cut.to_string(), rest.to_string()), (format!("{} CNY", expected.0), format!("{} CNY", expected.1)));
    }

    check("0.37037034", ("0.37", "0.00037034"));
    check("0.00999999", ("0.00", "0.00999999"));
    check("1.99999999", ("1.99", "0.00999999"));
    check("2.5", ("2.50", "0.00000000"));
    check("-0.37037034", ("-0.37", "-0.00037034"));
    check("999999999999999999.99999999", ("999999999999999999.99", "0.00999999"));
}

/// Sixteen decimals are computed; the eighth is rounded half to even.
#[test]
fn a_use_costs_the_exact_product_rounded_half_to_even() {
    fn check(price: &str, usage: &str, expected: &str) {
        let told =
            rate(price).times_half_even(decimal(usage)).map_or_else(|error| error.to_string(), |it| it.to_string());
        assert_eq!(told.trim_end_matches(" CNY"), expected, "{price} × {usage}");
    }

    check("0.12345678", "3", "0.37037034");
    check("0.00000001", "0.5", "0.00000000");
    check("0.00000003", "0.5", "0.00000002");
    check("0.00000005", "0.5", "0.00000002");
    check("0.00000001", "0.50000001", "0.00000001");
    check("0.00000001", "0.49999999", "0.00000000");
    check("-0.00000003", "0.5", "-0.00000002");
    check("0.33333333", "0.33333333", "0.11111111");
    check("123456789.12345678", "1000000.00000001", "123456789123458.01456789");
    check("999999999999999999.99999999", "1", "999999999999999999.99999999");
    check("999999999999999999.99999999", "2", "amount out of bounds");
    check("999999999999999999.99999999", "999999999999999999", "amount out of bounds");
    check("1", "0.123456789", "more than eight decimals");
    check("0", "7", "0.00000000");
}

#[test]
fn a_price_is_discount_remainder_and_what_is_payable() {
    fn check(price: &str, usage: &str, discount: &str, expected: &str) {
        let told = match Price::of(rate(price), decimal(usage), rate(discount)) {
            Ok(Price { official, discount, truncated, payable, .. }) => {
                assert_eq!(official.amount(), discount.amount() + truncated.amount() + payable.amount());
                format!("{} = {} + {} + {}", official.amount(), discount.amount(), truncated.amount(), payable.amount())
            }
            Err(error) => error.to_string(),
        };
        assert_eq!(told, expected);
    }

    check("0.12345678", "3", "0", "0.37037034 = 0.00000000 + 0.00037034 + 0.37");
    check("10", "1.5", "5.00000001", "15.00000000 = 5.00000001 + 0.00999999 + 9.99");
    check("10", "1", "10", "10.00000000 = 10.00000000 + 0.00000000 + 0.00");
    check("10", "1", "10.00000001", "the discount is more than the official price of 10.00000000 CNY");
    check("-0.00000001", "1", "0", "unitPrice: give zero or more");
    check("1", "-1", "0", "usage: give zero or more");
    check("1", "1", "-1", "discount: give zero or more");
    check("1", "0.000000001", "0", "usage: more than eight decimals");
}

/// domain.md 0.3, 3.4 A-4, 3.7.
#[test]
fn who_may_pay_for_what() {
    let mut table = Vec::new();
    for mode in SalesMode::ALL {
        for partner in [Kind::Distributor, Kind::Reseller, Kind::SolutionProvider] {
            let partner = (*mode != SalesMode::Direct).then_some(partner);
            let may: Vec<&str> =
                Payment::ALL.iter().filter(|it| it.is_for(*mode, partner)).map(|it| it.as_str()).collect();
            let partner = partner.map_or("nobody", Kind::as_str);
            table.push(format!("{mode} under {partner}: {}", may.join(", ")));
        }
    }
    table.dedup();

    insta::assert_snapshot!(table.join("\n"), @"
    resale under distributor: balance, partner
    resale under reseller: balance, partner
    resale under solution_provider: balance, partner
    advisory under distributor: balance, online
    advisory under reseller: balance, online
    advisory under solution_provider: balance, online, partner
    direct under nobody: balance, online
    ");
}

/// domain.md 3.9.
#[test]
fn where_refunds_go() {
    let mut table = Vec::new();
    for mode in SalesMode::ALL {
        for payment in Payment::ALL.iter().filter(|it| it.is_for(*mode, Some(Kind::SolutionProvider))) {
            let goes: Vec<String> =
                Stands::ALL.iter().map(|it| format!("{it:?} → {}", destination(*mode, *payment, *it))).collect();
            table.push(format!("{mode}, {payment}: {}", goes.join(", ")));
        }
    }

    insta::assert_snapshot!(table.join("\n"), @"
    resale, balance: Same → spending, Ended → partner, Switched → partner
    resale, partner: Same → partner, Ended → partner, Switched → partner
    advisory, balance: Same → own, Ended → own, Switched → own
    advisory, online: Same → own, Ended → own, Switched → own
    advisory, partner: Same → partner, Ended → partner, Switched → partner
    direct, balance: Same → own, Ended → own, Switched → own
    direct, online: Same → own, Ended → own, Switched → own
    ");
}

#[test]
fn a_refund_is_debt_first_then_money_then_coupons() {
    /// `left`: of arrears, of all but coupons, of coupons. Expected: arrears, money, coupons.
    fn check(amount: &str, left: [&str; 3], owed: &str, expected: [&str; 3]) {
        let [arrears, unaided, coupon] = left.map(money);
        let told = split(money(amount), &Left { arrears, unaided, coupon }, money(owed)).unwrap();
        let [arrears, money, coupon] = expected.map(money);
        assert_eq!(told, Returned { arrears, money, coupon }, "{amount} of {left:?}, {owed} owed");
    }

    check("5", ["0", "10", "3"], "0", ["0", "5", "0"]);
    check("12", ["0", "10", "3"], "0", ["0", "10", "2"]);
    check("13", ["4", "10", "3"], "4", ["4", "6", "3"]);
    check("3", ["4", "10", "3"], "4", ["3", "0", "0"]);
    check("8", ["4", "10", "3"], "1", ["1", "7", "0"]);
    check("8", ["4", "10", "3"], "9", ["4", "4", "0"]);
    check("2", ["0", "0", "3"], "9", ["0", "0", "2"]);
    let mixed = split(money("1"), &Left { arrears: money("0"), unaided: money("1"), coupon: money("0") }, dollars());
    assert!(matches!(mixed, Err(MoneyError::CurrenciesDiffer { .. })));
}

fn dollars() -> Money {
    "1.00 USD".parse().unwrap()
}
