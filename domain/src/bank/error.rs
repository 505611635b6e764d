//! Why nothing happened in the bank.

use schema::money::{Currency, Money};
use schema::problem::Code;

use super::matching::Reason;
use super::remittance_number;
use super::state::Refused;
use crate::actor::Forbidden;
use crate::db;
use crate::idempotency;
use crate::ledger;
use crate::outbox;
use crate::plain_text::NotPlain;
use crate::refusal::Refusal;
use crate::secret::NoRandomness;
use crate::verification;

/// Why nothing happened in the bank.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The actor may not.
    #[error(transparent)]
    Forbidden(#[from] Forbidden),
    /// A text is empty or too long.
    #[error(transparent)]
    Text(#[from] NotPlain),
    /// No such upload, entry, party or ticket.
    #[error("there is no such thing")]
    NotFound,
    /// The ticket was used.
    #[error("the ticket was used")]
    TicketUsed,
    /// The ticket was not used in time.
    #[error("the ticket has expired")]
    TicketExpired,
    /// The bank account is registered already.
    #[error("the bank account is registered already")]
    AccountExists,
    /// Payee and bank belong together; the field that is missing.
    #[error("give the payee and the bank together, or neither")]
    PayeeIncomplete(&'static str),
    /// The bank code is none.
    #[error("a bank code has 4 to 20 letters and digits")]
    BankCode,
    /// The partner has no remittance account in the currency.
    #[error("the partner has no remittance account in {0}")]
    NoRemittanceAccount(Currency),
    /// The claim is for another amount than the entry.
    #[error("the entry is of {0}, not of the amount that is claimed")]
    AmountDiffers(Money),
    /// Who paid is not the claimant and has no agreement to pay for it.
    #[error("who paid may not pay for the partner: it needs a payer agreement that was effective after the booking")]
    PayerMayNotPay,
    /// The entry cannot be credited to anybody, or not to this partner.
    #[error("the entry cannot be credited: {0}")]
    NotCreditable(Reason),
    /// Another entry under the same bank reference was credited.
    #[error("another entry under the same bank reference was credited")]
    ReferenceCredited,
    /// No code was given, or not the right one.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The exclusive numbers of this installation are used up.
    #[error(transparent)]
    NumbersUsedUp(#[from] remittance_number::Error),
    /// The upload or entry is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// The key is malformed or was used for another input.
    #[error(transparent)]
    Idempotency(#[from] idempotency::Error),
    /// No ticket could be made.
    #[error(transparent)]
    Randomness(#[from] NoRandomness),
    /// The second reading of a file found other entries than the first.
    #[error("the file has other entries than when it was read first")]
    Incomplete,
    /// The ledger refused.
    #[error(transparent)]
    Ledger(#[from] ledger::Error),
    /// What follows could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("bank_accounts_number_unique") => Self::AccountExists,
            Some("bank_entries_bank_reference_once") => Self::ReferenceCredited,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::PayeeIncomplete(_) | Self::BankCode | Self::AmountDiffers(_) => Code::InvalidInput,
            Self::NotFound | Self::NoRemittanceAccount(_) => Code::NotFound,
            Self::PayerMayNotPay => Code::PayerAgreementMissing,
            Self::NotCreditable(_) | Self::ReferenceCredited => Code::StateConflict,
            Self::Verification(error) => error.code(),
            Self::TicketUsed => Code::TicketUsed,
            Self::TicketExpired => Code::TicketExpired,
            Self::AccountExists => Code::AlreadyExists,
            Self::State(_) => Code::StateConflict,
            Self::NumbersUsedUp(_) | Self::Randomness(_) | Self::Incomplete => Code::Internal,
            Self::Idempotency(error) => error.code(),
            Self::Ledger(error) => error.code(),
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        match self {
            Self::Text(error) => Some(error.field),
            Self::AccountExists => Some("number"),
            Self::PayeeIncomplete(field) => Some(field),
            Self::BankCode => Some("bankCode"),
            Self::NoRemittanceAccount(_) => Some("currency"),
            Self::AmountDiffers(_) | Self::PayerMayNotPay | Self::NotCreditable(_) | Self::ReferenceCredited => {
                Some("bankEntryId")
            }
            Self::Verification(error) => error.field(),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Forbidden(_)
            | Self::NotFound
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::NumbersUsedUp(_)
            | Self::State(_)
            | Self::Randomness(_)
            | Self::Incomplete
            | Self::Ledger(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
