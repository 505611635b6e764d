//! The matching decision, the names and numbers it compares.

#![expect(clippy::unwrap_used, reason = "what a test does not expect should end it")]

use chrono::{DateTime, Utc};
use domain::bank::holder_name::{normalise, same_holder};
use domain::bank::matching::{
    Agreement, Candidate, Credited, Decision, EntryFacts, Payer, Reason, decide, decide_for, numbers_named,
};
use domain::bank::remittance_number::{Error, RemittanceNumber};
use domain::bank::statement::{Direction, StatementKind};
use proptest::prelude::*;
use schema::ids::{BankEntryId, PayerAgreementId, RemittanceAccountId};
use schema::money::{Currency, Money};

const OURS: &str = "9558800000000000018";
const OTHERS: &str = "9558800000000000026";
const NOBODYS: &str = "9558800000000000034";

/// A booked credit of the holder of [`OURS`], who names the number in the text.
fn facts() -> EntryFacts<'static> {
    EntryFacts {
        kind: StatementKind::Statement,
        is_booked: true,
        direction: Direction::Credit,
        is_reversal: false,
        is_batch_unclear: false,
        bank_reference: Some("T-1"),
        amount: money("10.00 CNY"),
        booked_at: at("2026-03-10"),
        payee_account: None,
        remittance_text: Some("top-up 9558800000000000018"),
        remittance_reference: None,
        end_to_end_reference: None,
        payer_name: Some("Acme Co., Ltd."),
    }
}

fn candidate(number: &str, holder_name: &str) -> Candidate {
    let remittance_account_id = RemittanceAccountId::new();
    Candidate {
        remittance_account_id,
        number: number.parse().unwrap(),
        holder_name: holder_name.to_owned(),
        currency: Currency::CNY,
        agreements: Vec::new(),
    }
}

fn money(text: &str) -> Money {
    let (amount, currency) = text.split_once(' ').unwrap();
    Money::new(amount.parse().unwrap(), currency.parse().unwrap()).unwrap()
}

/// The beginning of a day.
fn at(day: &str) -> DateTime<Utc> {
    format!("{day}T00:00:00Z").parse().unwrap()
}

/// The rule that decides about `facts`, when [`OURS`] and [`OTHERS`] were issued.
fn check(facts: EntryFacts<'_>, expected: &str) {
    let issued = [candidate(OTHERS, "Beta GmbH"), candidate(OURS, "ACME Company Limited")];

    assert_eq!(told(decide(&facts, &issued, &[]), &issued), expected, "{facts:?}");
}

fn told(decision: Decision, issued: &[Candidate]) -> String {
    match decision {
        Decision::Credit(id, payer) => {
            let number = issued.iter().find(|c| c.remittance_account_id == id).unwrap().number;
            if payer == Payer::Holder { format!("credit {number}") } else { format!("credit {number} by agreement") }
        }
        Decision::Reverse(_) => "reverse".to_owned(),
        Decision::Hold(reason) => format!("hold {reason}"),
        Decision::Ignore(reason) => format!("ignore {reason}"),
    }
}

#[test]
fn every_rule_decides_in_its_turn() {
    let all_wrong = EntryFacts {
        kind: StatementKind::Report,
        is_booked: false,
        direction: Direction::Debit,
        is_reversal: true,
        is_batch_unclear: true,
        bank_reference: None,
        amount: money("10.00 EUR"),
        remittance_text: None,
        payer_name: None,
        ..facts()
    };
    check(all_wrong, "ignore report_only");
    let announced = EntryFacts { kind: StatementKind::Notification, ..all_wrong };
    check(announced, "ignore not_booked");
    let booked = EntryFacts { is_booked: true, ..announced };
    check(booked, "hold reversal");
    let forward = EntryFacts { is_reversal: false, ..booked };
    check(forward, "ignore debit");
    let credit = EntryFacts { direction: Direction::Credit, ..forward };
    check(credit, "hold batch_unclear");
    let clear = EntryFacts { is_batch_unclear: false, ..credit };
    check(clear, "hold no_bank_reference");
    let known = EntryFacts { bank_reference: Some("T-1"), ..clear };
    check(known, "hold no_number");
    check(EntryFacts { remittance_text: Some(NOBODYS), ..known }, "hold unknown_number");
    let both = format!("{OURS} or {OTHERS}");
    check(EntryFacts { remittance_text: Some(&both), ..known }, "hold ambiguous_number");
    let named = EntryFacts { remittance_text: Some(OURS), ..known };
    check(named, "hold currency_differs");
    let same_currency = EntryFacts { amount: money("10.00 CNY"), ..named };
    check(same_currency, "hold payer_unknown");
    check(EntryFacts { payer_name: Some("Beta GmbH"), ..same_currency }, "hold payer_differs");
    check(EntryFacts { payer_name: Some("acme co ltd"), ..same_currency }, "credit 9558800000000000018");
}

