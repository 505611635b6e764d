//! `TxDtls`: one payment in a booked sum.

use schema::money::{Currency, Money};

use super::super::finding::Problem;
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, LINE_LIMIT, REMITTANCE_LIMIT};
use super::value::{self, set};

/// An element without elements in it.
pub(super) struct Leaf<'a> {
    /// Without blanks at either end.
    pub(super) text: &'a str,
    /// The attribute `Ccy`.
    pub(super) currency: Option<&'a str>,
    /// The currency of the statement, once it is known.
    pub(super) account_currency: Option<Currency>,
}

impl Leaf<'_> {
    /// An amount, which must be in the currency of the statement.
    pub(super) fn money(&self) -> Result<Money, Problem> {
        let currency = value::currency(self.currency)?;
        value::same_currency(value::amount(self.text, currency)?, self.account_currency.unwrap_or(currency))
    }

    /// An amount, unless it is in another currency than the statement.
    fn own_money(&self) -> Result<Option<Money>, Problem> {
        match self.account_currency.filter(|own| self.currency == Some(own.as_str())) {
            Some(own) => value::amount(self.text, own).map(Some),
            None => Ok(None),
        }
    }

    fn line(&self) -> Option<String> {
        text::line(self.text, LINE_LIMIT)
    }
}

/// A `TxDtls` while it is read.
#[derive(Default)]
pub(super) struct Payment {
    pub(super) place: String,
    pub(super) bank_reference: Option<String>,
    amount: Option<Money>,
    transaction_amount: Option<Money>,
    instructed_amount: Option<Money>,
    direction: Option<Direction>,
    end_to_end_reference: Option<String>,
    payer_name: Option<String>,
    payer_account: Option<String>,
    payee_account: Option<String>,
    free_text: String,
    structured_text: String,
    note: Option<String>,
}

impl Payment {
    pub(super) fn new(place: String) -> Self {
        Self { place, ..Self::default() }
    }

    /// A leaf at `path` below `TxDtls`. The ultimate debtor is deliberately not
    /// read: the payer is who the money came from.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            "Amt" => set(&mut self.amount, leaf.own_money()?),
            "AmtDtls/TxAmt/Amt" => set(&mut self.transaction_amount, leaf.own_money()?),
            "AmtDtls/InstdAmt/Amt" => set(&mut self.instructed_amount, leaf.own_money()?),
            "CdtDbtInd" => set(&mut self.direction, Some(value::direction(leaf.text)?)),
            "Refs/AcctSvcrRef" => set(&mut self.bank_reference, value::reference(leaf.text)?),
            "Refs/EndToEndId" => set(&mut self.end_to_end_reference, leaf.line()),
            // The name itself up to version 07, that of a party or an agent since.
            "RltdPties/Dbtr/Nm" | "RltdPties/Dbtr/Pty/Nm" => set(&mut self.payer_name, leaf.line()),
            "RltdPties/DbtrAcct/Id/IBAN" | "RltdPties/DbtrAcct/Id/Othr/Id" => {
                set(&mut self.payer_account, text::account_number(leaf.text))
            }
            "RltdPties/CdtrAcct/Id/IBAN" | "RltdPties/CdtrAcct/Id/Othr/Id" => {
                set(&mut self.payee_account, text::account_number(leaf.text))
            }
            "RmtInf/Ustrd" => add(&mut self.free_text, leaf.text),
            "RmtInf/Strd/CdtrRefInf/Ref" | "RmtInf/Strd/RfrdDocInf/Nb" | "RmtInf/Strd/AddtlRmtInf" => {
                add(&mut self.structured_text, leaf.text)
            }
            "AddtlTxInf" => set(&mut self.note, text::line(leaf.text, REMITTANCE_LIMIT)),
            _ => Ok(()),
        }
    }

    /// The payment's amount in the currency of the statement, when it says one.
    fn own_amount(&self) -> Option<Money> {
        self.amount.or(self.transaction_amount).or(self.instructed_amount)
    }

    /// The payment's own amount and direction; the sum's direction where it says none.
    pub(super) fn movement(&self, sum_direction: Direction) -> Option<(Money, Direction)> {
        Some((self.own_amount()?, self.direction.unwrap_or(sum_direction)))
    }

    /// Whether this one payment can be all of a booked sum. It may be more, for
    /// the bank may have kept a fee; if it is less, another payment is not told of.
    pub(super) fn can_be_all_of(&self, sum: Money, sum_direction: Direction) -> bool {
        self.movement(sum_direction)
            .is_none_or(|(amount, direction)| direction == sum_direction && amount.amount() >= sum.amount())
    }

    /// `frame` with what the payment says of payer, payee and purpose.
    ///
    /// - `sum_note`: the bank's note on the booked sum, used where nobody wrote anything
    pub(super) fn describe(self, frame: Entry, batch: Batch, sum_note: Option<String>) -> Entry {
        Entry {
            end_to_end_reference: self.end_to_end_reference,
            remittance_text: text::line(&self.free_text, REMITTANCE_LIMIT).or(self.note).or(sum_note),
            remittance_reference: text::line(&self.structured_text, REMITTANCE_LIMIT),
            payer_name: self.payer_name,
            payer_account: self.payer_account,
            payee_account: self.payee_account,
            batch,
            ..frame
        }
    }
}

/// Adds a line of remittance text, once it is long enough no more.
fn add(text: &mut String, line: &str) -> Result<(), Problem> {
    if let Some(line) = text::line(line, REMITTANCE_LIMIT).filter(|_| text.len() < REMITTANCE_LIMIT) {
        text.push(' ');
        text.push_str(&line);
    }
    Ok(())
}
