//! What partners do with their customers, and what a customer says of itself.

use std::sync::Arc;

use async_graphql::{Context, Enum, InputObject, Object, SimpleObject};
use domain::customer;
use domain::customer::identity::{self, Answer, Identity};
use schema::ids::named;

use super::customer::CustomerType;
use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::IdOf;
use crate::viewer::Asked;

/// What a customer is known by.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Identity")]
pub(crate) enum CustomerIdentity {
    /// The login name of its main account.
    AccountName,
    /// Its mobile number.
    Mobile,
    /// Its mail address.
    Email,
}

/// Whether an identity is free for a new customer.
#[derive(Enum, Clone, Copy, PartialEq, Eq)]
#[graphql(remote = "Answer")]
pub(crate) enum CustomerIdentityAnswer {
    /// Nobody has it.
    Available,
    /// Somebody has it.
    Used,
}

/// What a partner calls a customer.
#[derive(InputObject)]
pub(crate) struct CustomerLabelSetInput {
    /// A customer of the partner.
    customer_id: IdOf<named::Party>,
    /// 1 to 64 characters. Null, or nothing but white space, takes the label away.
    label: Option<String>,
    /// The reseller whose customer it is, when its distributor does this for it.
    acting_for_id: Option<IdOf<named::Party>>,
}

/// The answer to `customerLabelSet`.
#[derive(SimpleObject)]
pub(crate) struct CustomerLabelSetPayload {
    /// The customer; null when it was refused.
    customer: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `NOT_YOUR_RESELLER`, `NOT_FOUND`, `INVALID_INPUT`.
    user_errors: Vec<UserError>,
}

/// What a customer is.
#[derive(InputObject)]
pub(crate) struct CustomerTypeSetInput {
    /// What it is; `NONE` takes it back.
    customer_type: CustomerType,
}

/// The answer to `customerTypeSet`.
#[derive(SimpleObject)]
pub(crate) struct CustomerTypeSetPayload {
    /// The customer; null when it was refused.
    customer: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `STATE_CONFLICT` for who is no customer, and while
    /// real-name authentication is in review or done.
    user_errors: Vec<UserError>,
}

/// An identity that a new customer would have.
#[derive(InputObject)]
pub(crate) struct CustomerIdentityCheckInput {
    /// What `value` is.
    identity: CustomerIdentity,
    /// An account name of 5 to 64 letters, digits, `_` and `-`; a mobile number, country's code first; or a mail
    /// address.
    value: String,
}

/// The answer to `customerIdentityCheck`.
#[derive(SimpleObject)]
pub(crate) struct CustomerIdentityCheckPayload {
    /// Whether it is free; null when the question was refused.
    answer: Option<CustomerIdentityAnswer>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `INVALID_INPUT`, `TOO_MANY_ATTEMPTS` after 30 in a minute.
    user_errors: Vec<UserError>,
}

/// Commands on customers.
#[derive(Default)]
pub(crate) struct CustomerMutation;

#[Object]
impl CustomerMutation {
    /// Sets what a partner calls one of its customers: a tag that only its own people and the vendor's see. Needs the
    /// permission `CUSTOMER_MANAGE`.
    async fn customer_label_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which customer, and its label.")] input: CustomerLabelSetInput,
    ) -> Result<CustomerLabelSetPayload, Fault> {
        let CustomerLabelSetInput { customer_id, label, acting_for_id } = input;
        let acting_for = acting_for_id.map(|id| id.0);
        let set = ctx.call()?.tx(move |conn, now, actor| {
            customer::label_set(conn, now, actor, acting_for, customer_id.0, label.as_deref())
        });
        let (customer, user_errors) = settle(set.await)?;
        Ok(CustomerLabelSetPayload { customer: customer.map(Party), user_errors })
    }

    /// The caller's party, a customer, says what it is. Needs the permission `ACCOUNT_INFO_MANAGE`.
    async fn customer_type_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What it is.")] input: CustomerTypeSetInput,
    ) -> Result<CustomerTypeSetPayload, Fault> {
        let customer_type = customer::CustomerType::from(input.customer_type);
        let set = ctx.call()?.tx(move |conn, now, actor| customer::type_set(conn, now, actor, customer_type));
        let (customer, user_errors) = settle(set.await)?;
        Ok(CustomerTypeSetPayload { customer: customer.map(Party), user_errors })
    }

    /// Tells whether an account name, a mobile number or a mail address is free for a new customer. At most 30 a
    /// minute a party. Needs the permission `CUSTOMER_CREATE`.
    async fn customer_identity_check(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which identity.")] input: CustomerIdentityCheckInput,
    ) -> Result<CustomerIdentityCheckPayload, Fault> {
        let CustomerIdentityCheckInput { identity, value } = input;
        let call = ctx.call()?;
        let vault = Arc::clone(&call.vault);
        let identity = Identity::from(identity);
        let checked =
            call.tx(move |conn, now, actor| identity::check(conn, now, &vault, actor, identity, &value)).await;
        let (answer, user_errors) = settle(checked)?;
        Ok(CustomerIdentityCheckPayload { answer: answer.map(CustomerIdentityAnswer::from), user_errors })
    }
}