#[test]
fn a_number_counts_wherever_it_is_named() {
    let nowhere = EntryFacts { remittance_text: None, ..facts() };
    check(nowhere, "hold no_number");
    check(EntryFacts { payee_account: Some(OURS), ..nowhere }, "credit 9558800000000000018");
    check(EntryFacts { end_to_end_reference: Some(OURS), ..nowhere }, "credit 9558800000000000018");
    check(EntryFacts { remittance_reference: Some(OURS), ..nowhere }, "credit 9558800000000000018");
    check(EntryFacts { payee_account: Some(OURS), ..facts() }, "credit 9558800000000000018");
    check(EntryFacts { payee_account: Some(NOBODYS), ..facts() }, "credit 9558800000000000018");
    check(EntryFacts { payee_account: Some(OTHERS), ..facts() }, "hold ambiguous_number");
}

#[test]
fn only_a_number_that_is_named_is_credited() {
    let unnamed = [candidate(OTHERS, "Acme Co., Ltd.")];
    assert_eq!(decide(&facts(), &unnamed, &[]), Decision::Hold(Reason::UnknownNumber));
    assert_eq!(decide(&facts(), &[], &[]), Decision::Hold(Reason::UnknownNumber));
}

/// Who is not the holder may pay while an agreement is effective at the booking: the bank's, ours, or in between.
#[test]
fn an_agreement_lets_somebody_else_pay_while_it_is_effective() {
    let agreement = |payer: &str, ended_at: Option<&str>| Agreement {
        id: PayerAgreementId::new(),
        payer_name: normalise(payer),
        ended_at: ended_at.map(at),
    };
    let check = |payer: &str, agreements: Vec<Agreement>, expected: &str| {
        let issued = [Candidate { agreements, ..candidate(OURS, "ACME Company Limited") }];
        let facts = EntryFacts { payer_name: Some(payer), ..facts() };
        assert_eq!(told(decide(&facts, &issued, &[]), &issued), expected, "{payer}");
        // A person can give the number that is missing, not the right to pay.
        assert_eq!(told(decide_for(&EntryFacts { remittance_text: None, ..facts }, &issued[0]), &issued), expected);
    };
    let credited = "credit 9558800000000000018 by agreement";
    check("Beta GmbH", vec![], "hold payer_differs");
    check("BETA gmbh", vec![agreement("Beta GmbH", None)], credited);
    check("Beta GmbH", vec![agreement("Gamma AG", None)], "hold payer_differs");
    check("Beta GmbH", vec![agreement("Beta GmbH", Some("2026-03-11"))], credited);
    check("Beta GmbH", vec![agreement("Beta GmbH", Some("2026-03-10"))], "hold payer_differs");
    check("Beta GmbH", vec![agreement("Beta GmbH", Some("2026-03-01")), agreement("Beta GmbH", None)], credited);
    check("Acme Co., Ltd.", vec![agreement("Beta GmbH", None)], "credit 9558800000000000018");
}

