//! The ledger: a list of transfers (design.md 4).
//!
//! A transfer takes an amount from one account and gives it to another, so no
//! set of rows can fail to balance. Rows are append-only. Accounts of parties
//! keep their balance and a version that counts the transfers without gaps;
//! both are changed under a lock, in ascending order of account ids. Platform
//! accounts keep neither, so that no row is hot: their balance is the sum of
//! transfers above a daily snapshot.
//!
//! Only [`movements`] says which transfers there are, only [`post`] makes them.

pub mod alert;
mod history;
mod lineage;
mod lists;
mod lots;
pub mod movements;
mod posting;
mod snapshot;
mod store;
mod verify;

use schema::ids::{AccountId, PartyId};
use schema::money::{Currency, Money, MoneyError};
use schema::problem::Code;
use schema::text_enum;

use crate::clock::Now;
use crate::db::{self, Conn};
use crate::outbox;
use crate::party::{self, Kind, Party};
use crate::refusal::Refusal;

pub use history::{Moment, Period, Standing, Statement, Turnover, balances_at, statements};
pub use lineage::{Lineage, Traced, Way, lineages, lineages_of_transfers, origins_by_ids, ways};
pub use lists::{
    Direction, TransferFilter, accounts_by_ids, accounts_of, count_accounts, count_transfers_of, page_accounts,
    platform_balances, transfers_by_ids, transfers_of, transfers_of_transactions,
};
pub(crate) use lots::shares_from_others;
pub use lots::{Channel, Lots, Origin, Share, of_accounts as lots_of, of_transactions as shares_of};
pub use movements::{Between, Movement};
pub use posting::{lock, post};
pub use snapshot::take as take_snapshot;
pub use store::{Account, FundLot, FundOrigin, Transfer};
pub use verify::{Discrepancy, verify};

text_enum! {
    /// What an account holds.
    pub enum AccountKind {
        /// A partner's available money.
        Cash = "cash",
        /// A partner's money that is set aside.
        Held = "held",
        /// A partner's money that is kept for a purpose.
        Earmarked = "earmarked",
        /// What partners allocated to a customer for it to spend.
        Spending = "spending",
        /// A customer's own money: given back for what it had paid itself. Not its partner's business.
        Own = "own",
        /// What a customer owes: a balance of zero or below.
        Debt = "debt",
        /// What banks reported: the platform's side of money that came in.
        BankClearing = "bank_clearing",
        /// What online channels reported: the platform's side of payments for charges.
        OnlineClearing = "online_clearing",
        /// What was charged.
        Revenue = "revenue",
    }
}

impl AccountKind {
    /// Whether it is one of the platform's, without a running balance.
    #[must_use]
    pub const fn is_platform(self) -> bool {
        matches!(self, Self::BankClearing | Self::OnlineClearing | Self::Revenue)
    }

    /// Whether its money is traced to where it came from.
    #[must_use]
    pub const fn keeps_lots(self) -> bool {
        matches!(self, Self::Cash | Self::Held | Self::Earmarked | Self::Spending | Self::Own)
    }
}

text_enum! {
    /// Which movement a transfer belongs to.
    pub enum TransferKind {
        /// A bank transfer was credited to a partner.
        Remittance = "remittance",
        /// Money was set aside.
        Hold = "hold",
        /// Money that was set aside is available again.
        HoldRelease = "hold_release",
        /// Money is kept for a purpose.
        Earmark = "earmark",
        /// Money that was kept for a purpose is available again.
        EarmarkRelease = "earmark_release",
        /// Money went down a tier (BEADJUST).
        Allocation = "allocation",
        /// Allocated money came back (BERETRIEVE).
        Reclaim = "reclaim",
        /// What was left went back to the partner as the two parted (BEUNBIND).
        Unbinding = "unbinding",
        /// Allocated money cleared what was owed.
        ArrearsClearing = "arrears_clearing",
        /// A use was paid from the balance.
        Charge = "charge",
        /// A use is owed.
        Arrears = "arrears",
        /// A use was paid online.
        OnlinePayment = "online_payment",
        /// A use was paid by the partner.
        PartnerPayment = "partner_payment",
        /// What a use cost was given back.
        Refund = "refund",
        /// What a use cost is owed no longer.
        ArrearsRefund = "arrears_refund",
    }
}

