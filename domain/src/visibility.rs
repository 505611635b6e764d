//! Who sees what: one SQL predicate for each kind of fact.
//!
//! Every list and every loader filters by one of these. What an actor may not
//! see does not exist for them. An event is seen through the edges of the time
//! it happened at, everything else through those of today (domain.md 1.9, 3.3,
//! invariants 13, 16; Q-03 for a reseller's customers).
//!
//! | fact | the vendor | a partner | a customer |
//! |---|---|---|---|
//! | party | all | itself, who it stands under, who stands under it, and under its resellers | itself, its partner |
//! | money | all | its own, its resellers', its resale customers'; never an advisory customer's | its own |
//! | bank entry | all | those that name its remittance account | none |
//! | report | all | its own, its resellers'; within the person's scope | none |
//! | acceptance | all | its own | its own |
//! | audit line | all | its own, and its customers' of the time they were its customers | its own |
//!
//! A predicate is text, because lists are built in the query language and
//! loaders in SQL, and both must say the same. Only typed values (uuid,
//! instant) and column names of our own are written into it.

use schema::ids::PartyId;

use crate::actor::{Actor, Permission, Scope};
use crate::clock::Now;

/// The instant through whose edges a fact is seen.
#[derive(Debug, Clone, Copy)]
pub enum At {
    /// Today's edges.
    Now(Now),
    /// The edges at the time in this column.
    Column(&'static str),
}

impl At {
    fn sql(self) -> String {
        match self {
            Self::Now(now) => format!("'{}'::timestamptz", now.instant().to_rfc3339()),
            Self::Column(column) => column.to_owned(),
        }
    }
}

/// The edge `alias` lasts at `at`.
#[must_use]
pub fn lasts(alias: &str, at: At) -> String {
    let at = at.sql();
    format!("{alias}.valid_from <= {at} and ({alias}.valid_to is null or {alias}.valid_to > {at})")
}

/// The party in column `party` may be seen: its name and place, not its money.
#[must_use]
pub fn party(actor: &Actor, party: &str, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let (near, below) = (lasts("near", At::Now(now)), lasts("below", At::Now(now)));
    format!(
        "{party} in (select {viewer} \
         union all select near.lower_id from edges near where near.upper_id = {viewer} and {near} \
         union all select near.upper_id from edges near where near.lower_id = {viewer} and {near} \
         union all select below.lower_id from edges near join edges below on below.upper_id = near.lower_id \
             where near.upper_id = {viewer} and near.kind = 'reseller' and {near} and {below})"
    )
}

/// The money of the party in column `owner` may be seen as it was at `at`.
#[must_use]
pub fn money(actor: &Actor, owner: &str, at: At) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let own = format!("near.upper_id = {viewer} and near.kind in ('reseller', 'resale') and {}", lasts("near", at));
    match at {
        At::Now(_) => {
            format!("{owner} in (select {viewer} union all select near.lower_id from edges near where {own})")
        }
        At::Column(_) => {
            format!("({owner} = {viewer} or exists (select from edges near where near.lower_id = {owner} and {own}))")
        }
    }
}

/// The person, role or other thing that belongs to the party in column `party` may be seen: by who works there.
#[must_use]
pub fn colleague(actor: &Actor, party: &str) -> String {
    restricted(actor).map_or("true".to_owned(), |viewer| format!("{party} = {viewer}"))
}

/// The row of `manager_assignments` may be seen: who looks after whom is the partner's own business.
#[must_use]
pub fn assignment(actor: &Actor) -> String {
    colleague(actor, "manager_assignments.party_id")
}

/// The bank entry that names the remittance account in column `remittance_account` may be seen.
#[must_use]
pub fn bank_entry(actor: &Actor, remittance_account: &str) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    format!("{remittance_account} in (select id from remittance_accounts where party_id = {viewer})")
}

/// The report of the partner in column `partner`, made by the person in column `reporter`, may be seen: by who sees
/// customers. A manager sees those that its managers made.
#[must_use]
pub fn report(actor: &Actor, partner: &str, reporter: &str, now: Now) -> String {
    if !actor.may(Permission::CustomerView) {
        return "false".to_owned();
    }
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let near = lasts("near", At::Now(now));
    let within = match actor.person().map(|person| &person.scope) {
        None | Some(Scope::Whole) => "true".to_owned(),
        Some(Scope::Managers(managers)) => {
            let managers: Vec<String> = managers.iter().map(|id| format!("'{}'", id.uuid())).collect();
            format!("{reporter} = any (array[{}]::uuid[])", managers.join(", "))
        }
    };
    format!(
        "({within} and {partner} in (select {viewer} union all select near.lower_id from edges near \
         where near.upper_id = {viewer} and near.kind = 'reseller' and {near}))"
    )
}

/// What the party in column `party` alone knows of itself, beside the vendor.
#[must_use]
pub fn own(actor: &Actor, party: &str) -> String {
    restricted(actor).map_or_else(|| "true".to_owned(), |viewer| format!("{party} = {viewer}"))
}

/// The audit line of the party in column `party`, written at the time in column `at`, may be seen.
///
/// The first condition follows from the second; it is there for the index that begins with the party.
#[must_use]
pub fn audit(actor: &Actor, party: &str, at: &'static str) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let customers = format!("near.upper_id = {viewer} and near.kind in ('resale', 'advisory')");
    let lasts = lasts("near", At::Column(at));
    format!(
        "{party} = any (array(select {viewer} union all select near.lower_id from edges near where {customers})) \
         and ({party} = {viewer} \
             or exists (select from edges near where near.lower_id = {party} and {customers} and {lasts}))"
    )
}

/// Facts of the platform itself: bank files, jobs, what the vendor keeps for itself.
#[must_use]
pub fn platform(actor: &Actor) -> String {
    actor.sees_everything().to_string()
}

/// The party whose eyes are used, as SQL; none for who sees everything.
fn restricted(actor: &Actor) -> Option<String> {
    let party: PartyId = actor.person().filter(|_| !actor.sees_everything())?.party_id;
    Some(format!("'{}'::uuid", party.uuid()))
}
