//! What was done with quotas and coupons, in the words of the reference.

use schema::text_enum;

text_enum! {
    /// What was done with a coupon quota (domain.md 4.1).
    pub enum QuotaOperation {
        /// It was given.
        Issue = "issue",
        /// What was left of it was taken back.
        Reclaim = "reclaim",
        /// It was kept from being used.
        Freeze = "freeze",
        /// It could be used again.
        Unfreeze = "unfreeze",
        /// Its time was over.
        Expire = "expire",
    }
}

text_enum! {
    /// What was done with a coupon (domain.md 4.1).
    pub enum Operation {
        /// It was issued.
        Issue = "issue",
        /// Its issuer took it back.
        Reclaim = "reclaim",
        /// The customer left its partner.
        Disassociate = "disassociate",
        /// Its time was over.
        Expire = "expire",
        /// A charge it had paid for was refunded.
        Refund = "refund",
        /// The customer came to a partner.
        Associate = "associate",
        /// The customer changed between resale and advisory.
        ModeSwitch = "mode_switch",
        /// The customer went to another reseller.
        ResellerTransfer = "reseller_transfer",
        /// It was kept from being spent.
        Freeze = "freeze",
        /// It could be spent again.
        Unfreeze = "unfreeze",
    }
}

text_enum! {
    /// What came of it.
    pub enum Outcome {
        /// It was carried out.
        Done = "done",
        /// The state it was in did not allow it.
        Refused = "refused",
    }
}

impl QuotaOperation {
    /// The operation type of the reference API; none for what only we write down.
    #[must_use]
    pub const fn reference(self) -> Option<i32> {
        match self {
            Self::Issue => Some(10),
            Self::Reclaim => Some(11),
            Self::Freeze | Self::Unfreeze | Self::Expire => None,
        }
    }
}

impl Operation {
    /// The operation type of the reference API; none for what only we write down.
    #[must_use]
    pub const fn reference(self) -> Option<i32> {
        match self {
            Self::Issue => Some(1),
            Self::Reclaim => Some(2),
            Self::Disassociate => Some(3),
            Self::Expire => Some(4),
            Self::Refund => Some(5),
            Self::Associate => Some(7),
            Self::ModeSwitch => Some(8),
            Self::ResellerTransfer => Some(9),
            Self::Freeze | Self::Unfreeze => None,
        }
    }
}

impl Outcome {
    /// The result of the reference API.
    #[must_use]
    pub const fn reference(self) -> i32 {
        match self {
            Self::Done => 0,
            Self::Refused => -1,
        }
    }
}
