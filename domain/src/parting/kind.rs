//! What a parting is, and who wanted it.

use schema::text_enum;

text_enum! {
    /// What is to become of an association.
    pub enum Kind {
        /// A customer leaves its partner.
        Disassociation = "disassociation",
        /// A customer changes between resale and advisory under the same partner.
        Switch = "switch",
        /// A reseller leaves its distributor.
        ResellerExit = "reseller_exit",
        /// A reseller left its distributor by becoming one.
        Promotion = "promotion",
    }
}

text_enum! {
    /// Who wanted it.
    pub enum Side {
        /// The upper party: a customer's partner.
        Partner = "partner",
        /// The customer.
        Customer = "customer",
        /// The vendor, who asks nobody.
        Vendor = "vendor",
    }
}
