//! A bank statement, whatever format it came in.
//!
//! The reader of every format produces these types, and nothing behind a reader
//! knows formats. What a reader promises:
//!
//! - an amount is above zero and in the statement's currency; [`Direction`] is its sign;
//! - `opening + credits − debits = closing` over the booked entries;
//! - a text has no control and no bidi characters, no run of blanks, and is not
//!   empty: what is not said is `None`, also where the bank writes `NOTPROVIDED`.

use chrono::NaiveDate;
use schema::money::{Currency, Money};

schema::text_enum! {
    /// Which way money went, seen from the account of the statement.
    pub enum Direction {
        /// Money came in.
        Credit = "credit",
        /// Money went out.
        Debit = "debit",
    }
}

/// What one bank account did between two balances.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Statement {
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
    /// The booked balance before the entries.
    pub opening: Balance,
    /// The booked balance after the entries.
    pub closing: Balance,
    /// In the order of the file.
    pub entries: Vec<Entry>,
}

/// A balance of the account.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Balance {
    /// Below zero when the account was overdrawn.
    pub amount: Money,
    /// The day the bank gives it for.
    pub on: Option<NaiveDate>,
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
    /// Whether it takes back an earlier entry of the other direction.
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
    /// What the payer wrote, free text first, then structured references; at most 4000 characters.
    pub remittance_text: Option<String>,
    /// Who paid, as the bank names them; at most 140 characters.
    pub payer_name: Option<String>,
    /// The account it came from, without blanks; at most 140 characters.
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
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Batch {
    /// Booked alone.
    Single,
    /// One of several payments booked in one sum, each with its own amount.
    Part {
        /// Counted from 1.
        part: usize,
        /// How many there are.
        parts: usize,
    },
    /// The sum of several payments that the file does not give apart to the cent.
    Unclear,
}
