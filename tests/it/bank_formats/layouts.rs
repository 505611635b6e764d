//! Which mapping reads a CSV file, and what it refuses.

use domain::bank::mapping::{
    Amounts, BankCsvMapping, Columns, DateForm, DecimalSeparator, Delimiter, Encoding, Mapping, Quote, Reversal,
    ThousandsSeparator,
};
use insta::assert_snapshot;
use schema::ids::BankCsvMappingId;
use tests::bank_reading::read_with;

use super::{codes, told};

/// A mapping of an account in a currency.
pub(super) fn saved(name: &str, currency: &str, mapping: Mapping) -> BankCsvMapping {
    BankCsvMapping {
        id: BankCsvMappingId::new(),
        name: name.to_owned(),
        account_number: "DE89370400440532013000".to_owned(),
        currency: currency.parse().unwrap(),
        mapping,
    }
}

fn some(name: &str) -> Option<String> {
    Some(name.to_owned())
}

/// Commas, points, ISO dates, one signed amount.
pub(super) fn plain() -> Mapping {
    Mapping {
        encoding: Encoding::Utf8,
        delimiter: Delimiter::Comma,
        quote: Quote::Double,
        skip_lines: 0,
        date_form: DateForm::YearMonthDay,
        decimal: DecimalSeparator::Point,
        thousands: ThousandsSeparator::Comma,
        amounts: Amounts::Signed { amount: "Amount".to_owned() },
        columns: Columns {
            booked_on: "Date".to_owned(),
            bank_reference: some("Reference"),
            remittance_text: vec!["Details".to_owned()],
            payer_name: some("Payer"),
            ..Columns::default()
        },
    }
}

/// Those that the fixtures ask for.
pub(super) fn mappings() -> Vec<BankCsvMapping> {
    let german = Mapping {
        encoding: Encoding::Windows1252,
        delimiter: Delimiter::Semicolon,
        skip_lines: 2,
        date_form: DateForm::DayMonthYear,
        decimal: DecimalSeparator::Comma,
        thousands: ThousandsSeparator::Point,
        amounts: Amounts::Signed { amount: "Betrag".to_owned() },
        columns: Columns {
            booked_on: "Buchungstag".to_owned(),
            value_on: some("Valuta"),
            remittance_text: vec!["Verwendungszweck".to_owned()],
            balance_after: some("Saldo"),
            ..Columns::default()
        },
        ..plain()
    };
    let chinese = Mapping {
        encoding: Encoding::Gb18030,
        delimiter: Delimiter::Tab,
        amounts: Amounts::Split { credit: "收入".to_owned(), debit: "支出".to_owned() },
        columns: Columns {
            booked_on: "交易日期".to_owned(),
            currency: some("币种"),
            bank_reference: some("交易流水号"),
            remittance_text: vec!["摘要".to_owned(), "附言".to_owned()],
            payer_name: some("对方户名"),
            payer_account: some("对方账号"),
            balance_after: some("余额"),
            ..Columns::default()
        },
        ..plain()
    };
    let words = Mapping {
        delimiter: Delimiter::Pipe,
        amounts: Amounts::Worded {
            amount: "Amount".to_owned(),
            direction: "D/C".to_owned(),
            credit_words: vec!["cr".to_owned()],
            debit_words: vec!["dr".to_owned()],
        },
        columns: Columns {
            booked_on: "Booked".to_owned(),
            end_to_end_reference: some("E2E"),
            remittance_text: vec!["Text 1".to_owned(), "Text 2".to_owned()],
            payee_account: some("Own account"),
            reversal: Some(Reversal { column: "Reversed".to_owned(), word: "Yes".to_owned() }),
            ..Columns::default()
        },
        ..plain()
    };
    vec![
        saved("signed", "CNY", plain()),
        saved("german", "EUR", german),
        saved("chinese", "CNY", chinese),
        saved("words", "CNY", words),
    ]
}

const ROWS: &str = "Date,Amount,Details,Payer,Reference\n2024-01-02,1.00,=1+1,@SUM(A1),R1\n";

/// Nothing evaluates a cell: what a spreadsheet would take for a formula stays the text that it is.
#[test]
fn formulas_are_text() {
    let reading = read_with(ROWS.as_bytes(), &mappings());

    let entry = &reading.statements[0].1[0];
    assert_eq!(entry.remittance_text.as_deref(), Some("=1+1"));
    assert_eq!(entry.payer_name.as_deref(), Some("@SUM(A1)"));
    assert_eq!(codes(&reading), [""; 0]);
}

