//! What every reader of bank files promises, whatever the bytes.

use domain::bank::finding::{FINDINGS_LIMIT, Finding};
use domain::bank::format::{self, Reader};
use domain::bank::mapping::{
    Amounts, BankCsvMapping, Columns, DateForm, DecimalSeparator, Delimiter, Encoding, Mapping, Quote, Reversal,
    ThousandsSeparator,
};
use domain::bank::statement::{Entry, Item, Statement};
use schema::ids::BankCsvMappingId;
use schema::money::Currency;

/// Reads all of `bytes` and checks what came out; false when no reader would have them, or another than `wanted`.
pub fn read(bytes: &[u8], mappings: &[BankCsvMapping], wanted: &str) -> bool {
    let Ok(mut reader) = format::open(bytes, mappings) else { return false };
    let (mut entries, mut stated) = (0, 0);
    while let Some(item) = reader.next_item() {
        match item {
            Item::Entry(entry) => {
                entries += 1;
                check_entry(&entry);
            }
            Item::Statement(statement) => {
                check_statement(&statement);
                stated += statement.entries;
            }
        }
    }
    check_end(reader.as_ref());
    // What is read of a file with an error counts for nothing.
    if !reader.findings().iter().any(Finding::is_error) {
        assert_eq!(stated, entries);
    }
    reader.format().starts_with(wanted)
}

fn check_end(reader: &dyn Reader) {
    let findings = reader.findings();
    assert!(findings.len() <= FINDINGS_LIMIT);
    assert!(reader.format().chars().count() <= 40);
    for finding in findings {
        assert!(finding.message.chars().count() <= 1_000, "{finding}");
        assert!(!finding.message.contains(char::is_control), "{finding}");
    }
}

fn check_statement(statement: &Statement) {
    assert_eq!(statement.opening.is_some(), statement.closing.is_some());
    for text in [&statement.message_reference, &statement.reference, &statement.account_number] {
        check_text(text, 64);
    }
}

fn check_entry(entry: &Entry) {
    assert!(entry.amount.is_positive());
    let limits = [
        (&entry.bank_reference, 100),
        (&entry.end_to_end_reference, 140),
        (&entry.remittance_text, 4_000),
        (&entry.remittance_reference, 4_000),
        (&entry.payer_name, 140),
        (&entry.payer_account, 140),
        (&entry.payee_account, 140),
    ];
    for (text, limit) in limits {
        if let Some(text) = text {
            check_text(text, limit);
        }
    }
}

fn check_text(text: &str, limit: usize) {
    assert!(!text.is_empty() && text.chars().count() <= limit, "{text:?}");
    assert!(!text.contains(char::is_control), "{text:?}");
    assert!(!text.contains("  "), "{text:?}");
}

/// Mappings between them asking for every form of every part; their headers differ, so at most one fits a file.
pub fn mappings() -> Vec<BankCsvMapping> {
    let some = |name: &str| Some(name.to_owned());
    let columns = Columns {
        booked_on: "Date".to_owned(),
        value_on: some("Value"),
        currency: some("Currency"),
        bank_reference: some("Reference"),
        end_to_end_reference: some("E2E"),
        remittance_text: vec!["Text".to_owned(), "More".to_owned()],
        payer_name: some("Payer"),
        payer_account: some("Account"),
        payee_account: some("Payee"),
        balance_after: some("Balance"),
        reversal: Some(Reversal { column: "Reversal".to_owned(), word: "yes".to_owned() }),
    };
    let full = Mapping {
        encoding: Encoding::Utf8,
        delimiter: Delimiter::Comma,
        quote: Quote::Double,
        skip_lines: 0,
        date_form: DateForm::YearMonthDay,
        decimal: DecimalSeparator::Point,
        thousands: ThousandsSeparator::Comma,
        amounts: Amounts::Split { credit: "Credit".to_owned(), debit: "Debit".to_owned() },
        columns,
    };
    let only = |booked_on: &str, text: &str| Columns {
        booked_on: booked_on.to_owned(),
        remittance_text: vec![text.to_owned()],
        ..Columns::default()
    };
    let german = Mapping {
        encoding: Encoding::Windows1252,
        delimiter: Delimiter::Semicolon,
        skip_lines: 1,
        date_form: DateForm::DayMonthYear,
        decimal: DecimalSeparator::Comma,
        thousands: ThousandsSeparator::Point,
        amounts: Amounts::Signed { amount: "Betrag".to_owned() },
        columns: only("Buchung", "Zweck"),
        ..full.clone()
    };
    let chinese = Mapping {
        encoding: Encoding::Gb18030,
        delimiter: Delimiter::Tab,
        quote: Quote::Off,
        amounts: Amounts::Worded {
            amount: "金额".to_owned(),
            direction: "借贷".to_owned(),
            credit_words: vec!["贷".to_owned()],
            debit_words: vec!["借".to_owned()],
        },
        columns: only("日期", "摘要"),
        ..full.clone()
    };
    let named = |name: &str, mapping: Mapping| BankCsvMapping {
        id: BankCsvMappingId::new(),
        name: name.to_owned(),
        account_number: "DE89370400440532013000".to_owned(),
        currency: Currency::CNY,
        mapping,
    };
    vec![named("full", full), named("german", german), named("chinese", chinese)]
}
