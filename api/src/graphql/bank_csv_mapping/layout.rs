//! Which column of a CSV file is what, and how it is written.

use async_graphql::{Enum, InputObject, SimpleObject};
use domain::bank::mapping::{
    Amounts, Columns, DateForm, DecimalSeparator, Delimiter, Encoding, InvalidMapping, Mapping, Quote, Reversal,
    ThousandsSeparator,
};

/// What the bytes of a file mean. A byte order mark in the file is believed first.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Encoding")]
pub(crate) enum BankCsvEncoding {
    /// UTF-8.
    Utf8,
    /// Windows-1252, with it Latin-1.
    Windows1252,
    /// GB 18030, with it GBK and GB 2312.
    #[graphql(name = "GB18030")]
    Gb18030,
    /// UTF-16, little endian without a byte order mark.
    Utf16,
}

/// What stands between two cells.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Delimiter")]
pub(crate) enum BankCsvDelimiter {
    /// `,`.
    Comma,
    /// `;`.
    Semicolon,
    /// A tabulator.
    Tab,
    /// `|`.
    Pipe,
}

/// What may stand around a cell.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Quote")]
pub(crate) enum BankCsvQuote {
    /// `"`, doubled inside.
    Double,
    /// `'`, doubled inside.
    Single,
    /// Nothing: a quote is text.
    Off,
}

/// In which order a date is written. Between its parts may stand `-`, `/`, `.`, a blank, `年月日` or nothing; a time of
/// day may follow.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "DateForm")]
pub(crate) enum BankCsvDateForm {
    /// `2024-01-31`, `20240131`.
    YearMonthDay,
    /// `31.01.2024`, `31/1/24`.
    DayMonthYear,
    /// `01/31/2024`, `1/31/24`.
    MonthDayYear,
}

/// What stands before the decimals of an amount.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "DecimalSeparator")]
pub(crate) enum BankCsvDecimalSeparator {
    /// `.`.
    Point,
    /// `,`.
    Comma,
}

/// What may stand between the thousands of an amount.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "ThousandsSeparator")]
pub(crate) enum BankCsvThousandsSeparator {
    /// Nothing.
    Nothing,
    /// `.`.
    Point,
    /// `,`.
    Comma,
    /// A blank, also one that does not break.
    Blank,
    /// `'`.
    Apostrophe,
}

/// Which column of a CSV file is what, by its name in the header, and how it is written.
#[derive(SimpleObject)]
pub(crate) struct BankCsvLayout {
    /// What the bytes of the file mean.
    encoding: BankCsvEncoding,
    /// What stands between two cells.
    delimiter: BankCsvDelimiter,
    /// What may stand around a cell.
    quote: BankCsvQuote,
    /// Lines above the header, 0 to 100.
    skip_lines: u32,
    /// How dates are written.
    date_form: BankCsvDateForm,
    /// What stands before the decimals.
    decimal_separator: BankCsvDecimalSeparator,
    /// What may stand between thousands; not the decimal separator.
    thousands_separator: BankCsvThousandsSeparator,
    /// The column of the amount: with a sign, or with a word in `directionColumn`.
    amount_column: Option<String>,
    /// The column of the word that says whether the amount came in or went out.
    direction_column: Option<String>,
    /// Words for what came in, 1 to 10 with `directionColumn`; case does not matter.
    credit_words: Vec<String>,
    /// Words for what went out, 1 to 10 with `directionColumn`.
    debit_words: Vec<String>,
    /// The column of what came in; with `debitColumn`, instead of `amountColumn`.
    credit_column: Option<String>,
    /// The column of what went out.
    debit_column: Option<String>,
    /// The column of the booking date.
    booked_on_column: String,
    /// The column of the value date.
    value_on_column: Option<String>,
    /// The column of the currency; every row must have that of the bank account.
    currency_column: Option<String>,
    /// The column of the bank's serial number. Without one, no entry is credited without a person.
    bank_reference_column: Option<String>,
    /// The column of the payer's reference.
    end_to_end_reference_column: Option<String>,
    /// The columns of what the payer wrote, at most 10, put together in this order.
    remittance_text_columns: Vec<String>,
    /// The column of who paid.
    payer_name_column: Option<String>,
    /// The column of the account it came from.
    payer_account_column: Option<String>,
    /// The column of the account that was addressed.
    payee_account_column: Option<String>,
    /// The column of the balance after the row: with it every row is checked.
    balance_column: Option<String>,
    /// The column that says whether a row takes an earlier one back; with `reversalWord`.
    reversal_column: Option<String>,
    /// The word in it that says so.
    reversal_word: Option<String>,
}

