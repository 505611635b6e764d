//! Account managers: who looks after whom, and who leads them.

use std::collections::HashMap;

use async_graphql::{Context, ID, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::manager::{self, Assignment, Error};
use domain::page::{Page, Slice};
use domain::{Conn, db, staff};
use schema::ids::{Id, ManagerAssignmentId, PartyId, StaffId, named};
use uuid::Uuid;

use super::page::Row;
use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use super::staff::Staff;
use crate::loaders::{Fact, Found, List};
use crate::viewer::Asked;

/// An interval in which an account manager looked after a customer or reseller.
pub(crate) struct ManagerAssignment(pub(crate) Assignment);

/// An interval in which an account manager looked after a customer or reseller. Seen by the manager's colleagues and by
/// the vendor's staff.
#[Object]
impl ManagerAssignment {
    /// Begins with `mas_`.
    pub(crate) async fn id(&self) -> ID {
        self.0.id.to_string().into()
    }

    /// Who is looked after; null for who does not see it any more.
    async fn subject(&self, ctx: &Context<'_>) -> Result<Option<Party>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.subject_id).await?.map(Party))
    }

    /// The account manager.
    async fn manager(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        Ok(ctx.loaders()?.load_one(self.0.manager_id).await?.map(Staff))
    }

    /// Who assigned; null when the customer came by the manager's own invitation and for who may not see them.
    async fn assigned_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.assigned_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// First instant.
    async fn valid_from(&self) -> DateTime {
        DateTime(self.0.valid_from)
    }

    /// First instant after; null while it lasts.
    async fn valid_to(&self) -> Option<DateTime> {
        self.0.valid_to.map(DateTime)
    }
}

impl Row for ManagerAssignment {
    fn key(&self) -> Uuid {
        self.0.id.uuid()
    }
}

impl Found for named::ManagerAssignment {
    type Row = Assignment;

    fn by_ids(conn: &mut Conn, _: Now, actor: &Actor, ids: &[ManagerAssignmentId]) -> db::Result<Vec<Self::Row>> {
        manager::by_ids(conn, actor, ids)
    }

    fn id(row: &Self::Row) -> Id<Self> {
        row.id
    }
}

/// The assignment of today of a customer or reseller.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AssignmentOf(pub(crate) PartyId);

impl Fact for AssignmentOf {
    type Value = Assignment;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let subjects: Vec<PartyId> = facts.iter().map(|AssignmentOf(subject)| *subject).collect();
        let found = manager::of_today(conn, actor, &subjects)?;
        Ok(found.into_iter().map(|(subject, assignment)| (Self(subject), assignment)).collect())
    }
}

/// All assignments of a customer or reseller.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct AssignmentsOf(pub(crate) PartyId);

impl List for AssignmentsOf {
    type Row = Assignment;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let subjects: Vec<PartyId> = lists.iter().map(|AssignmentsOf(subject)| *subject).collect();
        let found = manager::history(conn, actor, &subjects, page)?;
        Ok(found.into_iter().map(|(subject, slice)| (Self(subject), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let subjects: Vec<PartyId> = lists.iter().map(|AssignmentsOf(subject)| *subject).collect();
        let found = manager::count_history(conn, actor, &subjects)?;
        Ok(found.into_iter().map(|(subject, count)| (Self(subject), count)).collect())
    }
}

/// The director over an account manager.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct DirectorOf(pub(crate) StaffId);

impl Fact for DirectorOf {
    type Value = staff::Staff;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let managers: Vec<StaffId> = facts.iter().map(|DirectorOf(manager)| *manager).collect();
        let found = manager::directors_of(conn, actor, &managers)?;
        Ok(found.into_iter().map(|(manager, director)| (Self(manager), director)).collect())
    }
}

/// The account managers under a director.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct TeamOf(pub(crate) StaffId);

impl List for TeamOf {
    type Row = staff::Staff;

    fn pages(
        conn: &mut Conn,
        _: Now,
        actor: &Actor,
        lists: &[Self],
        page: &Page,
    ) -> db::Result<HashMap<Self, Slice<Self::Row>>> {
        let directors: Vec<StaffId> = lists.iter().map(|TeamOf(director)| *director).collect();
        let found = manager::team(conn, actor, &directors, page)?;
        Ok(found.into_iter().map(|(director, slice)| (Self(director), slice)).collect())
    }

