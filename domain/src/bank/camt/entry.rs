//! `Ntry`: one sum the bank booked, and the payments in it.

use std::collections::HashSet;

use chrono::NaiveDate;
use schema::money::Money;

use super::super::finding::Problem;
use super::super::statement::{Batch, Direction, Entry};
use super::super::text::{self, REMITTANCE_LIMIT};
use super::payment::{Leaf, Payment};
use super::value::{self, set};

/// An `Ntry` while it is read.
#[derive(Default)]
pub(super) struct EntryDraft {
    /// Something in it was wrong and has been reported.
    pub(super) is_broken: bool,
    place: String,
    amount: Option<Money>,
    direction: Option<Direction>,
    is_reversal: Option<bool>,
    is_booked: Option<bool>,
    booked_on: Option<NaiveDate>,
    value_on: Option<NaiveDate>,
    bank_reference: Option<String>,
    note: Option<String>,
    payments: Vec<Payment>,
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
    pub(super) fn new(place: String) -> Self {
        Self { place, ..Self::default() }
    }

    /// `NtryDtls` begins.
    pub(super) fn begin_group(&mut self) {
        self.group = Group::default();
    }

    /// `TxDtls` begins.
    pub(super) fn begin_payment(&mut self, place: String) {
        self.group.given += 1;
        self.payments.push(Payment::new(place));
    }

    /// `NtryDtls` ends. Other than the announced number of payments are not the
    /// whole sum; one that is announced need not be described.
    pub(super) fn end_group(&mut self) {
        let Group { announced, given } = self.group;
        self.is_incomplete |= announced.is_some_and(|announced| announced.max(1) != given.max(1));
    }

    /// A leaf at `path` below `Ntry`.
    pub(super) fn set(&mut self, path: &str, leaf: &Leaf<'_>) -> Result<(), Problem> {
        match path {
            "Amt" => set(&mut self.amount, Some(leaf.money()?)),
            "CdtDbtInd" => set(&mut self.direction, Some(value::direction(leaf.text)?)),
            "RvslInd" => set(&mut self.is_reversal, Some(value::indicator(leaf.text)?)),
            // The code itself up to version 07, a choice of codes since.
            "Sts" | "Sts/Cd" | "Sts/Prtry" => set(&mut self.is_booked, Some(leaf.text == "BOOK")),
            "BookgDt/Dt" | "BookgDt/DtTm" => set(&mut self.booked_on, Some(value::date(leaf.text)?)),
            "ValDt/Dt" | "ValDt/DtTm" => set(&mut self.value_on, Some(value::date(leaf.text)?)),
            // Not `NtryRef`: banks number the entries of a file with it.
            "AcctSvcrRef" => set(&mut self.bank_reference, value::reference(leaf.text)?),
            "AddtlNtryInf" => set(&mut self.note, text::line(leaf.text, REMITTANCE_LIMIT)),
            "NtryDtls/Btch/NbOfTxs" => set(&mut self.group.announced, Some(value::count(leaf.text)?)),
            _ => match (path.strip_prefix("NtryDtls/TxDtls/"), self.payments.last_mut()) {
                (Some(path), Some(payment)) => payment.set(path, leaf),
                _ => Ok(()),
            },
        }
    }

    /// The entries this sum is: one, or one for each payment when every payment
    /// has its own amount and together they make the sum. An amount of zero
    /// moves nothing and is no entry.
    ///
    /// - `closing_on`: stands in for the dates of what is not booked yet
    ///
    /// # Errors
    /// The names of the elements that are missing.
    pub(super) fn finish(mut self, closing_on: Option<NaiveDate>) -> Result<Vec<Entry>, Vec<&'static str>> {
        let mut payments = std::mem::take(&mut self.payments);
        let (is_incomplete, note) = (self.is_incomplete, self.note.take());
        let frame = self.frame(closing_on)?;
        if !frame.amount.is_positive() {
            return Ok(Vec::new());
        }
        let is_whole = !is_incomplete
            && match payments.as_slice() {
                [] => true,
                [only] => only.can_be_all_of(frame.amount, frame.direction),
                several => make_the_sum(several, &frame),
            };
        if is_whole && payments.len() > 1 {
            return Ok(split(payments, &frame));
        }
        let batch = if is_whole { Batch::Single } else { Batch::Unclear };
        let only = if payments.len() == 1 { payments.pop() } else { None }.unwrap_or_default();
        let bank_reference = only.bank_reference.clone().or_else(|| frame.bank_reference.clone());
        Ok(vec![Entry { bank_reference, ..only.describe(frame, batch, note) }])
    }

    /// The entry without what its payments say.
    fn frame(self, closing_on: Option<NaiveDate>) -> Result<Entry, Vec<&'static str>> {
        let announced_on = self.value_on.or(closing_on).filter(|_| self.is_booked == Some(false));
        let booked_on = self.booked_on.or(announced_on);
        let (Some(amount), Some(direction), Some(is_booked), Some(booked_on)) =
            (self.amount, self.direction, self.is_booked, booked_on)
        else {
            let asked = [
                ("Amt", self.amount.is_none()),
                ("CdtDbtInd", self.direction.is_none()),
                ("Sts", self.is_booked.is_none()),
                ("BookgDt", booked_on.is_none()),
            ];
            return Err(asked.into_iter().filter_map(|(name, is_missing)| is_missing.then_some(name)).collect());
        };
        Ok(Entry {
            place: self.place,
            amount,
            direction,
            is_reversal: self.is_reversal.unwrap_or(false),
            is_booked,
            booked_on,
            value_on: self.value_on,
            bank_reference: self.bank_reference,
            end_to_end_reference: None,
            remittance_text: None,
            remittance_reference: None,
            payer_name: None,
            payer_account: None,
            payee_account: None,
            batch: Batch::Single,
        })
    }
}

/// Whether every payment says what it moved and together they moved the sum.
fn make_the_sum(payments: &[Payment], frame: &Entry) -> bool {
    let total = payments.iter().try_fold(Money::zero(frame.amount.currency()), |total, payment| {
        let (amount, direction) = payment.movement(frame.direction)?;
        total.checked_add(direction.signed(amount)).ok()
    });
    total == Some(frame.signed_amount())
}

/// One entry for each payment. A payment goes by the bank's reference of its own
/// when all have different ones, else by that of the sum and its number.
fn split(payments: Vec<Payment>, frame: &Entry) -> Vec<Entry> {
    let parts = payments.len();
    let distinct: HashSet<&str> = payments.iter().filter_map(|payment| payment.bank_reference.as_deref()).collect();
    let have_own_references = distinct.len() == parts;
    let entry = |(part, payment): (usize, Payment)| {
        let (amount, direction) = payment.movement(frame.direction)?;
        let numbered = || frame.bank_reference.as_ref().map(|reference| format!("{reference}/{part}"));
        let own = payment.bank_reference.clone().filter(|_| have_own_references);
        let bank_reference = own.or_else(numbered);
        let batch = Batch::Part { reference: frame.bank_reference.clone(), part, parts };
        let frame = Entry { place: payment.place.clone(), amount, direction, bank_reference, ..frame.clone() };
        amount.is_positive().then(|| payment.describe(frame, batch, None))
    };
    (1..).zip(payments).filter_map(entry).collect()
}
