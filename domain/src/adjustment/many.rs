//! Many adjustments in one command: each is made or refused by itself (domain.md 11.5).

use schema::ids::{AccountId, AdjustmentId};
use schema::problem::Code;
use serde::{Deserialize, Serialize};

use super::{Accounts, Adjustment, Direction, Error, Given, Order, allowed, carry_out, refused, store};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::idempotency::{self, Command, Once};
use crate::ledger;
use crate::party;
use crate::refusal::Refusal;
use crate::verification;

/// Most orders of one command.
pub const MOST_ORDERS: usize = 100;

/// What became of one order.
#[derive(Debug)]
pub enum Outcome {
    /// It was carried out.
    Made(Adjustment),
    /// It was not.
    Refused {
        /// Why, in one word.
        code: Code,
        /// Why, in a sentence.
        message: String,
        /// The field of the order that is meant.
        field: Option<String>,
    },
}

/// [`Outcome`] as it is remembered: the same command again gets the same answer.
#[derive(Serialize, Deserialize)]
enum Item {
    Made(AdjustmentId),
    Refused { code: Code, message: String, field: Option<String> },
}

/// [`super::adjust`] for up to [`MOST_ORDERS`] orders under one key and one verification code. Each is made or refused
/// by itself, in the order given; all that are made are committed together.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::Verification`], [`Error::Items`], [`Error::Idempotency`]: then
/// nothing was done. What is refused of one order is in its [`Outcome`].
///
/// # Source
/// domain.md 3.4, 11.5.
pub fn adjust_many(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    direction: Direction,
    orders: &[Order],
    given: Given<'_>,
) -> Result<Once<Vec<Outcome>>, Error> {
    let Given { key, acting_for, proof, mode } = given;
    if orders.is_empty() || orders.len() > MOST_ORDERS {
        return Err(Error::Items);
    }
    mode.run(conn, |conn| {
        let actor = &party::acting_for(conn, now, actor, acting_for)?;
        let partner = allowed(actor, direction)?;
        let operation = match direction {
            Direction::Allocate => "adjustment.allocate_many",
            Direction::Reclaim => "adjustment.reclaim_many",
        };
        let input = (acting_for, orders);
        let command = Command { party_id: partner, operation, key, input: &input };
        let Once { result, replayed } = idempotency::once(conn, now, command, |conn| {
            verification::require(conn, now, actor, proof.transpose()?)?;
            let known: Vec<Result<Accounts, Error>> =
                orders.iter().map(|order| Accounts::of(conn, now, actor, partner, direction, order)).collect();
            // All of them before the first, so that two batches meet in the same order.
            let ids: Vec<AccountId> = known.iter().flatten().flat_map(Accounts::ids).collect();
            ledger::lock(conn, &ids)?;
            let each = orders.iter().zip(known).map(|(order, accounts)| {
                let made = accounts.and_then(|accounts| {
                    let one =
                        |conn: &mut Conn| Ok(carry_out(conn, now, actor, partner, direction, order, &accounts)?.id);
                    db::in_transaction(conn, one)
                });
                if matches!(made, Err(Error::AdvisoryCustomer)) {
                    refused(conn, now, actor, partner, order)?;
                }
                item(made)
            });
            each.collect::<Result<Vec<Item>, Error>>()
        })?;
        let result = result.into_iter().map(|item| outcome(conn, item)).collect::<Result<_, _>>()?;
        Ok(Once { result, replayed })
    })
}

/// A refusal of the business is the item's, a fault of ours everybody's.
fn item(made: Result<AdjustmentId, Error>) -> Result<Item, Error> {
    match made {
        Ok(id) => Ok(Item::Made(id)),
        Err(error) if matches!(error.code(), Code::Unavailable | Code::Internal) => Err(error),
        Err(error) => Ok(Item::Refused {
            code: error.code(),
            message: error.to_string(),
            field: error.field().map(str::to_owned),
        }),
    }
}

fn outcome(conn: &mut Conn, item: Item) -> Result<Outcome, Error> {
    Ok(match item {
        Item::Made(id) => Outcome::Made(store::get(conn, id)?.ok_or(Error::NotFound)?),
        Item::Refused { code, message, field } => Outcome::Refused { code, message, field },
    })
}
