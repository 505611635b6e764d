//! Money, ids and cursors: what goes in, what comes out, what is refused.

use schema::ids::{AccountId, HoldId, PartyId};
use schema::money::{Currency, Money};
use serde_json::{Value, json};
use tests::{App, Person};

fn money(text: &str) -> Money {
    text.parse().unwrap()
}

#[test]
fn money_is_read_with_at_most_two_decimals_and_written_with_two() {
    fn check(text: &str, expected: &str) {
        let read = text.parse::<Money>().map_or_else(|error| error.to_string(), |money| money.to_string());
        assert_eq!(read, expected, "{text}");
    }

    check("1234.50 CNY", "1234.50 CNY");
    check("1234.5 CNY", "1234.50 CNY");
    check("7 EUR", "7.00 EUR");
    check("0.10 CNY", "0.10 CNY");
    check("-0.01 CNY", "-0.01 CNY");
    check("1.500000 CNY", "1.50 CNY");
    check("999999999999999999.99 CNY", "999999999999999999.99 CNY");
    check("1000000000000000000 CNY", "amount out of bounds");
    check("-1000000000000000000 CNY", "amount out of bounds");
    check("1.005 CNY", "more than two decimals");
    check("1,50 CNY", "amount out of bounds");
    check("1e3 CNY", "amount out of bounds");
    check("ten CNY", "amount out of bounds");
    check("1.00", "not an ISO 4217 currency code");
    check("1.00 cny", "not an ISO 4217 currency code");
    check("1.00 CN", "not an ISO 4217 currency code");
    check("1.00 CNYX", "not an ISO 4217 currency code");
    check("1.00 C1Y", "not an ISO 4217 currency code");
    check("1.00  CNY", "not an ISO 4217 currency code");
}

#[test]
fn money_is_added_to_the_cent_and_never_across_currencies() {
    fn check(left: &str, right: &str, sum: &str, difference: &str) {
        let told = |result: Result<Money, _>| {
            result.map_or_else(|error: schema::money::MoneyError| error.to_string(), |it| it.to_string())
        };
        assert_eq!(told(money(left).checked_add(money(right))), sum);
        assert_eq!(told(money(left).checked_sub(money(right))), difference);
    }

    check("0.10 CNY", "0.20 CNY", "0.30 CNY", "-0.10 CNY");
    check("100.00 CNY", "99.99 CNY", "199.99 CNY", "0.01 CNY");
    check("-1.00 CNY", "1.00 CNY", "0.00 CNY", "-2.00 CNY");
    check("999999999999999999.99 CNY", "0.01 CNY", "amount out of bounds", "999999999999999999.98 CNY");
    check("1.00 CNY", "1.00 USD", "CNY and USD do not mix", "CNY and USD do not mix");
}

#[test]
fn nothing_is_neither_more_nor_less_than_nothing() {
    let signs = |text: &str| (money(text).is_positive(), money(text).is_negative());

    assert_eq!(
        [signs("0.01 CNY"), signs("0.00 CNY"), signs("-0.01 CNY")],
        [(true, false), (false, false), (false, true)]
    );
    assert_eq!(money("0 CNY"), Money::zero(Currency::CNY));
    assert_eq!(money("-0.00 CNY"), Money::zero(Currency::CNY));
    assert_eq!(money("2.50 CNY").negated(), money("-2.50 CNY"));
}

#[test]
fn an_id_is_read_as_the_type_that_wrote_it_and_as_no_other() {
    fn check<T: std::str::FromStr>(text: &str, is_one: bool) {
        assert_eq!(text.parse::<T>().is_ok(), is_one, "{text}");
    }
    let hold = HoldId::new();
    let party = PartyId::new();

    assert_eq!(hold.to_string().parse(), Ok(hold));
    assert_eq!(serde_json::to_value(hold).unwrap(), json!(hold.uuid()));
    assert_eq!(party.with_prefix("cus").parse(), Ok(party), "a party's prefix says its kind");
    check::<HoldId>("hld_01h455vb4pex5vsknk084sn02q", true);
    check::<AccountId>("hld_01h455vb4pex5vsknk084sn02q", false);
    check::<PartyId>("hld_01h455vb4pex5vsknk084sn02q", false);
    check::<HoldId>("cus_01h455vb4pex5vsknk084sn02q", false);
    check::<HoldId>("01h455vb4pex5vsknk084sn02q", false);
    check::<HoldId>("hld_01h455vb4pex5vsknk084sn02", false);
    check::<HoldId>("hld_81h455vb4pex5vsknk084sn02q", false);
    check::<HoldId>("hld_01H455VB4PEX5VSKNK084SN02Q", false);
    check::<HoldId>("hld_01890a5d-ac96-774b-bcce-b302099a8057", false);
    check::<HoldId>("", false);
}