/// Which column of a CSV file is what, and how it is written. A column is named as the header names it, 1 to 100
/// characters, without blanks around it.
#[derive(InputObject)]
pub(crate) struct BankCsvLayoutInput {
    /// What the bytes of the file mean.
    encoding: BankCsvEncoding,
    /// What stands between two cells.
    delimiter: BankCsvDelimiter,
    /// What may stand around a cell.
    quote: BankCsvQuote,
    /// Lines above the header, 0 to 100.
    skip_lines: u32,
    /// How dates are written.
    date_form: BankCsvDateForm,
    /// What stands before the decimals.
    decimal_separator: BankCsvDecimalSeparator,
    /// What may stand between thousands; not the decimal separator.
    thousands_separator: BankCsvThousandsSeparator,
    /// The column of the amount: with a sign, or with a word in `directionColumn`.
    amount_column: Option<String>,
    /// The column of the word that says whether the amount came in or went out.
    direction_column: Option<String>,
    /// Words for what came in, 1 to 10 with `directionColumn`; case does not matter.
    #[graphql(default)]
    credit_words: Vec<String>,
    /// Words for what went out, 1 to 10 with `directionColumn`.
    #[graphql(default)]
    debit_words: Vec<String>,
    /// The column of what came in; with `debitColumn`, instead of `amountColumn`.
    credit_column: Option<String>,
    /// The column of what went out.
    debit_column: Option<String>,
    /// The column of the booking date.
    booked_on_column: String,
    /// The column of the value date.
    value_on_column: Option<String>,
    /// The column of the currency; every row must have that of the bank account.
    currency_column: Option<String>,
    /// The column of the bank's serial number. Without one, no entry is credited without a person.
    bank_reference_column: Option<String>,
    /// The column of the payer's reference.
    end_to_end_reference_column: Option<String>,
    /// The columns of what the payer wrote, at most 10, put together in this order.
    #[graphql(default)]
    remittance_text_columns: Vec<String>,
    /// The column of who paid.
    payer_name_column: Option<String>,
    /// The column of the account it came from.
    payer_account_column: Option<String>,
    /// The column of the account that was addressed.
    payee_account_column: Option<String>,
    /// The column of the balance after the row: with it every row is checked.
    balance_column: Option<String>,
    /// The column that says whether a row takes an earlier one back; with `reversalWord`.
    reversal_column: Option<String>,
    /// The word in it that says so.
    reversal_word: Option<String>,
}

impl From<Mapping> for BankCsvLayout {
    fn from(mapping: Mapping) -> Self {
        let Mapping { columns, amounts, .. } = mapping;
        let (mut amount_column, mut direction_column) = (None, None);
        let (mut credit_column, mut debit_column) = (None, None);
        let (mut credit, mut debit) = (Vec::new(), Vec::new());
        match amounts {
            Amounts::Signed { amount } => amount_column = Some(amount),
            Amounts::Split { credit, debit } => (credit_column, debit_column) = (Some(credit), Some(debit)),
            Amounts::Worded { amount, direction, credit_words, debit_words } => {
                (amount_column, direction_column) = (Some(amount), Some(direction));
                (credit, debit) = (credit_words, debit_words);
            }
        }
        let (reversal_column, reversal_word) = columns.reversal.map(|it| (it.column, it.word)).unzip();
        Self {
            encoding: mapping.encoding.into(),
            delimiter: mapping.delimiter.into(),
            quote: mapping.quote.into(),
            skip_lines: mapping.skip_lines,
            date_form: mapping.date_form.into(),
            decimal_separator: mapping.decimal.into(),
            thousands_separator: mapping.thousands.into(),
            amount_column,
            direction_column,
            credit_words: credit,
            debit_words: debit,
            credit_column,
            debit_column,
            booked_on_column: columns.booked_on,
            value_on_column: columns.value_on,
            currency_column: columns.currency,
            bank_reference_column: columns.bank_reference,
            end_to_end_reference_column: columns.end_to_end_reference,
            remittance_text_columns: columns.remittance_text,
            payer_name_column: columns.payer_name,
            payer_account_column: columns.payer_account,
            payee_account_column: columns.payee_account,
            balance_column: columns.balance_after,
            reversal_column,
            reversal_word,
        }
    }
}

impl BankCsvLayoutInput {
    /// The mapping it asks for.
    ///
    /// # Errors
    /// [`InvalidMapping`] when parts of it do not go together.
    pub(crate) fn mapping(self) -> Result<Mapping, InvalidMapping> {
        let amounts = Amounts::of(self.amount_column, self.direction_column, self.credit_column, self.debit_column)?;
        Ok(Mapping {
            encoding: self.encoding.into(),
            delimiter: self.delimiter.into(),
            quote: self.quote.into(),
            skip_lines: self.skip_lines,
            date_form: self.date_form.into(),
            decimal: self.decimal_separator.into(),
            thousands: self.thousands_separator.into(),
            amounts: amounts.with_words(self.credit_words, self.debit_words),
            columns: Columns {
                booked_on: self.booked_on_column,
                value_on: self.value_on_column,
                currency: self.currency_column,
                bank_reference: self.bank_reference_column,
                end_to_end_reference: self.end_to_end_reference_column,
                remittance_text: self.remittance_text_columns,
                payer_name: self.payer_name_column,
                payer_account: self.payer_account_column,
                payee_account: self.payee_account_column,
                balance_after: self.balance_column,
                reversal: Reversal::of(self.reversal_column, self.reversal_word)?,
            },
        })
    }
}