#[test]
fn a_person_gives_an_entry_to_an_account_only_when_it_is_money_for_it() {
    let account = candidate(OURS, "ACME Company Limited");
    let check = |facts: EntryFacts<'_>, expected: &str| {
        assert_eq!(told(decide_for(&facts, &account), std::slice::from_ref(&account)), expected, "{facts:?}");
    };
    let nameless = EntryFacts { remittance_text: None, bank_reference: None, ..facts() };
    check(nameless, "credit 9558800000000000018");
    check(EntryFacts { remittance_text: Some(OTHERS), ..facts() }, "credit 9558800000000000018");
    check(EntryFacts { kind: StatementKind::Report, ..nameless }, "ignore report_only");
    check(EntryFacts { is_booked: false, ..nameless }, "ignore not_booked");
    check(EntryFacts { direction: Direction::Debit, ..nameless }, "ignore debit");
    check(EntryFacts { is_reversal: true, ..nameless }, "hold reversal");
    check(EntryFacts { is_batch_unclear: true, ..nameless }, "hold batch_unclear");
    check(EntryFacts { amount: money("10.00 EUR"), ..nameless }, "hold currency_differs");
    check(EntryFacts { payer_name: Some("..."), ..nameless }, "hold payer_unknown");
    check(EntryFacts { payer_name: Some("Acme GmbH"), ..nameless }, "hold payer_differs");
}

/// A reversal takes back the one credit it can be of, by the bank's reference, else by the payer's.
#[test]
fn a_reversal_takes_back_exactly_one_credit() {
    let credit = |bank: &str, payer: &str, amount: &str| Credited {
        bank_entry_id: BankEntryId::new(),
        bank_reference: Some(bank.to_owned()),
        end_to_end_reference: Some(payer.to_owned()),
        amount: money(amount),
    };
    let reversal =
        EntryFacts { direction: Direction::Debit, is_reversal: true, end_to_end_reference: Some("E-1"), ..facts() };
    let check = |facts: EntryFacts<'_>, credits: &[Credited], expected: Option<usize>| {
        let expected =
            expected.map_or(Decision::Hold(Reason::Reversal), |at| Decision::Reverse(credits[at].bank_entry_id));
        assert_eq!(decide(&facts, &[], credits), expected);
    };
    check(reversal, &[], None);
    check(reversal, &[credit("T-1", "E-9", "10.00 CNY")], Some(0));
    check(reversal, &[credit("T-9", "E-1", "10.00 CNY")], Some(0));
    check(reversal, &[credit("T-9", "E-9", "10.00 CNY")], None);
    check(reversal, &[credit("T-1", "E-1", "10.01 CNY")], None);
    check(reversal, &[credit("T-1", "E-1", "10.00 EUR")], None);
    check(reversal, &[credit("T-8", "E-1", "10.00 CNY"), credit("T-1", "E-1", "10.00 CNY")], Some(1));
    check(reversal, &[credit("T-8", "E-1", "10.00 CNY"), credit("T-9", "E-1", "10.00 CNY")], None);
    check(EntryFacts { bank_reference: None, ..reversal }, &[credit("T-1", "E-1", "10.00 CNY")], Some(0));
    // What takes back a debit is money that comes in: nobody's by rule.
    check(EntryFacts { direction: Direction::Credit, ..reversal }, &[credit("T-1", "E-1", "10.00 CNY")], None);
}

#[test]
fn numbers_are_found_in_texts() {
    let check = |text: &str, expected: &[&str]| {
        let named = numbers_named(&EntryFacts { remittance_text: Some(text), ..facts() });
        assert_eq!(named.iter().map(ToString::to_string).collect::<Vec<_>>(), expected, "{text}");
    };
    check("", &[]);
    check("9558800000000000018", &[OURS]);
    check("汇款账号9558800000000000018充值", &[OURS]);
    check("９５５８８００００００００００００１８", &[OURS]);
    check("9558 8000 0000 0000 018", &[OURS]);
    check("9558-8000-0000-0000-018.", &[OURS]);
    check("2026 955880000000 0000018 20260301", &[OURS]);
    check("9558800000000000018 9558800000000000018 9558800000000000026", &[OURS, OTHERS]);
    check("9558800000000000018,9558800000000000026", &[OURS, OTHERS]);
    // A wrong check digit, one digit too many on either side, or a gap.
    check("9558800000000000019", &[]);
    check("95588000000000000181", &[]);
    check("19558800000000000018", &[]);
    check("955880000000  0000018", &[]);
    check("955880000000/0000018", &[]);
}

