//! Flags: facts about a customer that stand in the way of an association, of its end, or of another mode.

use std::collections::HashMap;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::actor::Actor;
use domain::clock::Now;
use domain::customer_flag::{self, Flag};
use domain::{Conn, db};
use schema::ids::{PartyId, named};

use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::IdOf;
use crate::loaders::Fact;
use crate::viewer::Asked;

/// A fact about a customer that stands in the way of an association, of its end, or of another mode.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Flag")]
pub(crate) enum CustomerFlag {
    /// It has a special commercial contract.
    SpecialContract,
    /// Its account is one of the consumer cloud.
    ConsumerCloud,
    /// It is in the vendor's reward programme.
    RewardProgramme,
    /// It has a credit account; only resale is refused.
    CreditAccount,
    /// It is a sub-account whose enterprise keeps its money.
    CustodySubAccount,
    /// It owes: it has to top up first.
    Arrears,
    /// The vendor froze its account; only resale is refused.
    Frozen,
    /// It pays after use; only a switch to resale is refused.
    PostPaid,
    /// What was invoiced to it has to be given back; only a switch to resale is refused.
    UnpaidInvoice,
    /// It has a reserved instance that has not expired; a switch and the end of resale are refused.
    ReservedInstance,
    /// It has a support plan of its partner in force; the end of resale is refused.
    SupportPlan,
    /// An order of it waits for its partner's payment; a switch and the end of an association are refused.
    PendingPartnerPayment,
    /// It is a sub-account that keeps its own money; a switch and the end of resale are refused.
    NonCustodySubAccount,
    /// It is an enterprise that keeps the money of its sub-accounts; a switch and the end of advisory sales are refused.
    CustodyMaster,
    /// It is an enterprise with sub-accounts that keep their own money; a switch and the end of resale are refused.
    NonCustodyMaster,
    /// It has a balance that a person has to deal with; a switch to resale is refused.
    SpecialBalance,
}

/// The flags of a customer.
#[derive(Clone, PartialEq, Eq, Hash)]
pub(crate) struct FlagsOf(pub(crate) PartyId);

impl Fact for FlagsOf {
    type Value = Vec<Flag>;

    fn find(conn: &mut Conn, _: Now, actor: &Actor, facts: &[Self]) -> db::Result<HashMap<Self, Self::Value>> {
        let customers: Vec<PartyId> = facts.iter().map(|FlagsOf(customer)| *customer).collect();
        let found = customer_flag::of_customers(conn, actor, &customers)?;
        Ok(found.into_iter().map(|(customer, flags)| (Self(customer), flags)).collect())
    }
}

/// A fact to be entered.
#[derive(InputObject)]
pub(crate) struct CustomerFlagSetInput {
    /// The customer.
    customer_id: IdOf<named::Party>,
    /// The fact.
    flag: CustomerFlag,
}

/// The answer to `customerFlagSet`.
#[derive(SimpleObject)]
pub(crate) struct CustomerFlagSetPayload {
    /// The customer, with the flag; null when it was refused.
    customer: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`.
    user_errors: Vec<UserError>,
}

/// A fact to be taken back.
#[derive(InputObject)]
pub(crate) struct CustomerFlagClearInput {
    /// The customer.
    customer_id: IdOf<named::Party>,
    /// The fact.
    flag: CustomerFlag,
}

/// The answer to `customerFlagClear`.
#[derive(SimpleObject)]
pub(crate) struct CustomerFlagClearPayload {
    /// The customer, without the flag; null when it was refused.
    customer: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_FOUND`.
    user_errors: Vec<UserError>,
}

/// What the vendor enters of customers.
#[derive(Default)]
pub(crate) struct CustomerFlagMutation;

#[Object]
impl CustomerFlagMutation {
    /// Enters a fact that stands in the way of an association, of its end, or of another mode; one that is there stays. Needs the permission
    /// `CHANNEL_MANAGE`.
    async fn customer_flag_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and which fact.")] input: CustomerFlagSetInput,
    ) -> Result<CustomerFlagSetPayload, Fault> {
        let (customer, flag) = (input.customer_id.0, Flag::from(input.flag));
        let set = ctx.call()?.tx(move |conn, now, actor| customer_flag::set(conn, now, actor, customer, flag)).await;
        let (set, user_errors) = settle(set)?;
        Ok(CustomerFlagSetPayload { customer: shown(ctx, set, customer).await?, user_errors })
    }

    /// Takes a fact back; one that is not there changes nothing. Needs the permission `CHANNEL_MANAGE`.
    async fn customer_flag_clear(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and which fact.")] input: CustomerFlagClearInput,
    ) -> Result<CustomerFlagClearPayload, Fault> {
        let (customer, flag) = (input.customer_id.0, Flag::from(input.flag));
        let cleared =
            ctx.call()?.tx(move |conn, now, actor| customer_flag::clear(conn, now, actor, customer, flag)).await;
        let (cleared, user_errors) = settle(cleared)?;
        Ok(CustomerFlagClearPayload { customer: shown(ctx, cleared, customer).await?, user_errors })
    }
}

async fn shown(ctx: &Context<'_>, done: Option<()>, customer: PartyId) -> Result<Option<Party>, Fault> {
    if done.is_none() {
        return Ok(None);
    }
    Ok(ctx.loaders()?.load_one(customer).await?.map(Party))
}
