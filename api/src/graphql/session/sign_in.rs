//! The way of a password: leave to look at it, the look, the session.

use async_graphql::Context;
use domain::attempt::{self, Try};
use domain::party::Locale;
use domain::profile::{self, Email};
use domain::session;
use domain::verification::{self, Addressee, Proof, Purpose};

use super::SessionCreateInput;
use crate::graphql::problem::{Fault, UserError, settle};
use crate::proof;
use crate::viewer::Asked;

/// Why a password may be looked at.
enum Leave {
    /// There were not too many before it; counted.
    Counted(Try),
    /// The owner of the address asks.
    Proven(Proof, Addressee),
}

/// The session, or why there is none; as `Err` what was refused before the password was looked at.
pub(super) type SignIn = Result<Result<session::Session, session::Error>, Vec<UserError>>;

/// Asks for leave, looks the person up, checks the password on a thread of its own and without holding a connection,
/// and opens the session.
pub(super) async fn sign_in(ctx: &Context<'_>, input: SessionCreateInput) -> Result<SignIn, Fault> {
    let visit = ctx.visit()?;
    let SessionCreateInput { email, password, verification_code } = input;
    let leave = match leave(ctx, &email, verification_code).await? {
        Ok(leave) => leave,
        Err(refused) => return Ok(Err(refused)),
    };
    let credentials = visit.read(move |conn| session::credentials(conn, &email)).await?;
    let turn = visit.passwords.turn().await?;
    let counted = match leave {
        Leave::Counted(attempt) => Some(attempt),
        Leave::Proven(proof, addressee) => {
            // Used up before the password is looked at: a code is no leave to guess.
            let spend = move |conn: &mut _, now| verification::spend(conn, now, proof, &addressee, Purpose::SignIn);
            if let (None, refused) = settle(visit.tx(spend).await)? {
                return Ok(Err(refused));
            }
            None
        }
    };
    Ok(Ok(match visit.passwords.run(turn, move || credentials.check(&password)).await? {
        Ok(staff_id) => {
            let vault = visit.vault.clone();
            let opened = visit.tx(move |conn, now| {
                if let Some(attempt) = counted {
                    attempt::forgive(conn, &vault, &attempt)?;
                }
                session::open(conn, now, staff_id)
            });
            opened.await
        }
        Err(refused) => Err(refused),
    }))
}

/// Whether a password for `email` may be looked at.
async fn leave(ctx: &Context<'_>, email: &str, code: Option<String>) -> Result<Result<Leave, Vec<UserError>>, Fault> {
    let visit = ctx.visit()?;
    if code.is_none() {
        let attempt = Try::of(&visit.source, email);
        let (_, refused) = settle(visit.count(attempt.clone()).await)?;
        return Ok(if refused.is_empty() { Ok(Leave::Counted(attempt)) } else { Err(refused) });
    }
    let (email, refused) = settle::<_, profile::Error>(Email::parse(email))?;
    let Some(email) = email else { return Ok(Err(refused)) };
    let addressee = Addressee::Email(email, Locale::En);
    let proof = proof::prove(ctx, addressee.clone(), Purpose::SignIn, code).await?;
    Ok(proof.and_then(|proof| Ok(Leave::Proven(proof.ok_or_else(Vec::new)?, addressee))))
}
