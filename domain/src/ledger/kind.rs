//! What accounts hold, and what transfers are.

use schema::text_enum;

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
        /// What a customer or partner owes: a balance of zero or below.
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
        /// A credit was taken back, as far as its money was still there.
        RemittanceReversal = "remittance_reversal",
        /// A credit was taken back whose money had moved on: the partner owes it.
        ReversalArrears = "reversal_arrears",
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
