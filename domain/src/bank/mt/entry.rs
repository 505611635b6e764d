//! `:61:`, an entry, and what its `:86:` adds.
//!
//! ```text
//! :61:2401020103RCR1234,56NTRFNONREF//B4E02AB
//!     value date, entry date (optional), mark, third letter of the currency (optional), amount,
//!     kind of transaction, reference for the owner, // reference of the bank
//! ```
//!
//! | mark | means | direction |
//! |---|---|---|
//! | `C` | credit | in |
//! | `D` | debit | out |
//! | `RC` | reversal of a credit | **out**: it takes a credit back |
//! | `RD` | reversal of a debit | **in**: it takes a debit back |
//! | `EC`, `ED` | expected credit, debit (MT942) | in, out; not booked |
//!
//! Source: SWIFT Standards MT, Category 9, MT940 field 61, subfield 3 (`RC` reversal of credit, a debit entry; `RD`
//! reversal of debit, a credit entry); MT942 field 61. A bank that meant it otherwise would not balance.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, LINE_LIMIT, REMITTANCE_LIMIT};
use super::account::{compact, is_iban};
use super::information::Information;
use super::value;

/// What may stand in the place of a reference and means: look into `:86:`.
const SEE_INFORMATION: [&str; 9] = ["KREF", "KREF+", "EREF", "EREF+", "PREF", "PREF+", "MARF", "MREF", "POS"];

/// An entry without its `:86:`.
pub(super) struct EntryDraft {
    frame: Entry,
    customer_reference: Option<String>,
    supplementary: Option<String>,
}

/// A mark and what it means.
struct Mark {
    letters: &'static str,
    direction: Direction,
    is_reversal: bool,
    is_booked: bool,
}

const fn mark(letters: &'static str, direction: Direction, is_reversal: bool, is_booked: bool) -> Mark {
    Mark { letters, direction, is_reversal, is_booked }
}

const MARKS: [Mark; 6] = [
    mark("RC", Direction::Debit, true, true),
    mark("RD", Direction::Credit, true, true),
    mark("EC", Direction::Credit, false, false),
    mark("ED", Direction::Debit, false, false),
    mark("C", Direction::Credit, false, true),
    mark("D", Direction::Debit, false, true),
];

impl EntryDraft {
    /// Reads the lines of `:61:`. An amount of zero moves nothing and is no entry.
    ///
    /// # Errors
    /// [`FindingCode::InvalidTag`], [`FindingCode::InvalidDate`], [`FindingCode::InvalidAmount`],
    /// [`FindingCode::ReferenceTooLong`].
    pub(super) fn read(lines: &[String], place: String, currency: Currency) -> Result<Option<Self>, Problem> {
        let mut lines = lines.iter().map(|line| line.trim());
        let first = lines.next().unwrap_or_default();
        let (value_on, booked_on, rest) = dates(first)?;
        let (mark, rest) =
            MARKS.iter().find_map(|mark| Some((mark, rest.strip_prefix(mark.letters)?))).ok_or_else(|| {
                Problem::new(FindingCode::InvalidTag, format!("{}: C, D, RC or RD is expected", excerpt(rest)))
            })?;
        let (amount, rest) = funds(rest, currency)?;
        let (customer, bank) = references(rest);
        let mut supplementary = lines.next().filter(|line| !line.is_empty());
        // Some banks break the line before the reference of the bank.
        let bank =
            bank.or_else(|| supplementary.and_then(|line| line.strip_prefix("//")).inspect(|_| supplementary = None));
        let customer = text::line(customer, LINE_LIMIT).filter(|it| !SEE_INFORMATION.contains(&it.as_str()));
        let frame = Entry {
            place,
            amount,
            direction: mark.direction,
            is_reversal: mark.is_reversal,
            is_booked: mark.is_booked,
            booked_on,
            value_on: Some(value_on),
            bank_reference: bank.map(value::reference).transpose()?.flatten(),
            end_to_end_reference: None,
            remittance_text: None,
            remittance_reference: None,
            payer_name: None,
            payer_account: None,
            payee_account: None,
            batch: Batch::Single,
        };
        let supplementary = supplementary.map(str::to_owned);
        Ok(amount.is_positive().then_some(Self { frame, customer_reference: customer, supplementary }))
    }

    /// The entry with what the lines of its `:86:` say. Who paid is said of money that came in only: of money that
    /// went out the bank names whom it went to.
    pub(super) fn finish(self, information: &[String]) -> Entry {
        let said = Information::read(information);
        let supplementary = self.supplementary.as_deref();
        let counterparty = supplementary.map(compact).filter(|text| is_iban(text));
        let is_credit = self.frame.direction == Direction::Credit && !self.frame.is_reversal;
        let purpose = said.purpose.as_deref().or(supplementary.filter(|_| information.is_empty()));
        let payer_account = said.account.as_deref().and_then(text::account_number).or(counterparty);
        Entry {
            end_to_end_reference: said
                .end_to_end
                .as_deref()
                .and_then(|it| text::line(it, LINE_LIMIT))
                .or(self.customer_reference),
            remittance_text: purpose.and_then(|it| text::line(it, REMITTANCE_LIMIT)),
            remittance_reference: said.structured.as_deref().and_then(|it| text::line(it, REMITTANCE_LIMIT)),
            payer_name: said.name.as_deref().and_then(|it| text::line(it, LINE_LIMIT)).filter(|_| is_credit),
            payer_account: payer_account.filter(|_| is_credit),
            payee_account: said.payee_account.as_deref().and_then(text::account_number),
            ..self.frame
        }
    }
}

/// Value date, booking date and the rest. Without a booking date the value date stands in.
fn dates(text: &str) -> Result<(NaiveDate, NaiveDate, &str), Problem> {
    let (digits, rest) = value::split_digits(text);
    let at = if digits.len() % 4 == 0 { 8 } else { 6 };
    let (value_on, booked_on) =
        digits
            .split_at_checked(at)
            .filter(|(_, booked_on)| matches!(booked_on.len(), 0 | 4))
            .ok_or_else(|| Problem::new(FindingCode::InvalidTag, format!("{}: a date is expected", excerpt(text))))?;
    let value_on = value::date(value_on)?;
    let booked_on = if booked_on.is_empty() { value_on } else { value::date_near(booked_on, value_on)? };
    Ok((value_on, booked_on, rest))
}

/// The amount and the rest; before it may stand the third letter of the currency, or all three.
fn funds(text: &str, currency: Currency) -> Result<(Money, &str), Problem> {
    let letters = text.bytes().take(3).take_while(u8::is_ascii_uppercase).count();
    let number = text.get(letters..).unwrap_or_default();
    let end = number.find(|c: char| !matches!(c, '0'..='9' | ',' | '.')).unwrap_or(number.len());
    let (number, rest) = number.split_at_checked(end).unwrap_or((number, ""));
    Ok((value::amount(number, currency)?, rest))
}

/// The reference for the owner and that of the bank: what is left behind the kind of transaction, a letter and three
/// characters. It says nothing of money, so one that is not formed as it should be is no error.
fn references(text: &str) -> (&str, Option<&str>) {
    let text = text.trim_start();
    let has_kind = text.starts_with(['N', 'S', 'F']) && !text.starts_with("NONREF");
    let rest =
        if has_kind { text.char_indices().nth(4).and_then(|(at, _)| text.get(at..)).unwrap_or_default() } else { text };
    match rest.split_once("//") {
        Some((customer, bank)) => (customer, Some(bank)),
        None => (rest, None),
    }
}
