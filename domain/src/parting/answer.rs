//! Answering, withdrawing, and letting the time run out.

use schema::ids::{PartingId, PartyId};
use schema::notices::Notice;
use schema::text_enum;

use super::{Error, Event, Parting, Side, notices, request, store, write_down};
use crate::actor::{Actor, Permission};
use crate::clock::Now;
use crate::db::Conn;
use crate::party::{self, association};
use crate::plain_text;
use crate::verification::{self, Proof};

text_enum! {
    /// What the other side says.
    pub enum Verdict {
        /// It shall be so.
        Agree = "agree",
        /// It shall not.
        Refuse = "refuse",
    }
}

/// An answer.
#[derive(Debug, Clone)]
pub struct Answer {
    /// The reseller whose business it is, when a distributor answers for it.
    pub acting_for: Option<PartyId>,
    /// What was asked for.
    pub parting_id: PartingId,
    /// Yes or no.
    pub verdict: Verdict,
    /// Up to 500 characters for the other side.
    pub opinion: Option<String>,
}

/// The other side answers. Agreed to, it is carried out; refused, who asked is mailed.
///
/// - `proof`: of a verification code, when the actor's party switched codes on
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NotFound`], [`Error::OwnRequest`], [`Error::Text`],
/// [`Error::State`], [`Error::Over`], [`Error::Verification`].
///
/// # Source
/// domain.md 2.5, 1.8 (critical operations).
pub fn answer(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    answer: &Answer,
    proof: Option<Proof>,
) -> Result<Parting, Error> {
    let actor = &party::acting_for(conn, now, actor, answer.acting_for)?;
    let person = actor.person_with(Permission::PartingManage)?;
    let asked = store::lock(conn, answer.parting_id)?.ok_or(Error::NotFound)?;
    if asked.asking_id() == Some(person.principal()) {
        return Err(Error::OwnRequest);
    }
    if asked.asked_id() != Some(person.principal()) {
        return Err(Error::NotFound);
    }
    let event = match answer.verdict {
        Verdict::Agree => Event::Agree,
        Verdict::Refuse => Event::Refuse,
    };
    let status = asked.status(now).on(event)?;
    let opinion = answer.opinion.as_deref().filter(|opinion| !plain_text::clean(opinion).is_empty());
    let opinion = opinion.map(|opinion| plain_text::required(opinion, "opinion", 500)).transpose()?;
    let edge = association::lock(conn, now, asked.lower_id)?;
    if answer.verdict == Verdict::Agree && edge.is_none_or(|edge| edge.id != asked.edge_id) {
        return Err(Error::Over);
    }
    verification::require(conn, now, actor, proof)?;
    store::set_answered(conn, now, asked.id, status, person.staff_id, opinion.as_deref())?;
    match answer.verdict {
        Verdict::Agree => request::execute(conn, now, &asked)?,
        Verdict::Refuse => tell_asking(conn, now, &asked)?,
    }
    let parting = store::lock(conn, asked.id)?.ok_or(Error::NotFound)?;
    write_down(conn, now, actor, &parting, "parting.answer", serde_json::json!({ "verdict": answer.verdict }))?;
    Ok(parting)
}

/// Who asked no longer wants it; the other side is mailed. The vendor may take back what others asked for.
///
/// - `acting_for`: the reseller whose business it is, when a distributor does it
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::NotFound`], [`Error::State`] once it was answered.
pub fn withdraw(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    acting_for: Option<PartyId>,
    id: PartingId,
) -> Result<Parting, Error> {
    let actor = &party::acting_for(conn, now, actor, acting_for)?;
    let is_vendor = actor.sees_everything();
    let needed = if is_vendor { Permission::ChannelManage } else { Permission::PartingManage };
    let principal = actor.person_with(needed)?.principal();
    let is_theirs = |it: &Parting| is_vendor || it.asking_id() == Some(principal);
    let asked = store::lock(conn, id)?.filter(is_theirs).ok_or(Error::NotFound)?;
    let status = asked.status(now).on(Event::Withdraw)?;
    store::set_closed(conn, now, id, status)?;
    if is_vendor {
        tell_asking(conn, now, &asked)?;
    }
    tell_asked(conn, now, &asked)?;
    let parting = store::lock(conn, id)?.ok_or(Error::NotFound)?;
    write_down(conn, now, actor, &parting, "parting.withdraw", serde_json::json!({}))?;
    Ok(parting)
}

/// Writes down that nobody answered in time, of at most `limit`; returns how many. Both sides are mailed.
///
/// # Errors
/// When the database does not answer.
pub fn expire(conn: &mut Conn, now: Now, actor: &Actor, limit: i64) -> Result<usize, Error> {
    let overdue = store::lock_overdue(conn, now, limit)?;
    for parting in &overdue {
        set_expired(conn, now, actor, parting)?;
    }
    Ok(overdue.len())
}

pub(super) fn set_expired(conn: &mut Conn, now: Now, actor: &Actor, parting: &Parting) -> Result<(), Error> {
    store::set_closed(conn, now, parting.id, parting.state.on(Event::Expire)?)?;
    notices::tell_both(conn, now, parting, |to| Notice::PartingDecided { parting_id: parting.id, to })?;
    Ok(write_down(conn, now, actor, parting, "parting.expire", serde_json::json!({}))?)
}

fn tell_asking(conn: &mut Conn, now: Now, parting: &Parting) -> Result<(), Error> {
    let notice = |to| Notice::PartingDecided { parting_id: parting.id, to };
    match parting.side {
        Side::Partner => notices::tell_upper(conn, now, parting, notice),
        Side::Customer => notices::tell_lower(conn, now, parting, notice),
        Side::Vendor => Ok(()),
    }
}

fn tell_asked(conn: &mut Conn, now: Now, parting: &Parting) -> Result<(), Error> {
    let notice = |to| Notice::PartingDecided { parting_id: parting.id, to };
    match parting.side {
        Side::Partner => notices::tell_lower(conn, now, parting, notice),
        Side::Customer => notices::tell_upper(conn, now, parting, notice),
        Side::Vendor => Ok(()),
    }
}
