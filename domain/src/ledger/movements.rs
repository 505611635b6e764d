//! Every way money moves: from, to, amount, and the fact that makes it move.
//!
//! Nothing else builds a [`Movement`]. Its key names the fact, so that the same
//! fact cannot move money twice.
//!
//! | movement | takes from | gives to | key |
//! |---|---|---|---|
//! | [`remittance`] | vendor's bank clearing | partner's cash | `remittance:{entry}` |
//! | [`hold`] | partner's cash | partner's held | `hold:{hold}:place` |
//! | [`hold_release`] | partner's held | partner's cash | `hold:{hold}:release` |

use schema::ids::{AccountId, BankEntryId, HoldId};
use schema::money::Money;

use super::TransferKind;

/// One transfer to be made.
#[derive(Debug, Clone)]
pub struct Movement {
    pub(super) debit: AccountId,
    pub(super) credit: AccountId,
    pub(super) amount: Money,
    pub(super) kind: TransferKind,
    pub(super) key: String,
}

/// A bank transfer becomes a partner's money (domain.md 3.6).
#[must_use]
pub fn remittance(entry: BankEntryId, bank_clearing: AccountId, cash: AccountId, amount: Money) -> Movement {
    Movement {
        debit: bank_clearing,
        credit: cash,
        amount,
        kind: TransferKind::Remittance,
        key: format!("remittance:{entry}"),
    }
}

/// A partner's money is set aside (the reference's RFROZEN, domain.md 3.1).
#[must_use]
pub fn hold(hold: HoldId, cash: AccountId, held: AccountId, amount: Money) -> Movement {
    Movement { debit: cash, credit: held, amount, kind: TransferKind::Hold, key: format!("hold:{hold}:place") }
}

/// Money that was set aside is available again.
#[must_use]
pub fn hold_release(hold: HoldId, held: AccountId, cash: AccountId, amount: Money) -> Movement {
    Movement { debit: held, credit: cash, amount, kind: TransferKind::HoldRelease, key: format!("hold:{hold}:release") }
}
