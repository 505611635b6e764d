//! Resellers: the list of them, and what one lets its distributor do.

use async_graphql::{Context, InputObject, Object, SimpleObject};
use domain::party::association::Filter;
use domain::reseller::{self, Consent};
use schema::ids::named;

use super::page::{Connection, ListOrder, page};
use super::party::Party;
use super::problem::{Fault, UserError, settle};
use super::scalars::{DateTime, IdOf};
use crate::found_by::{Contact, contact};
use crate::viewer::Asked;

/// Which resellers a list has. What is not given is not asked for. Personal data are found by the whole of them only.
#[derive(InputObject)]
pub(crate) struct ResellerFilter {
    /// Only these, at most 100. Ids that name no reseller of the caller's find nothing.
    reseller_ids: Option<Vec<IdOf<named::Party>>>,
    /// Only those of this distributor.
    distributor_id: Option<IdOf<named::Party>>,
    /// Only the one whose main account has this login name.
    account_name: Option<String>,
    /// Only those of this legal name, the whole of it; case does not matter.
    name: Option<String>,
    /// Only the one with this mobile number, country's code first: `+8613800000000` or `0086-13800000000`.
    mobile: Option<String>,
    /// Only those with this mail address.
    email: Option<String>,
    /// Only those whom this person of the caller's party looks after today.
    manager_id: Option<IdOf<named::Staff>>,
    /// Only those associated at this instant or later.
    associated_since: Option<DateTime>,
    /// Only those associated before this instant.
    associated_before: Option<DateTime>,
}

impl ResellerFilter {
    /// The filter as the domain takes it.
    ///
    /// # Errors
    /// `INVALID_INPUT` for a number or an address of another form, or too many ids.
    fn read(self, ctx: &Context<'_>) -> Result<Filter, Fault> {
        let Contact { ids, mobile_index, email_index } = contact(ctx, self.reseller_ids, self.mobile, self.email)?;
        Ok(Filter {
            ids,
            upper_id: self.distributor_id.map(|id| id.0),
            account_name: self.account_name,
            name: self.name,
            mobile_index,
            email_index,
            manager_id: self.manager_id.map(|id| id.0),
            since: self.associated_since.map(|at| at.0),
            before: self.associated_before.map(|at| at.0),
            ..Filter::default()
        })
    }
}

/// Queries about resellers.
#[derive(Default)]
pub(crate) struct ResellerQuery;

#[Object]
impl ResellerQuery {
    /// Resellers that stand under a distributor today, ordered by when they were associated: a distributor's own, all
    /// for the vendor, none for others.
    async fn resellers(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "Which resellers.")] filter: Option<ResellerFilter>,
        #[graphql(desc = "Which come first, by when they were associated.", default)] order: ListOrder,
        #[graphql(desc = "Rows from the start, 0 to 100; 20 without `first` and `last`.")] first: Option<i32>,
        #[graphql(desc = "Only rows behind the one with this cursor.")] after: Option<String>,
        #[graphql(desc = "Rows from the end, 0 to 100; not together with `first`.")] last: Option<i32>,
        #[graphql(desc = "Only rows before the one with this cursor.")] before: Option<String>,
    ) -> Result<Connection<Party>, Fault> {
        let (call, page) = (ctx.call()?.clone(), page(order.into(), first, after, last, before)?);
        let filter = filter.map(|filter| filter.read(ctx)).transpose()?.unwrap_or_default();
        let wanted = filter.clone();
        let slice = call.read(move |conn, now, actor| reseller::page(conn, now, actor, &wanted, &page)).await?;
        Ok(Connection::new(slice, Party, move || {
            let (call, filter) = (call.clone(), filter.clone());
            async move { call.read(move |conn, now, actor| reseller::count(conn, now, actor, &filter)).await }
        }))
    }
}

/// What a reseller lets its distributor do.
#[derive(InputObject)]
pub(crate) struct ResellerConsentSetInput {
    /// Whether the distributor may give commands on the reseller's customers for it. It may at first.
    allows_acting: bool,
    /// Whether the distributor sees the money of the reseller's customers. It does not at first.
    shares_detail: bool,
}

/// The answer to `resellerConsentSet`.
#[derive(SimpleObject)]
pub(crate) struct ResellerConsentSetPayload {
    /// The reseller, whose `association` says it; null when it was refused.
    reseller: Option<Party>,
    /// Why it was refused; empty on success. `FORBIDDEN`, `STATE_CONFLICT` for who is no reseller of a distributor.
    user_errors: Vec<UserError>,
}

/// Commands of resellers.
#[derive(Default)]
pub(crate) struct ResellerMutation;

#[Object]
impl ResellerMutation {
    /// The caller's party, a reseller, says what its distributor may do from now on. Needs the permission
    /// `SECURITY_MANAGE`.
    async fn reseller_consent_set(
        &self,
        ctx: &Context<'_>,
        #[graphql(desc = "What the distributor may do.")] input: ResellerConsentSetInput,
    ) -> Result<ResellerConsentSetPayload, Fault> {
        let ResellerConsentSetInput { allows_acting, shares_detail } = input;
        let consent = Consent { allows_acting, shares_detail };
        let set = ctx.call()?.tx(move |conn, now, actor| reseller::consent_set(conn, now, actor, consent)).await;
        let (reseller, user_errors) = settle(set)?;
        Ok(ResellerConsentSetPayload { reseller: reseller.map(Party), user_errors })
    }
}
