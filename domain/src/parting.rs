//! Partings: a customer leaves its partner or changes its mode, a reseller leaves its distributor.
//!
//! ```text
//! the partner asks ─▶ waiting_customer ─┬─▶ executing ─┬─▶ done
//! the customer asks ─▶ waiting_partner ─┤      ▲       └─▶ blocked
//! the vendor decides ───────────────────┼──────┘
//!                                       └─▶ refused, withdrawn, expired
//! ```
//!
//! What stands in the way ([`blockers`]) is asked when it is wanted and again before it is carried out. Carrying out is
//! a row of [`Step`]s, each in a transaction of its own that also writes the step down: whoever dies in the middle is
//! followed by somebody who goes on where it stopped, and nothing happens twice. From the first step on the edge is
//! closing ([`crate::party::Edge::closing_at`]): nothing is allocated or issued along it any more.
//!
//! | | who asks | who answers | what is returned, to the direct partner (Q-10) |
//! |---|---|---|---|
//! | disassociation | partner, customer | the other | coupons, the whole balance of a resale customer |
//! | switch | partner | customer | likewise |
//! | reseller's exit (Q-08) | vendor | nobody | unissued quota, what is left of the distributor's money |
//! | promotion | an approved application | nobody | likewise, in one transaction |

mod answer;
pub mod blockers;
mod execute;
mod facts;
mod kind;
pub mod limits;
mod lists;
mod notices;
mod promotion;
mod refusals;
mod request;
mod returns;
pub mod state;
mod store;

use chrono::{DateTime, Utc};
use schema::ids::{EdgeId, PartingId, PartyId, StaffId};
use schema::money::Money;

use crate::actor::Actor;
use crate::audit;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::party::EdgeKind;

pub use answer::{Answer, Verdict, answer, expire, withdraw};
pub use blockers::Blocker;
pub use execute::{Progress, advance};
pub use kind::{Kind, Side};
pub(crate) use lists::get;
pub use lists::{Filter, blockers_of, by_ids, count, count_of_parties, of_parties, page, sides, steps_of};
pub(crate) use promotion::carry_out as promote;
pub use refusals::Error;
pub use request::{Request, check, request};
pub(crate) use returns::is_settled;
pub use state::{Event, Refused, Status, Step};
pub use store::Done;

/// A parting, as stored.
#[derive(Debug, Clone)]
pub struct Parting {
    /// Its id.
    pub id: PartingId,
    /// What is to become of the association.
    pub kind: Kind,
    /// The association.
    pub edge_id: EdgeId,
    /// In which way the two stood to each other.
    pub from_kind: EdgeKind,
    /// In which way they stand after a switch.
    pub to_kind: Option<EdgeKind>,
    /// The customer or reseller.
    pub lower_id: PartyId,
    /// Its partner or distributor.
    pub upper_id: PartyId,
    /// Who wanted it.
    pub side: Side,
    /// The person who did.
    pub requested_by_id: StaffId,
    /// Why.
    pub reason: String,
    /// See [`Parting::status`].
    state: Status,
    /// Until when the other side can answer; none when nobody is asked.
    pub answer_by: Option<DateTime<Utc>>,
    /// Who of the other side answered.
    pub answered_by_id: Option<StaffId>,
    /// What they said.
    pub opinion: Option<String>,
    /// When it was wanted.
    pub created_at: DateTime<Utc>,
    /// When it was agreed to, refused, withdrawn or found expired.
    pub decided_at: Option<DateTime<Utc>>,
    /// When all was done, or it was found blocked.
    pub done_at: Option<DateTime<Utc>>,
    /// What went back; none before that was settled.
    pub money_returned: Option<Money>,
    /// How many coupons or quotas went back.
    pub coupons_returned: i32,
}

impl Parting {
    /// Where it stands: what was not answered in time has expired, whether or not the job came by.
    #[must_use]
    pub fn status(&self, now: Now) -> Status {
        let is_over = self.state.is_waiting() && self.answer_by.is_some_and(|by| by <= now.instant());
        if is_over { self.state.on(Event::Expire).unwrap_or(self.state) } else { self.state }
    }

    /// Where it stands as it is written down.
    #[must_use]
    pub(crate) const fn stored_status(&self) -> Status {
        self.state
    }

    /// The party that wanted it; none when it was the vendor.
    #[must_use]
    pub const fn asking_id(&self) -> Option<PartyId> {
        match self.side {
            Side::Partner => Some(self.upper_id),
            Side::Customer => Some(self.lower_id),
            Side::Vendor => None,
        }
    }

    /// The party that is asked; none when nobody is.
    #[must_use]
    pub const fn asked_id(&self) -> Option<PartyId> {
        match self.side {
            Side::Partner => Some(self.lower_id),
            Side::Customer => Some(self.upper_id),
            Side::Vendor => None,
        }
    }
}

/// One line of the log, about the lower party.
fn write_down(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    parting: &Parting,
    operation: &'static str,
    more: serde_json::Value,
) -> db::Result<()> {
    let mut details = serde_json::json!({ "kind": parting.kind, "upper": parting.upper_id.to_string() });
    if let (Some(details), serde_json::Value::Object(more)) = (details.as_object_mut(), more) {
        details.extend(more);
    }
    let line = audit::Line { party_id: parting.lower_id, operation, subject: parting.id.to_string(), details };
    audit::record(conn, now, actor, &line)
}