#[test]
fn ids_are_ordered_by_when_they_were_made() {
    let made: Vec<HoldId> = (0..1_000).map(|_| HoldId::new()).collect();

    assert!(made.is_sorted());
    assert!(made.iter().map(ToString::to_string).is_sorted());
}

const PARTIES: &str =
    "query Parties($first: Int, $after: String, $last: Int, $before: String, $order: ListOrder! = OLDEST_FIRST) {
    parties(first: $first, after: $after, last: $last, before: $before, order: $order) {
        nodes { name } pageInfo { hasPreviousPage hasNextPage startCursor endCursor }
    }
}";

/// The names of a page, `<` and `>` where more lies before and behind, and its ends; or the code of a refusal.
async fn page(person: &Person<'_>, arguments: Value) -> (String, String, String) {
    let answer = person.query(PARTIES, arguments).await;
    if answer.0.get("errors").is_some() {
        return (answer.error_code().to_owned(), String::new(), String::new());
    }
    let page = &answer.data()["parties"];
    let word = |value: &Value| value.as_str().unwrap_or_default().split(' ').next().unwrap().to_owned();
    let names: Vec<String> = page["nodes"].as_array().unwrap().iter().map(|node| word(&node["name"])).collect();
    let more = |name: &str, sign: &'static str| if page["pageInfo"][name] == true { sign } else { "" };
    let shown = format!("{}{}{}", more("hasPreviousPage", "< "), names.join(" "), more("hasNextPage", " >"));
    (shown.trim().to_owned(), word(&page["pageInfo"]["startCursor"]), word(&page["pageInfo"]["endCursor"]))
}

#[tokio::test]
async fn a_list_is_paged_by_cursors_in_both_directions() {
    let app = App::start().await;
    let person = app.finance().await;

    let (first, _, end) = page(&person, json!({ "first": 3 })).await;
    let (second, start, end) = page(&person, json!({ "first": 3, "after": end })).await;
    let (third, _, past) = page(&person, json!({ "first": 100, "after": end })).await;
    let (behind, ..) = page(&person, json!({ "first": 3, "after": past })).await;
    let (back, ..) = page(&person, json!({ "last": 2, "before": start })).await;
    let (tail, ..) = page(&person, json!({ "last": 2 })).await;
    let (newest, ..) = page(&person, json!({ "first": 2, "order": "NEWEST_FIRST" })).await;
    let (none, ..) = page(&person, json!({ "first": 0 })).await;

    insta::assert_snapshot!([first, second, third, behind, back, tail, newest, none].join("\n"), @"
    Vendor 长江云分销有限公司 Delta >
    < Heron Mekong Alder >
    < La*** Ha*** Fe***
    <
    < 长江云分销有限公司 Delta >
    < Ha*** Fe***
    Fe*** Ha*** >
    >
    ");
    app.close().await;
}

#[tokio::test]
async fn a_page_that_cannot_be_meant_is_refused() {
    let app = App::start().await;
    let person = app.finance().await;

    for arguments in [
        json!({ "first": 101 }),
        json!({ "first": -1 }),
        json!({ "last": 101 }),
        json!({ "first": 1, "last": 1 }),
        json!({ "after": "not a cursor" }),
        json!({ "after": "" }),
        json!({ "before": "AAAA" }),
        json!({ "after": "01890a5d-ac96-774b-bcce-b302099a8057" }),
    ] {
        assert_eq!(page(&person, arguments.clone()).await.0, "INVALID_INPUT", "{arguments}");
    }
    app.close().await;
}
