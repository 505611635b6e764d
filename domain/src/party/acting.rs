//! A distributor acts for its reseller (Q-02, invariant 15).

use schema::ids::PartyId;
use schema::problem::Code;

use super::{EdgeKind, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::refusal::Refusal;
use crate::visibility::{self, At};

/// Why a person does not act for a reseller.
#[derive(Debug, thiserror::Error)]
pub enum NotYourReseller {
    /// Not a reseller of the person's distributor today, or one that does not let it act.
    #[error("your distributor cannot act for this reseller")]
    Refused,
    /// The database did not answer.
    #[error(transparent)]
    Database(#[from] db::Error),
}

impl Refusal for NotYourReseller {
    fn code(&self) -> Code {
        match self {
            Self::Refused => Code::NotYourReseller,
            Self::Database(error) => error.code(),
        }
    }

    fn field(&self) -> Option<&'static str> {
        Some("actingForId")
    }
}

/// The actor, doing the business of `reseller`; as they are when none is named.
///
/// The reseller must stand under the person's party now and let it act. What is then done is audited with
/// both: the person, and the reseller acted for.
///
/// # Errors
/// [`NotYourReseller::Refused`], also for an id that does not exist.
pub fn acting_for(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    reseller: Option<PartyId>,
) -> Result<Actor, NotYourReseller> {
    let Some(reseller) = reseller else { return Ok(actor.clone()) };
    let person = actor.person().ok_or(NotYourReseller::Refused)?;
    let lasts = visibility::lasts("edges", At::Now(now));
    let edge = store::edge_above(conn, &lasts, reseller)?;
    let lets =
        |edge: &super::Edge| edge.upper_id == person.party_id && edge.kind == EdgeKind::Reseller && edge.allows_acting;
    if !edge.as_ref().is_some_and(lets) {
        return Err(NotYourReseller::Refused);
    }
    let mut person = person.clone();
    person.acting_for = Some(reseller);
    Ok(Actor::Person(person))
}
