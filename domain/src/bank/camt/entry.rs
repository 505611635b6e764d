//! `Ntry`: one sum the bank booked, and the payments in it.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

use super::super::finding::{FindingCode, Problem, excerpt};
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, REMITTANCE_LIMIT};
use super::leaf::Leaf;
use super::payment::{Payment, PaymentDraft};
use super::statement::StatementDraft;
use super::sum::{Sum, make_the_sum};
use super::value::{self, set};

/// Payments in one booked sum at most. They are held until the sum ends, for only then it is known whether they make it.
const PAYMENTS: usize = 100_000;
/// Bytes of what the payments of one sum say at most.
const TEXT: usize = 32 << 20;

/// An `Ntry` while it is read.
#[derive(Default)]
pub(super) struct EntryDraft {
    /// Something in it was wrong and has been reported.
    pub(super) is_broken: bool,
    /// `Stmt[1]/Ntry[3]`
    path: String,
    line: usize,
    currency: Option<Currency>,
    amount: Option<Money>,
    direction: Option<Direction>,
    is_reversal: Option<bool>,
    is_return: bool,
    is_booked: Option<bool>,
    booked_on: Option<NaiveDate>,
    value_on: Option<NaiveDate>,
    bank_reference: Option<String>,
    note: Option<String>,
    payment: PaymentDraft,
    payment_line: usize,
    /// Where payments stand in the entry.
    payment_path: &'static str,
    payments: Vec<Payment>,
    text: usize,
    group: Group,
    is_incomplete: bool,
}

/// An `NtryDtls` while it is read.
#[derive(Default)]
struct Group {
    announced: Option<usize>,
    given: usize,
}

impl EntryDraft {
    /// - `path`, `line`: where it begins
    /// - `currency`: that of the account, if it is known yet
    pub(super) fn new(path: String, line: usize, currency: Option<Currency>) -> Self {
        Self { path, line, currency, ..Self::default() }
    }

    /// `TxDtls` begins.
    ///
    /// - `path`: where it stands in the entry
    pub(super) fn begin_payment(&mut self, path: &'static str, line: usize) {
        self.payment = PaymentDraft::default();
        (self.payment_path, self.payment_line) = (path, line);
    }

    /// The payment in it is a return: `RtrInf` begins.
    pub(super) const fn begin_return(&mut self) {
        self.payment.is_return = true;
    }

    /// `TxDtls` ends.
    ///
    /// # Errors
    /// [`FindingCode::TooManyPayments`].
    pub(super) fn end_payment(&mut self, own_account: &str) -> Result<(), Problem> {
        self.group.given += 1;
        let payment = std::mem::take(&mut self.payment).pack(self.payment_line, own_account);
        if self.is_broken {
            return Ok(());
        }
        self.text += payment.size();
        if self.payments.len() == PAYMENTS || self.text > TEXT {
            self.payments = Vec::new();
            let message =
                format!("a sum of more than {PAYMENTS} payments, or with more than {TEXT} bytes said of them");
            return Err(Problem::new(FindingCode::TooManyPayments, message));
        }
        self.payments.push(payment);
        Ok(())
    }

    /// `NtryDtls` ends. Other than the announced number of payments are not the
    /// whole sum; one that is announced need not be described.
    pub(super) fn end_group(&mut self) {
        let Group { announced, given } = std::mem::take(&mut self.group);
        self.is_incomplete |= announced.is_some_and(|announced| announced.max(1) != given.max(1));
    }

