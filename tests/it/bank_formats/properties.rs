//! What holds for every file.

use chrono::NaiveDate;
use domain::bank::mapping::{Amounts, Columns, DateForm, DecimalSeparator, Delimiter, Mapping, ThousandsSeparator};
use domain::bank::statement::{Direction, Entry};
use proptest::prelude::*;
use rust_decimal::Decimal;
use tests::bank_reading::{Reading, read, read_with};

use super::codes;
use super::layouts::{plain, saved};

/// What is written and has to be read again.
#[derive(Debug, Clone)]
struct Paid {
    /// Cents, below zero for what went out.
    cents: i64,
    day: u32,
    reference: String,
    name: String,
    account: String,
    text: String,
}

fn paid() -> impl Strategy<Value = Paid> {
    let cents = prop_oneof![1..100_000_000_i64, -100_000_000..0_i64];
    // Words without what a dialect divides by, short enough for a subfield.
    let word = "[A-Z][a-z0-9]{1,8}( [A-Z][a-z0-9]{1,8}){0,1}";
    (cents, 1..29_u32, "R[0-9]{1,15}", word, "DE[0-9]{20}", word)
        .prop_map(|(cents, day, reference, name, account, text)| Paid { cents, day, reference, name, account, text })
}

fn money(cents: i64) -> String {
    Decimal::new(cents.abs(), 2).to_string().replace('.', ",")
}

fn mark(cents: i64) -> char {
    if cents < 0 { 'D' } else { 'C' }
}

/// An MT940 whose `:86:` are in the dialect.
fn mt940(opening: i64, paid: &[Paid], dialect: fn(&Paid) -> String) -> String {
    let balance = |tag: &str, cents: i64| format!(":{tag}:{}240101EUR{}\r\n", mark(cents), money(cents));
    let entry = |it: &Paid| {
        let (mark, amount) = (mark(it.cents), money(it.cents));
        format!(":61:2401{:02}{mark}{amount}NTRFNONREF//{}\r\n:86:{}\r\n", it.day, it.reference, dialect(it))
    };
    let closing = opening + paid.iter().map(|it| it.cents).sum::<i64>();
    let entries: String = paid.iter().map(entry).collect();
    let head = ":20:M\r\n:25:DE89370400440532013000\r\n:28C:1/1\r\n";
    format!("{head}{}{entries}{}-\r\n", balance("60F", opening), balance("62F", closing))
}

const DIALECTS: [fn(&Paid) -> String; 3] = [
    |it| format!("166?00GUTSCHRIFT?20SVWZ+{}?31{}?32{}", it.text, it.account, it.name),
    |it| format!("/IBAN/{}/NAME/{}/REMI/{}", it.account, it.name, it.text),
    |it| format!("SVWZ+{} IBAN+{} ABWA+{}", it.text, it.account, it.name),
];

fn check(reading: &Reading, paid: &[Paid]) -> Result<(), TestCaseError> {
    prop_assert_eq!(codes(reading), [""; 0]);
    let entries: Vec<&Entry> = reading.statements.iter().flat_map(|(_, entries)| entries).collect();
    prop_assert_eq!(entries.len(), paid.len());
    for (entry, it) in entries.into_iter().zip(paid) {
        prop_assert_eq!(entry.signed_amount().amount(), Decimal::new(it.cents, 2));
        prop_assert_eq!(entry.booked_on, NaiveDate::from_ymd_opt(2024, 1, it.day).unwrap());
        prop_assert_eq!(entry.bank_reference.as_deref(), Some(it.reference.as_str()));
        prop_assert_eq!(entry.remittance_text.as_deref(), Some(it.text.as_str()));
        let payer = (entry.direction == Direction::Credit).then_some((it.name.as_str(), it.account.as_str()));
        prop_assert_eq!(entry.payer_name.as_deref(), payer.map(|(name, _)| name));
        prop_assert_eq!(entry.payer_account.as_deref(), payer.map(|(_, account)| account));
    }
    Ok(())
}

fn mapping() -> impl Strategy<Value = Mapping> {
    let delimiters = prop::sample::select(Delimiter::ALL);
    let forms = prop::sample::select(DateForm::ALL);
    let separators = prop::sample::select(vec![
        (DecimalSeparator::Point, ThousandsSeparator::Comma),
        (DecimalSeparator::Point, ThousandsSeparator::Nothing),
        (DecimalSeparator::Comma, ThousandsSeparator::Point),
        (DecimalSeparator::Comma, ThousandsSeparator::Blank),
        (DecimalSeparator::Point, ThousandsSeparator::Apostrophe),
    ]);
    (delimiters, forms, separators, 0..4_u32, any::<bool>(), any::<bool>()).prop_map(
        |(delimiter, date_form, (decimal, thousands), skip_lines, is_split, has_balance)| {
            let name = |text: &str| Some(text.to_owned());
            let amounts = if is_split {
                Amounts::Split { credit: "In".to_owned(), debit: "Out".to_owned() }
            } else {
                Amounts::Signed { amount: "Amount".to_owned() }
            };
            let columns = Columns {
                booked_on: "Day".to_owned(),
                bank_reference: name("Reference"),
                remittance_text: vec!["Text".to_owned()],
                payer_name: name("Name"),
                payer_account: name("Account"),
                balance_after: has_balance.then(|| "Balance".to_owned()),
                ..Columns::default()
            };
            Mapping { delimiter, date_form, decimal, thousands, skip_lines, amounts, columns, ..plain() }
        },
    )
}

