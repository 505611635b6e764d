//! Why nothing happened in the bank.

use schema::money::{Currency, Money};
use schema::problem::Code;

use super::mapping::InvalidMapping;
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
    /// Another mapping has the name.
    #[error("another mapping has the name")]
    NameTaken,
    /// A mapping that could not be meant.
    #[error(transparent)]
    Mapping(#[from] InvalidMapping),
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
    /// The exclusive numbers of this installation are used up.
    #[error(transparent)]
    NumbersUsedUp(#[from] remittance_number::Error),
    /// The upload or entry is not in a state that allows this.
    #[error(transparent)]
    State(#[from] Refused),
    /// A code was needed, and none or a wrong one was given.
    #[error(transparent)]
    Verification(#[from] verification::Error),
    /// The entry cannot be credited to that partner, for this reason.
    #[error("the entry cannot be credited to that partner: {}", .0.as_str())]
    Unfit(Reason),
    /// The receipt was credited as another entry.
    #[error("the receipt was credited as another entry")]
    ReceiptCredited,
    /// Neither a remittance account nor a partner was named, or both.
    #[error("name the remittance account or the partner, one of them")]
    Receiver,
    /// The credit is of another bank account or amount than the reversal.
    #[error("the credit is of another bank account or amount")]
    NotItsCredit,
    /// The days are in the wrong order, or too many.
    #[error("ask for 1 to {0} days, the first first")]
    Days(u32),
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
            Some("bank_csv_mappings_name_once") => Self::NameTaken,
            Some("bank_entries_bank_reference_once") => Self::ReceiptCredited,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::Forbidden(error) => error.code(),
            Self::Text(_) | Self::Mapping(_) | Self::PayeeIncomplete(_) | Self::BankCode | Self::AmountDiffers(_) => {
                Code::InvalidInput
            }
            Self::NotFound | Self::NoRemittanceAccount(_) => Code::NotFound,
            Self::TicketUsed => Code::TicketUsed,
            Self::TicketExpired => Code::TicketExpired,
            Self::Unfit(Reason::PayerDiffers | Reason::PayerUnknown) => Code::PayerAgreementMissing,
            Self::Unfit(Reason::CurrencyDiffers) | Self::Receiver | Self::NotItsCredit | Self::Days(_) => {
                Code::InvalidInput
            }
            Self::Unfit(_) | Self::ReceiptCredited | Self::State(_) => Code::StateConflict,
            Self::Verification(error) => error.code(),
            Self::AccountExists | Self::NameTaken => Code::AlreadyExists,
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
            Self::NameTaken => Some("name"),
            Self::Mapping(_) => Some("layout"),
            Self::PayeeIncomplete(field) => Some(field),
            Self::BankCode => Some("bankCode"),
            Self::NoRemittanceAccount(_) => Some("currency"),
            Self::AmountDiffers(_) => Some("bankEntryId"),
            Self::Idempotency(_) => Some("idempotencyKey"),
            Self::Receiver => Some("remittanceAccountId"),
            Self::NotItsCredit => Some("creditedEntryId"),
            Self::Days(_) => Some("to"),
            Self::Verification(error) => error.field(),
            Self::Forbidden(_)
            | Self::NotFound
            | Self::TicketUsed
            | Self::TicketExpired
            | Self::NumbersUsedUp(_)
            | Self::State(_)
            | Self::Unfit(_)
            | Self::ReceiptCredited
            | Self::Randomness(_)
            | Self::Incomplete
            | Self::Ledger(_)
            | Self::Outbox(_)
            | Self::Database(_) => None,
        }
    }
}
