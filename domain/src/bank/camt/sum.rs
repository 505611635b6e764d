//! The entries that a booked sum is: one, or one for each payment in it.

use std::collections::HashSet;
use std::vec;

use schema::money::Money;

use super::super::statement::{Batch, Entry};
use super::payment::Payment;
use super::place::at_line;

/// A booked sum whose entries are handed out one at a time.
pub(super) enum Sum {
    /// It is one entry; none once it was handed out.
    One(Option<Box<Entry>>),
    /// It is one entry for each payment.
    Parts(Box<Parts>),
}

/// The payments of a sum that they make to the cent.
pub(super) struct Parts {
    frame: Entry,
    /// The path of the sum's payments, without their numbers.
    path: String,
    payments: vec::IntoIter<Payment>,
    part: usize,
    parts: usize,
    have_own_references: bool,
}

impl Sum {
    /// The sum that `frame` describes, with `payments` that make it.
    ///
    /// - `path`: that of a payment, without its number: `Stmt[1]/Ntry[3]/NtryDtls/TxDtls`
    pub(super) fn of(frame: Entry, path: String, payments: Vec<Payment>) -> Self {
        let parts = payments.len();
        let distinct: HashSet<&str> = payments.iter().filter_map(Payment::bank_reference).collect();
        let have_own_references = distinct.len() == parts;
        let payments = payments.into_iter();
        Self::Parts(Box::new(Parts { frame, path, payments, part: 0, parts, have_own_references }))
    }
}

impl Iterator for Sum {
    type Item = Entry;

    fn next(&mut self) -> Option<Entry> {
        match self {
            Self::One(entry) => entry.take().map(|entry| *entry),
            Self::Parts(parts) => parts.next_entry(),
        }
    }
}

impl Parts {
    /// The next payment that moved something.
    fn next_entry(&mut self) -> Option<Entry> {
        loop {
            let payment = self.payments.next()?;
            self.part += 1;
            if let Some(entry) = self.entry(&payment) {
                return Some(entry);
            }
        }
    }

    /// One payment as an entry. It goes by the bank's reference of its own when
    /// all have different ones, else by that of the sum and its number.
    fn entry(&self, payment: &Payment) -> Option<Entry> {
        let (amount, direction) = payment.movement(self.frame.direction).filter(|(amount, _)| amount.is_positive())?;
        let sum = &self.frame.bank_reference;
        let numbered = || sum.as_ref().map(|reference| format!("{reference}/{}", self.part));
        let own = payment.bank_reference().map(str::to_owned).filter(|_| self.have_own_references);
        let batch = Batch::Part { reference: sum.clone(), part: self.part, parts: self.parts };
        let place = at_line(&format!("{}[{}]", self.path, self.part), payment.line);
        let frame = Entry { place, amount, direction, bank_reference: own.or_else(numbered), ..self.frame.clone() };
        Some(payment.describe(frame, batch, None))
    }
}

/// Whether every payment says what it moved and together they moved the sum.
pub(super) fn make_the_sum(payments: &[Payment], frame: &Entry) -> bool {
    let total = payments.iter().try_fold(Money::zero(frame.amount.currency()), |total, payment| {
        let (amount, direction) = payment.movement(frame.direction)?;
        total.checked_add(direction.signed(amount)).ok()
    });
    total == Some(frame.signed_amount())
}
