//! From a verification code in an input to a proof that an operation takes.
//!
//! The code is tried in a transaction of its own, before the operation's: a
//! wrong one counts although the caller is refused.

use async_graphql::Context;
use domain::verification::{self, Addressee, Proof, Purpose};

use crate::graphql::problem::{Fault, UserError, settle};
use crate::viewer::Asked;

/// The proof that `code` gives, none without a code; or why the code was refused, for the payload.
///
/// # Errors
/// When the database does not answer.
pub(crate) async fn prove(
    ctx: &Context<'_>,
    addressee: Addressee,
    purpose: Purpose,
    code: Option<String>,
) -> Result<Result<Option<Proof>, Vec<UserError>>, Fault> {
    let Some(code) = code else { return Ok(Ok(None)) };
    let visit = ctx.visit()?;
    let vault = visit.vault.clone();
    let tried = visit.tx(move |conn, now| verification::attempt(conn, now, &vault, &addressee, purpose, &code)).await;
    let (proof, refused) = settle(tried.flatten())?;
    Ok(if refused.is_empty() { Ok(proof) } else { Err(refused) })
}

/// What trying the caller's code for a critical operation came to; none without a code. For a command with a key: what
/// became of the code is the operation's to look at, because a repeat is answered also when the code is used by now.
///
/// # Errors
/// `UNAUTHENTICATED`, and when the database does not answer.
pub(crate) async fn tried(
    ctx: &Context<'_>,
    code: Option<String>,
) -> Result<Option<Result<Proof, verification::Error>>, Fault> {
    let (call, visit) = (ctx.call()?, ctx.visit()?);
    let (Some(code), Some(person)) = (code, call.actor.person()) else { return Ok(None) };
    let (of, vault) = (Addressee::Staff(person.staff_id), visit.vault.clone());
    let purpose = Purpose::CriticalOperation;
    Ok(Some(visit.tx(move |conn, now| verification::attempt(conn, now, &vault, &of, purpose, &code)).await?))
}

/// [`prove`] for a critical operation of the caller, whose operation asks [`verification::require`] whether a code is
/// needed at all.
///
/// # Errors
/// `UNAUTHENTICATED`, and when the database does not answer.
pub(crate) async fn confirm(
    ctx: &Context<'_>,
    code: Option<String>,
) -> Result<Result<Option<Proof>, Vec<UserError>>, Fault> {
    let Some(staff_id) = ctx.call()?.actor.person().map(|person| person.staff_id) else { return Ok(Ok(None)) };
    prove(ctx, Addressee::Staff(staff_id), Purpose::CriticalOperation, code).await
}
