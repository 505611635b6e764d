//! Adjustments: partners give their resellers and resale customers money, and take back what is left of it.
//!
//! ```text
//! distributor ──▶ reseller ──▶ customer      allocation: down one edge
//!      └────────────────────▶ customer      reclaim, unbinding: back up the same edge
//! ```
//!
//! Only along an edge of now, never to an advisory customer (invariant 4). A partner's earmarked and held money is on
//! other accounts than its cash, so it cannot be allocated (A-7). What a customer owes is cleared first (A-11).

mod accounts;
mod error;
mod lists;
mod many;
mod store;

use schema::ids::{AdjustmentId, PartyId};
use schema::money::Money;
use schema::text_enum;
use serde::Serialize;

use crate::actor::{Actor, Forbidden, Permission};
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn, Mode};
use crate::idempotency::{self, Command, Once};
use crate::ledger::{self};
use crate::party::{self, EdgeKind, Kind};
use crate::plain_text;
use crate::verification::{self, Proof};

use accounts::Accounts;

pub use error::Error;
pub use lists::{Filter, by_ids, count, page};
pub use many::{MOST_ORDERS, Outcome, adjust_many};
pub use store::Adjustment;

text_enum! {
    /// What became of money between a partner and who stands under it.
    pub enum Operation {
        /// It went down (the reference's BEADJUST).
        Allocation = "allocation",
        /// It came back (BERETRIEVE).
        Reclaim = "reclaim",
        /// It came back because the two parted (BEUNBIND).
        Unbinding = "unbinding",
    }
}

/// What a partner can do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub enum Direction {
    /// Give.
    Allocate,
    /// Take back.
    Reclaim,
}

impl Direction {
    const fn operation(self) -> Operation {
        match self {
            Self::Allocate => Operation::Allocation,
            Self::Reclaim => Operation::Reclaim,
        }
    }

    /// The command, and its line of the audit log.
    const fn command(self) -> &'static str {
        match self {
            Self::Allocate => "adjustment.allocate",
            Self::Reclaim => "adjustment.reclaim",
        }
    }

    /// What it takes to do it with a reseller, or with a customer.
    const fn permission(self, kind: Kind) -> Permission {
        match (self, matches!(kind, Kind::Reseller)) {
            (Self::Allocate, true) => Permission::ResellerAllocate,
            (Self::Allocate, false) => Permission::CustomerAllocate,
            (Self::Reclaim, true) => Permission::ResellerReclaim,
            (Self::Reclaim, false) => Permission::CustomerReclaim,
        }
    }
}

/// Money to be given or taken back.
#[derive(Debug, Clone, Serialize)]
pub struct Order {
    /// The reseller or customer.
    pub party_id: PartyId,
    /// More than zero.
    pub amount: Money,
    /// A note to it, at most 256 characters.
    pub memo: Option<String>,
}

/// How a command is given.
#[derive(Debug)]
pub struct Given<'a> {
    /// The caller's name for it: 1 to 64 printable ASCII characters.
    pub key: &'a str,
    /// The reseller a distributor acts for (Q-02).
    pub acting_for: Option<PartyId>,
    /// What a verification code came to, when the party switched codes on: a refused code refuses the command, but not
    /// its repeat.
    pub proof: Option<Result<Proof, verification::Error>>,
    /// Whether it is carried out.
    pub mode: Mode,
}

/// Gives a reseller or resale customer money of the actor's partner, or takes back what is left of it.
///
/// The refusal of an advisory customer is inside `Ok`, because it is audited: commit it (13.1, example 3).
///
/// # Errors
/// [`Error::Forbidden`], [`Error::ActingFor`], [`Error::Verification`], [`Error::NotFound`] for whoever does not stand
/// under the partner now, [`Error::Parting`], [`Error::Amount`], [`Error::Memo`], [`Error::Idempotency`],
/// [`Error::Ledger`] when less is there.
///
/// # Source
/// domain.md 3.4 (A-1 to A-15), 1.8 (codes), invariants 3, 4, 10; Q-02.
pub fn adjust(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    direction: Direction,
    order: &Order,
    given: Given<'_>,
) -> Result<Result<Once<Adjustment>, Error>, Error> {
    let Given { key, acting_for, proof, mode } = given;
    mode.run(conn, |conn| {
        let actor = &party::acting_for(conn, now, actor, acting_for)?;
        let partner = allowed(actor, direction)?;
        let input = (acting_for, order);
        let command = Command { party_id: partner, operation: direction.command(), key, input: &input };
        let mut made = None;
        let once = idempotency::once(conn, now, command, |conn| {
            verification::require(conn, now, actor, proof.transpose()?)?;
            let accounts = Accounts::of(conn, now, actor, partner, direction, order)?;
            let adjustment = carry_out(conn, now, actor, partner, direction, order, &accounts)?;
            Ok(made.insert(adjustment).id)
        });
        match once {
            Ok(Once { result, replayed }) => {
                let adjustment = made.map_or_else(|| store::get(conn, result), |made| Ok(Some(made)))?;
                let adjustment = adjustment.ok_or(Error::NotFound)?;
                Ok(Ok(Once { result: adjustment, replayed }))
            }
            Err(Error::AdvisoryCustomer) => {
                refused(conn, now, actor, partner, order)?;
                Ok(Err(Error::AdvisoryCustomer))
            }
            Err(error) => Err(error),
        }
    })
}