    /// A leaf at `path` below `Ntry`.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        // What version 01 has in the entry itself stands in `NtryDtls` since.
        let details = path.strip_prefix("NtryDtls/").unwrap_or(path);
        if let Some(path) = details.strip_prefix("TxDtls/") {
            let own = self.currency.or(self.amount.map(Money::currency));
            return self.payment.set(path, leaf, own);
        }
        match details {
            "Amt" => set(&mut self.amount, Some(leaf.money(self.currency)?)),
            "CdtDbtInd" => set(&mut self.direction, Some(value::direction(leaf.text)?)),
            "RvslInd" => set(&mut self.is_reversal, Some(value::indicator(leaf.text)?)),
            // The code itself up to version 07, a choice of codes since.
            "Sts" | "Sts/Cd" | "Sts/Prtry" => self.set_status(leaf.text),
            "BookgDt/Dt" | "BookgDt/DtTm" => set(&mut self.booked_on, Some(value::date(leaf.text)?)),
            "ValDt/Dt" | "ValDt/DtTm" => set(&mut self.value_on, Some(value::date(leaf.text)?)),
            // Not `NtryRef`: banks number the entries of a file with it.
            "AcctSvcrRef" => set(&mut self.bank_reference, value::reference(leaf.text)?),
            "AddtlNtryInf" => set(&mut self.note, text::line(leaf.text, REMITTANCE_LIMIT)),
            "BkTxCd/Domn/Fmly/SubFmlyCd" => self.mark_return(value::is_returning_family(leaf.text)),
            "BkTxCd/Prtry/Cd" => self.mark_return(value::is_returning_code(leaf.text)),
            // In version 01 there may be several in one entry.
            "Btch/NbOfTxs" => {
                let announced = self.group.announced.unwrap_or(0).checked_add(value::count(leaf.text)?);
                self.group.announced = Some(announced.unwrap_or(usize::MAX));
                Ok(())
            }
            _ => Ok(()),
        }
    }

    fn set_status(&mut self, status: &str) -> Result<(), Problem> {
        set(&mut self.is_booked, Some(status == "BOOK"))?;
        if matches!(status, "BOOK" | "PDNG" | "INFO" | "FUTR") {
            return Ok(());
        }
        let message = format!("{} is not a known status: the entry counts as not booked", excerpt(status));
        Err(Problem::warning(FindingCode::NotUnderstood, message))
    }

    fn mark_return(&mut self, is_return: bool) -> Result<(), Problem> {
        self.is_return |= is_return;
        Ok(())
    }

    /// The entries this sum is: one, or one for each payment when every payment
    /// has its own amount and together they make the sum. An amount of zero
    /// moves nothing and is no entry.
    ///
    /// # Errors
    /// What is missing, each with the name of its element. An entry that is sound comes with its warnings.
    pub(super) fn finish(mut self, statement: &mut StatementDraft) -> (Option<Sum>, Vec<(&'static str, Problem)>) {
        self.end_group();
        let mut payments = std::mem::take(&mut self.payments);
        let (is_incomplete, note, path) = (self.is_incomplete, self.note.take(), std::mem::take(&mut self.path));
        let payment_path = self.payment_path;
        let (frame, problems) = self.frame(&path, statement);
        let Some(frame) = frame.filter(|frame| frame.amount.is_positive()) else { return (None, problems) };
        let is_whole = !is_incomplete
            && match payments.as_slice() {
                [] => true,
                [only] => only.can_be_all_of(frame.amount, frame.direction),
                several => make_the_sum(several, &frame),
            };
        if is_whole && payments.len() > 1 {
            return (Some(Sum::of(frame, format!("{path}/{payment_path}"), payments)), problems);
        }
        let batch = if is_whole { Batch::Single } else { Batch::Unclear };
        let only = if payments.len() == 1 { payments.pop() } else { None };
        let only = only.unwrap_or_else(|| PaymentDraft::default().pack(0, ""));
        let frame = by_reference(frame, &only, statement);
        (Some(Sum::One(Some(Box::new(only.describe(frame, batch, note))))), problems)
    }

    /// The entry without what its payments say, and what is missing of it or strange.
    fn frame(self, path: &str, statement: &StatementDraft) -> (Option<Entry>, Vec<(&'static str, Problem)>) {
        let announced_on = self.value_on.or_else(|| statement.day()).filter(|_| self.is_booked == Some(false));
        let mut problems = Vec::new();
        if self.booked_on.is_none() && self.is_booked == Some(true) && self.value_on.is_some() {
            let message = "the booking date is missing: the value date stands in for it";
            problems.push(("BookgDt", Problem::warning(FindingCode::MissingElement, message)));
        }
        let booked_on = self.booked_on.or(announced_on).or(self.value_on);
        let (Some(amount), Some(direction), Some(is_booked), Some(booked_on)) =
            (self.amount, self.direction, self.is_booked, booked_on)
        else {
            let asked = [
                ("Amt", self.amount.is_none()),
                ("CdtDbtInd", self.direction.is_none()),
                ("Sts", self.is_booked.is_none()),
                ("BookgDt", booked_on.is_none()),
            ];
            let missing = || Problem::new(FindingCode::MissingElement, "the entry does not say it");
            problems.extend(asked.into_iter().filter(|(_, is_missing)| *is_missing).map(|(name, _)| (name, missing())));
            return (None, problems);
        };
        let entry = Entry {
            place: super::place::at_line(path, self.line),
            amount,
            direction,
            is_reversal: self.is_reversal.unwrap_or(false) || self.is_return,
            is_booked,
            booked_on,
            value_on: self.value_on,
            bank_reference: self.bank_reference,
            end_to_end_reference: None,
            remittance_text: None,
            remittance_reference: None,
            payer_name: None,
            payer_account: None,
            payee_account: statement.numbers().1,
            batch: Batch::Single,
        };
        (Some(entry), problems)
    }
}

/// A sum of one payment under the bank's reference of the sum, which every message that reports it has, with or without
/// its payment. Under that of the payment, when the sum has none or another sum of the statement had it.
fn by_reference(frame: Entry, payment: &Payment, statement: &mut StatementDraft) -> Entry {
    let is_known = statement.knows_reference(&frame);
    let own = payment.bank_reference().map(str::to_owned);
    let bank_reference = match frame.bank_reference {
        Some(sum) if is_known => own.or(Some(sum)),
        Some(sum) => Some(sum),
        None => own,
    };
    Entry { bank_reference, ..frame }
}