#[test]
fn numbers_are_composed_and_read() {
    let read = |text: &str| text.parse::<RemittanceNumber>().map(|number| number.to_string());
    assert_eq!(RemittanceNumber::compose(955_880, 1).unwrap().to_string(), OURS);
    assert_eq!(RemittanceNumber::compose(0, 0).unwrap().to_string(), "0000000000000000000");
    assert_eq!(RemittanceNumber::compose(999_999, 999_999_999_999).unwrap().to_string(), "9999999999999999998");
    assert_eq!(RemittanceNumber::compose(1_000_000, 0), Err(Error::OutOfBounds));
    assert_eq!(RemittanceNumber::compose(0, 1_000_000_000_000), Err(Error::OutOfBounds));
    assert_eq!(read(OURS), Ok(OURS.to_owned()));
    assert_eq!(read("9558800000000000019"), Err(Error::WrongCheckDigit));
    for wrong in [
        "",
        "955880000000000001",
        " 9558800000000000018",
        "+558800000000000018",
        "９５５８８００００００００００００１８",
    ] {
        assert_eq!(read(wrong), Err(Error::NotNineteenDigits), "{wrong}");
    }
}

#[test]
fn one_holder_is_written_in_several_ways() {
    let check = |a: &str, b: &str, expected: bool| {
        assert_eq!(same_holder(a, b), expected, "{a} and {b}");
        assert_eq!(same_holder(b, a), expected, "{b} and {a}");
    };
    check("Acme Co., Ltd.", "ACME COMPANY LIMITED", true);
    check("Acme Co.,Ltd", "Acme  Co  Ltd", true);
    check("Acme, Incorporated", "ACME INC", true);
    check("The Acme Corporation", "the acme corp.", true);
    check("Ａｃｍｅ　（Ｃｈｉｎａ）", "Acme (China)", true);
    check("华为（北京）有限公司", "华为(北京) 有限公司", true);
    check("Müller S.A.", "MÜLLER SA", true);
    check("長江雲分銷有限公司", "长江云分销有限公司", true);
    check("華為(北京)股份有限公司", "华为（北京）股份有限公司", true);
    check("北方云有限公司", "北方云股份有限公司", false);
    check("北方雲有限公司", "北方云股份有限公司", false);
    check("Acme Ltd", "Acme Inc", false);
    check("Acme Ltd", "Acme", false);
    check("Acme Ltd", "Acne Ltd", false);
    check("Müller", "Muller", false);
    check("Incompany", "Inco", false);
    check("", "", false);
    check("...", " - ", false);
    assert_eq!(normalise("ＡＣＭＥ  (Beijing) Co.,Limited"), "acmebeijingcoltd");
}

proptest! {
    #[test]
    fn a_normal_form_is_its_own(name in "\\PC{0,40}", company in "[A-Za-z .,()]{0,30}") {
        for name in [name, company] {
            let once = normalise(&name);
            prop_assert_eq!(normalise(&once), once);
        }
    }

    #[test]
    fn a_number_reads_back_and_one_wrong_digit_shows(prefix in 0..1_000_000_u32, serial in 0..1_000_000_000_000_u64, at in 0..19_usize, by in 1..10_u8) {
        let number = RemittanceNumber::compose(prefix, serial).unwrap();
        let text = number.to_string();
        let mut digits = text.clone().into_bytes();
        digits[at] = b'0' + (digits[at] - b'0' + by) % 10;

        prop_assert_eq!(text.parse(), Ok(number));
        prop_assert_eq!(RemittanceNumber::find_all(&format!("pay {text}!")), vec![number]);
        prop_assert_eq!(String::from_utf8(digits).unwrap().parse::<RemittanceNumber>(), Err(Error::WrongCheckDigit));
    }
}