/// The partner whose money the actor moves: who holds one of the two permissions; [`Accounts::of`] asks
/// for the right one.
fn allowed(actor: &Actor, direction: Direction) -> Result<PartyId, Forbidden> {
    let customers = direction.permission(Kind::Customer);
    let permission = if actor.may(customers) { customers } else { direction.permission(Kind::Reseller) };
    actor.person_with(permission).or(Err(Forbidden(customers))).map(|person| person.principal())
}

/// One adjustment between accounts that are known: lock, check the edge, post, write, audit.
fn carry_out(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    partner: PartyId,
    direction: Direction,
    order: &Order,
    accounts: &Accounts,
) -> Result<Adjustment, Error> {
    if !order.amount.is_positive() {
        return Err(Error::Amount);
    }
    let memo = order.memo.as_deref().map(|memo| plain_text::required(memo, "memo", 256)).transpose()?;
    let locked = ledger::lock(conn, &accounts.ids())?;
    check_edge(conn, now, partner, order.party_id)?;
    let id = AdjustmentId::new();
    let (movements, arrears_cleared) = accounts.movements(&locked, id, direction, order.amount)?;
    let transfers = ledger::post_on(conn, now, actor, locked, &movements)?;
    let posted = transfers.first().ok_or(Error::NotFound)?;
    let adjustment = Adjustment {
        id,
        operation: direction.operation(),
        partner_id: partner,
        party_id: order.party_id,
        amount: order.amount,
        arrears_cleared,
        memo,
        staff_id: actor.person().map(|person| person.staff_id),
        transaction_id: posted.transaction_id,
        made_at: posted.posted_at,
    };
    store::insert(conn, &adjustment)?;
    let details = serde_json::json!({ "amount": order.amount, "party": order.party_id.to_string() });
    let line = audit::Line { party_id: partner, operation: direction.command(), subject: id.to_string(), details };
    audit::record(conn, now, actor, &line)?;
    Ok(adjustment)
}

/// Writes down that money came back because two parted; `posted` is its transfer.
///
/// # Errors
/// When the database does not answer.
///
/// # Source
/// domain.md 3.1 (`AdjustmentRecord`, BEUNBIND), 3.4 (A-15).
pub(crate) fn unbound(
    conn: &mut Conn,
    actor: &Actor,
    partner_id: PartyId,
    party_id: PartyId,
    posted: &ledger::Transfer,
) -> db::Result<()> {
    let adjustment = Adjustment {
        id: AdjustmentId::new(),
        operation: Operation::Unbinding,
        partner_id,
        party_id,
        amount: posted.amount,
        arrears_cleared: Money::zero(posted.amount.currency()),
        memo: None,
        staff_id: actor.person().map(|person| person.staff_id),
        transaction_id: posted.transaction_id,
        made_at: posted.posted_at,
    };
    store::insert(conn, &adjustment)
}

/// Whom the money may go to or come from: who stands under the partner now, and neither advised nor parting.
fn check_edge(conn: &mut Conn, now: Now, partner: PartyId, party: PartyId) -> Result<(), Error> {
    let edge = party::edge_above(conn, now, party)?.filter(|edge| edge.upper_id == partner).ok_or(Error::NotFound)?;
    match edge.kind {
        EdgeKind::Advisory => return Err(Error::AdvisoryCustomer),
        EdgeKind::Partner => return Err(Error::NotFound),
        EdgeKind::Reseller | EdgeKind::Resale => {}
    }
    if edge.closing_at.is_some() { Err(Error::Parting) } else { Ok(()) }
}

/// An advisory customer got nothing: that somebody tried is kept.
fn refused(conn: &mut Conn, now: Now, actor: &Actor, partner: PartyId, order: &Order) -> db::Result<()> {
    let details = serde_json::json!({ "amount": order.amount, "code": "ADVISORY_CUSTOMER" });
    let line = audit::Line {
        party_id: partner,
        operation: "adjustment.refuse",
        subject: order.party_id.with_prefix(Kind::Customer.prefix()),
        details,
    };
    audit::record(conn, now, actor, &line)
}
