//! What administrators do with people, and how an invited person joins.

use std::sync::Arc;

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::actor::Role;
use domain::staff::{self, Hashed, NewStaff};
use schema::ids::{PartyId, RoleId, named};

use super::locale::Locale;
use super::permission::StaffRole;
use super::problem::{Fault, UserError, settle};
use super::scalars::IdOf;
use super::staff::Staff;
use crate::viewer::{Asked, Visit};

/// Who is invited, and as what.
#[derive(InputObject)]
pub(crate) struct StaffInviteInput {
    /// The address that the link is mailed to, and with which the person signs in; at most 254 characters.
    email: String,
    /// How the person is addressed, 1 to 100 characters.
    name: String,
    /// The person's language.
    locale: Locale,
    /// What the person is; together with `customRoleIds` one to three, administrator alone.
    roles: Vec<StaffRole>,
    /// What the person is, as your party defined it.
    #[graphql(default)]
    custom_role_ids: Vec<IdOf<named::Role>>,
}

/// Who gets another link.
#[derive(InputObject)]
pub(crate) struct StaffInvitationResendInput {
    /// A person who was invited and has not joined.
    staff_id: IdOf<named::Staff>,
}

/// Who joins.
#[derive(InputObject)]
pub(crate) struct StaffJoinInput {
    /// The end of the link that was mailed.
    token: String,
    /// The password to sign in with, 12 to 200 characters.
    password: String,
}

/// Which roles a person has from now on.
#[derive(InputObject)]
pub(crate) struct StaffRolesSetInput {
    /// A person of your party.
    staff_id: IdOf<named::Staff>,
    /// What the person is; together with `customRoleIds` one to three. Administrator stands alone; account manager not
    /// beside manager director.
    roles: Vec<StaffRole>,
    /// What the person is, as your party defined it.
    #[graphql(default)]
    custom_role_ids: Vec<IdOf<named::Role>>,
}

/// Who may not sign in.
#[derive(InputObject)]
pub(crate) struct StaffSuspendInput {
    /// An active person of your party.
    staff_id: IdOf<named::Staff>,
}

/// Who may sign in again.
#[derive(InputObject)]
pub(crate) struct StaffResumeInput {
    /// A suspended person of your party.
    staff_id: IdOf<named::Staff>,
}

/// Who leaves.
#[derive(InputObject)]
pub(crate) struct StaffRemoveInput {
    /// A person of your party.
    staff_id: IdOf<named::Staff>,
}

/// The answer to `staffInvite`.
#[derive(SimpleObject)]
pub(crate) struct StaffInvitePayload {
    /// The person, invited; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `ALREADY_EXISTS` for an address in use,
    /// `NOT_FOUND` for a custom role.
    user_errors: Vec<UserError>,
}

/// The answer to `staffInvitationResend`.
#[derive(SimpleObject)]
pub(crate) struct StaffInvitationResendPayload {
    /// The person, still invited; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for who has joined.
    user_errors: Vec<UserError>,
}

