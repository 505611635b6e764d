//! Who sees money, what it was used for, and where it came from.

use super::{At, assigned, below, nearest, restricted};
use crate::actor::Actor;

/// The money of the party in column `owner` may be seen as it was at `at`: one's own, one's resellers' and resale
/// customers' within the actor's scope, and the resale customers' of a reseller that shares the detail.
#[must_use]
pub fn money(actor: &Actor, owner: &str, at: At) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let nearest = nearest(actor, "'reseller', 'resale'", &viewer, at);
    let shared = format!("{} and near.shares_detail and below.kind = 'resale'", below(actor, &viewer, at));
    match at {
        At::Now(_) => format!(
            "{owner} in (select {viewer} union all select near.lower_id from edges near where {nearest} \
             union all select below.lower_id {shared})"
        ),
        At::Column(_) => format!(
            "({owner} = {viewer} or exists (select from edges near where near.lower_id = {owner} and {nearest}) \
             or exists (select {shared} and below.lower_id = {owner}))"
        ),
    }
}

/// The row of `charges` may be seen, and what was given back of it: by its customer, by the partner of the time of use
/// within the actor's scope of then, and by that partner's distributor of then when the detail is shared. What
/// advisory customers use is seen as well, their balance is not.
#[must_use]
pub fn consumption(actor: &Actor) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let then = At::Column("charges.occurred_at");
    let (assigned, nearest) =
        (assigned(actor, "charges.customer_id", then), nearest(actor, "'reseller'", &viewer, then));
    format!(
        "(charges.customer_id = {viewer} or (charges.partner_id = {viewer} and {assigned}) \
         or exists (select from edges near where near.lower_id = charges.partner_id and near.shares_detail and {nearest}))"
    )
}

/// The account in `alias` may be seen: its owner's money, but of a customer's own money only by itself.
#[must_use]
pub fn account(actor: &Actor, alias: &'static str, at: At) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let money = money(actor, &format!("{alias}.owner_id"), at);
    format!("({money} and ({alias}.kind <> 'own' or {alias}.owner_id = {viewer}))")
}

/// The adjustment may be seen: by who might see the partner's money when it was made, and by the other side.
///
/// That the partner is one's own, or was one's reseller, follows from the money; it is there for the index.
#[must_use]
pub fn adjustment(actor: &Actor) -> String {
    let Some(viewer) = restricted(actor) else { return "true".to_owned() };
    let money = money(actor, "adjustments.partner_id", At::Column("adjustments.made_at"));
    format!(
        "(adjustments.party_id = {viewer} or (adjustments.partner_id = any (array(select {viewer} union all \
         select near.lower_id from edges near where near.upper_id = {viewer} and near.kind = 'reseller')) and {money}))"
    )
}

/// The origin may be read, by which way it came and what the channel calls it: by who might see the money of the account
/// `arrived` when the transfer `arrival` credited it. A reseller has its distributor's money, not its bank references.
#[must_use]
pub fn fund_origin(actor: &Actor) -> String {
    account(actor, "arrived", At::Column("arrival.posted_at"))
}
