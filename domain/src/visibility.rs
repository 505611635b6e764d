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
//! | consumption | all | its customers', resale and advisory, of the time they were its customers; those of resellers that share it | its own |
//! | access key | its own people's, to who manages them; else one's own | likewise | likewise |
//! | report | all | its own, its resellers'; within the person's scope | none |
//! | acceptance | all | its own | its own |
//! | customer | all | its own, its resellers' | itself |
//! | money, and what it was at a moment | all | its own, its resellers', its resale customers', those of resellers that share it; never an advisory customer's | its own |
//! | account | all | the money's, but of a customer's own money nothing | its own |
//! | adjustment | all | of its own and its resellers' money | what it got |
//! | origin of money | all | those that came in where it might see money then: never those above it | its own |
//! | staff, roles | all | its own | its own |
//! | assignment | all | its managers' | none |
//! | coupon quota | all | what it holds or gave | none |
//! | coupon | all | what it issued, and what its resellers issued from quota of its | its own |
//! | authorisation | all | its own, of customers within the person's scope | its own |
//! | parting | all | its own and its resellers', of whom is within the person's scope | its own |
//! | interval of an association | all | its own, its customers' and resellers' with it, its resellers' customers' | its own |
//! | bank entry | all | those that name its remittance account | none |
//! | payer agreement, remittance claim, event | who sees the bank: all | its own | none |
//! | application | reviewers: all | its own; a distributor's reviewers, those for it | none |
//! | partner's invitation | inviters: all | a distributor's inviters, its own | none |
//! | performance, signing entity | all | its own | none |
//! | audit line | all | its own, and its customers' of the time they were its customers | its own |
//!
//! Of a partner's people, who is account manager or director and nothing else sees of customers, resellers' money and
//! resellers' customers only what is assigned ([`assigned`]); of everything else what their party sees.
//!
//! A predicate is text, because lists are built in the query language and
//! loaders in SQL, and both must say the same. Only typed values (uuid,
//! instant) and column names of our own are written into it.

mod coupon;
mod money;

use schema::ids::PartyId;

use crate::actor::{Actor, Permission, Scope};
use crate::clock::Now;

pub use coupon::{coupon, coupon_quota};
pub use money::{account, adjustment, consumption, fund_origin, money};

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

/// The customer or reseller in column `subject` is one of those whom the actor's scope leaves: everybody's, but for
/// account managers and directors, who have what is assigned to them or to their managers today, from the moment of
/// assignment on. What was taken back is gone, its past as well (invariant 14).
#[must_use]
pub fn assigned(actor: &Actor, subject: &str, at: At) -> String {
    let Some((viewer, Scope::Managers(managers))) = restricted(actor).zip(actor.person().map(|it| &it.scope)) else {
        return "true".to_owned();
    };
    if managers.is_empty() {
        return "false".to_owned();
    }
    let managers: Vec<String> = managers.iter().map(|manager| manager.uuid().to_string()).collect();
    format!(
        "exists (select from manager_assignments assigned where assigned.party_id = {viewer} \
         and assigned.subject_id = {subject} and assigned.manager_id = any ('{{{}}}'::uuid[]) \
         and assigned.valid_to is null and assigned.valid_from <= {})",
        managers.join(","),
        at.sql()
    )
}

/// The party in column `party` may be seen: its name and place, not its money.
#[must_use]
pub fn party(actor: &Actor, party: &str, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let (near, assigned) = (lasts("near", At::Now(now)), assigned(actor, "near.lower_id", At::Now(now)));
    let below = below(actor, &viewer, At::Now(now));
    format!(
        "{party} in (select {viewer} \
         union all select near.lower_id from edges near where near.upper_id = {viewer} and {near} \
             and (near.kind not in ('resale', 'advisory') or {assigned}) \
         union all select near.upper_id from edges near where near.lower_id = {viewer} and {near} \
         union all select below.lower_id {below})"
    )
}

