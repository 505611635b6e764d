//! A statement but for its entries: `:20:`, `:25:`, `:28C:`, balances, counts.

use schema::money::{Currency, Money};

use super::super::finding::{Finding, FindingCode, Problem, excerpt};
use super::super::statement::{Balance, Direction, Entry, Statement, StatementKind, Tally};
use super::account;
use super::fields::Field;
use super::value;

/// A statement while it is read.
#[derive(Default)]
pub(super) struct StatementDraft {
    place: String,
    /// Whether the file says that it is a report (MT942); nothing when it does not say.
    declared: Option<StatementKind>,
    message_reference: Option<String>,
    reference: Option<String>,
    sequence: Option<i64>,
    account_number: Option<String>,
    account_currency: Option<Currency>,
    floor_currency: Option<Currency>,
    opening: Option<Balance>,
    closing: Option<Balance>,
    tally: Option<Tally>,
    credits: Sum,
    debits: Sum,
}

/// `:90C:` or `:90D:`, and what the entries say.
#[derive(Default)]
struct Sum {
    /// Where it is said, how many, how much.
    announced: Option<(String, usize, Money)>,
    count: usize,
    sum: Option<Money>,
}

impl Sum {
    fn add(&mut self, amount: Money) {
        self.count += 1;
        self.sum = self.sum.unwrap_or(Money::zero(amount.currency())).checked_add(amount).ok();
    }

    /// Whether it is what was announced. No money moves by it, and balances tell more: a warning.
    fn check(&self) -> Option<Finding> {
        let (place, count, sum) = self.announced.as_ref()?;
        if *count != self.count {
            let message = format!("{count} entries are announced, there are {}", self.count);
            return Some(Finding::warning(FindingCode::EntryCountDiffers, place, message));
        }
        let found = self.sum.unwrap_or(Money::zero(sum.currency()));
        let message = format!("the entries are announced to be {sum}, they are {found}");
        (*sum != found).then(|| Finding::warning(FindingCode::Unbalanced, place, message))
    }
}

impl StatementDraft {
    /// A statement that begins at `place`.
    pub(super) fn new(place: String, declared: Option<StatementKind>) -> Self {
        Self { place, declared, ..Self::default() }
    }

    /// The statement that follows this one without a `:20:` of its own.
    pub(super) fn next(&self, place: String) -> Self {
        Self {
            message_reference: self.message_reference.clone(),
            reference: self.reference.clone(),
            sequence: self.sequence,
            account_number: self.account_number.clone(),
            account_currency: self.account_currency,
            ..Self::new(place, self.declared)
        }
    }

    /// Whether its closing balance was there: what belongs to it has been said.
    pub(super) fn is_closed(&self) -> bool {
        self.closing.is_some()
    }

    /// Whether it has entries.
    pub(super) fn has_entries(&self) -> bool {
        self.tally.is_some()
    }

    /// The currency of its entries.
    pub(super) fn currency(&self) -> Option<Currency> {
        self.opening.map(|balance| balance.amount.currency()).or(self.floor_currency).or(self.account_currency)
    }

    /// A field of it that is no entry.
    ///
    /// # Errors
    /// What is wrong with it.
    pub(super) fn set(&mut self, field: &Field) -> Result<(), Problem> {
        let text = field.first();
        match field.tag.as_str() {
            "20" => self.message_reference = value::reference(&text)?,
            "25" | "25P" => (self.account_number, self.account_currency) = account::read(&text),
            "28" | "28C" => {
                self.reference = value::reference(&text)?;
                // Banks that do not count write zeros.
                self.sequence = value::split_digits(&text).0.parse().ok().filter(|number| *number > 0);
            }
            "34F" => self.floor_currency = Some(value::currency(text.get(..3).unwrap_or(&text))?),
            "60F" | "60M" => once(&mut self.opening, value::balance(&text)?)?,
            "62F" | "62M" => once(&mut self.closing, value::balance(&text)?)?,
            "90C" => self.credits.announced = Some(announced(field, &text)?),
            "90D" => self.debits.announced = Some(announced(field, &text)?),
            _ => {}
        }
        Ok(())
    }

