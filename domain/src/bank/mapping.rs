//! How the CSV files of a bank account are read: which column is what, and how dates and amounts are written.
//!
//! No two banks write the same CSV, and none says what it writes. So a person of the vendor says it once for each
//! account, and a file that fits no saved mapping, or two, is not read at all.

use schema::ids::BankCsvMappingId;
use schema::money::Currency;
use serde::{Deserialize, Serialize};

/// Most lines above the header.
const MOST_SKIPPED: u32 = 100;
/// Most characters of a column's name or a word.
const NAME_LIMIT: usize = 100;
/// Most columns that make the remittance text, and most words for a direction.
const MOST_NAMES: usize = 10;

schema::text_enum! {
    /// What the bytes of a file mean. A byte order mark in the file is believed first.
    pub enum Encoding {
        /// UTF-8.
        Utf8 = "utf-8",
        /// Windows-1252, with it Latin-1.
        Windows1252 = "windows-1252",
        /// GB 18030, with it GBK and GB 2312.
        Gb18030 = "gb18030",
        /// UTF-16, little endian without a byte order mark.
        Utf16 = "utf-16",
    }
}

schema::text_enum! {
    /// What stands between two cells.
    pub enum Delimiter {
        /// `,`.
        Comma = "comma",
        /// `;`.
        Semicolon = "semicolon",
        /// A tabulator.
        Tab = "tab",
        /// `|`.
        Pipe = "pipe",
    }
}

schema::text_enum! {
    /// What may stand around a cell.
    pub enum Quote {
        /// `"`, doubled inside.
        Double = "double",
        /// `'`, doubled inside.
        Single = "single",
        /// Nothing: a quote is text.
        Off = "off",
    }
}

schema::text_enum! {
    /// In which order a date is written. Between its parts may stand `-`, `/`, `.`, a blank, `年月日` or nothing, and a
    /// time of day may follow a blank or a `T`.
    pub enum DateForm {
        /// `2024-01-31`, `20240131`.
        YearMonthDay = "year_month_day",
        /// `31.01.2024`, `31/1/24`, `31012024`.
        DayMonthYear = "day_month_year",
        /// `01/31/2024`, `1/31/24`.
        MonthDayYear = "month_day_year",
    }
}

schema::text_enum! {
    /// What stands before the decimals of an amount.
    pub enum DecimalSeparator {
        /// `.`.
        Point = "point",
        /// `,`.
        Comma = "comma",
    }
}

schema::text_enum! {
    /// What may stand between the thousands of an amount.
    pub enum ThousandsSeparator {
        /// Nothing.
        Nothing = "nothing",
        /// `.`.
        Point = "point",
        /// `,`.
        Comma = "comma",
        /// A blank, also one that does not break.
        Blank = "blank",
        /// `'`.
        Apostrophe = "apostrophe",
    }
}

/// A saved mapping that is in use, with the account that its files are of.
#[derive(Debug, Clone)]
pub struct BankCsvMapping {
    /// Its id.
    pub id: BankCsvMappingId,
    /// What staff call it.
    pub name: String,
    /// Number of the bank account.
    pub account_number: String,
    /// Currency of the bank account.
    pub currency: Currency,
    /// How its files are read.
    pub mapping: Mapping,
}

/// How a file is read; stored whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Mapping {
    /// What its bytes mean.
    pub encoding: Encoding,
    /// What stands between two cells.
    pub delimiter: Delimiter,
    /// What may stand around a cell.
    pub quote: Quote,
    /// Lines above the header, 0 to 100.
    pub skip_lines: u32,
    /// How dates are written.
    pub date_form: DateForm,
    /// What stands before the decimals.
    pub decimal: DecimalSeparator,
    /// What may stand between thousands.
    pub thousands: ThousandsSeparator,
    /// Where the amount is.
    pub amounts: Amounts,
    /// Which column is what.
    pub columns: Columns,
}

/// How a file tells what came in from what went out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Amounts {
    /// By the sign: below zero went out.
    Signed {
        /// The column of the amount.
        amount: String,
    },
    /// By the column; the other is empty or zero.
    Split {
        /// The column of what came in.
        credit: String,
        /// The column of what went out.
        debit: String,
    },
    /// By a word.
    Worded {
        /// The column of the amount.
        amount: String,
        /// The column of the word.
        direction: String,
        /// Words for what came in.
        credit_words: Vec<String>,
        /// Words for what went out.
        debit_words: Vec<String>,
    },
}

/// Columns by their names in the header, without blanks around them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Columns {
    /// Booking date.
    pub booked_on: String,
    /// Value date.
    pub value_on: Option<String>,
    /// Currency; each row must have that of the account.
    pub currency: Option<String>,
    /// The bank's serial number of the movement.
    pub bank_reference: Option<String>,
    /// The payer's reference.
    pub end_to_end_reference: Option<String>,
    /// What the payer wrote; several columns are put together in this order.
    pub remittance_text: Vec<String>,
    /// Who paid.
    pub payer_name: Option<String>,
    /// The account it came from.
    pub payer_account: Option<String>,
    /// The account that was addressed.
    pub payee_account: Option<String>,
    /// The balance after the row: with it the rows are a statement and are checked.
    pub balance_after: Option<String>,
    /// Whether a row takes an earlier one back.
    pub reversal: Option<Reversal>,
}

