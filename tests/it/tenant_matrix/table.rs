//! The matrix: every field of the schema, and who may see it on whose object.
//!
//! One file an area; each brings its rows. `people.rs`, `money.rs` and so on say it of facts,
//! `mutations.rs` of commands, `pages.rs` of what every list and every answer has.

mod audit;
mod bank;
mod channel;
mod charges;
mod coupons;
mod customers;
pub(super) mod groups;
mod money;
mod mutations;
mod pages;
mod people;
mod tiers;

use std::collections::HashMap;
use std::sync::OnceLock;

use self::groups::Group;

/// Who may see a field. "The party" is the one that the object belongs to: for a field that leads to an object, that object.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Sight {
    /// Whoever has what it is part of.
    Part,
    /// Whoever has the other field of the same object.
    With(&'static str),
    /// Whoever asks; it is about them.
    Asker,
    /// Whoever has the object; what is allowed in it is what the mutation's row says.
    Actions,
    /// Each object by the row of its type's `id`.
    Each,
    /// Also who is not signed in.
    Anybody,
    /// Everybody who is signed in.
    SignedIn,
    /// The party; who it stands under; who stands under it; for a reseller's customer, the distributor too. And the vendor.
    Known,
    /// The party; who it stands under as a reseller or a resale customer; whom else it concerns. And the vendor.
    Money,
    /// The party; who it stands under; for a reseller's customer, the distributor too; who sees only what is assigned,
    /// of that. And the vendor.
    Beneath,
    /// The party that is to leave; who it is to leave, and that one's distributor; who sees only what is assigned, of
    /// that. And the vendor.
    Parted,
    /// Whom else it concerns, and nobody else: not even the vendor.
    Concerned,
    /// Who may see money of the party from whose account it came.
    Sourced,
    /// The customer; the partner of the time of use, who sees only what is assigned when it is; that one's distributor
    /// when it shares the detail. And the vendor.
    Consumed,
    /// The party. And the vendor.
    Own,
    /// The person it belongs to, and the administrators of that person's party.
    Personal,
    /// The people of one of these groups in the party. And those of the vendor's.
    Within(&'static [Group]),
    /// Who the party stands under. And the vendor.
    Upper,
    /// The party and who it stands under. And the vendor.
    Between,
    /// The party that applies; of the distributor it applies to, and of the vendor, who develops partners.
    Applied,
    /// Who sees customers: of the partner, of its distributor; who sees only what is assigned, what is theirs or their
    /// team's. The customer itself. And the vendor.
    Prospects,
    /// The customer; its partner, who sees only what is assigned when it is. And the vendor.
    Authorized,
    /// Customers, for who sees customers and knows them.
    Customers,
    /// Resellers, for the distributor they stand under. And the vendor.
    Resellers,
    /// Whoever has the object; a customer's in full to its own people, masked to everybody else.
    Masked,
    /// Who may read the audit log: of the party, of the partner whose customer it was then. And the vendor.
    Log,
    /// The people of one of these groups in the party, and nobody else: not even the vendor.
    Alone(&'static [Group]),
    /// The people of one of these groups; others find nothing there.
    By(&'static [Group]),
    /// The people of one of these groups; others are refused.
    Call(&'static [Group]),
}

/// Types, who may see, fields: each field of each type.
type Row = (&'static str, Sight, &'static str);

const AREAS: [&[Row]; 11] = [
    audit::ROWS,
    bank::ROWS,
    channel::ROWS,
    charges::ROWS,
    coupons::ROWS,
    customers::ROWS,
    money::ROWS,
    mutations::ROWS,
    pages::ROWS,
    people::ROWS,
    tiers::ROWS,
];

/// Every entry: `Type.field` and who may see it.
pub(super) fn entries() -> impl Iterator<Item = (String, Sight)> {
    let fields = |(types, sight, names): &Row| {
        let (sight, names) = (*sight, *names);
        types.split(' ').flat_map(move |it| names.split(' ').map(move |name| (format!("{it}.{name}"), sight)))
    };
    AREAS.into_iter().flatten().flat_map(fields)
}

/// Who may see `Type.field`.
pub(super) fn sight(of_type: &str, field: &str) -> Sight {
    static SIGHTS: OnceLock<HashMap<String, Sight>> = OnceLock::new();
    let name = format!("{of_type}.{field}");
    *SIGHTS.get_or_init(|| entries().collect()).get(&name).unwrap_or_else(|| panic!("no entry for {name}"))
}