/// Why nothing was posted.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// The account has less than the amount.
    #[error("{available} available, {needed} needed")]
    InsufficientFunds {
        /// The account that would fall below zero.
        account: AccountId,
        /// What it has.
        available: Money,
        /// What was to be taken.
        needed: Money,
    },
    /// The fact that names the movement was posted before.
    #[error("posted before")]
    AlreadyPosted,
    /// More was to be paid than is owed.
    #[error("{owed} is owed, {paid} was to be paid")]
    Overpaid {
        /// What is owed: zero or below.
        owed: Money,
        /// What was to be paid.
        paid: Money,
    },
    /// The lots of an account are less than its balance: the books are broken.
    #[error("the lots of {0} do not cover its balance")]
    LotsDoNotCover(AccountId),
    /// A movement does not say where its money comes from: a fault of ours.
    #[error("money without an origin")]
    NoOrigin,
    /// An account does not exist, or is not one of the movement's currency.
    #[error("no account {account} in {currency}")]
    NoSuchAccount {
        /// The account.
        account: AccountId,
        /// The movement's currency.
        currency: Currency,
    },
    /// A party has no account of that kind in the currency.
    #[error("no {kind} account in {currency}")]
    NoAccount {
        /// The kind.
        kind: AccountKind,
        /// The currency.
        currency: Currency,
    },
    /// An amount is not more than zero, or a sum is out of bounds.
    #[error(transparent)]
    Amount(#[from] MoneyError),
    /// A job could not be enqueued.
    #[error(transparent)]
    Outbox(#[from] outbox::Error),
    /// The database did not answer.
    #[error(transparent)]
    Database(db::Error),
}

impl From<db::Error> for Error {
    fn from(error: db::Error) -> Self {
        match error.constraint() {
            Some("ledger_transfers_key_unique") => Self::AlreadyPosted,
            _ => Self::Database(error),
        }
    }
}

impl Refusal for Error {
    fn code(&self) -> Code {
        match self {
            Self::InsufficientFunds { .. } => Code::InsufficientFunds,
            Self::AlreadyPosted | Self::Overpaid { .. } => Code::StateConflict,
            Self::LotsDoNotCover(_) | Self::NoOrigin => Code::Internal,
            Self::NoSuchAccount { .. } | Self::NoAccount { .. } => Code::NotFound,
            Self::Amount(_) => Code::InvalidInput,
            Self::Outbox(error) => error.code(),
            Self::Database(error) => error.code(),
        }
    }
}

/// Opens the accounts a party of this kind has, in `currency`.
///
/// # Errors
/// When the database does not answer.
pub fn open_accounts(conn: &mut Conn, now: Now, party: &Party, currency: Currency) -> db::Result<()> {
    let kinds: &[AccountKind] = match party.kind {
        Kind::Vendor => &[AccountKind::BankClearing, AccountKind::OnlineClearing, AccountKind::Revenue],
        Kind::Distributor | Kind::Reseller | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant => {
            &[AccountKind::Cash, AccountKind::Held, AccountKind::Earmarked]
        }
        Kind::Customer => &[AccountKind::Spending, AccountKind::Own, AccountKind::Debt],
    };
    for kind in kinds {
        let balance = (!kind.is_platform()).then(|| Money::zero(currency).amount());
        let account = Account {
            id: AccountId::new(),
            owner_id: party.id,
            kind: *kind,
            currency,
            balance,
            version: balance.map(|_| 0),
            posted_at: None,
            alert_threshold: None,
            is_alert_armed: true,
            created_at: now.instant(),
        };
        store::insert_account(conn, &account)?;
    }
    Ok(())
}

/// The party's account of `kind` in `currency`.
///
/// # Errors
/// When the database does not answer.
pub fn account(conn: &mut Conn, owner: PartyId, kind: AccountKind, currency: Currency) -> db::Result<Option<Account>> {
    store::find_account(conn, owner, kind, currency)
}

/// The party's account of `kind` in `currency`, which it must have.
///
/// # Errors
/// [`Error::NoAccount`].
pub fn require_account(
    conn: &mut Conn,
    owner: PartyId,
    kind: AccountKind,
    currency: Currency,
) -> Result<Account, Error> {
    store::find_account(conn, owner, kind, currency)?.ok_or(Error::NoAccount { kind, currency })
}

/// The platform's account of `kind` in `currency`.
///
/// # Errors
/// [`Error::NoAccount`].
pub fn platform_account(conn: &mut Conn, kind: AccountKind, currency: Currency) -> Result<Account, Error> {
    let vendor = party::vendor(conn)?.ok_or(Error::NoAccount { kind, currency })?;
    require_account(conn, vendor.id, kind, currency)
}

impl Account {
    /// What an owner account has; none for a platform account.
    #[must_use]
    pub fn money(&self) -> Option<Money> {
        self.balance.and_then(|balance| Money::new(balance, self.currency).ok())
    }
}

impl Transfer {
    /// What it left on the debited account; none on a platform account.
    #[must_use]
    pub fn debit_balance(&self) -> Option<Money> {
        self.debit_balance.and_then(|balance| Money::new(balance, self.amount.currency()).ok())
    }

    /// What it left on the credited account; none on a platform account.
    #[must_use]
    pub fn credit_balance(&self) -> Option<Money> {
        self.credit_balance.and_then(|balance| Money::new(balance, self.amount.currency()).ok())
    }
}