    /// One entry more.
    pub(super) fn add(&mut self, entry: &Entry) {
        self.tally.get_or_insert(Tally::new(entry.amount.currency())).add(entry);
        match entry.direction {
            Direction::Credit => self.credits.add(entry.amount),
            Direction::Debit => self.debits.add(entry.amount),
        }
    }

    /// The statement, and warnings about it.
    ///
    /// # Errors
    /// Everything that is missing or does not agree.
    pub(super) fn finish(self) -> Result<(Statement, Vec<Finding>), Vec<Finding>> {
        let kind = self.declared.unwrap_or(if self.opening.is_none() && self.floor_currency.is_some() {
            StatementKind::Report
        } else {
            StatementKind::Statement
        });
        let is_report = kind == StatementKind::Report;
        let warnings = self.credits.check().into_iter().chain(self.debits.check()).collect();
        let currency = self.currency().or(self.closing.map(|balance| balance.amount.currency()));
        let mut missing = Vec::new();
        let mut asked = |is_there: bool, what: &str| {
            if !is_there {
                let message = format!("{what} is missing");
                missing.push(Finding::error(FindingCode::MissingElement, &self.place, message));
            }
        };
        asked(self.message_reference.is_some(), "the reference of the message (:20:)");
        asked(self.account_number.is_some(), "the number of the account (:25:)");
        if is_report {
            asked(currency.is_some(), "the currency (:34F:)");
        } else {
            asked(self.opening.is_some(), "the opening balance (:60F: or :60M:)");
            asked(self.closing.is_some(), "the closing balance (:62F: or :62M:)");
        }
        let (Some(message_reference), Some(account_number), Some(currency)) =
            (self.message_reference, self.account_number, currency)
        else {
            return Err(missing);
        };
        if !missing.is_empty() {
            return Err(missing);
        }
        let tally = self.tally.unwrap_or(Tally::new(currency));
        if let Some((opening, closing)) = self.opening.zip(self.closing).filter(|_| !is_report) {
            let place = &self.place;
            same_currency(closing.amount, currency).map_err(|problem| vec![problem.at(place)])?;
            tally.check(opening, closing).map_err(|problem| vec![problem.at(place)])?;
        }
        let statement = Statement {
            place: self.place,
            kind,
            reference: self.reference.unwrap_or_else(|| message_reference.clone()),
            message_reference,
            sequence: self.sequence,
            account_number,
            currency,
            opening: self.opening.filter(|_| !is_report),
            closing: self.closing.filter(|_| !is_report),
            entries: tally.entries,
        };
        Ok((statement, warnings))
    }
}

fn once<T>(slot: &mut Option<T>, value: T) -> Result<(), Problem> {
    if slot.replace(value).is_some() {
        return Err(Problem::new(FindingCode::DuplicateElement, "said twice where once is allowed"));
    }
    Ok(())
}

/// `3EUR300,`.
fn announced(field: &Field, text: &str) -> Result<(String, usize, Money), Problem> {
    let refused = || Problem::new(FindingCode::InvalidTag, format!("{} is not a number and a sum", excerpt(text)));
    let (count, rest) = value::split_digits(text);
    let (code, sum) = rest.split_at_checked(3).ok_or_else(refused)?;
    let count = count.parse().ok().ok_or_else(refused)?;
    Ok((field.place(), count, value::amount(sum.trim(), value::currency(code)?)?))
}

fn same_currency(money: Money, currency: Currency) -> Result<(), Problem> {
    if money.currency() == currency {
        return Ok(());
    }
    let message = format!("{} where the account is kept in {currency}", money.currency());
    Err(Problem::new(FindingCode::WrongCurrency, message))
}
