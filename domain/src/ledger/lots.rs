//! Fund lots: where a partner's money came from (domain.md 3.1, 3.8).
//!
//! Every credit from outside opens one lot. What may leave again, and by which
//! way, is decided by the lots it came in by.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use schema::ids::{AccountId, FundLotId};
use schema::money::Money;
use schema::text_enum;

use super::store::{self, FundLot, Transfer};
use crate::actor::Actor;
use crate::clock::Now;
use crate::db::{self, Conn};
use crate::visibility::{self, At};

text_enum! {
    /// How money came in.
    pub enum Channel {
        /// A transfer to an exclusive remittance account (the reference's channel 2).
        BankTransfer = "bank_transfer",
    }
}

/// Where a credit came from.
#[derive(Debug, Clone)]
pub struct Origin {
    /// By which way.
    pub channel: Channel,
    /// What the channel calls it.
    pub reference: String,
    /// When it came in.
    pub arrived_at: DateTime<Utc>,
}

/// Opens the lot of a credit that was just posted.
///
/// # Errors
/// When the database does not answer, or the transfer has a lot already.
pub fn open(conn: &mut Conn, credit: &Transfer, origin: Origin) -> db::Result<()> {
    let lot = FundLot {
        id: FundLotId::new(),
        account_id: credit.credit_account_id,
        transfer_id: credit.id,
        channel: origin.channel,
        channel_reference: origin.reference,
        arrived_at: origin.arrived_at,
        amount: credit.amount,
        remaining: credit.amount,
        invoiced: Money::zero(credit.amount.currency()),
    };
    store::insert_lot(conn, &lot)
}

/// For each of `accounts` whose money the actor may see, the lots with something left, oldest
/// first, at most 100.
///
/// # Errors
/// When the database does not answer.
pub fn of_accounts(
    conn: &mut Conn,
    now: Now,
    actor: &Actor,
    accounts: &[AccountId],
) -> db::Result<HashMap<AccountId, Vec<FundLot>>> {
    let visible = visibility::money(actor, "ledger_accounts.owner_id", At::Now(now));
    let mut by_account: HashMap<AccountId, Vec<FundLot>> = HashMap::new();
    for lot in store::open_lots(conn, &visible, accounts)? {
        by_account.entry(lot.account_id).or_default().push(lot);
    }
    Ok(by_account)
}