    fn counts(conn: &mut Conn, _: Now, actor: &Actor, lists: &[Self]) -> db::Result<HashMap<Self, i64>> {
        let directors: Vec<StaffId> = lists.iter().map(|TeamOf(director)| *director).collect();
        let found = manager::count_team(conn, actor, &directors)?;
        Ok(found.into_iter().map(|(director, count)| (Self(director), count)).collect())
    }
}

/// Whom an account manager looks after from now on.
#[derive(InputObject)]
pub(crate) struct ManagerAssignInput {
    /// 1 to 100 customers or, for a distributor, resellers of your party.
    subject_ids: Vec<ID>,
    /// An active account manager of your party; for a director, one of theirs.
    manager_id: IdOf<named::Staff>,
}

/// Who is looked after by nobody from now on.
#[derive(InputObject)]
pub(crate) struct ManagerTakeBackInput {
    /// 1 to 100 customers or resellers of your party.
    subject_ids: Vec<ID>,
}

/// What became of one customer or reseller of a batch.
#[derive(SimpleObject)]
pub(crate) struct ManagerAssignmentResult {
    /// The id as it was given.
    subject_id: ID,
    /// The assignment that began, lasts or ended; null when it was refused.
    assignment: Option<ManagerAssignment>,
    /// Why this one was refused; empty on success. `FORBIDDEN`; `NOT_FOUND` for the subject or the manager;
    /// `STATE_CONFLICT` when nobody is assigned.
    user_errors: Vec<UserError>,
}

/// The answer to `managerAssign`.
#[derive(SimpleObject)]
pub(crate) struct ManagerAssignPayload {
    /// One result for each id, in their order; one that is refused does not undo another.
    results: Vec<ManagerAssignmentResult>,
    /// Why nothing was tried; empty else. `INVALID_INPUT` for a batch of none or more than 100.
    user_errors: Vec<UserError>,
}

/// The answer to `managerTakeBack`.
#[derive(SimpleObject)]
pub(crate) struct ManagerTakeBackPayload {
    /// One result for each id, in their order; one that is refused does not undo another.
    results: Vec<ManagerAssignmentResult>,
    /// Why nothing was tried; empty else. `INVALID_INPUT` for a batch of none or more than 100.
    user_errors: Vec<UserError>,
}

/// Who leads an account manager.
#[derive(InputObject)]
pub(crate) struct ManagerDirectorSetInput {
    /// An active account manager of your party.
    manager_id: IdOf<named::Staff>,
    /// An active manager director of your party; nobody without.
    director_id: Option<IdOf<named::Staff>>,
}

/// The answer to `managerDirectorSet`.
#[derive(SimpleObject)]
pub(crate) struct ManagerDirectorSetPayload {
    /// The account manager; null when it was refused.
    manager: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`.
    user_errors: Vec<UserError>,
}

/// What is decided about account managers.
#[derive(Default)]
pub(crate) struct ManagerMutation;

#[Object]
impl ManagerMutation {
    /// Makes an account manager responsible for customers or resellers from now on, instead of whoever was: who is
    /// account manager and nothing else sees them, and of their money what happens from now on. Needs
    /// `CUSTOMER_ASSIGN` for customers, `RESELLER_MANAGE` for resellers.
    async fn manager_assign(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom, and by whom.")] input: ManagerAssignInput,
    ) -> Result<ManagerAssignPayload, Fault> {
        let manager_id = input.manager_id.0;
        let one =
            move |conn: &mut Conn, now, actor: &Actor, subject| manager::assign(conn, now, actor, subject, manager_id);
        let (results, user_errors) = each(ctx, input.subject_ids, one).await?;
        Ok(ManagerAssignPayload { results, user_errors })
    }

    /// Ends the responsibility of whoever looks after customers or resellers. Needs `CUSTOMER_ASSIGN` for customers,
    /// `RESELLER_MANAGE` for resellers.
    async fn manager_take_back(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Whom.")] input: ManagerTakeBackInput,
    ) -> Result<ManagerTakeBackPayload, Fault> {
        let (results, user_errors) = each(ctx, input.subject_ids, manager::take_back).await?;
        Ok(ManagerTakeBackPayload { results, user_errors })
    }

    /// Puts an account manager under a director, who sees what the manager sees from their next request on. Needs the
    /// permission `STAFF_MANAGE`.
    async fn manager_director_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leads whom.")] input: ManagerDirectorSetInput,
    ) -> Result<ManagerDirectorSetPayload, Fault> {
        let (manager_id, director_id) = (input.manager_id.0, input.director_id.map(|IdOf(id)| id));
        let set = ctx
            .call()?
            .tx(move |conn, now, actor| manager::set_director(conn, now, actor, manager_id, director_id))
            .await;
        let (manager, user_errors) = settle(set)?;
        Ok(ManagerDirectorSetPayload { manager: manager.map(Staff), user_errors })
    }
}

/// Does `one` with each id in a transaction of its own.
async fn each(
    ctx: &Context<'_>,
    ids: Vec<ID>,
    one: impl Fn(&mut Conn, Now, &Actor, PartyId) -> Result<Assignment, Error> + Clone + Send + 'static,
) -> Result<(Vec<ManagerAssignmentResult>, Vec<UserError>), Fault> {
    let call = ctx.call()?;
    let (is_batch, user_errors) = settle(manager::check_batch(ids.len()))?;
    if is_batch.is_none() {
        return Ok((Vec::new(), user_errors));
    }
    let mut results = Vec::with_capacity(ids.len());
    for subject_id in ids {
        let done = match subject_id.parse::<PartyId>() {
            Ok(id) => {
                let one = one.clone();
                call.tx(move |conn, now, actor| one(conn, now, actor, id)).await
            }
            // What is no id is nobody's.
            Err(_) => Err(Error::NotFound),
        };
        let (assignment, user_errors) = settle(done)?;
        results.push(ManagerAssignmentResult {
            subject_id,
            assignment: assignment.map(ManagerAssignment),
            user_errors,
        });
    }
    Ok((results, user_errors))
}