/// The customer in column `customer` may be seen, and what stands with it: a partner's own within the actor's scope,
/// its resellers', and a customer itself.
#[must_use]
pub fn customer(actor: &Actor, customer: &str, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let nearest = nearest(actor, "'resale', 'advisory'", &viewer, At::Now(now));
    let below = below(actor, &viewer, At::Now(now));
    format!(
        "{customer} in (select {viewer} union all select near.lower_id from edges near where {nearest} \
         union all select below.lower_id {below})"
    )
}

/// The reseller in column `reseller` may be seen as one of many: by its distributor.
#[must_use]
pub fn reseller(actor: &Actor, reseller: &str, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let near = lasts("near", At::Now(now));
    format!(
        "{reseller} in (select near.lower_id from edges near \
         where near.upper_id = {viewer} and near.kind = 'reseller' and {near})"
    )
}

/// The authorisation may be seen: a partner's own of customers it may see, all of a customer's own.
#[must_use]
pub fn authorization(actor: &Actor, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let scope = match actor.person().map(|person| &person.scope) {
        Some(Scope::Managers(_)) => customer(actor, "authorizations.customer_id", now),
        Some(Scope::Whole) | None => "true".to_owned(),
    };
    let partner = actor.person().map_or(viewer.clone(), |person| format!("'{}'::uuid", person.principal().uuid()));
    format!("(authorizations.customer_id = {viewer} or (authorizations.partner_id = {partner} and {scope}))")
}

/// The parting may be seen: by both sides, of whom is within the actor's scope, and by the distributor of a reseller's
/// customer at the time it was wanted.
#[must_use]
pub fn parting(actor: &Actor, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let near = lasts("near", At::Column("partings.created_at"));
    let scope = within_scope(actor, "partings.lower_id", now);
    format!(
        "(partings.lower_id = {viewer} or ({scope} and (partings.upper_id = {viewer} or exists (select from edges near \
         where near.lower_id = partings.upper_id and near.upper_id = {viewer} and near.kind = 'reseller' and {near}))))"
    )
}

/// The interval in `edges` may be seen: by who stood under the other in it, by the other, of whom is within the actor's
/// scope, and by who was the distributor of the other during it.
#[must_use]
pub fn edge(actor: &Actor, now: Now) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let scope = within_scope(actor, "edges.lower_id", now);
    format!(
        "(edges.lower_id = {viewer} or ({scope} and (edges.upper_id = {viewer} or exists (select from edges near \
         where near.lower_id = edges.upper_id and near.upper_id = {viewer} and near.kind = 'reseller' \
         and tstzrange(near.valid_from, near.valid_to) && tstzrange(edges.valid_from, edges.valid_to)))))"
    )
}

/// For account managers and directors: the party in column `party` is a customer they may see today, or a reseller that is
/// assigned to them.
fn within_scope(actor: &Actor, party: &str, now: Now) -> String {
    let scope = actor.person().map(|person| &person.scope);
    let (Some(viewer), Some(Scope::Managers(_))) = (restricted(actor), scope) else { return "true".to_owned() };
    let (customer, reseller) = (customer(actor, party, now), nearest(actor, "'reseller'", &viewer, At::Now(now)));
    format!("({customer} or exists (select from edges near where near.lower_id = {party} and {reseller}))")
}

/// The edge `near` leads from the viewer to one of its own of `kinds`, within the actor's scope.
fn nearest(actor: &Actor, kinds: &str, viewer: &str, at: At) -> String {
    let (near, assigned) = (lasts("near", at), assigned(actor, "near.lower_id", at));
    format!("near.upper_id = {viewer} and near.kind in ({kinds}) and {near} and {assigned}")
}

/// From the edges `near` from the viewer to its resellers, within the actor's scope, and `below` from them to whoever
/// stands under them.
fn below(actor: &Actor, viewer: &str, at: At) -> String {
    let (nearest, below) = (nearest(actor, "'reseller'", viewer, at), lasts("below", at));
    format!("from edges near join edges below on below.upper_id = near.lower_id where {nearest} and {below}")
}

