//! What parties are, and how they can stand to each other (domain.md 0.2, 1.1).

use schema::text_enum;

text_enum! {
    /// What a party is in the channel (domain.md 0.2).
    pub enum Kind {
        /// Owns the platform; money and authority begin here.
        Vendor = "vendor",
        /// Tier 1: develops resellers, sells to customers.
        Distributor = "distributor",
        /// Tier 2, under exactly one distributor.
        Reseller = "reseller",
        /// Sells to customers directly under the vendor.
        SolutionProvider = "solution_provider",
        /// Issues government subsidies to white-listed customers.
        GovSubsidy = "gov_subsidy",
        /// Sells goods in the marketplace.
        Merchant = "merchant",
        /// Buys.
        Customer = "customer",
    }
}

impl Kind {
    /// The prefix of a party's id outside the system.
    #[must_use]
    pub const fn prefix(self) -> &'static str {
        match self {
            Self::Vendor => "ven",
            Self::Distributor => "dst",
            Self::Reseller => "rsl",
            Self::SolutionProvider => "slp",
            Self::GovSubsidy => "gov",
            Self::Merchant => "mch",
            Self::Customer => "cus",
        }
    }
}

text_enum! {
    /// How one party stands under another.
    pub enum EdgeKind {
        /// A partner under the vendor.
        Partner = "partner",
        /// A reseller under its distributor.
        Reseller = "reseller",
        /// A customer who buys from a partner and spends what it allocates.
        Resale = "resale",
        /// A customer who buys from the vendor on a partner's advice.
        Advisory = "advisory",
    }
}

impl EdgeKind {
    /// Whether `lower` may stand under `upper` in this way (domain.md 1.1).
    #[must_use]
    pub const fn between(self, upper: Kind, lower: Kind) -> bool {
        match self {
            Self::Partner => matches!(
                (upper, lower),
                (Kind::Vendor, Kind::Distributor | Kind::SolutionProvider | Kind::GovSubsidy | Kind::Merchant)
            ),
            Self::Reseller => matches!((upper, lower), (Kind::Distributor, Kind::Reseller)),
            Self::Resale | Self::Advisory => {
                matches!((upper, lower), (Kind::Distributor | Kind::Reseller | Kind::SolutionProvider, Kind::Customer))
            }
        }
    }
}

text_enum! {
    /// How two parties came together (domain.md 2.1).
    pub enum Source {
        /// The vendor's staff entered it.
        Entered = "entered",
        /// An application was approved.
        Application = "application",
        /// An invitation was accepted.
        Invitation = "invitation",
        /// The partner's platform registered the customer.
        Created = "created",
        /// The customer came through the partner's single sign-on.
        SingleSignOn = "single_sign_on",
        /// A reseller became a distributor.
        Promotion = "promotion",
        /// A customer changed its mode under the same partner.
        ModeSwitch = "mode_switch",
    }
}

text_enum! {
    /// A language we write in.
    pub enum Locale {
        /// English.
        En = "en",
        /// Simplified Chinese.
        ZhCn = "zh-CN",
    }
}