/// The answer to `staffJoin`.
#[derive(SimpleObject)]
pub(crate) struct StaffJoinPayload {
    /// How the person is addressed; null when it was refused. Sign in next with `sessionCreate` and the address that
    /// the link was mailed to.
    name: Option<String>,
    /// Why it was refused; empty on success. `INVITATION_NOT_FOUND`, also when a later link was mailed;
    /// `INVITATION_EXPIRED`, `INVITATION_USED`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// The answer to `staffRolesSet`.
#[derive(SimpleObject)]
pub(crate) struct StaffRolesSetPayload {
    /// The person with the new roles; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `INVALID_INPUT`, `STATE_CONFLICT` for who was
    /// removed and for the last administrator.
    user_errors: Vec<UserError>,
}

/// The answer to `staffSuspend`.
#[derive(SimpleObject)]
pub(crate) struct StaffSuspendPayload {
    /// The person, suspended; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for who is not active and for
    /// the last administrator.
    user_errors: Vec<UserError>,
}

/// The answer to `staffResume`.
#[derive(SimpleObject)]
pub(crate) struct StaffResumePayload {
    /// The person, active; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for who is not suspended.
    user_errors: Vec<UserError>,
}

/// The answer to `staffRemove`.
#[derive(SimpleObject)]
pub(crate) struct StaffRemovePayload {
    /// The person, removed; null when it was refused.
    staff: Option<Staff>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`, `STATE_CONFLICT` for who was removed before and
    /// for the last administrator.
    user_errors: Vec<UserError>,
}

/// What is done with people.
#[derive(Default)]
pub(crate) struct StaffMutation;

#[Object]
impl StaffMutation {
    /// Invites a person to your party: mails a link that works for 7 days, by which they choose a password. Needs the
    /// permission `STAFF_MANAGE`.
    async fn staff_invite(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who is invited, and as what.")] input: StaffInviteInput,
    ) -> Result<StaffInvitePayload, Fault> {
        let call = ctx.call()?;
        // The operation puts the actor's own party here, whatever this says.
        let party_id = call.actor.person().map_or_else(PartyId::new, |person| person.party_id);
        let (roles, custom) = given(input.roles, input.custom_role_ids);
        let invited = call.tx(move |conn, now, actor| {
            let new = NewStaff {
                party_id,
                email: &input.email,
                name: &input.name,
                locale: input.locale.into(),
                roles: &roles,
                custom_roles: &custom,
                password: None,
            };
            staff::invite(conn, now, actor, &new)
        });
        let (staff, user_errors) = settle(invited.await)?;
        Ok(StaffInvitePayload { staff: staff.map(Staff), user_errors })
    }

    /// Mails another link to a person who was invited; the one before works no more. Needs the permission
    /// `STAFF_MANAGE`.
    async fn staff_invitation_resend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who gets another link.")] input: StaffInvitationResendInput,
    ) -> Result<StaffInvitationResendPayload, Fault> {
        let sent = ctx.call()?.tx(move |conn, now, actor| staff::resend(conn, now, actor, input.staff_id.0)).await;
        let (staff, user_errors) = settle(sent)?;
        Ok(StaffInvitationResendPayload { staff: staff.map(Staff), user_errors })
    }

    /// An invited person chooses a password. Nobody need be signed in: the link is the proof. It works once.
    async fn staff_join(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who joins.")] input: StaffJoinInput,
    ) -> Result<StaffJoinPayload, Fault> {
        let (joined, user_errors) = settle(join(ctx.visit()?, input).await?)?;
        Ok(StaffJoinPayload { name: joined.map(|staff| staff.name), user_errors })
    }

    /// Gives a person other roles, effective with their next request. Who is no longer account manager looks after
    /// nobody; who is no longer director leaves managers behind, which the administrators are told by mail. Needs the
    /// permission `STAFF_MANAGE`.
    async fn staff_roles_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which roles a person has from now on.")] input: StaffRolesSetInput,
    ) -> Result<StaffRolesSetPayload, Fault> {
        let (roles, custom) = given(input.roles, input.custom_role_ids);
        let id = input.staff_id.0;
        let set = ctx.call()?.tx(move |conn, now, actor| staff::set_roles(conn, now, actor, id, &roles, &custom)).await;
        let (staff, user_errors) = settle(set)?;
        Ok(StaffRolesSetPayload { staff: staff.map(Staff), user_errors })
    }

    /// Ends a person's sessions and lets them open none until they are resumed. Needs the permission `STAFF_MANAGE`.
    async fn staff_suspend(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who may not sign in.")] input: StaffSuspendInput,
    ) -> Result<StaffSuspendPayload, Fault> {
        let done = ctx.call()?.tx(move |conn, now, actor| staff::suspend(conn, now, actor, input.staff_id.0)).await;
        let (staff, user_errors) = settle(done)?;
        Ok(StaffSuspendPayload { staff: staff.map(Staff), user_errors })
    }

    /// Lets a suspended person sign in again. Needs the permission `STAFF_MANAGE`.
    async fn staff_resume(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who may sign in again.")] input: StaffResumeInput,
    ) -> Result<StaffResumePayload, Fault> {
        let done = ctx.call()?.tx(move |conn, now, actor| staff::resume(conn, now, actor, input.staff_id.0)).await;
        let (staff, user_errors) = settle(done)?;
        Ok(StaffResumePayload { staff: staff.map(Staff), user_errors })
    }

    /// Ends a person's work for your party for good; their address can be invited again. Needs the permission
    /// `STAFF_MANAGE`.
    async fn staff_remove(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Who leaves.")] input: StaffRemoveInput,
    ) -> Result<StaffRemovePayload, Fault> {
        let done = ctx.call()?.tx(move |conn, now, actor| staff::remove(conn, now, actor, input.staff_id.0)).await;
        let (staff, user_errors) = settle(done)?;
        Ok(StaffRemovePayload { staff: staff.map(Staff), user_errors })
    }
}

fn given(roles: Vec<StaffRole>, custom: Vec<IdOf<named::Role>>) -> (Vec<Role>, Vec<RoleId>) {
    (roles.into_iter().map(Role::from).collect(), custom.into_iter().map(|IdOf(id)| id).collect())
}

/// Looks at the link first, so that nobody without one makes us hash; hashes on a thread of its own and without
/// holding a connection; and joins.
async fn join(visit: &Visit, input: StaffJoinInput) -> Result<Result<staff::Staff, staff::Error>, Fault> {
    let StaffJoinInput { token, password } = input;
    let (link, vault) = (token.clone(), Arc::clone(&visit.vault));
    if let Err(refused) = visit.tx(move |conn, now| staff::with_link(conn, now, &vault, &link)).await {
        return Ok(Err(refused));
    }
    let turn = visit.passwords.turn().await?;
    let hashed = visit.passwords.run(turn, move || Hashed::of(&password)).await?;
    let vault = Arc::clone(&visit.vault);
    Ok(match hashed {
        Ok(hashed) => visit.tx(move |conn, now| staff::join(conn, now, &vault, &token, &hashed)).await,
        Err(refused) => Err(refused),
    })
}