/// The row of `manager_assignments` may be seen: who looks after whom is the partner's own business.
#[must_use]
pub fn assignment(actor: &Actor) -> String {
    own(actor, "manager_assignments.party_id")
}

/// The bank entry that names the remittance account in column `remittance_account` may be seen.
#[must_use]
pub fn bank_entry(actor: &Actor, remittance_account: &str) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    format!("{remittance_account} in (select id from remittance_accounts where party_id = {viewer})")
}

/// The report of the partner in column `partner`, made by the person in column `reporter`, may be seen: by who sees
/// customers. Who sees only what is assigned sees those that they or their managers made.
#[must_use]
pub fn report(actor: &Actor, partner: &str, reporter: &str, now: Now) -> String {
    if !actor.may(Permission::CustomerView) {
        return "false".to_owned();
    }
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let near = lasts("near", At::Now(now));
    let within = match actor.person().map(|person| (person.staff_id, &person.scope)) {
        None | Some((_, Scope::Whole)) => "true".to_owned(),
        Some((own, Scope::Managers(managers))) => {
            let makers: Vec<String> = managers.iter().chain([&own]).map(|id| format!("'{}'", id.uuid())).collect();
            format!("{reporter} = any (array[{}]::uuid[])", makers.join(", "))
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

/// What the party in column `party` says of money that comes in, and what became of it: its own, and for who sees the bank
/// everybody's.
#[must_use]
pub fn incoming(actor: &Actor, party: &str) -> String {
    let sees = actor.may(if actor.sees_everything() { Permission::BankView } else { Permission::AccountView });
    if sees { own(actor, party) } else { "false".to_owned() }
}

/// The audit line of the party in column `party`, written at the time in column `at`, may be seen.
///
/// The first condition follows from the second; it is there for the index that begins with the party.
#[must_use]
pub fn audit(actor: &Actor, party: &str, at: &'static str) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let customers = format!("near.upper_id = {viewer} and near.kind in ('resale', 'advisory')");
    let (lasts, assigned) = (lasts("near", At::Column(at)), assigned(actor, "near.lower_id", At::Column(at)));
    format!(
        "{party} = any (array(select {viewer} union all select near.lower_id from edges near where {customers})) \
         and ({party} = {viewer} \
             or exists (select from edges near where near.lower_id = {party} and {customers} and {lasts} and {assigned}))"
    )
}

/// The access key of the person in column `staff` may be seen: one's own, and by who manages the staff its colleagues'.
#[must_use]
pub fn access_key(actor: &Actor, staff: &str) -> String {
    let Some(person) = actor.person() else { return "true".to_owned() };
    let (own, party) = (person.staff_id.uuid(), person.party_id.uuid());
    if actor.may(Permission::StaffManage) {
        format!("{staff} in (select id from staff where party_id = '{party}'::uuid)")
    } else {
        format!("{staff} = '{own}'::uuid")
    }
}

/// The application may be seen: by its applicant, and by who reviews it.
#[must_use]
pub fn application(actor: &Actor) -> String {
    let reviews = actor.may(Permission::ApplicationReview);
    let Some(viewer) = restricted(actor) else { return reviews.to_string() };
    format!("(applications.party_id = {viewer} or ({reviews} and applications.distributor_id = {viewer}))")
}

/// The partner's invitation may be seen: by who invited, and by the vendor.
#[must_use]
pub fn partner_invitation(actor: &Actor) -> String {
    let invites = actor.may(Permission::PartnerInvite);
    let Some(viewer) = restricted(actor) else { return invites.to_string() };
    format!("({invites} and partner_invitations.inviter_id = {viewer})")
}

/// The signing entity may be seen: by the vendor, and by the partner it signed with.
#[must_use]
pub fn signing_entity(actor: &Actor) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    format!("signing_entities.id = (select signing_entity_id from profiles where party_id = {viewer})")
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