/// Which rows take an earlier one back.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversal {
    /// The column.
    pub column: String,
    /// The word in it.
    pub word: String,
}

/// A mapping that could not be meant.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{field}: {why}")]
pub struct InvalidMapping {
    /// Path of the field in the input.
    pub field: &'static str,
    /// What is wrong with it.
    pub why: &'static str,
}

impl Amounts {
    /// The way these columns make; words are added by [`Amounts::with_words`].
    ///
    /// # Errors
    /// [`InvalidMapping`] for columns that do not go together.
    pub fn of(
        amount: Option<String>,
        direction: Option<String>,
        credit: Option<String>,
        debit: Option<String>,
    ) -> Result<Self, InvalidMapping> {
        match (amount, direction, credit, debit) {
            (Some(amount), None, None, None) => Ok(Self::Signed { amount }),
            (Some(amount), Some(direction), None, None) => {
                Ok(Self::Worded { amount, direction, credit_words: Vec::new(), debit_words: Vec::new() })
            }
            (None, None, Some(credit), Some(debit)) => Ok(Self::Split { credit, debit }),
            _ => Err(InvalidMapping {
                field: "amountColumn",
                why: "give a column of amounts, with one of directions or without, or columns of credits and debits",
            }),
        }
    }

    /// With the words for either direction, where it goes by words.
    #[must_use]
    pub fn with_words(self, credit_words: Vec<String>, debit_words: Vec<String>) -> Self {
        match self {
            Self::Worded { amount, direction, .. } => Self::Worded { amount, direction, credit_words, debit_words },
            Self::Signed { .. } | Self::Split { .. } => self,
        }
    }
}

impl Reversal {
    /// The column and its word, or neither.
    ///
    /// # Errors
    /// [`InvalidMapping`] for one without the other.
    pub fn of(column: Option<String>, word: Option<String>) -> Result<Option<Self>, InvalidMapping> {
        match (column, word) {
            (Some(column), Some(word)) => Ok(Some(Self { column, word })),
            (None, None) => Ok(None),
            _ => Err(InvalidMapping { field: "reversalWord", why: "give a column and a word, or neither" }),
        }
    }
}

impl Mapping {
    /// The names of all columns that it reads.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        let columns = &self.columns;
        let amounts: Vec<&str> = match &self.amounts {
            Amounts::Signed { amount } => vec![amount],
            Amounts::Split { credit, debit } => vec![credit, debit],
            Amounts::Worded { amount, direction, .. } => vec![amount, direction],
        };
        let optional = [
            &columns.value_on,
            &columns.currency,
            &columns.bank_reference,
            &columns.end_to_end_reference,
            &columns.payer_name,
            &columns.payer_account,
            &columns.payee_account,
            &columns.balance_after,
        ];
        let optional = optional.into_iter().flatten().map(String::as_str);
        let reversal = columns.reversal.iter().map(|reversal| reversal.column.as_str());
        let texts = columns.remittance_text.iter().map(String::as_str);
        std::iter::once(columns.booked_on.as_str()).chain(amounts).chain(optional).chain(reversal).chain(texts)
    }

    /// Whether it can be meant.
    ///
    /// # Errors
    /// [`InvalidMapping`].
    pub fn check(&self) -> Result<(), InvalidMapping> {
        let refused = |field, why| Err(InvalidMapping { field, why });
        let fits = |text: &str| (1..=NAME_LIMIT).contains(&text.chars().count()) && text.trim() == text;
        if self.skip_lines > MOST_SKIPPED {
            return refused("skipLines", "0 to 100 lines");
        }
        if self.columns.remittance_text.len() > MOST_NAMES {
            return refused("remittanceTextColumns", "at most 10 columns");
        }
        if !self.names().all(fits) {
            return refused("columns", "a column's name has 1 to 100 characters, and no blanks around it");
        }
        if self.decimal.as_str() == self.thousands.as_str() {
            return refused("thousandsSeparator", "not the decimal separator");
        }
        if self.columns.reversal.as_ref().is_some_and(|reversal| !fits(&reversal.word)) {
            return refused("reversalWord", "1 to 100 characters");
        }
        match &self.amounts {
            Amounts::Split { credit, debit } if credit == debit => refused("debitColumn", "not the column of credits"),
            Amounts::Worded { credit_words, debit_words, .. } => {
                let [credit, debit] = [credit_words, debit_words].map(|words| words.iter().map(|it| folded(it)));
                let mut all = credit_words.iter().chain(debit_words);
                if credit_words.is_empty() || debit_words.is_empty() || credit.len() + debit.len() > 2 * MOST_NAMES {
                    refused("creditWords", "1 to 10 words for either direction")
                } else if !all.all(|word| fits(word)) {
                    refused("creditWords", "a word has 1 to 100 characters, and no blanks around it")
                } else if credit.clone().any(|word| debit.clone().any(|other| word == other)) {
                    refused("debitWords", "no word may mean both directions")
                } else {
                    Ok(())
                }
            }
            Amounts::Signed { .. } | Amounts::Split { .. } => Ok(()),
        }
    }
}

/// A word as it is compared: case does not matter.
pub(super) fn folded(word: &str) -> String {
    word.trim().to_lowercase()
}