#[test]
fn exactly_one_mapping_must_fit() {
    let none = read_with(ROWS.as_bytes(), &[]);
    let other = read_with(b"Date,Amount\n2024-01-02,1.00\n", &mappings());
    let twice = read_with(b"Date,Amount,Details,Payer,Reference,Date\n2024-01-02,1.00,,,,\n", &mappings());
    let two = read_with(ROWS.as_bytes(), &[saved("one", "CNY", plain()), saved("two", "EUR", plain())]);

    let all = [none, other, twice, two].map(|reading| told(&reading)).join("\n");
    assert_snapshot!(all, @r#"
    -
    error UNKNOWN_FORMAT at header: neither XML nor a SWIFT message, and as CSV no saved mapping fits its header (none is saved): bankCsvMappingSave saves one
    -
    error UNKNOWN_FORMAT at header: neither XML nor a SWIFT message, and as CSV no saved mapping fits its header (mapping "signed" asks for one column "Reference"): bankCsvMappingSave saves one
    -
    error UNKNOWN_FORMAT at header: neither XML nor a SWIFT message, and as CSV no saved mapping fits its header (mapping "signed" asks for one column "Date"): bankCsvMappingSave saves one
    -
    error AMBIGUOUS_MAPPING at header: 2 saved mappings fit the file: "one", "two"; change or remove all but one
    "#);
}

/// Each with one thing wrong, and what is said of it.
#[test]
fn a_wrong_row_is_refused_in_words() {
    let wrong = [
        "2024-02-30,1.00,,,",
        "2024-01-02,1.005,,,",
        "2024-01-02,\"1,00\",,,",
        "2024-01-02,\"12,34.00\",,,",
        "2024-01-02,1e3,,,",
        "2024-01-02,99999999999999999999,,,",
        "2024-01-02,,,,",
        ",1.00,,,",
        "2024-01-02,1.00",
        "2024-01-02,1.00,a,b,c,d",
        "Total,1.00,,,",
    ];

    let told: Vec<String> = wrong
        .iter()
        .map(|row| {
            let reading = read_with(format!("Date,Amount,Details,Payer,Reference\n{row}\n").as_bytes(), &mappings());
            format!("{row}: {}", reading.findings.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "))
        })
        .collect();

    assert_snapshot!(told.join("\n"), @r#"
    2024-02-30,1.00,,,: INVALID_DATE at row 1: "2024-02-30" is not a day of the calendar
    2024-01-02,1.005,,,: INVALID_AMOUNT at row 1: "1.005" is not an amount: more than two decimals or eighteen digits
    2024-01-02,"1,00",,,: INVALID_AMOUNT at row 1: "1,00" is not an amount: its thousands are divided otherwise
    2024-01-02,"12,34.00",,,: INVALID_AMOUNT at row 1: "12,34.00" is not an amount: its thousands are divided otherwise
    2024-01-02,1e3,,,: INVALID_AMOUNT at row 1: "1e3" is not an amount: digits are expected
    2024-01-02,99999999999999999999,,,: INVALID_AMOUNT at row 1: "99999999999999999999" is not an amount: more than two decimals or eighteen digits
    2024-01-02,,,,: MISSING_ELEMENT at row 1: the row has no amount
    ,1.00,,,: INVALID_DATE at row 1: "" is not a day of the calendar
    2024-01-02,1.00: INVALID_ROW at row 1: the row has 2 cells where the header has 5
    2024-01-02,1.00,a,b,c,d: INVALID_ROW at row 1: the row has 6 cells where the header has 5
    Total,1.00,,,: INVALID_DATE at row 1: "Total" is not a day of the calendar
    "#);
}

/// One cent in one row, and the row is named.
#[test]
fn balances_are_checked_row_by_row() {
    let rows =
        "A\nB\nBuchungstag;Valuta;Betrag;Verwendungszweck;Saldo\n02.01.2024;;10,00;;110,00\n03.01.2024;;5,00;;115,01\n";

    let reading = read_with(rows.as_bytes(), &mappings());

    assert_eq!(codes(&reading), ["UNBALANCED"]);
    assert_eq!(reading.findings[0].place, "row 2");
}

#[test]
fn a_mapping_that_cannot_be_meant_is_refused() {
    let wrong = [
        Mapping { skip_lines: 101, ..plain() },
        Mapping { thousands: ThousandsSeparator::Point, ..plain() },
        Mapping { amounts: Amounts::Split { credit: "A".to_owned(), debit: "A".to_owned() }, ..plain() },
        Mapping { columns: Columns { booked_on: " Date".to_owned(), ..plain().columns }, ..plain() },
        Mapping { columns: Columns { remittance_text: vec!["T".to_owned(); 11], ..plain().columns }, ..plain() },
        Mapping {
            amounts: Amounts::Worded {
                amount: "A".to_owned(),
                direction: "D".to_owned(),
                credit_words: vec!["x".to_owned()],
                debit_words: vec!["X".to_owned()],
            },
            ..plain()
        },
    ];

    let told: Vec<String> = wrong.iter().map(|mapping| mapping.check().unwrap_err().to_string()).collect();

    assert_eq!(plain().check(), Ok(()));
    assert_snapshot!(told.join("\n"), @"
    skipLines: 0 to 100 lines
    thousandsSeparator: not the decimal separator
    debitColumn: not the column of credits
    columns: a column's name has 1 to 100 characters, and no blanks around it
    remittanceTextColumns: at most 10 columns
    debitWords: no word may mean both directions
    ");
}
