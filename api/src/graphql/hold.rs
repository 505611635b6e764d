//! Holds: money of a partner that the vendor sets aside and gives back.

use std::collections::HashMap;

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::hold::{self, Event, Place, Purpose, Status};
use domain::page::{Page, Slice};
use domain::{Conn, db, ledger};
use schema::ids::{AccountId, HoldId, Id, named};
use uuid::Uuid;

use super::account::Account;
use super::action::{AvailableAction, offer};
use super::page::Row;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf, Money, MoneyInput};
use super::staff::Staff;
use crate::loaders::{Found, List};
use crate::viewer::Asked;

/// Where a hold stands.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Status")]
pub(crate) enum HoldState {
    /// The money is set aside.
    Placed,
    /// The money is available again.
    Released,
}

/// What money is set aside for.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Purpose")]
pub(crate) enum HoldPurpose {
    /// Nobody shall spend it: it waits on the `HELD` account.
    Frozen,
    /// It is kept for what the reason says, and not allocated: it waits on the `EARMARKED` account.
    Earmarked,
}

/// Money of a partner that the vendor set aside.
pub(crate) struct Hold(pub(crate) hold::Hold);

/// Money of a partner that the vendor set aside. Seen by who may see the account's money.
#[Object]
impl Hold {
    /// Begins with `hld_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The cash account it was taken from and goes back to.
    async fn account(&self, ctx: &Context<'_>) -> Result<Option<Account>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.account_id).await?.map(Account))
    }

    /// What for.
    async fn purpose(&self) -> HoldPurpose {
        self.0.purpose.into()
    }

    /// How much.
    async fn amount(&self) -> Money {
        self.0.amount.into()
    }

    /// Where it stands.
    async fn state(&self) -> HoldState {
        self.0.state.into()
    }

    /// Why it was placed.
    async fn reason(&self) -> &str {
        &self.0.reason
    }

    /// Who placed it; null for who may not see the vendor's staff.
    async fn placed_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.placed_by_id).await?.map(Staff))
    }

    /// When it was placed.
    async fn placed_at(&self) -> DateTime {
        DateTime(self.0.placed_at)
    }

    /// Who released it; null while it is placed, and for who may not see the vendor's staff.
    async fn released_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.released_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// When it was released; null while it is placed.
    async fn released_at(&self) -> Option<DateTime> {
        self.0.released_at.map(DateTime)
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        let may = ctx.may(Permission::HoldManage);
        vec![offer("holdRelease", may, self.0.state.on(Event::Release).is_ok())]
    }
}

impl Found for named::Hold {
    type Row = hold::Hold;

    fn by_ids(conn: &mut Conn, now: Now, actor: &Actor, ids: &[HoldId]) -> db::Result<Vec<Self::Row>> {
        hold::by_ids(conn, now, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

impl Row for Hold {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

/// The holds of an account.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct HoldsOf(pub(crate) AccountId);

impl List for HoldsOf {
    type Row = hold::Hold;

    fn pages(
        conn: &mut Conn,
        now: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let accounts: Vec<AccountId> = lists.iter().map(|HoldsOf(account)| *account).collect();
        let found = hold::of_accounts(conn, now, actor, &accounts, page)?;
        Ok(found.into_iter().map(|(account, slice)| (Self(account), slice)).collect())
    }

    fn counts(conn: &mut Conn, now: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let accounts: Vec<AccountId> = lists.iter().map(|HoldsOf(account)| *account).collect();
        let found = hold::count_of_accounts(conn, now, actor, &accounts)?;
        Ok(found.into_iter().map(|(account, count)| (Self(account), count)).collect())
    }
}

/// Money to be set aside.
#[derive(InputObject)]
pub(crate) struct HoldPlaceInput {
    /// A partner's cash account.
    account_id: IdOf<named::Account>,
    /// What for.
    #[graphql(default_with = "HoldPurpose::Frozen")]
    purpose: HoldPurpose,
    /// More than zero and no more than is available, in the account's currency.
    amount: MoneyInput,
    /// Why, 1 to 500 characters. The partner reads it.
    reason: String,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first hold and changes nothing.
    idempotency_key: String,
}

/// The answer to `holdPlace`.
#[derive(SimpleObject)]
pub(crate) struct HoldPlacePayload {
    /// The hold; null when it was refused.
    hold: Option<Hold>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `INSUFFICIENT_FUNDS`,
    /// `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// A hold to be released.
#[derive(InputObject)]
pub(crate) struct HoldReleaseInput {
    /// The hold.
    hold_id: IdOf<named::Hold>,
    /// Your name for this command, 1 to 64 printable ASCII characters: sent again with the same input, it answers with
    /// the first answer and changes nothing.
    idempotency_key: String,
}

/// The answer to `holdRelease`.
#[derive(SimpleObject)]
pub(crate) struct HoldReleasePayload {
    /// The hold, released; null when it was refused.
    hold: Option<Hold>,
    /// Whether this is the answer to an earlier call with the same key; then nothing was changed.
    replayed: bool,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for a hold that was released
    /// before, `IDEMPOTENCY_KEY_REUSED`.
    user_errors: Vec<UserError>,
}

/// Setting money aside and giving it back.
#[derive(Default)]
pub(crate) struct HoldMutation;

#[Object]
impl HoldMutation {
    /// Sets money of a partner aside. Needs the permission `HOLD_MANAGE`.
    async fn hold_place(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which money, and why.")] input: HoldPlaceInput,
    ) -> Result<HoldPlacePayload, Fault> {
        let HoldPlaceInput { account_id, purpose, amount, reason, idempotency_key } = input;
        let placed = ctx.call()?.tx(move |conn, now, actor| {
            let amount = amount.money().map_err(ledger::Error::from)?;
            let place = Place { account_id: account_id.0, purpose: purpose.into(), amount, reason };
            hold::place(conn, now, actor, &idempotency_key, &place)
        });
        let (placed, user_errors) = settle(placed.await)?;
        let replayed = placed.as_ref().is_some_and(|placed| placed.replayed);
        Ok(HoldPlacePayload { hold: placed.map(|placed| Hold(placed.result)), replayed, user_errors })
    }

    /// Gives the money of a hold back. Needs the permission `HOLD_MANAGE`.
    async fn hold_release(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which hold.")] input: HoldReleaseInput,
    ) -> Result<HoldReleasePayload, Fault> {
        let HoldReleaseInput { hold_id, idempotency_key } = input;
        let released =
            ctx.call()?.tx(move |conn, now, actor| hold::release(conn, now, actor, &idempotency_key, hold_id.0)).await;
        let (released, user_errors) = settle(released)?;
        let replayed = released.as_ref().is_some_and(|released| released.replayed);
        Ok(HoldReleasePayload { hold: released.map(|released| Hold(released.result)), replayed, user_errors })
    }
}
