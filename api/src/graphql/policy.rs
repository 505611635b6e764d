//! Policies: figures of the rules that the vendor may change.

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::policy::{self, Key, Unit};

use super::problem::{Fault, UserError, settle};
use super::scalars::DateTime;
use super::staff::Staff;
use crate::viewer::Asked;

/// A figure of the rules.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Key")]
pub(crate) enum PolicyKey {
    /// Most reports of customers a partner has pending and in force.
    ReportLimit,
    /// How long a report is in force.
    ReportDays,
    /// How long a customer's invitation can be accepted.
    InvitationDays,
    /// How long a partner's invitation can be accepted.
    PartnerInvitationDays,
    /// How long an invited person can join.
    StaffInvitationDays,
    /// How old an account may be that accepts an offline invitation.
    OfflineAccountDays,
    /// Most roles a party defines for itself.
    CustomRoleLimit,
    /// What a reseller sells in a calendar year before it may apply to be a support centre.
    SupportCentrePerformance,
    /// How many months lie between two requests to part.
    PartingMonths,
    /// How long the other side has to answer one.
    PartingAnswerDays,
}

/// What a figure counts.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Unit")]
pub(crate) enum PolicyUnit {
    /// How many: 1 to 999999.
    Count,
    /// Days: 1 to 3650.
    Days,
    /// Money, zero or more: `800000.00 CNY`.
    Amount,
}

/// A figure of the rules that the vendor may change.
pub(crate) struct Policy(policy::Policy);

/// A figure of the rules that the vendor may change. Seen by the vendor's staff. A rule reads it when it decides:
/// what was decided before stays.
#[Object]
impl Policy {
    /// Which figure.
    async fn key(&self) -> PolicyKey {
        self.0.key.into()
    }

    /// The figure, as text in the form of its unit.
    async fn value(&self) -> &str {
        &self.0.value
    }

    /// What it counts.
    async fn unit(&self) -> PolicyUnit {
        self.0.unit.into()
    }

    /// Who changed it last; null while it is as it came.
    async fn changed_by(&self, ctx: &Context<'_>) -> Result<Option<Staff>, Fault> {
        let Some(staff_id) = self.0.changed_by_id else { return Ok(None) };
        Ok(ctx.loaders()?.load_one(staff_id).await?.map(Staff))
    }

    /// When it was changed last; null while it is as it came.
    async fn changed_at(&self) -> Option<DateTime> {
        self.0.changed_at.map(DateTime)
    }
}

/// Queries about policies.
#[derive(Default)]
pub(crate) struct PolicyQuery;

#[Object]
impl PolicyQuery {
    /// All figures of the rules, one of each key; empty for everybody but the vendor's staff.
    async fn policies(&self, ctx: &Context<'_>) -> Result<Vec<Policy>, Fault> {
        let found = ctx.call()?.read(|conn, _, actor| policy::all(conn, actor)).await?;
        Ok(found.into_iter().map(Policy).collect())
    }
}

/// A figure to be changed.
#[derive(InputObject)]
pub(crate) struct PolicySetInput {
    /// Which figure.
    key: PolicyKey,
    /// The figure, as text in the form of its unit: `100`, `15`, `800000.00 CNY`.
    value: String,
}

/// The answer to `policySet`.
#[derive(SimpleObject)]
pub(crate) struct PolicySetPayload {
    /// The figure, changed; null when it was refused.
    policy: Option<Policy>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// Changing figures.
#[derive(Default)]
pub(crate) struct PolicyMutation;

#[Object]
impl PolicyMutation {
    /// Changes a figure of the rules, effective from the next decision. Needs the permission `POLICY_MANAGE`.
    async fn policy_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which figure, and what it is now.")] input: PolicySetInput,
    ) -> Result<PolicySetPayload, Fault> {
        let PolicySetInput { key, value } = input;
        let set = ctx.call()?.tx(move |conn, now, actor| policy::set(conn, now, actor, key.into(), &value)).await;
        let (set, user_errors) = settle(set)?;
        Ok(PolicySetPayload { policy: set.map(Policy), user_errors })
    }
}