/// An amount with its sign, divided as the mapping says.
fn written(cents: i64, mapping: &Mapping) -> String {
    let thousands = match mapping.thousands {
        ThousandsSeparator::Nothing => "",
        ThousandsSeparator::Point => ".",
        ThousandsSeparator::Comma => ",",
        ThousandsSeparator::Blank => " ",
        ThousandsSeparator::Apostrophe => "'",
    };
    let decimal = if mapping.decimal == DecimalSeparator::Point { "." } else { "," };
    let digits = (cents.abs() / 100).to_string();
    let groups: Vec<&str> =
        digits.as_bytes().rchunks(3).rev().map(|group| std::str::from_utf8(group).unwrap()).collect();
    let sign = if cents < 0 { "-" } else { "" };
    format!("{sign}{}{decimal}{:02}", groups.join(thousands), cents.abs() % 100)
}

/// A CSV file as the mapping says, each cell in quotes.
fn csv(opening: i64, paid: &[Paid], mapping: &Mapping) -> String {
    let delimiter = match mapping.delimiter {
        Delimiter::Comma => ",",
        Delimiter::Semicolon => ";",
        Delimiter::Tab => "\t",
        Delimiter::Pipe => "|",
    };
    let row = |cells: Vec<String>| {
        let cells: Vec<String> = cells.into_iter().map(|cell| format!("\"{cell}\"")).collect();
        cells.join(delimiter) + "\n"
    };
    let names = ["Balance", "Day", "Amount", "In", "Out", "Reference", "Text", "Name", "Account"];
    let mut file = "Something above\n".repeat(usize::try_from(mapping.skip_lines).unwrap());
    file += &row(names.iter().map(|name| (*name).to_owned()).collect());
    let mut balance = opening;
    for it in paid {
        balance += it.cents;
        let day = match mapping.date_form {
            DateForm::YearMonthDay => format!("2024-01-{:02}", it.day),
            DateForm::DayMonthYear => format!("{}.1.2024", it.day),
            DateForm::MonthDayYear => format!("01/{:02}/24", it.day),
        };
        let one = |cents: i64| if cents > 0 { written(cents, mapping) } else { String::new() };
        file += &row(vec![
            written(balance, mapping),
            day,
            written(it.cents, mapping),
            one(it.cents),
            one(-it.cents),
            it.reference.clone(),
            it.text.clone(),
            it.name.clone(),
            it.account.clone(),
        ]);
    }
    file
}

proptest! {
    #[test]
    fn what_was_written_as_mt940_is_read(
        opening in -100_000_000..100_000_000_i64,
        paid in prop::collection::vec(paid(), 0..12),
        dialect in 0..3_usize,
    ) {
        check(&read(mt940(opening, &paid, DIALECTS[dialect]).as_bytes()), &paid)?;
    }

    #[test]
    fn what_was_written_as_csv_is_read(
        opening in -100_000_000..100_000_000_i64,
        paid in prop::collection::vec(paid(), 1..12),
        mapping in mapping(),
    ) {
        prop_assert_eq!(mapping.check(), Ok(()));
        let file = csv(opening, &paid, &mapping);

        let reading = read_with(file.as_bytes(), &[saved("it", "EUR", mapping.clone())]);

        check(&reading, &paid)?;
        let ends = reading.statements[0].0.opening.zip(reading.statements[0].0.closing);
        let ends = ends.map(|(opening, closing)| (opening.amount.amount(), closing.amount.amount()));
        let closing = opening + paid.iter().map(|it| it.cents).sum::<i64>();
        let is_stated = mapping.columns.balance_after.is_some();
        prop_assert_eq!(ends, is_stated.then(|| (Decimal::new(opening, 2), Decimal::new(closing, 2))));
    }

    #[test]
    fn any_tags_get_an_answer(file in "(:(20|25|28C|60F|61|86|62F|34F|90C):[A-Z0-9,/+?]{0,30}\n|-\n|\\{[124]:){0,40}") {
        let _ = read(file.as_bytes());
    }
}
