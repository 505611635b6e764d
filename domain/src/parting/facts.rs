//! What is known of who is about to part, as it is now.

use schema::money::Currency;

use super::{Blocker, Kind, returns};
use crate::clock::Now;
use crate::customer_flag;
use crate::db::{self, Conn};
use crate::ledger::{self, Account, AccountKind};
use crate::party::{Edge, EdgeKind, association};

use super::blockers::Facts;

/// What stands in the way of a parting of `kind` along `edge`.
pub(super) fn blockers(conn: &mut Conn, now: Now, edge: &Edge, kind: Kind) -> db::Result<Vec<Blocker>> {
    let lower = edge.lower_id;
    match edge.kind {
        EdgeKind::Resale | EdgeKind::Advisory => {
            let flags = customer_flag::of(conn, lower)?;
            let debt = ledger::account(conn, lower, AccountKind::Debt, Currency::CNY)?;
            let owes = debt.as_ref().and_then(Account::money).is_some_and(|debt| debt.is_negative());
            Ok(Facts { flags: &flags, owes, ..Facts::default() }.blockers(edge.kind, kind))
        }
        EdgeKind::Reseller | EdgeKind::Partner => {
            let has_customers = association::has_customers(conn, now, lower)?;
            let has_money_held = returns::has_money_held(conn, lower)?;
            Ok(Facts { has_customers, has_money_held, ..Facts::default() }.blockers(edge.kind, kind))
        }
    }
}
