//! Reservations: prospects that the vendor keeps for itself.

use async_graphql::{Context, Enum, ID, InputObject, Object, SimpleObject};
use domain::actor::{Actor, Permission};
use domain::clock::Now;
use domain::reservation::{self, Reason, Reserve};
use domain::{Conn, db, mask};
use schema::ids::{Id, ReservationId, named};
use uuid::Uuid;

use super::action::{AvailableAction, offer};
use super::page::{Connection, ListOrder, Row, page};
use super::problem::{Fault, UserError, settle};
use super::report::{email, mobile};
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::Found;
use crate::viewer::Asked;

/// Why the vendor keeps a prospect for itself.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Reason")]
pub(crate) enum ReservationReason {
    /// Direct sales follow it. Holds once the prospect has had an account for more than 7 days.
    DirectSales,
    /// Online sales own it.
    OnlineSales,
    /// An authorised sales support centre owns it.
    SupportCentre,
    /// It is in the reward programme.
    RewardProgramme,
    /// The vendor reported it.
    VendorReported,
}

/// Which reservations a list has.
#[derive(InputObject)]
pub(crate) struct ReservationFilter {
    /// Only reservations for this reason.
    reason: Option<ReservationReason>,
    /// Only reservations of this mobile number, in full: `+8613800000000`.
    mobile: Option<String>,
    /// Only reservations of this mail address, in full.
    email: Option<String>,
}

impl ReservationFilter {
    fn read(self) -> Result<reservation::Filter, Fault> {
        Ok(reservation::Filter {
            reason: self.reason.map(Reason::from),
            mobile: mobile(self.mobile.as_deref())?,
            email: email(self.email.as_deref())?,
        })
    }
}

/// A prospect that the vendor keeps for itself.
pub(crate) struct Reservation(pub(crate) reservation::Reservation);

/// A prospect that the vendor keeps for itself: no partner can report or associate it. Seen by the vendor's staff.
#[Object]
impl Reservation {
    /// Begins with `rsv_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// The mobile number, the middle hidden: `+86138****0000`; null when only the address is kept.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn mobile_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.0.mobile(&ctx.visit()?.vault)?.map(|mobile| mask::mobile(&mobile)))
    }

    /// The mail address, its local part hidden: `a***@example.com`; null when only the number is kept.
    #[expect(clippy::unused_async, reason = "resolvers are asynchronous; this one has nothing to wait for")]
    async fn email_masked(&self, ctx: &Context<'_>) -> Result<Option<String>, Fault> {
        Ok(self.0.email(&ctx.visit()?.vault)?.map(|email| mask::email(&email)))
    }

    /// Why.
    async fn reason(&self) -> ReservationReason {
        self.0.reason.into()
    }

    /// Who entered it.
    async fn created_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.created_by_id).await?.map(Staff))
    }

    /// When it was entered.
    async fn created_at(&self) -> DateTime {
        DateTime(self.0.created_at)
    }

    /// What the caller can do with it now.
    async fn available_actions(&self, ctx: &Context<'_>) -> Vec<AvailableAction> {
        vec![offer("reservationDelete", ctx.may(Permission::PolicyManage), true)]
    }
}

impl Row for Reservation {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::Reservation {
    type Row = reservation::Reservation;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[ReservationId]) -> db::Result<Vec<Self::Row>> {
        reservation::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// Queries about reservations.
#[derive(Default)]
pub(crate) struct ReservationQuery;

#[Object]
impl ReservationQuery {
    /// The prospects that the vendor keeps for itself; empty for everybody but the vendor's staff.
    async fn reservations(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reservations.")] filter: Option<ReservationFilter>,
        #[graphql(desc = "Which come first.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Reservation>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(ReservationFilter::read).transpose()?.unwrap_or_default();
        let (wanted, vault) = (filter.clone(), call.vault.clone());
        let slice = call.read(move |conn, _, actor| reservation::page(conn, &vault, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Reservation, move || {
            let (call, vault, filter) = (call.clone(), call.vault.clone(), filter.clone());
            async move { call.read(move |conn, _, actor| reservation::count(conn, &vault, actor, &filter)).await }
        }))
    }
}

/// A prospect to be kept: its number, its address, or both; a prospect with either of them is kept.
#[derive(InputObject)]
pub(crate) struct ReservationCreateInput {
    /// The mobile number, the country's code first: `+86 138-0000-0000`.
    mobile: Option<String>,
    /// The mail address.
    email: Option<String>,
    /// Why.
    reason: ReservationReason,
}

/// The answer to `reservationCreate`.
#[derive(SimpleObject)]
pub(crate) struct ReservationCreatePayload {
    /// The reservation; null when it was refused.
    reservation: Option<Reservation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `ALREADY_EXISTS`.
    user_errors: Vec<UserError>,
}

/// Which prospect is given free.
#[derive(InputObject)]
pub(crate) struct ReservationDeleteInput {
    /// The reservation.
    reservation_id: IdOf<named::Reservation>,
}

/// The answer to `reservationDelete`.
#[derive(SimpleObject)]
pub(crate) struct ReservationDeletePayload {
    /// The reservation as it was; null when it was refused.
    reservation: Option<Reservation>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`.
    user_errors: Vec<UserError>,
}

/// What can be done with reservations.
#[derive(Default)]
pub(crate) struct ReservationMutation;

#[Object]
impl ReservationMutation {
    /// Keeps a prospect for the vendor, so that no partner can report or associate it. Needs the permission
    /// `POLICY_MANAGE`.
    async fn reservation_create(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and why.")] input: ReservationCreateInput,
    ) -> Result<ReservationCreatePayload, Fault> {
        let ReservationCreateInput { mobile, email, reason } = input;
        let reserve = Reserve { mobile, email, reason: reason.into() };
        let (call, vault) = (ctx.call()?, ctx.call()?.vault.clone());
        let created = call.tx(move |conn, now, actor| reservation::create(conn, now, &vault, actor, &reserve)).await;
        let (reservation, user_errors) = settle(created)?;
        Ok(ReservationCreatePayload { reservation: reservation.map(Reservation), user_errors })
    }

    /// Gives a prospect free again. Needs the permission `POLICY_MANAGE`.
    async fn reservation_delete(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which reservation.")] input: ReservationDeleteInput,
    ) -> Result<ReservationDeletePayload, Fault> {
        let id = input.reservation_id.0;
        let deleted = ctx.call()?.tx(move |conn, now, actor| reservation::delete(conn, now, actor, id)).await;
        let (reservation, user_errors) = settle(deleted)?;
        Ok(ReservationDeletePayload { reservation: reservation.map(Reservation), user_errors })
    }
}
