//! A row as an entry.

use csv::StringRecord;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::mapping::{Amounts, BankCsvMapping, folded};
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, LINE_LIMIT, REMITTANCE_LIMIT};
use super::balances::Step;
use super::header::Header;
use super::value;

/// What `CNY` is called in China.
const YUAN: [&str; 4] = ["rmb", "人民币", "人民币元", "元"];

/// What a row says.
pub(super) enum Row {
    /// It moved money, or nothing; and the balance it left, where there is one.
    Booked(Box<Entry>, Option<Step>),
    /// It has neither a date nor an amount: a heading, a sum, a remark.
    Remark,
}

/// Reads a row that stands at `place`.
///
/// A cell is text, whatever it begins with: `=1+1` and `@SUM(A1)` are kept as they are, and nothing evaluates them.
///
/// # Errors
/// What is wrong with a cell.
pub(super) fn read(row: &StringRecord, place: String, header: &Header, saved: &BankCsvMapping) -> Result<Row, Problem> {
    let (mapping, columns) = (&saved.mapping, &saved.mapping.columns);
    let cell = |name: &str| header.cell(row, name);
    let optional = |name: &Option<String>| name.as_deref().map(cell).filter(|cell| !cell.is_empty());
    let amount = amount(row, header, saved)?;
    let booked_on = cell(&columns.booked_on);
    if amount.is_none() && booked_on.is_empty() {
        return Ok(Row::Remark);
    }
    if row.len() < header.width || row.iter().skip(header.width).any(|cell| !cell.trim().is_empty()) {
        let message = format!("the row has {} cells where the header has {}", row.len(), header.width);
        return Err(Problem::new(FindingCode::InvalidRow, message));
    }
    let Some(Movement { direction, amount, is_negated }) = amount else {
        return Err(Problem::new(FindingCode::MissingElement, "the row has no amount"));
    };
    if let Some(currency) = optional(&columns.currency) {
        same_currency(currency, saved.currency)?;
    }
    let booked_on = value::date(booked_on, mapping.date_form)?;
    let value_on = optional(&columns.value_on).map(|cell| value::date(cell, mapping.date_form)).transpose()?;
    let reversal = columns.reversal.as_ref();
    let is_reversal = is_negated || reversal.is_some_and(|it| folded(cell(&it.column)) == folded(&it.word));
    let is_payer_told = direction == Direction::Credit && !is_reversal;
    let texts: Vec<&str> = columns.remittance_text.iter().map(|name| cell(name)).collect();
    let entry = Entry {
        place,
        amount,
        direction,
        is_reversal,
        is_booked: true,
        booked_on,
        value_on,
        bank_reference: optional(&columns.bank_reference).map(reference).transpose()?.flatten(),
        end_to_end_reference: optional(&columns.end_to_end_reference).and_then(|cell| text::line(cell, LINE_LIMIT)),
        remittance_text: text::line(&texts.join(" "), REMITTANCE_LIMIT),
        remittance_reference: None,
        payer_name: optional(&columns.payer_name)
            .and_then(|cell| text::line(cell, LINE_LIMIT))
            .filter(|_| is_payer_told),
        payer_account: optional(&columns.payer_account).and_then(text::account_number).filter(|_| is_payer_told),
        payee_account: optional(&columns.payee_account).and_then(text::account_number),
        batch: Batch::Single,
    };
    let step = match &columns.balance_after {
        None => None,
        Some(name) => {
            let after = value::amount(cell(name), mapping, saved.currency)?;
            let missing = || Problem::new(FindingCode::MissingElement, "the row has no balance");
            Some(Step { amount: entry.signed_amount(), after: after.ok_or_else(missing)?, on: booked_on })
        }
    };
    Ok(Row::Booked(Box::new(entry), step))
}

/// What a row moved.
struct Movement {
    direction: Direction,
    /// Zero or more.
    amount: Money,
    /// A credit below zero: it takes one back, and money went out.
    is_negated: bool,
}

impl Movement {
    /// `amount` in a column or under a word of its own. Below zero a credit takes one back, as banks in China write it
    /// (红字); with a debit the sign only says again that money went out.
    fn of(direction: Direction, amount: Money) -> Self {
        match (direction, amount.is_negative()) {
            (_, false) => Self { direction, amount, is_negated: false },
            (Direction::Credit, true) => {
                Self { direction: Direction::Debit, amount: amount.negated(), is_negated: true }
            }
            (Direction::Debit, true) => Self { direction, amount: amount.negated(), is_negated: false },
        }
    }
}

/// What the row moved; nothing where its cells are empty.
fn amount(row: &StringRecord, header: &Header, saved: &BankCsvMapping) -> Result<Option<Movement>, Problem> {
    let read = |name: &str| value::amount(header.cell(row, name), &saved.mapping, saved.currency);
    match &saved.mapping.amounts {
        Amounts::Signed { amount } => Ok(read(amount)?.map(|amount| {
            let direction = if amount.is_negative() { Direction::Debit } else { Direction::Credit };
            let amount = if amount.is_negative() { amount.negated() } else { amount };
            Movement { direction, amount, is_negated: false }
        })),
        Amounts::Split { credit, debit } => {
            let is_zero = |amount: &Money| amount.amount().is_zero();
            match (read(credit)?, read(debit)?) {
                (Some(credit), Some(debit)) if !is_zero(&credit) && !is_zero(&debit) => {
                    Err(Problem::new(FindingCode::InvalidRow, "the row has a credit and a debit"))
                }
                (Some(credit), debit) if !is_zero(&credit) || debit.is_none() => {
                    Ok(Some(Movement::of(Direction::Credit, credit)))
                }
                (_, debit) => Ok(debit.map(|debit| Movement::of(Direction::Debit, debit))),
            }
        }
        Amounts::Worded { amount, direction, credit_words, debit_words } => {
            let Some(amount) = read(amount)? else { return Ok(None) };
            let word = header.cell(row, direction);
            let is_one_of = |words: &[String]| words.iter().any(|known| folded(known) == folded(word));
            if is_one_of(credit_words) {
                Ok(Some(Movement::of(Direction::Credit, amount)))
            } else if is_one_of(debit_words) {
                Ok(Some(Movement::of(Direction::Debit, amount)))
            } else {
                let message = format!("{} is no word for a credit or a debit in the mapping", excerpt(word));
                Err(Problem::new(FindingCode::InvalidValue, message))
            }
        }
    }
}

fn same_currency(cell: &str, currency: Currency) -> Result<(), Problem> {
    let is_yuan = currency.as_str() == "CNY" && YUAN.contains(&folded(cell).as_str());
    if is_yuan || cell.eq_ignore_ascii_case(currency.as_str()) {
        return Ok(());
    }
    let message = format!("{} where the account of the mapping is kept in {currency}", excerpt(cell));
    Err(Problem::new(FindingCode::WrongCurrency, message))
}

fn reference(cell: &str) -> Result<Option<String>, Problem> {
    text::reference(cell).map_err(|text::TooLong| {
        let message = format!("a reference of more than {} characters: {}", text::REFERENCE_LIMIT, excerpt(cell));
        Problem::new(FindingCode::ReferenceTooLong, message)
    })
}
