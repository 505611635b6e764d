//! Every way money moves: from, to, amount, and the fact that makes it move.
//!
//! Nothing else builds a [`Movement`]. Its key names the fact, so that the same
//! fact cannot move money twice.
//!
//! | movement | takes from | gives to | key |
//! |---|---|---|---|
//! | [`remittance`] | vendor's bank clearing | partner's cash | `remittance:{entry}:{revision}` |
//! | [`remittance_arrears_clearing`] | partner's cash | partner's debt | `remittance:{entry}:{revision}:arrears` |
//! | [`remittance_reversal`] | partner's cash | vendor's bank clearing | `remittance:{entry}:{revision}` |
//! | [`reversal_arrears`] | partner's debt | vendor's bank clearing | `remittance:{entry}:{revision}:moved_on` |
//! | [`reversal_arrears_clearing`] | partner's cash | partner's debt | `remittance:{entry}:{revision}:cleared` |
//! | [`hold`], [`earmark`] | partner's cash | partner's held, earmarked | `hold:{hold}:place` |
//! | [`hold_release`], [`earmark_release`] | partner's held, earmarked | partner's cash | `hold:{hold}:release` |
//! | [`allocation`] | partner's cash | reseller's cash, customer's spending | `adjustment:{adjustment}` |
//! | [`reclaim`] | reseller's cash, customer's spending | partner's cash | `adjustment:{adjustment}` |
//! | [`arrears_clearing`] | customer's spending | customer's debt | `adjustment:{adjustment}:arrears` |
//! | [`unbinding`] | customer's spending, reseller's cash | partner's cash | `parting:{parting}` |
//! | [`parting_arrears`] | customer's spending | customer's debt | `parting:{parting}:arrears` |
//! | [`charge`] | customer's spending or own | vendor's revenue | `charge:{charge}:balance` |
//! | [`arrears`] | customer's debt | vendor's revenue | `charge:{charge}:arrears` |
//! | [`online_payment`] | vendor's online clearing | vendor's revenue | `charge:{charge}:online` |
//! | [`partner_payment`] | partner's cash | vendor's revenue | `charge:{charge}:partner` |
//! | [`refund`] | vendor's revenue | customer's spending or own, partner's cash | `refund:{refund}:money` |
//! | [`refund_anew`] | vendor's revenue | the same, of a new origin | `refund:{refund}:anew` |
//! | [`arrears_refund`] | vendor's revenue | customer's debt | `refund:{refund}:arrears` |

use schema::ids::{AccountId, AdjustmentId, BankEntryId, ChargeId, HoldId, PartingId, RefundId};
use schema::money::Money;

use super::TransferKind;
use super::lots::{Lots, Origin, Share};

/// One transfer to be made.
#[derive(Debug, Clone)]
pub struct Movement {
    pub(super) debit: AccountId,
    pub(super) credit: AccountId,
    pub(super) amount: Money,
    pub(super) kind: TransferKind,
    pub(super) key: String,
    pub(super) lots: Lots,
}

/// From one account to another.
#[derive(Debug, Clone, Copy)]
pub struct Between {
    /// What the amount is taken from.
    pub from: AccountId,
    /// What it is given to.
    pub to: AccountId,
}

impl Between {
    /// A transfer of the oldest money there is.
    fn moves(self, amount: Money, kind: TransferKind, key: String) -> Movement {
        Movement { debit: self.from, credit: self.to, amount, kind, key, lots: Lots::Oldest }
    }
}

/// A decision about a bank entry: the entry, and which decision about it this is, from 1.
#[derive(Debug, Clone, Copy)]
pub struct EntryDecision {
    /// The entry.
    pub entry: BankEntryId,
    /// Which decision.
    pub revision: i32,
}

impl std::fmt::Display for EntryDecision {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "remittance:{}:{}", self.entry, self.revision)
    }
}

/// A bank transfer becomes a partner's money (domain.md 3.6).
#[must_use]
pub fn remittance(
    decision: EntryDecision,
    bank_clearing: AccountId,
    cash: AccountId,
    amount: Money,
    origin: Origin,
) -> Movement {
    let between = Between { from: bank_clearing, to: cash };
    let movement = between.moves(amount, TransferKind::Remittance, decision.to_string());
    Movement { lots: Lots::From(origin), ..movement }
}

/// What a partner owes is cleared before it can use what came in.
#[must_use]
pub fn remittance_arrears_clearing(
    decision: EntryDecision,
    cash: AccountId,
    debt: AccountId,
    amount: Money,
) -> Movement {
    Between { from: cash, to: debt }.moves(amount, TransferKind::ArrearsClearing, format!("{decision}:arrears"))
}

/// A credit is taken back: what is left of its own money on the partner's cash.
///
/// - `shares`: of the credit's origin, together the whole amount
#[must_use]
pub fn remittance_reversal(
    decision: EntryDecision,
    cash: AccountId,
    bank_clearing: AccountId,
    amount: Money,
    shares: Vec<Share>,
) -> Movement {
    let between = Between { from: cash, to: bank_clearing };
    let movement = between.moves(amount, TransferKind::RemittanceReversal, decision.to_string());
    Movement { lots: Lots::These(shares), ..movement }
}

/// A credit is taken back whose money has moved on: the partner owes it.
#[must_use]
pub fn reversal_arrears(decision: EntryDecision, debt: AccountId, bank_clearing: AccountId, amount: Money) -> Movement {
    let between = Between { from: debt, to: bank_clearing };
    between.moves(amount, TransferKind::ReversalArrears, format!("{decision}:moved_on"))
}

