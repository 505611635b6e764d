//! A bank statement, whatever format it came in.
//!
//! The reader of every format produces these types, and nothing behind a reader
//! knows formats. What a reader promises:
//!
//! - an amount is above zero and in the statement's currency; [`Direction`] is its sign;
//! - `opening + credits − debits = closing` over the booked entries, where the file states both;
//! - a text has no control and no bidi characters, no run of blanks, and is not
//!   empty: what is not said is `None`, also where the bank writes `NOTPROVIDED`.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

use super::finding::{FindingCode, Problem};

schema::text_enum! {
    /// Which way money went, seen from the account of the statement.
    pub enum Direction {
        /// Money came in.
        Credit = "credit",
        /// Money went out.
        Debit = "debit",
    }
}

schema::text_enum! {
    /// What a message says about an account.
    pub enum StatementKind {
        /// What was booked between two balances: camt.053, MT940, CSV with balances.
        Statement = "statement",
        /// What was booked, without balances: camt.054, a camt.053 that states none, CSV without balances.
        Notification = "notification",
        /// What happens on the running day, to look at only: camt.052, MT942. It comes again, booked.
        Report = "report",
    }
}

/// A piece of a file, in the order of the file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Item {
    /// An entry of the statement that ends next.
    Entry(Entry),
    /// A statement ends: the entries since the one before were its.
    Statement(Statement),
}

/// What a message says about one bank account, but for its entries.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
    /// Where it stands in the file, for people: `Stmt[1], line 12`.
    pub place: String,
    /// What it says about the account.
    pub kind: StatementKind,
    /// The bank's reference of the message; at most 64 characters.
    pub message_reference: String,
    /// The bank's reference of the statement; at most 64 characters.
    pub reference: String,
    /// The bank's running number, when it gives one.
    pub sequence: Option<i64>,
    /// IBAN or national number: capital letters and digits, no blanks or separators; at most 64 characters.
    pub account_number: String,
    /// The account's currency; that of every amount here.
    pub currency: Currency,
    /// The booked balance before the entries; always there in a [`StatementKind::Statement`].
    pub opening: Option<Balance>,
    /// The booked balance after the entries; there when `opening` is.
    pub closing: Option<Balance>,
    /// How many entries it has.
    pub entries: usize,
}

/// A balance of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Below zero when the account was overdrawn.
    pub amount: Money,
    /// The day the bank gives it for.
    pub on: Option<NaiveDate>,
}

/// The booked entries of a statement while it is read.
#[derive(Debug, Clone, Copy)]
pub(super) struct Tally {
    /// How many entries, booked or not.
    pub(super) entries: usize,
    /// Sum of the booked entries; nothing when it is out of bounds.
    moved: Option<Money>,
}

impl Tally {
    /// No entries yet.
    pub(super) fn new(currency: Currency) -> Self {
        Self { entries: 0, moved: Some(Money::zero(currency)) }
    }

    /// One entry more.
    pub(super) fn add(&mut self, entry: &Entry) {
        self.entries += 1;
        if entry.is_booked {
            self.moved = self.moved.and_then(|moved| moved.checked_add(entry.signed_amount()).ok());
        }
    }

    /// Whether the entries explain the balances.
    ///
    /// # Errors
    /// [`FindingCode::Unbalanced`].
    pub(super) fn check(&self, opening: Balance, closing: Balance) -> Result<(), Problem> {
        let unbalanced = |message| Err(Problem::new(FindingCode::Unbalanced, message));
        let (opening, closing) = (opening.amount, closing.amount);
        let difference = |moved| closing.checked_sub(opening.checked_add(moved)?);
        let Some((moved, Ok(difference))) = self.moved.map(|moved| (moved, difference(moved))) else {
            return unbalanced("the entries add up to more than an amount can hold".to_owned());
        };
        if difference.amount().is_zero() {
            return Ok(());
        }
        unbalanced(format!("opening {opening}, entries {moved}, closing {closing}: {difference} without an entry"))
    }
}

/// One movement of the account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// Where it stands in the file, for people: `Stmt[1]/Ntry[3], line 87`.
    pub place: String,
    /// Above zero.
    pub amount: Money,
    /// Whether it came in or went out.
    pub direction: Direction,
    /// Whether it takes back an earlier entry of the other direction, or is our own money come back: in either case
    /// it is not what a payer paid.
    pub is_reversal: bool,
    /// Whether the bank has booked it; until then it is an announcement.
    pub is_booked: bool,
    /// The booking date; for an entry that is not booked, the nearest the bank says.
    pub booked_on: NaiveDate,
    /// From when it bears interest.
    pub value_on: Option<NaiveDate>,
    /// The bank's own serial number of the movement, the same in every file that
    /// reports it; at most 64 characters and the number of a part.
    pub bank_reference: Option<String>,
    /// The payer's reference; at most 140 characters.
    pub end_to_end_reference: Option<String>,
    /// What the payer wrote, free text; at most 4000 characters.
    pub remittance_text: Option<String>,
    /// What the payer wrote, structured: creditor references and document numbers; at most 4000 characters.
    pub remittance_reference: Option<String>,
    /// Who paid, as the bank names them; of what is taken back, who had paid. Nothing of other money that went out:
    /// the counterparty of a debit is not told. At most 140 characters.
    pub payer_name: Option<String>,
    /// The account it came from, without blanks; there where `payer_name` may be. At most 140 characters.
    pub payer_account: Option<String>,
    /// The account the payer addressed, a virtual one where the bank carries it,
    /// without blanks; at most 140 characters.
    pub payee_account: Option<String>,
    /// Whether the bank booked it alone or in one sum with others.
    pub batch: Batch,
}

impl Entry {
    /// What it did to the balance: above zero for a credit, below for a debit.
    #[must_use]
    pub fn signed_amount(&self) -> Money {
        self.direction.signed(self.amount)
    }
}

impl Direction {
    /// `amount` as the account feels it.
    pub(super) fn signed(self, amount: Money) -> Money {
        match self {
            Self::Credit => amount,
            Self::Debit => amount.negated(),
        }
    }
}

/// How an entry relates to the sum the bank booked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Batch {
    /// Booked alone.
    Single,
    /// One of several payments booked in one sum, each with its own amount.
    Part {
        /// The bank's reference of the sum.
        reference: Option<String>,
        /// Counted from 1.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// The sum of several payments that the file does not give apart to the cent.
    Unclear,
}