/// What is left on a partner's cash clears at once what it owes since a credit was taken back.
#[must_use]
pub fn reversal_arrears_clearing(decision: EntryDecision, cash: AccountId, debt: AccountId, amount: Money) -> Movement {
    Between { from: cash, to: debt }.moves(amount, TransferKind::ArrearsClearing, format!("{decision}:cleared"))
}

/// A partner's money is set aside (the reference's RFROZEN, domain.md 3.1).
#[must_use]
pub fn hold(hold: HoldId, cash: AccountId, held: AccountId, amount: Money) -> Movement {
    Between { from: cash, to: held }.moves(amount, TransferKind::Hold, format!("hold:{hold}:place"))
}

/// Money that was set aside is available again.
#[must_use]
pub fn hold_release(hold: HoldId, held: AccountId, cash: AccountId, amount: Money) -> Movement {
    Between { from: held, to: cash }.moves(amount, TransferKind::HoldRelease, format!("hold:{hold}:release"))
}

/// A partner's money is kept for a purpose (domain.md 3.1, `designatedAmount`).
#[must_use]
pub fn earmark(hold: HoldId, cash: AccountId, earmarked: AccountId, amount: Money) -> Movement {
    Between { from: cash, to: earmarked }.moves(amount, TransferKind::Earmark, format!("hold:{hold}:place"))
}

/// Money that was kept for a purpose is available again.
#[must_use]
pub fn earmark_release(hold: HoldId, earmarked: AccountId, cash: AccountId, amount: Money) -> Movement {
    Between { from: earmarked, to: cash }.moves(amount, TransferKind::EarmarkRelease, format!("hold:{hold}:release"))
}

/// Money goes down a tier (BEADJUST, domain.md 3.4 A-1).
#[must_use]
pub fn allocation(adjustment: AdjustmentId, between: Between, amount: Money) -> Movement {
    between.moves(amount, TransferKind::Allocation, format!("adjustment:{adjustment}"))
}

/// Allocated money comes back (BERETRIEVE, domain.md 3.4 A-1).
#[must_use]
pub fn reclaim(adjustment: AdjustmentId, between: Between, amount: Money) -> Movement {
    between.moves(amount, TransferKind::Reclaim, format!("adjustment:{adjustment}"))
}

/// What was allocated clears what is owed (domain.md 3.4 A-11).
#[must_use]
pub fn arrears_clearing(adjustment: AdjustmentId, spending: AccountId, debt: AccountId, amount: Money) -> Movement {
    let between = Between { from: spending, to: debt };
    between.moves(amount, TransferKind::ArrearsClearing, format!("adjustment:{adjustment}:arrears"))
}

/// What is left goes back to the partner when two part (BEUNBIND, domain.md 2.5, 3.4 A-15).
#[must_use]
pub fn unbinding(parting: PartingId, between: Between, amount: Money, lots: Lots) -> Movement {
    Movement { lots, ..between.moves(amount, TransferKind::Unbinding, format!("parting:{parting}")) }
}

/// What a customer came to owe while it was leaving is paid before the rest goes back (domain.md 2.5).
#[must_use]
pub fn parting_arrears(parting: PartingId, spending: AccountId, debt: AccountId, amount: Money) -> Movement {
    let between = Between { from: spending, to: debt };
    between.moves(amount, TransferKind::ArrearsClearing, format!("parting:{parting}:arrears"))
}

/// A customer pays for a use from its balance.
#[must_use]
pub fn charge(charge: ChargeId, between: Between, amount: Money) -> Movement {
    between.moves(amount, TransferKind::Charge, format!("charge:{charge}:balance"))
}

/// A customer owes what it could not pay for a use.
#[must_use]
pub fn arrears(charge: ChargeId, debt: AccountId, revenue: AccountId, amount: Money) -> Movement {
    Between { from: debt, to: revenue }.moves(amount, TransferKind::Arrears, format!("charge:{charge}:arrears"))
}

/// A customer paid for a use online.
#[must_use]
pub fn online_payment(charge: ChargeId, online_clearing: AccountId, revenue: AccountId, amount: Money) -> Movement {
    let between = Between { from: online_clearing, to: revenue };
    between.moves(amount, TransferKind::OnlinePayment, format!("charge:{charge}:online"))
}

/// A partner paid for a customer's use (domain.md 3.7).
#[must_use]
pub fn partner_payment(charge: ChargeId, cash: AccountId, revenue: AccountId, amount: Money) -> Movement {
    let between = Between { from: cash, to: revenue };
    between.moves(amount, TransferKind::PartnerPayment, format!("charge:{charge}:partner"))
}

/// What a use cost is given back: the very money that paid for it (domain.md 3.9).
#[must_use]
pub fn refund(refund: RefundId, between: Between, amount: Money, shares: Vec<Share>) -> Movement {
    let movement = between.moves(amount, TransferKind::Refund, format!("refund:{refund}:money"));
    Movement { lots: Lots::These(shares), ..movement }
}

/// What a use cost is given back where no money of ours paid for it: it was paid online, or owed and cleared later.
#[must_use]
pub fn refund_anew(refund: RefundId, between: Between, amount: Money, origin: Origin) -> Movement {
    let movement = between.moves(amount, TransferKind::Refund, format!("refund:{refund}:anew"));
    Movement { lots: Lots::From(origin), ..movement }
}

/// What a use cost is owed no longer.
#[must_use]
pub fn arrears_refund(refund: RefundId, revenue: AccountId, debt: AccountId, amount: Money) -> Movement {
    Between { from: revenue, to: debt }.moves(amount, TransferKind::ArrearsRefund, format!("refund:{refund}:arrears"))
}
